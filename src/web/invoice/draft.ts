// An application while it is being edited: what it was, what was entered since, and what is to be sent when it is saved.
import type { z } from "zod";
import type { InvoiceStatus } from "../../invoice/invoice.ts";
import type { InvoiceChange, InvoiceShown } from "../../invoice/wire.ts";
import { amountText } from "../../money/money.ts";
import { type BelowEntered, enteredBelow } from "./below.ts";
import { changesOf, problemsOf, reapplied, type Sheet, sheetOf } from "./sheet.ts";
import { begin, step, type Undoable } from "./undo.ts";

export type Header = Readonly<{ number: string; periodId: string; billedOn: string; isFinal: boolean }>;

export type Draft = Readonly<{
  /** As it was when editing began: what is saved is what differs from it. */
  base: InvoiceShown;
  saved: Sheet;
  work: Undoable<Sheet>;
  header: Header;
  below: BelowEntered;
  /** An earlier application, while later ones exist: what it moves is shown before it is saved, with a reason. */
  isCorrection: boolean;
}>;

export function headerOf(invoice: InvoiceShown): Header {
  const { number, period, billedOn, isFinal } = invoice;
  return { number, periodId: period.id, billedOn, isFinal };
}

export function draftOf(base: InvoiceShown, isCorrection = false): Draft {
  const saved = sheetOf(base);
  return { base, saved, work: begin(saved), header: headerOf(base), below: enteredBelow(base), isCorrection };
}

export function isDirty(draft: Draft): boolean {
  const { status: _, version: __, ...changes } = changeOf(draft, null);
  return Object.keys(changes).length > 0 || problemsOf(draft.work.present).length > 0;
}

/** What is sent: only what differs. */
export function changeOf(draft: Draft, status: InvoiceStatus | null): z.infer<typeof InvoiceChange> {
  const was = headerOf(draft.base);
  const { number, periodId, billedOn, isFinal } = draft.header;
  const lines = changesOf(draft.saved, draft.work.present);
  return {
    version: draft.base.version,
    ...(number === was.number ? {} : { number }),
    ...(periodId === was.periodId ? {} : { periodId }),
    ...(billedOn === was.billedOn ? {} : { billedOn }),
    ...(isFinal === was.isFinal ? {} : { isFinal }),
    ...(lines.length === 0 ? {} : { lines }),
    ...belowChange(enteredBelow(draft.base), draft.below),
    ...(status === null ? {} : { status }),
  };
}

function belowChange(
  was: BelowEntered,
  { deductions, advance }: BelowEntered,
): Pick<z.infer<typeof InvoiceChange>, "deductions" | "advanceRecouped"> {
  const sent = deductions.map(({ name, deducted }) => ({ name, deducted: amountText(deducted) }));
  const isSame =
    deductions.length === was.deductions.length &&
    deductions.every(({ name, deducted }) =>
      was.deductions.some((one) => one.name === name && one.deducted === deducted),
    );
  return {
    ...(isSame ? {} : { deductions: sent }),
    ...(advance === was.advance || advance === undefined
      ? {}
      : { advanceRecouped: advance === null ? null : amountText(advance) }),
  };
}

/** The same entries on what somebody else saved meanwhile. */
export function rebased(draft: Draft, newer: InvoiceShown): Draft {
  const fresh = draftOf(newer, draft.isCorrection);
  const was = headerOf(draft.base);
  const entered = Object.fromEntries(
    Object.entries(draft.header).filter(([field, value]) => value !== was[field as keyof Header]),
  );
  const { deductions, advanceRecouped } = belowChange(enteredBelow(draft.base), draft.below);
  const below = {
    deductions: deductions === undefined ? fresh.below.deductions : draft.below.deductions,
    advance: advanceRecouped === undefined ? fresh.below.advance : draft.below.advance,
  };
  const sheet = reapplied(changesOf(draft.saved, draft.work.present), problemsOf(draft.work.present), fresh.saved);
  return { ...fresh, work: step(fresh.work, sheet), header: { ...fresh.header, ...entered }, below };
}
