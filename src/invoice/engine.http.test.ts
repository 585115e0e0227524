// Owner invoices under everything that a contract can agree on, over HTTP and a real database: steps, caps and rounding of
// retainage, change orders, certificates, what stands below line 8, overrides and corrections.
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Answered, startTestApi, type TestApi } from "../../test/api.ts";
import { inCompany, readCompany } from "../db/transaction.ts";
import { demoPeople } from "../demo-people.ts";
import { documentOf } from "../erp-queue/document.ts";
import { amountText } from "../money/money.ts";
import { type Founded, foundCompany } from "../people/founding.commands.ts";
import { canonicalText, readFrozen } from "./frozen.ts";
import { freeze, type Invoice, setLock } from "./invoice.commands.ts";
import { recomputed } from "./recompute.ts";
import { rulesVersion } from "./totals.ts";
import type { InvoiceLineShown, InvoiceMoved, InvoiceShown } from "./wire.ts";

let api: TestApi;
let founded: Founded;
let priya: string;
let sam: string;
let count = 0;
let projectId: string;
let contractId: string;

beforeAll(async () => {
  api = await startTestApi();
  const projects = Array.from({ length: 60 }, (_, index) => ({
    number: `P-${index + 1}`,
    name: "Bridge",
    erpJob: null,
    roles: demoPeople.map(({ email, project }) => ({ email, ...project })),
  }));
  founded = await foundCompany(api.db, { name: "Builder", people: demoPeople, projects }, api.clock.at);
  [priya, sam] = (await Promise.all(["priya", "sam"].map((name) => api.signIn(`${name}@demo.example`)))) as [
    string,
    string,
  ];
});
afterAll(() => api.stop());

beforeEach(() => {
  count += 1;
  projectId = founded.projects.get(`P-${count}`) ?? "";
});

async function ask(method: string, path: string, body?: object, as = priya): Promise<Answered> {
  return await api.call(method, `/api${path}`, { as, ...(body === undefined ? {} : { body }) });
}
async function good(method: string, path: string, body?: object): Promise<Answered["body"]> {
  const answer = await ask(method, path, body);
  expect(answer.status, answer.text).toBeLessThan(300);
  return answer.body;
}
const codes = (answer: Answered): string[] => answer.body.error.reasons.map(({ code }: { code: string }) => code);

type Agreed = { rates?: [string, string]; terms?: object; opening?: (idOf: (item: string) => string) => object };

/** An approved contract that agreed on this, and an open period. */
async function agreed(lines: readonly object[], { rates = ["10", "10"], terms, opening }: Agreed = {}): Promise<void> {
  const head = { number: `C-${count}`, title: "Contract", retainageOnWork: rates[0], retainageOnMaterials: rates[1] };
  const { id } = await good("POST", `/projects/${projectId}/contracts`, head);
  contractId = id;
  const version = async (): Promise<number> => (await good("GET", `/contracts/${id}`)).version;
  if (terms !== undefined) await good("PATCH", `/contracts/${id}`, { version: 1, terms });
  const schedule = await good("PUT", `/contracts/${id}/schedule-of-values`, { version: await version(), lines });
  const idOf = (item: string): string => schedule.lines.find((one: { item: string }) => one.item === item).id;
  await good("PATCH", `/contracts/${id}`, {
    ...{ version: await version(), status: "approved" },
    ...(opening === undefined ? {} : { opening: opening(idOf) }),
  });
  await good("POST", `/projects/${projectId}/billing-periods`, { from: "2026-01-01", to: "2026-12-31" });
}

/** A change order that is approved on a day. */
async function changeOrder(number: string, approvedOn: string, content: object): Promise<string> {
  const { id } = await good("POST", `/contracts/${contractId}/change-orders`, { number, title: number, ...content });
  await good("PATCH", `/change-orders/${id}`, { status: "pending" });
  await good("PATCH", `/change-orders/${id}`, { status: "approved", approvedOn });
  return id;
}

const made = (billedOn = "2026-12-31"): Promise<InvoiceShown> =>
  good("POST", `/contracts/${contractId}/invoices`, { billedOn });
const get = (id: string): Promise<InvoiceShown> => good("GET", `/invoices/${id}`);
const line = (invoice: InvoiceShown, item: string): InvoiceLineShown => {
  const found = invoice.lines.find((one) => one.item === item);
  if (found === undefined) throw new Error(`no line ${item}`);
  return found;
};
const entries = (invoice: InvoiceShown, byItem: Record<string, object>) =>
  Object.entries(byItem).map(([item, entry]) => ({ lineId: line(invoice, item).lineId, ...entry }));
const save = async (id: string, change: object): Promise<Answered> =>
  ask("PATCH", `/invoices/${id}`, { version: (await get(id)).version, ...change });
async function saved(id: string, change: object): Promise<InvoiceShown> {
  const answer = await save(id, change);
  expect(answer.status, answer.text).toBe(200);
  return answer.body.invoice;
}
const bill = (invoice: InvoiceShown, byItem: Record<string, object>, more: object = {}) =>
  saved(invoice.id, { lines: entries(invoice, byItem), ...more });
/** The next invoice, with these entries. */
const billNext = async (byItem: Record<string, object>, more: object = {}, billedOn?: string) =>
  bill(await made(billedOn), byItem, more);
const certify = async (id: string, certificate: object): Promise<Answered> =>
  ask("POST", `/invoices/${id}/certificates`, { version: (await get(id)).version, amount: null, ...certificate });
const correct = async (id: string, correction: object): Promise<Answered> =>
  ask("POST", `/invoices/${id}/corrections`, { version: (await get(id)).version, ...correction });
