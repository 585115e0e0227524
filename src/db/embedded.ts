// The embedded database: a real PostgreSQL of our own over a private socket, for whoever has no server to give.
// It outlives a killed launcher on purpose (nothing that was committed is at risk): the next start adopts it, or stops it
// and starts its own. The launcher holds an advisory lock in it, so that one instance works on a data folder.
//
// People sign in by password (scram) although only the server's user and root can reach the socket: `peer` would need
// both sides to be the same user, which they are not as root, and `trust` would let any session become the owner.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { CannotStart, codeOf } from "./cannot-start.ts";
import {
  type Account,
  accountOfServer,
  asAccount,
  binariesFor,
  environmentOfServer,
  type Passwords,
  placeOf,
  prepareDataFolder,
  renameIfFree,
} from "./embedded-place.ts";
import { isRunning, processesWorkingIn, programOf, signal } from "./processes.ts";
import { appRole, databaseName, ensureDatabase, ensureRole, ownerRole } from "./roles.ts";

export type Embedded = Readonly<{
  ownerUrl: string;
  appUrl: string;
  /** For making and cloning databases; the product never uses it. */
  superUrl: string;
  pid: number;
  adopted: boolean;
  /** Settles when the server has gone without having been asked to. */
  lost: Promise<void>;
  stop(): Promise<void>;
}>;

export type EmbeddedOptions = Readonly<{
  /** Where the data is kept; without one, a temporary folder that goes with the server. */
  dataDir?: string;
  /** For tests: nothing is synced to disk, and server and data go when we do, however we go. */
  throwAway?: boolean;
  log?: (line: string) => void;
  /** Gives up waiting for a server that takes long to start, and stops it. */
  signal?: AbortSignal;
}>;

/** What is needed to start and to reach this data folder's server. */
type Cluster = Readonly<{
  folder: string;
  home: string;
  data: string;
  socketFolder: string;
  binaries: string;
  account: Account;
  passwords: Passwords;
  throwAway: boolean;
  log: (line: string) => void;
  signal: AbortSignal;
}>;

const superuser = "postgres";
const port = 5432;
const startMs = 60_000;
const startsMax = 5;
/** Any number, the same in every version. */
const instanceLock = 4680;

export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const cluster = prepare(options);
  if (!existsSync(join(cluster.data, "PG_VERSION"))) await initialise(cluster);
  assertSameMajor(cluster);
  const server = await serve(cluster);
  try {
    await takeInstanceLock(server.client, cluster);
    if (server.child === null) cluster.log(`taking over the database that was left running (process ${server.pid})`);
    await ensureRole(server.client, ownerRole, cluster.passwords.owner);
    await ensureRole(server.client, appRole, cluster.passwords.app);
    await ensureDatabase(server.client, databaseName);
  } catch (error) {
    await server.client.end();
    // Another instance may be at work on this server, so it is stopped only where it dies with us anyway.
    if (cluster.throwAway) await stopServer(cluster, server);
    throw error;
  }
  const stopping = new AbortController();
  return {
    superUrl: urlOf(cluster, superuser, cluster.passwords.superuser, "postgres"),
    ownerUrl: urlOf(cluster, ownerRole, cluster.passwords.owner, databaseName),
    appUrl: urlOf(cluster, appRole, cluster.passwords.app, databaseName),
    pid: server.pid,
    adopted: server.child === null,
    lost: lossOf(server, stopping.signal),
    stop: async () => {
      stopping.abort();
      await server.client.end();
      await stopServer(cluster, server);
    },
  };
}

/** The address of this data folder's server for the product's role, where it is running; it is neither started nor taken over. */
export async function urlOfRunning(dataDir: string): Promise<string | null> {
  const cluster = prepare({ dataDir });
  const client = await tryConnect(cluster);
  if (client === null) return null;
  await client.end();
  return urlOf(cluster, appRole, cluster.passwords.app, databaseName);
}

