// Plain days: "2026-01-31", as on the paper. No clock and no time zone; those live at the edges.
import { assert } from "../assert.ts";

/** A calendar day, `yyyy-mm-dd`; text order is time order. */
export type Day = string;

export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === text;
}

/** The day `count` days later, or earlier where negative. */
export function dayAfter(day: Day, count: number): Day {
  assert(isDay(day), `"${day}" is a day`);
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + count);
  return at.toISOString().slice(0, 10);
}

/** The day it is in a time zone (an IANA name) at an instant. */
export function dayIn(timeZone: string, at: Date): Day {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
  return parts.format(at);
}

/** The month of a day, `yyyy-mm`: the posting month of an ERP. */
export function monthOf(day: Day): string {
  return day.slice(0, 7);
}
