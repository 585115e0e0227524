// How long something has been waiting, in the largest unit that fits.
import { queueScreens as words } from "../../words/en/queue-screens.ts";
import { fill } from "../../words/say.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** `ageShown("2026-01-31T08:00:00Z", at("2026-01-31T11:10:00Z"))` is "3 hours". */
export function ageShown(since: string, now: Date): string {
  const age = Math.max(0, now.getTime() - new Date(since).getTime());
  if (age < hourMs) return fill(words.ageMinutes, { count: Math.floor(age / minuteMs) });
  if (age < 2 * dayMs) return fill(words.ageHours, { count: Math.floor(age / hourMs) });
  return fill(words.ageDays, { count: Math.floor(age / dayMs) });
}
