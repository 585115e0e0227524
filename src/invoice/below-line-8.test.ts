// Deductions and escrow are figures of public vouchers of the California Department of Transportation; the advance is a
// published sample of an interim certificate.
import { describe, expect, test } from "vitest";
import { amountText, cents } from "../money/money.ts";
import { percent } from "../money/ratio.ts";
import { advanceRecouped, deductionsOf, escrowBalance } from "./below-line-8.ts";

describe("deductions are kept to date, and given back", () => {
  test("03-1A1814-019: 47,119.71 kept before, 5,000.00 given back, 42,119.71 to date", () => {
    const before = deductionsOf([], [{ name: "Labor reports", deducted: cents("47119.71") }]);
    const after = deductionsOf(before, [{ name: "Labor reports", deducted: cents("-5000.00") }]);
    expect(after).toEqual([
      {
        name: "Labor reports",
        previous: cents("47119.71"),
        thisPeriod: cents("-5000.00"),
        toDate: cents("42119.71"),
      },
    ]);
  });

  test("one that is not named now stays; two entries of one name add up; a new one comes last", () => {
    const before = deductionsOf([], [{ name: "Damages", deducted: cents("100") }]);
    const after = deductionsOf(before, [
      { name: "Cleaning", deducted: cents("20") },
      { name: "Cleaning", deducted: cents("5") },
    ]);
    expect(after.map(({ name, thisPeriod, toDate }) => [name, amountText(thisPeriod), amountText(toDate)])).toEqual([
      ["Damages", "0.00", "100.00"],
      ["Cleaning", "25.00", "25.00"],
    ]);
  });
});

describe("an advance of 33,000.00, paid off at 50 %", () => {
  const advance = { paid: cents("33000"), recoupPercent: percent("50") };
  test.each([
    // completed     recouped to date
    ["0.00", "0.00"],
    ["20000.00", "10000.00"],
    ["66000.00", "33000.00"],
    ["110000.00", "33000.00"], // never more than was paid
  ])("at %s: %s", (completed, recouped) => {
    expect(amountText(advanceRecouped(advance, cents(completed)))).toBe(recouped);
  });
});

test.each([
  // held            escrow         voucher
  ["1421113.29", "1421110.00", "04-253794-019"],
  ["1431031.28", "1431030.00", "12-0695U4-024"],
  ["39895.65", "39890.00", "03-1A1814-019"],
])("of %s held, %s lies in escrow in whole ten dollars (%s)", (held, escrow) => {
  expect(amountText(escrowBalance(cents(held), cents("10.00")))).toBe(escrow);
});
