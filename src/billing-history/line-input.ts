import type { ApplicationLine } from "../invoice/application.ts";
import { type LinePrevious, measured, workToReach } from "../invoice/totals.ts";
import { spreadByShare } from "../money/allocate.ts";
import { type Cents, sum } from "../money/money.ts";
import { extended, type Millionths } from "../money/ratio.ts";
import { divideRounded } from "../money/rounding.ts";
import type { Applying } from "./applying.ts";
import type { ApplicationEntry, LineEntry } from "./history.ts";
import { termsOf, underNewTerms } from "./line-terms.ts";
import { type Entered, quantityOf, type ScheduledLine, scheduledValueOf } from "./schedule.ts";
import type { Schedule, Standing } from "./standing.ts";
import { neverBilled } from "./standing.ts";

/** The contract's lines, those of change orders that have entered, and any other that is billed all the same. */
export function onTheSheet(
  schedule: Schedule,
  { changeOrders }: Entered,
  before: Standing,
  entries: ReadonlyMap<string, LineEntry>,
  grouped: ReadonlyMap<string, Cents>,
): readonly ScheduledLine[] {
  return schedule.lines.filter(({ entry: { item }, changeOrder }) => {
    if (changeOrder === null || changeOrders.has(changeOrder)) return true;
    return entries.has(item) || grouped.has(item) || before.lines.has(item);
  });
}

/** Work of groups, by item: by what is left on each line, the cent that remains to the line with the most left. */
export function groupedWork(
  { byItem }: Schedule,
  entered: Entered,
  before: Standing,
  { groups }: ApplicationEntry,
): ReadonlyMap<string, Cents> {
  const work = new Map<string, Cents>();
  for (const { items, workThisPeriod } of groups) {
    const left = items.map((item) => {
      const line = byItem.get(item);
      const { previous } = before.lines.get(item) ?? neverBilled;
      return line === undefined ? 0n : scheduledValueOf(line, entered) - previous.work - previous.materials;
    });
    const shares = sum(left) === 0n ? items.map(() => 1n) : left;
    const parts = spreadByShare(workThisPeriod, shares);
    for (const [index, item] of items.entries()) work.set(item, (work.get(item) ?? 0n) + (parts[index] ?? 0n));
  }
  return work;
}

export function lineInput(applying: Applying, line: ScheduledLine): ApplicationLine {
  const { before, entry, changes, entries, grouped } = applying;
  const { item, unit, scheduledValue } = line.entry;
  const value = scheduledValueOf(line, changes);
  const quantity = quantityOf(line, changes);
  const isGiven = unit !== null && scheduledValue !== null && quantity !== null && quantity !== 0n;
  const isOverridden = isGiven && scheduledValue !== extended(unit.quantity, unit.unitPrice, "halfAwayFromZero");
  const lineEntry = entries.get(item);
  const terms = termsOf(before, entry, line, lineEntry);
  const previous = underNewTerms((before.lines.get(item) ?? neverBilled).previous, terms.effect);
  const bare: ApplicationLine = {
    lineId: item,
    scheduledValue: value,
    unitPrice: unit?.unitPrice ?? null,
    subtotal: isOverridden ? { quantity, value } : null,
    previous,
    entry: { ...nothingEntered(previous, unit !== null), ...terms.entered },
    isOnContractRates: terms.isOnContractRates,
    release: lineEntry?.retainageReleased ?? null,
  };
  const billed = lineEntry === undefined ? bare : withWork(bare, lineEntry, quantity);
  const group = grouped.get(item);
  return group === undefined ? billed : addWork(billed, group);
}

const nothingEntered = (previous: LinePrevious, isUnit: boolean) => ({
  workThisPeriod: 0n,
  quantityThisPeriod: isUnit ? 0n : null,
  unmeasuredWork: 0n,
  materialsStored: previous.materials,
  releasedWork: 0n,
  releasedMaterials: 0n,
  adjusted: 0n,
});

/** An amount more of work; on a unit line it is billed without a count. */
export function addWork(input: ApplicationLine, amount: Cents): ApplicationLine {
  const { entry } = input;
  return input.unitPrice === null
    ? { ...input, entry: { ...entry, workThisPeriod: entry.workThisPeriod + amount } }
    : { ...input, entry: { ...entry, unmeasuredWork: entry.unmeasuredWork + amount } };
}

function withWork(bare: ApplicationLine, line: LineEntry, contractQuantity: Millionths | null): ApplicationLine {
  const { previous } = bare;
  const bought = sum(line.stored.map((one) => one.bought));
  const installed = sum(line.stored.map((one) => one.installed));
  const materialsStored = line.materialsStored ?? previous.materials + bought - installed;
  const input = {
    ...bare,
    entry: { ...bare.entry, materialsStored, adjusted: line.retainageAdjusted ?? 0n },
  };
  const corrected = addWork(input, sum(line.corrections.map(({ work }) => work)));
  const { work } = line;
  switch (work.kind) {
    case "none":
      return addWork(corrected, installed);
    case "workThisPeriod":
      return addWork(corrected, work.amount);
    case "workToDate":
      return addWork(corrected, work.amount - previous.work);
    case "quantityThisPeriod":
      return withQuantity(corrected, work.quantity);
    case "quantityToDate":
      return toQuantity(corrected, work.quantity);
    case "percentComplete": {
      const isCounted = contractQuantity !== null && contractQuantity !== 0n && materialsStored === 0n;
      if (isCounted) {
        const toDate = divideRounded(contractQuantity * work.percent, 100_000_000n, "halfAwayFromZero");
        return toQuantity(corrected, toDate);
      }
      return addWork(corrected, workToReach(work.percent, input.scheduledValue, previous.work, materialsStored));
    }
  }
}

/**
 * Work to date is what the quantity to date comes to at today's price, whatever stood before: cents that a certificate left
 * beside the count, or a subtotal that a change order has changed since, are evened out.
 */
function toQuantity(input: ApplicationLine, quantity: Millionths): ApplicationLine {
  const beside = input.previous.work - measured(input, input.previous.quantity ?? 0n);
  return withQuantity(addWork(input, -beside), quantity - (input.previous.quantity ?? 0n));
}

export const withQuantity = (input: ApplicationLine, quantity: Millionths): ApplicationLine => ({
  ...input,
  entry: { ...input.entry, quantityThisPeriod: quantity },
});
