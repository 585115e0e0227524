// Brings the database to what this version of the product needs: numbered SQL files, each applied once, in the order of
// their names, each in a transaction of its own, recorded with its hash. A file that was applied is never edited.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { CannotStart } from "./cannot-start.ts";
import { installJobs } from "./jobs.ts";
import { appRole } from "./roles.ts";

export type Migration = Readonly<{ name: string; sql: string; sha256: string }>;
export type Recorded = Readonly<{ name: string; sha256: string }>;
export type Plan =
  | Readonly<{ kind: "apply"; pending: readonly Migration[] }>
  | Readonly<{ kind: "newer"; unknown: readonly string[] }>
  | Readonly<{ kind: "edited"; names: readonly string[] }>;

const migrationsFolder = fileURLToPath(new URL("./migrations/", import.meta.url));
/** Any number, the same in every version: it keeps two migrators of one database apart. */
const migrationLock = 4680_2026;

export async function readMigrations(folder: string = migrationsFolder): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  return await Promise.all(
    names.map(async (name) => {
      const sql = await readFile(`${folder}/${name}`, "utf8");
      return { name, sql, sha256: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

/** What is to be done, given the files of this version and what the database remembers. */
export function plan(files: readonly Migration[], recorded: readonly Recorded[]): Plan {
  const known = new Map(files.map((file) => [file.name, file.sha256]));
  const unknown = recorded.filter((row) => !known.has(row.name)).map((row) => row.name);
  if (unknown.length > 0) return { kind: "newer", unknown };
  const edited = recorded.filter((row) => known.get(row.name) !== row.sha256).map((row) => row.name);
  if (edited.length > 0) return { kind: "edited", names: edited };
  const applied = new Set(recorded.map((row) => row.name));
  return { kind: "apply", pending: files.filter((file) => !applied.has(file.name)) };
}

/** Applies what is missing, then installs the queue's tables. Answers the names it applied. */
export async function migrate(
  owner: { connectionString: string },
  folder: string = migrationsFolder,
): Promise<readonly string[]> {
  const files = await readMigrations(folder);
  const client = new pg.Client(owner);
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [migrationLock]);
    const pending = pendingOf(plan(files, await recordedIn(client)));
    for (const file of pending) await apply(client, file);
    // A migration grants on all tables; what was applied is not the product's to change.
    await client.query(`revoke insert, update, delete, truncate on drawbridge_migrations from ${appRole}`);
    await installJobs(owner, appRole);
    return pending.map((file) => file.name);
  } finally {
    await client.end();
  }
}

async function recordedIn(client: pg.Client): Promise<readonly Recorded[]> {
  await client.query(
    `create table if not exists drawbridge_migrations (
       name text primary key, sha256 text not null, applied_at timestamptz not null default now())`,
  );
  return (await client.query<Recorded>("select name, sha256 from drawbridge_migrations order by name")).rows;
}

function pendingOf(found: Plan): readonly Migration[] {
  switch (found.kind) {
    case "apply":
      return found.pending;
    case "newer":
      throw new CannotStart(
        `This data was written by a newer version of Drawbridge (it has ${found.unknown.join(", ")}). Start that version, or give another --data.`,
        3,
      );
    case "edited":
      throw new CannotStart(
        `A migration that was applied has been edited since: ${found.names.join(", ")}. Restore the file, and write the change as a new one.`,
        1,
      );
  }
}

async function apply(client: pg.Client, file: Migration): Promise<void> {
  await client.query("begin");
  try {
    await client.query(file.sql);
    await client.query("insert into drawbridge_migrations (name, sha256) values ($1, $2)", [file.name, file.sha256]);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw new Error(`The migration ${file.name} failed`, { cause: error });
  }
}
