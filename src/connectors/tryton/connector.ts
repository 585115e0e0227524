// Tryton as a target for owner invoices: each becomes a customer invoice with our key as its reference and the job, an
// analytic account, on every line. Tryton numbers it on posting. What is and is not supported: README.md beside this file.
import { assert } from "../../assert.ts";
import { isDay } from "../../calendar/day.ts";
import type {
  Connection,
  Connector,
  Description,
  DocumentKey,
  ErpDocument,
  ErpFound,
  ErpParty,
  Outcome,
  Problem,
  Settings,
} from "../connector.ts";
import {
  isRecord,
  nothingWritten,
  refused,
  type Session,
  type Step,
  settled,
  trytonClient,
  unreadable,
} from "./client.ts";
import { problem } from "./errors.ts";
import {
  dateTag,
  dayOf,
  foundFields,
  foundFrom,
  invoiceValues,
  linesSent,
  numberMax,
  numberPattern,
  ownProblems,
  type Targets,
} from "./translate.ts";

/** Posting 200 lines takes Tryton up to five seconds; looking something up, a fraction of one. */
const writingTimeoutMs = 60_000;
const lookingTimeoutMs = 15_000;
/** More than one document under a key is an alarm, and everything found under it is shown. */
const foundMax = 20;
const pageSize = 500;

type Row = Readonly<Record<string, unknown>>;
type Failed = Exclude<Outcome<never>, { kind: "done" }>;
type Setting = (name: string) => string;

const description: Description = {
  id: "tryton",
  name: "Tryton",
  label: "Tryton 6.0, by its own JSON-RPC interface. Owner invoices become customer invoices.",
  demoOnly: false,
  takesOwnerInvoices: true,
  numbering: "theirs",
  numberMax,
  numberPattern,
  needsDueDate: false,
  takesNegative: true,
  takesZero: true,
  retainage: "negative_line",
  settings: [
    { name: "address", label: "Address of the Tryton server", kind: "url", required: true, namesErp: true },
    { name: "database", label: "Database", kind: "text", required: true, namesErp: true },
    { name: "user", label: "User", kind: "text", required: true },
    { name: "password", label: "Password", kind: "secret", required: true },
    { name: "revenueAccount", label: "Code of the revenue account (4000)", kind: "text", required: false },
    { name: "retainageAccount", label: "Code of the account for retainage (4090)", kind: "text", required: false },
    { name: "taxAccount", label: "Code of the account for tax", kind: "text", required: false },
    { name: "pastDueDates", label: "Due dates in the past: accept or ask (accept)", kind: "text", required: false },
    { name: "webClient", label: "Address of Tryton's web client", kind: "url", required: false },
  ],
  timeoutMs: writingTimeoutMs,
};

const defaults: Settings = { revenueAccount: "4000", retainageAccount: "4090", pastDueDates: "accept" };

export const tryton: Connector = { describe: () => description, linesSent, connect };

function connect(settings: Settings): Connection {
  const client = trytonClient(settings);
  const setting: Setting = (name) => settings[name]?.trim() || defaults[name] || "";
  const patience = Number(settings.timeoutMs ?? "");
  const looking = () => client.step(patience > 0 ? patience : lookingTimeoutMs);
  const writing = () => client.step(patience > 0 ? patience : writingTimeoutMs);
  const link = linkTo(setting);

  return {
    testConnection: () => testConnection(looking()),
    validate: (document) => validate(looking(), setting, document),
    findByKey: (key) => findByKey(looking(), link, key),
    create: (document) => create(writing(), setting, document),
    removeDraft: (erpId) => removeDraft(writing(), erpId),
    post: (erpId) => post(writing(), setting, erpId),
    readBack: (erpId) => readBack(looking(), link, erpId),
    listCustomers: () => listCustomers(looking()),
    listJobs: () => listJobs(looking()),
    close: async () => client.close(),
  };
}

