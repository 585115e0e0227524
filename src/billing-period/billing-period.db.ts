// Billing periods in our tables.
import type { CompanyId, Reading, Tx } from "../db/transaction.ts";

export type BillingPeriod = Readonly<{
  id: string;
  projectId: string;
  from: string;
  to: string;
  dueOn: string | null;
  status: "open" | "closed";
}>;

const columns = ["period_id", "project_id", "from_on", "to_on", "due_on", "status"] as const;

const periodOf = (row: {
  period_id: string;
  project_id: string;
  from_on: string;
  to_on: string;
  due_on: string | null;
  status: "open" | "closed";
}): BillingPeriod => ({
  id: row.period_id,
  projectId: row.project_id,
  from: row.from_on,
  to: row.to_on,
  dueOn: row.due_on,
  status: row.status,
});

export async function findPeriod(
  reading: Reading,
  companyId: CompanyId,
  periodId: string,
): Promise<BillingPeriod | null> {
  const row = await reading
    .selectFrom("billing_periods")
    .select(columns)
    .where("company_id", "=", companyId)
    .where("period_id", "=", periodId)
    .executeTakeFirst();
  return row === undefined ? null : periodOf(row);
}

/** A project's periods, the latest first. */
export async function periodsOf(
  reading: Reading,
  companyId: CompanyId,
  projectId: string,
): Promise<readonly BillingPeriod[]> {
  const rows = await reading
    .selectFrom("billing_periods")
    .select(columns)
    .where("company_id", "=", companyId)
    .where("project_id", "=", projectId)
    .orderBy("from_on", "desc")
    .execute();
  return rows.map(periodOf);
}

/** How many invoices each period of a project has, and how many of them accounting holds or has posted. */
export async function invoicesIn(
  reading: Reading,
  companyId: CompanyId,
  projectId: string,
): Promise<ReadonlyMap<string, { all: number; locked: number }>> {
  const rows = await reading
    .selectFrom("invoices")
    .innerJoin("billing_periods as period", (join) =>
      join.onRef("period.company_id", "=", "invoices.company_id").onRef("period.period_id", "=", "invoices.period_id"),
    )
    .select((select) => [
      "invoices.period_id",
      select.fn.countAll<string>().as("all"),
      select.fn.count<string>("invoices.lock").as("locked"),
    ])
    .where("invoices.company_id", "=", companyId)
    .where("period.project_id", "=", projectId)
    .groupBy("invoices.period_id")
    .execute();
  return new Map(rows.map((row) => [row.period_id, { all: Number(row.all), locked: Number(row.locked) }]));
}

export async function insertPeriod(
  tx: Tx,
  companyId: CompanyId,
  period: BillingPeriod,
  createdBy: string,
  at: Date,
): Promise<void> {
  await tx
    .insertInto("billing_periods")
    .values({
      company_id: companyId,
      period_id: period.id,
      project_id: period.projectId,
      from_on: period.from,
      to_on: period.to,
      due_on: period.dueOn,
      status: period.status,
      created_by: createdBy,
      created_at: at,
    })
    .execute();
}

export async function savePeriod(tx: Tx, companyId: CompanyId, period: BillingPeriod): Promise<void> {
  await tx
    .updateTable("billing_periods")
    .set({ from_on: period.from, to_on: period.to, due_on: period.dueOn, status: period.status })
    .where("company_id", "=", companyId)
    .where("period_id", "=", period.id)
    .execute();
}

export async function closePeriods(tx: Tx, companyId: CompanyId, periodIds: readonly string[]): Promise<void> {
  if (periodIds.length === 0) return;
  await tx
    .updateTable("billing_periods")
    .set({ status: "closed" })
    .where("company_id", "=", companyId)
    .where("period_id", "in", [...periodIds])
    .execute();
}
