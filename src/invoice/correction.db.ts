// Corrections of earlier invoices in our tables: how the invoice was, in full, and which figures moved in which.
import type { CompanyId, Reading, Tx } from "../db/transaction.ts";
import { readMoved } from "./stored.ts";
import type { InvoiceMoved } from "./wire.ts";

export type Correction = Readonly<{
  number: number;
  reason: string;
  by: Readonly<{ id: string; name: string }>;
  at: Date;
  moved: InvoiceMoved[];
}>;

/** The latest first. */
export async function correctionsOf(
  reading: Reading,
  companyId: CompanyId,
  invoiceId: string,
): Promise<readonly Correction[]> {
  const rows = await reading
    .selectFrom("invoice_corrections")
    .innerJoin("people", (join) =>
      join
        .onRef("people.company_id", "=", "invoice_corrections.company_id")
        .onRef("people.person_id", "=", "invoice_corrections.corrected_by"),
    )
    .select(["number", "reason", "corrected_by", "people.name as corrector_name", "corrected_at", "moved"])
    .where("invoice_corrections.company_id", "=", companyId)
    .where("invoice_id", "=", invoiceId)
    .orderBy("number", "desc")
    .execute();
  return rows.map((row) => ({
    number: row.number,
    reason: row.reason,
    by: { id: row.corrected_by, name: row.corrector_name },
    at: row.corrected_at,
    moved: readMoved(row.moved),
  }));
}

/** `original` is the canonical text of the invoice as it was. */
export async function insertCorrection(
  tx: Tx,
  companyId: CompanyId,
  invoiceId: string,
  correction: Readonly<{ number: number; reason: string; original: string; moved: readonly InvoiceMoved[]; at: Date }>,
  by: string,
): Promise<void> {
  const { number, reason, original, moved, at } = correction;
  await tx
    .insertInto("invoice_corrections")
    .values({
      company_id: companyId,
      invoice_id: invoiceId,
      number,
      reason,
      original,
      moved: JSON.stringify(moved),
      corrected_by: by,
      corrected_at: at,
    })
    .execute();
}
