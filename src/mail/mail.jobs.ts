// Sending: one job for each mail, at least once. Whoever crashes between the mail server's yes and our commit sends the
// mail again, under the same Message-ID, by which a mail program can tell that it is the same; SMTP cannot do better.
import type { Jobs, Worker } from "../db/jobs.ts";
import type { Db } from "../db/pool.ts";
import { inCompany } from "../db/transaction.ts";
import { sendDailySummary } from "./mail.commands.ts";
import { lockUnsent, markFailed, markSent } from "./mail.db.ts";
import type { Transport } from "./transport.smtp.ts";

export type MailContext = Readonly<{ db: Db; publicUrl: string; transport: Transport }>;

export async function registerMailJobs(worker: Worker, context: MailContext): Promise<void> {
  await worker.handle("mail", 2, (data) => sendMail(context, data));
  await worker.handle("daily-summary", 1, async ({ companyId }) => {
    await sendDailySummary(context.db, companyId, context.publicUrl, new Date(), { manual: false });
  });
}

/**
 * The row is locked for the time of the conversation, which the transport's time-outs bound, so that two workers never
 * send one mail at once. A failed attempt is written down first and thrown after, and the queue tries again later.
 * Refusals are tried again too: a relay that refuses today is most often one that is being set up.
 */
export async function sendMail(context: MailContext, { companyId, mailId }: Jobs["mail"]): Promise<void> {
  const failure = await inCompany(context.db, companyId, async (tx) => {
    const mail = await lockUnsent(tx, companyId, mailId);
    if (mail === null) return null;
    const delivery = await context.transport.deliver(mail);
    if (!delivery.delivered) {
      await markFailed(tx, companyId, mailId, delivery.because);
      return delivery.because;
    }
    await markSent(tx, companyId, mailId, context.transport.through, new Date());
    return null;
  });
  if (failure !== null) throw new Error(`The mail ${mailId} was not sent: ${failure}`);
}
