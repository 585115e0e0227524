// What the acts on owner invoices read first: the invoice that somebody sees, the contract's invoices with what entered and
// was certified, and the sheet of one of them with where it starts and ends.
import { type Contract, lockedContract, scheduleLinesOf, seenContract } from "../contract/contract.commands.ts";
import type { ScheduleLine } from "../contract/schedule-line.ts";
import type { CompanyId, Reading, Tx } from "../db/transaction.ts";
import type { Subject } from "../journal/journal.db.ts";
import { paths } from "../paths.ts";
import type { Actor } from "../people/actor.ts";
import { may, type ProjectStanding } from "../people/permission.ts";
import { notFound, notPermitted } from "../people/reasons.ts";
import { isRefusal, type Refusal } from "../refusal.ts";
import { type Certificate, certificatesOf } from "./certificate.db.ts";
import { approved, changeOrdersOn } from "./change-orders.ts";
import { type Checked, type Finding, findingsOf, type Override } from "./checks.ts";
import { enteredOf, findInvoice, type Invoice, invoicesOf, lockInvoice } from "./invoice.db.ts";
import { storedLinesOf } from "./line.db.ts";
import type { Saved } from "./plan.ts";
import {
  type Agreed,
  type Below,
  belowLine8,
  type InvoiceLine,
  linesOnSheet,
  openedAt,
  type StoredLine,
  scheduleOn,
  startOf,
} from "./sheet.ts";
import { readStanding, type Standing, uncappedOf } from "./standing.ts";

export const invoiceSubject = (invoiceId: string): Subject => ({ kind: "invoice", id: invoiceId });

export type SeenInvoice = Readonly<{ invoice: Invoice; contract: Contract; standing: ProjectStanding }>;

/** The invoice with its figures, for whoever may see them; to whom the contract is hidden it does not exist. */
export async function seenInvoice(reading: Reading, actor: Actor, invoiceId: string): Promise<SeenInvoice | Refusal> {
  const invoice = await findInvoice(reading, actor.companyId, invoiceId);
  if (invoice === null) return notFound;
  const seen = await seenContract(reading, actor, invoice.contractId);
  if (isRefusal(seen)) return seen;
  if (!may(actor, "viewInvoiceDetail", seen.standing)) return notPermitted("viewInvoiceDetail");
  return { invoice, ...seen };
}

/** As `seenInvoice`, the contract and then the invoice locked until the act is over. */
export async function lockedInvoice(tx: Tx, actor: Actor, invoiceId: string): Promise<SeenInvoice | Refusal> {
  const found = await findInvoice(tx, actor.companyId, invoiceId);
  if (found === null) return notFound;
  const seen = await lockedContract(tx, actor, found.contractId);
  if (isRefusal(seen)) return seen;
  await lockInvoice(tx, actor.companyId, invoiceId);
  return await seenInvoice(tx, actor, invoiceId);
}

/** A contract with all its invoices, in their order. */
export type Book = Readonly<{
  companyId: CompanyId;
  contract: Contract;
  schedule: readonly ScheduleLine[];
  invoices: readonly Invoice[];
  /** Which change orders enter with which invoice. */
  entered: ReadonlyMap<string, readonly string[]>;
  certificates: ReadonlyMap<string, Certificate>;
}>;

export async function readBook(reading: Reading, companyId: CompanyId, contract: Contract): Promise<Book> {
  return {
    companyId,
    contract,
    schedule: await scheduleLinesOf(reading, companyId, contract.id),
    invoices: await invoicesOf(reading, companyId, contract.id),
    entered: await enteredOf(reading, companyId, contract.id),
    certificates: await certificatesOf(reading, companyId, contract.id),
  };
}

export const earlierThan = ({ invoices }: Book, { position }: Pick<Invoice, "position">): readonly Invoice[] =>
  invoices.filter((other) => other.position < position);

export const laterThan = ({ invoices }: Book, { position }: Pick<Invoice, "position">): readonly Invoice[] =>
  invoices.filter((other) => other.position > position);

export const agreedOn = ({ contract }: Book, terms: Agreed["terms"]): Agreed => ({
  terms,
  rates: { work: contract.retainageOnWork, materials: contract.retainageOnMaterials },
});

export const enteredHere = ({ entered }: Book, { id }: Pick<Invoice, "id">): ReadonlySet<string> =>
  new Set(entered.get(id));

