import { describe, expect, test } from "vitest";
import { type CompanyClock, summaryDue } from "./summary-clock.ts";

const chicago: CompanyClock = {
  companyId: "c",
  timeZone: "America/Chicago",
  summaryHour: 7,
  summaryOn: "2026-03-06",
  createdAt: new Date("2026-01-01T00:00:00Z"),
};

test.each([
  ["before the hour", {}, "2026-03-07T12:59:59Z", null],
  ["at the hour", {}, "2026-03-07T13:00:00Z", "2026-03-07"],
  ["later in the day", {}, "2026-03-08T04:59:59Z", "2026-03-07"],
  ["made already", { summaryOn: "2026-03-07" }, "2026-03-07T13:00:00Z", null],
  ["on the day the clocks go forward, an hour earlier by the sun", {}, "2026-03-08T12:00:00Z", "2026-03-08"],
  ["and not before", {}, "2026-03-08T11:59:59Z", null],
  ["at an hour that this day lacks", { summaryHour: 2 }, "2026-03-08T08:00:00Z", "2026-03-08"],
  ["after days off, for today alone", { summaryOn: "2026-02-20" }, "2026-03-07T20:00:00Z", "2026-03-07"],
  ["at midnight", { summaryHour: 0 }, "2026-03-07T06:00:00Z", "2026-03-07"],
  ["in a zone of half hours", { timeZone: "Asia/Kolkata" }, "2026-03-07T01:30:00Z", "2026-03-07"],
  ["and not before it there", { timeZone: "Asia/Kolkata" }, "2026-03-07T01:29:00Z", null],
  ["a day ahead", { timeZone: "Pacific/Auckland" }, "2026-03-06T18:00:00Z", "2026-03-07"],
  ["moved to a later hour after today's", { summaryOn: "2026-03-07", summaryHour: 9 }, "2026-03-07T15:00:00Z", null],
])("%s", (_name, change, at, due) => {
  expect(summaryDue({ ...chicago, ...change }, new Date(at))).toBe(due);
});

describe("a company founded", () => {
  const founded = (createdAt: string): CompanyClock => ({
    ...chicago,
    summaryOn: null,
    createdAt: new Date(createdAt),
  });

  test("before the hour has its first that day", () => {
    expect(summaryDue(founded("2026-03-07T12:00:00Z"), new Date("2026-03-07T13:00:00Z"))).toBe("2026-03-07");
  });

  test("after the hour has its first the day after", () => {
    expect(summaryDue(founded("2026-03-07T14:00:00Z"), new Date("2026-03-07T14:01:00Z"))).toBeNull();
    expect(summaryDue(founded("2026-03-07T14:00:00Z"), new Date("2026-03-08T12:00:00Z"))).toBe("2026-03-08");
  });
});

test("asked every minute through both changes of the clocks, every day has exactly one", () => {
  for (const [from, summaryHour] of [
    ["2026-03-06T00:00:00Z", 2],
    ["2026-10-30T00:00:00Z", 1],
  ] as const) {
    let clock: CompanyClock = { ...chicago, summaryHour, summaryOn: "2026-01-01" };
    const days: string[] = [];
    const start = new Date(from).getTime();
    for (let minute = 0; minute < 5 * 24 * 60; minute += 1) {
      const due = summaryDue(clock, new Date(start + minute * 60_000));
      if (due === null) continue;
      days.push(due);
      clock = { ...clock, summaryOn: due };
    }
    expect(new Set(days).size).toBe(days.length);
    expect(days.length).toBeGreaterThanOrEqual(5);
  }
});