async function testConnection(step: Step): Promise<Outcome<{ server: string; company: string }>> {
  const version = await step.version();
  if (version.kind !== "done") return version;
  const session = await step.session();
  if (session.kind !== "done") return session;

  const mayInvoice = await invoicingRights(step);
  if (mayInvoice.kind !== "done") return mayInvoice;

  // Jobs are analytic accounts: without that module, or the right to read them, no document could be made.
  const jobs = await rowsOf(step, "analytic_account.account", [], 1, ["code"]);
  if (jobs.kind !== "done") return jobs;

  const companies = await rowsOf(step, "company.company", [["id", "=", session.value.companyId]], 1, ["party.name"]);
  if (companies.kind !== "done") return companies;
  const company = text(nested(companies.value[0], "party").name);
  if (company === null) return unreadable("a company");
  return { kind: "done", value: { server: `Tryton ${version.value}`, company } };
}

/** Refused where this user lacks one of the rights that the way of a document needs. */
async function invoicingRights(step: Step): Promise<Outcome<null>> {
  const access = await step.ask("model.ir.model.access.get_access", [["account.invoice"]]);
  if (access.kind !== "done") return access;
  const rights = isRecord(access.value) ? access.value["account.invoice"] : null;
  if (!isRecord(rights)) return unreadable("a list of rights");
  const missing = ["read", "create", "write", "delete"].filter((right) => !rights[right]);
  if (missing.length === 0) return { kind: "done", value: null };
  return refused(problem("access", "right_missing", `This user may not ${missing.join(", ")} invoices in Tryton.`));
}

async function validate(step: Step, setting: Setting, document: ErpDocument): Promise<Outcome<readonly Problem[]>> {
  const resolved = await resolve(step, setting, document);
  if (resolved.kind !== "done") return resolved;
  return { kind: "done", value: resolved.value.problems };
}

async function findByKey(step: Step, link: Link, key: DocumentKey): Promise<Outcome<readonly ErpFound[]>> {
  const asked = [
    ["reference", "=", key],
    ["type", "=", "out"],
  ];
  const found = await documents(step, link, asked);
  if (found.kind !== "done") return found;
  return { kind: "done", value: found.value.filter((document) => document.key === key) };
}

async function readBack(step: Step, link: Link, erpId: string): Promise<Outcome<ErpFound | null>> {
  const found = await documents(step, link, [["id", "=", numericId(erpId)]]);
  if (found.kind !== "done") return found;
  return { kind: "done", value: found.value[0] ?? null };
}

async function create(step: Step, setting: Setting, document: ErpDocument): Promise<Outcome<{ erpId: string }>> {
  const resolved = await resolve(step, setting, document);
  if (resolved.kind !== "done") return nothingWritten(resolved);
  const { targets, problems } = resolved.value;
  // Also what would only be refused on posting: a draft left behind would stand in the way of rejecting the invoice.
  if (problems.length > 0 || targets === null) return refused(...problems);

  const made = settled(await step.tell("model.account.invoice.create", [[invoiceValues(document, targets)]]));
  if (made.kind !== "done") return made;
  const [id] = Array.isArray(made.value) ? (made.value as unknown[]) : [];
  return typeof id === "number" ? { kind: "done", value: { erpId: String(id) } } : unreadable("the id of an invoice");
}

async function post(step: Step, setting: Setting, erpId: string): Promise<Outcome<null>> {
  const state = await stateOf(step, erpId);
  if (state.kind !== "done") return nothingWritten(state);
  if (state.value === "posted" || state.value === "paid") return { kind: "done", value: null };
  if (state.value === null) return refused(notFound(erpId));
  // Tryton answers the posting of a cancelled invoice with success, and does nothing.
  if (state.value === "cancelled") {
    return refused(problem("decision", "document_cancelled", `Tryton's invoice ${erpId} is cancelled.`));
  }

  const id = numericId(erpId);
  const first = await step.tell("model.account.invoice.post", [[id]]);
  if (first.kind !== "warned" || !mayAcknowledge(setting, first.name)) return withoutValue(settled(first));

  const session = await step.session();
  if (session.kind !== "done") return nothingWritten(session);
  const acknowledged = await acknowledge(step, session.value, first.name);
  if (acknowledged.kind !== "done") return nothingWritten(acknowledged);
  return withoutValue(settled(await step.tell("model.account.invoice.post", [[id]])));
}

/** The due date was settled by the billing period and seen by whoever accepted; unless told to ask, we do not ask again. */
function mayAcknowledge(setting: Setting, warning: string): boolean {
  return setting("pastDueDates") === "accept" && /^invoice_payment_term_\d+$/.test(warning);
}

