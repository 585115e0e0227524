import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";

// Two companies with a row in every table that has a company, and then the product's own role, as if the application
// had forgotten every one of its checks: statements without a company in them.

const ours = "11111111-1111-4111-8111-111111111111";
const theirs = "22222222-2222-4222-8222-222222222222";

/** From the catalogue, so that a table added tomorrow is tried as well. */
const tables: string[] = [];
const columnsOf = new Map<string, { name: string; type: string; isNullable: boolean; isKey: boolean }[]>();
const grants = new Map<string, Set<string>>();

let database: TestDatabase;
let app: pg.Client;
let superuser: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  app = new pg.Client({ connectionString: database.appUrl });
  await app.connect();
  superuser = new pg.Client({ connectionString: superUrlOf(database) });
  await superuser.connect();
  await readCatalogue();
  await superuser.query("set session_replication_role = replica");
  for (const table of tables) for (const company of [ours, theirs]) await insertRow(superuser, table, company);
  await superuser.query("set session_replication_role = origin");
});
afterAll(async () => {
  await app.end();
  await superuser.end();
  await database.drop();
});

function superUrlOf({ appUrl }: TestDatabase): string {
  const url = new URL(inject("server").superUrl);
  url.pathname = new URL(appUrl).pathname;
  return url.href;
}

async function readCatalogue(): Promise<void> {
  const { rows } = await superuser.query<{
    table: string;
    name: string;
    type: string;
    nullable: boolean;
    key: boolean;
  }>(`
    select c.relname as table, a.attname as name, format_type(a.atttypid, null) as type, not a.attnotnull as nullable,
           coalesce(a.attnum = any (i.indkey), false) as key
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_index i on i.indrelid = c.oid and i.indisprimary
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and exists (select from pg_attribute k where k.attrelid = c.oid and k.attname = 'company_id')
    order by c.relname, a.attnum`);
  for (const { table, name, type, nullable, key } of rows) {
    if (!columnsOf.has(table)) tables.push(table);
    columnsOf.set(table, [...(columnsOf.get(table) ?? []), { name, type, isNullable: nullable, isKey: key }]);
  }
  const granted = await superuser.query<{ table_name: string; privilege_type: string }>(
    `select table_name, privilege_type from information_schema.role_table_grants where grantee = 'drawbridge_app'`,
  );
  for (const { table_name, privilege_type } of granted.rows)
    grants.set(table_name, (grants.get(table_name) ?? new Set()).add(privilege_type));
}

/**
 * A row that the table's checks accept, found by asking: each text column is given the values that its checks name, and
 * columns that may be empty are left so. Foreign keys are not looked at.
 */
async function insertRow(client: pg.Client, table: string, company: string): Promise<void> {
  const { columns, values } = await rowFor(table, company);
  const places = values.map((_, index) => `$${index + 1}`);
  await client.query(`insert into ${table} (${columns.join(", ")}) values (${places.join(", ")})`, values);
}

async function rowFor(table: string, company: string): Promise<{ columns: string[]; values: unknown[] }> {
  const { rows: checks } = await superuser.query<{ definition: string }>(
    `select pg_get_constraintdef(oid) as definition from pg_constraint where conrelid = $1::regclass and contype = 'c'`,
    [table],
  );
  const columns = (columnsOf.get(table) ?? []).filter(({ isNullable }) => !isNullable);
  const values = columns.map(({ name, type }) => {
    if (name === "company_id") return company;
    const listed = checks.map(({ definition }) => listedValue(definition, name)).find((value) => value !== null);
    return listed ?? valueOfType(name, type, company);
  });
  return { columns: columns.map(({ name }) => name), values };
}

/** The first value of `name = ANY (ARRAY['draft'::text, …])`. */
function listedValue(definition: string, name: string): string | null {
  return new RegExp(`\\(?${name} = ANY \\(+ARRAY\\['([^']+)'`).exec(definition)?.[1] ?? null;
}

function valueOfType(name: string, type: string, company: string): unknown {
  switch (type) {
    case "uuid":
      // The same ids in both companies: only the company tells them apart.
      return "33333333-3333-4333-8333-333333333333";
    case "text":
      return name === "currency" ? "USD" : name === "method" ? "amount" : `x-${company.slice(0, 2)}`;
    case "integer":
    case "bigint":
    case "numeric":
      return 1;
    case "boolean":
      return false;
    case "date":
      return "2026-01-31";
    case "timestamp with time zone":
      return new Date("2026-01-31T00:00:00Z");
    case "jsonb":
      return "{}";
    case "bytea":
      return Buffer.alloc(32, 1);
    default:
      throw new Error(`The test knows no value of the type ${type} (${name})`);
  }
}

const enter = (company: string | null) =>
  app.query("select set_config('drawbridge.company_id', $1, true), set_config('drawbridge.user_id', '', true)", [
    company ?? "",
  ]);

/** Runs in a transaction that is taken back, as the product's role inside a company or inside none. */
async function within<T>(company: string | null, act: () => Promise<T>): Promise<T> {
  await app.query("begin");
  try {
    await enter(company);
    return await act();
  } finally {
    await app.query("rollback");
  }
}

