// A line that several funds pay for: its value is split over them, and what is billed follows the split unless it is said
// otherwise. The parts of the funds always add up to the line.
import { spreadByShare } from "../money/allocate.ts";
import { type Cents, sum } from "../money/money.ts";

/** Of each fund, its part of the line's value. Parts may be negative; money may be moved from one fund to another. */
export type FundSplit = ReadonlyMap<string, Cents>;

/** How a line's billing was split so far. */
export type FundStanding = Readonly<{
  /** Billed to date by the split: kept as one sum, so that its parts are rounded once. */
  bySplit: Cents;
  /** Billed to date to funds that were named. */
  named: FundSplit;
}>;

export const nothingFunded: FundStanding = { bySplit: 0n, named: new Map() };

/** Bills an amount: to the named funds where any is named, else by the split. */
export function funded(standing: FundStanding, billed: Cents, named: FundSplit): FundStanding {
  if (named.size === 0) return { ...standing, bySplit: standing.bySplit + billed };
  const sums = new Map(standing.named);
  for (const [fund, amount] of named) sums.set(fund, (sums.get(fund) ?? 0n) + amount);
  return { ...standing, named: sums };
}

/** What each fund bears of the line to date. A split that comes to nothing bears nothing. */
export function bornByFunds(split: FundSplit, standing: FundStanding): FundSplit {
  const names = [...split.keys()];
  const shares = [...split.values()];
  const parts = sum(shares) === 0n ? shares.map(() => 0n) : spreadByShare(standing.bySplit, shares);
  const born = new Map(names.map((name, index) => [name, parts[index] ?? 0n]));
  for (const [fund, amount] of standing.named) born.set(fund, (born.get(fund) ?? 0n) + amount);
  return born;
}
