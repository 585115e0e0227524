// The words of the page that says what a person may do, and why. Messages are ICU.
import type { Fact, Permission, Tool } from "../../people/permission.ts";

export const rightsWords = {
  people: "{count, plural, one {# person} other {# people}}",
  peopleCaption: "People of the company",
  person: "Person",
  rights: "Rights",
  link: "What may they do?",
  linkNamed: "What may they do? ({name})",
  title: "What {name} may do",
  inactive: "not active: cannot sign in",
  project: "Project",
  companyAlone: "The company alone",
  companyHint: "In the company, whatever the project. Choose a project to see what they may do in it.",
  projectHint:
    "In the project; where it depends on the contract, with one that is not private and of which nothing was sent to the ERP.",
  act: "To",
  answer: "May they?",
  why: "Why",
  yes: "Yes",
  no: "No",
  eachIsEnough: "Each of these is enough:",
  missing: "Missing: {needs}",
  missingOneOf: "Missing, one of these:",
  groupCompany: "Company and project",
  groupPrimeContracts: "Prime contracts",
  groupInvoices: "Invoices",
  groupErp: "ERP Integrations",
  contract: "{number} {title}",
  contractCaption: "What {name} may do with {number} {title}",
  contractPrivate:
    "Private. {name} is {listed, select, yes {} other {not }}on its list. The list {switch, select, yes {sees} other {does not see}} the schedule of values.",
  contractOpen: "Not private.",
  contractSent: "Of this contract something was sent to the ERP.",
  contractsHidden:
    "{count, plural, one {# private contract of this project is} other {# private contracts of this project are}} not shown, because you may not see {count, plural, one {it} other {them}} yourself.",
} as const satisfies Record<string, string>;

/** The acts in plain words, for “To …”. */
export const actWords: Readonly<Record<Permission, string>> = {
  viewProject: "see the project",
  viewContract: "see a prime contract",
  viewSchedule: "see its schedule of values",
  createContract: "create a prime contract",
  editContract: "edit a prime contract",
  editSchedule: "edit its schedule of values",
  manageChangeOrders: "work on change orders",
  manageBillingPeriods: "work on billing periods",
  viewInvoice: "see an owner invoice",
  viewInvoiceDetail: "see the lines of an owner invoice",
  editInvoice: "create and edit an owner invoice",
  approveInvoice: "approve an owner invoice",
  attachToInvoice: "attach files to an owner invoice",
  sendToErp: "send an owner invoice to the ERP",
  retrieveFromErp: "retrieve an owner invoice from the ERP",
  viewErpQueue: "see ERP Integrations",
  decideInErpQueue: "accept or reject in ERP Integrations",
  setUpErp: "set up ERP Integrations",
  invitePeople: "invite people",
  viewRights: "see what other people may do",
  setUpCompany: "change the company’s settings",
};

/** A level that a way needs, and the one that the person has where it is another. */
export const toolWords: Readonly<Record<Tool, string>> = {
  primeContracts: "{level} on Prime Contracts{has, select, same {} other { (has {has})}}",
  commitments: "{level} on Commitments{has, select, same {} other { (has {has})}}",
  erpIntegrations: "{level} on ERP Integrations{has, select, same {} other { (has {has})}}",
};

/** A fact, as a reason why one may, and as something that is missing. */
export const factWords: Readonly<Record<Fact, Readonly<{ met: string; missing: string }>>> = {
  isCompanyAdmin: { met: "company administrator", missing: "to be a company administrator" },
  canPushToAccounting: { met: "Can Push to Accounting", missing: "Can Push to Accounting" },
  viewOwnerInvoiceDetail: { met: "View Owner Invoice Detail", missing: "View Owner Invoice Detail" },
  isOnPrivateList: { met: "on the contract’s Private list", missing: "a place on the contract’s Private list" },
  contractIsNotPrivate: { met: "the contract is not private", missing: "a contract that is not private" },
  listSeesSchedule: {
    met: "the Private list sees the schedule of values",
    missing: "the switch that lets the Private list see the schedule of values",
  },
  wasSentToErp: {
    met: "an invoice of the contract was sent to the ERP",
    missing: "an invoice of the contract that was sent to the ERP",
  },
  sendingIsNotNarrowed: {
    met: "the company lets Commitments send",
    missing: "a company that lets Commitments send",
  },
};
