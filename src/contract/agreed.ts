// What lines and change orders agree on for themselves: rates of retainage, and the funds that pay. As entered, and what
// is wrong with it.
import { z } from "zod";
import { amountText, type Cents, cents, sum } from "../money/money.ts";
import { millionths, type Percent, percent } from "../money/ratio.ts";
import type { Reason } from "../refusal.ts";
import type { Rates } from "../retainage/terms.ts";
import { Amount } from "../wire.ts";

const hundred: Percent = percent("100");
export const upToHundred = "0 to 100";

export const isUpToHundred = (rate: Percent): boolean => rate >= 0n && rate <= hundred;

export type RatesEntered = Readonly<{ retainageOnWork: string | null; retainageOnMaterials: string | null }>;

/** Rates of its own, where both are given. */
export function ownRatesOf({ retainageOnWork, retainageOnMaterials }: RatesEntered): Rates | null {
  if (retainageOnWork === null || retainageOnMaterials === null) return null;
  return { work: millionths(retainageOnWork), materials: millionths(retainageOnMaterials) };
}

export function ownRatesProblems(entered: RatesEntered, prefix = ""): (Reason & { field: string })[] {
  const rates = ["retainageOnWork", "retainageOnMaterials"] as const;
  const isHalf = rates.some((rate) => entered[rate] === null) && rates.some((rate) => entered[rate] !== null);
  return rates.flatMap((rate) => {
    const field = `${prefix}${rate}`;
    const given = entered[rate];
    if (given === null)
      return isHalf ? [{ code: "rates_half_given", field, given: "", allowed: "both rates, or neither" }] : [];
    return isUpToHundred(millionths(given))
      ? []
      : [{ code: "retainage_out_of_range", field, given, allowed: upToHundred }];
  });
}

const FundsText = z.record(z.string(), Amount);

/** As it came on the wire or stands in the tables: name to amount. */
export function readFunds(stored: unknown): Readonly<Record<string, Cents>> {
  return Object.fromEntries(Object.entries(FundsText.parse(stored)).map(([name, amount]) => [name, cents(amount)]));
}

export function fundsShown(funds: Readonly<Record<string, Cents>>): Record<string, string> {
  return Object.fromEntries(Object.entries(funds).map(([name, amount]) => [name, amountText(amount)]));
}

/** The parts of the funds add up to the line: 600.00 and 300.00 of 1,000.00 leave 100.00 unpaid. */
export function fundsProblems(
  funds: Readonly<Record<string, Cents>>,
  scheduledValue: Cents,
  known: readonly string[],
): (Reason & { field: string })[] {
  const names = Object.keys(funds);
  if (names.length === 0) return [];
  const unknown = names
    .filter((name) => !known.includes(name))
    .map((given) => ({ code: "no_such_fund", field: `funds.${given}`, given, allowed: fundsAllowed(known) }));
  const split = sum(Object.values(funds));
  if (split === scheduledValue) return unknown;
  const values = { difference: amountText(scheduledValue - split) };
  const differs = { field: "funds", given: amountText(split), allowed: amountText(scheduledValue), values };
  return [...unknown, { code: "fund_split_differs", ...differs }];
}

const fundsAllowed = (known: readonly string[]): string =>
  known.length === 0 ? "none; the contract names no funds" : known.join(", ");
