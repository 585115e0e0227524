// The verbs of a change order: make it, and move it from draft to approved, rejected or void.
import { randomUUID } from "node:crypto";
import { assert } from "../assert.ts";
import { dayIn } from "../calendar/day.ts";
import type { Db } from "../db/pool.ts";
import { inCompany, type Reading, readCompany } from "../db/transaction.ts";
import { record } from "../journal/journal.db.ts";
import { amountText, centsMax, sum } from "../money/money.ts";
import { paths } from "../paths.ts";
import type { Actor } from "../people/actor.ts";
import { findCompany } from "../people/people.commands.ts";
import { may } from "../people/permission.ts";
import { notFound, notPermitted } from "../people/reasons.ts";
import { isRefusal, type Reason, type Refusal, refuse } from "../refusal.ts";
import { changeOrderStatusLabels } from "../words/en/contract.ts";
import { contractSubject, lockedContract, type SeenContract, seenContract } from "./contract.commands.ts";
import {
  addChangeOrderLines,
  type ChangeOrder,
  changeOrdersOf,
  costCodesOf,
  findChangeOrder,
  insertChangeOrder,
  invoicesCarrying,
  saveChangeOrderStatus,
  scheduleLinesOf,
} from "./contract.db.ts";
import { linesShown, readLines, type ScheduleLine, scheduleSums } from "./schedule-line.ts";
import type { ChangeOrderChange, ChangeOrderShown, NewChangeOrder } from "./wire.ts";

export function askChangeOrders(db: Db, actor: Actor, contractId: string): Promise<ChangeOrderShown[] | Refusal> {
  return readCompany(db, actor.companyId, async (reading) => {
    const seen = await seenContract(reading, actor, contractId);
    if (isRefusal(seen)) return seen;
    if (!may(actor, "viewSchedule", seen.standing)) return notPermitted("viewSchedule");
    const lines = await scheduleLinesOf(reading, actor.companyId, contractId);
    return (await changeOrdersOf(reading, actor.companyId, contractId)).map((order) => orderShown(order, lines));
  });
}

function orderShown(order: ChangeOrder, linesOfContract: readonly ScheduleLine[]): ChangeOrderShown {
  const lines = linesOfContract.filter((line) => line.changeOrder?.id === order.id);
  const { id, number, title, status, approvedOn } = order;
  const amount = amountText(sum(lines.map(({ scheduledValue }) => scheduledValue)));
  return { id, number, title, status, approvedOn, amount, lines: linesShown(lines) };
}

async function shownOrder(reading: Reading, actor: Actor, order: ChangeOrder): Promise<ChangeOrderShown> {
  return orderShown(order, await scheduleLinesOf(reading, actor.companyId, order.contractId));
}

export function createChangeOrder(
  db: Db,
  actor: Actor,
  contractId: string,
  { number, title, lines: entered }: NewChangeOrder,
  at: Date,
): Promise<ChangeOrderShown | Refusal> {
  return inCompany(db, actor.companyId, async (tx) => {
    const seen = await lockedContract(tx, actor, contractId);
    if (isRefusal(seen)) return seen;
    if (!may(actor, "manageChangeOrders", seen.standing)) return notPermitted("manageChangeOrders");
    const there = await scheduleLinesOf(tx, actor.companyId, contractId);
    const orders = await changeOrdersOf(tx, actor.companyId, contractId);
    const { lines, problems } = readLines(entered, {
      costCodes: await costCodesOf(tx, actor.companyId),
      itemsTaken: new Map(there.map((line) => [line.item, line.changeOrder === null ? "contract" : "changeOrder"])),
    });
    const all = [...numberProblems(number, orders, seen), ...problems];
    if (all.length > 0) return refuse("bad_input", all);

    const id = randomUUID();
    await insertChangeOrder(tx, actor.companyId, { id, contractId, number, title, createdBy: actor.personId, at });
    const withIds = lines.map((line) => ({ ...line, id: randomUUID() }));
    await addChangeOrderLines(tx, actor.companyId, contractId, id, withIds);
    const amount = amountText(sum(lines.map(({ scheduledValue }) => scheduledValue)));
    const facts = { changeOrderId: id, number, title, amount, lines: lines.length };
    const fact = { act: "change_order_created", facts };
    await record(tx, actor.companyId, contractSubject(contractId), fact, actor, at);
    return await shownOrder(tx, actor, { id, contractId, number, title, status: "draft", approvedOn: null });
  });
}

