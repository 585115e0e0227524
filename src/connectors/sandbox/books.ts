// The sandbox ERP's books: customers, jobs, closed months, and invoices that go draft -> posted -> paid or cancelled. They
// live in a database of their own, so that nothing here can share a transaction with the product.
import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from "node:sqlite";
import { assert } from "../../assert.ts";
import { monthOf } from "../../calendar/day.ts";
import { amountText, type Cents, sum } from "../../money/money.ts";
import { type Draft, draftProblems, type ErpProblem, problem } from "./draft.ts";

type State = "draft" | "posted" | "paid" | "cancelled";

export type Invoice = Draft &
  Readonly<{
    id: number;
    state: State;
    /** The ERP's own number in its journal, given on posting and never again. */
    entry: string | null;
    total: Cents;
    lineIds: readonly number[];
  }>;

export type Party = Readonly<{ code: string; name: string }>;
export type PartyKind = "customers" | "jobs";

export type Books = Readonly<{ database: DatabaseSync }>;

const schema = `
  create table if not exists customers (
    id integer primary key, code text not null unique, name text not null
  ) strict;
  create table if not exists jobs (
    id integer primary key, code text not null unique, name text not null
  ) strict;
  create table if not exists closed_months (month text primary key) strict;
  create table if not exists invoices (
    id integer primary key autoincrement,
    reference text not null,
    number text not null,
    label text not null,
    kind text not null check (kind in ('invoice', 'credit')),
    state text not null default 'draft' check (state in ('draft', 'posted', 'paid', 'cancelled')),
    customer_id integer not null references customers,
    job_id integer not null references jobs,
    currency text not null,
    invoice_date text not null,
    due_date text,
    posting_date text not null,
    memo text not null,
    entry text unique,
    check ((state = 'draft') = (entry is null))
  ) strict;
  create index if not exists invoices_reference on invoices (reference);
  create unique index if not exists invoices_number on invoices (number) where state in ('posted', 'paid');
  create table if not exists lines (
    id integer primary key autoincrement,
    invoice_id integer not null references invoices on delete cascade,
    position integer not null,
    description text not null,
    amount_cents integer not null,
    unique (invoice_id, position)
  ) strict;
  create table if not exists entries (last integer not null) strict;
`;

const customersSeeded: readonly Party[] = [
  { code: "OWN-001", name: "San Francisco Public Works" },
  { code: "OWN-002", name: "City of Lakeville" },
];
const jobsSeeded: readonly Party[] = [
  { code: "P-1001", name: "2977J Paul Avenue" },
  { code: "P-1002", name: "Lakeville Street Reconstruction" },
];

/** Opens the file, or makes it with the demonstration's customers and jobs. What was acknowledged survives a power cut. */
export function openBooks(dataFile: string): Books {
  const database = new DatabaseSync(dataFile, { readBigInts: true, timeout: 5_000 });
  database.exec("pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;");
  const books = { database };
  inTransaction(books, () => {
    database.exec(schema);
    if (database.prepare("select 1 from entries").get() !== undefined) return;
    database.exec("insert into entries (last) values (0)");
    for (const party of customersSeeded) insertParty(books, "customers", party);
    for (const party of jobsSeeded) insertParty(books, "jobs", party);
  });
  return books;
}

/** `keep` decides, once the work is done, whether it stays. */
export function inTransaction<T>(books: Books, work: () => T, keep: (result: T) => boolean = () => true): T {
  const { database } = books;
  database.exec("begin immediate");
  try {
    const result = work();
    database.exec(keep(result) ? "commit" : "rollback");
    return result;
  } catch (error) {
    // A defect: nothing of it stays, and it goes on to whoever called.
    database.exec("rollback");
    throw error;
  }
}

export function parties(books: Books, kind: PartyKind, code: string | null): readonly Party[] {
  const rows = books.database
    .prepare(`select code, name from ${kind} where ?1 is null or code = ?1 order by code`)
    .all(code);
  return rows.map((row) => ({ code: text(row.code), name: text(row.name) }));
}

export function addParty(books: Books, kind: PartyKind, party: Party): readonly ErpProblem[] {
  if (parties(books, kind, party.code).length > 0) {
    return [problem("code_taken", "code", `There is already one with the code ${party.code}.`)];
  }
  insertParty(books, kind, party);
  return [];
}

function insertParty(books: Books, kind: PartyKind, party: Party): void {
  books.database.prepare(`insert into ${kind} (code, name) values (?, ?)`).run(party.code, party.name);
}

