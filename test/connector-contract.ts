// What every connector owes the queue, whatever ERP stands behind it: one suite, run against each of them. It speaks to
// the ERP only through the connector, and puts a proxy between the two to lose, cut and spoil answers.
import { randomBytes } from "node:crypto";
import { createServer as createTcpServer, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dayAfter } from "../src/calendar/day.ts";
import type {
  Connection,
  Connector,
  ErpDocument,
  ErpFound,
  LineSent,
  Outcome,
  Problem,
  ProblemClass,
  Settings,
} from "../src/connectors/connector.ts";
import { nothingAlive } from "../src/connectors/connector.ts";
import { exampleDocument } from "../src/connectors/example-document.ts";
import { cents, sum } from "../src/money/money.ts";
import { type Interference, type MeddlingProxy, type ProxiedRequest, startProxy } from "./connector-proxy.ts";

export type ContractSetUp = Readonly<{
  connector: Connector;
  /** Good ones. The suite adds `timeoutMs` (text, milliseconds) where it wants a short patience; a connector honours it. */
  settings: Settings;
  /** Which request carries the creation, and which the posting, so that exactly that one can be interfered with. */
  isCreate: (request: ProxiedRequest) => boolean;
  isPost: (request: ProxiedRequest) => boolean;
  /** A document this ERP takes; the customer and the job of the example exist there unless this names others. */
  document?: (overrides: Partial<ErpDocument>) => ErpDocument;
  /** A day that falls in a closed or missing period of this ERP, where it has such a thing. */
  closedDay?: string;
  tearDown: () => Promise<void>;
}>;

