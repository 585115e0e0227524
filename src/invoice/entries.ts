// What people enter on the lines of an invoice: how an entry goes onto the line, and everything that is wrong with it.
import { amountText, type Cents, cents, centsMax, sum } from "../money/money.ts";
import { millionths, millionthsMax, numberText, type Percent, percent } from "../money/ratio.ts";
import type { Reason } from "../refusal.ts";
import type { EnteredLine, InvoiceLine, LineNotes, LineStart, StoredItem } from "./sheet.ts";
import type { LineEntered, Summary } from "./totals.ts";
import type { LineEntry } from "./wire.ts";

const hundred: Percent = percent("100");

/** The line with what was entered on it now; what is not said stays. */
export function entered({ entry, notes }: EnteredLine, start: LineStart, given: LineEntry): EnteredLine {
  const amount = (text: string | undefined, before: Cents): Cents => (text === undefined ? before : cents(text));
  const rate = (text: string | undefined, before: Percent): Percent => (text === undefined ? before : percent(text));
  const rateWork = rate(given.retainageRateWork, entry.rateWork);
  const rateMaterials = rate(given.retainageRateMaterials, entry.rateMaterials);
  // Rates that are given anew end a freeze.
  const isNewRate = rateWork !== entry.rateWork || rateMaterials !== entry.rateMaterials;
  const isListCleared = given.storedItems?.length === 0 && notes.storedItems.length > 0;
  return {
    entry: {
      workThisPeriod: amount(given.workThisPeriod, entry.workThisPeriod),
      quantityThisPeriod:
        given.quantityThisPeriod === undefined ? entry.quantityThisPeriod : millionths(given.quantityThisPeriod),
      unmeasuredWork: amount(given.unmeasuredWork, entry.unmeasuredWork),
      materialsStored: amount(given.materialsStored, isListCleared ? start.previous.materials : entry.materialsStored),
      rateWork,
      rateMaterials,
      rateEffect: given.rateEffect ?? entry.rateEffect,
      isFrozen: given.isFrozen ?? (entry.isFrozen && !isNewRate),
      releasedWork: amount(given.releasedWork, entry.releasedWork),
      releasedMaterials: amount(given.releasedMaterials, entry.releasedMaterials),
      adjusted: amount(given.adjusted, entry.adjusted),
    },
    notes: {
      storedItems: given.storedItems === undefined ? notes.storedItems : given.storedItems.map(storedItemOf),
      evidence: given.evidence ?? notes.evidence,
      funds: given.funds === undefined ? notes.funds : fundsOf(given.funds),
    },
  };
}

export const storedItemOf = ({ id, bought, installed, evidence }: WireStoredItem): StoredItem => ({
  ...{ id, evidence },
  bought: cents(bought),
  installed: cents(installed),
});
type WireStoredItem = Readonly<{ id: string; bought: string; installed: string; evidence: string }>;

export const fundsOf = (funds: Readonly<Record<string, string>>): LineNotes["funds"] =>
  new Map(Object.entries(funds).map(([fund, amount]) => [fund, cents(amount)]));

/** What is wrong with these entries, once they are on the sheet. */
export function entriesProblems(
  lines: readonly InvoiceLine[],
  entries: readonly LineEntry[],
  funds: readonly string[],
): readonly Reason[] {
  const byId = new Map(lines.map((line) => [line.schedule.lineId, line]));
  const seen = new Set<string>();
  return entries.flatMap((entry) => {
    const { lineId } = entry;
    const line = byId.get(lineId);
    const isSeen = seen.has(lineId);
    seen.add(lineId);
    if (line === undefined) return [{ code: "invoice_line_unknown", field: `lines.${lineId}`, given: lineId }];
    if (isSeen) return [{ code: "invoice_line_twice", ...at(line, null) }];
    return lineProblems(line, entry, funds);
  });
}

function at({ schedule }: InvoiceLine, column: string | null) {
  const field = `lines.${schedule.lineId}${column === null ? "" : `.${column}`}`;
  return { field, values: { item: schedule.item }, ...(column === null ? {} : { column }) };
}

