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
