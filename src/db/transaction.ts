// The two ways to the tables. Both name the company first, so that row-level security holds: reading takes `Reading`,
// whatever locks or writes takes a `Tx`, and the compiler refuses the one where the other is needed.
import { type Kysely, sql, type Transaction } from "kysely";
import { assert } from "../assert.ts";
import type { Db } from "./pool.ts";
import type { Database } from "./schema.ts";

export type CompanyId = string;
export type Tx = Transaction<Database> & { readonly writes: true };
/** A connection to read from; a writing transaction may read as well. */
export type Reading = Kysely<Database> | Transaction<Database>;

type Step = Readonly<{ companyId: CompanyId; take: () => Promise<void> }>;
/** What each transaction under way has yet to do before it commits. */
const stepsBeforeCommit = new WeakMap<Tx, Step[]>();

/** Runs an act: everything in it is saved, or nothing is. */
export function inCompany<T>(db: Db, companyId: CompanyId, act: (tx: Tx) => Promise<T>): Promise<T> {
  return acting(db, async (tx) => {
    await enterCompany(tx, companyId);
    const answer = await act(tx);
    // In the company of the act alone: a step that names another is refused by the tables.
    for (const { take } of stepsOf(tx)) await take();
    return answer;
  });
}

/** An act that may speak of several companies, one after the other. */
function inCompanies<T>(db: Db, act: (tx: Tx) => Promise<T>): Promise<T> {
  return acting(db, async (tx) => {
    const answer = await act(tx);
    // Company by company in one order, so that two such acts cannot wait for each other.
    for (const { companyId, take } of stepsOf(tx).toSorted(byCompany)) {
      await enterCompany(tx, companyId);
      await take();
    }
    return answer;
  });
}

const byCompany = (one: Step, other: Step): number =>
  one.companyId < other.companyId ? -1 : one.companyId > other.companyId ? 1 : 0;

const stepsOf = (tx: Tx): readonly Step[] => stepsBeforeCommit.get(tx) ?? [];

function acting<T>(db: Db, act: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (transaction) => {
    const tx = transaction as Tx;
    stepsBeforeCommit.set(tx, []);
    return await act(tx);
  });
}

/**
 * A step for the very end of an act, in the act's own transaction and in the company it names. What locks something that
 * everybody in the company needs belongs here: it is held for a moment, and nobody who holds it waits for any other lock, so
 * that no two acts can wait for each other.
 */
export function beforeCommit(tx: Tx, companyId: CompanyId, take: () => Promise<void>): void {
  const steps = stepsBeforeCommit.get(tx);
  assert(steps !== undefined, "a step before the commit belongs to an act that is under way");
  steps.push({ companyId, take });
}

/** Runs a question against one consistent picture of the company. */
export function readCompany<T>(db: Db, companyId: CompanyId, question: (reading: Reading) => Promise<T>): Promise<T> {
  return db
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute(async (transaction) => {
      await sql`select set_config('drawbridge.company_id', ${companyId}, true)`.execute(transaction);
      return question(transaction);
    });
}

/** What a login may see before a company is chosen: its own memberships. */
export function asUser<T>(db: Db, userId: string, question: (reading: Reading) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (transaction) => {
    await sql`select set_config('drawbridge.user_id', ${userId}, true)`.execute(transaction);
    return question(transaction);
  });
}

/**
 * An act on a login, which may belong to several companies: inside it, `enterCompany` names the one that is spoken of
 * next, and the login's own sessions and memberships are seen all along.
 */
export function inUser<T>(db: Db, userId: string, act: (tx: Tx) => Promise<T>): Promise<T> {
  return inCompanies(db, async (tx) => {
    await sql`select set_config('drawbridge.user_id', ${userId}, true)`.execute(tx);
    return await act(tx);
  });
}

/** Names the company that the next statements of an act on a login speak of. */
export async function enterCompany(tx: Tx, companyId: CompanyId): Promise<void> {
  await sql`select set_config('drawbridge.company_id', ${companyId}, true)`.execute(tx);
}

/** An act before anybody is known: it sees nothing of any company. */
export function inNoCompany<T>(db: Db, act: (tx: Tx) => Promise<T>): Promise<T> {
  return inCompanies(db, act);
}
