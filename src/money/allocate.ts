// Splitting an amount so that the parts always add up to it.
import { assert } from "../assert.ts";
import { type Cents, sum } from "./money.ts";
import { divideRounded } from "./rounding.ts";

/**
 * Splits in proportion to shares of any sign. Each part is rounded half away from zero, and what is then missing or too
 * much goes to the part with the largest share, as far as its share reaches, then to the next.
 *
 * 1,000.00 by shares of 6,000.00, 2,000.00 and 0.01 is 750.00, 250.00 and 0.00.
 */
export function spreadByShare(amount: Cents, shares: readonly bigint[]): Cents[] {
  const whole = sum(shares);
  assert(whole !== 0n, "shares do not cancel out");
  const parts = shares.map((share) => divideRounded(amount * share, whole, "halfAwayFromZero"));
  let rest = amount - sum(parts);
  if (rest === 0n) return parts;
  // Taking away is the mirror image of giving: what goes to a share lies between nothing and its reach.
  const reaches = shares.map((share) => (amount < 0n === whole < 0n ? share : -share));
  const bySize = shares.map((share, index) => ({ index, size: share < 0n ? -share : share }));
  bySize.sort((a, b) => (a.size === b.size ? a.index - b.index : a.size > b.size ? -1 : 1));
  for (const { index } of bySize) {
    if (rest === 0n) break;
    const part = parts[index] ?? 0n;
    const step = towardsZero(rest, roomOf(part, reaches[index] ?? 0n, rest));
    parts[index] = part + step;
    rest -= step;
  }
  const largest = bySize[0]?.index ?? 0;
  parts[largest] = (parts[largest] ?? 0n) + rest;
  return parts;
}

/** How far a part may move in the direction of `rest` without leaving the range between nothing and its reach. */
function roomOf(part: Cents, reach: Cents, rest: Cents): Cents {
  const bound = reach > 0n === rest > 0n ? reach : 0n;
  return bound - part;
}

/** The one of the two that is nearer to nothing; nothing where they point in different directions. */
function towardsZero(one: Cents, other: Cents): Cents {
  if (one > 0n) return other <= 0n ? 0n : one < other ? one : other;
  return other >= 0n ? 0n : one > other ? one : other;
}

/**
 * Exact parts, given as numerators over one denominator, as whole cents that add up to `total`, which is the exact sum
 * rounded to a whole number in either direction. The cents go to the largest fractions, the earlier part first where
 * they tie.
 *
 * 1,420,751.944 and 361.341 with a total of 1,421,113.29 are 1,420,751.95 and 361.34.
 */
export function wholeParts(numerators: readonly bigint[], denominator: bigint, total: Cents): Cents[] {
  assert(denominator > 0n, "a denominator is above zero");
  const parts = numerators.map((numerator, index) => {
    const rest = ((numerator % denominator) + denominator) % denominator;
    return { index, part: (numerator - rest) / denominator, lost: rest };
  });
  const left = Number(total - sum(parts.map(({ part }) => part)));
  assert(left >= 0 && left <= parts.length, "the total is the exact sum, rounded");
  const takers = [...parts].sort((a, b) => (a.lost === b.lost ? a.index - b.index : a.lost > b.lost ? -1 : 1));
  const extra = new Set(takers.slice(0, left).map(({ index }) => index));
  return parts.map(({ index, part }) => (extra.has(index) ? part + 1n : part));
}
