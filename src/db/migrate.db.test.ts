import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { migrate, plan, readMigrations } from "./migrate.ts";

describe("the plan", () => {
  const file = (name: string, sha256 = name) => ({ name, sha256, sql: "" });
  test.each([
    ["nothing recorded", [file("1"), file("2")], [], { kind: "apply", pending: [file("1"), file("2")] }],
    ["one recorded", [file("1"), file("2")], [file("1")], { kind: "apply", pending: [file("2")] }],
    ["all recorded", [file("1")], [file("1")], { kind: "apply", pending: [] }],
    ["a late one from another branch", [file("1"), file("2")], [file("2")], { kind: "apply", pending: [file("1")] }],
    ["one we do not know", [file("1")], [file("1"), file("9")], { kind: "newer", unknown: ["9"] }],
    ["an edited one", [file("1", "now")], [file("1", "then")], { kind: "edited", names: ["1"] }],
  ])("%s", (_name, files, recorded, expected) => {
    expect(plan(files, recorded)).toEqual(expected);
  });
});

describe("on a database", () => {
  let database: TestDatabase;
  let client: pg.Client;
  let folder: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    client = new pg.Client({ connectionString: database.ownerUrl });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "drawbridge-migrations-"));
    for (const { name, sql } of await readMigrations()) await writeFile(join(folder, name), sql);
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  const owner = () => ({ connectionString: database.ownerUrl });

  test("what is there is applied once", async () => {
    expect(await migrate(owner(), folder)).toEqual([]);
    await writeFile(join(folder, "20990101000000-bridge.sql"), "create table bridge (bridge_id int primary key)");
    expect(await migrate(owner(), folder)).toEqual(["20990101000000-bridge.sql"]);
    expect(await migrate(owner(), folder)).toEqual([]);
  });

  test("a database with more than this version knows is called newer", async () => {
    await writeFile(join(folder, "20990101000000-bridge.sql"), "create table bridge (bridge_id int primary key)");
    await migrate(owner(), folder);
    await expect(migrate(owner())).rejects.toThrow(/newer version of Drawbridge .*20990101000000-bridge\.sql/);
  });

  test("an edited file is named", async () => {
    await writeFile(join(folder, "20990101000000-bridge.sql"), "create table bridge ()");
    await expect(migrate(owner(), folder)).rejects.toThrow(/edited since: 20990101000000-bridge\.sql/);
  });

  test("a file that fails leaves nothing of itself", async () => {
    await writeFile(join(folder, "20990101000000-bridge.sql"), "create table bridge (bridge_id int primary key)");
    await writeFile(join(folder, "20990102000000-half.sql"), "create table half (); select 1 / 0");
    await expect(migrate(owner(), folder)).rejects.toThrow(/20990102000000-half\.sql failed/);
    const { rows } = await client.query("select to_regclass('half') as half");
    expect(rows).toEqual([{ half: null }]);
  });

  test("two migrators at once apply a file once", async () => {
    await writeFile(join(folder, "20990101000000-bridge.sql"), "create table bridge (bridge_id int primary key)");
    await writeFile(join(folder, "20990103000000-gate.sql"), "create table gate (gate_id int primary key)");
    const [one, other] = await Promise.all([migrate(owner(), folder), migrate(owner(), folder)]);
    expect([...one, ...other]).toEqual(["20990103000000-gate.sql"]);
  });
});
