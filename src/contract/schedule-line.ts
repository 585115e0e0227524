// A line of the schedule of values, of the contract itself or of a change order: what was entered becomes a line, or
// everything that is wrong with it.
import { amountText, type Cents, cents, centsMax, sum } from "../money/money.ts";
import { extended, type Millionths, millionths, numberText } from "../money/ratio.ts";
import type { Reason } from "../refusal.ts";
import type { Rates } from "../retainage/terms.ts";
import { fundsProblems, fundsShown, ownRatesOf, ownRatesProblems, readFunds } from "./agreed.ts";
import type { ChangeOrderStatus } from "./contract.ts";
import type { NewScheduleLine, ScheduleLineShown } from "./wire.ts";

export type LineMethod = "amount" | "unit";

/** What a line says, wherever it comes from: a form, a file, a change order. */
export type LineContent = Readonly<{
  item: string;
  costCode: string | null;
  description: string;
  method: LineMethod;
  scheduledValue: Cents;
  quantity: Millionths | null;
  unit: string | null;
  unitPrice: Millionths | null;
  /** Rates of its own; null: its change order's, else the contract's. */
  ownRates: Rates | null;
  isTaxable: boolean;
  /** A unit line whose scheduled value was given, and is not quantity times price. */
  isSubtotalGiven: boolean;
  /** How the scheduled value is split over funds; empty: not at all. */
  funds: Readonly<Record<string, Cents>>;
}>;

/** What a line says of itself where nothing is said: the contract's rates, taxable, of no fund. */
export const plainLine = { ownRates: null, isTaxable: true, isSubtotalGiven: false, funds: {} } as const;

export type ScheduleLine = LineContent &
  Readonly<{
    id: string;
    position: number;
    changeOrder: LinesChangeOrder | null;
    /** The rates it goes by: its own, else its change order's; null: the contract's. */
    rates: Rates | null;
    /** Change orders that change this line's value. */
    changes: readonly Readonly<{ changeOrder: LinesChangeOrder; amount: Cents; quantity: Millionths | null }>[];
  }>;

export type LinesChangeOrder = Readonly<{
  id: string;
  number: string;
  title: string;
  status: ChangeOrderStatus;
  approvedOn: string | null;
}>;

/** The contract's own lines take the positions up to here, those of change orders come behind. */
export const ownLinesMax = 10_000;

/** What is there already and must not be doubled, or has to exist. */
export type Surroundings = Readonly<{
  costCodes: ReadonlySet<string>;
  /** Items of the contract that the new lines do not replace, and where they stand. */
  itemsTaken: ReadonlyMap<string, "contract" | "changeOrder">;
  /** The funds of the contract's terms. */
  funds: readonly string[];
}>;

/**
 * The lines as entered, or every reason why not. A unit line's scheduled value is its quantity times its unit price:
 * 12.5 at 0.30 is 3.75. Where another value is given it is kept, and said to be so.
 */
export function readLines(
  entered: readonly Omit<NewScheduleLine, "id">[],
  surroundings: Surroundings,
): { lines: readonly LineContent[]; problems: readonly Reason[] } {
  const seen = new Map<string, "contract" | "changeOrder" | "here">(surroundings.itemsTaken);
  const problems: Reason[] = [];
  const lines = entered.flatMap((line, index) => {
    const at = (field: string) => ({ row: index + 1, field: `lines.${index}.${field}` });
    const where = seen.get(line.item);
    if (where !== undefined)
      problems.push({ code: "line_item_taken", ...at("item"), given: line.item, values: { where } });
    else seen.set(line.item, "here");
    if (line.costCode !== null && !surroundings.costCodes.has(line.costCode))
      problems.push({ code: "no_such_cost_code", ...at("costCode"), given: line.costCode });
    const row = { row: index + 1 };
    problems.push(...ownRatesProblems(line, `lines.${index}.`).map((problem) => ({ ...problem, ...row })));
    const value = lineValue(line);
    if ("problem" in value) {
      problems.push({ ...value.problem, ...at("scheduledValue") });
      return [];
    }
    const funds = readFunds(line.funds);
    for (const problem of fundsProblems(funds, value.scheduledValue, surroundings.funds))
      problems.push({ ...problem, ...row, field: `lines.${index}.${problem.field}` });
    const { item, costCode, description, isTaxable } = line;
    return [{ item, costCode, description, ...value, ownRates: ownRatesOf(line), isTaxable, funds }];
  });
  problems.push(...totalProblems(lines));
  return { lines, problems };
}

/** Items that an imported file brings and that stand on a change order already, and a total that does not fit. */
export function importProblems(lines: readonly LineContent[], surroundings: Surroundings): readonly Reason[] {
  const taken = lines.flatMap(({ item }, index) => {
    const where = surroundings.itemsTaken.get(item);
    return where === undefined ? [] : [{ code: "line_item_taken", row: index + 1, given: item, values: { where } }];
  });
  return [...taken, ...totalProblems(lines)];
}

function totalProblems(lines: readonly LineContent[]): Reason[] {
  const total = sum(lines.map(({ scheduledValue }) => scheduledValue));
  const fits = total <= centsMax && total >= -centsMax;
  return fits ? [] : [{ code: "total_too_large", field: "lines", allowed: amountText(centsMax) }];
}

