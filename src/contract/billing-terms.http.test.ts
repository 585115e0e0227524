// What a contract agrees about billing, over HTTP: its terms and its opening, rates and funds of lines, and change orders
// that change lines which stand already.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startTestApi, type TestApi } from "../../test/api.ts";
import { inCompany } from "../db/transaction.ts";
import { demoPeople } from "../demo-people.ts";
import { type Founded, foundCompany } from "../people/founding.commands.ts";
import { plainTerms, termsShown } from "./billing-terms.ts";

let api: TestApi;
let founded: Founded;
let projectId: string;
let priya: string;
let lee: string;
let count = 0;
let contractId: string;

beforeAll(async () => {
  api = await startTestApi();
  const roles = demoPeople.map(({ email, project }) => ({ email, ...project }));
  const projects = [{ number: "100", name: "Bridge", erpJob: null, roles }];
  const people = demoPeople;
  founded = await foundCompany(
    api.db,
    { name: "Builder", timeZone: "America/Los_Angeles", people, projects },
    api.clock.at,
  );
  projectId = founded.projects.get("100") ?? "";
  priya = await api.signIn("priya@demo.example");
  lee = await api.signIn("lee@demo.example");
});
afterAll(() => api.stop());

beforeEach(async () => {
  count += 1;
  const body = { number: `C-${count}`, title: "General contract" };
  contractId = (await api.call("POST", `/api/projects/${projectId}/contracts`, { as: priya, body })).body.id;
});

const at = (rest = "") => `/api/contracts/${contractId}${rest}`;
const get = async (rest = "") => (await api.call("GET", at(rest), { as: priya })).body;
const patch = async (body: object, as = priya) =>
  api.call("PATCH", at(), { as, body: { version: (await get()).version, ...body } });
const putSchedule = async (lines: object[]) =>
  api.call("PUT", at("/schedule-of-values"), { as: priya, body: { version: (await get()).version, lines } });
const make = (body: object) =>
  api.call("POST", at("/change-orders"), { as: priya, body: { title: "Change", ...body } });
const set = (id: string, status: string) =>
  api.call("PATCH", `/api/change-orders/${id}`, { as: priya, body: { status } });
type Told = { code: string; field?: string; message: string };
const reasons = (answer: { body: { error: { reasons: Told[] } } }) => answer.body.error.reasons;
const codes = (answer: Parameters<typeof reasons>[0]) => reasons(answer).map(({ code }) => code);
const messages = (answer: Parameters<typeof reasons>[0]) => reasons(answer).map(({ message }) => message);
const lastEntry = () =>
  inCompany(api.db, founded.companyId, (tx) =>
    tx
      .selectFrom("journal")
      .select(["act", "facts"])
      .where("subject_id", "=", contractId)
      .orderBy("entry_number", "desc")
      .limit(1)
      .executeTakeFirstOrThrow(),
  );

const lump = { item: "1", description: "Mobilization", scheduledValue: "1000.00" };
const unit = { item: "2", description: "Curb", quantity: "50", unit: "LF", unitPrice: "2" };

/** An invoice of this contract that these change orders entered with, as far as a contract looks at it. */
async function makeInvoice(changeOrderIds: string[] = []): Promise<void> {
  const { companyId, people } = founded;
  const company = { company_id: companyId };
  const [invoice_id, period_id] = [crypto.randomUUID(), crypto.randomUUID()];
  const made = { created_by: people.get("priya@demo.example") ?? "", created_at: api.clock.at };
  const [from_on, to_on] = [`${2030 + count}-01-01`, `${2030 + count}-01-31`];
  await inCompany(api.db, companyId, async (tx) => {
    const period = { ...company, ...made, period_id, project_id: projectId, from_on, to_on, status: "closed" as const };
    await tx.insertInto("billing_periods").values(period).execute();
    const summary = JSON.stringify({ "4": "0.00" });
    const head = { period_id, contract_id: contractId, position: 1, number: "1", billed_on: to_on, summary };
    await tx
      .insertInto("invoices")
      .values({ ...company, ...made, ...head, invoice_id })
      .execute();
    for (const change_order_id of changeOrderIds)
      await tx
        .insertInto("invoice_change_orders")
        .values({ ...company, invoice_id, change_order_id })
        .execute();
  });
}

