// The one calculator of owner billing: a line of the continuation sheet (columns C to I) and the nine-line summary.
// Cumulative amounts are rounded and the period is what is left after subtracting, so that pennies never drift.
//
// Example: a line of 12,500.00 with 1,000.00 of earlier work, 3,000.00 of work now and 2,500.00 of material stored today
// stands at G = 6,500.00 (52 %), H = 6,000.00; at 10 % on both, I = 650.00.
import { type Cents, sum } from "../money/money.ts";
import { extended, type Millionths, type Percent, percentage, percentOf } from "../money/ratio.ts";

/** The rules below, named in every frozen version: a later change of arithmetic gets another name. */
export const rulesVersion = "2026-11";

export type LineInput = Readonly<{
  lineId: string;
  /** C. For a unit line the contract's quantity times its price. */
  scheduledValue: Cents;
  /** Null: an amount line. */
  unitPrice: Millionths | null;
  previous: LinePrevious;
  entry: LineEntered;
}>;

/** Where the line stood at the end of the invoice before. */
export type LinePrevious = Readonly<{
  work: Cents;
  quantity: Millionths | null;
  materials: Cents;
  releasedWork: Cents;
  releasedMaterials: Cents;
  retainage: Cents;
}>;

export const nothingBefore: LinePrevious = {
  work: 0n,
  quantity: null,
  materials: 0n,
  releasedWork: 0n,
  releasedMaterials: 0n,
  retainage: 0n,
};

/** What was entered for this period. */
export type LineEntered = Readonly<{
  /** E of an amount line; a unit line's follows from its quantity. */
  workThisPeriod: Cents;
  quantityThisPeriod: Millionths | null;
  /** F: the balance stored today, not what was bought this month. */
  materialsStored: Cents;
  rateWork: Percent;
  rateMaterials: Percent;
  /** Retainage given back in this period. */
  releasedWork: Cents;
  releasedMaterials: Cents;
}>;

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
  retainageWork: Cents;
  retainageMaterials: Cents;
  retainageHeld: Cents; // I
  retainagePrevious: Cents;
  releasedWorkToDate: Cents;
  releasedMaterialsToDate: Cents;
  /** Work and material billed now: E + (F - F before). */
  billedThisPeriod: Cents;
  isOverbilled: boolean;
}>;

export function computeLine(input: LineInput): LineFigures {
  const { previous, entry } = input;
  const workThisPeriod = workOf(input);
  const workToDate = previous.work + workThisPeriod;
  const completedAndStored = workToDate + entry.materialsStored;

  // Held is the rate on all that was earned, rounded once, less what was given back; never this period's rate on this
  // period's work. (A public voucher proves it: 5 % of a period of 52,873.31 is printed as 2,643.66, not .67.)
  const releasedWorkToDate = previous.releasedWork + entry.releasedWork;
  const releasedMaterialsToDate = previous.releasedMaterials + entry.releasedMaterials;
  const retainageWork = percentOf(workToDate, entry.rateWork, "halfAwayFromZero") - releasedWorkToDate;
  const retainageMaterials =
    percentOf(entry.materialsStored, entry.rateMaterials, "halfAwayFromZero") - releasedMaterialsToDate;

  return {
    lineId: input.lineId,
    scheduledValue: input.scheduledValue,
    workPrevious: previous.work,
    quantityPrevious: input.unitPrice === null ? null : (previous.quantity ?? 0n),
    workThisPeriod,
    quantityThisPeriod: input.unitPrice === null ? null : (entry.quantityThisPeriod ?? 0n),
    workToDate,
    materialsPrevious: previous.materials,
    materialsStored: entry.materialsStored,
    completedAndStored,
    balanceToFinish: input.scheduledValue - completedAndStored,
    retainageWork,
    retainageMaterials,
    retainageHeld: retainageWork + retainageMaterials,
    retainagePrevious: previous.retainage,
    releasedWorkToDate,
    releasedMaterialsToDate,
    billedThisPeriod: workThisPeriod + entry.materialsStored - previous.materials,
    isOverbilled:
      input.scheduledValue < 0n ? completedAndStored < input.scheduledValue : completedAndStored > input.scheduledValue,
  };
}

/** E. Of a unit line: the quantity to date times the price, rounded, less what was billed before. */
function workOf({ unitPrice, previous, entry }: LineInput): Cents {
  if (unitPrice === null) return entry.workThisPeriod;
  const quantityToDate = (previous.quantity ?? 0n) + (entry.quantityThisPeriod ?? 0n);
  return extended(quantityToDate, unitPrice, "halfAwayFromZero") - previous.work;
}

/** What the next invoice starts from. */
export function carriedForward(line: LineFigures): LinePrevious {
  return {
    work: line.workToDate,
    quantity: line.quantityPrevious === null ? null : line.quantityPrevious + (line.quantityThisPeriod ?? 0n),
    materials: line.materialsStored,
    releasedWork: line.releasedWorkToDate,
    releasedMaterials: line.releasedMaterialsToDate,
    retainage: line.retainageHeld,
  };
}

/** E that brings a line to a percentage of its scheduled value: round(C x percent) - D - F. At 100 % G is C exactly. */
export function workToReach(rate: Percent, scheduledValue: Cents, workPrevious: Cents, materialsStored: Cents): Cents {
  return percentOf(scheduledValue, rate, "halfAwayFromZero") - workPrevious - materialsStored;
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

export function summarize(sheet: {
  originalContractSum: Cents;
  netChange: Cents;
  lines: readonly LineFigures[];
  /** What was certified for payment before: the sum over the earlier invoices. */
  previousCertificates: Cents;
}): Summary {
  const contractSumToDate = sheet.originalContractSum + sheet.netChange;
  const completedAndStored = sum(sheet.lines.map((line) => line.completedAndStored));
  const retainageWork = sum(sheet.lines.map((line) => line.retainageWork));
  const retainageMaterials = sum(sheet.lines.map((line) => line.retainageMaterials));
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
