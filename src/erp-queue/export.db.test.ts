// What is accepted stands in the ERP exactly once, whatever the ERP, the network and the worker do: a real database, and a
// real sandbox ERP that fails on purpose.
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Booked, type Invoiced, type Scene, startScene } from "../../test/erp-queue-scene.ts";
import { until } from "../../test/until.ts";
import { type Mishap, type Place, places } from "../connectors/sandbox/faults.ts";
import { openPool } from "../db/pool.ts";
import { inCompany } from "../db/transaction.ts";
import { frozenVersion } from "../invoice/invoice.commands.ts";
import type { Entry } from "./case.ts";
import { openConnection } from "./connection.commands.ts";
import { connectionById } from "./connection.db.ts";
import { documentOf } from "./document.ts";
import { exportInvoice, recoverExports } from "./export.commands.ts";
import { strandedExports } from "./export.db.ts";

const timeoutMs = 250;
let scene: Scene;
beforeAll(async () => {
  scene = await startScene(timeoutMs);
});
afterAll(() => scene.stop());
beforeEach(async () => {
  await scene.erp("DELETE", "/control/faults");
});

const companyId = () => scene.founded.companyId;
const act = (person: "priya" | "marcus", { id }: Invoiced, way: string, body?: object) =>
  scene.act(person, id, way, body);

async function done(asked: ReturnType<Scene["act"]>): Promise<void> {
  const { status, text } = await asked;
  expect(status, text).toBe(201);
}
async function accepted(): Promise<Invoiced> {
  const invoice = await scene.approvedInvoice();
  await done(act("priya", invoice, "sendings"));
  await done(act("marcus", invoice, "acceptances", {}));
  return invoice;
}
async function entryOf({ id }: Invoiced): Promise<Entry> {
  const { entry } = await scene.caseOf(id);
  if (entry === null) throw new Error("never sent");
  return entry;
}
const fault = (at: Place, what: Mishap, times = 1, delayMs = 0) =>
  scene.erp("POST", "/control/faults", [{ at, what, times, delayMs }]);
const exportNow = ({ id }: Invoiced, context = scene.context) => exportInvoice(context, companyId(), id);

/** What the queue's jobs do one after the other, without their waiting. */
function settled(invoice: Invoiced): Promise<Entry> {
  return until("the export is through", async () => {
    await exportNow(invoice);
    const entry = await entryOf(invoice);
    return entry.state === "synced" || entry.state === "failed" ? entry : null;
  });
}
async function standing(invoice: Invoiced) {
  const { documentKey } = await entryOf(invoice);
  const documents = await scene.documentsUnder(documentKey);
  const of = (state: string): readonly Booked[] => documents.filter((one) => one.state === state);
  return { posted: of("posted"), drafts: of("draft") };
}
const codesOf = (entry: Entry) => [...new Set(entry.problems.map(({ code }) => code))];
/** Time passes: the lease of a worker that died runs out, and the queue gives its job up. */
async function forget(): Promise<void> {
  await inCompany(scene.api.db, companyId(), async (tx) => {
    await sql`update writer_leases set expires_at = '-infinity' where company_id = ${companyId()}`.execute(tx);
    await sql`delete from jobs.job where name = 'export'`.execute(tx);
  });
}

/** What the ERP does, how the entry ends, and how many documents are then posted. */
const cases: [Place, Mishap, "synced" | "failed", number, string[]][] = [
  ["create", "hang_before", "synced", 1, []],
  ["create", "error_500_before", "synced", 1, []],
  ["create", "busy", "synced", 1, []],
  ["create", "refuse", "failed", 0, []],
  ["create", "slow", "synced", 1, []],
  ["create", "hang_after", "synced", 1, []],
  ["create", "cut", "synced", 1, []],
  ["create", "garbage", "synced", 1, []],
  ["create", "error_500_after", "synced", 1, []],
  ["create", "twice", "synced", 1, []],
  ["create", "wrong_total", "failed", 0, ["differs_in_the_erp"]],
  ["post", "hang_before", "synced", 1, []],
  ["post", "error_500_before", "synced", 1, []],
  ["post", "busy", "synced", 1, []],
  ["post", "refuse", "failed", 0, []],
  ["post", "slow", "synced", 1, []],
  ["post", "hang_after", "synced", 1, []],
  ["post", "cut", "synced", 1, []],
  ["post", "garbage", "synced", 1, []],
  ["post", "error_500_after", "synced", 1, []],
  ["post", "lost", "synced", 1, []],
  ["post", "renumber", "failed", 1, ["differs_in_the_erp"]],
  ["post", "move_date", "failed", 1, ["differs_in_the_erp"]],
  ["find", "hang_before", "synced", 1, []],
  ["find", "error_500_before", "synced", 1, []],
  ["find", "busy", "synced", 1, []],
  ["find", "refuse", "failed", 0, []],
  ["find", "slow", "synced", 1, []],
  ["find", "cut", "synced", 1, []],
  ["find", "garbage", "synced", 1, []],
  ["read", "hang_before", "synced", 1, []],
  ["read", "error_500_before", "synced", 1, []],
  ["read", "busy", "synced", 1, []],
  ["read", "refuse", "synced", 1, []],
  ["read", "slow", "synced", 1, []],
  ["read", "cut", "synced", 1, []],
  ["read", "garbage", "synced", 1, []],
];

