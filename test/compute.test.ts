// `./drawbridge compute` as people and scripts run it: a process with files, streams and exit codes.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const good = `
currency: USD
contract:
  retainage: { work: "10", stored: "5" }
  lines:
    - { item: "001", description: Site work, scheduledValue: "200000.00" }
applications:
  - { number: 1, periodTo: 2026-01-31, lines: [{ item: "001", workThisPeriod: "60000.00" }] }
`;
const overbilled = good.replace("60000.00", "260000.00");
const bad = good.replace('"200000.00"', "200000.00").replace("workThisPeriod", "workThisMonth");

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "drawbridge-compute-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(content: string | Uint8Array): Promise<string> {
  const file = join(folder, "history.yaml");
  await writeFile(file, content);
  return file;
}

type Ended = Readonly<{ code: number | null; out: string; said: string }>;

async function run(command: string, args: readonly string[], input = ""): Promise<Ended> {
  const child = spawn(command, args, { stdio: "pipe" });
  const closed = new Promise<number | null>((resolve) => child.on("close", resolve));
  // A wrong call ends before it has read anything; then there is nobody left to write to.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const [code, out, said] = await Promise.all([closed, text(child.stdout), text(child.stderr)]);
  return { code, out, said };
}

const drawbridge = (...args: readonly string[]) => run("./drawbridge", args);

describe("a billing history", () => {
  test("is computed and shown as a table", async () => {
    const { code, out, said } = await drawbridge("compute", await fileOf(good));
    expect([code, said]).toEqual([0, ""]);
    expect(out).toMatch(/^8 +Current payment due +54,000\.00$/m);
  });

  test("is given as one JSON document", async () => {
    const { code, out, said } = await drawbridge("compute", await fileOf(good), "--json");
    expect([code, said]).toEqual([0, ""]);
    expect(JSON.parse(out)).toMatchObject({
      currency: "USD",
      applications: [{ number: 1, summary: { "4": "60000.00", "5a": "6000.00", "8": "54000.00" } }],
    });
  });

  test("is read from standard input", async () => {
    const { code, out } = await run("./drawbridge", ["compute", "-", "--json"], good);
    expect([code, JSON.parse(out).applications.length]).toEqual([0, 1]);
  });

  test("that has findings is computed all the same", async () => {
    const { code, out } = await drawbridge("compute", await fileOf(overbilled), "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out).applications[0].findings).toContainEqual(
      expect.objectContaining({ code: "OVERBILL", severity: "block", item: "001" }),
    );
  });

  test("whose reader has read enough ends without a word", async () => {
    const lines = Array.from({ length: 3000 }, (_, at) => `    - { item: "L${at}", scheduledValue: "1.00" }`).join(
      "\n",
    );
    const file = await fileOf(good.replace("applications:", `${lines}\napplications:`));
    const { code, said } = await run("bash", [
      "-c",
      'set -o pipefail; ./drawbridge compute "$0" --json | head -1',
      file,
    ]);
    expect([code, said]).toEqual([0, ""]);
  });
});

test("the histories of docs/compute.md are computed without a finding that blocks", async () => {
  const page = await readFile("docs/compute.md", "utf8");
  const histories = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, yaml]) => yaml ?? "");
  expect(histories.length).toBeGreaterThan(1);
  for (const history of histories) {
    const { code, out } = await run("./drawbridge", ["compute", "-", "--json"], history);
    expect(code).toBe(0);
    const { applications } = JSON.parse(out) as { applications: { findings: { severity: string }[] }[] };
    expect(applications.flatMap(({ findings }) => findings.filter(({ severity }) => severity === "block"))).toEqual([]);
  }
});

describe("what is no billing history", () => {
  test("has every problem on standard error, and nothing on standard output", async () => {
    const { code, out, said } = await drawbridge("compute", await fileOf(bad));
    expect([code, out]).toEqual([2, ""]);
    expect(said.trimEnd().split("\n")).toEqual([
      expect.stringMatching(/^contract\.lines\[0\]\.scheduledValue: A number without quotes.+ \(line 6\)$/),
      expect.stringMatching(/^applications\[0\]\.lines\[0\]\.workThisMonth: An unknown key.+ \(line 8\)$/),
    ]);
  });

  test("has them on standard output as JSON, where that was asked for", async () => {
    const { code, out } = await drawbridge("compute", await fileOf(bad), "--json");
    expect(code).toBe(2);
    expect(JSON.parse(out)).toEqual({
      problems: [
        {
          path: "contract.lines[0].scheduledValue",
          message: expect.stringContaining("given is 200000.00"),
          given: "200000.00",
          allowed: 'an amount in quotes, such as "200000.00"',
          line: 6,
        },
        expect.objectContaining({ path: "applications[0].lines[0].workThisMonth", given: '"workThisMonth"', line: 8 }),
      ],
    });
  });

  test.each<readonly [string, string | Uint8Array, RegExp]>([
    ["an empty file", "", /: Nothing in the file/],
    ["bytes that are no text", Uint8Array.of(0x63, 0xff, 0xfe), /: This file is not text in UTF-8\./],
  ])("%s", async (_, content, sentence) => {
    const file = await fileOf(content);
    const { code, said } = await drawbridge("compute", file);
    expect([code, said.startsWith(`${file}: `)]).toEqual([2, true]);
    expect(said).toMatch(sentence);
  });

  test.each([
    ["a file that is not there", "nothing.yaml", "ENOENT"],
    ["a folder", ".", "EISDIR"],
  ])("%s", async (_, name, reason) => {
    const { code, out, said } = await drawbridge("compute", join(folder, name), "--json");
    expect([code, said.includes(reason)]).toEqual([2, true]);
    expect(JSON.parse(out).problems).toHaveLength(1);
  });
});

describe("a call", () => {
  test.each([
    [["compute"], "Name one file"],
    [["compute", "a", "b"], "Name one file"],
    [["compute", "a", "--jsno"], "--jsno"],
    [["compote"], 'not "compote"'],
    [[], "compute, golden, bench or journal verify"],
  ])("%j is wrong, and says how it is right", async (args, said) => {
    const ended = await drawbridge(...args);
    expect(ended).toMatchObject({ code: 2, out: "" });
    expect(ended.said).toContain(said);
    expect(ended.said).toContain("--help");
  });

  test.each([[["--help"]], [["compute", "--help"]]])("%j explains itself", async (args) => {
    const { code, out, said } = await drawbridge(...args);
    expect([code, said]).toEqual([0, ""]);
    expect(out).toContain("Usage: ./drawbridge");
  });
});
