// Between our document and a Tryton customer invoice, both ways. Pure: what goes into the call that creates, and what a
// row that was read says. Amounts cross as decimal text, exactly.
//
// A Tryton invoice line takes a revenue account only, so retainage is not a receivable there: what is withheld is a
// negative line on a contra-revenue account, and what is released a positive one.
import { assert } from "../../assert.ts";
import { isDay } from "../../calendar/day.ts";
import { amountShown, amountText, type Cents, centsMax, sum } from "../../money/money.ts";
import type { ErpDocument, ErpFound, ErpFoundLine, LineSent, Problem } from "../connector.ts";
import { problem } from "./errors.ts";

/** Tryton sets no limit; a number is copied by hand onto remittances, and stands in a line with other words. */
export const numberMax = 40;
export const numberPattern = "[A-Za-z0-9][A-Za-z0-9 ._/#-]*";

/** Tryton's own ids for everything the invoice points to. */
export type Targets = Readonly<{
  company: number;
  party: number;
  address: number;
  currency: number;
  journal: number;
  receivable: number;
  /** The customer's own terms; used only where the document has no due date. */
  paymentTerm: number | null;
  revenue: number;
  retainage: number;
  tax: number | null;
  job: Readonly<{ root: number; account: number }>;
}>;

type Role = "work" | "retainage" | "tax";
type PlannedLine = LineSent & Readonly<{ role: Role }>;

/** The lines in order: one per line billed in this period, then retainage withheld, retainage released, tax. */
export function linesSent(document: ErpDocument): readonly LineSent[] {
  assert(addsUp(document), "the lines of a document add up to what is due");
  return plannedLines(document).map(({ lineId, description, amount }) => ({ lineId, description, amount }));
}

/** What is wrong with a document before anybody asks Tryton. */
export function ownProblems(document: ErpDocument): readonly Problem[] {
  const problems: Problem[] = [];
  const { number, customer, job, totals } = document;
  if (number === "") problems.push(problem("data", "number_missing", "The document has no number.", "number"));
  else if (number.length > numberMax) {
    const said = `The number has ${number.length} characters; ${numberMax} are allowed.`;
    problems.push(problem("data", "number_too_long", said, "number"));
  } else if (!new RegExp(`^(?:${numberPattern})$`).test(number)) {
    const said = "The number may hold letters, digits, spaces and . _ / # - only.";
    problems.push(problem("data", "number_not_valid", said, "number"));
  }
  if (customer.code === "") {
    problems.push(problem("mapping", "customer_not_linked", "No customer of Tryton is linked.", "customer"));
  }
  if (job.code === "") problems.push(problem("mapping", "job_not_linked", "No job of Tryton is linked.", "job"));
  for (const field of ["billedOn", "postingOn", "dueOn"] as const) {
    const day = document[field];
    if (day !== null && !isDay(day)) problems.push(problem("data", "not_a_day", `"${day}" is not a day.`, field));
  }
  if (!addsUp(document)) {
    const said = `The lines add up to ${amountText(sumOfLines(document))}, what is due is ${amountText(totals.due)}.`;
    problems.push(problem("defect", "does_not_add_up", said, "totals.due"));
  }
  return problems;
}

function addsUp(document: ErpDocument): boolean {
  return sumOfLines(document) === document.totals.due;
}

function sumOfLines(document: ErpDocument): Cents {
  return sum(plannedLines(document).map((line) => line.amount));
}

function plannedLines(document: ErpDocument): readonly PlannedLine[] {
  const work = document.lines
    .filter((line) => line.billedThisPeriod !== 0n)
    .map((line): PlannedLine => {
      const description = clean(`${line.item} ${line.description}`);
      return { role: "work", lineId: line.lineId, description, amount: line.billedThisPeriod };
    });
  const { retainageWithheld, retainageReleased, tax } = document.totals;
  const summary: PlannedLine[] = [
    { role: "retainage", lineId: null, description: "Less retainage withheld", amount: -retainageWithheld },
    { role: "retainage", lineId: null, description: "Retainage released", amount: retainageReleased },
    { role: "tax", lineId: null, description: "Tax", amount: tax },
  ];
  return [...work, ...summary.filter((line) => line.amount !== 0n)];
}

