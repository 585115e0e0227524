// The verbs of an owner invoice: make one, save it, delete it, attach a file, freeze what is sent; and what may be asked.
import { createHash, randomUUID } from "node:crypto";
import type { z } from "zod";
import { assert } from "../assert.ts";
import { findPeriod, periodsOf } from "../billing-period/billing-period.commands.ts";
import {
  billingClosedBecause,
  type Contract,
  findContract,
  lockedContract,
  scheduleLinesOf,
  seenContract,
} from "../contract/contract.commands.ts";
import type { ScheduleLine } from "../contract/schedule-line.ts";
import type { Db } from "../db/pool.ts";
import { type CompanyId, inCompany, type Reading, readCompany, type Tx } from "../db/transaction.ts";
import { changedFields } from "../journal/changed-fields.ts";
import { changedMeanwhile } from "../journal/changed-meanwhile.db.ts";
import { historyOf, record, type Subject } from "../journal/journal.db.ts";
import { amountText } from "../money/money.ts";
import { numberText, percentShown } from "../money/ratio.ts";
import { paths } from "../paths.ts";
import type { Actor } from "../people/actor.ts";
import { findProject, lockProject, projectStanding } from "../people/people.commands.ts";
import { may, type ProjectStanding } from "../people/permission.ts";
import { lackingReasons, notFound, notPermitted } from "../people/reasons.ts";
import { isRefusal, type Reason, type Refusal, refuse } from "../refusal.ts";
import { sentenceOfFact } from "../words/en/journal.ts";
import { reasonsShown, sentenceOf } from "../words/reasons.ts";
import { canonicalText, type FrozenInvoice, frozenFigures, frozenLayout, readFrozen } from "./frozen.ts";
import {
  attachedFile,
  attachmentsOf,
  findInvoice,
  findVersion,
  type Invoice,
  insertAttachment,
  insertInvoice,
  insertVersion,
  invoiceLinesOf,
  invoiceOfAttachment,
  invoicesOf,
  invoicesOfProject,
  lockInvoice,
  deleteInvoice as removeInvoice,
  saveInvoice,
  saveInvoiceLines,
  wasSent,
} from "./invoice.db.ts";
import { type InvoiceStatus, invoiceStatuses } from "./invoice.ts";
import {
  approveClosedBecause,
  attachClosedBecause,
  deleteClosedBecause,
  editClosedBecause,
  enter,
  type Finding,
  findingsOf,
  followed,
  type InvoiceLine,
  laterLocked,
  linesDue,
  lockedBecause,
  movedFigures,
  nextNumber,
  sameLine,
  summaryOf,
  summaryProblems,
  untouchedLine,
} from "./rules.ts";
import { percentComplete, rulesVersion, type Summary } from "./totals.ts";
import type {
  AttachmentAdded,
  ErpStandingShown,
  HistoryShown,
  InvoiceChange,
  InvoiceLineShown,
  InvoiceRowShown,
  InvoiceSaved,
  InvoiceShown,
  NewInvoice,
  SummaryShown,
} from "./wire.ts";
import { summaryLines } from "./wire.ts";

// What the nouns to the right ask about invoices, and set on them, in their own transactions.
export { findInvoice, firstEarlierNotPosted, type Invoice, setLock } from "./invoice.db.ts";

/** Where invoices stand with the ERP. The ERP queue knows; it is to the right of invoices and hands this function in. */
export type ErpStandings = (
  reading: Reading,
  actor: Actor,
  invoiceIds: readonly string[],
) => Promise<ReadonlyMap<string, ErpStandingShown>>;

export const invoiceSubject = (invoiceId: string): Subject => ({ kind: "invoice", id: invoiceId });

type SeenInvoice = Readonly<{ invoice: Invoice; contract: Contract; standing: ProjectStanding }>;

/** The invoice with its figures, for whoever may see them; to whom the contract is hidden it does not exist. */
async function seenInvoice(reading: Reading, actor: Actor, invoiceId: string): Promise<SeenInvoice | Refusal> {
  const invoice = await findInvoice(reading, actor.companyId, invoiceId);
  if (invoice === null) return notFound;
  const seen = await seenContract(reading, actor, invoice.contractId);
  if (isRefusal(seen)) return seen;
  if (!may(actor, "viewInvoiceDetail", seen.standing)) return notPermitted("viewInvoiceDetail");
  return { invoice, ...seen };
}

