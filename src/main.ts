// The one program: `up` supervises, the other words are the processes it starts, or do one thing and end.
// Each word loads only what it runs. Exit codes: 0 so, 1 not so, 2 a wrong call or input, 3 the machine lacks something.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { assert } from "./assert.ts";
import type { HistoryProblem } from "./billing-history/read.yaml.ts";
import { CannotStart, codeOf } from "./db/cannot-start.ts";
import { runAsChild } from "./supervisor/child.ts";
import { readUpOptions, usage } from "./supervisor/options.ts";

const words = ["up", "api", "worker", "sandbox-erp", "migrate", "seed", "compute"] as const;
const defaultDataDir = fileURLToPath(new URL("../.drawbridge", import.meta.url));
const environment = process.env;
const [word, ...args] = process.argv.slice(2);

const computeUsage = `Usage: ./drawbridge compute FILE [--against OTHER] [--json]

Computes every application of a billing history and prints it.

  FILE             YAML or JSON, see docs/compute.md; - reads standard input
  --against OTHER  prints every figure that FILE moves, compared with OTHER: what a correction would do
  --json           one JSON document on standard output

Exit codes: 0 computed, whatever was found; 2 a wrong call, or a file that is no billing history.`;

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
    case "compute":
      return await computeFile();
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
    proxies: environment.DRAWBRIDGE_PROXIES ?? "",
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

/** Reads a billing history, computes it, and prints it: the engine by itself, without a database. */
async function computeFile(): Promise<void> {
  const against = args.indexOf("--against");
  const other = against === -1 ? null : (args[against + 1] ?? "");
  const rest = args.filter((_, index) => against === -1 || (index !== against && index !== against + 1));
  const files = rest.filter((arg) => arg === "-" || !arg.startsWith("-"));
  const asked = rest.filter((arg) => !files.includes(arg));
  // Whoever reads the output may have read enough (`| head`).
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error) => process.exit(codeOf(error) === "EPIPE" ? 0 : 1));
  if (asked.includes("--help") || asked.includes("-h")) return void process.stdout.write(`${computeUsage}\n`);
  const unknown = asked.find((arg) => arg !== "--json");
  if (unknown !== undefined) throw new CannotStart(`compute knows no ${unknown}. See ./drawbridge compute --help.`, 2);
  const [file] = files;
  if (file === undefined || files.length > 1)
    throw new CannotStart("Name one file, or - for standard input. See ./drawbridge compute --help.", 2);
  if (other === "" || (other === "-" && file === "-"))
    throw new CannotStart("--against names another file. See ./drawbridge compute --help.", 2);

  const isJson = asked.includes("--json");
  const [{ readHistory }, { compute }, { shownJson, shownTable }] = await Promise.all([
    import("./billing-history/read.yaml.ts"),
    import("./billing-history/compute.ts"),
    import("./billing-history/show.ts"),
  ]);
  const historyOf = async (name: string) => {
    const text = await textOf(name);
    return "problem" in text ? { problems: [text.problem] } : readHistory(text.text);
  };
  const print = (json: unknown, table: () => string) =>
    process.stdout.write(isJson ? `${JSON.stringify(json, null, 2)}\n` : table());
  const read = await historyOf(file);
  if ("problems" in read) return printProblems(read.problems, file, isJson);
  const computed = compute(read.history);
  if (other === null) return void print(shownJson(computed), () => shownTable(computed));
  const before = await historyOf(other);
  if ("problems" in before) return printProblems(before.problems, other, isJson);
  const { movedFigures, movedJson, movedTable } = await import("./billing-history/moved.ts");
  const moved = movedFigures(compute(before.history), computed);
  print(movedJson(moved), () => movedTable(moved));
}

function printProblems(problems: readonly HistoryProblem[], file: string, isJson: boolean): void {
  const name = file === "-" ? "standard input" : file;
  for (const { path, message, line } of problems)
    process.stderr.write(`${path === "" ? name : path}: ${message}${line === null ? "" : ` (line ${line})`}\n`);
  if (isJson) process.stdout.write(`${JSON.stringify({ problems }, null, 2)}\n`);
  process.exitCode = 2;
}

async function textOf(file: string): Promise<{ text: string } | { problem: HistoryProblem }> {
  const allowed = "a billing history in YAML or JSON, as UTF-8";
  const problem = (message: string, given: string) => ({ problem: { path: "", message, given, allowed, line: null } });
  let bytes: Buffer;
  try {
    bytes = file === "-" ? await buffer(process.stdin) : await readFile(file);
  } catch (error) {
    if (codeOf(error) === "") throw error;
    return problem(`This file cannot be read (${codeOf(error)}).`, file);
  }
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return problem("This file is not text in UTF-8.", `${bytes.length} bytes that are not UTF-8`);
  }
}

function needed(name: string): string {
  const value = environment[name];
  assert(value !== undefined && value !== "", `${name} is set (the supervisor sets it: start with ./up)`);
  return value;
}
