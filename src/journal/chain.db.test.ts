// The journal as a chain: written by many at once, damaged in every way by the owner of the tables, and walked.
import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { migrate, readMigrations } from "../db/migrate.ts";
import { type Db, openPool } from "../db/pool.ts";
import { ensureDatabase } from "../db/roles.ts";
import { inCompany, readCompany } from "../db/transaction.ts";
import { type Break, companiesToVerify, type Head, verifyChain } from "./chain.db.ts";
import { type By, historyOf, record, type Subject } from "./journal.db.ts";

let database: TestDatabase;
let db: Db;
let superuser: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openPool(database.appUrl, () => undefined, 8);
  const url = new URL(inject("server").superUrl);
  url.pathname = new URL(database.appUrl).pathname;
  superuser = new pg.Client({ connectionString: url.href });
  await superuser.connect();
});
afterAll(async () => {
  await db.destroy();
  await superuser.end();
  await database.drop();
});

const at = new Date("2026-03-31T18:00:00.123Z");

async function newCompany(): Promise<string> {
  const id = randomUUID();
  await superuser.query("insert into companies (company_id, name, created_at) values ($1, $2, now())", [id, id]);
  return id;
}

const subject = (): Subject => ({ kind: "invoice", id: randomUUID() });

function write(
  companyId: string,
  about: Subject,
  act: string,
  by: By = null,
  facts: Record<string, unknown> = {},
): Promise<void> {
  return inCompany(db, companyId, (tx) => record(tx, companyId, about, { act, facts }, by, at));
}

/** A company with a journal of this many entries on two subjects. */
async function companyWith(entries: number): Promise<string> {
  const companyId = await newCompany();
  const both = [subject(), subject()] as const;
  for (let number = 1; number <= entries; number += 1)
    await write(companyId, both[number % 2]!, `act_${number}`, null, { number });
  return companyId;
}

const verified = (companyId: string, noted: Head | null = null, batch = 2) => verifyChain(db, companyId, noted, batch);

/** Every constraint of the journal is the owner's to drop; so the damage is done without them. */
async function damage(companyId: string, statements: readonly string[]): Promise<Break | null> {
  await superuser.query("begin");
  await superuser.query("alter table journal drop constraint journal_chain, drop constraint journal_pkey");
  await superuser.query("alter table journal drop constraint journal_position_counts_from_one");
  await superuser.query("alter table journal alter hash drop not null, alter position drop not null");
  for (const statement of statements) await superuser.query(statement.replaceAll(":company", `'${companyId}'`));
  await superuser.query("commit");
  const { broken } = await verified(companyId);
  await superuser.query("begin");
  for (const table of ["journal", "journal_heads"])
    await superuser.query(`delete from ${table} where company_id = $1`, [companyId]);
  await superuser.query("alter table journal add constraint journal_chain unique (company_id, position)");
  await superuser.query("alter table journal add primary key (company_id, subject_kind, subject_id, entry_number)");
  await superuser.query("alter table journal add constraint journal_position_counts_from_one check (position > 0)");
  await superuser.query("alter table journal alter hash set not null, alter position set not null");
  await superuser.query("commit");
  return broken;
}

/** The hash as the database's own function makes it: what somebody does who knows how the chain is made. */
const ownHash = `journal_entry_hash(company_id, position, subject_kind, subject_id, entry_number, at, actor_id, address, act, facts, previous_hash)`;

