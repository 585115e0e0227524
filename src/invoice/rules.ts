// The rules of an owner invoice: what its lines start from, what may be entered on them, why a move is closed, and what is
// worth a look before it is approved.
import type { ScheduleLine } from "../contract/schedule-line.ts";
import { amountShown, amountText, type Cents, cents, centsMax, sum } from "../money/money.ts";
import { type Millionths, millionths, millionthsMax, numberText, type Percent, percent } from "../money/ratio.ts";
import { paths } from "../paths.ts";
import type { Reason } from "../refusal.ts";
import type { InvoiceStatus } from "./invoice.ts";
import {
  carriedForward,
  computeLine,
  type LineEntered,
  type LineFigures,
  type LinePrevious,
  nothingBefore,
  type Summary,
  summarize,
} from "./totals.ts";
import { type LineEntry, summaryLines } from "./wire.ts";

/** A line of the continuation sheet: what it bills, what was entered, and what that makes. */
export type InvoiceLine = Readonly<{
  schedule: Readonly<{
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
  }>;
  entry: LineEntered;
  figures: LineFigures;
}>;

// What lines start from.

function computed(schedule: InvoiceLine["schedule"], previous: LinePrevious, entry: LineEntered): InvoiceLine {
  const { lineId, scheduledValue, unitPrice } = schedule;
  const figures = computeLine({ lineId, scheduledValue, unitPrice, previous, entry });
  const { workThisPeriod, quantityThisPeriod } = figures;
  return { schedule, entry: { ...entry, workThisPeriod, quantityThisPeriod }, figures };
}

/** Where the line stood at the end of the invoice before this one. */
function previousOf({ figures, entry }: InvoiceLine): LinePrevious {
  return {
    work: figures.workPrevious,
    quantity: figures.quantityPrevious,
    materials: figures.materialsPrevious,
    withheld: figures.withheldPrevious,
    releasedWork: figures.releasedWorkToDate - entry.releasedWork,
    releasedMaterials: figures.releasedMaterialsToDate - entry.releasedMaterials,
    adjusted: figures.adjustedToDate - entry.adjusted,
    retainage: figures.retainagePrevious,
    withholding: figures.withholding,
  };
}

/** The lines that belong on an invoice of this day: the contract's own, and those of change orders approved by then. */
export function linesDue(schedule: readonly ScheduleLine[], billedOn: string): readonly ScheduleLine[] {
  return schedule.filter(({ changeOrder }) => {
    if (changeOrder === null) return true;
    return changeOrder.status === "approved" && changeOrder.approvedOn !== null && changeOrder.approvedOn <= billedOn;
  });
}

export type Rates = Readonly<{ rateWork: Percent; rateMaterials: Percent }>;

/** A line on which nothing is billed yet: what is stored stays stored, and the rates are those of the invoice before. */
export function untouchedLine(line: ScheduleLine, previous: InvoiceLine | undefined, rates: Rates): InvoiceLine {
  const before = previous === undefined ? nothingBefore : carriedForward(previous.figures);
  const { id: lineId, item, costCode, description, changeOrder, unit, unitPrice, quantity, scheduledValue } = line;
  const schedule = {
    ...{ lineId, item, costCode, description, unit, unitPrice, scheduledQuantity: quantity, scheduledValue },
    changeOrder: changeOrder && { id: changeOrder.id, number: changeOrder.number },
  };
  return computed(schedule, before, {
    workThisPeriod: 0n,
    quantityThisPeriod: unitPrice === null ? null : 0n,
    materialsStored: before.materials,
    rateWork: previous?.entry.rateWork ?? rates.rateWork,
    rateMaterials: previous?.entry.rateMaterials ?? rates.rateMaterials,
    rateEffect: "retroactive",
    isFrozen: false,
    unmeasuredWork: 0n,
    releasedWork: 0n,
    releasedMaterials: 0n,
    adjusted: 0n,
  });
}

