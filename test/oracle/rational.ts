// Exact fractions over whole numbers of any size, for the oracle alone. It shares no code with `src/money/`, so that an
// error in the product's rounding cannot agree with itself.

/** The denominator is positive. Fractions are not reduced: a history is short, and nothing here is timed. */
export type Rational = Readonly<{ numerator: bigint; denominator: bigint }>;

export const zero: Rational = { numerator: 0n, denominator: 1n };

export function fraction(numerator: bigint, denominator = 1n): Rational {
  if (denominator === 0n) throw new Error(`${numerator} is divided by nothing`);
  return denominator > 0n ? { numerator, denominator } : { numerator: -numerator, denominator: -denominator };
}

export function add(one: Rational, other: Rational): Rational {
  if (one.denominator === other.denominator) return fraction(one.numerator + other.numerator, one.denominator);
  return fraction(
    one.numerator * other.denominator + other.numerator * one.denominator,
    one.denominator * other.denominator,
  );
}

export const subtract = (one: Rational, other: Rational): Rational =>
  add(one, fraction(-other.numerator, other.denominator));

export const multiply = (one: Rational, other: Rational): Rational =>
  fraction(one.numerator * other.numerator, one.denominator * other.denominator);

export const divide = (one: Rational, other: Rational): Rational =>
  fraction(one.numerator * other.denominator, one.denominator * other.numerator);

/** Below nothing: `one` is less. Nothing: they are equal. */
export const compare = (one: Rational, other: Rational): bigint =>
  one.numerator * other.denominator - other.numerator * one.denominator;

/**
 * The nearest whole number; of two equally near, the one further from zero. Found by trying the three candidates around
 * the quotient: a rule stated in other words than the product's.
 */
export function nearest(value: Rational): bigint {
  const down = value.numerator / value.denominator;
  const distance = (whole: bigint) => {
    const away = value.numerator - whole * value.denominator;
    return away < 0n ? -away : away;
  };
  const size = (whole: bigint) => (whole < 0n ? -whole : whole);
  return [down - 1n, down, down + 1n].reduce((best, next) => {
    if (distance(next) !== distance(best)) return distance(next) < distance(best) ? next : best;
    return size(next) > size(best) ? next : best;
  });
}
