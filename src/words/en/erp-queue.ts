// ERP Integrations in words: states, what is going on, buttons, and every reason why a move is closed.
import type { EntryState } from "../../erp-state.ts";

export const stateLabels = {
  not_sent: "Not sent",
  sent: "Sent to ERP",
  retrieved: "Retrieved from ERP",
  rejected: "Rejected by accounting",
  exporting: "Exporting",
  failed: "Failed to export",
  in_doubt: "In doubt",
  synced: "Synced with ERP",
  unlinking: "Unlinking",
} as const satisfies Record<EntryState, string>;

export const stateSentences = {
  not_sent: "This invoice has not been sent to {erp}.",
  sent: "Sent by {sender} on {sentAt}; it waits for accounting. It is locked, but attachments may be added.",
  retrieved: "{mover} took it back on {since}. It can be edited and sent again.",
  rejected: "{mover} rejected it on {since}. Correct it, save it and resend it.",
  exporting: "Accepted by {mover}; it has been on its way into {erp} since {since}.",
  failed: "{erp} did not take it (since {since}). An approver can export it again or reject it.",
  in_doubt: "{erp} gave no trustworthy answer (since {since}). It is being looked up there before anything else.",
  synced: "Posted in {erp} as {number} on {since}. It is locked.",
  unlinking: "It is being unlinked from {erp} since {since}.",
} as const satisfies Record<EntryState, string>;

export const buttonLabels = {
  send: "Send to ERP",
  resend: "Resend to ERP",
  retrieve: "Retrieve from ERP",
} as const;

export const notIntegrated = "This company is not connected to an ERP. An administrator can connect one.";
export const takesNone = "{erp} does not take owner invoices.";

/** Reasons; each says what would open the move. */
export const erpQueue = {
  not_integrated: "The company is not connected to an ERP.",
  takes_no_owner_invoices: "{erp} does not take owner invoices.",
  moved_meanwhile: "It is {state} already: {who}, {when}.",
  not_in_the_queue: "It is not in ERP Integrations: {state}.",
  invoice_not_approved: "The invoice is not Approved (it is {status}).",
  project_not_linked: "The project {project} is not linked to a job in {erp}.",
  contract_not_approved: "The prime contract is {status}. To send, it must be Approved.",
  contract_has_no_owner: "The prime contract names no owner.",
  customer_not_linked: "The owner {owner} is not linked to a customer in {erp}.",
  no_due_date: "{erp} needs a due date, and the billing period has none.",
  erp_number_too_long: "The ERP number would be “{given}”. Allowed in {erp}: at most {allowed} characters.",
  erp_number_not_taken: "The ERP number would be “{given}”. Allowed in {erp}: {allowed}.",
  erp_number_used: "The ERP number “{given}” is used by invoice {other} already.",
  total_is_zero: "Nothing is due on it (line 8 is 0.00), and {erp} takes no document of nothing.",
  total_is_negative: "Line 8 is negative ({due}), and {erp} takes no negative document.",
  earlier_not_posted: "Invoice {other} of this contract comes first and is not posted yet.",
  sender_may_not_accept: "You sent it yourself. Somebody else accepts it.",
  rejection_reason_needed: "A rejection needs at least one reason.",
  rejection_line_unknown: "The reason names a line that this invoice does not have.",
  still_in_the_erp: "{erp} holds {number} for it ({state}). It cannot be rejected while that is alive there.",
  erp_not_asked: "{erp} could not be asked whether it holds this invoice: {said}",
  posting_before_billing: "The posting day {given} is before the period begins ({allowed}).",
  nothing_to_look_up: "There is nothing in doubt about it.",
} as const;
