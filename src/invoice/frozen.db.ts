// Frozen versions of owner invoices in our tables: appended, and never changed.
import type { CompanyId, Reading, Tx } from "../db/transaction.ts";

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
