// The continuation sheet while it is being filled in: what was entered for each line, what the calculator makes of it,
// and the entries that could not be read, which stay where they were typed until they are mended.

import {
  computeLine,
  type LineEntered,
  type LineFigures,
  type LineInput,
  percentComplete,
  type Summary,
  summarize,
  workToReach,
} from "../../invoice/totals.ts";
import type { InvoiceLineShown, LineEntry, SummaryShown } from "../../invoice/wire.ts";
import { amountText, type Cents, cents, sum } from "../../money/money.ts";
import {
  type Millionths,
  millionths,
  numberText,
  type Percent,
  percentage,
  percentOf,
  percentShown,
} from "../../money/ratio.ts";
import { divideRounded } from "../../money/rounding.ts";
import { type EntryKind, type EntryProblem, readEntry } from "./entry.ts";

/** The columns in which something may be entered. */
export const entryColumns = [
  "quantityThisPeriod",
  "workThisPeriod",
  "materialsStored",
  "percentComplete",
  "retainageRateWork",
  "retainageRateMaterials",
  "releasedWork",
  "releasedMaterials",
] as const;
export type EntryColumn = (typeof entryColumns)[number];

export const entryKinds: Record<EntryColumn, EntryKind> = {
  quantityThisPeriod: "quantity",
  workThisPeriod: "amount",
  materialsStored: "amount",
  percentComplete: "percent",
  retainageRateWork: "rate",
  retainageRateMaterials: "rate",
  releasedWork: "amount",
  releasedMaterials: "amount",
};

export type BadEntry = Readonly<{ text: string; problem: EntryProblem }>;

export type SheetLine = Readonly<{
  shown: InvoiceLineShown;
  input: LineInput;
  figures: LineFigures;
  bad: Readonly<Partial<Record<EntryColumn, BadEntry>>>;
}>;
export type Sheet = readonly SheetLine[];

export function sheetOf(lines: readonly InvoiceLineShown[]): Sheet {
  return lines.map((shown) => {
    const input = inputOf(shown);
    return { shown, input, figures: computeLine(input), bad: {} };
  });
}

function inputOf(shown: InvoiceLineShown): LineInput {
  const entry: LineEntered = {
    workThisPeriod: cents(shown.workThisPeriod),
    quantityThisPeriod: shown.quantityThisPeriod === null ? null : millionths(shown.quantityThisPeriod),
    materialsStored: cents(shown.materialsStored),
    rateWork: millionths(shown.retainageRateWork),
    rateMaterials: millionths(shown.retainageRateMaterials),
    releasedWork: cents(shown.releasedWork),
    releasedMaterials: cents(shown.releasedMaterials),
    rateEffect: "retroactive",
    isFrozen: false,
    unmeasuredWork: 0n,
    adjusted: 0n,
  };
  const input: LineInput = {
    lineId: shown.lineId,
    scheduledValue: cents(shown.scheduledValue),
    unitPrice: shown.unitPrice === null ? null : millionths(shown.unitPrice),
    previous: {
      work: cents(shown.workPrevious),
      quantity: shown.quantityPrevious === null ? null : millionths(shown.quantityPrevious),
      materials: cents(shown.materialsPrevious),
      withheld: { work: 0n, materials: 0n },
      releasedWork: 0n,
      releasedMaterials: 0n,
      adjusted: 0n,
      retainage: 0n,
      withholding: null,
    },
    entry,
  };
  // What earlier invoices gave back is the difference between what would be held without it and what is held.
  const unreleased = computeLine(input);
  return {
    ...input,
    previous: {
      ...input.previous,
      releasedWork: unreleased.retainageWork - cents(shown.retainageWork),
      releasedMaterials: unreleased.retainageMaterials - cents(shown.retainageMaterials),
    },
  };
}

/** Whether something may be entered there: a unit line takes quantities, and nothing has no percentage. */
export function takesEntry({ input }: SheetLine, column: EntryColumn): boolean {
  switch (column) {
    case "quantityThisPeriod":
      return input.unitPrice !== null;
    case "workThisPeriod":
      return input.unitPrice === null;
    case "percentComplete":
      return input.scheduledValue !== 0n && input.unitPrice !== 0n;
    default:
      return true;
  }
}

export type Entered = Readonly<{ line: number; column: EntryColumn; text: string }>;

/** Enters texts, in the order given. The same sheet is given back where nothing changes. */
export function enter(sheet: Sheet, entries: readonly Entered[]): Sheet {
  const changed = [...sheet];
  for (const { line: index, column, text } of entries) {
    const line = changed[index];
    if (line !== undefined && takesEntry(line, column)) changed[index] = entered(line, column, text);
  }
  return changed.every((line, index) => line === sheet[index]) ? sheet : changed;
}