/** As `seenInvoice`, the contract and then the invoice locked until the act is over. */
export async function lockedInvoice(tx: Tx, actor: Actor, invoiceId: string): Promise<SeenInvoice | Refusal> {
  const found = await findInvoice(tx, actor.companyId, invoiceId);
  if (found === null) return notFound;
  const seen = await lockedContract(tx, actor, found.contractId);
  if (isRefusal(seen)) return seen;
  await lockInvoice(tx, actor.companyId, invoiceId);
  return await seenInvoice(tx, actor, invoiceId);
}

// Questions.

export function askInvoice(
  db: Db,
  standings: ErpStandings,
  actor: Actor,
  invoiceId: string,
): Promise<InvoiceShown | Refusal> {
  return readCompany(db, actor.companyId, (reading) => shownInvoice(reading, standings, actor, invoiceId));
}

/** A contract's invoices, the latest first. */
export function askContractInvoices(
  db: Db,
  standings: ErpStandings,
  actor: Actor,
  contractId: string,
): Promise<InvoiceRowShown[] | Refusal> {
  return readCompany(db, actor.companyId, async (reading) => {
    const seen = await seenContract(reading, actor, contractId);
    if (isRefusal(seen)) return seen;
    if (!may(actor, "viewInvoice", seen.standing)) return notFound;
    const invoices = await invoicesOf(reading, actor.companyId, contractId);
    const contracts = new Map([[contractId, seen.contract]]);
    return await rowsShown(reading, standings, actor, [...invoices].reverse(), contracts);
  });
}

/** The invoices of the project's contracts that this person sees. */
export function askProjectInvoices(
  db: Db,
  standings: ErpStandings,
  actor: Actor,
  projectId: string,
): Promise<InvoiceRowShown[] | Refusal> {
  return readCompany(db, actor.companyId, async (reading) => {
    const standing = await projectStanding(reading, actor, projectId, null);
    if (standing === null) return notFound;
    const invoices = await invoicesOfProject(reading, actor.companyId, projectId);
    const contracts = new Map<string, Contract>();
    for (const contractId of new Set(invoices.map((invoice) => invoice.contractId))) {
      const seen = await seenContract(reading, actor, contractId);
      if (!isRefusal(seen) && may(actor, "viewInvoice", seen.standing)) contracts.set(contractId, seen.contract);
    }
    if (contracts.size === 0 && !may(actor, "viewProject", standing)) return notFound;
    const shown = invoices.filter(({ contractId }) => contracts.has(contractId));
    return await rowsShown(reading, standings, actor, shown, contracts);
  });
}

async function rowsShown(
  reading: Reading,
  standings: ErpStandings,
  actor: Actor,
  invoices: readonly Invoice[],
  contracts: ReadonlyMap<string, Contract>,
): Promise<InvoiceRowShown[]> {
  const ids = invoices.map(({ id }) => id);
  const standing = await standings(reading, actor, ids);
  return invoices.map((invoice) => {
    const contract = contracts.get(invoice.contractId);
    const erp = standing.get(invoice.id);
    assert(contract !== undefined && erp !== undefined, "an invoice that is listed has a contract and a standing");
    const { integrated, state, marker, stateLabel, erpNumber } = erp;
    return { ...rowShown(invoice, contract), erp: { integrated, state, marker, stateLabel, erpNumber } };
  });
}

function rowShown(invoice: Invoice, contract: Contract) {
  const { id, projectId, position, number, status, billedOn, period, summary } = invoice;
  return {
    id,
    projectId,
    contract: { id: contract.id, number: contract.number, title: contract.title },
    ownerName: contract.owner?.name ?? null,
    position,
    number,
    status,
    period: { id: period.id, from: period.from, to: period.to },
    billedOn,
    summary: summaryShown(summary),
  };
}

function summaryShown(summary: Summary): SummaryShown {
  return Object.fromEntries(summaryLines.map((line) => [line, amountText(summary[line])])) as SummaryShown;
}

