// What may be asked about a prime contract, and who sees it.
import { assert } from "../assert.ts";
import type { Db } from "../db/pool.ts";
import { type Reading, readCompany, type Tx } from "../db/transaction.ts";
import type { Subject } from "../journal/journal.db.ts";
import { amountText } from "../money/money.ts";
import { numberText } from "../money/ratio.ts";
import { paths } from "../paths.ts";
import type { Actor } from "../people/actor.ts";
import { findProject, type Project, projectStanding } from "../people/people.commands.ts";
import { may, type ProjectStanding } from "../people/permission.ts";
import { lackingReasons, notFound } from "../people/reasons.ts";
import { isRefusal, type Reason, type Refusal } from "../refusal.ts";
import { contractStatusLabels } from "../words/en/contract.ts";
import { reasonsShown } from "../words/reasons.ts";
import { termsShown } from "./billing-terms.ts";
import {
  type Contract,
  contractsOf,
  findContract,
  hasOpenPeriod,
  invoicedOn,
  lockContract,
  privateListOf,
} from "./contract.db.ts";
import { billableStatuses } from "./contract.ts";
import { openingShown } from "./opening.ts";
import { scheduleLinesOf } from "./schedule.db.ts";
import { inForce, type ScheduleLine, scheduleSums } from "./schedule-line.ts";
import type { ContractShown } from "./wire.ts";

// What the nouns to the right ask about contracts, in their own transactions.
export { type Contract, findContract, lockContract } from "./contract.db.ts";
export { scheduleLinesOf } from "./schedule.db.ts";

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
    terms: termsShown(contract.terms),
    opening: contract.opening && openingShown(contract.opening),
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
