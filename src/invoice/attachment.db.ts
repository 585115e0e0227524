// The files of owner invoices in our tables.
import type { CompanyId, Reading, Tx } from "../db/transaction.ts";

type PersonRef = Readonly<{ id: string; name: string }>;

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
