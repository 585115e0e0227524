// Tax, advance and funds of an application: cumulative, and the period what is left after subtracting.
import { bornByFunds } from "../fund/fund.ts";
import type { Application } from "../invoice/application.ts";
import { advanceRecouped } from "../invoice/below-line-8.ts";
import type { Summary } from "../invoice/totals.ts";
import type { Cents } from "../money/money.ts";
import { percentOf } from "../money/ratio.ts";
import { taxToDate } from "../tax/tax.ts";
import type { ComputedApplication, Moved } from "./computed.ts";
import type { ApplicationEntry, ContractEntry } from "./history.ts";
import type { ScheduledLine } from "./schedule.ts";
import type { LineStanding, Schedule, Standing } from "./standing.ts";

const moved = (previous: Cents, toDate: Cents): Moved => ({ previous, thisPeriod: toDate - previous, toDate });

export const taxedLines = (lines: readonly ScheduledLine[], { lines: figures }: Application) =>
  figures.map(({ completedAndStored, retainageHeld }, index) => ({
    completedAndStored,
    retainageHeld,
    isTaxable: lines[index]?.entry.taxable ?? true,
  }));

/**
 * Tax on what was certified line by line. Where the header was cut, a tax on what is net of retainage is not charged on
 * the difference until it is certified; a tax on the gross follows the sheet.
 */
export function taxMoved(
  { tax }: ContractEntry,
  lines: readonly ScheduledLine[],
  sheet: Application,
  before: Standing,
  { certified }: ApplicationEntry,
): Moved | null {
  if (tax === null) return null;
  const onSheet = taxToDate(tax, taxedLines(lines, sheet));
  const uncertified = certified === null || tax.base !== "netOfRetainage" ? 0n : sheet.summary["8"] - certified;
  return moved(before.tax, onSheet - percentOf(uncertified, tax.rate, "halfAwayFromZero"));
}

export function advanceMoved(
  { advance }: ContractEntry,
  summary: Summary,
  before: Standing,
  entry: ApplicationEntry,
): Moved | null {
  if (advance === null && entry.advanceRecouped === null) return null;
  if (entry.advanceRecouped !== null)
    return moved(before.advanceRecouped, before.advanceRecouped + entry.advanceRecouped);
  return advance === null ? null : moved(before.advanceRecouped, advanceRecouped(advance, summary["4"]));
}

export function fundsMoved(
  { funds }: ContractEntry,
  { lines }: Schedule,
  before: Standing,
  after: ReadonlyMap<string, LineStanding>,
): ComputedApplication["funds"] {
  const bornBy = (standings: ReadonlyMap<string, LineStanding>) => {
    const total = new Map<string, Cents>();
    for (const { entry } of lines) {
      const standing = standings.get(entry.item);
      if (standing === undefined) continue;
      for (const [fund, amount] of bornByFunds(entry.funds, standing.funds))
        total.set(fund, (total.get(fund) ?? 0n) + amount);
    }
    return total;
  };
  const [previous, toDate] = [bornBy(before.lines), bornBy(after)];
  return funds.map((fund) => ({ fund, ...moved(previous.get(fund) ?? 0n, toDate.get(fund) ?? 0n) }));
}