const lock = (id: string, to: Invoice["lock"]) =>
  inCompany(api.db, founded.companyId, (tx) => setLock(tx, founded.companyId, id, to, false));
const sent = (id: string, version: number) =>
  inCompany(api.db, founded.companyId, (tx) =>
    freeze(tx, founded.companyId, id, version, founded.people.get("priya@demo.example") ?? "", api.clock.at),
  );
const history = async (id: string) => (await good("GET", `/invoices/${id}/history`)).entries;
const sentences = async (id: string): Promise<string[]> =>
  (await history(id)).map(({ sentence }: { sentence: string }) => sentence);

const lump = (item: string, scheduledValue: string, more: object = {}) => ({
  ...{ item, description: `Line ${item}`, scheduledValue },
  ...more,
});

describe("retainage", () => {
  test("a step that is crossed in the middle of a period: 10 % up to half of the contract, 5 % beyond", async () => {
    const step = { at: { percent: "50", of: "original" }, work: "5", materials: "5", effect: "prospective" };
    await agreed([lump("1", "80000.00"), lump("2", "20000.00")], { terms: { retainage: { steps: [step] } } });
    await billNext({ "1": { workThisPeriod: "40000.00" } });
    const second = await billNext({ "1": { workThisPeriod: "20000.00" } });
    expect(second.summary).toMatchObject({ "4": "60000.00", "5": "5500.00" });
    expect(second.before).toEqual({ certified: "36000.00", stepsTaken: 0, completedAndStored: "40000.00" });
    const third = await billNext({ "2": { workThisPeriod: "10000.00" } });
    expect(third.before.stepsTaken).toBe(1);
    expect(third.summary["5"]).toBe("6000.00");
    // The line that crossed it remembers how much was earned under the old rate.
    expect(line(third, "1").previous.withholding).toEqual({
      rates: { work: "5", materials: "5" },
      brackets: [{ rates: { work: "10", materials: "10" }, earned: { work: "50000.00", materials: "0.00" } }],
      frozen: null,
    });
    expect(line(third, "2")).toMatchObject({
      retainageRateWork: "5",
      isOnContractRates: true,
      retainageHeld: "500.00",
    });
  });

  test("a stop, and a line on rates of its own that a step leaves alone", async () => {
    const step = { at: { amount: "50000.00" }, work: "5", materials: "5", effect: "retroactive" };
    const own = { retainageOnWork: "8", retainageOnMaterials: "8" };
    await agreed([lump("1", "80000.00"), lump("2", "20000.00", own)], { terms: { retainage: { steps: [step] } } });
    const first = await billNext({ "1": { workThisPeriod: "60000.00" }, "2": { workThisPeriod: "10000.00" } });
    expect([line(first, "1").retainageHeld, line(first, "2").retainageHeld]).toEqual(["3000.00", "800.00"]);
    expect(line(first, "2").isOnContractRates).toBe(false);
  });

  test("rounded once at the header, as a public voucher is: 5 % of 28,422,265.70 is 1,421,113.29", async () => {
    // California Department of Transportation, progress payment voucher 04-253794-019 (examples/caltrans-04-253794).
    const free = { retainageOnWork: "0", retainageOnMaterials: "0" };
    await agreed(
      [lump("1", "27669961.60"), lump("2a", "1236755.80"), lump("2b", "-484451.70"), lump("5", "2800000.00", free)],
      { rates: ["5", "5"], terms: { retainage: { level: "header" }, escrow: { roundDownTo: "10.00" } } },
    );
    await billNext({
      "1": { workThisPeriod: "26983896.87", materialsStored: "41364.23" },
      "2a": { workThisPeriod: "1226973.40" },
      "2b": { workThisPeriod: "-484451.70" },
      "5": { workThisPeriod: "2800000.00" },
    });
    const voucher = await billNext({
      "1": { workThisPeriod: "678837.91", materialsStored: "7226.82" },
      "2a": { workThisPeriod: "9782.40" },
    });
    expect(voucher.summary).toMatchObject({
      "4": "31222265.70",
      "5a": "1420751.95",
      "5b": "361.34",
      "5": "1421113.29",
      "8": "621758.75",
    });
    expect(voucher.below.escrow).toBe("1421110.00");
  });

  test("a cap holds what would be more, and says so", async () => {
    const cap = { percent: "5", of: "original" };
    await agreed([lump("1", "10000000.00")], { terms: { retainage: { cap } } });
    const invoice = await billNext({ "1": { workThisPeriod: "6973202.50" } });
    expect(invoice.summary).toMatchObject({ "5": "500000.00", "8": "6473202.50" });
    expect(invoice.findings).toMatchObject([{ code: "RETAIN-CAPPED", severity: "report", lineId: null }]);
    expect(invoice.findings[0]?.message).toContain("697,320.25");
  });

  test("a rate that changes for what follows; entered by hand, it is the line's own from there", async () => {
    await agreed([lump("1", "100000.00")]);
    await billNext({ "1": { workThisPeriod: "40000.00" } });
    const second = await billNext({
      "1": { workThisPeriod: "60000.00", retainageRateWork: "5", rateEffect: "prospective" },
    });
    expect(line(second, "1")).toMatchObject({ retainageHeld: "7000.00", isOnContractRates: false });
    const third = await made();
    expect(line(third, "1")).toMatchObject({ retainageHeld: "7000.00", retainageRateWork: "5" });
    const back = await bill(third, { "1": { retainageRateWork: "5", workThisPeriod: "-10000.00" } });
    expect(line(back, "1").retainageHeld).toBe("6500.00");
    // The first was at 10 % of everything: what came later did not touch it.
    const kept = await good("GET", `/contracts/${contractId}/invoices`);
    expect(kept.invoices.at(-1).summary["5"]).toBe("4000.00");
  });

  test("what is frozen stays as it is, until rates are given anew; put right by hand, it is another", async () => {
    await agreed([lump("1", "100000.00")]);
    await billNext({ "1": { workThisPeriod: "40000.00" } });
    const frozen = await billNext({ "1": { workThisPeriod: "10000.00", isFrozen: true } });
    expect(line(frozen, "1")).toMatchObject({ retainageHeld: "4000.00", isFrozen: true });
    const third = await made();
    expect(line(third, "1")).toMatchObject({ isFrozen: true, retainageHeld: "4000.00" });
    expect(line(await bill(third, { "1": { isFrozen: false } }), "1").retainageHeld).toBe("5000.00");
    expect(line(await bill(third, { "1": { isFrozen: true, adjusted: "-0.01" } }), "1").retainageHeld).toBe("3999.99");
    const anew = await bill(third, { "1": { retainageRateWork: "5", adjusted: "0.00" } });
    expect(line(anew, "1")).toMatchObject({ retainageHeld: "2500.00", isFrozen: false });
  });

  test("a release gives back what is held, and no more of a line than it holds", async () => {
    await agreed([lump("1", "100000.00"), lump("2", "100000.00")]);
    await billNext({ "1": { workThisPeriod: "40000.00" }, "2": { workThisPeriod: "1000.00" } });
    const second = await made();
    const refused = await save(second.id, { lines: entries(second, { "2": { releasedWork: "100.01" } }) });
    expect([refused.status, refused.body.error.reasons[0]]).toMatchObject([
      400,
      { code: "release_exceeds_held", given: "100.01", allowed: "100.00" },
    ]);
    const released = await bill(second, { "1": { releasedWork: "4000.00" }, "2": { releasedWork: "100.00" } });
    expect(released.summary).toMatchObject({ "5": "0.00", "8": "4100.00" });
    expect(released.lines.map(({ workThisPeriod }) => workThisPeriod)).toEqual(["0.00", "0.00"]);
  });

  test("terms that the contract agrees on later do not move what was issued", async () => {
    await agreed([lump("1", "100000.00")]);
    const first = await billNext({ "1": { workThisPeriod: "60000.00" } }, { status: "approved" });
    await lock(first.id, "synced");
    const second = await made();
    const { version } = await good("GET", `/contracts/${contractId}`);
    const cap = { amount: "1000.00" };
    await good("PATCH", `/contracts/${contractId}`, { version, terms: { retainage: { cap } } });
    expect((await get(first.id)).terms.retainage.cap).toBeNull();
    expect((await get(second.id)).summary["5"]).toBe("6000.00");
    const computedAnew = await bill(second, { "1": { workThisPeriod: "1.00" } });
    expect(computedAnew).toMatchObject({ summary: { "5": "1000.00" }, terms: { retainage: { cap } } });
    expect((await get(first.id)).summary["5"]).toBe("6000.00");
  });
});

