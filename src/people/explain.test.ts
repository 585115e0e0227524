import { describe, expect, test } from "vitest";
import type { Actor } from "./actor.ts";
import { explain, explainAll } from "./explain.ts";
import {
  isMet,
  levels,
  may,
  type Need,
  noProject,
  type Permission,
  type ProjectStanding,
  permissions,
} from "./permission.ts";

const nobody: Actor = {
  companyId: "c",
  personId: "p",
  name: "N",
  email: "n@example.org",
  isCompanyAdmin: false,
  erpIntegrations: "none",
  canPushToAccounting: false,
  address: null,
};
const all = Object.keys(permissions) as Permission[];
const either = [false, true] as const;

const actors: readonly Actor[] = either.flatMap((isCompanyAdmin) =>
  levels.flatMap((erpIntegrations) =>
    either.map((canPushToAccounting) => ({ ...nobody, isCompanyAdmin, erpIntegrations, canPushToAccounting })),
  ),
);

const contracts: readonly ProjectStanding["contract"][] = [
  null,
  ...either.flatMap((isPrivate) =>
    either.flatMap((isOnPrivateList) =>
      either.map((listSeesSchedule) => ({ isPrivate, isOnPrivateList, listSeesSchedule })),
    ),
  ),
];

const standings: readonly ProjectStanding[] = levels.flatMap((primeContracts) =>
  levels.flatMap((commitments) =>
    either.flatMap((viewOwnerInvoiceDetail) =>
      either.flatMap((wasSentToErp) =>
        either.flatMap((sendingNeedsPrimeContracts) =>
          contracts.map((contract) => ({
            primeContracts,
            commitments,
            viewOwnerInvoiceDetail,
            contract,
            wasSentToErp,
            sendingNeedsPrimeContracts,
          })),
        ),
      ),
    ),
  ),
);

/** The person and the standing once a need is met. */
function meet([actor, standing]: readonly [Actor, ProjectStanding], need: Need): readonly [Actor, ProjectStanding] {
  if ("tool" in need) {
    if (need.tool === "erpIntegrations") return [{ ...actor, erpIntegrations: need.level }, standing];
    return [actor, { ...standing, [need.tool]: need.level }];
  }
  const contract = standing.contract ?? { isPrivate: false, isOnPrivateList: false, listSeesSchedule: false };
  switch (need.fact) {
    case "isCompanyAdmin":
    case "canPushToAccounting":
      return [{ ...actor, [need.fact]: true }, standing];
    case "viewOwnerInvoiceDetail":
    case "wasSentToErp":
      return [actor, { ...standing, [need.fact]: true }];
    case "isOnPrivateList":
    case "listSeesSchedule":
      return [actor, { ...standing, contract: { ...contract, [need.fact]: true } }];
    case "contractIsNotPrivate":
      return [actor, { ...standing, contract: { ...contract, isPrivate: false } }];
    case "sendingIsNotNarrowed":
      return [actor, { ...standing, sendingNeedsPrimeContracts: false }];
  }
}

/** Null where the explanation is right, and else what is wrong with it. */
function fault(actor: Actor, permission: Permission, standing: ProjectStanding): string | null {
  const explained = explain(actor, permission, standing);
  if (explained.may !== may(actor, permission, standing)) return "it answers otherwise than the table";
  if (explained.because.length > 0 !== explained.may) return "it has no way though one may, or one though one may not";
  if (explained.missing.length > 0 === explained.may) return "it misses something though one may, or nothing";
  for (const way of explained.because)
    if (!way.every((need) => isMet(need, actor, standing))) return "it rests on what is not so";
  for (const way of explained.missing) {
    const after = way.reduce(meet, [actor, standing]);
    if (!may(after[0], permission, after[1])) return "what it misses is not enough";
    for (const left of way) {
      const before = way.filter((need) => need !== left).reduce(meet, [actor, standing]);
      if (may(before[0], permission, before[1])) return "it misses more than is needed";
    }
  }
  return null;
}