describe("whatever the ERP does", () => {
  test.each(cases)("%s %s: %s, %i posted", async (at, what, state, posted, codes) => {
    const invoice = await accepted();
    await fault(at, what, 1, what === "slow" ? timeoutMs * 3 : 0);
    const entry = await settled(invoice);
    expect(entry.state, JSON.stringify(entry.problems)).toBe(state);
    const there = await standing(invoice);
    expect(there.posted).toHaveLength(posted);
    // A document made behind our back stays a draft that nobody posts.
    expect(there.drafts.length).toBe(what === "twice" ? 1 : 0);
    const mails = (await scene.mailsOf(invoice.id)).filter(({ kind }) => /fail/.test(kind));
    if (state === "synced") {
      expect(entry).toMatchObject({ problems: [], step: "posted", erpNumber: `${invoice.job}-1` });
      expect(entry.erpId).toBe(String(there.posted[0]?.id));
      expect(mails).toEqual([]);
      // Once it is there, a late job does nothing.
      await exportNow(invoice);
      expect((await standing(invoice)).posted).toHaveLength(1);
    } else {
      expect(entry.problems).not.toEqual([]);
      if (codes.length > 0) expect(codesOf(entry)).toEqual(codes);
      expect(mails.map(({ to_address }) => to_address)).toEqual(["marcus@demo.example", "priya@demo.example"]);
      // Alive in the ERP it cannot be rejected; an export again never makes a second one.
      const rejection = { reasons: [{ code: "other", body: "x" }] };
      if (posted > 0) {
        const refused = await act("marcus", invoice, "rejections", rejection);
        expect(refused.status).toBe(409);
        expect(refused.body.error.reasons[0].code).toBe("still_in_the_erp");
      }
      await done(act("marcus", invoice, "exports"));
      expect((await settled(invoice)).state).toBe(posted > 0 ? "failed" : "synced");
      expect((await standing(invoice)).posted).toHaveLength(1);
      if (posted > 0) {
        await scene.erp("POST", `/api/invoices/${there.posted[0]?.id}/cancel`);
        await done(act("marcus", invoice, "rejections", rejection));
        expect((await entryOf(invoice)).state).toBe("rejected");
      }
    }
  });

  test("a draft that is answered and rolled back ends with a person or in the ERP, never with two", async () => {
    const invoice = await accepted();
    await fault("create", "lost");
    const entry = await settled(invoice);
    if (entry.state === "failed") {
      await done(act("marcus", invoice, "exports"));
      expect((await settled(invoice)).state).toBe("synced");
    }
    expect((await standing(invoice)).posted).toHaveLength(1);
  });

  test("a failed entry of which nothing is alive may be rejected; not while the ERP cannot be asked", async () => {
    const invoice = await accepted();
    await fault("create", "refuse");
    await settled(invoice);
    const rejection = { reasons: [{ code: "other", body: "x" }] };
    await fault("find", "error_500_before");
    const unasked = await act("marcus", invoice, "rejections", rejection);
    expect(unasked.status).toBe(502);
    expect(unasked.body.error.reasons[0].code).toBe("erp_not_asked");
    expect((await entryOf(invoice)).state).toBe("failed");
    await done(act("marcus", invoice, "rejections", rejection));
  });

  test("a number given at acceptance is kept through a rejection and a resend", async () => {
    const invoice = await scene.approvedInvoice();
    await done(act("priya", invoice, "sendings"));
    await fault("create", "refuse");
    await done(act("marcus", invoice, "acceptances", { number: "KEPT-1" }));
    expect((await settled(invoice)).state).toBe("failed");
    await done(act("marcus", invoice, "rejections", { reasons: [{ code: "other", body: "x" }] }));
    await done(act("priya", invoice, "sendings"));
    const queue = await scene.api.call("GET", "/api/erp/owner-invoices", { as: scene.as.marcus });
    const shown = queue.body.entries.find(({ invoiceId }: { invoiceId: string }) => invoiceId === invoice.id);
    expect(shown.numberWanted).toBe("KEPT-1");
    await done(act("marcus", invoice, "acceptances", {}));
    expect(await settled(invoice)).toMatchObject({ state: "synced", erpNumber: "KEPT-1" });
  });

  test("an ERP that stays busy is given to a person after a while", async () => {
    const invoice = await accepted();
    await fault("create", "busy", 1_000);
    expect(codesOf(await settled(invoice))).toEqual(["locked"]);
    expect((await standing(invoice)).posted).toEqual([]);
  });
});

