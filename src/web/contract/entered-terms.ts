// The billing terms of a contract as they are being typed: text in every field, what the wire takes of them, and the
// terms themselves once every one of them can be read.
import { type BillingTerms, readTerms, TermsShown } from "../../contract/billing-terms.ts";
import type { ContractShown } from "../../contract/wire.ts";
import { millionths, readMillionths } from "../../money/ratio.ts";
import type { ContractSum, Rates, RetainageLevel, StepEffect } from "../../retainage/terms.ts";
import { releaseUnder, type TaxBase, type TaxTerms } from "../../tax/tax.ts";
import { asShown } from "./entered-lines.ts";
import { typedAmount, typedPercent } from "./typed.ts";

/** Where something begins or ends: at a part of one of the contract sums, or at an amount. */
export type ThresholdKind = ContractSum | "amount";

export type EnteredStep = Readonly<{
  /** Tells the steps apart while they are typed. */
  key: number;
  kind: ThresholdKind;
  value: string;
  work: string;
  materials: string;
  effect: StepEffect;
  scope: "linesOnContractRates" | "allLines";
}>;

export type EnteredTerms = Readonly<{
  retainageOnWork: string;
  retainageOnMaterials: string;
  level: RetainageLevel;
  steps: readonly EnteredStep[];
  capKind: ThresholdKind | "none";
  capValue: string;
  /** Empty: none is named. */
  maximum: string;
  overbilling: BillingTerms["overbilling"];
  changeOrderSplit: BillingTerms["changeOrderSplit"];
  isTaxed: boolean;
  taxRate: string;
  taxBase: TaxBase;
  taxOnRelease: TaxTerms["onRelease"];
  taxRounding: TaxTerms["rounding"];
  isAdvanced: boolean;
  advancePaid: string;
  advanceRecoup: string;
  isEscrowed: boolean;
  escrowStep: string;
  /** One name to a line. */
  funds: string;
}>;

type Threshold = TermsShown["retainage"]["steps"][number]["at"];

const kindOf = (threshold: Threshold): ThresholdKind => ("amount" in threshold ? "amount" : threshold.of);

const figureOf = (threshold: Threshold): string =>
  "amount" in threshold ? asShown("scheduledValue", threshold.amount) : threshold.percent;

type TermsOfContract = Pick<ContractShown, "retainageOnWork" | "retainageOnMaterials" | "terms">;

export function enteredTerms({ retainageOnWork, retainageOnMaterials, terms }: TermsOfContract): EnteredTerms {
  const { retainage, overbilling, changeOrderSplit, tax, advance, escrow, funds } = terms;
  return {
    retainageOnWork,
    retainageOnMaterials,
    level: retainage.level,
    steps: retainage.steps.map(({ at, work, materials, effect, scope }, index) => ({
      key: index + 1,
      kind: kindOf(at),
      value: figureOf(at),
      work,
      materials,
      effect,
      scope,
    })),
    capKind: retainage.cap === null ? "none" : kindOf(retainage.cap),
    capValue: retainage.cap === null ? "" : figureOf(retainage.cap),
    maximum: retainage.maximum ?? "",
    overbilling,
    changeOrderSplit,
    isTaxed: tax !== null,
    taxRate: tax?.rate ?? "",
    taxBase: tax?.base ?? "gross",
    taxOnRelease: tax?.onRelease ?? releaseUnder.gross,
    taxRounding: tax?.rounding ?? "invoice",
    isAdvanced: advance !== null,
    advancePaid: advance === null ? "" : asShown("scheduledValue", advance.paid),
    advanceRecoup: advance?.recoupPercent ?? "",
    isEscrowed: escrow !== null,
    escrowStep: escrow === null ? "" : asShown("scheduledValue", escrow.roundDownTo),
    funds: funds.join("\n"),
  };
}

const nextKey = (steps: readonly EnteredStep[]): number => Math.max(0, ...steps.map(({ key }) => key)) + 1;

/** Less of everything from half of the contract sum on is what is agreed most often. */
export function withStep(steps: readonly EnteredStep[]): readonly EnteredStep[] {
  const key = nextKey(steps);
  const scope = "linesOnContractRates";
  return [...steps, { key, kind: "current", value: "50", work: "5", materials: "5", effect: "retroactive", scope }];
}

/** From there on nothing more is held, of any line; what is held stays held. */
export function withStop(steps: readonly EnteredStep[]): readonly EnteredStep[] {
  const key = nextKey(steps);
  return [
    ...steps,
    { key, kind: "current", value: "50", work: "0", materials: "0", effect: "prospective", scope: "allLines" },
  ];
}

/** As the wire takes it. What cannot be read goes as it was typed, so that the server names every problem at once. */
export function termsOnWire(entered: EnteredTerms): TermsOfContract {
  const { capKind, capValue, maximum, taxBase, taxOnRelease, taxRounding } = entered;
  return {
    retainageOnWork: typedPercent(entered.retainageOnWork),
    retainageOnMaterials: typedPercent(entered.retainageOnMaterials),
    terms: {
      retainage: {
        level: entered.level,
        steps: entered.steps.map(({ kind, value, work, materials, effect, scope }) => ({
          at: thresholdOnWire(kind, value),
          work: typedPercent(work),
          materials: typedPercent(materials),
          effect,
          scope,
        })),
        cap: capKind === "none" ? null : thresholdOnWire(capKind, capValue),
        maximum: maximum.trim() === "" ? null : typedPercent(maximum),
      },
      overbilling: entered.overbilling,
      changeOrderSplit: entered.changeOrderSplit,
      tax: entered.isTaxed
        ? { rate: typedPercent(entered.taxRate), base: taxBase, onRelease: taxOnRelease, rounding: taxRounding }
        : null,
      advance: entered.isAdvanced
        ? { paid: typedAmount(entered.advancePaid), recoupPercent: typedPercent(entered.advanceRecoup) }
        : null,
      escrow: entered.isEscrowed ? { roundDownTo: typedAmount(entered.escrowStep) } : null,
      funds: entered.funds
        .split("\n")
        .map((name) => name.trim())
        .filter((name) => name !== ""),
    },
  };
}

function thresholdOnWire(kind: ThresholdKind, value: string): Threshold {
  return kind === "amount" ? { amount: typedAmount(value) } : { percent: typedPercent(value), of: kind };
}

export type AgreedTerms = Readonly<{ rates: Rates; terms: BillingTerms }>;

/** The terms; null while something in them cannot be read. */
export function agreedTerms({ retainageOnWork, retainageOnMaterials, terms }: TermsOfContract): AgreedTerms | null {
  const isRate = (text: string) => "millionths" in readMillionths(text);
  if (!isRate(retainageOnWork) || !isRate(retainageOnMaterials)) return null;
  if (!TermsShown.safeParse(terms).success) return null;
  const rates = { work: millionths(retainageOnWork), materials: millionths(retainageOnMaterials) };
  return { rates, terms: readTerms(terms) };
}
