// The facts that every question about what is open starts from, gathered from the tables of the nouns they are about with
// queries of its own; it writes none of them.
import { type Kysely, sql } from "kysely";
import type { Database } from "../db/schema.ts";
import type { CompanyId, Reading } from "../db/transaction.ts";
import { cents } from "../money/money.ts";
import type { Case, Entry } from "./case.ts";

type Sums = { billed: string; retainage: string; material_before: string; retainage_before: string };

/** The cases of these invoices, in the order asked for. */
export async function casesOf(
  reading: Reading,
  companyId: CompanyId,
  invoiceIds: readonly string[],
): Promise<readonly Case[]> {
  if (invoiceIds.length === 0) return [];
  const rows = await selectCases(reading, companyId).where("invoice.invoice_id", "in", invoiceIds).execute();
  const byId = new Map(rows.map((row) => [row.invoice_id, caseOf(row)]));
  return invoiceIds.flatMap((id) => byId.get(id) ?? []);
}

export async function caseNow(reading: Reading, companyId: CompanyId, invoiceId: string): Promise<Case | null> {
  return (await casesOf(reading, companyId, [invoiceId]))[0] ?? null;
}

function selectCases(reading: Kysely<Database>, companyId: CompanyId) {
  return reading
    .selectFrom("invoices as invoice")
    .innerJoin("billing_periods as period", (join) =>
      join.onRef("period.company_id", "=", "invoice.company_id").onRef("period.period_id", "=", "invoice.period_id"),
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
    .leftJoin("organizations as owner", (join) =>
      join
        .onRef("owner.company_id", "=", "contract.company_id")
        .onRef("owner.organization_id", "=", "contract.owner_id"),
    )
    .leftJoin("erp_entries as entry", (join) =>
      join.onRef("entry.company_id", "=", "invoice.company_id").onRef("entry.invoice_id", "=", "invoice.invoice_id"),
    )
    .leftJoin("people as sender", (join) =>
      join.onRef("sender.company_id", "=", "entry.company_id").onRef("sender.person_id", "=", "entry.sent_by"),
    )
    .leftJoin("people as mover", (join) =>
      join.onRef("mover.company_id", "=", "entry.company_id").onRef("mover.person_id", "=", "entry.moved_by"),
    )
    .leftJoin("people as acceptor", (join) =>
      join.onRef("acceptor.company_id", "=", "entry.company_id").onRef("acceptor.person_id", "=", "entry.accepted_by"),
    )
    .where("invoice.company_id", "=", companyId)
    .select([
      "invoice.invoice_id",
      "invoice.number",
      "invoice.position",
      "invoice.status",
      "invoice.billed_on",
      "invoice.created_by",
      "invoice.summary",
      "period.from_on",
      "period.to_on",
      "period.due_on",
      "contract.contract_id",
      "contract.number as contract_number",
      "contract.title as contract_title",
      "contract.status as contract_status",
      "contract.currency",
      "project.project_id",
      "project.number as project_number",
      "project.name as project_name",
      "project.erp_job_code",
      "project.erp_job_name",
      "owner.organization_id",
      "owner.name as owner_name",
      "owner.erp_customer_code",
      "entry.connection_id",
      "entry.state",
      "entry.state_since",
      "entry.round",
      "entry.was_rejected",
      "entry.document_key",
      "entry.sent_by",
      "entry.sent_at",
      "entry.moved_by",
      "entry.accepted_by",
      "entry.chosen",
      "entry.erp_id",
      "entry.erp_number",
      "entry.erp_link",
      "entry.problems",
      "entry.step",
      "entry.attempts",
      "entry.version",
      "sender.name as sender_name",
      "mover.name as mover_name",
      "acceptor.name as acceptor_name",
    ])
    .select(
      sql<Sums>`(
        select json_build_object(
          'billed', (sum(l.work_this_period) + sum(l.materials_stored))::text,
          'material_before', sum(l.materials_previous)::text,
          'retainage', (sum(l.retainage_work) + sum(l.retainage_materials))::text,
          'retainage_before', sum(l.retainage_previous)::text)
        from invoice_lines l where l.company_id = invoice.company_id and l.invoice_id = invoice.invoice_id)`.as("sums"),
    )
    .select(
      sql<{ id: string; number: string } | null>`(
        select json_build_object('id', e.invoice_id, 'number', e.number) from invoices e
        where e.company_id = invoice.company_id and e.contract_id = invoice.contract_id
          and e.position < invoice.position and e.lock is distinct from 'synced'
        order by e.position limit 1)`.as("earlier"),
    )
    .select(
      sql<number>`(
        select count(*)::int from attachments a
        where a.company_id = invoice.company_id and a.invoice_id = invoice.invoice_id and a.added_after_sending)`.as(
        "attached_after",
      ),
    );
}

type CaseRow = Awaited<ReturnType<ReturnType<typeof selectCases>["execute"]>>[number];

function caseOf(row: CaseRow): Case {
  const { sums } = row;
  return {
    invoice: {
      id: row.invoice_id,
      number: row.number,
      position: row.position,
      status: row.status,
      billedOn: row.billed_on,
      createdBy: row.created_by,
      periodFrom: row.from_on,
      periodTo: row.to_on,
      dueOn: row.due_on,
      due: cents(row.summary["8"] ?? ""),
      billedThisPeriod: cents(sums.billed) - cents(sums.material_before),
      retainageThisPeriod: cents(sums.retainage) - cents(sums.retainage_before),
    },
    contract: {
      id: row.contract_id,
      number: row.contract_number,
      title: row.contract_title,
      status: row.contract_status,
      currency: row.currency,
    },
    project: {
      id: row.project_id,
      number: row.project_number,
      name: row.project_name,
      erpJob: row.erp_job_code === null ? null : { code: row.erp_job_code, name: row.erp_job_name ?? row.erp_job_code },
    },
    owner:
      row.organization_id === null
        ? null
        : { id: row.organization_id, name: row.owner_name ?? "", erpCustomerCode: row.erp_customer_code },
    earlierNotPosted: row.earlier,
    attachmentsAfterSending: row.attached_after,
    entry: entryOf(row),
  };
}

function entryOf(row: CaseRow): Entry | null {
  if (row.state === null || row.connection_id === null || row.sent_by === null || row.sent_at === null) return null;
  return {
    connectionId: row.connection_id,
    state: row.state,
    since: row.state_since ?? row.sent_at,
    round: row.round ?? 1,
    wasRejected: row.was_rejected ?? false,
    documentKey: row.document_key ?? "",
    sentBy: { id: row.sent_by, name: row.sender_name ?? "" },
    sentAt: row.sent_at,
    movedBy: row.moved_by === null ? null : { id: row.moved_by, name: row.mover_name ?? "" },
    acceptedBy: row.accepted_by === null ? null : { id: row.accepted_by, name: row.acceptor_name ?? "" },
    chosen: row.chosen,
    erpId: row.erp_id,
    erpNumber: row.erp_number,
    erpLink: row.erp_link,
    problems: row.problems ?? [],
    step: row.step,
    attempts: row.attempts ?? 0,
    version: row.version ?? 1,
  };
}

/** ERP numbers of a connection that are borne, or will be once their export is through. */
export async function numbersUsed(
  reading: Reading,
  companyId: CompanyId,
  connectionId: string,
): Promise<ReadonlyMap<string, { invoiceId: string; number: string }>> {
  const rows = await reading
    .selectFrom("erp_entries as entry")
    .innerJoin("invoices as invoice", (join) =>
      join.onRef("invoice.company_id", "=", "entry.company_id").onRef("invoice.invoice_id", "=", "entry.invoice_id"),
    )
    .select(["entry.invoice_id", "invoice.number", "entry.erp_number", "entry.chosen"])
    .where("entry.company_id", "=", companyId)
    .where("entry.connection_id", "=", connectionId)
    .where("entry.state", "in", ["exporting", "failed", "in_doubt", "synced", "unlinking"])
    .execute();
  const whose = (row: (typeof rows)[number]) => ({ invoiceId: row.invoice_id, number: row.number });
  return new Map(
    rows.flatMap((row) =>
      [row.erp_number, row.chosen?.number ?? null].flatMap((number) =>
        number === null ? [] : [[number, whose(row)] as const],
      ),
    ),
  );
}
