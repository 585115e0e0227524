// What is withheld of one line. Withheld is always the rates times all that was earned, rounded once; what was given back
// is subtracted elsewhere. Where rates changed for the future only, the line remembers how much was earned under which.
//
// Example: 10 % until 40,000.00 of work, then 5 % for what follows. At 100,000.00: 4,000.00 + 3,000.00 = 7,000.00.
import type { Cents } from "../money/money.ts";
import { type Percent, percentOf } from "../money/ratio.ts";
import { divideRounded } from "../money/rounding.ts";
import { noRates, type Rates, type StepEffect, sameRates } from "./terms.ts";

/** Work to date, and material stored today. */
export type Earned = Readonly<{ work: Cents; materials: Cents }>;

/** What had been earned, all in all, when these rates ended. */
export type Bracket = Readonly<{ rates: Rates; earned: Earned }>;

export type Withholding = Readonly<{
  /** Of what is earned beyond the brackets. */
  rates: Rates;
  /** Rates that stood before, the oldest first. Empty on most lines: changes are usually for everything. */
  brackets: readonly Bracket[];
  /** Held as it stands, whatever is billed; null: by the rates. */
  frozen: Earned | null;
}>;

export const withholdingAt = (rates: Rates): Withholding => ({ rates, brackets: [], frozen: null });

export const nothingWithheld: Withholding = withholdingAt(noRates);

/** A hundred percent, in millionths of a percent: exact amounts are fractions of cents with this denominator. */
export const percentScale = 100_000_000n;

/** Withheld of work and of material as exact numerators over `percentScale`. */
export function exactlyWithheld(withholding: Withholding, earned: Earned): Earned {
  const { rates, brackets, frozen } = withholding;
  if (frozen !== null) return { work: frozen.work * percentScale, materials: frozen.materials * percentScale };
  if (brackets.length === 0) return { work: earned.work * rates.work, materials: earned.materials * rates.materials };
  let work = 0n;
  let materials = 0n;
  let below: Earned = { work: 0n, materials: 0n };
  for (const bracket of brackets) {
    const under = earnedUnder(bracket.earned, earned);
    work += (under.work - below.work) * bracket.rates.work;
    materials += (under.materials - below.materials) * bracket.rates.materials;
    below = under;
  }
  return {
    work: work + (earned.work - below.work) * rates.work,
    materials: materials + (earned.materials - below.materials) * rates.materials,
  };
}

/** What still stands of that which had been earned by then. Material that was built in since keeps its terms as work. */
function earnedUnder(limit: Earned, now: Earned): Earned {
  const materials = within(now.materials, limit.materials);
  return { work: within(now.work, limit.work + limit.materials - materials), materials };
}

/** The part of an amount that lies between nothing and the limit. */
function within(amount: Cents, limit: Cents): Cents {
  if (limit === 0n) return 0n;
  if (limit > 0n) return amount < limit ? amount : limit;
  return amount > limit ? amount : limit;
}

/** Withheld by the line's own rates, rounded once each. */
export function withheldBy(withholding: Withholding, earned: Earned): Earned {
  const { rates, brackets, frozen } = withholding;
  if (brackets.length > 0 || frozen !== null) return roundedWithheld(exactlyWithheld(withholding, earned));
  return {
    work: percentOf(earned.work, rates.work, "halfAwayFromZero"),
    materials: percentOf(earned.materials, rates.materials, "halfAwayFromZero"),
  };
}

export function roundedWithheld(exact: Earned, denominator: bigint = percentScale): Earned {
  return {
    work: divideRounded(exact.work, denominator, "halfAwayFromZero"),
    materials: divideRounded(exact.materials, denominator, "halfAwayFromZero"),
  };
}

/** The same line under other rates; `earned` is where it stood when they came in. */
export function withRates(before: Withholding, rates: Rates, effect: StepEffect, earned: Earned): Withholding {
  if (effect === "retroactive") return { ...before, rates, brackets: [] };
  if (sameRates(before.rates, rates)) return before;
  // A limit that is no longer reached is cut down: what was taken back and is earned again is earned anew.
  const standing = before.brackets.map((bracket) => ({ ...bracket, earned: earnedUnder(bracket.earned, earned) }));
  return { ...before, rates, brackets: [...standing, { rates: before.rates, earned }] };
}

/** Held as it stands. */
export const frozenAt = (before: Withholding, withheld: Earned): Withholding => ({ ...before, frozen: withheld });

/** The weighted rate of what is held, for a paper that shows one; null where nothing was earned. */
export function shownRate(withheld: Cents, earned: Cents): Percent | null {
  return earned === 0n ? null : divideRounded(withheld * percentScale, earned, "halfAwayFromZero");
}
