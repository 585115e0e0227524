// What stands below line 8 while the application is edited: deductions, the advance, tax and escrow follow every entry.
import { readTerms } from "../../contract/billing-terms.ts";
import { advanceRecouped, type Deduction, deductionsOf, escrowBalance } from "../../invoice/below-line-8.ts";
import type { InvoiceShown } from "../../invoice/wire.ts";
import { type Cents, cents, sum } from "../../money/money.ts";
import { percentOf } from "../../money/ratio.ts";
import { type TaxTerms, taxToDate } from "../../tax/tax.ts";
import { certifiedApplication } from "./certificate.ts";
import type { Sheet } from "./sheet.ts";

export type Moved = Readonly<{ previous: Cents; thisPeriod: Cents; toDate: Cents }>;

export type Below = Readonly<{
  deductions: readonly Deduction[];
  advance: Moved | null;
  tax: Moved | null;
  escrow: Cents | null;
  funds: readonly Readonly<{ fund: string } & Moved>[];
  payable: Cents;
}>;

/** A deduction of this period: positive is deducted, negative given back. */
export type Deducted = Readonly<{ name: string; deducted: Cents }>;

export type BelowEntered = Readonly<{
  deductions: readonly Deducted[];
  /** Null: by the contract's percentage; undefined: as it was saved. */
  advance: Cents | null | undefined;
}>;

type MovedText = Readonly<{ previous: string; thisPeriod: string; toDate: string }>;
const movedOf = ({ previous, thisPeriod, toDate }: MovedText): Moved => ({
  previous: cents(previous),
  thisPeriod: cents(thisPeriod),
  toDate: cents(toDate),
});
const moved = (previous: Cents, toDate: Cents): Moved => ({ previous, thisPeriod: toDate - previous, toDate });

/** As it was saved. */
export function belowSaved({ below }: Pick<InvoiceShown, "below">): Below {
  return {
    deductions: below.deductions.map((one) => ({ name: one.name, ...movedOf(one) })),
    advance: below.advance && movedOf(below.advance),
    tax: below.tax && movedOf(below.tax),
    escrow: below.escrow === null ? null : cents(below.escrow),
    funds: below.funds.map((one) => ({ fund: one.fund, ...movedOf(one) })),
    payable: cents(below.payable),
  };
}

/** What was entered for the period. An advance that goes by the contract's percentage goes on following it. */
export function enteredBelow(invoice: Pick<InvoiceShown, "below" | "terms" | "summary">): BelowEntered {
  const { below } = invoice;
  const deductions = below.deductions
    .map(({ name, thisPeriod }) => ({ name, deducted: cents(thisPeriod) }))
    .filter(({ deducted }) => deducted !== 0n);
  return { deductions, advance: followsContract(invoice) ? null : undefined };
}

/** As it would be saved. What the funds bear is known when it is. */
export function belowOf(
  invoice: Pick<InvoiceShown, "below" | "terms" | "certificate">,
  sheet: Sheet,
  entered: BelowEntered,
): Below {
  const saved = belowSaved(invoice);
  const terms = readTerms(invoice.terms);
  const before = saved.deductions.map((one) => ({ ...one, thisPeriod: 0n, toDate: one.previous }));
  const deductions = deductionsOf(before, entered.deductions).filter(
    ({ previous, thisPeriod }) => previous !== 0n || thisPeriod !== 0n,
  );
  const taxed = terms.tax === null ? null : taxOf(terms.tax, invoice.certificate, sheet);
  const tax = taxed === null ? null : moved(saved.tax?.previous ?? 0n, taxed);
  const advance = advanceOf(saved.advance, terms.advance, entered.advance, sheet.summary["4"]);
  const certified = invoice.certificate === null ? sheet.summary["8"] : cents(invoice.certificate.amount);
  const deducted = sum(deductions.map(({ thisPeriod }) => thisPeriod));
  return {
    deductions,
    advance,
    tax,
    escrow: terms.escrow === null ? null : escrowBalance(sheet.summary["5"], terms.escrow.roundDownTo),
    funds: saved.funds,
    payable: certified + (tax?.thisPeriod ?? 0n) - deducted - (advance?.thisPeriod ?? 0n),
  };
}

/**
 * Tax on what was certified line by line. Where the whole was cut, a tax on what is net of retainage is not charged on the
 * difference until it is certified.
 */
function taxOf(terms: TaxTerms, certificate: InvoiceShown["certificate"], sheet: Sheet): Cents {
  const cuts = (certificate?.lines ?? []).map(({ lineId, work, materials }) => ({
    lineId,
    work: cents(work),
    materials: cents(materials),
  }));
  const carried = cuts.length === 0 ? null : certifiedApplication(sheet, cuts);
  const lines = sheet.lines.map(({ figures, shown }, index) => {
    const { completedAndStored, retainageHeld } = carried?.lines[index] ?? figures;
    return { completedAndStored, retainageHeld, isTaxable: shown.isTaxable };
  });
  const onSheet = taxToDate(terms, lines);
  if (certificate === null || terms.base !== "netOfRetainage") return onSheet;
  const uncertified = (carried?.summary ?? sheet.summary)["8"] - cents(certificate.amount);
  return onSheet - percentOf(uncertified, terms.rate, "halfAwayFromZero");
}

function advanceOf(
  saved: Moved | null,
  agreed: Readonly<{ paid: Cents; recoupPercent: bigint }> | null,
  entered: Cents | null | undefined,
  completedAndStored: Cents,
): Moved | null {
  if (entered === undefined || (entered === null && agreed === null)) return saved;
  const previous = saved?.previous ?? 0n;
  if (entered !== null) return moved(previous, previous + entered);
  return agreed === null ? saved : moved(previous, advanceRecouped(agreed, completedAndStored));
}

/** Whether what was saved is what the contract's percentage makes of it. */
function followsContract(invoice: Pick<InvoiceShown, "below" | "terms" | "summary">): boolean {
  const { advance } = readTerms(invoice.terms);
  const saved = invoice.below.advance;
  return (
    advance !== null && saved !== null && cents(saved.toDate) === advanceRecouped(advance, cents(invoice.summary["4"]))
  );
}
