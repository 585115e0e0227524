// When a company's daily summary is due. Asked every minute of every company, so that neither a change of the clocks nor
// a machine that was off can skip a day or double one: it is due once the company's own clock shows the hour or a later
// one, and no summary was made for that day.
import { type Day, dayAfter, dayIn } from "../calendar/day.ts";

export type CompanyClock = Readonly<{
  companyId: string;
  timeZone: string;
  summaryHour: number;
  /** The last day a summary was made for. */
  summaryOn: Day | null;
  createdAt: Date;
}>;

/** The day whose summary is due now, or null. A company's first is due when its hour comes for the first time. */
export function summaryDue(clock: CompanyClock, at: Date): Day | null {
  const today = dayIn(clock.timeZone, at);
  if (!hourHasCome(clock, at)) return null;
  return (clock.summaryOn ?? dayBeforeFirst(clock)) < today ? today : null;
}

const hourHasCome = ({ timeZone, summaryHour }: CompanyClock, at: Date): boolean => hourIn(timeZone, at) >= summaryHour;

function dayBeforeFirst(clock: CompanyClock): Day {
  const founded = dayIn(clock.timeZone, clock.createdAt);
  return hourHasCome(clock, clock.createdAt) ? founded : dayAfter(founded, -1);
}

function hourIn(timeZone: string, at: Date): number {
  return Number(new Intl.DateTimeFormat("en-US", { timeZone, hour: "2-digit", hourCycle: "h23" }).format(at));
}
