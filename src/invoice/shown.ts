// The parts of an owner invoice as they go on the wire: amounts, quantities and percentages become text.

import { amountText, type Cents } from "../money/money.ts";
import { numberText, percentShown } from "../money/ratio.ts";
import { withholdingShown } from "../retainage/wire.ts";
import { sentenceOf } from "../words/reasons.ts";
import { type Finding, reasonOf } from "./checks.ts";
import {
  type Below,
  type Certified,
  type InvoiceLine,
  isOnContractRates,
  type LineStart,
  type Moved,
} from "./sheet.ts";
import { percentComplete, type Summary, summaryLines } from "./totals.ts";
import type { FindingShown, InvoiceLineShown, InvoiceShown, SummaryShown } from "./wire.ts";

export function summaryShown(summary: Summary): SummaryShown {
  return Object.fromEntries(summaryLines.map((line) => [line, amountText(summary[line])])) as SummaryShown;
}

export function lineShown(line: InvoiceLine, certificate: Pick<Certified, "lines"> | null): InvoiceLineShown {
  const { schedule, start, entry, notes, figures } = line;
  const cut = certificate?.lines.find(({ lineId }) => lineId === schedule.lineId);
  const percent = percentComplete(figures);
  const six = (value: bigint | null) => (value === null ? null : numberText(value));
  return {
    lineId: schedule.lineId,
    item: schedule.item,
    costCode: schedule.costCode,
    description: schedule.description,
    changeOrder: schedule.changeOrder,
    method: schedule.unitPrice === null ? "amount" : "unit",
    unit: schedule.unit,
    unitPrice: six(schedule.unitPrice),
    scheduledQuantity: six(schedule.scheduledQuantity),
    scheduledValue: amountText(figures.scheduledValue),
    workPrevious: amountText(figures.workPrevious),
    quantityPrevious: six(figures.quantityPrevious),
    workThisPeriod: amountText(figures.workThisPeriod),
    quantityThisPeriod: six(figures.quantityThisPeriod),
    materialsPrevious: amountText(figures.materialsPrevious),
    materialsStored: amountText(figures.materialsStored),
    completedAndStored: amountText(figures.completedAndStored),
    percentComplete: percent === null ? null : percentShown(percent),
    balanceToFinish: amountText(figures.balanceToFinish),
    retainageRateWork: numberText(entry.rateWork),
    retainageRateMaterials: numberText(entry.rateMaterials),
    releasedWork: amountText(entry.releasedWork),
    releasedMaterials: amountText(entry.releasedMaterials),
    retainageWork: amountText(figures.retainageWork),
    retainageMaterials: amountText(figures.retainageMaterials),
    retainageHeld: amountText(figures.retainageHeld),
    isOverbilled: figures.isOverbilled,
    subtotal: schedule.subtotal && {
      quantity: numberText(schedule.subtotal.quantity),
      value: amountText(schedule.subtotal.value),
    },
    unmeasuredWork: amountText(entry.unmeasuredWork),
    rateEffect: entry.rateEffect,
    isFrozen: entry.isFrozen,
    adjusted: amountText(entry.adjusted),
    isTaxable: schedule.isTaxable,
    isOnContractRates: isOnContractRates(line),
    storedItems: notes.storedItems.map(({ id, bought, installed, evidence }) => ({
      ...{ id, evidence },
      bought: amountText(bought),
      installed: amountText(installed),
    })),
    evidence: notes.evidence,
    funds: amountsShown(notes.funds),
    previous: previousShown(start),
    certified: cut === undefined ? null : { work: amountText(cut.work), materials: amountText(cut.materials) },
  };
}

const amountsShown = (amounts: ReadonlyMap<string, Cents>): Record<string, string> =>
  Object.fromEntries([...amounts].map(([name, amount]) => [name, amountText(amount)]));

function previousShown({ previous, stored }: LineStart): InvoiceLineShown["previous"] {
  const { work, quantity, materials, withheld, releasedWork, releasedMaterials } = previous;
  const { adjusted, retainage, withholding } = previous;
  return {
    work: amountText(work),
    quantity: quantity === null ? null : numberText(quantity),
    materials: amountText(materials),
    withheld: { work: amountText(withheld.work), materials: amountText(withheld.materials) },
    releasedWork: amountText(releasedWork),
    releasedMaterials: amountText(releasedMaterials),
    adjusted: amountText(adjusted),
    retainage: amountText(retainage),
    withholding: withholding === null ? null : withholdingShown(withholding),
    stored: [...stored].map(([id, remaining]) => ({ id, remaining: amountText(remaining) })),
  };
}

export function belowShown(below: Below): InvoiceShown["below"] {
  const moved = ({ previous, thisPeriod, toDate }: Moved) => ({
    previous: amountText(previous),
    thisPeriod: amountText(thisPeriod),
    toDate: amountText(toDate),
  });
  const { deductions, advance, tax, escrow, funds, payable } = below;
  return {
    deductions: deductions.map((one) => ({ name: one.name, ...moved(one) })),
    advance: advance && moved(advance),
    tax: tax && moved(tax),
    escrow: escrow === null ? null : amountText(escrow),
    funds: funds.map((one) => ({ fund: one.fund, ...moved(one) })),
    payable: amountText(payable),
  };
}

type Certificate = Readonly<{ amount: Cents; note: string; by: { id: string; name: string }; at: Date }>;

export function certificateShown({
  amount,
  lines,
  note,
  by,
  at,
}: Certificate & Pick<Certified, "lines">): InvoiceShown["certificate"] {
  return {
    ...{ note, by },
    amount: amountText(amount),
    lines: lines.map(({ lineId, work, materials }) => ({
      lineId,
      work: amountText(work),
      materials: amountText(materials),
    })),
    at: at.toISOString(),
  };
}

export function findingShown(finding: Finding): FindingShown {
  const { code, severity, lineId, link, mayBeOverridden, overridden } = finding;
  return {
    ...{ code, severity, lineId, link, mayBeOverridden },
    message: sentenceOf(reasonOf(finding)),
    overridden: overridden && { by: overridden.by, at: overridden.at.toISOString(), reason: overridden.reason },
  };
}
