// Exact amounts. An amount is a bigint of cents; it never becomes a binary float, and it is text on the wire ("1234.50").
import { assert } from "../assert.ts";

/** Whole cents of the contract's currency. May be negative. */
export type Cents = bigint;

/** Amounts are kept in `numeric(18,2)`: sixteen digits before the point. */
export const centsMax: Cents = 10n ** 18n - 1n;

export type AmountProblem = "not_an_amount" | "too_many_decimals" | "too_large";

const plainAmount = /^-?\d+(\.\d+)?$/;

/** Reads the wire form: an optional minus, digits, at most two decimals. Nothing else: no separators, no exponent. */
export function readCents(text: string): { cents: Cents } | { problem: AmountProblem } {
  if (!plainAmount.test(text)) return { problem: "not_an_amount" };
  const [whole = "", decimals = ""] = text.replace("-", "").split(".");
  if (decimals.length > 2) return { problem: "too_many_decimals" };
  const size = BigInt(whole) * 100n + BigInt(decimals.padEnd(2, "0"));
  if (size > centsMax) return { problem: "too_large" };
  return { cents: text.startsWith("-") ? -size : size };
}

/** Cents of a text that is known to be an amount (a column of ours, a literal in a test). `cents("1234.50")` is `123450n`. */
export function cents(text: string): Cents {
  const read = readCents(text);
  assert("cents" in read, `"${text}" is an amount`);
  return read.cents;
}

/** The wire form, always with two decimals: `123450n` is `"1234.50"`, `-5n` is `"-0.05"`. */
export function amountText(amount: Cents): string {
  const size = amount < 0n ? -amount : amount;
  return `${amount < 0n ? "-" : ""}${size / 100n}.${String(size % 100n).padStart(2, "0")}`;
}

/** The form people read: thousands separated, negative in parentheses. `-123450n` is `"(1,234.50)"`. */
export function amountShown(amount: Cents): string {
  const size = amount < 0n ? -amount : amount;
  const whole = String(size / 100n).replace(/\B(?=(\d{3})+$)/g, ",");
  const shown = `${whole}.${String(size % 100n).padStart(2, "0")}`;
  return amount < 0n ? `(${shown})` : shown;
}

export function sum(amounts: Iterable<Cents>): Cents {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
}
