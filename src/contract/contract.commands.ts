// The verbs of a prime contract, and what may be asked about it.
import { randomUUID } from "node:crypto";
import { assert } from "../assert.ts";
import type { Db } from "../db/pool.ts";
import { type CompanyId, inCompany, type Reading, readCompany, type Tx } from "../db/transaction.ts";
import { changedFields } from "../journal/changed-fields.ts";
import { changedMeanwhile } from "../journal/changed-meanwhile.db.ts";
import { record, type Subject } from "../journal/journal.db.ts";
import { amountText } from "../money/money.ts";
import { numberText, type Percent, percent } from "../money/ratio.ts";
import { paths } from "../paths.ts";
import type { Actor } from "../people/actor.ts";
import {
  findCompany,
  findProject,
  lockProject,
  type Project,
  peopleById,
  projectStanding,
} from "../people/people.commands.ts";
import { may, type ProjectStanding } from "../people/permission.ts";
import { lackingReasons, notFound, notPermitted } from "../people/reasons.ts";
import { isRefusal, type Reason, type Refusal, refuse } from "../refusal.ts";
import { contractStatusLabels } from "../words/en/contract.ts";
import { reasonsShown } from "../words/reasons.ts";
import {
  type Contract,
  type ContractTerms,
  contractNumbered,
  contractsOf,
  findContract,
  hasOpenPeriod,
  insertContract,
  invoicedOn,
  lockContract,
  organizationExists,
  privateListOf,
  saveContract,
  savePrivateList,
  scheduleLinesOf,
} from "./contract.db.ts";
import { billableStatuses } from "./contract.ts";
import { inForce, type ScheduleLine, scheduleSums } from "./schedule-line.ts";
import type { ContractChange, ContractShown, NewContract } from "./wire.ts";

// What the nouns to the right ask about contracts, in their own transactions.
export { type Contract, findContract, lockContract, scheduleLinesOf } from "./contract.db.ts";

export type SeenContract = Readonly<{ contract: Contract; standing: ProjectStanding }>;

/** The contract and what the actor is to it; to whom it is hidden it does not exist. */
export async function seenContract(
  reading: Reading,
  actor: Actor,
  contractId: string,
): Promise<SeenContract | Refusal> {
  const contract = await findContract(reading, actor.companyId, contractId);
  if (contract === null) return notFound;
  const standing = await projectStanding(reading, actor, contract.projectId, contractId);
  if (standing === null || !may(actor, "viewContract", standing)) return notFound;
  return { contract, standing };
}

/** As `seenContract`, locked until the act is over. */
export async function lockedContract(tx: Tx, actor: Actor, contractId: string): Promise<SeenContract | Refusal> {
  await lockContract(tx, actor.companyId, contractId);
  return await seenContract(tx, actor, contractId);
}

export const contractSubject = (contractId: string): Subject => ({ kind: "contract", id: contractId });

// Questions.

export function askContract(db: Db, actor: Actor, contractId: string): Promise<ContractShown | Refusal> {
  return readCompany(db, actor.companyId, (reading) => shownContract(reading, actor, contractId));
}

export function askContracts(db: Db, actor: Actor, projectId: string): Promise<ContractShown[] | Refusal> {
  return readCompany(db, actor.companyId, async (reading) => {
    const standing = await projectStanding(reading, actor, projectId, null);
    if (standing === null) return notFound;
    if (!may(actor, "viewProject", standing) && !may(actor, "viewContract", standing)) return notFound;
    const shown: ContractShown[] = [];
    for (const { id } of await contractsOf(reading, actor.companyId, projectId)) {
      const contract = await shownContract(reading, actor, id);
      if (!isRefusal(contract)) shown.push(contract);
    }
    return shown;
  });
}

