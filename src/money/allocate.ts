// Splitting an amount so that the parts always add up to it.
import { assert } from "../assert.ts";
import { type Cents, sum } from "./money.ts";

/**
 * Splits by weight; each part gets its share rounded down (towards zero), and the cents that remain go one each to the
 * parts with the largest fractions lost, the earlier part first where they tie (the Hamilton method). A weight of zero
 * receives nothing.
 *
 * 1.00 by [2, 3, 1] is [0.33, 0.50, 0.17].
 */
export function allocateLargestRemainder(amount: Cents, weights: readonly bigint[]): Cents[] {
  const whole = sum(weights);
  assert(weights.every((weight) => weight >= 0n) && whole > 0n, "weights are not negative and not all zero");
  const size = amount < 0n ? -amount : amount;
  const parts = weights.map((weight, index) => ({
    index,
    part: (size * weight) / whole,
    lost: (size * weight) % whole,
  }));
  const left = Number(size - sum(parts.map(({ part }) => part)));
  const takers = [...parts].sort((a, b) => (a.lost === b.lost ? a.index - b.index : a.lost > b.lost ? -1 : 1));
  const extra = new Set(takers.slice(0, left).map(({ index }) => index));
  return parts.map(({ index, part }) => (extra.has(index) ? part + 1n : part) * (amount < 0n ? -1n : 1n));
}
