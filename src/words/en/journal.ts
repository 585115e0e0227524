// The sentences of the journal: what was done, as the history of an invoice, a contract or a company tells it. Who and when
// stand beside it. What an act recorded is read with care: a fact that is not there is left out, and none is made up.
import type { ChangeOrderStatus, ContractStatus } from "../../contract/contract.ts";
import { fill, type Values } from "../say.ts";
import { changeOrderStatusLabels, contractStatusLabels } from "./contract.ts";
import { invoiceStatusLabels } from "./invoice.ts";

/** `has` is "yes" or "no" for every fact that may be missing; the optional part of a sentence is chosen by it. */
export const journalSentences = {
  company_founded: "Founded the company{hasName, select, yes { {name}} other {}}.",
  company_changed: "Changed the company’s settings{hasFields, select, yes {: {fields}} other {}}.",
  signed_in:
    "Signed in{by, select, app { with a code of the authenticator app} recoveryCode { with a recovery code{hasLeft, select, yes {; {left, plural, one {# is} other {# are}} left} other {}}} otherCompany {, coming from another company} invitation { for the first time, by an invitation} other {}}{hasAddress, select, yes {, from {address}} other {}}.",
  signed_out: "Signed out.",
  sessions_ended:
    "Ended {hasCount, select, yes {{count, plural, one {a session} other {# sessions}}} other {sessions}}.",
  password_changed: "Changed the password{hasAddress, select, yes {, from {address}} other {}}.",
  password_reset_asked: "A mail with a link for a new password was asked for.",
  password_reset: "Set a new password by the link of a mail{hasAddress, select, yes {, from {address}} other {}}.",
  two_step_on: "Switched two-step sign-in on{hasAddress, select, yes {, from {address}} other {}}.",
  two_step_off: "Switched two-step sign-in off{hasAddress, select, yes {, from {address}} other {}}.",
  recovery_codes_renewed: "Made new recovery codes{hasAddress, select, yes {, from {address}} other {}}.",
  access_token_made:
    "Made the access token{hasName, select, yes { “{name}”} other {}}{mayWrite, select, yes {, which may write} no {, which may only read} other {}}.",
  access_token_revoked: "Revoked the access token{hasName, select, yes { “{name}”} other {}}.",
  person_invited:
    "Invited {hasName, select, yes {{name}} other {somebody}}{hasEmail, select, yes { ({email})} other {}}.",
  invitation_resent:
    "Sent the invitation of {hasName, select, yes {{name}} other {somebody}}{hasEmail, select, yes { ({email})} other {}} again.",
  invitation_withdrawn:
    "Withdrew the invitation of {hasName, select, yes {{name}} other {somebody}}{hasEmail, select, yes { ({email})} other {}}.",
  person_joined: "{hasName, select, yes {{name}} other {Somebody}} joined by an invitation.",
  job_linked: "Linked the project to {hasAfter, select, yes {the ERP job {after}} other {an ERP job}}.",
  job_unlinked: "Unlinked the project from {hasBefore, select, yes {the ERP job {before}} other {its ERP job}}.",
  customer_linked:
    "Linked {hasName, select, yes {{name}} other {an organization}} to {hasAfter, select, yes {the ERP customer {after}} other {an ERP customer}}.",
  customer_unlinked:
    "Unlinked {hasName, select, yes {{name}} other {an organization}} from {hasBefore, select, yes {the ERP customer {before}} other {its ERP customer}}.",

  contract_created:
    "Created the contract{hasNumber, select, yes { {number}} other {}}{hasTitle, select, yes { “{title}”} other {}}.",
  contract_changed: "Changed the contract{hasFields, select, yes {: {fields}} other {}}.",
  schedule_changed:
    "Changed the schedule of values{hasCount, select, yes {; it has {count, plural, one {# line} other {# lines}} now} other {}}{hasTotal, select, yes {, {total} in all} other {}}.",
  schedule_imported:
    "Imported the schedule of values{hasCount, select, yes {: {count, plural, one {# line} other {# lines}}} other {}}{hasTotal, select, yes {, {total} in all} other {}}.",
  change_order_created:
    "Created change order{hasNumber, select, yes { {number}} other {}}{hasAmount, select, yes { of {amount}} other {}}.",
  change_order_status_changed:
    "Set change order{hasNumber, select, yes { {number}} other {}} {hasAfter, select, yes {to {after}} other {to another status}}.",
  billing_period_created: "Made {hasPeriod, select, yes {the billing period {from} to {to}} other {a billing period}}.",
  billing_period_changed: "Changed the billing period{hasFields, select, yes {: {fields}} other {}}.",

  connection_changed:
    "Changed the connection to {hasErp, select, yes {{erp}} other {the ERP}}{hasFields, select, yes {: {fields}} other {}}.",

  invoice_created:
    "Created invoice{hasNumber, select, yes { {number}} other {}}{hasPeriod, select, yes { for {from} to {to}} other {}}.",
  invoice_changed:
    "Saved changes{hasCount, select, yes { on {count, plural, one {# line} other {# lines}}} other {}}{hasFields, select, yes {: {fields}} other {}}.{hasStatus, select, yes { The status became {status}.} other {}}",
  invoice_status_changed: "Set the status to {hasStatus, select, yes {{status}} other {another one}}.",
  invoice_followed:
    "The figures followed {hasCause, select, yes {invoice {cause}} other {another invoice}}.{hasStatus, select, yes { The status became {status}.} other {}}",
  invoice_deleted: "Deleted invoice{hasNumber, select, yes { {number}} other {}}.",
  invoice_corrected:
    "Corrected it under later invoices{hasCount, select, yes { on {count, plural, one {# line} other {# lines}}} other {}}{hasReason, select, yes {: {reason}} other {.}}{hasStatus, select, yes { The status became {status}.} other {}}",
  certificate_recorded:
    "Recorded {hasAmount, select, yes {{amount}} other {an amount}} as certified for payment{hasCount, select, yes {, with {count, plural, one {# line} other {# lines}} cut} other {}}{hasNote, select, yes {: {note}} other {.}}",
  finding_overridden:
    "Let {hasCode, select, yes {{code}} other {a finding}}{hasItem, select, yes { on line {item}} other {}} pass{hasReason, select, yes {: {reason}} other {.}}",
  finding_override_withdrawn:
    "No longer lets {hasCode, select, yes {{code}} other {a finding}}{hasItem, select, yes { on line {item}} other {}} pass{hasReason, select, yes {: {reason}} other {.}}",
  finding_override_fell:
    "{hasCode, select, yes {{code}} other {A finding}}{hasItem, select, yes { on line {item}} other {}} is no longer let pass: the amounts are others now.",
  attachment_added:
    "Attached {hasName, select, yes {“{name}”} other {a file}}{late, select, yes { while it was waiting for accounting} other {}}.",

  sent_to_erp:
    "Sent to ERP{hasRound, select, yes { (round {round})} other {}}{hasVersion, select, yes {, as version {version}} other {}}.",
  resent_to_erp:
    "Resent to ERP{hasRound, select, yes { (round {round})} other {}}{hasVersion, select, yes {, as version {version}} other {}}.",
  retrieved_from_erp: "Retrieved from ERP.",
  rejected: "Rejected{hasReasons, select, yes {: {reasons}} other {.}}",
  accepted:
    "Accepted{hasNumber, select, yes { as {number}} other {}}{hasPostingOn, select, yes {, to be posted on {postingOn}} other {}}.",
  export_started: "The export began{hasAttempt, select, yes { (attempt {attempt})} other {}}.",
  export_failed: "The export failed{hasProblems, select, yes {: {problems}} other {.}}",
  export_in_doubt:
    "The ERP gave no trustworthy answer{hasProblems, select, yes {: {problems}} other {.}} It is looked up there before anything else.",
  looked_up:
    "It was looked up in the ERP{found, select, none {: nothing was found} unsaid {} other {: {foundCount, plural, =0 {nothing was found} one {one document was found} other {# documents were found}}}}.",
  export_resumed: "The export went on.",
  exported_again: "Exported again.",
  synced: "It is posted in the ERP{hasErpNumber, select, yes { as {erpNumber}} other {}}, read back and compared.",
} as const satisfies Record<string, string>;