function prepare(options: EmbeddedOptions): Cluster {
  const throwAway = options.throwAway ?? false;
  const log = options.log ?? (() => undefined);
  const asked = options.dataDir ?? mkdtempSync(join(tmpdir(), "drawbridge-"));
  if (options.dataDir === undefined) chmodSync(asked, 0o711);
  const folder = prepareDataFolder(asked);
  const account = accountOfServer();
  const { home, passwords } = placeOf(folder, account, log);
  const binaries = binariesFor(account, folder, log);
  const socketFolder = socketFolderOf(home, account);
  const signal = options.signal ?? new AbortController().signal;
  const data = join(home, "data");
  return { folder, home, data, socketFolder, binaries, account, passwords, throwAway, log, signal };
}

/** Beside the data where the path is short and plain enough for a socket (107 bytes), else below /tmp, by its hash. */
function socketFolderOf(home: string, account: Account): string {
  const within = join(home, "run");
  const fits = Buffer.byteLength(join(within, `.s.PGSQL.${port}`)) <= 100 && /^[\w./-]+$/.test(within);
  const hash = createHash("sha256").update(home).digest("hex").slice(0, 16);
  const folder = fits ? within : `/tmp/drawbridge-${hash}`;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (account !== null) chownSync(folder, account.uid, account.gid);
  const made = statSync(folder);
  if (made.uid !== (account?.uid ?? process.getuid?.()) || (made.mode & 0o077) !== 0)
    throw new CannotStart(`${folder}, where the database's socket belongs, is somebody else's. Remove it.`, 3);
  return folder;
}

const urlOf = (cluster: Cluster, user: string, password: string, database: string): string =>
  `postgres://${user}:${password}@localhost:${port}/${database}?host=${encodeURIComponent(cluster.socketFolder)}`;

