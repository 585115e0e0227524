// What a person may do, and why: every permission of the table with the ways that let them, or with what each way still
// lacks. Read from the same rules as `may`.
import type { Actor } from "./actor.ts";
import {
  atLeast,
  type Fact,
  isMet,
  may,
  type Need,
  type Permission,
  type ProjectStanding,
  permissions,
  type Rule,
} from "./permission.ts";

/** What the answer depends on: the person in the company alone, the project as well, or the contract. */
export type Reach = "company" | "project" | "contract";

export type Explanation = Readonly<{
  permission: Permission;
  reach: Reach;
  may: boolean;
  /** Each way that lets them, and what it rests on. Empty where they may not. */
  because: readonly (readonly Need[])[];
  /** Each way that would let them, as everything it lacks, the shortest first. Empty where they may. */
  missing: readonly (readonly Need[])[];
}>;

const allPermissions = Object.keys(permissions) as Permission[];

export function explainAll(actor: Actor, standing: ProjectStanding): readonly Explanation[] {
  return allPermissions.map((permission) => explain(actor, permission, standing));
}

/** An Admin on Commitments who may not send: `missing` is [[Admin on Prime Contracts], [View Owner Invoice Detail], …]. */
export function explain(actor: Actor, permission: Permission, standing: ProjectStanding): Explanation {
  const rule: Rule = permissions[permission];
  const ways = waysThrough(rule).map(grantsFirst);
  const reach = reachOf(rule);
  const lacking = (way: readonly Need[]) => way.filter((need) => !isMet(need, actor, standing));
  if (may(actor, permission, standing)) {
    const open = ways.filter((way) => lacking(way).length === 0);
    return { permission, reach, may: true, because: leastOf(open, granted), missing: [] };
  }
  const shortestFirst = leastOf(ways.map(lacking), (way) => way).toSorted((one, other) => one.length - other.length);
  return { permission, reach, may: false, because: [], missing: shortestFirst };
}

/** A rule as the ways to fulfil it, each of which needs everything it names. */
function waysThrough(rule: Rule): readonly (readonly Need[])[] {
  if ("anyOf" in rule) return rule.anyOf.flatMap(waysThrough);
  if (!("allOf" in rule)) return [[rule]];
  return rule.allOf.reduce<readonly (readonly Need[])[]>(
    (ways, part) => ways.flatMap((way) => waysThrough(part).map((more) => together(way, more))),
    [[]],
  );
}

/** Of two levels on one tool the higher says both. */
function together(some: readonly Need[], others: readonly Need[]): readonly Need[] {
  const kept = some.filter((need) => !others.some((other) => covers(other, need)));
  return [...kept, ...others.filter((need) => !kept.some((other) => covers(other, need)))];
}

/** Whether who has the one has the other. */
function covers(one: Need, other: Need): boolean {
  if ("fact" in one) return "fact" in other && one.fact === other.fact;
  return "tool" in other && one.tool === other.tool && atLeast(one.level, other.level);
}

/** Leaves out a way that asks for all that another asks for and more, or for the same once more. */
function leastOf(
  ways: readonly (readonly Need[])[],
  weighed: (way: readonly Need[]) => readonly Need[],
): readonly (readonly Need[])[] {
  const asksAllOf = (way: readonly Need[], other: readonly Need[]) =>
    weighed(other).every((need) => weighed(way).some((own) => covers(own, need)));
  return ways.filter(
    (way, index) =>
      !ways.some(
        (other, otherIndex) =>
          otherIndex !== index && asksAllOf(way, other) && (otherIndex < index || !asksAllOf(other, way)),
      ),
  );
}

/** What is so about the contract or the company, and was not given to the person. */
const circumstances: readonly Fact[] = [
  "contractIsNotPrivate",
  "listSeesSchedule",
  "wasSentToErp",
  "sendingIsNotNarrowed",
];

const isCircumstance = (need: Need) => "fact" in need && circumstances.includes(need.fact);

const granted = (way: readonly Need[]) => way.filter((need) => !isCircumstance(need));

const grantsFirst = (way: readonly Need[]) => [...granted(way), ...way.filter(isCircumstance)];

const factReach: Record<Fact, Reach> = {
  isCompanyAdmin: "company",
  canPushToAccounting: "company",
  viewOwnerInvoiceDetail: "project",
  sendingIsNotNarrowed: "project",
  isOnPrivateList: "contract",
  contractIsNotPrivate: "contract",
  listSeesSchedule: "contract",
  wasSentToErp: "contract",
};

function reachOf(rule: Rule): Reach {
  const reaches = waysThrough(rule).flat().map(reachOfNeed);
  if (reaches.includes("contract")) return "contract";
  return reaches.includes("project") ? "project" : "company";
}

function reachOfNeed(need: Need): Reach {
  if ("fact" in need) return factReach[need.fact];
  return need.tool === "erpIntegrations" ? "company" : "project";
}
