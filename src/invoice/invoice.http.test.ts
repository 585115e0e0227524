// Owner invoices as people make, save, approve and correct them, over HTTP and a real database. What the ERP queue does to
// an invoice (lock, freeze, give back) is done here by the commands that it uses.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { Hono } from "hono";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Answered, type Ask, startTestApi, type TestApi } from "../../test/api.ts";
import type { ApiEnv } from "../api/context.ts";
import { apiOn } from "../api/route.ts";
import { inCompany, readCompany } from "../db/transaction.ts";
import { demoPeople } from "../demo-people.ts";
import { amountText, cents, sum } from "../money/money.ts";
import { type Founded, foundCompany } from "../people/founding.commands.ts";
import {
  type ErpStandings,
  findInvoice,
  firstEarlierNotPosted,
  freeze,
  frozenVersion,
  type Invoice,
  setLock,
} from "./invoice.commands.ts";
import { registerInvoiceRoutes } from "./invoice.http.ts";
import type { InvoiceLineShown, InvoiceShown } from "./wire.ts";

let api: TestApi;
let invoicing: Hono<ApiEnv>;
let founded: Founded;
let priya: string;
let lee: string;
let sam: string;
let count = 0;
let projectId: string;
let contractId: string;
let periodId: string;

/** No queue: nothing was ever sent. */
const unsent: ErpStandings = async (_reading, _actor, ids) =>
  new Map(
    ids.map((id) => [
      id,
      {
        integrated: false,
        erpName: null,
        state: "not_sent",
        marker: "none",
        stateLabel: "Not sent",
        sentence: "Not sent.",
        button: null,
        closedBecause: [],
        since: null,
        round: 0,
        sentBy: null,
        sentAt: null,
        rejection: null,
        erpNumber: null,
        erpLink: null,
        problems: [],
        thingsToKnow: null,
      },
    ]),
  );

const schedule = [
  { item: "R-1", description: "Traffic control", unit: "LS", scheduledValue: "138000.00" },
  { item: "R-8", description: "Sidewalk", quantity: "11252", unit: "SF", unitPrice: "12" },
  { item: "R-9", description: "Curb", quantity: "128", unit: "LF", unitPrice: "60" },
];

beforeAll(async () => {
  api = await startTestApi();
  const projects = Array.from({ length: 40 }, (_, index) => ({
    number: `P-${index + 1}`,
    name: "Paul Avenue",
    erpJob: null,
    roles: demoPeople.map(({ email, project }) => ({ email, ...project })),
  }));
  founded = await foundCompany(api.db, { name: "Builder", people: demoPeople, projects }, api.clock.at);
  [priya, lee, sam] = (await Promise.all(
    ["priya", "lee", "sam"].map((name) => api.signIn(`${name}@demo.example`)),
  )) as [string, string, string];
  invoicing = new Hono<ApiEnv>();
  registerInvoiceRoutes(apiOn(invoicing, api.context), unsent);
});
afterAll(() => api.stop());

beforeEach(async () => {
  count += 1;
  projectId = founded.projects.get(`P-${count}`) ?? "";
  ({ contractId, periodId } = await billable(schedule));
});

/** A contract that can be billed, in a project with an open period. */
async function billable(lines: readonly object[]): Promise<{ contractId: string; periodId: string }> {
  const post = (path: string, body: object) => api.call("POST", path, { as: priya, body });
  const contract = await post(`/api/projects/${projectId}/contracts`, {
    number: "2977J",
    title: "Renovation",
    retainageOnWork: "5",
    retainageOnMaterials: "5",
  });
  const at = `/api/contracts/${contract.body.id}`;
  await api.call("PUT", `${at}/schedule-of-values`, { as: priya, body: { version: 1, lines } });
  const { version } = (await api.call("GET", at, { as: priya })).body;
  await api.call("PATCH", at, { as: priya, body: { version, status: "approved" } });
  const period = await post(`/api/projects/${projectId}/billing-periods`, { from: "2026-03-01", to: "2026-03-31" });
  return { contractId: contract.body.id, periodId: period.body.id };
}

