// The one calculator of owner billing: a line of the continuation sheet (columns C to I) and the nine-line summary.
// Cumulative amounts are rounded and the period is what is left after subtracting, so that pennies never drift.
//
// Example: a line of 12,500.00 with 1,000.00 of earlier work, 3,000.00 of work now and 2,500.00 of material stored today
// stands at G = 6,500.00 (52 %), H = 6,000.00; at 10 % on both, I = 650.00.
import { assert } from "../assert.ts";
import type { Cents } from "../money/money.ts";
import { extended, type Millionths, type Percent, percentage, percentOf } from "../money/ratio.ts";
import { divideRounded } from "../money/rounding.ts";
import { type Rates, type StepEffect, sameRates } from "../retainage/terms.ts";
import {
  type Earned,
  frozenAt,
  type Withholding,
  withheldBy,
  withholdingAt,
  withRates,
} from "../retainage/withholding.ts";

/** The rules below, named in every frozen version: a later change of arithmetic gets another name. */
export const rulesVersion = "2026-11";

export type LineInput = Readonly<{
  lineId: string;
  /** C. For a unit line the contract's quantity times its price. */
  scheduledValue: Cents;
  /** Null: an amount line. */
  unitPrice: Millionths | null;
  /** A unit line whose subtotal is not quantity times price: what the whole quantity comes to. */
  subtotal?: Readonly<{ quantity: Millionths; value: Cents }> | null;
  previous: LinePrevious;
  entry: LineEntered;
}>;

/** Where the line stood at the end of the invoice before. */
export type LinePrevious = Readonly<{
  work: Cents;
  quantity: Millionths | null;
  materials: Cents;
  /** Withheld in all, before what was given back or put right by hand. */
  withheld: Earned;
  releasedWork: Cents;
  releasedMaterials: Cents;
  adjusted: Cents;
  retainage: Cents;
  /** Null on a line that was never billed. */
  withholding: Withholding | null;
}>;

export const nothingBefore: LinePrevious = {
  work: 0n,
  quantity: null,
  materials: 0n,
  withheld: { work: 0n, materials: 0n },
  releasedWork: 0n,
  releasedMaterials: 0n,
  adjusted: 0n,
  retainage: 0n,
  withholding: null,
};

/** What was entered for this period. */
export type LineEntered = Readonly<{
  /** E of an amount line; a unit line's follows from its quantity. */
  workThisPeriod: Cents;
  quantityThisPeriod: Millionths | null;
  /** Billed on a unit line without a count. */
  unmeasuredWork: Cents;
  /** F: the balance stored today, not what was bought this month. */
  materialsStored: Cents;
  rateWork: Percent;
  rateMaterials: Percent;
  /** What a rate that is not the one before does to what was earned at that one. */
  rateEffect: StepEffect;
  /** What is withheld stays as it was. */
  isFrozen: boolean;
  /** Retainage given back in this period. */
  releasedWork: Cents;
  releasedMaterials: Cents;
  /** Put right by hand: what is held rises or falls by it. */
  adjusted: Cents;
}>;

export const nothingEntered: LineEntered = {
  workThisPeriod: 0n,
  quantityThisPeriod: null,
  unmeasuredWork: 0n,
  materialsStored: 0n,
  rateWork: 0n,
  rateMaterials: 0n,
  rateEffect: "retroactive",
  isFrozen: false,
  releasedWork: 0n,
  releasedMaterials: 0n,
  adjusted: 0n,
};

export type LineFigures = Readonly<{
  lineId: string;
  scheduledValue: Cents; // C
  workPrevious: Cents; // D
  quantityPrevious: Millionths | null;
  workThisPeriod: Cents; // E
  quantityThisPeriod: Millionths | null;
  workToDate: Cents; // D + E
  materialsPrevious: Cents;
  materialsStored: Cents; // F
  completedAndStored: Cents; // G
  balanceToFinish: Cents; // H
  /** By the rates on all that was earned, before releases. */
  withheld: Earned;
  withheldPrevious: Earned;
  retainageWork: Cents;
  retainageMaterials: Cents;
  retainageHeld: Cents; // I
  retainagePrevious: Cents;
  releasedWorkToDate: Cents;
  releasedMaterialsToDate: Cents;
  adjustedToDate: Cents;
  /** Work and material billed now: E + (F - F before). */
  billedThisPeriod: Cents;
  isOverbilled: boolean;
  withholding: Withholding;
}>;

export function computeLine(input: LineInput): LineFigures {
  const earned = earnedOf(input);
  const withholding = withholdingOf(input);
  return lineFigures(input, earned, withholding, withheldBy(withholding, earned));
}