describe("a contract that was billed elsewhere before", () => {
  test("the first invoice here starts from where it stood", async () => {
    await agreed([lump("1", "100000.00"), lump("2", "50000.00")], {
      opening: (idOf) => ({
        certified: "44000.00",
        lines: [
          {
            lineId: idOf("1"),
            workToDate: "45000.00",
            quantityToDate: null,
            materialsStored: "5000.00",
            retainageHeld: "3000.00",
          },
        ],
      }),
    });
    const first = await billNext({ "1": { workThisPeriod: "10000.00" } });
    expect(first.before).toEqual({ certified: "44000.00", stepsTaken: 0, completedAndStored: "50000.00" });
    expect(line(first, "1")).toMatchObject({ workPrevious: "45000.00", materialsPrevious: "5000.00" });
    expect(first.summary).toMatchObject({ "4": "60000.00", "5": "4000.00", "7": "44000.00", "8": "12000.00" });
    const { frozen } = await sent(first.id, 1);
    expect(frozen.lines[0]?.appliedPrevious).toEqual({ completedAndStored: 5_000_000n, retainageHeld: 300_000n });
  });
});

describe("change orders", () => {
  const extra = (value: string) => ({ lines: [lump("5", value)] });

  test("picked, deferred and by the cut-off: each enters once, and where it stands is said", async () => {
    await agreed([lump("1", "100000.00")]);
    const one = await changeOrder("CO-1", "2026-03-14", extra("1000.00"));
    const two = await changeOrder("CO-2", "2026-03-20", { lines: [lump("6", "2000.00"), lump("7", "-500.00")] });
    const first = await made("2026-03-31");
    expect(first.changeOrders.map(({ number, standing }) => [number, standing])).toEqual([
      ["CO-1", "entersHere"],
      ["CO-2", "entersHere"],
    ]);
    const deferred = await saved(first.id, { changeOrders: [] });
    expect(deferred).toMatchObject({ changeOrdersPicked: true, summary: { "2": "0.00" } });
    expect(deferred.lines.map(({ item }) => item)).toEqual(["1"]);
    expect(deferred.findings).toMatchObject([
      { code: "CO-DEFERRED", severity: "hint", link: expect.stringContaining("change-orders") },
      { code: "CO-DEFERRED", severity: "hint" },
    ]);
    const picked = await saved(first.id, { changeOrders: [two] });
    expect(picked.summary).toMatchObject({ "1": "100000.00", "2": "1500.00", "3": "101500.00" });
    expect(picked.changeOrderSummary).toEqual({
      additions: { previous: "0.00", thisPeriod: "2000.00" },
      deductions: { previous: "0.00", thisPeriod: "500.00" },
      net: "1500.00",
    });
    const unpicked = await saved(first.id, { changeOrders: null, cutOffOn: "2026-03-15" });
    expect(unpicked).toMatchObject({ changeOrdersPicked: false, summary: { "2": "1000.00" }, cutOffOn: "2026-03-15" });
    expect(unpicked.changeOrders.map(({ standing }) => standing)).toEqual(["entersHere", "afterCutOff"]);

    const second = await made("2026-04-30");
    expect(second.changeOrders.map(({ standing }) => standing)).toEqual(["enteredBefore", "entersHere"]);
    expect(second.changeOrderSummary.additions).toEqual({ previous: "1000.00", thisPeriod: "2000.00" });
    const refused = await save(second.id, { changeOrders: [one, contractId] });
    expect(codes(refused)).toEqual(["change_order_entered", "change_order_unknown"]);
  });

  test("one that is billed is not taken off again unseen", async () => {
    await agreed([lump("1", "100000.00")]);
    await changeOrder("CO-1", "2026-03-14", extra("1000.00"));
    const first = await billNext({ "5": { workThisPeriod: "100.00" } });
    const refused = await save(first.id, { changeOrders: [] });
    expect(codes(refused), refused.text).toEqual(["change_order_stays"]);
    await bill(first, { "5": { workThisPeriod: "0.00" } });
    expect((await saved(first.id, { changeOrders: [] })).lines).toHaveLength(1);
  });

  test("one that changes a standing line counts from where it enters; earlier invoices keep their value", async () => {
    await agreed([lump("1", "300000.00")]);
    const first = await billNext({ "1": { workThisPeriod: "100000.00" } }, {}, "2026-01-31");
    await changeOrder("CO-2", "2026-02-14", {
      changes: [{ lineId: line(first, "1").lineId, amount: "-30000.00" }],
    });
    const second = await made("2026-02-28");
    expect(second.summary).toMatchObject({ "1": "300000.00", "2": "-30000.00", "3": "270000.00", "9": "180000.00" });
    expect(line(second, "1").scheduledValue).toBe("270000.00");
    const firstNow = await get(first.id);
    expect(line(firstNow, "1").scheduledValue).toBe("300000.00");
    expect(firstNow.summary["2"]).toBe("0.00");
    const withOther = (await sent(second.id, 1)).frozen.changeOrders;
    expect(withOther).toEqual([{ number: "CO-2", approvedOn: "2026-02-14", amount: -3_000_000n, entersHere: true }]);
  });
});

