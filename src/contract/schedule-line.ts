// A line of the schedule of values, of the contract itself or of a change order: what was entered becomes a line, or
// everything that is wrong with it.
import { amountText, type Cents, cents, centsMax, sum } from "../money/money.ts";
import { extended, type Millionths, millionths, numberText } from "../money/ratio.ts";
import type { Reason } from "../refusal.ts";
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
}>;

export type ScheduleLine = LineContent &
  Readonly<{
    id: string;
    position: number;
    changeOrder: Readonly<{ id: string; number: string; status: ChangeOrderStatus; approvedOn: string | null }> | null;
  }>;

/** The contract's own lines take the positions up to here, those of change orders come behind. */
export const ownLinesMax = 10_000;

/** What is there already and must not be doubled, or has to exist. */
export type Surroundings = Readonly<{
  costCodes: ReadonlySet<string>;
  /** Items of the contract that the new lines do not replace, and where they stand. */
  itemsTaken: ReadonlyMap<string, "contract" | "changeOrder">;
}>;

/**
 * The lines as entered, or every reason why not. A unit line's scheduled value is its quantity times its unit price:
 * 12.5 at 0.30 is 3.75.
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
    const value = lineValue(line);
    if ("problem" in value) {
      problems.push({ ...value.problem, ...at("scheduledValue") });
      return [];
    }
    const { item, costCode, description } = line;
    return [{ item, costCode, description, ...value }];
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

type Value = Pick<LineContent, "method" | "scheduledValue" | "quantity" | "unit" | "unitPrice">;

function lineValue(line: Omit<NewScheduleLine, "id">): Value | { problem: Reason } {
  if (line.quantity === undefined && line.unitPrice === undefined) {
    if (line.scheduledValue === undefined) return { problem: { code: "line_needs_value" } };
    const unit = line.unit || null;
    return { method: "amount", scheduledValue: cents(line.scheduledValue), quantity: null, unit, unitPrice: null };
  }
  if (line.quantity === undefined || line.unitPrice === undefined) return { problem: { code: "line_needs_value" } };
  const quantity = millionths(line.quantity);
  const unitPrice = millionths(line.unitPrice);
  const scheduledValue = extended(quantity, unitPrice, "halfAwayFromZero");
  const allowed = amountText(scheduledValue);
  if (scheduledValue > centsMax || scheduledValue < -centsMax)
    return { problem: { code: "line_value_too_large", given: allowed, allowed: amountText(centsMax) } };
  if (line.scheduledValue !== undefined && cents(line.scheduledValue) !== scheduledValue)
    return { problem: { code: "line_has_both", given: line.scheduledValue, allowed } };
  return { method: "unit", scheduledValue, quantity, unit: line.unit || null, unitPrice };
}

/** The lines that count: the contract's own, and those of approved change orders. */
export function inForce(lines: readonly ScheduleLine[]): readonly ScheduleLine[] {
  return lines.filter(({ changeOrder }) => changeOrder === null || changeOrder.status === "approved");
}

export type ScheduleSums = Readonly<{ original: Cents; approvedChangeOrders: Cents; revised: Cents }>;

export function scheduleSums(lines: readonly ScheduleLine[]): ScheduleSums {
  const counted = inForce(lines);
  const original = sum(counted.filter((line) => line.changeOrder === null).map((line) => line.scheduledValue));
  const revised = sum(counted.map((line) => line.scheduledValue));
  return { original, approvedChangeOrders: revised - original, revised };
}

export function contentShown(line: LineContent): Omit<ScheduleLineShown, "id" | "changeOrder" | "position"> {
  return {
    item: line.item,
    costCode: line.costCode,
    description: line.description,
    method: line.method,
    scheduledValue: amountText(line.scheduledValue),
    quantity: line.quantity === null ? null : numberText(line.quantity),
    unit: line.unit,
    unitPrice: line.unitPrice === null ? null : numberText(line.unitPrice),
  };
}

/** Lines as they are shown, numbered as they stand. */
export function linesShown(lines: readonly ScheduleLine[]): ScheduleLineShown[] {
  return lines.map((line, index) => ({
    id: line.id,
    position: index + 1,
    ...contentShown(line),
    changeOrder: line.changeOrder && { id: line.changeOrder.id, number: line.changeOrder.number },
  }));
}
