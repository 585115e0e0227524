import { describe, expect, test } from "vitest";
import { divideRounded } from "./rounding.ts";

describe("half away from zero", () => {
  test.each([
    // dividend  divisor   is
    [5n, 2n, 3n],
    [-5n, 2n, -3n],
    [5n, -2n, -3n],
    [-5n, -2n, 3n],
    [3n, 2n, 2n],
    [1n, 2n, 1n],
    [-1n, 2n, -1n],
    [1n, 3n, 0n],
    [2n, 3n, 1n],
    [-2n, 3n, -1n],
    [4n, 3n, 1n],
    [6n, 3n, 2n],
    [0n, 7n, 0n],
    [0n, -7n, 0n],
    [49n, 100n, 0n],
    [50n, 100n, 1n],
    [51n, 100n, 1n],
    // The tie that tells it from rounding to even: 1,421,113.285 is printed as 1,421,113.29 (Caltrans 04-253794-019).
    [1_421_113_285n, 10n, 142_111_329n],
    [10n ** 30n + 1n, 2n, 5n * 10n ** 29n + 1n],
  ])("%d / %d is %d", (dividend, divisor, is) => expect(divideRounded(dividend, divisor, "halfAwayFromZero")).toBe(is));
});

test("refuse: what comes out even is given, what does not is a defect", () => {
  expect(divideRounded(-6n, 3n, "refuse")).toBe(-2n);
  expect(() => divideRounded(7n, 3n, "refuse")).toThrow("7 / 3 does not come out even, and rounding was refused");
});

test.each(["halfAwayFromZero", "refuse"] as const)("%s: a division by zero is a defect", (rounding) => {
  expect(() => divideRounded(1n, 0n, rounding)).toThrow("not by zero");
});
