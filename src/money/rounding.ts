// How a number that has more digits than fit becomes one that fits. Nothing rounds unless the caller says how.
import { assert, unreachable } from "../assert.ts";

/**
 * - `halfAwayFromZero`: 2.5 is 3, -2.5 is -3. What public vouchers print (5 % of 28,422,265.70 is 1,421,113.29, a tie),
 *   and symmetric, so that a reversal cancels its original.
 * - `refuse`: no digit may be lost; it is a defect if one would be.
 */
export type Rounding = "halfAwayFromZero" | "refuse";

/** `dividend / divisor` as a whole number, by the given rule. */
export function divideRounded(dividend: bigint, divisor: bigint, rounding: Rounding): bigint {
  assert(divisor !== 0n, "a division is not by zero");
  const quotient = dividend / divisor;
  const rest = dividend % divisor;
  if (rest === 0n) return quotient;
  switch (rounding) {
    case "refuse":
      throw new Error(`${dividend} / ${divisor} does not come out even, and rounding was refused`);
    case "halfAwayFromZero": {
      const restSize = rest < 0n ? -rest : rest;
      const divisorSize = divisor < 0n ? -divisor : divisor;
      const away = dividend < 0n === divisor < 0n ? 1n : -1n;
      return restSize * 2n >= divisorSize ? quotient + away : quotient;
    }
    default:
      return unreachable(rounding);
  }
}
