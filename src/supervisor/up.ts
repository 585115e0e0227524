// The supervisor: starts the database and the product's processes, says what it does, keeps them alive, and stops all of
// them in order. It is the only process a person starts, and the only one a person has to stop.
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { CannotStart, codeOf } from "../db/cannot-start.ts";
import { prepareDataFolder } from "../db/embedded-place.ts";
import { migrate } from "../db/migrate.ts";
import { loadDemo } from "../demo.ts";
import { type Child, keepAlive } from "./child.ts";
import { type Environment, type OpenDatabase, openDatabase } from "./database.ts";
import { isLoopback, type UpOptions } from "./options.ts";
import { buildWeb, webDir } from "./web-build.ts";

type SignIn = Awaited<ReturnType<typeof loadDemo>>["signIn"];
type Log = (line: string) => void;
/** What has been started, and therefore has to be stopped: children first, the database last. */
type Running = { built: Promise<void>; database: OpenDatabase | null; children: Child[]; record: () => void };

const log: Log = (line) => process.stderr.write(`drawbridge: ${line}\n`);
const healthMs = 60_000;

/** Runs until it is told to stop; answers the exit code. */
export async function up(options: UpOptions, environment: Environment, stopping: AbortController): Promise<number> {
  // Where nobody reads what it says any more, it goes on without saying it.
  process.stderr.on("error", () => undefined);
  const running: Running = { built: Promise.resolve(), database: null, children: [], record: () => undefined };
  const dataDir = prepareDataFolder(options.dataDir);
  try {
    await start({ ...options, dataDir }, environment, running, stopping.signal);
    await keepDatabase(dataDir, environment, running, stopping.signal);
    return 0;
  } catch (error) {
    if (stopping.signal.aborted) return 0;
    throw error;
  } finally {
    stopping.abort();
    await stopAll(running, dataDir);
  }
}

async function stopAll(running: Running, dataDir: string): Promise<void> {
  const isMine = running.database !== null;
  if (isMine) log("stopping");
  await Promise.all([running.built, ...running.children.map((child) => child.stop())]);
  await running.database?.stop();
  if (isMine) rmSync(recordFileOf(dataDir), { force: true });
}

async function start(
  options: UpOptions,
  environment: Environment,
  running: Running,
  signal: AbortSignal,
): Promise<void> {
  const { dataDir, host } = options;
  const port = await freePort(options.port, host);
  const address = `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
  const publicUrl = environment.DRAWBRIDGE_PUBLIC_URL ?? address;
  const isPrivate = isLoopback(host) && isLoopback(new URL(publicUrl).hostname);

  // The two long parts of a first start have nothing to do with each other.
  const built = buildWeb(log, signal);
  running.built = built.catch(() => undefined);
  const database = await openDatabase(dataDir, environment, log, signal);
  running.database = database;
  signal.throwIfAborted();
  const applied = await migrate({ connectionString: database.ownerUrl });
  if (applied.length > 0) log(`migrated the database: ${applied.join(", ")}`);
  const signIn = await demo(dataDir, isPrivate, database);
  signal.throwIfAborted();
  await built;

  const common = { DRAWBRIDGE_DATA: dataDir, DRAWBRIDGE_PUBLIC_URL: publicUrl, DATABASE_APP_URL: database.appUrl };
  running.record = () => writeRecord(recordFileOf(dataDir), address, running);
  const launch = (name: Child["name"], own: Record<string, string>): Child => {
    log(`starting ${name}`);
    const child = keepAlive(name, { ...common, ...own }, log, running.record);
    running.children.push(child);
    return child;
  };
  const sandboxPort = signIn === null ? 0 : await sandboxPortOf(dataDir);
  if (signIn !== null) await unlessStopped(launch("sandbox-erp", { PORT: String(sandboxPort) }).ready, signal);
  const sandboxUrl = signIn === null ? "" : `http://127.0.0.1:${sandboxPort}`;
  const shared = { DRAWBRIDGE_SANDBOX_URL: sandboxUrl, DRAWBRIDGE_DEMO: signIn === null ? "no" : "yes" };
  const api = launch("api", { ...shared, PORT: String(port), DRAWBRIDGE_HOST: host, DRAWBRIDGE_WEB: webDir });
  const worker = launch("worker", shared);
  await unlessStopped(Promise.all([api.ready, worker.ready]), signal);
  await untilHealthy(address, signal);
  running.record();
  announce(options, address, signIn, running);
}

/** A port that somebody holds for a moment longer (the children of a killed supervisor are leaving) is waited for. */
async function freePort(port: number, host: string): Promise<number> {
  const until = Date.now() + 3_000;
  for (;;) {
    const tried = await tryPort(port, host);
    if (typeof tried === "number") return tried;
    if (codeOf(tried) === "EADDRINUSE" && Date.now() < until) {
      await pause(100);
      continue;
    }
    throw portSentence(tried, port, host);
  }
}