describe("an entry", () => {
  test("is bound to the one before it, from 32 zero bytes on", async () => {
    const companyId = await companyWith(3);
    const { rows } = await superuser.query(
      "select position, encode(previous_hash, 'hex') as previous, encode(hash, 'hex') as hash from journal where company_id = $1 order by position",
      [companyId],
    );
    expect(rows.map(({ position }) => position)).toEqual([1, 2, 3]);
    expect(rows.map(({ previous }) => previous)).toEqual(["0".repeat(64), rows[0].hash, rows[1].hash]);
    const head = { position: 3, hash: rows[2].hash };
    expect(await verified(companyId)).toEqual({ companyId, name: companyId, entries: 3, head, broken: null });
  });

  test("has the address, and keeps the facts as they were when it was recorded", async () => {
    const companyId = await newCompany();
    const about = subject();
    const facts = { number: "1" };
    await inCompany(db, companyId, async (tx) => {
      const by = { personId: randomUUID(), address: "203.0.113.7" };
      await record(tx, companyId, about, { act: "invoice_changed", facts }, by, at);
      facts.number = "2";
    });
    await write(companyId, about, "posted");
    const history = await readCompany(db, companyId, (reading) => historyOf(reading, companyId, about));
    expect(history).toMatchObject([
      { number: 1, address: "203.0.113.7", facts: { number: "1" } },
      { number: 2, address: null, by: null },
    ]);
    expect((await verified(companyId)).broken).toBeNull();
  });

  test("is not there when the act fails after it was recorded, and leaves no gap", async () => {
    const companyId = await companyWith(1);
    const failing = inCompany(db, companyId, async (tx) => {
      await record(tx, companyId, subject(), { act: "lost", facts: {} }, null, at);
      throw new Error("thought better of it");
    });
    await expect(failing).rejects.toThrow("thought better of it");
    await write(companyId, subject(), "kept");
    expect(await verified(companyId)).toMatchObject({ entries: 2, broken: null });
  });

  test("reads the same in every time zone and date style", async () => {
    const companyId = await companyWith(2);
    await superuser.query(
      `alter database ${new URL(database.appUrl).pathname.slice(1)} set timezone = 'Asia/Kathmandu'`,
    );
    const other = openPool(database.appUrl, () => undefined, 1);
    try {
      expect((await verifyChain(other, companyId, null)).broken).toBeNull();
    } finally {
      await other.destroy();
    }
  });
});

describe("a journal from before there was a chain", () => {
  const acts = 30;
  const beforeTheChain = "20261124000400";
  let old: Db;
  let name: string;
  let folder: string;
  const companies = [randomUUID(), randomUUID()];

  beforeAll(async () => {
    name = `test_${randomUUID().replaceAll("-", "")}`;
    await ensureDatabase(superuser, name);
    const urlOf = (url: string) => Object.assign(new URL(url), { pathname: `/${name}` }).href;
    const owner = { connectionString: urlOf(database.ownerUrl) };
    folder = await mkdtemp(join(tmpdir(), "drawbridge-migrations-"));
    for (const { name: file, sql: statements } of await readMigrations())
      if (file < beforeTheChain) await writeFile(join(folder, file), statements);
    await migrate(owner, folder);
    const client = new pg.Client(owner);
    await client.connect();
    for (const companyId of companies) {
      await client.query("select set_config('drawbridge.company_id', $1, false)", [companyId]);
      await client.query("insert into companies (company_id, name, created_at) values ($1, 'Old', now())", [companyId]);
      await client.query(
        `insert into journal
         select $1, 'invoice', md5((n % 3)::text)::uuid, n, '2026-01-01'::timestamptz + make_interval(mins => n / 4), null,
                'act', jsonb_build_object('n', n, 'half', n / 2.0, 'word', 'é “”')
           from generate_series(1, $2::int) n`,
        [companyId, acts],
      );
    }
    await client.end();
    await migrate(owner);
    old = openPool(urlOf(database.appUrl), () => undefined, 2);
  });
  afterAll(async () => {
    await old.destroy();
    await rm(folder, { recursive: true });
    await superuser.query(`drop database ${name} with (force)`);
  });

  test("is chained in the order of its instants, and goes on from there", async () => {
    for (const companyId of companies) {
      expect(await verifyChain(old, companyId, null)).toMatchObject({ entries: acts, broken: null });
      const numbers = await readCompany(old, companyId, (reading) =>
        reading.selectFrom("journal").select("entry_number").orderBy("position").execute(),
      );
      expect(numbers.map((row) => row.entry_number)).toEqual(Array.from({ length: acts }, (_, index) => index + 1));
      await inCompany(old, companyId, (tx) => record(tx, companyId, subject(), { act: "new", facts: {} }, null, at));
      const found = await verifyChain(old, companyId, null);
      expect(found).toMatchObject({ entries: acts + 1, head: { position: acts + 1 }, broken: null });
    }
  });

  test("is bound by row-level security as before, its owner included", async () => {
    const { rows } = await sql<{ forced: boolean }>`
      select bool_and(relforcerowsecurity and relrowsecurity) as forced from pg_class
       where relname in ('journal', 'journal_heads')`.execute(old);
    expect(rows).toEqual([{ forced: true }]);
  });
});

