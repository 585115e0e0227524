// A fresh instance of the product, started as a person starts it, with a data folder of its own that goes with it.
import { type ChildProcess, spawn } from "node:child_process";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export type Instance = Readonly<{ address: string; dataDir: string }>;

/** It did not become ready; with the exit code it gave. */
export class NotStarted extends Error {
  readonly exitCode: number;
  constructor(exitCode: number) {
    super(`The instance did not start (exit ${exitCode}); the reason is above.`);
    this.exitCode = exitCode;
  }
}

const mainFile = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const stopMs = 15_000;

/** `began` is told how to stop it before it is ready, since a signal may come in between. */
export async function startInstance(smtpUrl: string, began: (stop: () => Promise<void>) => void): Promise<Instance> {
  const folder = await mkdtemp(join(tmpdir(), "drawbridge-road-"));
  // The database may run as another user, who has to get through.
  await chmod(folder, 0o711);
  const dataDir = join(folder, "data");
  const { DATABASE_URL: _, DATABASE_APP_URL: __, DRAWBRIDGE_PUBLIC_URL: ___, ...environment } = process.env;
  const child = spawn(process.execPath, [mainFile, "up", "--port", "0", "--data", dataDir, "--json"], {
    env: { ...environment, SMTP_URL: smtpUrl },
    stdio: ["ignore", "pipe", 2],
    // Ctrl-C is for the road, which stops what it started.
    detached: true,
  });
  const stop = async (): Promise<void> => {
    await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  began(stop);
  return { address: await readyAt(child), dataDir };
}

async function readyAt(child: ChildProcess): Promise<string> {
  const code = new Promise<number>((ended) => child.once("close", (exit) => ended(exit ?? 1)));
  if (child.stdout !== null) {
    for await (const line of createInterface({ input: child.stdout })) {
      const said: { ready?: unknown } = JSON.parse(line);
      if (typeof said.ready === "string") return said.ready;
    }
  }
  throw new NotStarted(await code);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), stopMs);
  await gone;
  clearTimeout(late);
}

/** Which process is which, as the supervisor wrote it down. */
export async function processesOf({ dataDir }: Instance): Promise<Readonly<Record<string, number | null>>> {
  const record: { processes: Record<string, number | null> } = JSON.parse(
    await readFile(join(dataDir, "running.json"), "utf8"),
  );
  return record.processes;
}
