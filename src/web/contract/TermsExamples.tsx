// A small worked example for each group of terms, computed from the terms as they stand.
import type { ReactNode } from "react";
import type { BillingTerms } from "../../contract/billing-terms.ts";
import { amountShown, type Cents, cents } from "../../money/money.ts";
import { numberText } from "../../money/ratio.ts";
import { label } from "../words.ts";
import { advancePaidBackAt, type StepExample, taxExample, type WorkedOut } from "./held-preview.ts";

/** Nothing where the terms cannot be read yet. */
type Props = Readonly<{ worked: WorkedOut | null }>;

function Example({ children }: { children: ReactNode }): ReactNode {
  return <p className="terms-example">{children}</p>;
}

export function StepExamples({ worked }: Props): ReactNode {
  return worked?.steps.map((example) => <Example key={example.number}>{stepSentence(example)}</Example>);
}

function stepSentence(example: StepExample): string {
  const about = { number: example.number, threshold: amountShown(example.threshold), sum: amountShown(example.sum) };
  if (example.kind === "notReached") return label("terms.stepNotReached", about);
  const before = amountShown(example.before);
  if (example.kind === "prospective") {
    const next = amountShown(example.next);
    return label("terms.stepKeeps", { ...about, before, next, nextHeld: amountShown(example.nextHeld) });
  }
  const after = amountShown(example.after);
  const released = example.before - example.after;
  if (released === 0n) return label("terms.stepSame", { ...about, before });
  return released > 0n
    ? label("terms.stepGivesBack", { ...about, before, after, released: amountShown(released) })
    : label("terms.stepHoldsMore", { ...about, before, after, more: amountShown(-released) });
}

export function CapExample({ worked }: Props): ReactNode {
  if (worked === null || worked.terms.retainage.cap === null) return null;
  const { rows } = worked;
  const bound = rows.find(({ uncapped }) => uncapped !== null);
  if (bound === undefined || bound.uncapped === null) {
    const held = amountShown(rows.at(-1)?.held ?? 0n);
    return <Example>{label("terms.capNever", { held })}</Example>;
  }
  const figures = { earned: bound.earned, uncapped: bound.uncapped, held: bound.held };
  return <Example>{label("terms.capBinds", shown(figures))}</Example>;
}

export function OverbillingExample({ policy }: { policy: BillingTerms["overbilling"] }): ReactNode {
  return <Example>{label(`terms.overbillingExample.${policy}`)}</Example>;
}

/** A change order with one line that adds and one that takes off. */
export function SplitExample({ split }: { split: BillingTerms["changeOrderSplit"] }): ReactNode {
  const addition = cents("12000.00");
  const deduction = cents("-2000.00");
  const additions = split === "line" ? addition : addition + deduction;
  const deductions = split === "line" ? deduction : 0n;
  return (
    <Example>{label("terms.changeOrderSplitExample", shown({ addition, deduction, additions, deductions }))}</Example>
  );
}

export function TaxExample({ worked }: Props): ReactNode {
  if (worked === null || worked.terms.tax === null) return null;
  return <Example>{label("terms.taxExample", shown(taxExample(worked.terms.tax, worked.rates)))}</Example>;
}

export function AdvanceExample({ worked }: Props): ReactNode {
  const advance = worked?.terms.advance ?? null;
  const earned = advance === null ? null : advancePaidBackAt(advance);
  if (advance === null || earned === null) return null;
  const rate = numberText(advance.recoupPercent);
  return <Example>{label("terms.advanceExample", { ...shown({ paid: advance.paid, earned }), rate })}</Example>;
}

export function EscrowExample({ worked }: Props): ReactNode {
  const last = worked?.rows.at(-1);
  if (last === undefined || last.escrow === null) return null;
  return <Example>{label("terms.escrowExample", shown({ held: last.held, balance: last.escrow }))}</Example>;
}

function shown(amounts: Readonly<Record<string, Cents>>): Record<string, string> {
  return Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, amountShown(amount)]));
}
