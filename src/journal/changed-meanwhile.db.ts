// Two people saved the same thing: the second is told who was first, and when.
import type { CompanyId, Reading } from "../db/transaction.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { instantShown } from "../words/when.ts";
import type { Subject } from "./journal.db.ts";

/** The refusal for a version that is no longer the current one; the journal knows who made it so. */
export async function changedMeanwhile(
  reading: Reading,
  companyId: CompanyId,
  subject: Subject,
  version: { had: number; current: number },
): Promise<Refusal> {
  const last = await reading
    .selectFrom("journal")
    .leftJoin("people", (join) =>
      join.onRef("people.company_id", "=", "journal.company_id").onRef("people.person_id", "=", "journal.actor_id"),
    )
    .innerJoin("companies", "companies.company_id", "journal.company_id")
    .select(["journal.at", "people.name", "companies.time_zone"])
    .where("journal.company_id", "=", companyId)
    .where("subject_kind", "=", subject.kind)
    .where("subject_id", "=", subject.id)
    .orderBy("entry_number", "desc")
    .limit(1)
    .executeTakeFirst();
  const field = { field: "version", given: String(version.had), allowed: String(version.current) };
  if (last?.name == null)
    return refuse("changed_meanwhile", [{ code: "changed_by_nobody_known", values: version, ...field }]);
  const when = instantShown(last.at, last.time_zone);
  return refuse("changed_meanwhile", [{ code: "changed_by", values: { ...version, who: last.name, when }, ...field }]);
}
