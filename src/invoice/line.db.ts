// The lines of owner invoices in our tables.
import type { CompanyId, Reading, Tx } from "../db/transaction.ts";
import { amountText, cents } from "../money/money.ts";
import { millionths, numberText, percent } from "../money/ratio.ts";
import { readWithholding, withholdingShown } from "../retainage/wire.ts";
import { withholdingAt } from "../retainage/withholding.ts";
import type { InvoiceLine, StoredLine } from "./sheet.ts";
import { fundsText, readFunds, readStoredItems, storedItemsText } from "./stored.ts";

/** The lines of an invoice, by the schedule's line they bill. */
export async function storedLinesOf(
  reading: Reading,
  companyId: CompanyId,
  invoiceId: string,
): Promise<readonly StoredLine[]> {
  const rows = await reading
    .selectFrom("invoice_lines")
    .selectAll()
    .where("company_id", "=", companyId)
    .where("invoice_id", "=", invoiceId)
    .execute();
  return rows.map((row) => {
    const [work, workPrevious] = [cents(row.work_this_period), cents(row.work_previous)];
    const [stored, storedPrevious] = [cents(row.materials_stored), cents(row.materials_previous)];
    const [scheduledValue, earned] = [cents(row.scheduled_value), cents(row.completed_and_stored)];
    const [retainageWork, retainageMaterials] = [cents(row.retainage_work), cents(row.retainage_materials)];
    const quantity = row.quantity_this_period === null ? null : millionths(row.quantity_this_period);
    return {
      entry: {
        workThisPeriod: work,
        quantityThisPeriod: quantity,
        materialsStored: stored,
        rateWork: percent(row.retainage_rate_work),
        rateMaterials: percent(row.retainage_rate_materials),
        rateEffect: row.rate_effect,
        isFrozen: row.is_frozen,
        releasedWork: cents(row.released_work),
        releasedMaterials: cents(row.released_materials),
        adjusted: cents(row.adjusted),
        unmeasuredWork: cents(row.unmeasured_work),
      },
      notes: {
        storedItems: readStoredItems(row.stored_items),
        evidence: row.evidence,
        funds: readFunds(row.funds),
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
        withheld: { work: cents(row.withheld_work), materials: cents(row.withheld_materials) },
        withheldPrevious: {
          work: cents(row.withheld_work_previous),
          materials: cents(row.withheld_materials_previous),
        },
        adjustedToDate: cents(row.adjusted_to_date),
        withholding:
          row.withholding === null
            ? withholdingAt({
                work: percent(row.retainage_rate_work),
                materials: percent(row.retainage_rate_materials),
              })
            : readWithholding(row.withholding),
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
  lines: readonly Pick<InvoiceLine, "figures" | "entry" | "notes">[],
): Promise<void> {
  const rows = lines.map(({ figures, entry, notes }) => ({
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
    unmeasured_work: amountText(entry.unmeasuredWork),
    rate_effect: entry.rateEffect,
    is_frozen: entry.isFrozen,
    adjusted: amountText(entry.adjusted),
    stored_items: storedItemsText(notes.storedItems),
    evidence: notes.evidence,
    funds: fundsText(notes.funds),
    withheld_work: amountText(figures.withheld.work),
    withheld_materials: amountText(figures.withheld.materials),
    withheld_work_previous: amountText(figures.withheldPrevious.work),
    withheld_materials_previous: amountText(figures.withheldPrevious.materials),
    adjusted_to_date: amountText(figures.adjustedToDate),
    withholding: JSON.stringify(withholdingShown(figures.withholding)),
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
          unmeasured_work: set.ref("excluded.unmeasured_work"),
          rate_effect: set.ref("excluded.rate_effect"),
          is_frozen: set.ref("excluded.is_frozen"),
          adjusted: set.ref("excluded.adjusted"),
          stored_items: set.ref("excluded.stored_items"),
          evidence: set.ref("excluded.evidence"),
          funds: set.ref("excluded.funds"),
          withheld_work: set.ref("excluded.withheld_work"),
          withheld_materials: set.ref("excluded.withheld_materials"),
          withheld_work_previous: set.ref("excluded.withheld_work_previous"),
          withheld_materials_previous: set.ref("excluded.withheld_materials_previous"),
          adjusted_to_date: set.ref("excluded.adjusted_to_date"),
          withholding: set.ref("excluded.withholding"),
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

/** Takes lines off an invoice: of change orders that do not enter with it any more. */
export async function removeInvoiceLines(
  tx: Tx,
  companyId: CompanyId,
  invoiceId: string,
  lineIds: readonly string[],
): Promise<void> {
  if (lineIds.length === 0) return;
  await tx
    .deleteFrom("invoice_lines")
    .where("company_id", "=", companyId)
    .where("invoice_id", "=", invoiceId)
    .where("line_id", "in", [...lineIds])
    .execute();
}
