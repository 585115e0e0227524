// Instants as people read them, in a company's time zone.

/** `"Mar 31, 2026, 11:00 AM"` */
export function instantShown(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat("en-US", { timeZone, dateStyle: "medium", timeStyle: "short" }).format(at);
}
