// Companies, people and their rights in our tables, and the projects and organizations of the directory.
import type { CompanyId, Reading, Tx } from "../db/transaction.ts";
import type { Actor } from "./actor.ts";
import type { ProjectStanding } from "./permission.ts";
import type { CompanySettings, ProjectShown } from "./wire.ts";

/**
 * What a person is to a project and, where one is named, to a contract of it. Null: there is no such project, or no
 * such contract in it. Without a contract, "was sent to the ERP" is true where anything of the project was.
 */
export async function projectStanding(
  reading: Reading,
  actor: Actor,
  projectId: string,
  contractId: string | null,
): Promise<ProjectStanding | null> {
  const found = await reading
    .selectFrom("projects")
    .innerJoin("companies", "companies.company_id", "projects.company_id")
    .leftJoin("project_roles as role", (join) =>
      join
        .onRef("role.company_id", "=", "projects.company_id")
        .onRef("role.project_id", "=", "projects.project_id")
        .on("role.person_id", "=", actor.personId),
    )
    .select([
      "role.prime_contracts",
      "role.commitments",
      "role.view_owner_invoice_detail",
      "companies.sending_needs_prime_contracts",
    ])
    .where("projects.company_id", "=", actor.companyId)
    .where("projects.project_id", "=", projectId)
    .executeTakeFirst();
  if (found === undefined) return null;
  const contract = contractId === null ? null : await contractStanding(reading, actor, projectId, contractId);
  if (contract === undefined) return null;
  return {
    primeContracts: found.prime_contracts ?? "none",
    commitments: found.commitments ?? "none",
    viewOwnerInvoiceDetail: found.view_owner_invoice_detail ?? false,
    contract,
    wasSentToErp: await wasSentToErp(reading, actor.companyId, projectId, contractId),
    sendingNeedsPrimeContracts: found.sending_needs_prime_contracts,
  };
}