/** For this warning and this one time. */
async function acknowledge(step: Step, session: Session, warning: string): Promise<Outcome<unknown>> {
  const values = { name: warning, user: session.userId, always: false };
  return settled(await step.tell("model.res.user.warning.create", [[values]]));
}

async function removeDraft(step: Step, erpId: string): Promise<Outcome<null>> {
  const state = await stateOf(step, erpId);
  if (state.kind !== "done") return nothingWritten(state);
  switch (state.value) {
    case null:
      return { kind: "done", value: null };
    case "draft":
    case "validated":
      // Tryton itself refuses to delete what was posted between our look and our word.
      return withoutValue(settled(await step.tell("model.account.invoice.delete", [[numericId(erpId)]])));
    default:
      return refused(problem("decision", "document_posted", `Tryton's invoice ${erpId} is ${state.value}.`));
  }
}

async function listCustomers(step: Step): Promise<Outcome<readonly ErpParty[]>> {
  const session = await step.session();
  if (session.kind !== "done") return session;
  const own = await rowsOf(step, "company.company", [["id", "=", session.value.companyId]], 1, ["party"]);
  if (own.kind !== "done") return own;
  const asked = [
    ["code", "!=", null],
    ["id", "!=", own.value[0]?.party ?? -1],
  ];
  return parties(step, "party.party", asked);
}

function listJobs(step: Step): Promise<Outcome<readonly ErpParty[]>> {
  const asked = [
    ["code", "!=", null],
    ["type", "=", "normal"],
    ["state", "!=", "closed"],
  ];
  return parties(step, "analytic_account.account", asked);
}

async function parties(step: Step, model: string, asked: readonly unknown[]): Promise<Outcome<readonly ErpParty[]>> {
  const byCode = new Map<string, ErpParty>();
  for (let offset = 0; ; offset += pageSize) {
    const order = [["code", "ASC"]];
    const page = await rowsOf(step, model, asked, pageSize, ["code", "name"], { offset, order });
    if (page.kind !== "done") return page;
    for (const row of page.value) {
      const code = text(row.code);
      if (code !== null && !byCode.has(code)) byCode.set(code, { code, name: text(row.name) ?? "" });
    }
    if (page.value.length < pageSize) return { kind: "done", value: [...byCode.values()] };
  }
}

// What a document points to, looked up by code. Nothing here writes.

type Resolved = Readonly<{ targets: Targets | null; problems: readonly Problem[] }>;
/** One thing that was looked up: its value, or what is wrong with it, or that Tryton could not be asked. */
type Sought<T> = { value: T; problems: readonly Problem[] } | { value: null; problems: readonly Problem[] } | Failed;

async function resolve(step: Step, setting: Setting, document: ErpDocument): Promise<Outcome<Resolved>> {
  const session = await step.session();
  if (session.kind !== "done") return session;
  const mayInvoice = await invoicingRights(step);
  if (mayInvoice.kind !== "done") return mayInvoice;
  const { companyId } = session.value;

  const [customer, job, currency, accounts, posting, due] = await Promise.all([
    customerOf(step, companyId, document),
    jobOf(step, companyId, document),
    currencyOf(step, document),
    accountsOf(step, companyId, setting, document),
    postingDay(step, companyId, document),
    dueDay(step, setting, document),
  ]);
  const sought = [customer, job, currency, accounts, posting, due];
  for (const one of sought) if ("kind" in one) return one;
  if ("kind" in customer || "kind" in job || "kind" in currency || "kind" in accounts) return unreadable("whole");

  const problems = [...ownProblems(document), ...sought.flatMap((one) => ("kind" in one ? [] : one.problems))];
  if (customer.value === null || job.value === null || currency.value === null || accounts.value === null) {
    return { kind: "done", value: { targets: null, problems } };
  }
  const targets = {
    company: companyId,
    ...customer.value,
    currency: currency.value,
    ...accounts.value,
    job: job.value,
  };
  return { kind: "done", value: { targets, problems } };
}

type CustomerTargets = Pick<Targets, "party" | "address" | "journal" | "receivable" | "paymentTerm">;

