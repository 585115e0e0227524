// Sentences for the reasons and findings of owner invoices.
import type { InvoiceStatus } from "../../invoice/invoice.ts";
import { screens } from "./screens.ts";

export const invoiceStatusLabels: Readonly<Record<InvoiceStatus, string>> = {
  draft: screens["invoiceStatus.draft"],
  underReview: screens["invoiceStatus.underReview"],
  reviseAndResubmit: screens["invoiceStatus.reviseAndResubmit"],
  approved: screens["invoiceStatus.approved"],
};

export const invoiceReasons = {
  // Making one.
  billing_period_closed:
    "The billing period {from} to {to} is closed. Allowed: an open one. What is in a closed period already can still be edited and resent.",
  no_such_billing_period: "There is no such billing period in this project ({given}).",
  invoice_number_taken:
    "The number “{given}” is taken on this contract. Allowed: a number that no other invoice of it has.",

  // Entering.
  invoice_line_unknown: "There is no such line on this invoice ({given}).",
  invoice_line_twice: "Line {item} was given twice.",
  amount_on_unit_line:
    "Line {item}: an amount of {given} was given, but this line is billed by quantity. Allowed: a quantity.",
  quantity_on_amount_line:
    "Line {item}: a quantity of {given} was given, but this line is billed by amount. Allowed: an amount.",
  line_rate_out_of_range: "Line {item}: a retainage of {given} % was given. Allowed: {allowed}.",
  stored_negative: "Line {item}: material stored was given as {given}. Allowed: {allowed}.",
  release_exceeds_held: "Line {item}: {given} would be released, more than is held. Allowed: at most {allowed}.",
  unmeasured_on_amount_line:
    "Line {item}: {given} was given as uncounted work, but this line is billed by amount. Allowed: an amount.",
  stored_by_items:
    "Line {item}: {given} was given as stored, but its items come to {allowed}. Allowed: the items alone.",
  stored_item_twice: "Line {item}: the stored item “{id}” was given twice.",
  stored_item_exceeded:
    "Line {item}: {given} of “{id}” would be built in, more than lies stored. Allowed: at most {allowed}.",
  fund_unknown: "Line {item}: there is no fund “{given}” on this contract. Allowed: {allowed}.",
  change_order_unknown: "There is no such change order on this contract ({given}).",
  change_order_not_approved: "Change order {number} is not approved, so it cannot enter.",
  change_order_entered: "Change order {number} has entered with invoice {invoice}, and stays there.",
  change_order_stays:
    "Line {item} of change order {number} is billed on invoice {invoice}, so the change order stays on it. Take the work back first.",
  deduction_twice: "The deduction “{given}” was given twice.",
  line_amount_too_large: "Line {item}: the figures that follow do not fit. Allowed: at most {allowed}.",
  invoice_total_too_large: "The lines total more than fits. Allowed: at most {allowed}.",

  // Closed.
  locked_sent: "It is in ERP Integrations, waiting for accounting; retrieve it to edit.",
  locked_exporting: "It was accepted and is on its way into the ERP.",
  locked_synced: "It is in the ERP and cannot be changed.",
  later_invoice_exists:
    "Invoice {number} comes after it. The latest invoice of a contract can be edited or deleted; an earlier one is put right by a correction, which shows every figure that it moves.",
  later_invoice_locked:
    "Invoice {number}, which comes after it, is with accounting or in the ERP, and its figures would move.",
  was_sent_to_accounting: "It was sent to accounting, so it is kept.",
  invoice_is_approved: "It is Approved. Set another status first.",
  attachments_fixed_exporting: "It was accepted with the files it had; no more can be added.",
  attachments_fixed_synced: "It is in the ERP with the files it had; no more can be added.",
  attachment_empty: "The file “{given}” is empty.",

  // Certifying, overriding, correcting.
  certified_line_unknown: "There is no such line on this invoice ({given}).",
  certified_line_twice: "Line {item} was given twice.",
  override_not_open:
    "There is nothing to let pass: {given} does not block this invoice now, or is not one that can be let pass.",
  override_not_there: "{given} was not let pass on this invoice.",
  correction_needs_reason: "A correction under later invoices needs a reason, which is kept.",
  correction_keeps_change_orders:
    "Change orders stay in the application in which they entered; a correction does not move them.",
  correction_of_locked:
    "Invoice {number} is with accounting or in the ERP and does not change in place. The latest is reversed and issued again; an earlier one is put right in a later application.",
} as const satisfies Record<string, string>;
