// The demo company: people to sign in as, an ERP in a box, and a contract of public record that waits for its first
// owner invoice.
import { readFile } from "node:fs/promises";
import { assert } from "./assert.ts";
import { askPeriods, createPeriod } from "./billing-period/billing-period.commands.ts";
import { dayAfter, dayIn, monthOf } from "./calendar/day.ts";
import { askContract, askContracts } from "./contract/contract.commands.ts";
import { changeContract, createContract } from "./contract/contract-edit.commands.ts";
import { importSchedule } from "./contract/schedule.commands.ts";
import { type Db, openPool } from "./db/pool.ts";
import { asUser, readCompany } from "./db/transaction.ts";
import { demoPeople } from "./demo-people.ts";
import type { Actor } from "./people/actor.ts";
import { actorOf, type Founding, foundCompany } from "./people/founding.commands.ts";
import { organizationsOf } from "./people/people.commands.ts";
import { isRefusal, type Refusal } from "./refusal.ts";

export type SignInHint = Readonly<{ name: string; email: string; password: string; role: string }>;

const timeZone = "America/Los_Angeles";
const managerEmail = "priya@demo.example";

const projects = {
  paulAvenue: { number: "2977J", name: "2977J Paul Avenue", erpJob: { code: "P-1001", name: "2977J Paul Avenue" } },
  lakeville: { number: "LK-24", name: "Lakeville Street Reconstruction", erpJob: null },
} as const;

const roles = demoPeople.map(({ email, project }) => ({ email, ...project }));

const demoCompany: Founding = {
  name: "Bay Paving and Sewer (demo)",
  timeZone,
  summaryHour: 7,
  isDemo: true,
  people: demoPeople,
  projects: [
    { ...projects.paulAvenue, roles },
    { ...projects.lakeville, roles },
  ],
  organizations: [
    { name: "San Francisco Public Works", erpCustomerCode: "OWN-001" },
    { name: "City of Lakeville", erpCustomerCode: "OWN-002" },
  ],
  costCodes: [
    { code: "01-000", description: "General requirements" },
    { code: "32-000", description: "Roadway and exterior improvements" },
    { code: "33-000", description: "Sewer and utilities" },
  ],
  connection: { connector: "sandbox", name: "Sandbox ERP", settings: {} },
};

/**
 * Loads the demo company where it is not there yet. Company, people and projects are founded in one transaction; the
 * contract is made by the ordinary acts, and where those were interrupted they go on. The billing period comes last:
 * once there is one, the demo is its user's and is left alone.
 */
export async function loadDemo({ appUrl }: { ownerUrl: string; appUrl: string }): Promise<{ signIn: SignInHint[] }> {
  const broken: Error[] = [];
  const db = openPool(appUrl, (error) => broken.push(error), 2);
  try {
    await loadDemoInto(db, new Date());
  } finally {
    await db.destroy();
  }
  if (broken[0] !== undefined) throw broken[0];
  return { signIn: demoPeople.map(({ name, email, password, role }) => ({ name, email, password, role })) };
}

export async function loadDemoInto(db: Db, at: Date): Promise<void> {
  const manager = (await managerThere(db)) ?? (await foundDemo(db, at));
  const projectId = await projectNumbered(db, manager, projects.paulAvenue.number);
  const { periods } = accepted(await askPeriods(db, manager, projectId));
  if (periods.length > 0) return;
  await makeContract(db, manager, projectId, at);
  const from = `${monthOf(dayIn(timeZone, at))}-01`;
  const to = dayAfter(`${monthOf(dayAfter(from, 31))}-01`, -1);
  accepted(
    await createPeriod(db, manager, projectId, { from, to, dueOn: dayAfter(to, 30), keepOthersOpen: false }, at),
  );
}

async function foundDemo(db: Db, at: Date): Promise<Actor> {
  const { companyId, people } = await foundCompany(db, demoCompany, at);
  const personId = people.get(managerEmail);
  assert(personId !== undefined, "the demo's project manager is one of its people");
  return await actorOf(db, companyId, personId);
}

/** The project manager of the demo company, if that was founded. */
async function managerThere(db: Db): Promise<Actor | null> {
  const user = await db.selectFrom("users").select("user_id").where("email", "=", managerEmail).executeTakeFirst();
  if (user === undefined) return null;
  const membership = await asUser(db, user.user_id, (reading) =>
    reading
      .selectFrom("people")
      .innerJoin("companies", "companies.company_id", "people.company_id")
      .select(["people.company_id", "people.person_id"])
      .where("people.user_id", "=", user.user_id)
      .where("companies.is_demo", "=", true)
      .executeTakeFirst(),
  );
  return membership === undefined ? null : await actorOf(db, membership.company_id, membership.person_id);
}

async function projectNumbered(db: Db, manager: Actor, number: string): Promise<string> {
  const project = await readCompany(db, manager.companyId, (reading) =>
    reading
      .selectFrom("projects")
      .select("project_id")
      .where("company_id", "=", manager.companyId)
      .where("number", "=", number)
      .executeTakeFirst(),
  );
  assert(project !== undefined, `the demo company has the project ${number}`);
  return project.project_id;
}

async function ownerNamed(db: Db, manager: Actor, name: string): Promise<string> {
  const all = await readCompany(db, manager.companyId, (reading) => organizationsOf(reading, manager.companyId));
  const owner = all.find((organization) => organization.name === name);
  assert(owner !== undefined, `the demo company's directory has ${name}`);
  return owner.id;
}

/** The contract of public record; see examples/sfpw-2977J/README.md for what of it is invented. */
async function makeContract(db: Db, manager: Actor, projectId: string, at: Date): Promise<void> {
  const there = accepted(await askContracts(db, manager, projectId))[0];
  const contract =
    there ??
    accepted(
      await createContract(
        db,
        manager,
        projectId,
        {
          number: "2977J",
          title: "Paul Ave, Woolsey St and Salinas Ave Pavement Renovation and Sewer Replacement",
          ownerId: await ownerNamed(db, manager, "San Francisco Public Works"),
          contractor: "Bay Paving and Sewer (demo)",
          architect: "",
          contractOn: null,
          retainageOnWork: "5",
          retainageOnMaterials: "5",
          isPrivate: false,
          listSeesSchedule: true,
          privateList: [],
        },
        at,
      ),
    );
  if (contract.sums.lineCount === 0) {
    const file = await readFile(new URL("../examples/sfpw-2977J/schedule-of-values.csv", import.meta.url));
    accepted(await importSchedule(db, manager, contract.id, file, at));
  }
  const { version, status } = accepted(await askContract(db, manager, contract.id));
  if (status === "draft") accepted(await changeContract(db, manager, contract.id, { version, status: "approved" }, at));
}

/** The demo asks for nothing that could be refused; if it is, the demo is broken. */
function accepted<T>(answer: T | Refusal): T {
  assert(!isRefusal(answer), `the demo's own acts are accepted: ${JSON.stringify(answer)}`);
  return answer;
}
