import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestApi, type TestApi } from "../../test/api.ts";
import { assert } from "../assert.ts";
import { inCompany } from "../db/transaction.ts";
import { loadDemoInto } from "../demo.ts";
import { foundCompany } from "./founding.commands.ts";
import { permissions } from "./permission.ts";
import type { RightShown, RightsShown } from "./wire.ts";

let api: TestApi;
let dana: string;
let companyId: string;
let projectId: string;
let contractId: string;
const people: Record<string, string> = {};

beforeAll(async () => {
  api = await startTestApi();
  await loadDemoInto(api.db, api.clock.at);
  dana = await api.signIn("dana@demo.example");
  companyId = (await api.call("GET", "/api/session", { as: dana })).body.company.id;
  projectId = (await api.call("GET", "/api/projects", { as: dana })).body.projects[0].id;
  contractId = (await api.call("GET", `/api/projects/${projectId}/contracts`, { as: dana })).body.contracts[0].id;
  for (const { id, name } of (await api.call("GET", "/api/people", { as: dana })).body.people) people[name] = id;
});
afterAll(() => api.stop());

const ask = (name: string, project: string | null = null, as: string | null = dana) =>
  api.call("GET", `/api/people/${people[name]}/rights${project === null ? "" : `?projectId=${project}`}`, { as });

async function rightsOf(name: string, project: string | null = null): Promise<RightsShown> {
  const { status, body } = await ask(name, project);
  expect(status).toBe(200);
  return body;
}

function right({ rights }: Readonly<{ rights: readonly RightShown[] }>, permission: string): RightShown | undefined {
  return rights.find((one) => one.permission === permission);
}

async function makePrivate(privateList: readonly (string | undefined)[], listSeesSchedule: boolean): Promise<void> {
  const { version } = (await api.call("GET", `/api/contracts/${contractId}`, { as: dana })).body;
  const body = { version, isPrivate: true, listSeesSchedule, privateList };
  expect((await api.call("PATCH", `/api/contracts/${contractId}`, { as: dana, body })).status).toBe(200);
}

test("in the company alone, what does not ask for a project", async () => {
  const lee = await rightsOf("Lee Park");
  expect(lee).toMatchObject({ person: { name: "Lee Park", isActive: true }, project: null, contracts: [] });
  expect(lee.rights.map(({ permission, may }) => [permission, may])).toEqual([
    ["viewErpQueue", false],
    ["decideInErpQueue", false],
    ["setUpErp", false],
    ["invitePeople", false],
    ["viewRights", false],
    ["setUpCompany", false],
  ]);
  expect(right(lee, "decideInErpQueue")).toEqual({
    permission: "decideInErpQueue",
    reach: "company",
    may: false,
    because: [],
    missing: [
      {
        needs: [
          { need: "erpIntegrations", level: "standard", has: "none" },
          { need: "canPushToAccounting", level: null, has: null },
        ],
        message: "Standard on ERP Integrations (has None) and Can Push to Accounting",
      },
    ],
    reasons: [
      {
        code: "not_permitted",
        message: "You need Standard on ERP Integrations and Can Push to Accounting to accept or reject.",
        link: null,
      },
    ],
  });
});

test("in a project, every permission of the table", async () => {
  const sam = await rightsOf("Sam Ortiz", projectId);
  expect(sam.project?.id).toBe(projectId);
  expect(sam.rights.map(({ permission }) => permission)).toEqual(Object.keys(permissions));
  expect(right(sam, "sendToErp")).toMatchObject({
    may: true,
    because: [
      {
        message:
          "Admin on Commitments, Read Only on Prime Contracts, View Owner Invoice Detail, the company lets Commitments send, and the contract is not private",
      },
    ],
    missing: [],
    reasons: [],
  });
  expect(right(sam, "editInvoice")).toMatchObject({
    may: false,
    missing: [{ message: "Admin on Prime Contracts (has Read Only)" }],
  });
  expect(sam.contracts).toEqual([]);
});

test("where the company narrowed sending, that is what is missing", async () => {
  const narrow = (sendingNeedsPrimeContracts: boolean) =>
    api.call("PATCH", "/api/company", { as: dana, body: { sendingNeedsPrimeContracts } });
  await narrow(true);
  const sending = right(await rightsOf("Sam Ortiz", projectId), "sendToErp");
  await narrow(false);
  expect(sending?.missing.map(({ message }) => message)).toEqual([
    "Admin on Prime Contracts (has Read Only)",
    "a company that lets Commitments send",
  ]);
});