function numberProblems(number: string, orders: readonly ChangeOrder[], { contract }: SeenContract): Reason[] {
  const taken = orders.find((order) => order.number === number);
  if (taken === undefined) return [];
  const link = paths.contract(contract.projectId, contract.id, "change-orders");
  return [{ code: "number_taken", field: "number", given: number, values: { title: taken.title }, link }];
}

/**
 * Sets a change order's status. Approval puts its lines on the schedule of values and is final, but for making it void
 * while no invoice carries it.
 */
export function changeChangeOrder(
  db: Db,
  actor: Actor,
  changeOrderId: string,
  change: ChangeOrderChange,
  at: Date,
): Promise<ChangeOrderShown | Refusal> {
  return inCompany(db, actor.companyId, async (tx) => {
    const contractId = (await findChangeOrder(tx, actor.companyId, changeOrderId))?.contractId;
    if (contractId === undefined) return notFound;
    const seen = await lockedContract(tx, actor, contractId);
    if (isRefusal(seen)) return seen;
    if (!may(actor, "manageChangeOrders", seen.standing)) return notPermitted("manageChangeOrders");
    const before = await findChangeOrder(tx, actor.companyId, changeOrderId);
    assert(before !== null, "a change order is never deleted");
    const { status } = change;
    if (status !== "approved" && change.approvedOn !== undefined) {
      const values = { status: changeOrderStatusLabels[status] };
      return refuse("bad_input", [{ code: "approved_on_without_approval", field: "approvedOn", values }]);
    }
    const isSame = before.status === status && (change.approvedOn ?? before.approvedOn) === before.approvedOn;
    if (isSame) return await shownOrder(tx, actor, before);

    const closed = statusClosedBecause(before, status, await invoicesCarrying(tx, actor.companyId, changeOrderId));
    if (closed.length > 0) return refuse("closed", closed);
    const approvedOn = status === "approved" ? (change.approvedOn ?? (await todayOf(tx, actor, at))) : null;
    const tooLarge = await sumProblems(tx, actor, before, status);
    if (tooLarge.length > 0) return refuse("closed", tooLarge);
    await saveChangeOrderStatus(tx, actor.companyId, changeOrderId, status, approvedOn);

    const { number, title } = before;
    const facts = { changeOrderId, number, title, before: before.status, after: status, approvedOn };
    const act = { act: "change_order_status_changed", facts };
    await record(tx, actor.companyId, contractSubject(contractId), act, actor, at);
    return await shownOrder(tx, actor, { ...before, status, approvedOn });
  });
}

function statusClosedBecause(order: ChangeOrder, wanted: ChangeOrder["status"], carriedBy: number): Reason[] {
  if (order.status === "void") {
    return [{ code: "change_order_void", values: { status: changeOrderStatusLabels[order.status] } }];
  }
  if (order.status !== "approved") return [];
  if (wanted !== "void") return [{ code: "change_order_final" }];
  return carriedBy === 0 ? [] : [{ code: "change_order_billed", values: { count: carriedBy } }];
}

/** The revised contract sum, with the order as it would be, has to fit. */
async function sumProblems(
  reading: Reading,
  actor: Actor,
  order: ChangeOrder,
  status: ChangeOrder["status"],
): Promise<Reason[]> {
  const lines = await scheduleLinesOf(reading, actor.companyId, order.contractId);
  const after = lines.map((line) =>
    line.changeOrder?.id === order.id ? { ...line, changeOrder: { ...line.changeOrder, status } } : line,
  );
  const { revised } = scheduleSums(after);
  const fits = revised <= centsMax && revised >= -centsMax;
  return fits ? [] : [{ code: "total_too_large", allowed: amountText(centsMax) }];
}

async function todayOf(reading: Reading, actor: Actor, at: Date): Promise<string> {
  const company = await findCompany(reading, actor.companyId);
  assert(company !== null, "the company of an actor exists");
  return dayIn(company.timeZone, at);
}