describe("writers at once", () => {
  test("make one chain without gaps, whatever each of them writes", async () => {
    const companyId = await newCompany();
    const shared = subject();
    await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        inCompany(db, companyId, async (tx) => {
          await record(tx, companyId, shared, { act: "one", facts: { index } }, null, at);
          if (index % 3 === 0) await record(tx, companyId, subject(), { act: "two", facts: {} }, null, at);
        }),
      ),
    );
    expect(await verified(companyId, null, 7)).toMatchObject({ entries: 80, head: { position: 80 }, broken: null });
    const history = await readCompany(db, companyId, (reading) => historyOf(reading, companyId, shared));
    expect(history.map(({ number }) => number)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
  });

  test("wait for the head: of two connections the second continues from what the first wrote, or did not", async () => {
    for (const [end, position] of [
      ["commit", 3],
      ["rollback", 2],
    ] as const) {
      const companyId = await companyWith(1);
      const [one, two] = [new pg.Client(database.appUrl), new pg.Client(database.appUrl)];
      await Promise.all([one.connect(), two.connect()]);
      try {
        const append = (client: pg.Client) =>
          client.query<{ position: number }>(
            "select append_to_journal($1, 'invoice', gen_random_uuid(), now(), null, null, 'raced', '{}') as position",
            [companyId],
          );
        for (const client of [one, two]) {
          await client.query("begin");
          await client.query("select set_config('drawbridge.company_id', $1, true)", [companyId]);
        }
        await append(one);
        const second = append(two);
        await expect.poll(() => waitingFor(two), { timeout: 10_000 }).toBe(true);
        await one.query(end);
        expect((await second).rows).toEqual([{ position }]);
        await two.query("commit");
      } finally {
        await Promise.all([one.end(), two.end()]);
      }
      expect(await verified(companyId)).toMatchObject({ entries: position, broken: null });
    }
  });

  test("of a company's very first entry make one chain too", async () => {
    for (let round = 0; round < 5; round += 1) {
      const companyId = await newCompany();
      await Promise.all(Array.from({ length: 8 }, () => write(companyId, subject(), "first")));
      expect(await verified(companyId)).toMatchObject({ entries: 8, broken: null });
    }
  });

  test("who hold other locks crosswise do not wait for each other in a ring", async () => {
    const companyId = await newCompany();
    const rows = [await newProject(companyId), await newProject(companyId)] as const;
    const lockThenLock = (first: string, second: string, met: Promise<void>, meet: () => void) =>
      inCompany(db, companyId, async (tx) => {
        const lock = (id: string) =>
          sql`select 1 from projects where company_id = ${companyId} and project_id = ${id} for update`.execute(tx);
        await lock(first);
        await record(tx, companyId, { kind: "project", id: first }, { act: "one", facts: {} }, null, at);
        meet();
        await met;
        // Recorded before this lock is taken: with the head held from there on, the other could not end.
        if (second !== first) await lock(second);
      });
    const [a, b] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    await Promise.all([
      lockThenLock(rows[0], rows[1], b.promise, a.resolve),
      lockThenLock(rows[1], rows[1], a.promise, b.resolve),
    ]);
    expect(await verified(companyId)).toMatchObject({ entries: 2, broken: null });
  });

  test("do not disturb who verifies meanwhile", async () => {
    const companyId = await companyWith(20);
    const [found] = await Promise.all([
      verified(companyId, null, 1),
      ...Array.from({ length: 20 }, () => write(companyId, subject(), "meanwhile")),
    ]);
    expect(found.broken).toBeNull();
  });
});

async function waitingFor(client: pg.Client): Promise<boolean> {
  const { rows } = await superuser.query<{ waits: boolean }>(
    "select exists (select from pg_stat_activity where pid = $1 and wait_event_type = 'Lock') as waits",
    [(client as pg.Client & { processID: number }).processID],
  );
  return rows[0]!.waits;
}

async function newProject(companyId: string): Promise<string> {
  const id = randomUUID();
  await superuser.query(
    "insert into projects (company_id, project_id, number, name, created_at) values ($1, $2, $3, 'P', now())",
    [companyId, id, id],
  );
  return id;
}

