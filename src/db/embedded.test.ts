// The embedded database as its launcher lives and dies: real servers in folders of their own.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { until } from "../../test/until.ts";
import { type Embedded, startEmbedded } from "./embedded.ts";
import { isRunning, processesWorkingIn } from "./processes.ts";

const launcher = fileURLToPath(new URL("../../test/launch-database.ts", import.meta.url));
const isRoot = process.getuid?.() === 0;

let folder: string;
let started: Embedded[];
let launched: ChildProcess[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "drawbridge-embedded-"));
  await chmod(folder, 0o711);
  started = [];
  launched = [];
});

afterEach(async () => {
  for (const child of launched) child.kill("SIGKILL");
  for (const server of started) await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function start(dataDir: string, log?: (line: string) => void): Promise<Embedded> {
  const server = await startEmbedded({ dataDir, ...(log === undefined ? {} : { log }) });
  started.push(server);
  return server;
}

async function launch(...args: readonly string[]): Promise<{ child: ChildProcess; url: string; pid: number }> {
  const child = spawn(process.execPath, [launcher, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  launched.push(child);
  for await (const line of createInterface({ input: child.stdout! })) return { child, ...JSON.parse(line) };
  throw new Error("the launcher said nothing");
}

async function ask<Row extends pg.QueryResultRow>(url: string, question: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(question)).rows;
  } finally {
    await client.end();
  }
}

const homeOf = async (dataDir: string): Promise<string> =>
  JSON.parse(await readFile(join(dataDir, "database.json"), "utf8")).home;

describe("a life in order", () => {
  test("what one start wrote the next one reads, and a stop leaves no process", async () => {
    const first = await start(join(folder, "data"));
    await ask(first.ownerUrl, "create table bridge as select 7 as spans");
    await first.stop();
    expect(processesWorkingIn(join(await homeOf(join(folder, "data")), "data"))).toEqual([]);

    const second = await start(join(folder, "data"));
    expect(second.adopted).toBe(false);
    expect(await ask(second.ownerUrl, "select spans from bridge")).toEqual([{ spans: 7 }]);
  });

  test("it listens on no port, sorts by code point, and its roles are plain", async () => {
    const server = await start(join(folder, "data"));
    expect(
      await ask(
        server.ownerUrl,
        `select current_setting('listen_addresses') as listens, current_setting('fsync') as fsync,
                (select datlocale from pg_database where datname = current_database()) as locale,
                (select string_agg(rolname, ' ' order by rolname) from pg_roles
                  where rolcanlogin and not (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)) as plain`,
      ),
    ).toEqual([{ listens: "", fsync: "on", locale: "C.UTF-8", plain: "drawbridge_app drawbridge_owner" }]);
  });

  test("nobody enters without the password", async () => {
    const server = await start(join(folder, "data"));
    const guess = new URL(server.ownerUrl);
    guess.password = "guess";
    await expect(ask(guess.href, "select 1")).rejects.toThrow(/password authentication failed/);
  });
});

describe("a launcher that is killed", () => {
  test("leaves the database running, and the next start takes it over", async () => {
    const { child, url, pid } = await launch(join(folder, "data"));
    child.kill("SIGKILL");
    await until("the launcher is gone", () => child.signalCode);
    expect(await ask(url, "select 1 as one")).toEqual([{ one: 1 }]);

    const lines: string[] = [];
    const next = await start(join(folder, "data"), (line) => lines.push(line));
    expect(next).toMatchObject({ pid, adopted: true });
    expect(lines).toContain(`taking over the database that was left running (process ${pid})`);
    await next.stop();
    expect(isRunning(pid)).toBe(false);
  });

  test("and whose server is killed as well, loses nothing that was committed", async () => {
    const { child, pid } = await launch(join(folder, "data"));
    const owner = await ownerUrlOf(join(folder, "data"));
    await ask(owner, "create table bridge as select 7 as spans");
    child.kill("SIGKILL");
    process.kill(pid, "SIGKILL");

    const next = await start(join(folder, "data"));
    expect(next.adopted).toBe(false);
    expect(await ask(next.ownerUrl, "select spans from bridge")).toEqual([{ spans: 7 }]);
  });

  test("takes a throw-away database with it", async () => {
    const { child, url, pid } = await launch();
    const home = dirname(new URL(url).searchParams.get("host")!);
    child.kill("SIGKILL");
    await until("the server is gone", () => !isRunning(pid));
    await until("its data is gone", () => !existsSync(join(home, "data")));
    await rm(dirname(home), { recursive: true, force: true });
  });

  async function ownerUrlOf(dataDir: string): Promise<string> {
    const { home, passwords } = JSON.parse(await readFile(join(dataDir, "database.json"), "utf8"));
    const host = encodeURIComponent(join(home, "run"));
    return `postgres://drawbridge_owner:${passwords.owner}@localhost:5432/drawbridge?host=${host}`;
  }
});

describe("a server that is lost", () => {
  test("says so, and starts again in the same place", async () => {
    const server = await start(join(folder, "data"));
    process.kill(server.pid, "SIGKILL");
    await server.lost;
    const next = await start(join(folder, "data"));
    expect(next.ownerUrl).toBe(server.ownerUrl);
    expect(await ask(next.ownerUrl, "select 1 as one")).toEqual([{ one: 1 }]);
  });
});

describe("a data folder", () => {
  test("serves one instance", async () => {
    const first = await start(join(folder, "data"));
    await expect(startEmbedded({ dataDir: join(folder, "data") })).rejects.toThrow(/Another Drawbridge is running/);
    expect(await ask(first.ownerUrl, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  test("two first starts at once: one works, the other is told", async () => {
    const outcomes = await Promise.allSettled([1, 2].map(() => startEmbedded({ dataDir: join(folder, "data") })));
    started.push(...outcomes.filter((outcome) => outcome.status === "fulfilled").map((outcome) => outcome.value));
    expect(started).toHaveLength(1);
    expect(outcomes).toContainEqual({
      status: "rejected",
      reason: expect.objectContaining({ message: expect.stringMatching(/Another Drawbridge is running/) }),
    });
  });

  test("behind a folder the server's user cannot enter, keeps its database elsewhere, and finds it again", async () => {
    await chmod(folder, 0o700);
    const dataDir = join(folder, "data");
    const first = await start(dataDir);
    const home = await homeOf(dataDir);
    expect(home.startsWith(folder)).toBe(!isRoot);
    await ask(first.ownerUrl, "create table bridge as select 7 as spans");
    await first.stop();

    const second = await start(dataDir);
    expect(await ask(second.ownerUrl, "select spans from bridge")).toEqual([{ spans: 7 }]);
    await second.stop();
    if (!isRoot) return;
    await cp(dataDir, join(folder, "copy"), { recursive: true });
    await expect(startEmbedded({ dataDir: join(folder, "copy") })).rejects.toThrow(/is a copy of/);
    await rm(home, { recursive: true });
    await expect(startEmbedded({ dataDir })).rejects.toThrow(/which is gone/);
    await rm(`${home}.data-folder`);
  });

  test("with a path too long for a socket works all the same", async () => {
    const server = await start(join(folder, "x".repeat(120)));
    expect(await ask(server.appUrl, "select 1 as one")).toEqual([{ one: 1 }]);
    const socketFolder = new URL(server.appUrl).searchParams.get("host")!;
    expect(socketFolder.length).toBeLessThan(60);
    await server.stop();
    await rm(socketFolder, { recursive: true });
  });

  test.each([
    ["that is a file", async () => await writeFile(join(folder, "data"), ""), "data", /is a file, or lies below one/],
    [
      "below a file",
      async () => await writeFile(join(folder, "file"), ""),
      "file/data",
      /is a file, or lies below one/,
    ],
    ["whose passwords are lost", loseThePasswords, "data", /without its passwords/],
    ["of another major version of PostgreSQL", writeByOlder, "data", /was written by PostgreSQL 9/],
  ])("%s is refused in a sentence", async (_name, prepare, name, sentence) => {
    await prepare();
    await expect(startEmbedded({ dataDir: join(folder, name) })).rejects.toThrow(sentence);
  });

  test("that cannot be written is refused in a sentence", async () => {
    await expect(startEmbedded({ dataDir: "/proc/drawbridge" })).rejects.toThrow(/cannot be (made|written)/);
  });

  test("whose passwords are wrong is refused in a sentence", async () => {
    const dataDir = join(folder, "data");
    await (await start(dataDir)).stop();
    const place = JSON.parse(await readFile(join(dataDir, "database.json"), "utf8"));
    const wrong = { ...place, passwords: { ...place.passwords, superuser: "wrong" } };
    await writeFile(join(dataDir, "database.json"), JSON.stringify(wrong));
    await expect(startEmbedded({ dataDir })).rejects.toThrow(/are not those of its database/);
    await until("no server is left", () => processesWorkingIn(join(place.home, "data")).length === 0);
  });

  async function loseThePasswords(): Promise<void> {
    await mkdir(join(folder, "data/postgres/data"), { recursive: true });
  }

  async function writeByOlder(): Promise<void> {
    await (await start(join(folder, "data"))).stop();
    await writeFile(join(await homeOf(join(folder, "data")), "data/PG_VERSION"), "9\n");
  }
});
