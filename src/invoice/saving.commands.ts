// Saving an owner invoice: header, lines and status in one act. What it would make of the invoice and of those that come
// after it is planned first, and saved where nothing stands against it.
import type { z } from "zod";
import { findPeriod } from "../billing-period/billing-period.commands.ts";
import { termsShown } from "../contract/billing-terms.ts";
import type { Db } from "../db/pool.ts";
import { inCompany, type Reading, type Tx } from "../db/transaction.ts";
import { changedFields } from "../journal/changed-fields.ts";
import { changedMeanwhile } from "../journal/changed-meanwhile.db.ts";
import { record } from "../journal/journal.db.ts";
import { amountText, cents } from "../money/money.ts";
import { numberText } from "../money/ratio.ts";
import type { Actor } from "../people/actor.ts";
import { may } from "../people/permission.ts";
import { notPermitted } from "../people/reasons.ts";
import { isRefusal, type Reason, type Refusal, refuse } from "../refusal.ts";
import {
  agreedOn,
  type Book,
  checkedOf,
  cutOffOf,
  enteredBefore,
  enteredElsewhere,
  enteredHere,
  findingsOfSaved,
  invoiceSubject,
  laterThan,
  lockedInvoice,
  readBook,
  type SeenInvoice,
  savedInvoice,
  sheetOf,
  standingBefore,
} from "./book.commands.ts";
import { changeOrdersOn, enteringBy, picked } from "./change-orders.ts";
import { approveClosedBecause, type Finding, findingsOf, type Override } from "./checks.ts";
import { entered, entriesProblems } from "./entries.ts";
import { type Invoice, saveEntered, saveInvoice } from "./invoice.db.ts";
import type { InvoiceStatus } from "./invoice.ts";
import { removeInvoiceLines, saveInvoiceLines } from "./line.db.ts";
import { deleteOverride, overridesOf } from "./override.db.ts";
import {
  areAmountsMoved,
  byLine,
  movedFigures,
  type Plan,
  planOf,
  planProblems,
  type Saved,
  type Scheduled,
  sameStanding,
} from "./plan.ts";
import { type ErpStandings, shownInvoice } from "./questions.commands.ts";
import { editClosedBecause, laterLocked, lockedBecause } from "./rules.ts";
import {
  belowLine8,
  type Certified,
  type EnteredLine,
  followed,
  type InvoiceLine,
  linesOnSheet,
  startOf,
  untouched,
} from "./sheet.ts";
import { isKept, type Standing, standingShown } from "./standing.ts";
import type { LineFigures } from "./totals.ts";
import type { InvoiceChange, InvoiceMoved, InvoiceSaved } from "./wire.ts";

export type Change = Omit<z.output<typeof InvoiceChange>, "status">;

/** Save, and Save & Change Status: the later invoices of the contract follow. */
export function changeInvoice(
  db: Db,
  standings: ErpStandings,
  actor: Actor,
  invoiceId: string,
  change: z.output<typeof InvoiceChange>,
  at: Date,
): Promise<z.input<typeof InvoiceSaved> | Refusal> {
  return inCompany(db, actor.companyId, async (tx) => {
    const seen = await lockedInvoice(tx, actor, invoiceId);
    if (isRefusal(seen)) return seen;
    const { status } = change;
    const moved = isStatusAlone(change)
      ? await savedStatus(tx, actor, seen, change.version, status ?? seen.invoice.status, at)
      : await saved(tx, actor, seen, change, at);
    if (isRefusal(moved)) return moved;
    const invoice = await shownInvoice(tx, standings, actor, invoiceId);
    return isRefusal(invoice) ? invoice : { invoice, moved: [...moved] };
  });
}

/** A status alone moves no figure, so an earlier invoice may still get one. */
function isStatusAlone({ version: _, status, ...rest }: z.output<typeof InvoiceChange>): boolean {
  return status !== undefined && Object.values(rest).every((part) => part === undefined);
}

async function savedStatus(
  tx: Tx,
  actor: Actor,
  { invoice, contract, standing }: SeenInvoice,
  version: number,
  status: InvoiceStatus,
  at: Date,
): Promise<readonly InvoiceMoved[] | Refusal> {
  const { companyId } = actor;
  const subject = invoiceSubject(invoice.id);
  if (!may(actor, "editInvoice", standing)) return notPermitted("editInvoice");
  if (!may(actor, "approveInvoice", standing)) return notPermitted("approveInvoice");
  const closed = lockedBecause(invoice);
  if (closed.length > 0) return refuse("locked", closed);
  if (version !== invoice.version)
    return await changedMeanwhile(tx, companyId, subject, { had: version, current: invoice.version });
  if (status === invoice.status) return [];
  const book = await readBook(tx, companyId, contract);
  if (status === "approved") {
    const sheet = await sheetOf(tx, book, invoice);
    const overrides = await overridesOf(tx, companyId, invoice.id);
    const unapprovable = approveClosedBecause(findingsOfSaved(book, invoice, sheet, overrides));
    if (unapprovable.length > 0) return refuse("closed", unapprovable);
  }
  await saveInvoice(tx, companyId, invoice.id, {
    ...headerOf(invoice),
    ...{ status, summary: invoice.summary, version: invoice.version + 1, left: objectOf(invoice.left) },
    approval: approvalAfter(invoice, status, status === "approved", actor, at),
  });
  const facts = { number: invoice.number, ...changedFields({ status: invoice.status }, { status }) };
  await record(tx, companyId, subject, { act: "invoice_status_changed", facts }, actor.personId, at);
  return [];
}

