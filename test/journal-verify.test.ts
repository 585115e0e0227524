// `./drawbridge journal verify` as people and scripts run it: a process with a database, streams and exit codes.
import { spawn } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { startEmbedded } from "../src/db/embedded.ts";
import { migrate } from "../src/db/migrate.ts";
import { type Db, openPool } from "../src/db/pool.ts";
import { isRunning } from "../src/db/processes.ts";
import { inCompany } from "../src/db/transaction.ts";
import { record } from "../src/journal/journal.db.ts";
import { foundCompany } from "../src/people/founding.commands.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";

let folder = "";
let database: TestDatabase;
let db: Db;
let owner: pg.Client;
const companies = new Map<string, string>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "drawbridge-journal-"));
  await chmod(folder, 0o711);
  database = await createTestDatabase();
  db = openPool(database.appUrl, () => undefined, 2);
  owner = new pg.Client(database.ownerUrl);
  await owner.connect();
  const at = new Date("2026-03-31T18:00:00Z");
  for (const name of ["Bay Paving", "Hill Roofing"]) {
    const { companyId } = await foundCompany(db, { name, people: [], projects: [] }, at);
    companies.set(name, companyId);
    for (const act of ["one", "two"])
      await inCompany(db, companyId, (tx) =>
        record(tx, companyId, { kind: "company", id: companyId }, { act, facts: {} }, null, at),
      );
  }
});
afterAll(async () => {
  await db.destroy();
  await owner.end();
  await database.drop();
  await rm(folder, { recursive: true });
});

type Ended = Readonly<{ code: number | null; out: string; said: string }>;

async function verify(args: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  const env = { ...process.env, DATABASE_APP_URL: database.appUrl, DATABASE_URL: "", ...environment };
  const child = spawn("./drawbridge", ["journal", ...args], { stdio: ["ignore", "pipe", "pipe"], env });
  const closed = new Promise<number | null>((resolve) => child.on("close", resolve));
  const [code, out, said] = await Promise.all([closed, text(child.stdout), text(child.stderr)]);
  return { code, out, said };
}

/** As the owner, for whom row-level security holds as well. */
async function changing(company: string, statement: string): Promise<void> {
  await owner.query("begin");
  await owner.query("select set_config('drawbridge.company_id', $1, true)", [companies.get(company)]);
  expect((await owner.query(statement)).rowCount).toBe(1);
  await owner.query("commit");
}

const hash = "[0-9a-f]{64}";