describe("certified for less", () => {
  test("the published billing of ten applications, cut in the eighth: 693,500 + 136,500 = 830,000, not 855,000", async () => {
    const own = [
      lump("001", "200000.00"),
      lump("002", "300000.00"),
      lump("003", "400000.00"),
      lump("004", "300000.00"),
    ];
    await agreed(own, { rates: ["10", "5"] });
    const bare = await made("2026-01-31");
    await changeOrder("CO-001", "2026-03-14", { lines: [lump("005", "120000.00")] });
    await changeOrder("CO-002", "2026-06-02", { changes: [{ lineId: line(bare, "004").lineId, amount: "-30000.00" }] });
    const five = { retainageRateWork: "5", retainageRateMaterials: "5" };
    const all = (entry: object, items = ["001", "002", "003", "004", "005"]) =>
      Object.fromEntries(items.map((item) => [item, entry]));
    const beams = (bought: string, installed: string) => ({ storedItems: [{ id: "beams", bought, installed }] });
    const applications: [string, Record<string, object>, object?][] = [
      ["2026-01-31", { "001": { workThisPeriod: "60000.00" } }],
      ["2026-02-28", { "001": { workThisPeriod: "140000.00" }, "002": { workThisPeriod: "20000.00" } }],
      ["2026-03-31", { "002": { workThisPeriod: "180000.00" } }],
      ["2026-04-30", { "002": { workThisPeriod: "100000.00" }, "003": beams("80000.00", "0.00") }],
      ["2026-05-31", { "003": { workThisPeriod: "80000.00", ...beams("0.00", "80000.00") } }],
      ["2026-06-30", { "003": { workThisPeriod: "120000.00" } }],
      ["2026-07-31", { ...all(five), "003": { workThisPeriod: "30000.00", ...five } }],
      ["2026-08-31", { "003": { workThisPeriod: "170000.00" } }],
      ["2026-09-30", { "004": { workThisPeriod: "100000.00" } }],
      [
        "2026-10-31",
        {
          "001": { releasedWork: "10000.00" },
          "002": { releasedWork: "15000.00" },
          "003": { releasedWork: "20000.00" },
          "004": { workThisPeriod: "170000.00", releasedWork: "13500.00" },
          "005": { workThisPeriod: "120000.00", releasedWork: "6000.00" },
        },
        { isFinal: true },
      ],
    ];
    const folder = new URL("../../examples/step-and-certificate/", import.meta.url);
    const published = JSON.parse(await readFile(new URL("out.json", folder), "utf8"));
    for (const [index, [billedOn, lines, more]] of applications.entries()) {
      const draft = index === 0 ? bare : await made(billedOn);
      const invoice = await bill(draft, lines, more ?? {});
      expect(invoice.summary, `application ${index + 1}`).toEqual(published.applications[index].summary);
      if (index !== 7) continue;
      const certified = await certify(invoice.id, { amount: "136500.00", note: "Steel is not plumb" });
      expect(certified.status, certified.text).toBe(201);
      expect(certified.body.invoice).toMatchObject({
        summary: { "8": "161500.00" },
        certificate: { amount: "136500.00", note: "Steel is not plumb", by: { name: "Priya Natarajan" }, lines: [] },
        below: { payable: "136500.00" },
      });
      expect((await sentences(invoice.id)).at(-1)).toBe(
        "Recorded 136500.00 as certified for payment: Steel is not plumb.",
      );
    }
    const invoices = (await good("GET", `/contracts/${contractId}/invoices`)).invoices;
    const last = await get(invoices[0].id);
    expect(last.findings).toMatchObject([{ code: "PENNY", severity: "report" }]);
    expect(last.findings[0]?.message).toContain("1,290,000.00");
    expect(invoices[1].summary["7"]).toBe("830000.00");
  });

  test("recorded when later ones exist, they follow; not under one that accounting has", async () => {
    await agreed([lump("1", "100000.00")]);
    const first = await billNext({ "1": { workThisPeriod: "10000.00" } });
    await lock(first.id, "synced");
    const second = await billNext({ "1": { workThisPeriod: "20000.00" } }, { status: "approved" });
    const answer = await certify(first.id, { amount: "8000.00" });
    expect(answer.body.moved).toEqual([
      {
        invoiceId: second.id,
        number: "2",
        figures: [
          { line: "7", before: "9000.00", after: "8000.00" },
          { line: "8", before: "18000.00", after: "19000.00" },
        ],
      },
    ]);
    expect((await get(second.id)).status).toBe("reviseAndResubmit");
    await lock(second.id, "sent");
    const refused = await certify(first.id, { amount: "7000.00" });
    expect([refused.status, codes(refused)]).toEqual([409, ["later_invoice_locked"]]);
    // The same amount again moves nothing.
    expect((await certify(first.id, { amount: "8000.00" })).body.moved).toEqual([]);
    const over = await certify(second.id, { amount: "19000.01" });
    expect(over.body.invoice.findings).toMatchObject([{ code: "CERT-OVER", severity: "warn" }]);
    expect((await ask("POST", `/invoices/${first.id}/certificates`, { version: 1, amount: null }, sam)).status).toBe(
      403,
    );
    const stale = await ask("POST", `/invoices/${first.id}/certificates`, { version: 1, amount: null });
    expect(codes(stale)).toEqual(["changed_by"]);
  });

  test("by line: the next starts from the certified columns; the ERP is sent what was applied for, once", async () => {
    await agreed([
      lump("1", "100000.00"),
      { item: "2", description: "Stripe", quantity: "2400", unit: "LF", unitPrice: "1.5" },
    ]);
    const first = await billNext({
      "1": { workThisPeriod: "10000.00", materialsStored: "500.00" },
      "2": { quantityThisPeriod: "100" },
    });
    const [one, two] = [line(first, "1").lineId, line(first, "2").lineId];
    const wrong = await certify(first.id, {
      lines: [
        { lineId: one, work: "0.00", materials: "-1.00" },
        { lineId: one, work: "0.00", materials: "0.00" },
        { lineId: contractId, work: "0.00", materials: "0.00" },
      ],
    });
    expect(codes(wrong)).toEqual(["stored_negative", "certified_line_twice", "certified_line_unknown"]);
    const lines = [
      { lineId: one, work: "8000.00", materials: "0.00" },
      { lineId: two, work: "75.00", materials: "0.00" },
    ];
    const certified = (await certify(first.id, { lines })).body.invoice;
    expect(certified.certificate.amount).toBe("7267.50");
    expect(line(certified, "1")).toMatchObject({
      workThisPeriod: "10000.00",
      certified: { work: "8000.00", materials: "0.00" },
    });
    const second = await billNext({ "1": { workThisPeriod: "5000.00" } });
    expect(second.summary).toMatchObject({ "4": "13075.00", "7": "7267.50", "8": "4500.00" });
    expect(line(second, "1")).toMatchObject({ workPrevious: "8000.00", materialsPrevious: "0.00" });
    expect(line(second, "2")).toMatchObject({ workPrevious: "75.00", quantityPrevious: "50" });

    const chosen = {
      number: "2",
      postingOn: "2026-12-31",
      customer: { code: "C", name: "C" },
      job: { code: "J", name: "J" },
    };
    const documents = await Promise.all(
      [first.id, second.id].map(async (id) => {
        const { frozen, contentHash } = await sent(id, 1);
        return documentOf(frozen, { key: id, number: 1, contentHash }, chosen);
      }),
    );
    const [posted, next] = documents.map(({ totals }) => amountText(totals.due));
    // 10,650.00 less 1,065.00; then 13,075.00 less 1,307.50 in all.
    expect([posted, next]).toEqual(["9585.00", "2182.50"]);
    const nothingCut = await billNext({ "1": { workThisPeriod: "100.00" } });
    const { frozen, contentHash } = await sent(nothingCut.id, 1);
    expect(amountText(documentOf(frozen, { key: "k", number: 1, contentHash }, chosen).totals.due)).toBe(
      nothingCut.summary["8"],
    );
  });
});