function lineShown({ schedule, entry, figures }: InvoiceLine): InvoiceLineShown {
  const percent = percentComplete(figures);
  const six = (value: bigint | null) => (value === null ? null : numberText(value));
  return {
    lineId: schedule.lineId,
    item: schedule.item,
    costCode: schedule.costCode,
    description: schedule.description,
    changeOrder: schedule.changeOrder,
    method: schedule.unitPrice === null ? "amount" : "unit",
    unit: schedule.unit,
    unitPrice: six(schedule.unitPrice),
    scheduledQuantity: six(schedule.scheduledQuantity),
    scheduledValue: amountText(figures.scheduledValue),
    workPrevious: amountText(figures.workPrevious),
    quantityPrevious: six(figures.quantityPrevious),
    workThisPeriod: amountText(figures.workThisPeriod),
    quantityThisPeriod: six(figures.quantityThisPeriod),
    materialsPrevious: amountText(figures.materialsPrevious),
    materialsStored: amountText(figures.materialsStored),
    completedAndStored: amountText(figures.completedAndStored),
    percentComplete: percent === null ? null : percentShown(percent),
    balanceToFinish: amountText(figures.balanceToFinish),
    retainageRateWork: numberText(entry.rateWork),
    retainageRateMaterials: numberText(entry.rateMaterials),
    releasedWork: amountText(entry.releasedWork),
    releasedMaterials: amountText(entry.releasedMaterials),
    retainageWork: amountText(figures.retainageWork),
    retainageMaterials: amountText(figures.retainageMaterials),
    retainageHeld: amountText(figures.retainageHeld),
    isOverbilled: figures.isOverbilled,
  };
}

async function shownInvoice(
  reading: Reading,
  standings: ErpStandings,
  actor: Actor,
  invoiceId: string,
): Promise<InvoiceShown | Refusal> {
  const seen = await seenInvoice(reading, actor, invoiceId);
  if (isRefusal(seen)) return seen;
  const { invoice, contract, standing } = seen;
  const { companyId } = actor;
  const project = await findProject(reading, companyId, contract.projectId);
  const erp = (await standings(reading, actor, [invoiceId])).get(invoiceId);
  assert(project !== null && erp !== undefined, "an invoice has a project and a standing");
  const lines = await invoiceLinesOf(reading, companyId, invoiceId);
  const attachments = await attachmentsOf(reading, companyId, invoiceId);
  const findings = await currentFindings(reading, companyId, invoice, lines);
  const next = nextOf(await invoicesOf(reading, companyId, contract.id), invoice);
  const isSent = await wasSent(reading, companyId, invoiceId);

  const lackingEdit = lackingReasons(actor, "editInvoice", standing);
  const statusClosed = [...lackingReasons(actor, "approveInvoice", standing), ...lockedBecause(invoice)];
  const approve = [...statusClosed, ...approveClosedBecause(findings)];
  return {
    ...rowShown(invoice, contract),
    erp,
    project: { id: project.id, number: project.number, name: project.name },
    contractStatus: contract.status,
    currency: contract.currency,
    lines: lines.map(lineShown),
    version: invoice.version,
    createdBy: invoice.createdBy,
    createdAt: invoice.createdAt.toISOString(),
    approvedBy: invoice.approvedBy,
    approvedAt: invoice.approvedAt?.toISOString() ?? null,
    attachments: attachments.map(({ sha256: _, addedAt, ...file }) => ({ ...file, addedAt: addedAt.toISOString() })),
    closed: {
      edit: reasonsShown([...lackingEdit, ...editClosedBecause(invoice, next)]),
      approve: reasonsShown(approve),
      delete: reasonsShown([...lackingEdit, ...deleteClosedBecause(invoice, next, isSent)]),
      attach: reasonsShown([...lackingReasons(actor, "attachToInvoice", standing), ...attachClosedBecause(invoice)]),
    },
    statusesOpen:
      statusClosed.length > 0 ? [] : invoiceStatuses.filter((one) => one !== "approved" || approve.length === 0),
    findings: findings.map((finding) => ({
      code: finding.code,
      severity: finding.severity,
      message: sentenceOf(finding),
      lineId: finding.lineId,
    })),
  };
}

/** The first invoice that comes after this one on its contract. */
function nextOf(invoices: readonly Invoice[], { position }: Invoice): Invoice | null {
  return invoices.find((other) => other.position > position) ?? null;
}

async function currentFindings(
  reading: Reading,
  companyId: CompanyId,
  invoice: Invoice,
  lines: readonly InvoiceLine[],
): Promise<readonly Finding[]> {
  const schedule = await scheduleLinesOf(reading, companyId, invoice.contractId);
  const missing = missingLines(schedule, invoice.billedOn, lines);
  const numbers = new Set(missing.flatMap(({ changeOrder }) => (changeOrder === null ? [] : [changeOrder.number])));
  const link = paths.contract(invoice.projectId, invoice.contractId, "change-orders");
  return findingsOf(lines, invoice.summary, [...numbers], link);
}

function missingLines(
  schedule: readonly ScheduleLine[],
  billedOn: string,
  lines: readonly InvoiceLine[],
): readonly ScheduleLine[] {
  const there = new Set(lines.map(({ figures }) => figures.lineId));
  return linesDue(schedule, billedOn).filter(({ id }) => !there.has(id));
}

