import { expect, test } from "vitest";
import { plainTerms, termsShown } from "../contract/billing-terms.ts";
import { cents } from "../money/money.ts";
import { millionths, percent } from "../money/ratio.ts";
import { canonicalText, type FrozenInvoice, readFrozen } from "./frozen.ts";
import { recomputed } from "./recompute.ts";
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
  layout: 2,
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
      ...figures,
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
      appliedPrevious: { completedAndStored: cents("12.34"), retainageHeld: cents("0.62") },
      isTaxable: true,
    },
  ],
  terms: termsShown(plainTerms),
  changeOrders: [{ number: "CO-1", approvedOn: "2026-03-02", amount: cents("-30000.00"), entersHere: true }],
  isFinal: false,
  below: {
    deductions: [{ name: "Back-charge", previous: 0n, thisPeriod: cents("100.00"), toDate: cents("100.00") }],
    advance: null,
    tax: null,
    escrow: null,
    funds: [],
    payable: cents("5338.50"),
  },
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
  expect(text.startsWith('{"attachments":[{"name":"backup.pdf","sha256":"00"}],"below":{"advance":null,')).toBe(true);
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
  expect(() => readFrozen(canonicalText(frozen).replace('"layout":2', '"layout":3'))).toThrow();
  expect(() => readFrozen(canonicalText(frozen).replace('"5622.00"', '"5622.001"'))).toThrow();
});

/** As it was frozen by the version of the product that knew only layout 1. */
const textOfLayout1 =
  '{"attachments":[{"name":"backup.pdf","sha256":"00"}],"contract":{"currency":"USD","id":"c","number":"2977J","ownerId":null,"ownerName":null,"title":"T"},"invoice":{"billedOn":"2026-04-30","dueOn":null,"id":"i","number":"2","periodFrom":"2026-04-01","periodTo":"2026-04-30","position":2},"layout":1,"lines":[{"balanceToFinish":"96870.00","billedThisPeriod":"32431.90","changeOrderNumber":null,"completedAndStored":"38154.00","costCode":null,"description":"Sidewalk","isOverbilled":false,"item":"R-8","lineId":"b3c1","materialsPrevious":"100.10","materialsStored":"0.00","quantityPrevious":"468.5","quantityThisPeriod":"2711","rateMaterials":"2.5","rateWork":"5","releasedMaterials":"0.00","releasedMaterialsToDate":"0.00","releasedWork":"81.10","releasedWorkToDate":"81.10","retainageHeld":"1826.60","retainageMaterials":"0.00","retainagePrevious":"283.60","retainageWork":"1826.60","scheduledValue":"135024.00","unit":"SF","unitPrice":"12","workPrevious":"5622.00","workThisPeriod":"32532.00","workToDate":"38154.00"}],"project":{"id":"p","name":"Paul Avenue","number":"2977J"},"rules":"2026-11","summary":{"1":"135024.00","2":"0.00","3":"135024.00","4":"38154.00","5":"1826.60","5a":"1826.60","5b":"0.00","6":"36327.40","7":"5438.50","8":"30888.90","9":"98696.60"}}';

test("a text of layout 1 stays readable: what was applied for before was certified, and there is nothing below line 8", () => {
  const old = readFrozen(textOfLayout1);
  expect(old).toMatchObject({
    layout: 1,
    rules: "2026-11",
    terms: null,
    changeOrders: null,
    isFinal: null,
    below: null,
  });
  expect(old.invoice).toMatchObject({ number: "2", position: 2, billedOn: "2026-04-30" });
  expect(old.lines[0]).toMatchObject({
    item: "R-8",
    completedAndStored: cents("38154.00"),
    retainageHeld: cents("1826.60"),
    withheld: { work: cents("1907.70"), materials: 0n },
    appliedPrevious: { completedAndStored: cents("5722.10"), retainageHeld: cents("283.60") },
    adjustedToDate: 0n,
  });
  expect(old.summary["8"]).toBe(cents("30888.90"));
  expect(() => canonicalText(old)).toThrow("of this layout");
});

test("computed again from what it says itself, it comes to the same figures; a figure that was changed is named", () => {
  const old = readFrozen(textOfLayout1);
  expect(recomputed(old)).toEqual([]);
  const changed = readFrozen(textOfLayout1.replace('"retainageWork":"1826.60"', '"retainageWork":"1826.61"'));
  expect(recomputed(changed)).toEqual([
    { item: "R-8", figure: "retainageWork", frozen: "1826.61", computed: "1826.60" },
  ]);
});