function entered(line: SheetLine, column: EntryColumn, text: string): SheetLine {
  const read = readEntry(entryKinds[column], text);
  if ("problem" in read) {
    const before = line.bad[column];
    if (before?.text === text && before.problem === read.problem) return line;
    return { ...line, bad: { ...line.bad, [column]: { text, problem: read.problem } } };
  }
  const entry = withValue(line, column, read.value);
  const bad = withoutBad(line.bad, column);
  if (bad === line.bad && isSameEntry(entry, line.input.entry)) return line;
  const input = { ...line.input, entry };
  return { ...line, input, figures: computeLine(input), bad };
}

/** Work, quantity and percentage say the same thing: a good entry in one replaces a bad one in another. */
const sameThing: readonly EntryColumn[] = ["quantityThisPeriod", "workThisPeriod", "percentComplete"];

function withoutBad(bad: SheetLine["bad"], column: EntryColumn): SheetLine["bad"] {
  const mended = sameThing.includes(column) ? sameThing : [column];
  if (!mended.some((key) => bad[key] !== undefined)) return bad;
  return Object.fromEntries(Object.entries(bad).filter(([key]) => !mended.some((each) => each === key)));
}

function withValue(line: SheetLine, column: EntryColumn, value: bigint): LineEntered {
  const { entry } = line.input;
  switch (column) {
    case "quantityThisPeriod":
      return { ...entry, quantityThisPeriod: value };
    case "workThisPeriod":
      return { ...entry, workThisPeriod: value };
    case "materialsStored":
      return { ...entry, materialsStored: value };
    case "retainageRateWork":
      return { ...entry, rateWork: value };
    case "retainageRateMaterials":
      return { ...entry, rateMaterials: value };
    case "releasedWork":
      return { ...entry, releasedWork: value };
    case "releasedMaterials":
      return { ...entry, releasedMaterials: value };
    case "percentComplete":
      return line.input.unitPrice === null
        ? { ...entry, workThisPeriod: workTo(value, line.input) }
        : { ...entry, quantityThisPeriod: quantityTo(value, line, line.input.unitPrice) };
  }
}

function workTo(rate: Percent, { scheduledValue, previous, entry }: LineInput): Cents {
  return workToReach(rate, scheduledValue, previous.work, entry.materialsStored);
}

/**
 * The quantity now that brings a unit line to a percentage: of the contract's quantity, so that 45 % of 1,200 is 540;
 * where material is stored too, what the work that is left comes to at the unit price.
 */
function quantityTo(rate: Percent, { shown, input }: SheetLine, unitPrice: Millionths): Millionths {
  const toDate =
    shown.scheduledQuantity !== null && input.entry.materialsStored === 0n
      ? percentOf(millionths(shown.scheduledQuantity), rate, "halfAwayFromZero")
      : divideRounded(
          (input.previous.work + workTo(rate, input)) * 10_000n * 1_000_000n,
          unitPrice,
          "halfAwayFromZero",
        );
  return toDate - (input.previous.quantity ?? 0n);
}

function isSameEntry(one: LineEntered, other: LineEntered): boolean {
  return (Object.keys(one) as (keyof LineEntered)[]).every((key) => one[key] === other[key]);
}

/** The same two retainage rates on every line; null leaves one as it is. */
export function withRates(sheet: Sheet, rates: { work: string | null; materials: string | null }): Sheet {
  return enter(
    sheet,
    sheet.flatMap((_, line) => [
      ...(rates.work === null ? [] : [{ line, column: "retainageRateWork" as const, text: rates.work }]),
      ...(rates.materials === null ? [] : [{ line, column: "retainageRateMaterials" as const, text: rates.materials }]),
    ]),
  );
}

/** What is to be saved: of every line that changed, the entries that did, in the wire's form. */
export function changesOf(saved: Sheet, sheet: Sheet): LineEntry[] {
  const before = new Map(saved.map((line) => [line.input.lineId, line.input.entry]));
  return sheet.flatMap(({ input: { lineId, entry } }) => {
    const was = before.get(lineId);
    if (was === undefined || isSameEntry(was, entry)) return [];
    const change: LineEntry = { lineId };
    if (entry.workThisPeriod !== was.workThisPeriod) change.workThisPeriod = amountText(entry.workThisPeriod);
    if (entry.quantityThisPeriod !== was.quantityThisPeriod)
      change.quantityThisPeriod = numberText(entry.quantityThisPeriod ?? 0n);
    if (entry.materialsStored !== was.materialsStored) change.materialsStored = amountText(entry.materialsStored);
    if (entry.rateWork !== was.rateWork) change.retainageRateWork = numberText(entry.rateWork);
    if (entry.rateMaterials !== was.rateMaterials) change.retainageRateMaterials = numberText(entry.rateMaterials);
    if (entry.releasedWork !== was.releasedWork) change.releasedWork = amountText(entry.releasedWork);
    if (entry.releasedMaterials !== was.releasedMaterials)
      change.releasedMaterials = amountText(entry.releasedMaterials);
    return [change];
  });
}

