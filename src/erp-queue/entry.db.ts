// Entries in ERP Integrations, their rounds and their reasons; and the gathered facts (a `Case`) that every question about
// what is open starts from. The case reads the tables of the nouns it is about with queries of its own and writes none.
import { randomUUID } from "node:crypto";
import { type Kysely, sql } from "kysely";
import type { Problem } from "../connectors/connector.ts";
import type { Database, Row } from "../db/schema.ts";
import type { CompanyId, Reading, Tx } from "../db/transaction.ts";
import { cents } from "../money/money.ts";
import type { Case, Entry } from "./case.ts";
import type { Chosen } from "./document.ts";
import type { EntryState } from "./entry.ts";
import type { QueueFilter } from "./wire.ts";

const statesIn = {
  readyToExport: ["sent", "exporting", "in_doubt"],
  failed: ["failed"],
  synced: ["synced", "unlinking"],
  all: ["sent", "retrieved", "rejected", "exporting", "failed", "in_doubt", "synced", "unlinking"],
} as const satisfies Record<QueueFilter, readonly EntryState[]>;

/** The invoices of a filter, the longest wait first. */
export async function invoicesIn(
  reading: Reading,
  companyId: CompanyId,
  filter: QueueFilter,
  limit: number,
): Promise<readonly string[]> {
  const rows = await reading
    .selectFrom("erp_entries")
    .select("invoice_id")
    .where("company_id", "=", companyId)
    .where("state", "in", statesIn[filter])
    .orderBy("state_since", filter === "readyToExport" ? "asc" : "desc")
    .orderBy("invoice_id")
    .limit(limit)
    .execute();
  return rows.map(({ invoice_id }) => invoice_id);
}

export async function countsOf(reading: Reading, companyId: CompanyId): Promise<Record<QueueFilter, number>> {
  const rows = await reading
    .selectFrom("erp_entries")
    .select((select) => ["state", select.fn.countAll<string>().as("count")])
    .where("company_id", "=", companyId)
    .groupBy("state")
    .execute();
  const count = (filter: QueueFilter): number =>
    rows
      .filter(({ state }) => (statesIn[filter] as readonly EntryState[]).includes(state))
      .reduce((total, row) => total + Number(row.count), 0);
  return {
    readyToExport: count("readyToExport"),
    failed: count("failed"),
    synced: count("synced"),
    all: count("all"),
  };
}

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

/** Locks the entry until the act is over; the invoice is locked before it. */
export async function lockEntry(tx: Tx, companyId: CompanyId, invoiceId: string): Promise<void> {
  await tx
    .selectFrom("erp_entries")
    .select("state")
    .where("company_id", "=", companyId)
    .where("invoice_id", "=", invoiceId)
    .forUpdate()
    .execute();
}

export type EntryChange = Partial<
  Readonly<{
    connectionId: string;
    documentKey: string;
    state: EntryState;
    since: Date;
    round: number;
    wasRejected: boolean;
    sentBy: string;
    sentAt: Date;
    movedBy: string | null;
    acceptedBy: string | null;
    acceptedAt: Date | null;
    chosen: Chosen | null;
    erpId: string | null;
    erpNumber: string | null;
    erpLink: string | null;
    problems: readonly Problem[];
    step: Row<"erp_entries">["step"];
    attempts: number;
  }>
>;

function columnsOf(change: EntryChange) {
  const columns = {
    connection_id: change.connectionId,
    document_key: change.documentKey,
    state: change.state,
    state_since: change.since,
    round: change.round,
    was_rejected: change.wasRejected,
    sent_by: change.sentBy,
    sent_at: change.sentAt,
    moved_by: change.movedBy,
    accepted_by: change.acceptedBy,
    accepted_at: change.acceptedAt,
    chosen: change.chosen === undefined || change.chosen === null ? change.chosen : JSON.stringify(change.chosen),
    erp_id: change.erpId,
    erp_number: change.erpNumber,
    erp_link: change.erpLink,
    problems: change.problems === undefined ? undefined : JSON.stringify(change.problems),
    step: change.step,
    attempts: change.attempts,
  };
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
}

export async function saveEntry(tx: Tx, companyId: CompanyId, invoiceId: string, change: EntryChange): Promise<void> {
  await tx
    .updateTable("erp_entries")
    .set(columnsOf(change))
    .set((set) => ({ version: set("version", "+", 1) }))
    .where("company_id", "=", companyId)
    .where("invoice_id", "=", invoiceId)
    .execute();
}

