import { describe, expect, test } from "vitest";
import {
  addressGroup,
  attemptRules,
  isKnown,
  secondsToWait,
  type Tally,
  withFailure,
  withSuccess,
} from "./attempts.ts";

const start = new Date("2026-03-31T18:00:00Z");
const later = (seconds: number): Date => new Date(start.getTime() + seconds * 1000);

function afterFailures(count: number, at: Date): Tally | null {
  let tally: Tally | null = null;
  for (let failure = 0; failure < count; failure += 1) tally = withFailure(tally, attemptRules.login, at);
  return tally;
}

test.each([
  [0, 0],
  [4, 0],
  [5, 30],
  [6, 60],
  [7, 120],
  [9, 480],
  [10, 900],
  [1000, 900],
])("after %i failures one waits %i seconds", (failures, seconds) => {
  expect(secondsToWait(afterFailures(failures, start), start)).toBe(seconds);
});

test("the wait runs out, and a day without a failure forgets", () => {
  const tally = afterFailures(8, start);
  expect(secondsToWait(tally, later(239))).toBe(1);
  expect(secondsToWait(tally, later(240))).toBe(0);
  expect(withFailure(tally, attemptRules.login, later(3600)).failures).toBe(9);
  expect(withFailure(tally, attemptRules.login, later(24 * 3600 + 1)).failures).toBe(1);
});

test("a success clears the count and makes known for ninety days", () => {
  const tally = withSuccess(start);
  expect(tally.failures).toBe(0);
  expect(isKnown(tally, later(89 * 24 * 3600))).toBe(true);
  expect(isKnown(tally, later(90 * 24 * 3600))).toBe(false);
  expect(isKnown(null, start)).toBe(false);
  expect(isKnown(withFailure(tally, attemptRules.login, later(1)), later(2))).toBe(true);
});

describe("addresses that count as one", () => {
  test.each([
    ["192.0.2.7", "192.0.2.7"],
    ["::ffff:192.0.2.7", "192.0.2.7"],
    ["2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2"],
    ["2001:DB8:1:2::1", "2001:db8:1:2"],
    ["2001:0db8::1", "2001:db8:0:0"],
    ["::1", "0:0:0:0"],
    ["fe80::1%eth0", "fe80:0:0:0"],
    ["", ""],
  ])("%s: %s", (address, group) => {
    expect(addressGroup(address)).toBe(group);
  });
});