/** `real`: an ERP as its makers ship it, slower and given more patience. `fake`: ours. */
export function connectorContract(name: string, against: "real" | "fake", setUp: () => Promise<ContractSetUp>): void {
  const patience = against === "real" ? 120_000 : 20_000;
  const impatientMs = against === "real" ? 6_000 : 700;
  const run = randomBytes(3).toString("hex");
  let made = 0;
  let given: ContractSetUp;
  let connection: Connection;
  let proxy: MeddlingProxy;
  let throughProxy: Connection;
  let impatient: Connection;

  describe(`the connector contract: ${name} (${against})`, { timeout: patience }, () => {
    beforeAll(async () => {
      given = await setUp();
      connection = given.connector.connect(given.settings);
      proxy = await startProxy(given.settings[addressField()] ?? "");
      throughProxy = given.connector.connect({ ...given.settings, [addressField()]: proxy.address });
      impatient = connectedTo(proxy.address);
    }, patience);

    afterAll(async () => {
      await throughProxy?.close();
      await impatient?.close();
      await connection?.close();
      await proxy?.stop();
      await given?.tearDown();
    }, patience);

    function addressField(): string {
      const field = given.connector.describe().settings.find((one) => one.kind === "url");
      expect(field, "one setting is the address").toBeDefined();
      return field?.name ?? "";
    }

    function secretFields(): string[] {
      const fields = given.connector.describe().settings.filter((one) => one.kind === "secret");
      expect(fields.length, "one setting is a secret").toBeGreaterThan(0);
      return fields.map((one) => one.name);
    }

    /** With a short patience: nobody waits long for a silence that is meant. */
    function connectedTo(address: string): Connection {
      return given.connector.connect({
        ...given.settings,
        [addressField()]: address,
        timeoutMs: String(impatientMs),
      });
    }

    /** A document with a key and a number that nobody used before. */
    function fresh(overrides: Partial<ErpDocument> = {}): ErpDocument {
      made += 1;
      const own = { key: `DB-${run}-${made}-end`, number: `T${run}-${made}`, ...overrides };
      return given.document === undefined ? exampleDocument(own) : given.document(own);
    }

    /** Ours where the ERP takes ours, and one of its own where it does not; a draft may have none yet. */
    function expectNumber(row: ErpFound | null | undefined, document: ErpDocument, isDraft: boolean): void {
      if (isDraft && row?.number === null) return;
      if (given.connector.describe().numbering === "ours") expect(row?.number).toBe(document.number);
      else expect(row?.number).toMatch(/\S/);
    }

    /** The posted document says what was sent, in every field that the queue compares. */
    function expectWhole(posted: ErpFound | null, document: ErpDocument, sent: readonly LineSent[]): void {
      expectPosted(posted, document, sent);
      expectNumber(posted, document, false);
    }

    async function created(document: ErpDocument): Promise<string> {
      return value(await connection.create(document)).erpId;
    }

    async function found(document: ErpDocument): Promise<readonly ErpFound[]> {
      return value(await connection.findByKey(document.key));
    }

    describe("describe", () => {
      it("is whole and the same each time", () => {
        const description = given.connector.describe();
        expect(given.connector.describe()).toEqual(description);
        expect(description.id).toMatch(/^[a-z][a-z0-9_-]*$/);
        expect(description.name).not.toBe("");
        expect(description.label).not.toBe("");
        expect(description.numberMax).toBeGreaterThan(0);
        expect(description.timeoutMs).toBeGreaterThan(0);
        expect(fresh().number).toMatch(new RegExp(`^(?:${description.numberPattern})$`));
      });

      it("marks what is secret among the settings", () => {
        for (const field of secretFields()) expect(given.settings[field]).toBeTruthy();
      });
    });

    describe("linesSent", () => {
      it("adds up to what is due, in the document's order", () => {
        const document = fresh();
        const sent = given.connector.linesSent(document);
        expect(sum(sent.map((line) => line.amount))).toBe(document.totals.due);
        const ours = sent.map((line) => line.lineId).filter((lineId) => lineId !== null);
        expect(ours).toEqual(document.lines.filter((line) => line.billedThisPeriod !== 0n).map((line) => line.lineId));
      });

      it("carries tax and released retainage", () => {
        const document = withTaxAndRelease(fresh());
        expect(sum(given.connector.linesSent(document).map((line) => line.amount))).toBe(document.totals.due);
      });

      it("takes a document whose figures do not add up for a defect", () => {
        const document = fresh();
        const broken = { ...document, totals: { ...document.totals, due: document.totals.due + 1n } };
        expect(() => given.connector.linesSent(broken)).toThrow();
      });
    });

    describe("testConnection", () => {
      it("says who answers", async () => {
        const { server, company } = value(await connection.testConnection());
        expect(server).not.toBe("");
        expect(company).not.toBe("");
      });

      it("is refused with a wrong secret, which it does not repeat", async () => {
        for (const field of secretFields()) {
          const wrong = `wrong-${randomBytes(6).toString("hex")}`;
          const stranger = given.connector.connect({ ...given.settings, [field]: wrong });
          const outcome = await stranger.testConnection();
          await stranger.close();
          expect(classesOf(outcome)).toEqual(["access"]);
          expect(JSON.stringify(outcome)).not.toContain(wrong);
        }
      });

      it("is busy where nobody listens", async () => {
        const nobody = connectedTo(await addressOfNobody());
        expect((await nobody.testConnection()).kind).toBe("busy");
        await nobody.close();
      });

      it.each(["", "not an address", "ftp://127.0.0.1/", "http://", "http://user:secret@127.0.0.1/"])(
        "is refused with the address %j",
        async (address) => {
          const astray = connectedTo(address);
          expect(classesOf(await astray.testConnection())).toEqual(["access"]);
          await astray.close();
        },
      );
    });

    describe("parties", () => {
      it("lists the customer and the job of the document", async () => {
        const document = fresh();
        const customers = value(await connection.listCustomers());
        const jobs = value(await connection.listJobs());
        expect(customers.map((one) => one.code)).toContain(document.customer.code);
        expect(jobs.map((one) => one.code)).toContain(document.job.code);
        expect(new Set(customers.map((one) => one.code)).size).toBe(customers.length);
      });
    });

    describe("validate", () => {
      async function problems(document: ErpDocument): Promise<readonly Problem[]> {
        return value(await connection.validate(document));
      }

      async function expectProblem(document: ErpDocument, field: string, ofClass: ProblemClass): Promise<void> {
        const said = await problems(document);
        expect(said.map((one) => [one.field, one.class])).toContainEqual([field, ofClass]);
        for (const one of said) expect(one.code).toMatch(/^[a-z][a-z0-9_]*$/);
        for (const one of said) expect(one.said).not.toBe("");
      }

      it("finds nothing wrong with a good document, and writes nothing", async () => {
        const document = fresh();
        expect(await problems(document)).toEqual([]);
        expect(await found(document)).toEqual([]);
      });

      it("finds nothing wrong with a document that is already there", async () => {
        const document = fresh();
        const erpId = await created(document);
        expect(await problems(document)).toEqual([]);
        value(await connection.post(erpId));
        expect(await problems(document)).toEqual([]);
      });

      it("names a number that is too long", async () => {
        const { numberMax } = given.connector.describe();
        await expectProblem(fresh({ number: "9".repeat(numberMax + 1) }), "number", "data");
      });

      it("names a number that is empty", async () => {
        await expectProblem(fresh({ number: "" }), "number", "data");
      });

      it("names a customer the ERP does not know", async () => {
        await expectProblem(fresh({ customer: { code: "NOBODY-9", name: "Nobody" } }), "customer", "mapping");
      });

      it("names a job the ERP does not know", async () => {
        await expectProblem(fresh({ job: { code: "NOWHERE-9", name: "Nowhere" } }), "job", "mapping");
      });

      it("names a customer and a job that are not linked", async () => {
        await expectProblem(fresh({ customer: { code: "", name: "Not linked" } }), "customer", "mapping");
        await expectProblem(fresh({ job: { code: "", name: "Not linked" } }), "job", "mapping");
      });

      it.each(["billedOn", "postingOn"] as const)("names %s where it is not a day", async (field) => {
        await expectProblem(fresh({ [field]: "2026-02-30" }), field, "data");
        await expectProblem(fresh({ [field]: "" }), field, "data");
      });

      it("names a due date that is not a day, and a missing one where the ERP needs it", async () => {
        await expectProblem(fresh({ dueOn: "31/01/2026" }), "dueOn", "data");
        if (given.connector.describe().needsDueDate) await expectProblem(fresh({ dueOn: null }), "dueOn", "data");
        else expect(await problems(fresh({ dueOn: null }))).toEqual([]);
      });

      it("names figures that do not add up", async () => {
        const document = fresh();
        const totals = { ...document.totals, due: document.totals.due + 1n };
        await expectProblem({ ...document, totals }, "totals.due", "defect");
      });

      it("names a posting day in a closed period, where the ERP has periods", async () => {
        if (given.closedDay === undefined) return;
        await expectProblem(fresh({ postingOn: given.closedDay }), "postingOn", "decision");
      });

      it("names everything at once", async () => {
        const { numberMax } = given.connector.describe();
        const said = await problems(
          fresh({
            number: "9".repeat(numberMax + 1),
            customer: { code: "NOBODY-9", name: "Nobody" },
            job: { code: "NOWHERE-9", name: "Nowhere" },
            billedOn: "2026-02-30",
          }),
        );
        expect(said.map((one) => one.field)).toEqual(expect.arrayContaining(["number", "customer", "job", "billedOn"]));
      });

      it("says whether a credit and a document of nothing are taken, as described", async () => {
        const { takesNegative, takesZero } = given.connector.describe();
        expect((await problems(asCredit(fresh()))).length === 0).toBe(takesNegative);
        expect((await problems(ofNothing(fresh()))).length === 0).toBe(takesZero);
      });
    });

    describe("a document's way", () => {
      it("is not there before it is made", async () => {
        expect(await found(fresh())).toEqual([]);
      });

      it("goes from draft to posted, once", async () => {
        const document = fresh();
        const sent = given.connector.linesSent(document);
        const erpId = await created(document);

        const [draft, ...others] = await found(document);
        expect(others).toEqual([]);
        expect(draft).toMatchObject({ erpId, key: document.key, state: "draft", total: document.totals.due });
        expect(draft?.lineCount).toBe(sent.length);
        expectNumber(draft, document, true);

        expect(await connection.post(erpId)).toEqual({ kind: "done", value: null });
        const posted = value(await connection.readBack(erpId));
        expectWhole(posted, document, sent);

        expect(await connection.post(erpId), "posting again").toEqual({ kind: "done", value: null });
        expect(value(await connection.readBack(erpId))).toEqual(posted);
        expect(await found(document)).toEqual([posted]);
        expect(nothingAlive(await found(document))).toBe(false);
      });

      it("carries tax, released retainage, negative lines, a large amount and any script", async () => {
        const document = withEverything(fresh());
        const sent = given.connector.linesSent(document);
        expect(value(await connection.validate(document))).toEqual([]);
        const erpId = await created(document);
        value(await connection.post(erpId));
        expectWhole(value(await connection.readBack(erpId)), document, sent);
      });

      it("carries a credit, where the ERP takes one", async () => {
        if (!given.connector.describe().takesNegative) return;
        const document = asCredit(fresh());
        const erpId = await created(document);
        value(await connection.post(erpId));
        expectWhole(value(await connection.readBack(erpId)), document, given.connector.linesSent(document));
      });

      it("keeps two documents apart", async () => {
        const [one, other] = [fresh(), fresh()];
        const oneId = await created(one);
        const otherId = await created(other);
        expect(oneId).not.toBe(otherId);
        value(await connection.post(otherId));
        expect((await found(other))[0]?.number).not.toBe((await found(one))[0]?.number);
        expect((await found(one)).map((row) => [row.erpId, row.state])).toEqual([[oneId, "draft"]]);
        expect((await found(other)).map((row) => [row.erpId, row.state])).toEqual([[otherId, "posted"]]);
      });

      it("does not confuse keys that begin, end or look alike", async () => {
        const stem = `DB-${run}_Like-1`;
        const keys = [stem, `${stem}0`, `x${stem}`, stem.toLowerCase(), stem.replace("_", "x")];
        const ids = new Map<string, string>();
        for (const key of keys) {
          expect(await found(fresh({ key })), key).toEqual([]);
          ids.set(key, await created(fresh({ key })));
        }
        for (const [key, erpId] of ids) {
          expect((await found(fresh({ key }))).map((row) => [row.key, row.erpId])).toEqual([[key, erpId]]);
        }
      });

      it("takes a key of forty characters", async () => {
        const document = fresh({ key: `DB-${run}-`.padEnd(40, "aZ9_-") });
        const erpId = await created(document);
        expect((await found(document)).map((row) => row.erpId)).toEqual([erpId]);
      });

      it("finds both where two stand under one key", async () => {
        const document = fresh();
        const ids = [await created(document), await created(document)];
        expect((await found(document)).map((row) => row.erpId).sort()).toEqual([...ids].sort());
      });
    });

    describe("what is refused", () => {
      it.each(["customer", "job"] as const)("an unknown %s, and nothing is left behind", async (party) => {
        const document = fresh({ [party]: { code: "NOBODY-9", name: "Nobody" } });
        const outcome = await connection.create(document);
        expect(outcome.kind).toBe("refused");
        expect(problemsOf(outcome).map((one) => [one.field, one.class])).toContainEqual([party, "mapping"]);
        expect(await found(document)).toEqual([]);
      });

      it("a posting day in a closed period, and the document is not posted", async () => {
        if (given.closedDay === undefined) return;
        const document = fresh({ postingOn: given.closedDay });
        const made = await connection.create(document);
        const outcome = made.kind === "done" ? await connection.post(made.value.erpId) : made;
        expect(outcome.kind).toBe("refused");
        expect(classesOf(outcome)).toEqual(["decision"]);
        expect((await found(document)).filter((row) => row.state !== "draft")).toEqual([]);
      });
    });

    describe("removeDraft", () => {
      it("removes a draft; then there is nothing to read, to post or to find", async () => {
        const document = fresh();
        const erpId = await created(document);
        expect(await connection.removeDraft(erpId)).toEqual({ kind: "done", value: null });
        expect(await connection.readBack(erpId)).toEqual({ kind: "done", value: null });
        expect((await connection.post(erpId)).kind).toBe("refused");
        expect(nothingAlive(await found(document))).toBe(true);
      });

      it("is refused for a posted document, which stays", async () => {
        const document = fresh();
        const erpId = await created(document);
        value(await connection.post(erpId));
        expect((await connection.removeDraft(erpId)).kind).toBe("refused");
        expect((await found(document)).map((row) => row.state)).toEqual(["posted"]);
      });

      it("leaves the other documents alone", async () => {
        const [gone, kept] = [fresh(), fresh()];
        const goneId = await created(gone);
        const keptId = await created(kept);
        value(await connection.removeDraft(goneId));
        expect((await found(kept)).map((row) => row.erpId)).toEqual([keptId]);
      });
    });

    describe("when nobody answers", () => {
      it("is busy for every step where nobody listens, and nothing is left", async () => {
        const document = fresh();
        const nobody = connectedTo(await addressOfNobody());
        for (const [step, outcome] of await everyStep(nobody, document)) {
          expect(outcome.kind, step).toBe("busy");
        }
        await nobody.close();
        expect(await found(document)).toEqual([]);
      });

      it("never takes silence for an answer", async () => {
        const silent = await startSilentServer();
        const listener = connectedTo(silent.address);
        for (const [step, outcome] of await everyStep(listener, fresh())) {
          expect(["busy", "unknown"], step).toContain(outcome.kind);
        }
        await listener.close();
        await silent.stop();
      });
    });

    describe("when the answer goes wrong", () => {
      const done: readonly Interference[] = ["lose_answer", "half_answer", "cut_answer", "html_answer", "error_after"];
      const notDone: readonly Interference[] = ["swallow", "error_before"];

      /** The session, if the ERP has one, is there before the interference begins. */
      async function warm(interference: Interference): Promise<Connection> {
        const silent = interference === "swallow" || interference === "lose_answer";
        const warmed = silent ? impatient : throughProxy;
        proxy.leaveAlone();
        value(await warmed.testConnection());
        return warmed;
      }

      it.each([...done, ...notDone])("create is unknown (%s), and a look-up tells", async (interference) => {
        const document = fresh();
        const disturbed = await warm(interference);
        proxy.disturb(interference, given.isCreate);
        const outcome = await disturbed.create(document);
        expect(outcome.kind).toBe("unknown");
        await proxy.disturbed();
        proxy.leaveAlone();

        const rows = await found(document);
        expect(rows.map((row) => row.state)).toEqual(done.includes(interference) ? ["draft"] : []);
        expect(value(await disturbed.findByKey(document.key)).map((row) => row.erpId)).toEqual(
          rows.map((row) => row.erpId),
        );
      });

      it.each([...done, ...notDone])("post is unknown (%s), and a look-up tells", async (interference) => {
        const document = fresh();
        const erpId = await created(document);
        const disturbed = await warm(interference);
        proxy.disturb(interference, given.isPost);
        const outcome = await disturbed.post(erpId);
        expect(outcome.kind).toBe("unknown");
        await proxy.disturbed();
        proxy.leaveAlone();

        const state = done.includes(interference) ? "posted" : "draft";
        expect((await found(document)).map((row) => row.state)).toEqual([state]);
        expect(await connection.post(erpId)).toEqual({ kind: "done", value: null });
        expectWhole(value(await connection.readBack(erpId)), document, given.connector.linesSent(document));
      });

      it.each([...done, ...notDone])(
        "a look-up that failed never says that nothing is there (%s)",
        async (interference) => {
          const document = fresh();
          const erpId = await created(document);
          const disturbed = await warm(interference);
          proxy.disturb(interference, () => true);
          for (const outcome of [await disturbed.findByKey(document.key), await disturbed.readBack(erpId)]) {
            expect(["busy", "unknown"]).toContain(outcome.kind);
          }
          proxy.leaveAlone();
          expect(value(await disturbed.findByKey(document.key))).toHaveLength(1);
        },
      );

      it("repeats no secret, even where the ERP does", async () => {
        const echoed = await warm("echo");
        proxy.disturb("echo", () => true);
        const secrets = secretFields().map((field) => given.settings[field] ?? "");
        const steps = await everyStep(echoed, fresh());
        const authorizations = proxy.authorizationsSeen();
        proxy.leaveAlone();
        for (const [step, outcome] of steps) {
          expect(outcome.kind, step).not.toBe("done");
          for (const secret of [...secrets, ...authorizations]) {
            expect(JSON.stringify(outcome), step).not.toContain(secret);
          }
        }
      });
    });
  });
}