/** How many rows of a company there are in truth. */
async function inTruth(table: string, company: string): Promise<number> {
  const { rows } = await superuser.query(`select count(*)::int as count from ${table} where company_id = $1`, [
    company,
  ]);
  return rows[0].count;
}

async function codeOf(attempt: Promise<unknown>): Promise<string> {
  return await attempt.then(
    () => "done",
    (error: { code: string }) => error.code,
  );
}

const rowSecurity = "42501";

test("every table with a company was found, and has a row of each", async () => {
  expect(tables).toEqual(expect.arrayContaining(["companies", "people", "contracts", "invoices", "journal", "mails"]));
  expect(tables.length).toBeGreaterThanOrEqual(24);
  for (const table of tables) {
    expect([table, await inTruth(table, ours), await inTruth(table, theirs)]).toEqual([table, 1, 1]);
  }
});

test("every one has row-level security, forced on its owner too", async () => {
  const { rows } = await superuser.query(
    `select relname from pg_class where relnamespace = 'public'::regnamespace and relname = any ($1)
     and not (relrowsecurity and relforcerowsecurity)`,
    [tables],
  );
  expect(rows).toEqual([]);
});

describe("without its checks, the product's role", () => {
  test("selects its own company's rows alone, and none before a company is named", async () => {
    for (const table of tables) {
      const own = await within(ours, () => app.query(`select company_id from ${table}`));
      expect([table, own.rows]).toEqual([table, [{ company_id: ours }]]);
      const none = await within(null, () => app.query(`select 1 from ${table}`));
      expect([table, none.rowCount]).toEqual([table, 0]);
    }
  });

  test("does not find another's rows by asking for them", async () => {
    for (const table of tables) {
      const found = await within(ours, () => app.query(`select 1 from ${table} where company_id = $1`, [theirs]));
      expect([table, found.rowCount]).toEqual([table, 0]);
    }
  });

  test("cannot insert a row for another", async () => {
    for (const table of tables.filter((name) => grants.get(name)?.has("INSERT"))) {
      const { columns, values } = await rowFor(table, theirs);
      const places = values.map((_, index) => `$${index + 1}`);
      const insert = `insert into ${table} (${columns.join(", ")}) values (${places.join(", ")})`;
      expect([table, await within(ours, () => codeOf(app.query(insert, values)))]).toEqual([table, rowSecurity]);
      // The same row in its own company meets no policy, but the row that is there.
      expect([table, await within(theirs, () => codeOf(app.query(insert, values)))]).not.toEqual([table, rowSecurity]);
    }
  });

  test("cannot move a row of its own to another, nor change another's", async () => {
    for (const table of tables.filter((name) => grants.get(name)?.has("UPDATE"))) {
      const moved = await within(ours, () => codeOf(app.query(`update ${table} set company_id = $1`, [theirs])));
      expect([table, moved]).toEqual([table, rowSecurity]);
      const changed = await within(ours, () =>
        app.query(`update ${table} set company_id = company_id where company_id = $1`, [theirs]),
      );
      expect([table, changed.rowCount]).toEqual([table, 0]);
      const all = await within(ours, () => app.query(`update ${table} set company_id = company_id`));
      expect([table, all.rowCount]).toEqual([table, 1]);
    }
  });

  test("cannot delete another's", async () => {
    for (const table of tables.filter((name) => grants.get(name)?.has("DELETE"))) {
      const deleted = await within(ours, () => app.query(`delete from ${table} where company_id = $1`, [theirs]));
      expect([table, deleted.rowCount]).toEqual([table, 0]);
    }
  });

  test("cannot change or delete the journal, a frozen version or a rejection's reasons, its own included", async () => {
    for (const table of ["journal", "invoice_versions", "rejection_reasons"])
      for (const statement of [`update ${table} set company_id = company_id`, `delete from ${table}`])
        expect([statement, await within(ours, () => codeOf(app.query(statement)))]).toEqual([statement, rowSecurity]);
  });

  test("cannot switch the policy off, nor truncate", async () => {
    for (const statement of [
      "alter table contracts disable row level security",
      "drop policy own_company on contracts",
      "set local row_security = off; select * from contracts",
      "truncate contracts cascade",
      "set role drawbridge_owner",
    ]) {
      const code = await within(ours, () => codeOf(app.query(statement)));
      expect([statement, code]).toEqual([statement, rowSecurity]);
    }
  });

  test("a login sees its own memberships before a company is named, and nothing else", async () => {
    const user = "44444444-4444-4444-8444-444444444444";
    await superuser.query("insert into users values ($1, 'a@b.example', 'x', now())", [user]);
    await superuser.query("update people set user_id = $1 where company_id = $2", [user, theirs]);
    await app.query("begin");
    await app.query("select set_config('drawbridge.user_id', $1, true)", [user]);
    for (const table of tables) {
      const { rows } = await app.query(`select company_id from ${table}`);
      const expected = ["people", "companies"].includes(table) ? [{ company_id: theirs }] : [];
      expect([table, rows]).toEqual([table, expected]);
    }
    const change = await app.query("update people set name = 'mine'");
    expect(change.rowCount).toBe(0);
    await app.query("rollback");
  });
});
