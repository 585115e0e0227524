// A real Tryton server for tests and for the road: Debian's packages, a scratch folder of its own, a loopback port and a
// prepared SQLite database. Preparing one takes half a minute, so it is made once and kept outside the repository; each
// start works on a copy.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Settings } from "../src/connectors/connector.ts";

export type TrytonServer = Readonly<{
  url: string;
  database: string;
  /** The SQLite file behind it: for a test that has to look, or to age a session. */
  databaseFile: string;
  /** Settings of the connection for the user who may invoice. */
  settings: Settings;
  pid: number;
  stop(): Promise<void>;
  /** As a power cut would. */
  kill(): Promise<void>;
}>;

export type TrytonOptions = Readonly<{
  /** Where this server's files go. A database that is already there is kept: so a server is started again. */
  scratch: string;
  port?: number;
  cacheDir?: string;
  log?: (line: string) => void;
}>;

/** A user of the prepared database who may sign in and nothing else; the password is that of `settings`. */
export const userWithoutRights = "norights";
/** In the only month of the prepared database that is closed. */
export const closedDay = "2025-01-15";

const packages = [
  "tryton-server",
  "tryton-proteus",
  "tryton-modules-account-invoice",
  "tryton-modules-analytic-invoice",
] as const;
const modules = ["account_invoice", "analytic_invoice"];
const database = "drawbridge";
const adminPassword = "Pylon-83-Girder";
const setUpFile = fileURLToPath(new URL("./tryton/set-up.py", import.meta.url));
// By full path: another Python on the PATH would not have Debian's modules.
const python = "/usr/bin/python3";
const trytond = "/usr/bin/trytond";
const trytondAdmin = "/usr/bin/trytond-admin";
const setpriv = "/usr/bin/setpriv";

/** Debian packages that are not installed here; with none missing, `startTryton` works. */
export function trytonMissing(): string[] {
  const installed = installedVersions();
  return packages.filter((name) => !installed.has(name));
}

export async function startTryton(options: TrytonOptions): Promise<TrytonServer> {
  const { scratch, log = (line) => process.stderr.write(`${line}\n`) } = options;
  const missing = trytonMissing();
  if (missing.length > 0) throw new Error(`Debian packages are missing: ${missing.join(" ")}`);

  const files = join(scratch, "files");
  const databaseFile = join(files, `${database}.sqlite`);
  const port = options.port ?? (await freePort());
  await mkdir(files, { recursive: true });
  const configFile = await writeConfig(scratch, port);
  const prepared = await preparedDatabase(options.cacheDir ?? defaultCacheDir(), log);
  if (!existsSync(databaseFile)) await copyFile(prepared.databaseFile, databaseFile);

  const url = `http://127.0.0.1:${port}`;
  const child = launch(configFile, join(scratch, "trytond.log"));
  await answering(url, child, join(scratch, "trytond.log"));
  return {
    url,
    database,
    databaseFile,
    settings: {
      address: url,
      database,
      user: prepared.user,
      password: prepared.password,
      revenueAccount: "4000",
      retainageAccount: "4090",
      taxAccount: "2200",
    },
    pid: child.pid ?? 0,
    stop: () => end(child, "SIGTERM"),
    kill: () => end(child, "SIGKILL"),
  };
}

// The prepared database.

type Prepared = Readonly<{ databaseFile: string; user: string; password: string }>;

function defaultCacheDir(): string {
  return join(tmpdir(), `drawbridge-tryton-${userInfo().uid}`);
}

/** Everything that shapes the database: another set-up, another release or another year, and it is made again. */
function fingerprint(year: number): string {
  const versions = [...installedVersions()].map(([name, version]) => `${name}=${version}`).sort();
  const hash = createHash("sha256").update(readFileSync(setUpFile)).update(versions.join("\n"));
  return hash.update(modules.join(",")).update(String(year)).digest("hex").slice(0, 16);
}

async function preparedDatabase(cacheDir: string, log: (line: string) => void): Promise<Prepared> {
  const year = new Date().getFullYear();
  const place = join(cacheDir, fingerprint(year));
  mkdirSync(cacheDir, { recursive: true, mode: 0o700 });
  const deadline = Date.now() + 240_000;
  while (!existsSync(join(place, "answer.json"))) {
    const lock = takeLock(`${place}.lock`);
    if (lock === null) {
      if (Date.now() > deadline)
        throw new Error(`Another process has been preparing Tryton's database for too long: ${place}`);
      await pause(200);
      continue;
    }
    try {
      if (!existsSync(join(place, "answer.json"))) await prepare(place, year, log);
    } finally {
      lock.release();
    }
  }
  const answer: unknown = JSON.parse(readFileSync(join(place, "answer.json"), "utf8"));
  const { user, password } = answer as { user: string; password: string };
  return { databaseFile: join(place, `${database}.sqlite`), user, password };
}