/** Every verb once, with what it answered. None of them may throw. */
async function everyStep(connection: Connection, document: ErpDocument): Promise<[string, Outcome<unknown>][]> {
  const steps: Record<string, Promise<Outcome<unknown>>> = {
    testConnection: connection.testConnection(),
    validate: connection.validate(document),
    findByKey: connection.findByKey(document.key),
    create: connection.create(document),
    post: connection.post("1"),
    readBack: connection.readBack("1"),
    removeDraft: connection.removeDraft("1"),
    listCustomers: connection.listCustomers(),
    listJobs: connection.listJobs(),
  };
  return Promise.all(
    Object.entries(steps).map(async ([step, outcome]): Promise<[string, Outcome<unknown>]> => [step, await outcome]),
  );
}

function value<T>(outcome: Outcome<T>): T {
  if (outcome.kind !== "done") throw new Error(`The step was not done: ${JSON.stringify(outcome)}`);
  return outcome.value;
}

function problemsOf(outcome: Outcome<unknown>): readonly Problem[] {
  if (outcome.kind === "done") return [];
  return outcome.kind === "refused" ? outcome.problems : [outcome.problem];
}

/** The classes of a refusal, each once. */
function classesOf(outcome: Outcome<unknown>): ProblemClass[] {
  expect(outcome.kind).toBe("refused");
  return [...new Set(problemsOf(outcome).map((one) => one.class))];
}

