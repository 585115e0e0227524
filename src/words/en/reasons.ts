// Sentences for the reasons that any noun may give, and those of people, contracts and billing periods.

export const reasons = {
  // What was sent.
  missing: "“{field}” is missing. Allowed: {allowed}.",
  not_allowed: "“{field}” was given as “{given}”. Allowed: {allowed}.",
  secret_not_allowed: "“{field}” is not as it must be. Allowed: {allowed}.",
  unknown_field: "“{field}” is not known here. Allowed: {allowed}.",
  unreadable_character: "“{field}” contains a character that cannot be kept (NUL).",
  not_json: "The body is not readable as JSON: {problem}",
  not_json_content_type: "The body was sent as “{given}”. Allowed: {allowed}.",
  wrong_content_type: "The file was sent as “{given}”. Allowed: {allowed}.",
  body_too_large: "{given} were sent. Allowed: at most {allowed}.",

  // Signing in.
  session_missing: "There is no session with this request.",
  session_over: "The session has ended. Sign in again.",
  foreign_origin: "The request did not come from a page of this Drawbridge ({given}).",
  half_session_over: "It took too long, or there were too many wrong codes. Give your password again.",
  access_token_over: "The access token is not known, has run out, or was revoked.",
  access_token_reads: "This access token may only read.",
  needs_session: "This is done by a person who is signed in, and not with an access token.",
  two_step_is_on: "Two-step sign-in is on already.",
  two_step_is_off: "Two-step sign-in is not on.",
  two_step_not_begun: "Begin again: there is no secret that a code could confirm.",
  two_step_unreadable:
    "The authenticator's secret cannot be read with this installation's key. Sign in with a recovery code, or ask the administrator of this installation.",
  person_has_login: "{given} is in your company and signs in already.",
  invited_already: "{given} has been invited already. Send that invitation again, or withdraw it.",
  joined_already: "You are in this company already. Sign in.",
  wait_before_signing_in: "Wait {minutes, plural, one {# minute} other {# minutes}} before the next attempt.",

  // Permission.
  not_permitted: "You need {needed} to {what}.",
  changed_by: "{who} saved this at {when} (version {current}; you had version {had}).",
  changed_by_nobody_known: "This was saved in between (version {current}; you had version {had}).",

  // References.
  no_such_owner: "The owner {given} is not an organization of your directory.",
  no_such_person: "The person {given} is not in your directory.",
  no_such_cost_code: "Line {row}: the cost code “{given}” is not known in this company.",
  no_such_time_zone: "“{given}” is not a time zone. Allowed: {allowed}.",

  // Contract.
  number_taken: "The number “{given}” is taken by “{title}”. Allowed: a number that no other has here.",
  contract_not_billable: "The contract is {status}. Invoices can be made when it is Approved or Complete.",
  contract_has_no_lines: "The schedule of values has no lines.",
  contract_has_invoices:
    "{count, plural, one {# invoice has} other {# invoices have}} been made on this schedule of values. What changes now is a change order.",
  retainage_out_of_range: "“{field}” was given as {given}. Allowed: from 0 to 100.",
  rates_half_given: "“{field}” is missing; rates are given for both, work and stored material, or not at all.",
  percent_out_of_range: "“{field}” was given as {given}. Allowed: from 0 to 100.",
  amount_out_of_range: "“{field}” was given as {given}. Allowed: {allowed}.",
  steps_not_rising: "“{field}” is {given}, and would be reached before the step above it. Allowed: {allowed}.",
  stop_twice: "“{field}” is {given}. Allowed: {allowed}.",
  release_disagrees_with_base:
    "“{field}” was given as {given}, but with the base {base} a release is {allowed, select, taxed {taxed when it is billed} other {taxed already}}. Allowed: {allowed}.",
  fund_twice: "The fund “{given}” is there twice. Allowed: {allowed}.",
  fund_in_use:
    "The fund “{given}” cannot be removed: {more, plural, =0 {it pays for {items}} one {it pays for {items} and # other line} other {it pays for {items} and # other lines}}.",
  no_such_fund: "Line {row}: the contract has no fund “{given}”. Allowed: {allowed}.",
  fund_split_differs:
    "Line {row}: the funds come to {given}, and the scheduled value is {allowed}. The difference is {difference}.",
  opening_has_invoices:
    "{count, plural, one {# invoice has} other {# invoices have}} been made on this contract, starting from its opening.",
  opening_line_unknown: "Opening, line {row}: there is no such line on this contract.",
  opening_line_twice: "Opening, line {row}: the same line was given twice.",
  opening_missing:
    "Opening, line {row}: {method, select, unit {a unit line starts from its quantity to date} other {an amount line starts from its work to date}}, and “{field}” is missing.",
  opening_of_other_method:
    "Opening, line {row}: {method, select, unit {a unit line starts from its quantity to date} other {an amount line starts from its work to date}}; “{field}” was given as {given}. Allowed: {allowed}.",
  line_in_opening: "The line “{given}” cannot be removed or measured otherwise: the contract's opening starts from it.",
  line_item_taken:
    "Line {row}: the item “{given}” is there already{where, select, changeOrder { on a change order} other {}}.",
  line_unknown: "Line {row}: there is no such line in this schedule of values.",
  line_twice: "Line {row}: the same line was given twice.",
  line_needs_value: "Line {row}: a line needs either a scheduled value, or quantity and unit price.",
  line_value_without_quantity:
    "Line {row}: {given} was given for a quantity of 0. What a unit line is worth is billed by its quantity. Allowed: {allowed}.",
  line_value_too_large: "Line {row}: the value does not fit. Allowed: at most {allowed}.",
  total_too_large: "The lines total more than fits. Allowed: at most {allowed}.",
  change_order_final: "The change order is Approved. It can only be made Void, as long as no invoice carries it.",
  change_order_billed: "{count, plural, one {# invoice carries} other {# invoices carry}} this change order already.",
  change_order_void: "The change order is {status}; nothing follows.",
  change_order_empty: "The change order has neither lines nor changes. Allowed: {allowed}.",
  change_order_changed:
    "Its lines are changed by change orders that are Approved: {numbers}. They have to be made Void before.",
  change_order_in_opening: "The opening of the contract has lines of this change order.",
  change_order_stands_on:
    "It changes line “{item}” of change order {number}, which is {status}. Only a line that counts can be changed.",
  change_line_unknown: "Change {row}: there is no such line on this contract.",
  change_line_not_standing:
    "Change {row}: line “{given}” is of change order {number}, which is {status}. Only a line that counts can be changed.",
  change_line_twice: "Change {row}: the same line is changed twice.",
  change_needs_one: "Change {row}: exactly one of amount and quantity is needed.",
  change_quantity_without_price:
    "Change {row}: an amount line has no unit price; {given} of it cannot be valued. Allowed: {allowed}.",
  change_too_large: "Change {row}: the amount does not fit. Allowed: at most {allowed}.",
  line_changed_by_change_order:
    "The line “{given}” cannot be removed or replaced: it is changed by change order {orders}.",
  line_priced_by_change_order:
    "The unit price of the line “{given}” cannot be changed: its quantity is changed at that price by change order {orders}.",
  approved_on_without_approval: "A day of approval was given, but the status is {status}.",

  // Billing period.
  period_order: "The period begins on {from} and would end on {to}, before it begins.",
  periods_overlap: "{from} to {to} overlaps the billing period {otherFrom} to {otherTo}.",
  period_due_before_end: "Due on {given} is before the period begins. Allowed: {allowed} or later.",
  no_open_billing_period: "There is no open billing period.",
  period_in_accounting:
    "{count, plural, one {An invoice of this period has} other {# invoices of this period have}} gone to accounting with its dates.",

  // ERP links.
  job_in_use:
    "The project's job cannot be changed while {count, plural, one {an invoice is} other {# invoices are}} in the ERP, or may be.",
  customer_in_use:
    "The customer cannot be changed while {count, plural, one {an invoice is} other {# invoices are}} on the way into the ERP.",
} as const satisfies Record<string, string>;