describe("terms", () => {
  const step = { at: { percent: "50", of: "current" }, work: "5", materials: "5", effect: "retroactive" };
  const terms = {
    retainage: { steps: [step], cap: { amount: "40000.00" }, maximum: "10" },
    overbilling: "warn",
    tax: { rate: "8.25", base: "netOfRetainage", onRelease: "taxed" },
    advance: { paid: "11000.00", recoupPercent: "20" },
    escrow: { roundDownTo: "10.00" },
    funds: ["City", "State"],
  };
  const full = {
    ...terms,
    retainage: { ...terms.retainage, level: "line", steps: [{ ...step, scope: "linesOnContractRates" }] },
    changeOrderSplit: "line",
    tax: { ...terms.tax, rounding: "invoice" },
  };

  test("a contract agrees on nothing at first; what it agrees on is shown, and the journal keeps old and new", async () => {
    const plain = termsShown(plainTerms);
    expect(await get()).toMatchObject({ terms: plain, opening: null });
    const changed = await patch({ terms });
    expect(changed.status).toBe(200);
    expect(changed.body.terms).toEqual(full);
    expect((await get()).terms).toEqual(full);
    expect(await lastEntry()).toEqual({ act: "contract_changed", facts: { terms: { before: plain, after: full } } });
    expect((await patch({ terms: full })).body.version).toBe(changed.body.version);
  });

  test("may change while there are invoices", async () => {
    await makeInvoice();
    expect((await patch({ terms })).status).toBe(200);
  });

  test("every problem is said at once, and nothing is saved", async () => {
    const answer = await patch({
      retainageOnWork: "101",
      terms: { ...terms, escrow: { roundDownTo: "0.00" }, funds: ["City", "City"] },
    });
    expect(answer.status).toBe(400);
    expect(reasons(answer).map(({ code, field }) => [code, field])).toEqual([
      ["retainage_out_of_range", "retainageOnWork"],
      ["amount_out_of_range", "terms.escrow.roundDownTo"],
      ["fund_twice", "terms.funds.1"],
    ]);
    expect((await get()).version).toBe(1);
  });

  test.each<[string, object, string]>([
    ["a word nobody knows", { overbilling: "never" }, "terms.overbilling"],
    ["a key nobody knows", { colour: "red" }, "terms.colour"],
    ["a number that is none", { advance: { paid: 5, recoupPercent: "5" } }, "terms.advance.paid"],
  ])("%s is refused", async (_name, given, field) => {
    const answer = await patch({ terms: given });
    expect(answer.status).toBe(400);
    expect(reasons(answer)[0]?.field).toBe(field);
  });

  test("who may only read may not", async () => {
    expect((await patch({ terms }, lee)).status).toBe(403);
  });
});

describe("an opening", () => {
  const start = (lines: { id: string }[]) => ({
    certified: "450.00",
    lines: [
      {
        lineId: lines[0]?.id,
        workToDate: "400.00",
        quantityToDate: null,
        materialsStored: "100.00",
        retainageHeld: null,
      },
      {
        lineId: lines[1]?.id,
        workToDate: null,
        quantityToDate: "12.5",
        materialsStored: "0.00",
        retainageHeld: "2.50",
      },
    ],
  });

  test("is entered, shown, and taken back", async () => {
    const { lines } = (await putSchedule([lump, unit])).body;
    const opening = start(lines);
    expect((await patch({ opening })).body.opening).toEqual(opening);
    expect((await lastEntry()).facts).toEqual({ opening: { before: null, after: opening } });
    expect((await patch({ opening: null })).body.opening).toBeNull();
  });

  test("is of the contract's lines, each as it is measured", async () => {
    const { lines } = (await putSchedule([lump, unit])).body;
    const answer = await patch({ opening: start([...lines].reverse()) });
    expect(answer.status).toBe(400);
    expect(codes(answer)).toEqual([
      "opening_missing",
      "opening_of_other_method",
      "opening_missing",
      "opening_of_other_method",
    ]);
    expect(codes(await patch({ opening: start([lines[0], lines[0]]) }))).toContain("opening_line_twice");
    expect(codes(await patch({ opening: start([{ id: contractId }, lines[1]]) }))).toEqual(["opening_line_unknown"]);
  });

  test("stays once there is an invoice, also where all else may change", async () => {
    const { lines } = (await putSchedule([lump, unit])).body;
    const opening = start(lines);
    await patch({ opening });
    await makeInvoice();
    for (const other of [null, { ...opening, certified: null }]) {
      const answer = await patch({ opening: other });
      expect(answer.status).toBe(409);
      expect(messages(answer)).toEqual(["1 invoice has been made on this contract, starting from its opening."]);
    }
    expect((await patch({ opening, title: "Renamed" })).status).toBe(200);
  });

  test("keeps its lines on the schedule", async () => {
    const { lines } = (await putSchedule([lump, unit])).body;
    await patch({ opening: start(lines) });
    expect(codes(await putSchedule([{ ...lump, id: lines[0].id }]))).toEqual(["line_in_opening"]);
    const csv = "Item,Description,Amount\n1,A,5.00\n";
    const imported = await api.call("POST", at("/schedule-of-values/imports?mode=save"), { as: priya, bytes: csv });
    expect(codes(imported)).toEqual(["line_in_opening", "line_in_opening"]);
    const kept = [
      { ...lump, id: lines[0].id, scheduledValue: "1100.00" },
      { ...unit, id: lines[1].id },
    ];
    expect((await putSchedule(kept)).body.original).toBe("1200.00");
  });
});

