// How a schedule of values was made, looked at once, with the first application: lines that look like one line twice, and
// money that is pulled to the beginning.
import { type Cents, sum } from "../money/money.ts";
import { type Percent, percent, percentage, percentShown } from "../money/ratio.ts";
import type { Found } from "./findings.ts";

export type ScheduledWork = Readonly<{
  lineId: string;
  item: string;
  description: string;
  scheduledValue: Cents;
  workToDate: Cents;
}>;

/** How much of the contract may be finished in the first application before it is worth a look, where nothing else is said. */
export const frontLoadUsual: Percent = percent("10");

/** Lines of the same description and the same value; the second of them is where it is mended. */
export function doubleLines(lines: readonly Omit<ScheduledWork, "workToDate">[]): readonly Found[] {
  const alike = Map.groupBy(
    lines.filter(({ description, scheduledValue }) => description !== "" && scheduledValue !== 0n),
    ({ description, scheduledValue }) => `${description.trim().toLowerCase()} ${scheduledValue}`,
  );
  return [...alike.values()].flatMap((same): Found[] => {
    const [first, second] = same;
    if (first === undefined || second === undefined) return [];
    const figures = { items: same.map(({ item }) => item).join(", "), value: first.scheduledValue };
    return [{ code: "DUP-LINE", severity: "warn", lineId: second.lineId, about: "contract", figures }];
  });
}

/** Lines that are finished in the first application. One that is billed at once as a whole is not loaded to the front. */
export function frontLoad(lines: readonly ScheduledWork[], usual: Percent): readonly Found[] {
  // Of all that is to be earned; deductive lines would make the share of the others look larger.
  const toEarn = lines.filter(({ scheduledValue }) => scheduledValue > 0n);
  const finished = toEarn.filter(({ scheduledValue, workToDate }) => workToDate >= scheduledValue);
  const value = sum(finished.map(({ scheduledValue }) => scheduledValue));
  const share = percentage(value, sum(toEarn.map(({ scheduledValue }) => scheduledValue)));
  if (share === null || share <= usual || finished.length === lines.length) return [];
  const figures = { value, percent: percentShown(share) };
  return [{ code: "FRONT-LOAD", severity: "hint", lineId: null, about: "application", figures }];
}
