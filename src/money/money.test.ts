import { describe, expect, test } from "vitest";
import { amountShown, amountText, cents, centsMax, readCents, sum } from "./money.ts";

describe("an amount as it is read from the wire", () => {
  test.each([
    // text                     cents
    ["0", 0n],
    ["0.00", 0n],
    ["-0.00", 0n],
    ["7", 700n],
    ["7.5", 750n],
    ["1234.50", 123_450n],
    ["-5.00", -500n],
    ["-0.05", -5n],
    ["007.10", 710n],
    ["28422265.70", 2_842_226_570n],
    ["9999999999999999.99", centsMax],
    ["-9999999999999999.99", -centsMax],
  ])("%s is %d cents", (text, amount) => expect(readCents(text)).toEqual({ cents: amount }));

  test.each([
    ["", "not_an_amount"],
    [" 5.00", "not_an_amount"],
    ["5.00\n", "not_an_amount"],
    ["5.", "not_an_amount"],
    [".50", "not_an_amount"],
    ["+5.00", "not_an_amount"],
    ["--5", "not_an_amount"],
    ["1,234.50", "not_an_amount"],
    ["12,5", "not_an_amount"],
    ["1e3", "not_an_amount"],
    ["0x10", "not_an_amount"],
    ["(5.00)", "not_an_amount"],
    ["$5.00", "not_an_amount"],
    ["٣.٥", "not_an_amount"],
    ["NaN", "not_an_amount"],
    ["Infinity", "not_an_amount"],
    ["1.005", "too_many_decimals"],
    ["1.000", "too_many_decimals"],
    ["10000000000000000.00", "too_large"],
    ["-10000000000000000", "too_large"],
  ])("%j is refused: %s", (text, problem) => expect(readCents(text)).toEqual({ problem }));

  test("a literal that is no amount is a defect", () => {
    expect(() => cents("12,5")).toThrow('"12,5" is an amount');
  });
});

describe("an amount as it is written", () => {
  test.each([
    // cents            on the wire           to people
    [0n, "0.00", "0.00"],
    [5n, "0.05", "0.05"],
    [-5n, "-0.05", "(0.05)"],
    [99_999n, "999.99", "999.99"],
    [100_000n, "1000.00", "1,000.00"],
    [-123_450n, "-1234.50", "(1,234.50)"],
    [-77_627n, "-776.27", "(776.27)"], // work counted back on a public voucher
    [142_111_329n, "1421113.29", "1,421,113.29"],
    [centsMax, "9999999999999999.99", "9,999,999,999,999,999.99"],
  ])("%d", (amount, wire, shown) => {
    expect(amountText(amount)).toBe(wire);
    expect(amountShown(amount)).toBe(shown);
  });
});

describe("sums", () => {
  test("of nothing is nothing", () => expect(sum([])).toBe(0n));

  test("lines 1, 2a, 2b and 3 of Caltrans voucher 04-253794-019 make its line 4", () => {
    const parts = ["27662734.78", "1236755.80", "-484451.70", "7226.82"].map(cents);
    expect(amountText(sum(parts))).toBe("28422265.70");
  });

  test("ten times ten cents is one, which binary fractions do not manage", () => {
    expect(sum(Array.from({ length: 10 }, () => cents("0.10")))).toBe(cents("1.00"));
    expect(Array.from({ length: 10 }, () => 0.1).reduce((a, b) => a + b, 0)).not.toBe(1);
  });
});
