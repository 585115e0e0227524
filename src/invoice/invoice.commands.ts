// The verbs of an owner invoice that is made or taken away, and what the nouns to the right need of it.
import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { periodsOf } from "../billing-period/billing-period.commands.ts";
import { billingClosedBecause, findContract, lockedContract, scheduleLinesOf } from "../contract/contract.commands.ts";
import type { Db } from "../db/pool.ts";
import { inCompany } from "../db/transaction.ts";
import { record } from "../journal/journal.db.ts";
import type { Actor } from "../people/actor.ts";
import { lockProject } from "../people/people.commands.ts";
import { may } from "../people/permission.ts";
import { notFound, notPermitted } from "../people/reasons.ts";
import { isRefusal, type Refusal, refuse } from "../refusal.ts";
import {
  agreedOn,
  enteredBefore,
  enteredElsewhere,
  invoiceSubject,
  lockedInvoice,
  readBook,
  standingBefore,
} from "./book.commands.ts";
import { changeOrdersOn, enteringBy } from "./change-orders.ts";
import { summaryProblems } from "./entries.ts";
import { wasSent } from "./frozen.db.ts";
import { insertInvoice, invoicesOf, deleteInvoice as removeInvoice, saveEntered } from "./invoice.db.ts";
import { saveInvoiceLines } from "./line.db.ts";
import { numberTaken, periodClosed } from "./planning.commands.ts";
import { type ErpStandings, shownInvoice } from "./questions.commands.ts";
import { deleteClosedBecause, nextNumber } from "./rules.ts";
import { leftBy } from "./saving.commands.ts";
import { billed } from "./sheet.ts";
import { summaryShown } from "./shown.ts";
import type { InvoiceShown, NewInvoice } from "./wire.ts";

// What the nouns to the right ask about invoices, and set on them, in their own transactions.
export { invoiceSubject, lockedInvoice } from "./book.commands.ts";
export { freeze, frozenVersion } from "./frozen.commands.ts";
export { findInvoice, firstEarlierNotPosted, type Invoice, setLock } from "./invoice.db.ts";
export type { ErpStandings } from "./questions.commands.ts";

export function createInvoice(
  db: Db,
  standings: ErpStandings,
  actor: Actor,
  contractId: string,
  asked: z.output<typeof NewInvoice>,
  at: Date,
): Promise<InvoiceShown | Refusal> {
  return inCompany(db, actor.companyId, async (tx) => {
    const { companyId } = actor;
    const found = await findContract(tx, companyId, contractId);
    if (found === null) return notFound;
    // A period is closed under its project's lock, so that is taken before the contract's.
    await lockProject(tx, companyId, found.projectId);
    const seen = await lockedContract(tx, actor, contractId);
    if (isRefusal(seen)) return seen;
    const { contract, standing } = seen;
    if (!may(actor, "editInvoice", standing)) return notPermitted("editInvoice");

    const schedule = await scheduleLinesOf(tx, companyId, contractId);
    const periods = await periodsOf(tx, companyId, contract.projectId);
    const period =
      asked.periodId === undefined
        ? periods.find(({ status }) => status === "open")
        : periods.find(({ id }) => id === asked.periodId);
    const isPeriodOpen = asked.periodId !== undefined || period !== undefined;
    const closed = billingClosedBecause({ contract, lines: schedule, isPeriodOpen });
    if (period === undefined && asked.periodId !== undefined)
      return refuse("bad_input", [{ code: "no_such_billing_period", field: "periodId", given: asked.periodId }]);
    if (period?.status === "closed") closed.push(periodClosed(period));
    if (closed.length > 0 || period === undefined) return refuse("closed", closed);

    const book = await readBook(tx, companyId, contract);
    const position = (book.invoices.at(-1)?.position ?? 0) + 1;
    const taken = new Set(book.invoices.map((other) => other.number));
    const number = asked.number ?? nextNumber(position, taken);
    if (taken.has(number)) return refuse("bad_input", [numberTaken(number)]);
    const billedOn = asked.billedOn ?? period.to;
    const { terms } = contract;
    const before = await standingBefore(tx, book, { position }, terms);
    const elsewhere = enteredElsewhere(book, { position });
    const enters = enteringBy(billedOn, changeOrdersOn(schedule), elsewhere);
    const sheet = billed(before, {
      ...{ agreed: agreedOn(book, terms), schedule },
      entered: new Set([...enteredBefore(book, { position }), ...enters]),
      lines: new Map(),
      deductions: [],
      advanceRecouped: null,
      certified: null,
    });
    const { lines, summary } = sheet;
    const problems = summaryProblems(summary);
    if (problems.length > 0) return refuse("bad_input", problems);

    const id = randomUUID();
    const header = { number, billedOn, summary, terms, cutOffOn: null, changeOrdersPicked: false, isFinal: false };
    const nothingBelow = { deductions: [], advanceRecouped: null };
    const invoice = { ...header, ...nothingBelow, id, contractId, position, periodId: period.id };
    await insertInvoice(tx, companyId, { ...invoice, left: leftBy({ billed: sheet }) }, actor.personId, at);
    await saveInvoiceLines(tx, companyId, id, lines);
    await saveEntered(tx, companyId, id, enters);
    const facts = { number, periodFrom: period.from, periodTo: period.to, billedOn, lines: lines.length };
    await record(tx, companyId, invoiceSubject(id), { act: "invoice_created", facts }, actor, at);
    return await shownInvoice(tx, standings, actor, id);
  });
}

/** Takes the latest invoice of a contract away again; one that accounting has seen stays. */
export function deleteInvoice(db: Db, actor: Actor, invoiceId: string, at: Date): Promise<Refusal | undefined> {
  return inCompany(db, actor.companyId, async (tx) => {
    const { companyId } = actor;
    const seen = await lockedInvoice(tx, actor, invoiceId);
    if (isRefusal(seen)) return seen;
    const { invoice, contract, standing } = seen;
    if (!may(actor, "editInvoice", standing)) return notPermitted("editInvoice");
    const invoices = await invoicesOf(tx, companyId, contract.id);
    const next = invoices.find(({ position }) => position > invoice.position) ?? null;
    const closed = deleteClosedBecause(invoice, next, await wasSent(tx, companyId, invoiceId));
    if (closed.length > 0) return refuse(invoice.lock === null ? "closed" : "locked", closed);
    await removeInvoice(tx, companyId, invoiceId);
    const facts = { number: invoice.number, contractId: contract.id, summary: summaryShown(invoice.summary) };
    await record(tx, companyId, invoiceSubject(invoiceId), { act: "invoice_deleted", facts }, actor, at);
    return undefined;
  });
}
