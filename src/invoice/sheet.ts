// The continuation sheet of an invoice: which lines are on it, what each starts from, what is entered on it, and what the
// sheet comes to as a whole. It is computed from where the invoice before it was left, and never from the whole history.

import { type BillingTerms, retainageOf } from "../contract/billing-terms.ts";
import type { Opening } from "../contract/opening.ts";
import { type ScheduleLine, valueWith } from "../contract/schedule-line.ts";
import { bornByFunds, type FundSplit, funded } from "../fund/fund.ts";
import { type Cents, sum } from "../money/money.ts";
import { type Millionths, percentOf } from "../money/ratio.ts";
import { noRates, type Rates, sameRates } from "../retainage/terms.ts";
import { taxToDate } from "../tax/tax.ts";
import { type Application, type ApplicationLine, computeApplication } from "./application.ts";
import { advanceRecouped, type Deduction, deductionsOf, escrowBalance } from "./below-line-8.ts";
import { changeOrdersOn } from "./change-orders.ts";
import { cutLines } from "./cut.ts";
import { type LineStanding, nothingStanding, nothingStands, type Standing } from "./standing.ts";
import type { CertifiedLine } from "./stored.ts";
import { carriedForward, type LineEntered, type LineFigures, type Summary } from "./totals.ts";

/** What the schedule of values says of a line while certain change orders stand. */
export type SheetSchedule = Readonly<{
  lineId: string;
  item: string;
  costCode: string | null;
  description: string;
  changeOrder: Readonly<{ id: string; number: string }> | null;
  unit: string | null;
  /** Null: an amount line. */
  unitPrice: Millionths | null;
  scheduledQuantity: Millionths | null;
  scheduledValue: Cents;
  subtotal: Readonly<{ quantity: Millionths; value: Cents }> | null;
  isTaxable: boolean;
  funds: FundSplit;
}>;

/** Where a line starts. A freeze of what is withheld is said by the entry, so it is not in `previous`. */
export type LineStart = LineStanding & Readonly<{ rates: Rates; wasFrozen: boolean }>;

/** What was entered beside the amounts. */
export type LineNotes = Readonly<{
  storedItems: readonly StoredItem[];
  evidence: string;
  /** E and what F moved by fund, where it is not by the line's split. */
  funds: FundSplit;
}>;
export type StoredItem = Readonly<{ id: string; bought: Cents; installed: Cents; evidence: string }>;

export const noNotes: LineNotes = { storedItems: [], evidence: "", funds: new Map() };

export type EnteredLine = Readonly<{ entry: LineEntered; notes: LineNotes }>;
/** As it stands in the tables. */
export type StoredLine = EnteredLine & Readonly<{ figures: LineFigures }>;

/** A line of the continuation sheet: what it bills, where it starts, what was entered, and what that makes. */
export type InvoiceLine = StoredLine & Readonly<{ schedule: SheetSchedule; start: LineStart }>;

// Which lines, and where they start.

/** The contract's own lines, and those of the change orders that have entered. */
export function linesOnSheet(schedule: readonly ScheduleLine[], entered: ReadonlySet<string>): readonly ScheduleLine[] {
  return schedule.filter(({ changeOrder }) => changeOrder === null || entered.has(changeOrder.id));
}

export function scheduleOn(line: ScheduleLine, entered: ReadonlySet<string>): SheetSchedule {
  const { id: lineId, item, costCode, description, changeOrder, unit, unitPrice, isTaxable, funds } = line;
  const { scheduledValue, quantity: scheduledQuantity, subtotal } = valueWith(line, entered);
  return {
    ...{ lineId, item, costCode, description, unit, unitPrice, scheduledQuantity, scheduledValue, subtotal, isTaxable },
    changeOrder: changeOrder && { id: changeOrder.id, number: changeOrder.number },
    funds: new Map(Object.entries(funds)),
  };
}

/** What a contract says of retainage on all its lines: the terms, and the two rates at its start. */
export type Agreed = Readonly<{ terms: BillingTerms; rates: Rates }>;

/** The rates are those of the invoice before; of a line that was never billed, its own or the contract's of the day. */
export function startOf(line: ScheduleLine, before: Standing, { terms, rates }: Agreed): LineStart {
  const standing = before.lines.get(line.id) ?? { ...nothingStanding, isOnContractRates: line.rates === null };
  const { previous } = standing;
  const taken = terms.retainage.steps.slice(0, before.stepsTaken);
  const isStopped = taken.some(({ scope }) => scope === "allLines");
  const ofContract = taken.at(-1)?.rates ?? rates;
  const own = line.rates !== null && isStopped ? noRates : line.rates;
  return {
    ...standing,
    previous: { ...previous, withholding: previous.withholding && { ...previous.withholding, frozen: null } },
    rates: previous.withholding?.rates ?? own ?? ofContract,
    wasFrozen: (previous.withholding?.frozen ?? null) !== null,
  };
}

