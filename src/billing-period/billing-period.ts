// A billing period: the days that an application covers. The periods of a project do not overlap.
import type { Reason } from "../refusal.ts";

export type PeriodDates = Readonly<{ from: string; to: string; dueOn: string | null }>;

/** Everything that is wrong with these days; `others` are the project's other periods. */
export function periodProblems(
  dates: PeriodDates,
  others: readonly Pick<PeriodDates, "from" | "to">[],
): readonly Reason[] {
  const { from, to, dueOn } = dates;
  if (from > to)
    return [{ code: "period_order", field: "to", given: to, allowed: `${from} or later`, values: { from, to } }];
  const problems: Reason[] = others
    .filter((other) => other.from <= to && from <= other.to)
    .map((other) => ({
      code: "periods_overlap",
      field: "from",
      values: { from, to, otherFrom: other.from, otherTo: other.to },
    }));
  if (dueOn !== null && dueOn < from)
    problems.push({ code: "period_due_before_end", field: "dueOn", given: dueOn, allowed: from });
  return problems;
}
