// Why a move of an owner invoice is closed.
import { paths } from "../paths.ts";
import type { Reason } from "../refusal.ts";
import type { InvoiceStatus } from "./invoice.ts";

type Held = Readonly<{
  id: string;
  projectId: string;
  contractId: string;
  number: string;
  status: InvoiceStatus;
  lock: "sent" | "exporting" | "synced" | null;
  returned: boolean;
}>;

const invoicePath = ({ projectId, contractId, id }: Held): string => paths.invoice(projectId, contractId, id);

/** Accounting holds it, or the ERP has it. */
export function lockedBecause({ lock }: Pick<Held, "lock">): Reason[] {
  return lock === null ? [] : [{ code: `locked_${lock}` }];
}

/**
 * Why lines and header may not be edited; `next` is the first later invoice of the contract. One that accounting gave
 * back, or the sender took back, is edited in place.
 */
export function editClosedBecause(invoice: Held, next: Held | null): Reason[] {
  const reasons = lockedBecause(invoice);
  if (next !== null && !invoice.returned)
    reasons.push({ code: "later_invoice_exists", values: { number: next.number }, link: invoicePath(next) });
  return reasons;
}

export function deleteClosedBecause(invoice: Held, next: Held | null, wasSent: boolean): Reason[] {
  const reasons = lockedBecause(invoice);
  if (next !== null)
    reasons.push({ code: "later_invoice_exists", values: { number: next.number }, link: invoicePath(next) });
  if (wasSent) reasons.push({ code: "was_sent_to_accounting" });
  if (invoice.status === "approved") reasons.push({ code: "invoice_is_approved" });
  return reasons;
}

/** Files are added until acceptance fixes the set: while it waits for accounting too. */
export function attachClosedBecause({ lock }: Pick<Held, "lock">): Reason[] {
  return lock === "exporting" || lock === "synced" ? [{ code: `attachments_fixed_${lock}` }] : [];
}

/** A later invoice that accounting or the ERP has got stands on figures that may not move under it. */
export function laterLocked(later: Held): Reason {
  return { code: "later_invoice_locked", values: { number: later.number }, link: invoicePath(later) };
}

/**
 * Why a correction under later invoices is closed: what accounting or the ERP has got does not move. The latest is
 * reversed and issued again, an earlier one is put right in a later application.
 */
export function correctionClosedBecause(invoice: Held, lockedThatMove: readonly Held[]): Reason[] {
  return [invoice, ...lockedThatMove]
    .filter(({ lock }) => lock !== null)
    .map((one) => ({ code: "correction_of_locked", values: { number: one.number }, link: invoicePath(one) }));
}

/** The number that people would give next: the first whole number from its position on that is not taken. */
export function nextNumber(position: number, taken: ReadonlySet<string>): string {
  let number = position;
  while (taken.has(String(number))) number += 1;
  return String(number);
}
