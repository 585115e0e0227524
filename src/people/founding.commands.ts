// Founding a company: its people, projects, directory and ERP connection, in one act. A seed, a road and a test start so.
import { randomUUID } from "node:crypto";
import { assert } from "../assert.ts";
import type { Db } from "../db/pool.ts";
import { type CompanyId, inCompany, type Tx } from "../db/transaction.ts";
import { record } from "../journal/journal.db.ts";
import type { Actor } from "./actor.ts";
import { hashPassword } from "./credential.commands.ts";
import { findPerson } from "./people.db.ts";
import type { Level } from "./permission.ts";

export type Founding = Readonly<{
  name: string;
  timeZone?: string;
  currency?: string;
  summaryHour?: number;
  isDemo?: boolean;
  people: readonly Readonly<{
    name: string;
    email: string;
    /** Without one there is no login: the person is only named. */
    password: string | null;
    isCompanyAdmin?: boolean;
    erpIntegrations?: Level;
    canPushToAccounting?: boolean;
  }>[];
  projects: readonly Readonly<{
    number: string;
    name: string;
    erpJob: Readonly<{ code: string; name: string }> | null;
    roles: readonly Readonly<{
      email: string;
      primeContracts: Level;
      commitments: Level;
      viewOwnerInvoiceDetail: boolean;
    }>[];
  }>[];
  organizations?: readonly Readonly<{ name: string; erpCustomerCode: string | null }>[];
  costCodes?: readonly Readonly<{ code: string; description: string }>[];
  /** Only for connectors whose settings hold no secret; others are connected through the API, which seals them. */
  connection?: Readonly<{ connector: string; name: string; settings: Readonly<Record<string, string>> }>;
}>;

/** The ids of what was founded: people by e-mail, projects by number, organizations by name. */
export type Founded = Readonly<{
  companyId: CompanyId;
  people: ReadonlyMap<string, string>;
  projects: ReadonlyMap<string, string>;
  organizations: ReadonlyMap<string, string>;
}>;

export async function foundCompany(db: Db, founding: Founding, at: Date): Promise<Founded> {
  const companyId = randomUUID();
  const withIds = <T extends object>(rows: readonly T[]) => rows.map((row) => ({ ...row, id: randomUUID() }));
  const people = await Promise.all(
    withIds(founding.people).map(async ({ password, ...person }) => ({
      ...person,
      passwordHash: password === null ? null : await hashPassword(password),
    })),
  );
  const projects = withIds(founding.projects);
  const organizations = withIds(founding.organizations ?? []);
  const founded: Founded = {
    companyId,
    people: new Map(people.map(({ email, id }) => [email, id])),
    projects: new Map(projects.map(({ number, id }) => [number, id])),
    organizations: new Map(organizations.map(({ name, id }) => [name, id])),
  };
  await inCompany(db, companyId, async (tx) => {
    await insertCompany(tx, companyId, founding, at);
    for (const person of people) await insertPerson(tx, companyId, person, at);
    for (const project of projects) await insertProject(tx, founded, project, at);
    await insertDirectory(tx, companyId, founding, organizations, at);
    const facts = { name: founding.name, isDemo: founding.isDemo ?? false };
    await record(tx, companyId, { kind: "company", id: companyId }, { act: "company_founded", facts }, null, at);
  });
  return founded;
}

async function insertCompany(tx: Tx, companyId: CompanyId, founding: Founding, at: Date): Promise<void> {
  await tx
    .insertInto("companies")
    .values({
      company_id: companyId,
      name: founding.name,
      time_zone: founding.timeZone ?? "UTC",
      currency: founding.currency ?? "USD",
      is_demo: founding.isDemo ?? false,
      summary_hour: founding.summaryHour ?? 7,
      created_at: at,
    })
    .execute();
}

type PersonFounded = Omit<Founding["people"][number], "password"> & { id: string; passwordHash: string | null };

async function insertPerson(tx: Tx, companyId: CompanyId, person: PersonFounded, at: Date): Promise<void> {
  const email = person.email.toLowerCase();
  const userId = person.passwordHash === null ? null : await ensureUser(tx, email, person.passwordHash, at);
  await tx
    .insertInto("people")
    .values({
      company_id: companyId,
      person_id: person.id,
      user_id: userId,
      name: person.name,
      email,
      is_company_admin: person.isCompanyAdmin ?? false,
      erp_integrations: person.erpIntegrations ?? "none",
      can_push_to_accounting: person.canPushToAccounting ?? false,
    })
    .execute();
}

/** A login is a person's in the world: who has one keeps it, with the password it has. */
async function ensureUser(tx: Tx, email: string, passwordHash: string, at: Date): Promise<string> {
  await tx
    .insertInto("users")
    .values({ user_id: randomUUID(), email, password_hash: passwordHash, created_at: at })
    .onConflict((conflict) => conflict.column("email").doNothing())
    .execute();
  const user = await tx.selectFrom("users").select("user_id").where("email", "=", email).executeTakeFirstOrThrow();
  return user.user_id;
}

async function insertProject(
  tx: Tx,
  { companyId, people }: Founded,
  project: Founding["projects"][number] & { id: string },
  at: Date,
): Promise<void> {
  const { erpJob, id, number, name } = project;
  await tx
    .insertInto("projects")
    .values({
      company_id: companyId,
      project_id: id,
      number,
      name,
      erp_job_code: erpJob?.code ?? null,
      erp_job_name: erpJob?.name ?? null,
      erp_job_linked_at: erpJob === null ? null : at,
      created_at: at,
    })
    .execute();
  for (const { email, primeContracts, commitments, viewOwnerInvoiceDetail } of project.roles) {
    const personId = people.get(email);
    assert(personId !== undefined, `${email}, who has a role in ${number}, is one of the company's people`);
    await tx
      .insertInto("project_roles")
      .values({
        company_id: companyId,
        project_id: id,
        person_id: personId,
        prime_contracts: primeContracts,
        commitments,
        view_owner_invoice_detail: viewOwnerInvoiceDetail,
      })
      .execute();
  }
}

async function insertDirectory(
  tx: Tx,
  companyId: CompanyId,
  { costCodes = [], connection }: Founding,
  organizations: readonly { id: string; name: string; erpCustomerCode: string | null }[],
  at: Date,
): Promise<void> {
  for (const { id, name, erpCustomerCode } of organizations)
    await tx
      .insertInto("organizations")
      .values({ company_id: companyId, organization_id: id, name, erp_customer_code: erpCustomerCode })
      .execute();
  for (const { code, description } of costCodes)
    await tx.insertInto("cost_codes").values({ company_id: companyId, code, description }).execute();
  if (connection !== undefined)
    await tx
      .insertInto("erp_connections")
      .values({
        company_id: companyId,
        connection_id: randomUUID(),
        connector: connection.connector,
        name: connection.name,
        settings: JSON.stringify(connection.settings),
        created_at: at,
      })
      .execute();
}

/** A person of the company as one who acts. */
export function actorOf(db: Db, companyId: CompanyId, personId: string): Promise<Actor> {
  return inCompany(db, companyId, async (tx) => {
    const person = await findPerson(tx, companyId, personId);
    assert(person !== null, "the person is in the company");
    return person.actor;
  });
}