/** Nothing is billed: what is stored stays stored, rates and a freeze are those of before. */
export function untouched(start: LineStart, isUnit: boolean): EnteredLine {
  return {
    entry: {
      workThisPeriod: 0n,
      quantityThisPeriod: isUnit ? 0n : null,
      unmeasuredWork: 0n,
      materialsStored: start.previous.materials,
      rateWork: start.rates.work,
      rateMaterials: start.rates.materials,
      rateEffect: "retroactive",
      isFrozen: start.wasFrozen,
      releasedWork: 0n,
      releasedMaterials: 0n,
      adjusted: 0n,
    },
    notes: noNotes,
  };
}

/**
 * The entry after the invoice before it changed. What was entered stays; a balance stored, a rate or a freeze that had
 * only been taken over from the invoice before follows it.
 */
export function followed({ entry, notes }: EnteredLine, was: LineStart, is: LineStart): EnteredLine {
  const isStoredUntouched = entry.materialsStored === was.previous.materials;
  const isOnRatesOfBefore = sameRates({ work: entry.rateWork, materials: entry.rateMaterials }, was.rates);
  return {
    entry: {
      ...entry,
      materialsStored: isStoredUntouched ? is.previous.materials : entry.materialsStored,
      rateWork: entry.rateWork === was.rates.work ? is.rates.work : entry.rateWork,
      rateMaterials: entry.rateMaterials === was.rates.materials ? is.rates.materials : entry.rateMaterials,
      isFrozen: isOnRatesOfBefore && entry.isFrozen === was.wasFrozen ? is.wasFrozen : entry.isFrozen,
    },
    notes,
  };
}

/** A line whose rates were entered by hand stands on its own from there. */
export function isOnContractRates({ start, entry }: Pick<InvoiceLine, "start" | "entry">): boolean {
  return start.isOnContractRates && sameRates({ work: entry.rateWork, materials: entry.rateMaterials }, start.rates);
}

/** What the calculator takes. */
export function inputOf({
  schedule,
  start,
  entry,
}: Pick<InvoiceLine, "schedule" | "start" | "entry">): ApplicationLine {
  const { lineId, scheduledValue, unitPrice, subtotal } = schedule;
  return {
    ...{ lineId, scheduledValue, unitPrice, subtotal, entry },
    previous: start.previous,
    isOnContractRates: isOnContractRates({ start, entry }),
    release: null,
  };
}

// The sheet as a whole.

/** What was certified for payment: an amount, and the lines that were cut to columns E and F. */
export type Certified = Readonly<{
  amount: Cents | null;
  lines: readonly CertifiedLine[];
}>;

export type Billing = Readonly<{
  agreed: Agreed;
  schedule: readonly ScheduleLine[];
  /** The change orders that have entered, here or before. */
  entered: ReadonlySet<string>;
  /** By line; one that is not there bills nothing. */
  lines: ReadonlyMap<string, EnteredLine>;
  deductions: readonly Readonly<{ name: string; deducted: Cents }>[];
  /** Null: by the contract's percentage. */
  advanceRecouped: Cents | null;
  certified: Certified | null;
}>;

export type Billed = Readonly<{
  lines: readonly InvoiceLine[];
  summary: Summary;
  /** What the retainage terms would withhold without their cap; null: it did not bind. */
  uncapped: Cents | null;
  /** What it comes to with the lines as they were certified. */
  certifiedDue: Cents;
  after: Standing;
}>;

export function billed(before: Standing, billing: Billing): Billed {
  const { schedule, entered, agreed } = billing;
  const lines = linesOnSheet(schedule, entered).map((line) => {
    const start = startOf(line, before, agreed);
    const given = billing.lines.get(line.id) ?? untouched(start, line.unitPrice !== null);
    return { schedule: scheduleOn(line, entered), start, ...withStored(given, start) };
  });
  const inputs = lines.map(inputOf);
  const application = applicationOf(before, billing, inputs);
  const cuts = new Map(billing.certified?.lines.map((line) => [line.lineId, line]));
  const carried = cuts.size === 0 ? application : applicationOf(before, billing, cutLines(inputs, cuts));
  const certifiedDue = carried.summary["8"];
  const invoiceLines = lines.map((line, index) => {
    const figures = application.lines[index] as LineFigures;
    const { workThisPeriod, quantityThisPeriod } = figures;
    return { ...line, entry: { ...line.entry, workThisPeriod, quantityThisPeriod }, figures };
  });
  const certified = billing.certified?.amount ?? certifiedDue;
  const after: Standing = {
    lines: linesAfter(before, invoiceLines, carried.lines),
    stepsTaken: carried.stepsTaken,
    certified: before.certified + certified,
    completedAndStored: carried.summary["4"],
    tax: taxAfter(agreed.terms, invoiceLines, carried, certified),
    advanceRecouped: advanceAfter(agreed.terms, before, application.summary, billing.advanceRecouped),
    deductions: new Map(
      deductionsOf(deductionsSoFar(before), billing.deductions).map(({ name, toDate }) => [name, toDate]),
    ),
  };
  return { lines: invoiceLines, summary: application.summary, uncapped: application.uncapped, certifiedDue, after };
}

