// Everything that says whether Drawbridge is in order, one stage after another, each with what it does and how long it
// took. What this machine cannot run is skipped by name; with CI=true a skip is a failure.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Count, countRoad, countVitest, nothing, sum } from "./check-count.ts";
import { bringDebianPackages, exists } from "./debian-packages.ts";

type Stage = Readonly<{
  name: string;
  does: string;
  /** The command it cannot do without, beside what npm brings. */
  needs?: readonly string[];
  run: () => Promise<Count>;
}>;
type Result = Count & Readonly<{ name: string; seconds: number }>;

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const modules = join(root, "node_modules");
const isCi = process.env.CI === "true";
const scratch = mkdtempSync(join(tmpdir(), "drawbridge-check-"));
const browsers = ["chromium", "chromium-browser", "google-chrome"];
const say = (line: string): void => void process.stderr.write(`${line}\n`);

const node = (name: string, ...args: readonly string[]) => spawned(name, process.execPath, args);
const stages: readonly Stage[] = [
  {
    name: "types",
    does: "TypeScript's types",
    run: () => node("types", join(modules, "typescript/bin/tsc"), "--noEmit"),
  },
  {
    name: "lint",
    does: "style and formatting",
    run: () => node("lint", join(modules, "@biomejs/biome/bin/biome"), "check", "."),
  },
  {
    name: "build",
    does: "the web app's build",
    run: () =>
      node("build", join(modules, "vite/bin/vite.js"), "build", "--outDir", join(scratch, "web"), "--logLevel", "warn"),
  },
  { name: "unit", does: "pure rules, properties, imports, connectors", run: () => vitest("unit") },
  { name: "database", does: "tables, commands, HTTP, jobs, the processes", run: () => vitest("database") },
  { name: "browser", does: "journeys through a browser", needs: browsers, run: () => vitest("browser") },
  { name: "road", does: "the whole story, against the sandbox ERP", run: () => road("road") },
  {
    name: "road-tryton",
    does: "the whole story, against a real Tryton",
    needs: ["trytond"],
    run: () => road("road-tryton", "--erp", "tryton"),
  },
];

const { only, json } = readArguments();
process.exit(await check().finally(() => rmSync(scratch, { recursive: true, force: true })));

async function check(): Promise<number> {
  const wanted = stages.filter((stage) => only.length === 0 || only.includes(stage.name));
  if (wanted.some((stage) => ["unit", "database", "browser", "road-tryton"].includes(stage.name))) bringPackages();
  const results: Result[] = [];
  for (const stage of wanted) results.push(await timed(stage));
  const total = sum(results);
  const last = `check: ${total.passed} passed, ${total.failed.length} failed, ${total.skipped.length} skipped`;
  const isSo = total.failed.length === 0 && !(isCi && total.skipped.length > 0);
  const names = [...total.failed.map((name) => `failed: ${name}`), ...total.skipped.map((name) => `skipped: ${name}`)];
  const lines = [...names, ...(isCi && total.skipped.length > 0 ? ["With CI=true nothing may be skipped."] : []), last];
  if (json) process.stdout.write(`${JSON.stringify({ ok: isSo, ...total, stages: results })}\n`);
  for (const line of lines) json ? say(line) : process.stdout.write(`${line}\n`);
  return isSo ? 0 : 1;
}

function bringPackages(): void {
  const { missing, reason } = bringDebianPackages(say);
  if (missing.length > 0) say(`These Debian packages are missing, since ${reason}: ${missing.join(" ")}.`);
}

async function timed(stage: Stage): Promise<Result> {
  say(`== ${stage.name}: ${stage.does}`);
  const startedAt = performance.now();
  const isPossible = stage.needs?.some(exists) ?? true;
  const count = isPossible ? await stage.run() : skipped(stage);
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
  const counts = `${count.passed} passed, ${count.failed.length} failed, ${count.skipped.length} skipped`;
  say(`== ${stage.name}: ${counts}, ${seconds} s`);
  return { name: stage.name, ...count, seconds };
}

const skipped = (stage: Stage): Count => ({
  ...nothing,
  skipped: [`${stage.name}: ${stage.does} (${stage.needs?.join(" or ")} is missing)`],
});

/** A whole program that is so or not so counts as one test. Its words go to stderr. */
async function spawned(name: string, file: string, args: readonly string[]): Promise<Count> {
  const { code } = await run(file, args);
  return code === 0 ? { ...nothing, passed: 1 } : { ...nothing, failed: [name] };
}

async function vitest(project: string): Promise<Count> {
  const report = join(scratch, `${project}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const args = [join(modules, "vitest/vitest.mjs"), "run", "--project", project, ...reporters];
  await run(process.execPath, args);
  if (!existsSync(report)) return { ...nothing, failed: [`${project}: the tests could not be run`] };
  return countVitest(project, JSON.parse(readFileSync(report, "utf8")), root);
}

async function road(name: string, ...args: readonly string[]): Promise<Count> {
  const { text } = await run(join(root, "road"), [...args, "--json"]);
  try {
    return countRoad(name, JSON.parse(text));
  } catch {
    // No document came out, whatever the reason (it is on stderr): nothing of the road was shown.
    return { ...nothing, failed: [`${name}: it gave no answer`] };
  }
}

function run(file: string, args: readonly string[]): Promise<{ code: number | null; text: string }> {
  const isProgram = file === process.execPath;
  const child = spawn(file, [...args], { cwd: root, stdio: ["ignore", isProgram ? 2 : "pipe", 2] });
  const stop = (): void => void child.kill("SIGTERM");
  process.once("SIGTERM", stop).once("SIGINT", stop);
  let text = "";
  child.stdout?.setEncoding("utf8").on("data", (chunk) => (text += chunk));
  return new Promise((done) => {
    child.on("error", (error) => {
      say(error.message);
      done({ code: null, text: "" });
    });
    child.on("close", (code, signal) => {
      process.off("SIGTERM", stop).off("SIGINT", stop);
      if (signal !== null) say(`ended by ${signal}`);
      done({ code, text });
    });
  });
}

function readArguments(): { only: readonly string[]; json: boolean } {
  const names = stages.map((stage) => stage.name);
  const wrong = (sentence: string): never => {
    say(`${sentence} Usage: ./check [--only STAGE]... [--json]; the stages are ${names.join(", ")}.`);
    rmSync(scratch, { recursive: true });
    process.exit(2);
  };
  try {
    const { values } = parseArgs({
      options: {
        only: { type: "string", multiple: true, default: [] },
        json: { type: "boolean", default: false },
      },
      strict: true,
      allowPositionals: false,
    });
    const unknown = values.only.find((name) => !names.includes(name));
    return unknown === undefined ? values : wrong(`There is no stage "${unknown}".`);
  } catch (error) {
    return wrong(error instanceof Error ? `${error.message}.` : String(error));
  }
}