export function askHistory(db: Db, actor: Actor, invoiceId: string): Promise<z.infer<typeof HistoryShown> | Refusal> {
  return readCompany(db, actor.companyId, async (reading) => {
    const seen = await seenInvoice(reading, actor, invoiceId);
    if (isRefusal(seen)) return seen;
    const entries = await historyOf(reading, actor.companyId, invoiceSubject(invoiceId));
    return {
      entries: entries.map((entry) => ({
        number: entry.number,
        at: entry.at.toISOString(),
        by: entry.by,
        ...(actor.isCompanyAdmin ? { address: entry.address } : {}),
        act: entry.act,
        sentence: sentenceOfFact(entry),
        facts: entry.facts,
      })),
    };
  });
}

// Acts.

export function createInvoice(
  db: Db,
  standings: ErpStandings,
  actor: Actor,
  contractId: string,
  asked: z.output<typeof NewInvoice>,
  at: Date,
): Promise<InvoiceShown | Refusal> {
  return inCompany(db, actor.companyId, async (tx) => {
    const { companyId } = actor;
    const found = await findContract(tx, companyId, contractId);
    if (found === null) return notFound;
    // A period is closed under its project's lock, so that is taken before the contract's.
    await lockProject(tx, companyId, found.projectId);
    const seen = await lockedContract(tx, actor, contractId);
    if (isRefusal(seen)) return seen;
    const { contract, standing } = seen;
    if (!may(actor, "editInvoice", standing)) return notPermitted("editInvoice");

    const schedule = await scheduleLinesOf(tx, companyId, contractId);
    const periods = await periodsOf(tx, companyId, contract.projectId);
    const period =
      asked.periodId === undefined
        ? periods.find(({ status }) => status === "open")
        : periods.find(({ id }) => id === asked.periodId);
    const isPeriodOpen = asked.periodId !== undefined || period !== undefined;
    const closed = billingClosedBecause({ contract, lines: schedule, isPeriodOpen });
    if (period === undefined && asked.periodId !== undefined)
      return refuse("bad_input", [{ code: "no_such_billing_period", field: "periodId", given: asked.periodId }]);
    if (period?.status === "closed") closed.push(periodClosed(period));
    if (closed.length > 0 || period === undefined) return refuse("closed", closed);

    const earlier = await invoicesOf(tx, companyId, contractId);
    const previous = earlier.at(-1) ?? null;
    const position = (previous?.position ?? 0) + 1;
    const taken = new Set(earlier.map(({ number }) => number));
    const number = asked.number ?? nextNumber(position, taken);
    if (taken.has(number)) return refuse("bad_input", [numberTaken(number)]);
    const billedOn = asked.billedOn ?? period.to;
    const lines = await startingLines(tx, companyId, contract, schedule, previous, billedOn);
    const summary = summaryOf(lines, earlier);
    const problems = summaryProblems(summary);
    if (problems.length > 0) return refuse("bad_input", problems);

    const id = randomUUID();
    const invoice = { id, contractId, periodId: period.id, position, number, billedOn, summary };
    await insertInvoice(tx, companyId, invoice, actor.personId, at);
    await saveInvoiceLines(tx, companyId, id, lines);
    const facts = { number, periodFrom: period.from, periodTo: period.to, billedOn, lines: lines.length };
    await record(tx, companyId, invoiceSubject(id), { act: "invoice_created", facts }, actor, at);
    return await shownInvoice(tx, standings, actor, id);
  });
}

const periodClosed = ({ from, to, id }: { id: string; from: string; to: string }): Reason => ({
  code: "billing_period_closed",
  field: "periodId",
  given: id,
  values: { from, to },
});

const numberTaken = (number: string): Reason => ({ code: "invoice_number_taken", field: "number", given: number });

async function startingLines(
  reading: Reading,
  companyId: CompanyId,
  contract: Contract,
  schedule: readonly ScheduleLine[],
  previous: Invoice | null,
  billedOn: string,
): Promise<readonly InvoiceLine[]> {
  const before = byId(previous === null ? [] : await invoiceLinesOf(reading, companyId, previous.id));
  // What was billed once stays on the sheet, also where an earlier billing day would leave its change order out.
  const due = new Set(linesDue(schedule, billedOn).map(({ id }) => id));
  return schedule
    .filter(({ id }) => due.has(id) || before.has(id))
    .map((line) => untouchedLine(line, before.get(line.id), ratesOf(contract)));
}

const ratesOf = (contract: Contract) => ({
  rateWork: contract.retainageOnWork,
  rateMaterials: contract.retainageOnMaterials,
});

