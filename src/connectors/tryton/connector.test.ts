// Against a real Tryton, in a scratch folder of its own. Where Debian's packages are missing these are skipped by name;
// with CI=true they are not, and say what is missing.
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, request, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync, type SQLOutputValue } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectorContract } from "../../../test/connector-contract.ts";
import { startProxy } from "../../../test/connector-proxy.ts";
import { closedDay, startTryton, type TrytonServer, trytonMissing, userWithoutRights } from "../../../test/tryton.ts";
import { cents } from "../../money/money.ts";
import type { Connection, ErpDocument, ErpFound, Outcome, Problem, Settings } from "../connector.ts";
import { exampleDocument } from "../example-document.ts";
import { tryton } from "./connector.ts";

const missing = trytonMissing();
const skipped = missing.length > 0 && process.env.CI !== "true";
const patience = 300_000;
/** A due date that Tryton warns about, whatever day it is. */
const longAgo = "2024-03-01";

const isCreate = ({ body }: { body: string }) => body.includes('"model.account.invoice.create"');
const isPost = ({ body }: { body: string }) => body.includes('"model.account.invoice.post"');

describe.skipIf(skipped)(`with Tryton (Debian: ${missing.length === 0 ? "installed" : missing.join(" ")})`, () => {
  connectorContract("tryton", "real", async () => {
    const scratch = await mkdtemp(join(tmpdir(), "drawbridge-tryton-contract-"));
    const server = await startTryton({ scratch });
    return {
      connector: tryton,
      settings: server.settings,
      isCreate,
      isPost,
      // Due in the future, so that a posting is one call: what happens otherwise is told below.
      document: (overrides) => exampleDocument({ dueOn: "2099-12-31", ...overrides }),
      closedDay,
      tearDown: async () => {
        await server.stop();
        await rm(scratch, { recursive: true });
      },
    };
  });

  describe("a Tryton of our own", { timeout: patience }, () => {
    let scratch: string;
    let server: TrytonServer;
    let connection: Connection;
    let made = 0;

    beforeAll(async () => {
      scratch = await mkdtemp(join(tmpdir(), "drawbridge-tryton-"));
      server = await startTryton({ scratch });
      connection = tryton.connect(server.settings);
    }, patience);

    afterAll(async () => {
      await server?.stop();
      if (scratch !== undefined) await rm(scratch, { recursive: true });
    }, patience);

    function fresh(overrides: Partial<ErpDocument> = {}): ErpDocument {
      made += 1;
      return exampleDocument({
        key: `DB-own-${randomBytes(3).toString("hex")}-${made}`,
        number: `T-${made}`,
        ...overrides,
      });
    }

    async function draft(document: ErpDocument): Promise<string> {
      return value(await connection.create(document)).erpId;
    }

    async function states(document: ErpDocument): Promise<ErpFound["state"][]> {
      return value(await connection.findByKey(document.key)).map((found) => found.state);
    }

    function withSettings(more: Settings): Connection {
      return tryton.connect({ ...server.settings, ...more });
    }

    async function startAgain(): Promise<void> {
      server = await startTryton({ scratch, port: Number(new URL(server.url).port) });
    }

    describe("in Tryton's books", () => {
      it("an invoice is a receivable due on its day, revenue, and retainage withheld, on the job", async () => {
        const document = fresh({ number: "2977J-07" });
        const erpId = await draft(document);
        value(await connection.post(erpId));
        const found = value(await connection.readBack(erpId));
        expect(found).toMatchObject({ state: "posted", total: document.totals.due, postedOn: "2026-01-31" });
        expect(found?.number).toMatch(/^INV-2026-\d{5}$/);
        expect(found?.link).toBe(`${server.url.replace("http:", "tryton:")}/drawbridge/model/account.invoice/${erpId}`);

        const [invoice] = rows("select description, reference from account_invoice where id = ?", erpId);
        expect(invoice?.reference).toBe(document.key);
        expect(invoice?.description).toMatch(/^2977J-07 \| Application 1 \| 2977J /);
        const booked = rows(
          `select account.code, round(sum(line.debit - line.credit), 2) as amount, max(line.maturity_date) as due
           from account_move_line line join account_invoice invoice on invoice.move = line.move
           join account_account account on account.id = line.account
           where invoice.id = ? group by account.code order by account.code`,
          erpId,
        );
        expect(booked).toEqual([
          { code: "1200", amount: 9141.37, due: "2026-03-02" },
          { code: "4000", amount: -9622.5, due: null },
          { code: "4090", amount: 481.13, due: null },
        ]);
        const onJob = rows(
          `select job.code, round(sum(entry.credit - entry.debit), 2) as amount from analytic_account_line entry
           join analytic_account_account job on job.id = entry.account
           join account_move_line line on line.id = entry.move_line
           join account_invoice invoice on invoice.move = line.move where invoice.id = ? group by job.code`,
          erpId,
        );
        expect(onJob).toEqual([{ code: "P-1001", amount: 9141.37 }]);
      });

      it("a credit has a number of its own sequence", async () => {
        const document = reversed(fresh());
        const erpId = await draft(document);
        value(await connection.post(erpId));
        const found = value(await connection.readBack(erpId));
        expect(found?.number).toMatch(/^CN-2026-\d{5}$/);
        expect(found?.total).toBe(cents("-9141.37"));
      });

      it("a document of nothing is numbered, and paid at once", async () => {
        const document = fresh();
        const lines = document.lines.map((line) => ({ ...line, billedThisPeriod: 0n }));
        const totals = { ...document.totals, billedThisPeriod: 0n, retainageWithheld: 0n, due: 0n };
        const erpId = await draft({ ...document, lines, totals });
        value(await connection.post(erpId));
        expect(value(await connection.readBack(erpId))).toMatchObject({ state: "paid", total: 0n, lineCount: 0 });
        expect((await connection.removeDraft(erpId)).kind).toBe("refused");
      });

      it("a month billed is posted in the month it is told to", async () => {
        const postedElsewhere = "2025-02-10";
        // Into a year whose numbers nobody else here uses, since a later day would close 2026 to the other documents.
        const document = fresh({ billedOn: "2026-01-31", postingOn: postedElsewhere });
        const erpId = await draft(document);
        value(await connection.post(erpId));
        const found = value(await connection.readBack(erpId));
        expect(found).toMatchObject({ billedOn: "2026-01-31", postedOn: postedElsewhere });
        expect(found?.number).toMatch(/^INV-2025-/);
      });
    });

    describe("what Tryton would refuse", () => {
      const taxed = () => {
        const document = fresh();
        return { ...document, totals: { ...document.totals, tax: 100n, due: document.totals.due + 100n } };
      };

      it.each<[string, Settings, () => ErpDocument, [string | null, string, string]]>([
        ["an account nobody opened", { revenueAccount: "9999" }, fresh, ["lines", "mapping", "account_unknown"]],
        ["a receivable as revenue", { revenueAccount: "1200" }, fresh, ["lines", "mapping", "account_not_revenue"]],
        ["a liability for retainage", { retainageAccount: "2200" }, fresh, ["lines", "mapping", "account_not_revenue"]],
        ["tax and no account for it", { taxAccount: "" }, taxed, ["totals.tax", "mapping", "tax_account_missing"]],
        [
          "a customer without an address",
          {},
          () => fresh({ customer: { code: "OWN-900", name: "" } }),
          ["customer", "mapping", "customer_without_address"],
        ],
        [
          "a code in other letters",
          {},
          () => fresh({ job: { code: "p-1001", name: "" } }),
          ["job", "mapping", "job_unknown"],
        ],
        ["another currency", {}, () => fresh({ currency: "EUR" }), ["currency", "mapping", "currency_unknown"]],
        [
          "a closed month",
          {},
          () => fresh({ billedOn: closedDay, postingOn: closedDay }),
          ["postingOn", "decision", "period_not_open"],
        ],
        [
          "a year that is not there",
          {},
          () => fresh({ billedOn: "2019-05-31", postingOn: "2019-05-31" }),
          ["postingOn", "decision", "period_not_open"],
        ],
        [
          "a due date in the past, where we ask",
          { pastDueDates: "ask" },
          fresh,
          ["dueOn", "decision", "due_date_past"],
        ],
      ])("%s is named before, and nothing is made", async (_what, settings, make, [field, ofClass, code]) => {
        const document = make();
        const asked = withSettings(settings);
        const problems = value(await asked.validate(document));
        expect(problems.map((one) => [one.field, one.class, one.code])).toEqual([[field, ofClass, code]]);
        expect(problemsOf(await asked.create(document))).toEqual(problems);
        expect(await states(document)).toEqual([]);
      });

      it("a day before the last number is named before, and on posting where it came between", async () => {
        const day = "2024-05-31";
        const [early, late] = [
          fresh({ billedOn: day, postingOn: day }),
          fresh({ billedOn: "2024-06-30", postingOn: "2024-06-30" }),
        ];
        const earlyId = await draft(early);
        value(await connection.post(await draft(late)));

        const [problem] = value(await connection.validate(early));
        expect(problem).toMatchObject({ class: "decision", code: "date_before_last_number", field: "postingOn" });
        const [refusal] = problemsOf(await connection.post(earlyId));
        expect(refusal).toMatchObject({ class: "decision", code: "date_before_last_number", field: "postingOn" });
        expect(await states(early)).toEqual(["draft"]);
      });

      it("a month that was closed after the draft was made", async () => {
        const document = fresh({ billedOn: "2025-06-30", postingOn: "2025-06-30" });
        const erpId = await draft(document);
        write("update account_period set state = 'close' where name = '2025-06'");
        const outcome = await connection.post(erpId);
        write("update account_period set state = 'open' where name = '2025-06'");
        expect(outcome.kind).toBe("refused");
        expect(problemsOf(outcome)[0]).toMatchObject({
          class: "decision",
          code: "period_not_open",
          field: "postingOn",
        });
        expect(await states(document)).toEqual(["draft"]);
        expect(await connection.post(erpId)).toEqual({ kind: "done", value: null });
      });

      it("a warning, named, until it is acknowledged", async () => {
        const document = fresh({ dueOn: longAgo });
        const erpId = await draft(document);
        const [problem] = problemsOf(await withSettings({ pastDueDates: "ask" }).post(erpId));
        expect(problem).toMatchObject({ class: "decision", code: "warning_to_confirm" });
        expect(problem?.said).toContain(`invoice_payment_term_${erpId}`);
        expect(await states(document)).toEqual(["draft"]);
        expect(await connection.post(erpId)).toEqual({ kind: "done", value: null });
        expect(await states(document)).toEqual(["posted"]);
      });

      it("and where the warning itself is lost, nothing was posted, and a look-up tells", async () => {
        const document = fresh({ dueOn: longAgo });
        const erpId = await draft(document);
        const proxy = await startProxy(server.url);
        const disturbed = withSettings({ address: proxy.address });
        value(await disturbed.testConnection());
        proxy.disturb("html_answer", isPost);
        expect((await disturbed.post(erpId)).kind).toBe("unknown");
        await proxy.disturbed();
        await proxy.stop();
        expect(await states(document)).toEqual(["draft"]);
        expect(await connection.post(erpId)).toEqual({ kind: "done", value: null });
      });

      it("the posting of what somebody cancelled in Tryton, where Tryton itself would say nothing", async () => {
        const document = fresh();
        const erpId = await draft(document);
        write("update account_invoice set state = 'cancelled' where id = ?", erpId);
        expect(await states(document)).toEqual(["cancelled"]);
        expect(problemsOf(await connection.post(erpId))[0]?.code).toBe("document_cancelled");
        expect(await states(document)).toEqual(["cancelled"]);
      });
    });

    describe("access", () => {
      it("a user without rights is refused every step that needs them", async () => {
        const document = fresh();
        const erpId = await draft(document);
        const without = withSettings({ user: userWithoutRights });
        const steps: [string, Outcome<unknown>][] = [
          ["testConnection", await without.testConnection()],
          ["validate", await without.validate(document)],
          ["findByKey", await without.findByKey(document.key)],
          ["create", await without.create(document)],
          ["post", await without.post(erpId)],
          ["readBack", await without.readBack(erpId)],
          ["removeDraft", await without.removeDraft(erpId)],
        ];
        for (const [step, outcome] of steps) {
          expect(outcome.kind, step).toBe("refused");
          expect(
            problemsOf(outcome).map((one) => one.class),
            step,
          ).toEqual(["access"]);
        }
        expect(await states(document)).toEqual(["draft"]);
      });

      it("a database that is not there, and settings that are not filled in", async () => {
        const elsewhere = await withSettings({ database: "nowhere" }).testConnection();
        expect(problemsOf(elsewhere)[0]).toMatchObject({ class: "access", code: "database_unknown" });
        expect(JSON.stringify(elsewhere)).not.toContain(scratch);
        const [unfinished] = problemsOf(await withSettings({ password: "" }).testConnection());
        expect(unfinished).toMatchObject({ class: "access", code: "settings_incomplete" });
      });

      it("a session that Tryton forgot is taken again, at any step", async () => {
        const document = fresh();
        for (const step of ["validate", "create", "findByKey", "post", "readBack"] as const) {
          write("delete from ir_session");
          const [found] = step === "post" || step === "readBack" ? value(await connection.findByKey(document.key)) : [];
          if (step === "post") write("delete from ir_session");
          const outcome =
            step === "findByKey"
              ? await connection.findByKey(document.key)
              : step === "post" || step === "readBack"
                ? await connection[step](found?.erpId ?? "")
                : await connection[step](document);
          expect(outcome.kind, step).toBe("done");
        }
        expect(await states(document)).toEqual(["posted"]);
      });

      it("a session too old to post with is taken again", async () => {
        const erpId = await draft(fresh());
        const aged = "datetime('now', '-2 hours')";
        write(`update ir_session set create_date = ${aged}, write_date = ${aged}`);
        expect(await connection.post(erpId)).toEqual({ kind: "done", value: null });
      });
    });

    describe("when the server goes", () => {
      it("and comes back between the draft and the posting, the document goes on", async () => {
        const document = fresh();
        const erpId = await draft(document);
        await server.stop();
        expect((await connection.findByKey(document.key)).kind).toBe("busy");
        expect((await connection.post(erpId)).kind).toBe("busy");
        await startAgain();
        expect(await states(document)).toEqual(["draft"]);
        expect(await connection.post(erpId)).toEqual({ kind: "done", value: null });
        expect(await states(document)).toEqual(["posted"]);
      });

      it.each([0, 1, 2])("killed while it creates, it leaves doubt, which a look-up resolves (%i)", async () => {
        const document = many(fresh(), 150);
        const relay = await startKillingRelay(() => server, isCreate);
        const outcome = await tryton.connect({ ...server.settings, address: relay.address }).create(document);
        await relay.stop();
        expect(outcome.kind).toBe("unknown");
        await startAgain();
        const found = value(await connection.findByKey(document.key));
        expect(found.length).toBeLessThanOrEqual(1);
        if (found.length === 0) await draft(document);
        const [whole, ...others] = value(await connection.findByKey(document.key));
        expect(others).toEqual([]);
        expect(whole).toMatchObject({ state: "draft", total: document.totals.due });
        expect(whole?.lineCount).toBe(tryton.linesSent(document).length);
      });

      it("killed while it posts, it leaves doubt, and posting again posts once", async () => {
        const document = many(fresh(), 60);
        const erpId = await draft(document);
        const relay = await startKillingRelay(() => server, isPost);
        const outcome = await tryton.connect({ ...server.settings, address: relay.address }).post(erpId);
        await relay.stop();
        expect(outcome.kind).toBe("unknown");
        await startAgain();
        expect(["draft", "posted"]).toContain((await states(document))[0]);
        expect(await connection.post(erpId)).toEqual({ kind: "done", value: null });
        const moves = rows("select count(*) as moves from account_move where origin = ?", `account.invoice,${erpId}`);
        expect(moves).toEqual([{ moves: 1 }]);
      });
    });

    function rows(sql: string, ...values: string[]): Record<string, SQLOutputValue>[] {
      const file = new DatabaseSync(server.databaseFile, { readOnly: true, timeout: 10_000 });
      try {
        return file
          .prepare(sql)
          .all(...values)
          .map((row) => ({ ...row }));
      } finally {
        file.close();
      }
    }

    /** What somebody does in Tryton meanwhile. */
    function write(sql: string, ...values: string[]): void {
      const file = new DatabaseSync(server.databaseFile, { timeout: 10_000 });
      try {
        file.prepare(sql).run(...values);
      } finally {
        file.close();
      }
    }
  });
});

