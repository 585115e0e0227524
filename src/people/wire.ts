// Signing in, and what the screens know about who is there.
import { z } from "zod";
import { Id, Named, PersonShown, ReasonShown } from "../wire.ts";
import { type Permission, permissions } from "./permission.ts";

export const Level = z.enum(["none", "readOnly", "standard", "admin"]);

// POST /api/session
export const SignIn = z.object({
  email: z.email(),
  password: z.string().min(1).max(200),
  /** Which company, where the person belongs to several; without it the first by name. */
  companyId: Id.optional(),
});

// GET /api/session, and the answer to signing in (with the token, which is also set as a cookie)
export const SessionShown = z.object({
  token: z.string().optional(),
  person: PersonShown.extend({ email: z.string() }),
  company: z.object({
    id: Id,
    name: z.string(),
    currency: z.string(),
    timeZone: z.string(),
    isDemo: z.boolean(),
  }),
  companies: z.array(z.object({ id: Id, name: z.string() })),
  rights: z.object({
    isCompanyAdmin: z.boolean(),
    erpIntegrations: Level,
    canPushToAccounting: z.boolean(),
  }),
  /** True where no mail server is set and the demo mailbox shows what would have been sent. */
  hasMailbox: z.boolean(),
});
export type SessionShown = z.infer<typeof SessionShown>;

// GET /api/sign-in-hints : the demo people; an empty list anywhere but on a loopback address
export const SignInHints = z.object({
  people: z.array(z.object({ name: z.string(), email: z.string(), password: z.string(), role: z.string() })),
});

// GET and PATCH /api/company : what a company may decide (company admins change it)
export const CompanySettings = z.object({
  name: Named,
  timeZone: z.string(),
  summaryHour: z.int().min(0).max(23),
  senderMayAccept: z.boolean(),
  rejectionReasonRequired: z.boolean(),
  maySendOutOfOrder: z.boolean(),
  maySendCompleteContracts: z.boolean(),
  sendingNeedsPrimeContracts: z.boolean(),
  mailOnFirstSend: z.boolean(),
  mailOnResend: z.boolean(),
});
export type CompanySettings = z.infer<typeof CompanySettings>;

// GET /api/projects
export const ProjectShown = z.object({
  id: Id,
  number: z.string(),
  name: z.string(),
  /** The ERP job it is linked to; null: not linked. */
  erpJob: z.object({ code: z.string(), name: z.string() }).nullable(),
  levels: z.object({ primeContracts: Level, commitments: Level, viewOwnerInvoiceDetail: z.boolean() }),
});
export type ProjectShown = z.infer<typeof ProjectShown>;
export const ProjectList = z.object({ projects: z.array(ProjectShown) });

// PUT /api/projects/{projectId}/erp-job : null unlinks
export const LinkJob = z.object({
  code: z.string().min(1).max(40).nullable(),
  /** The job's name in the ERP, where it is known. */
  name: z.string().trim().max(200).optional(),
});

// GET /api/people : the company's active people by name, to put on a contract's Private list
export const PeopleList = z.object({ people: z.array(PersonShown) });

/** One way to a permission, or what it lacks: what it names has all to be so. */
const WayShown = z.object({
  needs: z.array(
    z.object({
      /** A tool, or what was given or is so apart from levels. */
      need: z.string(),
      /** Of a tool, the level that is needed at least, and the one that the person has. */
      level: Level.nullable(),
      has: Level.nullable(),
    }),
  ),
  message: z.string(),
});
export type WayShown = z.infer<typeof WayShown>;

export const RightShown = z.object({
  permission: z.enum(Object.keys(permissions) as [Permission, ...Permission[]]),
  /** What the answer depends on, the person's levels in the company aside. */
  reach: z.enum(["company", "project", "contract"]),
  may: z.boolean(),
  /** Every way that lets them; empty where they may not. */
  because: z.array(WayShown),
  /** Every way that would let them, as what it lacks; empty where they may. */
  missing: z.array(WayShown),
  /** What the product tells them where they try and may not. */
  reasons: z.array(ReasonShown),
});
export type RightShown = z.infer<typeof RightShown>;

// GET /api/people/{personId}/rights?projectId= : what a person may do, and why (company admins)
export const RightsShown = z.object({
  person: PersonShown.extend({ isActive: z.boolean() }),
  /** Null: the company alone was asked about. */
  project: z.object({ id: Id, number: z.string(), name: z.string() }).nullable(),
  /** In a project, of a contract that is not private and of which nothing was sent to the ERP. */
  rights: z.array(RightShown),
  /** The project's contracts that are private or answer otherwise, with what depends on the contract. */
  contracts: z.array(
    z.object({
      id: Id,
      number: z.string(),
      title: z.string(),
      isPrivate: z.boolean(),
      isOnPrivateList: z.boolean(),
      listSeesSchedule: z.boolean(),
      wasSentToErp: z.boolean(),
      rights: z.array(RightShown),
    }),
  ),
  /** How many more contracts there are that whoever asks may not see. */
  hiddenContracts: z.int(),
});
export type RightsShown = z.infer<typeof RightsShown>;

// GET /api/organizations ; PUT /api/organizations/{organizationId}/erp-customer
export const OrganizationShown = z.object({
  id: Id,
  name: z.string(),
  erpCustomerCode: z.string().nullable(),
});
export const LinkCustomer = z.object({ code: z.string().min(1).max(40).nullable() });

// GET /api/mailbox : the demo mailbox; 404 where mail goes to a real server
export const MailShown = z.object({
  id: Id,
  kind: z.string(),
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  createdAt: z.string(),
  sentAt: z.string().nullable(),
});
export const Mailbox = z.object({ mails: z.array(MailShown) });
