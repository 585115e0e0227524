// Correcting an earlier invoice while later ones exist: what it would move in every later one is shown before it is done,
// the original is kept, and change orders stay in the application in which they entered.
import type { z } from "zod";
import type { Db } from "../db/pool.ts";
import { inCompany, type Reading, readCompany, type Tx } from "../db/transaction.ts";
import { changedMeanwhile } from "../journal/changed-meanwhile.db.ts";
import type { Actor } from "../people/actor.ts";
import { may } from "../people/permission.ts";
import { notPermitted } from "../people/reasons.ts";
import { isRefusal, type Reason, type Refusal, refuse } from "../refusal.ts";
import { reasonsShown } from "../words/reasons.ts";
import {
  type Book,
  enteredHere,
  invoiceSubject,
  lockedInvoice,
  readBook,
  type SeenInvoice,
  seenInvoice,
} from "./book.commands.ts";
import { correctionsOf, insertCorrection } from "./correction.db.ts";
import { frozenNow } from "./frozen.commands.ts";
import { canonicalText } from "./frozen.ts";
import { areAmountsMoved } from "./plan.ts";
import { type Changing, headerAfter, plannedChange } from "./planning.commands.ts";
import { type ErpStandings, shownInvoice } from "./questions.commands.ts";
import { correctionClosedBecause } from "./rules.ts";
import { factsOf } from "./saved-facts.commands.ts";
import { persisted, statusAfter } from "./saving.commands.ts";
import type { InvoiceCorrected, InvoiceCorrection, InvoiceMoved } from "./wire.ts";

type Asked = z.output<typeof InvoiceCorrection>;

export function correct(
  db: Db,
  standings: ErpStandings,
  actor: Actor,
  invoiceId: string,
  asked: Asked,
  at: Date,
): Promise<z.input<typeof InvoiceCorrected> | Refusal> {
  return asked.mode === "preview"
    ? readCompany(db, actor.companyId, async (reading) => {
        const seen = await seenInvoice(reading, actor, invoiceId);
        if (isRefusal(seen)) return seen;
        const correcting = await planned(reading, actor, seen, asked);
        if (isRefusal(correcting)) return correcting;
        const { moved, closed } = correcting;
        return { saved: false, moved, closedBecause: reasonsShown(closed), invoice: null };
      })
    : inCompany(db, actor.companyId, async (tx) => {
        const seen = await lockedInvoice(tx, actor, invoiceId);
        return isRefusal(seen) ? seen : await corrected(tx, standings, actor, seen, asked, at);
      });
}

type Correcting = Readonly<{
  book: Book;
  changing: Changing;
  /** The invoice itself first, then every later one of which a figure moves. */
  moved: InvoiceMoved[];
  closed: readonly Reason[];
}>;

async function planned(
  reading: Reading,
  actor: Actor,
  { invoice, contract, standing }: SeenInvoice,
  asked: Asked,
): Promise<Correcting | Refusal> {
  const { companyId } = actor;
  if (!may(actor, "editInvoice", standing)) return notPermitted("editInvoice");
  const { version } = invoice;
  if (asked.version !== version) {
    const versions = { had: asked.version, current: version };
    return await changedMeanwhile(reading, companyId, invoiceSubject(invoice.id), versions);
  }
  const fields = (["changeOrders", "cutOffOn"] as const).filter((field) => asked[field] !== undefined);
  const ofChangeOrders = fields.map((field) => ({ code: "correction_keeps_change_orders", field }));
  if (ofChangeOrders.length > 0) return refuse("bad_input", ofChangeOrders);

  const book = await readBook(reading, companyId, contract);
  const entering = { enters: [...enteredHere(book, invoice)], changeOrdersPicked: invoice.changeOrdersPicked };
  // It keeps the terms under which it was made.
  const header = { ...(await headerAfter(reading, book, invoice, asked, invoice.terms)), ...entering };
  const changing = await plannedChange(reading, book, invoice, header, asked);
  if (changing.problems.length > 0) return refuse("bad_input", changing.problems);
  const { followers, plan } = changing;
  const later = followers.map((one) => one.plan.moved).filter(({ figures }) => figures.length > 0);
  const locked = followers.map((one) => one.invoice).filter(({ lock }) => lock !== null);
  return { book, changing, moved: [plan.moved, ...later], closed: correctionClosedBecause(invoice, locked) };
}

async function corrected(
  tx: Tx,
  standings: ErpStandings,
  actor: Actor,
  seen: SeenInvoice,
  asked: Asked,
  at: Date,
): Promise<z.input<typeof InvoiceCorrected> | Refusal> {
  const { companyId } = actor;
  const { invoice } = seen;
  const correcting = await planned(tx, actor, seen, asked);
  if (isRefusal(correcting)) return correcting;
  const { book, changing, moved, closed } = correcting;
  if (closed.length > 0) return refuse(invoice.lock === null ? "closed" : "locked", closed);
  const { reason } = asked;
  if (reason === "") return refuse("bad_input", [{ code: "correction_needs_reason", field: "reason" }]);

  const status = statusAfter(invoice, undefined, areAmountsMoved(changing.plan, changing.was));
  const isChanged = Object.keys(factsOf(book, changing, status)).length > 0;
  if (isChanged) {
    const original = canonicalText(await frozenNow(tx, companyId, invoice.id));
    const number = (await correctionsOf(tx, companyId, invoice.id)).length + 1;
    await insertCorrection(tx, companyId, invoice.id, { number, reason, original, moved, at }, actor.personId);
    await persisted(tx, actor, book, changing, { status, isApproved: false }, at, "invoice_corrected", { reason });
  }
  const shown = await shownInvoice(tx, standings, actor, invoice.id);
  return isRefusal(shown) ? shown : { saved: isChanged, moved, closedBecause: [], invoice: shown };
}