test.each(all)("%s is explained as the table has it, for every person and every standing", (permission) => {
  const faults = actors.flatMap((actor) =>
    standings.flatMap((standing) => {
      const found = fault(actor, permission, standing);
      return found === null ? [] : [{ found, actor, standing }];
    }),
  );
  expect(actors.length * standings.length).toBe(2 * 4 * 2 * (4 * 4 * 2 * 2 * 2 * 9));
  expect(faults.slice(0, 3)).toEqual([]);
});

describe("in words of the table", () => {
  const approver: Actor = { ...nobody, erpIntegrations: "standard", canPushToAccounting: true };
  const hidden = { isPrivate: true, isOnPrivateList: false, listSeesSchedule: false };
  const reader: ProjectStanding = { ...noProject, primeContracts: "readOnly" };
  const primeContracts = (level: "readOnly" | "admin") => ({ tool: "primeContracts", level });
  const fact = (name: string) => ({ fact: name });
  const approves = [{ tool: "erpIntegrations", level: "standard" }, fact("canPushToAccounting")];

  test.each<[string, Actor, Permission, ProjectStanding, "because" | "missing", unknown]>([
    [
      "the level that lets",
      nobody,
      "editInvoice",
      { ...noProject, primeContracts: "admin" },
      "because",
      [[primeContracts("admin")]],
    ],
    [
      "a level more than is needed",
      nobody,
      "viewInvoice",
      { ...noProject, primeContracts: "admin" },
      "because",
      [[primeContracts("readOnly"), fact("contractIsNotPrivate")]],
    ],
    ["both things of an approver", approver, "decideInErpQueue", noProject, "because", [approves]],
    [
      "the privilege alone",
      { ...approver, canPushToAccounting: false },
      "decideInErpQueue",
      noProject,
      "missing",
      [[fact("canPushToAccounting")]],
    ],
    ["both, where neither is there", nobody, "decideInErpQueue", noProject, "missing", [approves]],
    [
      "the detail, of a reader",
      nobody,
      "viewInvoiceDetail",
      reader,
      "missing",
      [[primeContracts("admin")], [fact("viewOwnerInvoiceDetail")], [...approves, fact("wasSentToErp")]],
    ],
    [
      "the list, of a private contract",
      nobody,
      "viewContract",
      { ...reader, contract: hidden },
      "missing",
      [
        [primeContracts("admin")],
        [fact("contractIsNotPrivate")],
        [fact("isOnPrivateList")],
        [...approves, fact("wasSentToErp")],
      ],
    ],
    [
      "the switch for the schedule of values",
      nobody,
      "viewSchedule",
      { ...reader, contract: { ...hidden, isOnPrivateList: true } },
      "missing",
      [
        [primeContracts("admin")],
        [fact("contractIsNotPrivate")],
        [fact("listSeesSchedule")],
        [...approves, fact("wasSentToErp")],
      ],
    ],
    [
      "an approver of what was sent",
      approver,
      "viewContract",
      { ...noProject, contract: hidden, wasSentToErp: true },
      "because",
      [[...approves, fact("wasSentToErp")]],
    ],
    [
      "the company that narrowed sending",
      nobody,
      "sendToErp",
      { ...reader, commitments: "admin", viewOwnerInvoiceDetail: true, sendingNeedsPrimeContracts: true },
      "missing",
      [[primeContracts("admin")], [fact("sendingIsNotNarrowed")]],
    ],
  ])("%s", (_name, actor, permission, standing, side, ways) => {
    expect(explain(actor, permission, standing)[side]).toEqual(ways);
  });

  test("what depends on the contract, on the project, and on the company alone", () => {
    const reaches = explainAll(nobody, noProject).map(({ permission, reach }) => [permission, reach]);
    expect(reaches).toHaveLength(all.length);
    expect(Object.fromEntries(reaches)).toMatchObject({
      viewContract: "contract",
      sendToErp: "contract",
      viewProject: "project",
      editInvoice: "project",
      decideInErpQueue: "company",
      viewRights: "company",
    });
  });
});
