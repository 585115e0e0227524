// Where things are in the web app: the addresses that reasons, mails and screens link to. Without the host, which each
// sender adds where it needs one.

export type ContractTab = "general" | "schedule" | "terms" | "change-orders" | "invoices";
export type InvoicingTab = "owner" | "periods";

const query = (name: string, value: string | undefined): string =>
  value === undefined ? "" : `?${name}=${encodeURIComponent(value)}`;

export const paths = {
  signIn: () => "/sign-in",
  forgotPassword: () => "/forgot-password",
  /** A mail's link adds its secret behind a #. */
  resetPassword: () => "/reset-password",
  invitation: () => "/invitation",
  account: () => "/account",
  projects: () => "/projects",
  contracts: (projectId: string) => `/projects/${projectId}/contracts`,
  contract: (projectId: string, contractId: string, tab?: ContractTab) =>
    `/projects/${projectId}/contracts/${contractId}${query("tab", tab)}`,
  invoice: (projectId: string, contractId: string, invoiceId: string) =>
    `/projects/${projectId}/contracts/${contractId}/invoices/${invoiceId}`,
  invoicing: (projectId: string, tab?: InvoicingTab) => `/projects/${projectId}/invoicing${query("tab", tab)}`,
  billingPeriods: (projectId: string) => `/projects/${projectId}/invoicing?tab=periods`,
  erpQueue: (filter?: string) => `/erp/owner-invoices${query("filter", filter)}`,
  erpSettings: () => "/erp/settings",
  thingsToKnow: (connectorId: string) => `/erp/things-to-know/${encodeURIComponent(connectorId)}`,
  directory: () => "/directory",
  rights: (personId: string, projectId?: string) =>
    `/directory/people/${personId}/rights${query("projectId", projectId)}`,
  company: () => "/company",
  mailbox: () => "/mailbox",
} as const;
