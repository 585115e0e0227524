import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApi, type TestApi } from "../../test/api.ts";
import { inCompany } from "../db/transaction.ts";
import { loadDemoInto } from "../demo.ts";
import { foundCompany } from "./founding.commands.ts";

let api: TestApi;
let dana: string;
let priya: string;
let companyId: string;

beforeAll(async () => {
  api = await startTestApi();
  await loadDemoInto(api.db, api.clock.at);
  dana = await api.signIn("dana@demo.example");
  priya = await api.signIn("priya@demo.example");
  companyId = (await api.call("GET", "/api/session", { as: dana })).body.company.id;
});
afterAll(() => api.stop());

const journal = (kind: string, act: string) =>
  inCompany(api.db, companyId, (tx) =>
    tx
      .selectFrom("journal")
      .select(["actor_id", "facts", "at"])
      .where("company_id", "=", companyId)
      .where("subject_kind", "=", kind)
      .where("act", "=", act)
      .orderBy("at", "desc")
      .execute(),
  );

describe("signing in", () => {
  test("gives a token, a cookie and who it is", async () => {
    const answer = await api.call("POST", "/api/session", {
      body: { email: "Priya@demo.example", password: "drawbridge" },
    });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      person: { name: "Priya Natarajan", email: "priya@demo.example" },
      company: { name: "Bay Paving and Sewer (demo)", timeZone: "America/Los_Angeles", isDemo: true, currency: "USD" },
      rights: { isCompanyAdmin: false, erpIntegrations: "none", canPushToAccounting: false },
      hasMailbox: true,
    });
    const cookie = answer.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/^drawbridge=[^;]+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/);
    const token = /^drawbridge=([^;]+)/.exec(cookie)?.[1];
    expect(token).toBe(answer.body.token);
    const me = await api.call("GET", "/api/session", { headers: { cookie: `other=1; drawbridge=${token}` } });
    expect(me.body.person.name).toBe("Priya Natarajan");
    expect(me.body.token).toBeUndefined();
  });

  test("the token is not kept, only its hash", async () => {
    const { rows } = await inCompany(api.db, companyId, (tx) =>
      sql<{ found: number }>`select count(*)::int as found from sessions where token_hash = ${priya}`.execute(tx),
    );
    expect(rows).toEqual([{ found: 0 }]);
  });

  test("an unknown e-mail and a wrong password get the same answer", async () => {
    const unknown = await api.call("POST", "/api/session", { body: { email: "nobody@demo.example", password: "x" } });
    const wrong = await api.call("POST", "/api/session", { body: { email: "lee@demo.example", password: "x" } });
    expect([unknown.status, wrong.status]).toEqual([401, 401]);
    expect(unknown.body).toEqual(wrong.body);
    expect(unknown.body.error.code).toBe("wrong_sign_in");
    expect(unknown.headers.get("set-cookie")).toBeNull();
  });

  test.each([
    ["no token", null, "session_missing"],
    ["a token of nowhere", "nonsense", "session_over"],
    ["a token of no session", "00000000-0000-4000-8000-000000000000.abc", "session_over"],
  ])("%s is refused", async (_name, token, reason) => {
    const { status, body } = await api.call("GET", "/api/session", { as: token });
    expect(status).toBe(401);
    expect(body.error.reasons[0].code).toBe(reason);
  });

  test("a session ends after twelve hours, and by signing out", async () => {
    const token = await api.signIn("lee@demo.example");
    const before = api.clock.at;
    api.clock.at = new Date(before.getTime() + 12 * 3_600_000);
    expect((await api.call("GET", "/api/session", { as: token })).status).toBe(401);
    api.clock.at = before;
    expect((await api.call("GET", "/api/session", { as: token })).status).toBe(200);
    const out = await api.call("DELETE", "/api/session", { as: token });
    expect(out.status).toBe(204);
    expect(out.headers.get("set-cookie")).toMatch(/^drawbridge=; Max-Age=0/);
    expect((await api.call("GET", "/api/session", { as: token })).status).toBe(401);
  });

  test("a person of two companies chooses; one who is no longer active is not let in", async () => {
    const other = await foundCompany(
      api.db,
      {
        name: "Another Builder",
        people: [
          { name: "Priya N.", email: "priya@demo.example", password: "ignored, she has one" },
          { name: "Gone", email: "gone@other.example", password: "drawbridge" },
        ],
        projects: [],
      },
      api.clock.at,
    );
    const first = await api.call("POST", "/api/session", {
      body: { email: "priya@demo.example", password: "drawbridge" },
    });
    expect(first.body.company.name).toBe("Another Builder");
    expect(first.body.companies.map(({ name }: { name: string }) => name)).toEqual([
      "Another Builder",
      "Bay Paving and Sewer (demo)",
    ]);
    const chosen = { email: "priya@demo.example", password: "drawbridge", companyId };
    expect((await api.call("POST", "/api/session", { body: chosen })).body.company.id).toBe(companyId);
    const token = await api.signIn("gone@other.example");
    await inCompany(api.db, other.companyId, (tx) =>
      tx.updateTable("people").set({ is_active: false }).where("email", "=", "gone@other.example").execute(),
    );
    expect((await api.call("GET", "/api/session", { as: token })).status).toBe(401);
    await expect(api.signIn("gone@other.example")).rejects.toThrow("wrong_sign_in");
  });

  test("the demo people are named on a loopback address alone", async () => {
    const here = await api.call("GET", "/api/sign-in-hints");
    expect(here.body.people).toHaveLength(5);
    expect(here.body.people[0]).toMatchObject({ email: "priya@demo.example", password: "drawbridge" });
    const elsewhere = await startTestApi({ isLoopback: false });
    expect((await elsewhere.call("GET", "/api/sign-in-hints")).body.people).toEqual([]);
    await elsewhere.stop();
  });
});