/** The sandbox ERP keeps its port as long as nobody else takes it, so that a link to a document of its stays good. */
async function sandboxPortOf(dataDir: string): Promise<number> {
  const file = join(dataDir, "sandbox-erp.port");
  const kept = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
  const tried = await tryPort(Number.isInteger(kept) && kept > 0 && kept < 65_536 ? kept : 0, "127.0.0.1");
  const port = typeof tried === "number" ? tried : await freePort(0, "127.0.0.1");
  writeFileSync(file, String(port));
  return port;
}

function tryPort(port: number, host: string): Promise<number | Error> {
  return new Promise((answer) => {
    const server = createServer();
    server.on("error", answer);
    server.listen({ port, host }, () => {
      const bound = server.address();
      server.close(() => answer(typeof bound === "object" && bound !== null ? bound.port : port));
    });
  });
}

function portSentence(error: Error, port: number, host: string): CannotStart {
  switch (codeOf(error)) {
    case "EADDRINUSE":
      return new CannotStart(`Port ${port} is in use on ${host}. Give another: --port N.`, 3);
    case "EACCES":
      return new CannotStart(`Port ${port} may not be used by this user. Give one above 1023: --port N.`, 3);
    default:
      return new CannotStart(`Drawbridge cannot listen on ${host}: ${error.message}.`, 3);
  }
}

/** The demo company comes with a first start that only this machine can reach, since its passwords are public. */
async function demo(dataDir: string, isPrivate: boolean, database: OpenDatabase): Promise<SignIn | null> {
  const mark = join(dataDir, "demo.json");
  if (!existsSync(mark)) writeFileSync(mark, JSON.stringify({ demo: isPrivate }), { mode: 0o600 });
  const wanted: { demo: boolean } = JSON.parse(readFileSync(mark, "utf8"));
  if (!wanted.demo) return null;
  if (!isPrivate)
    throw new CannotStart(
      `${dataDir} holds the demo company, whose passwords are public; it is served on a loopback address only. Give another --data.`,
      3,
    );
  return (await loadDemo({ ownerUrl: database.ownerUrl, appUrl: database.appUrl })).signIn;
}

async function unlessStopped<T>(wait: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const stopped = new Promise<never>((_, fail) => signal.addEventListener("abort", () => fail(signal.reason)));
  return await Promise.race([wait, stopped]);
}

async function untilHealthy(address: string, signal: AbortSignal): Promise<void> {
  const until = Date.now() + healthMs;
  const url = `${address.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:")}/api/health`;
  while (Date.now() < until) {
    signal.throwIfAborted();
    if (await answers(url)) return;
    await pause(50);
  }
  throw new CannotStart(`${url} does not answer.`, 1);
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    // Not listening yet, or too busy to answer: it is asked again.
    return false;
  }
}

const processesOf = (running: Running): Readonly<Record<string, number | null>> => ({
  supervisor: process.pid,
  postgres: running.database?.pid ?? null,
  ...Object.fromEntries(running.children.map((child) => [child.name, child.pid()])),
});

const recordFileOf = (dataDir: string): string => join(dataDir, "running.json");

/** For whoever looks after the machine: which process is which. */
function writeRecord(file: string, address: string, running: Running): void {
  writeFileSync(`${file}.new`, `${JSON.stringify({ address, processes: processesOf(running) }, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

function announce(options: UpOptions, address: string, signIn: SignIn | null, running: Running): void {
  if (signIn !== null) {
    log("sign in as one of the demo company:");
    const width = Math.max(...signIn.map((person) => person.email.length));
    for (const person of signIn)
      log(`  ${person.email.padEnd(width)}  ${person.password}  ${person.name}, ${person.role}`);
  }
  log(`open ${address} (Ctrl-C stops it; the data stays in ${options.dataDir})`);
  const document = { ready: address, dataDir: options.dataDir, signIn: signIn ?? [], processes: processesOf(running) };
  process.stdout.write(options.json ? `${JSON.stringify(document)}\n` : `ready ${address}\n`);
}

/** Until a signal: a database that is lost is started again; the children's pools find it in the same place. */
async function keepDatabase(
  dataDir: string,
  environment: Environment,
  running: Running,
  signal: AbortSignal,
): Promise<void> {
  const stopped = new Promise<"stopped">((done) => {
    if (signal.aborted) done("stopped");
    signal.addEventListener("abort", () => done("stopped"));
  });
  while (running.database !== null) {
    const lost = running.database.lost.then(() => "lost" as const);
    if ((await Promise.race([stopped, lost])) === "stopped") return;
    log("the database is gone; starting it again");
    running.database = null;
    running.database = await openDatabase(dataDir, environment, log, signal);
    running.record();
    log("the database is back");
  }
}