function expectPosted(posted: ErpFound | null, document: ErpDocument, sent: readonly LineSent[]): void {
  expect(posted).toMatchObject({
    key: document.key,
    state: "posted",
    total: document.totals.due,
    lineCount: sent.length,
    currency: document.currency,
    customerCode: document.customer.code,
    jobCode: document.job.code,
    billedOn: document.billedOn,
    postedOn: document.postingOn,
  });
  expect(posted?.lines.map((line) => [line.description, line.amount])).toEqual(
    sent.map((line) => [line.description, line.amount]),
  );
  expect(new Set(posted?.lines.map((line) => line.erpLineId)).size).toBe(sent.length);
}

function withTotals(document: ErpDocument, tax: bigint, released: bigint): ErpDocument {
  const billedThisPeriod = sum(document.lines.map((line) => line.billedThisPeriod));
  const { retainageWithheld } = document.totals;
  const due = billedThisPeriod - retainageWithheld + released + tax;
  return { ...document, totals: { ...document.totals, billedThisPeriod, retainageReleased: released, tax, due } };
}

function withTaxAndRelease(document: ErpDocument): ErpDocument {
  return withTotals(document, cents("812.44"), cents("1203.07"));
}

/** Adds a deduction, a line with nothing in this period and an amount near a thousand million to the document's lines. */
function withEverything(document: ErpDocument): ErpDocument {
  const [first] = document.lines;
  if (first === undefined) throw new Error("The document has a line");
  const added = [
    { item: "CO-1", description: `Deduct 6" pipe <b>&amp;</b> "class 50" 100 %`, amount: "-1500.01" },
    { item: "X-1", description: "Nothing in this period", amount: "0.00" },
    { item: "Ł-2", description: "Béton ½-inch, 混凝土, Straße 😀", amount: "987654321.99" },
  ].map(({ item, description, amount }) => ({
    ...first,
    lineId: `line-${item}`,
    item,
    description,
    billedThisPeriod: cents(amount),
  }));
  // Posted into the month on another day than the one on the paper.
  const billedOn = dayAfter(document.billedOn, -1);
  return withTotals({ ...document, billedOn, lines: [...document.lines, ...added] }, cents("0.07"), cents("1203.07"));
}

