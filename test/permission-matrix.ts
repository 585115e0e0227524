// Who is asked about, what each endpoint needs, and who has it: the expectations of the permission matrix, written down
// a second time and by hand, so that neither a rule nor its use can change without somebody saying so here.
import type { Level, Permission } from "../src/people/permission.ts";

// Who asks.

export type Rights = Readonly<{
  isCompanyAdmin?: boolean;
  erpIntegrations?: Level;
  canPushToAccounting?: boolean;
  /** In every project; absent: no role in any. */
  project?: Readonly<{ primeContracts: Level; commitments: Level; viewOwnerInvoiceDetail: boolean }>;
  /** On the Private list of the private contracts. */
  isListed?: boolean;
}>;

const project = (primeContracts: Level, commitments: Level, viewOwnerInvoiceDetail: boolean): Rights => ({
  project: { primeContracts, commitments, viewOwnerInvoiceDetail },
});
const all: Rights = {
  isCompanyAdmin: true,
  erpIntegrations: "admin",
  canPushToAccounting: true,
  ...project("admin", "admin", true),
};

/** The people, each of whom signs in. */
export const people = {
  companyAdmin: { isCompanyAdmin: true },
  noLevels: project("none", "none", true),
  reader: project("readOnly", "none", false),
  detailReader: project("readOnly", "none", true),
  standard: project("standard", "none", true),
  contractAdmin: project("admin", "none", false),
  commitmentsAlone: project("none", "admin", true),
  sender: project("readOnly", "admin", true),
  senderWithoutDetail: project("readOnly", "admin", false),
  approver: { erpIntegrations: "standard", canPushToAccounting: true },
  erpReader: { erpIntegrations: "readOnly", canPushToAccounting: true },
  erpStandard: { erpIntegrations: "standard", ...project("readOnly", "none", true) },
  erpAdmin: { erpIntegrations: "admin" },
  listedReader: { ...project("readOnly", "none", true), isListed: true },
  listedSender: { ...project("readOnly", "admin", true), isListed: true },
  allRights: all,
} as const satisfies Record<string, Rights>;
export type Person = keyof typeof people;

/** The person of another company has every right there. */
export const rightsElsewhere: Rights = all;
/** The access token that may only read is that of the person with all rights. */
export const roles = ["signedOut", ...Object.keys(people), "readingToken", "otherCompany"] as readonly Role[];
export type Role = Person | "signedOut" | "readingToken" | "otherCompany";

// What is asked about.

/** Contracts of which nothing was sent to the ERP, in one project; and such of which something was, in another. */
export const contractPlaces = ["open", "private", "sent", "privateSent"] as const;
export type ContractPlace = (typeof contractPlaces)[number];
export const projectPlaces = ["unsentProject", "sentProject"] as const;
export type ProjectPlace = (typeof projectPlaces)[number];
export type Place = ContractPlace | ProjectPlace | "company";

// Who has what.

const readers: readonly Person[] = [
  "reader",
  "detailReader",
  "standard",
  "contractAdmin",
  "sender",
  "senderWithoutDetail",
  "erpStandard",
  "listedReader",
  "listedSender",
  "allRights",
];
const detailReaders = readers.filter((one) => one !== "reader" && one !== "senderWithoutDetail");
const contractAdmins: readonly Person[] = ["contractAdmin", "allRights"];
const listed: readonly Person[] = [...contractAdmins, "listedReader", "listedSender"];
const senders: readonly Person[] = [...contractAdmins, "sender", "listedSender"];
const privateSenders: readonly Person[] = [...contractAdmins, "listedSender"];
const approvers: readonly Person[] = ["approver", "allRights"];
const withApprover = (others: readonly Person[]): readonly Person[] => [...others, "approver"];

type Holders = Readonly<Record<Place, readonly Person[]>>;

