import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApi, type TestApi } from "../../test/api.ts";
import { inCompany } from "../db/transaction.ts";
import { demoPeople } from "../demo-people.ts";
import { type Founded, foundCompany } from "../people/founding.commands.ts";
import { periodProblems } from "./billing-period.ts";

let api: TestApi;
let founded: Founded;
let priya: string;
let sam: string;
let lee: string;

const roles = demoPeople.map(({ email, project }) => ({ email, ...project }));
const numbers = ["make", "overlap", "edit", "locked", "rights", "race"];

beforeAll(async () => {
  api = await startTestApi();
  const projects = numbers.map((number) => ({ number, name: number, erpJob: null, roles }));
  founded = await foundCompany(api.db, { name: "Builder", people: demoPeople, projects }, api.clock.at);
  [priya, sam, lee] = (await Promise.all(
    ["priya", "sam", "lee"].map((name) => api.signIn(`${name}@demo.example`)),
  )) as [string, string, string];
});
afterAll(() => api.stop());

const path = (project: string) => `/api/projects/${founded.projects.get(project)}/billing-periods`;
const make = (project: string, body: object, as = priya) => api.call("POST", path(project), { as, body });
const change = (id: string, body: object, as = priya) => api.call("PATCH", `/api/billing-periods/${id}`, { as, body });
const list = async (project: string, as = priya) => (await api.call("GET", path(project), { as })).body;
const march = { from: "2026-03-01", to: "2026-03-31" };
const april = { from: "2026-04-01", to: "2026-04-30" };
const journal = (project: string) =>
  inCompany(api.db, founded.companyId, (tx) =>
    tx
      .selectFrom("journal")
      .select(["act", "facts"])
      .where("subject_kind", "=", "project")
      .where("subject_id", "=", founded.projects.get(project) ?? "")
      .orderBy("entry_number")
      .execute(),
  );

test("a new period is open and closes the others, unless they are to be kept open", async () => {
  const first = await make("make", { ...march, dueOn: "2026-04-15" });
  expect(first.status).toBe(201);
  expect(first.body).toMatchObject({ ...march, dueOn: "2026-04-15", status: "open", invoiceCount: 0 });
  await make("make", april);
  expect((await list("make")).periods).toMatchObject([
    { ...april, status: "open" },
    { ...march, status: "closed" },
  ]);
  await make("make", { from: "2026-05-01", to: "2026-05-31", keepOthersOpen: true });
  const statuses = (await list("make")).periods.map(({ status }: { status: string }) => status);
  expect(statuses).toEqual(["open", "open", "closed"]);
  const facts = await journal("make");
  expect(facts.map(({ act }) => act)).toEqual(Array(3).fill("billing_period_created"));
  expect(facts[1]?.facts.closed).toEqual([first.body.id]);
});

describe("refused", () => {
  test("an overlap, which names the other", async () => {
    await make("overlap", march);
    const { status, body } = await make("overlap", { from: "2026-03-31", to: "2026-04-30" });
    expect(status).toBe(400);
    expect(body.error.reasons).toMatchObject([
      {
        code: "periods_overlap",
        message: "2026-03-31 to 2026-04-30 overlaps the billing period 2026-03-01 to 2026-03-31.",
      },
    ]);
    expect((await list("overlap")).periods).toMatchObject([{ status: "open" }]);
  });

  test.each([
    ["an end before the beginning", { from: "2027-03-02", to: "2027-03-01" }, "period_order"],
    [
      "a due day before it begins",
      { from: "2027-03-01", to: "2027-03-31", dueOn: "2027-02-28" },
      "period_due_before_end",
    ],
    ["a day that is none", { from: "2027-02-29", to: "2027-03-31" }, "not_allowed"],
    ["no end", { from: "2027-03-01" }, "missing"],
    ["a day with an hour", { from: "2027-03-01T00:00:00Z", to: "2027-03-31" }, "not_allowed"],
  ])("%s", async (_name, body, code) => {
    const answer = await make("overlap", body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.reasons).toMatchObject([{ code }]);
  });
});