describe("something else that listens there", () => {
  const version = { id: 1, result: "6.0.29" };
  const answers: [string, number, string, string][] = [
    ["another program's JSON", 200, '{"ok":true}', "answer_unreadable"],
    ["a list", 200, "[]", "answer_unreadable"],
    ["a result of another shape", 200, JSON.stringify(version).replace('"6.0.29"', "6"), "answer_unreadable"],
    ["a web page", 200, "<html></html>", "answer_unreadable"],
    ["a gateway's page", 502, "<html></html>", "server_error"],
    ["an error that is not Tryton's", 500, "boom", "server_error"],
  ];

  it.each(answers)("%s is not taken for Tryton", async (_what, status, body, code) => {
    const server = await startServer((answer) => answer(status, body));
    const outcome = await connectedTo(server.address).testConnection();
    await server.stop();
    expect(outcome).toMatchObject({ kind: "unknown", problem: { code } });
  });

  it.each([
    [403, "right_missing"],
    [404, "database_unknown"],
    [429, "too_many_sign_ins"],
  ])("status %i is a refusal", async (status, code) => {
    const server = await startServer((answer) => answer(status, "no"));
    const outcome = await connectedTo(server.address).testConnection();
    await server.stop();
    expect(problemsOf(outcome).map((one) => [one.class, one.code])).toEqual([["access", code]]);
  });

  it("a search that gives what was not asked for finds nothing", async () => {
    const decimal = { __class__: "Decimal", decimal: "1.00" };
    const row = { id: 1, state: "posted", number: "X", reference: "DB-other", total_amount: decimal };
    const server = await startServer((answer, method) => {
      const results: Record<string, unknown> = {
        "common.db.login": [1, "key"],
        "model.res.user.get_preferences": { company: 1 },
        "model.account.invoice.search_read": [row, { ...row, id: 2, reference: "DB-mine" }],
      };
      answer(200, JSON.stringify({ id: 1, result: results[method] ?? null }));
    });
    const outcome = await connectedTo(server.address).findByKey("DB-mine");
    await server.stop();
    expect(value(outcome).map((found) => found.erpId)).toEqual(["2"]);
  });

  it("a server that forgets every session is not asked for ever", async () => {
    let calls = 0;
    const server = await startServer((answer, method) => {
      calls += 1;
      if (method === "common.db.login") answer(200, JSON.stringify({ id: 1, result: [1, "key"] }));
      else if (method === "model.res.user.get_preferences")
        answer(200, JSON.stringify({ id: 1, result: { company: 1 } }));
      else answer(401, "");
    });
    const outcome = await connectedTo(server.address).findByKey("DB-mine");
    await server.stop();
    expect(problemsOf(outcome).map((one) => one.code)).toEqual(["session_refused"]);
    expect(calls).toBe(6);
  });

  const connectedTo = (address: string) => tryton.connect({ address, database: "d", user: "u", password: "p" });
});

