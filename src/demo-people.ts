// The people of the demo company, for its seed and for the sign-in page of a machine that only its owner reaches.
import type { Level } from "./people/permission.ts";

type DemoPerson = Readonly<{
  name: string;
  email: string;
  password: string;
  role: string;
  isCompanyAdmin: boolean;
  erpIntegrations: Level;
  canPushToAccounting: boolean;
  project: Readonly<{ primeContracts: Level; commitments: Level; viewOwnerInvoiceDetail: boolean }>;
}>;

const password = "drawbridge";
const none = { isCompanyAdmin: false, erpIntegrations: "none", canPushToAccounting: false } as const;

export const demoPeople: readonly DemoPerson[] = [
  {
    name: "Priya Natarajan",
    email: "priya@demo.example",
    password,
    role: "Project manager and billing: Admin on Prime Contracts",
    ...none,
    project: { primeContracts: "admin", commitments: "standard", viewOwnerInvoiceDetail: true },
  },
  {
    name: "Marcus Bell",
    email: "marcus@demo.example",
    password,
    role: "Accounting approver: accepts or rejects in ERP Integrations",
    isCompanyAdmin: false,
    erpIntegrations: "standard",
    canPushToAccounting: true,
    project: { primeContracts: "readOnly", commitments: "readOnly", viewOwnerInvoiceDetail: false },
  },
  {
    name: "Dana Whitfield",
    email: "dana@demo.example",
    password,
    role: "Company administrator: sets up the ERP, and may accept as well",
    isCompanyAdmin: true,
    erpIntegrations: "admin",
    canPushToAccounting: true,
    project: { primeContracts: "admin", commitments: "admin", viewOwnerInvoiceDetail: true },
  },
  {
    name: "Sam Ortiz",
    email: "sam@demo.example",
    password,
    role: "Commitments administrator: may send to ERP, cannot edit owner invoices",
    ...none,
    project: { primeContracts: "readOnly", commitments: "admin", viewOwnerInvoiceDetail: true },
  },
  {
    name: "Lee Park",
    email: "lee@demo.example",
    password,
    role: "Reads only",
    ...none,
    project: { primeContracts: "readOnly", commitments: "readOnly", viewOwnerInvoiceDetail: false },
  },
];