export type JournalAct = keyof typeof journalSentences;

type Facts = Readonly<Record<string, unknown>>;
export type ActDone = Readonly<{ act: string; facts: Facts }>;

/** `journalSentence({ act: "accepted", facts: { number: "2977J-1" } })` is `"Accepted as 2977J-1."` */
export function journalSentence({ act, facts }: ActDone): string {
  // An act that nobody has written a sentence for yet.
  if (!isKnown(act)) return `${act.charAt(0).toUpperCase()}${act.slice(1).replaceAll("_", " ")}.`;
  return fill(journalSentences[act], { ...optional(textsOf(act, facts)), ...counted(facts) });
}

function isKnown(act: string): act is JournalAct {
  return Object.hasOwn(journalSentences, act);
}

const names = {
  name: ["name"],
  title: ["title"],
  number: ["number"],
  amount: ["amount"],
  cause: ["cause"],
  code: ["code"],
  item: ["item"],
  erp: ["erp", "name"],
  by: ["by"],
  left: ["left"],
  address: ["address"],
  email: ["email"],
  round: ["round"],
  version: ["version"],
  attempt: ["attempt"],
  postingOn: ["postingOn"],
  erpNumber: ["erpNumber"],
  from: ["periodFrom", "from"],
  to: ["periodTo", "to"],
} as const satisfies Record<string, readonly string[]>;