/** F, where it is kept item by item: what was stored before, and what came in less what was built in. */
function withStored({ entry, notes }: EnteredLine, { previous }: LineStart): EnteredLine {
  if (notes.storedItems.length === 0) return { entry, notes };
  const came = sum(notes.storedItems.map(({ bought, installed }) => bought - installed));
  return { entry: { ...entry, materialsStored: previous.materials + came }, notes };
}

function applicationOf(
  before: Standing,
  { agreed: { terms, rates }, schedule, entered }: Pick<Billing, "agreed" | "schedule" | "entered">,
  lines: readonly ApplicationLine[],
): Application {
  const { certified, stepsTaken, completedAndStored } = before;
  const own = schedule.filter(({ changeOrder }) => changeOrder === null);
  const standing = changeOrdersOn(schedule).filter(({ id }) => entered.has(id));
  return computeApplication({
    terms: retainageOf(terms, rates),
    taxOnRetainage: terms.tax?.base === "retainageOnGross" ? terms.tax.rate : 0n,
    originalContractSum: sum(own.map(({ scheduledValue }) => scheduledValue)),
    netChange: sum(standing.map(({ amount }) => amount)),
    lines,
    release: null,
    adjusted: 0n,
    before: { certified, stepsTaken, completedAndStored },
  });
}

function linesAfter(
  before: Standing,
  lines: readonly InvoiceLine[],
  carried: readonly LineFigures[],
): ReadonlyMap<string, LineStanding> {
  const after = new Map(before.lines);
  for (const [index, line] of lines.entries()) {
    const { start, notes, schedule, figures } = line;
    const certified = carried[index] as LineFigures;
    const isFunded = schedule.funds.size > 0 || notes.funds.size > 0;
    const { completedAndStored, retainageHeld } = figures;
    after.set(schedule.lineId, {
      previous: carriedForward(certified),
      applied: { completedAndStored, retainageHeld },
      funds: isFunded ? funded(start.funds, certified.billedThisPeriod, notes.funds) : start.funds,
      stored: storedAfter(start.stored, notes.storedItems),
      isOnContractRates: isOnContractRates(line),
    });
  }
  return after;
}

function storedAfter(before: ReadonlyMap<string, Cents>, items: readonly StoredItem[]): ReadonlyMap<string, Cents> {
  const after = new Map(before);
  for (const { id, bought, installed } of items) after.set(id, (after.get(id) ?? 0n) + bought - installed);
  return after;
}

/**
 * Tax on what was certified line by line. Where the header was cut, a tax on what is net of retainage is not charged on
 * the difference until it is certified; a tax on the gross follows the sheet.
 */
function taxAfter(
  { tax }: BillingTerms,
  lines: readonly Pick<InvoiceLine, "schedule">[],
  sheet: Application,
  certified: Cents,
): Cents {
  if (tax === null) return 0n;
  const onSheet = taxToDate(tax, taxedLines(lines, sheet));
  const uncertified = tax.base === "netOfRetainage" ? sheet.summary["8"] - certified : 0n;
  return onSheet - percentOf(uncertified, tax.rate, "halfAwayFromZero");
}

const taxedLines = (lines: readonly Pick<InvoiceLine, "schedule">[], { lines: figures }: Application) =>
  figures.map(({ completedAndStored, retainageHeld }, index) => ({
    completedAndStored,
    retainageHeld,
    isTaxable: lines[index]?.schedule.isTaxable ?? true,
  }));

function advanceAfter({ advance }: BillingTerms, before: Standing, summary: Summary, entered: Cents | null): Cents {
  if (entered !== null) return before.advanceRecouped + entered;
  return advance === null ? before.advanceRecouped : advanceRecouped(advance, summary["4"]);
}

// Where a contract was opened.

