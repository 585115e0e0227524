// What a contract agrees about billing: retainage beyond the two starting rates, overruns, tax, an advance, escrow and
// funds. One value; an invoice keeps the copy it was computed with, so that a later agreement never moves it.
import { z } from "zod";
import { amountText, cents } from "../money/money.ts";
import { millionths, numberText } from "../money/ratio.ts";
import type { Cap, Rates, RetainageTerms, Step } from "../retainage/terms.ts";
import { type TaxTerms, taxBases } from "../tax/tax.ts";
import { Amount, Decimal } from "../wire.ts";

const ThresholdShown = z.union([
  z.strictObject({ percent: Decimal, of: z.enum(["original", "current"]) }),
  z.strictObject({ amount: Amount }),
]);

/** Terms on the wire and in the tables: amounts and percentages are text. */
export const TermsShown = z.strictObject({
  retainage: z
    .strictObject({
      level: z.enum(["line", "header"]).default("line"),
      steps: z
        .array(
          z.strictObject({
            at: ThresholdShown,
            work: Decimal,
            materials: Decimal,
            effect: z.enum(["retroactive", "prospective"]),
            scope: z.enum(["linesOnContractRates", "allLines"]).default("linesOnContractRates"),
          }),
        )
        .max(20)
        .default([]),
      cap: ThresholdShown.nullable().default(null),
      maximum: Decimal.nullable().default(null),
    })
    .default({ level: "line", steps: [], cap: null, maximum: null }),
  overbilling: z.enum(["block", "warn", "allow"]).default("block"),
  changeOrderSplit: z.enum(["line", "changeOrder"]).default("line"),
  tax: z
    .strictObject({
      rate: Decimal,
      base: z.enum(taxBases),
      onRelease: z.enum(["taxed", "alreadyTaxed"]),
      rounding: z.enum(["invoice", "line"]).default("invoice"),
    })
    .nullable()
    .default(null),
  advance: z.strictObject({ paid: Amount, recoupPercent: Decimal }).nullable().default(null),
  escrow: z.strictObject({ roundDownTo: Amount }).nullable().default(null),
  funds: z.array(z.string().trim().min(1).max(40)).max(50).default([]),
});
export type TermsShown = z.output<typeof TermsShown>;

export type BillingTerms = Readonly<{
  retainage: Omit<RetainageTerms, "rates">;
  overbilling: "block" | "warn" | "allow";
  changeOrderSplit: "line" | "changeOrder";
  tax: TaxTerms | null;
  advance: Readonly<{ paid: bigint; recoupPercent: bigint }> | null;
  escrow: Readonly<{ roundDownTo: bigint }> | null;
  funds: readonly string[];
}>;

/** Of a value that went through `TermsShown`; `{}` is the terms of a contract that agreed on nothing. */
export function readTerms(stored: unknown): BillingTerms {
  const { retainage, overbilling, changeOrderSplit, tax, advance, escrow, funds } = TermsShown.parse(stored);
  return {
    retainage: {
      level: retainage.level,
      steps: retainage.steps.map(
        ({ at, work, materials, effect, scope }): Step => ({
          at: thresholdOf(at),
          rates: { work: millionths(work), materials: millionths(materials) },
          effect,
          scope,
        }),
      ),
      cap: retainage.cap === null ? null : thresholdOf(retainage.cap),
      maximum: retainage.maximum === null ? null : millionths(retainage.maximum),
    },
    overbilling,
    changeOrderSplit,
    tax: tax === null ? null : { ...tax, rate: millionths(tax.rate) },
    advance: advance === null ? null : { paid: cents(advance.paid), recoupPercent: millionths(advance.recoupPercent) },
    escrow: escrow === null ? null : { roundDownTo: cents(escrow.roundDownTo) },
    funds,
  };
}

export function termsShown(terms: BillingTerms): TermsShown {
  const { retainage, overbilling, changeOrderSplit, tax, advance, escrow, funds } = terms;
  return {
    retainage: {
      level: retainage.level,
      steps: retainage.steps.map(({ at, rates, effect, scope }) => ({
        at: thresholdShown(at),
        work: numberText(rates.work),
        materials: numberText(rates.materials),
        effect,
        scope,
      })),
      cap: retainage.cap === null ? null : thresholdShown(retainage.cap),
      maximum: retainage.maximum === null ? null : numberText(retainage.maximum),
    },
    overbilling,
    changeOrderSplit,
    tax: tax === null ? null : { ...tax, rate: numberText(tax.rate) },
    advance:
      advance === null ? null : { paid: amountText(advance.paid), recoupPercent: numberText(advance.recoupPercent) },
    escrow: escrow === null ? null : { roundDownTo: amountText(escrow.roundDownTo) },
    funds: [...funds],
  };
}

/** The terms of a contract that agreed on nothing but its two rates. */
export const plainTerms: BillingTerms = readTerms({});

/** The contract's retainage as the engine takes it. */
export const retainageOf = (terms: BillingTerms, rates: Rates): RetainageTerms => ({ ...terms.retainage, rates });

function thresholdOf(shown: z.output<typeof ThresholdShown>): Cap {
  return "amount" in shown ? { amount: cents(shown.amount) } : { percent: millionths(shown.percent), of: shown.of };
}

function thresholdShown(threshold: Cap): z.output<typeof ThresholdShown> {
  return "amount" in threshold
    ? { amount: amountText(threshold.amount) }
    : { percent: numberText(threshold.percent), of: threshold.of };
}
