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
  line_amount_too_large: "Line {item}: the figures that follow do not fit. Allowed: at most {allowed}.",
  invoice_total_too_large: "The lines total more than fits. Allowed: at most {allowed}.",

  // Closed.
  locked_sent: "It is in ERP Integrations, waiting for accounting; retrieve it to edit.",
  locked_exporting: "It was accepted and is on its way into the ERP.",
  locked_synced: "It is in the ERP and cannot be changed.",
  later_invoice_exists:
    "Invoice {number} comes after it. Only the latest invoice of a contract can be edited or deleted.",
  later_invoice_locked:
    "Invoice {number}, which comes after it, is with accounting or in the ERP, and its figures would move.",
  was_sent_to_accounting: "It was sent to accounting, so it is kept.",
  invoice_is_approved: "It is Approved. Set another status first.",
  attachments_fixed_exporting: "It was accepted with the files it had; no more can be added.",
  attachments_fixed_synced: "It is in the ERP with the files it had; no more can be added.",
  attachment_empty: "The file “{given}” is empty.",

  // Findings.
  line_overbilled: "Line {item} is billed to {billed}, beyond its scheduled value of {value}.",
  line_retainage_negative: "Line {item} holds a retainage of {held}: more was released than its rate leaves.",
  negative_due: "The current payment due is {due}: the owner would get money back.",
  change_order_not_on_it:
    "Change order {number} was approved by the billing date and is not on this invoice. Saving an edit adds its lines.",
} as const satisfies Record<string, string>;