/** The customer, and what Tryton's own form would fill in for it. */
async function customerOf(step: Step, company: number, document: ErpDocument): Promise<Sought<CustomerTargets>> {
  const { code } = document.customer;
  if (code === "") return { value: null, problems: [] };
  const rows = await rowsOf(step, "party.party", [["code", "=", code]], 2, ["code"]);
  if (rows.kind !== "done") return rows;
  const party = idOf(rows.value.find((row) => row.code === code));
  if (party === null) return missing("customer_unknown", `Tryton has no customer with the code "${code}".`, "customer");

  const form = { type: "out", company, party };
  const changed = await step.ask("model.account.invoice.on_change", [form, ["type", "party"]]);
  if (changed.kind !== "done") return changed;
  const [filled] = Array.isArray(changed.value) ? (changed.value as unknown[]) : [];
  const derived = await step.ask("model.account.invoice.on_change_with", [
    { ...form, invoice_date: dayTagOrNull(document.billedOn), accounting_date: dayTagOrNull(document.postingOn) },
    ["account"],
  ]);
  if (derived.kind !== "done") return derived;
  if (!isRecord(filled) || !isRecord(derived.value)) return unreadable("a form filled in");

  const address = numberOrNull(filled.invoice_address);
  const journal = numberOrNull(filled.journal);
  const receivable = numberOrNull(derived.value.account);
  if (address === null) {
    const said = `Tryton has no address to invoice the customer "${code}" at.`;
    return missing("customer_without_address", said, "customer");
  }
  if (receivable === null) {
    const said = `Tryton has no receivable account for the customer "${code}".`;
    return missing("receivable_account_missing", said, "customer");
  }
  if (journal === null) return missing("journal_missing", "Tryton has no revenue journal.", null);
  const paymentTerm = numberOrNull(filled.payment_term);
  return { value: { party, address, journal, receivable, paymentTerm }, problems: [] };
}

async function jobOf(step: Step, company: number, document: ErpDocument): Promise<Sought<Targets["job"]>> {
  const { code } = document.job;
  if (code === "") return { value: null, problems: [] };
  const asked = [
    ["code", "=", code],
    ["type", "=", "normal"],
    ["company", "=", company],
  ];
  const rows = await rowsOf(step, "analytic_account.account", asked, 3, ["code", "root", "state"]);
  if (rows.kind !== "done") return rows;
  const [first, ...others] = rows.value.filter((row) => row.code === code);
  const account = idOf(first);
  const root = numberOrNull(first?.root);
  if (account === null || root === null) {
    return missing("job_unknown", `Tryton has no analytic account with the code "${code}".`, "job");
  }
  if (others.length > 0) {
    return missing("job_ambiguous", `Tryton has several analytic accounts with the code "${code}".`, "job");
  }
  if (first?.state === "closed") {
    return missing("job_closed", `Tryton's analytic account "${code}" is closed.`, "job");
  }
  return { value: { root, account }, problems: [] };
}

async function currencyOf(step: Step, document: ErpDocument): Promise<Sought<number>> {
  const { currency } = document;
  const rows = await rowsOf(step, "currency.currency", [["code", "=", currency]], 2, ["code", "digits"]);
  if (rows.kind !== "done") return rows;
  const row = rows.value.find((one) => one.code === currency);
  const id = idOf(row);
  if (id === null) return missing("currency_unknown", `Tryton has no currency "${currency}".`, "currency");
  if (row?.digits !== 2) {
    const said = `Tryton keeps ${currency} with ${String(row?.digits)} decimals; amounts here have two.`;
    return missing("currency_without_cents", said, "currency");
  }
  return { value: id, problems: [] };
}

type AccountTargets = Pick<Targets, "revenue" | "retainage" | "tax">;

