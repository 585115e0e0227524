// What a person typed into a field, and the plain digits the wire takes. What could mean two things is left as it was
// typed, so that the server names the problem.

import { readTypedAmount, readTypedNumber } from "../../contract/read-number.ts";
import { amountText } from "../../money/money.ts";
import { numberText } from "../../money/ratio.ts";

/** `"$ (1,234.5)"` is `"-1234.50"`; `"12,5"` stays `"12,5"`. */
export function typedAmount(typed: string): string {
  const read = readTypedAmount(typed);
  return "cents" in read ? amountText(read.cents) : typed.trim();
}

/** `"1,250.50"` is `"1250.5"`. */
export function typedNumber(typed: string): string {
  const read = readTypedNumber(typed);
  return "millionths" in read ? numberText(read.millionths) : typed.trim();
}

/** A percentage may carry its sign: `"7.5 %"` is `"7.5"`. */
export function typedPercent(typed: string): string {
  return typedNumber(typed.replace(/\s*%\s*$/, ""));
}