test("a period is changed, and opened again; nothing changes without an act", async () => {
  const one = (await make("edit", march)).body;
  const other = (await make("edit", april)).body;
  const changed = await change(other.id, { to: "2026-04-29", dueOn: "2026-05-10" });
  expect(changed.body).toMatchObject({ from: "2026-04-01", to: "2026-04-29", dueOn: "2026-05-10", status: "open" });
  expect((await change(one.id, { status: "open" })).body.status).toBe("open");
  expect((await list("edit")).periods.map(({ status }: { status: string }) => status)).toEqual(["open", "open"]);
  await change(one.id, { status: "open" });
  expect((await change(one.id, { to: "2026-04-01" })).body.error.reasons[0].code).toBe("periods_overlap");
  const facts = await journal("edit");
  expect(facts.slice(2)).toMatchObject([
    { act: "billing_period_changed", facts: { to: { before: "2026-04-30", after: "2026-04-29" } } },
    { act: "billing_period_changed", facts: { status: { before: "closed", after: "open" } } },
  ]);
  expect(facts).toHaveLength(4);
});

test("its days stay once accounting has an invoice of it; it can still be closed", async () => {
  const { id } = (await make("locked", march)).body;
  await inCompany(api.db, founded.companyId, async (tx) => {
    const company_id = founded.companyId;
    const created_by = founded.people.get("priya@demo.example") ?? "";
    const [contract_id, invoice_id] = [crypto.randomUUID(), crypto.randomUUID()];
    const made = { created_by, created_at: api.clock.at };
    const project_id = founded.projects.get("locked") ?? "";
    await tx
      .insertInto("contracts")
      .values({ company_id, contract_id, project_id, number: "1", title: "T", currency: "USD", ...made })
      .execute();
    const invoice = { company_id, invoice_id, contract_id, period_id: id, position: 1, number: "1" };
    await tx
      .insertInto("invoices")
      .values({ ...invoice, billed_on: "2026-03-31", lock: "sent", summary: "{}", ...made })
      .execute();
  });
  const answer = await change(id, { to: "2026-03-30" });
  expect(answer.status).toBe(409);
  expect(answer.body.error.reasons[0]).toMatchObject({
    code: "period_in_accounting",
    message: "An invoice of this period has gone to accounting with its dates.",
  });
  expect((await change(id, { status: "closed" })).body).toMatchObject({ status: "closed", invoiceCount: 1 });
});

test("Admin on either tool may; who only reads sees why not", async () => {
  expect((await make("rights", march, sam)).status).toBe(201);
  const shown = await list("rights", lee);
  expect(shown.closed.create).toMatchObject([
    { code: "not_permitted", message: "You need Admin on Prime Contracts or Commitments to work on billing periods." },
  ]);
  expect((await list("rights", sam)).closed.create).toEqual([]);
  expect((await make("rights", april, lee)).status).toBe(403);
  expect((await change(shown.periods[0].id, { status: "closed" }, lee)).status).toBe(403);
});

test("two people at one moment: the periods do not overlap", async () => {
  const answers = await Promise.all([make("race", march), make("race", march, sam), make("race", march)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 400, 400]);
  expect((await list("race")).periods).toHaveLength(1);
});

test.each([
  ["2026-03-01", "2026-03-31", "2026-04-01", "2026-04-30", false],
  ["2026-03-01", "2026-04-01", "2026-04-01", "2026-04-30", true],
  ["2026-03-10", "2026-03-11", "2026-03-01", "2026-03-31", true],
  ["2026-03-01", "2026-03-31", "2026-03-10", "2026-03-11", true],
  ["2026-05-01", "2026-05-01", "2026-04-01", "2026-04-30", false],
])("%s to %s against %s to %s", (from, to, otherFrom, otherTo, overlaps) => {
  const problems = periodProblems({ from, to, dueOn: null }, [{ from: otherFrom, to: otherTo }]);
  expect(problems.map(({ code }) => code)).toEqual(overlaps ? ["periods_overlap"] : []);
});