function lineProblems(line: InvoiceLine, given: LineEntry, funds: readonly string[]): Reason[] {
  const problems: Reason[] = [];
  const add = (code: string, column: keyof LineEntry, reason: Partial<Reason> = {}) => {
    const { values, ...rest } = reason;
    const place = at(line, column);
    problems.push({ code, ...place, ...rest, values: { ...place.values, ...values } });
  };
  const { figures, schedule, entry } = line;
  const isUnit = schedule.unitPrice !== null;
  if (isUnit && given.workThisPeriod !== undefined && cents(given.workThisPeriod) !== figures.workThisPeriod)
    add("amount_on_unit_line", "workThisPeriod", { given: given.workThisPeriod });
  if (!isUnit && given.quantityThisPeriod !== undefined)
    add("quantity_on_amount_line", "quantityThisPeriod", { given: given.quantityThisPeriod });
  if (!isUnit && given.unmeasuredWork !== undefined && entry.unmeasuredWork !== 0n)
    add("unmeasured_on_amount_line", "unmeasuredWork", { given: given.unmeasuredWork });
  for (const [column, rate] of [
    ["retainageRateWork", entry.rateWork],
    ["retainageRateMaterials", entry.rateMaterials],
  ] as const)
    if (rate < 0n || rate > hundred)
      add("line_rate_out_of_range", column, { given: numberText(rate), allowed: "0 to 100" });
  // Of a list of items it is said which goes below nothing.
  if (figures.materialsStored < 0n && line.notes.storedItems.length === 0)
    add("stored_negative", "materialsStored", { given: amountText(figures.materialsStored), allowed: "0.00 or more" });
  for (const fund of Object.keys(given.funds ?? {}))
    if (!funds.includes(fund)) add("fund_unknown", "funds", { given: fund, allowed: funds.join(", ") });
  return [...problems, ...storedProblems(line, given), ...sizeProblems(line, given), ...releaseProblems(line)];
}

/** What is built in lay stored before, or came in now. */
function storedProblems(line: InvoiceLine, given: LineEntry): Reason[] {
  const { notes, start, figures } = line;
  const problems: Reason[] = [];
  if (notes.storedItems.length > 0 && given.materialsStored !== undefined) {
    const allowed = amountText(figures.materialsStored);
    if (cents(given.materialsStored) !== figures.materialsStored)
      problems.push({ code: "stored_by_items", ...at(line, "materialsStored"), given: given.materialsStored, allowed });
  }
  const seen = new Set<string>();
  for (const { id, bought, installed } of notes.storedItems) {
    const place = at(line, "storedItems");
    const values = { ...place.values, id };
    if (seen.has(id)) problems.push({ code: "stored_item_twice", ...place, values, given: id });
    seen.add(id);
    const remaining = (start.stored.get(id) ?? 0n) + bought;
    if (installed > remaining)
      problems.push({
        code: "stored_item_exceeded",
        ...place,
        values,
        given: amountText(installed),
        allowed: amountText(remaining),
      });
  }
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

function sizeProblems(line: InvoiceLine, given: LineEntry): Reason[] {
  const { figures } = line;
  const amounts = Object.entries(figures).filter(([key]) => !key.startsWith("quantity"));
  const isTooLarge = amounts.some(([, value]) => typeof value === "bigint" && !fits(value, centsMax));
  const quantity = (figures.quantityPrevious ?? 0n) + (figures.quantityThisPeriod ?? 0n);
  if (!isTooLarge && fits(quantity, millionthsMax)) return [];
  const { field, values } = at(line, null);
  const texts = Object.entries(given).filter(([key, value]) => key !== "lineId" && typeof value === "string");
  const [column, value] = texts[0] ?? [null, ""];
  const place = column === null ? { field, values } : { field: `${field}.${column}`, column, values };
  return [{ code: "line_amount_too_large", ...place, given: String(value), allowed: amountText(centsMax) }];
}

const fits = (value: bigint, max: bigint): boolean => value <= max && value >= -max;

/** A summary that its columns cannot keep. */
export function summaryProblems(summary: Summary): Reason[] {
  const isKept = Object.values(summary).every((amount) => fits(amount, centsMax));
  return isKept ? [] : [{ code: "invoice_total_too_large", field: "lines", allowed: amountText(centsMax) }];
}

/** Entries on a line that does not stay on the sheet would be lost. */
export function isUntouched({ entry, figures, notes }: EnteredLine & Pick<InvoiceLine, "figures">): boolean {
  const amounts: readonly (keyof LineEntered)[] = ["workThisPeriod", "unmeasuredWork", "releasedWork", "adjusted"];
  return (
    figures.completedAndStored === 0n &&
    amounts.every((column) => entry[column] === 0n) &&
    entry.releasedMaterials === 0n &&
    sum(notes.storedItems.map(({ bought }) => bought)) === 0n
  );
}
