// Prime contracts, their schedules of values and change orders in our tables.
import type { CompanyId, Reading, Tx } from "../db/transaction.ts";
import { amountText, type Cents, cents } from "../money/money.ts";
import { millionths, numberText, type Percent, percent } from "../money/ratio.ts";
import type { ChangeOrderStatus, ContractStatus } from "./contract.ts";
import { type LineContent, ownLinesMax, type ScheduleLine } from "./schedule-line.ts";

export type ContractTerms = Readonly<{
  number: string;
  title: string;
  status: ContractStatus;
  ownerId: string | null;
  contractor: string;
  architect: string;
  contractOn: string | null;
  retainageOnWork: Percent;
  retainageOnMaterials: Percent;
  isPrivate: boolean;
  listSeesSchedule: boolean;
}>;

type PersonRef = Readonly<{ id: string; name: string }>;

export type Contract = ContractTerms &
  Readonly<{
    id: string;
    projectId: string;
    currency: string;
    owner: Readonly<{ id: string; name: string; erpCustomerCode: string | null }> | null;
    version: number;
    createdBy: PersonRef;
    createdAt: Date;
  }>;

function selectContracts(reading: Reading, companyId: CompanyId) {
  return reading
    .selectFrom("contracts")
    .innerJoin("people", (join) =>
      join
        .onRef("people.company_id", "=", "contracts.company_id")
        .onRef("people.person_id", "=", "contracts.created_by"),
    )
    .leftJoin("organizations as owner", (join) =>
      join
        .onRef("owner.company_id", "=", "contracts.company_id")
        .onRef("owner.organization_id", "=", "contracts.owner_id"),
    )
    .selectAll("contracts")
    .select(["people.name as creator_name", "owner.name as owner_name", "owner.erp_customer_code"])
    .where("contracts.company_id", "=", companyId);
}

type ContractRow = Awaited<ReturnType<ReturnType<typeof selectContracts>["execute"]>>[number];

function contractOf(row: ContractRow): Contract {
  const owner =
    row.owner_id === null
      ? null
      : { id: row.owner_id, name: row.owner_name ?? "", erpCustomerCode: row.erp_customer_code };
  return {
    id: row.contract_id,
    projectId: row.project_id,
    number: row.number,
    title: row.title,
    status: row.status,
    ownerId: row.owner_id,
    owner,
    contractor: row.contractor,
    architect: row.architect,
    contractOn: row.contract_on,
    currency: row.currency,
    retainageOnWork: percent(row.retainage_on_work),
    retainageOnMaterials: percent(row.retainage_on_materials),
    isPrivate: row.is_private,
    listSeesSchedule: row.list_sees_schedule,
    version: row.version,
    createdBy: { id: row.created_by, name: row.creator_name },
    createdAt: row.created_at,
  };
}

export async function findContract(
  reading: Reading,
  companyId: CompanyId,
  contractId: string,
): Promise<Contract | null> {
  const row = await selectContracts(reading, companyId)
    .where("contracts.contract_id", "=", contractId)
    .executeTakeFirst();
  return row === undefined ? null : contractOf(row);
}

export async function contractsOf(
  reading: Reading,
  companyId: CompanyId,
  projectId: string,
): Promise<readonly Contract[]> {
  const rows = await selectContracts(reading, companyId)
    .where("contracts.project_id", "=", projectId)
    .orderBy("contracts.number")
    .execute();
  return rows.map(contractOf);
}

/** Acts on one contract, its schedule, its change orders and its invoices come one after the other. */
export async function lockContract(tx: Tx, companyId: CompanyId, contractId: string): Promise<void> {
  await tx
    .selectFrom("contracts")
    .select("contract_id")
    .where("company_id", "=", companyId)
    .where("contract_id", "=", contractId)
    .forUpdate()
    .execute();
}

