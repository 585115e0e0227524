// Connecting an ERP, against a real sandbox ERP over HTTP.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startTestApi, type TestApi } from "../../test/api.ts";
import { demoToken, type SandboxErp, startSandboxErp } from "../connectors/sandbox/erp.ts";
import { isSealed } from "../db/secret.ts";
import { inCompany } from "../db/transaction.ts";
import { demoPeople } from "../demo-people.ts";
import { type Founded, foundCompany } from "../people/founding.commands.ts";
import { openConnection } from "./connection.commands.ts";
import { activeConnection, connectionById } from "./connection.db.ts";

const folder = mkdtempSync(join(tmpdir(), "erp-connection-"));
let erp: SandboxErp;
let box: string;
let api: TestApi;
let demo: Founded;
let real: Founded;
let priya: string;
let marcus: string;
let dana: string;
/** Sets up the ERP of a company that is no demo. */
let rita: string;

const ritaPerson = {
  ...demoPeople.find(({ name }) => name.startsWith("Dana"))!,
  name: "Rita",
  email: "rita@real.example",
};

beforeAll(async () => {
  erp = await startSandboxErp({ port: 0, dataFile: join(folder, "erp.db") });
  box = `http://127.0.0.1:${erp.port}`;
  api = await startTestApi({ sandboxUrl: box, dataDir: folder });
  const roles = demoPeople.map(({ email, project }) => ({ email, ...project }));
  demo = await foundCompany(
    api.db,
    {
      name: "Demo",
      isDemo: true,
      people: demoPeople,
      projects: [{ number: "1", name: "One", erpJob: { code: "P-1001", name: "One" }, roles }],
      organizations: [{ name: "Owner", erpCustomerCode: "OWN-001" }],
      connection: { connector: "sandbox", name: "The box", settings: {} },
    },
    api.clock.at,
  );
  real = await foundCompany(api.db, { name: "Real", people: [ritaPerson], projects: [] }, api.clock.at);
  [priya, marcus, dana, rita] = (await Promise.all(
    ["priya@demo.example", "marcus@demo.example", "dana@demo.example", "rita@real.example"].map((email) =>
      api.signIn(email),
    ),
  )) as [string, string, string, string];
});
afterAll(async () => {
  await api.stop();
  await erp.stop();
  rmSync(folder, { recursive: true });
});

const path = "/api/erp/connection";
const get = (as: string) => api.call("GET", path, { as });
const put = (body: object, as = dana) => api.call("PUT", path, { as, body });
const tryOut = (as = dana) => api.call("POST", `${path}/tests`, { as });
const parties = (as = dana) => api.call("GET", "/api/erp/parties", { as });
const rows = (founded: Founded) =>
  inCompany(api.db, founded.companyId, (tx) =>
    tx.selectFrom("erp_connections").selectAll().where("company_id", "=", founded.companyId).execute(),
  );
const codes = (answer: { body: { error: { reasons: { code: string; field?: string }[] } } }) =>
  answer.body.error.reasons.map(({ code, field }) => `${code} ${field ?? ""}`.trim());
const journal = (founded: Founded) =>
  inCompany(api.db, founded.companyId, (tx) =>
    tx.selectFrom("journal").select(["act", "facts"]).where("act", "=", "connection_changed").orderBy("at").execute(),
  );

const boxed = { connector: "sandbox", name: "The box", settings: {} };
const trytonSettings = { address: "http://127.0.0.1:9", database: "books", user: "api", password: "hush hush" };
const tryton = { connector: "tryton", name: "Books", settings: trytonSettings };