export const enteredBefore = (book: Book, invoice: Pick<Invoice, "position">): ReadonlySet<string> =>
  new Set(earlierThan(book, invoice).flatMap(({ id }) => book.entered.get(id) ?? []));

/** Change orders that enter with another invoice, and its number. */
export function enteredElsewhere(book: Book, invoice: Pick<Invoice, "position">): ReadonlyMap<string, string> {
  const others = book.invoices.filter(({ position }) => position !== invoice.position);
  return new Map(others.flatMap(({ id, number }) => (book.entered.get(id) ?? []).map((order) => [order, number])));
}

/** An invoice as it is saved. */
export async function savedInvoice(reading: Reading, companyId: CompanyId, invoice: Invoice): Promise<Saved> {
  const lines = await storedLinesOf(reading, companyId, invoice.id);
  const { id, number, summary, left } = invoice;
  return { id, number, summary, lines, after: afterOf(left, summary, lines) };
}

const afterOf = (left: unknown, summary: Invoice["summary"], lines: readonly StoredLine[]): Standing =>
  readStanding(
    left,
    summary,
    lines.map(({ figures }) => figures),
  );

/** Where the contract stood before an invoice: where the one before left it, or where it was opened. */
export async function standingBefore(
  reading: Reading,
  book: Book,
  invoice: Pick<Invoice, "position">,
  terms: Agreed["terms"],
): Promise<Standing> {
  const previous = earlierThan(book, invoice).at(-1);
  if (previous === undefined) return openedAt(book.contract.opening, book.schedule, agreedOn(book, terms));
  return (await savedInvoice(reading, book.companyId, previous)).after;
}

/** The sheet of an invoice as it is saved: nothing of it is computed again. */
export type Sheet = Readonly<{
  lines: readonly InvoiceLine[];
  before: Standing;
  after: Standing;
  below: Below;
}>;

export async function sheetOf(reading: Reading, book: Book, invoice: Invoice): Promise<Sheet> {
  const before = await standingBefore(reading, book, invoice, invoice.terms);
  const { lines: stored, after } = await savedInvoice(reading, book.companyId, invoice);
  const entered = new Set([...enteredBefore(book, invoice), ...enteredHere(book, invoice)]);
  const byId = new Map(stored.map((line) => [line.figures.lineId, line]));
  const agreed = agreedOn(book, invoice.terms);
  const lines = linesOnSheet(book.schedule, entered).flatMap((line) => {
    const saved = byId.get(line.id);
    if (saved === undefined) return [];
    const schedule = { ...scheduleOn(line, entered), scheduledValue: saved.figures.scheduledValue };
    return [{ ...saved, schedule, start: startOf(line, before, agreed) }];
  });
  return { lines, before, after, below: belowLine8(invoice.terms, lines, invoice.summary, before, after) };
}

export const cutOffOf = ({ cutOffOn, billedOn }: Pick<Invoice, "cutOffOn" | "billedOn">): string =>
  cutOffOn ?? billedOn;

/** What is worth a look on the invoice as it is saved. */
export function findingsOfSaved(
  book: Book,
  invoice: Invoice,
  sheet: Sheet,
  overrides: readonly Override[],
): readonly Finding[] {
  return findingsOf(checkedOf(book, invoice, { ...sheet, uncapped: uncappedOf(invoice.left), overrides }));
}

export function checkedOf(
  book: Book,
  invoice: Pick<
    Invoice,
    "id" | "position" | "summary" | "terms" | "isFinal" | "cutOffOn" | "billedOn" | "changeOrdersPicked"
  >,
  sheet: Sheet & Pick<Checked, "uncapped" | "overrides">,
): Checked {
  const { projectId, id: contractId } = book.contract;
  const { summary, terms, isFinal } = invoice;
  const cutOff = cutOffOf(invoice);
  const here = enteredHere(book, invoice);
  const elsewhere = enteredElsewhere(book, invoice);
  const missing = approved(changeOrdersOn(book.schedule))
    .filter(({ id, approvedOn }) => approvedOn <= cutOff && !here.has(id) && !elsewhere.has(id))
    .map(({ number, approvedOn }) => ({ number, approvedOn, isDeferred: invoice.changeOrdersPicked }));
  return {
    ...sheet,
    ...{ summary, terms, isFinal, cutOff, missing },
    isFirst: invoice.position === 1 && book.contract.opening === null,
    links: {
      contract: paths.contract(projectId, contractId, "terms"),
      changeOrders: paths.contract(projectId, contractId, "change-orders"),
    },
  };
}
