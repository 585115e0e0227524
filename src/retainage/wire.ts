// What is withheld of a line and under which rates, as text: on the wire, in the tables and in frozen versions.
import { z } from "zod";
import { amountText, cents } from "../money/money.ts";
import { millionths, numberText } from "../money/ratio.ts";
import type { Withholding } from "./withholding.ts";

const Cents = z.codec(z.string(), z.bigint(), { decode: (text) => cents(text), encode: (value) => amountText(value) });
const Percent = z.codec(z.string(), z.bigint(), {
  decode: (text) => millionths(text),
  encode: (value) => numberText(value),
});
const RatesText = z.strictObject({ work: Percent, materials: Percent });

/** Amounts of work and of stored material. */
export const EarnedText = z.strictObject({ work: Cents, materials: Cents });

/** The rates of a line, the limits of those that stood before, and what is frozen. */
export const WithholdingText = z.strictObject({
  rates: RatesText,
  brackets: z.array(z.strictObject({ rates: RatesText, earned: EarnedText })),
  frozen: EarnedText.nullable(),
});
/** The same two as they are on the wire: text. */
export const EarnedShown = z.object({ work: z.string(), materials: z.string() });
export const WithholdingOnWire = z.object({
  rates: EarnedShown,
  brackets: z.array(z.object({ rates: EarnedShown, earned: EarnedShown })),
  frozen: EarnedShown.nullable(),
});
export type WithholdingShown = z.input<typeof WithholdingText>;

export function withholdingShown({ rates, brackets, frozen }: Withholding): WithholdingShown {
  return WithholdingText.encode({ rates, brackets: [...brackets], frozen });
}

export const readWithholding = (shown: unknown): Withholding => WithholdingText.parse(shown);