describe("the box of a demo company", () => {
  beforeEach(async () => {
    expect((await put(boxed)).status).toBe(200);
  });

  test("is reached without anything being typed, and its secret is never shown", async () => {
    const { body } = await get(marcus);
    expect(body.connection).toMatchObject({
      connector: "sandbox",
      name: "The box",
      settings: { address: "", token: "" },
    });
    expect(body.connectors.map(({ id }: { id: string }) => id)).toEqual(["sandbox", "tryton"]);
    expect(body.connectors[0].settings.map(({ required }: { required: boolean }) => required)).toEqual([false, false]);
    expect((await tryOut()).body).toMatchObject({ ok: true, problems: [], company: expect.any(String) });
  });

  test("gives its customers and jobs", async () => {
    const { status, body } = await parties();
    expect(status).toBe(200);
    expect(body.customers.map(({ code }: { code: string }) => code)).toContain("OWN-001");
    expect(body.jobs.map(({ code }: { code: string }) => code)).toContain("P-1001");
  });

  test("a wrong token is refused by the ERP, and kept sealed while it is there", async () => {
    await put({ ...boxed, settings: { token: "not the token" } });
    const stored = (await rows(demo)).find(({ is_active }) => is_active)?.settings.token ?? "";
    expect(isSealed(stored)).toBe(true);
    expect((await get(dana)).text).not.toContain("not the token");
    expect((await tryOut()).body).toMatchObject({ ok: false, problems: [{ code: "signed_out" }] });
    const refused = await parties();
    expect(refused.status).toBe(502);
    expect(refused.body.error).toMatchObject({
      code: "erp_unreachable",
      reasons: [{ code: "erp_problem", message: expect.stringContaining("The box does not accept the token") }],
    });

    // An empty secret keeps the one there is; the right one mends it.
    await put({ ...boxed, settings: { token: "" } });
    expect((await tryOut()).body.ok).toBe(false);
    await put({ ...boxed, settings: { token: demoToken } });
    expect((await tryOut()).body.ok).toBe(true);
    expect(JSON.stringify(await journal(demo))).not.toContain("not the token");
  });

  test("another installation's key is a problem with a name", async () => {
    await put({ ...boxed, settings: { token: demoToken } });
    const connection = await inCompany(api.db, demo.companyId, (tx) => activeConnection(tx, demo.companyId));
    const other = mkdtempSync(join(folder, "other-"));
    const live = openConnection({ sandboxUrl: box, dataDir: other }, connection!);
    expect(await live.testConnection()).toMatchObject({ kind: "refused", problems: [{ code: "secret_unreadable" }] });
    writeFileSync(join(other, "secret.key"), "no key");
    const closed = openConnection({ sandboxUrl: box, dataDir: other }, connection!);
    expect(await closed.findByKey("x")).toMatchObject({ kind: "refused", problems: [{ code: "key_unreadable" }] });
  });

  test("a connector that is gone is a problem with a name", async () => {
    const gone = { id: "", connector: "gone", name: "", settings: {}, numberPattern: "" };
    const live = openConnection({ sandboxUrl: box, dataDir: folder }, gone);
    expect(await live.post("1")).toMatchObject({ kind: "refused", problems: [{ code: "connector_missing" }] });
  });
});

describe("outside a demo company", () => {
  test("the box is neither offered nor accepted, and nothing is connected at first", async () => {
    const { body } = await get(rita);
    expect(body.connection).toBeNull();
    expect(body.connectors.map(({ id }: { id: string }) => id)).toEqual(["tryton"]);
    expect(codes(await put(boxed, rita))).toEqual(["not_allowed connector"]);
    expect((await tryOut(rita)).body).toMatchObject({ ok: false, problems: [{ code: "no_erp_connection" }] });
    expect(codes(await parties(rita))).toEqual(["no_erp_connection"]);
    expect(await rows(real)).toEqual([]);
  });
});

describe("everything that is wrong is said at once", () => {
  test.each<[string, object, string, string[]]>([
    [
      "nothing given",
      {},
      "{job}-{application}",
      ["address", "database", "user", "password"].map((name) => `missing settings.${name}`),
    ],
    [
      "an unknown field, an address that is none",
      { ...trytonSettings, address: "erp.example.com", port: "1" },
      "{job}-{application}",
      ["unknown_field settings.port", "not_allowed settings.address"],
    ],
    [
      "addresses that hold secrets",
      { ...trytonSettings, address: "https://me:pass@erp.example.com", webClient: "ftp://me@x" },
      "{job}-{application}",
      ["address_holds_secret settings.address", "address_holds_secret settings.webClient"],
    ],
    [
      "an address with a question",
      { ...trytonSettings, address: "https://x.example/?a=1" },
      "{number}",
      ["not_allowed settings.address"],
    ],
    ["a pattern of unknown parts", trytonSettings, "{jobb}-{application}", ["number_pattern_unknown numberPattern"]],
    ["a pattern that repeats", trytonSettings, "{job}", ["number_pattern_not_unique numberPattern"]],
    ["a pattern that is not taken", trytonSettings, "-{number}", ["number_pattern_not_taken numberPattern"]],
  ])("%s", async (_name, settings, numberPattern, expected) => {
    const answer = await put({ ...tryton, settings, numberPattern }, rita);
    expect(answer.status).toBe(400);
    expect(codes(answer)).toEqual(expected);
    expect(answer.text).not.toContain("pass@");
    expect(await rows(real)).toEqual([]);
  });
});

test("who may: seeing needs Read Only on ERP Integrations, changing and asking needs Admin", async () => {
  expect((await get(priya)).status).toBe(403);
  expect((await get(marcus)).status).toBe(200);
  for (const answer of [await put(boxed, marcus), await tryOut(marcus), await parties(marcus)]) {
    expect(answer.status).toBe(403);
    expect(answer.body.error.reasons[0].message).toBe("You need Admin on ERP Integrations to set up ERP Integrations.");
  }
});

