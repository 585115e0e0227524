// Findings that a person let pass, in our tables.
import type { CompanyId, Reading, Tx } from "../db/transaction.ts";
import type { Override } from "./checks.ts";

export async function overridesOf(
  reading: Reading,
  companyId: CompanyId,
  invoiceId: string,
): Promise<readonly Override[]> {
  const rows = await reading
    .selectFrom("finding_overrides")
    .innerJoin("people", (join) =>
      join
        .onRef("people.company_id", "=", "finding_overrides.company_id")
        .onRef("people.person_id", "=", "finding_overrides.overridden_by"),
    )
    .select(["code", "line_id", "reason", "overridden_by", "people.name as overrider_name", "overridden_at"])
    .where("finding_overrides.company_id", "=", companyId)
    .where("invoice_id", "=", invoiceId)
    .execute();
  return rows.map((row) => ({
    code: row.code,
    lineId: row.line_id,
    reason: row.reason,
    by: { id: row.overridden_by, name: row.overrider_name },
    at: row.overridden_at,
  }));
}

export async function insertOverride(
  tx: Tx,
  companyId: CompanyId,
  invoiceId: string,
  { code, lineId, reason, at }: Omit<Override, "by">,
  by: string,
): Promise<void> {
  await tx
    .insertInto("finding_overrides")
    .values({
      company_id: companyId,
      invoice_id: invoiceId,
      code,
      line_id: lineId,
      reason,
      overridden_by: by,
      overridden_at: at,
    })
    .execute();
}

export async function deleteOverride(
  tx: Tx,
  companyId: CompanyId,
  invoiceId: string,
  { code, lineId }: Pick<Override, "code" | "lineId">,
): Promise<void> {
  await tx
    .deleteFrom("finding_overrides")
    .where("company_id", "=", companyId)
    .where("invoice_id", "=", invoiceId)
    .where("code", "=", code)
    .where("line_id", "is not distinct from", lineId)
    .execute();
}
