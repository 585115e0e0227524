// Changes to lines that stand, as a change order's maker types them: the line by its item, and by how much its value or
// its quantity changes.
import { readTypedAmount, readTypedNumber } from "../../contract/read-number.ts";
import type { NewChangeOrder, ScheduleLineShown } from "../../contract/wire.ts";
import { type Cents, cents, sum } from "../../money/money.ts";
import { extended, millionths } from "../../money/ratio.ts";
import { typedAmount, typedNumber } from "./typed.ts";

export type EnteredChange = Readonly<{
  key: number;
  item: string;
  /** Of a unit line: the amount then follows at the line's price. */
  quantity: string;
  amount: string;
}>;

export type ChangeField = "item" | "quantity" | "amount";

export const emptyChange = (key: number): EnteredChange => ({ key, item: "", quantity: "", amount: "" });

export const isBlankChange = ({ item, quantity, amount }: EnteredChange): boolean =>
  [item, quantity, amount].every((text) => text.trim() === "");

/** Lines by their items; an item stands once in a contract. */
export type StandingLines = ReadonlyMap<string, ScheduleLineShown>;

export const lineOf = (change: EnteredChange, standing: StandingLines): ScheduleLineShown | undefined =>
  standing.get(change.item.trim());

/** What the line is worth with the changes of approved change orders. */
export function valueNow({
  scheduledValue,
  changedBy,
}: Pick<ScheduleLineShown, "scheduledValue" | "changedBy">): Cents {
  return cents(scheduledValue) + sum(changedBy.map(({ amount }) => cents(amount)));
}

export const isByQuantity = ({ quantity }: EnteredChange): boolean => quantity.trim() !== "";

/** By how much the line's value changes; null while that cannot be read. */
export function changeAmount(change: EnteredChange, line: ScheduleLineShown | undefined): Cents | null {
  if (!isByQuantity(change)) {
    const read = readTypedAmount(change.amount);
    return "cents" in read ? read.cents : null;
  }
  const read = readTypedNumber(change.quantity);
  if ("problem" in read || line === undefined || line.unitPrice === null) return null;
  return extended(read.millionths, millionths(line.unitPrice), "halfAwayFromZero");
}

/** As the wire takes it. What is no line goes as it was typed, so that the server names every problem at once. */
export function changeOnWire(change: EnteredChange, standing: StandingLines): NewChangeOrder["changes"][number] {
  const lineId = lineOf(change, standing)?.id ?? change.item.trim();
  return isByQuantity(change)
    ? { lineId, quantity: typedNumber(change.quantity) }
    : { lineId, amount: typedAmount(change.amount) };
}

export type Split = Readonly<{ additions: Cents; deductions: Cents; total: Cents }>;

export function splitOf(amounts: readonly (Cents | null)[]): Split {
  const read = amounts.map((amount) => amount ?? 0n);
  const additions = sum(read.filter((amount) => amount > 0n));
  const total = sum(read);
  return { additions, deductions: total - additions, total };
}