describe("what stands under the key already", () => {
  async function documentNow(invoice: Invoiced) {
    const entry = await entryOf(invoice);
    return await inCompany(scene.api.db, companyId(), async (tx) => {
      const version = await frozenVersion(tx, companyId(), invoice.id, entry.round);
      const connection = await connectionById(tx, companyId(), entry.connectionId);
      if (version === null || entry.chosen === null || connection === null) throw new Error("was accepted");
      const naming = { key: entry.documentKey, number: entry.round, contentHash: version.contentHash };
      return {
        document: documentOf(version.frozen, naming, entry.chosen),
        live: openConnection(scene.context, connection),
      };
    });
  }
  async function book(invoice: Invoiced, change: object, isPosted = true): Promise<void> {
    const { document, live } = await documentNow(invoice);
    const made = await live.create({ ...document, ...change });
    if (made.kind !== "done") throw new Error(JSON.stringify(made));
    if (isPosted) expect((await live.post(made.value.erpId)).kind).toBe("done");
    await live.close();
  }

  test("the very document is taken as ours", async () => {
    const invoice = await accepted();
    await book(invoice, {});
    expect((await settled(invoice)).state).toBe("synced");
    expect((await standing(invoice)).posted).toHaveLength(1);
  });

  test("an earlier version is a person's decision, and no second one is made", async () => {
    const invoice = await accepted();
    await book(invoice, { number: `OLD-${invoice.job}`, billedOn: "2026-02-28" });
    const entry = await settled(invoice);
    expect(entry.state).toBe("failed");
    expect(entry.problems.map(({ code, field }) => [code, field])).toEqual([
      ["differs_in_the_erp", "number"],
      ["differs_in_the_erp", "billedOn"],
    ]);
    await done(act("marcus", invoice, "exports"));
    expect((await settled(invoice)).state).toBe("failed");
    expect((await standing(invoice)).posted).toHaveLength(1);
  });

  test("two are a person's decision", async () => {
    const invoice = await accepted();
    await book(invoice, {});
    await book(invoice, { number: `TWO-${invoice.job}` });
    expect(codesOf(await settled(invoice))).toEqual(["two_in_the_erp"]);
    expect((await standing(invoice)).posted).toHaveLength(2);
  });

  test("a draft that somebody left there is removed first", async () => {
    const invoice = await accepted();
    await book(invoice, { number: `OLD-${invoice.job}` }, false);
    expect((await settled(invoice)).state).toBe("synced");
    expect(await standing(invoice)).toMatchObject({ posted: [{ number: `${invoice.job}-1` }], drafts: [] });
  });

  test.each(["creating", "posting", "starting", null] as const)(
    "a worker died at %s, having done nothing, made a draft, or posted",
    async (step) => {
      for (const left of ["nothing", "draft", "posted"]) {
        const invoice = await accepted();
        if (left !== "nothing") await book(invoice, {}, left === "posted");
        await scene.set(invoice.id, { step });
        await forget();
        expect(await recoverExports(scene.api.db, companyId())).toBeGreaterThan(0);
        const entry = await settled(invoice);
        expect({ left, state: entry.state, ...(await standing(invoice)) }).toMatchObject({
          left,
          state: "synced",
          posted: [{ state: "posted" }],
          drafts: [],
        });
      }
    },
  );
});