describe("journals that are whole", () => {
  test("are said to be, with their heads", async () => {
    const { code, out, said } = await verify(["verify"]);
    expect([code, said]).toEqual([0, ""]);
    expect(out).toMatch(new RegExp(`^Bay Paving: 3 entries, head ${hash}, whole$`, "m"));
    expect(out).toMatch(/^journal: 2 whole, 0 broken\n$/m);
  });

  test("are asked for one company by its name, and as the owner of the tables too", async () => {
    const asOwner = { DATABASE_APP_URL: "", DATABASE_URL: database.ownerUrl };
    const { code, out } = await verify(["verify", "--company", "Hill Roofing"], asOwner);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^Hill Roofing: 3 entries, head ${hash}, whole\njournal: 1 whole, 0 broken\n$`));
  });

  test("are one JSON document, which is good to be noted", async () => {
    const noted = await verify(["verify", "--json"]);
    expect([noted.code, noted.said]).toEqual([0, ""]);
    const company = companies.get("Bay Paving");
    const document = JSON.parse(noted.out);
    expect(document).toMatchObject({ ok: true, gone: [] });
    expect(document.companies).toContainEqual({
      company,
      name: "Bay Paving",
      entries: 3,
      head: { position: 3, hash: expect.stringMatching(new RegExp(`^${hash}$`)) },
      isWhole: true,
      broken: null,
    });
    const file = join(folder, "noted.json");
    await writeFile(file, noted.out);
    expect(await verify(["verify", "--against", file])).toMatchObject({ code: 0, said: "" });

    // The same number of entries, another last one: whole by itself, and not what was noted.
    document.companies[0].head.hash = "0".repeat(64);
    document.companies.push({ ...document.companies[0], company: crypto.randomUUID(), name: "Gone Glazing" });
    await writeFile(file, JSON.stringify(document));
    const { code, out } = await verify(["verify", "--against", file]);
    expect(code).toBe(1);
    expect(out).toMatch(/BROKEN: entry 3 is not the one that was noted, which had the hash 0{64}\.$/m);
    expect(out).toMatch(/^Gone Glazing: BROKEN: it was noted, and is not there any more\.$/m);
    expect(out).toMatch(/^journal: 1 whole, 2 broken$/m);
  });
});

test("a broken one is exit code 1, with the entry and why; the others are walked all the same", async () => {
  await changing("Bay Paving", `update journal set facts = '{"number": "5"}' where position = 2`);
  const { code, out, said } = await verify(["verify"]);
  expect([code, said]).toEqual([1, ""]);
  expect(out).toMatch(
    /^Bay Paving: 3 entries, BROKEN: entry 2 is not what was written: its content does not give its hash\.$/m,
  );
  expect(out).toMatch(/^journal: 1 whole, 1 broken$/m);
  const document = JSON.parse((await verify(["verify", "--json", "--company", "Bay Paving"])).out);
  expect(document).toMatchObject({
    ok: false,
    companies: [{ isWhole: false, broken: { code: "changed_content", position: 2 } }],
  });
  await changing("Bay Paving", `update journal set facts = '{}' where position = 2`);
  expect((await verify(["verify"])).code).toBe(0);
});

test("an embedded database is asked beside the product that is running on it, and started where nobody is", async () => {
  const dataDir = join(folder, "data");
  const asked = ["verify", "--data", dataDir];
  const noServer = { DATABASE_APP_URL: "", DATABASE_URL: "" };
  const running = await startEmbedded({ dataDir });
  try {
    await migrate({ connectionString: running.ownerUrl });
    const there = openPool(running.appUrl, () => undefined, 1);
    await foundCompany(there, { name: "Own Data", people: [], projects: [] }, new Date("2026-03-31T18:00:00Z"));
    await there.destroy();
    const beside = await verify(asked, noServer);
    expect([beside.code, beside.said]).toEqual([0, ""]);
    expect(beside.out).toMatch(/^Own Data: 1 entry, head/);
    expect(isRunning(running.pid)).toBe(true);
  } finally {
    await running.stop();
  }
  expect(isRunning(running.pid)).toBe(false);
  const alone = await verify(asked, noServer);
  expect(alone).toMatchObject({ code: 0, out: expect.stringMatching(/^Own Data: 1 entry, head/) });
});

describe("a wrong call is exit code 2", () => {
  test.each([
    [[], /Say what to do with the journal: verify; not ""/],
    [["mend"], /not "mend"/],
    [["verify", "--quick"], /Unknown option '--quick'/],
    [["verify", "--company", "Nobody Ltd"], /No company is named "Nobody Ltd"/],
    [["verify", "--company"], /--company/],
    [["verify", "--against", "/nowhere.json"], /cannot be read \(ENOENT\)/],
    [["verify", "--against", "package.json"], /is not what .* --json prints/],
    [["verify", "--against", "README.md"], /is not what .* --json prints/],
  ])("%j", async (args, sentence) => {
    const { code, out, said } = await verify(args);
    expect([code, out]).toEqual([2, ""]);
    expect(said).toMatch(sentence);
  });

  test("--help is none", async () => {
    expect(await verify(["--help"])).toMatchObject({ code: 0, out: expect.stringContaining("--against FILE") });
  });
});

describe("where no database can be asked, it is exit code 3", () => {
  const nobody = "postgres://somebody:else@127.0.0.1:1/none";
  test.each([
    ["a server that does not listen", { DATABASE_APP_URL: nobody }, /DATABASE_APP_URL cannot be used: .*ECONNREFUSED/],
    [
      "a data folder without one",
      { DATABASE_APP_URL: "", DRAWBRIDGE_DATA: "/nowhere" },
      /There is no database in \/nowhere/,
    ],
  ])("%s", async (_name, environment, sentence) => {
    const { code, out, said } = await verify(["verify", "--json"], environment);
    expect(code).toBe(3);
    expect(said).toMatch(sentence);
    expect(JSON.parse(out)).toMatchObject({ ok: false, error: expect.stringMatching(sentence) });
  });

  test("a database of an earlier version", async () => {
    const url = new URL(inject("server").superUrl);
    const { code, said } = await verify(["verify"], { DATABASE_APP_URL: url.href });
    expect(code).toBe(3);
    expect(said).toMatch(/has not been brought to this version/);
  });
});