export type FirstSending = Required<
  Pick<EntryChange, "connectionId" | "documentKey" | "since" | "round" | "sentBy" | "sentAt" | "movedBy">
>;

export async function insertEntry(tx: Tx, companyId: CompanyId, invoiceId: string, sent: FirstSending): Promise<void> {
  await tx
    .insertInto("erp_entries")
    .values({
      company_id: companyId,
      invoice_id: invoiceId,
      connection_id: sent.connectionId,
      state: "sent",
      state_since: sent.since,
      round: sent.round,
      document_key: sent.documentKey,
      sent_by: sent.sentBy,
      sent_at: sent.sentAt,
      moved_by: sent.movedBy,
      accepted_by: null,
      accepted_at: null,
      chosen: null,
      erp_id: null,
      erp_number: null,
      erp_link: null,
      problems: "[]",
      step: null,
    })
    .execute();
}

export async function beginRound(
  tx: Tx,
  companyId: CompanyId,
  invoiceId: string,
  round: number,
  by: string,
  at: Date,
): Promise<void> {
  await tx
    .insertInto("erp_rounds")
    .values({
      company_id: companyId,
      invoice_id: invoiceId,
      round,
      version_number: round,
      sent_by: by,
      sent_at: at,
      outcome: null,
      ended_by: null,
      ended_at: null,
    })
    .execute();
}

export async function endRound(
  tx: Tx,
  companyId: CompanyId,
  invoiceId: string,
  round: number,
  outcome: "retrieved" | "rejected" | "synced",
  by: string | null,
  at: Date,
): Promise<void> {
  await tx
    .updateTable("erp_rounds")
    .set({ outcome, ended_by: by, ended_at: at })
    .where("company_id", "=", companyId)
    .where("invoice_id", "=", invoiceId)
    .where("round", "=", round)
    .execute();
}

export type RejectionReason = Readonly<{ code: string; body: string; field: string | null; lineId: string | null }>;

export async function insertReasons(
  tx: Tx,
  companyId: CompanyId,
  invoiceId: string,
  round: number,
  reasons: readonly RejectionReason[],
): Promise<void> {
  if (reasons.length === 0) return;
  const rows = reasons.map(({ code, body, field, lineId }, index) => ({
    company_id: companyId,
    invoice_id: invoiceId,
    round,
    reason_number: index + 1,
    code,
    body,
    field,
    line_id: lineId,
  }));
  await tx.insertInto("rejection_reasons").values(rows).execute();
}

export type LatestRejection = Readonly<{
  round: number;
  by: Readonly<{ id: string; name: string }>;
  at: Date;
  reasons: readonly Readonly<{
    number: number;
    code: string;
    body: string;
    field: string | null;
    line: Readonly<{ id: string; item: string; description: string }> | null;
  }>[];
}>;

/** The latest rejection of each of these invoices; it stays readable after a resend. */
export async function latestRejections(
  reading: Reading,
  companyId: CompanyId,
  invoiceIds: readonly string[],
): Promise<ReadonlyMap<string, LatestRejection>> {
  if (invoiceIds.length === 0) return new Map();
  const rounds = await reading
    .selectFrom("erp_rounds as round")
    .innerJoin("people", (join) =>
      join.onRef("people.company_id", "=", "round.company_id").onRef("people.person_id", "=", "round.ended_by"),
    )
    .select(["round.invoice_id", "round.round", "round.ended_by", "round.ended_at", "people.name"])
    .distinctOn("round.invoice_id")
    .where("round.company_id", "=", companyId)
    .where("round.invoice_id", "in", invoiceIds)
    .where("round.outcome", "=", "rejected")
    .orderBy("round.invoice_id")
    .orderBy("round.round", "desc")
    .execute();
  const reasons = await reading
    .selectFrom("rejection_reasons as reason")
    .leftJoin("schedule_lines as line", (join) =>
      join.onRef("line.company_id", "=", "reason.company_id").onRef("line.line_id", "=", "reason.line_id"),
    )
    .select([
      "reason.invoice_id",
      "reason.round",
      "reason.reason_number",
      "reason.code",
      "reason.body",
      "reason.field",
      "reason.line_id",
      "line.item",
      "line.description",
    ])
    .where("reason.company_id", "=", companyId)
    .where("reason.invoice_id", "in", invoiceIds)
    .orderBy("reason.reason_number")
    .execute();
  return new Map(
    rounds.map((round) => [
      round.invoice_id,
      {
        round: round.round,
        by: { id: round.ended_by ?? "", name: round.name },
        at: round.ended_at ?? new Date(0),
        reasons: reasons
          .filter((reason) => reason.invoice_id === round.invoice_id && reason.round === round.round)
          .map((reason) => ({
            number: reason.reason_number,
            code: reason.code,
            body: reason.body,
            field: reason.field,
            line:
              reason.line_id === null
                ? null
                : { id: reason.line_id, item: reason.item ?? "", description: reason.description ?? "" },
          })),
      },
    ]),
  );
}