describe("workers", () => {
  test("two at once: one document", async () => {
    const invoice = await accepted();
    await fault("create", "slow", 1, 100);
    await Promise.all([exportNow(invoice), exportNow(invoice), exportNow(invoice)]);
    expect((await settled(invoice)).state).toBe("synced");
    expect((await standing(invoice)).posted).toHaveLength(1);
  });

  const moments = [
    ["find", "find"],
    ["create", "create"],
    ["post", "post"],
    ["read", "read_back"],
  ] as const;
  test.each(moments)("one dies while the ERP is asked to %s; another goes on", async (at, kind) => {
    const invoice = await accepted();
    await fault(at, "slow", 1, 150);
    const broken: Error[] = [];
    const dying = openPool(scene.api.appUrl, (error) => broken.push(error), 2);
    const death = exportNow(invoice, { ...scene.context, db: dying }).then(
      () => "lived",
      () => "died",
    );
    await until(`it asks to ${at}`, () =>
      inCompany(scene.api.db, companyId(), (tx) =>
        tx
          .selectFrom("export_calls")
          .select("call_id")
          .where("company_id", "=", companyId())
          .where("invoice_id", "=", invoice.id)
          .where("kind", "=", kind)
          .where("ended_at", "is", null)
          .executeTakeFirst(),
      ),
    );
    await dying.destroy();
    expect(await death).toBe("died");
    expect((await entryOf(invoice)).state).toBe("exporting");

    // While the job is there, nothing is stranded; once it is gone, it is queued again, once.
    const stranded = () => inCompany(scene.api.db, companyId(), (tx) => strandedExports(tx, companyId()));
    expect(await stranded()).not.toContain(invoice.id);
    await forget();
    expect(await stranded()).toContain(invoice.id);
    await recoverExports(scene.api.db, companyId());
    expect(await stranded()).toEqual([]);

    expect((await settled(invoice)).state).toBe("synced");
    expect(await standing(invoice)).toMatchObject({ posted: [{ number: `${invoice.job}-1` }], drafts: [] });
  });
});

describe("a walk through all that can go wrong", () => {
  const mishaps = {
    create: [
      "hang_before",
      "error_500_before",
      "busy",
      "refuse",
      "slow",
      "hang_after",
      "cut",
      "garbage",
      "lost",
      "twice",
    ],
    post: ["hang_before", "error_500_before", "busy", "refuse", "slow", "hang_after", "cut", "garbage", "lost"],
    find: ["hang_before", "error_500_before", "busy", "refuse", "slow", "cut", "garbage"],
    read: ["error_500_before", "busy", "refuse", "cut", "garbage"],
    remove: ["error_500_before", "busy", "refuse", "slow", "cut", "garbage", "lost"],
  } as const;
  const anyFault = fc.constantFrom(...places.filter((place) => place in mishaps)).chain((at) =>
    fc.record({
      at: fc.constant(at),
      what: fc.constantFrom(...mishaps[at as keyof typeof mishaps]),
      times: fc.integer({ min: 1, max: 2 }),
      delayMs: fc.constant(0),
    }),
  );

  test("as many documents as there is time for, each posted once", { timeout: 150_000 }, async () => {
    const invoice = await accepted();
    const { chosen, documentKey } = await entryOf(invoice);
    if (chosen === null) throw new Error("was accepted");
    // As many as there is time for: the same ones in the same order in every run.
    const deadline = Date.now() + 35_000;
    let run = 0;
    let ended = 0;
    const walk = fc.asyncProperty(fc.array(anyFault, { maxLength: 4 }), fc.boolean(), async (list, isTwice) => {
      if (Date.now() > deadline) return;
      run += 1;
      const key = `${documentKey.slice(0, 30)}-${run}`;
      await scene.erp("DELETE", "/control/faults");
      await scene.set(invoice.id, {
        state: "exporting",
        since: new Date(),
        step: "starting",
        documentKey: key,
        chosen: { ...chosen, number: `W-${run}` },
        problems: [],
        erpId: null,
        erpNumber: null,
        attempts: 0,
      });
      const slowed = list.map((one) => (one.what === "slow" ? { ...one, delayMs: timeoutMs + 30 } : one));
      await scene.erp("POST", "/control/faults", slowed);
      for (let turn = 0; turn < 4; turn += 1) {
        await Promise.all(isTwice ? [exportNow(invoice), exportNow(invoice)] : [exportNow(invoice)]);
        const { state } = await entryOf(invoice);
        if (state === "synced") break;
        if (state === "failed") await scene.set(invoice.id, { state: "exporting", step: "starting", attempts: 0 });
      }
      await scene.erp("DELETE", "/control/faults");
      let entry = await settled(invoice);
      if (entry.state === "failed") {
        await scene.set(invoice.id, { state: "exporting", step: "starting", attempts: 0 });
        entry = await settled(invoice);
      }
      const { posted } = await standing(invoice);
      expect({ state: entry.state, posted: posted.length, problems: entry.problems }).toEqual({
        state: "synced",
        posted: 1,
        problems: [],
      });
      ended += 1;
    });
    await fc.assert(walk, { numRuns: 300, endOnFailure: true });
    expect(ended).toBe(run);
    expect(ended).toBeGreaterThan(20);
  });
});
