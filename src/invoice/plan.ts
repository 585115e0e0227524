// What saving an invoice would make of it and of those that come after it, before anything is saved.

import { amountText } from "../money/money.ts";
import type { Reason } from "../refusal.ts";
import { isUntouched, summaryProblems } from "./entries.ts";
import { same } from "./same.ts";
import { type Billed, type Billing, billed, type EnteredLine, type InvoiceLine, type StoredLine } from "./sheet.ts";
import type { Standing } from "./standing.ts";
import type { Summary } from "./totals.ts";
import { summaryLines } from "./totals.ts";
import type { InvoiceMoved } from "./wire.ts";

/** An invoice as it is saved now: what its lines and its summary are, and where it leaves the contract. */
export type Saved = Readonly<{
  id: string;
  number: string;
  summary: Summary;
  lines: readonly StoredLine[];
  after: Standing;
}>;

export type Plan = Readonly<{
  before: Standing;
  billed: Billed;
  /** Lines that are new, or other than they are saved. */
  changed: readonly InvoiceLine[];
  /** Lines that leave the sheet. */
  dropped: readonly StoredLine[];
  moved: InvoiceMoved;
  /** A figure of it, or where it leaves the contract, is another. */
  isMoved: boolean;
}>;

export function planOf(before: Standing, billing: Billing, was: Saved): Plan {
  const now = billed(before, billing);
  const lines = new Map(was.lines.map((line) => [line.figures.lineId, line]));
  const stays = new Set(now.lines.map(({ schedule }) => schedule.lineId));
  const changed = now.lines.filter((line) => {
    const saved = lines.get(line.schedule.lineId);
    return saved === undefined || !sameLine(saved, line);
  });
  const dropped = was.lines.filter(({ figures }) => !stays.has(figures.lineId));
  const moved = { invoiceId: was.id, number: was.number, figures: movedFigures(was.summary, now.summary) };
  const isMoved =
    changed.length > 0 || dropped.length > 0 || moved.figures.length > 0 || !sameStanding(was.after, now.after);
  return { before, billed: now, changed, dropped, moved, isMoved };
}

const sameLine = (one: StoredLine, other: StoredLine): boolean =>
  same(one.figures, other.figures) && same(one.entry, other.entry) && same(one.notes, other.notes);

export const sameStanding = (one: Standing, other: Standing): boolean => same(one, other);

/** Amounts that were approved are others now. */
export function areAmountsMoved({ changed, dropped, moved, before, billed }: Plan, was: Saved): boolean {
  const { deductions, advanceRecouped } = billed.after;
  return (
    changed.length > 0 ||
    dropped.length > 0 ||
    moved.figures.length > 0 ||
    !same(deductions, was.after.deductions) ||
    advanceRecouped - before.advanceRecouped !== was.after.advanceRecouped - before.advanceRecouped
  );
}

/** What cannot be saved of a plan whoever made it: a total that does not fit, or a line that leaves with work on it. */
export function planProblems({ billed, dropped }: Plan, invoice: string, scheduled: Scheduled): readonly Reason[] {
  const lost = dropped.filter((line) => !isUntouched(line));
  return [
    ...summaryProblems(billed.summary),
    ...lost.map(({ figures }) => {
      const { item, number } = scheduled(figures.lineId);
      return { code: "change_order_stays", field: "changeOrders", values: { item, number, invoice } };
    }),
  ];
}

/** The item of a line and the number of its change order. */
export type Scheduled = (lineId: string) => Readonly<{ item: string; number: string }>;

/** Which of the nine lines are other figures now. */
export function movedFigures(before: Summary, after: Summary): InvoiceMoved["figures"] {
  return summaryLines
    .filter((line) => before[line] !== after[line])
    .map((line) => ({ line, before: amountText(before[line]), after: amountText(after[line]) }));
}

export const byLine = (lines: readonly StoredLine[]): ReadonlyMap<string, EnteredLine> =>
  new Map(lines.map((line) => [line.figures.lineId, line]));
