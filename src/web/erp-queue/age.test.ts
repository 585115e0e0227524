import { expect, test } from "vitest";
import { ageShown } from "./age.ts";

test.each([
  ["2026-01-31T08:00:00Z", "just now"],
  ["2026-01-31T07:59:00Z", "1 minute"],
  ["2026-01-31T07:00:01Z", "59 minutes"],
  ["2026-01-31T07:00:00Z", "1 hour"],
  ["2026-01-29T08:00:01Z", "47 hours"],
  ["2026-01-29T08:00:00Z", "2 days"],
  ["2026-02-01T08:00:00Z", "just now"],
])("what waits since %s has waited %s", (since, shown) => {
  expect(ageShown(since, new Date("2026-01-31T08:00:00Z"))).toBe(shown);
});
