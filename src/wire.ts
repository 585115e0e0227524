// The shapes that every noun's wire form is made of. Amounts, quantities and percentages are text, days are
// "yyyy-mm-dd", instants are ISO 8601 in UTC.
import { z } from "zod";
import { isDay } from "./calendar/day.ts";
import { readCents } from "./money/money.ts";
import { readMillionths } from "./money/ratio.ts";

export const Id = z.uuid();
export const Instant = z.iso.datetime();
export const Day = z.string().refine(isDay, { error: "a day, as 2026-01-31" });
export const Amount = z
  .string()
  .refine((text) => "cents" in readCents(text), { error: "an amount in digits with at most two decimals, as 1234.50" });
export const Decimal = z
  .string()
  .refine((text) => "millionths" in readMillionths(text), { error: "a number with at most six decimals, as 12.5" });
export const Text = z.string().trim().max(500);
export const Named = z.string().trim().min(1).max(200);

/** Why something is closed: the sentence is ready to be shown, the link leads to where it is mended. */
export const ReasonShown = z.object({
  code: z.string(),
  message: z.string(),
  link: z.string().nullable(),
  field: z.string().optional(),
  given: z.string().optional(),
  allowed: z.string().optional(),
  row: z.int().optional(),
  column: z.string().optional(),
});
export type ReasonShown = z.infer<typeof ReasonShown>;

/** Every refusal of the API. */
export const ErrorShown = z.object({
  error: z.object({ code: z.string(), message: z.string(), reasons: z.array(ReasonShown) }),
});
export type ErrorShown = z.infer<typeof ErrorShown>;

export const PersonShown = z.object({ id: Id, name: z.string() });
export type PersonShown = z.infer<typeof PersonShown>;