/** Where a contract that was billed elsewhere stands before its first invoice here. */
export function openedAt(opening: Opening | null, schedule: readonly ScheduleLine[], agreed: Agreed): Standing {
  if (opening === null) return nothingStands;
  const given = new Map(opening.lines.map((line) => [line.lineId, line]));
  const none: ReadonlySet<string> = new Set();
  const lines = schedule
    .filter(({ id, changeOrder }) => changeOrder === null || given.has(id))
    .map((line) => {
      const start = startOf(line, nothingStands, agreed);
      return { schedule: scheduleOn(line, none), start, ...untouched(start, line.unitPrice !== null) };
    });
  const inputs = lines.map((line): ApplicationLine => {
    const input = inputOf(line);
    const stood = given.get(input.lineId);
    if (stood === undefined) return input;
    const { workToDate, quantityToDate, materialsStored } = stood;
    const entry = { ...input.entry, materialsStored, workThisPeriod: workToDate ?? 0n };
    return {
      ...input,
      entry: input.unitPrice === null ? entry : { ...entry, quantityThisPeriod: quantityToDate ?? 0n },
    };
  });
  const billing = { agreed, schedule, entered: none };
  const byRates = applicationOf(nothingStands, billing, inputs);
  const application = applicationOf(
    nothingStands,
    billing,
    inputs.map((input, index): ApplicationLine => {
      const held = given.get(input.lineId)?.retainageHeld ?? null;
      const computed = byRates.lines[index]?.retainageHeld ?? 0n;
      return held === null ? input : { ...input, release: { amount: computed - held } };
    }),
  );
  const { tax, advance } = agreed.terms;
  const asInvoiced = lines.map((line, index) => ({ ...line, figures: application.lines[index] as LineFigures }));
  return {
    ...nothingStands,
    lines: linesAfter(nothingStands, asInvoiced, application.lines),
    stepsTaken: application.stepsTaken,
    certified: opening.certified ?? application.summary["6"],
    completedAndStored: application.summary["4"],
    tax: tax === null ? 0n : taxToDate(tax, taxedLines(lines, application)),
    advanceRecouped: advance === null ? 0n : advanceRecouped(advance, application.summary["4"]),
  };
}

// Below line 8.

export type Moved = Readonly<{ previous: Cents; thisPeriod: Cents; toDate: Cents }>;

const moved = (previous: Cents, toDate: Cents): Moved => ({ previous, thisPeriod: toDate - previous, toDate });

export type Below = Readonly<{
  deductions: readonly Deduction[];
  advance: Moved | null;
  tax: Moved | null;
  escrow: Cents | null;
  funds: readonly (Moved & Readonly<{ fund: string }>)[];
  /** Certified, with its tax, less what is deducted and recouped now. */
  payable: Cents;
}>;

const deductionsSoFar = ({ deductions }: Standing): readonly Deduction[] =>
  [...deductions].map(([name, toDate]) => ({ name, previous: toDate, thisPeriod: 0n, toDate }));

export function belowLine8(
  terms: BillingTerms,
  lines: readonly Pick<InvoiceLine, "schedule">[],
  summary: Summary,
  before: Standing,
  after: Standing,
): Below {
  const deductions = [...after.deductions].map(([name, toDate]) => ({
    name,
    ...moved(before.deductions.get(name) ?? 0n, toDate),
  }));
  const recouped = moved(before.advanceRecouped, after.advanceRecouped);
  const tax = moved(before.tax, after.tax);
  const deducted = sum(deductions.map(({ thisPeriod }) => thisPeriod));
  const born = (standing: Standing) => bornBy(lines, standing);
  const [fundsBefore, fundsAfter] = [born(before), born(after)];
  return {
    deductions,
    advance: terms.advance === null && recouped.previous === 0n && recouped.toDate === 0n ? null : recouped,
    tax: terms.tax === null ? null : tax,
    escrow: terms.escrow === null ? null : escrowBalance(summary["5"], terms.escrow.roundDownTo),
    funds: terms.funds.map((fund) => ({ fund, ...moved(fundsBefore.get(fund) ?? 0n, fundsAfter.get(fund) ?? 0n) })),
    payable:
      after.certified - before.certified + (terms.tax === null ? 0n : tax.thisPeriod) - deducted - recouped.thisPeriod,
  };
}

function bornBy(lines: readonly Pick<InvoiceLine, "schedule">[], standing: Standing): FundSplit {
  const total = new Map<string, Cents>();
  for (const { schedule } of lines) {
    const line = standing.lines.get(schedule.lineId);
    if (line === undefined) continue;
    for (const [fund, amount] of bornByFunds(schedule.funds, line.funds))
      total.set(fund, (total.get(fund) ?? 0n) + amount);
  }
  return total;
}
