// What may be asked about owner invoices, and how they are shown.
import type { z } from "zod";
import { assert } from "../assert.ts";
import { termsShown } from "../contract/billing-terms.ts";
import { type Contract, seenContract } from "../contract/contract.commands.ts";
import type { Db } from "../db/pool.ts";
import { type Reading, readCompany } from "../db/transaction.ts";
import { historyOf } from "../journal/journal.db.ts";
import { amountText } from "../money/money.ts";
import type { Actor } from "../people/actor.ts";
import { findProject, projectStanding } from "../people/people.commands.ts";
import { may } from "../people/permission.ts";
import { lackingReasons, notFound } from "../people/reasons.ts";
import { isRefusal, type Refusal } from "../refusal.ts";
import { sentenceOfFact } from "../words/en/journal.ts";
import { reasonsShown } from "../words/reasons.ts";
import { attachmentsOf } from "./attachment.db.ts";
import {
  type Book,
  cutOffOf,
  enteredBefore,
  enteredHere,
  findingsOfSaved,
  invoiceSubject,
  laterThan,
  readBook,
  seenInvoice,
  sheetOf,
} from "./book.commands.ts";
import { approved, changeOrderSummary, changeOrdersOn, standingOf } from "./change-orders.ts";
import { approveClosedBecause } from "./checks.ts";
import { correctionsOf } from "./correction.db.ts";
import { wasSent } from "./frozen.db.ts";
import { type Invoice, invoicesOf, invoicesOfProject } from "./invoice.db.ts";
import { invoiceStatuses } from "./invoice.ts";
import { overridesOf } from "./override.db.ts";
import { attachClosedBecause, deleteClosedBecause, editClosedBecause, lockedBecause } from "./rules.ts";
import { belowShown, certificateShown, findingShown, lineShown, summaryShown } from "./shown.ts";
import type { ErpStandingShown, HistoryShown, InvoiceRowShown, InvoiceShown } from "./wire.ts";

/** Where invoices stand with the ERP. The ERP queue knows; it is to the right of invoices and hands this function in. */
export type ErpStandings = (
  reading: Reading,
  actor: Actor,
  invoiceIds: readonly string[],
) => Promise<ReadonlyMap<string, ErpStandingShown>>;

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

export async function shownInvoice(
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
  const book = await readBook(reading, companyId, contract);
  const sheet = await sheetOf(reading, book, invoice);
  const overrides = await overridesOf(reading, companyId, invoiceId);
  const findings = findingsOfSaved(book, invoice, sheet, overrides);
  const attachments = await attachmentsOf(reading, companyId, invoiceId);
  const corrections = await correctionsOf(reading, companyId, invoiceId);
  const certificate = book.certificates.get(invoiceId) ?? null;
  const next = laterThan(book, invoice)[0] ?? null;
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
    lines: sheet.lines.map((line) => lineShown(line, certificate)),
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
    terms: termsShown(invoice.terms),
    cutOffOn: invoice.cutOffOn,
    changeOrdersPicked: invoice.changeOrdersPicked,
    ...changeOrdersShown(book, invoice),
    isFinal: invoice.isFinal,
    below: belowShown(sheet.below),
    before: {
      certified: amountText(sheet.before.certified),
      stepsTaken: sheet.before.stepsTaken,
      completedAndStored: amountText(sheet.before.completedAndStored),
    },
    certificate: certificate === null ? null : certificateShown(certificate),
    corrections: corrections.map(({ at, ...correction }) => ({ ...correction, at: at.toISOString() })),
    findings: findings.map(findingShown),
  };
}

function changeOrdersShown(book: Book, invoice: Invoice): Pick<InvoiceShown, "changeOrders" | "changeOrderSummary"> {
  const orders = changeOrdersOn(book.schedule);
  const here = enteredHere(book, invoice);
  const standing = { before: enteredBefore(book, invoice), here, cutOff: cutOffOf(invoice) };
  const summary = changeOrderSummary(invoice.terms.changeOrderSplit, orders, standing.before, here);
  const cells = ({ previous, thisPeriod }: typeof summary.additions) => ({
    previous: amountText(previous),
    thisPeriod: amountText(thisPeriod),
  });
  return {
    changeOrders: approved(orders).map((one) => ({
      ...{ id: one.id, number: one.number, title: one.title, approvedOn: one.approvedOn },
      amount: amountText(one.amount),
      standing: standingOf(one, standing),
    })),
    changeOrderSummary: {
      additions: cells(summary.additions),
      deductions: cells(summary.deductions),
      net: amountText(summary.net),
    },
  };
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
