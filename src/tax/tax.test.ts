// Worked forms of tax and retainage; the line amounts of the second table are a published example of JD Edwards.
import { describe, expect, test } from "vitest";
import { amountText, cents } from "../money/money.ts";
import { percent } from "../money/ratio.ts";
import { releaseUnder, type TaxBase, type TaxTerms, taxBases, taxToDate } from "./tax.ts";

const terms = (rate: string, base: TaxBase, rounding: TaxTerms["rounding"] = "invoice"): TaxTerms => ({
  rate: percent(rate),
  base,
  onRelease: releaseUnder[base],
  rounding,
});
const line = (completedAndStored: string, retainageHeld = "0", isTaxable = true) => ({
  completedAndStored: cents(completedAndStored),
  retainageHeld: cents(retainageHeld),
  isTaxable,
});

describe("8 % on work of 100,000.00 with 10 % retainage", () => {
  test.each([
    // base               while held     once released  on the release
    ["gross", "8000.00", "8000.00", "0.00"],
    ["netOfRetainage", "7200.00", "8000.00", "800.00"],
    ["retainageOnGross", "8000.00", "8000.00", "0.00"],
  ] as const)("of %s", (base, held, released, onRelease) => {
    const before = taxToDate(terms("8", base), [line("100000", base === "retainageOnGross" ? "10800" : "10000")]);
    const after = taxToDate(terms("8", base), [line("100000", "0")]);
    expect([before, after, after - before].map(amountText)).toEqual([held, released, onRelease]);
  });
});

describe("rounded per line or per invoice", () => {
  const lines = ["3000", "78", "275", "455"].map((amount) => line(amount));
  test("3.5 % per line: 105.00 + 2.73 + 9.63 + 15.93", () =>
    expect(amountText(taxToDate(terms("3.5", "gross", "line"), lines))).toBe("133.29"));
  test("3.5 % of the sum of 3,808.00", () =>
    expect(amountText(taxToDate(terms("3.5", "gross"), lines))).toBe("133.28"));
});

test("a line that is not taxed is left out", () => {
  expect(amountText(taxToDate(terms("10", "gross"), [line("100"), line("900", "0", false)]))).toBe("10.00");
});

test("every base says what it makes of a release", () => {
  expect(taxBases.map((base) => releaseUnder[base])).toEqual(["alreadyTaxed", "taxed", "alreadyTaxed"]);
});