describe("damage is found", () => {
  const row = "where company_id = :company and position";
  const shift = `update journal set position = -position ${row}`;
  const headTo = (position: number) =>
    `update journal_heads h set position = j.position, hash = j.hash from journal j
      where h.company_id = :company and j.company_id = :company and j.position = ${position}`;
  const insertAt = (position: number) =>
    `insert into journal select company_id, subject_kind, subject_id, 99, at, actor_id, act, facts, ${position}, address,
            previous_hash, hash from journal ${row} = 3`;
  const table: [name: string, statements: string[], broken: object][] = [
    [
      "other facts",
      [`update journal set facts = '{"number": 30}' ${row} = 3`],
      { code: "changed_content", position: 3 },
    ],
    ["another act", [`update journal set act = 'other' ${row} = 1`], { code: "changed_content", position: 1 }],
    [
      "another instant",
      [`update journal set at = at + interval '1 microsecond' ${row} = 6`],
      { code: "changed_content", position: 6 },
    ],
    [
      "another actor",
      [`update journal set actor_id = gen_random_uuid() ${row} = 2`],
      { code: "changed_content", position: 2 },
    ],
    [
      "another address",
      [`update journal set address = '10.0.0.1' ${row} = 2`],
      { code: "changed_content", position: 2 },
    ],
    [
      "another subject",
      [`update journal set subject_id = gen_random_uuid() ${row} = 4`],
      { code: "changed_content", position: 4 },
    ],
    [
      "another kind",
      [`update journal set subject_kind = 'contract' ${row} = 4`],
      { code: "changed_content", position: 4 },
    ],
    [
      "another number of the entry",
      [`update journal set entry_number = 7 ${row} = 4`],
      { code: "changed_content", position: 4 },
    ],
    ["another hash", [`update journal set hash = sha256('x') ${row} = 4`], { code: "changed_content", position: 4 }],
    ["no hash", [`update journal set hash = null ${row} = 4`], { code: "changed_content", position: 4 }],
    [
      "another previous hash",
      [`update journal set previous_hash = sha256('x') ${row} = 4`],
      { code: "changed_content", position: 4 },
    ],
    [
      "other facts, hashed anew",
      [`update journal set facts = '{"number": 30}' ${row} = 3`, `update journal set hash = ${ownHash} ${row} = 3`],
      { code: "wrong_previous_hash", position: 4 },
    ],
    [
      "the last one's facts, hashed anew",
      [`update journal set facts = '{}' ${row} = 6`, `update journal set hash = ${ownHash} ${row} = 6`],
      { code: "wrong_head", position: 6 },
    ],
    ["the first taken out", [`delete from journal ${row} = 1`], { code: "missing_position", position: 1, found: 2 }],
    [
      "one taken out of the middle",
      [`delete from journal ${row} = 3`],
      { code: "missing_position", position: 3, found: 4 },
    ],
    [
      "several taken out",
      [`delete from journal ${row} in (2, 3, 5)`],
      { code: "missing_position", position: 2, found: 4 },
    ],
    [
      "one taken out, the rest moved up",
      [`delete from journal ${row} = 3`, `update journal set position = position - 1 ${row} > 3`, headTo(5)],
      { code: "changed_content", position: 3 },
    ],
    [
      "one taken out, the rest moved up and hashed anew",
      [
        `delete from journal ${row} = 3`,
        `update journal set position = position - 1 ${row} > 3`,
        `update journal set hash = ${ownHash} ${row} >= 3`,
        headTo(5),
      ],
      { code: "wrong_previous_hash", position: 3 },
    ],
    [
      "the last taken out",
      [`delete from journal ${row} = 6`],
      { code: "wrong_head", position: 5, head: { position: 6 } },
    ],
    [
      "the last taken out with the head",
      [`delete from journal ${row} = 6`, "delete from journal_heads where company_id = :company"],
      { code: "wrong_head", position: 5, head: null },
    ],
    [
      "everything taken out",
      ["delete from journal where company_id = :company"],
      { code: "wrong_head", position: 0, head: { position: 6 } },
    ],
    [
      "the head taken out",
      ["delete from journal_heads where company_id = :company"],
      { code: "wrong_head", position: 6, head: null },
    ],
    ["the head moved back", [headTo(5)], { code: "wrong_head", position: 6, head: { position: 5 } }],
    [
      "the head with another hash",
      ["update journal_heads set hash = sha256('x') where company_id = :company"],
      { code: "wrong_head", position: 6, head: { position: 6 } },
    ],
    [
      "two that changed places",
      [`${shift} in (3, 4)`, `update journal set position = 7 + position ${row} in (-3, -4)`],
      { code: "changed_content", position: 3 },
    ],
    [
      "two that changed places, hashed anew",
      [
        `${shift} in (3, 4)`,
        `update journal set position = 7 + position ${row} in (-3, -4)`,
        `update journal set hash = ${ownHash} ${row} in (3, 4)`,
      ],
      { code: "wrong_previous_hash", position: 3 },
    ],
    [
      "one put in, the rest moved down",
      [`update journal set position = position + 1 ${row} > 3`, insertAt(4), headTo(7)],
      { code: "changed_content", position: 4 },
    ],
    ["a copy of one at the end of a batch", [insertAt(4)], { code: "position_twice", position: 4 }],
    ["a copy of one", [insertAt(3)], { code: "position_twice", position: 3 }],
    [
      "one put in at the end",
      [insertAt(7), `update journal set hash = ${ownHash} ${row} = 7`],
      { code: "wrong_previous_hash", position: 7 },
    ],
    [
      "one put in at the end that fits",
      [
        insertAt(7),
        `update journal j set previous_hash = h.hash from journal_heads h where j.company_id = :company and h.company_id = :company and j.position = 7`,
        `update journal set hash = ${ownHash} ${row} = 7`,
      ],
      { code: "wrong_head", position: 7, head: { position: 6 } },
    ],
    ["one put in before the first", [insertAt(0)], { code: "position_twice", position: 0 }],
    [
      "one put in without a position",
      [
        `insert into journal select company_id, subject_kind, subject_id, 99, at, actor_id, act, facts, null, address, previous_hash, hash from journal ${row} = 3`,
      ],
      { code: "without_position", position: 6 },
    ],
  ];

  test("where there is none, nothing is", async () => {
    expect(await damage(await companyWith(6), [])).toBeNull();
  });

  test.each(table)("%s", async (_name, statements, broken) => {
    expect(await damage(await companyWith(6), statements)).toMatchObject(broken);
  });

  test("a function that says yes to everything changes nothing for who verifies", async () => {
    const companyId = await companyWith(3);
    await superuser.query("begin");
    const { rows } = await superuser.query("select pg_get_functiondef('journal_entry_hash'::regproc) as definition");
    await superuser.query(
      rows[0].definition.replace(/AS \$function\$[\s\S]*\$function\$/, "AS $function$ select sha256('yes') $function$"),
    );
    await superuser.query(
      "update journal set hash = sha256('yes'), act = 'other' where company_id = $1 and position = 2",
      [companyId],
    );
    await superuser.query("commit");
    try {
      expect((await verified(companyId)).broken).toEqual({ code: "changed_content", position: 2 });
    } finally {
      await superuser.query(rows[0].definition);
    }
  });

  test("after the damage the next act does not start a second chain, and its own act is not saved", async () => {
    const companyId = await companyWith(3);
    await superuser.query("delete from journal_heads where company_id = $1", [companyId]);
    await expect(write(companyId, subject(), "next")).rejects.toThrow(/journal_chain/);
    expect((await verified(companyId)).broken).toEqual({ code: "wrong_head", position: 3, head: null });
  });
});

