// What our mails say. Whole sentences with places for facts; the facts are put in as they are.
export const mails = {
  rejected_subject: "Rejected by accounting: invoice {number}, {project}",
  rejected_first:
    "{by} rejected invoice {number} of contract {contract} in ERP Integrations on {at}. It is unlocked: correct it, save it, and resend it.",
  rejected_reasons: "{count, plural, one {Reason} other {Reasons}}",
  rejected_without_reason: "No reason was given.",

  resent_subject: "Resent to ERP: invoice {number}, {project}",
  resent_first:
    "{by} resent invoice {number} of contract {contract} to {erp} on {at}. It is in ERP Integrations > Owner Invoices > Ready to Export and awaits a decision.",

  sent_subject: "Sent to ERP: invoice {number}, {project}",
  sent_first:
    "{by} sent invoice {number} of contract {contract} to {erp} on {at}. It is in ERP Integrations > Owner Invoices > Ready to Export and awaits a decision.",

  failed_subject: "Export failed: invoice {number}, {project}",
  failed_first:
    "Invoice {number} of contract {contract}, which {by} accepted, was not posted in {erp}. The export stopped on {at}.",
  failed_problems: "{count, plural, one {Why} other {Why, in {count} points}}",
  failed_said: "{erp} said: {said}",
  failed_without_problem: "{erp} gave no cause.",
  failed_then: "Fix the cause and export it again, or reject it.",

  summary_subject: "ERP Integrations Daily Summary",
  summary_first:
    "{count, plural, one {# owner invoice awaits} other {# owner invoices await}} a decision at {company}.",
  summary_item: "{project} · contract {contract} · invoice {number}",

  label_project: "Project",
  label_contract: "Contract",
  label_invoice: "Invoice",
  label_owner: "Owner",
  label_due: "Current payment due",
  label_sent_by: "Sent by",
  label_since: "Since",
  label_round: "Round",
  round_first: "{round}",
  round_resent: "{round}, rejected before",
  owner_unknown: "no owner named",

  link_invoice: "Open the invoice",
  link_queue: "Open ERP Integrations",

  closing: "Sent by Drawbridge for {company}. Answers to this mail are not read.",
  closing_plain: "Sent by Drawbridge. Answers to this mail are not read.",
} as const satisfies Record<string, string>;
