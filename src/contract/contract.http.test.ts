import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startTestApi, type TestApi } from "../../test/api.ts";
import { inCompany } from "../db/transaction.ts";
import { demoPeople } from "../demo-people.ts";
import { type Founded, foundCompany } from "../people/founding.commands.ts";

let api: TestApi;
let founded: Founded;
let projectId: string;
let ownerId: string;
let priya: string;
let lee: string;
let marcus: string;
let sam: string;
let count = 0;
let contract: { id: string; version: number };

beforeAll(async () => {
  api = await startTestApi();
  const roles = demoPeople.map(({ email, project }) => ({ email, ...project }));
  founded = await foundCompany(
    api.db,
    {
      name: "Builder",
      timeZone: "America/Los_Angeles",
      people: demoPeople,
      projects: [{ number: "100", name: "Bridge", erpJob: null, roles }],
      organizations: [{ name: "City", erpCustomerCode: null }],
      costCodes: [
        { code: "01-000", description: "General" },
        { code: "02-000", description: "Site" },
      ],
    },
    api.clock.at,
  );
  projectId = founded.projects.get("100") ?? "";
  ownerId = founded.organizations.get("City") ?? "";
  [priya, lee, marcus, sam] = (await Promise.all(
    ["priya", "lee", "marcus", "sam"].map((name) => api.signIn(`${name}@demo.example`)),
  )) as [string, string, string, string];
});
afterAll(() => api.stop());

beforeEach(async () => {
  count += 1;
  const body = { number: `C-${count}`, title: "General contract", ownerId };
  contract = (await api.call("POST", `/api/projects/${projectId}/contracts`, { as: priya, body })).body;
});

const at = (rest = "") => `/api/contracts/${contract.id}${rest}`;
const get = async (rest = "", as = priya) => (await api.call("GET", at(rest), { as })).body;
const patch = (body: object, as = priya) => api.call("PATCH", at(), { as, body });
const putSchedule = async (lines: object[], as = priya) =>
  api.call("PUT", at("/schedule-of-values"), { as, body: { version: (await get()).version, lines } });
const codes = (answer: { body: { error: { reasons: { code: string }[] } } }) =>
  answer.body.error.reasons.map(({ code }) => code);
const journal = () =>
  inCompany(api.db, founded.companyId, (tx) =>
    tx
      .selectFrom("journal")
      .select(["act", "facts", "actor_id"])
      .where("subject_kind", "=", "contract")
      .where("subject_id", "=", contract.id)
      .orderBy("entry_number")
      .execute(),
  );
const acts = async () => (await journal()).map(({ act }) => act);

const lump = { item: "1", description: "Mobilization", scheduledValue: "1000.00", costCode: "01-000" };
const unit = { item: "2", description: "Curb", quantity: "12.5", unit: "LF", unitPrice: "0.3" };

/** What the invoice's own act would do, as far as a contract looks at it. */
async function makeInvoice(lineId: string): Promise<void> {
  const { companyId, people } = founded;
  const key = { company_id: companyId, invoice_id: crypto.randomUUID() };
  const period_id = crypto.randomUUID();
  const created_by = people.get("priya@demo.example") ?? "";
  const [from_on, to_on] = [`${2030 + count}-01-01`, `${2030 + count}-01-31`];
  await inCompany(api.db, companyId, async (tx) => {
    const period = { company_id: companyId, period_id, project_id: projectId, from_on, to_on };
    await tx
      .insertInto("billing_periods")
      .values({ ...period, status: "closed", created_by, created_at: api.clock.at })
      .execute();
    await tx
      .insertInto("invoices")
      .values({
        ...key,
        period_id,
        contract_id: contract.id,
        position: 1,
        number: "1",
        billed_on: to_on,
        summary: JSON.stringify({ "4": "250.00" }),
        created_by,
        created_at: api.clock.at,
      })
      .execute();
    const nothing = "0";
    await tx
      .insertInto("invoice_lines")
      .values({
        ...key,
        line_id: lineId,
        retainage_rate_work: nothing,
        retainage_rate_materials: nothing,
        scheduled_value: nothing,
        work_previous: nothing,
        materials_previous: nothing,
        completed_and_stored: nothing,
        balance_to_finish: nothing,
        released_work_to_date: nothing,
        released_materials_to_date: nothing,
        retainage_work: nothing,
        retainage_materials: nothing,
        retainage_previous: nothing,
      })
      .execute();
  });
}

