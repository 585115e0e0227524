import { expect, test } from "vitest";
import { cents } from "../money/money.ts";
import { millionths, percent } from "../money/ratio.ts";
import { canonicalText, type FrozenInvoice, frozenFigures, readFrozen } from "./frozen.ts";
import { computeLine, nothingBefore, nothingEntered, summarize } from "./totals.ts";

const entry = {
  ...nothingEntered,
  workThisPeriod: 0n,
  quantityThisPeriod: millionths("468.5"),
  materialsStored: cents("100.10"),
  rateWork: percent("5"),
  rateMaterials: percent("2.5"),
  releasedWork: 0n,
  releasedMaterials: 0n,
};
const figures = computeLine({
  lineId: "b3c1",
  scheduledValue: cents("135024.00"),
  unitPrice: millionths("12"),
  previous: nothingBefore,
  entry,
});
const frozen: FrozenInvoice = {
  layout: 1,
  rules: "2026-11",
  invoice: {
    id: "i",
    number: "1",
    position: 1,
    billedOn: "2026-03-31",
    periodFrom: "2026-03-01",
    periodTo: "2026-03-31",
    dueOn: null,
  },
  project: { id: "p", number: "2977J", name: "Paul “Ave”" },
  contract: { id: "c", number: "2977J", title: "T", currency: "USD", ownerId: null, ownerName: null },
  lines: [
    {
      ...frozenFigures(figures),
      item: "R-8",
      costCode: null,
      description: "3 ½-INCH",
      changeOrderNumber: null,
      unit: "SF",
      unitPrice: millionths("12"),
      rateWork: entry.rateWork,
      rateMaterials: entry.rateMaterials,
      releasedWork: 0n,
      releasedMaterials: 0n,
    },
  ],
  summary: summarize({
    originalContractSum: cents("135024.00"),
    netChange: 0n,
    lines: [figures],
    previousCertificates: 0n,
  }),
  attachments: [{ name: "backup.pdf", sha256: "00" }],
};

test("is read as it was written", () => {
  expect(readFrozen(canonicalText(frozen))).toEqual(frozen);
  expect(canonicalText(readFrozen(canonicalText(frozen)))).toBe(canonicalText(frozen));
});

test("has amounts with two decimals, quantities and rates without needless zeros, and its keys in order", () => {
  const text = canonicalText(frozen);
  expect(text.startsWith('{"attachments":[{"name":"backup.pdf","sha256":"00"}],"contract":{"currency":"USD",')).toBe(
    true,
  );
  for (const part of [
    '"workThisPeriod":"5622.00"',
    '"quantityThisPeriod":"468.5"',
    '"unitPrice":"12"',
    '"rateMaterials":"2.5"',
    '"retainageHeld":"283.60"',
    '"summary":{"1":"135024.00","2":"0.00","3":"135024.00","4":"5722.10","5":"283.60","5a":"281.10","5b":"2.50",',
  ])
    expect(text).toContain(part);
});

test("does not depend on the order in which its parts were put together", () => {
  const turned = Object.fromEntries(Object.entries(frozen).reverse()) as FrozenInvoice;
  expect(canonicalText(turned)).toBe(canonicalText(frozen));
});

test("another layout is not read as this one", () => {
  expect(() => readFrozen(canonicalText(frozen).replace('"layout":1', '"layout":2'))).toThrow();
  expect(() => readFrozen(canonicalText(frozen).replace('"5622.00"', '"5622.001"'))).toThrow();
});
