// Reading the amounts, quantities and prices that people type and spreadsheets write: "$1,234.50", "(1,000.00)", "-5.00".
// What could mean two things is refused with the name of what is wrong; nothing is guessed.
import { type Cents, readCents } from "../money/money.ts";
import { type Millionths, readMillionths } from "../money/ratio.ts";

/** Why a text is not taken. The sentences are in `words/en/imports.ts`. */
export type TypedNumberProblem =
  | "number_unreadable" // "abc", "1 234", "5.00-"
  | "number_dash" // "-": what a spreadsheet shows for nothing
  | "number_exponent" // "1e3": a spreadsheet has shortened it, digits may be lost
  | "number_percent" // "12%"
  | "number_sign_twice" // "--5", "(-5.00)"
  | "number_comma" // "12,5": a comma that separates no thousands
  | "number_comma_ambiguous" // "1,234" where commas may be decimal
  | "number_too_many_decimals"
  | "number_too_large";

/**
 * How the commas of a number are to be understood. In a file whose columns are separated by semicolons commas are often
 * decimal: there "1,234" may be one thousand or one and a bit, and is refused; "1,234.50" can only be one thing.
 */
export type CommaSense = "thousands" | "ambiguous";

/** An amount, of at most two decimals. `readTypedAmount("$ (1,000.00)")` is `{ cents: -100000n }`. */
export function readTypedAmount(
  text: string,
  commas: CommaSense = "thousands",
): { cents: Cents } | { problem: TypedNumberProblem } {
  const plain = toPlain(text, commas);
  if ("problem" in plain) return plain;
  const read = readCents(plain.text);
  if ("cents" in read) return read;
  return { problem: read.problem === "not_an_amount" ? "number_unreadable" : `number_${read.problem}` };
}

/** A quantity or a unit price, of at most six decimals. `readTypedNumber("1,250.5")` is `{ millionths: 1250500000n }`. */
export function readTypedNumber(
  text: string,
  commas: CommaSense = "thousands",
): { millionths: Millionths } | { problem: TypedNumberProblem } {
  const plain = toPlain(text, commas);
  if ("problem" in plain) return plain;
  const read = readMillionths(plain.text);
  if ("millionths" in read) return read;
  return { problem: read.problem === "not_a_number" ? "number_unreadable" : `number_${read.problem}` };
}

const digitsAlone = /^(\d+(\.\d+)?|\.\d+)$/;
const digitsInThousands = /^[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/;

/** The wire form ("-1000.00") of a text, or why it has none. */
function toPlain(text: string, commas: CommaSense): { text: string } | { problem: TypedNumberProblem } {
  const typed = text.trim();
  if (/^\$?\s*[-–—]$/.test(typed)) return { problem: "number_dash" };
  if (typed.includes("%")) return { problem: "number_percent" };

  const bare = withoutSignAndCurrency(typed);
  if (bare === null) return { problem: "number_unreadable" };
  const { digits, minusSigns } = bare;
  if (minusSigns > 1) return { problem: "number_sign_twice" };
  if (/^[\d.,]+e[-+]?\d+$/i.test(digits)) return { problem: "number_exponent" };

  const sign = minusSigns === 1 ? "-" : "";
  if (digitsAlone.test(digits)) return { text: `${sign}${digits.startsWith(".") ? "0" : ""}${digits}` };
  if (!digitsInThousands.test(digits)) {
    return { problem: /^[\d.]*,[\d.,]*$/.test(digits) ? "number_comma" : "number_unreadable" };
  }
  const oneCommaAlone = digits.split(",").length === 2 && !digits.includes(".");
  if (commas === "ambiguous" && oneCommaAlone) return { problem: "number_comma_ambiguous" };
  return { text: `${sign}${digits.replaceAll(",", "")}` };
}

/** Takes off the brackets of a negative, the signs and one dollar sign, in any order people put them; null: it has none of these shapes. */
function withoutSignAndCurrency(typed: string): { digits: string; minusSigns: number } | null {
  const parts = /^(?<before>[-$(\s]*)(?<digits>[^-$()\s]+)(?<after>[\s)]*)$/.exec(typed.replaceAll("\u2212", "-"));
  if (parts?.groups === undefined) return null;
  const { before = "", digits = "", after = "" } = parts.groups;
  const count = (text: string, sign: string) => text.split(sign).length - 1;
  const brackets = count(before, "(");
  if (brackets > 1 || brackets !== count(after, ")") || count(before, "$") > 1) return null;
  return { digits, minusSigns: count(before, "-") + brackets };
}
