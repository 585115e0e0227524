// A frozen version computed again from what it says itself: where each line stood, its terms, what was released and put
// right. An issued invoice comes to the same figures for ever; where it does not, the arithmetic has changed under it.
import { plainTerms, readTerms } from "../contract/billing-terms.ts";
import { amountText, type Cents } from "../money/money.ts";
import { withheldOf } from "./application.ts";
import type { FrozenInvoice, FrozenLine } from "./frozen.ts";
import { type Summary, summarize } from "./totals.ts";

/** A figure that is another when it is computed again. `line` is an item, or null for the nine lines. */
export type Difference = Readonly<{ item: string | null; figure: string; frozen: string; computed: string }>;

/** Every figure that comes out differently; none, as long as the rules it was made under are these. */
export function recomputed(frozen: FrozenInvoice): readonly Difference[] {
  const terms = frozen.terms === null ? plainTerms : readTerms(frozen.terms);
  const taxOnRetainage = terms.tax?.base === "retainageOnGross" ? terms.tax.rate : 0n;
  const earned = frozen.lines.map(({ workToDate, materialsStored }) => ({
    work: workToDate,
    materials: materialsStored,
  }));
  const withholdings = frozen.lines.map(({ withholding }) => withholding);
  const sums = { original: frozen.summary["1"], current: frozen.summary["3"] };
  const { withheld } = withheldOf({ terms: terms.retainage, taxOnRetainage }, earned, withholdings, sums);
  const lines = frozen.lines.map((line, index) => computedLine(line, withheld[index] ?? { work: 0n, materials: 0n }));
  const summary = summarize({
    originalContractSum: frozen.summary["1"],
    netChange: frozen.summary["2"],
    lines,
    previousCertificates: frozen.summary["7"],
  });
  return [
    ...frozen.lines.flatMap((line, index) => different(line.item, line, lines[index] ?? {})),
    ...different(null, frozen.summary, summary satisfies Summary),
  ];
}

type ComputedLine = Pick<
  FrozenLine,
  | "workToDate"
  | "completedAndStored"
  | "balanceToFinish"
  | "retainageWork"
  | "retainageMaterials"
  | "retainageHeld"
  | "billedThisPeriod"
>;

function computedLine(line: FrozenLine, withheld: FrozenLine["withheld"]): ComputedLine {
  const workToDate = line.workPrevious + line.workThisPeriod;
  const completedAndStored = workToDate + line.materialsStored;
  const retainageWork = withheld.work - line.releasedWorkToDate + line.adjustedToDate;
  const retainageMaterials = withheld.materials - line.releasedMaterialsToDate;
  return {
    workToDate,
    completedAndStored,
    balanceToFinish: line.scheduledValue - completedAndStored,
    retainageWork,
    retainageMaterials,
    retainageHeld: retainageWork + retainageMaterials,
    billedThisPeriod: completedAndStored - line.workPrevious - line.materialsPrevious,
  };
}

function different<T extends object>(item: string | null, frozen: T, computed: Partial<T>): readonly Difference[] {
  return Object.entries(computed).flatMap(([figure, is]): Difference[] => {
    const was = (frozen as Readonly<Record<string, unknown>>)[figure];
    if (was === is) return [];
    return [{ item, figure, frozen: shown(was), computed: shown(is) }];
  });
}

const shown = (amount: unknown): string =>
  typeof amount === "bigint" ? amountText(amount satisfies Cents) : "nothing";
