// Reading what a person typed into a cell, or what came out of a spreadsheet: "$ 1,234.50", "(5.00)", "45 %". What is
// not clear is refused with a named problem instead of being guessed at: "12,5" may be twelve and a half or 125.
import { type Cents, readCents } from "../../money/money.ts";
import { type Millionths, readMillionths } from "../../money/ratio.ts";

/** `percent` is how far a line has come, `rate` is a retainage rate; both are in percent. */
export type EntryKind = "amount" | "quantity" | "percent" | "rate";

export const entryProblems = [
  "blank",
  "not_a_number",
  "separators",
  "too_many_decimals",
  "too_large",
  "out_of_range",
] as const;
export type EntryProblem = (typeof entryProblems)[number];

/** Cents of an amount; millionths of everything else. */
export type EntryRead = { value: Cents | Millionths } | { problem: EntryProblem };

const million = 1_000_000n;
const bounds: Record<"percent" | "rate", { least: Millionths; most: Millionths }> = {
  percent: { least: 0n, most: 1_000n * million },
  rate: { least: 0n, most: 100n * million },
};

/**
 * `readEntry("amount", "$ (1,234.50)")` is `{ value: -123450n }`, `readEntry("rate", "7.5%")` is `{ value: 7500000n }`,
 * `readEntry("amount", "12,5")` is `{ problem: "separators" }`. An empty cell, and the dash that spreadsheets show for
 * nothing, are zero in amounts and quantities; a percentage has to be given.
 */
export function readEntry(kind: EntryKind, text: string): EntryRead {
  const { digits, isNegative, isDash } = stripped(kind, text);
  if (digits === "") {
    const isNothing = kind === "amount" || kind === "quantity";
    if (isDash || text.trim() === "") return isNothing ? { value: 0n } : { problem: "blank" };
    return { problem: "not_a_number" };
  }
  if (!/\d/.test(digits) || /[^\d.,]/.test(digits)) return { problem: "not_a_number" };
  if (!/^(\d{1,3}(,\d{3})+|\d*)(\.\d*)?$/.test(digits)) return { problem: "separators" };

  const read = kind === "amount" ? asCents(plain(digits)) : asMillionths(plain(digits));
  if ("problem" in read) return read;
  const value = isNegative ? -read.value : read.value;
  if (kind === "percent" || kind === "rate") {
    const { least, most } = bounds[kind];
    if (value < least || value > most) return { problem: "out_of_range" };
  }
  return { value };
}

/** Takes off what people put around a number: the dollar sign, a percent sign, a minus on either side, parentheses. */
function stripped(kind: EntryKind, text: string): { digits: string; isNegative: boolean; isDash: boolean } {
  let rest = text.replaceAll("\u2212", "-").trim();
  if (kind === "percent" || kind === "rate") rest = rest.replace(/\s*%$/, "");
  if (kind === "amount") rest = rest.replace(/\s*\$\s*/, "");
  let isNegative = false;
  const inParentheses = /^\(\s*(.*?)\s*\)$/.exec(rest);
  if (inParentheses !== null) {
    rest = inParentheses[1] ?? "";
    isNegative = true;
  } else if (rest.startsWith("-") || rest.endsWith("-")) {
    rest = rest.replace(/^-\s*|\s*-$/, "");
    isNegative = true;
  }
  if (kind === "percent" || kind === "rate") rest = rest.replace(/\s*%$/, "");
  return { digits: rest, isNegative, isDash: isNegative && rest === "" && inParentheses === null };
}

/** Without separators, with a digit before the point, and without zeros at the end that say nothing. */
function plain(digits: string): string {
  const [whole = "", decimals = ""] = digits.replaceAll(",", "").split(".");
  const meaningful = decimals.replace(/0+$/, "");
  return `${whole === "" ? "0" : whole}${meaningful === "" ? "" : `.${meaningful}`}`;
}

function asCents(text: string): EntryRead {
  const read = readCents(text);
  if ("cents" in read) return { value: read.cents };
  return { problem: read.problem === "not_an_amount" ? "not_a_number" : read.problem };
}

function asMillionths(text: string): EntryRead {
  const read = readMillionths(text);
  return "millionths" in read ? { value: read.millionths } : { problem: read.problem };
}
