// The two ways to the tables. Both name the company first, so that row-level security holds: reading takes `Reading`,
// whatever locks or writes takes a `Tx`, and the compiler refuses the one where the other is needed.
import { type Kysely, sql, type Transaction } from "kysely";
import type { Db } from "./pool.ts";
import type { Database } from "./schema.ts";

export type CompanyId = string;
export type Tx = Transaction<Database> & { readonly writes: true };
/** A connection to read from; a writing transaction may read as well. */
export type Reading = Kysely<Database> | Transaction<Database>;

/** Runs an act: everything in it is saved, or nothing is. */
export function inCompany<T>(db: Db, companyId: CompanyId, act: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (transaction) => {
    await sql`select set_config('drawbridge.company_id', ${companyId}, true)`.execute(transaction);
    return act(transaction as Tx);
  });
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
  return db.transaction().execute(async (transaction) => {
    await sql`select set_config('drawbridge.user_id', ${userId}, true)`.execute(transaction);
    return act(transaction as Tx);
  });
}

/** Names the company that the next statements of an act on a login speak of. */
export async function enterCompany(tx: Tx, companyId: CompanyId): Promise<void> {
  await sql`select set_config('drawbridge.company_id', ${companyId}, true)`.execute(tx);
}

/** An act before anybody is known: it sees nothing of any company. */
export function inNoCompany<T>(db: Db, act: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().execute((transaction) => act(transaction as Tx));
}
