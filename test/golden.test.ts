// The published cases: every output is what it was, byte for byte, and every published figure stands. Then copies of the
// cases are damaged on purpose, one way at a time, and each is caught.
import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";

const program = fileURLToPath(new URL("../src/golden.ts", import.meta.url));
const examples = fileURLToPath(new URL("../examples", import.meta.url));

const documentSchema = z.object({
  ok: z.boolean(),
  totals: z.record(z.string(), z.number()),
  published: z.record(z.string(), z.number()),
  cases: z.array(
    z.object({
      case: z.string(),
      checks: z.number(),
      results: z.array(z.object({ id: z.string(), outcome: z.string(), detail: z.string() })),
      changedOutputs: z.array(z.string()),
    }),
  ),
});

/** Runs the command as people do, and says how it ended. */
function golden(...args: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { maxBuffer: 50_000_000 }, (error, stdout, stderr) =>
      resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

describe("the published cases", () => {
  test("all stand, and no output has changed", async () => {
    const { exitCode, stdout } = await golden("--json");
    const { ok, cases, published } = documentSchema.parse(JSON.parse(stdout));
    const differing = cases.flatMap(({ case: name, results }) =>
      results.filter(({ outcome }) => outcome === "differs").map(({ id, detail }) => `${name}, ${id}: ${detail}`),
    );
    expect(differing).toEqual([]);
    expect(cases.filter(({ changedOutputs }) => changedOutputs.length > 0)).toEqual([]);
    expect(ok).toBe(true);
    expect(exitCode).toBe(0);
    // The number of published checks: none is left out unseen.
    expect(published).toMatchObject({ cases: 21, checks: 190, differs: 0 });
  });

  test("README.md has the numbers of the table", async () => {
    const { stdout } = await golden("--json");
    const { published, totals } = documentSchema.parse(JSON.parse(stdout));
    const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
    const row = (name: string, counts: Readonly<Record<string, number>>) =>
      `| ${[name, counts.cases, counts.checks, counts.reproduced, counts.found, counts.explained].join(" | ")} |`;
    expect(readme).toContain(row("published", published));
    expect(readme).toContain(row("with those of our own", totals));
  });
});

describe("a damaged copy is caught", () => {
  let folder: string;
  const name = "caltrans-04-163624";

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "drawbridge-golden-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** A case with one text replaced in one of its files, and what the command says of it. */
  async function damaged(file: string, from: string, to: string) {
    const copy = await mkdtemp(join(folder, "copy-"));
    await cp(join(examples, name), join(copy, name), { recursive: true });
    const path = join(copy, name, file);
    const text = await readFile(path, "utf8");
    expect(text).toContain(from);
    await writeFile(path, text.replace(from, to));
    return await golden("--examples", copy);
  }

  test("untouched, it stands", async () => {
    expect(await damaged("checks.json", "8a.this", "8a.this")).toMatchObject({ exitCode: 0 });
  });

  test.each([
    ["an output", "out.json", '"8": "50229.65"', '"8": "50229.66"', `differs: ${name}/out.json is not what`],
    [
      "a published figure",
      "checks.json",
      '"printed": "1661148.66"',
      '"printed": "1661148.67"',
      `differs: ${name}, 4.total`,
    ],
    ["an amount of the history", "history.yaml", '"1638633.31"', '"1638633.32"', `differs: ${name}, 4.total`],
    [
      "a figure that is to be found wrong",
      "period-alone.yaml",
      '"2643.66"',
      '"2643.67"',
      `differs: ${name}, 8a.this.naive`,
    ],
  ])("%s", async (_, file, from, to, said) => {
    const { exitCode, stdout } = await damaged(file, from, to);
    expect(stdout).toContain(said);
    expect(exitCode).toBe(1);
  });

  test("a check that says nothing of the output, and a history that cannot be read, end with exit code 2", async () => {
    const check = await damaged("checks.json", '"figure"', '"figur"');
    expect(check).toMatchObject({ exitCode: 2, stdout: "" });
    expect(check.stderr).toContain(`${name}/checks.json`);
    const history = await damaged("history.yaml", "periodTo", "periodUntil");
    expect(history).toMatchObject({ exitCode: 2, stdout: "" });
    expect(history.stderr).toContain("periodUntil");
  });

  test("a wrong call ends with exit code 2 and says so", async () => {
    const { exitCode, stderr } = await golden("--updat");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("golden knows no --updat.");
  });
});
