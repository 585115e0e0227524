// The outbox: mails as they were written, and what became of each.
import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import type { CompanyId, Reading, Tx } from "../db/transaction.ts";

export type NewMail = Readonly<{
  kind: string;
  messageId: string;
  toPerson: string | null;
  toAddress: string;
  subject: string;
  text: string;
  html: string;
  invoiceId: string | null;
  onceKey: string | null;
}>;

export type UnsentMail = Readonly<{
  mailId: string;
  messageId: string;
  toAddress: string;
  subject: string;
  text: string;
  html: string;
  createdAt: Date;
}>;

/** Thirteen attempts are what the queue makes of one job; a mail that had as many is given up. */
const attemptsMax = 13;

export const newMailId = (): string => randomUUID();

/** False where a mail of the same `onceKey` is there already. */
export async function insertMail(
  tx: Tx,
  companyId: CompanyId,
  mailId: string,
  mail: NewMail,
  at: Date,
): Promise<boolean> {
  const inserted = await tx
    .insertInto("mails")
    .values({
      company_id: companyId,
      mail_id: mailId,
      kind: mail.kind,
      message_id: mail.messageId,
      to_person: mail.toPerson,
      to_address: mail.toAddress,
      subject: mail.subject,
      text_body: mail.text,
      html_body: mail.html,
      invoice_id: mail.invoiceId,
      created_at: at,
      sent_at: null,
      sent_through: null,
      last_error: null,
      once_key: mail.onceKey,
    })
    .onConflict((conflict) =>
      conflict.columns(["company_id", "once_key"]).where("once_key", "is not", null).doNothing(),
    )
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 1n;
}

/** Null where it was sent, or where another worker holds it and is sending it now. */
export async function lockUnsent(tx: Tx, companyId: CompanyId, mailId: string): Promise<UnsentMail | null> {
  const row = await tx
    .selectFrom("mails")
    .select(["mail_id", "message_id", "to_address", "subject", "text_body", "html_body", "created_at"])
    .where("company_id", "=", companyId)
    .where("mail_id", "=", mailId)
    .where("sent_at", "is", null)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    mailId: row.mail_id,
    messageId: row.message_id,
    toAddress: row.to_address,
    subject: row.subject,
    text: row.text_body,
    html: row.html_body,
    createdAt: row.created_at,
  };
}

/** Mails whose link lets somebody in: once one has gone out, its secret is in the mail alone and no longer here. */
const kindsWithSecret = ["invitation", "passwordReset"];

export async function markSent(
  tx: Tx,
  companyId: CompanyId,
  mailId: string,
  through: "smtp" | "mailbox",
  at: Date,
): Promise<void> {
  await tx
    .updateTable("mails")
    .set((mail) => ({ sent_at: at, sent_through: through, attempts: mail("attempts", "+", 1), last_error: null }))
    .where("company_id", "=", companyId)
    .where("mail_id", "=", mailId)
    .execute();
  if (through === "smtp")
    await tx
      .updateTable("mails")
      .set({ text_body: withoutSecret("text_body"), html_body: withoutSecret("html_body") })
      .where("company_id", "=", companyId)
      .where("mail_id", "=", mailId)
      .where("kind", "in", kindsWithSecret)
      .execute();
}

const withoutSecret = (column: "text_body" | "html_body") =>
  sql<string>`regexp_replace(${sql.ref(column)}, '#[A-Za-z0-9_.-]{20,}', '#', 'g')`;

export async function markFailed(tx: Tx, companyId: CompanyId, mailId: string, because: string): Promise<void> {
  await tx
    .updateTable("mails")
    .set((mail) => ({ attempts: mail("attempts", "+", 1), last_error: because }))
    .where("company_id", "=", companyId)
    .where("mail_id", "=", mailId)
    .execute();
}

/**
 * Mails that nobody is going to send: unsent, not given up, and without a job that waits or is alive. A job that died
 * with its worker still says `active`; its heartbeat, which has stopped, says that it is not. Should a slow worker be taken
 * for a dead one, the mail has two jobs, which does no harm: the row's lock keeps them apart.
 */
export async function unsentWithoutJob(tx: Tx, companyId: CompanyId): Promise<readonly string[]> {
  const { rows } = await sql<{ mail_id: string }>`
    select mail_id from mails
     where company_id = ${companyId} and sent_at is null and attempts < ${attemptsMax}
       and not exists (
         select from jobs.job
          where name = 'mail' and data->>'mailId' = mails.mail_id::text
            and (state in ('created', 'retry')
                 or state = 'active' and heartbeat_on > now() - make_interval(secs => heartbeat_seconds)))
     order by created_at
     limit 1000`.execute(tx);
  return rows.map((row) => row.mail_id);
}

export type KeptMail = UnsentMail & Readonly<{ kind: string; sentAt: Date | null }>;

/** The latest mails of a demo company, newest first; null for any other company, whose mails are its people's own. */
export async function demoMails(
  reading: Reading,
  companyId: CompanyId,
  countMax: number,
): Promise<readonly KeptMail[] | null> {
  const company = await reading
    .selectFrom("companies")
    .select("is_demo")
    .where("company_id", "=", companyId)
    .executeTakeFirst();
  if (company?.is_demo !== true) return null;
  const rows = await reading
    .selectFrom("mails")
    .select([
      "mail_id",
      "kind",
      "message_id",
      "to_address",
      "subject",
      "text_body",
      "html_body",
      "created_at",
      "sent_at",
    ])
    .where("company_id", "=", companyId)
    .orderBy("created_at", "desc")
    .orderBy("mail_id")
    .limit(countMax)
    .execute();
  return rows.map((row) => ({
    mailId: row.mail_id,
    kind: row.kind,
    messageId: row.message_id,
    toAddress: row.to_address,
    subject: row.subject,
    text: row.text_body,
    html: row.html_body,
    createdAt: row.created_at,
    sentAt: row.sent_at,
  }));
}
