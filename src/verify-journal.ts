// ./drawbridge journal verify: walks every company's journal and says whether it is whole.
// Exit codes: 0 whole, 1 broken, 2 a wrong call, 3 no database that could be asked.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { sql } from "kysely";
import { z } from "zod";
import { CannotStart, codeOf } from "./db/cannot-start.ts";
import { type Db, openPool } from "./db/pool.ts";
import { type Break, companiesToVerify, type Head, type Verified, verifyChain } from "./journal/chain.db.ts";
import { openForReading } from "./supervisor/database.ts";

const usage = `Usage: ./drawbridge journal verify [--company NAME] [--against FILE] [--data DIR] [--json]

Walks the journal of every company and prints how many entries it has, the hash at its head, and "whole" or the first
entry that does not fit and why. It changes nothing, and may run beside the product.

  --company NAME  this company alone
  --against FILE  what --json printed earlier: every head in it must still be in its journal. Kept outside of the machine,
                  it finds what the journal alone cannot show: an end that was cut off, a journal written anew
  --data DIR      the data folder of the embedded database; default .drawbridge in the folder of Drawbridge
  --json          one document on standard output

Environment: DATABASE_APP_URL or DATABASE_URL for a PostgreSQL server of yours, DRAWBRIDGE_DATA for the data folder.

Exit codes: 0 whole, 1 broken, 2 a wrong call, 3 no database that could be asked.`;

type Asked = Readonly<{ company: string | null; against: string | null; dataDir: string; isJson: boolean }>;

const Noted = z.object({
  companies: z.array(
    z.object({
      company: z.guid(),
      name: z.string(),
      head: z.object({ position: z.int().min(0), hash: z.string().regex(/^[0-9a-f]{64}$/) }),
    }),
  ),
});
type Noted = z.output<typeof Noted>["companies"];

const args = process.argv.slice(2);
const defaultDataDir = fileURLToPath(new URL("../.drawbridge", import.meta.url));

// Whoever reads the output may have read enough (`| head`).
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error) => process.exit(codeOf(error) === "EPIPE" ? 0 : 3));

try {
  process.exitCode = await run();
} catch (error) {
  const refused = asRefusal(error);
  process.stderr.write(`drawbridge: ${refused.message}\n`);
  if (args.includes("--json")) process.stdout.write(`${JSON.stringify({ ok: false, error: refused.message })}\n`);
  process.exitCode = refused.exitCode;
}

async function run(): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const asked = readAsked();
  const noted = asked.against === null ? [] : readNoted(asked.against);
  const log = (line: string): void => void process.stderr.write(`drawbridge: ${line}\n`);
  const database = await openForReading(asked.dataDir, process.env, log);
  // A connection that breaks while nothing is asked is noticed by the next question.
  const db = openPool(database.url, () => undefined, 2);
  try {
    return await verify(db, asked, noted);
  } finally {
    await db.destroy();
    await database.stop();
  }
}

async function verify(db: Db, asked: Asked, noted: Noted): Promise<number> {
  await assertMigrated(db);
  const companies = await companiesToVerify(db, asked.company);
  if (asked.company !== null && companies.length === 0)
    throw new CannotStart(`No company is named "${asked.company}".`, 2);
  const results: Verified[] = [];
  for (const companyId of companies) {
    const head = noted.find(({ company }) => company === companyId)?.head ?? null;
    results.push(await verifyChain(db, companyId, head));
    if (!asked.isJson) process.stdout.write(`${lineOf(results.at(-1)!)}\n`);
  }
  const gone = asked.company === null ? noted.filter(({ company }) => !companies.includes(company)) : [];
  const isWhole = gone.length === 0 && results.every(({ broken }) => broken === null);
  if (asked.isJson) process.stdout.write(`${JSON.stringify(documentOf(results, gone, isWhole), null, 2)}\n`);
  else process.stdout.write(endOf(results, gone));
  return isWhole ? 0 : 1;
}

