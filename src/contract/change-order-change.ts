// What a change order changes on lines that stand already: by an amount, or by a quantity at the line's price.
import { amountText, type Cents, cents, centsMax } from "../money/money.ts";
import { extended, type Millionths, millionths } from "../money/ratio.ts";
import type { Reason } from "../refusal.ts";
import { changeOrderStatusLabels } from "../words/en/contract.ts";
import { inForce, type ScheduleLine } from "./schedule-line.ts";
import type { NewChangeOrder } from "./wire.ts";

export type LineChange = Readonly<{ lineId: string; amount: Cents; quantity: Millionths | null }>;

type ChangeEntered = NewChangeOrder["changes"][number];

/** The changes as entered, or every reason why not. 20 more of a line at 3.50 are 70.00 more. */
export function readChanges(
  entered: readonly ChangeEntered[],
  lines: readonly ScheduleLine[],
): { changes: readonly LineChange[]; problems: readonly Reason[] } {
  const byId = new Map(lines.map((line) => [line.id, line]));
  const seen = new Set<string>();
  const problems: Reason[] = [];
  const changes = entered.flatMap((change, index) => {
    const line = byId.get(change.lineId);
    const found =
      line === undefined ? unknownLine(change) : [...standingProblems(line), ...entryProblems(change, line)];
    if (seen.has(change.lineId)) found.push({ code: "change_line_twice", field: "lineId", given: change.lineId });
    seen.add(change.lineId);
    problems.push(...found.map((one) => ({ ...one, row: index + 1, field: `changes.${index}.${one.field}` })));
    return line === undefined || found.length > 0 ? [] : [changeOf(change, line)];
  });
  return { changes, problems };
}

type Found = Reason & { field: string };

const unknownLine = ({ lineId }: ChangeEntered): Found[] => [
  { code: "change_line_unknown", field: "lineId", given: lineId },
];

/** Only a line that counts can be changed: the contract's own, or one of an approved change order. */
export function standingProblems(line: ScheduleLine): Found[] {
  const { changeOrder, item } = line;
  if (changeOrder === null || inForce([line]).length > 0) return [];
  const values = { number: changeOrder.number, status: changeOrderStatusLabels[changeOrder.status] };
  return [{ code: "change_line_not_standing", field: "lineId", given: item, values }];
}

function entryProblems({ amount, quantity }: ChangeEntered, line: ScheduleLine): Found[] {
  if ((amount === undefined) === (quantity === undefined))
    return [{ code: "change_needs_one", field: "amount", given: amount ?? "", allowed: "an amount or a quantity" }];
  if (quantity === undefined) return [];
  if (line.unitPrice === null)
    return [{ code: "change_quantity_without_price", field: "quantity", given: quantity, allowed: "an amount" }];
  const value = extended(millionths(quantity), line.unitPrice, "halfAwayFromZero");
  if (value <= centsMax && value >= -centsMax) return [];
  const given = amountText(value);
  return [{ code: "change_too_large", field: "quantity", given, allowed: amountText(centsMax) }];
}

function changeOf({ lineId, amount, quantity: added }: ChangeEntered, { unitPrice }: ScheduleLine): LineChange {
  if (added === undefined || unitPrice === null) return { lineId, amount: cents(amount ?? "0"), quantity: null };
  const quantity = millionths(added);
  return { lineId, amount: extended(quantity, unitPrice, "halfAwayFromZero"), quantity };
}

/** What stands against replacing lines that change orders change: their changes are of these lines, at their prices. */
export function replacedProblems(
  before: readonly ScheduleLine[],
  after: ReadonlyMap<string, Readonly<{ unitPrice: Millionths | null }>>,
): Reason[] {
  return before.flatMap(({ id, item, unitPrice, changes }) => {
    const kept = after.get(id);
    const isRepriced = (kept?.unitPrice ?? null) !== unitPrice;
    const held = changes.filter(({ quantity }) => kept === undefined || (isRepriced && quantity !== null));
    if (held.length === 0) return [];
    const orders = held.map(({ changeOrder }) => changeOrder.number).join(", ");
    const code = kept === undefined ? "line_changed_by_change_order" : "line_priced_by_change_order";
    return [{ code, field: "lines", given: item, values: { orders } }];
  });
}
