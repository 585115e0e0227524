// The verbs of a change order: make it, and move it from draft to approved, rejected or void.
import { randomUUID } from "node:crypto";
import { assert } from "../assert.ts";
import { dayIn } from "../calendar/day.ts";
import type { Db } from "../db/pool.ts";
import { inCompany, type Reading, readCompany } from "../db/transaction.ts";
import { record } from "../journal/journal.db.ts";
import { paths } from "../paths.ts";
import type { Actor } from "../people/actor.ts";
import { findCompany } from "../people/people.commands.ts";
import { may } from "../people/permission.ts";
import { notFound, notPermitted } from "../people/reasons.ts";
import { isRefusal, type Reason, type Refusal, refuse } from "../refusal.ts";
import { changeOrderStatusLabels } from "../words/en/contract.ts";
import { ownRatesOf, ownRatesProblems } from "./agreed.ts";
import {
  changeOrdersOf,
  findChangeOrder,
  insertChangeOrder,
  insertChanges,
  invoicesCarrying,
  saveChangeOrderStatus,
} from "./change-order.db.ts";
import { type ChangeOrder, orderShown, statusClosedBecause, totalProblems, withStatus } from "./change-order.ts";
import { readChanges } from "./change-order-change.ts";
import { contractSubject, lockedContract, type SeenContract, seenContract } from "./contract.commands.ts";
import { costCodesOf } from "./contract.db.ts";
import { addChangeOrderLines, scheduleLinesOf } from "./schedule.db.ts";
import { readLines } from "./schedule-line.ts";
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

async function shownOrder(reading: Reading, actor: Actor, order: ChangeOrder): Promise<ChangeOrderShown> {
  return orderShown(order, await scheduleLinesOf(reading, actor.companyId, order.contractId));
}

export function createChangeOrder(
  db: Db,
  actor: Actor,
  contractId: string,
  entered: NewChangeOrder,
  at: Date,
): Promise<ChangeOrderShown | Refusal> {
  return inCompany(db, actor.companyId, async (tx) => {
    const seen = await lockedContract(tx, actor, contractId);
    if (isRefusal(seen)) return seen;
    if (!may(actor, "manageChangeOrders", seen.standing)) return notPermitted("manageChangeOrders");
    const there = await scheduleLinesOf(tx, actor.companyId, contractId);
    const orders = await changeOrdersOf(tx, actor.companyId, contractId);
    const { lines, problems } = readLines(entered.lines, {
      costCodes: await costCodesOf(tx, actor.companyId),
      itemsTaken: new Map(there.map((line) => [line.item, line.changeOrder === null ? "contract" : "changeOrder"])),
      funds: seen.contract.terms.funds,
    });
    const read = readChanges(entered.changes, there);
    const { number, title } = entered;
    const all = [
      ...numberProblems(number, orders, seen),
      ...ownRatesProblems(entered),
      ...emptyProblems(entered),
      ...problems,
      ...read.problems,
    ];
    if (all.length > 0) return refuse("bad_input", all);

    const order = { id: randomUUID(), contractId, number, title, rates: ownRatesOf(entered) };
    await insertChangeOrder(tx, actor.companyId, { ...order, createdBy: actor.personId, at });
    const withIds = lines.map((line) => ({ ...line, id: randomUUID() }));
    await addChangeOrderLines(tx, actor.companyId, contractId, order.id, withIds);
    await insertChanges(tx, actor.companyId, order.id, read.changes);
    const shown = await shownOrder(tx, actor, { ...order, status: "draft", approvedOn: null });
    const counts = { lines: lines.length, changes: read.changes.length };
    const facts = { changeOrderId: order.id, number, title, amount: shown.amount, ...counts };
    const fact = { act: "change_order_created", facts };
    await record(tx, actor.companyId, contractSubject(contractId), fact, actor, at);
    return shown;
  });
}

function numberProblems(number: string, orders: readonly ChangeOrder[], { contract }: SeenContract): Reason[] {
  const taken = orders.find((order) => order.number === number);
  if (taken === undefined) return [];
  const link = paths.contract(contract.projectId, contract.id, "change-orders");
  return [{ code: "number_taken", field: "number", given: number, values: { title: taken.title }, link }];
}

function emptyProblems({ lines, changes }: NewChangeOrder): Reason[] {
  if (lines.length + changes.length > 0) return [];
  return [{ code: "change_order_empty", field: "lines", given: "", allowed: "at least one line or change" }];
}

/**
 * Sets a change order's status. Approval puts its lines on the schedule of values, changes the lines it changes, and is
 * final, but for making it void while no invoice carries it.
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

    const lines = await scheduleLinesOf(tx, actor.companyId, contractId);
    const { opening } = seen.contract;
    const carriedBy = await invoicesCarrying(tx, actor.companyId, changeOrderId);
    const closed = statusClosedBecause(before, status, { lines, opening, carriedBy });
    if (closed.length > 0) return refuse("closed", closed);
    const approvedOn = status === "approved" ? (change.approvedOn ?? (await todayOf(tx, actor, at))) : null;
    const tooLarge = totalProblems(withStatus(lines, changeOrderId, status));
    if (tooLarge.length > 0) return refuse("closed", tooLarge);
    await saveChangeOrderStatus(tx, actor.companyId, changeOrderId, status, approvedOn);

    const { number, title } = before;
    const facts = { changeOrderId, number, title, before: before.status, after: status, approvedOn };
    const act = { act: "change_order_status_changed", facts };
    await record(tx, actor.companyId, contractSubject(contractId), act, actor, at);
    return await shownOrder(tx, actor, { ...before, status, approvedOn });
  });
}

async function todayOf(reading: Reading, actor: Actor, at: Date): Promise<string> {
  const company = await findCompany(reading, actor.companyId);
  assert(company !== null, "the company of an actor exists");
  return dayIn(company.timeZone, at);
}
