// Owner invoices in our tables, and the change orders that enter with them.
import { type BillingTerms, readTerms, termsShown } from "../contract/billing-terms.ts";
import type { CompanyId, Reading, Tx } from "../db/transaction.ts";
import { amountText, type Cents, cents } from "../money/money.ts";
import type { InvoiceStatus } from "./invoice.ts";
import { deductionsText, type EnteredDeduction, readDeductions } from "./stored.ts";
import type { Summary } from "./totals.ts";
import { summaryLines } from "./totals.ts";

type PersonRef = Readonly<{ id: string; name: string }>;

export type Invoice = Readonly<{
  id: string;
  contractId: string;
  projectId: string;
  period: Readonly<{ id: string; from: string; to: string; dueOn: string | null }>;
  /** Its place in the contract's order; `number` is what people call it. */
  position: number;
  number: string;
  status: InvoiceStatus;
  billedOn: string;
  lock: "sent" | "exporting" | "synced" | null;
  /** Given back by accounting or taken back by the sender: it may be edited where later ones exist. */
  returned: boolean;
  summary: Summary;
  version: number;
  createdBy: PersonRef;
  createdAt: Date;
  approvedBy: PersonRef | null;
  approvedAt: Date | null;
  /** The contract's terms it was computed with. */
  terms: BillingTerms;
  /** Null: the billing day. */
  cutOffOn: string | null;
  changeOrdersPicked: boolean;
  isFinal: boolean;
  /** Of the period: positive is deducted, negative given back. */
  deductions: readonly EnteredDeduction[];
  /** Null: by the contract's percentage. */
  advanceRecouped: Cents | null;
  /** Where it leaves the contract, as standing.ts reads it. */
  left: unknown;
}>;

function selectInvoices(reading: Reading, companyId: CompanyId) {
  return reading
    .selectFrom("invoices")
    .innerJoin("contracts as contract", (join) =>
      join
        .onRef("contract.company_id", "=", "invoices.company_id")
        .onRef("contract.contract_id", "=", "invoices.contract_id"),
    )
    .innerJoin("billing_periods as period", (join) =>
      join.onRef("period.company_id", "=", "invoices.company_id").onRef("period.period_id", "=", "invoices.period_id"),
    )
    .innerJoin("people as creator", (join) =>
      join
        .onRef("creator.company_id", "=", "invoices.company_id")
        .onRef("creator.person_id", "=", "invoices.created_by"),
    )
    .leftJoin("people as approver", (join) =>
      join
        .onRef("approver.company_id", "=", "invoices.company_id")
        .onRef("approver.person_id", "=", "invoices.approved_by"),
    )
    .selectAll("invoices")
    .select([
      "contract.project_id",
      "period.from_on",
      "period.to_on",
      "period.due_on",
      "creator.name as creator_name",
      "approver.name as approver_name",
    ])
    .where("invoices.company_id", "=", companyId);
}

type InvoiceRow = Awaited<ReturnType<ReturnType<typeof selectInvoices>["execute"]>>[number];

function invoiceOf(row: InvoiceRow): Invoice {
  return {
    id: row.invoice_id,
    contractId: row.contract_id,
    projectId: row.project_id,
    period: { id: row.period_id, from: row.from_on, to: row.to_on, dueOn: row.due_on },
    position: row.position,
    number: row.number,
    status: row.status,
    billedOn: row.billed_on,
    lock: row.lock,
    returned: row.returned,
    summary: summaryOf(row.summary),
    version: row.version,
    createdBy: { id: row.created_by, name: row.creator_name },
    createdAt: row.created_at,
    approvedBy: row.approved_by === null ? null : { id: row.approved_by, name: row.approver_name ?? "" },
    approvedAt: row.approved_at,
    terms: readTerms(row.terms),
    cutOffOn: row.cut_off_on,
    changeOrdersPicked: row.change_orders_picked,
    isFinal: row.is_final,
    deductions: readDeductions(row.deductions),
    advanceRecouped: row.advance_recouped === null ? null : cents(row.advance_recouped),
    left: row.standing,
  };
}

function summaryOf(stored: Readonly<Record<string, string>>): Summary {
  const line = (key: keyof Summary) => cents(stored[key] ?? "0.00");
  return {
    "1": line("1"),
    "2": line("2"),
    "3": line("3"),
    "4": line("4"),
    "5a": line("5a"),
    "5b": line("5b"),
    "5": line("5"),
    "6": line("6"),
    "7": line("7"),
    "8": line("8"),
    "9": line("9"),
  };
}

const summaryText = (summary: Summary): string =>
  JSON.stringify(Object.fromEntries(summaryLines.map((line) => [line, amountText(summary[line])])));

export async function findInvoice(reading: Reading, companyId: CompanyId, invoiceId: string): Promise<Invoice | null> {
  const row = await selectInvoices(reading, companyId).where("invoices.invoice_id", "=", invoiceId).executeTakeFirst();
  return row === undefined ? null : invoiceOf(row);
}

/** A contract's invoices in their order. */
export async function invoicesOf(
  reading: Reading,
  companyId: CompanyId,
  contractId: string,
): Promise<readonly Invoice[]> {
  const rows = await selectInvoices(reading, companyId)
    .where("invoices.contract_id", "=", contractId)
    .orderBy("invoices.position")
    .execute();
  return rows.map(invoiceOf);
}

/** The invoices of all contracts of a project: the latest first, contract by contract. */
export async function invoicesOfProject(
  reading: Reading,
  companyId: CompanyId,
  projectId: string,
): Promise<readonly Invoice[]> {
  const rows = await selectInvoices(reading, companyId)
    .where("contract.project_id", "=", projectId)
    .orderBy("contract.number")
    .orderBy("invoices.position", "desc")
    .execute();
  return rows.map(invoiceOf);
}

