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

  invitation_subject: "{by} invites you to {company} on Drawbridge",
  invitation_first: "{name}, {by} invites you to work on owner invoices for {company}.",
  invitation_then: "The link is for you alone and good for seven days. If you did not expect it, leave it alone.",

  reset_subject: "A new password for Drawbridge",
  reset_first:
    "{name}, somebody asked for a new password for your sign-in to Drawbridge. If it was you, set it with this link.",
  reset_then:
    "The link is good once and for one hour. If it was not you, leave it alone: your password stays as it is.",

  changed_subject: "Your sign-in to Drawbridge was changed",
  changed_first: "{name}, {what} on {at}, from {from}.",
  changed_password: "your password was changed",
  changed_by_reset: "your password was set by a link in a mail, and all your sessions ended",
  changed_two_step_on: "two-step sign-in was switched on",
  changed_two_step_off: "two-step sign-in was switched off",
  changed_address_unknown: "an unknown address",
  changed_then: "If it was not you, set a new password now and tell your company administrator.",

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
  link_invitation: "Accept the invitation",
  link_reset: "Set a new password",
  link_forgotten: "Ask for a new password",

  closing: "Sent by Drawbridge for {company}. Answers to this mail are not read.",
  closing_plain: "Sent by Drawbridge. Answers to this mail are not read.",
} as const satisfies Record<string, string>;
