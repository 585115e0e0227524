// Posting a mail: it is written down and queued in the transaction that caused it, so that an act which is not saved
// mails nobody, and one that is saved mails everybody, whenever the mail server can be reached.
import { assert } from "../assert.ts";
import { enqueue } from "../db/jobs.ts";
import type { Db } from "../db/pool.ts";
import { type CompanyId, inCompany, type Tx } from "../db/transaction.ts";
import { domainOf, isAddress } from "./address.ts";
import { lockCompany, saveSummaryDay, summaryRecipients, waitingItems } from "./daily-summary.db.ts";
import { insertMail, newMailId, unsentWithoutJob } from "./mail.db.ts";
import {
  dailySummary,
  failed,
  type InvoiceMailFacts,
  type Message,
  type Recipient,
  rejected,
  resent,
  sent,
} from "./message.ts";
import { summaryDue } from "./summary-clock.ts";

export type Posting = Message &
  Readonly<{
    publicUrl: string;
    toPerson: string | null;
    toAddress: string;
    invoiceId?: string;
    /** At most one mail of this key is ever posted in the company. */
    onceKey?: string;
  }>;

/** Writes one mail and queues it. Its Message-ID is given here and never changes, however often it is sent. */
export async function post(tx: Tx, companyId: CompanyId, posting: Posting, at: Date): Promise<boolean> {
  assert(isAddress(posting.toAddress), "a mail is posted to an address");
  const mailId = newMailId();
  const mail = {
    ...posting,
    messageId: `<${mailId}@${domainOf(posting.publicUrl)}>`,
    invoiceId: posting.invoiceId ?? null,
    onceKey: posting.onceKey ?? null,
  };
  const isNew = await insertMail(tx, companyId, mailId, mail, at);
  if (isNew) await enqueue(tx, "mail", { companyId, mailId });
  return isNew;
}

export const mailRejected = (tx: Tx, facts: InvoiceMailFacts, at: Date) => postToAll(tx, facts, rejected(facts), at);
export const mailResent = (tx: Tx, facts: InvoiceMailFacts, at: Date) => postToAll(tx, facts, resent(facts), at);
export const mailSent = (tx: Tx, facts: InvoiceMailFacts, at: Date) => postToAll(tx, facts, sent(facts), at);
export const mailFailed = (tx: Tx, facts: InvoiceMailFacts, at: Date) => postToAll(tx, facts, failed(facts), at);

async function postToAll(tx: Tx, facts: InvoiceMailFacts, message: Message, at: Date): Promise<void> {
  for (const { personId, email } of reachable(facts.recipients)) {
    const { companyId, publicUrl, invoice } = facts;
    await post(
      tx,
      companyId,
      { ...message, publicUrl, toPerson: personId, toAddress: email, invoiceId: invoice.id },
      at,
    );
  }
}

/** Each person once. A name in the directory without a usable address is not mailed, and does not hold up the act. */
function reachable(recipients: readonly Recipient[]): readonly Recipient[] {
  const byPerson = new Map(recipients.map((recipient) => [recipient.personId, recipient]));
  return [...byPerson.values()].filter(({ email }) => isAddress(email));
}

/**
 * The ERP Integrations Daily Summary, to every approver who wants it; where nothing waits, to nobody. The scheduled one
 * is made once for a day of the company, whoever asks and how often; one asked for by hand goes out in any case.
 */
export function sendDailySummary(
  db: Db,
  companyId: CompanyId,
  publicUrl: string,
  at: Date,
  { manual }: Readonly<{ manual: boolean }>,
): Promise<{ mailed: string[]; waiting: number }> {
  return inCompany(db, companyId, async (tx) => {
    const company = await lockCompany(tx, companyId);
    const waiting = await waitingItems(tx, companyId);
    const day = manual ? null : summaryDue(company, at);
    if (!manual && day === null) return { mailed: [], waiting: waiting.length };
    if (day !== null) await saveSummaryDay(tx, companyId, day);
    if (waiting.length === 0) return { mailed: [], waiting: 0 };

    const message = dailySummary({ publicUrl, companyName: company.name, timeZone: company.timeZone, waiting });
    const mailed: string[] = [];
    for (const { personId, email } of reachable(await summaryRecipients(tx, companyId))) {
      const once = day === null ? {} : { onceKey: `daily-summary:${personId}:${day}` };
      const isNew = await post(
        tx,
        companyId,
        { ...message, publicUrl, toPerson: personId, toAddress: email, ...once },
        at,
      );
      if (isNew) mailed.push(email);
    }
    return { mailed, waiting: waiting.length };
  });
}

/** Queues again what lost its job. Two jobs for one mail do no harm: the second finds it sent. */
export function recoverMails(db: Db, companyId: CompanyId): Promise<number> {
  return inCompany(db, companyId, async (tx) => {
    const lost = await unsentWithoutJob(tx, companyId);
    for (const mailId of lost) await enqueue(tx, "mail", { companyId, mailId });
    return lost.length;
  });
}