describe("a contract", () => {
  test("is made as a draft, with what it lacks before it can be billed", async () => {
    const shown = await get();
    expect(shown).toMatchObject({
      number: `C-${count}`,
      status: "draft",
      version: 1,
      currency: "USD",
      project: { number: "100", name: "Bridge" },
      owner: { id: ownerId, name: "City", erpCustomerCode: null },
      retainageOnWork: "0",
      createdBy: { name: "Priya Natarajan" },
      sums: { original: "0.00", revised: "0.00", invoicedToDate: "0.00", invoiceCount: 0, lineCount: 0 },
      closed: { edit: [], editSchedule: [] },
    });
    expect(shown.closed.createInvoice).toEqual([
      {
        code: "contract_not_billable",
        message: "The contract is Draft. Invoices can be made when it is Approved or Complete.",
        link: `/projects/${projectId}/contracts/${contract.id}?tab=general`,
      },
      {
        code: "contract_has_no_lines",
        message: "The schedule of values has no lines.",
        link: `/projects/${projectId}/contracts/${contract.id}?tab=schedule`,
      },
      {
        code: "no_open_billing_period",
        message: "There is no open billing period.",
        link: `/projects/${projectId}/invoicing?tab=periods`,
      },
    ]);
    expect(await acts()).toEqual(["contract_created"]);
  });

  test("is changed, and the journal keeps before and after", async () => {
    const { status, body } = await patch({ version: 1, status: "approved", retainageOnWork: "7.5" });
    expect(status).toBe(200);
    expect(body).toMatchObject({ version: 2, status: "approved", retainageOnWork: "7.5", title: "General contract" });
    expect((await journal())[1]).toMatchObject({
      act: "contract_changed",
      actor_id: founded.people.get("priya@demo.example"),
      facts: { status: { before: "draft", after: "approved" }, retainageOnWork: { before: "0", after: "7.5" } },
    });
  });

  test("a change that changes nothing is no act", async () => {
    expect((await patch({ version: 1, title: "General contract" })).body.version).toBe(1);
    expect(await acts()).toHaveLength(1);
  });

  test("the second of two who save is told of the first", async () => {
    const [one, other] = await Promise.all([
      patch({ version: 1, title: "One" }),
      patch({ version: 1, title: "Other" }, await api.signIn("dana@demo.example")),
    ]);
    const answers = [one, other];
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const refused = answers.find(({ status }) => status === 409)?.body.error;
    const winner = one.status === 200 ? "Priya Natarajan" : "Dana Whitfield";
    expect(refused.code).toBe("changed_meanwhile");
    // In the company's own time zone, Los Angeles.
    expect(refused.reasons[0].message).toMatch(
      new RegExp(`^${winner} saved this at Mar 31, 2026, 11:00\\sAM \\(version 2; you had version 1\\)\\.$`),
    );
    expect(await acts()).toEqual(["contract_created", "contract_changed"]);
  });

  test("every problem is said at once", async () => {
    const nobody = "00000000-0000-4000-8000-000000000000";
    const body = {
      number: `C-${count}`,
      title: "Second",
      ownerId: nobody,
      retainageOnWork: "101",
      retainageOnMaterials: "-1",
      privateList: [nobody],
    };
    const answer = await api.call("POST", `/api/projects/${projectId}/contracts`, { as: priya, body });
    expect(answer.status).toBe(400);
    expect(answer.body.error.reasons.map(({ code, field }: { code: string; field: string }) => [code, field])).toEqual([
      ["number_taken", "number"],
      ["no_such_owner", "ownerId"],
      ["no_such_person", "privateList.0"],
      ["retainage_out_of_range", "retainageOnWork"],
      ["retainage_out_of_range", "retainageOnMaterials"],
    ]);
  });

  test.each([
    ["no number", { title: "T" }, "missing", "number"],
    ["a number of another kind", { number: 5, title: "T" }, "not_allowed", "number"],
    [
      "a percentage with a comma",
      { number: "x", title: "T", retainageOnWork: "12,5" },
      "not_allowed",
      "retainageOnWork",
    ],
    ["an exponent", { number: "x", title: "T", retainageOnWork: "1e1" }, "not_allowed", "retainageOnWork"],
    ["a day that is none", { number: "x", title: "T", contractOn: "2026-02-30" }, "not_allowed", "contractOn"],
    ["a NUL", { number: "x\0", title: "T" }, "unreadable_character", "number"],
    ["a field nobody knows", { number: "x", title: "T", colour: "red" }, "unknown_field", "colour"],
    ["a status on creation", { number: "x", title: "T", status: "approved" }, "unknown_field", "status"],
  ])("%s is refused", async (_name, body, code, field) => {
    const answer = await api.call("POST", `/api/projects/${projectId}/contracts`, { as: priya, body });
    expect(answer.status).toBe(400);
    expect(answer.body.error.reasons).toMatchObject([{ code, field }]);
  });

  test("who may only read sees it, and is told what an edit takes", async () => {
    const shown = await get("", lee);
    expect(shown.closed.edit).toMatchObject([
      { code: "not_permitted", message: "You need Admin on Prime Contracts to edit the contract." },
    ]);
    expect(shown.closed.createInvoice[0].code).toBe("not_permitted");
    for (const as of [lee, sam, marcus]) {
      const answer = await patch({ version: 1, title: "Mine" }, as);
      expect(answer.status).toBe(403);
      expect(codes(answer)).toEqual(["not_permitted"]);
      const created = await api.call("POST", `/api/projects/${projectId}/contracts`, {
        as,
        body: { number: "N", title: "T" },
      });
      expect(created.status).toBe(403);
    }
    expect(await acts()).toHaveLength(1);
  });

  test("a private one is hidden but from Admins and its list, and its schedule by a switch", async () => {
    const leeId = founded.people.get("lee@demo.example");
    await patch({ version: 1, isPrivate: true, listSeesSchedule: false, privateList: [leeId] });
    const listed = async (as: string) =>
      (await api.call("GET", `/api/projects/${projectId}/contracts`, { as })).body.contracts.some(
        ({ id }: { id: string }) => id === contract.id,
      );
    expect(await Promise.all([priya, lee, sam, marcus].map(listed))).toEqual([true, true, false, false]);
    for (const path of ["", "/schedule-of-values", "/change-orders"])
      expect((await api.call("GET", at(path), { as: sam })).status).toBe(404);
    expect((await patch({ version: 2, title: "Mine" }, sam)).status).toBe(404);
    expect((await api.call("GET", at("/schedule-of-values"), { as: lee })).status).toBe(403);
    await patch({ version: 2, listSeesSchedule: true });
    expect((await api.call("GET", at("/schedule-of-values"), { as: lee })).status).toBe(200);
  });

  test("nobody of another company finds it", async () => {
    await foundCompany(
      api.db,
      {
        name: `Rival ${count}`,
        people: [{ name: "Rival", email: "rival@rival.example", password: "drawbridge", isCompanyAdmin: true }],
        projects: [],
      },
      api.clock.at,
    );
    const rival = await api.signIn("rival@rival.example");
    expect((await api.call("GET", at(), { as: rival })).status).toBe(404);
    expect((await api.call("GET", `/api/projects/${projectId}/contracts`, { as: rival })).status).toBe(404);
  });
});

