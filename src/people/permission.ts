// Who may do what: one table, asked by the API, the jobs and the screens. A rule is one line; each names what it takes.
import type { Actor } from "./actor.ts";

export const levels = ["none", "readOnly", "standard", "admin"] as const;
export type Level = (typeof levels)[number];

export function atLeast(level: Level, needed: Level): boolean {
  return levels.indexOf(level) >= levels.indexOf(needed);
}

/** What a person is to one project and, where the question is about one, to one contract. */
export type ProjectStanding = Readonly<{
  primeContracts: Level;
  commitments: Level;
  viewOwnerInvoiceDetail: boolean;
  contract: Readonly<{ isPrivate: boolean; isOnPrivateList: boolean; listSeesSchedule: boolean }> | null;
  /** An item of this contract was sent to the ERP: an approver may read it then, private contracts included. */
  wasSentToErp: boolean;
  /** The company has narrowed sending to Prime Contracts. */
  sendingNeedsPrimeContracts: boolean;
}>;

type Rule = (actor: Actor, standing: ProjectStanding) => boolean;

const isContractAdmin: Rule = (_, { primeContracts }) => primeContracts === "admin";

const isApprover: Rule = (actor) => atLeast(actor.erpIntegrations, "standard") && actor.canPushToAccounting;

/** A private contract is for Admins and its list; any other for whoever can read the tool. */
const seesContract: Rule = (actor, standing) => {
  if (isContractAdmin(actor, standing)) return true;
  if (isApprover(actor, standing) && standing.wasSentToErp) return true;
  if (!atLeast(standing.primeContracts, "readOnly")) return false;
  return !standing.contract?.isPrivate || standing.contract.isOnPrivateList;
};

/**
 * The founding page gates sending by Admin on Commitments, the invoicing tools by Commitments and/or Prime Contracts:
 * Admin on either will do. One who is Admin on Commitments alone needs to see what is sent.
 */
const mayMoveTowardsErp: Rule = (actor, standing) => {
  if (isContractAdmin(actor, standing)) return true;
  if (standing.sendingNeedsPrimeContracts || standing.commitments !== "admin") return false;
  return seesContract(actor, standing) && seesInvoiceDetail(actor, standing);
};

const seesInvoiceDetail: Rule = (actor, standing) =>
  isContractAdmin(actor, standing) ||
  (isApprover(actor, standing) && standing.wasSentToErp) ||
  (seesContract(actor, standing) && standing.viewOwnerInvoiceDetail);

const seesSchedule: Rule = (actor, standing) =>
  seesContract(actor, standing) &&
  (isContractAdmin(actor, standing) ||
    !standing.contract?.isPrivate ||
    standing.contract.listSeesSchedule ||
    (isApprover(actor, standing) && standing.wasSentToErp));

export const permissions = {
  viewProject: (_, { primeContracts, commitments }) => primeContracts !== "none" || commitments !== "none",
  viewContract: seesContract,
  viewSchedule: seesSchedule,
  createContract: isContractAdmin,
  editContract: isContractAdmin,
  editSchedule: isContractAdmin,
  manageChangeOrders: isContractAdmin,
  manageBillingPeriods: (_, { primeContracts, commitments }) => primeContracts === "admin" || commitments === "admin",
  viewInvoice: seesContract,
  viewInvoiceDetail: seesInvoiceDetail,
  editInvoice: isContractAdmin,
  approveInvoice: isContractAdmin,
  attachToInvoice: isContractAdmin,
  sendToErp: mayMoveTowardsErp,
  retrieveFromErp: mayMoveTowardsErp,
  viewErpQueue: (actor) => atLeast(actor.erpIntegrations, "readOnly"),
  decideInErpQueue: isApprover,
  setUpErp: (actor) => actor.erpIntegrations === "admin",
  invitePeople: (actor) => actor.isCompanyAdmin,
  setUpCompany: (actor) => actor.isCompanyAdmin,
} as const satisfies Record<string, Rule>;

export type Permission = keyof typeof permissions;

export function may(actor: Actor, permission: Permission, standing: ProjectStanding): boolean {
  return permissions[permission](actor, standing);
}

/** For what belongs to the company and not to a project. */
export const noProject: ProjectStanding = {
  primeContracts: "none",
  commitments: "none",
  viewOwnerInvoiceDetail: false,
  contract: null,
  wasSentToErp: false,
  sendingNeedsPrimeContracts: false,
};