describe("against a head that was noted", () => {
  test("a chain that has grown is whole", async () => {
    const companyId = await companyWith(3);
    const { head } = await verified(companyId);
    await write(companyId, subject(), "later");
    expect(await verified(companyId, head)).toMatchObject({ entries: 4, broken: null });
  });

  test("an end that was cut off, head and all, is found", async () => {
    const companyId = await companyWith(4);
    const { head } = await verified(companyId);
    await superuser.query("delete from journal where company_id = $1 and position = 4", [companyId]);
    await superuser.query(
      "update journal_heads h set position = 3, hash = j.hash from journal j where h.company_id = $1 and j.company_id = $1 and j.position = 3",
      [companyId],
    );
    expect((await verified(companyId)).broken).toBeNull();
    expect((await verified(companyId, head)).broken).toEqual({ code: "not_as_noted", position: 4, noted: head.hash });
    // Nor does going on from there hide it.
    await write(companyId, subject(), "another_fourth");
    await write(companyId, subject(), "fifth");
    expect((await verified(companyId, head)).broken).toEqual({ code: "not_as_noted", position: 4, noted: head.hash });
  });
});

describe("the product's role", () => {
  const statements = [
    "update journal set act = 'other'",
    "update journal set position = 99, hash = hash",
    "delete from journal",
    "truncate journal",
    "truncate journal_heads",
    "update journal_heads set position = 0",
    "update journal_heads set position = position - 1, hash = sha256('x')",
    "delete from journal_heads",
    "insert into journal_heads values (current_setting('drawbridge.company_id')::uuid, 0, sha256('x'))",
    "insert into journal_heads select company_id, 0, hash from journal_heads on conflict (company_id) do update set position = 0",
    "insert into journal select * from journal",
    "select * from journal for update",
    "select * from journal_heads for update",
    "alter table journal disable row level security",
    "drop function append_to_journal",
    "create or replace function append_to_journal(uuid, text, uuid, timestamptz, uuid, text, text, jsonb) returns integer language sql as 'select 1'",
    "merge into journal_heads h using journal j on h.company_id = j.company_id when matched then update set position = 0",
    "lock table journal in access exclusive mode",
  ];
  test.each(statements)("cannot: %s", async (statement) => {
    const companyId = await companyWith(2);
    const attempt = inCompany(db, companyId, (tx) => sql.raw(statement).execute(tx));
    await expect(attempt).rejects.toMatchObject({ code: "42501" });
    expect(await verified(companyId)).toMatchObject({ entries: 2, broken: null });
  });

  test("cannot append to another company's chain, nor see it", async () => {
    const [ours, theirs] = [await companyWith(1), await companyWith(1)];
    const attempt = inCompany(db, ours, (tx) => record(tx, theirs, subject(), { act: "forged", facts: {} }, null, at));
    await expect(attempt).rejects.toMatchObject({ code: "42501" });
    const seen = await readCompany(db, ours, (reading) => reading.selectFrom("journal_heads").selectAll().execute());
    expect(seen.map(({ company_id }) => company_id)).toEqual([ours]);
    expect(await verified(theirs)).toMatchObject({ entries: 1, broken: null });
  });
});

