// The states of an invoice towards the ERP. They stand here because both the invoice's and the queue's wire name them;
// what moves between them is in erp-queue/entry.ts.
export const entryStates = [
  "not_sent",
  "sent",
  "retrieved",
  "rejected",
  "exporting",
  "failed",
  "in_doubt",
  "synced",
  "unlinking",
] as const;
export type EntryState = (typeof entryStates)[number];