describe("below line 8", () => {
  test("deductions are kept to date and given back, an advance is paid off, tax and escrow follow", async () => {
    await agreed([lump("1", "100000.00"), lump("2", "50000.00", { isTaxable: false })], {
      terms: {
        tax: { rate: "8", base: "netOfRetainage", onRelease: "taxed" },
        advance: { paid: "20000.00", recoupPercent: "25" },
        escrow: { roundDownTo: "1000.00" },
      },
    });
    const first = await billNext(
      { "1": { workThisPeriod: "50000.00" }, "2": { workThisPeriod: "5000.00" } },
      { deductions: [{ name: "Labour reports", deducted: "1000.00" }] },
    );
    expect(first.summary["8"]).toBe("49500.00");
    expect(first.below).toEqual({
      deductions: [{ name: "Labour reports", previous: "0.00", thisPeriod: "1000.00", toDate: "1000.00" }],
      advance: { previous: "0.00", thisPeriod: "13750.00", toDate: "13750.00" },
      tax: { previous: "0.00", thisPeriod: "3600.00", toDate: "3600.00" },
      escrow: "5000.00",
      funds: [],
      payable: "38350.00",
    });
    const second = await billNext(
      { "1": { workThisPeriod: "10000.00", releasedWork: "5000.00" } },
      { deductions: [{ name: "Labour reports", deducted: "-1000.01" }], advanceRecouped: "0.00" },
    );
    expect(second.below).toMatchObject({
      deductions: [{ name: "Labour reports", previous: "1000.00", thisPeriod: "-1000.01", toDate: "-0.01" }],
      advance: { previous: "13750.00", thisPeriod: "0.00" },
      tax: { thisPeriod: "1120.00" },
      payable: "16120.01",
    });
    expect(second.findings).toMatchObject([{ code: "DEDUCT-NEG", severity: "block", mayBeOverridden: false }]);
    const twice = [
      { name: "A", deducted: "1.00" },
      { name: "A", deducted: "1.00" },
    ];
    expect(codes(await save(second.id, { deductions: twice }))).toEqual(["deduction_twice"]);
    const { frozen } = await sent(first.id, 1);
    expect(frozen.below).toMatchObject({ payable: 3_835_000n, tax: { thisPeriod: 360_000n } });
    expect(frozen.terms?.tax?.rate).toBe("8");
  });

  test("lines are borne by funds by their split, or as it is said", async () => {
    await agreed([lump("1", "1000.00", { funds: { City: "750.00", State: "250.00" } })], {
      terms: { funds: ["City", "State"] },
    });
    const first = await billNext({ "1": { workThisPeriod: "100.01" } });
    expect(first.below.funds).toEqual([
      { fund: "City", previous: "0.00", thisPeriod: "75.01", toDate: "75.01" },
      { fund: "State", previous: "0.00", thisPeriod: "25.00", toDate: "25.00" },
    ]);
    const second = await billNext({ "1": { workThisPeriod: "10.00", funds: { State: "9.00" } } });
    expect(second.findings).toMatchObject([{ code: "FUND-SUM", severity: "block" }]);
    const mended = await bill(second, { "1": { funds: { State: "10.00" } } });
    expect(mended.findings).toEqual([]);
    expect(mended.below.funds.map(({ toDate }) => toDate)).toEqual(["75.01", "35.00"]);
    expect(codes(await save(second.id, { lines: entries(second, { "1": { funds: { Moon: "1.00" } } }) }))).toEqual([
      "fund_unknown",
    ]);
  });

  test("the final one bills everything and holds nothing", async () => {
    await agreed([lump("1", "100.00")]);
    const first = await billNext({ "1": { workThisPeriod: "100.00" } }, { isFinal: true });
    expect(first.findings.map(({ code, severity }) => `${code} ${severity}`)).toEqual([
      "FIRST-LAST block",
      "FIRST-LAST block",
      "PENNY report",
    ]);
    const approved = await bill(first, { "1": { releasedWork: "10.00" } }, { status: "approved" });
    expect(approved).toMatchObject({ isFinal: true, status: "approved", summary: { "5": "0.00", "9": "0.00" } });
  });
});