export async function shownContract(
  reading: Reading,
  actor: Actor,
  contractId: string,
): Promise<ContractShown | Refusal> {
  const seen = await seenContract(reading, actor, contractId);
  if (isRefusal(seen)) return seen;
  const { contract, standing } = seen;
  const { companyId } = actor;
  const project = await findProject(reading, companyId, contract.projectId);
  assert(project !== null, "the project of a contract exists");
  const lines = await scheduleLinesOf(reading, companyId, contractId);
  const invoiced = await invoicedOn(reading, companyId, contractId);
  const isPeriodOpen = await hasOpenPeriod(reading, companyId, contract.projectId);
  const privateList = await privateListOf(reading, companyId, contractId);
  const facts = { contract, lines, invoiceCount: invoiced.count, isPeriodOpen };
  const sums = scheduleSums(lines);
  return {
    ...headShown(contract, project),
    privateList: [...privateList],
    sums: {
      original: amountText(sums.original),
      approvedChangeOrders: amountText(sums.approvedChangeOrders),
      revised: amountText(sums.revised),
      invoicedToDate: amountText(invoiced.toDate),
      invoiceCount: invoiced.count,
      lineCount: inForce(lines).length,
    },
    closed: {
      edit: reasonsShown(lackingReasons(actor, "editContract", standing)),
      editSchedule: reasonsShown([
        ...lackingReasons(actor, "editSchedule", standing),
        ...scheduleClosedBecause(contract, invoiced.count),
      ]),
      createInvoice: reasonsShown([...lackingReasons(actor, "editInvoice", standing), ...billingClosedBecause(facts)]),
    },
  };
}

function headShown(contract: Contract, project: Project) {
  const { id, projectId, number, title, status, owner, contractor, architect, contractOn, currency } = contract;
  return {
    id,
    projectId,
    project: { id: project.id, number: project.number, name: project.name },
    number,
    title,
    status,
    owner,
    contractor,
    architect,
    contractOn,
    currency,
    retainageOnWork: numberText(contract.retainageOnWork),
    retainageOnMaterials: numberText(contract.retainageOnMaterials),
    isPrivate: contract.isPrivate,
    listSeesSchedule: contract.listSeesSchedule,
    version: contract.version,
    createdBy: contract.createdBy,
    createdAt: contract.createdAt.toISOString(),
  };
}

/** What has been invoiced stands on its schedule of values, so that is left as it is. */
export function scheduleClosedBecause(contract: Pick<Contract, "id" | "projectId">, invoiceCount: number): Reason[] {
  if (invoiceCount === 0) return [];
  const link = paths.contract(contract.projectId, contract.id, "change-orders");
  return [{ code: "contract_has_invoices", values: { count: invoiceCount }, link }];
}

/** Why no invoice can be made on a contract now, whoever asks. */
export function billingClosedBecause({
  contract,
  lines,
  isPeriodOpen,
}: {
  contract: Contract;
  lines: readonly ScheduleLine[];
  isPeriodOpen: boolean;
}): Reason[] {
  const { projectId, id, status } = contract;
  const reasons: Reason[] = [];
  if (!billableStatuses.includes(status)) {
    const values = { status: contractStatusLabels[status] };
    reasons.push({ code: "contract_not_billable", values, link: paths.contract(projectId, id, "general") });
  }
  if (inForce(lines).length === 0)
    reasons.push({ code: "contract_has_no_lines", link: paths.contract(projectId, id, "schedule") });
  if (!isPeriodOpen) reasons.push({ code: "no_open_billing_period", link: paths.billingPeriods(projectId) });
  return reasons;
}

// Acts.

export function createContract(
  db: Db,
  actor: Actor,
  projectId: string,
  entered: NewContract,
  at: Date,
): Promise<ContractShown | Refusal> {
  return inCompany(db, actor.companyId, async (tx) => {
    await lockProject(tx, actor.companyId, projectId);
    const standing = await projectStanding(tx, actor, projectId, null);
    if (standing === null || !may(actor, "viewProject", standing)) return notFound;
    if (!may(actor, "createContract", standing)) return notPermitted("createContract");
    const terms = termsOf({ ...entered, status: "draft" });
    const problems = await termsProblems(tx, actor.companyId, projectId, null, terms, entered.privateList);
    if (problems.length > 0) return refuse("bad_input", problems);

    const id = randomUUID();
    const company = await findCompany(tx, actor.companyId);
    assert(company !== null, "the company of an actor exists");
    const { currency } = company;
    await insertContract(tx, actor.companyId, { id, projectId, terms, currency, createdBy: actor.personId, at });
    await savePrivateList(tx, actor.companyId, id, entered.privateList);
    const facts = { number: terms.number, title: terms.title };
    const fact = { act: "contract_created", facts };
    await record(tx, actor.companyId, contractSubject(id), fact, actor, at);
    return await shownContract(tx, actor, id);
  });
}