describe("a schedule of values", () => {
  test("is entered; a unit line's value is computed", async () => {
    const { status, body } = await putSchedule([lump, unit]);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      original: "1003.75",
      revised: "1003.75",
      lines: [
        { position: 1, item: "1", method: "amount", scheduledValue: "1000.00", costCode: "01-000", quantity: null },
        {
          position: 2,
          item: "2",
          method: "unit",
          scheduledValue: "3.75",
          quantity: "12.5",
          unitPrice: "0.3",
          unit: "LF",
        },
      ],
    });
    expect(await get("/schedule-of-values")).toEqual(body);
    expect((await get()).version).toBe(2);
    expect((await journal())[1]).toMatchObject({
      act: "schedule_changed",
      facts: { before: { lines: 0, total: "0.00" }, after: { lines: 2, total: "1003.75" } },
    });
  });

  test("lines that stay keep their id, and may change places", async () => {
    const [one, two] = (await putSchedule([lump, unit])).body.lines;
    const { body } = await putSchedule([
      { ...unit, id: two.id, item: "1" },
      { ...lump, id: one.id, item: "2" },
    ]);
    expect(body.lines.map(({ id, item }: { id: string; item: string }) => [id, item])).toEqual([
      [two.id, "1"],
      [one.id, "2"],
    ]);
  });

  test("every problem is said at once, with its line", async () => {
    const answer = await putSchedule([
      lump,
      { ...lump, costCode: "99-999" },
      { item: "3", description: "Nothing" },
      { item: "4", description: "Half a unit", quantity: "1" },
      { ...unit, item: "5", quantity: "0", scheduledValue: "3.76" },
      { ...unit, item: "6", quantity: "999999999999", unitPrice: "999999999999" },
      { ...lump, item: "7", id: "00000000-0000-4000-8000-000000000000" },
    ]);
    expect(answer.status).toBe(400);
    expect(answer.body.error.reasons.map(({ code, row }: { code: string; row: number }) => [row, code])).toEqual([
      [7, "line_unknown"],
      [2, "line_item_taken"],
      [2, "no_such_cost_code"],
      [3, "line_needs_value"],
      [4, "line_needs_value"],
      [5, "line_value_without_quantity"],
      [6, "line_value_too_large"],
    ]);
    expect((await get("/schedule-of-values")).lines).toEqual([]);
  });

  test("an old version is refused", async () => {
    await putSchedule([lump]);
    const body = { version: 1, lines: [unit] };
    expect((await api.call("PUT", at("/schedule-of-values"), { as: priya, body })).status).toBe(409);
  });

  test("stays as it is once an invoice stands on it", async () => {
    const { lines } = (await putSchedule([lump])).body;
    await makeInvoice(lines[0].id);
    const answer = await putSchedule([unit]);
    expect(answer.status).toBe(409);
    expect(answer.body.error.reasons).toEqual([
      {
        code: "contract_has_invoices",
        message: "1 invoice has been made on this schedule of values. What changes now is a change order.",
        link: `/projects/${projectId}/contracts/${contract.id}?tab=change-orders`,
      },
    ]);
    const shown = await get();
    expect(shown.sums).toMatchObject({ invoiceCount: 1, invoicedToDate: "250.00" });
    expect(shown.closed.editSchedule).toEqual(answer.body.error.reasons);
    const csv = "Item,Description,Amount\n1,A,5.00\n";
    expect(
      (await api.call("POST", at("/schedule-of-values/imports?mode=save"), { as: priya, bytes: csv })).status,
    ).toBe(409);
  });

  test("who may not edit it may not", async () => {
    for (const as of [lee, sam, marcus]) expect((await putSchedule([lump], as)).status).toBe(403);
  });
});