const objectOf = (left: unknown): object => (typeof left === "object" && left !== null ? left : {});

async function saved(
  tx: Tx,
  actor: Actor,
  { invoice, contract, standing }: SeenInvoice,
  change: z.output<typeof InvoiceChange>,
  at: Date,
): Promise<readonly InvoiceMoved[] | Refusal> {
  const { companyId } = actor;
  if (!may(actor, "editInvoice", standing)) return notPermitted("editInvoice");
  if (change.status !== undefined && !may(actor, "approveInvoice", standing)) return notPermitted("approveInvoice");
  const book = await readBook(tx, companyId, contract);
  const closed = editClosedBecause(invoice, laterThan(book, invoice)[0] ?? null);
  if (closed.length > 0) return refuse(invoice.lock === null ? "closed" : "locked", closed);
  const { version } = invoice;
  if (change.version !== version)
    return await changedMeanwhile(tx, companyId, invoiceSubject(invoice.id), { had: change.version, current: version });

  const header = await headerAfter(tx, book, invoice, change, contract.terms);
  const changing = await plannedChange(tx, book, invoice, header, change);
  if (changing.problems.length > 0) return refuse("bad_input", changing.problems);
  const locked = changing.followers.filter((one) => one.invoice.lock !== null);
  const wanted = statusAfter(invoice, change.status, areAmountsMoved(changing.plan, changing.was));
  const findings = wanted === "approved" ? await findingsAfter(tx, book, invoice, header, changing.plan) : [];
  const unapprovable = approveClosedBecause(findings);
  if (unapprovable.length > 0 && change.status === "approved") return refuse("closed", unapprovable);
  // What was approved stays so only while nothing blocks it: being the final one is a change of the header too.
  const status = unapprovable.length > 0 ? "reviseAndResubmit" : wanted;
  if (locked.length > 0)
    return refuse(
      "closed",
      locked.map((one) => laterLocked(one.invoice)),
    );
  return await persisted(tx, actor, book, changing, { status, isApproved: change.status === "approved" }, at);
}

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

