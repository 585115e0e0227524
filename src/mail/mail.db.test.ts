// The outbox against a real database and a real mail server: what is sent, when, how often, and what is not.
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createServer } from "node:net";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { type MailSink, type MailSinkOptions, startMailSink } from "../../test/mail-sink.ts";
import { type Db, openPool } from "../db/pool.ts";
import { inCompany, readCompany } from "../db/transaction.ts";
import { goRound, queueSummary, startWorker } from "../worker.ts";
import { companyClocks } from "./daily-summary.db.ts";
import { mailRejected, post, recoverMails, sendDailySummary } from "./mail.commands.ts";
import { demoMails } from "./mail.db.ts";
import { sendMail } from "./mail.jobs.ts";
import type { InvoiceMailFacts } from "./message.ts";
import { openTransport, type Transport } from "./transport.smtp.ts";

const publicUrl = "https://billing.example.com";
const at = new Date("2026-11-24T15:00:00Z");

let database: TestDatabase;
let db: Db;
let companyId: string;
const open: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  db = openPool(database.appUrl, () => undefined);
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});
beforeEach(async () => {
  await asOwner("delete from jobs.job");
  companyId = await foundCompany();
});
afterEach(async () => {
  for (const opened of open.splice(0).reverse()) await opened.stop();
});