describe("a call from another place", () => {
  const write = (headers: Record<string, string>) =>
    api.call("PATCH", "/api/company", {
      body: { summaryHour: 7 },
      headers: { cookie: `drawbridge=${dana}`, host: "bridge.example", ...headers },
    });

  test.each<[string, Record<string, string>, number]>([
    ["our own page", { origin: "http://localhost" }, 200],
    ["our own page by another name", { origin: "http://bridge.example" }, 200],
    ["our own page, without its address", { "sec-fetch-site": "same-origin" }, 200],
    ["a page elsewhere", { origin: "https://evil.example" }, 403],
    ["a page of nowhere", { origin: "null" }, 403],
    ["a page elsewhere, without its address", { "sec-fetch-site": "cross-site" }, 403],
    ["nothing that says where", {}, 403],
  ])("with a cookie, %s", async (_name, headers, status) => {
    expect((await write(headers)).status).toBe(status);
  });

  test("with a bearer token it needs no origin", async () => {
    expect((await api.call("PATCH", "/api/company", { as: dana, body: { summaryHour: 7 } })).status).toBe(200);
  });

  test("cannot sign a browser in", async () => {
    const body = { email: "lee@demo.example", password: "drawbridge" };
    const answer = await api.call("POST", "/api/session", { body, headers: { origin: "https://evil.example" } });
    expect(answer.status).toBe(403);
  });
});

