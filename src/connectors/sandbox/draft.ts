// A document as it is brought to the sandbox ERP: read from JSON, and held against what the ERP says it takes.
import { isDay } from "../../calendar/day.ts";
import { type Cents, readCents } from "../../money/money.ts";

/** What the ERP says about a field of its own; its words, not the product's. */
export type ErpProblem = Readonly<{ code: string; field: string | null; message: string }>;

export const numberMax = 24;
export const numberPattern = "[A-Za-z0-9][A-Za-z0-9-]*";
export const descriptionMax = 240;
const referenceMax = 40;

export type Draft = Readonly<{
  /** The caller's key. Not unique, as in most ERPs: two documents under one reference are two documents. */
  reference: string;
  number: string;
  /** The number that the sender's own people gave the document. */
  label: string;
  kind: "invoice" | "credit";
  customerCode: string;
  jobCode: string;
  currency: string;
  invoiceDate: string;
  dueDate: string | null;
  postingDate: string;
  memo: string;
  lines: readonly Readonly<{ description: string; amount: Cents }>[];
}>;

/** What was asked for in JSON, or everything that cannot be read in it. */
export function draftOf(body: unknown): Draft | { problems: readonly ErpProblem[] } {
  if (!isRecord(body)) return { problems: [problem("not_readable", null, "A JSON object is expected.")] };
  const problems: ErpProblem[] = [];
  const field = (name: string): string => {
    const given = body[name];
    if (typeof given === "string") return given;
    problems.push(problem("not_readable", name, "A text is expected."));
    return "";
  };
  const kind = field("kind");
  if (kind !== "invoice" && kind !== "credit") problems.push(problem("not_readable", "kind", "invoice or credit"));
  const draft: Draft = {
    reference: field("reference"),
    number: field("number"),
    label: field("label"),
    kind: kind === "credit" ? "credit" : "invoice",
    customerCode: field("customer_code"),
    jobCode: field("job_code"),
    currency: field("currency"),
    invoiceDate: field("invoice_date"),
    dueDate: body.due_date === null ? null : field("due_date"),
    postingDate: field("posting_date"),
    memo: field("memo"),
    lines: linesOf(body.lines, problems),
  };
  return problems.length > 0 ? { problems } : draft;
}

function linesOf(given: unknown, problems: ErpProblem[]): Draft["lines"] {
  if (!Array.isArray(given)) {
    problems.push(problem("not_readable", "lines", "A list is expected."));
    return [];
  }
  return given.map((line: unknown, index) => {
    const description = isRecord(line) && typeof line.description === "string" ? line.description : null;
    const read = isRecord(line) && typeof line.amount === "string" ? readCents(line.amount) : null;
    if (description === null)
      problems.push(problem("not_readable", `lines.${index}.description`, "A text is expected."));
    if (read === null || "problem" in read) {
      problems.push(problem("amount_unreadable", `lines.${index}.amount`, "An amount has at most two decimals."));
      return { description: description ?? "", amount: 0n };
    }
    return { description: description ?? "", amount: read.cents };
  });
}

/** Everything that keeps a draft out, apart from the customer and the job, which the books know. */
export function* draftProblems(draft: Draft): Generator<ErpProblem> {
  if (!new RegExp(`^[A-Za-z0-9_-]{1,${referenceMax}}$`).test(draft.reference)) {
    yield problem("reference_unreadable", "reference", `A reference has 1 to ${referenceMax} letters, digits, _ or -.`);
  }
  if (draft.number === "") yield problem("number_missing", "number", "A number is needed.");
  else if (draft.number.length > numberMax) {
    yield problem("number_too_long", "number", `A number has at most ${numberMax} characters.`);
  } else if (!new RegExp(`^(?:${numberPattern})$`).test(draft.number)) {
    yield problem("number_unreadable", "number", "A number has letters, digits and hyphens.");
  }
  if (!/^[A-Z]{3}$/.test(draft.currency))
    yield problem("currency_unknown", "currency", "A currency has three letters.");
  for (const [field, day] of [
    ["invoice_date", draft.invoiceDate],
    ["due_date", draft.dueDate],
    ["posting_date", draft.postingDate],
  ] as const) {
    if (day !== null && !isDay(day)) yield problem("date_unreadable", field, "A date is written yyyy-mm-dd.");
  }
  for (const [index, line] of draft.lines.entries()) {
    if (line.description.length > descriptionMax) {
      const field = `lines.${index}.description`;
      yield problem("description_too_long", field, `A description has at most ${descriptionMax} characters.`);
    }
  }
}

export function problem(code: string, field: string | null, message: string): ErpProblem {
  return { code, field, message };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