describe("a mail that was posted", () => {
  test("is sent by the worker to that person, as it was written, and by nobody twice", async () => {
    const sink = await openSink();
    await startTestWorker(sink.url);
    const mailId = await postOne({ subject: "Rejected by accounting: Brücke 7 — “Süd”" });
    const mail = await sink.waitFor(() => true);

    expect(mail.subject).toBe("Rejected by accounting: Brücke 7 — “Süd”");
    expect(mail.text).toBe("Text");
    expect(mail.html).toBe("<p>Html</p>");
    expect(mail.envelopeTo).toEqual(["pat@example.com"]);
    expect(mail.envelopeFrom).toBe("drawbridge@billing.example.com");
    expect(mail.messageId).toBe(`<${mailId}@billing.example.com>`);
    expect(mail.date).toEqual(at);
    expect(mail.headers.get("auto-submitted")).toBe("auto-generated");
    await expect.poll(() => rowOf(mailId)).toMatchObject({ sent_through: "smtp", attempts: 1, last_error: null });
    await sendThrough(sink.url, mailId);
    expect(sink.mails()).toHaveLength(1);
  });

  test("in a transaction that is rolled back is not sent, and nothing of it is left", async () => {
    const sink = await openSink();
    await startTestWorker(sink.url);
    const undone = inCompany(db, companyId, async (tx) => {
      await mailRejected(tx, { ...facts(), recipients: [recipient("lost@example.com")] }, at);
      throw new Error("the act is not saved");
    });
    await expect(undone).rejects.toThrow("the act is not saved");
    await postOne({ toAddress: "next@example.com" });

    await sink.waitFor((mail) => mail.envelopeTo.includes("next@example.com"));
    expect(sink.mails().map((mail) => mail.envelopeTo)).toEqual([["next@example.com"]]);
    expect(await asOwner("select 1 from jobs.job where name = 'mail'")).toHaveLength(1);
  });

  test("while the mail server is down is sent once it is up, once, under the id it had", async () => {
    const port = await freePort();
    await startTestWorker(`smtp://127.0.0.1:${port}`);
    const mailId = await postOne({});
    await expect.poll(() => rowOf(mailId)).toMatchObject({ attempts: 1, sent_at: null });
    expect((await rowOf(mailId)).last_error).toMatch(/ECONNREFUSED/);

    const sink = await openSink({ port });
    const mail = await sink.waitFor(() => true);
    expect(mail.messageId).toBe((await rowOf(mailId)).message_id);
    await expect.poll(() => rowOf(mailId)).toMatchObject({ sent_through: "smtp", last_error: null });
    expect((await rowOf(mailId)).attempts).toBeGreaterThanOrEqual(2);
    expect(sink.mails()).toHaveLength(1);
  });

  test("is tried again where the server refuses it, and the refusal is written down", async () => {
    let refuses = true;
    const sink = await openSink({
      beforeAnswer: async () => {
        if (refuses) throw Object.assign(new Error("Mailbox full"), { responseCode: 452 });
      },
    });
    const mailId = await postOne({});
    await expect(sendThrough(sink.url, mailId)).rejects.toThrow(/Mailbox full/);
    expect(await rowOf(mailId)).toMatchObject({ attempts: 1, sent_at: null });
    expect((await rowOf(mailId)).last_error).toContain("Mailbox full");
    refuses = false;
    await sendThrough(sink.url, mailId);
    expect(await rowOf(mailId)).toMatchObject({ attempts: 2, last_error: null, sent_through: "smtp" });
  });

  test("is sent a second time under the same id where the worker died before it was written down", async () => {
    let dies = true;
    const sink = await openSink({
      // The mail has arrived; before the server's yes, the connection that holds the transaction breaks.
      beforeAnswer: async () => {
        if (dies)
          await asOwner(
            `select pg_terminate_backend(pid) from pg_stat_activity
              where datname = current_database() and state = 'idle in transaction'`,
            database.appUrl,
          );
        dies = false;
      },
    });
    const mailId = await postOne({});
    await expect(sendThrough(sink.url, mailId)).rejects.toThrow();
    expect(await rowOf(mailId)).toMatchObject({ sent_at: null, attempts: 0 });

    await sendThrough(sink.url, mailId);
    await sendThrough(sink.url, mailId);
    expect(sink.mails()).toHaveLength(2);
    expect(new Set(sink.mails().map((mail) => mail.messageId))).toEqual(new Set([`<${mailId}@billing.example.com>`]));
    expect(await rowOf(mailId)).toMatchObject({ sent_through: "smtp" });
  });

  test("is sent again where the worker was killed in the middle of the conversation, soon after another has started", async () => {
    let worker: ChildProcess | null = null;
    const sink = await openSink({
      beforeAnswer: async () => {
        worker?.kill("SIGKILL");
        worker = null;
      },
    });
    const mailId = await postOne({});
    worker = spawnWorker(sink.url);
    await sink.waitFor(() => true);
    expect(await rowOf(mailId)).toMatchObject({ sent_at: null });

    await startTestWorker(sink.url);
    await expect.poll(() => rowOf(mailId), { timeout: 25_000 }).toMatchObject({ sent_through: "smtp" });
    expect(sink.mails().map((mail) => mail.messageId)).toEqual(Array(2).fill(`<${mailId}@billing.example.com>`));
  });

  test("is sent by one of two workers that take it at the same moment", async () => {
    const sink = await openSink();
    const mailId = await postOne({});
    await Promise.all([1, 2, 3].map(() => sendThrough(sink.url, mailId)));
    expect(sink.mails()).toHaveLength(1);
  });

  test("goes once to each person who can be reached", async () => {
    const pat = recipient("pat@example.com");
    const recipients = [pat, recipient("kim@example.com"), { ...pat }, recipient("no address")];
    await inCompany(db, companyId, (tx) => mailRejected(tx, { ...facts(), recipients }, at));
    const mails = await mailsOf();
    expect(mails.map((mail) => mail.to_address).sort()).toEqual(["kim@example.com", "pat@example.com"]);
    expect(new Set(mails.map((mail) => mail.message_id)).size).toBe(2);
    expect(mails[0]).toMatchObject({ kind: "rejected", invoice_id: facts().invoice.id });
  });

  test("cannot have a header that a line break adds", async () => {
    const sneaky = "Hello\r\nBcc: everybody@example.com";
    await expect(postOne({ subject: sneaky })).rejects.toThrow(/mails_headers_are_one_line/);
    await expect(postOne({ toAddress: "pat@example.com\r\nBcc: x@example.com" })).rejects.toThrow(/an address/);

    const sink = await openSink();
    const transport = testTransport(sink.url);
    const mail = { mailId: "m", messageId: "<m@example.com>", text: "Text", html: "Html", createdAt: at };
    await transport.deliver({ ...mail, subject: sneaky, toAddress: "pat@example.com" });
    const head = sink.mails()[0]?.raw.split("\r\n\r\n")[0] ?? "";
    expect(head).not.toMatch(/^bcc/im);
    expect(sink.mails()[0]?.envelopeTo).toEqual(["pat@example.com"]);
  });
});

