// What a change would make of an invoice and of those that come after it: planned whole, before anything is saved.
import type { z } from "zod";
import { findPeriod } from "../billing-period/billing-period.commands.ts";
import type { Reading } from "../db/transaction.ts";
import { cents } from "../money/money.ts";
import type { Reason } from "../refusal.ts";
import {
  agreedOn,
  type Book,
  checkedOf,
  cutOffOf,
  enteredBefore,
  enteredElsewhere,
  enteredHere,
  laterThan,
  savedInvoice,
  standingBefore,
} from "./book.commands.ts";
import { changeOrdersOn, enteringBy, picked } from "./change-orders.ts";
import { type Finding, findingsOf, type Override } from "./checks.ts";
import { entered, entriesProblems } from "./entries.ts";
import type { Invoice } from "./invoice.db.ts";
import { overridesOf } from "./override.db.ts";
import { byLine, type Plan, planOf, planProblems, type Saved, type Scheduled, sameStanding } from "./plan.ts";
import { belowLine8, type Certified, type EnteredLine, followed, linesOnSheet, startOf, untouched } from "./sheet.ts";
import { isKept, type Standing } from "./standing.ts";
import type { InvoiceChange } from "./wire.ts";

export type Change = Omit<z.output<typeof InvoiceChange>, "status">;

// The header.

export type Header = Pick<
  Invoice,
  "number" | "billedOn" | "cutOffOn" | "changeOrdersPicked" | "isFinal" | "deductions" | "advanceRecouped" | "terms"
> &
  Readonly<{
    periodId: string;
    /** The change orders that enter with it. */
    enters: readonly string[];
  }>;

export function headerOf(invoice: Invoice): Omit<Header, "enters"> {
  const { number, billedOn, cutOffOn, changeOrdersPicked, isFinal, deductions, advanceRecouped, terms } = invoice;
  return {
    ...{ number, billedOn, cutOffOn, changeOrdersPicked, isFinal, deductions, advanceRecouped, terms },
    periodId: invoice.period.id,
  };
}

export const periodClosed = ({ from, to, id }: { id: string; from: string; to: string }): Reason => ({
  code: "billing_period_closed",
  field: "periodId",
  given: id,
  values: { from, to },
});

export const numberTaken = (number: string): Reason => ({
  code: "invoice_number_taken",
  field: "number",
  given: number,
});

export type HeaderAfter = Header & Readonly<{ problems: readonly Reason[] }>;

export async function headerAfter(
  reading: Reading,
  book: Book,
  invoice: Invoice,
  change: Change,
  terms: Header["terms"],
): Promise<HeaderAfter> {
  const problems: Reason[] = [];
  const before = headerOf(invoice);
  const number = change.number ?? invoice.number;
  if (book.invoices.some((other) => other.id !== invoice.id && other.number === number))
    problems.push(numberTaken(number));
  const periodId = change.periodId ?? before.periodId;
  if (periodId !== before.periodId) {
    const period = await findPeriod(reading, book.companyId, periodId);
    if (period === null || period.projectId !== invoice.projectId)
      problems.push({ code: "no_such_billing_period", field: "periodId", given: periodId });
    else if (period.status === "closed") problems.push(periodClosed(period));
  }
  const billedOn = change.billedOn ?? invoice.billedOn;
  const cutOffOn = change.cutOffOn === undefined ? invoice.cutOffOn : change.cutOffOn;
  const { entering, isPicked, problems: ofPicking } = enteringAfter(book, invoice, change, { billedOn, cutOffOn });
  const deductions = change.deductions?.map(({ name, deducted }) => ({ name, deducted: cents(deducted) }));
  const names = (deductions ?? []).map(({ name }) => name);
  for (const [index, name] of names.entries())
    if (names.indexOf(name) !== index)
      problems.push({ code: "deduction_twice", field: `deductions.${index}.name`, given: name });
  const recouped = change.advanceRecouped;
  return {
    ...{ number, periodId, billedOn, cutOffOn, terms },
    changeOrdersPicked: isPicked,
    enters: entering,
    isFinal: change.isFinal ?? invoice.isFinal,
    deductions: deductions ?? invoice.deductions,
    advanceRecouped: recouped == null ? (recouped === null ? null : invoice.advanceRecouped) : cents(recouped),
    problems: [...problems, ...ofPicking],
  };
}

