// Change orders on an invoice: which enter with it, and the four cells of the change order summary. Each enters once, by the
// cut-off or because a person picked it, and its lines and its changes of standing lines count from there on.
import type { LinesChangeOrder, ScheduleLine } from "../contract/schedule-line.ts";
import { type Cents, sum } from "../money/money.ts";
import type { Reason } from "../refusal.ts";

export type ScheduledChangeOrder = LinesChangeOrder &
  Readonly<{
    /** What each of its lines, and of its changes of standing lines, adds to the contract sum. */
    parts: readonly Cents[];
    amount: Cents;
  }>;

/** All change orders of the schedule, in any status. */
export function changeOrdersOn(schedule: readonly ScheduleLine[]): readonly ScheduledChangeOrder[] {
  const parts = new Map<string, { of: LinesChangeOrder; amounts: Cents[] }>();
  const add = (of: LinesChangeOrder, amount: Cents) => {
    const known = parts.get(of.id) ?? { of, amounts: [] };
    known.amounts.push(amount);
    parts.set(of.id, known);
  };
  for (const line of schedule) {
    if (line.changeOrder !== null) add(line.changeOrder, line.scheduledValue);
    for (const { changeOrder, amount } of line.changes) add(changeOrder, amount);
  }
  return [...parts.values()].map(({ of, amounts }) => ({ ...of, parts: amounts, amount: sum(amounts) }));
}

type Approved = ScheduledChangeOrder & Readonly<{ approvedOn: string }>;

export const approved = (orders: readonly ScheduledChangeOrder[]): readonly Approved[] =>
  orders.filter((one): one is Approved => one.status === "approved" && one.approvedOn !== null);

/** Those that are approved up to the cut-off and have not entered with another invoice. */
export function enteringBy(
  cutOff: string,
  orders: readonly ScheduledChangeOrder[],
  elsewhere: ReadonlyMap<string, string>,
): readonly string[] {
  return approved(orders)
    .filter(({ id, approvedOn }) => approvedOn <= cutOff && !elsewhere.has(id))
    .map(({ id }) => id);
}

/** Those that a person picked; `elsewhere` names the invoice with which another entered. */
export function picked(
  ids: readonly string[],
  orders: readonly ScheduledChangeOrder[],
  elsewhere: ReadonlyMap<string, string>,
): { entering: readonly string[]; problems: readonly Reason[] } {
  const byId = new Map(orders.map((one) => [one.id, one]));
  const problems: Reason[] = [];
  for (const [index, id] of ids.entries()) {
    const one = byId.get(id);
    const field = `changeOrders.${index}`;
    const number = one?.number ?? "";
    const invoice = elsewhere.get(id);
    if (one === undefined) problems.push({ code: "change_order_unknown", field, given: id });
    else if (one.status !== "approved") problems.push({ code: "change_order_not_approved", field, values: { number } });
    else if (invoice !== undefined) problems.push({ code: "change_order_entered", field, values: { number, invoice } });
  }
  return { entering: orders.filter(({ id }) => ids.includes(id)).map(({ id }) => id), problems };
}

export type Cells = Readonly<{ previous: Cents; thisPeriod: Cents }>;

/** What was added and deducted before, and what is now; deductions are positive amounts. */
export function changeOrderSummary(
  split: "line" | "changeOrder",
  orders: readonly ScheduledChangeOrder[],
  before: ReadonlySet<string>,
  now: ReadonlySet<string>,
): { additions: Cells; deductions: Cells; net: Cents } {
  const amountsOf = (ids: ReadonlySet<string>): readonly Cents[] =>
    orders.filter(({ id }) => ids.has(id)).flatMap(({ parts, amount }) => (split === "line" ? parts : [amount]));
  const positive = (amounts: readonly Cents[]) => sum(amounts.filter((amount) => amount > 0n));
  const negative = (amounts: readonly Cents[]) => -sum(amounts.filter((amount) => amount < 0n));
  const [previous, thisPeriod] = [amountsOf(before), amountsOf(now)];
  return {
    additions: { previous: positive(previous), thisPeriod: positive(thisPeriod) },
    deductions: { previous: negative(previous), thisPeriod: negative(thisPeriod) },
    net: sum(previous) + sum(thisPeriod),
  };
}

export type ChangeOrderStanding = "enteredBefore" | "entersHere" | "deferred" | "afterCutOff";

/** Where an approved change order stands to an invoice. */
export function standingOf(
  { id, approvedOn }: Approved,
  { before, here, cutOff }: Readonly<{ before: ReadonlySet<string>; here: ReadonlySet<string>; cutOff: string }>,
): ChangeOrderStanding {
  if (before.has(id)) return "enteredBefore";
  if (here.has(id)) return "entersHere";
  return approvedOn <= cutOff ? "deferred" : "afterCutOff";
}