describe("a mail without a mail server", () => {
  test("is kept in the mailbox of a demo company, newest first", async () => {
    const older = await postOne({});
    const newer = await postOne({ subject: "Later" }, new Date(at.getTime() + 1000));
    await sendThrough("", older);
    await sendThrough("", newer);
    const kept = await readCompany(db, companyId, (reading) => demoMails(reading, companyId, 10));
    expect(kept?.map((mail) => mail.mailId)).toEqual([newer, older]);
    expect(kept?.[0]).toMatchObject({ subject: "Later", toAddress: "pat@example.com" });
    expect(kept?.[0]?.sentAt).not.toBeNull();
    expect(await rowOf(older)).toMatchObject({ sent_through: "mailbox", attempts: 1 });
  });

  test("is nobody's to look at in any other company", async () => {
    const other = await foundCompany({ isDemo: false });
    expect(await readCompany(db, other, (reading) => demoMails(reading, other, 10))).toBeNull();
  });
});

test("an address of a mail server that is none is refused in a sentence", () => {
  expect(() => openTransport("mail.example.com:25", publicUrl)).toThrow(/SMTP_URL is not an address/);
});

test("a mail server may insist on its own sender", async () => {
  const sink = await openSink();
  const mailId = await postOne({});
  await sendThrough(`${sink.url}?from=billing%40elm.example`, mailId);
  expect(sink.mails()[0]?.envelopeFrom).toBe("billing@elm.example");
});

describe("a mail whose job is lost", () => {
  test("is queued again, once", async () => {
    await postOne({});
    expect(await recoverMails(db, companyId)).toBe(0);
    await asOwner("delete from jobs.job");
    expect(await recoverMails(db, companyId)).toBe(1);
    expect(await recoverMails(db, companyId)).toBe(0);
  });

  test("to a worker that died is queued again when its heart has stopped", async () => {
    await postOne({});
    await asOwner("update jobs.job set state = 'active', heartbeat_on = now() where name = 'mail'");
    expect(await recoverMails(db, companyId)).toBe(0);
    await asOwner("update jobs.job set heartbeat_on = now() - interval '1 minute' where name = 'mail'");
    expect(await recoverMails(db, companyId)).toBe(1);
  });

  test("is let be once it was tried for as long as the queue tries", async () => {
    const mailId = await postOne({});
    await asOwner("delete from jobs.job");
    await inCompany(db, companyId, (tx) =>
      tx.updateTable("mails").set({ attempts: 13 }).where("mail_id", "=", mailId).execute(),
    );
    expect(await recoverMails(db, companyId)).toBe(0);
  });

  test("is found by a worker as it starts", async () => {
    await postOne({});
    await asOwner("delete from jobs.job");
    const sink = await openSink();
    await startTestWorker(sink.url);
    expect((await sink.waitFor(() => true)).envelopeTo).toEqual(["pat@example.com"]);
  });
});