function asCredit(document: ErpDocument): ErpDocument {
  const lines = document.lines.map((line) => ({ ...line, billedThisPeriod: -line.billedThisPeriod }));
  const totals = { ...document.totals, retainageWithheld: -document.totals.retainageWithheld };
  return withTotals({ ...document, kind: "credit", lines, totals }, -1n, 0n);
}

function ofNothing(document: ErpDocument): ErpDocument {
  const lines = document.lines.map((line) => ({ ...line, billedThisPeriod: 0n }));
  return withTotals({ ...document, lines, totals: { ...document.totals, retainageWithheld: 0n } }, 0n, 0n);
}

/** An address on which nobody listens: a port that was free a moment ago. */
async function addressOfNobody(): Promise<string> {
  const server = await startSilentServer();
  await server.stop();
  return server.address;
}

/** Takes connections and whatever comes over them, and says nothing. */
function startSilentServer(): Promise<{ address: string; stop: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
    socket.resume();
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const bound = server.address();
      const port = bound !== null && typeof bound === "object" ? bound.port : 0;
      const stop = () =>
        new Promise<void>((stopped) => {
          server.close(() => stopped());
          for (const socket of sockets) socket.destroy();
        });
      resolve({ address: `http://127.0.0.1:${port}`, stop });
    });
  });
}
