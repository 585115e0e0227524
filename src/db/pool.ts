// The connection pool, and what PostgreSQL's types become: numeric and bigint stay text, a day stays "yyyy-mm-dd".
import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import type { Database } from "./schema.ts";

const numericType = 1700;
const bigintType = 20;
const dateType = 1082;
const keepText = (text: string) => text;

const types = {
  getTypeParser(oid: number, format?: "text" | "binary") {
    if (oid === numericType || oid === bigintType || oid === dateType) return keepText;
    return pg.types.getTypeParser(oid, format ?? "text");
  },
} as pg.CustomTypesConfig;

export type Db = Kysely<Database>;

/** Opens a pool. `onIdleError` is told when an idle connection breaks (a stopped server); without it the process would die. */
export function openPool(url: string, onIdleError: (error: Error) => void, max = 10): Db {
  const pool = new pg.Pool({ connectionString: url, max, types });
  pool.on("error", onIdleError);
  // One that breaks while an act holds it between two queries: the act hears of it from its next query. Without a listener
  // the process would die here too.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
}
