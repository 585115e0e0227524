// What the kernel says of processes we did not start ourselves: the PostgreSQL left behind by a killed launcher.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Is it running? A process that has ended and waits for its parent to notice is not. */
export function isRunning(pid: number): boolean {
  const state = readOrNull(() => readFileSync(`/proc/${pid}/stat`, "utf8").match(/.*\) (\S)/s)?.[1] ?? null);
  return state !== null && state !== "Z" && state !== "X";
}

/** The program file a process runs; null where it is gone or hidden from us. */
export const programOf = (pid: number): string | null => readOrNull(() => readlinkSync(`/proc/${pid}/exe`));

/** Every process of PostgreSQL works from its data directory, so this finds the whole family, the orphans included. */
export function processesWorkingIn(folder: string): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => readOrNull(() => readlinkSync(`/proc/${pid}/cwd`)) === folder && isRunning(pid));
}

export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // It has ended by itself, which is what the signal asked for.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

function readOrNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    // The process ended while we looked, or belongs to another user: nothing is known of it either way.
    return null;
  }
}
