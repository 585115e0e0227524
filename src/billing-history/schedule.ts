// The schedule of values as it stands in an application: the contract's lines, and those of the change orders that have
// entered, each with its value of the day.
import { type Cents, sum } from "../money/money.ts";
import { extended, type Millionths, percentOf } from "../money/ratio.ts";
import type { Rates } from "../retainage/terms.ts";
import type { ChangeOrderSummary } from "./computed.ts";
import type { ChangeOrderEntry, ChangeOrderLineEntry, ContractEntry, History, ScheduleEntry } from "./history.ts";

/** A line with what it says about itself, wherever it was written. */
export type ScheduledLine = Readonly<{
  entry: ScheduleEntry;
  changeOrder: ChangeOrderEntry | null;
  /** C before any change order changed it. */
  ownValue: Cents;
  /** The line's own rates, else its change order's; null: the contract's. */
  ownRates: Rates | null;
}>;

/** All lines there are, in the order of the sheet: the contract's, then change order by change order. */
export function allLines({ contract, changeOrders }: Pick<History, "contract" | "changeOrders">): ScheduledLine[] {
  const ofChangeOrders = changeOrders.flatMap((changeOrder) =>
    withValues(newLinesOf(changeOrder)).map(({ entry, ownValue }) => ({
      entry,
      changeOrder,
      ownValue,
      ownRates: entry.retainage ?? changeOrder.retainage,
    })),
  );
  const own = withValues(contract.lines).map(({ entry, ownValue }) => ({
    entry,
    changeOrder: null,
    ownValue,
    ownRates: entry.retainage,
  }));
  return [...own, ...ofChangeOrders];
}

function newLinesOf({ lines }: ChangeOrderEntry): ScheduleEntry[] {
  return lines.flatMap((line) => (line.kind === "new" ? [line.line] : []));
}

/** Values of lines that were written together; a markup is taken of the values of the lines it names. */
function withValues(entries: readonly ScheduleEntry[]): { entry: ScheduleEntry; ownValue: Cents }[] {
  const values = new Map<string, Cents>();
  for (const entry of entries) {
    const { item, scheduledValue, unit, markup } = entry;
    const marked =
      markup === null
        ? 0n
        : percentOf(sum(markup.of.map((of) => values.get(of) ?? 0n)), markup.percent, "halfAwayFromZero");
    const measured = unit === null ? marked : extended(unit.quantity, unit.unitPrice, "halfAwayFromZero");
    values.set(item, scheduledValue ?? measured);
  }
  return entries.map((entry) => ({ entry, ownValue: values.get(entry.item) ?? 0n }));
}

/** Change orders that have entered, and what they change on lines that stood before. */
export type Entered = Readonly<{
  changeOrders: ReadonlySet<ChangeOrderEntry>;
  changes: ReadonlyMap<string, readonly Change[]>;
}>;

type Change = Extract<ChangeOrderLineEntry, { kind: "adds" }>;

export function enteredOf(changeOrders: readonly ChangeOrderEntry[]): Entered {
  const changes = Map.groupBy(
    changeOrders.flatMap(({ lines }) => lines.filter((line) => line.kind === "adds")),
    ({ item }) => item,
  );
  return { changeOrders: new Set(changeOrders), changes };
}

/** C of a line while these change orders stand. */
export function scheduledValueOf(line: ScheduledLine, { changeOrders, changes }: Entered): Cents {
  if (line.changeOrder !== null && !changeOrders.has(line.changeOrder)) return 0n;
  const changed = (changes.get(line.entry.item) ?? []).map((change) => changeOfValue(change, line));
  return line.ownValue + sum(changed);
}

/** The quantity a unit line is priced for while these change orders stand. */
export function quantityOf({ entry }: ScheduledLine, { changes }: Entered): Millionths | null {
  if (entry.unit === null) return null;
  return entry.unit.quantity + sum((changes.get(entry.item) ?? []).map(({ addsQuantity }) => addsQuantity ?? 0n));
}

function changeOfValue(change: Change, { entry }: ScheduledLine): Cents {
  const measured =
    change.addsQuantity === null || entry.unit === null
      ? 0n
      : extended(change.addsQuantity, entry.unit.unitPrice, "halfAwayFromZero");
  return measured + (change.adds ?? 0n);
}

// Change orders.

export type LinesByItem = ReadonlyMap<string, ScheduledLine>;

/** What each line of a change order adds to the contract sum. */
export function amountsOf(changeOrder: ChangeOrderEntry, lines: LinesByItem): Cents[] {
  return changeOrder.lines.map((one) => {
    const line = lines.get(one.kind === "new" ? one.line.item : one.item);
    // A change to a line that does not stand counts for the contract sum, and is found missing in column C.
    if (line === undefined) return one.kind === "adds" ? (one.adds ?? 0n) : 0n;
    return one.kind === "new" ? line.ownValue : changeOfValue(one, line);
  });
}

/** What it comes to: what it says itself, else the sum of its lines. */
export function netOf(changeOrder: ChangeOrderEntry, lines: LinesByItem): Cents {
  return changeOrder.amount ?? sum(amountsOf(changeOrder, lines));
}

export function originalContractSumOf(contract: ContractEntry, lines: readonly ScheduledLine[]): Cents {
  const own = lines.filter(({ changeOrder }) => changeOrder === null);
  return contract.originalContractSum ?? sum(own.map(({ ownValue }) => ownValue));
}

/** The four cells: what was added and deducted before, and what is now. */
export function changeOrderSummary(
  split: ContractEntry["changeOrderSplit"],
  lines: LinesByItem,
  before: readonly ChangeOrderEntry[],
  now: readonly ChangeOrderEntry[],
): ChangeOrderSummary {
  const partsOf = (changeOrders: readonly ChangeOrderEntry[]) =>
    changeOrders.flatMap((one) => {
      const parts = amountsOf(one, lines);
      const unlisted = netOf(one, lines) - sum(parts);
      return split === "line" ? [...parts, unlisted] : [netOf(one, lines)];
    });
  const positive = (amounts: readonly Cents[]) => sum(amounts.filter((amount) => amount > 0n));
  const negative = (amounts: readonly Cents[]) => -sum(amounts.filter((amount) => amount < 0n));
  const [previous, thisPeriod] = [partsOf(before), partsOf(now)];
  return {
    entered: now.map(({ number }) => number),
    additions: { previous: positive(previous), thisPeriod: positive(thisPeriod) },
    deductions: { previous: negative(previous), thisPeriod: negative(thisPeriod) },
    net: sum([...previous, ...thisPeriod]),
  };
}

/**
 * Which change orders enter: those that were listed, else all that are approved by the cut-off and have not entered yet.
 * One that is not approved never enters, whether it is listed or not.
 */
export function entering(
  { changeOrders }: Pick<History, "changeOrders">,
  listed: readonly string[] | null,
  cutOff: string,
  before: readonly ChangeOrderEntry[],
): readonly ChangeOrderEntry[] {
  return changeOrders.filter((one) => {
    if (one.status !== "approved" || one.approvedOn === null || before.includes(one)) return false;
    return listed === null ? one.approvedOn <= cutOff : listed.includes(one.number);
  });
}