describe("an import", () => {
  const send = (mode: string, bytes: Uint8Array<ArrayBuffer> | string, as = priya) =>
    api.call("POST", at(`/schedule-of-values/imports?mode=${mode}`), {
      as,
      bytes,
      headers: { "content-type": "text/csv" },
    });

  test("of a public contract is previewed, then saved", async () => {
    const file = new Uint8Array(await readFile("examples/sfpw-2977J/schedule-of-values.csv"));
    const preview = await send("preview", file);
    expect(preview.body).toMatchObject({ saved: false, separator: ",", total: "3941885.60", problems: [] });
    expect(preview.body.lines).toHaveLength(51);
    expect((await get("/schedule-of-values")).lines).toEqual([]);

    const saved = await send("save", file);
    expect(saved.status).toBe(200);
    expect(saved.body).toEqual({ ...preview.body, saved: true });
    const schedule = await get("/schedule-of-values");
    expect(schedule).toMatchObject({ original: "3941885.60", revised: "3941885.60" });
    expect(schedule.lines[4]).toMatchObject({
      item: "R-4",
      method: "unit",
      quantity: "3241",
      unitPrice: "164",
      unit: "TON",
    });
    expect(schedule.lines[1]).toMatchObject({ item: "R-1", method: "amount", scheduledValue: "138000.00" });
    expect(await acts()).toEqual(["contract_created", "schedule_imported"]);
  });

  test("with problems saves nothing and says all of them, with row and column", async () => {
    const file = 'Item,Description,Cost Code,Amount\n1,A,01-000,5.00\n1,B,77-777,"12,5"\n3,,02-000,1e3\n';
    const preview = await send("preview", file);
    expect(preview.status).toBe(200);
    const refused = await send("save", file);
    expect(refused.status).toBe(422);
    expect(refused.body.error.code).toBe("import_refused");
    expect(refused.body.error.reasons).toEqual(preview.body.problems);
    const rows: { row: number; column?: string; message: string }[] = refused.body.error.reasons;
    expect(rows.length).toBeGreaterThanOrEqual(4);
    expect(rows.every(({ row, message }) => row >= 2 && message.length > 10)).toBe(true);
    expect((await get("/schedule-of-values")).lines).toEqual([]);
    expect(await acts()).toHaveLength(1);
  });

  test.each([
    ["an empty file", ""],
    ["a file without a line", "Item,Description,Amount\n"],
    ["a file of bytes", Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0, 0)],
  ])("%s is refused", async (_name, bytes) => {
    const { status, body } = await send("save", bytes);
    expect(status).toBe(422);
    expect(body.error.reasons).toHaveLength(1);
  });

  test("too large a body is refused before it is read", async () => {
    const { status, body } = await send("save", new Uint8Array(20 * 1024 * 1024 + 1));
    expect(status).toBe(413);
    expect(body.error.reasons[0].message).toBe("More than 20 MiB were sent. Allowed: at most 20 MiB.");
  });

  test("needs a mode, and Admin", async () => {
    expect((await send("guess", "x")).status).toBe(400);
    expect((await send("preview", "x", lee)).status).toBe(403);
  });
});