describe("stored material item by item", () => {
  const pipe = (bought: string, installed: string, evidence = "") => [{ id: "pipe", bought, installed, evidence }];

  test("what came in and was built in moves the balance; more than lies there is not built in", async () => {
    await agreed([lump("1", "100000.00")]);
    const first = await billNext({ "1": { storedItems: pipe("8000.00", "0.00") } });
    expect(line(first, "1")).toMatchObject({ materialsStored: "8000.00", completedAndStored: "8000.00" });
    expect(first.findings).toMatchObject([{ code: "STORED-EVID", severity: "warn" }]);
    const shown = await bill(first, { "1": { storedItems: pipe("8000.00", "0.00", "yard, invoice 17") } });
    expect(shown.findings).toEqual([]);

    const second = await made();
    expect(line(second, "1")).toMatchObject({ materialsStored: "8000.00", storedItems: [] });
    expect(line(second, "1").previous.stored).toEqual([{ id: "pipe", remaining: "8000.00" }]);
    const tooMuch = await save(second.id, {
      lines: entries(second, { "1": { storedItems: pipe("1.00", "8001.01") } }),
    });
    expect(tooMuch.body.error.reasons).toMatchObject([
      { code: "stored_item_exceeded", given: "8001.01", allowed: "8001.00" },
    ]);
    const both = { materialsStored: "1.00", storedItems: pipe("0.00", "3000.00") };
    expect(codes(await save(second.id, { lines: entries(second, { "1": both }) }))).toEqual(["stored_by_items"]);
    const builtIn = await bill(second, { "1": { storedItems: pipe("0.00", "3000.00"), workThisPeriod: "3000.00" } });
    expect(line(builtIn, "1")).toMatchObject({ materialsStored: "5000.00", completedAndStored: "8000.00" });
    const third = await made();
    expect(line(third, "1").previous.stored).toEqual([{ id: "pipe", remaining: "5000.00" }]);
  });
});