describe("the daily summary", () => {
  const scheduled = (instant: string) =>
    sendDailySummary(db, companyId, publicUrl, new Date(instant), { manual: false });

  test("comes at the company's hour, through a change of the clocks, once a day", async () => {
    await addWaiting("4");
    const approver = await addPerson("ada@example.com", {});
    // Chicago's clocks go forward in the night to March 8.
    expect((await scheduled("2026-03-07T12:59:00Z")).mailed).toEqual([]);
    expect(await scheduled("2026-03-07T13:00:00Z")).toEqual({ mailed: ["ada@example.com"], waiting: 1 });
    expect((await scheduled("2026-03-07T13:01:00Z")).mailed).toEqual([]);
    expect((await scheduled("2026-03-08T11:59:00Z")).mailed).toEqual([]);
    expect((await scheduled("2026-03-08T12:00:00Z")).mailed).toEqual(["ada@example.com"]);
    // Two days off: one summary, for the day it is.
    expect((await scheduled("2026-03-11T20:00:00Z")).mailed).toEqual(["ada@example.com"]);
    expect((await scheduled("2026-03-11T20:01:00Z")).mailed).toEqual([]);

    const mails = await mailsOf();
    expect(mails.map((mail) => mail.once_key)).toEqual(
      ["2026-03-07", "2026-03-08", "2026-03-11"].map((day) => `daily-summary:${approver}:${day}`),
    );
    expect(new Set(mails.map((mail) => mail.subject))).toEqual(new Set(["ERP Integrations Daily Summary"]));
  });

  test("is made once by two workers at the same moment", async () => {
    await addWaiting("4");
    await addPerson("ada@example.com", {});
    const both = await Promise.all([scheduled("2026-03-07T13:00:00Z"), scheduled("2026-03-07T13:00:00Z")]);
    expect(both.flatMap((one) => one.mailed)).toEqual(["ada@example.com"]);
  });

  test("that is empty goes to nobody, and what comes later that day waits for the next", async () => {
    await addPerson("ada@example.com", {});
    expect(await scheduled("2026-03-07T13:00:00Z")).toEqual({ mailed: [], waiting: 0 });
    await addWaiting("4");
    expect((await scheduled("2026-03-07T18:00:00Z")).mailed).toEqual([]);
    expect((await scheduled("2026-03-08T12:00:00Z")).mailed).toEqual(["ada@example.com"]);
  });

  test("asked for by hand goes out as often as it is asked for, and does not replace the day's", async () => {
    await addPerson("ada@example.com", {});
    const byHand = () => sendDailySummary(db, companyId, publicUrl, new Date("2026-03-07T11:00:00Z"), { manual: true });
    expect(await byHand()).toEqual({ mailed: [], waiting: 0 });
    await addWaiting("4");
    expect(await byHand()).toEqual({ mailed: ["ada@example.com"], waiting: 1 });
    expect(await byHand()).toEqual({ mailed: ["ada@example.com"], waiting: 1 });
    expect((await scheduled("2026-03-07T13:00:00Z")).mailed).toEqual(["ada@example.com"]);
  });

  test("goes to the approvers who want it and to nobody else", async () => {
    await addWaiting("4");
    await addPerson("standard@example.com", { erp_integrations: "standard" });
    await addPerson("admin@example.com", {});
    await addPerson("unprivileged@example.com", { can_push_to_accounting: false });
    await addPerson("reader@example.com", { erp_integrations: "readOnly" });
    await addPerson("gone@example.com", { is_active: false });
    await addPerson("quiet@example.com", { wants_daily_summary: false });
    expect((await scheduled("2026-03-07T13:00:00Z")).mailed).toEqual(["admin@example.com", "standard@example.com"]);
  });

  test("lists every item that awaits a decision, the longest wait first, and no other company's", async () => {
    await addWaiting("5", { sent_at: new Date("2026-03-02T15:00:00Z"), round: 2, was_rejected: true });
    await addWaiting("4", { sent_at: new Date("2026-03-01T15:00:00Z") });
    await addWaiting("3", { state: "retrieved" });
    await addPerson("ada@example.com", {});
    const here = companyId;
    companyId = await foundCompany();
    await addWaiting("77");
    companyId = here;
    expect(await scheduled("2026-03-07T13:00:00Z")).toEqual({ mailed: ["ada@example.com"], waiting: 2 });
    const text = (await mailsOf())[0]?.text_body ?? "";
    expect(text.match(/invoice \d+$/gm)).toEqual(["invoice 4", "invoice 5"]);
    expect(text).toContain("84,150.00 USD");
    expect(text).toContain("County of Elm");
    expect(text).toContain("Sent by: Sam Sender");
    expect(text).toContain("Since: Mar 2, 2026, 9:00 AM CST");
    expect(text).toContain("Round: 2, rejected before");
  });

  test("is brought by the worker's round through a real mail server", async () => {
    await addWaiting("4");
    await addPerson("ada@example.com", {});
    const sink = await openSink();
    await inCompany(db, companyId, (tx) =>
      // An hour that has come wherever the clock stands.
      sql`update companies set summary_hour = 0, created_at = '2020-01-01' where company_id = ${companyId}`.execute(tx),
    );
    await startTestWorker(sink.url);
    const mail = await sink.waitFor((received) => received.envelopeTo.includes("ada@example.com"));
    expect(mail.subject).toBe("ERP Integrations Daily Summary");
    expect(mail.text).toContain("https://billing.example.com/erp/owner-invoices?filter=readyToExport");
  });
});