/** What a permission lets people do, for “You need … to …”. */
export const permissionWords = {
  viewProject: { needed: "access to the project", what: "see it" },
  viewContract: { needed: "Read Only on Prime Contracts", what: "see this contract" },
  viewSchedule: { needed: "access to the schedule of values", what: "see it" },
  createContract: { needed: "Admin on Prime Contracts", what: "create a contract" },
  editContract: { needed: "Admin on Prime Contracts", what: "edit the contract" },
  editSchedule: { needed: "Admin on Prime Contracts", what: "edit the schedule of values" },
  manageChangeOrders: { needed: "Admin on Prime Contracts", what: "work on change orders" },
  manageBillingPeriods: { needed: "Admin on Prime Contracts or Commitments", what: "work on billing periods" },
  viewInvoice: { needed: "Read Only on Prime Contracts", what: "see this invoice" },
  viewInvoiceDetail: { needed: "View Owner Invoice Detail", what: "see the lines of an owner invoice" },
  editInvoice: { needed: "Admin on Prime Contracts", what: "edit an owner invoice" },
  approveInvoice: { needed: "Admin on Prime Contracts", what: "approve an owner invoice" },
  attachToInvoice: { needed: "Admin on Prime Contracts", what: "attach files" },
  sendToErp: { needed: "Admin on Prime Contracts or Commitments", what: "send to ERP" },
  retrieveFromErp: { needed: "Admin on Prime Contracts or Commitments", what: "retrieve from ERP" },
  viewErpQueue: { needed: "Read Only on ERP Integrations", what: "see ERP Integrations" },
  decideInErpQueue: { needed: "Standard on ERP Integrations and Can Push to Accounting", what: "accept or reject" },
  setUpErp: { needed: "Admin on ERP Integrations", what: "set up ERP Integrations" },
  invitePeople: { needed: "to be a company administrator", what: "invite people" },
  viewRights: { needed: "to be a company administrator", what: "see what other people may do" },
  setUpCompany: { needed: "to be a company administrator", what: "change the company's settings" },
} as const satisfies Record<string, { needed: string; what: string }>;
