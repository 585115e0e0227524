// A word on a quiet coloured ground. The word says it; the colour only helps the eye along a column.
import type { ReactNode } from "react";

export type Tone = "grey" | "blue" | "yellow" | "green" | "red";

export function StatusBadge({ tone, children }: { tone: Tone; children: ReactNode }): ReactNode {
  return (
    <span className="mark" data-tone={tone}>
      {children}
    </span>
  );
}
