// What the journal keeps of a saved invoice: every field that is another, before and after.
import { termsShown } from "../contract/billing-terms.ts";
import { changedFields } from "../journal/changed-fields.ts";
import { amountText } from "../money/money.ts";
import { numberText } from "../money/ratio.ts";
import { type Book, enteredHere } from "./book.commands.ts";
import { changeOrdersOn } from "./change-orders.ts";
import type { InvoiceStatus } from "./invoice.ts";
import { movedFigures } from "./plan.ts";
import { type Changing, type Header, headerOf } from "./planning.commands.ts";
import type { InvoiceLine } from "./sheet.ts";

export function factsOf(
  book: Book,
  { invoice, header, plan, was }: Changing,
  status: InvoiceStatus,
): Record<string, unknown> {
  const changedHeader = changedFields(
    { ...headerFacts(book, { ...headerOf(invoice), enters: [...enteredHere(book, invoice)] }), status: invoice.status },
    { ...headerFacts(book, header), status },
  );
  // Under a key of its own, so that a number's change does not stand where the number does.
  const { number: renumbered, ...rest } = changedHeader;
  const were = new Map(was.lines.map((line) => [line.figures.lineId, line]));
  const changedBy = Object.fromEntries(
    plan.changed.map((line) => {
      const before = were.get(line.schedule.lineId);
      const fields = changedFields(before === undefined ? {} : entryFacts(before), entryFacts(line));
      return [line.schedule.item, fields];
    }),
  );
  const summary = movedFigures(invoice.summary, plan.billed.summary);
  return {
    ...(renumbered === undefined ? {} : { renumbered }),
    ...rest,
    ...(plan.changed.length === 0 ? {} : { lines: changedBy }),
    ...(summary.length === 0 ? {} : { summary }),
  };
}

function headerFacts({ schedule }: Book, header: Header) {
  const {
    number,
    periodId,
    billedOn,
    cutOffOn,
    isFinal,
    changeOrdersPicked,
    deductions,
    advanceRecouped,
    enters,
    terms,
  } = header;
  const orders = changeOrdersOn(schedule).filter(({ id }) => enters.includes(id));
  return {
    ...{ number, periodId, billedOn, cutOffOn, isFinal, changeOrdersPicked },
    deductions: deductions.map(({ name, deducted }) => `${name}: ${amountText(deducted)}`),
    advanceRecouped: advanceRecouped === null ? null : amountText(advanceRecouped),
    changeOrders: orders.map((order) => order.number),
    terms: termsShown(terms),
  };
}

function entryFacts({ entry, notes, figures }: Pick<InvoiceLine, "entry" | "notes" | "figures">) {
  return {
    workThisPeriod: amountText(figures.workThisPeriod),
    quantityThisPeriod: figures.quantityThisPeriod === null ? null : numberText(figures.quantityThisPeriod),
    unmeasuredWork: amountText(entry.unmeasuredWork),
    materialsStored: amountText(entry.materialsStored),
    retainageRateWork: numberText(entry.rateWork),
    retainageRateMaterials: numberText(entry.rateMaterials),
    rateEffect: entry.rateEffect,
    isFrozen: entry.isFrozen,
    releasedWork: amountText(entry.releasedWork),
    releasedMaterials: amountText(entry.releasedMaterials),
    adjusted: amountText(entry.adjusted),
    storedItems: notes.storedItems.map(({ id, bought, installed, evidence }) => ({
      ...{ id, evidence },
      bought: amountText(bought),
      installed: amountText(installed),
    })),
    evidence: notes.evidence,
    funds: Object.fromEntries([...notes.funds].map(([fund, amount]) => [fund, amountText(amount)])),
  };
}