describe("the worker's round", () => {
  test("sees every company's clock, as a role that otherwise sees none of them", async () => {
    const other = await foundCompany();
    const clocks = await companyClocks(db);
    expect(clocks.map((clock) => clock.companyId)).toEqual(expect.arrayContaining([companyId, other]));
    expect(Object.keys(clocks[0] ?? {}).sort()).toEqual([
      "companyId",
      "createdAt",
      "summaryHour",
      "summaryOn",
      "timeZone",
    ]);
    expect(await db.selectFrom("companies").select("name").execute()).toEqual([]);
  });

  test("goes on where one company is in trouble, and says which", async () => {
    const trouble = await foundCompany({ timeZone: "Mars/Olympus" });
    const seen: string[] = [];
    const round = goRound(
      db,
      [(clock, now) => queueSummary(db, clock, now), async (clock) => void seen.push(clock.companyId)],
      at,
    );
    await expect(round).rejects.toMatchObject({ errors: [{ message: expect.stringContaining(trouble) }] });
    expect(seen).toEqual(expect.arrayContaining([companyId, trouble]));
    await inCompany(db, trouble, (tx) =>
      tx.updateTable("companies").set({ time_zone: "UTC" }).where("company_id", "=", trouble).execute(),
    );
  });
});

// What the tests above are made of.

async function openSink(options: MailSinkOptions = {}): Promise<MailSink> {
  const sink = await startMailSink(options);
  open.push(sink);
  return sink;
}

async function startTestWorker(smtpUrl: string): Promise<void> {
  const options = { databaseUrl: database.appUrl, publicUrl, smtpUrl, sandboxUrl: "", dataDir: "/nonexistent" };
  open.push(await startWorker(options));
}

/** The worker as a process of its own, as the supervisor starts it. */
function spawnWorker(smtpUrl: string): ChildProcess {
  const worker = spawn(process.execPath, ["src/main.ts", "worker"], {
    env: {
      ...process.env,
      DATABASE_APP_URL: database.appUrl,
      DRAWBRIDGE_PUBLIC_URL: publicUrl,
      DRAWBRIDGE_DATA: "/nonexistent",
      SMTP_URL: smtpUrl,
    },
    stdio: "inherit",
  });
  open.push({ stop: async () => void worker.kill("SIGKILL") });
  return worker;
}

function testTransport(smtpUrl: string): Transport {
  const transport = openTransport(smtpUrl, publicUrl);
  open.push({ stop: async () => transport.close() });
  return transport;
}

const sendThrough = (smtpUrl: string, mailId: string) =>
  sendMail({ db, publicUrl, transport: testTransport(smtpUrl) }, { companyId, mailId });

async function postOne(change: { subject?: string; toAddress?: string }, when = at): Promise<string> {
  const before = new Set((await mailsOf()).map((mail) => mail.mail_id));
  const posting = {
    kind: "rejected",
    subject: "Rejected",
    text: "Text",
    html: "<p>Html</p>",
    publicUrl,
    toPerson: null,
    toAddress: "pat@example.com",
    ...change,
  } as const;
  await inCompany(db, companyId, (tx) => post(tx, companyId, posting, when));
  const added = (await mailsOf()).filter((mail) => !before.has(mail.mail_id));
  return added[0]!.mail_id;
}

const mailsOf = () =>
  readCompany(db, companyId, (reading) =>
    reading.selectFrom("mails").selectAll().where("company_id", "=", companyId).orderBy("created_at").execute(),
  );

async function rowOf(mailId: string) {
  const row = (await mailsOf()).find((mail) => mail.mail_id === mailId);
  return row!;
}

const recipient = (email: string) => ({ personId: randomUUID(), name: email, email });

const invoiceOfFacts = { id: randomUUID(), number: "4", position: 4 };
function facts(): InvoiceMailFacts {
  return {
    companyId,
    publicUrl,
    timeZone: "America/Chicago",
    currency: "USD",
    erpName: "Ledger",
    project: { id: randomUUID(), number: "2401", name: "Bridge Replacement" },
    contract: { id: randomUUID(), number: "PC-001", title: "General construction" },
    invoice: invoiceOfFacts,
    due: 8_415_000n,
    round: 1,
    by: { name: "Avery Accountant" },
    at,
    recipients: [],
    reasons: [],
  };
}

