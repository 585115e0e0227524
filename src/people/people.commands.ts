// The verbs of companies and what belongs to them: change the company's settings, link projects and customers.
import { assert } from "../assert.ts";
import type { Db } from "../db/pool.ts";
import { asUser, inCompany, type Reading, readCompany } from "../db/transaction.ts";
import { changedFields } from "../journal/changed-fields.ts";
import { record } from "../journal/journal.db.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { Actor } from "./actor.ts";
import {
  type Company,
  findCompany,
  findProject,
  invoicesTowardsErp,
  lockCompany,
  lockOrganization,
  lockProject,
  membershipsOf,
  type Organization,
  projectsFor,
  saveCompany,
  saveCustomer,
  saveJob,
  userOf,
} from "./people.db.ts";
import { may, noProject } from "./permission.ts";
import { notFound, notPermitted } from "./reasons.ts";
import type { CompanySettings, ProjectShown } from "./wire.ts";

// What the nouns to the right ask about people, in their own transactions.
export {
  approversOf,
  type Company,
  contractAdminsOf,
  findCompany,
  findPerson,
  findProject,
  lockCompany,
  lockProject,
  type Organization,
  organizationsOf,
  type Person,
  type Project,
  peopleById,
  projectStanding,
} from "./people.db.ts";

export type SessionFacts = Readonly<{ company: Company; companies: readonly { id: string; name: string }[] }>;

export async function sessionFacts(db: Db, actor: Actor): Promise<SessionFacts> {
  const { company, userId } = await readCompany(db, actor.companyId, async (reading) => ({
    company: await companyOf(reading, actor),
    userId: await userOf(reading, actor.companyId, actor.personId),
  }));
  const memberships = userId === null ? [] : await asUser(db, userId, (reading) => membershipsOf(reading, userId));
  return {
    company,
    companies: memberships.map(({ companyId, companyName }) => ({ id: companyId, name: companyName })),
  };
}

async function companyOf(reading: Reading, actor: Actor): Promise<Company> {
  const company = await findCompany(reading, actor.companyId);
  assert(company !== null, "the company of a signed-in person exists");
  return company;
}

/** Changes some of the company's settings and leaves the others. */
export function changeCompany(
  db: Db,
  actor: Actor,
  change: { [Key in keyof CompanySettings]?: CompanySettings[Key] | undefined },
  at: Date,
): Promise<CompanySettings | Refusal> {
  return inCompany(db, actor.companyId, async (tx) => {
    if (!may(actor, "setUpCompany", noProject)) return notPermitted("setUpCompany");
    await lockCompany(tx, actor.companyId);
    const { settings: before } = await companyOf(tx, actor);
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const after: CompanySettings = { ...before, ...given };
    if (!isTimeZone(after.timeZone)) {
      const allowed = "a name of the IANA list, as America/Los_Angeles";
      return refuse("bad_input", [{ code: "no_such_time_zone", field: "timeZone", given: after.timeZone, allowed }]);
    }
    const changed = changedFields(before, after);
    if (Object.keys(changed).length === 0) return after;
    await saveCompany(tx, actor.companyId, after);
    const subject = { kind: "company", id: actor.companyId } as const;
    await record(tx, actor.companyId, subject, { act: "company_changed", facts: changed }, actor, at);
    return after;
  });
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/**
 * Links a project to an ERP job, or unlinks it. What is posted, or may be, names the job, so the link then
 * stays.
 */
export function linkJob(
  db: Db,
  actor: Actor,
  projectId: string,
  job: { code: string; name: string } | null,
  at: Date,
): Promise<ProjectShown | Refusal> {
  return inCompany(db, actor.companyId, async (tx) => {
    if (!may(actor, "setUpErp", noProject)) return notPermitted("setUpErp");
    await lockProject(tx, actor.companyId, projectId);
    const project = await findProject(tx, actor.companyId, projectId);
    if (project === null) return notFound;
    if (project.erpJob?.code !== job?.code) {
      const { inFlight, synced } = await invoicesTowardsErp(tx, actor.companyId, { projectId });
      const count = inFlight + synced;
      if (count > 0) return refuse("closed", [{ code: "job_in_use", values: { count } }]);
      await saveJob(tx, actor.companyId, projectId, job && { ...job, at });
      const fact = { act: job === null ? "job_unlinked" : "job_linked", facts: { before: project.erpJob, after: job } };
      await record(tx, actor.companyId, { kind: "project", id: projectId }, fact, actor, at);
    }
    const shown = (await projectsFor(tx, actor)).find(({ id }) => id === projectId);
    assert(shown !== undefined, "a project that was just linked is found");
    return shown;
  });
}

/** Links an organization to an ERP customer, or unlinks it. */
export function linkCustomer(
  db: Db,
  actor: Actor,
  organizationId: string,
  code: string | null,
  at: Date,
): Promise<Organization | Refusal> {
  return inCompany(db, actor.companyId, async (tx) => {
    if (!may(actor, "setUpErp", noProject)) return notPermitted("setUpErp");
    const before = await lockOrganization(tx, actor.companyId, organizationId);
    if (before === null) return notFound;
    if (before.erpCustomerCode === code) return before;
    const { inFlight } = await invoicesTowardsErp(tx, actor.companyId, { ownerId: organizationId });
    if (inFlight > 0) return refuse("closed", [{ code: "customer_in_use", values: { count: inFlight } }]);
    await saveCustomer(tx, actor.companyId, organizationId, code);
    const facts = { organizationId, name: before.name, before: before.erpCustomerCode, after: code };
    const fact = { act: code === null ? "customer_unlinked" : "customer_linked", facts };
    await record(tx, actor.companyId, { kind: "company", id: actor.companyId }, fact, actor, at);
    return { ...before, erpCustomerCode: code };
  });
}