function enteringAfter(
  book: Book,
  invoice: Invoice,
  { changeOrders }: Change,
  cutOff: Pick<Invoice, "billedOn" | "cutOffOn">,
): { entering: readonly string[]; isPicked: boolean; problems: readonly Reason[] } {
  const orders = changeOrdersOn(book.schedule);
  const elsewhere = enteredElsewhere(book, invoice);
  if (changeOrders != null) return { ...picked(changeOrders, orders, elsewhere), isPicked: true };
  if (changeOrders === undefined && invoice.changeOrdersPicked)
    return { entering: [...enteredHere(book, invoice)], isPicked: true, problems: [] };
  return { entering: enteringBy(cutOffOf(cutOff), orders, elsewhere), isPicked: false, problems: [] };
}

// The plan.

export type Follower = Readonly<{ invoice: Invoice; header: Header; plan: Plan; was: Saved }>;

export type Changing = Follower &
  Readonly<{
    problems: readonly Reason[];
    /** The later invoices that move. */
    followers: readonly Follower[];
  }>;

export async function plannedChange(
  reading: Reading,
  book: Book,
  invoice: Invoice,
  header: HeaderAfter,
  change: Pick<Change, "lines">,
): Promise<Changing> {
  const was = await savedInvoice(reading, book.companyId, invoice);
  const before = await standingBefore(reading, book, invoice, header.terms);
  const entries = change.lines ?? [];
  const lines = linesEntered(book, before, invoice, header, was, entries);
  const plan = planned(book, before, invoice, header, lines, was);
  const problems = [
    ...header.problems,
    ...entriesProblems(plan.billed.lines, entries, header.terms.funds),
    ...planProblems(plan, header.number, scheduledIn(book)),
  ];
  const cause = { invoice, header, plan, was };
  const following = await followersOf(reading, book, cause);
  return { ...cause, ...following, problems: [...problems, ...following.problems] };
}

function linesEntered(
  book: Book,
  before: Standing,
  invoice: Invoice,
  { enters, terms }: Header,
  was: Saved,
  entries: NonNullable<Change["lines"]>,
): ReadonlyMap<string, EnteredLine> {
  const agreed = agreedOn(book, terms);
  const there = byLine(was.lines);
  const given = new Map(entries.map((entry) => [entry.lineId, entry]));
  const standing = new Set([...enteredBefore(book, invoice), ...enters]);
  return new Map(
    linesOnSheet(book.schedule, standing).map((line) => {
      const start = startOf(line, before, agreed);
      const saved = there.get(line.id);
      const isOnRates = isKept(invoice.left) && was.after.lines.get(line.id)?.isOnContractRates === true;
      const standing =
        saved === undefined
          ? untouched(start, line.unitPrice !== null)
          : isOnRates
            ? onRates(saved, start.rates)
            : saved;
      const entry = given.get(line.id);
      return [line.id, entry === undefined ? standing : entered(standing, start, entry)];
    }),
  );
}

/** A line that was never billed is on the contract's rates of the day, until others are entered on it. */
function onRates({ entry, notes }: EnteredLine, rates: { work: bigint; materials: bigint }): EnteredLine {
  return { entry: { ...entry, rateWork: rates.work, rateMaterials: rates.materials }, notes };
}

