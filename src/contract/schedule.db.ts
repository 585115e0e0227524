// Lines of schedules of values in our tables: the contract's own and those of change orders, with what changes on them.
import type { CompanyId, Reading, Tx } from "../db/transaction.ts";
import { amountText, cents } from "../money/money.ts";
import { millionths, numberText, percent } from "../money/ratio.ts";
import type { Rates } from "../retainage/terms.ts";
import { fundsShown, readFunds } from "./agreed.ts";
import { type LineContent, ownLinesMax, type ScheduleLine } from "./schedule-line.ts";

/** Every line of the contract in its order, those of change orders in any status included. */
export async function scheduleLinesOf(
  reading: Reading,
  companyId: CompanyId,
  contractId: string,
): Promise<readonly ScheduleLine[]> {
  const rows = await reading
    .selectFrom("schedule_lines as line")
    .leftJoin("change_orders as change", (join) =>
      join
        .onRef("change.company_id", "=", "line.company_id")
        .onRef("change.change_order_id", "=", "line.change_order_id"),
    )
    .selectAll("line")
    .select([
      "change.number as change_number",
      "change.title as change_title",
      "change.status as change_status",
      "change.approved_on",
      "change.retainage_on_work as change_rate_work",
      "change.retainage_on_materials as change_rate_materials",
    ])
    .where("line.company_id", "=", companyId)
    .where("line.contract_id", "=", contractId)
    .orderBy("line.position")
    .orderBy("line.line_id")
    .execute();
  const changes = await changesOfLines(reading, companyId, contractId);
  return rows.map((row) => ({
    id: row.line_id,
    position: row.position,
    item: row.item,
    costCode: row.cost_code,
    description: row.description,
    method: row.method,
    scheduledValue: cents(row.scheduled_value),
    quantity: row.quantity === null ? null : millionths(row.quantity),
    unit: row.unit,
    unitPrice: row.unit_price === null ? null : millionths(row.unit_price),
    changeOrder:
      row.change_order_id === null || row.change_number === null || row.change_status === null
        ? null
        : {
            id: row.change_order_id,
            number: row.change_number,
            title: row.change_title ?? "",
            status: row.change_status,
            approvedOn: row.approved_on,
          },
    ownRates: ratesOf(row.retainage_on_work, row.retainage_on_materials),
    rates:
      ratesOf(row.retainage_on_work, row.retainage_on_materials) ??
      ratesOf(row.change_rate_work, row.change_rate_materials),
    isTaxable: row.is_taxable,
    isSubtotalGiven: row.is_subtotal_given,
    funds: readFunds(row.funds),
    changes: changes.get(row.line_id) ?? [],
  }));
}

/** Both, or none. */
export const ratesOf = (work: string | null, materials: string | null): Rates | null =>
  work === null || materials === null ? null : { work: percent(work), materials: percent(materials) };

/** What change orders change on lines that stood before, by line. */
async function changesOfLines(
  reading: Reading,
  companyId: CompanyId,
  contractId: string,
): Promise<ReadonlyMap<string, ScheduleLine["changes"]>> {
  const rows = await reading
    .selectFrom("change_order_changes as change")
    .innerJoin("change_orders as of", (join) =>
      join.onRef("of.company_id", "=", "change.company_id").onRef("of.change_order_id", "=", "change.change_order_id"),
    )
    .select([
      "change.line_id",
      "change.amount",
      "change.quantity",
      "of.change_order_id",
      "of.number",
      "of.title",
      "of.status",
      "of.approved_on",
    ])
    .where("change.company_id", "=", companyId)
    .where("of.contract_id", "=", contractId)
    .orderBy("of.created_at")
    .orderBy("of.change_order_id")
    .execute();
  const byLine = Map.groupBy(rows, ({ line_id }) => line_id);
  return new Map(
    [...byLine].map(([lineId, changes]) => [
      lineId,
      changes.map(({ change_order_id: id, number, title, status, approved_on: approvedOn, amount, quantity }) => ({
        changeOrder: { id, number, title, status, approvedOn },
        amount: cents(amount),
        quantity: quantity === null ? null : millionths(quantity),
      })),
    ]),
  );
}

/**
 * Puts these lines in the place of the contract's own ones; a line that stays keeps its id, and what change orders change
 * on it.
 */
export async function replaceOwnLines(
  tx: Tx,
  companyId: CompanyId,
  contractId: string,
  lines: readonly (LineContent & { id: string })[],
): Promise<void> {
  const own = tx
    .selectFrom("schedule_lines")
    .select("line_id")
    .where("company_id", "=", companyId)
    .where("contract_id", "=", contractId)
    .where("change_order_id", "is", null);
  // Changes point to lines, and lines may swap their items, so both are taken out before either is put back.
  const changes = await tx
    .deleteFrom("change_order_changes")
    .where("company_id", "=", companyId)
    .where("line_id", "in", own)
    .returningAll()
    .execute();
  await tx.deleteFrom("schedule_lines").where("company_id", "=", companyId).where("line_id", "in", own).execute();
  await insertLines(tx, companyId, contractId, null, lines, 1);
  if (changes.length > 0) await tx.insertInto("change_order_changes").values(changes).execute();
}

/** Adds a change order's lines behind all others. */
export async function addChangeOrderLines(
  tx: Tx,
  companyId: CompanyId,
  contractId: string,
  changeOrderId: string,
  lines: readonly (LineContent & { id: string })[],
): Promise<void> {
  const { last } = await tx
    .selectFrom("schedule_lines")
    .select((select) => select.fn.max("position").as("last"))
    .where("company_id", "=", companyId)
    .where("contract_id", "=", contractId)
    .executeTakeFirstOrThrow();
  const first = Math.max(last ?? 0, ownLinesMax) + 1;
  await insertLines(tx, companyId, contractId, changeOrderId, lines, first);
}

/** PostgreSQL takes 65,535 values in one statement. */
const linesAtOnce = 1_000;

async function insertLines(
  tx: Tx,
  companyId: CompanyId,
  contractId: string,
  changeOrderId: string | null,
  lines: readonly (LineContent & { id: string })[],
  firstPosition: number,
): Promise<void> {
  const rows = lines.map((line, index) => ({
    company_id: companyId,
    line_id: line.id,
    contract_id: contractId,
    change_order_id: changeOrderId,
    position: firstPosition + index,
    item: line.item,
    cost_code: line.costCode,
    description: line.description,
    method: line.method,
    scheduled_value: amountText(line.scheduledValue),
    quantity: line.quantity === null ? null : numberText(line.quantity),
    unit: line.unit,
    unit_price: line.unitPrice === null ? null : numberText(line.unitPrice),
    retainage_on_work: line.ownRates === null ? null : numberText(line.ownRates.work),
    retainage_on_materials: line.ownRates === null ? null : numberText(line.ownRates.materials),
    is_taxable: line.isTaxable,
    is_subtotal_given: line.isSubtotalGiven,
    funds: JSON.stringify(fundsShown(line.funds)),
  }));
  for (let from = 0; from < rows.length; from += linesAtOnce)
    await tx
      .insertInto("schedule_lines")
      .values(rows.slice(from, from + linesAtOnce))
      .execute();
}