type Value = Pick<LineContent, "method" | "scheduledValue" | "quantity" | "unit" | "unitPrice" | "isSubtotalGiven">;

function lineValue(line: Omit<NewScheduleLine, "id">): Value | { problem: Reason } {
  if (line.quantity === undefined && line.unitPrice === undefined) {
    if (line.scheduledValue === undefined) return { problem: { code: "line_needs_value" } };
    const unit = line.unit || null;
    const scheduledValue = cents(line.scheduledValue);
    return { method: "amount", scheduledValue, quantity: null, unit, unitPrice: null, isSubtotalGiven: false };
  }
  if (line.quantity === undefined || line.unitPrice === undefined) return { problem: { code: "line_needs_value" } };
  const quantity = millionths(line.quantity);
  const unitPrice = millionths(line.unitPrice);
  const product = extended(quantity, unitPrice, "halfAwayFromZero");
  const given = amountText(product);
  if (product > centsMax || product < -centsMax)
    return { problem: { code: "line_value_too_large", given, allowed: amountText(centsMax) } };
  const scheduledValue = line.scheduledValue === undefined ? product : cents(line.scheduledValue);
  const isSubtotalGiven = scheduledValue !== product;
  // What a unit line is worth is earned by its quantity, and nothing of nothing would never be earned.
  if (isSubtotalGiven && quantity === 0n)
    return { problem: { code: "line_value_without_quantity", given: amountText(scheduledValue), allowed: given } };
  return { method: "unit", scheduledValue, quantity, unit: line.unit || null, unitPrice, isSubtotalGiven };
}

/**
 * What a line is worth while these change orders stand, by their ids: its own value and what they change on it. A line
 * of 10,000.00 that change order 7 lowers by 400.00 is worth 9,600.00 once 7 has entered. Of a unit line whose value was
 * given, `subtotal` says what the whole quantity comes to.
 */
export function valueWith(
  { scheduledValue, quantity, isSubtotalGiven, changes }: ScheduleLine,
  entered: ReadonlySet<string>,
): { scheduledValue: Cents; quantity: Millionths | null; subtotal: { quantity: Millionths; value: Cents } | null } {
  const standing = changes.filter(({ changeOrder }) => entered.has(changeOrder.id));
  const value = scheduledValue + sum(standing.map(({ amount }) => amount));
  const whole = quantity === null ? null : quantity + sum(standing.map((change) => change.quantity ?? 0n));
  // Nothing can be measured by a quantity of nothing; the price alone counts then.
  const isMeasurable = isSubtotalGiven && whole !== null && whole !== 0n;
  return { scheduledValue: value, quantity: whole, subtotal: isMeasurable ? { quantity: whole, value } : null };
}

/** The lines that count: the contract's own, and those of approved change orders. */
export function inForce(lines: readonly ScheduleLine[]): readonly ScheduleLine[] {
  return lines.filter(({ changeOrder }) => changeOrder === null || changeOrder.status === "approved");
}

/** What approved change orders change on a line. */
export const approvedChanges = ({ changes }: ScheduleLine): ScheduleLine["changes"] =>
  changes.filter(({ changeOrder }) => changeOrder.status === "approved");

export type ScheduleSums = Readonly<{ original: Cents; approvedChangeOrders: Cents; revised: Cents }>;

/** The sum as signed, and what approved change orders add to it: with lines of theirs, and on lines that stood before. */
export function scheduleSums(lines: readonly ScheduleLine[]): ScheduleSums {
  const counted = inForce(lines);
  const worth = (of: readonly ScheduleLine[]) => sum(of.map(({ scheduledValue }) => scheduledValue));
  const original = worth(counted.filter(({ changeOrder }) => changeOrder === null));
  const changed = sum(counted.flatMap(approvedChanges).map(({ amount }) => amount));
  const revised = worth(counted) + changed;
  return { original, approvedChangeOrders: revised - original, revised };
}

export function contentShown(
  line: LineContent,
): Omit<ScheduleLineShown, "id" | "changeOrder" | "position" | "changedBy"> {
  return {
    item: line.item,
    costCode: line.costCode,
    description: line.description,
    method: line.method,
    scheduledValue: amountText(line.scheduledValue),
    quantity: line.quantity === null ? null : numberText(line.quantity),
    unit: line.unit,
    unitPrice: line.unitPrice === null ? null : numberText(line.unitPrice),
    retainageOnWork: line.ownRates === null ? null : numberText(line.ownRates.work),
    retainageOnMaterials: line.ownRates === null ? null : numberText(line.ownRates.materials),
    isTaxable: line.isTaxable,
    isSubtotalGiven: line.isSubtotalGiven,
    funds: fundsShown(line.funds),
  };
}

/** Lines as they are shown, numbered as they stand. */
export function linesShown(lines: readonly ScheduleLine[]): ScheduleLineShown[] {
  return lines.map((line, index) => ({
    id: line.id,
    position: index + 1,
    ...contentShown(line),
    changeOrder: line.changeOrder && { id: line.changeOrder.id, number: line.changeOrder.number },
    changedBy: approvedChanges(line).map(({ changeOrder: { number }, amount }) => ({
      number,
      amount: amountText(amount),
    })),
  }));
}
