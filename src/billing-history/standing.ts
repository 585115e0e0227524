// Where a contract stands between two applications, and what billing one comes to.

import type { FundStanding } from "../fund/fund.ts";
import { funded, nothingFunded } from "../fund/fund.ts";
import type { Application } from "../invoice/application.ts";
import type { Deduction } from "../invoice/below-line-8.ts";
import type { LinePrevious } from "../invoice/totals.ts";
import { carriedForward, nothingBefore } from "../invoice/totals.ts";
import type { Cents } from "../money/money.ts";
import type { Rates } from "../retainage/terms.ts";
import type { ComputedApplication } from "./computed.ts";
import type { ChangeOrderEntry, LineEntry } from "./history.ts";
import type { LinesByItem, ScheduledLine } from "./schedule.ts";

/** What does not change from one application to the next. */
export type Schedule = Readonly<{
  lines: readonly ScheduledLine[];
  byItem: LinesByItem;
  originalContractSum: Cents;
}>;

/** Where a contract stands between two applications. */
export type Standing = Readonly<{
  lines: ReadonlyMap<string, LineStanding>;
  entered: readonly ChangeOrderEntry[];
  /** The contract's rates from here on. */
  rates: Rates;
  /** Rates given to single lines since they were scheduled. */
  lineRates: ReadonlyMap<string, Rates>;
  isFrozen: boolean;
  isStopped: boolean;
  stepsTaken: number;
  certified: Cents;
  completedAndStored: Cents;
  deductions: readonly Deduction[];
  advanceRecouped: Cents;
  tax: Cents;
  lastPeriodTo: string | null;
}>;

export type LineStanding = Readonly<{
  previous: LinePrevious;
  funds: FundStanding;
  /** What remains of each stored item. */
  stored: ReadonlyMap<string, Cents>;
}>;

/** An application that is billed, and where it leaves the contract. */
export type Billed = Readonly<{
  computed: Omit<ComputedApplication, "findings">;
  after: Standing;
  application: Application;
  /** Cut line by line to what was certified; null: no line was. */
  cut: Application | null;
  /** The lines that are on the sheet. */
  lines: readonly ScheduledLine[];
  entered: readonly ChangeOrderEntry[];
  entries: ReadonlyMap<string, LineEntry>;
}>;

export const neverBilled: LineStanding = { previous: nothingBefore, funds: nothingFunded, stored: new Map() };

export function standingsAfter(
  before: Standing,
  lines: readonly ScheduledLine[],
  { lines: figures }: Application,
  entries: ReadonlyMap<string, LineEntry>,
): ReadonlyMap<string, LineStanding> {
  const standings = new Map(before.lines);
  for (const [index, { entry }] of lines.entries()) {
    const line = figures[index];
    if (line === undefined) continue;
    const was = before.lines.get(entry.item) ?? neverBilled;
    const lineEntry = entries.get(entry.item);
    const stored = new Map(was.stored);
    for (const { id, bought, installed } of lineEntry?.stored ?? [])
      stored.set(id, (stored.get(id) ?? 0n) + bought - installed);
    const funds = funded(was.funds, line.billedThisPeriod, lineEntry?.funds ?? new Map());
    standings.set(entry.item, { previous: carriedForward(line), funds, stored });
  }
  return standings;
}
