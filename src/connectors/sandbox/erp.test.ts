// The box itself: its oddities, which are those of real ERPs, and every way in which it fails on purpose.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request as plainRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { amountText, cents } from "../../money/money.ts";
import type { Connection, ErpDocument, Outcome } from "../connector.ts";
import { exampleDocument } from "../example-document.ts";
import { descriptionMax, sandbox } from "./connector.ts";
import { demoToken, type SandboxErp, startSandboxErp } from "./erp.ts";
import { type Mishap, mishaps, type Place, places, sentinelOf, sentinels } from "./faults.ts";

const folder = mkdtempSync(join(tmpdir(), "sandbox-erp-"));
const dataFile = join(folder, "erp.db");
let erp: SandboxErp;
let connection: Connection;
/** For what is meant to be answered by silence. */
let impatient: Connection;
let made = 0;

beforeAll(start);
afterAll(async () => {
  await erp.stop();
  rmSync(folder, { recursive: true });
});

async function start(): Promise<void> {
  erp = await startSandboxErp({ port: 0, dataFile });
  connection = sandbox.connect({ address: address(), token: demoToken });
  impatient = sandbox.connect({ address: address(), token: demoToken, timeoutMs: "400" });
}

function address(): string {
  return `http://127.0.0.1:${erp.port}`;
}

function fresh(overrides: Partial<ErpDocument> = {}): ErpDocument {
  made += 1;
  return exampleDocument({ key: `DB-${made}-end`, number: `N${made}`, ...overrides });
}

/** `2977J-TIMEOUT-AFTER`, made different by a digit of its own. */
function ending(with_: string): ErpDocument {
  made += 1;
  return exampleDocument({ key: `DB-${made}-end`, number: `N${made}${with_}` });
}