const everywhere = (holders: readonly Person[]): Holders => ({
  ...{ open: holders, private: holders, sent: holders, privateSent: holders },
  ...{ unsentProject: holders, sentProject: holders, company: holders },
});
/** The private contracts' list does not see their schedule. */
const byContract = (ofAll: readonly Person[], ofPrivate: readonly Person[]): Holders => ({
  ...{ open: ofAll, unsentProject: ofAll, sent: withApprover(ofAll), sentProject: withApprover(ofAll) },
  ...{ private: ofPrivate, privateSent: withApprover(ofPrivate), company: [] },
});
const towardsErp: Holders = {
  ...everywhere(senders),
  ...{ private: privateSenders, privateSent: privateSenders },
};

export const holders: Readonly<Record<Permission, Holders>> = {
  viewProject: everywhere([...readers, "commitmentsAlone"]),
  viewContract: byContract(readers, listed),
  viewSchedule: byContract(readers, contractAdmins),
  createContract: everywhere(contractAdmins),
  editContract: everywhere(contractAdmins),
  editSchedule: everywhere(contractAdmins),
  manageChangeOrders: everywhere(contractAdmins),
  manageBillingPeriods: everywhere([
    ...contractAdmins,
    "commitmentsAlone",
    "sender",
    "senderWithoutDetail",
    "listedSender",
  ]),
  viewInvoice: byContract(readers, listed),
  viewInvoiceDetail: byContract(detailReaders, listed),
  editInvoice: everywhere(contractAdmins),
  approveInvoice: everywhere(contractAdmins),
  attachToInvoice: everywhere(contractAdmins),
  sendToErp: towardsErp,
  retrieveFromErp: towardsErp,
  viewErpQueue: everywhere([...approvers, "erpReader", "erpStandard", "erpAdmin"]),
  decideInErpQueue: everywhere(approvers),
  setUpErp: everywhere(["erpAdmin", "allRights"]),
  invitePeople: everywhere(["companyAdmin", "allRights"]),
  setUpCompany: everywhere(["companyAdmin", "allRights"]),
  viewRights: everywhere(["companyAdmin", "allRights"]),
};

// What each endpoint needs.

/** One of these permissions, and what who lacks them all is answered. */
type Need = Readonly<{ anyOf: readonly Permission[]; else: 403 | 404 }>;
const or404 = (...anyOf: readonly Permission[]): Need => ({ anyOf, else: 404 });
const or403 = (...anyOf: readonly Permission[]): Need => ({ anyOf, else: 403 });

/** What is made anew for a single request, since the request takes it away. */
export type Fresh = "invitation" | "session" | "accessToken";

export type Row = Readonly<{
  /** Asked in this order; empty: whoever is signed in. "anybody": also who is not. "owner": the person whose it is. */
  needs: readonly Need[] | "anybody" | "owner";
  /** An access token does not do, whatever it may. */
  needsSession?: true;
  query?: string;
  /** What is sent. Where the request would do something, it is refused for another reason once it was let in. */
  body?: object;
  bytes?: string;
  fresh?: Fresh;
  /** The request ends the session it is made with, so that is a new one. */
  endsSession?: true;
  /** It shows what was sent to the ERP in the whole company, private contracts included. */
  showsCompany?: true;
}>;

const own = { needs: [], needsSession: true } as const;
const nowhere = "00000000-0000-4000-8000-000000000000";
const seesInvoice = [or404("viewContract"), or403("viewInvoiceDetail")];
const editsInvoice = [...seesInvoice, or403("editInvoice")];
const decides = { needs: [...seesInvoice, or403("decideInErpQueue")] };
const staleVersion = { version: 0 };
const override = { code: "no_such_finding", lineId: null, reason: "Agreed" };

