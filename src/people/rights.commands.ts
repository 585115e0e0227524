// What a person may do, and why: asked by company administrators about anybody of their company.
import type { Db } from "../db/pool.ts";
import { type Reading, readCompany } from "../db/transaction.ts";
import type { Refusal } from "../refusal.ts";
import type { Actor } from "./actor.ts";
import { type Explanation, explainAll } from "./explain.ts";
import { contractsNamed, findPerson, findProject, type Person, projectStanding } from "./people.db.ts";
import { may, noProject, type ProjectStanding } from "./permission.ts";
import { notFound, notPermitted } from "./reasons.ts";
import { rightShown } from "./rights-shown.ts";
import type { RightsShown } from "./wire.ts";

/** In a project, or in the company alone where none is named. */
export function rightsOf(
  db: Db,
  actor: Actor,
  personId: string,
  projectId: string | null,
): Promise<RightsShown | Refusal> {
  return readCompany(db, actor.companyId, async (reading) => {
    if (!may(actor, "viewRights", noProject)) return notPermitted("viewRights");
    const person = await findPerson(reading, actor.companyId, personId);
    if (person === null) return notFound;
    return projectId === null ? rightsInCompany(person) : await rightsInProject(reading, actor, person, projectId);
  });
}

function rightsInCompany(person: Person): RightsShown {
  const inCompany = explainAll(person.actor, noProject).filter(({ reach }) => reach === "company");
  return {
    person: named(person),
    project: null,
    rights: inCompany.map((explanation) => rightShown(explanation, person.actor, noProject)),
    contracts: [],
    hiddenContracts: 0,
  };
}

const named = ({ id, name, isActive }: Person) => ({ id, name, isActive });

async function rightsInProject(
  reading: Reading,
  asking: Actor,
  person: Person,
  projectId: string,
): Promise<RightsShown | Refusal> {
  const project = await findProject(reading, asking.companyId, projectId);
  const found = await projectStanding(reading, person.actor, projectId, null);
  if (project === null || found === null) return notFound;
  const standing: ProjectStanding = { ...found, wasSentToErp: false };
  const explanations = explainAll(person.actor, standing);
  const { contracts, hiddenContracts } = await contractsApart(reading, asking, person, projectId, explanations);
  return {
    person: named(person),
    project: { id: project.id, number: project.number, name: project.name },
    rights: explanations.map((explanation) => rightShown(explanation, person.actor, standing)),
    contracts,
    hiddenContracts,
  };
}

/**
 * The contracts that are private or answer otherwise than an ordinary one. Whoever asks may not see every private
 * contract: such a one is counted and not named.
 */
async function contractsApart(
  reading: Reading,
  asking: Actor,
  { actor }: Person,
  projectId: string,
  ordinary: readonly Explanation[],
): Promise<Pick<RightsShown, "contracts" | "hiddenContracts">> {
  const contracts: RightsShown["contracts"] = [];
  let hiddenContracts = 0;
  for (const named of await contractsNamed(reading, asking.companyId, projectId)) {
    const standing = await projectStanding(reading, actor, projectId, named.id);
    const own = await projectStanding(reading, asking, projectId, named.id);
    if (standing === null || standing.contract === null || own === null) continue; // Gone between two questions.
    const explanations = explainAll(actor, standing);
    const isOtherwise = explanations.some((explanation, index) => explanation.may !== ordinary[index]?.may);
    if (!standing.contract.isPrivate && !isOtherwise) continue;
    if (!may(asking, "viewContract", own)) {
      hiddenContracts += 1;
      continue;
    }
    const rights = explanations
      .filter(({ reach }) => reach === "contract")
      .map((explanation) => rightShown(explanation, actor, standing));
    contracts.push({ ...named, ...standing.contract, wasSentToErp: standing.wasSentToErp, rights });
  }
  return { contracts, hiddenContracts };
}