async function call(method: string, path: string, body?: unknown, token = demoToken) {
  const written = body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
  const answer = await fetch(`${address()}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...written,
  });
  return { status: answer.status, json: await answer.json() };
}

function value<T>(outcome: Outcome<T>): T {
  if (outcome.kind !== "done") throw new Error(`The step was not done: ${JSON.stringify(outcome)}`);
  return outcome.value;
}

async function created(document: ErpDocument): Promise<string> {
  return value(await connection.create(document)).erpId;
}

async function posted(document: ErpDocument): Promise<string> {
  const erpId = await created(document);
  value(await connection.post(erpId));
  return erpId;
}

async function statesOf(document: ErpDocument): Promise<string[]> {
  return value(await connection.findByKey(document.key)).map((row) => row.state);
}

function expecting(kind: Outcome<unknown>["kind"]): Connection {
  return kind === "unknown" ? impatient : connection;
}

function codesOf(outcome: Outcome<unknown>): string[] {
  if (outcome.kind === "done") return [];
  return outcome.kind === "refused" ? outcome.problems.map((one) => one.code) : [outcome.problem.code];
}

describe("what is sent", () => {
  it("is a line for each billed line, then retainage", () => {
    expect(
      sandbox.linesSent(exampleDocument()).map((line) => [line.lineId, line.description, amountText(line.amount)]),
    ).toEqual([
      ["line-R-1", "R-1 Traffic control for roadway work", "2760.00"],
      ["line-R-8", "R-8 3 1/2-inch thick concrete sidewalk", "5622.00"],
      ["line-G-9", "G-9 Material stored on site", "1240.50"],
      [null, "Less retainage", "-481.13"],
    ]);
  });

  it("is refused, not cut, where a description does not fit", async () => {
    const document = fresh();
    const [first, second, ...rest] = document.lines;
    const long = { ...second!, description: "x".repeat(descriptionMax) };
    const tooLong = { ...document, lines: [{ ...first! }, long, ...rest] };
    const problems = value(await connection.validate(tooLong));
    expect(problems).toMatchObject([{ class: "data", code: "description_too_long", field: "lines.1.description" }]);
    expect(await connection.create(tooLong)).toMatchObject({
      kind: "refused",
      problems: [{ class: "data", code: "description_too_long", field: "lines.1.description" }],
    });
  });

  it("names the document's line, not the ERP's, where lines without an amount were left out", async () => {
    const document = ending("-REFUSE");
    const nothing = { ...document.lines[0]!, lineId: "line-0", item: "R-0", billedThisPeriod: 0n };
    const outcome = await connection.create({ ...document, lines: [nothing, ...document.lines] });
    expect(outcome.kind === "refused" && outcome.problems.map((one) => one.field)).toEqual([
      "customer",
      "lines.1.costCode",
    ]);
  });
});

describe("the books", () => {
  it("hold the demonstration's customers and jobs", async () => {
    expect(value(await connection.listCustomers())).toEqual([
      { code: "OWN-001", name: "San Francisco Public Works" },
      { code: "OWN-002", name: "City of Lakeville" },
    ]);
    expect(value(await connection.listJobs())).toEqual([
      { code: "P-1001", name: "2977J Paul Avenue" },
      { code: "P-1002", name: "Lakeville Street Reconstruction" },
    ]);
  });

  it("take a new customer once", async () => {
    const customer = { code: "OWN-900", name: "Port of Example" };
    expect((await call("POST", "/api/customers", customer)).status).toBe(201);
    expect((await call("POST", "/api/customers", customer)).json).toMatchObject({
      error: { problems: [{ code: "code_taken" }] },
    });
    expect(value(await connection.validate(fresh({ customer })))).toEqual([]);
  });

  it("give every posted document an entry number of their own, without gaps", async () => {
    const ids = [await posted(fresh()), await posted(fresh())];
    const entries = await Promise.all(ids.map(async (id) => (await call("GET", `/api/invoices/${id}`)).json.entry));
    const [one = 0, other = 0] = entries.map((entry: string) => Number(entry.replace("AR-", "")));
    expect(other).toBe(one + 1);
  });

  it("let a number be drafted twice and posted once, until its holder is cancelled", async () => {
    const [one, other] = [fresh({ number: "SAME-1" }), fresh({ number: "SAME-1" })];
    const [oneId, otherId] = [await created(one), await created(other)];
    expect(value(await connection.validate(other))).toEqual([]);
    value(await connection.post(oneId));

    expect(value(await connection.validate(other))).toMatchObject([
      { class: "data", code: "number_taken", field: "number" },
    ]);
    expect(await connection.post(otherId)).toMatchObject({ kind: "refused", problems: [{ code: "number_taken" }] });
    expect(await statesOf(other)).toEqual(["draft"]);

    await call("POST", `/api/invoices/${oneId}/cancel`);
    expect(await statesOf(one)).toEqual(["cancelled"]);
    expect(await connection.post(otherId)).toEqual({ kind: "done", value: null });
    expect(codesOf(await connection.post(oneId))).toEqual(["cancelled_already"]);
  });

  it("say paid where it is paid, and posting it again is done", async () => {
    const document = fresh();
    const erpId = await posted(document);
    await call("POST", `/api/invoices/${erpId}/pay`);
    expect(await statesOf(document)).toEqual(["paid"]);
    expect(await connection.post(erpId)).toEqual({ kind: "done", value: null });
    expect((await call("POST", `/api/invoices/${erpId}/cancel`)).status).toBe(422);
  });

  it("refuse to post in a closed month with 422, and post once it is open", async () => {
    const document = fresh({ postingOn: "2025-11-30" });
    await call("PUT", "/api/periods/2025-11", { closed: true });
    const erpId = await created(document);
    const refused = await call("POST", `/api/invoices/${erpId}/post`);
    expect(refused.status).toBe(422);
    expect(refused.json.error.problems).toEqual([
      { code: "period_closed", field: "posting_date", message: "The period 2025-11 is closed." },
    ]);
    await call("PUT", "/api/periods/2025-11", { closed: false });
    expect(await connection.post(erpId)).toEqual({ kind: "done", value: null });
  });

  it("refuse to post an invoice below zero, a credit above, and nothing at all", async () => {
    const line = exampleDocument().lines[0]!;
    const totalling = (amount: string, kind: ErpDocument["kind"]) => {
      const billed = cents(amount);
      const totals = {
        billedThisPeriod: billed,
        retainageWithheld: 0n,
        retainageReleased: 0n,
        retainageHeld: 0n,
        tax: 0n,
      };
      const lines = [{ ...line, billedThisPeriod: billed }];
      return fresh({ kind, lines, totals: { ...totals, due: billed } });
    };
    const cases = [
      [totalling("-0.01", "invoice"), "total_negative"],
      [totalling("0.01", "credit"), "credit_positive"],
    ] as const;
    for (const [document, code] of cases) {
      expect(value(await connection.validate(document))).toMatchObject([{ class: "data", code, field: "totals.due" }]);
      expect(codesOf(await connection.post(await created(document)))).toEqual([code]);
    }
    const nothing = totalling("0.00", "invoice");
    expect(value(await connection.validate(nothing)).map((one) => one.code)).toEqual(["total_zero"]);
    expect(codesOf(await connection.post(await created(nothing)))).toEqual(["lines_missing"]);
  });

  it("keep the largest amount to the cent", async () => {
    const billed = 10n ** 18n - 1n;
    const lines = [{ ...exampleDocument().lines[0]!, billedThisPeriod: billed }];
    const totals = {
      billedThisPeriod: billed,
      retainageWithheld: 0n,
      retainageReleased: 0n,
      retainageHeld: 0n,
      tax: 0n,
    };
    const erpId = await posted(fresh({ lines, totals: { ...totals, due: billed } }));
    expect(value(await connection.readBack(erpId))?.total).toBe(billed);
  });

  it("find one among many that look alike, page after page", async () => {
    const stem = "DB-many-1";
    for (let index = 0; index < 120; index += 1) await created(fresh({ key: `${stem}${index}` }));
    const last = await created(fresh({ key: stem }));
    expect(value(await connection.findByKey(stem)).map((row) => row.erpId)).toEqual([last]);
    expect(value(await connection.findByKey(stem.toLowerCase()))).toEqual([]);
    const asRealOnesDo = await call("GET", "/api/invoices?reference=db-MANY&limit=2");
    expect(asRealOnesDo.json.rows).toHaveLength(2);
  });

  it("keep everything over a restart: documents, numbers, faults and what is left of them", async () => {
    const document = ending("-BUSY");
    const kept = fresh();
    const keptId = await posted(kept);
    const before = value(await connection.readBack(keptId));
    await call("POST", "/control/faults", [{ at: "read", what: "error_500_before", times: 2 }]);
    expect((await connection.create(document)).kind).toBe("busy");
    expect((await connection.readBack(keptId)).kind).toBe("unknown");

    await erp.stop();
    await start();

    expect((await connection.readBack(keptId)).kind).toBe("unknown");
    expect({ ...value(await connection.readBack(keptId)), link: null }).toEqual({ ...before, link: null });
    expect((await connection.create(document)).kind).toBe("busy");
    expect((await connection.create(document)).kind).toBe("done");
  });
});

describe("the door", () => {
  it("is closed without the token, on the control side too", async () => {
    for (const path of ["/api/status", "/api/invoices", "/control/faults"]) {
      expect((await call("GET", path, undefined, "wrong")).status).toBe(401);
    }
    expect((await call("POST", "/control/faults", [], "wrong")).status).toBe(401);
  });

  it("is closed to a name that is not loopback", async () => {
    const status = await new Promise((resolve, reject) => {
      const asked = plainRequest(`${address()}/`, { headers: { host: "rebound.example" } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      asked.on("error", reject);
      asked.end();
    });
    expect(status).toBe(421);
  });

  it("answers what it cannot read with a reason", async () => {
    expect((await call("POST", "/api/invoices", "{")).status).toBe(400);
    expect((await call("GET", "/api/nothing")).status).toBe(404);
    const empty = await call("POST", "/api/invoices", { lines: [{ amount: "1e3" }] });
    expect(empty.status).toBe(422);
    expect(empty.json.error.problems.map((one: { field: string }) => one.field)).toEqual(
      expect.arrayContaining(["reference", "number", "kind", "lines.0.description", "lines.0.amount"]),
    );
  });

  it("says so where its port is in use", async () => {
    const second = startSandboxErp({ port: erp.port, dataFile: join(folder, "second.db") });
    await expect(second).rejects.toMatchObject({ code: "EADDRINUSE" });
  });

  it("takes another server at the address for what it is", async () => {
    const astray = sandbox.connect({ address: `${address()}/invoices`, token: demoToken });
    expect(codesOf(await astray.testConnection())).toEqual(["another_server"]);
  });
});

describe("the pages", () => {
  const labelled = "Sandbox ERP: an ERP in a box for demonstrations; nothing here is real";

  it("open the link of a document, and show what it says as text", async () => {
    const document = fresh();
    const [first, ...rest] = document.lines;
    const described = { ...document, lines: [{ ...first!, description: "<script>alert(1)</script>" }, ...rest] };
    const erpId = await posted(described);
    const link = value(await connection.readBack(erpId))?.link ?? "";
    const page = await fetch(link);
    const text = await page.text();
    expect(page.status).toBe(200);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(text).toContain(labelled);
    expect(text).toContain("USD 9,141.37");
    expect(text).toContain("(481.13)");
    expect(text).toContain("&lt;script&gt;");
    expect(text).not.toContain("<script");
  });

  it("list the documents and every sentinel", async () => {
    const document = fresh();
    await created(document);
    const text = await (await fetch(address())).text();
    expect(text).toContain(labelled);
    expect(text).toContain(`<td>${document.number}</td>`);
    for (const { ending } of sentinels) expect(text).toContain(ending);
  });

  it("say where there is nothing", async () => {
    expect((await fetch(`${address()}/invoices/999999`)).status).toBe(404);
    expect((await fetch(`${address()}/elsewhere`)).status).toBe(404);
  });
});

describe("a number that ends with a sentinel", () => {
  it("is told by its longest ending, and in the team's own number too", () => {
    expect(sentinelOf({ number: "1-POST-BUSY", label: "" })?.ending).toBe("-POST-BUSY");
    expect(sentinelOf({ number: "1-BUSY", label: "" })?.ending).toBe("-BUSY");
    expect(sentinelOf({ number: "1", label: "7-GARBAGE" })?.ending).toBe("-GARBAGE");
    expect(sentinelOf({ number: "1-BUSY-2", label: "busy" })).toBeNull();
  });

  /** What creating answers in turn, and which documents are there after each. */
  const creations: [string, [Outcome<unknown>["kind"], string[]][]][] = [
    [
      "-REFUSE",
      [
        ["refused", []],
        ["refused", []],
        ["refused", []],
      ],
    ],
    [
      "-BUSY",
      [
        ["busy", []],
        ["busy", []],
        ["done", ["draft"]],
      ],
    ],
    [
      "-TIMEOUT-BEFORE",
      [
        ["unknown", []],
        ["done", ["draft"]],
      ],
    ],
    [
      "-TIMEOUT-AFTER",
      [
        ["unknown", ["draft"]],
        ["done", ["draft", "draft"]],
      ],
    ],
    ["-GARBAGE", [["unknown", ["draft"]]]],
    ["-CUT", [["unknown", ["draft"]]]],
    ["-ERROR-500", [["unknown", ["draft"]]]],
    [
      "-LOST",
      [
        ["done", []],
        ["done", ["draft"]],
      ],
    ],
    ["-TWICE", [["done", ["draft", "draft"]]]],
  ];

  it.each(creations)("%s", async (sentinel, turns) => {
    const document = ending(sentinel);
    for (const [kind, states] of turns) {
      expect((await expecting(kind).create(document)).kind).toBe(kind);
      expect(await statesOf(document)).toEqual(states);
    }
  });

  it("-REFUSE is refused no more once the number is another", async () => {
    const document = ending("-REFUSE");
    const outcome = await connection.create(document);
    expect(codesOf(outcome)).toEqual(["customer_on_hold", "cost_code_unknown"]);
    expect((await connection.create({ ...document, number: `${document.number}D` })).kind).toBe("done");
  });

  it("-LOST promised an id that nobody else ever gets", async () => {
    const document = ending("-LOST");
    const promised = await created(document);
    expect(value(await connection.readBack(promised))).toBeNull();
    expect(await created(document)).not.toBe(promised);
  });

  it("-DARK leaves the look-ups unanswered for a while", async () => {
    const document = ending("-DARK");
    const kinds = [(await impatient.create(document)).kind];
    for (let turn = 0; turn < 3; turn += 1) kinds.push((await impatient.findByKey(document.key)).kind);
    expect(kinds).toEqual(["unknown", "unknown", "unknown", "unknown"]);
    expect(await statesOf(document)).toEqual(["draft"]);
    expect(await statesOf(fresh()), "others are found").toEqual([]);
  });

  it("-WRONG-TOTAL is kept with another amount", async () => {
    const document = ending("-WRONG-TOTAL");
    const erpId = await created(document);
    expect(value(await connection.readBack(erpId))?.total).toBe(document.totals.due + 100n);
  });

  const postings: [string, [Outcome<unknown>["kind"], string][]][] = [
    [
      "-POST-REFUSE",
      [
        ["refused", "draft"],
        ["refused", "draft"],
        ["refused", "draft"],
      ],
    ],
    [
      "-POST-BUSY",
      [
        ["busy", "draft"],
        ["busy", "draft"],
        ["done", "posted"],
      ],
    ],
    [
      "-POST-TIMEOUT",
      [
        ["unknown", "posted"],
        ["done", "posted"],
      ],
    ],
    [
      "-POST-NOTHING",
      [
        ["unknown", "draft"],
        ["done", "posted"],
      ],
    ],
    [
      "-POST-GARBAGE",
      [
        ["unknown", "posted"],
        ["done", "posted"],
      ],
    ],
    [
      "-POST-LOST",
      [
        ["done", "draft"],
        ["done", "posted"],
      ],
    ],
  ];

  it.each(postings)("%s", async (sentinel, turns) => {
    const document = ending(sentinel);
    const erpId = await created(document);
    for (const [kind, state] of turns) {
      expect((await expecting(kind).post(erpId)).kind).toBe(kind);
      expect(await statesOf(document)).toEqual([state]);
    }
  });

  it("-RENUMBER and -MOVE-DATE are seen in what is read back", async () => {
    const renumbered = ending("-RENUMBER");
    const erpId = await posted(renumbered);
    expect(value(await connection.readBack(erpId))).toMatchObject({ number: `SBX-${erpId}`, state: "posted" });
    const moved = ending("-MOVE-DATE");
    const movedId = await posted(moved);
    expect(value(await connection.readBack(movedId))).toMatchObject({ postedOn: "2026-02-01", billedOn: "2026-01-31" });
  });

  it("-LATE is done when nobody listens any more", async () => {
    expect(sentinels.find((one) => one.ending === "-LATE")?.faults).toEqual([
      { at: "create", what: "slow", times: 1, delayMs: 8_000 },
    ]);
    // The same with a shorter wait.
    await call("POST", "/control/faults", [{ at: "create", what: "slow", times: 1, delayMs: 2_000 }]);
    const document = fresh();
    expect((await impatient.create(document)).kind).toBe("unknown");
    expect(await statesOf(document)).toEqual([]);
    await expect.poll(() => statesOf(document), { timeout: 5_000 }).toEqual(["draft"]);
  });

  it("is in the README with what happens", () => {
    const readme = readFileSync(join(import.meta.dirname, "README.md"), "utf8");
    const rows = sentinels.map(({ ending, says }) => `| \`${ending}\` | ${says} |`);
    expect(readme.match(/^\| `-.*$/gm)).toEqual(rows);
  });

  it("is in this list", () => {
    const walked = [...creations, ...postings].map(([sentinel]) => sentinel);
    const alone = ["-DARK", "-WRONG-TOTAL", "-RENUMBER", "-MOVE-DATE", "-LATE"];
    expect(sentinels.map((one) => one.ending).sort()).toEqual([...walked, ...alone].sort());
    for (const one of sentinels) expect(`2977J-01${one.ending}`.length).toBeLessThanOrEqual(24);
  });
});

describe("the control endpoint", () => {
  const steps: Record<Place, (through: Connection, erpId: string, document: ErpDocument) => Promise<Outcome<unknown>>> =
    {
      create: (through) => through.create(fresh()),
      post: (through, erpId) => through.post(erpId),
      find: (through, _erpId, document) => through.findByKey(document.key),
      read: (through, erpId) => through.readBack(erpId),
      remove: (through, erpId) => through.removeDraft(erpId),
      list: (through) => through.listJobs(),
      status: (through) => through.testConnection(),
    };
  const expected: Partial<Record<Mishap, Outcome<unknown>["kind"]>> = {
    hang_before: "unknown",
    hang_after: "unknown",
    cut: "unknown",
    garbage: "unknown",
    error_500_before: "unknown",
    error_500_after: "unknown",
    busy: "busy",
    refuse: "refused",
    lost: "done",
  };

  it.each(places)("spoils %s once, in every way, and then no more", async (place) => {
    for (const [what, kind] of Object.entries(expected)) {
      // A half answer to the question who is there is no proof of this ERP.
      const seen = place === "status" && what === "garbage" ? "refused" : kind;
      const document = fresh();
      const erpId = await created(document);
      await call("POST", "/control/faults", [{ at: place, what, times: 1 }]);
      expect((await steps[place](expecting(seen), erpId, document)).kind, what).toBe(seen);
      const waiting: { at: string; ending: string | null }[] = (await call("GET", "/control/faults")).json.rows;
      expect(waiting.filter((one) => one.at === place && one.ending === null)).toEqual([]);
      expect((await steps[place](connection, erpId, document)).kind, `${what}, then`).toBe("done");
    }
  });

  it("counts, waits in order, keeps to a reference and forgets", async () => {
    const [one, other] = [fresh(), fresh()];
    await call("POST", "/control/faults", [
      { at: "create", what: "busy", times: 2, reference: one.key },
      { at: "create", what: "refuse", times: 1, reference: one.key },
    ]);
    expect((await connection.create(other)).kind).toBe("done");
    const kinds = [];
    for (let turn = 0; turn < 4; turn += 1) kinds.push((await connection.create(one)).kind);
    expect(kinds).toEqual(["busy", "busy", "refused", "done"]);

    await call("POST", "/control/faults", [{ at: "create", what: "busy", times: 9 }]);
    await call("DELETE", "/control/faults");
    expect((await connection.create(fresh())).kind).toBe("done");
  });

  it("takes nothing it does not know", async () => {
    for (const body of [
      {},
      [{ at: "lunch", what: "cut" }],
      [{ at: "post", what: "smile" }],
      [{ at: "post", what: "cut", times: -1 }],
    ]) {
      expect((await call("POST", "/control/faults", body)).status).toBe(422);
    }
    expect(Object.keys(mishaps)).toEqual(expect.arrayContaining(Object.keys(expected)));
  });
});
