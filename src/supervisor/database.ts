// The database an instance works on: the embedded one in its data folder, or the server named by DATABASE_URL.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { CannotStart, codeOf } from "../db/cannot-start.ts";
import { startEmbedded, urlOfRunning } from "../db/embedded.ts";
import { assertPlainRole, ensureAppRoleByOwner, newPassword } from "../db/roles.ts";

export type OpenDatabase = Readonly<{
  ownerUrl: string;
  appUrl: string;
  pid: number | null;
  lost: Promise<void>;
  stop(): Promise<void>;
}>;

export type Environment = Readonly<Record<string, string | undefined>>;

/** `dataDir` is a folder that has been prepared. */
export async function openDatabase(
  dataDir: string,
  environment: Environment,
  log: (line: string) => void,
  signal?: AbortSignal,
): Promise<OpenDatabase> {
  const ownerUrl = environment.DATABASE_URL;
  if (ownerUrl === undefined || ownerUrl === "")
    return await startEmbedded({ dataDir, log, ...(signal === undefined ? {} : { signal }) });
  log("using the PostgreSQL server of DATABASE_URL");
  await assertReachable(ownerUrl, "DATABASE_URL");
  const appUrl = environment.DATABASE_APP_URL ?? (await ensureAppRoleByOwner(ownerUrl, appPassword(dataDir)));
  await assertReachable(appUrl, "DATABASE_APP_URL");
  await assertPlainRole(appUrl, ownerUrl);
  // A server of yours is not ours to watch or to stop: the pools reconnect when it is back.
  return { ownerUrl, appUrl, pid: null, lost: new Promise(() => undefined), stop: async () => undefined };
}

/**
 * The database for a question that changes nothing: a server of yours as it is, or the embedded one, where that is running
 * beside the product that is at work on it, else started for the question.
 */
export async function openForReading(
  dataDir: string,
  environment: Environment,
  log: (line: string) => void,
): Promise<{ url: string; stop(): Promise<void> }> {
  for (const name of ["DATABASE_APP_URL", "DATABASE_URL"]) {
    const url = environment[name] ?? "";
    if (url === "") continue;
    await assertReachable(url, name);
    return { url, stop: async () => undefined };
  }
  if (!existsSync(join(dataDir, "database.json")))
    throw new CannotStart(`There is no database in ${dataDir}. Give another --data, or set DATABASE_URL.`, 3);
  const running = await urlOfRunning(dataDir);
  if (running !== null) return { url: running, stop: async () => undefined };
  const { appUrl, stop } = await startEmbedded({ dataDir, log });
  return { url: appUrl, stop };
}

/** Chosen once and kept in the data folder, so that every start gives the role the same one. */
function appPassword(dataDir: string): string {
  const file = join(dataDir, "database-app-password");
  if (!existsSync(file)) writeFileSync(file, newPassword(), { mode: 0o600, flag: "wx" });
  return readFileSync(file, "utf8").trim();
}

async function assertReachable(url: string, name: string): Promise<void> {
  const client = clientOf(url, name);
  try {
    await client.connect();
    const { rows } = await client.query<{ version: number }>(
      "select current_setting('server_version_num')::int as version",
    );
    if (rows[0]!.version < 150_000)
      throw new CannotStart(`The server of ${name} is older than PostgreSQL 15, the oldest that will do.`, 3);
  } catch (error) {
    if (error instanceof CannotStart) throw error;
    const reason = error instanceof Error && error.message !== "" ? error.message : codeOf(error);
    throw new CannotStart(`The server of ${name} cannot be used: ${reason}.`, 3);
  } finally {
    await client.end();
  }
}

function clientOf(url: string, name: string): pg.Client {
  if (!URL.canParse(url))
    throw new CannotStart(`${name} is not an address like postgres://user:password@host/name.`, 2);
  return new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
}