async function asOwner(question: string, url = database.ownerUrl): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(question)).rows;
  } finally {
    await client.end();
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === "string") throw new Error("a server has a port");
  return address.port;
}

async function foundCompany({ isDemo = true, timeZone = "America/Chicago" } = {}): Promise<string> {
  const id = randomUUID();
  await inCompany(db, id, (tx) =>
    tx
      .insertInto("companies")
      .values({
        company_id: id,
        name: "Northfield Builders",
        time_zone: timeZone,
        is_demo: isDemo,
        created_at: new Date("2026-01-01T00:00:00Z"),
      })
      .execute(),
  );
  return id;
}

type PersonChange = Partial<{
  erp_integrations: "none" | "readOnly" | "standard" | "admin";
  can_push_to_accounting: boolean;
  is_active: boolean;
  wants_daily_summary: boolean;
}>;

async function addPerson(email: string, change: PersonChange, name = email): Promise<string> {
  const personId = randomUUID();
  await inCompany(db, companyId, (tx) =>
    tx
      .insertInto("people")
      .values({
        company_id: companyId,
        person_id: personId,
        user_id: null,
        name,
        email,
        erp_integrations: "admin",
        can_push_to_accounting: true,
        ...change,
      })
      .execute(),
  );
  return personId;
}

type EntryChange = Partial<{ state: "sent" | "retrieved"; sent_at: Date; round: number; was_rejected: boolean }>;

/** One project, contract and invoice of its own, standing in the queue. */
async function addWaiting(number: string, change: EntryChange = {}): Promise<void> {
  const sender = await addPerson(`sam-${number}@example.com`, { erp_integrations: "none" }, "Sam Sender");
  const [project, contract, period, invoice, owner] = Array.from({ length: 5 }, () => randomUUID());
  const sentAt = change.sent_at ?? at;
  await inCompany(db, companyId, async (tx) => {
    const company = { company_id: companyId };
    const made = { created_by: sender, created_at: sentAt };
    const { rows } = await sql<{ id: string }>`
      select connection_id as id from erp_connections where company_id = ${companyId}`.execute(tx);
    const connection = rows[0]?.id ?? randomUUID();
    if (rows[0] === undefined)
      await tx
        .insertInto("erp_connections")
        .values({
          ...company,
          connection_id: connection,
          connector: "x",
          name: "Ledger",
          settings: "{}",
          created_at: at,
        })
        .execute();
    await tx
      .insertInto("organizations")
      .values({ ...company, organization_id: owner!, name: "County of Elm", erp_customer_code: null })
      .execute();
    await tx
      .insertInto("projects")
      .values({
        ...company,
        project_id: project!,
        number,
        name: "Bridge",
        erp_job_code: null,
        erp_job_name: null,
        erp_job_linked_at: null,
        created_at: at,
      })
      .execute();
    await tx
      .insertInto("contracts")
      .values({
        ...company,
        ...made,
        contract_id: contract!,
        project_id: project!,
        number: "PC-001",
        title: "General",
        owner_id: owner!,
        contract_on: null,
        currency: "USD",
      })
      .execute();
    await tx
      .insertInto("billing_periods")
      .values({
        ...company,
        ...made,
        period_id: period!,
        project_id: project!,
        from_on: "2026-02-01",
        to_on: "2026-02-28",
        due_on: null,
      })
      .execute();
    await tx
      .insertInto("invoices")
      .values({
        ...company,
        ...made,
        invoice_id: invoice!,
        contract_id: contract!,
        period_id: period!,
        position: 1,
        number,
        billed_on: "2026-02-28",
        lock: "sent",
        summary: JSON.stringify({ "8": "84150.00" }),
        approved_by: null,
        approved_at: null,
      })
      .execute();
    await tx
      .insertInto("erp_entries")
      .values({
        ...company,
        invoice_id: invoice!,
        connection_id: connection,
        state: "sent",
        state_since: sentAt,
        round: 1,
        document_key: invoice!,
        sent_by: sender,
        sent_at: sentAt,
        moved_by: null,
        accepted_by: null,
        accepted_at: null,
        chosen: null,
        problems: "[]",
        erp_id: null,
        erp_number: null,
        erp_link: null,
        step: null,
        ...change,
      })
      .execute();
  });
}