describe("a change order", () => {
  const orderLine = { item: "CO1-1", description: "Rock", scheduledValue: "250.00" };
  const make = (body: object = { number: "1", title: "Rock", lines: [orderLine] }, as = priya) =>
    api.call("POST", at("/change-orders"), { as, body });
  const set = (id: string, body: object, as = priya) => api.call("PATCH", `/api/change-orders/${id}`, { as, body });

  test("puts its lines on the schedule when it is approved, on the company's day", async () => {
    await putSchedule([lump]);
    const made = await make();
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ number: "1", status: "draft", approvedOn: null, amount: "250.00" });
    expect((await get("/schedule-of-values")).lines).toHaveLength(1);

    api.clock.at = new Date("2026-04-01T03:00:00Z");
    const approved = await set(made.body.id, { status: "approved" });
    api.clock.at = new Date("2026-03-31T18:00:00Z");
    expect(approved.body).toMatchObject({ status: "approved", approvedOn: "2026-03-31" });
    const schedule = await get("/schedule-of-values");
    expect(schedule).toMatchObject({ original: "1000.00", revised: "1250.00" });
    expect(schedule.lines[1]).toMatchObject({ position: 2, item: "CO1-1", changeOrder: { number: "1" } });
    expect((await get()).sums).toMatchObject({ approvedChangeOrders: "250.00", revised: "1250.00", lineCount: 2 });
    expect(await acts()).toEqual([
      "contract_created",
      "schedule_changed",
      "change_order_created",
      "change_order_status_changed",
    ]);
    expect((await get("/change-orders")).changeOrders).toMatchObject([{ number: "1", status: "approved" }]);
  });

  test("may take away", async () => {
    await putSchedule([lump]);
    const made = await make({ number: "1", title: "Less", lines: [{ ...orderLine, scheduledValue: "-100.00" }] });
    await set(made.body.id, { status: "approved", approvedOn: "2026-02-01" });
    expect((await get()).sums).toMatchObject({ approvedChangeOrders: "-100.00", revised: "900.00" });
  });

  test("is final once approved, but for void", async () => {
    const { id } = (await make()).body;
    await set(id, { status: "approved" });
    const back = await set(id, { status: "draft" });
    expect(back.status).toBe(409);
    expect(codes(back)).toEqual(["change_order_final"]);
    expect(codes(await set(id, { status: "approved", approvedOn: "2026-01-01" }))).toEqual(["change_order_final"]);
    expect((await set(id, { status: "void" })).body).toMatchObject({ status: "void", approvedOn: null });
    expect((await get("/schedule-of-values")).lines).toEqual([]);
    expect(codes(await set(id, { status: "draft" }))).toEqual(["change_order_void"]);
  });

  test("is not made void once an invoice carries it", async () => {
    const { id, lines } = (await make()).body;
    await set(id, { status: "approved" });
    await makeInvoice(lines[0].id);
    const answer = await set(id, { status: "void" });
    expect(codes(answer)).toEqual(["change_order_billed"]);
    expect(answer.body.error.reasons[0].message).toBe("1 invoice carries this change order already.");
  });

  test("needs a number and items of its own", async () => {
    await putSchedule([lump]);
    await make();
    const answer = await make({ number: "1", title: "Again", lines: [{ ...orderLine, item: "1" }, orderLine] });
    expect(answer.status).toBe(400);
    expect(answer.body.error.reasons.map(({ message }: { message: string }) => message)).toEqual([
      "The number “1” is taken by “Rock”. Allowed: a number that no other has here.",
      "Line 1: the item “1” is there already.",
      "Line 2: the item “CO1-1” is there already on a change order.",
    ]);
    expect((await putSchedule([{ ...lump, item: "CO1-1" }])).body.error.reasons[0].code).toBe("line_item_taken");
    expect((await make({ number: "2", title: "Empty", lines: [] })).status).toBe(400);
  });

  test("a day of approval needs an approval", async () => {
    const { id } = (await make()).body;
    expect(codes(await set(id, { status: "pending", approvedOn: "2026-01-01" }))).toEqual([
      "approved_on_without_approval",
    ]);
  });

  test("who may not work on them may not", async () => {
    const { id } = (await make()).body;
    for (const as of [lee, sam, marcus]) {
      expect((await make({ number: "9", title: "Mine", lines: [orderLine] }, as)).status).toBe(403);
      expect((await set(id, { status: "approved" }, as)).status).toBe(403);
    }
  });
});

test("a schedule of 10,000 lines is saved", async () => {
  const lines = Array.from({ length: 10_000 }, (_, index) => ({
    item: `${index + 1}`,
    description: "Line",
    scheduledValue: "0.01",
  }));
  const { status, body } = await putSchedule(lines);
  expect(status).toBe(200);
  expect(body.original).toBe("100.00");
});