describe("lines", () => {
  test("keep rates, tax, funds and a value of their own", async () => {
    await patch({ terms: { funds: ["City", "State"] } });
    const funds = { City: "700.00", State: "300.00" };
    const rates = { retainageOnWork: "7.5", retainageOnMaterials: "0" };
    const { status, body } = await putSchedule([
      { ...lump, ...rates, funds, isTaxable: false },
      { ...unit, scheduledValue: "99.99" },
    ]);
    expect(status).toBe(200);
    expect(body).toEqual(await get("/schedule-of-values"));
    expect(body).toMatchObject({
      original: "1099.99",
      lines: [
        { ...rates, funds, isTaxable: false, isSubtotalGiven: false, changedBy: [] },
        {
          scheduledValue: "99.99",
          isSubtotalGiven: true,
          isTaxable: true,
          retainageOnWork: null,
          retainageOnMaterials: null,
          funds: {},
        },
      ],
    });
    // As it is shown it can be sent again, and nothing moves.
    const again = body.lines.map(({ position, changeOrder, isSubtotalGiven, changedBy, ...line }: Sent) => ({
      ...line,
      quantity: line.quantity ?? undefined,
      unit: line.unit ?? undefined,
      unitPrice: line.unitPrice ?? undefined,
    }));
    expect((await putSchedule(again)).body).toEqual(body);
  });
  type Sent = Record<string, unknown>;

  test("a fund that pays for a line cannot be removed, and none can be made up", async () => {
    await patch({ terms: { funds: ["City"] } });
    const refused = await putSchedule([{ ...lump, funds: { City: "600.00", County: "300.00" } }]);
    expect(messages(refused)).toEqual([
      "Line 1: the contract has no fund “County”. Allowed: City.",
      "Line 1: the funds come to 900.00, and the scheduled value is 1000.00. The difference is 100.00.",
    ]);
    await putSchedule([{ ...lump, funds: { City: "1000.00" } }]);
    expect(messages(await patch({ terms: {} }))).toEqual(["The fund “City” cannot be removed: it pays for 1."]);
    expect((await patch({ terms: { funds: ["State", "City"] } })).status).toBe(200);
  });
});