export async function lockInvoice(tx: Tx, companyId: CompanyId, invoiceId: string): Promise<void> {
  await tx
    .selectFrom("invoices")
    .select("invoice_id")
    .where("company_id", "=", companyId)
    .where("invoice_id", "=", invoiceId)
    .forUpdate()
    .execute();
}

/** The first invoice before this position that the ERP has not posted. */
export async function firstEarlierNotPosted(
  reading: Reading,
  companyId: CompanyId,
  contractId: string,
  position: number,
): Promise<{ id: string; number: string } | null> {
  const row = await reading
    .selectFrom("invoices")
    .select(["invoice_id", "number"])
    .where("company_id", "=", companyId)
    .where("contract_id", "=", contractId)
    .where("position", "<", position)
    .where("lock", "is distinct from", "synced")
    .orderBy("position")
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : { id: row.invoice_id, number: row.number };
}

/** What is saved of an invoice beside its lines. */
export type InvoiceSaved = Pick<
  Invoice,
  | "number"
  | "billedOn"
  | "summary"
  | "terms"
  | "cutOffOn"
  | "changeOrdersPicked"
  | "isFinal"
  | "deductions"
  | "advanceRecouped"
> & { periodId: string; left: object };

const columnsOf = (saved: InvoiceSaved) => ({
  number: saved.number,
  period_id: saved.periodId,
  billed_on: saved.billedOn,
  summary: summaryText(saved.summary),
  terms: JSON.stringify(termsShown(saved.terms)),
  cut_off_on: saved.cutOffOn,
  change_orders_picked: saved.changeOrdersPicked,
  is_final: saved.isFinal,
  deductions: deductionsText(saved.deductions),
  advance_recouped: saved.advanceRecouped === null ? null : amountText(saved.advanceRecouped),
  standing: JSON.stringify(saved.left),
});

export async function insertInvoice(
  tx: Tx,
  companyId: CompanyId,
  invoice: InvoiceSaved & Pick<Invoice, "id" | "contractId" | "position">,
  createdBy: string,
  at: Date,
): Promise<void> {
  await tx
    .insertInto("invoices")
    .values({
      ...columnsOf(invoice),
      company_id: companyId,
      invoice_id: invoice.id,
      contract_id: invoice.contractId,
      position: invoice.position,
      created_by: createdBy,
      created_at: at,
    })
    .execute();
}

export async function saveInvoice(
  tx: Tx,
  companyId: CompanyId,
  invoiceId: string,
  saved: InvoiceSaved & Pick<Invoice, "status" | "version"> & { approval: { by: string; at: Date } | null },
): Promise<void> {
  await tx
    .updateTable("invoices")
    .set({
      ...columnsOf(saved),
      status: saved.status,
      version: saved.version,
      approved_by: saved.approval?.by ?? null,
      approved_at: saved.approval?.at ?? null,
    })
    .where("company_id", "=", companyId)
    .where("invoice_id", "=", invoiceId)
    .execute();
}

/** What was certified is kept beside an invoice that may be with accounting or in the ERP; its figures stay. */
export async function saveLeft(
  tx: Tx,
  companyId: CompanyId,
  invoiceId: string,
  left: object,
  version: number,
): Promise<void> {
  await tx
    .updateTable("invoices")
    .set({ standing: JSON.stringify(left), version })
    .where("company_id", "=", companyId)
    .where("invoice_id", "=", invoiceId)
    .execute();
}

/** The ERP queue sets and lifts the lock, and says whether the invoice came back. */
export async function setLock(
  tx: Tx,
  companyId: CompanyId,
  invoiceId: string,
  lock: Invoice["lock"],
  returned: boolean,
): Promise<void> {
  await tx
    .updateTable("invoices")
    .set({ lock, returned })
    .where("company_id", "=", companyId)
    .where("invoice_id", "=", invoiceId)
    .execute();
}

/** With its lines and its files. The journal keeps that it was. */
export async function deleteInvoice(tx: Tx, companyId: CompanyId, invoiceId: string): Promise<void> {
  for (const table of ["attachments", "invoice_lines", "invoices"] as const)
    await tx.deleteFrom(table).where("company_id", "=", companyId).where("invoice_id", "=", invoiceId).execute();
}

// Change orders that enter.

/** Which change orders enter with which invoice of a contract. */
export async function enteredOf(
  reading: Reading,
  companyId: CompanyId,
  contractId: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await reading
    .selectFrom("invoice_change_orders as entered")
    .innerJoin("invoices", (join) =>
      join
        .onRef("invoices.company_id", "=", "entered.company_id")
        .onRef("invoices.invoice_id", "=", "entered.invoice_id"),
    )
    .select(["entered.invoice_id", "entered.change_order_id"])
    .where("entered.company_id", "=", companyId)
    .where("invoices.contract_id", "=", contractId)
    .execute();
  const byInvoice = Map.groupBy(rows, ({ invoice_id }) => invoice_id);
  return new Map([...byInvoice].map(([id, entered]) => [id, entered.map((row) => row.change_order_id)]));
}

export async function saveEntered(
  tx: Tx,
  companyId: CompanyId,
  invoiceId: string,
  changeOrderIds: readonly string[],
): Promise<void> {
  await tx
    .deleteFrom("invoice_change_orders")
    .where("company_id", "=", companyId)
    .where("invoice_id", "=", invoiceId)
    .execute();
  if (changeOrderIds.length === 0) return;
  await tx
    .insertInto("invoice_change_orders")
    .values(changeOrderIds.map((id) => ({ company_id: companyId, invoice_id: invoiceId, change_order_id: id })))
    .execute();
}
