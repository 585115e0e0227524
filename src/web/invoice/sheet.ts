// The continuation sheet while it is being filled in: what was entered for each line, what the engine makes of it, and
// the entries that could not be read, which stay where they were typed until they are mended.
//
// Where the contract's retainage is plain, a line stands for itself: an entry computes its own line, and the totals move by
// the difference. Steps, a cap, rounding at the header and tax on retainage bind the lines together: the whole application
// is computed anew.
import { readTerms } from "../../contract/billing-terms.ts";
import { type ApplicationLine, computeApplication } from "../../invoice/application.ts";
import {
  computeLine,
  type LineEntered,
  type LineFigures,
  type LineInput,
  percentComplete,
  quantityToReach,
  type Summary,
  summarize,
  workToReach,
} from "../../invoice/totals.ts";
import type { InvoiceLineShown, InvoiceShown, LineEntry } from "../../invoice/wire.ts";
import { amountText, type Cents, cents, sum } from "../../money/money.ts";
import { millionths, numberText, type Percent, percentage, percentShown } from "../../money/ratio.ts";
import { noRates, type RetainageTerms } from "../../retainage/terms.ts";
import { readWithholding } from "../../retainage/wire.ts";
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
  "adjusted",
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
  adjusted: "amount",
};

export type BadEntry = Readonly<{ text: string; problem: EntryProblem }>;

/** Material that lies stored: what came in and what was built in during the period. */
export type Stored = Readonly<{ id: string; bought: Cents; installed: Cents; evidence: string }>;

export type Funds = Readonly<Record<string, Cents>>;

export type SheetLine = Readonly<{
  shown: InvoiceLineShown;
  input: ApplicationLine;
  figures: LineFigures;
  stored: readonly Stored[];
  evidence: string;
  /** What is billed now by fund, where it is not by the line's own split; empty: by the split. */
  funds: Funds;
  bad: Readonly<Partial<Record<EntryColumn, BadEntry>>>;
}>;

const noBad: SheetLine["bad"] = {};

/** What the sheet is computed of beside its lines: they were entered for, and computed with, this invoice. */
export type SheetSource = Pick<InvoiceShown, "lines" | "terms" | "before"> &
  Readonly<{ summary: Pick<InvoiceShown["summary"], "1" | "2"> }>;

export type Sheet = Readonly<{
  source: SheetSource;
  lines: readonly SheetLine[];
  /** The columns added up over all lines. */
  sums: Sums;
  /** The nine lines as they would be if this sheet were saved. */
  summary: Summary;
  /** What the terms would withhold without their cap; null: it does not bind. */
  uncapped: Cents | null;
}>;

export function sheetOf(source: SheetSource): Sheet {
  const lines = source.lines.map((shown): SheetLine => {
    const input = inputOf(shown);
    const stored = shown.storedItems.map(({ id, bought, installed, evidence }) => ({
      ...{ id, evidence },
      bought: cents(bought),
      installed: cents(installed),
    }));
    return {
      shown,
      input,
      figures: computeLine(input),
      stored,
      evidence: shown.evidence,
      funds: fundsOf(shown.funds),
      bad: noBad,
    };
  });
  return whole(source, lines);
}

function fundsOf(shown: Readonly<Record<string, string>>): Funds {
  return Object.fromEntries(Object.entries(shown).map(([fund, amount]) => [fund, cents(amount)]));
}

function inputOf(shown: InvoiceLineShown): ApplicationLine {
  const { previous, subtotal } = shown;
  return {
    lineId: shown.lineId,
    scheduledValue: cents(shown.scheduledValue),
    unitPrice: shown.unitPrice === null ? null : millionths(shown.unitPrice),
    subtotal: subtotal && { quantity: millionths(subtotal.quantity), value: cents(subtotal.value) },
    previous: {
      work: cents(previous.work),
      quantity: previous.quantity === null ? null : millionths(previous.quantity),
      materials: cents(previous.materials),
      withheld: { work: cents(previous.withheld.work), materials: cents(previous.withheld.materials) },
      releasedWork: cents(previous.releasedWork),
      releasedMaterials: cents(previous.releasedMaterials),
      adjusted: cents(previous.adjusted),
      retainage: cents(previous.retainage),
      withholding: previous.withholding === null ? null : readWithholding(previous.withholding),
    },
    entry: {
      workThisPeriod: cents(shown.workThisPeriod),
      quantityThisPeriod: shown.quantityThisPeriod === null ? null : millionths(shown.quantityThisPeriod),
      unmeasuredWork: cents(shown.unmeasuredWork),
      materialsStored: cents(shown.materialsStored),
      rateWork: millionths(shown.retainageRateWork),
      rateMaterials: millionths(shown.retainageRateMaterials),
      rateEffect: shown.rateEffect,
      isFrozen: shown.isFrozen,
      releasedWork: cents(shown.releasedWork),
      releasedMaterials: cents(shown.releasedMaterials),
      adjusted: cents(shown.adjusted),
    },
    isOnContractRates: shown.isOnContractRates,
    release: null,
  };
}