export function isClosed(books: Books, month: string): boolean {
  return books.database.prepare("select 1 from closed_months where month = ?").get(month) !== undefined;
}

export function setClosed(books: Books, month: string, closed: boolean): void {
  const statement = closed
    ? "insert into closed_months (month) values (?) on conflict do nothing"
    : "delete from closed_months where month = ?";
  books.database.prepare(statement).run(month);
}

/** Keeps a draft. What only matters on posting (a closed month, a number in use, the total) is not asked yet. */
export function createInvoice(books: Books, draft: Draft): { id: number } | { problems: readonly ErpProblem[] } {
  const customerId = partyId(books, "customers", draft.customerCode);
  const jobId = partyId(books, "jobs", draft.jobCode);
  const problems = [...draftProblems(draft)];
  if (customerId === null) {
    problems.push(problem("customer_unknown", "customer_code", `There is no customer ${draft.customerCode}.`));
  }
  if (jobId === null) problems.push(problem("job_unknown", "job_code", `There is no job ${draft.jobCode}.`));
  if (problems.length > 0 || customerId === null || jobId === null) return { problems };

  const made = books.database
    .prepare(
      `insert into invoices (reference, number, label, kind, customer_id, job_id, currency, invoice_date, due_date,
         posting_date, memo) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      draft.reference,
      draft.number,
      draft.label,
      draft.kind,
      customerId,
      jobId,
      draft.currency,
      draft.invoiceDate,
      draft.dueDate,
      draft.postingDate,
      draft.memo,
    );
  const line = books.database.prepare(
    "insert into lines (invoice_id, position, description, amount_cents) values (?, ?, ?, ?)",
  );
  draft.lines.forEach(({ description, amount }, index) => {
    line.run(made.lastInsertRowid, index + 1, description, amount);
  });
  return { id: Number(made.lastInsertRowid) };
}

/** Posts a draft under the ERP's own entry number. One that is posted or paid already stays as it is. */
export function postInvoice(books: Books, id: number): readonly ErpProblem[] {
  const invoice = invoiceOf(books, id);
  if (invoice === null) return [missing(id)];
  if (invoice.state === "posted" || invoice.state === "paid") return [];
  if (invoice.state === "cancelled") return [problem("cancelled_already", null, "The document is cancelled.")];
  const problems = [...postingProblems(books, invoice)];
  if (problems.length > 0) return problems;
  const row = books.database.prepare("update entries set last = last + 1 returning last").get();
  const entry = `AR-${String(whole(row?.last)).padStart(6, "0")}`;
  books.database.prepare("update invoices set state = 'posted', entry = ? where id = ?").run(entry, id);
  return [];
}

function* postingProblems(books: Books, invoice: Invoice): Generator<ErpProblem> {
  const month = monthOf(invoice.postingDate);
  if (isClosed(books, month)) yield problem("period_closed", "posting_date", `The period ${month} is closed.`);
  const holder = invoicesByNumber(books, invoice.number).find((other) => other.id !== invoice.id);
  if (holder !== undefined) {
    yield problem("number_taken", "number", `The number ${invoice.number} is in use by document ${holder.id}.`);
  }
  if (invoice.lines.length === 0) yield problem("lines_missing", "lines", "A document has at least one line.");
  else if (invoice.total === 0n) yield problem("total_zero", "total", "A document of nothing is not posted.");
  if (invoice.total < 0n && invoice.kind === "invoice") {
    yield problem("total_negative", "total", "An invoice's total is not negative; make a credit.");
  }
  if (invoice.total > 0n && invoice.kind === "credit") {
    yield problem("credit_positive", "total", "A credit's total is not positive; make an invoice.");
  }
}

/** Takes a draft away. What was posted can only be cancelled. */
export function removeInvoice(books: Books, id: number): readonly ErpProblem[] {
  const invoice = invoiceOf(books, id);
  if (invoice === null) return [missing(id)];
  if (invoice.state !== "draft") return [problem("posted_already", null, `The document is ${invoice.state}.`)];
  books.database.prepare("delete from invoices where id = ?").run(id);
  return [];
}

/** Payment and cancellation; both are for posted documents alone. */
export function settleInvoice(books: Books, id: number, state: "paid" | "cancelled"): readonly ErpProblem[] {
  const invoice = invoiceOf(books, id);
  if (invoice === null) return [missing(id)];
  if (invoice.state === state) return [];
  if (invoice.state !== "posted") return [problem("not_posted", null, `The document is ${invoice.state}.`)];
  books.database.prepare("update invoices set state = ? where id = ?").run(state, id);
  return [];
}

const columns = `i.id, i.reference, i.number, i.label, i.kind, i.state, i.currency, i.invoice_date, i.due_date,
  i.posting_date, i.memo, i.entry, c.code as customer_code, j.code as job_code`;
const tables = "invoices i join customers c on c.id = i.customer_id join jobs j on j.id = i.job_id";

export function invoiceOf(books: Books, id: number): Invoice | null {
  return select(books, "where i.id = ?", [id])[0] ?? null;
}

/** As a search box does it: whatever holds the text, in any case. Whoever asks compares the rows. */
export function searchReference(books: Books, reference: string, afterId: number, limit: number): readonly Invoice[] {
  const where = "where instr(lower(i.reference), lower(?)) > 0 and i.id > ? order by i.id limit ?";
  return select(books, where, [reference, afterId, limit]);
}

/** Posted and paid documents under a number: none or one. */
export function invoicesByNumber(books: Books, number: string): readonly Invoice[] {
  return select(books, "where i.number = ? and i.state in ('posted', 'paid')", [number]);
}

export function latestInvoices(books: Books, limit: number): readonly Invoice[] {
  return select(books, "order by i.id desc limit ?", [limit]);
}

function select(books: Books, where: string, values: readonly SQLInputValue[]): readonly Invoice[] {
  const rows = books.database.prepare(`select ${columns} from ${tables} ${where}`).all(...values);
  return rows.map((row) => invoiceFrom(books, row));
}

function invoiceFrom(books: Books, row: Record<string, SQLOutputValue>): Invoice {
  const lines = books.database
    .prepare("select id, description, amount_cents from lines where invoice_id = ? order by position")
    .all(whole(row.id));
  const kind = text(row.kind);
  const state = text(row.state);
  assert(kind === "invoice" || kind === "credit", "the table holds known kinds");
  assert(state === "draft" || state === "posted" || state === "paid" || state === "cancelled", "and known states");
  const amounts = lines.map((line) => amount(line.amount_cents));
  return {
    id: whole(row.id),
    reference: text(row.reference),
    number: text(row.number),
    label: text(row.label),
    kind,
    state,
    customerCode: text(row.customer_code),
    jobCode: text(row.job_code),
    currency: text(row.currency),
    invoiceDate: text(row.invoice_date),
    dueDate: row.due_date === null ? null : text(row.due_date),
    postingDate: text(row.posting_date),
    memo: text(row.memo),
    entry: row.entry === null ? null : text(row.entry),
    total: sum(amounts),
    lines: lines.map((line, index) => ({ description: text(line.description), amount: amounts[index] ?? 0n })),
    lineIds: lines.map((line) => whole(line.id)),
  };
}

/** An invoice as the API gives it out: amounts are text. */
export function invoiceJson(invoice: Invoice) {
  return {
    id: invoice.id,
    reference: invoice.reference,
    number: invoice.number,
    label: invoice.label,
    entry: invoice.entry,
    kind: invoice.kind,
    state: invoice.state,
    customer_code: invoice.customerCode,
    job_code: invoice.jobCode,
    currency: invoice.currency,
    invoice_date: invoice.invoiceDate,
    due_date: invoice.dueDate,
    posting_date: invoice.postingDate,
    memo: invoice.memo,
    total: amountText(invoice.total),
    lines: invoice.lines.map((line, index) => ({
      id: invoice.lineIds[index],
      description: line.description,
      amount: amountText(line.amount),
    })),
  };
}

function missing(id: number): ErpProblem {
  return problem("not_found", null, `There is no document ${id}.`);
}

function partyId(books: Books, kind: PartyKind, code: string): number | null {
  const row = books.database.prepare(`select id from ${kind} where code = ?`).get(code);
  return row === undefined ? null : whole(row.id);
}

function text(value: SQLOutputValue | undefined): string {
  assert(typeof value === "string", "the column is text");
  return value;
}

function amount(value: SQLOutputValue | undefined): Cents {
  assert(typeof value === "bigint", "the column is an integer");
  return value;
}

function whole(value: SQLOutputValue | undefined): number {
  assert(typeof value === "bigint", "the column is an integer");
  return Number(value);
}
