// Tax on an application: what it is taken of, and when. Tables of law do not live here; a contract says what applies.
//
// Example: work of 100,000.00, 10 % retainage, 8 % tax. Of the gross: tax 8,000.00 now, none when retainage is released.
// Net of retainage: tax 7,200.00 now, and 800.00 on the release of 10,000.00.
import { type Cents, sum } from "../money/money.ts";
import { type Percent, percentOf } from "../money/ratio.ts";

/**
 * - `gross`: of completed and stored; a release was taxed already.
 * - `netOfRetainage`: of what is earned less retainage; a release is taxed when it is billed.
 * - `retainageOnGross`: as `gross`, and retainage is held on the amount with its tax.
 */
export const taxBases = ["gross", "netOfRetainage", "retainageOnGross"] as const;
export type TaxBase = (typeof taxBases)[number];

export type TaxTerms = Readonly<{
  rate: Percent;
  base: TaxBase;
  /** What the contract says of a release; it has to agree with the base. */
  onRelease: "taxed" | "alreadyTaxed";
  rounding: "invoice" | "line";
}>;

/** What a base makes of a release; a contract that says otherwise taxes twice, or not at all. */
export const releaseUnder: Readonly<Record<TaxBase, TaxTerms["onRelease"]>> = {
  gross: "alreadyTaxed",
  netOfRetainage: "taxed",
  retainageOnGross: "alreadyTaxed",
};

export type TaxedLine = Readonly<{ completedAndStored: Cents; retainageHeld: Cents; isTaxable: boolean }>;

/** Tax to date, cumulative and rounded once: the period's is this less the one before. */
export function taxToDate({ rate, base, rounding }: TaxTerms, lines: readonly TaxedLine[]): Cents {
  const bases = lines
    .filter(({ isTaxable }) => isTaxable)
    .map((line) => line.completedAndStored - (base === "netOfRetainage" ? line.retainageHeld : 0n));
  return rounding === "line"
    ? sum(bases.map((amount) => percentOf(amount, rate, "halfAwayFromZero")))
    : percentOf(sum(bases), rate, "halfAwayFromZero");
}
