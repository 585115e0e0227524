// The journal of a company as a chain: every entry has the next position and a hash over its content and over the hash of
// the entry before it; the head says where the chain ends. Here it is walked and held against itself.
import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Db } from "../db/pool.ts";
import { type CompanyId, type Reading, readCompany } from "../db/transaction.ts";

/** Where a chain ends: how many entries it has, and the hash of the last. */
export type Head = Readonly<{ position: number; hash: string }>;

/** The first thing that does not fit. */
export type Break = Readonly<
  | { code: "missing_position"; position: number; found: number }
  | { code: "position_twice" | "changed_content" | "wrong_previous_hash"; position: number }
  | { code: "wrong_head"; position: number; head: Head | null }
  | { code: "without_position"; position: number }
  | { code: "not_as_noted"; position: number; noted: string }
>;

export type Verified = Readonly<{
  companyId: CompanyId;
  name: string;
  /** How many entries there are. */
  entries: number;
  /** Of the chain as far as it was walked. */
  head: Head;
  broken: Break | null;
}>;

/** That nothing is missing in a row is claimed by the table itself; whoever took that claim away is found out as well. */
type Link = Readonly<{ position: number | null; previous_hash: Buffer | null; hash: Buffer | null; content: string }>;

const nothingBefore = "00".repeat(32);
const batchSize = 5_000;

export async function companiesToVerify(db: Db, named: string | null): Promise<readonly CompanyId[]> {
  const { rows } = await sql<{ company_id: string }>`select company_id from company_clock()`.execute(db);
  const ids = rows.map((row) => row.company_id);
  if (named === null) return ids;
  const matches = await Promise.all(ids.map(async (id) => (await nameOf(db, id)) === named));
  return ids.filter((_, index) => matches[index]);
}

const nameOf = (db: Db, companyId: CompanyId): Promise<string> =>
  readCompany(db, companyId, async (reading) => (await companyNamed(reading, companyId)).name);

function companyNamed(reading: Reading, companyId: CompanyId): Promise<{ name: string }> {
  return reading.selectFrom("companies").select("name").where("company_id", "=", companyId).executeTakeFirstOrThrow();
}

/**
 * Walks a company's chain in one consistent picture of it, so that acts may go on meanwhile. `noted` is a head that was
 * written down earlier and elsewhere: a chain that was cut off or written anew as a whole fits itself, but not the note.
 */
export function verifyChain(db: Db, companyId: CompanyId, noted: Head | null, batch = batchSize): Promise<Verified> {
  return readCompany(db, companyId, async (reading) => {
    const { name } = await companyNamed(reading, companyId);
    const entries = await countOf(reading, companyId);
    const walked = await walk(reading, companyId, noted, batch);
    const broken = walked.broken ?? (await brokenAtTheEnd(reading, companyId, walked.head, noted));
    return { companyId, name, entries, head: walked.head, broken };
  });
}

async function walk(
  reading: Reading,
  companyId: CompanyId,
  noted: Head | null,
  batch: number,
): Promise<{ head: Head; broken: Break | null }> {
  let head: Head = { position: 0, hash: nothingBefore };
  await openLinks(reading, companyId);
  let next = nextLinks(reading, batch);
  for (;;) {
    const links = await next;
    if (links.length === 0) return { head, broken: null };
    // While this batch is hashed the server already reads the one after it.
    next = nextLinks(reading, batch);
    for (const link of links) {
      const followed = follow(head, link, noted);
      if ("code" in followed) {
        await next;
        return { head, broken: followed };
      }
      head = followed;
    }
  }
}

/** The chain with one entry more, or why the entry cannot be the one after `before`. */
function follow(before: Head, link: Link, noted: Head | null): Head | Break {
  const { position } = link;
  if (position === null) return { code: "without_position", position: before.position };
  if (position > before.position + 1)
    return { code: "missing_position", position: before.position + 1, found: position };
  if (position <= before.position) return { code: "position_twice", position };
  const hash = hexOf(link.hash);
  if (createHash("sha256").update(link.content).digest("hex") !== hash) return { code: "changed_content", position };
  if (hexOf(link.previous_hash) !== before.hash) return { code: "wrong_previous_hash", position };
  if (noted?.position === position && noted.hash !== hash) return { code: "not_as_noted", position, noted: noted.hash };
  return { position, hash };
}

const hexOf = (hash: Buffer | null): string => hash?.toString("hex") ?? "";

async function brokenAtTheEnd(
  reading: Reading,
  companyId: CompanyId,
  walked: Head,
  noted: Head | null,
): Promise<Break | null> {
  const head = await headOf(reading, companyId);
  const { position } = walked;
  const isSame = head === null ? position === 0 : head.position === position && head.hash === walked.hash;
  if (!isSame) return { code: "wrong_head", position, head };
  if (noted !== null && noted.position > position)
    return { code: "not_as_noted", position: noted.position, noted: noted.hash };
  return null;
}

async function headOf(reading: Reading, companyId: CompanyId): Promise<Head | null> {
  const row = await reading
    .selectFrom("journal_heads")
    .select(["position", "hash"])
    .where("company_id", "=", companyId)
    .executeTakeFirst();
  return row === undefined ? null : { position: row.position, hash: row.hash.toString("hex") };
}

async function countOf(reading: Reading, companyId: CompanyId): Promise<number> {
  const { count } = await reading
    .selectFrom("journal")
    .select((of) => of.fn.countAll<string>().as("count"))
    .where("company_id", "=", companyId)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/**
 * One reading in the order of the chain, to be fetched from in batches. The text that the hash is over is put together here
 * anew, not by the function in the database that wrote it.
 */
async function openLinks(reading: Reading, companyId: CompanyId): Promise<void> {
  await sql`
    declare links no scroll cursor for
    select position, previous_hash, hash,
           jsonb_build_array(
             'drawbridge journal 1', company_id, position, subject_kind, subject_id, entry_number,
             (extract(epoch from at) * 1000000)::bigint, actor_id, address, act, facts,
             encode(previous_hash, 'hex'))::text as content
    from journal where company_id = ${companyId} order by position, entry_number`.execute(reading);
}

async function nextLinks(reading: Reading, batch: number): Promise<readonly Link[]> {
  return (await sql<Link>`fetch ${sql.raw(String(batch))} from links`.execute(reading)).rows;
}