/** The entries of one sheet put onto another, which somebody else saved meanwhile: nothing that was typed is lost. */
export function reapplied(changes: readonly LineEntry[], bad: readonly Problem[], onto: Sheet): Sheet {
  const placeOf = new Map(onto.map((line, index) => [line.input.lineId, index]));
  const texts = [
    ...changes.flatMap(({ lineId, ...values }) =>
      Object.entries(values).map(([column, text]) => ({ lineId, column: column as EntryColumn, text: String(text) })),
    ),
    ...bad.map(({ lineId, column, text }) => ({ lineId, column, text })),
  ];
  return enter(
    onto,
    texts.flatMap(({ lineId, column, text }) => {
      const line = placeOf.get(lineId);
      return line === undefined ? [] : [{ line, column, text }];
    }),
  );
}

export type Problem = Readonly<BadEntry & { line: number; lineId: string; item: string; column: EntryColumn }>;

export function problemsOf(sheet: Sheet): Problem[] {
  return sheet.flatMap(({ shown, bad }, line) =>
    entryColumns.flatMap((column) => {
      const entry = bad[column];
      return entry === undefined ? [] : [{ ...entry, line, lineId: shown.lineId, item: shown.item, column }];
    }),
  );
}

/** The nine lines as they would be if this sheet were saved. Lines 1, 2 and 7 come from outside the sheet. */
export function summaryOf(sheet: Sheet, saved: SummaryShown): Summary {
  return summarize({
    originalContractSum: cents(saved["1"]),
    netChange: cents(saved["2"]),
    lines: sheet.map(({ figures }) => figures),
    previousCertificates: cents(saved["7"]),
  });
}

export const summedColumns = [
  "scheduledValue",
  "workPrevious",
  "workThisPeriod",
  "materialsStored",
  "completedAndStored",
  "balanceToFinish",
  "retainageHeld",
] as const;

export type Totals = Readonly<
  Record<(typeof summedColumns)[number] | "releasedWork" | "releasedMaterials", Cents> & {
    /** Of the sums, never a mean of the lines' percentages. */
    percentComplete: Percent | null;
  }
>;

/** The columns added up, over a section or over the whole sheet. */
export function totalsOf(lines: Sheet): Totals {
  const of = (column: (typeof summedColumns)[number]) => sum(lines.map(({ figures }) => figures[column]));
  const completedAndStored = of("completedAndStored");
  const scheduledValue = of("scheduledValue");
  return {
    scheduledValue,
    workPrevious: of("workPrevious"),
    workThisPeriod: of("workThisPeriod"),
    materialsStored: of("materialsStored"),
    completedAndStored,
    balanceToFinish: of("balanceToFinish"),
    retainageHeld: of("retainageHeld"),
    releasedWork: sum(lines.map(({ input }) => input.entry.releasedWork)),
    releasedMaterials: sum(lines.map(({ input }) => input.entry.releasedMaterials)),
    percentComplete: completedAndStored === 0n ? 0n : percentage(completedAndStored, scheduledValue),
  };
}

/** More was given back than was held. The server refuses it; the sheet marks it before. */
export function isOverreleased({ input, figures }: SheetLine): boolean {
  const { releasedWork, releasedMaterials } = input.entry;
  const held = percentOf(figures.workToDate, input.entry.rateWork, "halfAwayFromZero");
  const heldOnMaterials = percentOf(figures.materialsStored, input.entry.rateMaterials, "halfAwayFromZero");
  return (
    (releasedWork !== 0n && figures.releasedWorkToDate > held) ||
    (releasedMaterials !== 0n && figures.releasedMaterialsToDate > heldOnMaterials)
  );
}

/** The entry as it would be typed: "1234.50", "12.5". Percentages of completion have two decimals. */
export function entryText({ input, figures, bad }: SheetLine, column: EntryColumn): string {
  const { entry } = input;
  const badEntry = bad[column];
  if (badEntry !== undefined) return badEntry.text;
  switch (column) {
    case "quantityThisPeriod":
      return figures.quantityThisPeriod === null ? "" : numberText(figures.quantityThisPeriod);
    case "workThisPeriod":
      return amountText(figures.workThisPeriod);
    case "materialsStored":
      return amountText(entry.materialsStored);
    case "percentComplete": {
      const percent = percentComplete(figures);
      return percent === null ? "" : percentShown(percent);
    }
    case "retainageRateWork":
      return numberText(entry.rateWork);
    case "retainageRateMaterials":
      return numberText(entry.rateMaterials);
    case "releasedWork":
      return amountText(entry.releasedWork);
    case "releasedMaterials":
      return amountText(entry.releasedMaterials);
  }
}
