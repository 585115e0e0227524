// The prime contract: the agreement with the party that pays.

export const contractStatuses = [
  "draft",
  "outForBid",
  "outForSignature",
  "approved",
  "complete",
  "terminated",
] as const;
export type ContractStatus = (typeof contractStatuses)[number];

/** Invoices may be made in these; sending to the ERP asks for more (erp-queue/reasons.ts). */
export const billableStatuses: readonly ContractStatus[] = ["approved", "complete"];

export const changeOrderStatuses = ["draft", "pending", "approved", "rejected", "void"] as const;
export type ChangeOrderStatus = (typeof changeOrderStatuses)[number];
