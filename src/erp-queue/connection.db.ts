// The company's connections to ERPs in our tables: one is active; those before it stay for what was posted through them.
import type { CompanyId, Reading, Tx } from "../db/transaction.ts";

export type ErpConnection = Readonly<{
  id: string;
  connector: string;
  name: string;
  /** Fields of the kind `secret` are sealed. */
  settings: Readonly<Record<string, string>>;
  numberPattern: string;
}>;

function selectConnections(reading: Reading, companyId: CompanyId) {
  return reading
    .selectFrom("erp_connections")
    .select(["connection_id", "connector", "name", "settings", "number_pattern"])
    .where("company_id", "=", companyId);
}

type Row = Awaited<ReturnType<ReturnType<typeof selectConnections>["execute"]>>[number];

function connectionOf(row: Row | undefined): ErpConnection | null {
  if (row === undefined) return null;
  const { connection_id, connector, name, settings, number_pattern } = row;
  return { id: connection_id, connector, name, settings, numberPattern: number_pattern };
}

export async function activeConnection(reading: Reading, companyId: CompanyId): Promise<ErpConnection | null> {
  return connectionOf(await selectConnections(reading, companyId).where("is_active", "=", true).executeTakeFirst());
}

export async function connectionById(
  reading: Reading,
  companyId: CompanyId,
  connectionId: string,
): Promise<ErpConnection | null> {
  const chosen = selectConnections(reading, companyId).where("connection_id", "=", connectionId);
  return connectionOf(await chosen.executeTakeFirst());
}

/** Every connection the company has or had, locked: who changes one waits for who is just sending through it. */
export async function lockConnections(
  tx: Tx,
  companyId: CompanyId,
): Promise<readonly (ErpConnection & { isActive: boolean })[]> {
  const rows = await selectConnections(tx, companyId)
    .select("is_active")
    .orderBy("created_at", "desc")
    .orderBy("connection_id")
    .forUpdate()
    .execute();
  return rows.flatMap((row) => {
    const connection = connectionOf(row);
    return connection === null ? [] : [{ ...connection, isActive: row.is_active }];
  });
}

/** Holds a connection as it is until the act is over: who changes it waits. */
export async function holdConnection(tx: Tx, companyId: CompanyId, connectionId: string): Promise<void> {
  await selectConnections(tx, companyId).where("connection_id", "=", connectionId).forShare().execute();
}

/** Makes this the connection of the company, new or come back; the one before it stays, at rest. */
export async function saveActiveConnection(
  tx: Tx,
  companyId: CompanyId,
  { id, connector, name, settings, numberPattern }: ErpConnection,
  at: Date,
): Promise<void> {
  await tx
    .updateTable("erp_connections")
    .set({ is_active: false })
    .where("company_id", "=", companyId)
    .where("connection_id", "!=", id)
    .where("is_active", "=", true)
    .execute();
  const said = { connector, name, settings: JSON.stringify(settings), number_pattern: numberPattern, is_active: true };
  await tx
    .insertInto("erp_connections")
    .values({ company_id: companyId, connection_id: id, ...said, created_at: at })
    .onConflict((conflict) => conflict.columns(["company_id", "connection_id"]).doUpdateSet(said))
    .execute();
}

/** How many invoices are being written to the ERP, or may have been. */
export async function entriesUnderWay(reading: Reading, companyId: CompanyId): Promise<number> {
  const row = await reading
    .selectFrom("erp_entries")
    .select((select) => select.fn.countAll<string>().as("count"))
    .where("company_id", "=", companyId)
    .where("state", "in", ["exporting", "in_doubt", "unlinking"])
    .executeTakeFirstOrThrow();
  return Number(row.count);
}