/** A line on which other rates are entered stands on its own from there: steps of the contract no longer bind it. */
function isOnContractRates(shown: InvoiceLineShown, { rateWork, rateMaterials }: LineEntered): boolean {
  const { retainageRateWork, retainageRateMaterials } = shown;
  return (
    shown.isOnContractRates &&
    rateWork === millionths(retainageRateWork) &&
    rateMaterials === millionths(retainageRateMaterials)
  );
}

// Computing.

/** The retainage terms as the engine takes them; the rates of each line are entered on it. */
function retainageTerms({ terms }: SheetSource): RetainageTerms {
  return { ...readTerms(terms).retainage, rates: noRates };
}

/** The lines cannot be computed each by itself. */
export function bindsLines({ terms, before }: SheetSource): boolean {
  const { steps, cap, level } = terms.retainage;
  return (
    before.stepsTaken < steps.length || cap !== null || level === "header" || terms.tax?.base === "retainageOnGross"
  );
}

type Together = Partial<Pick<Parameters<typeof computeApplication>[0], "release" | "adjusted">>;

/** The application as the server computes it; with something that is given back or put right over all of it. */
export function applicationOf(source: SheetSource, inputs: readonly ApplicationLine[], together: Together = {}) {
  const { terms, before, summary } = source;
  return computeApplication({
    terms: retainageTerms(source),
    taxOnRetainage: terms.tax?.base === "retainageOnGross" ? millionths(terms.tax.rate) : 0n,
    originalContractSum: cents(summary["1"]),
    netChange: cents(summary["2"]),
    lines: inputs,
    release: null,
    adjusted: 0n,
    before: {
      certified: cents(before.certified),
      stepsTaken: before.stepsTaken,
      completedAndStored: cents(before.completedAndStored),
    },
    ...together,
  });
}

function whole(source: SheetSource, lines: readonly SheetLine[]): Sheet {
  const inputs = lines.map(({ input }) => input);
  const application = bindsLines(source) ? applicationOf(source, inputs) : null;
  const computed =
    application === null
      ? lines
      : lines.map((line, index) => ({ ...line, figures: application.lines[index] ?? line.figures }));
  return withSums(source, computed, sumsOf(computed), application?.uncapped ?? null);
}

function withSums(source: SheetSource, lines: readonly SheetLine[], sums: Sums, uncapped: Cents | null): Sheet {
  const summary = summarize({
    originalContractSum: cents(source.summary["1"]),
    netChange: cents(source.summary["2"]),
    lines: [sums],
    previousCertificates: cents(source.before.certified),
  });
  return { source, lines, sums, summary, uncapped };
}

/** The sheet with other lines, in the same order; itself where none is another. */
function withLines(sheet: Sheet, lines: readonly SheetLine[]): Sheet {
  const changed = lines.flatMap((line, index) => (line === sheet.lines[index] ? [] : [index]));
  if (changed.length === 0) return sheet;
  if (bindsLines(sheet.source)) return whole(sheet.source, lines);
  const now = sumsOf(changed.map((index) => lines[index] as SheetLine));
  const was = sumsOf(changed.map((index) => sheet.lines[index] as SheetLine));
  const sums = mapSums((column) => sheet.sums[column] + now[column] - was[column]);
  return withSums(sheet.source, lines, sums, sheet.uncapped);
}

// Entering.

