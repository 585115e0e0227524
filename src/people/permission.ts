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

/** The tools that people have a level on: two of a project, and the company's ERP Integrations. */
export type Tool = "primeContracts" | "commitments" | "erpIntegrations";

/** What somebody was given apart from levels, and what is so about the contract and the company. */
const facts = {
  isCompanyAdmin: (actor) => actor.isCompanyAdmin,
  canPushToAccounting: (actor) => actor.canPushToAccounting,
  viewOwnerInvoiceDetail: (_, standing) => standing.viewOwnerInvoiceDetail,
  isOnPrivateList: (_, { contract }) => contract?.isOnPrivateList ?? false,
  contractIsNotPrivate: (_, { contract }) => !contract?.isPrivate,
  listSeesSchedule: (_, { contract }) => contract?.listSeesSchedule ?? false,
  wasSentToErp: (_, standing) => standing.wasSentToErp,
  sendingIsNotNarrowed: (_, standing) => !standing.sendingNeedsPrimeContracts,
} as const satisfies Record<string, (actor: Actor, standing: ProjectStanding) => boolean>;

export type Fact = keyof typeof facts;

/** One thing that a rule asks for: at least a level on a tool, or a fact. */
export type Need = Readonly<{ tool: Tool; level: Level }> | Readonly<{ fact: Fact }>;

/** A rule is data, so that whether somebody may and why (`explain.ts`) are read from the same. */
export type Rule = Need | Readonly<{ allOf: readonly Rule[] }> | Readonly<{ anyOf: readonly Rule[] }>;

const on = (tool: Tool, level: Level): Rule => ({ tool, level });
const is = (fact: Fact): Rule => ({ fact });
const allOf = (...rules: readonly Rule[]): Rule => ({ allOf: rules });
const anyOf = (...rules: readonly Rule[]): Rule => ({ anyOf: rules });

export function levelOn(tool: Tool, actor: Actor, standing: ProjectStanding): Level {
  return tool === "erpIntegrations" ? actor.erpIntegrations : standing[tool];
}

export function isMet(need: Need, actor: Actor, standing: ProjectStanding): boolean {
  if ("fact" in need) return facts[need.fact](actor, standing);
  return atLeast(levelOn(need.tool, actor, standing), need.level);
}

function holds(rule: Rule, actor: Actor, standing: ProjectStanding): boolean {
  if ("allOf" in rule) return rule.allOf.every((part) => holds(part, actor, standing));
  if ("anyOf" in rule) return rule.anyOf.some((part) => holds(part, actor, standing));
  return isMet(rule, actor, standing);
}

const isCompanyAdmin = is("isCompanyAdmin");

const isContractAdmin = on("primeContracts", "admin");

const isApprover = allOf(on("erpIntegrations", "standard"), is("canPushToAccounting"));

const approvesWhatWasSent = allOf(isApprover, is("wasSentToErp"));

/** A private contract is for Admins and its list; any other for whoever can read the tool. */
const seesContract = anyOf(
  isContractAdmin,
  approvesWhatWasSent,
  allOf(on("primeContracts", "readOnly"), anyOf(is("contractIsNotPrivate"), is("isOnPrivateList"))),
);

const seesInvoiceDetail = anyOf(
  isContractAdmin,
  approvesWhatWasSent,
  allOf(seesContract, is("viewOwnerInvoiceDetail")),
);

/**
 * The founding page gates sending by Admin on Commitments, the invoicing tools by Commitments and/or Prime Contracts:
 * Admin on either will do. One who is Admin on Commitments alone needs to see what is sent.
 */
const mayMoveTowardsErp = anyOf(
  isContractAdmin,
  allOf(on("commitments", "admin"), is("sendingIsNotNarrowed"), seesContract, seesInvoiceDetail),
);

const seesSchedule = allOf(
  seesContract,
  anyOf(isContractAdmin, is("contractIsNotPrivate"), is("listSeesSchedule"), approvesWhatWasSent),
);

export const permissions = {
  viewProject: anyOf(on("primeContracts", "readOnly"), on("commitments", "readOnly")),
  viewContract: seesContract,
  viewSchedule: seesSchedule,
  createContract: isContractAdmin,
  editContract: isContractAdmin,
  editSchedule: isContractAdmin,
  manageChangeOrders: isContractAdmin,
  manageBillingPeriods: anyOf(isContractAdmin, on("commitments", "admin")),
  viewInvoice: seesContract,
  viewInvoiceDetail: seesInvoiceDetail,
  editInvoice: isContractAdmin,
  approveInvoice: isContractAdmin,
  attachToInvoice: isContractAdmin,
  sendToErp: mayMoveTowardsErp,
  retrieveFromErp: mayMoveTowardsErp,
  viewErpQueue: on("erpIntegrations", "readOnly"),
  decideInErpQueue: isApprover,
  setUpErp: on("erpIntegrations", "admin"),
  invitePeople: isCompanyAdmin,
  viewRights: isCompanyAdmin,
  setUpCompany: isCompanyAdmin,
} as const satisfies Record<string, Rule>;

export type Permission = keyof typeof permissions;

export function may(actor: Actor, permission: Permission, standing: ProjectStanding): boolean {
  return holds(permissions[permission], actor, standing);
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
