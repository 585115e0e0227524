// Change orders in our tables; their lines stand with the others (schedule.db.ts).
import type { CompanyId, Reading, Tx } from "../db/transaction.ts";
import { amountText } from "../money/money.ts";
import { numberText } from "../money/ratio.ts";
import type { ChangeOrder } from "./change-order.ts";
import type { LineChange } from "./change-order-change.ts";
import type { ChangeOrderStatus } from "./contract.ts";
import { ratesOf } from "./schedule.db.ts";

const changeOrderColumns = [
  "change_order_id",
  "contract_id",
  "number",
  "title",
  "status",
  "approved_on",
  "retainage_on_work",
  "retainage_on_materials",
] as const;

type ChangeOrderRow = Readonly<{
  change_order_id: string;
  contract_id: string;
  number: string;
  title: string;
  status: ChangeOrderStatus;
  approved_on: string | null;
  retainage_on_work: string | null;
  retainage_on_materials: string | null;
}>;

const changeOrderOf = (row: ChangeOrderRow): ChangeOrder => ({
  id: row.change_order_id,
  contractId: row.contract_id,
  number: row.number,
  title: row.title,
  status: row.status,
  approvedOn: row.approved_on,
  rates: ratesOf(row.retainage_on_work, row.retainage_on_materials),
});

export async function changeOrdersOf(
  reading: Reading,
  companyId: CompanyId,
  contractId: string,
): Promise<readonly ChangeOrder[]> {
  const rows = await reading
    .selectFrom("change_orders")
    .select(changeOrderColumns)
    .where("company_id", "=", companyId)
    .where("contract_id", "=", contractId)
    .orderBy("created_at")
    .orderBy("number")
    .execute();
  return rows.map(changeOrderOf);
}

export async function findChangeOrder(
  reading: Reading,
  companyId: CompanyId,
  changeOrderId: string,
): Promise<ChangeOrder | null> {
  const row = await reading
    .selectFrom("change_orders")
    .select(changeOrderColumns)
    .where("company_id", "=", companyId)
    .where("change_order_id", "=", changeOrderId)
    .executeTakeFirst();
  return row === undefined ? null : changeOrderOf(row);
}

export async function insertChangeOrder(
  tx: Tx,
  companyId: CompanyId,
  order: Pick<ChangeOrder, "id" | "contractId" | "number" | "title" | "rates"> & { createdBy: string; at: Date },
): Promise<void> {
  await tx
    .insertInto("change_orders")
    .values({
      company_id: companyId,
      change_order_id: order.id,
      contract_id: order.contractId,
      number: order.number,
      title: order.title,
      retainage_on_work: order.rates === null ? null : numberText(order.rates.work),
      retainage_on_materials: order.rates === null ? null : numberText(order.rates.materials),
      created_by: order.createdBy,
      created_at: order.at,
    })
    .execute();
}

/** What it changes on lines that stand already. */
export async function insertChanges(
  tx: Tx,
  companyId: CompanyId,
  changeOrderId: string,
  changes: readonly LineChange[],
): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(({ lineId, amount, quantity }) => ({
    company_id: companyId,
    change_order_id: changeOrderId,
    line_id: lineId,
    amount: amountText(amount),
    quantity: quantity === null ? null : numberText(quantity),
  }));
  await tx.insertInto("change_order_changes").values(rows).execute();
}

export async function saveChangeOrderStatus(
  tx: Tx,
  companyId: CompanyId,
  changeOrderId: string,
  status: ChangeOrderStatus,
  approvedOn: string | null,
): Promise<void> {
  await tx
    .updateTable("change_orders")
    .set({ status, approved_on: approvedOn })
    .where("company_id", "=", companyId)
    .where("change_order_id", "=", changeOrderId)
    .execute();
}

/** How many invoices have a line of this change order, or count what it changes. */
export async function invoicesCarrying(reading: Reading, companyId: CompanyId, changeOrderId: string): Promise<number> {
  const withLines = reading
    .selectFrom("invoice_lines")
    .innerJoin("schedule_lines", (join) =>
      join
        .onRef("schedule_lines.company_id", "=", "invoice_lines.company_id")
        .onRef("schedule_lines.line_id", "=", "invoice_lines.line_id"),
    )
    .select("invoice_lines.invoice_id")
    .where("invoice_lines.company_id", "=", companyId)
    .where("schedule_lines.change_order_id", "=", changeOrderId);
  const entered = reading
    .selectFrom("invoice_change_orders")
    .select("invoice_id")
    .where("company_id", "=", companyId)
    .where("change_order_id", "=", changeOrderId);
  // A union names each invoice once.
  return (await withLines.union(entered).execute()).length;
}