/** Every text a sentence may name; null where the act did not record it. */
function textsOf(act: JournalAct, facts: Facts): Readonly<Record<string, string | null>> {
  const plain = Object.fromEntries(
    Object.entries(names).map(([name, keys]) => [name, first(keys.map((key) => text(facts[key])))]),
  );
  const status = statusOf(facts, act);
  return {
    ...plain,
    period: plain.from != null && plain.to != null ? "yes" : null,
    before: labelOf(act, facts.before),
    after: labelOf(act, facts.after),
    total: text(record(facts.after).total),
    status: status === null ? null : statusLabel(status),
    fields: fieldsOf(act, facts),
    reason: ended(text(facts.reason)),
    note: ended(text(facts.note)),
    reasons: listed(facts.reasons, reasonOf, "; "),
    problems: listed(facts.problems, (problem) => ended(problemOf(problem)), " "),
  };
}

/** Each text beside the answer to whether it is there. */
function optional(texts: Readonly<Record<string, string | null>>): Values {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([name, value]) => [
      [name, value ?? ""],
      [`has${name.charAt(0).toUpperCase()}${name.slice(1)}`, value === null ? "no" : "yes"],
    ]),
  );
}

function counted(facts: Facts): Values {
  const count = lineCount(facts) ?? whole(facts.count);
  const found = Array.isArray(facts.found) ? facts.found.length : facts.found;
  const isCount = typeof found === "number" && Number.isInteger(found);
  return {
    count: count ?? 0,
    hasCount: count === null || count === 0 ? "no" : "yes",
    found: isCount ? "some" : found === null || found === "nothing" || found === "none" ? "none" : "unsaid",
    foundCount: isCount ? found : 0,
    left: whole(facts.left) ?? 0,
    mayWrite: facts.mayWrite === true ? "yes" : facts.mayWrite === false ? "no" : "unsaid",
    late: facts.addedAfterSending === true ? "yes" : "no",
  };
}

const whole = (value: unknown): number | null =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : null;

