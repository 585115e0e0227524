// Entries in ERP Integrations, their rounds, and the reasons of a rejection.
import type { Problem } from "../connectors/connector.ts";
import type { Row } from "../db/schema.ts";
import type { CompanyId, Reading, Tx } from "../db/transaction.ts";
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