async function findingsAfter(
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
async function overridesThatStand(
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

// Saving.

/** Approved amounts that change are no longer approved, unless whoever may approve does so in the same Save. */
export function statusAfter(
  { status }: Pick<Invoice, "status">,
  wanted: InvoiceStatus | undefined,
  isMoved: boolean,
): InvoiceStatus {
  if (wanted !== undefined) return wanted;
  return status === "approved" && isMoved ? "reviseAndResubmit" : status;
}

function approvalAfter(
  invoice: Invoice,
  status: InvoiceStatus,
  isNew: boolean,
  actor: Actor,
  at: Date,
): { by: string; at: Date } | null {
  if (status !== "approved") return null;
  if (isNew || invoice.approvedBy === null || invoice.approvedAt === null) return { by: actor.personId, at };
  return { by: invoice.approvedBy.id, at: invoice.approvedAt };
}

/** Saves what was planned, and tells which later invoices moved. */
export async function persisted(
  tx: Tx,
  actor: Actor,
  book: Book,
  changing: Changing,
  { status, isApproved }: Readonly<{ status: InvoiceStatus; isApproved: boolean }>,
  at: Date,
  act = "invoice_changed",
  more: Readonly<Record<string, unknown>> = {},
): Promise<readonly InvoiceMoved[]> {
  const { invoice, plan, was, header, followers } = changing;
  const facts = factsOf(book, changing, status);
  if (Object.keys(facts).length === 0) return [];
  const isNew = isApproved && (areAmountsMoved(plan, was) || invoice.status !== "approved");
  await savePlan(tx, actor, changing, status, isNew, at);
  const subject = invoiceSubject(invoice.id);
  const all = { number: header.number, ...more, ...facts };
  await record(tx, actor.companyId, subject, { act, facts: all }, actor.personId, at);
  await dropOverrides(tx, actor, changing, at);
  return await saveFollowers(tx, actor, changing, followers, at);
}

/** Saves the later invoices that follow, and tells which figures moved. */
export async function saveFollowers(
  tx: Tx,
  actor: Actor,
  { invoice, header }: Pick<Follower, "invoice" | "header">,
  followers: readonly Follower[],
  at: Date,
): Promise<readonly InvoiceMoved[]> {
  for (const follower of followers) {
    const status = statusAfter(follower.invoice, undefined, areAmountsMoved(follower.plan, follower.was));
    await savePlan(tx, actor, follower, status, false, at);
    const facts = {
      number: follower.invoice.number,
      cause: header.number,
      causeId: invoice.id,
      summary: follower.plan.moved.figures,
      ...changedFields({ status: follower.invoice.status }, { status }),
    };
    const fact = { act: "invoice_followed", facts };
    await record(tx, actor.companyId, invoiceSubject(follower.invoice.id), fact, actor.personId, at);
    await dropOverrides(tx, actor, follower, at);
  }
  return followers.map((follower) => follower.plan.moved);
}

async function savePlan(
  tx: Tx,
  actor: Actor,
  { invoice, header, plan }: Follower,
  status: InvoiceStatus,
  isNew: boolean,
  at: Date,
): Promise<void> {
  const { companyId } = actor;
  const dropped = plan.dropped.map(({ figures }) => figures.lineId);
  await removeInvoiceLines(tx, companyId, invoice.id, dropped);
  await saveInvoiceLines(tx, companyId, invoice.id, plan.changed);
  await saveEntered(tx, companyId, invoice.id, header.enters);
  await saveInvoice(tx, companyId, invoice.id, {
    ...header,
    status,
    summary: plan.billed.summary,
    left: leftBy(plan),
    version: invoice.version + 1,
    approval: approvalAfter(invoice, status, isNew, actor, at),
  });
}

/** Where it leaves the contract, as it is kept. */
export function leftBy({ billed }: Pick<Plan, "billed">): object {
  const figures = new Map<string, LineFigures>(billed.lines.map((line) => [line.schedule.lineId, line.figures]));
  return standingShown(billed.after, figures, billed.uncapped);
}

async function dropOverrides(tx: Tx, actor: Actor, { invoice, plan }: Follower, at: Date): Promise<void> {
  const { fallen } = await overridesThatStand(tx, actor.companyId, invoice.id, plan);
  const items = new Map(plan.billed.lines.map(({ schedule }) => [schedule.lineId, schedule.item]));
  for (const override of fallen) {
    await deleteOverride(tx, actor.companyId, invoice.id, override);
    const { code, lineId } = override;
    const facts = { code, lineId, item: lineId === null ? null : (items.get(lineId) ?? null) };
    const fact = { act: "finding_override_fell", facts };
    await record(tx, actor.companyId, invoiceSubject(invoice.id), fact, actor.personId, at);
  }
}

// What the journal keeps.

export function factsOf(
  book: Book,
  { invoice, header, plan, was }: Changing,
  status: InvoiceStatus,
): Record<string, unknown> {
  const changedHeader = changedFields(
    { ...headerFacts(book, { ...headerOf(invoice), enters: [...enteredHere(book, invoice)] }), status: invoice.status },
    { ...headerFacts(book, header), status },
  );
  // Under a key of its own, so that a number's change does not stand where the number does.
  const { number: renumbered, ...rest } = changedHeader;
  const were = new Map(was.lines.map((line) => [line.figures.lineId, line]));
  const changedBy = Object.fromEntries(
    plan.changed.map((line) => {
      const before = were.get(line.schedule.lineId);
      const fields = changedFields(before === undefined ? {} : entryFacts(before), entryFacts(line));
      return [line.schedule.item, fields];
    }),
  );
  const summary = movedFigures(invoice.summary, plan.billed.summary);
  return {
    ...(renumbered === undefined ? {} : { renumbered }),
    ...rest,
    ...(plan.changed.length === 0 ? {} : { lines: changedBy }),
    ...(summary.length === 0 ? {} : { summary }),
  };
}

function headerFacts({ schedule }: Book, header: Header) {
  const {
    number,
    periodId,
    billedOn,
    cutOffOn,
    isFinal,
    changeOrdersPicked,
    deductions,
    advanceRecouped,
    enters,
    terms,
  } = header;
  const orders = changeOrdersOn(schedule).filter(({ id }) => enters.includes(id));
  return {
    ...{ number, periodId, billedOn, cutOffOn, isFinal, changeOrdersPicked },
    deductions: deductions.map(({ name, deducted }) => `${name}: ${amountText(deducted)}`),
    advanceRecouped: advanceRecouped === null ? null : amountText(advanceRecouped),
    changeOrders: orders.map((order) => order.number),
    terms: termsShown(terms),
  };
}

function entryFacts({ entry, notes, figures }: Pick<InvoiceLine, "entry" | "notes" | "figures">) {
  return {
    workThisPeriod: amountText(figures.workThisPeriod),
    quantityThisPeriod: figures.quantityThisPeriod === null ? null : numberText(figures.quantityThisPeriod),
    unmeasuredWork: amountText(entry.unmeasuredWork),
    materialsStored: amountText(entry.materialsStored),
    retainageRateWork: numberText(entry.rateWork),
    retainageRateMaterials: numberText(entry.rateMaterials),
    rateEffect: entry.rateEffect,
    isFrozen: entry.isFrozen,
    releasedWork: amountText(entry.releasedWork),
    releasedMaterials: amountText(entry.releasedMaterials),
    adjusted: amountText(entry.adjusted),
    storedItems: notes.storedItems.map(({ id, bought, installed, evidence }) => ({
      ...{ id, evidence },
      bought: amountText(bought),
      installed: amountText(installed),
    })),
    evidence: notes.evidence,
    funds: Object.fromEntries([...notes.funds].map(([fund, amount]) => [fund, amountText(amount)])),
  };
}
