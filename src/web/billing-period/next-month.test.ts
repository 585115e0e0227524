import { expect, test } from "vitest";
import { nextMonthAfter } from "./next-month.ts";

test.each([
  [["2026-01-31"], "2026-02-01", "2026-02-28"],
  [["2026-12-31", "2026-11-30"], "2027-01-01", "2027-01-31"],
  [["2026-03-20"], "2026-03-21", "2026-04-20"],
])("after periods that end on %j comes %s to %s", (ends, from, to) => {
  expect(nextMonthAfter(ends.map((end) => ({ to: end })))).toEqual({ from, to });
});

test("nothing is proposed for the first period", () => {
  expect(nextMonthAfter([])).toEqual({ from: "", to: "" });
});
