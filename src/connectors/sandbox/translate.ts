// The sandbox ERP's words and ours: a document into its JSON, its JSON into what was found, its problems into ours. Pure.
import { assert } from "../../assert.ts";
import { amountText, readCents, sum } from "../../money/money.ts";
import type { ErpDocument, ErpFound, ErpFoundLine, ErpLine, LineSent, Problem, ProblemClass } from "../connector.ts";

/** A line for each line billed in this period, then retainage and tax as lines of their own. They add up to what is due. */
export function linesSent(document: ErpDocument): readonly LineSent[] {
  const { retainageWithheld, retainageReleased, tax, due } = document.totals;
  const lines: LineSent[] = billedLines(document).map((line) => ({
    lineId: line.lineId,
    description: descriptionOf(line),
    amount: line.billedThisPeriod,
  }));
  if (retainageWithheld !== 0n) {
    lines.push({ lineId: null, description: "Less retainage", amount: -retainageWithheld });
  }
  if (retainageReleased !== 0n) {
    lines.push({ lineId: null, description: "Retainage released", amount: retainageReleased });
  }
  if (tax !== 0n) lines.push({ lineId: null, description: "Tax", amount: tax });
  assert(sum(lines.map((line) => line.amount)) === due, "the lines sent add up to what is due");
  return lines;
}

export function billedLines(document: ErpDocument): readonly ErpLine[] {
  return document.lines.filter((line) => line.billedThisPeriod !== 0n);
}

export function descriptionOf(line: ErpLine): string {
  return `${line.item} ${line.description}`.trim();
}

/** What is posted to `/api/invoices`. */
export function payloadOf(document: ErpDocument): Readonly<Record<string, unknown>> {
  return {
    reference: document.key,
    number: document.number,
    label: document.invoiceNumber,
    kind: document.kind,
    customer_code: document.customer.code,
    job_code: document.job.code,
    currency: document.currency,
    invoice_date: document.billedOn,
    due_date: document.dueOn,
    posting_date: document.postingOn,
    memo: `Contract ${document.contract.number}, application ${document.application}, ${document.periodFrom} to ${document.periodTo}, version ${document.version}`,
    lines: linesSent(document).map((line) => ({ description: line.description, amount: amountText(line.amount) })),
  };
}

/** A row of the ERP as a document found; null where it is not one. `address` is where the ERP's pages are. */
export function foundOf(row: unknown, address: string): ErpFound | null {
  if (!isRecord(row) || !Array.isArray(row.lines)) return null;
  const { id, reference, number, state, currency, customer_code, job_code, invoice_date, posting_date } = row;
  const total = amountIn(row.total);
  const lines = row.lines.map(foundLineOf).filter((line) => line !== null);
  if (typeof id !== "number" || typeof reference !== "string" || typeof number !== "string") return null;
  if (!isState(state) || total === null || lines.length !== row.lines.length) return null;
  return {
    erpId: String(id),
    key: reference,
    number,
    state,
    total,
    lineCount: lines.length,
    currency: textOrNull(currency),
    customerCode: textOrNull(customer_code),
    jobCode: textOrNull(job_code),
    billedOn: textOrNull(invoice_date),
    postedOn: state === "draft" ? null : textOrNull(posting_date),
    lines,
    link: `${address.trim().replace(/\/+$/, "")}/invoices/${id}`,
  };
}

function foundLineOf(line: unknown): ErpFoundLine | null {
  if (!isRecord(line) || typeof line.id !== "number" || typeof line.description !== "string") return null;
  const amount = amountIn(line.amount);
  return amount === null ? null : { erpLineId: String(line.id), description: line.description, amount };
}

/** Every code of the ERP that this connector knows, and what a person can do about it. */
const classOf: Readonly<Record<string, ProblemClass>> = {
  customer_unknown: "mapping",
  job_unknown: "mapping",
  cost_code_unknown: "mapping",
  currency_unknown: "mapping",
  customer_on_hold: "decision",
  number_missing: "data",
  number_too_long: "data",
  number_unreadable: "data",
  number_taken: "data",
  date_unreadable: "data",
  description_too_long: "data",
  lines_missing: "data",
  total_zero: "data",
  total_negative: "data",
  credit_positive: "data",
  period_closed: "decision",
  posted_already: "decision",
  cancelled_already: "decision",
  not_found: "decision",
  reference_unreadable: "defect",
  amount_unreadable: "defect",
  not_readable: "defect",
  no_such_address: "defect",
  too_large: "defect",
  locked: "transient",
  signed_out: "access",
  wrong_host: "access",
};

const fieldOf: Readonly<Record<string, string>> = {
  reference: "key",
  number: "number",
  customer_code: "customer",
  job_code: "job",
  currency: "currency",
  invoice_date: "billedOn",
  due_date: "dueOn",
  posting_date: "postingOn",
  total: "totals.due",
  lines: "lines",
};

/** The problems in an answer of the ERP; null where it is not the ERP's way of refusing. */
export function problemsIn(answer: unknown, document: ErpDocument | null, secret: string): readonly Problem[] | null {
  if (!isRecord(answer) || !isRecord(answer.error) || !Array.isArray(answer.error.problems)) return null;
  const problems = answer.error.problems.map((given: unknown) => problemOf(given, document, secret));
  return problems.length === 0 ? null : problems;
}

function problemOf(given: unknown, document: ErpDocument | null, secret: string): Problem {
  const { code, field, message } = isRecord(given) ? given : { code: null, field: null, message: null };
  if (typeof code !== "string" || !Object.hasOwn(classOf, code)) {
    // Words that come with a code we do not know may hold anything, so they are not repeated.
    return {
      class: "defect",
      code: "erp_refused",
      said: "The ERP refused without a reason that is known.",
      field: null,
    };
  }
  const said = typeof message === "string" ? cleaned(message, secret) : "";
  const ours = typeof field === "string" ? fieldIn(field, document) : null;
  return { class: classOf[code] ?? "defect", code, said: said === "" ? code : said, field: ours };
}

/** `lines.1.description` of the ERP is the second line that was sent, which may be the third of the document. */
function fieldIn(field: string, document: ErpDocument | null): string | null {
  const [head = "", position = "", name = ""] = field.split(".");
  if (head !== "lines" || position === "") return fieldOf[head] ?? null;
  const line = document === null ? undefined : billedLines(document)[Number(position)];
  if (document === null || line === undefined) return "lines";
  return `lines.${document.lines.indexOf(line)}.${name === "cost_code" ? "costCode" : name}`;
}

function cleaned(message: string, secret: string): string {
  const plain = message.replace(/\p{Cc}+/gu, " ").trim();
  const safe = secret === "" ? plain : plain.replaceAll(secret, "…");
  return safe.length > 300 ? `${safe.slice(0, 300)}…` : safe;
}

function isState(value: unknown): value is ErpFound["state"] {
  return value === "draft" || value === "posted" || value === "paid" || value === "cancelled";
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function amountIn(value: unknown) {
  if (typeof value !== "string") return null;
  const read = readCents(value);
  return "cents" in read ? read.cents : null;
}
