// A mail server on the loopback address that keeps what it is given: the other end of a real SMTP conversation.
import type { AddressInfo } from "node:net";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";

export type ReceivedMail = ParsedMail & {
  /** Whom the conversation named, whatever the headers say. */
  readonly envelopeFrom: string;
  readonly envelopeTo: readonly string[];
  /** The mail's bytes. */
  readonly raw: string;
};

export type MailSink = Readonly<{
  url: string;
  port: number;
  mails(): readonly ReceivedMail[];
  /** The first mail, received already or yet to come, of which this is true. */
  waitFor(predicate: (mail: ReceivedMail) => boolean, timeoutMs?: number): Promise<ReceivedMail>;
  stop(): Promise<void>;
}>;

export type MailSinkOptions = Readonly<{
  /** 0: any free one. */
  port?: number;
  /** Called when a mail has arrived and before the server says yes; where it throws, the server says no. */
  beforeAnswer?: (mail: ReceivedMail) => Promise<void>;
}>;

export async function startMailSink({ port = 0, beforeAnswer }: MailSinkOptions = {}): Promise<MailSink> {
  const received: ReceivedMail[] = [];
  const waiting = new Set<() => void>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    disableReverseLookup: true,
    closeTimeout: 500,
    async onData(stream, session, answer) {
      try {
        const chunks: Buffer[] = [];
        for await (const chunk of stream) chunks.push(chunk);
        const bytes = Buffer.concat(chunks);
        const { mailFrom, rcptTo } = session.envelope;
        const mail: ReceivedMail = Object.assign(await simpleParser(bytes), {
          envelopeFrom: mailFrom === false ? "" : mailFrom.address,
          envelopeTo: rcptTo.map(({ address }) => address),
          raw: bytes.toString("utf8"),
        });
        received.push(mail);
        for (const look of waiting) look();
        await beforeAnswer?.(mail);
        answer();
      } catch (error) {
        answer(error instanceof Error ? error : new Error(String(error)));
      }
    },
  });
  // A client that hangs up in the middle is the client's affair; the tests look at what arrived.
  server.on("error", () => undefined);
  await new Promise<void>((listening, failed) => {
    server.once("error", failed);
    server.listen(port, "127.0.0.1", () => listening());
  });
  const { port: bound } = server.server.address() as AddressInfo;

  return {
    url: `smtp://127.0.0.1:${bound}`,
    port: bound,
    mails: () => received,
    waitFor(predicate, timeoutMs = 30_000) {
      return new Promise((found, missed) => {
        const end = (): void => {
          clearTimeout(timer);
          waiting.delete(look);
        };
        const look = (): void => {
          const mail = received.find(predicate);
          if (mail === undefined) return;
          end();
          found(mail);
        };
        const timer = setTimeout(() => {
          end();
          const subjects = received.map((mail) => `${mail.envelopeTo.join()}: ${mail.subject}`).join("; ");
          missed(new Error(`The mail did not come in ${timeoutMs} ms; there are: ${subjects || "none"}`));
        }, timeoutMs);
        waiting.add(look);
        look();
      });
    },
    stop: () => new Promise((stopped) => server.close(() => stopped())),
  };
}
