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

type Step = () => Promise<void>;
/** What each transaction under way has yet to do before it commits. */
const stepsBeforeCommit = new WeakMap<Tx, Step[]>();

/** Runs an act: everything in it is saved, or nothing is. */
export function inCompany<T>(db: Db, companyId: CompanyId, act: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (transaction) => {
    await sql`select set_config('drawbridge.company_id', ${companyId}, true)`.execute(transaction);
    const tx = transaction as Tx;
    const steps: Step[] = [];
    stepsBeforeCommit.set(tx, steps);
    const answer = await act(tx);
    for (const step of steps) await step();
    return answer;
  });
}

/**
 * A step for the very end of an act, in the act's own transaction. What locks something that everybody in the company
 * needs belongs here: it is held for a moment, and nobody who holds it waits for any other lock, so that no two acts can
 * wait for each other.
 */
export function beforeCommit(tx: Tx, step: Step): void {
  const steps = stepsBeforeCommit.get(tx);
  assert(steps !== undefined, "a step before the commit belongs to an act that inCompany runs");
  steps.push(step);
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
