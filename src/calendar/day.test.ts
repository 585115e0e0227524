import { describe, expect, test } from "vitest";
import { dayAfter, dayIn, isDay, monthOf } from "./day.ts";

describe("a day is written yyyy-mm-dd and exists", () => {
  test.each([
    ["2026-01-31", true],
    ["2024-02-29", true],
    ["2000-02-29", true],
    ["2026-02-29", false],
    ["1900-02-29", false],
    ["2026-04-31", false],
    ["2026-13-01", false],
    ["2026-00-10", false],
    ["2026-1-31", false],
    ["31.01.2026", false],
    ["2026-01-31T00:00:00Z", false],
    [" 2026-01-31", false],
    ["2026-01-31\n", false],
    ["", false],
  ])("%j: %s", (text, is) => expect(isDay(text)).toBe(is));
});

describe("days later and earlier", () => {
  test.each([
    ["2026-01-31", 1, "2026-02-01"],
    ["2024-02-28", 1, "2024-02-29"],
    ["2026-02-28", 1, "2026-03-01"],
    ["2026-12-31", 1, "2027-01-01"],
    ["2026-03-01", -1, "2026-02-28"],
    ["2026-03-29", 1, "2026-03-30"], // clocks change in Europe that night
    ["2026-11-01", 1, "2026-11-02"], // and in America
    ["2026-05-05", 0, "2026-05-05"],
    ["2026-01-01", 365, "2027-01-01"],
  ])("%s and %i days is %s", (day, count, later) => expect(dayAfter(day, count)).toBe(later));

  test("of something that is no day is a defect", () => {
    expect(() => dayAfter("2026-02-30", 1)).toThrow('"2026-02-30" is a day');
  });
});

describe("the day of an instant depends on where one stands", () => {
  const evening = new Date("2026-11-24T23:30:00Z");
  test.each([
    ["UTC", "2026-11-24"],
    ["Europe/Vienna", "2026-11-25"],
    ["America/Los_Angeles", "2026-11-24"],
    ["Pacific/Auckland", "2026-11-25"],
    ["Asia/Kolkata", "2026-11-25"],
  ])("%s: %s", (timeZone, day) => expect(dayIn(timeZone, evening)).toBe(day));
});

test("the posting month of a day", () => {
  expect(monthOf("2026-01-31")).toBe("2026-01");
});