/** Null while another living process holds it. */
function takeLock(path: string): { release: () => void } | null {
  try {
    const file = openSync(path, "wx");
    writeFileSync(file, String(process.pid));
    closeSync(file);
    return { release: () => rmSync(path, { force: true }) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const holder = Number(existsSync(path) ? readFileSync(path, "utf8") : "");
    // An empty lock was taken a moment ago by one who has not signed it yet.
    if (holder > 0 && !isAlive(holder)) rmSync(path, { force: true });
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function prepare(place: string, year: number, log: (line: string) => void): Promise<void> {
  const work = `${place}.${process.pid}-${randomBytes(3).toString("hex")}`;
  const files = join(work, "files");
  await mkdir(files, { recursive: true, mode: 0o700 });
  try {
    const configFile = await writeConfig(work, 1);
    const passwordFile = join(work, "password");
    await writeFile(passwordFile, adminPassword, { mode: 0o600 });
    await writeFile(join(files, `${database}.sqlite`), "");
    const admin = ["-c", configFile, "-d", database];
    const environment = { ...process.env, TRYTONPASSFILE: passwordFile };

    log("tryton: preparing a database, once (1 of 3: tables)");
    await run(trytondAdmin, [...admin, "--all", "--email", "admin@example.test"], environment);
    log("tryton: preparing a database, once (2 of 3: accounting modules)");
    await run(trytondAdmin, [...admin, "-u", ...modules, "--activate-dependencies"], environment);
    log("tryton: preparing a database, once (3 of 3: company, chart, customers, jobs)");
    const answerFile = join(work, "answer.json");
    await run(python, [setUpFile, database, configFile, String(year), answerFile], environment);

    const made = join(work, "made");
    mkdirSync(made);
    renameSync(join(files, `${database}.sqlite`), join(made, `${database}.sqlite`));
    renameSync(answerFile, join(made, "answer.json"));
    // Whole or not at all; and if two of us made it after all, the first one's serves as well.
    if (!existsSync(place)) renameSync(made, place);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function writeConfig(folder: string, port: number): Promise<string> {
  const configFile = join(folder, "trytond.conf");
  const lines = [
    "[database]",
    "uri = sqlite://",
    `path = ${join(folder, "files")}`,
    "[web]",
    `listen = 127.0.0.1:${port}`,
    "hostname = 127.0.0.1",
    // Failed sign-ins are slowed down more and more otherwise, and refused after the fifth.
    "[session]",
    "max_attempt = 1000",
    "",
  ];
  await writeFile(configFile, lines.join("\n"));
  return configFile;
}

// Processes.

function launch(configFile: string, logFile: string): ChildProcess {
  const out = openSync(logFile, "a");
  // However we end, the server ends with us.
  const command = ["--pdeathsig", "KILL", trytond, "-c", configFile, "-d", database];
  const child = spawn(setpriv, command, { stdio: ["ignore", out, out] });
  closeSync(out);
  return child;
}

async function answering(url: string, child: ChildProcess, logFile: string): Promise<void> {
  let failed: Error | null = null;
  child.once("error", (error) => {
    failed = error;
  });
  const deadline = Date.now() + 60_000;
  while (!(await answers(url))) {
    if (failed !== null || child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      await end(child, "SIGKILL");
      const said = readFileSync(logFile, "utf8").slice(-2_000);
      throw new Error(`Tryton did not start at ${url}. ${said}`);
    }
    await pause(50);
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const body = JSON.stringify({ id: 1, method: "common.server.version", params: [] });
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${url}/`, { method: "POST", headers, body, signal: AbortSignal.timeout(5_000) });
    return answer.ok;
  } catch {
    // Not listening yet; whoever waits has a deadline.
    return false;
  }
}

async function end(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill(signal);
  const late = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await gone;
  clearTimeout(late);
}

function run(command: string, given: readonly string[], environment: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, given, { env: environment, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (part: Buffer) => {
        said = (said + part.toString("utf8")).slice(-4_000);
      });
    }
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ended with ${code}: ${said}`));
    });
  });
}

function installedVersions(): Map<string, string> {
  const format = `${["db:Status-Abbrev", "Package", "Version"].map((field) => `$\{${field}}`).join("|")}\n`;
  const asked = spawnSync("dpkg-query", ["-W", "-f", format, "tryton-*"], { encoding: "utf8" });
  const versions = new Map<string, string>();
  for (const line of (asked.stdout ?? "").split("\n")) {
    const [status, name, version] = line.split("|");
    if (status?.startsWith("ii") === true && name !== undefined && version !== undefined) versions.set(name, version);
  }
  return versions;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const bound = server.address();
      const port = bound !== null && typeof bound === "object" ? bound.port : 0;
      server.close(() => resolve(port));
    });
  });
}