/** Answers every call as told; `method` is the call's own. */
async function startServer(
  conduct: (answer: (status: number, body: string) => void, method: string) => void,
): Promise<{ address: string; stop: () => Promise<void> }> {
  const server = createServer((asked, answer) => {
    void textOf(asked).then((text) => {
      const { method } = JSON.parse(text) as { method: string };
      conduct((status, body) => answer.writeHead(status, { connection: "close" }).end(body), method);
    });
  });
  return listening(server);
}

/** Passes every call on, and kills the server the moment it holds the whole of the one that matters. */
async function startKillingRelay(
  server: () => TrytonServer,
  which: (asked: { body: string }) => boolean,
): Promise<{ address: string; stop: () => Promise<void> }> {
  const relay = createServer((asked, answer) => {
    void textOf(asked).then((body) => {
      const headers = { ...asked.headers, connection: "close" };
      const passed = request(`${server().url}${asked.url}`, { method: "POST", headers, agent: false });
      passed.on("error", () => answer.destroy());
      passed.on("response", (told) => {
        told.on("error", () => answer.destroy());
        answer.writeHead(told.statusCode ?? 502, told.headers);
        told.pipe(answer);
      });
      passed.end(body, () => {
        if (which({ body })) void server().kill();
      });
    });
  });
  return listening(relay);
}

