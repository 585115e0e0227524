// One of the processes the supervisor keeps alive. A child that ends is started again, later each time it ends soon; a
// child whose supervisor has gone notices by the closed channel and ends by itself.
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { CannotStart } from "../db/cannot-start.ts";

export type ChildName = "api" | "worker" | "sandbox-erp";
export type Child = Readonly<{
  name: ChildName;
  /** Settles when it has reported for the first time; 0 for a child without a port. */
  ready: Promise<number>;
  pid(): number | null;
  stop(): Promise<void>;
}>;

const mainFile = fileURLToPath(new URL("../main.ts", import.meta.url));
const waitsMs = [100, 500, 1_000, 2_000, 5_000, 10_000];
/** One that was killed did not fail by itself, and people wait for it: it comes back within a second. */
const waitsAfterKillMs = waitsMs.slice(0, 3);
const attemptsBeforeReady = 3;
/** A child that ran this long is not in a loop: its next end counts as a first one. */
const steadyMs = 60_000;
/** With the database's own time to stop, everything is gone within ten seconds. */
const stopMs = 4_000;

export function keepAlive(
  name: ChildName,
  environment: Readonly<Record<string, string>>,
  log: (line: string) => void,
  changed: () => void,
): Child {
  let running: ChildProcess | null = null;
  let stopped = false;
  let isReady = false;
  let ends = 0;
  let timer: NodeJS.Timeout | null = null;
  let port = environment.PORT ?? "0";
  const first = Promise.withResolvers<number>();

  function start(): void {
    const startedAt = Date.now();
    const child = spawn(process.execPath, [mainFile, name], {
      env: { ...process.env, ...environment, PORT: port },
      // Ctrl-C in the terminal is for the supervisor, which stops its children in order.
      detached: true,
      stdio: ["ignore", 2, 2, "ipc"],
    });
    running = child;
    child.on("message", (message: { port?: number }) => {
      isReady = true;
      // Whoever was told this port must find the child there again.
      port = String(message.port ?? 0);
      first.resolve(message.port ?? 0);
      changed();
    });
    child.on("error", (error) => log(`${name}: ${error.message}`));
    child.on("exit", (code, signal) => {
      running = null;
      if (stopped) return;
      ends = Date.now() - startedAt > steadyMs ? 1 : ends + 1;
      if (!isReady && ends >= attemptsBeforeReady) {
        first.reject(new CannotStart(`${name} did not start; the reason is above.`, 1));
        return;
      }
      const waits = signal === "SIGKILL" && isReady ? waitsAfterKillMs : waitsMs;
      const waitMs = waits[Math.min(ends, waits.length) - 1] ?? 0;
      log(`${name} ended (${signal ?? `exit ${code}`}); starting it again in ${waitMs} ms`);
      timer = setTimeout(start, waitMs);
      changed();
    });
  }

  async function stop(): Promise<void> {
    stopped = true;
    if (timer !== null) clearTimeout(timer);
    if (running === null) return;
    const child = running;
    await new Promise<void>((gone) => {
      const kill = setTimeout(() => {
        log(`${name} did not stop in ${stopMs} ms and is killed`);
        child.kill("SIGKILL");
      }, stopMs);
      child.once("exit", () => {
        clearTimeout(kill);
        gone();
      });
      child.kill("SIGTERM");
    });
  }

  start();
  // Whoever waits for it hears of the failure; where nobody does any more, it must not end the supervisor.
  first.promise.catch(() => undefined);
  return { name, ready: first.promise, pid: () => running?.pid ?? null, stop };
}

/** The child's side: run until told to stop, or until the supervisor has gone. */
export async function runAsChild(start: () => Promise<{ port?: number; stop(): Promise<void> }>): Promise<void> {
  const ended = Promise.withResolvers<void>();
  for (const name of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(name, () => ended.resolve());
  process.on("disconnect", () => ended.resolve());
  const started = await Promise.race([start(), ended.promise]);
  if (started === undefined) process.exit(0);
  process.send?.({ port: started.port });
  await ended.promise;
  // Work that cannot be put down in time is put down anyway: everything it holds is in the database.
  setTimeout(() => process.exit(1), stopMs).unref();
  await started.stop();
  process.exit(0);
}