describe("letting a finding pass", () => {
  const overbilled = { "1": { workThisPeriod: "100.01" } };
  const put = (invoice: InvoiceShown, body: object, as = priya) =>
    ask(
      "PUT",
      `/invoices/${invoice.id}/overrides`,
      { lineId: line(invoice, "1").lineId, code: "OVERBILL", ...body },
      as,
    );

  test("a block that was let pass does not stop the approval; the reason is kept, and amounts that change end it", async () => {
    await agreed([lump("1", "100.00"), lump("2", "100.00")]);
    const invoice = await billNext(overbilled);
    expect(codes(await save(invoice.id, { status: "approved" }))).toEqual(["OVERBILL"]);
    const passed = await put(invoice, { reason: "Agreed by letter of 3 May" });
    expect(passed.status, passed.text).toBe(200);
    expect(passed.body.findings).toMatchObject([
      { code: "OVERBILL", mayBeOverridden: true, overridden: { reason: "Agreed by letter of 3 May" } },
      { code: "FRONT-LOAD" },
    ]);
    expect(passed.body.closed.approve).toEqual([]);
    // Another line's amounts leave it standing.
    const approved = await bill(invoice, { "2": { workThisPeriod: "1.00" } }, { status: "approved" });
    expect(approved.status).toBe("approved");
    const moved = await bill(invoice, { "1": { workThisPeriod: "100.02" } });
    expect(moved).toMatchObject({
      status: "reviseAndResubmit",
      findings: [{ code: "OVERBILL", overridden: null }, { code: "FRONT-LOAD" }],
    });
    expect(codes(await save(invoice.id, { status: "approved" }))).toEqual(["OVERBILL"]);
    expect((await sentences(invoice.id)).slice(2)).toEqual([
      "Let OVERBILL on line 1 pass: Agreed by letter of 3 May.",
      "Saved changes on 1 line. The status became Approved.",
      "Saved changes on 1 line. The status became Revise & Resubmit.",
      "OVERBILL on line 1 is no longer let pass: the amounts are others now.",
    ]);
  });

  test("only a block that stands now and may be let pass, by who may approve; it can be taken back", async () => {
    await agreed([lump("1", "100.00")]);
    const clean = await billNext({ "1": { workThisPeriod: "1.00" } });
    expect(codes(await put(clean, { reason: "x" }))).toEqual(["override_not_open"]);
    const invoice = await bill(clean, overbilled);
    expect((await put(invoice, { reason: "x" }, sam)).status).toBe(403);
    expect((await put(invoice, { reason: "" })).status).toBe(400);
    expect(codes(await put(invoice, { code: "RETAIN-NEG", reason: "x" }))).toEqual(["override_not_open"]);
    expect((await put(invoice, { reason: "x" })).status).toBe(200);
    const over = invoice.findings.find(({ code }) => code === "OVER-CONTRACT");
    expect(over).toMatchObject({ severity: "block", lineId: null, mayBeOverridden: true });
    const taken = { lineId: line(invoice, "1").lineId, code: "OVERBILL", reason: "Too early" };
    const back = await ask("DELETE", `/invoices/${invoice.id}/overrides`, taken);
    expect(back.body.findings[0]).toMatchObject({ code: "OVERBILL", overridden: null });
    expect(codes(await ask("DELETE", `/invoices/${invoice.id}/overrides`, taken))).toEqual(["override_not_there"]);
    expect((await sentences(invoice.id)).at(-1)).toBe("No longer lets OVERBILL on line 1 pass: Too early.");
    await lock(invoice.id, "sent");
    expect((await put(invoice, { reason: "x" })).status).toBe(423);
  });

  test("what was recorded beside an invoice goes with it when it is deleted", async () => {
    await agreed([lump("1", "100.00")]);
    await changeOrder("CO-1", "2026-03-14", { lines: [lump("5", "1000.00")] });
    const invoice = await billNext(overbilled);
    expect((await put(invoice, { reason: "x" })).status).toBe(200);
    expect((await certify(invoice.id, { amount: "1.00" })).status).toBe(201);
    expect((await ask("DELETE", `/invoices/${invoice.id}`)).status).toBe(204);
    expect((await made()).changeOrders).toMatchObject([{ standing: "entersHere" }]);
  });

  test("one that is approved and then said to be the final one is approved again", async () => {
    await agreed([lump("1", "100.00")]);
    const invoice = await billNext({ "1": { workThisPeriod: "1.00" } }, { status: "approved" });
    expect((await saved(invoice.id, { isFinal: true })).status).toBe("reviseAndResubmit");
  });

  test("overruns are allowed, warned of or blocked as the contract has it", async () => {
    await agreed([lump("1", "100.00")], { terms: { overbilling: "warn" } });
    const invoice = await billNext(overbilled, { status: "approved" });
    expect(invoice).toMatchObject({ status: "approved", findings: [{ severity: "warn" }, { severity: "warn" }] });
  });
});