/** Our number stands first, so that it can be read back from Tryton, which gives a number of its own. */
export function invoiceDescription(document: ErpDocument): string {
  const { contract } = document;
  return clean(`${document.number} | Application ${document.application} | ${contract.number} ${contract.title}`);
}

/** The number of ours in an invoice's description; null where the description is not one we wrote. */
export function numberIn(description: string): string | null {
  const [number, application] = description.split(" | ");
  return number !== undefined && application?.startsWith("Application ") === true ? number : null;
}

/** What Tryton prints under the invoice: the cumulative figures that its ledger does not keep. */
function comment(document: ErpDocument): string {
  const completed = sum(document.lines.map((line) => line.completedAndStored));
  return clean(
    `Period ${document.periodFrom} to ${document.periodTo}. Completed and stored to date ${amountShown(completed)}, ` +
      `retainage held to date ${amountShown(document.totals.retainageHeld)}. Version ${document.version}.`,
  );
}

/** The values of `model.account.invoice.create`. Nothing is left to Tryton's form logic: it does not run over RPC. */
export function invoiceValues(document: ErpDocument, targets: Targets): Record<string, unknown> {
  assert(addsUp(document), "the lines of a document add up to what is due");
  const planned = plannedLines(document);
  const taxes = planned.filter((line) => line.role === "tax");
  const lines = planned.filter((line) => line.role !== "tax");
  const base = sum(lines.map((line) => line.amount));
  return {
    type: "out",
    company: targets.company,
    party: targets.party,
    invoice_address: targets.address,
    currency: targets.currency,
    journal: targets.journal,
    account: targets.receivable,
    reference: document.key,
    description: invoiceDescription(document),
    comment: comment(document),
    invoice_date: dateTag(document.billedOn),
    accounting_date: document.postingOn === document.billedOn ? null : dateTag(document.postingOn),
    payment_term: document.dueOn === null ? targets.paymentTerm : null,
    payment_term_date: document.dueOn === null ? null : dateTag(document.dueOn),
    lines: [["create", lines.map((line, index) => lineValues(line, index, targets))]],
    taxes: [["create", taxes.map((line) => taxValues(line, base, targets))]],
  };
}

function lineValues(line: PlannedLine, index: number, targets: Targets): Record<string, unknown> {
  return {
    type: "line",
    sequence: index + 1,
    company: targets.company,
    currency: targets.currency,
    account: line.role === "retainage" ? targets.retainage : targets.revenue,
    description: line.description,
    quantity: 1,
    unit_price: decimalTag(line.amount),
    analytic_accounts: [["create", [{ root: targets.job.root, account: targets.job.account }]]],
  };
}

function taxValues(line: PlannedLine, base: Cents, targets: Targets): Record<string, unknown> {
  assert(targets.tax !== null, "a document with tax has a tax account");
  return {
    description: line.description,
    account: targets.tax,
    base: decimalTag(base),
    amount: decimalTag(line.amount),
    manual: true,
    sequence: 1,
  };
}

/** The fields that `foundFrom` reads; dotted names make Tryton answer the whole invoice in one call. */
export const foundFields: readonly string[] = [
  "number",
  "state",
  "reference",
  "description",
  "total_amount",
  "invoice_date",
  "accounting_date",
  "move.date",
  "party.code",
  "currency.code",
  "lines.type",
  "lines.description",
  "lines.amount",
  "lines.analytic_accounts.account.code",
  "taxes.description",
  "taxes.amount",
];