const byId = (lines: readonly InvoiceLine[]): ReadonlyMap<string, InvoiceLine> =>
  new Map(lines.map((line) => [line.figures.lineId, line]));

/** Save, and Save & Change Status: header, lines and status in one act; the later invoices of the contract follow. */
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
    const moved = await saved(tx, actor, seen, change, at);
    if (isRefusal(moved)) return moved;
    const invoice = await shownInvoice(tx, standings, actor, invoiceId);
    return isRefusal(invoice) ? invoice : { invoice, moved };
  });
}

type Moved = z.input<typeof InvoiceSaved>["moved"];

async function saved(
  tx: Tx,
  actor: Actor,
  { invoice, contract, standing }: SeenInvoice,
  change: z.output<typeof InvoiceChange>,
  at: Date,
): Promise<Moved | Refusal> {
  const { companyId } = actor;
  const subject = invoiceSubject(invoice.id);
  if (!may(actor, "editInvoice", standing)) return notPermitted("editInvoice");
  if (change.status !== undefined && !may(actor, "approveInvoice", standing)) return notPermitted("approveInvoice");
  const all = await invoicesOf(tx, companyId, contract.id);
  const next = nextOf(all, invoice);
  // A status alone moves no figure, so an earlier invoice may still get one.
  const isStatusAlone =
    change.status !== undefined &&
    [change.number, change.periodId, change.billedOn, change.lines].every((part) => part === undefined);
  const closed = isStatusAlone ? lockedBecause(invoice) : editClosedBecause(invoice, next);
  if (closed.length > 0) return refuse(invoice.lock === null ? "closed" : "locked", closed);
  if (change.version !== invoice.version)
    return await changedMeanwhile(tx, companyId, subject, { had: change.version, current: invoice.version });

  const header = await headerAfter(tx, companyId, invoice, change, all);
  const before = await invoiceLinesOf(tx, companyId, invoice.id);
  const earlier = all.filter(({ position }) => position < invoice.position);
  const schedule = await scheduleLinesOf(tx, companyId, contract.id);
  const joined = isStatusAlone
    ? before
    : await withMissing(tx, companyId, contract, schedule, earlier.at(-1) ?? null, before, header.billedOn);
  const entered = enter(joined, change.lines ?? []);
  const summary = summaryOf(entered.lines, earlier);
  const problems = [...header.problems, ...entered.problems, ...summaryProblems(summary)];
  if (problems.length > 0) return refuse("bad_input", problems);

  const changed = changedLines(before, entered.lines);
  const status = statusAfter(invoice, change.status, changed.length > 0);
  const findings = await currentFindings(
    tx,
    companyId,
    { ...invoice, billedOn: header.billedOn, summary },
    entered.lines,
  );
  const unapprovable = status === "approved" && change.status === "approved" ? approveClosedBecause(findings) : [];
  if (unapprovable.length > 0) return refuse("closed", unapprovable);

  const facts = factsOf(invoice, { ...header, status, summary }, before, changed);
  if (Object.keys(facts).length === 0) return [];
  const later = all.filter(({ position }) => position > invoice.position);
  const followers =
    changed.length === 0
      ? []
      : await followersOf(
          tx,
          companyId,
          contract,
          schedule,
          earlier,
          { invoice, summary, before },
          entered.lines,
          later,
        );
  if (isRefusal(followers)) return followers;

  await saveInvoiceLines(tx, companyId, invoice.id, changed);
  await saveInvoice(tx, companyId, invoice.id, {
    number: header.number,
    billedOn: header.billedOn,
    periodId: header.periodId,
    status,
    summary,
    version: invoice.version + 1,
    approval: approvalAfter(
      invoice,
      status,
      change.status === "approved" && (changed.length > 0 || invoice.status !== "approved"),
      actor,
      at,
    ),
  });
  const act = isStatusAlone ? "invoice_status_changed" : "invoice_changed";
  await record(tx, companyId, subject, { act, facts: { number: header.number, ...facts } }, actor, at);
  return await saveFollowers(tx, actor, { ...invoice, number: header.number }, followers, at);
}

type Header = Readonly<{ number: string; periodId: string; billedOn: string; problems: readonly Reason[] }>;

