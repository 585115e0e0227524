// The mail server: one SMTP conversation for each mail. That a server cannot be reached or refuses is data. Without a
// server, mails are kept in the demo mailbox.
import { createTransport } from "nodemailer";
import { CannotStart } from "../db/cannot-start.ts";
import { domainOf } from "./address.ts";
import type { UnsentMail } from "./mail.db.ts";

export type Delivery = Readonly<{ delivered: true }> | Readonly<{ delivered: false; because: string }>;

export type Transport = Readonly<{
  through: "smtp" | "mailbox";
  deliver(mail: UnsentMail): Promise<Delivery>;
  close(): void;
}>;

/** The whole conversation must end long before anybody wonders; the mail's row is locked meanwhile. */
const timeoutsMs = { connectionTimeout: 10_000, dnsTimeout: 5_000, greetingTimeout: 10_000, socketTimeout: 20_000 };

/**
 * `smtp://user:password@mail.example.com:587` or `smtps://…`; empty: the mailbox. `?from=billing@example.com` names the
 * sender where the server insists on one.
 */
export function openTransport(smtpUrl: string, publicUrl: string): Transport {
  if (smtpUrl === "") return mailbox;
  const { url, from } = readSmtpUrl(smtpUrl, publicUrl);
  const smtp = createTransport({ url, ...timeoutsMs, disableFileAccess: true, disableUrlAccess: true });
  return {
    through: "smtp",
    async deliver(mail) {
      try {
        await smtp.sendMail({
          from: { name: "Drawbridge", address: from },
          to: { name: "", address: mail.toAddress },
          subject: mail.subject,
          text: mail.text,
          html: mail.html,
          messageId: mail.messageId,
          date: mail.createdAt,
          // Nobody's holiday notice should answer a machine.
          headers: { "Auto-Submitted": "auto-generated" },
        });
        return { delivered: true };
      } catch (error) {
        // Whatever the conversation ran into bears a code (ECONNECTION, EAUTH, EENVELOPE); anything else is a defect.
        if (!(error instanceof Error && "code" in error)) throw error;
        return { delivered: false, because: `${String(error.code)}: ${error.message}`.slice(0, 500) };
      }
    },
    close: () => smtp.close(),
  };
}

const mailbox: Transport = {
  through: "mailbox",
  deliver: async () => ({ delivered: true }),
  close: () => undefined,
};

function readSmtpUrl(smtpUrl: string, publicUrl: string): { url: string; from: string } {
  const url = URL.parse(smtpUrl);
  if (url === null || (url.protocol !== "smtp:" && url.protocol !== "smtps:") || url.hostname === "")
    throw new CannotStart("SMTP_URL is not an address of a mail server, as smtp://mail.example.com:587.", 2);
  const from = url.searchParams.get("from") ?? `drawbridge@${domainOf(publicUrl)}`;
  url.searchParams.delete("from");
  return { url: url.href, from };
}
