// The journal: one row for every act, appended in the act's own transaction and never changed.
import { sql } from "kysely";
import type { CompanyId, Reading, Tx } from "../db/transaction.ts";

export type Subject = Readonly<{
  kind: "invoice" | "contract" | "project" | "company" | "connection" | "person";
  id: string;
}>;

export type Fact = Readonly<{
  /** Snake case, past tense: `sent_to_erp`. Its sentence is in `words/en/journal.ts`. */
  act: string;
  facts: Readonly<Record<string, unknown>>;
}>;

/**
 * Appends to the subject's own sequence. The act has locked the subject's row, so the next number is free; should two
 * acts not have locked it, the key refuses the second.
 */
export async function record(
  tx: Tx,
  companyId: CompanyId,
  subject: Subject,
  fact: Fact,
  by: string | null,
  at: Date,
): Promise<void> {
  await sql`
    insert into journal (company_id, subject_kind, subject_id, entry_number, at, actor_id, act, facts)
    select ${companyId}::uuid, ${subject.kind}, ${subject.id}::uuid,
           coalesce(max(entry_number), 0) + 1, ${at}, ${by}::uuid, ${fact.act}, ${JSON.stringify(fact.facts)}::jsonb
    from journal
    where company_id = ${companyId} and subject_kind = ${subject.kind} and subject_id = ${subject.id}`.execute(tx);
}

export type JournalEntry = Readonly<{
  number: number;
  at: Date;
  by: { id: string; name: string } | null;
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
    .select(["entry_number", "at", "actor_id", "people.name as actor_name", "act", "facts"])
    .where("journal.company_id", "=", companyId)
    .where("subject_kind", "=", subject.kind)
    .where("subject_id", "=", subject.id)
    .orderBy("entry_number")
    .execute();
  return rows.map((row) => ({
    number: row.entry_number,
    at: row.at,
    by: row.actor_id === null ? null : { id: row.actor_id, name: row.actor_name ?? "" },
    act: row.act,
    facts: row.facts,
  }));
}
