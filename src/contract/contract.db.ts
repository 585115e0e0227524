// Prime contracts in our tables.
import type { CompanyId, Reading, Tx } from "../db/transaction.ts";
import { type Cents, cents } from "../money/money.ts";
import { numberText, type Percent, percent } from "../money/ratio.ts";
import { type BillingTerms, readTerms, termsShown } from "./billing-terms.ts";
import type { ContractStatus } from "./contract.ts";
import { type Opening, openingShown, readOpening } from "./opening.ts";

export type ContractHead = Readonly<{
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
  /** What is agreed about billing beyond the two rates. */
  terms: BillingTerms;
  /** Null: billed here from the start. */
  opening: Opening | null;
}>;

type PersonRef = Readonly<{ id: string; name: string }>;

export type Contract = ContractHead &
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
    terms: readTerms(row.terms),
    opening: row.opening === null ? null : readOpening(row.opening),
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

const columnsOf = (head: ContractHead) => ({
  number: head.number,
  title: head.title,
  status: head.status,
  owner_id: head.ownerId,
  contractor: head.contractor,
  architect: head.architect,
  contract_on: head.contractOn,
  retainage_on_work: numberText(head.retainageOnWork),
  retainage_on_materials: numberText(head.retainageOnMaterials),
  terms: JSON.stringify(termsShown(head.terms)),
  opening: head.opening === null ? null : JSON.stringify(openingShown(head.opening)),
  is_private: head.isPrivate,
  list_sees_schedule: head.listSeesSchedule,
});

export async function insertContract(
  tx: Tx,
  companyId: CompanyId,
  contract: { id: string; projectId: string; head: ContractHead; currency: string; createdBy: string; at: Date },
): Promise<void> {
  await tx
    .insertInto("contracts")
    .values({
      company_id: companyId,
      contract_id: contract.id,
      project_id: contract.projectId,
      ...columnsOf(contract.head),
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
  head: ContractHead,
  version: number,
): Promise<void> {
  await tx
    .updateTable("contracts")
    .set({ ...columnsOf(head), version })
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
