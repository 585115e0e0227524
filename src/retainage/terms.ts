// What a contract says about retainage: how much is held back, from when on less, up to which sum, and how it is rounded.
import type { Cents } from "../money/money.ts";
import type { Percent } from "../money/ratio.ts";

/** Percentages held back of completed work and of stored material. */
export type Rates = Readonly<{ work: Percent; materials: Percent }>;

export const noRates: Rates = { work: 0n, materials: 0n };

export const sameRates = (one: Rates, other: Rates): boolean =>
  one.work === other.work && one.materials === other.materials;

/** Which contract sum a percentage is taken of: as signed, or with the change orders that have entered. */
export type ContractSum = "original" | "current";

/** Where a step or a stop begins: when completed and stored reaches a part of the contract sum, or an amount. */
export type Threshold = Readonly<{ percent: Percent; of: ContractSum }> | Readonly<{ amount: Cents }>;

/**
 * What a change of rates does to what was earned before it.
 * - `retroactive`: the new rate on everything. At 10 % of 1,000,000.00 work, a step to 5 % gives back 50,000.00.
 * - `prospective`: the new rate on what is earned from then on; what is held stays held.
 */
export const stepEffects = ["retroactive", "prospective"] as const;
export type StepEffect = (typeof stepEffects)[number];

export type Step = Readonly<{
  at: Threshold;
  rates: Rates;
  effect: StepEffect;
  /** A stop is a step to nothing that also binds lines with rates of their own. */
  scope: "linesOnContractRates" | "allLines";
}>;

export type Cap = Readonly<{ percent: Percent; of: ContractSum }> | Readonly<{ amount: Cents }>;

/**
 * - `line`: each line is rounded by itself, and line 5 is their sum.
 * - `header`: the total is rounded once and spread over the lines by largest remainder, as public vouchers do.
 */
export type RetainageLevel = "line" | "header";

export type RetainageTerms = Readonly<{
  /** At the start of the contract. */
  rates: Rates;
  level: RetainageLevel;
  /** In the order in which their thresholds are reached. */
  steps: readonly Step[];
  /** The most that is ever withheld, whatever was given back since. */
  cap: Cap | null;
  /** The highest rate that the law or the contract allows; beyond it is a blocking finding. */
  maximum: Percent | null;
}>;

export const noRetainage: RetainageTerms = { rates: noRates, level: "line", steps: [], cap: null, maximum: null };

/** The amount at which a threshold is reached. */
export function sumOf(of: ContractSum, sums: ContractSums): Cents {
  return of === "original" ? sums.original : sums.current;
}

export type ContractSums = Readonly<{ original: Cents; current: Cents }>;
