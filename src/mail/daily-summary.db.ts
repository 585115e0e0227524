// What the daily summary asks of the tables: who gets it, what awaits a decision, and which companies are to be asked.
// The summary is a view over the nouns it lists, so it reads their tables with a query of its own and writes none but the
// company's last summary day.
import { sql } from "kysely";
import type { Db } from "../db/pool.ts";
import type { CompanyId, Tx } from "../db/transaction.ts";
import { cents } from "../money/money.ts";
import type { Recipient, WaitingItem } from "./message.ts";
import type { CompanyClock } from "./summary-clock.ts";

type ClockRow = {
  company_id: string;
  time_zone: string;
  summary_hour: number;
  summary_on: string | null;
  created_at: Date;
};

/** Every company of the installation, by id and hours only; see the migration that makes `company_clock`. */
export async function companyClocks(db: Db): Promise<readonly CompanyClock[]> {
  const { rows } = await sql<ClockRow>`select * from company_clock()`.execute(db);
  return rows.map(clockOf);
}

const clockOf = (row: ClockRow): CompanyClock => ({
  companyId: row.company_id,
  timeZone: row.time_zone,
  summaryHour: row.summary_hour,
  summaryOn: row.summary_on,
  createdAt: row.created_at,
});

/** Locked, so that two workers do not make one day's summary twice. */
export async function lockCompany(tx: Tx, companyId: CompanyId): Promise<CompanyClock & { readonly name: string }> {
  const { rows } = await sql<ClockRow & { name: string }>`
    select company_id, name, time_zone, summary_hour, summary_on, created_at from companies
     where company_id = ${companyId} for no key update`.execute(tx);
  return { ...clockOf(rows[0]!), name: rows[0]!.name };
}

export async function saveSummaryDay(tx: Tx, companyId: CompanyId, day: string): Promise<void> {
  await sql`update companies set summary_on = ${day} where company_id = ${companyId}`.execute(tx);
}

/** The approvers who want it: Standard or Admin on ERP Integrations, and Can Push to Accounting. */
export async function summaryRecipients(tx: Tx, companyId: CompanyId): Promise<readonly Recipient[]> {
  return await tx
    .selectFrom("people")
    .select(["person_id as personId", "name", "email"])
    .where("company_id", "=", companyId)
    .where("is_active", "=", true)
    .where("erp_integrations", "in", ["standard", "admin"])
    .where("can_push_to_accounting", "=", true)
    .where("wants_daily_summary", "=", true)
    .orderBy("email")
    .execute();
}

/** All that was sent and awaits a decision, the longest wait first. */
export async function waitingItems(tx: Tx, companyId: CompanyId): Promise<readonly WaitingItem[]> {
  const rows = await tx
    .selectFrom("erp_entries as entry")
    .innerJoin("invoices as invoice", (join) =>
      join.onRef("invoice.company_id", "=", "entry.company_id").onRef("invoice.invoice_id", "=", "entry.invoice_id"),
    )
    .innerJoin("contracts as contract", (join) =>
      join
        .onRef("contract.company_id", "=", "invoice.company_id")
        .onRef("contract.contract_id", "=", "invoice.contract_id"),
    )
    .innerJoin("projects as project", (join) =>
      join
        .onRef("project.company_id", "=", "contract.company_id")
        .onRef("project.project_id", "=", "contract.project_id"),
    )
    .innerJoin("people as sender", (join) =>
      join.onRef("sender.company_id", "=", "entry.company_id").onRef("sender.person_id", "=", "entry.sent_by"),
    )
    .leftJoin("organizations as owner", (join) =>
      join
        .onRef("owner.company_id", "=", "contract.company_id")
        .onRef("owner.organization_id", "=", "contract.owner_id"),
    )
    .select([
      "project.number as projectNumber",
      "project.name as projectName",
      "contract.number as contractNumber",
      "contract.title as contractTitle",
      "contract.currency",
      "invoice.number as invoiceNumber",
      "invoice.summary",
      "owner.name as ownerName",
      "sender.name as sentBy",
      "entry.sent_at as since",
      "entry.round",
      "entry.was_rejected as wasRejected",
    ])
    .where("entry.company_id", "=", companyId)
    .where("entry.state", "=", "sent")
    .orderBy("entry.sent_at")
    .orderBy("entry.invoice_id")
    .execute();
  return rows.map((row) => ({
    project: { number: row.projectNumber, name: row.projectName },
    contract: { number: row.contractNumber, title: row.contractTitle },
    invoiceNumber: row.invoiceNumber,
    ownerName: row.ownerName,
    due: cents(row.summary["8"] ?? ""),
    currency: row.currency,
    sentBy: row.sentBy,
    since: row.since,
    round: row.round,
    wasRejected: row.wasRejected,
  }));
}