/** Whether something may be entered there: a unit line takes quantities, and nothing has no percentage. */
export function takesEntry({ input, stored }: SheetLine, column: EntryColumn): boolean {
  switch (column) {
    case "quantityThisPeriod":
      return input.unitPrice !== null;
    case "workThisPeriod":
      return input.unitPrice === null;
    case "percentComplete":
      return input.scheduledValue !== 0n && input.unitPrice !== 0n;
    case "materialsStored":
      // Kept by item, the balance follows from them.
      return stored.length === 0;
    default:
      return true;
  }
}

export type Entered = Readonly<{ line: number; column: EntryColumn; text: string }>;

/** Enters texts, in the order given. The same sheet is given back where nothing changes. */
export function enter(sheet: Sheet, entries: readonly Entered[]): Sheet {
  const changed = [...sheet.lines];
  for (const { line: index, column, text } of entries) {
    const line = changed[index];
    if (line !== undefined && takesEntry(line, column)) changed[index] = entered(line, column, text);
  }
  return withLines(sheet, changed);
}

/** The lines at these places with other entries. */
export function withEntries(
  sheet: Sheet,
  places: readonly number[],
  change: (line: SheetLine, place: number) => Partial<LineEntered>,
): Sheet {
  const changed = [...sheet.lines];
  for (const place of places) {
    const line = changed[place];
    if (line !== undefined) changed[place] = withEntry(line, { ...line.input.entry, ...change(line, place) });
  }
  return withLines(sheet, changed);
}

/** A line with these items in store; F is what was stored before, and what came in less what was built in. */
export function withStored(sheet: Sheet, place: number, stored: readonly Stored[]): Sheet {
  const changed = [...sheet.lines];
  const line = changed[place];
  if (line === undefined || sameStored(line.stored, stored)) return sheet;
  const moved = sum(stored.map(({ bought, installed }) => bought - installed));
  const materialsStored = line.input.previous.materials + moved;
  changed[place] = {
    ...withEntry(line, { ...line.input.entry, materialsStored }),
    stored,
    bad: withoutBad(line.bad, "materialsStored"),
  };
  return withLines(sheet, changed);
}

/** A line with a note on where its material lies and what it cost. */
export function withEvidence(sheet: Sheet, place: number, evidence: string): Sheet {
  const lines = sheet.lines.map((line, index) =>
    index === place && line.evidence !== evidence ? { ...line, evidence } : line,
  );
  return withLines(sheet, lines);
}

/** A line with what its funds bear of what is billed now; none: by its split. */
export function withFunds(sheet: Sheet, place: number, funds: Funds): Sheet {
  const lines = sheet.lines.map((line, index) =>
    index === place && !sameFunds(line.funds, funds) ? { ...line, funds } : line,
  );
  return withLines(sheet, lines);
}

function sameFunds(one: Funds, other: Funds): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}

function withEntry(line: SheetLine, entry: LineEntered): SheetLine {
  if (isSameEntry(entry, line.input.entry)) return line;
  const input = { ...line.input, entry, isOnContractRates: isOnContractRates(line.shown, entry) };
  return { ...line, input, figures: computeLine(input) };
}

function entered(line: SheetLine, column: EntryColumn, text: string): SheetLine {
  const read = readEntry(entryKinds[column], text);
  if ("problem" in read) {
    const before = line.bad[column];
    if (before?.text === text && before.problem === read.problem) return line;
    return { ...line, bad: { ...line.bad, [column]: { text, problem: read.problem } } };
  }
  const changed = withEntry(line, withValue(line, column, read.value));
  const bad = withoutBad(line.bad, column);
  return bad === line.bad ? changed : { ...changed, bad };
}

/** Work, quantity and percentage say the same thing: a good entry in one replaces a bad one in another. */
const sameThing: readonly EntryColumn[] = ["quantityThisPeriod", "workThisPeriod", "percentComplete"];

function withoutBad(bad: SheetLine["bad"], column: EntryColumn): SheetLine["bad"] {
  const mended = sameThing.includes(column) ? sameThing : [column];
  if (!mended.some((key) => bad[key] !== undefined)) return bad;
  return Object.fromEntries(Object.entries(bad).filter(([key]) => !mended.some((each) => each === key)));
}