test("an ERP that does not answer: the test says so, and customers are not to be had", async () => {
  const silent = createServer((socket) => socket.destroy());
  await new Promise<void>((listening) => silent.listen(0, "127.0.0.1", listening));
  const bound = silent.address();
  const address = `http://127.0.0.1:${typeof bound === "object" ? bound?.port : ""}`;
  await put({ ...tryton, settings: { ...trytonSettings, address } }, rita);
  const { status, body } = await tryOut(rita);
  expect(status).toBe(200);
  expect(body).toMatchObject({ ok: false, server: null, problems: [{ code: "connection_broken" }] });
  expect((await parties(rita)).status).toBe(502);
  await new Promise((closed) => silent.close(closed));
  expect((await tryOut(rita)).body.problems).toMatchObject([{ code: "unreachable" }]);
});

describe("another ERP", () => {
  test("is another connection; the old one stays and is taken up again, and links survive", async () => {
    await put(boxed);
    const [first] = await rows(demo);
    const moved = await put(tryton);
    expect(moved.body.connection).toMatchObject({ connector: "tryton", settings: { password: "", database: "books" } });
    const both = await rows(demo);
    expect(both.filter(({ is_active }) => is_active)).toMatchObject([{ connector: "tryton" }]);
    const old = await inCompany(api.db, demo.companyId, (tx) =>
      connectionById(tx, demo.companyId, first?.connection_id ?? ""),
    );
    expect(old).toMatchObject({ connector: "sandbox", name: "The box" });

    // A password is not sent to another server than the one it was given for.
    const elsewhere = { ...tryton, settings: { ...trytonSettings, address: "http://127.0.0.1:10", password: "" } };
    expect(codes(await put(elsewhere))).toEqual(["secret_needed_again settings.password"]);
    expect((await put({ ...tryton, settings: { ...trytonSettings, password: "" } })).status).toBe(200);

    const back = await put(boxed);
    expect(back.body.connection.id).toBe(first?.connection_id);
    expect(await rows(demo)).toHaveLength(2);
    const projects = (await api.call("GET", "/api/projects", { as: dana })).body.projects;
    expect(projects).toMatchObject([{ erpJob: { code: "P-1001" } }]);
    const organizations = (await api.call("GET", "/api/organizations", { as: dana })).body.organizations;
    expect(organizations).toMatchObject([{ erpCustomerCode: "OWN-001" }]);
    expect(JSON.stringify(await journal(demo))).not.toContain("hush");
  });

  test("is refused while an invoice is on its way into the one there is; a name and a token are not", async () => {
    await put(boxed);
    await exportUnderWay();
    const answer = await put(tryton);
    expect(answer.status).toBe(409);
    expect(codes(answer)).toEqual(["export_under_way"]);
    expect(codes(await put({ ...boxed, settings: { address: "http://127.0.0.1:10", token: "x" } }))).toEqual([
      "export_under_way",
    ]);
    expect((await put({ ...boxed, name: "The box, renamed", settings: { token: demoToken } })).status).toBe(200);
  });

  test("two people at one moment: one connection is active", async () => {
    const company = await foundCompany(
      api.db,
      { name: "Race", people: [{ ...ritaPerson, email: "ruth@race.example" }], projects: [] },
      api.clock.at,
    );
    const ruth = await api.signIn("ruth@race.example");
    const answers = await Promise.all(
      ["a", "b", "c"].map((database) => put({ ...tryton, settings: { ...trytonSettings, database } }, ruth)),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await rows(company)).filter(({ is_active }) => is_active)).toHaveLength(1);
  });
});

async function exportUnderWay(): Promise<void> {
  await inCompany(api.db, demo.companyId, async (tx) => {
    const company_id = demo.companyId;
    const person = demo.people.get("priya@demo.example") ?? "";
    const made = { created_by: person, created_at: api.clock.at };
    const project_id = demo.projects.get("1") ?? "";
    const [contract_id, period_id, invoice_id] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
    const connection = await activeConnection(tx, company_id);
    await tx
      .insertInto("contracts")
      .values({ company_id, contract_id, project_id, number: "1", title: "T", currency: "USD", ...made })
      .execute();
    await tx
      .insertInto("billing_periods")
      .values({ company_id, period_id, project_id, from_on: "2026-03-01", to_on: "2026-03-31", ...made })
      .execute();
    const invoice = { company_id, invoice_id, contract_id, period_id, position: 1, number: "1" };
    await tx
      .insertInto("invoices")
      .values({ ...invoice, billed_on: "2026-03-31", lock: "sent", summary: "{}", ...made })
      .execute();
    await tx
      .insertInto("erp_entries")
      .values({
        company_id,
        invoice_id,
        connection_id: connection?.id ?? "",
        state: "in_doubt",
        state_since: api.clock.at,
        round: 1,
        document_key: "DB-1",
        sent_by: person,
        sent_at: api.clock.at,
        accepted_by: person,
        accepted_at: api.clock.at,
        chosen: "{}",
        problems: "[]",
      })
      .execute();
  });
}