async function accountsOf(
  step: Step,
  company: number,
  setting: Setting,
  document: ErpDocument,
): Promise<Sought<AccountTargets>> {
  const codes = {
    revenue: setting("revenueAccount"),
    retainage: setting("retainageAccount"),
    tax: setting("taxAccount"),
  };
  const asked = [
    ["code", "in", Object.values(codes)],
    ["company", "=", company],
  ];
  const rows = await rowsOf(step, "account.account", asked, pageSize, ["code", "closed", "type.revenue"]);
  if (rows.kind !== "done") return rows;

  const problems: Problem[] = [];
  function account(code: string, mustBeRevenue: boolean): number | null {
    const row = rows.kind === "done" ? rows.value.find((one) => one.code === code) : undefined;
    const id = idOf(row);
    if (row === undefined || id === null) {
      problems.push(problem("mapping", "account_unknown", `Tryton has no account with the code "${code}".`, "lines"));
    } else if (row.closed) {
      problems.push(problem("mapping", "account_closed", `Tryton's account "${code}" is closed.`, "lines"));
    } else if (mustBeRevenue && !nested(row, "type").revenue) {
      const said = `Tryton takes revenue accounts only on a customer invoice, and "${code}" is none.`;
      problems.push(problem("mapping", "account_not_revenue", said, "lines"));
    }
    return id;
  }
  const revenue = account(codes.revenue, true);
  const retainage = account(codes.retainage, true);
  const hasTax = document.totals.tax !== 0n;
  if (hasTax && codes.tax === "") {
    const said = "The document bears tax, and the connection names no account for tax.";
    problems.push(problem("mapping", "tax_account_missing", said, "totals.tax"));
  }
  const tax = hasTax && codes.tax !== "" ? account(codes.tax, false) : null;
  const whole = problems.length === 0 && revenue !== null && retainage !== null;
  return whole ? { value: { revenue, retainage, tax }, problems } : { value: null, problems };
}

/** Whether the month is open and the day is not before the last number given. */
async function postingDay(step: Step, company: number, document: ErpDocument): Promise<Sought<null>> {
  const day = dayTagOrNull(document.postingOn);
  if (day === null) return { value: null, problems: [] };
  const asked = [
    ["company", "=", company],
    ["type", "=", "standard"],
    ["start_date", "<=", day],
    ["end_date", ">=", day],
  ];
  const rows = await rowsOf(step, "account.period", asked, 2, ["state", "fiscalyear", "name"]);
  if (rows.kind !== "done") return rows;
  const [period] = rows.value;
  if (period === undefined) {
    const said = `Tryton has no period for ${document.postingOn}.`;
    return { value: null, problems: [problem("decision", "period_not_open", said, "postingOn")] };
  }
  if (period.state !== "open") {
    const said = `Tryton's period ${text(period.name) ?? ""} is closed.`;
    return { value: null, problems: [problem("decision", "period_not_open", said, "postingOn")] };
  }
  return afterLastNumber(step, company, document, period);
}

/** Tryton numbers in the order of days. A user who may not look at the sequences learns it on posting instead. */
async function afterLastNumber(step: Step, company: number, document: ErpDocument, period: Row): Promise<Sought<null>> {
  const field = document.totals.due < 0n ? "out_credit_note_sequence" : "out_invoice_sequence";
  const asked = [
    ["fiscalyear", "=", period.fiscalyear],
    ["company", "in", [null, company]],
    ["period", "in", [null, period.id]],
  ];
  const sequences = await rowsOf(step, "account.fiscalyear.invoice_sequence", asked, 1, [field]);
  if (sequences.kind === "refused") return { value: null, problems: [] };
  if (sequences.kind !== "done") return sequences;
  const sequence = numberOrNull(sequences.value[0]?.[field]);
  if (sequence === null) {
    const said = `Tryton has no number sequence for invoices of ${document.postingOn}.`;
    return { value: null, problems: [problem("decision", "number_sequence_missing", said, "postingOn")] };
  }
  const day = dateTag(document.postingOn);
  const later = [
    ["sequence", "=", sequence],
    [
      "OR",
      ["accounting_date", ">", day],
      [
        ["accounting_date", "=", null],
        ["invoice_date", ">", day],
      ],
    ],
  ];
  const rows = await rowsOf(step, "account.invoice", later, 1, ["number", "invoice_date", "accounting_date"]);
  if (rows.kind === "refused") return { value: null, problems: [] };
  if (rows.kind !== "done") return rows;
  const [last] = rows.value;
  if (last === undefined) return { value: null, problems: [] };
  const lastDay = dayOf(last.accounting_date) ?? dayOf(last.invoice_date) ?? "a later day";
  const said = `Tryton numbers in the order of days, and ${text(last.number) ?? "an invoice"} bears ${lastDay}.`;
  return { value: null, problems: [problem("decision", "date_before_last_number", said, "postingOn")] };
}

