// A defect of ours while showing a page: said plainly, with a way on.
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { EmptyState } from "../ui/EmptyState.tsx";
import { label } from "../words.ts";

export function Broken({ error }: { error: unknown }): ReactNode {
  return (
    <main className="page" role="alert">
      <EmptyState
        icon="warning"
        title={label("broken.title")}
        action={<Button onClick={() => window.location.reload()}>{label("broken.again")}</Button>}
      >
        <p>{label("broken.text")}</p>
        <code>{error instanceof Error ? error.message : String(error)}</code>
      </EmptyState>
    </main>
  );
}