const states: Readonly<Record<string, ErpFound["state"]>> = {
  draft: "draft",
  validated: "draft",
  posted: "posted",
  paid: "paid",
  cancelled: "cancelled",
};

/** A row of `account.invoice` as a document; null where it is not one we can read. */
export function foundFrom(row: unknown, link: (erpId: string) => string | null): ErpFound | null {
  const invoice = record(row);
  const id = invoice.id;
  const state = typeof invoice.state === "string" ? states[invoice.state] : undefined;
  const total = centsOf(invoice.total_amount);
  const lineRows = list(invoice["lines."]).filter((line) => line.type === "line");
  const lines = [
    ...lineRows.map((line) => lineFrom(line, "")),
    ...list(invoice["taxes."]).map((tax) => lineFrom(tax, "tax-")),
  ];
  if (typeof id !== "number" || state === undefined || total === null || lines.some((line) => line === null))
    return null;
  const billedOn = dayOf(invoice.invoice_date);
  return {
    erpId: String(id),
    key: text(invoice.reference) ?? "",
    number: text(invoice.number),
    state,
    total,
    lineCount: lines.length,
    currency: text(record(invoice["currency."]).code),
    customerCode: text(record(invoice["party."]).code),
    jobCode: jobOf(lineRows),
    billedOn,
    postedOn: dayOf(record(invoice["move."]).date) ?? dayOf(invoice.accounting_date) ?? billedOn,
    lines: lines.filter((line) => line !== null),
    link: link(String(id)),
  };
}

function lineFrom(row: Record<string, unknown>, prefix: string): ErpFoundLine | null {
  const amount = centsOf(row.amount);
  if (typeof row.id !== "number" || amount === null) return null;
  return { erpLineId: `${prefix}${row.id}`, description: text(row.description) ?? "", amount };
}

/** The one job of all lines. Several are named together, so that a comparison with ours fails and shows why. */
function jobOf(lines: readonly Record<string, unknown>[]): string | null {
  const codes = new Set<string>();
  for (const line of lines) {
    for (const entry of list(line["analytic_accounts."])) {
      const code = text(record(entry["account."]).code);
      if (code !== null) codes.add(code);
    }
  }
  return codes.size === 0 ? null : [...codes].sort().join(", ");
}

export function decimalTag(amount: Cents): Record<string, unknown> {
  return { __class__: "Decimal", decimal: amountText(amount) };
}

/** Tryton's decimal as cents: `"9141.37"`, `"0"`, `"1E+3"`, `"10.0000"`. Null where it is none, or a cent is not its least part. */
export function centsOf(value: unknown): Cents | null {
  const decimal = record(value);
  if (decimal.__class__ !== "Decimal" || typeof decimal.decimal !== "string") return null;
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]?\d{1,3}))?$/i.exec(decimal.decimal);
  if (match === null) return null;
  const [, sign, whole = "", decimals = "", exponent = "0"] = match;
  const shift = Number(exponent) - decimals.length + 2;
  const digits = BigInt(whole + decimals);
  const divisor = shift < 0 ? 10n ** BigInt(-shift) : 1n;
  if (digits % divisor !== 0n) return null;
  const size = shift < 0 ? digits / divisor : digits * 10n ** BigInt(shift);
  if (size > centsMax) return null;
  return sign === "-" ? -size : size;
}

export function dateTag(day: string): Record<string, unknown> {
  const [year, month, date] = day.split("-").map(Number);
  return { __class__: "date", year, month, day: date };
}

export function dayOf(value: unknown): string | null {
  const { __class__, year, month, day } = record(value);
  if (__class__ !== "date" || typeof year !== "number" || typeof month !== "number" || typeof day !== "number")
    return null;
  return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

/** Control characters and halves of a character are refused by Tryton's database or break its printed invoice. */
function clean(given: string): string {
  return given
    .toWellFormed()
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim();
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function list(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? value.map((item) => ({ ...record(item) })) : [];
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
