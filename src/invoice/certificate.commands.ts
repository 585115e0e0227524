// What was certified for payment of an invoice, recorded beside it: also while accounting has it or the ERP, since nothing
// that was sent changes. Later invoices start from what was certified, and follow.
import type { z } from "zod";
import type { Db } from "../db/pool.ts";
import { inCompany } from "../db/transaction.ts";
import { changedMeanwhile } from "../journal/changed-meanwhile.db.ts";
import { record } from "../journal/journal.db.ts";
import { amountText, cents } from "../money/money.ts";
import type { Actor } from "../people/actor.ts";
import { may } from "../people/permission.ts";
import { notPermitted } from "../people/reasons.ts";
import { isRefusal, type Reason, type Refusal, refuse } from "../refusal.ts";
import {
  type Book,
  enteredHere,
  invoiceSubject,
  lockedInvoice,
  readBook,
  savedInvoice,
  standingBefore,
} from "./book.commands.ts";
import { insertCertificate } from "./certificate.db.ts";
import { saveLeft } from "./invoice.db.ts";
import { byLine, type Saved } from "./plan.ts";
import { followersOf, headerOf, planned } from "./planning.commands.ts";
import { type ErpStandings, shownInvoice } from "./questions.commands.ts";
import { laterLocked } from "./rules.ts";
import { leftBy, saveFollowers } from "./saving.commands.ts";
import type { InvoiceSaved, NewCertificate } from "./wire.ts";

export function certify(
  db: Db,
  standings: ErpStandings,
  actor: Actor,
  invoiceId: string,
  given: z.output<typeof NewCertificate>,
  at: Date,
): Promise<z.input<typeof InvoiceSaved> | Refusal> {
  return inCompany(db, actor.companyId, async (tx) => {
    const { companyId } = actor;
    const seen = await lockedInvoice(tx, actor, invoiceId);
    if (isRefusal(seen)) return seen;
    const { invoice, contract, standing } = seen;
    if (!may(actor, "editInvoice", standing)) return notPermitted("editInvoice");
    const { version } = invoice;
    if (given.version !== version)
      return await changedMeanwhile(tx, companyId, invoiceSubject(invoiceId), { had: given.version, current: version });

    const book = await readBook(tx, companyId, contract);
    const was = await savedInvoice(tx, companyId, invoice);
    const problems = linesProblems(book, was, given.lines);
    if (problems.length > 0) return refuse("bad_input", problems);
    const lines = given.lines.map((line) => ({
      lineId: line.lineId,
      work: cents(line.work),
      materials: cents(line.materials),
    }));
    const amount = given.amount === null ? null : cents(given.amount);
    const header = { ...headerOf(invoice), enters: [...enteredHere(book, invoice)] };
    const before = await standingBefore(tx, book, invoice, invoice.terms);
    const plan = planned(book, before, invoice, header, byLine(was.lines), was, { amount, lines });
    const { followers, problems: ofLater } = await followersOf(tx, book, { invoice, header, plan, was });
    if (ofLater.length > 0) return refuse("bad_input", ofLater);
    const locked = followers.filter((one) => one.invoice.lock !== null);
    if (locked.length > 0)
      return refuse(
        "closed",
        locked.map((one) => laterLocked(one.invoice)),
      );

    const number = (book.certificates.get(invoiceId)?.number ?? 0) + 1;
    const certified = amount ?? plan.billed.certifiedDue;
    const certificate = { number, amount: certified, lines, note: given.note, at };
    await insertCertificate(tx, companyId, invoiceId, certificate, actor.personId);
    await saveLeft(tx, companyId, invoiceId, leftBy(plan), version + 1);
    const facts = {
      amount: amountText(certified),
      applied: amountText(invoice.summary["8"]),
      lines: lines.length,
      note: given.note,
    };
    const fact = { act: "certificate_recorded", facts };
    await record(tx, companyId, invoiceSubject(invoiceId), fact, actor, at);
    const moved = await saveFollowers(tx, actor, { invoice, header }, followers, at);
    const shown = await shownInvoice(tx, standings, actor, invoiceId);
    return isRefusal(shown) ? shown : { invoice: shown, moved: [...moved] };
  });
}

function linesProblems(
  { schedule }: Book,
  { lines }: Saved,
  given: z.output<typeof NewCertificate>["lines"],
): readonly Reason[] {
  const there = new Set(lines.map(({ figures }) => figures.lineId));
  const items = new Map(schedule.map(({ id, item }) => [id, item]));
  const ids = given.map(({ lineId }) => lineId);
  return given.flatMap(({ lineId, materials }, index): Reason[] => {
    const field = `lines.${index}`;
    const values = { item: items.get(lineId) ?? "" };
    if (!there.has(lineId)) return [{ code: "certified_line_unknown", field, given: lineId }];
    if (ids.indexOf(lineId) !== index) return [{ code: "certified_line_twice", field, values }];
    if (cents(materials) >= 0n) return [];
    const allowed = "0.00 or more";
    return [{ code: "stored_negative", field: `${field}.materials`, given: materials, allowed, values }];
  });
}
