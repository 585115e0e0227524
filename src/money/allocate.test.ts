import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { spreadByShare, wholeParts } from "./allocate.ts";
import { amountText, cents, sum } from "./money.ts";

describe("an amount spread by shares, the rest to the largest", () => {
  test.each([
    // amount      shares                              parts                             why
    ["1000.00", ["6000.00", "2000.00", "0.01"], ["750.00", "250.00", "0.00"], "749.999 and 249.9996 round up"],
    ["1.00", ["1.00", "1.00", "1.00"], ["0.34", "0.33", "0.33"], "the first of the largest takes the cent"],
    ["1.00", ["1.00", "1.00", "2.00"], ["0.25", "0.25", "0.50"], ""],
    [
      "0.02",
      ["0.01", "0.01", "0.01", "0.01"],
      ["0.00", "0.00", "0.01", "0.01"],
      "halves round up, and too much goes back",
    ],
    [
      "0.49",
      ["0.01", "0.01", "0.02", "0.96"],
      ["0.00", "0.00", "0.01", "0.48"],
      "the cent that is missing goes to the largest",
    ],
    ["100.00", ["-300.00", "400.00"], ["-300.00", "400.00"], "shares of either sign"],
    ["-1.00", ["1.00", "1.00", "1.00"], ["-0.34", "-0.33", "-0.33"], "a reversal mirrors it"],
    ["5.00", ["5.00"], ["5.00"], ""],
  ])("%s by %s", (amount, shares, parts) => {
    const spread = spreadByShare(cents(amount), shares.map(cents));
    expect(sum(spread)).toBe(cents(amount));
    expect(spread.map(amountText)).toEqual(parts);
  });

  test("no part goes beyond its share while the amount is not beyond the whole", () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt(0n, 50n), { minLength: 1, maxLength: 200 }),
        fc.bigInt(0n, 10_000n),
        (shares, part) => {
          const whole = sum(shares);
          fc.pre(whole > 0n);
          const amount = (whole * part) / 10_000n;
          const parts = spreadByShare(amount, shares);
          expect(sum(parts)).toBe(amount);
          for (const [index, one] of parts.entries()) expect(one >= 0n && one <= (shares[index] ?? 0n)).toBe(true);
        },
      ),
    );
  });

  test("shares that cancel out are a defect", () => {
    expect(() => spreadByShare(cents("1.00"), [5n, -5n])).toThrow("shares do not cancel out");
  });
});

describe("exact parts made whole", () => {
  test.each([
    // exact parts, in thousandths of a cent     total            parts                             source
    [
      ["142075194.400", "36134.100"],
      "1421113.29",
      ["1420751.95", "361.34"],
      "Caltrans 04-253794-019: 5 % of work and of material on hand",
    ],
    [["0.500", "0.500"], "0.01", ["0.01", "0.00"], "two halves: the earlier takes it"],
    [["-0.400", "1.400"], "0.01", ["0.00", "0.01"], "-0.4 is nearer to nothing than 1.4 to 2"],
    [["100.000", "200.000"], "3.00", ["1.00", "2.00"], "nothing to settle"],
  ])("%s", (exact, total, parts) => {
    const numerators = exact.map((text) => BigInt(text.replace(".", "")));
    const whole = wholeParts(numerators, 1000n, cents(total));
    expect(sum(whole)).toBe(cents(total));
    expect(whole.map(amountText)).toEqual(parts);
    for (const [index, part] of whole.entries()) {
      const off = part * 1000n - (numerators[index] ?? 0n);
      expect(off > -1000n && off < 1000n).toBe(true);
    }
  });

  test("a total that is not the exact sum, rounded, is a defect", () => {
    expect(() => wholeParts([1500n, 1500n], 1000n, 9n)).toThrow("the total is the exact sum, rounded");
  });
});