/** Made beside its final place and renamed, so that a start that was killed leaves no half of a cluster. */
async function initialise(cluster: Cluster): Promise<void> {
  const { account, home } = cluster;
  cluster.log("making the database");
  const draft = mkdtempSync(join(home, "new-"));
  const passwordFile = `${draft}.password`;
  writeFileSync(passwordFile, cluster.passwords.superuser, { mode: 0o600 });
  if (account !== null) for (const path of [draft, passwordFile]) chownSync(path, account.uid, account.gid);
  // The collation is PostgreSQL's own C.UTF-8: the same order on every machine and after every upgrade of its libraries.
  const encoding = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const access = [`--username=${superuser}`, "--auth=scram-sha-256", `--pwfile=${passwordFile}`];
  const args = [`--pgdata=${draft}`, ...encoding, ...access, "--no-instructions", "--no-sync"];
  const run = spawn(join(cluster.binaries, "bin/initdb"), args, {
    ...asAccount(account),
    cwd: "/",
    env: environmentOfServer,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = await wordsOf(run);
  rmSync(passwordFile);
  if (said.code !== 0) {
    rmSync(draft, { recursive: true });
    throw serverSentence(cluster, said.text);
  }
  // What initdb wrote reaches the disk before it is taken for a database.
  if (!cluster.throwAway) spawnSync("sync", ["-f", draft]);
  renameIfFree(draft, cluster.data);
}

async function wordsOf(run: ChildProcess): Promise<{ code: number | null; text: string }> {
  let text = "";
  run.stdout?.on("data", (chunk) => (text += chunk));
  run.stderr?.on("data", (chunk) => (text += chunk));
  return await new Promise((done, fail) => {
    run.on("error", fail);
    run.on("close", (code) => done({ code, text }));
  });
}

function serverSentence(cluster: Cluster, text: string): CannotStart {
  if (/No space left on device|Disk quota exceeded/.test(text))
    return new CannotStart(
      `There is no space left for the database in ${cluster.home}. Make room, or give another --data.`,
      3,
    );
  const last = text.trim().split("\n").slice(-8).join("\n");
  return new CannotStart(`The embedded PostgreSQL did not start. Its last words:\n${last}`, 3);
}

function assertSameMajor(cluster: Cluster): void {
  const written = readFileSync(join(cluster.data, "PG_VERSION"), "utf8").trim();
  const version = spawnSync(join(cluster.binaries, "bin/postgres"), ["--version"], { encoding: "utf8" }).stdout;
  const ours = version.match(/(\d+)\./)?.[1];
  if (written === ours) return;
  throw new CannotStart(
    `The data in ${cluster.home} was written by PostgreSQL ${written}; this version of Drawbridge brings ${ours}. Start the version that wrote it, or give another --data.`,
    3,
  );
}

type Server = Readonly<{ client: pg.Client; pid: number; child: ChildProcess | null }>;

/** Connects to the server of this cluster: an orphan that is healthy and of our own programs, or one started now. */
async function serve(cluster: Cluster): Promise<Server> {
  const begun: { child: ChildProcess | null } = { child: null };
  try {
    return await connectOrStart(cluster, begun);
  } catch (error) {
    // What was started in vain is not left behind.
    if (begun.child?.pid !== undefined && hasEnded(begun.child) === false)
      await stopPostmaster(cluster, begun.child.pid);
    throw error;
  }
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

async function connectOrStart(cluster: Cluster, begun: { child: ChildProcess | null }): Promise<Server> {
  const program = join(cluster.binaries, "bin/postgres");
  const until = Date.now() + startMs;
  let starts = 0;
  while (Date.now() < until) {
    cluster.signal.throwIfAborted();
    const client = await tryConnect(cluster);
    const pid = postmasterPid(cluster);
    if (client !== null && pid !== null) {
      if (begun.child?.pid === pid || cluster.throwAway) return { client, pid, child: begun.child };
      if (programOf(pid) === program) return { client, pid, child: null };
      await takeInstanceLock(client, cluster);
      cluster.log(`stopping the database that was left running by another version (process ${pid})`);
      await client.end();
      await stopPostmaster(cluster, pid);
    } else if ((begun.child === null || hasEnded(begun.child)) && isWayClear(cluster)) {
      if (starts === startsMax) throw serverSentence(cluster, lastLog(cluster));
      starts += 1;
      begun.child = spawnServer(cluster, program);
    }
    await pause(50);
  }
  throw serverSentence(cluster, lastLog(cluster));
}

/** A session as the superuser; null while the server is not there, still starting, or already stopping. */
async function tryConnect(cluster: Cluster): Promise<pg.Client | null> {
  const client = new pg.Client({
    connectionString: urlOf(cluster, superuser, cluster.passwords.superuser, "postgres"),
    connectionTimeoutMillis: 5_000,
  });
  // The end of the connection follows, and is what we act on; unheard, the error would end the process.
  client.on("error", () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    if (codeOf(error) === "28P01")
      throw new CannotStart(
        `The passwords in ${join(cluster.folder, "database.json")} are not those of its database. Restore that file, or give another --data.`,
        3,
      );
    return null;
  }
}

const postmasterFile = (cluster: Cluster): string => join(cluster.data, "postmaster.pid");
const socketLockFile = (cluster: Cluster): string => join(cluster.socketFolder, `.s.PGSQL.${port}.lock`);
const postmasterPid = (cluster: Cluster): number | null => pidIn(postmasterFile(cluster));

/** PostgreSQL's lock files begin with the process that holds them. */
function pidIn(file: string): number | null {
  if (!existsSync(file)) return null;
  const pid = Number.parseInt(readFileSync(file, "utf8"), 10);
  return Number.isNaN(pid) ? null : pid;
}

/**
 * May a server be started now? Not while anybody still works on the data. The lock files of a dead server are removed:
 * PostgreSQL would believe them while the dead process waits for its parent, or when another got its number.
 */
function isWayClear(cluster: Cluster): boolean {
  const working = processesWorkingIn(cluster.data);
  if (working.length > 0) return false;
  for (const file of [postmasterFile(cluster), socketLockFile(cluster)]) {
    const pid = pidIn(file);
    if (pid !== null && (!isRunning(pid) || programOf(pid)?.endsWith("/postgres") === false))
      rmSync(file, { force: true });
  }
  return true;
}

function spawnServer(cluster: Cluster, program: string): ChildProcess {
  const settings = {
    listen_addresses: "",
    port: String(port),
    unix_socket_directories: cluster.socketFolder,
    unix_socket_permissions: "0700",
    log_line_prefix: "%m [%p] ",
    ...(cluster.throwAway ? { fsync: "off", full_page_writes: "off", synchronous_commit: "off" } : {}),
    ...(cluster.throwAway ? { max_connections: "200", wal_level: "minimal", max_wal_senders: "0" } : {}),
  };
  const given = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const command = [program, "-D", cluster.data, ...given];
  const log = openLog(cluster);
  const [file, ...args] = cluster.throwAway ? guarded(cluster, command) : command;
  const child = spawn(file!, args, {
    ...asAccount(cluster.account),
    cwd: "/",
    env: environmentOfServer,
    // A session of its own: Ctrl-C in the terminal is for the launcher, which stops the database last.
    detached: true,
    stdio: [cluster.throwAway ? "pipe" : "ignore", log, log],
  });
  child.on("error", (error) => cluster.log(`the database could not be started: ${error.message}`));
  child.unref();
  closeSync(log);
  return child;
}

/** A shell that holds the reading end of a pipe: when the launcher is gone, however it went, the server goes as well. */
function guarded(cluster: Cluster, command: readonly string[]): readonly string[] {
  const script = '"$@" & server=$!; cat; kill -QUIT $server; wait $server; rm -rf "$HOME_OF_DATA"';
  return ["/usr/bin/env", `HOME_OF_DATA=${cluster.data}`, "/bin/sh", "-c", script, "postgres", ...command];
}

const logFile = (cluster: Cluster): string => join(cluster.folder, "postgres.log");

function openLog(cluster: Cluster): number {
  const file = logFile(cluster);
  if (existsSync(file) && statSync(file).size > 10_000_000) renameSync(file, `${file}.1`);
  return openSync(file, constants.O_CREAT | constants.O_APPEND | constants.O_WRONLY, 0o600);
}

const lastLog = (cluster: Cluster): string =>
  existsSync(logFile(cluster)) ? readFileSync(logFile(cluster), "utf8").slice(-2_000) : "";

async function takeInstanceLock(client: pg.Client, cluster: Cluster): Promise<void> {
  const { rows } = await client.query<{ taken: boolean }>("select pg_try_advisory_lock($1) as taken", [instanceLock]);
  if (rows[0]!.taken) return;
  throw new CannotStart(
    `Another Drawbridge is running on the data folder ${cluster.folder}. Stop it, or give another: --data DIR.`,
    3,
  );
}

/** The launcher's own connection tells at once; without it the lock is gone too, so it counts as lost either way. */
function lossOf(server: Server, stopping: AbortSignal): Promise<void> {
  return new Promise((lost) => {
    server.client.on("end", () => {
      if (!stopping.aborted) lost();
    });
  });
}

async function stopServer(cluster: Cluster, server: Server): Promise<void> {
  if (!cluster.throwAway || server.child === null) {
    await stopPostmaster(cluster, server.pid);
    return;
  }
  server.child.stdin?.end();
  await until(() => server.child?.exitCode !== null || server.child?.signalCode !== null, 10_000);
  rmSync(cluster.folder, { recursive: true, force: true });
  if (!cluster.home.startsWith(cluster.folder)) rmSync(cluster.home, { recursive: true, force: true });
}

/** Politely first (sessions are closed, everything is written), then less so; a killed server recovers at its next start. */
async function stopPostmaster(cluster: Cluster, pid: number): Promise<void> {
  const gone = (): boolean => !isRunning(pid);
  for (const [name, patienceMs] of [
    ["SIGINT", 3_000],
    ["SIGQUIT", 1_000],
    ["SIGKILL", 1_000],
  ] as const) {
    signal(pid, name);
    if (await until(gone, patienceMs)) return;
    cluster.log(`the database (process ${pid}) did not stop on ${name}`);
  }
}

async function until(holds: () => boolean, patienceMs: number): Promise<boolean> {
  const end = Date.now() + patienceMs;
  while (!holds()) {
    if (Date.now() > end) return false;
    await pause(20);
  }
  return true;
}