function withValue({ input, shown }: SheetLine, column: EntryColumn, value: bigint): LineEntered {
  const { entry } = input;
  switch (column) {
    case "retainageRateWork":
      return { ...entry, rateWork: value };
    case "retainageRateMaterials":
      return { ...entry, rateMaterials: value };
    case "percentComplete": {
      if (input.unitPrice === null) return { ...entry, workThisPeriod: workTo(value, input) };
      const scheduled = shown.scheduledQuantity === null ? null : millionths(shown.scheduledQuantity);
      return { ...entry, quantityThisPeriod: quantityToReach(value, input, scheduled) };
    }
    default:
      return { ...entry, [column]: value };
  }
}

function workTo(rate: Percent, { scheduledValue, previous, entry }: LineInput): Cents {
  return workToReach(rate, scheduledValue, previous.work, entry.materialsStored);
}

function isSameEntry(one: LineEntered, other: LineEntered): boolean {
  return (Object.keys(one) as (keyof LineEntered)[]).every((key) => one[key] === other[key]);
}

function sameStored(one: readonly Stored[], other: readonly Stored[]): boolean {
  return (
    one.length === other.length &&
    one.every((item, index) => {
      const against = other[index];
      return (
        against !== undefined &&
        item.id === against.id &&
        item.bought === against.bought &&
        item.installed === against.installed &&
        item.evidence === against.evidence
      );
    })
  );
}

// Saving.

/** What is to be saved: of every line that changed, the entries that did, in the wire's form. */
export function changesOf(saved: Sheet, sheet: Sheet): LineEntry[] {
  return sheet.lines.flatMap((line, index) => {
    const was = saved.lines[index];
    if (was === undefined || was === line) return [];
    const change = changeOf(was, line);
    return Object.keys(change).length > 1 ? [change] : [];
  });
}

function changeOf(before: SheetLine, line: SheetLine): LineEntry {
  const was = before.input.entry;
  const { lineId, entry } = line.input;
  const change: LineEntry = { lineId };
  if (entry.workThisPeriod !== was.workThisPeriod) change.workThisPeriod = amountText(entry.workThisPeriod);
  if (entry.quantityThisPeriod !== was.quantityThisPeriod)
    change.quantityThisPeriod = numberText(entry.quantityThisPeriod ?? 0n);
  if (entry.unmeasuredWork !== was.unmeasuredWork) change.unmeasuredWork = amountText(entry.unmeasuredWork);
  if (entry.rateWork !== was.rateWork) change.retainageRateWork = numberText(entry.rateWork);
  if (entry.rateMaterials !== was.rateMaterials) change.retainageRateMaterials = numberText(entry.rateMaterials);
  if (entry.rateEffect !== was.rateEffect) change.rateEffect = entry.rateEffect;
  if (entry.isFrozen !== was.isFrozen) change.isFrozen = entry.isFrozen;
  if (entry.releasedWork !== was.releasedWork) change.releasedWork = amountText(entry.releasedWork);
  if (entry.releasedMaterials !== was.releasedMaterials) change.releasedMaterials = amountText(entry.releasedMaterials);
  if (entry.adjusted !== was.adjusted) change.adjusted = amountText(entry.adjusted);
  if (!sameStored(before.stored, line.stored))
    change.storedItems = line.stored.map(({ id, bought, installed, evidence }) => ({
      ...{ id, evidence },
      bought: amountText(bought),
      installed: amountText(installed),
    }));
  // Where it is kept by item, the server takes it from them.
  if (line.stored.length === 0 && entry.materialsStored !== was.materialsStored)
    change.materialsStored = amountText(entry.materialsStored);
  if (line.evidence !== before.evidence) change.evidence = line.evidence;
  if (!sameFunds(line.funds, before.funds))
    change.funds = Object.fromEntries(Object.entries(line.funds).map(([fund, amount]) => [fund, amountText(amount)]));
  return change;
}

