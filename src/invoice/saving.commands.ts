// Saving an owner invoice: header, lines and status in one act. What it would make of the invoice and of those that come
// after it is planned first, and saved where nothing stands against it.
import type { z } from "zod";
import type { Db } from "../db/pool.ts";
import { inCompany, type Tx } from "../db/transaction.ts";
import { changedFields } from "../journal/changed-fields.ts";
import { changedMeanwhile } from "../journal/changed-meanwhile.db.ts";
import { record } from "../journal/journal.db.ts";
import type { Actor } from "../people/actor.ts";
import { may } from "../people/permission.ts";
import { notPermitted } from "../people/reasons.ts";
import { isRefusal, type Refusal, refuse } from "../refusal.ts";
import {
  type Book,
  findingsOfSaved,
  invoiceSubject,
  laterThan,
  lockedInvoice,
  readBook,
  type SeenInvoice,
  sheetOf,
} from "./book.commands.ts";
import { approveClosedBecause } from "./checks.ts";
import { type Invoice, saveEntered, saveInvoice } from "./invoice.db.ts";
import type { InvoiceStatus } from "./invoice.ts";
import { removeInvoiceLines, saveInvoiceLines } from "./line.db.ts";
import { deleteOverride, overridesOf } from "./override.db.ts";
import { areAmountsMoved, type Plan } from "./plan.ts";
import {
  type Changing,
  type Follower,
  findingsAfter,
  headerAfter,
  headerOf,
  overridesThatStand,
  plannedChange,
} from "./planning.commands.ts";
import { type ErpStandings, shownInvoice } from "./questions.commands.ts";
import { editClosedBecause, laterLocked, lockedBecause } from "./rules.ts";
import { factsOf } from "./saved-facts.commands.ts";
import { standingShown } from "./standing.ts";
import type { LineFigures } from "./totals.ts";
import type { InvoiceChange, InvoiceMoved, InvoiceSaved } from "./wire.ts";
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
  await record(tx, companyId, subject, { act: "invoice_status_changed", facts }, actor, at);
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
  await record(tx, actor.companyId, subject, { act, facts: all }, actor, at);
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
    await record(tx, actor.companyId, invoiceSubject(follower.invoice.id), fact, actor, at);
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
    await record(tx, actor.companyId, invoiceSubject(invoice.id), fact, actor, at);
  }
}
