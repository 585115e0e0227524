// Which billing period is proposed next.
import { dayAfter } from "../../calendar/day.ts";

/** The month that follows the last period; nothing where there is none yet. `2026-01-31` is followed by February. */
export function nextMonthAfter(periods: readonly Readonly<{ to: string }>[]): { from: string; to: string } {
  const lastTo = periods
    .map(({ to }) => to)
    .sort()
    .at(-1);
  if (lastTo === undefined) return { from: "", to: "" };
  const from = dayAfter(lastTo, 1);
  const [year = 0, month = 0, day = 0] = from.split("-").map(Number);
  const to = new Date(Date.UTC(year, month, day - 1));
  return { from, to: to.toISOString().slice(0, 10) };
}