async function ask(
  method: string,
  path: string,
  { as = priya, body, bytes, headers = {}, address }: Ask = {},
  app = invoicing,
): Promise<Answered> {
  const request = {
    method,
    headers: {
      authorization: `Bearer ${as}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(bytes === undefined ? {} : { body: bytes }),
  };
  const socket = address === undefined ? {} : { remoteAddress: address };
  const response = await app.request(`/api${path}`, request, { incoming: { socket } });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : null };
}

const make = (body: object = {}, as = priya) => ask("POST", `/contracts/${contractId}/invoices`, { as, body });
async function made(body: object = {}): Promise<InvoiceShown> {
  const answer = await make(body);
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}
const get = async (id: string): Promise<InvoiceShown> => (await ask("GET", `/invoices/${id}`)).body;
const save = async (id: string, change: object, as = priya) =>
  ask("PATCH", `/invoices/${id}`, { as, body: { version: (await get(id)).version, ...change } });
async function saved(id: string, change: object): Promise<InvoiceShown> {
  const answer = await save(id, change);
  expect(answer.status, answer.text).toBe(200);
  return answer.body.invoice;
}
const line = (invoice: InvoiceShown, item: string): InvoiceLineShown => {
  const found = invoice.lines.find((one) => one.item === item);
  if (found === undefined) throw new Error(`no line ${item}`);
  return found;
};
const entries = (invoice: InvoiceShown, byItem: Record<string, object>) =>
  Object.entries(byItem).map(([item, entry]) => ({ lineId: line(invoice, item).lineId, ...entry }));
const bill = (invoice: InvoiceShown, byItem: Record<string, object>, more: object = {}) =>
  saved(invoice.id, { lines: entries(invoice, byItem), ...more });
const reasons = (answer: Answered) => answer.body.error.reasons;
const codes = (answer: Answered): string[] => reasons(answer).map(({ code }: { code: string }) => code);
const lock = (id: string, to: Invoice["lock"], returned = false) =>
  inCompany(api.db, founded.companyId, (tx) => setLock(tx, founded.companyId, id, to, returned));
const freezeNow = (id: string, version: number) =>
  inCompany(api.db, founded.companyId, (tx) =>
    freeze(tx, founded.companyId, id, version, founded.people.get("priya@demo.example") ?? "", api.clock.at),
  );
const history = async (id: string) => (await ask("GET", `/invoices/${id}/history`)).body.entries;

/** PP01 and PP02 of the contract of public record, on three of its items (examples/sfpw-2977J). */
const firstPayment = {
  "R-1": { workThisPeriod: "2760.00" },
  "R-8": { quantityThisPeriod: "468.5" },
  "R-9": { quantityThisPeriod: "7.5" },
};
const secondPayment = {
  "R-1": { workThisPeriod: "6900.00" },
  "R-8": { quantityThisPeriod: "2711" },
  "R-9": { quantityThisPeriod: "-7.5" },
};

/** What any summary keeps. */
function expectTies({ summary, lines }: InvoiceShown): void {
  const [s, total] = [
    (key: keyof typeof summary) => cents(summary[key]),
    (of: (one: InvoiceLineShown) => string) => sum(lines.map((one) => cents(of(one)))),
  ];
  expect(s("3")).toBe(s("1") + s("2"));
  expect(s("3")).toBe(total((one) => one.scheduledValue));
  expect(s("4")).toBe(total((one) => one.completedAndStored));
  expect(s("5")).toBe(s("5a") + s("5b"));
  expect(s("5")).toBe(total((one) => one.retainageHeld));
  expect(s("6")).toBe(s("4") - s("5"));
  expect(s("8")).toBe(s("6") - s("7"));
  expect(s("9")).toBe(s("3") - s("6"));
}

describe("billing", () => {
  test("the first invoice starts from nothing, with the contract's lines, rates and open period", async () => {
    const invoice = await made();
    expect(invoice).toMatchObject({
      number: "1",
      position: 1,
      status: "draft",
      billedOn: "2026-03-31",
      period: { id: periodId },
      version: 1,
      createdBy: { name: "Priya Natarajan" },
      approvedBy: null,
      summary: { "1": "280704.00", "2": "0.00", "4": "0.00", "8": "0.00", "9": "280704.00" },
      closed: { edit: [], approve: [], delete: [], attach: [] },
      findings: [],
    });
    expect(invoice.lines.map(({ item, method }) => [item, method])).toEqual([
      ["R-1", "amount"],
      ["R-8", "unit"],
      ["R-9", "unit"],
    ]);
    expect(line(invoice, "R-8")).toMatchObject({ retainageRateWork: "5", scheduledQuantity: "11252" });
  });

  test("what was really paid: 2,760.00, 468.5 SF at 12, 7.5 LF at 60", async () => {
    const invoice = await bill(await made(), firstPayment);
    expect(line(invoice, "R-8")).toMatchObject({
      workThisPeriod: "5622.00",
      completedAndStored: "5622.00",
      percentComplete: "4.16",
      retainageHeld: "281.10",
    });
    expect(invoice.summary).toEqual({
      ...{ "1": "280704.00", "2": "0.00", "3": "280704.00", "4": "8832.00", "5a": "441.60", "5b": "0.00" },
      ...{ "5": "441.60", "6": "8390.40", "7": "0.00", "8": "8390.40", "9": "272313.60" },
    });
    expectTies(invoice);
    expect(invoice.version).toBe(2);
  });

  test("the second starts where the first ended, and takes back what was measured too much", async () => {
    await bill(await made(), firstPayment);
    const second = await made();
    expect(second).toMatchObject({ number: "2", position: 2, summary: { "7": "8390.40", "8": "0.00" } });
    expect(line(second, "R-8")).toMatchObject({ workPrevious: "5622.00", quantityPrevious: "468.5" });
    const invoice = await bill(second, secondPayment);
    expect(line(invoice, "R-9")).toMatchObject({ workThisPeriod: "-450.00", completedAndStored: "0.00" });
    expect(line(invoice, "R-8").completedAndStored).toBe("38154.00");
    expect(invoice.summary).toMatchObject({ "4": "47814.00", "6": "45423.30", "7": "8390.40", "8": "37032.90" });
    expectTies(invoice);
  });

  test("stored material stays stored until it is said otherwise; released retainage counts as released", async () => {
    await bill(await made(), { "R-1": { workThisPeriod: "10000.00", materialsStored: "1000.00" } });
    const second = await made();
    expect(line(second, "R-1")).toMatchObject({ materialsPrevious: "1000.00", materialsStored: "1000.00" });
    const invoice = await bill(second, { "R-1": { releasedWork: "500.00", retainageRateMaterials: "0" } });
    expect(line(invoice, "R-1")).toMatchObject({ retainageWork: "0.00", retainageMaterials: "0.00" });
    expect(invoice.summary["8"]).toBe("550.00");
    expect(line(await made(), "R-1")).toMatchObject({ retainageHeld: "0.00", retainageRateMaterials: "0" });
  });

  test("a whole sheet of a thousand lines is saved in one act", async () => {
    const many = Array.from({ length: 1_000 }, (_, index) => ({
      item: `L-${index}`,
      description: "Line",
      scheduledValue: "100.00",
    }));
    const big = founded.projects.get("P-40") ?? "";
    projectId = big;
    ({ contractId, periodId } = await billable(many));
    const invoice = await made();
    const started = performance.now();
    const lines = invoice.lines.map(({ lineId }) => ({ lineId, workThisPeriod: "1.01" }));
    expect((await saved(invoice.id, { lines })).summary).toMatchObject({ "4": "1010.00", "5": "50.00" });
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test("the schedule of public record bills its first payment to the cent", async () => {
    const folder = new URL("../../examples/sfpw-2977J/", import.meta.url);
    const file = await readFile(new URL("schedule-of-values.csv", folder));
    const body = { number: "full", title: "T" };
    const contract = (await api.call("POST", `/api/projects/${projectId}/contracts`, { as: priya, body })).body;
    const at = `/api/contracts/${contract.id}`;
    const bytes = new Uint8Array(file);
    await api.call("POST", `${at}/schedule-of-values/imports?mode=save`, { as: priya, bytes });
    const { version } = (await api.call("GET", at, { as: priya })).body;
    await api.call("PATCH", at, { as: priya, body: { version, status: "complete" } });
    contractId = contract.id;
    const invoice = await bill(await made(), firstPayment);
    expect(invoice.summary).toMatchObject({ "1": "3941885.60", "4": "8832.00", "9": "3933053.60" });
    expect(invoice.lines).toHaveLength(51);
    expectTies(invoice);
  });
});

describe("making one", () => {
  test("a number is unique on its contract, and the next free whole number is given", async () => {
    await made({ number: "A-1" });
    const taken = await make({ number: "A-1" });
    expect(taken.status).toBe(400);
    expect(reasons(taken)).toMatchObject([{ code: "invoice_number_taken", field: "number", given: "A-1" }]);
    await made({ number: "3" });
    const third = await made();
    expect(third).toMatchObject({ number: "4", position: 3 });
    expect(codes(await save(third.id, { number: "3" }))).toEqual(["invoice_number_taken"]);
    expect((await saved(third.id, { number: "Final" })).number).toBe("Final");
  });

  test("in a closed period no new one is made, but what is there is edited", async () => {
    const invoice = await made();
    await api.call("PATCH", `/api/billing-periods/${periodId}`, { as: priya, body: { status: "closed" } });
    expect(codes(await make())).toEqual(["no_open_billing_period"]);
    const refused = await make({ periodId });
    expect([refused.status, reasons(refused)[0].code, reasons(refused)[0].field]).toEqual([
      409,
      "billing_period_closed",
      "periodId",
    ]);
    expect((await bill(invoice, firstPayment)).summary["8"]).toBe("8390.40");
    expect(codes(await make({ periodId: contractId }))).toEqual(["no_such_billing_period"]);
  });

  test("a contract that is a draft is not billed", async () => {
    const body = { number: "X", title: "T" };
    const contract = (await api.call("POST", `/api/projects/${projectId}/contracts`, { as: priya, body })).body;
    contractId = contract.id;
    expect(codes(await make())).toEqual(["contract_not_billable", "contract_has_no_lines"]);
  });
});

describe("entries", () => {
  test("everything that is wrong is said at once, with line, column, what was given and what is allowed", async () => {
    const invoice = await made();
    const answer = await save(invoice.id, {
      lines: [
        ...entries(invoice, {
          "R-1": { quantityThisPeriod: "1", materialsStored: "-1.00" },
          "R-8": { workThisPeriod: "12.00", retainageRateWork: "100.000001" },
          "R-9": { quantityThisPeriod: "10", releasedWork: "30.01" },
        }),
        { lineId: contractId },
      ],
    });
    expect(answer.status).toBe(400);
    const of = (item: string, column: string) => `lines.${line(invoice, item).lineId}.${column}`;
    expect(reasons(answer)).toMatchObject([
      { code: "quantity_on_amount_line", field: of("R-1", "quantityThisPeriod"), given: "1" },
      { code: "stored_negative", field: of("R-1", "materialsStored"), given: "-1.00", allowed: "0.00 or more" },
      { code: "amount_on_unit_line", field: of("R-8", "workThisPeriod"), given: "12.00" },
      {
        code: "line_rate_out_of_range",
        field: of("R-8", "retainageRateWork"),
        given: "100.000001",
        allowed: "0 to 100",
      },
      { code: "release_exceeds_held", field: of("R-9", "releasedWork"), given: "30.01", allowed: "30.00" },
      { code: "invoice_line_unknown", given: contractId },
    ]);
    expect((await get(invoice.id)).version).toBe(1);
  });

  test("a line given twice, and a figure that does not fit", async () => {
    const invoice = await made();
    const twice = entries(invoice, { "R-1": { workThisPeriod: "1.00" } });
    expect(codes(await save(invoice.id, { lines: [...twice, ...twice] }))).toEqual(["invoice_line_twice"]);
    const huge = entries(invoice, {
      "R-8": { quantityThisPeriod: "999999999999" },
      "R-9": { quantityThisPeriod: "1" },
    });
    expect((await save(invoice.id, { lines: huge })).status).toBe(200);
    const more = entries(invoice, { "R-1": { workThisPeriod: "9999999999999999.99" } });
    expect(codes(await save(invoice.id, { lines: more }))).toContain("invoice_total_too_large");
    const stored = entries(invoice, {
      "R-1": { workThisPeriod: "9999999999999999.99", materialsStored: "9999999999999999.99" },
    });
    expect(codes(await save(invoice.id, { lines: stored }))).toContain("line_amount_too_large");
  });

  test("billed beyond its value: measured quantities may, a lump sum stops the approval", async () => {
    const invoice = await bill(await made(), {
      "R-1": { workThisPeriod: "138000.01" },
      "R-9": { quantityThisPeriod: "129" },
    });
    expect(invoice.findings).toMatchObject([
      { code: "OVERBILL", severity: "block", mayBeOverridden: true, lineId: line(invoice, "R-1").lineId },
      { code: "OVERBILL", severity: "warn", mayBeOverridden: false, lineId: line(invoice, "R-9").lineId },
      { code: "FRONT-LOAD", severity: "hint", mayBeOverridden: false, lineId: null },
    ]);
    const refused = await save(invoice.id, { status: "approved" });
    expect([refused.status, codes(refused)]).toEqual([409, ["OVERBILL"]]);
    expect(reasons(refused)[0].message).toContain("R-1");
    expect(invoice.statusesOpen).toEqual(["draft", "underReview", "reviseAndResubmit"]);
    const mended = await bill(invoice, { "R-1": { workThisPeriod: "138000.00" } }, { status: "approved" });
    expect(mended.status).toBe("approved");
  });

  test("a payment below nothing is worth a look, and no more", async () => {
    await bill(await made(), firstPayment);
    const invoice = await bill(await made(), { "R-1": { workThisPeriod: "-1000.00" } }, { status: "approved" });
    expect(invoice).toMatchObject({
      status: "approved",
      findings: [
        { code: "NEG-PERIOD", severity: "warn" },
        { code: "NEG-E", severity: "warn" },
      ],
    });
  });
});

describe("the status", () => {
  test("approving says who and when; changed amounts are no longer approved, a changed header is", async () => {
    const invoice = await bill(await made(), firstPayment, { status: "approved" });
    expect(invoice).toMatchObject({ approvedBy: { name: "Priya Natarajan" }, approvedAt: api.clock.at.toISOString() });
    expect((await saved(invoice.id, { billedOn: "2026-03-30" })).status).toBe("approved");
    const changed = await bill(invoice, { "R-1": { workThisPeriod: "2761.00" } });
    expect(changed).toMatchObject({ status: "reviseAndResubmit", approvedBy: null, approvedAt: null });
    const again = await bill(invoice, { "R-1": { retainageRateWork: "10" } }, { status: "approved" });
    expect(again).toMatchObject({ status: "approved", approvedBy: { name: "Priya Natarajan" } });
    expect((await saved(invoice.id, { status: "draft" })).approvedAt).toBeNull();
  });

  test("the same entries again change nothing, and leave no trace", async () => {
    const invoice = await bill(await made(), firstPayment, { status: "approved" });
    const again = await bill(invoice, firstPayment, { status: "approved" });
    expect([again.version, (await history(invoice.id)).length]).toEqual([invoice.version, 2]);
  });

  test("two who save the same: the second is told who was first", async () => {
    const invoice = await made();
    await bill(invoice, firstPayment);
    const stale = await ask("PATCH", `/invoices/${invoice.id}`, { body: { version: 1, number: "9" } });
    expect([stale.status, codes(stale)]).toEqual([409, ["changed_by"]]);
    expect(reasons(stale)[0].message).toContain("Priya Natarajan");
  });
});

describe("what is open", () => {
  test.each([
    ["sent", 423, ["locked_sent"]],
    ["exporting", 423, ["locked_exporting"]],
    ["synced", 423, ["locked_synced"]],
  ] as const)("%s: not edited, not approved, not deleted", async (state, status, expected) => {
    const invoice = await made();
    await lock(invoice.id, state);
    for (const answer of [
      await save(invoice.id, { number: "7" }),
      await save(invoice.id, { status: "approved" }),
      await ask("DELETE", `/invoices/${invoice.id}`),
    ])
      expect([answer.status, codes(answer)]).toEqual([status, expected]);
    const shown = await get(invoice.id);
    expect(shown.closed.edit.map(({ code }) => code)).toEqual(expected);
    expect(shown.statusesOpen).toEqual([]);
  });

  test("only the latest is edited or deleted, which the reason links; a status may still be given", async () => {
    const first = await made();
    const second = await made();
    const refused = await save(first.id, { number: "7" });
    expect([refused.status, codes(refused)]).toEqual([409, ["later_invoice_exists"]]);
    expect(reasons(refused)[0]).toMatchObject({
      message: expect.stringContaining("Invoice 2"),
      link: `/projects/${projectId}/contracts/${contractId}/invoices/${second.id}`,
    });
    expect(codes(await ask("DELETE", `/invoices/${first.id}`))).toEqual(["later_invoice_exists"]);
    expect((await saved(first.id, { status: "approved" })).status).toBe("approved");
    expect((await ask("DELETE", `/invoices/${second.id}`)).status).toBe(204);
    expect((await ask("GET", `/invoices/${second.id}`)).status).toBe(404);
    await lock(first.id, "sent");
    await made();
    expect((await get(first.id)).closed.edit.map(({ code }) => code)).toEqual(["locked_sent", "later_invoice_exists"]);
  });

  test("one that accounting saw is kept, and an approved one is not deleted", async () => {
    const invoice = await saved((await made()).id, { status: "approved" });
    await freezeNow(invoice.id, 1);
    const answer = await ask("DELETE", `/invoices/${invoice.id}`);
    expect(codes(answer)).toEqual(["was_sent_to_accounting", "invoice_is_approved"]);
  });

  test("Lee reads that there is an invoice, not its lines; Sam reads them and may not edit", async () => {
    const invoice = await made();
    const listed = await ask("GET", `/contracts/${contractId}/invoices`, { as: lee });
    expect(listed.body.invoices).toMatchObject([{ id: invoice.id, erp: { state: "not_sent" } }]);
    expect((await ask("GET", `/projects/${projectId}/invoices`, { as: lee })).body.invoices).toHaveLength(1);
    for (const [method, path, body] of [
      ["GET", `/invoices/${invoice.id}`, undefined],
      ["GET", `/invoices/${invoice.id}/history`, undefined],
      ["PATCH", `/invoices/${invoice.id}`, { version: 1, number: "7" }],
      ["DELETE", `/invoices/${invoice.id}`, undefined],
      ["POST", `/contracts/${contractId}/invoices`, {}],
    ] as const)
      expect((await ask(method, path, { as: lee, body })).status, `${method} ${path}`).toBe(403);
    const seen = (await ask("GET", `/invoices/${invoice.id}`, { as: sam })).body;
    expect(seen.closed.edit).toMatchObject([{ code: "not_permitted" }]);
    expect([seen.statusesOpen, seen.lines.length]).toEqual([[], 3]);
    expect((await save(invoice.id, { number: "7" }, sam)).status).toBe(403);
  });

  test("of a private contract nobody else learns anything", async () => {
    const invoice = await made();
    const { version } = (await api.call("GET", `/api/contracts/${contractId}`, { as: priya })).body;
    await api.call("PATCH", `/api/contracts/${contractId}`, { as: priya, body: { version, isPrivate: true } });
    for (const path of [`/invoices/${invoice.id}`, `/contracts/${contractId}/invoices`])
      expect((await ask("GET", path, { as: lee })).status).toBe(404);
    expect((await ask("GET", `/projects/${projectId}/invoices`, { as: lee })).body.invoices).toEqual([]);
  });
});

describe("what was given back is corrected in place", () => {
  test("the later drafts follow, and what moved is told", async () => {
    const first = await bill(await made(), firstPayment, { status: "approved" });
    const second = await bill(await made(), secondPayment, { status: "approved" });
    const third = await made();
    await lock(first.id, null, true);
    const answer = await save(first.id, {
      lines: entries(first, {
        "R-1": { workThisPeriod: "3000.00", materialsStored: "100.00", retainageRateWork: "10" },
      }),
    });
    expect(answer.body.invoice).toMatchObject({ status: "reviseAndResubmit", summary: { "4": "9172.00" } });
    expect(answer.body.moved.map(({ number }: { number: string }) => number)).toEqual(["2", "3"]);
    expect(answer.body.moved[0].figures).toContainEqual({ line: "4", before: "47814.00", after: "48154.00" });

    const [secondNow, thirdNow] = [await get(second.id), await get(third.id)];
    expect(line(secondNow, "R-1")).toMatchObject({
      workPrevious: "3000.00",
      workThisPeriod: "6900.00",
      materialsStored: "100.00",
      retainageRateWork: "10",
    });
    expect(secondNow).toMatchObject({ status: "reviseAndResubmit", version: second.version + 1, approvedBy: null });
    expect(secondNow.summary["7"]).toBe(answer.body.invoice.summary["6"]);
    expect(thirdNow.summary).toMatchObject({ "7": secondNow.summary["6"], "8": "0.00" });
    for (const one of [secondNow, thirdNow]) expectTies(one);
    expect((await history(second.id)).at(-1)).toMatchObject({ act: "invoice_followed", facts: { cause: "1" } });
  });

  test("but not under a later one that accounting has", async () => {
    const first = await bill(await made(), firstPayment);
    const second = await made();
    await lock(first.id, null, true);
    await lock(second.id, "sent");
    const refused = await save(first.id, { lines: entries(first, { "R-1": { workThisPeriod: "1.00" } }) });
    expect([refused.status, codes(refused)]).toEqual([409, ["later_invoice_locked"]]);
    expect((await get(first.id)).summary["4"]).toBe("8832.00");
    expect((await saved(first.id, { number: "1a" })).number).toBe("1a");
  });

  test("the first that is not posted is known", async () => {
    const first = await made();
    const second = await made();
    const ask2 = () =>
      readCompany(api.db, founded.companyId, (reading) =>
        firstEarlierNotPosted(reading, founded.companyId, contractId, second.position),
      );
    expect(await ask2()).toEqual({ id: first.id, number: "1" });
    await lock(first.id, "synced");
    expect(await ask2()).toBeNull();
  });
});

describe("change orders", () => {
  async function approvedChangeOrder(approvedOn: string): Promise<void> {
    const body = {
      number: "CO-1",
      title: "More curb",
      lines: [{ item: "CO-1.1", description: "Curb", scheduledValue: "1000.00" }],
    };
    const order = await api.call("POST", `/api/contracts/${contractId}/change-orders`, { as: priya, body });
    for (const change of [{ status: "pending" }, { status: "approved", approvedOn }])
      await api.call("PATCH", `/api/change-orders/${order.body.id}`, { as: priya, body: change });
  }

  test("approved up to the billing date they are on it, later ones are not", async () => {
    await approvedChangeOrder("2026-03-31");
    expect((await made({ billedOn: "2026-03-30" })).lines).toHaveLength(3);
    const second = await made();
    expect(second.summary).toMatchObject({ "1": "280704.00", "2": "1000.00", "3": "281704.00", "9": "281704.00" });
    expect(line(second, "CO-1.1").changeOrder).toMatchObject({ number: "CO-1" });
  });

  test("approved since, it is a finding; a Save brings its lines in, and the amounts are no longer approved", async () => {
    const invoice = await bill(await made(), firstPayment, { status: "approved" });
    await approvedChangeOrder("2026-03-15");
    expect((await get(invoice.id)).findings).toMatchObject([{ code: "CO-DEFERRED", severity: "warn" }]);
    const after = await saved(invoice.id, { number: "1-R" });
    expect(after).toMatchObject({
      findings: [],
      status: "reviseAndResubmit",
      summary: { "2": "1000.00", "8": "8390.40" },
    });
    expectTies(after);
  });
});

describe("frozen versions and files", () => {
  test("what was frozen stays, whatever is saved afterwards", async () => {
    const invoice = await bill(await made(), firstPayment);
    const { contentHash, frozen } = await freezeNow(invoice.id, 1);
    expect(frozen).toMatchObject({
      layout: 2,
      invoice: { number: "1", position: 1 },
      project: { number: `P-${count}` },
    });
    expect(amountText(frozen.summary["8"])).toBe("8390.40");
    await bill(invoice, { "R-1": { workThisPeriod: "1.00" } });
    const second = await freezeNow(invoice.id, 2);
    expect(second.contentHash).not.toBe(contentHash);
    const kept = await readCompany(api.db, founded.companyId, async (reading) => [
      await frozenVersion(reading, founded.companyId, invoice.id, 1),
      await frozenVersion(reading, founded.companyId, invoice.id, 3),
    ]);
    expect(kept).toEqual([{ frozen, contentHash }, null]);
    const found = await readCompany(api.db, founded.companyId, (reading) =>
      findInvoice(reading, founded.companyId, invoice.id),
    );
    expect(found?.summary["8"]).toBe(cents("5769.35"));
  });

  test("files are added until acceptance, flagged once it was sent, and come back as they were", async () => {
    const invoice = await made();
    const path = `/invoices/${invoice.id}/attachments?name=${encodeURIComponent("Größe ½.pdf")}`;
    const bytes = new TextEncoder().encode("%PDF-1.4");
    const attached = await ask("POST", path, { bytes, headers: { "content-type": "application/pdf" } });
    expect([attached.status, attached.body]).toMatchObject([
      201,
      { name: "Größe ½.pdf", size: 8, addedAfterSending: false },
    ]);
    const file = await ask("GET", `/attachments/${attached.body.id}`);
    expect([file.text, file.headers.get("content-type")]).toEqual(["%PDF-1.4", "application/pdf"]);
    expect(file.headers.get("content-disposition")).toContain("attachment");

    await lock(invoice.id, "sent");
    api.clock.at = new Date(api.clock.at.getTime() + 60_000);
    expect((await ask("POST", path, { bytes })).body.addedAfterSending).toBe(true);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const { frozen } = await freezeNow(invoice.id, 1);
    expect(frozen.attachments).toEqual(Array(2).fill({ name: "Größe ½.pdf", sha256 }));
    for (const state of ["exporting", "synced"] as const) {
      await lock(invoice.id, state);
      const refused = await ask("POST", path, { bytes });
      expect([refused.status, codes(refused)]).toEqual([423, [`attachments_fixed_${state}`]]);
    }
    expect((await get(invoice.id)).attachments).toMatchObject([
      { addedAfterSending: false },
      { addedAfterSending: true },
    ]);
    expect((await history(invoice.id)).map(({ act }: { act: string }) => act).slice(1)).toEqual(
      Array(2).fill("attachment_added"),
    );
  });

  test("an empty file, one without a name, one that is too large, and one for who may not", async () => {
    const { id } = await made();
    const path = `/invoices/${id}/attachments`;
    const bytes = new Uint8Array([1]);
    expect(codes(await ask("POST", `${path}?name=a`, { bytes: new Uint8Array() }))).toEqual(["attachment_empty"]);
    expect((await ask("POST", path, { bytes })).status).toBe(400);
    expect((await ask("POST", `${path}?name=a`, { bytes: new Uint8Array(20 * 1024 * 1024 + 1) })).status).toBe(413);
    expect((await ask("POST", `${path}?name=a`, { bytes, as: sam })).status).toBe(403);
    const attached = (await ask("POST", `${path}?name=a`, { bytes })).body;
    expect((await ask("GET", `/attachments/${attached.id}`, { as: lee })).status).toBe(403);
    expect((await ask("GET", `/attachments/${id}`)).status).toBe(404);
  });
});

test("the history tells company administrators, and nobody else, from which address an act came", async () => {
  const dana = await api.signIn("dana@demo.example");
  const headers = { "x-forwarded-for": "198.51.100.9, 203.0.113.7" };
  const { id } = await made();
  for (const trustedProxies of [0, 1, 2]) {
    const behind = new Hono<ApiEnv>();
    registerInvoiceRoutes(apiOn(behind, { ...api.context, trustedProxies }), unsent);
    const { version } = await get(id);
    const body = { version, number: `1-${trustedProxies}` };
    const change = await ask("PATCH", `/invoices/${id}`, { body, headers, address: "::ffff:10.0.0.1" }, behind);
    expect(change.status, change.text).toBe(200);
  }
  const told = (await ask("GET", `/invoices/${id}/history`, { as: dana })).body.entries;
  const addresses = told.map(({ address }: { address: string | null }) => address);
  expect(addresses).toEqual([null, "10.0.0.1", "203.0.113.7", "198.51.100.9"]);
  const toldToPriya = await history(id);
  expect(toldToPriya).toHaveLength(4);
  expect(toldToPriya.filter((entry: object) => "address" in entry)).toEqual([]);
});

test("the history tells every act in a sentence", async () => {
  const invoice = await bill(await made(), firstPayment, { status: "underReview" });
  await saved(invoice.id, { status: "approved" });
  await saved(invoice.id, { number: "1-R" });
  const told = await history(invoice.id);
  expect(told.map(({ sentence }: { sentence: string }) => sentence)).toEqual([
    "Created invoice 1 for 2026-03-01 to 2026-03-31.",
    "Saved changes on 3 lines. The status became Under Review.",
    "Set the status to Approved.",
    "Saved changes: renumbered.",
  ]);
  expect(told[1].facts).toMatchObject({
    status: { before: "draft", after: "underReview" },
    lines: { "R-1": { workThisPeriod: { before: "0.00", after: "2760.00" } } },
  });
  expect(told[3].facts).toMatchObject({ renumbered: { before: "1", after: "1-R" } });
});