function readAsked(): Asked {
  const { values, positionals } = parsed();
  if (positionals.length !== 1 || positionals[0] !== "verify")
    throw wrongCall(`Say what to do with the journal: verify; not "${positionals.join(" ")}".`);
  const { company = null, against = null, data, json = false } = values;
  if (company === "") throw wrongCall("--company takes the name of a company.");
  if (against === "") throw wrongCall("--against takes a file.");
  if (data === "") throw wrongCall("--data takes a folder.");
  return { company, against, isJson: json, dataDir: data ?? (process.env.DRAWBRIDGE_DATA || defaultDataDir) };
}

function parsed() {
  try {
    return parseArgs({
      args,
      strict: true,
      allowPositionals: true,
      options: {
        company: { type: "string" },
        against: { type: "string" },
        data: { type: "string" },
        json: { type: "boolean" },
      },
    });
  } catch (error) {
    // parseArgs throws for nothing but a wrong call, and its sentence names the argument.
    throw wrongCall(`${error instanceof Error ? error.message : String(error)}.`);
  }
}

function wrongCall(sentence: string): CannotStart {
  return new CannotStart(`${sentence} See ./drawbridge journal --help.`, 2);
}

function readNoted(file: string): Noted {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "") throw error;
    throw new CannotStart(`${file} cannot be read (${codeOf(error)}).`, 2);
  }
  const read = Noted.safeParse(jsonOf(text));
  if (!read.success) throw new CannotStart(`${file} is not what ./drawbridge journal verify --json prints.`, 2);
  return read.data.companies;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON is no note either, and is refused as one.
    return null;
  }
}

async function assertMigrated(db: Db): Promise<void> {
  const { rows } = await sql<{ there: boolean }>`
    select to_regclass('public.journal_heads') is not null as there`.execute(db);
  if (rows[0]?.there !== true)
    throw new CannotStart("This database has not been brought to this version of Drawbridge yet: ./up does that.", 3);
}

/** A database that does not answer, or stops answering, is no broken journal. */
function asRefusal(error: unknown): CannotStart {
  if (error instanceof CannotStart) return error;
  const isAway = error instanceof Error && (codeOf(error) !== "" || error.message.startsWith("Connection terminated"));
  if (!isAway) throw error;
  return new CannotStart(`The database does not answer: ${error.message || codeOf(error)}.`, 3);
}

function lineOf({ name, entries, head, broken }: Verified): string {
  const counted = `${name}: ${entries} ${entries === 1 ? "entry" : "entries"}`;
  return broken === null ? `${counted}, head ${head.hash}, whole` : `${counted}, BROKEN: ${sentenceOf(broken)}`;
}

function sentenceOf(broken: Break): string {
  const { position } = broken;
  switch (broken.code) {
    case "missing_position":
      return `entry ${position} is missing; the next one there is ${broken.found}.`;
    case "position_twice":
      return `the position ${position} is there once too often, or is none.`;
    case "changed_content":
      return `entry ${position} is not what was written: its content does not give its hash.`;
    case "wrong_previous_hash":
      return `entry ${position} does not follow the entry before it: it was written after one with another hash.`;
    case "wrong_head":
      return broken.head === null
        ? `the journal ends with entry ${position}, and its head is missing.`
        : `the journal ends with entry ${position}, and its head says ${broken.head.position} with the hash ${broken.head.hash}.`;
    case "without_position":
      return `after entry ${position} there is one without a position.`;
    case "not_as_noted":
      return `entry ${position} is not the one that was noted, which had the hash ${broken.noted}.`;
  }
}

function goneSentence({ name }: Noted[number]): string {
  return `${name}: BROKEN: it was noted, and is not there any more.`;
}

function endOf(results: readonly Verified[], gone: Noted): string {
  const broken = results.filter((one) => one.broken !== null).length + gone.length;
  const counts = `${results.length - broken + gone.length} whole, ${broken} broken`;
  return `${gone.map((one) => `${goneSentence(one)}\n`).join("")}journal: ${counts}\n`;
}

function documentOf(results: readonly Verified[], gone: Noted, isWhole: boolean) {
  const companies = results.map(({ companyId, name, entries, head, broken }) => ({
    company: companyId,
    name,
    entries,
    head: head satisfies Head,
    isWhole: broken === null,
    broken: broken === null ? null : { ...broken, message: sentenceOf(broken) },
  }));
  return { ok: isWhole, companies, gone: gone.map(({ company, name }) => ({ company, name })) };
}