describe("a change order", () => {
  let lines: { id: string }[];
  beforeEach(async () => {
    lines = (await putSchedule([lump, unit])).body.lines;
  });
  const changes = () => [
    { lineId: lines[0]?.id, amount: "-400.00" },
    { lineId: lines[1]?.id, quantity: "12.5" },
  ];

  test("changes lines that stand, once it is approved", async () => {
    const added = { item: "CO-1", description: "Rock", scheduledValue: "250.00", funds: {} };
    const rates = { retainageOnWork: "3", retainageOnMaterials: "2" };
    const made = await make({ number: "7", ...rates, lines: [added], changes: changes() });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      amount: "-125.00",
      ...rates,
      // Its rates are the change order's, and none of the line's own.
      lines: [{ item: "CO-1", retainageOnWork: null }],
      changes: [
        { lineId: lines[0]?.id, item: "1", description: "Mobilization", amount: "-400.00", quantity: null },
        { lineId: lines[1]?.id, item: "2", amount: "25.00", quantity: "12.5" },
      ],
    });
    expect((await get("/schedule-of-values")).lines[0].changedBy).toEqual([]);
    expect((await lastEntry()).facts).toMatchObject({ amount: "-125.00", lines: 1, changes: 2 });

    await set(made.body.id, "approved");
    const schedule = await get("/schedule-of-values");
    expect(schedule).toMatchObject({ original: "1100.00", revised: "975.00" });
    expect(schedule.lines.map((line: Record<string, unknown>) => [line.scheduledValue, line.changedBy])).toEqual([
      ["1000.00", [{ number: "7", amount: "-400.00" }]],
      ["100.00", [{ number: "7", amount: "25.00" }]],
      ["250.00", []],
    ]);
    expect((await get()).sums).toMatchObject({
      original: "1100.00",
      approvedChangeOrders: "-125.00",
      revised: "975.00",
    });
    expect((await get("/change-orders")).changeOrders).toMatchObject([
      { number: "7", amount: "-125.00", status: "approved" },
    ]);
  });

  test("is refused with everything that is wrong with it", async () => {
    const empty = await make({ number: "7" });
    expect(messages(empty)).toEqual([
      "The change order has neither lines nor changes. Allowed: at least one line or change.",
    ]);
    const pending = (await make({ number: "6", lines: [{ item: "CO", description: "Rock", scheduledValue: "1.00" }] }))
      .body;
    const answer = await make({
      number: "7",
      retainageOnWork: "5",
      changes: [
        { lineId: pending.lines[0].id, amount: "1.00" },
        { lineId: lines[0]?.id, quantity: "1" },
        { lineId: lines[0]?.id, amount: "1.00", quantity: "1" },
      ],
    });
    expect(answer.status).toBe(400);
    expect(codes(answer)).toEqual([
      "rates_half_given",
      "change_line_not_standing",
      "change_quantity_without_price",
      "change_needs_one",
      "change_line_twice",
    ]);
    expect((await get("/change-orders")).changeOrders).toHaveLength(1);
  });

  test("with changes alone is not made void once an invoice counts them", async () => {
    const { id } = (await make({ number: "7", changes: changes() })).body;
    await set(id, "approved");
    await makeInvoice([id]);
    const answer = await set(id, "void");
    expect(answer.status).toBe(409);
    expect(codes(answer)).toEqual(["change_order_billed"]);
  });

  test("made void it changes nothing any more", async () => {
    const { id } = (await make({ number: "7", changes: changes() })).body;
    await set(id, "approved");
    expect((await set(id, "void")).status).toBe(200);
    expect(await get("/schedule-of-values")).toMatchObject({ original: "1100.00", revised: "1100.00" });
  });

  test("stays approved while another changes a line of it", async () => {
    const first = (await make({ number: "1", lines: [{ item: "CO", description: "Rock", scheduledValue: "250.00" }] }))
      .body;
    await set(first.id, "approved");
    const changes = [{ lineId: first.lines[0].id, amount: "-50.00" }];
    const [second, third] = [(await make({ number: "2", changes })).body, (await make({ number: "3", changes })).body];
    await set(second.id, "approved");
    expect((await get()).sums.approvedChangeOrders).toBe("200.00");
    expect(codes(await set(first.id, "void"))).toEqual(["change_order_changed"]);
    await set(second.id, "void");
    expect((await set(first.id, "void")).status).toBe(200);
    expect(codes(await set(third.id, "approved"))).toEqual(["change_order_stands_on"]);
  });

  test("keeps the lines it changes, at their price, through an edit of the schedule", async () => {
    await make({ number: "7", changes: changes() });
    const [one, two] = lines.map(({ id }) => ({ id }));
    expect(messages(await putSchedule([{ ...unit, ...two, unitPrice: "3" }]))).toEqual([
      "The line “1” cannot be removed or replaced: it is changed by change order 7.",
      "The unit price of the line “2” cannot be changed: its quantity is changed at that price by change order 7.",
    ]);
    const swapped = await putSchedule([
      { ...unit, ...two, item: "1", quantity: "60" },
      { ...lump, ...one, item: "2" },
    ]);
    expect(swapped.status).toBe(200);
    expect((await get("/change-orders")).changeOrders[0]).toMatchObject({ amount: "-375.00", changes: [{}, {}] });
  });
});