export const rows: Readonly<Record<string, Row>> = {
  // Signing in, and one's own login.
  "post /api/session": { needs: "anybody", body: {} },
  "post /api/session/code": { needs: "anybody", body: {} },
  "post /api/session/company": { ...own, body: {} },
  "get /api/session": { needs: [] },
  "delete /api/session": { needs: "anybody", endsSession: true },
  "get /api/sign-in-hints": { needs: "anybody" },
  "post /api/account/password": { ...own, body: {} },
  "post /api/password-resets": { needs: "anybody", body: {} },
  "post /api/password-resets/use": { needs: "anybody", body: {} },
  "get /api/account/two-step": own,
  "post /api/account/two-step": { ...own, body: {} },
  "post /api/account/two-step/confirmation": { ...own, body: {} },
  "post /api/account/two-step/recovery-codes": { ...own, body: {} },
  "post /api/account/two-step/end": { ...own, body: {} },
  "get /api/account/sessions": own,
  "delete /api/account/sessions": own,
  "delete /api/account/sessions/{sessionId}": { needs: "owner", needsSession: true, fresh: "session" },
  "get /api/account/access-tokens": own,
  "post /api/account/access-tokens": { ...own, body: {} },
  "delete /api/account/access-tokens/{tokenId}": { needs: "owner", needsSession: true, fresh: "accessToken" },
  "post /api/invitations/open": { needs: "anybody", body: {} },
  "post /api/invitations/accept": { needs: "anybody", body: {} },

  // The company and its directory.
  "get /api/company": { needs: [] },
  "patch /api/company": { needs: [or403("setUpCompany")], body: {} },
  "get /api/people": { needs: [] },
  "get /api/people/{personId}/rights": { needs: [or403("viewRights")] },
  "get /api/organizations": { needs: [] },
  "get /api/projects": { needs: [] },
  "get /api/invitations": { needs: [or403("invitePeople")] },
  // Invited already.
  "post /api/invitations": { needs: [or403("invitePeople")], body: { name: "Guest", email: "guest@one.example" } },
  "post /api/invitations/{invitationId}/sendings": { needs: [or403("invitePeople")], fresh: "invitation" },
  "delete /api/invitations/{invitationId}": { needs: [or403("invitePeople")], fresh: "invitation" },
  // The links that are there.
  "put /api/projects/{projectId}/erp-job": { needs: [or403("setUpErp")], body: { code: "J-1" } },
  "put /api/organizations/{organizationId}/erp-customer": { needs: [or403("setUpErp")], body: { code: "OWN-1" } },

  // Prime contracts.
  "get /api/projects/{projectId}/contracts": { needs: [or404("viewProject", "viewContract")] },
  "post /api/projects/{projectId}/contracts": {
    needs: [or404("viewProject"), or403("createContract")],
    body: { number: "C-new", title: "Bridge", ownerId: nowhere },
  },
  "get /api/contracts/{contractId}": { needs: [or404("viewContract")] },
  "patch /api/contracts/{contractId}": { needs: [or404("viewContract"), or403("editContract")], body: staleVersion },
  "get /api/contracts/{contractId}/schedule-of-values": { needs: [or404("viewContract"), or403("viewSchedule")] },
  "put /api/contracts/{contractId}/schedule-of-values": {
    needs: [or404("viewContract"), or403("editSchedule")],
    body: { version: 0, lines: [] },
  },
  "post /api/contracts/{contractId}/schedule-of-values/imports": {
    needs: [or404("viewContract"), or403("editSchedule")],
    query: "?mode=save",
    bytes: "Item",
  },
  "get /api/contracts/{contractId}/change-orders": { needs: [or404("viewContract"), or403("viewSchedule")] },
  "post /api/contracts/{contractId}/change-orders": {
    needs: [or404("viewContract"), or403("manageChangeOrders")],
    body: { number: "CO-empty", title: "Without lines" },
  },
  "patch /api/change-orders/{changeOrderId}": {
    needs: [or404("viewContract"), or403("manageChangeOrders")],
    body: { status: "draft", approvedOn: "2026-03-01" },
  },

  // Billing periods.
  "get /api/projects/{projectId}/billing-periods": { needs: [or404("viewProject")] },
  "post /api/projects/{projectId}/billing-periods": {
    needs: [or404("viewProject"), or403("manageBillingPeriods")],
    body: { from: "2027-02-01", to: "2027-01-01" },
  },
  "patch /api/billing-periods/{periodId}": {
    needs: [or404("viewProject"), or403("manageBillingPeriods")],
    body: { from: "2027-02-01", to: "2027-01-01" },
  },

  // Owner invoices.
  "get /api/contracts/{contractId}/invoices": { needs: [or404("viewContract"), or404("viewInvoice")] },
  "get /api/projects/{projectId}/invoices": { needs: [or404("viewProject", "viewContract")] },
  "post /api/contracts/{contractId}/invoices": {
    needs: [or404("viewContract"), or403("editInvoice")],
    body: { periodId: nowhere },
  },
  "get /api/invoices/{invoiceId}": { needs: seesInvoice },
  "patch /api/invoices/{invoiceId}": { needs: editsInvoice, body: staleVersion },
  "delete /api/invoices/{invoiceId}": { needs: editsInvoice },
  "get /api/invoices/{invoiceId}/history": { needs: seesInvoice },
  "post /api/invoices/{invoiceId}/certificates": { needs: editsInvoice, body: { version: 0, amount: null } },
  "post /api/invoices/{invoiceId}/corrections": { needs: editsInvoice, body: { version: 0, mode: "preview" } },
  "put /api/invoices/{invoiceId}/overrides": { needs: [...seesInvoice, or403("approveInvoice")], body: override },
  "delete /api/invoices/{invoiceId}/overrides": { needs: [...seesInvoice, or403("approveInvoice")], body: override },
  "post /api/invoices/{invoiceId}/attachments": {
    needs: [...seesInvoice, or403("attachToInvoice")],
    query: "?name=empty.txt",
    bytes: "",
  },
  "get /api/attachments/{attachmentId}": { needs: seesInvoice },

  // ERP Integrations.
  "get /api/erp/owner-invoices": { needs: [or403("viewErpQueue")], query: "?filter=all", showsCompany: true },
  "post /api/invoices/{invoiceId}/sendings": { needs: [...seesInvoice, or403("sendToErp")] },
  "post /api/invoices/{invoiceId}/retrievals": { needs: [...seesInvoice, or403("retrieveFromErp")] },
  "post /api/invoices/{invoiceId}/rejections": { ...decides, body: { reasons: [] } },
  "post /api/invoices/{invoiceId}/acceptances": { ...decides, body: {} },
  "post /api/invoices/{invoiceId}/exports": decides,
  "post /api/invoices/{invoiceId}/look-ups": decides,
  "get /api/erp/connection": { needs: [or403("viewErpQueue")] },
  "put /api/erp/connection": {
    needs: [or403("setUpErp")],
    body: { connector: "none-such", name: "None", settings: {} },
  },
  "post /api/erp/connection/tests": { needs: [or403("setUpErp")] },
  "get /api/erp/parties": { needs: [or403("setUpErp")] },
  "post /api/erp/daily-summaries": { needs: [or403("setUpErp", "decideInErpQueue")] },

  // The demo mailbox is everybody's.
  "get /api/mailbox": { needs: [], showsCompany: true },
};

/** Not in the API's description: the description itself, and whether the server is up. */
export const undescribed = ["get /api/openapi.json", "get /api/health"];

// What follows from it.

export type Verdict = "in" | 401 | 403 | 404;

export const holds = (permission: Permission, role: Role, place: Place): boolean =>
  holders[permission][place].some((holder) => holder === actsAs(role));

const actsAs = (role: Role): Role => (role === "readingToken" || role === "otherCompany" ? "allRights" : role);

export function expected(key: string, row: Row, role: Role, place: Place): Verdict {
  if (row.needs === "anybody") return "in";
  if (role === "signedOut") return 401;
  if (role === "readingToken" && (row.needsSession || !key.startsWith("get "))) return 403;
  // To who belongs to another company nothing of this one exists.
  if (role === "otherCompany" && key.includes("{")) return 404;
  if (row.needs === "owner") return role === "allRights" ? "in" : 404;
  const lacked = row.needs.find(({ anyOf }) => !anyOf.some((permission) => holds(permission, role, place)));
  return lacked?.else ?? "in";
}
