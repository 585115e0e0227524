// Quantities, unit prices and percentages: exact numbers with six decimals, kept as bigint millionths. The functions at
// the end are the only crossings from a rate or a quantity to an amount, and each rounds once, by a rule it is given.
import { assert } from "../assert.ts";
import type { Cents } from "./money.ts";
import { divideRounded, type Rounding } from "./rounding.ts";

/** A number with six decimals, times a million: a quantity (`75.5` is `75500000n`) or a unit price. */
export type Millionths = bigint;
/** A percentage with six decimals, times a million: ten percent is `10_000_000n`. */
export type Percent = bigint;

export type NumberProblem = "not_a_number" | "too_many_decimals" | "too_large";

const plainNumber = /^-?\d+(\.\d+)?$/;
const million = 1_000_000n;
/** Kept in `numeric(18,6)`: twelve digits before the point. */
export const millionthsMax: Millionths = 10n ** 18n - 1n;

export function readMillionths(text: string): { millionths: Millionths } | { problem: NumberProblem } {
  if (!plainNumber.test(text)) return { problem: "not_a_number" };
  const [whole = "", decimals = ""] = text.replace("-", "").split(".");
  if (decimals.length > 6) return { problem: "too_many_decimals" };
  const size = BigInt(whole) * million + BigInt(decimals.padEnd(6, "0"));
  if (size > millionthsMax) return { problem: "too_large" };
  return { millionths: text.startsWith("-") ? -size : size };
}

/** Millionths of a text known to be a number with at most six decimals. `millionths("2.5")` is `2500000n`. */
export function millionths(text: string): Millionths {
  const read = readMillionths(text);
  assert("millionths" in read, `"${text}" is a number with at most six decimals`);
  return read.millionths;
}

/** A percentage as people write it: `percent("10")` is ten percent. */
export const percent: (text: string) => Percent = millionths;

/** The wire form, without needless zeros: `2500000n` is `"2.5"`. */
export function numberText(value: Millionths): string {
  const size = value < 0n ? -value : value;
  const decimals = String(size % million)
    .padStart(6, "0")
    .replace(/0+$/, "");
  return `${value < 0n ? "-" : ""}${size / million}${decimals === "" ? "" : `.${decimals}`}`;
}

/** A percentage of an amount. `percentOf(cents("52873.31"), percent("5"), "halfAwayFromZero")` is 2,643.67. */
export function percentOf(amount: Cents, rate: Percent, rounding: Rounding): Cents {
  return divideRounded(amount * rate, 100n * million, rounding);
}

/** Quantity times unit price, in cents. `12.5 x 0.3` is 3.75. */
export function extended(quantity: Millionths, unitPrice: Millionths, rounding: Rounding): Cents {
  return divideRounded(quantity * unitPrice, million * 10_000n, rounding);
}

/** What `part` is of `whole`, in percent with six decimals; null where `whole` is nothing. For display, never stored as truth. */
export function percentage(part: Cents, whole: Cents): Percent | null {
  if (whole === 0n) return null;
  return divideRounded(part * 100n * million, whole, "halfAwayFromZero");
}

/** A percentage with two decimals for people, `"66.67"`; never `"-0.00"`. */
export function percentShown(rate: Percent): string {
  const hundredths = divideRounded(rate, 10_000n, "halfAwayFromZero");
  const size = hundredths < 0n ? -hundredths : hundredths;
  return `${hundredths < 0n ? "-" : ""}${size / 100n}.${String(size % 100n).padStart(2, "0")}`;
}
