// The verbs of billing periods: make one, change one. None is ever deleted.
import { randomUUID } from "node:crypto";
import type { Db } from "../db/pool.ts";
import { inCompany, type Reading, readCompany, type Tx } from "../db/transaction.ts";
import { changedFields } from "../journal/changed-fields.ts";
import { record } from "../journal/journal.db.ts";
import type { Actor } from "../people/actor.ts";
import { lockProject, projectStanding } from "../people/people.commands.ts";
import { may, type ProjectStanding } from "../people/permission.ts";
import { lackingReasons, notFound, notPermitted } from "../people/reasons.ts";
import { isRefusal, type Refusal, refuse } from "../refusal.ts";
import { reasonsShown } from "../words/reasons.ts";
import {
  type BillingPeriod,
  closePeriods,
  findPeriod,
  insertPeriod,
  invoicesIn,
  periodsOf,
  savePeriod,
} from "./billing-period.db.ts";
import { periodProblems } from "./billing-period.ts";
import type { BillingPeriodChange, BillingPeriodList, BillingPeriodShown, NewBillingPeriod } from "./wire.ts";

// What the nouns to the right ask about periods, in their own transactions.
export { type BillingPeriod, findPeriod, periodsOf } from "./billing-period.db.ts";

export function askPeriods(db: Db, actor: Actor, projectId: string): Promise<BillingPeriodList | Refusal> {
  return readCompany(db, actor.companyId, async (reading) => {
    const standing = await projectSeen(reading, actor, projectId);
    if (isRefusal(standing)) return standing;
    const counts = await invoicesIn(reading, actor.companyId, projectId);
    const periods = await periodsOf(reading, actor.companyId, projectId);
    return {
      periods: periods.map((period) => ({ ...period, invoiceCount: counts.get(period.id)?.all ?? 0 })),
      closed: { create: reasonsShown(lackingReasons(actor, "manageBillingPeriods", standing)) },
    };
  });
}

async function projectSeen(reading: Reading, actor: Actor, projectId: string): Promise<ProjectStanding | Refusal> {
  const standing = await projectStanding(reading, actor, projectId, null);
  return standing !== null && may(actor, "viewProject", standing) ? standing : notFound;
}

async function periodShown(tx: Tx, actor: Actor, period: BillingPeriod): Promise<BillingPeriodShown> {
  const counts = await invoicesIn(tx, actor.companyId, period.projectId);
  return { ...period, invoiceCount: counts.get(period.id)?.all ?? 0 };
}

/** Makes an open period, and closes those that were open unless they are to be kept so. */
export function createPeriod(
  db: Db,
  actor: Actor,
  projectId: string,
  { from, to, dueOn, keepOthersOpen }: NewBillingPeriod,
  at: Date,
): Promise<BillingPeriodShown | Refusal> {
  return inCompany(db, actor.companyId, async (tx) => {
    await lockProject(tx, actor.companyId, projectId);
    const standing = await projectSeen(tx, actor, projectId);
    if (isRefusal(standing)) return standing;
    if (!may(actor, "manageBillingPeriods", standing)) return notPermitted("manageBillingPeriods");
    const others = await periodsOf(tx, actor.companyId, projectId);
    const problems = periodProblems({ from, to, dueOn }, others);
    if (problems.length > 0) return refuse("bad_input", problems);

    const closed = keepOthersOpen ? [] : others.filter(({ status }) => status === "open").map(({ id }) => id);
    await closePeriods(tx, actor.companyId, closed);
    const period: BillingPeriod = { id: randomUUID(), projectId, from, to, dueOn, status: "open" };
    await insertPeriod(tx, actor.companyId, period, actor.personId, at);
    const fact = { act: "billing_period_created", facts: { periodId: period.id, from, to, dueOn, closed } };
    await record(tx, actor.companyId, { kind: "project", id: projectId }, fact, actor, at);
    return await periodShown(tx, actor, period);
  });
}

/** Changes a period. Its days stay once accounting has got an invoice that names them. */
export function changePeriod(
  db: Db,
  actor: Actor,
  periodId: string,
  change: BillingPeriodChange,
  at: Date,
): Promise<BillingPeriodShown | Refusal> {
  return inCompany(db, actor.companyId, async (tx) => {
    const projectId = (await findPeriod(tx, actor.companyId, periodId))?.projectId;
    if (projectId === undefined) return notFound;
    await lockProject(tx, actor.companyId, projectId);
    const standing = await projectSeen(tx, actor, projectId);
    if (isRefusal(standing)) return standing;
    if (!may(actor, "manageBillingPeriods", standing)) return notPermitted("manageBillingPeriods");

    const all = await periodsOf(tx, actor.companyId, projectId);
    const before = all.find(({ id }) => id === periodId);
    if (before === undefined) return notFound;
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const after: BillingPeriod = { ...before, ...given };
    const others = all.filter(({ id }) => id !== periodId);
    const problems = periodProblems(after, others);
    if (problems.length > 0) return refuse("bad_input", problems);

    const facts = changedFields(before, after);
    const locked = (await invoicesIn(tx, actor.companyId, projectId)).get(periodId)?.locked ?? 0;
    const movesDays = ["from", "to", "dueOn"].some((field) => field in facts);
    if (movesDays && locked > 0) return refuse("closed", [{ code: "period_in_accounting", values: { count: locked } }]);
    if (Object.keys(facts).length > 0) {
      await savePeriod(tx, actor.companyId, after);
      const fact = { act: "billing_period_changed", facts: { periodId, ...facts } };
      await record(tx, actor.companyId, { kind: "project", id: projectId }, fact, actor, at);
    }
    return await periodShown(tx, actor, after);
  });
}
