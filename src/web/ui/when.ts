// Days and instants as people read them. A day has no zone; an instant is shown in the company's.

/** `dayShown("2026-01-31")` is "Jan 31, 2026". */
export function dayShown(day: string): string {
  return new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeZone: "UTC" }).format(
    new Date(`${day}T00:00:00Z`),
  );
}

/** `daysShown("2026-01-01", "2026-01-31")` is "Jan 1 – 31, 2026". */
export function daysShown(from: string, to: string): string {
  const days = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeZone: "UTC" });
  return days.formatRange(new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`));
}

/** `instantShown("2026-01-31T15:04:00Z", "America/New_York")` is "Jan 31, 2026, 10:04 AM". */
export function instantShown(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeStyle: "short", timeZone }).format(
    new Date(instant),
  );
}