export async function privateListOf(
  reading: Reading,
  companyId: CompanyId,
  contractId: string,
): Promise<readonly PersonRef[]> {
  const rows = await reading
    .selectFrom("contract_private_list as list")
    .innerJoin("people", (join) =>
      join.onRef("people.company_id", "=", "list.company_id").onRef("people.person_id", "=", "list.person_id"),
    )
    .select(["people.person_id", "people.name"])
    .where("list.company_id", "=", companyId)
    .where("list.contract_id", "=", contractId)
    .orderBy("people.name")
    .orderBy("people.person_id")
    .execute();
  return rows.map((row) => ({ id: row.person_id, name: row.name }));
}

export async function savePrivateList(
  tx: Tx,
  companyId: CompanyId,
  contractId: string,
  personIds: readonly string[],
): Promise<void> {
  await tx
    .deleteFrom("contract_private_list")
    .where("company_id", "=", companyId)
    .where("contract_id", "=", contractId)
    .execute();
  const rows = [...new Set(personIds)].map((person_id) => ({
    company_id: companyId,
    contract_id: contractId,
    person_id,
  }));
  if (rows.length > 0) await tx.insertInto("contract_private_list").values(rows).execute();
}

const columnsOf = (terms: ContractTerms) => ({
  number: terms.number,
  title: terms.title,
  status: terms.status,
  owner_id: terms.ownerId,
  contractor: terms.contractor,
  architect: terms.architect,
  contract_on: terms.contractOn,
  retainage_on_work: numberText(terms.retainageOnWork),
  retainage_on_materials: numberText(terms.retainageOnMaterials),
  is_private: terms.isPrivate,
  list_sees_schedule: terms.listSeesSchedule,
});

export async function insertContract(
  tx: Tx,
  companyId: CompanyId,
  contract: { id: string; projectId: string; terms: ContractTerms; currency: string; createdBy: string; at: Date },
): Promise<void> {
  await tx
    .insertInto("contracts")
    .values({
      company_id: companyId,
      contract_id: contract.id,
      project_id: contract.projectId,
      ...columnsOf(contract.terms),
      currency: contract.currency,
      created_by: contract.createdBy,
      created_at: contract.at,
    })
    .execute();
}

export async function saveContract(
  tx: Tx,
  companyId: CompanyId,
  contractId: string,
  terms: ContractTerms,
  version: number,
): Promise<void> {
  await tx
    .updateTable("contracts")
    .set({ ...columnsOf(terms), version })
    .where("company_id", "=", companyId)
    .where("contract_id", "=", contractId)
    .execute();
}

export async function saveVersion(tx: Tx, companyId: CompanyId, contractId: string, version: number): Promise<void> {
  await tx
    .updateTable("contracts")
    .set({ version })
    .where("company_id", "=", companyId)
    .where("contract_id", "=", contractId)
    .execute();
}

/** The contract of the project that bears this number already, other than the one that asks. */
export async function contractNumbered(
  reading: Reading,
  companyId: CompanyId,
  projectId: string,
  number: string,
  except: string | null,
): Promise<{ id: string; title: string } | null> {
  const row = await reading
    .selectFrom("contracts")
    .select(["contract_id", "title"])
    .where("company_id", "=", companyId)
    .where("project_id", "=", projectId)
    .where("number", "=", number)
    .$if(except !== null, (query) => query.where("contract_id", "!=", except))
    .executeTakeFirst();
  return row === undefined ? null : { id: row.contract_id, title: row.title };
}

/** How many invoices a contract has, and line 4 of the latest. */
export async function invoicedOn(
  reading: Reading,
  companyId: CompanyId,
  contractId: string,
): Promise<{ count: number; toDate: Cents }> {
  const { count } = await reading
    .selectFrom("invoices")
    .select((select) => select.fn.countAll<string>().as("count"))
    .where("company_id", "=", companyId)
    .where("contract_id", "=", contractId)
    .executeTakeFirstOrThrow();
  const latest = await reading
    .selectFrom("invoices")
    .select("summary")
    .where("company_id", "=", companyId)
    .where("contract_id", "=", contractId)
    .orderBy("position", "desc")
    .limit(1)
    .executeTakeFirst();
  return { count: Number(count), toDate: cents(latest?.summary["4"] ?? "0.00") };
}