/** The line with what is withheld of it given: it was rounded, capped or spread over all lines together. */
export function lineFigures(
  { lineId, scheduledValue, unitPrice, previous, entry }: LineInput,
  earned: Earned,
  withholding: Withholding,
  withheld: Earned,
): LineFigures {
  const completedAndStored = earned.work + earned.materials;

  // Held is the rate on all that was earned, rounded once, less what was given back; never this period's rate on this
  // period's work. (A public voucher proves it: 5 % of a period of 52,873.31 is printed as 2,643.66, not .67.)
  const releasedMaterials = previous.releasedMaterials + entry.releasedMaterials;
  // Material on which retainage was released and that is built in since is work: its release goes along.
  const builtIn = beyond(releasedMaterials, withheld.materials);
  const releasedMaterialsToDate = releasedMaterials - builtIn;
  const releasedWorkToDate = previous.releasedWork + entry.releasedWork + builtIn;
  const adjustedToDate = previous.adjusted + entry.adjusted;
  const retainageWork = withheld.work - releasedWorkToDate + adjustedToDate;
  const retainageMaterials = withheld.materials - releasedMaterialsToDate;
  const isUnit = unitPrice !== null;

  return {
    lineId,
    scheduledValue,
    workPrevious: previous.work,
    quantityPrevious: isUnit ? (previous.quantity ?? 0n) : null,
    workThisPeriod: earned.work - previous.work,
    quantityThisPeriod: isUnit ? (entry.quantityThisPeriod ?? 0n) : null,
    workToDate: earned.work,
    materialsPrevious: previous.materials,
    materialsStored: earned.materials,
    completedAndStored,
    balanceToFinish: scheduledValue - completedAndStored,
    withheld,
    withheldPrevious: previous.withheld,
    retainageWork,
    retainageMaterials,
    retainageHeld: retainageWork + retainageMaterials,
    retainagePrevious: previous.retainage,
    releasedWorkToDate,
    releasedMaterialsToDate,
    adjustedToDate,
    billedThisPeriod: completedAndStored - previous.work - previous.materials,
    isOverbilled: scheduledValue < 0n ? completedAndStored < scheduledValue : completedAndStored > scheduledValue,
    withholding,
  };
}

/** How far an amount goes beyond another on the same side of nothing; all of it where they lie on different sides. */
function beyond(amount: Cents, limit: Cents): Cents {
  if (amount > 0n) return limit <= 0n ? amount : amount > limit ? amount - limit : 0n;
  return limit >= 0n ? amount : amount < limit ? amount - limit : 0n;
}

/** D + E, and F. Of a unit line, work is the quantity to date times the price, rounded, and what was billed uncounted. */
export function earnedOf(line: LineInput): Earned {
  const { unitPrice, previous, entry } = line;
  const materials = entry.materialsStored;
  if (unitPrice === null) return { work: previous.work + entry.workThisPeriod, materials };
  const before = previous.quantity ?? 0n;
  const toDate = before + (entry.quantityThisPeriod ?? 0n);
  const uncounted = previous.work - measured(line, before) + entry.unmeasuredWork;
  return { work: measured(line, toDate) + uncounted, materials };
}

type Priced = Pick<LineInput, "unitPrice" | "subtotal">;

/** What a quantity comes to: at the unit price, or in proportion to the subtotal that was given for the whole. */
export function measured({ unitPrice, subtotal }: Priced, quantity: Millionths): Cents {
  if (unitPrice === null) return 0n;
  if (subtotal == null) return extended(quantity, unitPrice, "halfAwayFromZero");
  return divideRounded(subtotal.value * quantity, subtotal.quantity, "halfAwayFromZero");
}

/** The quantity that comes to an amount, as near as millionths of a unit go; null where there is no price. */
export function counted({ unitPrice, subtotal }: Priced, amount: Cents): Millionths | null {
  const { quantity, value } = subtotal ?? { quantity: 10_000n * 1_000_000n, value: unitPrice ?? 0n };
  return value === 0n ? null : divideRounded(amount * quantity, value, "halfAwayFromZero");
}

/** The terms under which the line withholds now: those of before, unless the rates that were entered are others. */
export function withholdingOf({ previous, entry }: LineInput): Withholding {
  const before = previous.withholding;
  const isSame = before?.rates.work === entry.rateWork && before.rates.materials === entry.rateMaterials;
  if (before !== null && isSame && !entry.isFrozen) return before;
  const rates = { work: entry.rateWork, materials: entry.rateMaterials };
  const now = underRates(previous, rates, entry.rateEffect);
  return entry.isFrozen && now.frozen === null ? frozenAt(now, previous.withheld) : now;
}

function underRates({ withholding, work, materials }: LinePrevious, rates: Rates, effect: StepEffect): Withholding {
  if (withholding === null) return withholdingAt(rates);
  if (sameRates(withholding.rates, rates)) return withholding;
  return withRates({ ...withholding, frozen: null }, rates, effect, { work, materials });
}

/** What the next invoice starts from. */
export function carriedForward(line: LineFigures): LinePrevious {
  return {
    work: line.workToDate,
    quantity: line.quantityPrevious === null ? null : line.quantityPrevious + (line.quantityThisPeriod ?? 0n),
    materials: line.materialsStored,
    withheld: line.withheld,
    releasedWork: line.releasedWorkToDate,
    releasedMaterials: line.releasedMaterialsToDate,
    adjusted: line.adjustedToDate,
    retainage: line.retainageHeld,
    withholding: line.withholding,
  };
}

