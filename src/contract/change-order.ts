// A change order: what it comes to, and which status it may take.
import { amountText, centsMax, sum } from "../money/money.ts";
import { millionthsMax, numberText } from "../money/ratio.ts";
import type { Reason } from "../refusal.ts";
import type { Rates } from "../retainage/terms.ts";
import { changeOrderStatusLabels } from "../words/en/contract.ts";
import { standingProblems } from "./change-order-change.ts";
import type { ChangeOrderStatus } from "./contract.ts";
import type { Opening } from "./opening.ts";
import { inForce, linesShown, type ScheduleLine, scheduleSums, valueWith } from "./schedule-line.ts";
import type { ChangeOrderShown } from "./wire.ts";

export type ChangeOrder = Readonly<{
  id: string;
  contractId: string;
  number: string;
  title: string;
  status: ChangeOrderStatus;
  approvedOn: string | null;
  /** Of all its lines that have none of their own; null: the contract's. */
  rates: Rates | null;
}>;

/** A change order with its lines and what it changes; its amount is what both come to. */
export function orderShown(order: ChangeOrder, linesOfContract: readonly ScheduleLine[]): ChangeOrderShown {
  const { id, number, title, status, approvedOn, rates } = order;
  const lines = linesOfContract.filter((line) => line.changeOrder?.id === id);
  const changes = linesOfContract.flatMap((line) =>
    line.changes
      .filter(({ changeOrder }) => changeOrder.id === id)
      .map(({ amount, quantity }) => ({ line, amount, quantity })),
  );
  const amount = sum([...lines.map(({ scheduledValue }) => scheduledValue), ...changes.map((change) => change.amount)]);
  return {
    ...{ id, number, title, status, approvedOn },
    amount: amountText(amount),
    retainageOnWork: rates && numberText(rates.work),
    retainageOnMaterials: rates && numberText(rates.materials),
    lines: linesShown(lines),
    changes: changes.map(({ line, amount, quantity }) => ({
      lineId: line.id,
      item: line.item,
      description: line.description,
      amount: amountText(amount),
      quantity: quantity === null ? null : numberText(quantity),
    })),
  };
}

/** What stands on a change order, or that it stands on. */
export type OrderSurroundings = Readonly<{
  /** Of the contract, in any status. */
  lines: readonly ScheduleLine[];
  opening: Opening | null;
  /** How many invoices it entered with. */
  carriedBy: number;
}>;

/** Why a change order may not take a status. */
export function statusClosedBecause(
  order: ChangeOrder,
  wanted: ChangeOrderStatus,
  around: OrderSurroundings,
): Reason[] {
  if (order.status === "void")
    return [{ code: "change_order_void", values: { status: changeOrderStatusLabels[order.status] } }];
  if (order.status !== "approved") return wanted === "approved" ? standsOn(order, around) : [];
  if (wanted !== "void") return [{ code: "change_order_final" }];
  return stoodOnBy(order, around);
}

/** The lines it changes have to count themselves, also if that was otherwise when it was written. */
function standsOn({ id }: ChangeOrder, { lines }: OrderSurroundings): Reason[] {
  const changed = lines.filter(({ changes }) => changes.some(({ changeOrder }) => changeOrder.id === id));
  return changed.flatMap((line) =>
    standingProblems(line).map(({ values = {} }) => ({
      code: "change_order_stands_on",
      values: { ...values, item: line.item },
    })),
  );
}

function stoodOnBy({ id }: ChangeOrder, { lines, opening, carriedBy }: OrderSurroundings): Reason[] {
  const own = lines.filter(({ changeOrder }) => changeOrder?.id === id);
  const changing = own.flatMap(({ changes }) => changes.filter(({ changeOrder }) => changeOrder.status === "approved"));
  const numbers = [...new Set(changing.map(({ changeOrder }) => changeOrder.number))];
  const opened = new Set(opening?.lines.map(({ lineId }) => lineId));
  return [
    ...(carriedBy === 0 ? [] : [{ code: "change_order_billed", values: { count: carriedBy } }]),
    ...(numbers.length === 0 ? [] : [{ code: "change_order_changed", values: { numbers: numbers.join(", ") } }]),
    ...(own.some((line) => opened.has(line.id)) ? [{ code: "change_order_in_opening" }] : []),
  ];
}

/** The lines as they would be, had the change order this status. */
export function withStatus(
  lines: readonly ScheduleLine[],
  changeOrderId: string,
  status: ChangeOrderStatus,
): readonly ScheduleLine[] {
  const moved = <Order extends { id: string }>(order: Order) =>
    order.id === changeOrderId ? { ...order, status } : order;
  return lines.map((line) => ({
    ...line,
    changeOrder: line.changeOrder && moved(line.changeOrder),
    changes: line.changes.map((change) => ({ ...change, changeOrder: moved(change.changeOrder) })),
  }));
}

/** The revised contract sum has to fit, and every line of it. */
export function totalProblems(lines: readonly ScheduleLine[]): Reason[] {
  const counted = inForce(lines);
  const approved = new Set(
    counted.flatMap(({ changes }) =>
      changes.filter(({ changeOrder }) => changeOrder.status === "approved").map(({ changeOrder }) => changeOrder.id),
    ),
  );
  const worth = counted.map((line) => valueWith(line, approved));
  const amounts = [scheduleSums(lines).revised, ...worth.map(({ scheduledValue }) => scheduledValue)];
  const isFit =
    amounts.every((amount) => isWithin(amount, centsMax)) &&
    worth.every(({ quantity }) => quantity === null || isWithin(quantity, millionthsMax));
  return isFit ? [] : [{ code: "total_too_large", allowed: amountText(centsMax) }];
}

const isWithin = (value: bigint, most: bigint): boolean => value <= most && value >= -most;
