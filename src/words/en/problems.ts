// What an ERP, or the way to it, would not do: what it is, and what somebody can do about it. A connector written by
// others may have codes of its own; then the ERP's own words stand for the sentence.
import type { Problem } from "../../connectors/connector.ts";
import { fill, type Values } from "../say.ts";

export const problems = {
  // The way there.
  unreachable: "{erp} cannot be reached. Nothing was written. Check the address and that {erp} is running, or wait.",
  no_answer: "{erp} did not answer in time. Wait a little, then try or look it up again.",
  connection_broken: "The connection to {erp} broke before its answer was complete. Look it up again in a moment.",
  answer_too_large: "The answer of {erp} was too large to be read. Have an administrator check the address.",
  answer_unreadable:
    "The answer of {erp} could not be understood. Have an administrator check that the address is that of {erp}, and its version.",
  redirected: "{erp} points to another address. Have an administrator enter the address it is really reached at.",
  server_error: "{erp} reports an error of its server. Wait, and have its administrator look at it if it stays.",
  database_lost: "{erp} lost its database in the middle of the call. Wait, then look it up again.",
  busy: "{erp} is busy. It is tried again by itself.",
  locked: "Somebody else is just writing in {erp}. It is tried again by itself.",
  changed_meanwhile: "Somebody changed the record in {erp} at the same moment. Try again.",

  // Address, sign-in and rights.
  address_unreadable:
    "The address of {erp} cannot be used. Enter one that begins with http:// or https:// and has no ? or #.",
  address_holds_secret: "The address of {erp} holds a user name or a password. Enter those in their own fields.",
  request_unreadable: "A setting of {erp} holds a character that cannot be sent. Enter the settings again.",
  certificate_refused:
    "The certificate of {erp} is not accepted. Have it renewed, or its authority made known to this machine.",
  another_server: "What answers at this address is not {erp}. Check the address.",
  wrong_host: "{erp} does not answer to this address. Enter the one it is set up for.",
  settings_incomplete: "Settings of {erp} are missing. Fill in all that are required.",
  signed_out: "{erp} does not accept the token. Enter a valid one in the ERP settings.",
  sign_in_refused: "{erp} does not accept user and password. Enter valid ones in the ERP settings.",
  session_refused: "{erp} does not keep the user signed in. Have its administrator look at that user.",
  too_many_sign_ins: "{erp} takes no more sign-ins of this user for the moment. Wait some minutes.",
  user_without_company: "The user belongs to no company in {erp}. Have one set for that user there.",
  right_missing: "The user lacks a right in {erp}: {said} Have the right given there.",
  database_unknown: "{erp} has no database of this name. Check the name in the ERP settings.",
  key_unreadable:
    "The key of this installation that seals secrets cannot be used. Have its administrator put DRAWBRIDGE_KEY or secret.key in order.",
  secret_unreadable:
    "A secret of the connection to {erp} was sealed with another key. Enter it again in the ERP settings, or bring the key back.",
  connector_missing: "This installation has no connector for {erp} any more. Install it again, or connect another ERP.",
  no_erp_connection: "No ERP is connected. Connect one in the ERP settings.",

  // What the document points to.
  customer_missing: "The owner is linked to no customer of {erp}. Link it.",
  customer_not_linked: "The owner is linked to no customer of {erp}. Link it.",
  customer_unknown: "{erp} has no such customer: {said} Link the owner to another, or add the customer there.",
  customer_without_address: "The customer has no address to invoice in {erp}. Add one there.",
  customer_on_hold: "The customer is on hold in {erp}. Have accounting release it there.",
  job_missing: "The project is linked to no job of {erp}. Link it.",
  job_not_linked: "The project is linked to no job of {erp}. Link it.",
  job_unknown: "{erp} has no such job: {said} Link the project to another, or add the job there.",
  job_ambiguous: "{erp} has several jobs with this code. Give each its own code there.",
  job_closed: "The job is closed in {erp}. Open it there, or link the project to another.",
  cost_code_unknown: "{erp} does not know a cost code: {said} Correct it on the schedule of values, or add it there.",
  currency_unknown: "{erp} does not know the currency. Add it there.",
  currency_without_cents: "{erp} keeps this currency with another number of decimals. Have it set to two there.",
  currency_rate_missing: "{erp} has no rate for the currency on this day. Enter one there.",
  account_unknown: "{erp} does not have an account that the ERP settings name: {said} Correct the settings.",
  account_closed: "An account that the ERP settings name is closed in {erp}: {said} Open it there, or name another.",
  account_not_revenue: "An account that the ERP settings name takes no revenue in {erp}: {said} Name another.",
  tax_account_missing: "The invoice bears tax, and no account for it is named. Name one in the ERP settings.",
  receivable_account_missing: "{erp} has no receivable account for the customer. Set one there.",
  journal_missing: "{erp} has no journal for revenue. Add one there.",
  value_unknown: "{erp} does not know something that the invoice names: {said} Link it to something that exists.",
  value_not_allowed: "{erp} does not allow something that the invoice names: {said} Link it to something else.",

  // What is on the invoice.
  number_missing: "The invoice has no ERP number. Enter one when accepting, or check the number pattern.",
  number_too_long: "The ERP number is too long: {said} Enter a shorter one, or shorten the number pattern.",
  number_unreadable: "The ERP number holds characters that {erp} does not take: {said} Enter another.",
  number_not_valid: "The ERP number holds characters that {erp} does not take: {said} Enter another.",
  number_taken: "The number is in use in {erp} already: {said} Enter another.",
  date_unreadable: "A date is not readable for {erp}: {said} Correct it on the invoice.",
  not_a_day: "A date is none: {said} Correct it on the invoice.",
  description_too_long: "A description is too long for {erp}: {said} Shorten it on the schedule of values.",
  lines_missing: "{erp} takes no invoice without lines. Bill something first.",
  total_zero: "{erp} takes no invoice of nothing. Bill something, or leave this period out.",
  total_negative: "{erp} takes no negative invoice. Reject it, and have its amounts corrected.",
  credit_positive: "{erp} takes no credit above zero. Reject it, and have its amounts corrected.",
  too_long: "A value is too long for {erp}: {said} Shorten it.",
  too_many_decimals: "A value has more decimals than {erp} keeps: {said} Correct it on the invoice.",
  value_missing: "{erp} needs something that is empty: {said} Fill it in.",
  value_not_valid: "{erp} does not take a value: {said} Correct it.",

  // What somebody has to decide.
  period_closed: "The posting month is closed in {erp}. Choose another posting date, or have it opened there.",
  period_not_open:
    "The posting month is not open in {erp}: {said} Choose another posting date, or have it opened there.",
  date_before_last_number:
    "{erp} numbers in the order of days, and a later invoice is posted already: {said} Choose a later posting date.",
  number_sequence_missing: "{erp} has no number sequence for this month. Have one set up there.",
  due_date_past: "The due date is past: {said} Set another in the billing period, or have the ERP settings accept it.",
  warning_to_confirm: "{erp} wants a warning confirmed: {said} Decide it there, or correct what it is about.",
  document_posted: "The document is posted in {erp} already. Look it up before anything else.",
  posted_already: "The document is posted in {erp} already. Look it up before anything else.",
  document_cancelled: "The document was cancelled in {erp}. Export again, or reject the invoice.",
  cancelled_already: "The document was cancelled in {erp}. Export again, or reject the invoice.",
  document_not_found: "The document is no longer in {erp}. Look it up, then export again or reject the invoice.",
  not_found: "{erp} does not have what was asked for. Look it up, then export again or reject the invoice.",
  erp_refused: "{erp} refuses it: {said} Ask whoever looks after {erp}.",

  // Defects: neither waiting nor correcting helps.
  erp_defect: "{erp} reports an error of its own: {said} Ask whoever looks after {erp}.",
  figures_do_not_add_up: "The figures of the document do not add up. This is a defect of Drawbridge; report it.",
  does_not_add_up: "The figures of the document do not add up. This is a defect of Drawbridge; report it.",
  reference_unreadable: "{erp} does not take the reference of the document. This is a defect of Drawbridge; report it.",
  amount_unreadable: "{erp} could not read an amount. This is a defect of Drawbridge; report it.",
  not_readable: "{erp} could not read what was sent. This is a defect of Drawbridge; report it.",
  no_such_address: "{erp} does not know the address of a call. Have an administrator check address and version.",
  too_large: "The document is too large for {erp}. Ask whoever looks after {erp} for its limit.",

  // What the export itself found.
  nothing_in_the_erp:
    "After the answer was lost, a look-up found nothing in {erp}. Export it again, or reject the invoice.",
  two_in_the_erp:
    "{erp} holds more than one document of this invoice. Cancel all but one there, then look it up again.",
  differs_in_the_erp:
    "What stands in {erp} is not what was sent{field, select, none {} other { ({field})}}: {known, select, yes {{ours} was sent, {theirs} stands there} other {{said}}}. Correct it in {erp}, then look it up again.",
  vanished:
    "{erp} said it had posted the invoice, and it is not there. Look it up again, then export again or reject it.",
  other_version_posted:
    "Another version of this invoice is posted in {erp}. Reverse it there, or link it, before this one is exported.",
  writer_busy: "Another export to {erp} is under way. This one follows by itself.",
} as const satisfies Record<string, string>;

const unknownProblem = "{erp} says: {said}";
const wordless = "{erp} refuses it without a reason ({code}). Ask whoever looks after {erp}.";

/** Where our own check found it, the values it compared may stand beside the problem. */
export type ProblemSaid = Problem & Readonly<{ values?: Values }>;

/** `problemSentence(problem, "Tryton")`: what it is and what to do. */
export function problemSentence({ code, said, field, values = {} }: ProblemSaid, erpName: string): string {
  const known: Readonly<Record<string, string>> = problems;
  const sentence = Object.hasOwn(known, code) ? known[code] : undefined;
  const words = said.trim();
  const message = sentence ?? (words === "" ? wordless : unknownProblem);
  const compared = "ours" in values && "theirs" in values ? "yes" : "no";
  return fill(message, {
    ours: "",
    theirs: "",
    ...values,
    code,
    known: compared,
    erp: erpName === "" ? "the ERP" : erpName,
    said: words,
    field: field ?? "none",
  });
}
