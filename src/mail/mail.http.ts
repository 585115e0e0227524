// The demo mailbox, and the daily summary asked for by hand.
import type { Api } from "../api/route.ts";
import { readCompany } from "../db/transaction.ts";
import { SummarySent } from "../erp-queue/wire.ts";
import { may, noProject } from "../people/permission.ts";
import { Mailbox } from "../people/wire.ts";
import { refuse } from "../refusal.ts";
import { sendDailySummary } from "./mail.commands.ts";
import { demoMails, type KeptMail } from "./mail.db.ts";

const mailsShown = 200;

export function registerMailRoutes(api: Api): void {
  // Everybody signed in sees everybody's mail there: so it is for the people of a demo company, on their own machine,
  // where no mail leaves.
  api.route(
    { method: "get", path: "/api/mailbox", summary: "The demo mailbox: what would have been sent", answer: Mailbox },
    async ({ db, actor, context }) => {
      if (!context.hasMailbox || !context.isLoopback) return refuse("not_found");
      const kept = await readCompany(db, actor.companyId, (reading) => demoMails(reading, actor.companyId, mailsShown));
      return kept === null ? refuse("not_found") : { mails: kept.map(shown) };
    },
  );

  api.route(
    {
      method: "post",
      path: "/api/erp/daily-summaries",
      summary: "Sends the ERP Integrations Daily Summary now",
      answer: SummarySent,
    },
    async ({ db, actor, at, context }) => {
      const mayAsk = may(actor, "setUpErp", noProject) || may(actor, "decideInErpQueue", noProject);
      if (!mayAsk) return refuse("not_permitted");
      return await sendDailySummary(db, actor.companyId, context.publicUrl, at, { manual: true });
    },
  );
}

const shown = (mail: KeptMail) => ({
  id: mail.mailId,
  kind: mail.kind,
  to: mail.toAddress,
  subject: mail.subject,
  text: mail.text,
  html: mail.html,
  createdAt: mail.createdAt.toISOString(),
  sentAt: mail.sentAt?.toISOString() ?? null,
});
