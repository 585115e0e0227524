// The whole story while server and worker are killed at every step of it, and the worker again and again while the invoice
// is on its way into the ERP: nothing is lost, and nothing stands in the ERP twice.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Caller, callerOf } from "../scripts/road/caller.ts";
import { sandboxErp } from "../scripts/road/erp.ts";
import { type Instance, processesOf, startInstance } from "../scripts/road/instance.ts";
import { nothingFound, type Road, walk } from "../scripts/road/play.ts";
import { documentsInErp, story } from "../scripts/road/story.ts";
import { isRunning, signal } from "../src/db/processes.ts";
import { type MailSink, startMailSink } from "./mail-sink.ts";

type Victim = "api" | "worker";
/** The supervisor waits longer each time a process ends soon, up to ten seconds; then the queue has to notice. */
const patienceMs = 120_000;

let sink: MailSink;
let instance: Instance;
let kills: Record<Victim, number>;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  kills = { api: 0, worker: 0 };
  sink = await startMailSink();
  stops.push(sink.stop);
  instance = await startInstance(sink.url, (stop) => stops.push(stop));
});

afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

async function kill(...names: readonly Victim[]): Promise<void> {
  const processes = await processesOf(instance);
  for (const name of names) {
    const pid = processes[name];
    // One that is still on its way back from the last time has nothing to lose yet.
    if (pid === null || pid === undefined || !isRunning(pid)) continue;
    signal(pid, "SIGKILL");
    kills[name] += 1;
  }
}

/** What stands in the ERP's own books: read from its file, many times a second. */
function statesInErp(): readonly string[] {
  const file = join(instance.dataDir, "sandbox-erp.db");
  if (!existsSync(file)) return [];
  const books = new DatabaseSync(file, { readOnly: true, timeout: 1_000 });
  try {
    return books
      .prepare("select state from invoices order by id")
      .all()
      .map(({ state }) => String(state));
  } finally {
    books.close();
  }
}

async function soonAs(what: string, question: () => boolean | Promise<boolean>): Promise<void> {
  const until = Date.now() + patienceMs;
  while (!(await question())) {
    if (Date.now() > until) throw new Error(`It did not come to be: ${what}`);
    await pause(1);
  }
}

const workerRuns = async (): Promise<boolean> => {
  const pid = (await processesOf(instance)).worker;
  return pid !== null && pid !== undefined && isRunning(pid);
};

/** Right after the acceptance, when it is back, when the ERP has a draft, and when the ERP has posted it. */
async function killDuringExport(): Promise<void> {
  await kill("api", "worker");
  await soonAs("the worker is back", workerRuns);
  await kill("worker");
  await soonAs("the ERP has the document", () => statesInErp().length > 0);
  await kill("worker");
  await soonAs("the ERP has posted it", () => statesInErp().includes("posted"));
  await kill("worker", "api");
}

test("the road goes on, whenever server and worker are killed", { timeout: 900_000 }, async () => {
  const calm = callerOf(instance.address, patienceMs);
  let exporting: Promise<void> | null = null;
  const caller: Caller = {
    ...calm,
    async act(person, act, happened) {
      const answer = await calm.act(person, act, happened);
      if (act.path.endsWith("/acceptances")) exporting = killDuringExport();
      return answer;
    },
  };
  const today = new Date().toISOString().slice(0, 10);
  const road: Road = { caller, sink, erp: sandboxErp, today, patienceMs, found: nothingFound() };

  for (const step of story) {
    // Nobody waits for them to come back: the step begins while they are gone.
    await kill("api", "worker");
    const done = await walk(road, step);
    expect({ id: done.id, ok: done.ok, notSo: done.observed.notSo }).toEqual({
      id: step.id,
      ok: true,
      notSo: undefined,
    });
    if (step.id === "posted") await exporting;
  }

  expect(exporting).not.toBeNull();
  // A step that only waits for a mail may end before the server is back.
  expect(kills.api).toBeGreaterThanOrEqual(story.length - 3);
  expect(kills.worker).toBeGreaterThan(story.length / 2);
  const documents = await documentsInErp(road);
  expect(documents.map(({ state }) => state)).toEqual(["posted"]);
  expect(statesInErp()).toEqual(["posted"]);
});