/** The entries of one sheet put onto another, which somebody else saved meanwhile: nothing that was typed is lost. */
export function reapplied(changes: readonly LineEntry[], bad: readonly Problem[], onto: Sheet): Sheet {
  const placeOf = new Map(onto.lines.map((line, index) => [line.input.lineId, index]));
  const placed = changes.flatMap((change) => {
    const place = placeOf.get(change.lineId);
    return place === undefined ? [] : [{ place, change }];
  });
  let sheet = onto;
  for (const { place, change } of placed) {
    const { storedItems, evidence, funds } = change;
    if (storedItems !== undefined)
      sheet = withStored(
        sheet,
        place,
        storedItems.map((item) => ({ ...item, bought: cents(item.bought), installed: cents(item.installed) })),
      );
    if (evidence !== undefined) sheet = withEvidence(sheet, place, evidence);
    if (funds !== undefined) sheet = withFunds(sheet, place, fundsOf(funds));
  }
  const changeAt = new Map(placed.map(({ place, change }) => [place, change]));
  sheet = withEntries(sheet, [...changeAt.keys()], (_, place) => valuesOf(changeAt.get(place)));
  return enter(
    sheet,
    bad.flatMap(({ lineId, column, text }) => {
      const line = placeOf.get(lineId);
      return line === undefined ? [] : [{ line, column, text }];
    }),
  );
}

function valuesOf(change: LineEntry | undefined): Partial<LineEntered> {
  if (change === undefined) return {};
  const { rateEffect, isFrozen } = change;
  const amounts = [
    "workThisPeriod",
    "unmeasuredWork",
    "materialsStored",
    "releasedWork",
    "releasedMaterials",
    "adjusted",
  ] as const;
  return {
    ...Object.fromEntries(
      amounts.flatMap((name) => {
        const text = change[name];
        return text === undefined ? [] : [[name, cents(text)]];
      }),
    ),
    ...(change.quantityThisPeriod === undefined ? {} : { quantityThisPeriod: millionths(change.quantityThisPeriod) }),
    ...(change.retainageRateWork === undefined ? {} : { rateWork: millionths(change.retainageRateWork) }),
    ...(change.retainageRateMaterials === undefined
      ? {}
      : { rateMaterials: millionths(change.retainageRateMaterials) }),
    ...(rateEffect === undefined ? {} : { rateEffect }),
    ...(isFrozen === undefined ? {} : { isFrozen }),
  };
}

export type Problem = Readonly<BadEntry & { line: number; lineId: string; item: string; column: EntryColumn }>;

export function problemsOf(sheet: Sheet): Problem[] {
  return sheet.lines.flatMap(({ shown, bad }, line) => {
    if (bad === noBad) return [];
    return entryColumns.flatMap((column) => {
      const entry = bad[column];
      return entry === undefined ? [] : [{ ...entry, line, lineId: shown.lineId, item: shown.item, column }];
    });
  });
}

// Adding up.

const figureColumns = [
  "scheduledValue",
  "workPrevious",
  "workThisPeriod",
  "materialsStored",
  "completedAndStored",
  "balanceToFinish",
  "retainageHeld",
  "retainageWork",
  "retainageMaterials",
] as const;
const enteredColumns = ["releasedWork", "releasedMaterials", "adjusted"] as const;
const sumColumns = [...figureColumns, ...enteredColumns] as const;

export type Sums = Readonly<Record<(typeof sumColumns)[number], Cents>>;

function mapSums(of: (column: (typeof sumColumns)[number]) => Cents): Sums {
  return Object.fromEntries(sumColumns.map((column) => [column, of(column)])) as Sums;
}

/** The columns added up, over some lines. */
export function sumsOf(lines: readonly SheetLine[]): Sums {
  const sums = Object.fromEntries(sumColumns.map((column) => [column, 0n])) as Record<keyof Sums, Cents>;
  for (const { figures, input } of lines) {
    for (const column of figureColumns) sums[column] += figures[column];
    for (const column of enteredColumns) sums[column] += input.entry[column];
  }
  return sums;
}

/** Of the sums, never a mean of the lines' percentages; null where nothing is scheduled and something is billed. */
export function percentOfSums({ completedAndStored, scheduledValue }: Sums): Percent | null {
  return completedAndStored === 0n ? 0n : percentage(completedAndStored, scheduledValue);
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
    case "percentComplete": {
      const percent = percentComplete(figures);
      return percent === null ? "" : percentShown(percent);
    }
    case "retainageRateWork":
      return numberText(entry.rateWork);
    case "retainageRateMaterials":
      return numberText(entry.rateMaterials);
    default:
      return amountText(entry[column]);
  }
}
