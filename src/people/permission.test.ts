import { describe, expect, test } from "vitest";
import type { Actor } from "./actor.ts";
import { levels, may, noProject, type Permission, type ProjectStanding, permissions } from "./permission.ts";

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
const approver: Actor = { ...nobody, erpIntegrations: "standard", canPushToAccounting: true };
const ordinary = { isPrivate: false, isOnPrivateList: false, listSeesSchedule: true };
const inContract: ProjectStanding = { ...noProject, contract: ordinary };
const hidden = { ...ordinary, isPrivate: true };
const listed = { ...hidden, isOnPrivateList: true };

/** Who somebody is, and everything that they may; what is not named they may not. */
const standings: Record<string, [Actor, ProjectStanding, readonly Permission[]]> = {
  "nobody in particular": [nobody, inContract, []],
  "Read Only": [
    { ...nobody },
    { ...inContract, primeContracts: "readOnly" },
    ["viewProject", "viewContract", "viewSchedule", "viewInvoice"],
  ],
  "Standard is Read Only so far": [
    nobody,
    { ...inContract, primeContracts: "standard" },
    ["viewProject", "viewContract", "viewSchedule", "viewInvoice"],
  ],
  "Read Only with View Owner Invoice Detail": [
    nobody,
    { ...inContract, primeContracts: "readOnly", viewOwnerInvoiceDetail: true },
    ["viewProject", "viewContract", "viewSchedule", "viewInvoice", "viewInvoiceDetail"],
  ],
  "Admin on Prime Contracts": [
    nobody,
    { ...inContract, primeContracts: "admin", contract: hidden, sendingNeedsPrimeContracts: true },
    [
      "viewProject",
      "viewContract",
      "viewSchedule",
      "createContract",
      "editContract",
      "editSchedule",
      "manageChangeOrders",
      "manageBillingPeriods",
      "viewInvoice",
      "viewInvoiceDetail",
      "editInvoice",
      "approveInvoice",
      "attachToInvoice",
      "sendToErp",
      "retrieveFromErp",
    ],
  ],
  "Admin on Commitments who sees the detail": [
    nobody,
    { ...inContract, primeContracts: "readOnly", commitments: "admin", viewOwnerInvoiceDetail: true },
    [
      "viewProject",
      "viewContract",
      "viewSchedule",
      "manageBillingPeriods",
      "viewInvoice",
      "viewInvoiceDetail",
      "sendToErp",
      "retrieveFromErp",
    ],
  ],
  "Admin on Commitments without the detail": [
    nobody,
    { ...inContract, primeContracts: "readOnly", commitments: "admin" },
    ["viewProject", "viewContract", "viewSchedule", "manageBillingPeriods", "viewInvoice"],
  ],
  "Admin on Commitments alone": [
    nobody,
    { ...inContract, commitments: "admin", viewOwnerInvoiceDetail: true },
    ["viewProject", "manageBillingPeriods"],
  ],
  "Admin on Commitments where sending was narrowed": [
    nobody,
    {
      ...inContract,
      primeContracts: "readOnly",
      commitments: "admin",
      viewOwnerInvoiceDetail: true,
      sendingNeedsPrimeContracts: true,
    },
    ["viewProject", "viewContract", "viewSchedule", "manageBillingPeriods", "viewInvoice", "viewInvoiceDetail"],
  ],
  "Admin on Commitments before a private contract": [
    nobody,
    { ...inContract, primeContracts: "readOnly", commitments: "admin", viewOwnerInvoiceDetail: true, contract: hidden },
    ["viewProject", "manageBillingPeriods"],
  ],
  "on the Private list": [
    nobody,
    { ...inContract, primeContracts: "readOnly", contract: listed },
    ["viewProject", "viewContract", "viewSchedule", "viewInvoice"],
  ],
  "on a Private list that does not see the schedule": [
    nobody,
    { ...inContract, primeContracts: "readOnly", contract: { ...listed, listSeesSchedule: false } },
    ["viewProject", "viewContract", "viewInvoice"],
  ],
  "an approver, before anything was sent": [
    approver,
    { ...inContract, contract: hidden },
    ["viewErpQueue", "decideInErpQueue"],
  ],
  "an approver, of a private contract that was sent": [
    approver,
    { ...inContract, contract: { ...hidden, listSeesSchedule: false }, wasSentToErp: true },
    ["viewContract", "viewSchedule", "viewInvoice", "viewInvoiceDetail", "viewErpQueue", "decideInErpQueue"],
  ],
  "who sees ERP Integrations": [{ ...nobody, erpIntegrations: "readOnly" }, inContract, ["viewErpQueue"]],
  "who has the privilege without the tool": [{ ...nobody, canPushToAccounting: true }, inContract, []],
  "who has the privilege and only reads the tool": [
    { ...nobody, erpIntegrations: "readOnly", canPushToAccounting: true },
    inContract,
    ["viewErpQueue"],
  ],
  "who has the tool without the privilege": [{ ...nobody, erpIntegrations: "standard" }, inContract, ["viewErpQueue"]],
  "an ERP administrator": [{ ...nobody, erpIntegrations: "admin" }, inContract, ["viewErpQueue", "setUpErp"]],
  "a company administrator": [
    { ...nobody, isCompanyAdmin: true },
    inContract,
    ["invitePeople", "viewRights", "setUpCompany"],
  ],
};

const all = Object.keys(permissions) as Permission[];

describe.each(Object.entries(standings))("%s", (_who, [actor, standing, granted]) => {
  test.each(all)("%s", (permission) => {
    expect(may(actor, permission, standing)).toBe(granted.includes(permission));
  });
});

test("a higher level never takes away", () => {
  for (const permission of all)
    for (const tool of ["primeContracts", "commitments"] as const)
      for (const contract of [ordinary, hidden, listed]) {
        const granted = levels.map((level) => may(nobody, permission, { ...inContract, contract, [tool]: level }));
        expect(granted).toEqual([...granted].sort());
      }
});