test("companies are found by their name, or all of them", async () => {
  const companyId = await newCompany();
  expect(await companiesToVerify(db, companyId)).toEqual([companyId]);
  expect(await companiesToVerify(db, "Nobody")).toEqual([]);
  expect(await companiesToVerify(db, null)).toContain(companyId);
  expect(await verified(companyId)).toMatchObject({ entries: 0, head: { position: 0 }, broken: null });
});

test("whatever is recorded by whomever from wherever, the chain is whole and as long as what was recorded", async () => {
  const text = fc.string({ unit: "binary", maxLength: 12 }).map((any) => any.replaceAll("\0", "").toWellFormed());
  const fact = fc.record({
    subject: fc.nat(2),
    act: text,
    facts: fc
      .dictionary(text, fc.jsonValue())
      .map((facts) => JSON.parse(JSON.stringify(facts).replaceAll("\\u0000", "")) as Record<string, unknown>),
    address: fc.option(fc.oneof(fc.ipV4(), fc.ipV6())),
    at: fc.date({ min: new Date("1900-01-01"), max: new Date("2200-01-01"), noInvalidDate: true }),
    fails: fc.boolean(),
  });
  const acts = fc.array(fc.array(fact, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(acts, fc.integer({ min: 1, max: 9 }), async (each, batch) => {
      const companyId = await newCompany();
      const subjects = [subject(), subject(), subject()] as const;
      const recorded = await Promise.all(
        each.map((facts) =>
          inCompany(db, companyId, async (tx) => {
            for (const { subject: which, act, facts: said, address, at: when } of facts)
              await record(
                tx,
                companyId,
                subjects[which]!,
                { act, facts: said },
                { personId: randomUUID(), address },
                when,
              );
            if (facts.every(({ fails }) => fails)) throw new Error("failed");
            return facts.length;
          }).catch((error: Error) => {
            if (error.message !== "failed") throw error;
            return 0;
          }),
        ),
      );
      const entries = recorded.reduce((sum, count) => sum + count, 0);
      const found = await verified(companyId, null, batch);
      expect(found).toMatchObject({ entries, head: { position: entries }, broken: null });
      const histories = await readCompany(db, companyId, (reading) =>
        Promise.all(subjects.map((about) => historyOf(reading, companyId, about))),
      );
      for (const history of histories)
        expect(history.map(({ number }) => number)).toEqual(history.map((_, index) => index + 1));
    }),
    { numRuns: 40 },
  );
});