export function changeContract(
  db: Db,
  actor: Actor,
  contractId: string,
  { version, privateList, ...change }: ContractChange,
  at: Date,
): Promise<ContractShown | Refusal> {
  return inCompany(db, actor.companyId, async (tx) => {
    const found = await findContract(tx, actor.companyId, contractId);
    if (found === null) return notFound;
    // A number is unique in its project, so the project is locked before the contract.
    await lockProject(tx, actor.companyId, found.projectId);
    const seen = await lockedContract(tx, actor, contractId);
    if (isRefusal(seen)) return seen;
    const { contract, standing } = seen;
    if (!may(actor, "editContract", standing)) return notPermitted("editContract");
    const subject = contractSubject(contractId);
    if (version !== contract.version)
      return await changedMeanwhile(tx, actor.companyId, subject, { had: version, current: contract.version });

    const before = termsShown(contract);
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const after: TermsEntered = { ...before, ...given };
    const terms = termsOf(after);
    const listBefore = (await privateListOf(tx, actor.companyId, contractId)).map(({ id }) => id).sort();
    const listAfter = privateList === undefined ? listBefore : [...new Set(privateList)].sort();
    const problems = await termsProblems(tx, actor.companyId, contract.projectId, contractId, terms, listAfter);
    if (problems.length > 0) return refuse("bad_input", problems);

    const facts = changedFields({ ...before, privateList: listBefore }, { ...after, privateList: listAfter });
    if (Object.keys(facts).length > 0) {
      await saveContract(tx, actor.companyId, contractId, terms, version + 1);
      await savePrivateList(tx, actor.companyId, contractId, listAfter);
      await record(tx, actor.companyId, subject, { act: "contract_changed", facts }, actor, at);
    }
    return await shownContract(tx, actor, contractId);
  });
}

/** The terms as people enter and the journal keeps them: percentages as text. */
type TermsEntered = Omit<ContractTerms, "retainageOnWork" | "retainageOnMaterials"> & {
  retainageOnWork: string;
  retainageOnMaterials: string;
};

function termsOf(entered: TermsEntered): ContractTerms {
  const { number, title, status, ownerId, contractor, architect, contractOn, isPrivate, listSeesSchedule } = entered;
  return {
    ...{ number, title, status, ownerId, contractor, architect, contractOn, isPrivate, listSeesSchedule },
    retainageOnWork: percent(entered.retainageOnWork),
    retainageOnMaterials: percent(entered.retainageOnMaterials),
  };
}

function termsShown(terms: ContractTerms): TermsEntered {
  const { number, title, status, ownerId, contractor, architect, contractOn, isPrivate, listSeesSchedule } = terms;
  return {
    ...{ number, title, status, ownerId, contractor, architect, contractOn, isPrivate, listSeesSchedule },
    retainageOnWork: numberText(terms.retainageOnWork),
    retainageOnMaterials: numberText(terms.retainageOnMaterials),
  };
}

const hundred: Percent = percent("100");

async function termsProblems(
  reading: Reading,
  companyId: CompanyId,
  projectId: string,
  contractId: string | null,
  terms: ContractTerms,
  privateList: readonly string[],
): Promise<Reason[]> {
  const problems: Reason[] = [];
  const other = await contractNumbered(reading, companyId, projectId, terms.number, contractId);
  if (other !== null) {
    const link = paths.contract(projectId, other.id);
    problems.push({ code: "number_taken", field: "number", given: terms.number, values: { title: other.title }, link });
  }
  if (terms.ownerId !== null && !(await organizationExists(reading, companyId, terms.ownerId)))
    problems.push({ code: "no_such_owner", field: "ownerId", given: terms.ownerId, link: paths.directory() });
  const known = await peopleById(reading, companyId, privateList);
  for (const [index, personId] of privateList.entries())
    if (!known.has(personId)) problems.push({ code: "no_such_person", field: `privateList.${index}`, given: personId });
  for (const field of ["retainageOnWork", "retainageOnMaterials"] as const)
    if (terms[field] < 0n || terms[field] > hundred)
      problems.push({ code: "retainage_out_of_range", field, given: numberText(terms[field]), allowed: "0 to 100" });
  return problems;
}
