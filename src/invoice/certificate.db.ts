// What was certified for payment, in our tables: records beside the invoices, appended and never changed.
import type { CompanyId, Reading, Tx } from "../db/transaction.ts";
import { amountText, type Cents, cents } from "../money/money.ts";
import { type CertifiedLine, certifiedLinesText, readCertifiedLines } from "./stored.ts";

export type Certificate = Readonly<{
  number: number;
  amount: Cents;
  /** Columns E and F as certified, of lines that were cut. */
  lines: readonly CertifiedLine[];
  note: string;
  by: Readonly<{ id: string; name: string }>;
  at: Date;
}>;

/** The latest record of each invoice of a contract. */
export async function certificatesOf(
  reading: Reading,
  companyId: CompanyId,
  contractId: string,
): Promise<ReadonlyMap<string, Certificate>> {
  const rows = await reading
    .selectFrom("certificates as certificate")
    .innerJoin("invoices", (join) =>
      join
        .onRef("invoices.company_id", "=", "certificate.company_id")
        .onRef("invoices.invoice_id", "=", "certificate.invoice_id"),
    )
    .innerJoin("people", (join) =>
      join
        .onRef("people.company_id", "=", "certificate.company_id")
        .onRef("people.person_id", "=", "certificate.recorded_by"),
    )
    .selectAll("certificate")
    .select("people.name as recorder_name")
    .where("certificate.company_id", "=", companyId)
    .where("invoices.contract_id", "=", contractId)
    .orderBy("certificate.number")
    .execute();
  return new Map(
    rows.map((row) => [
      row.invoice_id,
      {
        number: row.number,
        amount: cents(row.amount),
        lines: readCertifiedLines(row.lines),
        note: row.note,
        by: { id: row.recorded_by, name: row.recorder_name },
        at: row.recorded_at,
      },
    ]),
  );
}

export async function insertCertificate(
  tx: Tx,
  companyId: CompanyId,
  invoiceId: string,
  { number, amount, lines, note, at }: Omit<Certificate, "by">,
  by: string,
): Promise<void> {
  await tx
    .insertInto("certificates")
    .values({
      company_id: companyId,
      invoice_id: invoiceId,
      number,
      amount: amountText(amount),
      lines: certifiedLinesText(lines),
      note,
      recorded_by: by,
      recorded_at: at,
    })
    .execute();
}
