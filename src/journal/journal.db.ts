// The journal: one row for every act, appended in the act's own transaction and never changed. The rows of a company are a
// chain (see chain.db.ts).
import { sql } from "kysely";
import { beforeCommit, type CompanyId, type Reading, type Tx } from "../db/transaction.ts";

export type Subject = Readonly<{
  kind: "invoice" | "contract" | "project" | "company" | "connection" | "person";
  id: string;
}>;

export type Fact = Readonly<{
  /** Snake case, past tense: `sent_to_erp`. Its sentence is in `words/en/journal.ts`. */
  act: string;
  facts: Readonly<Record<string, unknown>>;
}>;

/** Who acts, and from which network address; null is the product itself. */
export type By = Readonly<{ personId: string; address: string | null }> | null;

/**
 * Appends to the subject's own sequence and to the company's chain, when the act is done and about to be committed: the
 * chain's head is locked from then on, which every act of the company needs.
 */
export async function record(
  tx: Tx,
  companyId: CompanyId,
  subject: Subject,
  fact: Fact,
  by: By,
  at: Date,
): Promise<void> {
  // The facts as they are now, whatever becomes of the value they were made of.
  const facts = JSON.stringify(fact.facts);
  beforeCommit(tx, companyId, async () => {
    await sql`
      select append_to_journal(
        ${companyId}::uuid, ${subject.kind}, ${subject.id}::uuid, ${at}::timestamptz, ${by?.personId ?? null}::uuid,
        ${by?.address ?? null}, ${fact.act}, ${facts}::jsonb)`.execute(tx);
  });
}

export type JournalEntry = Readonly<{
  number: number;
  at: Date;
  by: { id: string; name: string } | null;
  /** The network address the request came from, where there was one. */
  address: string | null;
  act: string;
  facts: Record<string, unknown>;
}>;

/** A subject's history, oldest first. */
export async function historyOf(
  reading: Reading,
  companyId: CompanyId,
  subject: Subject,
): Promise<readonly JournalEntry[]> {
  const rows = await reading
    .selectFrom("journal")
    .leftJoin("people", (join) =>
      join.onRef("people.company_id", "=", "journal.company_id").onRef("people.person_id", "=", "journal.actor_id"),
    )
    .select(["entry_number", "at", "actor_id", "people.name as actor_name", "address", "act", "facts"])
    .where("journal.company_id", "=", companyId)
    .where("subject_kind", "=", subject.kind)
    .where("subject_id", "=", subject.id)
    .orderBy("entry_number")
    .execute();
  return rows.map((row) => ({
    number: row.entry_number,
    at: row.at,
    by: row.actor_id === null ? null : { id: row.actor_id, name: row.actor_name ?? "" },
    address: row.address,
    act: row.act,
    facts: row.facts,
  }));
}
