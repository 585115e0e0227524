// The rules that let the same SQL run on one server or spread over many, and that keep companies apart: read from the
// catalogue of a migrated database, so that no later migration slips past them.
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";

/** Tables that belong to the installation and not to a company: its migrations, and logins, which a person has in the world. */
const withoutCompany = [
  "drawbridge_migrations",
  "half_sessions",
  "password_resets",
  "recovery_codes",
  "sign_in_attempts",
  "users",
];
/** What the product writes once and never again, and what it may do with it; into the journal leads a function alone. */
const writtenOnce: [table: string, may: string[]][] = [
  ["invoice_versions", ["SELECT", "INSERT"]],
  ["journal", ["SELECT"]],
  ["journal_heads", ["SELECT"]],
];

type Breach = Readonly<{ breach: string }>;

/** A key of a company's table, unique or foreign, that does not begin with the company. */
const keysWithoutCompany = `
  with company_tables as (
    select c.oid, c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attname = 'company_id')
  select 'unique index ' || i.indexrelid::regclass as breach
    from pg_index i join company_tables t on t.oid = i.indrelid
    left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
   where i.indisunique and a.attname is distinct from 'company_id'
  union all
  select 'exclusion ' || k.conname || ' on ' || t.relname
    from pg_constraint k join company_tables t on t.oid = k.conrelid
    join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
    join pg_operator o on o.oid = k.conexclop[1]
   where k.contype = 'x' and (a.attname <> 'company_id' or o.oprname <> '=')
  union all
  select 'foreign key ' || k.conname || ' on ' || t.relname
    from pg_constraint k join company_tables t on t.oid = k.conrelid
    join company_tables target on target.oid = k.confrelid
    join pg_attribute here on here.attrelid = k.conrelid and here.attnum = k.conkey[1]
    join pg_attribute there on there.attrelid = k.confrelid and there.attnum = k.confkey[1]
   where k.contype = 'f' and (here.attname <> 'company_id' or there.attname <> 'company_id')
  order by 1`;

const triggers = `
  select 'trigger ' || tgname || ' on ' || tgrelid::regclass as breach from pg_trigger
    join pg_class c on c.oid = tgrelid
   where not tgisinternal and c.relnamespace = 'public'::regnamespace order by 1`;

const openTables = `
  select 'table ' || c.relname as breach from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'company_id'
   where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
     and not (c.relrowsecurity and c.relforcerowsecurity and exists (select from pg_policy where polrelid = c.oid))
   order by 1`;

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

const breaches = async (question: string): Promise<readonly string[]> =>
  (await client.query<Breach>(question)).rows.map((row) => row.breach);

describe("every table of a company", () => {
  test("leads its keys with the company", async () => {
    expect(await breaches(keysWithoutCompany)).toEqual([]);
  });

  test("has no triggers", async () => {
    expect(await breaches(triggers)).toEqual([]);
  });

  test("has row-level security, forced on its owner too", async () => {
    expect(await breaches(openTables)).toEqual([]);
  });

  test("is named as one, or is among the few that belong to the installation", async () => {
    const { rows } = await client.query<{ name: string }>(
      `select c.relname as name from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
          and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'company_id')
        order by 1`,
    );
    expect(rows.map((row) => row.name)).toEqual(withoutCompany);
  });
});

describe("the product's role", () => {
  test("is bound by row-level security and owns nothing", async () => {
    const { rows } = await client.query(
      `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
              exists (select from pg_class c where c.relowner = r.oid) as owns
         from pg_roles r where rolname = 'drawbridge_app'`,
    );
    expect(rows).toEqual([
      { rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false, owns: false },
    ]);
  });

  test.each(writtenOnce)("can neither change nor delete in %s: it may %j", async (table, may) => {
    const { rows } = await client.query<{ privilege: string }>(
      `select privilege from unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) as privilege
        where has_table_privilege('drawbridge_app', $1, privilege)`,
      [table],
    );
    expect(rows.map((row) => row.privilege)).toEqual(may);
    const columns = await client.query<{ privilege: string }>(
      `select privilege from unnest(array['INSERT', 'UPDATE']) as privilege
        where has_any_column_privilege('drawbridge_app', $1, privilege)`,
      [table],
    );
    expect(columns.rows.map((row) => row.privilege)).toEqual(may.filter((privilege) => privilege === "INSERT"));
  });

  test("cannot change what was migrated", async () => {
    const { rows } = await client.query<{ may: boolean }>(
      `select has_table_privilege('drawbridge_app', 'drawbridge_migrations', 'INSERT, UPDATE, DELETE') as may`,
    );
    expect(rows).toEqual([{ may: false }]);
  });
});

test("a table that breaks the rules is found by each of these questions", async () => {
  await client.query("begin");
  await client.query(`
    create table careless (
      careless_id uuid primary key, company_id uuid not null, invoice_number text,
      unique (invoice_number, company_id));
    create table orphan (
      company_id uuid not null, orphan_id uuid, careless_id uuid references careless, primary key (company_id, orphan_id),
      exclude using gist (careless_id with =));
    create function nothing() returns trigger language plpgsql as 'begin return new; end';
    create trigger sum_up before insert on careless for each row execute function nothing()`);
  expect(await breaches(keysWithoutCompany)).toEqual([
    "exclusion orphan_careless_id_excl on orphan",
    "foreign key orphan_careless_id_fkey on orphan",
    "unique index careless_invoice_number_company_id_key",
    "unique index careless_pkey",
  ]);
  expect(await breaches(triggers)).toEqual(["trigger sum_up on careless"]);
  expect(await breaches(openTables)).toEqual(["table careless", "table orphan"]);
  await client.query("rollback");
});