async function headerAfter(
  reading: Reading,
  companyId: CompanyId,
  invoice: Invoice,
  change: z.output<typeof InvoiceChange>,
  all: readonly Invoice[],
): Promise<Header> {
  const problems: Reason[] = [];
  const number = change.number ?? invoice.number;
  if (all.some((other) => other.id !== invoice.id && other.number === number)) problems.push(numberTaken(number));
  const periodId = change.periodId ?? invoice.period.id;
  if (periodId !== invoice.period.id) {
    const period = await findPeriod(reading, companyId, periodId);
    if (period === null || period.projectId !== invoice.projectId)
      problems.push({ code: "no_such_billing_period", field: "periodId", given: periodId });
    else if (period.status === "closed") problems.push(periodClosed(period));
  }
  return { number, periodId, billedOn: change.billedOn ?? invoice.billedOn, problems };
}

/** The lines, and those of change orders that were approved since, up to the billing day: they enter without work. */
async function withMissing(
  reading: Reading,
  companyId: CompanyId,
  contract: Contract,
  schedule: readonly ScheduleLine[],
  previous: Invoice | null,
  lines: readonly InvoiceLine[],
  billedOn: string,
): Promise<readonly InvoiceLine[]> {
  const missing = missingLines(schedule, billedOn, lines);
  if (missing.length === 0) return lines;
  const before = byId(previous === null ? [] : await invoiceLinesOf(reading, companyId, previous.id));
  const added = missing.map((line) => untouchedLine(line, before.get(line.id), ratesOf(contract)));
  return inOrder(schedule, [...lines, ...added]);
}

function inOrder(schedule: readonly ScheduleLine[], lines: readonly InvoiceLine[]): readonly InvoiceLine[] {
  const there = byId(lines);
  return schedule.flatMap(({ id }) => there.get(id) ?? []);
}

function changedLines(before: readonly InvoiceLine[], after: readonly InvoiceLine[]): readonly InvoiceLine[] {
  const were = byId(before);
  return after.filter((line) => {
    const was = were.get(line.figures.lineId);
    return was === undefined || !sameLine(was, line);
  });
}