function listening(server: Server): Promise<{ address: string; stop: () => Promise<void> }> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const bound = server.address();
      const port = bound !== null && typeof bound === "object" ? bound.port : 0;
      const stop = () =>
        new Promise<void>((stopped) => {
          server.close(() => stopped());
          server.closeAllConnections();
        });
      resolve({ address: `http://127.0.0.1:${port}`, stop });
    });
  });
}

async function textOf(stream: AsyncIterable<unknown>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(Buffer.from(part as Uint8Array));
  return Buffer.concat(parts).toString("utf8");
}

function value<T>(outcome: Outcome<T>): T {
  if (outcome.kind !== "done") throw new Error(`The step was not done: ${JSON.stringify(outcome)}`);
  return outcome.value;
}

function problemsOf(outcome: Outcome<unknown>): readonly Problem[] {
  return outcome.kind === "refused" ? outcome.problems : [];
}

function reversed(document: ErpDocument): ErpDocument {
  const { billedThisPeriod, retainageWithheld, due } = document.totals;
  const totals = {
    ...document.totals,
    billedThisPeriod: -billedThisPeriod,
    retainageWithheld: -retainageWithheld,
    due: -due,
  };
  const lines = document.lines.map((line) => ({ ...line, billedThisPeriod: -line.billedThisPeriod }));
  return { ...document, kind: "credit", lines, totals };
}

/** The document with as many lines, so that writing it takes a while. */
function many(document: ErpDocument, count: number): ErpDocument {
  const [first] = document.lines;
  if (first === undefined) throw new Error("The document has a line");
  const lines = Array.from({ length: count }, (_, index) => ({
    ...first,
    lineId: `line-${index}`,
    item: `R-${index}`,
  }));
  const billedThisPeriod = first.billedThisPeriod * BigInt(count);
  const due = billedThisPeriod - document.totals.retainageWithheld;
  return { ...document, lines, totals: { ...document.totals, billedThisPeriod, due } };
}