/** Of a schedule, how many lines it has now; of an invoice, how many were changed. */
function lineCount(facts: Facts): number | null {
  const lines = record(facts.after).lines ?? facts.lines;
  if (typeof lines === "number") return lines;
  return typeof lines === "object" && lines !== null ? Object.keys(lines).length : null;
}

function statusOf(facts: Facts, act: JournalAct): string | null {
  const changed = record(facts.status);
  if (act === "invoice_status_changed") return text(facts.after) ?? text(changed.after) ?? text(facts.status);
  return text(changed.after);
}

const statusLabel = (status: string): string => wordOf(invoiceStatusLabels, status);

function labelOf(act: JournalAct, value: unknown): string | null {
  if (act === "change_order_status_changed" && typeof value === "string") {
    const labels: Readonly<Record<ChangeOrderStatus, string>> = changeOrderStatusLabels;
    return wordOf(labels, value);
  }
  const { code, name } = record(value);
  const code_ = text(code);
  const name_ = text(name);
  if (code_ !== null) return name_ === null || name_ === code_ ? code_ : `${code_} ${name_}`;
  return text(value);
}

function wordOf(labels: Readonly<Record<string, string>>, value: string): string {
  return Object.hasOwn(labels, value) ? (labels[value] ?? value) : inWords(value);
}

/** What stands beside the changed fields, and is none itself. */
const notFields = ["periodId", "lines", "summary", "status", "number", "connectionId", "erp", "connection", "fields"];

/** The names of what was changed, in words; a status with what it became. */
function fieldsOf(act: JournalAct, facts: Facts): string | null {
  const changed = Array.isArray(facts.fields)
    ? facts.fields.flatMap((field: unknown) => text(field) ?? [])
    : Object.entries(facts).flatMap(([name, value]) => (isChange(value) && !hidden(act, name) ? [name] : []));
  const secrets = act === "connection_changed" && Array.isArray(facts.secretsGiven) ? facts.secretsGiven : [];
  const all = [...changed, ...secrets.flatMap((secret: unknown) => text(secret) ?? [])];
  if (all.length === 0) return null;
  return all.map((name) => fieldShown(act, name, record(facts[name]).after)).join(", ");
}

function hidden(act: JournalAct, name: string): boolean {
  const shownHere = act === "contract_changed" || act === "billing_period_changed";
  return shownHere ? false : notFields.includes(name);
}

function isChange(value: unknown): boolean {
  const change = record(value);
  return "before" in change && "after" in change;
}

function fieldShown(act: JournalAct, name: string, after: unknown): string {
  const value = text(after);
  if (act === "contract_changed" && name === "status" && value !== null) {
    const labels: Readonly<Record<ContractStatus, string>> = contractStatusLabels;
    return `status ${wordOf(labels, value)}`;
  }
  if (act === "billing_period_changed" && value !== null) return `${inWords(name)} ${value}`;
  return inWords(name);
}

/** `numberPattern` is "number pattern", `due_on` is "due on". */
function inWords(name: string): string {
  return name
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ")
    .toLowerCase();
}

function reasonOf(reason: unknown): string | null {
  const { label, body } = record(reason);
  const parts = [text(label), text(body)].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(": ").replace(/\.$/, "");
}

function problemOf(problem: unknown): string | null {
  const { message, said, code } = record(problem);
  const plain = text(code);
  return text(problem) ?? text(message) ?? text(said) ?? (plain === null ? null : inWords(plain));
}

function listed(items: unknown, shown: (item: unknown) => string | null, between: string): string | null {
  const all = Array.isArray(items) ? items.flatMap((item: unknown) => shown(item) ?? []) : [];
  return all.length === 0 ? null : ended(all.join(between));
}

/** With the one sign that ends a sentence. */
function ended<T extends string | null>(sentence: T): T | string {
  return sentence === null || /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function text(value: unknown): string | null {
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : null;
  return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
}

function first(values: readonly (string | null)[]): string | null {
  return values.find((value) => value !== null) ?? null;
}

export { journalSentence as sentenceOfFact };
