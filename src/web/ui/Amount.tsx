// An amount as people read it: figures of one width, right-aligned in its cell, negative in parentheses.
import type { ReactNode } from "react";
import { amountShown, cents } from "../../money/money.ts";
import { figureShown } from "./figure.ts";

/** `<Amount of="-1234.50" />` reads (1,234.50). */
export function Amount({ of, strong = false }: { of: string; strong?: boolean }): ReactNode {
  const amount = cents(of);
  return (
    <span className="amount" data-strong={strong || undefined} data-negative={amount < 0n || undefined}>
      {amountShown(amount)}
    </span>
  );
}

type FigureProps = { of: string; after?: string; decimals?: number };

/** A number that is no amount: a quantity, a percentage, or a unit price, which shows at least two decimals. */
export function Figure({ of, after = "", decimals = 0 }: FigureProps): ReactNode {
  return (
    <span className="amount">
      {figureShown(of, decimals)}
      {after}
    </span>
  );
}