test("of a private contract, the list and the switch for the schedule of values", async () => {
  await makePrivate([people["Lee Park"]], false);
  const [listed] = (await rightsOf("Lee Park", projectId)).contracts;
  expect(listed).toMatchObject({ id: contractId, isPrivate: true, isOnPrivateList: true, listSeesSchedule: false });
  assert(listed !== undefined, "the contract is there");
  expect(listed.rights.map(({ permission, may }) => [permission, may])).toEqual([
    ["viewContract", true],
    ["viewSchedule", false],
    ["viewInvoice", true],
    ["viewInvoiceDetail", false],
    ["sendToErp", false],
    ["retrieveFromErp", false],
  ]);
  expect(right(listed, "viewContract")?.because.map(({ message }) => message)).toEqual([
    "Read Only on Prime Contracts and on the contract’s Private list",
  ]);
  expect(right(listed, "viewSchedule")?.missing.map(({ message }) => message)).toContain(
    "the switch that lets the Private list see the schedule of values",
  );
  const [unlisted] = (await rightsOf("Sam Ortiz", projectId)).contracts;
  expect(unlisted && right(unlisted, "viewContract")).toMatchObject({ may: false });
  expect(unlisted && right(unlisted, "viewContract")?.missing.map(({ message }) => message)).toContain(
    "a place on the contract’s Private list",
  );
});

test("what the page says is what the person meets", async () => {
  await makePrivate([people["Lee Park"]], false);
  const path = `/api/contracts/${contractId}`;
  for (const [name, email] of [
    ["Lee Park", "lee@demo.example"],
    ["Sam Ortiz", "sam@demo.example"],
    ["Priya Natarajan", "priya@demo.example"],
  ] as const) {
    const token = await api.signIn(email);
    const contract = (await rightsOf(name, projectId)).contracts.find(({ id }) => id === contractId);
    const meets = async (what: string) => (await api.call("GET", path + what, { as: token })).status === 200;
    expect(contract && right(contract, "viewContract")?.may, name).toBe(await meets(""));
    expect(contract && right(contract, "viewSchedule")?.may, name).toBe(await meets("/schedule-of-values"));
  }
});

test("a private contract that whoever asks may not see is counted and not named", async () => {
  await makePrivate([], true);
  const level = (primeContracts: "admin" | "readOnly") =>
    inCompany(api.db, companyId, (tx) =>
      tx
        .updateTable("project_roles")
        .set({ prime_contracts: primeContracts })
        .where("company_id", "=", companyId)
        .where("person_id", "=", people["Dana Whitfield"] ?? "")
        .execute(),
    );
  await level("readOnly");
  const { contracts, hiddenContracts } = await rightsOf("Lee Park", projectId);
  await level("admin");
  expect({ contracts, hiddenContracts }).toEqual({ contracts: [], hiddenContracts: 1 });
});

test.each(["priya", "marcus", "sam", "lee"])(
  "%s, who is no company administrator, is told what is needed",
  async (who) => {
    const answer = await ask("Lee Park", projectId, await api.signIn(`${who}@demo.example`));
    expect(answer.status).toBe(403);
    expect(answer.body.error.reasons[0].message).toBe(
      "You need to be a company administrator to see what other people may do.",
    );
  },
);

test("nobody is told anything without signing in", async () => {
  expect((await ask("Lee Park", null, null)).status).toBe(401);
});

test("a person or a project of another company is not found, nor one that is none", async () => {
  const person = { name: "Olga", email: "olga@other.example", password: "drawbridge", isCompanyAdmin: true };
  const project = { number: "O-1", name: "Other project", erpJob: null, roles: [] };
  await foundCompany(api.db, { name: "Another Builder", people: [person], projects: [project] }, api.clock.at);
  const olga = await api.signIn("olga@other.example");
  const herId = (await api.call("GET", "/api/session", { as: olga })).body.person.id;
  const [hers] = (await api.call("GET", "/api/projects", { as: olga })).body.projects;
  expect((await api.call("GET", `/api/people/${herId}/rights?projectId=${hers.id}`, { as: olga })).status).toBe(200);
  const nobody = "00000000-0000-4000-8000-000000000000";
  expect((await api.call("GET", `/api/people/${herId}/rights`, { as: dana })).status).toBe(404);
  expect((await api.call("GET", `/api/people/${nobody}/rights`, { as: dana })).status).toBe(404);
  expect((await ask("Lee Park", hers.id)).status).toBe(404);
  expect((await ask("Lee Park", nobody)).status).toBe(404);
  expect((await ask("Lee Park", projectId, olga)).status).toBe(404);
});