async function contractStanding(
  reading: Reading,
  actor: Actor,
  projectId: string,
  contractId: string,
): Promise<NonNullable<ProjectStanding["contract"]> | undefined> {
  const row = await reading
    .selectFrom("contracts")
    .leftJoin("contract_private_list as list", (join) =>
      join
        .onRef("list.company_id", "=", "contracts.company_id")
        .onRef("list.contract_id", "=", "contracts.contract_id")
        .on("list.person_id", "=", actor.personId),
    )
    .select(["contracts.is_private", "contracts.list_sees_schedule", "list.person_id"])
    .where("contracts.company_id", "=", actor.companyId)
    .where("contracts.project_id", "=", projectId)
    .where("contracts.contract_id", "=", contractId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return {
    isPrivate: row.is_private,
    isOnPrivateList: row.person_id !== null,
    listSeesSchedule: row.list_sees_schedule,
  };
}

/** The contracts of a project, by number. */
export async function contractsNamed(
  reading: Reading,
  companyId: CompanyId,
  projectId: string,
): Promise<readonly Readonly<{ id: string; number: string; title: string }>[]> {
  return await reading
    .selectFrom("contracts")
    .select(["contract_id as id", "number", "title"])
    .where("company_id", "=", companyId)
    .where("project_id", "=", projectId)
    .orderBy("number")
    .orderBy("contract_id")
    .execute();
}

/** An entry exists from the first send on, so its existence is the fact that the permission table asks for. */
async function wasSentToErp(
  reading: Reading,
  companyId: CompanyId,
  projectId: string,
  contractId: string | null,
): Promise<boolean> {
  const entry = await reading
    .selectFrom("erp_entries")
    .innerJoin("invoices", (join) =>
      join
        .onRef("invoices.company_id", "=", "erp_entries.company_id")
        .onRef("invoices.invoice_id", "=", "erp_entries.invoice_id"),
    )
    .innerJoin("contracts", (join) =>
      join
        .onRef("contracts.company_id", "=", "invoices.company_id")
        .onRef("contracts.contract_id", "=", "invoices.contract_id"),
    )
    .select("erp_entries.invoice_id")
    .where("erp_entries.company_id", "=", companyId)
    .where("contracts.project_id", "=", projectId)
    .$if(contractId !== null, (query) => query.where("contracts.contract_id", "=", contractId))
    .limit(1)
    .executeTakeFirst();
  return entry !== undefined;
}

export type Person = Readonly<{
  id: string;
  name: string;
  email: string;
  isActive: boolean;
  wantsDailySummary: boolean;
  wantsResendMail: boolean;
  actor: Actor;
}>;

export const personColumns = [
  "company_id",
  "person_id",
  "name",
  "email",
  "is_active",
  "is_company_admin",
  "erp_integrations",
  "can_push_to_accounting",
  "wants_daily_summary",
  "wants_resend_mail",
] as const;

type PersonRow = Readonly<{
  company_id: string;
  person_id: string;
  name: string;
  email: string;
  is_active: boolean;
  is_company_admin: boolean;
  erp_integrations: Actor["erpIntegrations"];
  can_push_to_accounting: boolean;
  wants_daily_summary: boolean;
  wants_resend_mail: boolean;
}>;

export function personOf(row: PersonRow): Person {
  return {
    id: row.person_id,
    name: row.name,
    email: row.email,
    isActive: row.is_active,
    wantsDailySummary: row.wants_daily_summary,
    wantsResendMail: row.wants_resend_mail,
    actor: {
      companyId: row.company_id,
      personId: row.person_id,
      name: row.name,
      email: row.email,
      isCompanyAdmin: row.is_company_admin,
      erpIntegrations: row.erp_integrations,
      canPushToAccounting: row.can_push_to_accounting,
      address: null,
    },
  };
}

export async function findPerson(reading: Reading, companyId: CompanyId, personId: string): Promise<Person | null> {
  const row = await reading
    .selectFrom("people")
    .select(personColumns)
    .where("company_id", "=", companyId)
    .where("person_id", "=", personId)
    .executeTakeFirst();
  return row === undefined ? null : personOf(row);
}

/** Those who may accept or reject in ERP Integrations: the rule `decideInErpQueue`, as a question to the table. */
export async function approversOf(reading: Reading, companyId: CompanyId): Promise<readonly Person[]> {
  const rows = await reading
    .selectFrom("people")
    .select(personColumns)
    .where("company_id", "=", companyId)
    .where("is_active", "=", true)
    .where("can_push_to_accounting", "=", true)
    .where("erp_integrations", "in", ["standard", "admin"])
    .orderBy("name")
    .orderBy("person_id")
    .execute();
  return rows.map(personOf);
}

/** The active Admins on a project's Prime Contracts. */
export async function contractAdminsOf(
  reading: Reading,
  companyId: CompanyId,
  projectId: string,
): Promise<readonly Person[]> {
  const rows = await reading
    .selectFrom("people")
    .innerJoin("project_roles as role", (join) =>
      join.onRef("role.company_id", "=", "people.company_id").onRef("role.person_id", "=", "people.person_id"),
    )
    .select(personColumns.map((column) => `people.${column}` as const))
    .where("people.company_id", "=", companyId)
    .where("role.project_id", "=", projectId)
    .where("role.prime_contracts", "=", "admin")
    .where("people.is_active", "=", true)
    .orderBy("people.name")
    .orderBy("people.person_id")
    .execute();
  return rows.map(personOf);
}

/** The active people of a company, by name. */
export async function peopleOf(
  reading: Reading,
  companyId: CompanyId,
): Promise<readonly Readonly<{ id: string; name: string }>[]> {
  return await reading
    .selectFrom("people")
    .select(["person_id as id", "name"])
    .where("company_id", "=", companyId)
    .where("is_active", "=", true)
    .orderBy("name")
    .orderBy("person_id")
    .execute();
}

export async function peopleById(
  reading: Reading,
  companyId: CompanyId,
  personIds: readonly string[],
): Promise<ReadonlyMap<string, { id: string; name: string }>> {
  if (personIds.length === 0) return new Map();
  const rows = await reading
    .selectFrom("people")
    .select(["person_id", "name"])
    .where("company_id", "=", companyId)
    .where("person_id", "in", [...new Set(personIds)])
    .execute();
  return new Map(rows.map((row) => [row.person_id, { id: row.person_id, name: row.name }]));
}

// Signing in.

export type Membership = Readonly<{
  companyId: CompanyId;
  companyName: string;
  isDemo: boolean;
  personId: string;
  personName: string;
}>;

/** The companies a login belongs to, by name; asked inside `asUser`, before a company is chosen. */
export async function membershipsOf(reading: Reading, userId: string): Promise<readonly Membership[]> {
  const rows = await reading
    .selectFrom("people")
    .innerJoin("companies", "companies.company_id", "people.company_id")
    .select([
      "people.company_id",
      "people.person_id",
      "people.name as person_name",
      "companies.name",
      "companies.is_demo",
    ])
    .where("people.user_id", "=", userId)
    .where("people.is_active", "=", true)
    .orderBy("companies.name")
    .orderBy("people.company_id")
    .execute();
  return rows.map((row) => ({
    companyId: row.company_id,
    companyName: row.name,
    isDemo: row.is_demo,
    personId: row.person_id,
    personName: row.person_name,
  }));
}

export async function userOf(reading: Reading, companyId: CompanyId, personId: string): Promise<string | null> {
  const row = await reading
    .selectFrom("people")
    .select("user_id")
    .where("company_id", "=", companyId)
    .where("person_id", "=", personId)
    .executeTakeFirst();
  return row?.user_id ?? null;
}

// The company.

export type Company = Readonly<{
  id: CompanyId;
  name: string;
  currency: string;
  timeZone: string;
  isDemo: boolean;
  settings: CompanySettings;
}>;

export async function findCompany(reading: Reading, companyId: CompanyId): Promise<Company | null> {
  const row = await reading.selectFrom("companies").selectAll().where("company_id", "=", companyId).executeTakeFirst();
  if (row === undefined) return null;
  return {
    id: row.company_id,
    name: row.name,
    currency: row.currency,
    timeZone: row.time_zone,
    isDemo: row.is_demo,
    settings: {
      name: row.name,
      timeZone: row.time_zone,
      summaryHour: row.summary_hour,
      senderMayAccept: row.sender_may_accept,
      rejectionReasonRequired: row.rejection_reason_required,
      maySendOutOfOrder: row.may_send_out_of_order,
      maySendCompleteContracts: row.may_send_complete_contracts,
      sendingNeedsPrimeContracts: row.sending_needs_prime_contracts,
      mailOnFirstSend: row.mail_on_first_send,
      mailOnResend: row.mail_on_resend,
    },
  };
}

/** What is recorded about a person is recorded one after the other. It keeps nobody from being named elsewhere. */
export async function lockPerson(tx: Tx, companyId: CompanyId, personId: string): Promise<void> {
  await tx
    .selectFrom("people")
    .select("person_id")
    .where("company_id", "=", companyId)
    .where("person_id", "=", personId)
    .forNoKeyUpdate()
    .execute();
}

export async function lockCompany(tx: Tx, companyId: CompanyId): Promise<void> {
  await tx.selectFrom("companies").select("company_id").where("company_id", "=", companyId).forUpdate().execute();
}

export async function saveCompany(tx: Tx, companyId: CompanyId, settings: CompanySettings): Promise<void> {
  await tx
    .updateTable("companies")
    .set({
      name: settings.name,
      time_zone: settings.timeZone,
      summary_hour: settings.summaryHour,
      sender_may_accept: settings.senderMayAccept,
      rejection_reason_required: settings.rejectionReasonRequired,
      may_send_out_of_order: settings.maySendOutOfOrder,
      may_send_complete_contracts: settings.maySendCompleteContracts,
      sending_needs_prime_contracts: settings.sendingNeedsPrimeContracts,
      mail_on_first_send: settings.mailOnFirstSend,
      mail_on_resend: settings.mailOnResend,
    })
    .where("company_id", "=", companyId)
    .execute();
}

// Projects and organizations.

/** The company's projects with the actor's levels in them, by number. */
export async function projectsFor(reading: Reading, actor: Actor): Promise<readonly ProjectShown[]> {
  const rows = await reading
    .selectFrom("projects")
    .leftJoin("project_roles as role", (join) =>
      join
        .onRef("role.company_id", "=", "projects.company_id")
        .onRef("role.project_id", "=", "projects.project_id")
        .on("role.person_id", "=", actor.personId),
    )
    .select([
      "projects.project_id",
      "projects.number",
      "projects.name",
      "projects.erp_job_code",
      "projects.erp_job_name",
      "role.prime_contracts",
      "role.commitments",
      "role.view_owner_invoice_detail",
    ])
    .where("projects.company_id", "=", actor.companyId)
    .orderBy("projects.number")
    .execute();
  return rows.map((row) => ({
    id: row.project_id,
    number: row.number,
    name: row.name,
    erpJob: jobOf(row),
    levels: {
      primeContracts: row.prime_contracts ?? "none",
      commitments: row.commitments ?? "none",
      viewOwnerInvoiceDetail: row.view_owner_invoice_detail ?? false,
    },
  }));
}

function jobOf(row: { erp_job_code: string | null; erp_job_name: string | null }): ProjectShown["erpJob"] {
  return row.erp_job_code === null ? null : { code: row.erp_job_code, name: row.erp_job_name ?? row.erp_job_code };
}

export type Project = Readonly<{ id: string; number: string; name: string; erpJob: ProjectShown["erpJob"] }>;

export async function findProject(reading: Reading, companyId: CompanyId, projectId: string): Promise<Project | null> {
  const row = await reading
    .selectFrom("projects")
    .select(["project_id", "number", "name", "erp_job_code", "erp_job_name"])
    .where("company_id", "=", companyId)
    .where("project_id", "=", projectId)
    .executeTakeFirst();
  return row === undefined ? null : { id: row.project_id, number: row.number, name: row.name, erpJob: jobOf(row) };
}

/** Acts that must not meet in one project (numbers, periods) take this lock first. */
export async function lockProject(tx: Tx, companyId: CompanyId, projectId: string): Promise<void> {
  await tx
    .selectFrom("projects")
    .select("project_id")
    .where("company_id", "=", companyId)
    .where("project_id", "=", projectId)
    .forUpdate()
    .execute();
}

export async function saveJob(
  tx: Tx,
  companyId: CompanyId,
  projectId: string,
  job: { code: string; name: string; at: Date } | null,
): Promise<void> {
  await tx
    .updateTable("projects")
    .set({ erp_job_code: job?.code ?? null, erp_job_name: job?.name ?? null, erp_job_linked_at: job?.at ?? null })
    .where("company_id", "=", companyId)
    .where("project_id", "=", projectId)
    .execute();
}

export type Organization = Readonly<{ id: string; name: string; erpCustomerCode: string | null }>;

export async function organizationsOf(reading: Reading, companyId: CompanyId): Promise<readonly Organization[]> {
  const rows = await reading
    .selectFrom("organizations")
    .select(["organization_id", "name", "erp_customer_code"])
    .where("company_id", "=", companyId)
    .orderBy("name")
    .orderBy("organization_id")
    .execute();
  return rows.map((row) => ({
    id: row.organization_id,
    name: row.name,
    erpCustomerCode: row.erp_customer_code,
  }));
}

export async function lockOrganization(
  tx: Tx,
  companyId: CompanyId,
  organizationId: string,
): Promise<Organization | null> {
  const row = await tx
    .selectFrom("organizations")
    .select(["organization_id", "name", "erp_customer_code"])
    .where("company_id", "=", companyId)
    .where("organization_id", "=", organizationId)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? null : { id: row.organization_id, name: row.name, erpCustomerCode: row.erp_customer_code };
}

export async function saveCustomer(
  tx: Tx,
  companyId: CompanyId,
  organizationId: string,
  code: string | null,
): Promise<void> {
  await tx
    .updateTable("organizations")
    .set({ erp_customer_code: code })
    .where("company_id", "=", companyId)
    .where("organization_id", "=", organizationId)
    .execute();
}

/**
 * How many invoices are just being written to the ERP, or may have been, and how many are in it, for a project or for
 * an organization that owns contracts. One that merely waits or has failed is not counted: linking may be its cure.
 */
export async function invoicesTowardsErp(
  reading: Reading,
  companyId: CompanyId,
  of: { projectId: string } | { ownerId: string },
): Promise<{ inFlight: number; synced: number }> {
  const row = await reading
    .selectFrom("erp_entries")
    .innerJoin("invoices", (join) =>
      join
        .onRef("invoices.company_id", "=", "erp_entries.company_id")
        .onRef("invoices.invoice_id", "=", "erp_entries.invoice_id"),
    )
    .innerJoin("contracts", (join) =>
      join
        .onRef("contracts.company_id", "=", "invoices.company_id")
        .onRef("contracts.contract_id", "=", "invoices.contract_id"),
    )
    .select((select) => [
      select.fn.countAll<string>().filterWhere("erp_entries.state", "in", ["exporting", "in_doubt"]).as("in_flight"),
      select.fn.countAll<string>().filterWhere("erp_entries.state", "in", ["synced", "unlinking"]).as("synced"),
    ])
    .where("erp_entries.company_id", "=", companyId)
    .$if("projectId" in of, (query) => query.where("contracts.project_id", "=", "projectId" in of ? of.projectId : ""))
    .$if("ownerId" in of, (query) => query.where("contracts.owner_id", "=", "ownerId" in of ? of.ownerId : ""))
    .executeTakeFirstOrThrow();
  return { inFlight: Number(row.in_flight), synced: Number(row.synced) };
}
