import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../test/database.ts";
import { type Db, openPool } from "./db/pool.ts";
import { asUser, inCompany, type Tx } from "./db/transaction.ts";
import { loadDemo, loadDemoInto } from "./demo.ts";

let database: TestDatabase;
let db: Db;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openPool(database.appUrl, () => undefined, 1);
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

/** Inside the demo company. */
async function inDemo<T>(act: (tx: Tx) => Promise<T>): Promise<T> {
  const user = await db
    .selectFrom("users")
    .select("user_id")
    .where("email", "=", "priya@demo.example")
    .executeTakeFirstOrThrow();
  const { company_id } = await asUser(db, user.user_id, (reading) =>
    reading.selectFrom("people").select("company_id").executeTakeFirstOrThrow(),
  );
  return await inCompany(db, company_id, act);
}

const tables = ["companies", "people", "projects", "contracts", "schedule_lines", "billing_periods", "journal"];

const counted = () =>
  inDemo(async (tx) => {
    const counts: Record<string, number> = {};
    for (const table of tables) {
      const { rows } = await sql<{ count: number }>`select count(*)::int as count from ${sql.table(table)}`.execute(tx);
      counts[table] = rows[0]?.count ?? 0;
    }
    return counts;
  });

test("it is loaded once, whole, and again changes nothing", async () => {
  const { signIn } = await loadDemo(database);
  expect(signIn.map(({ email }) => email)).toEqual([
    "priya@demo.example",
    "marcus@demo.example",
    "dana@demo.example",
    "sam@demo.example",
    "lee@demo.example",
  ]);
  const once = await counted();
  expect(once).toEqual({
    companies: 1,
    people: 5,
    projects: 2,
    contracts: 1,
    schedule_lines: 51,
    billing_periods: 1,
    journal: 5,
  });
  await loadDemo(database);
  expect(await counted()).toEqual(once);
});

test("where it was interrupted it goes on", async () => {
  const whole = await counted();
  await inDemo(async (tx) => {
    await tx.deleteFrom("billing_periods").execute();
    await tx.deleteFrom("schedule_lines").execute();
    await tx.updateTable("contracts").set({ status: "draft" }).execute();
  });
  const app = openPool(database.appUrl, () => undefined, 1);
  await loadDemoInto(app, new Date("2026-12-31T20:00:00Z"));
  await app.destroy();
  const { journal: _before, ...expected } = whole;
  expect(await counted()).toMatchObject(expected);
  const periods = await inDemo((tx) =>
    tx.selectFrom("billing_periods").select(["from_on", "to_on", "due_on"]).execute(),
  );
  expect(periods).toEqual([{ from_on: "2026-12-01", to_on: "2026-12-31", due_on: "2027-01-30" }]);
});
