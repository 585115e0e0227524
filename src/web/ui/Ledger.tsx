// A table of figures: a caption, a head that stays, and a box that scrolls sideways and can be reached by keyboard.
import { Table, VisuallyHidden } from "@mantine/core";
import type { CSSProperties, ReactNode } from "react";

type LedgerProps = {
  /** Says what the table holds; read to screen readers, and shown where `showCaption`. */
  caption: string;
  showCaption?: boolean;
  /** At most this high, scrolling inside. */
  maxHeight?: string;
  /** Many columns: they stand closer. */
  dense?: boolean;
  children: ReactNode;
};

export function Ledger({ caption, showCaption = false, maxHeight, dense = false, children }: LedgerProps): ReactNode {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields; this is one table that scrolls
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div role="group" className="ledger" aria-label={caption} tabIndex={0} style={heightOf(maxHeight)}>
      <Table highlightOnHover horizontalSpacing={dense ? "xs" : "sm"}>
        <caption>{showCaption ? caption : <VisuallyHidden>{caption}</VisuallyHidden>}</caption>
        {children}
      </Table>
    </div>
  );
}

/** On paper the style sheet sets it aside: a printed table is whole. */
function heightOf(maxHeight: string | undefined): CSSProperties {
  const variables: Record<`--${string}`, string> = maxHeight === undefined ? {} : { "--ledger-height": maxHeight };
  return variables;
}
