// The one program: `up` supervises, the other words are the processes it starts, or do one thing and end.
// Each word loads only what it runs. Exit codes: 0 so, 1 not so, 2 a wrong call or input, 3 the machine lacks something.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { assert } from "./assert.ts";
import { CannotStart } from "./db/cannot-start.ts";
import { runAsChild } from "./supervisor/child.ts";
import { readUpOptions, usage } from "./supervisor/options.ts";

const words = ["up", "api", "worker", "sandbox-erp", "migrate", "seed"] as const;
const defaultDataDir = fileURLToPath(new URL("../.drawbridge", import.meta.url));
const environment = process.env;
const [word, ...args] = process.argv.slice(2);

try {
  await run(word);
} catch (error) {
  if (!(error instanceof CannotStart)) throw error;
  process.stderr.write(`drawbridge: ${error.message}\n`);
  if (args.includes("--json")) process.stdout.write(`${JSON.stringify({ ok: false, error: error.message })}\n`);
  process.exit(error.exitCode);
}

async function run(named: string | undefined): Promise<void> {
  switch (named) {
    case "up":
      return await startUp();
    case "api":
      return await runAsChild(api);
    case "worker":
      return await runAsChild(worker);
    case "sandbox-erp":
      return await runAsChild(sandboxErp);
    case "migrate":
    case "seed":
      return await once(named);
    default:
      throw new CannotStart(`Say what to run: ${words.join(", ")}; not "${named ?? ""}".`, 2);
  }
}

async function startUp(): Promise<void> {
  const asked = readUpOptions(args, defaultDataDir);
  if (asked.kind === "help") return void process.stdout.write(`${usage}\n`);
  if (asked.kind === "wrong") throw new CannotStart(`${asked.sentence} See ./up --help.`, 2);
  // A signal is heard from the first moment on, before the rest of the program is even read.
  const stopping = new AbortController();
  for (const name of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(name, () => stopping.abort());
  const { up } = await import("./supervisor/up.ts");
  process.exit(await up(asked.options, environment, stopping));
}

async function api() {
  const { startApi } = await import("./api/server.ts");
  return await startApi({
    databaseUrl: needed("DATABASE_APP_URL"),
    port: Number(needed("PORT")),
    host: environment.DRAWBRIDGE_HOST ?? "127.0.0.1",
    webDir: needed("DRAWBRIDGE_WEB"),
    publicUrl: needed("DRAWBRIDGE_PUBLIC_URL"),
    sandboxUrl: environment.DRAWBRIDGE_SANDBOX_URL ?? "",
    demo: environment.DRAWBRIDGE_DEMO === "yes",
    dataDir: needed("DRAWBRIDGE_DATA"),
    smtpUrl: environment.SMTP_URL ?? "",
  });
}

async function worker() {
  const { startWorker } = await import("./worker.ts");
  return await startWorker({
    databaseUrl: needed("DATABASE_APP_URL"),
    publicUrl: needed("DRAWBRIDGE_PUBLIC_URL"),
    smtpUrl: environment.SMTP_URL ?? "",
    sandboxUrl: environment.DRAWBRIDGE_SANDBOX_URL ?? "",
    dataDir: needed("DRAWBRIDGE_DATA"),
  });
}

async function sandboxErp() {
  const { startSandboxErp } = await import("./connectors/sandbox/erp.ts");
  const dataFile = join(needed("DRAWBRIDGE_DATA"), "sandbox-erp.db");
  return await startSandboxErp({ port: Number(environment.PORT ?? "0"), dataFile });
}

/** For a database that no instance is working on: migrate it, or put the demo company in, and end. */
async function once(named: "migrate" | "seed"): Promise<void> {
  const [{ openDatabase }, { prepareDataFolder }, { migrate }] = await Promise.all([
    import("./supervisor/database.ts"),
    import("./db/embedded-place.ts"),
    import("./db/migrate.ts"),
  ]);
  const log = (line: string): void => void process.stderr.write(`drawbridge: ${line}\n`);
  const dataDir = prepareDataFolder(environment.DRAWBRIDGE_DATA ?? defaultDataDir);
  const database = await openDatabase(dataDir, environment, log);
  try {
    const applied = await migrate({ connectionString: database.ownerUrl });
    log(applied.length === 0 ? "the database is up to date" : `migrated the database: ${applied.join(", ")}`);
    if (named === "migrate") return;
    const { loadDemo } = await import("./demo.ts");
    const { signIn } = await loadDemo(database);
    process.stdout.write(`${JSON.stringify({ signIn })}\n`);
  } finally {
    await database.stop();
  }
}

function needed(name: string): string {
  const value = environment[name];
  assert(value !== undefined && value !== "", `${name} is set (the supervisor sets it: start with ./up)`);
  return value;
}
