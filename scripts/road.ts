// The whole story against a fresh instance and a mail server, step by step, with what was observed. Everything it starts it
// stops again.
import { parseArgs } from "node:util";
import { CannotStart } from "../src/db/cannot-start.ts";
import { startMailSink } from "../test/mail-sink.ts";
import { trytonMissing } from "../test/tryton.ts";
import { callerOf } from "./road/caller.ts";
import { type Erp, type ErpName, sandboxErp, startTrytonErp } from "./road/erp.ts";
import { NotStarted, startInstance } from "./road/instance.ts";
import { nothingFound, play, type StepDone } from "./road/play.ts";
import { story } from "./road/story.ts";

const usage = "Usage: ./road [--erp sandbox|tryton] [--json]";
const patienceMs = 60_000;
const say = (line: string): void => void process.stderr.write(`${line}\n`);

const json = process.argv.includes("--json");
const stops: (() => Promise<void>)[] = [];
let stopped: Promise<void> | null = null;
for (const name of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
  process.on(name, () => {
    say(`road: stopping (${name})`);
    void stopAll().finally(() => process.exit(1));
  });
}
process.exit(await main());

async function main(): Promise<number> {
  try {
    return await road(askedErp());
  } catch (error) {
    const code = error instanceof CannotStart || error instanceof NotStarted ? error.exitCode : 1;
    const words = error instanceof Error ? error.message : String(error);
    say(`road: ${code === 1 && error instanceof Error ? error.stack : words}`);
    if (json) process.stdout.write(`${JSON.stringify({ ok: false, error: words })}\n`);
    return code;
  } finally {
    await stopAll();
  }
}

async function road(name: ErpName): Promise<number> {
  const sink = await startMailSink();
  stops.push(sink.stop);
  const erp = await startErp(name);
  stops.push(erp.stop);
  say("road: starting a fresh instance");
  const instance = await startInstance(sink.url, (stop) => stops.push(stop));

  const today = new Date().toISOString().slice(0, 10);
  const caller = callerOf(instance.address, patienceMs);
  const steps = await play({ caller, sink, erp, today, patienceMs, found: nothingFound() }, story, tell);
  const ok = steps.length === story.length && steps.every((step) => step.ok);
  say(ok ? `road: all ${steps.length} steps are so` : `road: ended at step ${steps.length} of ${story.length}`);
  if (json) process.stdout.write(`${JSON.stringify({ erp: name, ok, steps })}\n`);
  return ok ? 0 : 1;
}

async function startErp(name: ErpName): Promise<Erp> {
  if (name === "sandbox") return sandboxErp;
  const missing = trytonMissing();
  if (missing.length > 0) throw new CannotStart(`Debian packages are missing: ${missing.join(" ")}.`, 3);
  say("road: starting a Tryton server");
  return await startTrytonErp();
}

function tell({ id, ok, expected, observed }: StepDone): void {
  say(`${ok ? "ok    " : "NOT SO"} ${id}: ${expected}`);
  for (const [name, value] of Object.entries(observed)) {
    const words = typeof value === "string" ? value : (JSON.stringify(value, null, 1) ?? "nothing");
    say(`         ${name}: ${words.replaceAll(/\n\s*/g, " ")}`);
  }
}

function askedErp(): ErpName {
  try {
    const { erp } = parseArgs({
      options: { erp: { type: "string", default: "sandbox" }, json: { type: "boolean", default: false } },
      strict: true,
      allowPositionals: false,
    }).values;
    if (erp === "sandbox" || erp === "tryton") return erp;
    throw new CannotStart(`There is no ERP "${erp}" here. ${usage}`, 2);
  } catch (error) {
    if (error instanceof CannotStart) throw error;
    // parseArgs throws for nothing but a wrong call, and its sentence names the argument.
    throw new CannotStart(`${error instanceof Error ? error.message : String(error)}. ${usage}`, 2);
  }
}

/** In the order opposite to that of starting; once. */
function stopAll(): Promise<void> {
  stopped ??= (async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  })();
  return stopped;
}