export async function hasOpenPeriod(reading: Reading, companyId: CompanyId, projectId: string): Promise<boolean> {
  const row = await reading
    .selectFrom("billing_periods")
    .select("period_id")
    .where("company_id", "=", companyId)
    .where("project_id", "=", projectId)
    .where("status", "=", "open")
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export async function costCodesOf(reading: Reading, companyId: CompanyId): Promise<ReadonlySet<string>> {
  const rows = await reading.selectFrom("cost_codes").select("code").where("company_id", "=", companyId).execute();
  return new Set(rows.map(({ code }) => code));
}

export async function organizationExists(
  reading: Reading,
  companyId: CompanyId,
  organizationId: string,
): Promise<boolean> {
  const row = await reading
    .selectFrom("organizations")
    .select("organization_id")
    .where("company_id", "=", companyId)
    .where("organization_id", "=", organizationId)
    .executeTakeFirst();
  return row !== undefined;
}

// The schedule of values.

/** Every line of the contract in its order, those of change orders in any status included. */
export async function scheduleLinesOf(
  reading: Reading,
  companyId: CompanyId,
  contractId: string,
): Promise<readonly ScheduleLine[]> {
  const rows = await reading
    .selectFrom("schedule_lines as line")
    .leftJoin("change_orders as change", (join) =>
      join
        .onRef("change.company_id", "=", "line.company_id")
        .onRef("change.change_order_id", "=", "line.change_order_id"),
    )
    .selectAll("line")
    .select(["change.number as change_number", "change.status as change_status", "change.approved_on"])
    .where("line.company_id", "=", companyId)
    .where("line.contract_id", "=", contractId)
    .orderBy("line.position")
    .orderBy("line.line_id")
    .execute();
  return rows.map((row) => ({
    id: row.line_id,
    position: row.position,
    item: row.item,
    costCode: row.cost_code,
    description: row.description,
    method: row.method,
    scheduledValue: cents(row.scheduled_value),
    quantity: row.quantity === null ? null : millionths(row.quantity),
    unit: row.unit,
    unitPrice: row.unit_price === null ? null : millionths(row.unit_price),
    changeOrder:
      row.change_order_id === null || row.change_number === null || row.change_status === null
        ? null
        : {
            id: row.change_order_id,
            number: row.change_number,
            status: row.change_status,
            approvedOn: row.approved_on,
          },
  }));
}

/** Puts these lines in the place of the contract's own ones; a line that stays keeps its id. */
export async function replaceOwnLines(
  tx: Tx,
  companyId: CompanyId,
  contractId: string,
  lines: readonly (LineContent & { id: string })[],
): Promise<void> {
  await tx
    .deleteFrom("schedule_lines")
    .where("company_id", "=", companyId)
    .where("contract_id", "=", contractId)
    .where("change_order_id", "is", null)
    .execute();
  await insertLines(tx, companyId, contractId, null, lines, 1);
}

/** Adds a change order's lines behind all others. */
export async function addChangeOrderLines(
  tx: Tx,
  companyId: CompanyId,
  contractId: string,
  changeOrderId: string,
  lines: readonly (LineContent & { id: string })[],
): Promise<void> {
  const { last } = await tx
    .selectFrom("schedule_lines")
    .select((select) => select.fn.max("position").as("last"))
    .where("company_id", "=", companyId)
    .where("contract_id", "=", contractId)
    .executeTakeFirstOrThrow();
  const first = Math.max(last ?? 0, ownLinesMax) + 1;
  await insertLines(tx, companyId, contractId, changeOrderId, lines, first);
}

/** PostgreSQL takes 65,535 values in one statement. */
const linesAtOnce = 1_000;

async function insertLines(
  tx: Tx,
  companyId: CompanyId,
  contractId: string,
  changeOrderId: string | null,
  lines: readonly (LineContent & { id: string })[],
  firstPosition: number,
): Promise<void> {
  const rows = lines.map((line, index) => ({
    company_id: companyId,
    line_id: line.id,
    contract_id: contractId,
    change_order_id: changeOrderId,
    position: firstPosition + index,
    item: line.item,
    cost_code: line.costCode,
    description: line.description,
    method: line.method,
    scheduled_value: amountText(line.scheduledValue),
    quantity: line.quantity === null ? null : numberText(line.quantity),
    unit: line.unit,
    unit_price: line.unitPrice === null ? null : numberText(line.unitPrice),
  }));
  for (let from = 0; from < rows.length; from += linesAtOnce)
    await tx
      .insertInto("schedule_lines")
      .values(rows.slice(from, from + linesAtOnce))
      .execute();
}

// Change orders.

export type ChangeOrder = Readonly<{
  id: string;
  contractId: string;
  number: string;
  title: string;
  status: ChangeOrderStatus;
  approvedOn: string | null;
}>;

const changeOrderColumns = ["change_order_id", "contract_id", "number", "title", "status", "approved_on"] as const;

type ChangeOrderRow = Readonly<{
  change_order_id: string;
  contract_id: string;
  number: string;
  title: string;
  status: ChangeOrderStatus;
  approved_on: string | null;
}>;

const changeOrderOf = (row: ChangeOrderRow): ChangeOrder => ({
  id: row.change_order_id,
  contractId: row.contract_id,
  number: row.number,
  title: row.title,
  status: row.status,
  approvedOn: row.approved_on,
});

export async function changeOrdersOf(
  reading: Reading,
  companyId: CompanyId,
  contractId: string,
): Promise<readonly ChangeOrder[]> {
  const rows = await reading
    .selectFrom("change_orders")
    .select(changeOrderColumns)
    .where("company_id", "=", companyId)
    .where("contract_id", "=", contractId)
    .orderBy("created_at")
    .orderBy("number")
    .execute();
  return rows.map(changeOrderOf);
}

export async function findChangeOrder(
  reading: Reading,
  companyId: CompanyId,
  changeOrderId: string,
): Promise<ChangeOrder | null> {
  const row = await reading
    .selectFrom("change_orders")
    .select(changeOrderColumns)
    .where("company_id", "=", companyId)
    .where("change_order_id", "=", changeOrderId)
    .executeTakeFirst();
  return row === undefined ? null : changeOrderOf(row);
}

export async function insertChangeOrder(
  tx: Tx,
  companyId: CompanyId,
  order: { id: string; contractId: string; number: string; title: string; createdBy: string; at: Date },
): Promise<void> {
  await tx
    .insertInto("change_orders")
    .values({
      company_id: companyId,
      change_order_id: order.id,
      contract_id: order.contractId,
      number: order.number,
      title: order.title,
      created_by: order.createdBy,
      created_at: order.at,
    })
    .execute();
}

export async function saveChangeOrderStatus(
  tx: Tx,
  companyId: CompanyId,
  changeOrderId: string,
  status: ChangeOrderStatus,
  approvedOn: string | null,
): Promise<void> {
  await tx
    .updateTable("change_orders")
    .set({ status, approved_on: approvedOn })
    .where("company_id", "=", companyId)
    .where("change_order_id", "=", changeOrderId)
    .execute();
}

/** How many invoices have a line of this change order. */
export async function invoicesCarrying(reading: Reading, companyId: CompanyId, changeOrderId: string): Promise<number> {
  const { count } = await reading
    .selectFrom("invoice_lines")
    .innerJoin("schedule_lines", (join) =>
      join
        .onRef("schedule_lines.company_id", "=", "invoice_lines.company_id")
        .onRef("schedule_lines.line_id", "=", "invoice_lines.line_id"),
    )
    .select((select) => select.fn.count<string>("invoice_lines.invoice_id").distinct().as("count"))
    .where("invoice_lines.company_id", "=", companyId)
    .where("schedule_lines.change_order_id", "=", changeOrderId)
    .executeTakeFirstOrThrow();
  return Number(count);
}
