// What Tryton says when it will not, told as our problems. Tryton answers errors with HTTP 200 and a list: the name of the
// error's class and its arguments, or, for anything it did not foresee, a text and an empty string. Pure.
import type { Problem, ProblemClass } from "../connector.ts";

export type ErrorRead =
  | { kind: "refused"; problem: Problem }
  | { kind: "busy"; problem: Problem }
  | { kind: "unknown"; problem: Problem }
  /** Tryton goes on once this warning is acknowledged under its name. */
  | { kind: "warned"; name: string; said: string };

const saidMax = 500;

export function problem(cls: ProblemClass, code: string, said: string, field: string | null = null): Problem {
  const oneLine = said.replace(/\s+/g, " ").trim();
  return { class: cls, code, said: oneLine.length > saidMax ? `${oneLine.slice(0, saidMax - 1)}…` : oneLine, field };
}

/** Reads the `error` of an answer. What is not recognised is never repeated: it may hold SQL, a path or a stack. */
export function readError(error: unknown): ErrorRead {
  const [first, second] = Array.isArray(error) ? (error as unknown[]) : [];
  if (first === "UserWarning" && Array.isArray(second)) {
    const [name, said] = second as unknown[];
    if (typeof name === "string" && typeof said === "string") return { kind: "warned", name, said };
  }
  if (first === "UserError" && Array.isArray(second) && typeof second[0] === "string") {
    return { kind: "refused", problem: userProblem(second[0]) };
  }
  if (first === "ConcurrencyException") {
    const said = "The record was changed in Tryton at the same moment.";
    return { kind: "busy", problem: problem("transient", "changed_meanwhile", said) };
  }
  if (first === "LoginException") {
    const said = "Tryton asks for more than a password to sign this user in.";
    return { kind: "refused", problem: problem("access", "sign_in_refused", said) };
  }
  if (first === "RateLimitException") {
    const said = "Tryton takes no more sign-ins of this user for the moment.";
    return { kind: "refused", problem: problem("access", "too_many_sign_ins", said) };
  }
  return unforeseen(typeof first === "string" ? first : "");
}

function unforeseen(text: string): ErrorRead {
  // Both backends undo the whole call before they say this.
  if (/could not obtain lock|database is locked|could not serialize|deadlock detected|lock timeout/i.test(text)) {
    return {
      kind: "busy",
      problem: problem("transient", "locked", "Another writer holds a lock in Tryton's database."),
    };
  }
  // The commit itself may have been what was cut off.
  if (/server closed the connection|terminating connection|connection .*(closed|lost|refused)|disk I\/O/i.test(text)) {
    const said = "Tryton lost its database in the middle of the call.";
    return { kind: "unknown", problem: problem("transient", "database_lost", said) };
  }
  if (/^Database '.*' doesn't exist!$/.test(text)) {
    const said = "Tryton has no database of this name.";
    return { kind: "refused", problem: problem("access", "database_unknown", said) };
  }
  const name = /^'([\w.]{1,80})'$/.exec(text)?.[1];
  const said = name === undefined ? "Tryton reports an error of its own." : `Tryton does not know "${name}".`;
  return { kind: "refused", problem: problem("defect", "erp_defect", said) };
}

type Rule = readonly [pattern: RegExp, cls: ProblemClass, code: string, field: string | null | "named"];

/** Texts of Tryton 6.0 in English, which is the language we ask for. The first that matches decides. */
const rules: readonly Rule[] = [
  [/^To continue, you must create a period for the date/, "decision", "period_not_open", "postingOn"],
  [/^You cannot .* because the period .* is closed/, "decision", "period_not_open", "postingOn"],
  [/you must set an accounting date after/, "decision", "date_before_last_number", "postingOn"],
  [/you must define a sequence on fiscal year/, "decision", "number_sequence_missing", "postingOn"],
  [/because it is posted, paid or cancelled/, "decision", "document_posted", null],
  [/^You cannot delete invoice .* because it has a number/, "decision", "document_posted", null],
  [/^You cannot cancel customer invoice .* because it is posted/, "decision", "document_posted", null],
  [/that don't exist anymore\.$/, "decision", "document_not_found", null],
  [/^You are not allowed to (read|access|modify|write|create|delete)/, "access", "right_missing", null],
  [/^The value .* for field ".*" in ".*" does not exist\.$/s, "mapping", "value_unknown", "named"],
  [/is not valid according to its domain\.$/, "mapping", "value_not_allowed", "named"],
  [/^The number of digits in the value/, "data", "too_many_decimals", "named"],
  [/^A value is required for field/, "data", "value_missing", "named"],
  [/^The value for field ".*" in ".*" is too long/, "data", "too_long", "named"],
  [/^The value .* is not valid|^The value .* for field .* is not one of/, "data", "value_not_valid", "named"],
  [/rate/i, "mapping", "currency_rate_missing", "currency"],
];

function userProblem(said: string): Problem {
  const rule = rules.find(([pattern]) => pattern.test(said));
  if (rule === undefined) return problem("decision", "erp_refused", said);
  const [, cls, code, field] = rule;
  return problem(cls, code, said, field === "named" ? documentField(said) : field);
}

/** Which field of ours a message is about, by the names of field and record that Tryton puts in it. */
function documentField(said: string): string | null {
  const named = /for field "([^"]*)" in "([^"]*)"/.exec(said);
  const [, field = "", record = ""] = named ?? [];
  if (/Analytic/.test(record)) return "job";
  if (record === "Invoice Line") return "lines";
  switch (field) {
    case "Party":
    case "Invoice Address":
      return "customer";
    case "Currency":
      return "currency";
    case "Invoice Date":
      return "billedOn";
    case "Accounting Date":
      return "postingOn";
    case "Payment Term Date":
      return "dueOn";
    default:
      return null;
  }
}
