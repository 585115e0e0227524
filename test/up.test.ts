// The product as a person starts and stops it: real processes in a folder of their own.
import { type ChildProcess, spawn } from "node:child_process";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isRunning } from "../src/db/processes.ts";
import { until } from "./until.ts";

const mainFile = fileURLToPath(new URL("../src/main.ts", import.meta.url));

type Ready = Readonly<{
  ready: string;
  signIn: readonly Readonly<{ email: string; password: string }>[];
  processes: Readonly<Record<"supervisor" | "postgres" | "api" | "worker" | "sandbox-erp", number>>;
}>;
type Instance = Readonly<{ child: ChildProcess; ready: Ready; said: () => string }>;

let folder: string;
let dataDir: string;
const begun: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "drawbridge-up-"));
  await chmod(folder, 0o711);
  dataDir = join(folder, "data");
});

afterAll(async () => {
  for (const child of begun.filter(isAlive)) {
    child.kill("SIGTERM");
    await until("the instance is gone", () => !isAlive(child));
  }
  await rm(folder, { recursive: true, force: true });
});

const isAlive = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;

function run(...args: readonly string[]): { child: ChildProcess; said: () => string } {
  const child = spawn(process.execPath, [mainFile, "up", ...args], { stdio: ["ignore", "pipe", "pipe"] });
  begun.push(child);
  let words = "";
  child.stderr.setEncoding("utf8").on("data", (chunk) => {
    words += chunk;
  });
  return { child, said: () => words };
}

async function start(): Promise<Instance> {
  const { child, said } = run("--port", "0", "--data", dataDir, "--json");
  for await (const line of createInterface({ input: child.stdout! })) return { child, said, ready: JSON.parse(line) };
  throw new Error(`it did not become ready:\n${said()}`);
}

async function end(...args: readonly string[]): Promise<{ code: number | null; words: string }> {
  const { child, said } = run(...args);
  await until("it has ended", () => !isAlive(child));
  return { code: child.exitCode, words: said() };
}

const recorded = async (): Promise<Ready["processes"]> =>
  JSON.parse(await readFile(join(dataDir, "running.json"), "utf8")).processes;

const isHealthy = async (instance: Instance): Promise<boolean> => {
  const answer = await fetch(`${instance.ready.ready}/api/health`).catch(() => null);
  return answer?.ok ?? false;
};

async function stop(instance: Instance): Promise<void> {
  const startedAt = Date.now();
  const processes = Object.values(await recorded());
  instance.child.kill("SIGTERM");
  await until("the instance is gone", () => !isAlive(instance.child));
  expect(instance.child.exitCode).toBe(0);
  expect(Date.now() - startedAt).toBeLessThan(10_000);
  expect(processes.filter(isRunning)).toEqual([]);
}

describe("an instance", () => {
  let instance: Instance;

  test("starts, says where it is and who to sign in as, and answers", async () => {
    instance = await start();
    expect(instance.ready.ready).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(instance.ready.signIn.length).toBeGreaterThan(1);
    expect(instance.said()).toContain(instance.ready.signIn[0]!.email);
    expect(await isHealthy(instance)).toBe(true);
    expect(Object.values(instance.ready.processes).every(isRunning)).toBe(true);
  });

  test("is the only one on its data folder", async () => {
    const { code, words } = await end("--port", "0", "--data", dataDir);
    expect({ code, words }).toEqual({ code: 3, words: expect.stringMatching(/Another Drawbridge is running/) });
    expect(await isHealthy(instance)).toBe(true);
  });

  test.each(["api", "worker", "sandbox-erp"] as const)("starts a killed %s again", async (name) => {
    const before = (await recorded())[name];
    process.kill(before, "SIGKILL");
    await until(`${name} is back`, async () => {
      const now = (await recorded())[name];
      return now !== null && now !== before && isRunning(now);
    });
    await until("it answers", () => isHealthy(instance));
    expect(instance.said()).toContain(`${name} ended (SIGKILL)`);
  });

  test("starts a killed database again", async () => {
    process.kill((await recorded()).postgres, "SIGKILL");
    await until("the database is back", () => instance.said().includes("the database is back"));
    await until("it answers", () => isHealthy(instance));
  });

  test("whose supervisor is killed leaves only the database, which the next one takes over", async () => {
    const { postgres, ...others } = await recorded();
    instance.child.kill("SIGKILL");
    await until("the others are gone", () => Object.values(others).every((pid) => !isRunning(pid)));
    expect(isRunning(postgres)).toBe(true);

    const startedAt = Date.now();
    const former = instance;
    instance = await start();
    expect(Date.now() - startedAt).toBeLessThan(10_000);
    expect(instance.ready.processes.postgres).toBe(postgres);
    expect(instance.ready.signIn).toEqual(former.ready.signIn);
  });

  test("stops on a signal, at once, and leaves nothing running", async () => {
    await stop(instance);
  });

  test("with the demo company is not shown to the world", async () => {
    const { code, words } = await end("--port", "0", "--data", dataDir, "--host", "0.0.0.0");
    expect({ code, words }).toEqual({
      code: 3,
      words: expect.stringMatching(/demo company, whose passwords are public/),
    });
  });
});

describe("what cannot be", () => {
  let holder: Server;
  let port: number;

  beforeAll(async () => {
    holder = createServer();
    await new Promise<void>((listening) => holder.listen(0, "127.0.0.1", listening));
    const address = holder.address();
    port = typeof address === "object" && address !== null ? address.port : 0;
  });
  afterAll(() => {
    holder.close();
  });

  test("a port in use is said in a sentence", async () => {
    const { code, words } = await end("--port", String(port), "--data", join(folder, "other"));
    expect({ code, words }).toEqual({
      code: 3,
      words: `drawbridge: Port ${port} is in use on 127.0.0.1. Give another: --port N.\n`,
    });
  });

  test("a wrong call is said in a sentence", async () => {
    const { code, words } = await end("--prot", "1");
    expect({ code, words }).toEqual({ code: 2, words: expect.stringMatching(/--prot/) });
  });

  test("a signal in the middle of a first start leaves nothing behind", async () => {
    const { child, said } = run("--port", "0", "--data", join(folder, "early"));
    await until("the database is being made", () => said().includes("making the database"));
    child.kill("SIGTERM");
    await until("it is gone", () => !isAlive(child));
    expect(child.exitCode).toBe(0);
    expect(said()).not.toContain("starting api");
  });
});