describe("correcting an earlier one under later ones", () => {
  async function threeInvoices(): Promise<[InvoiceShown, InvoiceShown, InvoiceShown]> {
    await agreed([lump("1", "100000.00"), lump("2", "1000.00")]);
    await changeOrder("CO-1", "2026-02-14", { lines: [lump("5", "500.00")] });
    const first = await billNext({ "1": { workThisPeriod: "10000.00" } }, { status: "approved" }, "2026-01-31");
    const second = await billNext({ "1": { workThisPeriod: "20000.00" } }, { status: "approved" }, "2026-02-28");
    return [first, second, await made("2026-03-31")];
  }

  test("shows what would move, saves nothing, and does then just that; the original is kept", async () => {
    const [first, second, third] = await threeInvoices();
    const change = { lines: entries(first, { "1": { workThisPeriod: "9000.00" } }) };
    const preview = await correct(first.id, { ...change, mode: "preview" });
    expect(preview.body).toMatchObject({ saved: false, closedBecause: [], invoice: null });
    expect(preview.body.moved.map(({ number }: InvoiceMoved) => number)).toEqual(["1", "2", "3"]);
    expect(preview.body.moved[1].figures).toEqual([
      { line: "4", before: "30000.00", after: "29000.00" },
      { line: "5a", before: "3000.00", after: "2900.00" },
      { line: "5", before: "3000.00", after: "2900.00" },
      { line: "6", before: "27000.00", after: "26100.00" },
      { line: "7", before: "9000.00", after: "8100.00" },
      { line: "9", before: "74500.00", after: "75400.00" },
    ]);
    expect((await get(first.id)).summary["4"]).toBe("10000.00");
    expect((await get(first.id)).version).toBe(first.version);

    expect(codes(await correct(first.id, { ...change, mode: "save" }))).toEqual(["correction_needs_reason"]);
    const done = await correct(first.id, { ...change, mode: "save", reason: "Counted twice" });
    expect(done.status, done.text).toBe(200);
    expect(done.body.moved).toEqual(preview.body.moved);
    expect(done.body).toMatchObject({ saved: true, invoice: { status: "reviseAndResubmit" } });
    for (const moved of preview.body.moved as InvoiceMoved[]) {
      const now = await get(moved.invoiceId);
      for (const { line: key, after } of moved.figures) expect(now.summary[key]).toBe(after);
    }
    const { corrections } = await get(first.id);
    expect(corrections).toMatchObject([{ number: 1, reason: "Counted twice", by: { name: "Priya Natarajan" } }]);
    expect(corrections[0]?.moved).toEqual(preview.body.moved);
    const [{ original }] = (await readCompany(api.db, founded.companyId, (reading) =>
      reading.selectFrom("invoice_corrections").select("original").where("invoice_id", "=", first.id).execute(),
    )) as [{ original: string }];
    expect(amountText(readFrozen(original).summary["4"])).toBe("10000.00");
    expect((await sentences(first.id)).at(-1)).toBe(
      "Corrected it under later invoices on 1 line: Counted twice. The status became Revise & Resubmit.",
    );
    expect((await history(second.id)).at(-1)).toMatchObject({ act: "invoice_followed", facts: { cause: "1" } });
    // The change order stays where it entered.
    expect((await get(second.id)).changeOrders).toMatchObject([{ number: "CO-1", standing: "entersHere" }]);
    expect((await get(third.id)).summary["2"]).toBe("500.00");

    // Corrected back, every figure is what it was.
    const back = { lines: entries(first, { "1": { workThisPeriod: "10000.00" } }) };
    await correct(first.id, { ...back, mode: "save", reason: "It was right" });
    for (const one of [first, second, third]) expect((await get(one.id)).summary).toEqual(one.summary);
    const nothing = await correct(first.id, { ...back, mode: "save", reason: "Again" });
    expect(nothing.body).toMatchObject({ saved: false });
    expect(nothing.body.invoice.corrections).toHaveLength(2);
  });

  test("not where it, or a later one that would move, is with accounting or in the ERP; change orders stay", async () => {
    const [first, second] = await threeInvoices();
    const change = { lines: entries(first, { "1": { workThisPeriod: "9000.00" } }) };
    await lock(second.id, "synced");
    const preview = await correct(first.id, { ...change, mode: "preview" });
    expect(preview.body.closedBecause).toMatchObject([{ code: "correction_of_locked" }]);
    expect(preview.body.closedBecause[0].message).toContain("Invoice 2");
    expect(preview.body.moved).toHaveLength(3);
    const refused = await correct(first.id, { ...change, mode: "save", reason: "x" });
    expect([refused.status, codes(refused)]).toEqual([409, ["correction_of_locked"]]);
    await lock(second.id, null);
    await lock(first.id, "synced");
    const locked = await correct(first.id, { ...change, mode: "save", reason: "x" });
    expect([locked.status, codes(locked)]).toEqual([423, ["correction_of_locked"]]);
    await lock(first.id, null);
    const moving = await correct(first.id, { mode: "preview", changeOrders: [], cutOffOn: null });
    expect(codes(moving)).toEqual(["correction_keeps_change_orders", "correction_keeps_change_orders"]);
  });
});

test("the first invoice tells of lines that look like one line twice, and of money pulled to the front", async () => {
  const paint = { description: "Paint" };
  await agreed([lump("1", "8000.00", paint), lump("2", "8000.00", paint), lump("3", "100.00")]);
  const first = await made();
  const billed = await bill(first, { "1": { workThisPeriod: "8000.00" }, "3": { workThisPeriod: "100.00" } });
  expect(billed.findings.map(({ code, severity }) => [code, severity])).toEqual([
    ["DUP-LINE", "warn"],
    ["FRONT-LOAD", "hint"],
  ]);
  // The second invoice says nothing more of it.
  expect((await billNext({})).findings).toEqual([]);
});

test("every invoice above, frozen and read again, comes to the same figures", async () => {
  const by = founded.people.get("priya@demo.example") ?? "";
  const ids = await readCompany(api.db, founded.companyId, (reading) =>
    reading.selectFrom("invoices").select("invoice_id").where("company_id", "=", founded.companyId).execute(),
  );
  expect(ids.length).toBeGreaterThan(40);
  for (const { invoice_id: id } of ids) {
    const { frozen } = await inCompany(api.db, founded.companyId, (tx) =>
      freeze(tx, founded.companyId, id, 9, by, api.clock.at),
    );
    expect([frozen.rules, recomputed(readFrozen(canonicalText(frozen)))]).toEqual([rulesVersion, []]);
  }
});
