// What stands below line 8: deductions outside the contract sum, an advance that is paid off, tax, and what is left to pay.
// None of it moves lines 1 to 9.
import { type Cents, sum } from "../money/money.ts";
import { type Percent, percentOf } from "../money/ratio.ts";

/** Damages, back-charges, money held for missing labour reports: kept to date, and given back later. */
export type DeductionEntry = Readonly<{
  name: string;
  /** Positive: deducted now. Negative: given back now. */
  deducted: Cents;
  path: string;
}>;

export type Deduction = Readonly<{ name: string; previous: Cents; thisPeriod: Cents; toDate: Cents }>;

/** Every deduction that was ever made, those of before first, in the order in which they appeared. */
export function deductionsOf(
  before: readonly Deduction[],
  entered: readonly Pick<DeductionEntry, "name" | "deducted">[],
): readonly Deduction[] {
  const previous = new Map(before.map(({ name, toDate }) => [name, toDate]));
  const names = new Set([...previous.keys(), ...entered.map(({ name }) => name)]);
  return [...names].map((name) => {
    const was = previous.get(name) ?? 0n;
    const thisPeriod = sum(entered.filter((one) => one.name === name).map(({ deducted }) => deducted));
    return { name, previous: was, thisPeriod, toDate: was + thisPeriod };
  });
}

/** Of an advance of 33,000.00 that is paid off at 50 %, 33,000.00 is recouped when 66,000.00 is completed and stored. */
export function advanceRecouped(
  advance: Readonly<{ paid: Cents; recoupPercent: Percent }>,
  completedAndStored: Cents,
): Cents {
  const due = percentOf(completedAndStored, advance.recoupPercent, "halfAwayFromZero");
  return due > advance.paid ? advance.paid : due;
}

/** The escrow account's balance: 1,421,113.29 held, in whole ten dollars, is 1,421,110.00. */
export function escrowBalance(retainageHeld: Cents, roundDownTo: Cents): Cents {
  return retainageHeld - (retainageHeld % roundDownTo);
}
