// The verbs of a prime contract: make it, and change what it says.
import { randomUUID } from "node:crypto";
import { assert } from "../assert.ts";
import type { Db } from "../db/pool.ts";
import { type CompanyId, inCompany, type Reading } from "../db/transaction.ts";
import { changedFields } from "../journal/changed-fields.ts";
import { changedMeanwhile } from "../journal/changed-meanwhile.db.ts";
import { record } from "../journal/journal.db.ts";
import { numberText, percent } from "../money/ratio.ts";
import { paths } from "../paths.ts";
import type { Actor } from "../people/actor.ts";
import { findCompany, lockProject, peopleById, projectStanding } from "../people/people.commands.ts";
import { may } from "../people/permission.ts";
import { notFound, notPermitted } from "../people/reasons.ts";
import { isRefusal, type Reason, type Refusal, refuse } from "../refusal.ts";
import { isUpToHundred, upToHundred } from "./agreed.ts";
import { plainTerms, readTerms, type TermsShown, termsShown } from "./billing-terms.ts";
import { contractSubject, lockedContract, shownContract } from "./contract.commands.ts";
import {
  type Contract,
  type ContractHead,
  contractNumbered,
  findContract,
  insertContract,
  invoicedOn,
  organizationExists,
  privateListOf,
  saveContract,
  savePrivateList,
} from "./contract.db.ts";
import { openingProblems, openingShown, readOpening } from "./opening.ts";
import { scheduleLinesOf } from "./schedule.db.ts";
import { inForce } from "./schedule-line.ts";
import { termsProblems } from "./terms-problems.ts";
import type { ContractChange, ContractShown, NewContract, OpeningShown } from "./wire.ts";

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
    const head = headOf({ ...entered, status: "draft", terms: termsShown(plainTerms), opening: null });
    const problems = await headProblems(tx, actor.companyId, projectId, null, head, entered.privateList);
    if (problems.length > 0) return refuse("bad_input", problems);

    const id = randomUUID();
    const company = await findCompany(tx, actor.companyId);
    assert(company !== null, "the company of an actor exists");
    const { currency } = company;
    await insertContract(tx, actor.companyId, { id, projectId, head, currency, createdBy: actor.personId, at });
    await savePrivateList(tx, actor.companyId, id, entered.privateList);
    const facts = { number: head.number, title: head.title };
    const fact = { act: "contract_created", facts };
    await record(tx, actor.companyId, contractSubject(id), fact, actor, at);
    return await shownContract(tx, actor, id);
  });
}

/**
 * Changes what a contract says. Its terms may change at any time: every invoice keeps the copy it was computed with, and
 * the journal keeps the old terms beside the new. An opening is open until the first invoice, which starts from it.
 */
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

    const before = headShown(contract);
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const entered: HeadEntered = { ...before, ...given };
    const listBefore = (await privateListOf(tx, actor.companyId, contractId)).map(({ id }) => id).sort();
    const listAfter = privateList === undefined ? listBefore : [...new Set(privateList)].sort();
    const head = headOf(entered);
    const problems = [
      ...(await headProblems(tx, actor.companyId, contract.projectId, contractId, head, listAfter)),
      ...(await billingProblems(tx, actor.companyId, contractId, change)),
    ];
    if (problems.length > 0) return refuse("bad_input", problems);

    const facts = changedFields({ ...before, privateList: listBefore }, { ...headShown(head), privateList: listAfter });
    if ("opening" in facts) {
      const { count } = await invoicedOn(tx, actor.companyId, contractId);
      if (count > 0) return refuse("closed", [openingClosed(contract, count)]);
    }
    if (Object.keys(facts).length > 0) {
      await saveContract(tx, actor.companyId, contractId, head, version + 1);
      await savePrivateList(tx, actor.companyId, contractId, listAfter);
      await record(tx, actor.companyId, subject, { act: "contract_changed", facts }, actor, at);
    }
    return await shownContract(tx, actor, contractId);
  });
}

/** As people enter it and the journal keeps it: amounts and percentages as text. */
type HeadEntered = Omit<ContractHead, "retainageOnWork" | "retainageOnMaterials" | "terms" | "opening"> & {
  retainageOnWork: string;
  retainageOnMaterials: string;
  terms: TermsShown;
  opening: OpeningShown | null;
};

function headOf(entered: HeadEntered): ContractHead {
  const { number, title, status, ownerId, contractor, architect, contractOn, isPrivate, listSeesSchedule } = entered;
  return {
    ...{ number, title, status, ownerId, contractor, architect, contractOn, isPrivate, listSeesSchedule },
    retainageOnWork: percent(entered.retainageOnWork),
    retainageOnMaterials: percent(entered.retainageOnMaterials),
    terms: readTerms(entered.terms),
    opening: entered.opening && readOpening(entered.opening),
  };
}

function headShown(head: ContractHead): HeadEntered {
  const { number, title, status, ownerId, contractor, architect, contractOn, isPrivate, listSeesSchedule } = head;
  return {
    ...{ number, title, status, ownerId, contractor, architect, contractOn, isPrivate, listSeesSchedule },
    retainageOnWork: numberText(head.retainageOnWork),
    retainageOnMaterials: numberText(head.retainageOnMaterials),
    terms: termsShown(head.terms),
    opening: head.opening && openingShown(head.opening),
  };
}

async function headProblems(
  reading: Reading,
  companyId: CompanyId,
  projectId: string,
  contractId: string | null,
  head: ContractHead,
  privateList: readonly string[],
): Promise<Reason[]> {
  const problems: Reason[] = [];
  const other = await contractNumbered(reading, companyId, projectId, head.number, contractId);
  if (other !== null) {
    const link = paths.contract(projectId, other.id);
    problems.push({ code: "number_taken", field: "number", given: head.number, values: { title: other.title }, link });
  }
  if (head.ownerId !== null && !(await organizationExists(reading, companyId, head.ownerId)))
    problems.push({ code: "no_such_owner", field: "ownerId", given: head.ownerId, link: paths.directory() });
  const known = await peopleById(reading, companyId, privateList);
  for (const [index, personId] of privateList.entries())
    if (!known.has(personId)) problems.push({ code: "no_such_person", field: `privateList.${index}`, given: personId });
  for (const field of ["retainageOnWork", "retainageOnMaterials"] as const)
    if (!isUpToHundred(head[field]))
      problems.push({ code: "retainage_out_of_range", field, given: numberText(head[field]), allowed: upToHundred });
  return problems;
}

/** What is wrong with terms and opening, where they were given. */
async function billingProblems(
  reading: Reading,
  companyId: CompanyId,
  contractId: string,
  { terms, opening }: Pick<ContractChange, "terms" | "opening">,
): Promise<Reason[]> {
  if (terms === undefined && opening == null) return [];
  const lines = await scheduleLinesOf(reading, companyId, contractId);
  return [
    ...(terms === undefined ? [] : termsProblems(terms, lines)),
    ...(opening == null ? [] : openingProblems(opening, inForce(lines))),
  ];
}

const openingClosed = ({ projectId, id }: Contract, count: number): Reason => ({
  code: "opening_has_invoices",
  field: "opening",
  values: { count },
  link: paths.contract(projectId, id, "invoices"),
});
