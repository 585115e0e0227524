// Findings that block and are let pass by whoever may approve the invoice, with a reason that is kept.
import type { z } from "zod";
import type { Db } from "../db/pool.ts";
import { inCompany } from "../db/transaction.ts";
import { record } from "../journal/journal.db.ts";
import type { Actor } from "../people/actor.ts";
import { may } from "../people/permission.ts";
import { notPermitted } from "../people/reasons.ts";
import { isRefusal, type Refusal, refuse } from "../refusal.ts";
import { findingsOfSaved, invoiceSubject, lockedInvoice, readBook, sheetOf } from "./book.commands.ts";
import { deleteOverride, insertOverride, overridesOf } from "./override.db.ts";
import { type ErpStandings, shownInvoice } from "./questions.commands.ts";
import { lockedBecause } from "./rules.ts";
import type { InvoiceShown, NewOverride } from "./wire.ts";

type Given = z.output<typeof NewOverride>;

export function letPass(
  db: Db,
  standings: ErpStandings,
  actor: Actor,
  invoiceId: string,
  { code, lineId, reason }: Given,
  at: Date,
): Promise<InvoiceShown | Refusal> {
  return inCompany(db, actor.companyId, async (tx) => {
    const { companyId, personId } = actor;
    const seen = await lockedInvoice(tx, actor, invoiceId);
    if (isRefusal(seen)) return seen;
    const { invoice, contract, standing } = seen;
    if (!may(actor, "approveInvoice", standing)) return notPermitted("approveInvoice");
    const locked = lockedBecause(invoice);
    if (locked.length > 0) return refuse("locked", locked);
    const book = await readBook(tx, companyId, contract);
    const sheet = await sheetOf(tx, book, invoice);
    const findings = findingsOfSaved(book, invoice, sheet, []);
    const isOpen = findings.some((one) => one.mayBeOverridden && one.code === code && one.lineId === lineId);
    if (!isOpen) return refuse("closed", [{ code: "override_not_open", field: "code", given: code }]);

    await deleteOverride(tx, companyId, invoiceId, { code, lineId });
    await insertOverride(tx, companyId, invoiceId, { code, lineId, reason, at }, personId);
    const item = sheet.lines.find(({ schedule }) => schedule.lineId === lineId)?.schedule.item ?? null;
    const fact = { act: "finding_overridden", facts: { code, lineId, item, reason } };
    await record(tx, companyId, invoiceSubject(invoiceId), fact, actor, at);
    return await shownInvoice(tx, standings, actor, invoiceId);
  });
}

export function letPassNoMore(
  db: Db,
  standings: ErpStandings,
  actor: Actor,
  invoiceId: string,
  { code, lineId, reason }: Given,
  at: Date,
): Promise<InvoiceShown | Refusal> {
  return inCompany(db, actor.companyId, async (tx) => {
    const { companyId } = actor;
    const seen = await lockedInvoice(tx, actor, invoiceId);
    if (isRefusal(seen)) return seen;
    const { invoice, contract, standing } = seen;
    if (!may(actor, "approveInvoice", standing)) return notPermitted("approveInvoice");
    const locked = lockedBecause(invoice);
    if (locked.length > 0) return refuse("locked", locked);
    if (invoice.status === "approved") return refuse("closed", [{ code: "invoice_is_approved" }]);
    const overrides = await overridesOf(tx, companyId, invoiceId);
    if (!overrides.some((one) => one.code === code && one.lineId === lineId))
      return refuse("closed", [{ code: "override_not_there", field: "code", given: code }]);

    await deleteOverride(tx, companyId, invoiceId, { code, lineId });
    const book = await readBook(tx, companyId, contract);
    const item = book.schedule.find(({ id }) => id === lineId)?.item ?? null;
    const fact = { act: "finding_override_withdrawn", facts: { code, lineId, item, reason } };
    await record(tx, companyId, invoiceSubject(invoiceId), fact, actor, at);
    return await shownInvoice(tx, standings, actor, invoiceId);
  });
}