/** E that brings a line to a percentage of its scheduled value: round(C x percent) - D - F. At 100 % G is C exactly. */
export function workToReach(rate: Percent, scheduledValue: Cents, workPrevious: Cents, materialsStored: Cents): Cents {
  return percentOf(scheduledValue, rate, "halfAwayFromZero") - workPrevious - materialsStored;
}

/**
 * The quantity now that brings a unit line to a percentage: of the contract's quantity, so that 45 % of 1,200 is 540;
 * where material is stored too, what the work that is left comes to at the unit price.
 */
export function quantityToReach(rate: Percent, input: LineInput, scheduledQuantity: Millionths | null): Millionths {
  const { scheduledValue, previous, entry } = input;
  if (scheduledQuantity !== null && entry.materialsStored === 0n)
    return percentOf(scheduledQuantity, rate, "halfAwayFromZero") - (previous.quantity ?? 0n);
  const now = workToReach(rate, scheduledValue, previous.work, entry.materialsStored);
  return quantityToBill(input, previous.work + now);
}

/** The quantity now with which a unit line's work to date comes to an amount, as near as millionths of a unit go. */
export function quantityToBill(input: LineInput, workToDate: Cents): Millionths {
  const before = input.previous.quantity ?? 0n;
  const uncounted = input.previous.work - measured(input, before) + input.entry.unmeasuredWork;
  const toDate = counted(input, workToDate - uncounted);
  assert(toDate !== null, "it is a unit line with a price");
  return toDate - before;
}

/** G of C in percent; null where C is nothing and G is not. Zero lines that are unbilled stand at 0 %. */
export function percentComplete(line: LineFigures): Percent | null {
  if (line.completedAndStored === 0n) return 0n;
  return percentage(line.completedAndStored, line.scheduledValue);
}

/** The summary's lines, under their numbers on the paper. */
export type Summary = Readonly<{
  "1": Cents; // original contract sum
  "2": Cents; // net change by change orders
  "3": Cents; // contract sum to date
  "4": Cents; // total completed and stored to date
  "5a": Cents; // retainage on completed work
  "5b": Cents; // retainage on stored material
  "5": Cents; // total retainage
  "6": Cents; // total earned less retainage
  "7": Cents; // less previous certificates
  "8": Cents; // current payment due; may be negative, and is then a credit
  "9": Cents; // balance to finish, including retainage
}>;

/** The summary after one line changed; lines 1 to 3 come from the contract and stay. */
export function movedSummary(summary: Summary, was: LineFigures, is: LineFigures): Summary {
  const completedAndStored = is.completedAndStored - was.completedAndStored;
  const onWork = is.retainageWork - was.retainageWork;
  const onMaterials = is.retainageMaterials - was.retainageMaterials;
  const earned = completedAndStored - onWork - onMaterials;
  return {
    ...summary,
    "4": summary["4"] + completedAndStored,
    "5a": summary["5a"] + onWork,
    "5b": summary["5b"] + onMaterials,
    "5": summary["5"] + onWork + onMaterials,
    "6": summary["6"] + earned,
    "8": summary["8"] + earned,
    "9": summary["9"] - earned,
  };
}

/** Their numbers in the order of the paper. */
export const summaryLines = [
  "1",
  "2",
  "3",
  "4",
  "5a",
  "5b",
  "5",
  "6",
  "7",
  "8",
  "9",
] as const satisfies (keyof Summary)[];

export function summarize(sheet: {
  originalContractSum: Cents;
  netChange: Cents;
  /** Each line, or sums over them. */
  lines: readonly Pick<LineFigures, "completedAndStored" | "retainageWork" | "retainageMaterials">[];
  /** What was certified for payment before: the sum over the earlier invoices. */
  previousCertificates: Cents;
}): Summary {
  const contractSumToDate = sheet.originalContractSum + sheet.netChange;
  let [completedAndStored, retainageWork, retainageMaterials] = [0n, 0n, 0n];
  for (const line of sheet.lines) {
    completedAndStored += line.completedAndStored;
    retainageWork += line.retainageWork;
    retainageMaterials += line.retainageMaterials;
  }
  const retainage = retainageWork + retainageMaterials;
  const earnedLessRetainage = completedAndStored - retainage;
  return {
    "1": sheet.originalContractSum,
    "2": sheet.netChange,
    "3": contractSumToDate,
    "4": completedAndStored,
    "5a": retainageWork,
    "5b": retainageMaterials,
    "5": retainage,
    "6": earnedLessRetainage,
    "7": sheet.previousCertificates,
    "8": earnedLessRetainage - sheet.previousCertificates,
    "9": contractSumToDate - earnedLessRetainage,
  };
}
