// Owner invoices, their lines, frozen versions and attachments in our tables.
import type { CompanyId, Reading, Tx } from "../db/transaction.ts";
import { amountText, cents } from "../money/money.ts";
import { millionths, numberText, percent } from "../money/ratio.ts";
import { withholdingAt } from "../retainage/withholding.ts";
import type { InvoiceStatus } from "./invoice.ts";
import type { InvoiceLine } from "./rules.ts";
import type { Summary } from "./totals.ts";
import { summaryLines } from "./wire.ts";

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

export async function insertInvoice(
  tx: Tx,
  companyId: CompanyId,
  invoice: Pick<Invoice, "id" | "contractId" | "position" | "number" | "billedOn" | "summary"> & { periodId: string },
  createdBy: string,
  at: Date,
): Promise<void> {
  await tx
    .insertInto("invoices")
    .values({
      company_id: companyId,
      invoice_id: invoice.id,
      contract_id: invoice.contractId,
      period_id: invoice.periodId,
      position: invoice.position,
      number: invoice.number,
      billed_on: invoice.billedOn,
      summary: summaryText(invoice.summary),
      created_by: createdBy,
      created_at: at,
    })
    .execute();
}

export async function saveInvoice(
  tx: Tx,
  companyId: CompanyId,
  invoiceId: string,
  saved: Pick<Invoice, "number" | "billedOn" | "status" | "summary" | "version"> & {
    periodId: string;
    approval: { by: string; at: Date } | null;
  },
): Promise<void> {
  await tx
    .updateTable("invoices")
    .set({
      number: saved.number,
      period_id: saved.periodId,
      billed_on: saved.billedOn,
      status: saved.status,
      summary: summaryText(saved.summary),
      version: saved.version,
      approved_by: saved.approval?.by ?? null,
      approved_at: saved.approval?.at ?? null,
    })
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

// Lines.

/** What the calculator takes and invoices do not have yet: rates that change for the future alone, and amounts put right. */
const nothingElse = { rateEffect: "retroactive", isFrozen: false, unmeasuredWork: 0n, adjusted: 0n } as const;

/** The lines of an invoice in the order of the schedule of values. */
export async function invoiceLinesOf(
  reading: Reading,
  companyId: CompanyId,
  invoiceId: string,
): Promise<readonly InvoiceLine[]> {
  const rows = await reading
    .selectFrom("invoice_lines as line")
    .innerJoin("schedule_lines as schedule", (join) =>
      join.onRef("schedule.company_id", "=", "line.company_id").onRef("schedule.line_id", "=", "line.line_id"),
    )
    .leftJoin("change_orders as change", (join) =>
      join
        .onRef("change.company_id", "=", "schedule.company_id")
        .onRef("change.change_order_id", "=", "schedule.change_order_id"),
    )
    .selectAll("line")
    .select([
      "schedule.item",
      "schedule.cost_code",
      "schedule.description",
      "schedule.quantity",
      "schedule.unit",
      "schedule.unit_price",
      "schedule.change_order_id",
      "change.number as change_order_number",
    ])
    .where("line.company_id", "=", companyId)
    .where("line.invoice_id", "=", invoiceId)
    .orderBy("schedule.position")
    .orderBy("line.line_id")
    .execute();
  return rows.map((row) => {
    const [work, workPrevious] = [cents(row.work_this_period), cents(row.work_previous)];
    const [stored, storedPrevious] = [cents(row.materials_stored), cents(row.materials_previous)];
    const [scheduledValue, earned] = [cents(row.scheduled_value), cents(row.completed_and_stored)];
    const [retainageWork, retainageMaterials] = [cents(row.retainage_work), cents(row.retainage_materials)];
    const quantity = row.quantity_this_period === null ? null : millionths(row.quantity_this_period);
    return {
      schedule: {
        lineId: row.line_id,
        item: row.item,
        costCode: row.cost_code,
        description: row.description,
        changeOrder:
          row.change_order_id === null ? null : { id: row.change_order_id, number: row.change_order_number ?? "" },
        unit: row.unit,
        unitPrice: row.unit_price === null ? null : millionths(row.unit_price),
        scheduledQuantity: row.quantity === null ? null : millionths(row.quantity),
        scheduledValue,
      },
      entry: {
        workThisPeriod: work,
        quantityThisPeriod: quantity,
        materialsStored: stored,
        rateWork: percent(row.retainage_rate_work),
        rateMaterials: percent(row.retainage_rate_materials),
        ...nothingElse,
        releasedWork: cents(row.released_work),
        releasedMaterials: cents(row.released_materials),
      },
      figures: {
        lineId: row.line_id,
        scheduledValue,
        workPrevious,
        quantityPrevious: row.quantity_previous === null ? null : millionths(row.quantity_previous),
        workThisPeriod: work,
        quantityThisPeriod: quantity,
        workToDate: workPrevious + work,
        materialsPrevious: storedPrevious,
        materialsStored: stored,
        completedAndStored: earned,
        balanceToFinish: cents(row.balance_to_finish),
        withheld: {
          work: retainageWork + cents(row.released_work_to_date),
          materials: retainageMaterials + cents(row.released_materials_to_date),
        },
        withheldPrevious: { work: 0n, materials: 0n },
        adjustedToDate: 0n,
        withholding: withholdingAt({
          work: percent(row.retainage_rate_work),
          materials: percent(row.retainage_rate_materials),
        }),
        retainageWork,
        retainageMaterials,
        retainageHeld: retainageWork + retainageMaterials,
        retainagePrevious: cents(row.retainage_previous),
        releasedWorkToDate: cents(row.released_work_to_date),
        releasedMaterialsToDate: cents(row.released_materials_to_date),
        billedThisPeriod: work + stored - storedPrevious,
        isOverbilled: scheduledValue < 0n ? earned < scheduledValue : earned > scheduledValue,
      },
    };
  });
}

/** PostgreSQL takes 65,535 values in one statement. */
const linesAtOnce = 1_000;

/** Adds the lines, or puts them in the place of those that are there. */
export async function saveInvoiceLines(
  tx: Tx,
  companyId: CompanyId,
  invoiceId: string,
  lines: readonly InvoiceLine[],
): Promise<void> {
  const rows = lines.map(({ figures, entry }) => ({
    company_id: companyId,
    invoice_id: invoiceId,
    line_id: figures.lineId,
    work_this_period: amountText(figures.workThisPeriod),
    quantity_this_period: figures.quantityThisPeriod === null ? null : numberText(figures.quantityThisPeriod),
    materials_stored: amountText(figures.materialsStored),
    retainage_rate_work: numberText(entry.rateWork),
    retainage_rate_materials: numberText(entry.rateMaterials),
    released_work: amountText(entry.releasedWork),
    released_materials: amountText(entry.releasedMaterials),
    scheduled_value: amountText(figures.scheduledValue),
    work_previous: amountText(figures.workPrevious),
    quantity_previous: figures.quantityPrevious === null ? null : numberText(figures.quantityPrevious),
    materials_previous: amountText(figures.materialsPrevious),
    completed_and_stored: amountText(figures.completedAndStored),
    balance_to_finish: amountText(figures.balanceToFinish),
    released_work_to_date: amountText(figures.releasedWorkToDate),
    released_materials_to_date: amountText(figures.releasedMaterialsToDate),
    retainage_work: amountText(figures.retainageWork),
    retainage_materials: amountText(figures.retainageMaterials),
    retainage_previous: amountText(figures.retainagePrevious),
  }));
  for (let from = 0; from < rows.length; from += linesAtOnce)
    await tx
      .insertInto("invoice_lines")
      .values(rows.slice(from, from + linesAtOnce))
      .onConflict((conflict) =>
        conflict.columns(["company_id", "invoice_id", "line_id"]).doUpdateSet((set) => ({
          work_this_period: set.ref("excluded.work_this_period"),
          quantity_this_period: set.ref("excluded.quantity_this_period"),
          materials_stored: set.ref("excluded.materials_stored"),
          retainage_rate_work: set.ref("excluded.retainage_rate_work"),
          retainage_rate_materials: set.ref("excluded.retainage_rate_materials"),
          released_work: set.ref("excluded.released_work"),
          released_materials: set.ref("excluded.released_materials"),
          scheduled_value: set.ref("excluded.scheduled_value"),
          work_previous: set.ref("excluded.work_previous"),
          quantity_previous: set.ref("excluded.quantity_previous"),
          materials_previous: set.ref("excluded.materials_previous"),
          completed_and_stored: set.ref("excluded.completed_and_stored"),
          balance_to_finish: set.ref("excluded.balance_to_finish"),
          released_work_to_date: set.ref("excluded.released_work_to_date"),
          released_materials_to_date: set.ref("excluded.released_materials_to_date"),
          retainage_work: set.ref("excluded.retainage_work"),
          retainage_materials: set.ref("excluded.retainage_materials"),
          retainage_previous: set.ref("excluded.retainage_previous"),
        })),
      )
      .execute();
}

// Frozen versions.

export async function insertVersion(
  tx: Tx,
  companyId: CompanyId,
  version: {
    invoiceId: string;
    number: number;
    layout: number;
    rules: string;
    content: string;
    contentHash: string;
    by: string;
    at: Date;
  },
): Promise<void> {
  await tx
    .insertInto("invoice_versions")
    .values({
      company_id: companyId,
      invoice_id: version.invoiceId,
      version_number: version.number,
      layout: version.layout,
      rules: version.rules,
      content: version.content,
      content_hash: version.contentHash,
      frozen_by: version.by,
      frozen_at: version.at,
    })
    .execute();
}

export async function findVersion(
  reading: Reading,
  companyId: CompanyId,
  invoiceId: string,
  versionNumber: number,
): Promise<{ content: string; contentHash: string } | null> {
  const row = await reading
    .selectFrom("invoice_versions")
    .select(["content", "content_hash"])
    .where("company_id", "=", companyId)
    .where("invoice_id", "=", invoiceId)
    .where("version_number", "=", versionNumber)
    .executeTakeFirst();
  return row === undefined ? null : { content: row.content, contentHash: row.content_hash };
}

/** Whether the invoice ever went to accounting. */
export async function wasSent(reading: Reading, companyId: CompanyId, invoiceId: string): Promise<boolean> {
  const row = await reading
    .selectFrom("invoice_versions")
    .select("version_number")
    .where("company_id", "=", companyId)
    .where("invoice_id", "=", invoiceId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

// Attachments.

export type Attachment = Readonly<{
  id: string;
  name: string;
  size: number;
  sha256: string;
  addedBy: PersonRef;
  addedAt: Date;
  addedAfterSending: boolean;
}>;

/** An invoice's files without their content, in the order in which they came. */
export async function attachmentsOf(
  reading: Reading,
  companyId: CompanyId,
  invoiceId: string,
): Promise<readonly Attachment[]> {
  const rows = await reading
    .selectFrom("attachments")
    .innerJoin("people", (join) =>
      join
        .onRef("people.company_id", "=", "attachments.company_id")
        .onRef("people.person_id", "=", "attachments.added_by"),
    )
    .select([
      "attachment_id",
      "attachments.name",
      "size",
      "sha256",
      "added_by",
      "people.name as adder_name",
      "added_at",
      "added_after_sending",
    ])
    .where("attachments.company_id", "=", companyId)
    .where("invoice_id", "=", invoiceId)
    .orderBy("added_at")
    .orderBy("attachments.name")
    .orderBy("attachment_id")
    .execute();
  return rows.map((row) => ({
    id: row.attachment_id,
    name: row.name,
    size: row.size,
    sha256: row.sha256,
    addedBy: { id: row.added_by, name: row.adder_name },
    addedAt: row.added_at,
    addedAfterSending: row.added_after_sending,
  }));
}

export async function insertAttachment(
  tx: Tx,
  companyId: CompanyId,
  file: {
    id: string;
    invoiceId: string;
    name: string;
    mediaType: string;
    sha256: string;
    content: Uint8Array;
    addedAfterSending: boolean;
    by: string;
    at: Date;
  },
): Promise<void> {
  await tx
    .insertInto("attachments")
    .values({
      company_id: companyId,
      attachment_id: file.id,
      invoice_id: file.invoiceId,
      name: file.name,
      media_type: file.mediaType,
      size: file.content.byteLength,
      sha256: file.sha256,
      content: Buffer.from(file.content),
      added_after_sending: file.addedAfterSending,
      added_by: file.by,
      added_at: file.at,
    })
    .execute();
}

/** Which invoice a file belongs to. */
export async function invoiceOfAttachment(
  reading: Reading,
  companyId: CompanyId,
  attachmentId: string,
): Promise<string | null> {
  const row = await reading
    .selectFrom("attachments")
    .select("invoice_id")
    .where("company_id", "=", companyId)
    .where("attachment_id", "=", attachmentId)
    .executeTakeFirst();
  return row?.invoice_id ?? null;
}

export async function attachedFile(
  reading: Reading,
  companyId: CompanyId,
  attachmentId: string,
): Promise<{ name: string; mediaType: string; content: Buffer }> {
  const row = await reading
    .selectFrom("attachments")
    .select(["name", "media_type", "content"])
    .where("company_id", "=", companyId)
    .where("attachment_id", "=", attachmentId)
    .executeTakeFirstOrThrow();
  return { name: row.name, mediaType: row.media_type, content: row.content };
}
