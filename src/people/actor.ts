// Who acts: a person in a company, with the rights that the company gave. It is an argument of every act.
import type { Level } from "./permission.ts";

export type Actor = Readonly<{
  companyId: string;
  personId: string;
  name: string;
  email: string;
  isCompanyAdmin: boolean;
  /** Level on the company's ERP Integrations tool. */
  erpIntegrations: Level;
  /** The privilege Can Push to Accounting. */
  canPushToAccounting: boolean;
  /** The network address the request came from; null where there was none. */
  address: string | null;
}>;

/** How somebody is let in: by a session, begun with password and code, or by a personal access token. */
export type Entry =
  | Readonly<{ kind: "session"; userId: string; sessionId: string; tokenHash: string }>
  | Readonly<{ kind: "accessToken"; tokenId: string; mayWrite: boolean }>;

/** Who calls the API, and how they were let in. */
export type Caller = Readonly<{ actor: Actor; entry: Entry }>;

/** Where a call comes from, for the list of sessions. */
export type Origin = Readonly<{ address: string; agent: string }>;
