import { expect, it } from "vitest";
import { readError } from "./errors.ts";

/** What Tryton 6.0 answered, word for word, and what we make of it. */
const user = (text: string) => ["UserError", [text, "", null]];

it.each<[unknown, string, string, string, string | null]>([
  [
    user('To continue, you must create a period for the date "01/15/2025".'),
    "refused",
    "decision",
    "period_not_open",
    "postingOn",
  ],
  [
    user(
      'To number the invoice "[K]", you must set an accounting date after "01/15/2026" because the sequence "Invoices 2026" has already been used for invoice "INV-2026-00001 [K]".',
    ),
    "refused",
    "decision",
    "date_before_last_number",
    "postingOn",
  ],
  [
    user('You cannot modify invoice "INV-2026-00001 [K]" because it is posted, paid or cancelled.'),
    "refused",
    "decision",
    "document_posted",
    null,
  ],
  [
    user('You are trying to read records "8" of "Invoice" that don\'t exist anymore.'),
    "refused",
    "decision",
    "document_not_found",
    null,
  ],
  [user('You are not allowed to access "Invoice".'), "refused", "access", "right_missing", null],
  [
    user(
      'You are not allowed to read records "8" of "Invoice" because of at least one of these rules:\nUser in companies',
    ),
    "refused",
    "access",
    "right_missing",
    null,
  ],
  [
    user('The value "999999" for field "Party" in "Invoice" does not exist.'),
    "refused",
    "mapping",
    "value_unknown",
    "customer",
  ],
  [
    user('The value for field "Account" in "Invoice Line" is not valid according to its domain.'),
    "refused",
    "mapping",
    "value_not_allowed",
    "lines",
  ],
  [
    user('The value for field "Account" in "Analytic Account Entry" is not valid according to its domain.'),
    "refused",
    "mapping",
    "value_not_allowed",
    "job",
  ],
  [user('A value is required for field "Party" in "Invoice".'), "refused", "data", "value_missing", "customer"],
  [
    user(
      'The number of digits in the value "Decimal(\'10.12345\')" for field "Unit Price" in "Invoice Line" exceeds the limit of "4".',
    ),
    "refused",
    "data",
    "too_many_decimals",
    "lines",
  ],
  [user("A rule of this company's own module."), "refused", "decision", "erp_refused", null],
  [["ConcurrencyException", "Records were modified in the meanwhile"], "busy", "transient", "changed_meanwhile", null],
  [['could not obtain lock on row in relation "ir_sequence_strict"\n', ""], "busy", "transient", "locked", null],
  [["database is locked", ""], "busy", "transient", "locked", null],
  [["LoginException", ["password", "Password for export", "password"]], "refused", "access", "sign_in_refused", null],
  [["server closed the connection unexpectedly", ""], "unknown", "transient", "database_lost", null],
  [["Database '/srv/tryton/nodb.sqlite' doesn't exist!", ""], "refused", "access", "database_unknown", null],
  [["'no.such'", ""], "refused", "defect", "erp_defect", null],
  [["'utf-8' codec can't encode character", ""], "refused", "defect", "erp_defect", null],
  [null, "refused", "defect", "erp_defect", null],
])("reads %j", (error, kind, ofClass, code, field) => {
  const read = readError(error);
  expect(read.kind).toBe(kind);
  expect("problem" in read ? { ...read.problem, said: "" } : read).toEqual({ class: ofClass, code, said: "", field });
});

it("keeps a warning's name, under which it is acknowledged", () => {
  const said = 'The invoice "[K]" generates a payment date "03/02/2026" in the past.';
  const read = readError(["UserWarning", ["invoice_payment_term_6", said, ""]]);
  expect(read).toEqual({ kind: "warned", name: "invoice_payment_term_6", said });
});

it.each([
  [["Database '/srv/tryton/nodb.sqlite' doesn't exist!", ""], "/srv"],
  [['syntax error at or near "FROM"\nLINE 1: SELECT secret FROM res_user', ""], "SELECT"],
  [['Traceback (most recent call last):\n  File "/usr/lib/python3"', ""], "Traceback"],
  [[`could not obtain lock on row in relation "ir_sequence_strict"`, ""], "ir_sequence"],
])("repeats no path, SQL or stack: %j", (error, hidden) => {
  expect(JSON.stringify(readError(error))).not.toContain(hidden);
});

it("cuts a long text short and puts it on one line", () => {
  const read = readError(user(`A ${"very\nlong ".repeat(200)}text`));
  const said = read.kind === "refused" ? read.problem.said : "";
  expect(said.length).toBe(500);
  expect(said).not.toContain("\n");
});