describe("the company", () => {
  test("an administrator changes a setting, which is recorded once", async () => {
    const before = (await api.call("GET", "/api/company", { as: priya })).body;
    expect(before).toMatchObject({ summaryHour: 7, senderMayAccept: false, rejectionReasonRequired: true });
    const { status, body } = await api.call("PATCH", "/api/company", { as: dana, body: { mailOnFirstSend: true } });
    expect(status).toBe(200);
    expect(body).toEqual({ ...before, mailOnFirstSend: true });
    await api.call("PATCH", "/api/company", { as: dana, body: { mailOnFirstSend: true } });
    const rows = await journal("company", "company_changed");
    expect(rows).toHaveLength(1);
    expect(rows[0]?.facts).toEqual({ mailOnFirstSend: { before: false, after: true } });
  });

  test("others may not", async () => {
    const { status, body } = await api.call("PATCH", "/api/company", { as: priya, body: { summaryHour: 8 } });
    expect(status).toBe(403);
    expect(body.error.reasons[0].message).toBe(
      "You need to be a company administrator to change the company's settings.",
    );
  });

  test.each([
    ["an hour that is none", { summaryHour: 24 }, { field: "summaryHour", given: "24", allowed: "at most 23" }],
    ["a zone that is none", { timeZone: "Mars/Olympus" }, { code: "no_such_time_zone", given: "Mars/Olympus" }],
    ["a misspelt field", { sumaryHour: 8 }, { code: "unknown_field", field: "sumaryHour" }],
    ["an empty name", { name: "  " }, { field: "name", allowed: "at least one character" }],
  ])("%s is refused", async (_name, change, reason) => {
    const { status, body } = await api.call("PATCH", "/api/company", { as: dana, body: change });
    expect(status).toBe(400);
    expect(body.error.reasons).toHaveLength(1);
    expect(body.error.reasons[0]).toMatchObject(reason);
  });
});

describe("projects and organizations", () => {
  const projects = async (as: string) => (await api.call("GET", "/api/projects", { as })).body.projects;

  test("everybody with a role sees the projects, with the role", async () => {
    const lee = await api.signIn("lee@demo.example");
    expect(await projects(lee)).toMatchObject([
      { number: "2977J", erpJob: { code: "P-1001" }, levels: { primeContracts: "readOnly" } },
      { number: "LK-24", erpJob: null, levels: { viewOwnerInvoiceDetail: false } },
    ]);
  });

  test("an ERP administrator links a job and unlinks it", async () => {
    const lakeville = (await projects(dana))[1];
    const path = `/api/projects/${lakeville.id}/erp-job`;
    const linked = await api.call("PUT", path, { as: dana, body: { code: "P-1002", name: "Lakeville" } });
    expect(linked.body.erpJob).toEqual({ code: "P-1002", name: "Lakeville" });
    const unlinked = await api.call("PUT", path, { as: dana, body: { code: null } });
    expect(unlinked.body.erpJob).toBeNull();
    expect((await journal("project", "job_linked"))[0]?.facts).toEqual({
      before: null,
      after: { code: "P-1002", name: "Lakeville" },
    });
    expect(await journal("project", "job_unlinked")).toHaveLength(1);
    expect((await api.call("PUT", path, { as: priya, body: { code: "P-1002" } })).status).toBe(403);
  });

  test("an ERP administrator links a customer", async () => {
    const { organizations } = (await api.call("GET", "/api/organizations", { as: dana })).body;
    expect(organizations).toMatchObject([{ name: "City of Lakeville" }, { name: "San Francisco Public Works" }]);
    const path = `/api/organizations/${organizations[0].id}/erp-customer`;
    const linked = await api.call("PUT", path, { as: dana, body: { code: "OWN-077" } });
    expect(linked.body).toEqual({ ...organizations[0], erpCustomerCode: "OWN-077" });
    expect((await journal("company", "customer_linked"))[0]?.facts).toMatchObject({
      before: "OWN-002",
      after: "OWN-077",
    });
    expect((await api.call("PUT", path, { as: priya, body: { code: null } })).status).toBe(403);
  });

  test("what is not there is not found", async () => {
    const path = "/api/projects/00000000-0000-4000-8000-000000000000/erp-job";
    expect((await api.call("PUT", path, { as: dana, body: { code: "X" } })).status).toBe(404);
    expect((await api.call("PUT", "/api/projects/17/erp-job", { as: dana, body: { code: "X" } })).status).toBe(404);
  });
});
