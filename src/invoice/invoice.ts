// The owner invoice: an application for payment on a prime contract.

export const invoiceStatuses = ["draft", "underReview", "reviseAndResubmit", "approved"] as const;
export type InvoiceStatus = (typeof invoiceStatuses)[number];