/** An invoice's lines by id, named as people know them: `"R-8 Concrete sidewalk"`. */
export async function lineNames(
  reading: Reading,
  companyId: CompanyId,
  invoiceId: string,
): Promise<ReadonlyMap<string, string>> {
  const rows = await reading
    .selectFrom("invoice_lines as line")
    .innerJoin("schedule_lines as schedule", (join) =>
      join.onRef("schedule.company_id", "=", "line.company_id").onRef("schedule.line_id", "=", "line.line_id"),
    )
    .select(["line.line_id", "schedule.item", "schedule.description"])
    .where("line.company_id", "=", companyId)
    .where("line.invoice_id", "=", invoiceId)
    .execute();
  return new Map(rows.map(({ line_id, item, description }) => [line_id, `${item} ${description}`]));
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

// Calls to the ERP: written before the first byte leaves.

export type CallKind = Row<"export_calls">["kind"];

export async function beginCall(
  tx: Tx,
  companyId: CompanyId,
  invoiceId: string,
  round: number,
  kind: CallKind,
  at: Date,
): Promise<string> {
  const callId = randomUUID();
  await tx
    .insertInto("export_calls")
    .values({
      company_id: companyId,
      call_id: callId,
      invoice_id: invoiceId,
      round,
      kind,
      started_at: at,
      ended_at: null,
      outcome: null,
      detail: null,
    })
    .execute();
  return callId;
}

export async function endCall(
  tx: Tx,
  companyId: CompanyId,
  callId: string,
  outcome: NonNullable<Row<"export_calls">["outcome"]>,
  detail: unknown,
  at: Date,
): Promise<void> {
  await tx
    .updateTable("export_calls")
    .set({ ended_at: at, outcome, detail: JSON.stringify(detail) })
    .where("company_id", "=", companyId)
    .where("call_id", "=", callId)
    .execute();
}

// The single writer.

/** Takes or renews the lease; null: another holds it. `fence` grows with every new holder. */
export async function takeLease(
  tx: Tx,
  companyId: CompanyId,
  connectionId: string,
  holder: string,
  leaseMs: number,
): Promise<bigint | null> {
  // The database's clock decides, so that two machines whose clocks differ do not both hold it.
  const { rows } = await sql<{ fence: string }>`
    insert into writer_leases as lease (company_id, connection_id, holder, fence, expires_at)
    values (${companyId}, ${connectionId}, ${holder}, 1, clock_timestamp() + ${leaseMs} * interval '1 millisecond')
    on conflict (company_id, connection_id) do update
      set holder = excluded.holder,
          fence = case when lease.holder = excluded.holder then lease.fence else lease.fence + 1 end,
          expires_at = excluded.expires_at
      where lease.holder = excluded.holder or lease.expires_at < clock_timestamp()
    returning fence`.execute(tx);
  return rows[0] === undefined ? null : BigInt(rows[0].fence);
}

export async function dropLease(tx: Tx, companyId: CompanyId, connectionId: string, holder: string): Promise<void> {
  await sql`
    update writer_leases set expires_at = '-infinity'
    where company_id = ${companyId} and connection_id = ${connectionId} and holder = ${holder}`.execute(tx);
}

/**
 * Entries on their way that no waiting job will take up: their worker may have died. Whether a job that is in hand still
 * has its worker is not asked: were it so, the lease lets the second one wait, and it finds nothing left to do.
 */
export async function strandedExports(tx: Tx, companyId: CompanyId): Promise<readonly string[]> {
  const { rows } = await sql<{ invoice_id: string }>`
    select invoice_id from erp_entries entry
    where company_id = ${companyId} and state in ('exporting', 'in_doubt')
      and not exists (
        select from jobs.job
        where name = 'export' and state in ('created', 'retry')
          and data ->> 'invoiceId' = entry.invoice_id::text)`.execute(tx);
  return rows.map(({ invoice_id }) => invoice_id);
}