export function planned(
  book: Book,
  before: Standing,
  invoice: Invoice,
  header: Header,
  lines: ReadonlyMap<string, EnteredLine>,
  was: Saved,
  certified: Certified | null = book.certificates.get(invoice.id) ?? null,
): Plan {
  const { deductions, advanceRecouped, terms, enters } = header;
  const standing = new Set([...enteredBefore(book, invoice), ...enters]);
  const { schedule } = book;
  return planOf(
    before,
    { agreed: agreedOn(book, terms), schedule, entered: standing, lines, deductions, advanceRecouped, certified },
    { ...was, number: header.number },
  );
}

const scheduledIn = ({ schedule }: Book): Scheduled => {
  const byId = new Map(schedule.map((line) => [line.id, line]));
  return (lineId) => ({
    item: byId.get(lineId)?.item ?? "",
    number: byId.get(lineId)?.changeOrder?.number ?? "",
  });
};

/** The later invoices as they are once they start from the new figures. */
export async function followersOf(
  reading: Reading,
  book: Book,
  cause: Follower,
): Promise<{ followers: readonly Follower[]; problems: readonly Reason[] }> {
  const followers: Follower[] = [];
  const problems: Reason[] = [];
  const after: Book = { ...book, entered: new Map(book.entered).set(cause.invoice.id, cause.header.enters) };
  let [was, is] = [cause.was.after, cause.plan.billed.after];
  let areLinesOthers = cause.plan.changed.length > 0 || cause.plan.dropped.length > 0;
  for (const invoice of laterThan(book, cause.invoice)) {
    if (!areLinesOthers && sameStanding(was, is)) break;
    const header = { ...headerOf(invoice), enters: [...enteredHere(book, invoice)] };
    const saved = await savedInvoice(reading, book.companyId, invoice);
    const agreed = agreedOn(book, header.terms);
    const there = byLine(saved.lines);
    const lines = new Map(
      book.schedule.flatMap((line) => {
        const entry = there.get(line.id);
        const [from, to] = [startOf(line, was, agreed), startOf(line, is, agreed)];
        return entry === undefined ? [] : [[line.id, followed(entry, from, to)] as const];
      }),
    );
    const plan = planned(after, is, invoice, header, lines, saved);
    problems.push(...planProblems(plan, invoice.number, scheduledIn(book)));
    if (plan.isMoved) followers.push({ invoice, header, plan, was: saved });
    [was, is] = [saved.after, plan.billed.after];
    areLinesOthers = plan.changed.length > 0 || plan.dropped.length > 0;
  }
  return { followers, problems };
}

export async function findingsAfter(
  reading: Reading,
  book: Book,
  invoice: Invoice,
  header: Header,
  plan: Plan,
): Promise<readonly Finding[]> {
  const { billed, before } = plan;
  const { lines, summary, uncapped, after } = billed;
  const below = belowLine8(header.terms, lines, summary, before, after);
  const standing = await overridesThatStand(reading, book.companyId, invoice.id, plan);
  const entering: Book = { ...book, entered: new Map(book.entered).set(invoice.id, header.enters) };
  const { id, position } = invoice;
  const overrides = standing.kept;
  return findingsOf(
    checkedOf(entering, { ...header, id, position, summary }, { lines, before, after, below, uncapped, overrides }),
  );
}

/** An override falls away once amounts that it was given for are others. */
export async function overridesThatStand(
  reading: Reading,
  companyId: string,
  invoiceId: string,
  { changed, dropped, moved }: Plan,
): Promise<{ kept: readonly Override[]; fallen: readonly Override[] }> {
  const overrides = await overridesOf(reading, companyId, invoiceId);
  const ids = new Set([
    ...changed.map(({ schedule }) => schedule.lineId),
    ...dropped.map(({ figures }) => figures.lineId),
  ]);
  const hasFallen = ({ lineId }: Override) =>
    lineId === null ? ids.size > 0 || moved.figures.length > 0 : ids.has(lineId);
  return { kept: overrides.filter((one) => !hasFallen(one)), fallen: overrides.filter(hasFallen) };
}
