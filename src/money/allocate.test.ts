import { describe, expect, test } from "vitest";
import { allocateLargestRemainder } from "./allocate.ts";
import { amountText, cents, sum } from "./money.ts";

describe("an amount split by weight", () => {
  test.each([
    // amount       weights                  parts                                 why
    ["1.00", [1n, 1n, 1n], ["0.34", "0.33", "0.33"], "the first takes the cent where fractions tie"],
    ["1.00", [2n, 3n, 1n], ["0.33", "0.50", "0.17"], "33.3, 50, 16.6: the largest fraction takes it"],
    ["-1.00", [1n, 1n, 1n], ["-0.34", "-0.33", "-0.33"], "a credit mirrors it"],
    ["0.02", [1n, 1n, 1n], ["0.01", "0.01", "0.00"], "fewer cents than parts"],
    ["0.00", [1n, 2n], ["0.00", "0.00"], ""],
    ["10.00", [0n, 5n, 0n], ["0.00", "10.00", "0.00"], "no weight, no share"],
    ["0.01", [0n, 1n, 1n], ["0.00", "0.01", "0.00"], "nor a stray cent"],
    ["100.00", [7n], ["100.00"], ""],
    ["3734.00", [1_150n, 1_251n, 1_333n], ["1150.00", "1251.00", "1333.00"], "retainage over items, in proportion"],
    ["44864.76", [50n, 30n, 20n], ["22432.38", "13459.43", "8972.95"], ""],
    ["0.05", [3n, 3n, 3n, 1n], ["0.02", "0.02", "0.01", "0.00"], "1.5, 1.5, 1.5, 0.5: four tie, the earlier ones take"],
  ])("%s by %s", (amount, weights, parts) => {
    const split = allocateLargestRemainder(cents(amount), weights);
    expect(split.map(amountText)).toEqual(parts);
    expect(sum(split)).toBe(cents(amount));
  });

  test.each([[[]], [[0n]], [[0n, 0n]], [[2n, -1n]]])("weights [%s] cannot split anything: a defect", (weights) => {
    expect(() => allocateLargestRemainder(cents("1.00"), weights)).toThrow("weights are not negative and not all zero");
  });
});