/**
 * The line after the invoice before it changed. What was entered stays; a balance stored or a rate that had only been
 * taken over from the invoice before follows it.
 */
export function followed(line: InvoiceLine, was: InvoiceLine | undefined, is: InvoiceLine): InvoiceLine {
  const previous = carriedForward(is.figures);
  const { entry } = line;
  const isStoredUntouched = entry.materialsStored === line.figures.materialsPrevious;
  const follows = (rate: "rateWork" | "rateMaterials") =>
    was !== undefined && entry[rate] === was.entry[rate] ? is.entry[rate] : entry[rate];
  return computed(line.schedule, previous, {
    ...entry,
    materialsStored: isStoredUntouched ? previous.materials : entry.materialsStored,
    rateWork: follows("rateWork"),
    rateMaterials: follows("rateMaterials"),
  });
}

export function sameLine(one: InvoiceLine, other: InvoiceLine): boolean {
  return same(one.figures, other.figures) && same(one.entry, other.entry);
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

function same<T extends object>(one: T, other: T): boolean {
  const values = new Map<string, unknown>(Object.entries(other));
  return Object.entries(one).every(([key, value]) => {
    const against = values.get(key);
    return isObject(value) && isObject(against) ? same(value, against) : value === against;
  });
}

/** The nine lines of these lines, after the payments applied for before. */
export function summaryOf(lines: readonly InvoiceLine[], earlier: readonly { summary: Summary }[]): Summary {
  const scheduledOf = (some: readonly InvoiceLine[]) => sum(some.map(({ figures }) => figures.scheduledValue));
  return summarize({
    originalContractSum: scheduledOf(lines.filter(({ schedule }) => schedule.changeOrder === null)),
    netChange: scheduledOf(lines.filter(({ schedule }) => schedule.changeOrder !== null)),
    lines: lines.map(({ figures }) => figures),
    previousCertificates: sum(earlier.map(({ summary }) => summary["8"])),
  });
}

/** Which of the nine lines are other figures now. */
export function movedFigures(before: Summary, after: Summary) {
  return summaryLines
    .filter((line) => before[line] !== after[line])
    .map((line) => ({ line, before: amountText(before[line]), after: amountText(after[line]) }));
}

// What may be entered.

const hundred: Percent = percent("100");

/** The lines with these entries, and everything that is wrong with them. */
export function enter(
  lines: readonly InvoiceLine[],
  entries: readonly LineEntry[],
): { lines: readonly InvoiceLine[]; problems: readonly Reason[] } {
  const problems: Reason[] = [];
  const byId = new Map(lines.map((line) => [line.figures.lineId, line]));
  const seen = new Set<string>();
  for (const entry of entries) {
    const { lineId } = entry;
    const line = byId.get(lineId);
    if (line === undefined) problems.push({ code: "invoice_line_unknown", field: `lines.${lineId}`, given: lineId });
    else if (seen.has(lineId)) problems.push({ code: "invoice_line_twice", ...at(line, null) });
    else {
      const entered = computed(line.schedule, previousOf(line), entryOf(line.entry, entry));
      problems.push(...entryProblems(entered, entry));
      byId.set(lineId, entered);
    }
    seen.add(lineId);
  }
  return { lines: lines.map((line) => byId.get(line.figures.lineId) ?? line), problems };
}

function entryOf(before: LineEntered, entry: LineEntry): LineEntered {
  return {
    ...before,
    workThisPeriod: entry.workThisPeriod === undefined ? before.workThisPeriod : cents(entry.workThisPeriod),
    quantityThisPeriod:
      entry.quantityThisPeriod === undefined ? before.quantityThisPeriod : millionths(entry.quantityThisPeriod),
    materialsStored: entry.materialsStored === undefined ? before.materialsStored : cents(entry.materialsStored),
    rateWork: entry.retainageRateWork === undefined ? before.rateWork : percent(entry.retainageRateWork),
    rateMaterials:
      entry.retainageRateMaterials === undefined ? before.rateMaterials : percent(entry.retainageRateMaterials),
    releasedWork: entry.releasedWork === undefined ? before.releasedWork : cents(entry.releasedWork),
    releasedMaterials:
      entry.releasedMaterials === undefined ? before.releasedMaterials : cents(entry.releasedMaterials),
  };
}

function at({ schedule }: InvoiceLine, column: keyof LineEntry | null) {
  const field = `lines.${schedule.lineId}${column === null ? "" : `.${column}`}`;
  return { field, values: { item: schedule.item }, ...(column === null ? {} : { column }) };
}

function entryProblems(line: InvoiceLine, entry: LineEntry): Reason[] {
  const problems: Reason[] = [];
  const { figures, schedule } = line;
  const isUnit = schedule.unitPrice !== null;
  if (isUnit && entry.workThisPeriod !== undefined && cents(entry.workThisPeriod) !== figures.workThisPeriod)
    problems.push({ code: "amount_on_unit_line", ...at(line, "workThisPeriod"), given: entry.workThisPeriod });
  if (!isUnit && entry.quantityThisPeriod !== undefined)
    problems.push({
      code: "quantity_on_amount_line",
      ...at(line, "quantityThisPeriod"),
      given: entry.quantityThisPeriod,
    });
  for (const [column, rate] of [
    ["retainageRateWork", line.entry.rateWork],
    ["retainageRateMaterials", line.entry.rateMaterials],
  ] as const)
    if (rate < 0n || rate > hundred)
      problems.push({
        code: "line_rate_out_of_range",
        ...at(line, column),
        given: numberText(rate),
        allowed: "0 to 100",
      });
  if (figures.materialsStored < 0n) {
    const given = amountText(figures.materialsStored);
    problems.push({ code: "stored_negative", ...at(line, "materialsStored"), given, allowed: "0.00 or more" });
  }
  problems.push(...sizeProblems(line, entry), ...releaseProblems(line));
  return problems;
}

/** No more can be given back than is held before; a line that stands below nothing is a correction and is let be. */
function releaseProblems(line: InvoiceLine): Reason[] {
  const { figures, entry } = line;
  const released = entry.releasedWork + entry.releasedMaterials;
  if (released <= 0n || figures.retainageHeld >= 0n || figures.completedAndStored < 0n) return [];
  const held = figures.retainageHeld + released;
  const column = entry.releasedWork === 0n ? "releasedMaterials" : "releasedWork";
  const allowed = amountText(held < 0n ? 0n : held);
  return [{ code: "release_exceeds_held", ...at(line, column), given: amountText(released), allowed }];
}

function sizeProblems(line: InvoiceLine, entry: LineEntry): Reason[] {
  const { figures } = line;
  const amounts = Object.entries(figures).filter(([key]) => !key.startsWith("quantity"));
  const isTooLarge = amounts.some(([, value]) => typeof value === "bigint" && !fits(value, centsMax));
  const quantity = (figures.quantityPrevious ?? 0n) + (figures.quantityThisPeriod ?? 0n);
  if (!isTooLarge && fits(quantity, millionthsMax)) return [];
  const { field, values } = at(line, null);
  const [column, given] = Object.entries(entry).find(([key]) => key !== "lineId") ?? [null, ""];
  const place = column === null ? { field, values } : { field: `${field}.${column}`, column, values };
  return [{ code: "line_amount_too_large", ...place, given: given ?? "", allowed: amountText(centsMax) }];
}

const fits = (value: bigint, max: bigint): boolean => value <= max && value >= -max;

/** A summary that its columns cannot keep. */
export function summaryProblems(summary: Summary): Reason[] {
  const isKept = Object.values(summary).every((amount) => fits(amount, centsMax));
  return isKept ? [] : [{ code: "invoice_total_too_large", field: "lines", allowed: amountText(centsMax) }];
}

// Why a move is closed.

type Held = Readonly<{
  id: string;
  projectId: string;
  contractId: string;
  number: string;
  status: InvoiceStatus;
  lock: "sent" | "exporting" | "synced" | null;
  returned: boolean;
}>;

const invoicePath = ({ projectId, contractId, id }: Held): string => paths.invoice(projectId, contractId, id);

/** Accounting holds it, or the ERP has it. */
export function lockedBecause({ lock }: Pick<Held, "lock">): Reason[] {
  return lock === null ? [] : [{ code: `locked_${lock}` }];
}

/**
 * Why lines and header may not be edited; `next` is the first later invoice of the contract. One that accounting gave
 * back, or the sender took back, is edited in place.
 */
export function editClosedBecause(invoice: Held, next: Held | null): Reason[] {
  const reasons = lockedBecause(invoice);
  if (next !== null && !invoice.returned)
    reasons.push({ code: "later_invoice_exists", values: { number: next.number }, link: invoicePath(next) });
  return reasons;
}

export function deleteClosedBecause(invoice: Held, next: Held | null, wasSent: boolean): Reason[] {
  const reasons = lockedBecause(invoice);
  if (next !== null)
    reasons.push({ code: "later_invoice_exists", values: { number: next.number }, link: invoicePath(next) });
  if (wasSent) reasons.push({ code: "was_sent_to_accounting" });
  if (invoice.status === "approved") reasons.push({ code: "invoice_is_approved" });
  return reasons;
}

/** Files are added until acceptance fixes the set: while it waits for accounting too. */
export function attachClosedBecause({ lock }: Pick<Held, "lock">): Reason[] {
  return lock === "exporting" || lock === "synced" ? [{ code: `attachments_fixed_${lock}` }] : [];
}

/** A later invoice that accounting or the ERP has got stands on figures that may not move under it. */
export function laterLocked(later: Held): Reason {
  return { code: "later_invoice_locked", values: { number: later.number }, link: invoicePath(later) };
}

// What is worth a look.

export type Finding = Reason & Readonly<{ severity: "warn" | "block"; lineId: string | null }>;

/** `missing` are numbers of approved change orders up to the billing day that it does not carry. */
export function findingsOf(
  lines: readonly InvoiceLine[],
  summary: Summary,
  missing: readonly string[],
  changeOrdersLink: string,
): readonly Finding[] {
  const findings: Finding[] = [];
  for (const { schedule, figures } of lines) {
    const { lineId, item, unitPrice } = schedule;
    const values = {
      item,
      value: amountShown(figures.scheduledValue),
      billed: amountShown(figures.completedAndStored),
    };
    if (figures.isOverbilled) {
      // Quantities are measured and may run over; a lump sum that runs over is a mistake or a change order.
      const severity = unitPrice === null ? "block" : "warn";
      findings.push({ code: "line_overbilled", severity, lineId, values });
    }
    if (figures.retainageHeld < 0n && figures.completedAndStored >= 0n)
      findings.push({
        code: "line_retainage_negative",
        severity: "warn",
        lineId,
        values: { item, held: amountShown(figures.retainageHeld) },
      });
  }
  if (summary["8"] < 0n)
    findings.push({
      code: "negative_due",
      severity: "warn",
      lineId: null,
      values: { due: amountShown(summary["8"]) },
    });
  for (const number of missing)
    findings.push({
      code: "change_order_not_on_it",
      severity: "warn",
      lineId: null,
      values: { number },
      link: changeOrdersLink,
    });
  return findings;
}

/** Why it may not be approved as it stands. */
export function approveClosedBecause(findings: readonly Finding[]): Reason[] {
  return findings
    .filter(({ severity }) => severity === "block")
    .map(({ severity: _, lineId, ...reason }) => (lineId === null ? reason : { ...reason, field: `lines.${lineId}` }));
}

/** The number that people would give next: the first whole number from its position on that is not taken. */
export function nextNumber(position: number, taken: ReadonlySet<string>): string {
  let number = position;
  while (taken.has(String(number))) number += 1;
  return String(number);
}