/** Approved amounts that change are no longer approved, unless whoever may approve does so in the same Save. */
function statusAfter(invoice: Invoice, wanted: InvoiceStatus | undefined, isMoved: boolean): InvoiceStatus {
  if (wanted !== undefined) return wanted;
  return invoice.status === "approved" && isMoved ? "reviseAndResubmit" : invoice.status;
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

function factsOf(
  before: Invoice,
  after: Pick<Header, "number" | "periodId" | "billedOn"> & { status: InvoiceStatus; summary: Summary },
  lines: readonly InvoiceLine[],
  changed: readonly InvoiceLine[],
): Record<string, unknown> {
  const were = byId(lines);
  const { number, billedOn, status } = before;
  const header = changedFields(
    { number, periodId: before.period.id, billedOn, status },
    { number: after.number, periodId: after.periodId, billedOn: after.billedOn, status: after.status },
  );
  // Under a key of its own, so that a number's change does not stand where the number does.
  const { number: renumbered, ...rest } = header;
  const changedBy = Object.fromEntries(
    changed.map((line) => {
      const was = were.get(line.figures.lineId);
      return [line.schedule.item, changedFields(was === undefined ? {} : entryFacts(was), entryFacts(line))];
    }),
  );
  return {
    ...(renumbered === undefined ? {} : { renumbered }),
    ...rest,
    ...(changed.length === 0 ? {} : { lines: changedBy, summary: movedFigures(before.summary, after.summary) }),
  };
}

function entryFacts({ entry, figures }: InvoiceLine) {
  return {
    workThisPeriod: amountText(figures.workThisPeriod),
    quantityThisPeriod: figures.quantityThisPeriod === null ? null : numberText(figures.quantityThisPeriod),
    materialsStored: amountText(entry.materialsStored),
    retainageRateWork: numberText(entry.rateWork),
    retainageRateMaterials: numberText(entry.rateMaterials),
    releasedWork: amountText(entry.releasedWork),
    releasedMaterials: amountText(entry.releasedMaterials),
  };
}

type Follower = Readonly<{ invoice: Invoice; summary: Summary; changed: readonly InvoiceLine[] }>;

/** The later invoices as they are once they start from the new figures; none that accounting or the ERP has may move. */
async function followersOf(
  reading: Reading,
  companyId: CompanyId,
  contract: Contract,
  schedule: readonly ScheduleLine[],
  earlier: readonly Invoice[],
  saving: Readonly<{ invoice: Invoice; summary: Summary; before: readonly InvoiceLine[] }>,
  after: readonly InvoiceLine[],
  later: readonly Invoice[],
): Promise<readonly Follower[] | Refusal> {
  const followers: Follower[] = [];
  const refusals: Reason[] = [];
  const paid: { summary: Summary }[] = [...earlier, { summary: saving.summary }];
  let [were, are] = [byId(saving.before), byId(after)];
  for (const invoice of later) {
    const lines = await invoiceLinesOf(reading, companyId, invoice.id);
    const followed = inOrder(schedule, followedLines(contract, schedule, lines, were, are));
    const summary = summaryOf(followed, paid);
    const changed = changedLines(lines, followed);
    const isMoved = changed.length > 0 || movedFigures(invoice.summary, summary).length > 0;
    if (isMoved && invoice.lock !== null) refusals.push(laterLocked(invoice));
    if (isMoved) followers.push({ invoice, summary, changed });
    refusals.push(...summaryProblems(summary));
    paid.push({ summary });
    [were, are] = [byId(lines), byId(followed)];
  }
  return refusals.length > 0 ? refuse("closed", refusals) : followers;
}

function followedLines(
  contract: Contract,
  schedule: readonly ScheduleLine[],
  lines: readonly InvoiceLine[],
  were: ReadonlyMap<string, InvoiceLine>,
  are: ReadonlyMap<string, InvoiceLine>,
): readonly InvoiceLine[] {
  const there = byId(lines);
  const kept = lines.map((line) => {
    const { lineId } = line.figures;
    const is = are.get(lineId);
    return is === undefined ? line : followed(line, were.get(lineId), is);
  });
  const added = schedule
    .filter(({ id }) => are.has(id) && !there.has(id))
    .map((line) => untouchedLine(line, are.get(line.id), ratesOf(contract)));
  return [...kept, ...added];
}

async function saveFollowers(
  tx: Tx,
  actor: Actor,
  cause: Invoice,
  followers: readonly Follower[],
  at: Date,
): Promise<Moved> {
  const moved: Moved = [];
  for (const { invoice, summary, changed } of followers) {
    const status = statusAfter(invoice, undefined, true);
    await saveInvoiceLines(tx, actor.companyId, invoice.id, changed);
    await saveInvoice(tx, actor.companyId, invoice.id, {
      number: invoice.number,
      billedOn: invoice.billedOn,
      periodId: invoice.period.id,
      status,
      summary,
      version: invoice.version + 1,
      approval: approvalAfter(invoice, status, false, actor, at),
    });
    const figures = movedFigures(invoice.summary, summary);
    const facts = {
      number: invoice.number,
      cause: cause.number,
      causeId: cause.id,
      summary: figures,
      ...changedFields({ status: invoice.status }, { status }),
    };
    const fact = { act: "invoice_followed", facts };
    await record(tx, actor.companyId, invoiceSubject(invoice.id), fact, actor, at);
    moved.push({ invoiceId: invoice.id, number: invoice.number, figures });
  }
  return moved;
}

/** Takes the latest invoice of a contract away again; one that accounting has seen stays. */
export function deleteInvoice(db: Db, actor: Actor, invoiceId: string, at: Date): Promise<Refusal | undefined> {
  return inCompany(db, actor.companyId, async (tx) => {
    const { companyId } = actor;
    const seen = await lockedInvoice(tx, actor, invoiceId);
    if (isRefusal(seen)) return seen;
    const { invoice, contract, standing } = seen;
    if (!may(actor, "editInvoice", standing)) return notPermitted("editInvoice");
    const next = nextOf(await invoicesOf(tx, companyId, contract.id), invoice);
    const closed = deleteClosedBecause(invoice, next, await wasSent(tx, companyId, invoiceId));
    if (closed.length > 0) return refuse(invoice.lock === null ? "closed" : "locked", closed);
    await removeInvoice(tx, companyId, invoiceId);
    const facts = { number: invoice.number, contractId: contract.id, summary: summaryShown(invoice.summary) };
    await record(tx, companyId, invoiceSubject(invoiceId), { act: "invoice_deleted", facts }, actor, at);
    return undefined;
  });
}

// Attachments.

export function attach(
  db: Db,
  actor: Actor,
  invoiceId: string,
  file: Readonly<{ name: string; mediaType: string; content: Uint8Array }>,
  at: Date,
): Promise<z.input<typeof AttachmentAdded> | Refusal> {
  return inCompany(db, actor.companyId, async (tx) => {
    const seen = await lockedInvoice(tx, actor, invoiceId);
    if (isRefusal(seen)) return seen;
    const { invoice, standing } = seen;
    if (!may(actor, "attachToInvoice", standing)) return notPermitted("attachToInvoice");
    const closed = attachClosedBecause(invoice);
    if (closed.length > 0) return refuse("locked", closed);
    if (file.content.byteLength === 0)
      return refuse("bad_input", [{ code: "attachment_empty", field: "body", given: file.name }]);

    const id = randomUUID();
    const addedAfterSending = invoice.lock === "sent";
    const sha256 = sha256Of(file.content);
    const added = { id, invoiceId, ...file, sha256, addedAfterSending, by: actor.personId, at };
    await insertAttachment(tx, actor.companyId, added);
    const shown = { id, name: file.name, size: file.content.byteLength, addedAfterSending };
    const { id: attachmentId, ...rest } = shown;
    const facts = { attachmentId, ...rest, sha256 };
    await record(tx, actor.companyId, invoiceSubject(invoiceId), { act: "attachment_added", facts }, actor, at);
    return shown;
  });
}

export function askAttachment(
  db: Db,
  actor: Actor,
  attachmentId: string,
): Promise<{ name: string; mediaType: string; file: Uint8Array<ArrayBuffer> } | Refusal> {
  return readCompany(db, actor.companyId, async (reading) => {
    const invoiceId = await invoiceOfAttachment(reading, actor.companyId, attachmentId);
    if (invoiceId === null) return notFound;
    const seen = await seenInvoice(reading, actor, invoiceId);
    if (isRefusal(seen)) return seen;
    const { name, mediaType, content } = await attachedFile(reading, actor.companyId, attachmentId);
    return { name, mediaType, file: new Uint8Array(content) };
  });
}

const sha256Of = (content: string | Uint8Array): string => createHash("sha256").update(content).digest("hex");

// Frozen versions.

/** Keeps the invoice as it is now, for good, under the number of its sending. */
export async function freeze(
  tx: Tx,
  companyId: CompanyId,
  invoiceId: string,
  versionNumber: number,
  by: string,
  at: Date,
): Promise<{ contentHash: string; frozen: FrozenInvoice }> {
  const frozen = await frozenNow(tx, companyId, invoiceId);
  const content = canonicalText(frozen);
  const contentHash = sha256Of(content);
  const { layout, rules } = frozen;
  await insertVersion(tx, companyId, { invoiceId, number: versionNumber, layout, rules, content, contentHash, by, at });
  return { contentHash, frozen };
}

async function frozenNow(reading: Reading, companyId: CompanyId, invoiceId: string): Promise<FrozenInvoice> {
  const invoice = await findInvoice(reading, companyId, invoiceId);
  assert(invoice !== null, "an invoice that is frozen exists");
  const contract = await findContract(reading, companyId, invoice.contractId);
  const project = await findProject(reading, companyId, invoice.projectId);
  assert(contract !== null && project !== null, "an invoice has a contract and a project");
  const lines = await invoiceLinesOf(reading, companyId, invoiceId);
  const attachments = await attachmentsOf(reading, companyId, invoiceId);
  const { id, number, position, billedOn, period, summary } = invoice;
  return {
    layout: frozenLayout,
    rules: rulesVersion,
    invoice: { id, number, position, billedOn, periodFrom: period.from, periodTo: period.to, dueOn: period.dueOn },
    project: { id: project.id, number: project.number, name: project.name },
    contract: {
      id: contract.id,
      number: contract.number,
      title: contract.title,
      currency: contract.currency,
      ownerId: contract.ownerId,
      ownerName: contract.owner?.name ?? null,
    },
    lines: lines.map(({ schedule, entry, figures }) => ({
      ...frozenFigures(figures),
      item: schedule.item,
      costCode: schedule.costCode,
      description: schedule.description,
      changeOrderNumber: schedule.changeOrder?.number ?? null,
      unit: schedule.unit,
      unitPrice: schedule.unitPrice,
      rateWork: entry.rateWork,
      rateMaterials: entry.rateMaterials,
      releasedWork: entry.releasedWork,
      releasedMaterials: entry.releasedMaterials,
    })),
    summary,
    attachments: attachments.map(({ name, sha256 }) => ({ name, sha256 })),
  };
}

/** What was sent under this number. A text that does not have its hash any more is a defect, and nothing is made of it. */
export async function frozenVersion(
  reading: Reading,
  companyId: CompanyId,
  invoiceId: string,
  versionNumber: number,
): Promise<{ frozen: FrozenInvoice; contentHash: string } | null> {
  const version = await findVersion(reading, companyId, invoiceId, versionNumber);
  if (version === null) return null;
  const { content, contentHash } = version;
  assert(sha256Of(content) === contentHash, `version ${versionNumber} of the invoice ${invoiceId} has its hash`);
  return { frozen: readFrozen(content), contentHash };
}