async function dueDay(step: Step, setting: Setting, document: ErpDocument): Promise<Sought<null>> {
  const { dueOn } = document;
  if (dueOn === null || setting("pastDueDates") === "accept") return { value: null, problems: [] };
  const today = await step.ask("model.ir.date.today", []);
  if (today.kind !== "done") return today;
  const day = dayOf(today.value);
  if (day === null) return unreadable("a day");
  if (dueOn >= day) return { value: null, problems: [] };
  const said = `The due date ${dueOn} is in the past.`;
  return { value: null, problems: [problem("decision", "due_date_past", said, "dueOn")] };
}

// Reading rows.

type Link = (erpId: string) => string | null;

/** The web client where there is one, else the address that Tryton's desktop client opens. */
function linkTo(setting: Setting): Link {
  const [webClient, database] = [setting("webClient").replace(/\/+$/, ""), encodeURIComponent(setting("database"))];
  if (/^https?:\/\//.test(webClient)) return (erpId) => `${webClient}/#${database}/model/account.invoice/${erpId}`;
  const server = /^https?:\/\/([^/]+)/.exec(setting("address"))?.[1];
  return (erpId) => (server === undefined ? null : `tryton://${server}/${database}/model/account.invoice/${erpId}`);
}

async function documents(step: Step, link: Link, asked: readonly unknown[]): Promise<Outcome<readonly ErpFound[]>> {
  const rows = await rowsOf(step, "account.invoice", asked, foundMax, foundFields, { order: [["id", "ASC"]] });
  if (rows.kind !== "done") return rows;
  const found = rows.value.map((row) => foundFrom(row, link));
  const whole = found.filter((document) => document !== null);
  // One that cannot be read must not look like one that is not there.
  return whole.length === found.length ? { kind: "done", value: whole } : unreadable("an invoice we can read");
}

async function stateOf(step: Step, erpId: string): Promise<Outcome<string | null>> {
  const rows = await rowsOf(step, "account.invoice", [["id", "=", numericId(erpId)]], 1, ["state"]);
  if (rows.kind !== "done") return rows;
  const [row] = rows.value;
  if (row === undefined) return { kind: "done", value: null };
  return typeof row.state === "string" ? { kind: "done", value: row.state } : unreadable("the state of an invoice");
}

async function rowsOf(
  step: Step,
  model: string,
  asked: readonly unknown[],
  limit: number,
  fields: readonly string[],
  page: { offset?: number; order?: readonly unknown[] } = {},
): Promise<Outcome<readonly Row[]>> {
  const { offset = 0, order = null } = page;
  const answer = await step.ask(`model.${model}.search_read`, [asked, offset, limit, order, fields]);
  if (answer.kind !== "done") return answer;
  const rows = Array.isArray(answer.value) ? (answer.value as unknown[]) : null;
  if (rows === null || !rows.every(isRecord)) return unreadable("a list of records");
  return { kind: "done", value: rows };
}

function missing(code: string, said: string, field: string | null): { value: null; problems: readonly Problem[] } {
  return { value: null, problems: [problem("mapping", code, said, field)] };
}

function notFound(erpId: string): Problem {
  return problem("decision", "document_not_found", `Tryton has no invoice ${erpId}, or this user may not see it.`);
}

function withoutValue(outcome: Outcome<unknown>): Outcome<null> {
  return outcome.kind === "done" ? { kind: "done", value: null } : outcome;
}

function numericId(erpId: string): number {
  assert(/^[1-9]\d{0,15}$/.test(erpId), `"${erpId}" is an id that Tryton gave`);
  return Number(erpId);
}

function idOf(row: Row | undefined): number | null {
  return numberOrNull(row?.id);
}

function numberOrNull(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** What Tryton answers for a dotted field: `party.name` stands in `party.` as `name`. */
function nested(row: Row | undefined, field: string): Row {
  const value = row?.[`${field}.`];
  return isRecord(value) ? value : {};
}

function dayTagOrNull(day: string): Record<string, unknown> | null {
  return isDay(day) ? dateTag(day) : null;
}
