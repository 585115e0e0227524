// What an export leaves in our tables beside its entry: its calls to the ERP, the lease of the single writer, and which
// exports nobody carries any more.
import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import type { Row } from "../db/schema.ts";
import type { CompanyId, Tx } from "../db/transaction.ts";

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
