import { expect, test } from "vitest";
import type { InvoiceShown } from "../../invoice/wire.ts";
import { changeOf, type Draft, draftOf, isDirty, rebased } from "./draft.ts";
import { enter, problemsOf } from "./sheet.ts";
import { step } from "./undo.ts";

const line = {
  lineId: "00000000-0000-4000-8000-000000000001",
  item: "1",
  costCode: null,
  description: "Steel",
  changeOrder: null,
  method: "amount",
  unit: null,
  unitPrice: null,
  scheduledQuantity: null,
  scheduledValue: "1000.00",
  workPrevious: "0.00",
  quantityPrevious: null,
  workThisPeriod: "0.00",
  quantityThisPeriod: null,
  materialsPrevious: "0.00",
  materialsStored: "0.00",
  completedAndStored: "0.00",
  percentComplete: "0.00",
  balanceToFinish: "1000.00",
  retainageRateWork: "10",
  retainageRateMaterials: "10",
  releasedWork: "0.00",
  releasedMaterials: "0.00",
  retainageWork: "0.00",
  retainageMaterials: "0.00",
  retainageHeld: "0.00",
  isOverbilled: false,
} as const;
const nothing = {
  "1": "1000.00",
  "2": "0.00",
  "3": "1000.00",
  "4": "0.00",
  "5a": "0.00",
  "5b": "0.00",
  "5": "0.00",
} as const;
const person = { id: "00000000-0000-4000-8000-0000000000a1", name: "Priya" };
const invoice: InvoiceShown = {
  id: "00000000-0000-4000-8000-0000000000b1",
  projectId: "00000000-0000-4000-8000-0000000000b2",
  contract: { id: "00000000-0000-4000-8000-0000000000b3", number: "PC-1", title: "Bridge" },
  ownerName: "City",
  position: 1,
  number: "1",
  status: "draft",
  period: { id: "00000000-0000-4000-8000-0000000000b4", from: "2026-01-01", to: "2026-01-31" },
  billedOn: "2026-01-31",
  summary: { ...nothing, "6": "0.00", "7": "0.00", "8": "0.00", "9": "1000.00" },
  erp: {
    integrated: true,
    erpName: "ERP",
    state: "not_sent",
    marker: "none",
    stateLabel: "Not sent",
    sentence: "",
    button: null,
    closedBecause: [],
    since: null,
    round: 0,
    sentBy: null,
    sentAt: null,
    rejection: null,
    erpNumber: null,
    erpLink: null,
    problems: [],
    thingsToKnow: null,
  },
  project: { id: "00000000-0000-4000-8000-0000000000b2", number: "P-1", name: "Bridge" },
  contractStatus: "approved",
  currency: "USD",
  lines: [line],
  version: 3,
  createdBy: person,
  createdAt: "2026-01-31T00:00:00Z",
  approvedBy: null,
  approvedAt: null,
  attachments: [],
  closed: { edit: [], approve: [], delete: [], attach: [] },
  statusesOpen: [],
  findings: [],
};

const billed = (draft: Draft, text: string): Draft => ({
  ...draft,
  work: step(draft.work, enter(draft.work.present, [{ line: 0, column: "workThisPeriod", text }])),
});

test("nothing entered, nothing to save", () => {
  expect(isDirty(draftOf(invoice))).toBe(false);
  expect(changeOf(draftOf(invoice), null)).toEqual({ version: 3 });
  expect(changeOf(draftOf(invoice), "approved")).toEqual({ version: 3, status: "approved" });
});

test("only what differs is sent", () => {
  const draft = { ...billed(draftOf(invoice), "100"), header: { ...draftOf(invoice).header, billedOn: "2026-01-30" } };
  expect(isDirty(draft)).toBe(true);
  expect(changeOf(draft, null)).toEqual({
    version: 3,
    billedOn: "2026-01-30",
    lines: [{ lineId: line.lineId, workThisPeriod: "100.00" }],
  });
  expect(isDirty(billed(billed(draftOf(invoice), "100"), "0"))).toBe(false);
});

test("an entry that cannot be read is something that would be lost", () => {
  expect(isDirty(billed(draftOf(invoice), "abc"))).toBe(true);
});

test("entries are carried over to what somebody else saved, and only the entries", () => {
  const mine = { ...billed(draftOf(invoice), "100"), header: { ...draftOf(invoice).header, number: "1A" } };
  const newer = { ...invoice, version: 4, billedOn: "2026-01-29", lines: [{ ...line, materialsStored: "50.00" }] };
  const both = rebased(mine, newer);
  expect(changeOf(both, null)).toEqual({
    version: 4,
    number: "1A",
    lines: [{ lineId: line.lineId, workThisPeriod: "100.00" }],
  });
  expect(both.header.billedOn).toBe("2026-01-29");
  expect(both.work.present[0]?.figures.completedAndStored).toBe(15000n);
  expect(problemsOf(rebased(billed(draftOf(invoice), "abc"), newer).work.present)).toHaveLength(1);
});
