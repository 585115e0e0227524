// ./drawbridge golden: computes every case in examples/ that has published checks, holds it against them, and prints
// the table. Exit codes: 0 all stands, 1 something differs, 2 a wrong call or a case that cannot be read.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { compute } from "./billing-history/compute.ts";
import {
  type CheckResult,
  caseSchema,
  judge,
  type Outcome,
  type Output,
  outcomes,
  type Provenance,
  provenances,
} from "./billing-history/golden.ts";
import { readHistory } from "./billing-history/read.yaml.ts";
import { shownJson } from "./billing-history/show.ts";

const usage = `Usage: ./drawbridge golden [--json] [--update] [--examples FOLDER]

Computes every folder of examples/ that has a checks.json, and prints for each how many of its published checks the engine
reproduces to the cent, finds to be wrong by a named finding, or explains; and whether its output is as it was.

  --json      one document, with the result of every check
  --update    writes the outputs (out.json) anew, to be read in review
  --examples  another folder of cases

Exit codes: 0 all stands, 1 something differs, 2 a wrong call or a case that cannot be read.`;

type CaseResult = Readonly<{
  case: string;
  provenance: Provenance;
  results: readonly CheckResult[];
  /** Names of files that are not what the engine puts out. */
  changedOutputs: readonly string[];
}>;

const args = process.argv.slice(2);
const asked = { isJson: args.includes("--json"), isUpdate: args.includes("--update"), folder: folderOf(args) };

function run(): number {
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const folders = readdirSync(asked.folder).filter((name) => existsSync(join(asked.folder, name, "checks.json")));
  const cases = folders.toSorted().map(caseResult);
  process.stdout.write(asked.isJson ? `${JSON.stringify(asDocument(cases), null, 2)}\n` : table(cases));
  return cases.every(stands) ? 0 : 1;
}

function folderOf(words: readonly string[]): string {
  const at = words.indexOf("--examples");
  const named = at === -1 ? [] : words.slice(at + 1, at + 2);
  const known = ["--json", "--update", "--examples", "--help", "-h", ...named];
  const unknown = words.find((word) => !known.includes(word));
  if (unknown !== undefined) stop(`golden knows no ${unknown}.`);
  const folder = at === -1 ? fileURLToPath(new URL("../examples", import.meta.url)) : named[0];
  if (folder === undefined || !existsSync(folder)) stop("Name a folder that is there.");
  return folder;
}

function stop(sentence: string): never {
  process.stderr.write(`drawbridge: ${sentence} See ./drawbridge golden --help.\n`);
  process.exit(2);
}

function caseResult(name: string): CaseResult {
  const folder = join(asked.folder, name);
  const published = caseSchema.safeParse(JSON.parse(readFileSync(join(folder, "checks.json"), "utf8")));
  if (!published.success) stop(`${name}/checks.json: ${published.error.issues.map(issueText).join("; ")}.`);
  const outputs = new Map<string, Output>();
  const changedOutputs: string[] = [];
  for (const file of readdirSync(folder).filter((one) => one.endsWith(".yaml"))) {
    const { output, text } = computed(folder, file);
    outputs.set(file, output);
    const outFile = file === "history.yaml" ? "out.json" : file.replace(/yaml$/, "out.json");
    if (asked.isUpdate) writeFileSync(join(folder, outFile), text);
    if (!isSame(join(folder, outFile), text)) changedOutputs.push(outFile);
  }
  const { provenance, checks } = published.data;
  return { case: name, provenance, results: checks.map((check) => judge(check, outputs)), changedOutputs };
}

const issueText = ({ path, message }: Readonly<{ path: readonly PropertyKey[]; message: string }>): string =>
  `${path.map(String).join(".")}: ${message}`;

/** The output as `./drawbridge compute --json` prints it, and as figures are looked up in it. */
function computed(folder: string, file: string): { output: Output; text: string } {
  const given = readFileSync(join(folder, file), "utf8");
  const read = readHistory(given);
  if ("problems" in read)
    stop(`${join(folder, file)}: ${read.problems.map(({ path, message }) => `${path}: ${message}`).join(" ")}`);
  const text = `${JSON.stringify(shownJson(compute(read.history)), null, 2)}\n`;
  return { output: { ...(JSON.parse(text) as Record<string, unknown>), given: parse(given) as unknown }, text };
}

const isSame = (path: string, text: string): boolean => existsSync(path) && readFileSync(path, "utf8") === text;

const stands = ({ results, changedOutputs }: CaseResult): boolean =>
  changedOutputs.length === 0 && results.every(({ outcome }) => outcome !== "differs");

const counted = (cases: readonly CaseResult[], outcome: Outcome): number =>
  cases.flatMap(({ results }) => results).filter((result) => result.outcome === outcome).length;

const countedAll = (cases: readonly CaseResult[]): Record<"checks" | Outcome, number> => ({
  checks: cases.flatMap(({ results }) => results).length,
  ...(Object.fromEntries(outcomes.map((outcome) => [outcome, counted(cases, outcome)])) as Record<Outcome, number>),
});

function asDocument(cases: readonly CaseResult[]): unknown {
  return {
    ok: cases.every(stands),
    totals: summaryOf(cases),
    published: summaryOf(cases.filter(({ provenance }) => provenance !== "ours")),
    cases: cases.map((one) => ({ ...one, ...countedAll([one]) })),
  };
}

const summaryOf = (cases: readonly CaseResult[]) => ({ cases: cases.length, ...countedAll(cases) });

function table(cases: readonly CaseResult[]): string {
  const groups = provenances.map((provenance) => cases.filter((one) => one.provenance === provenance));
  const published = cases.filter(({ provenance }) => provenance !== "ours");
  const rows = [
    ["case", "figures of", "checks", ...outcomes],
    ...groups.flatMap((group) => group.map((one) => row(one.case, one.provenance, [one]))),
    row("all that were published", `${published.length} cases`, published),
    row("all", `${cases.length} cases`, cases),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((cells) => (cells[column] ?? "").length)));
  const lines = rows.map((cells) =>
    cells
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  "),
  );
  lines.splice(-2, 0, "");
  lines.splice(1, 0, "-".repeat(lines[0]?.length ?? 0));
  return `${[...lines, ...remarks(cases)].join("\n")}\n`;
}

const row = (name: string, of: string, cases: readonly CaseResult[]): string[] => {
  const { checks, ...counts } = countedAll(cases);
  return [name, of, String(checks), ...outcomes.map((outcome) => String(counts[outcome]))];
};

/** What is explained, and what differs, in words. */
function remarks(cases: readonly CaseResult[]): string[] {
  const said = cases.flatMap(({ case: name, results, changedOutputs }) => [
    ...results
      .filter(({ outcome }) => outcome === "explained" || outcome === "differs")
      .map(({ id, outcome, detail }) => `${outcome}: ${name}, ${id}: ${detail}`),
    ...changedOutputs.map((file) => `differs: ${name}/${file} is not what the engine puts out.`),
  ]);
  return said.length === 0 ? [] : ["", ...said];
}

process.exitCode = run();
