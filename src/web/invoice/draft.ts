// An application while it is being edited: what it was, what was entered since, and what is to be sent when it is saved.
import type { z } from "zod";
import type { InvoiceStatus } from "../../invoice/invoice.ts";
import type { InvoiceChange, InvoiceShown } from "../../invoice/wire.ts";
import { changesOf, problemsOf, reapplied, type Sheet, sheetOf } from "./sheet.ts";
import { begin, step, type Undoable } from "./undo.ts";

export type Header = Readonly<{ number: string; periodId: string; billedOn: string }>;

export type Draft = Readonly<{
  /** As it was when editing began: what is saved is what differs from it. */
  base: InvoiceShown;
  saved: Sheet;
  work: Undoable<Sheet>;
  header: Header;
}>;

export function headerOf(invoice: InvoiceShown): Header {
  return { number: invoice.number, periodId: invoice.period.id, billedOn: invoice.billedOn };
}

export function draftOf(base: InvoiceShown): Draft {
  const saved = sheetOf(base.lines);
  return { base, saved, work: begin(saved), header: headerOf(base) };
}

export function isDirty(draft: Draft): boolean {
  const { status: _, version: __, ...changes } = changeOf(draft, null);
  return Object.keys(changes).length > 0 || problemsOf(draft.work.present).length > 0;
}

/** What is sent: only what differs. */
export function changeOf(draft: Draft, status: InvoiceStatus | null): z.infer<typeof InvoiceChange> {
  const was = headerOf(draft.base);
  const { number, periodId, billedOn } = draft.header;
  const lines = changesOf(draft.saved, draft.work.present);
  return {
    version: draft.base.version,
    ...(number === was.number ? {} : { number }),
    ...(periodId === was.periodId ? {} : { periodId }),
    ...(billedOn === was.billedOn ? {} : { billedOn }),
    ...(lines.length === 0 ? {} : { lines }),
    ...(status === null ? {} : { status }),
  };
}

/** The same entries on what somebody else saved meanwhile. */
export function rebased(draft: Draft, newer: InvoiceShown): Draft {
  const fresh = draftOf(newer);
  const was = headerOf(draft.base);
  const entered = Object.fromEntries(
    Object.entries(draft.header).filter(([field, value]) => value !== was[field as keyof Header]),
  );
  const sheet = reapplied(changesOf(draft.saved, draft.work.present), problemsOf(draft.work.present), fresh.saved);
  return { ...fresh, work: step(fresh.work, sheet), header: { ...fresh.header, ...entered } };
}
