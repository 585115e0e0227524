import { describe, expect, test } from "vitest";
import { countRoad, countVitest, nothing, sum } from "./check-count.ts";

const file = (status: string, ...tests: [string, string][]) => ({
  name: "/drawbridge/src/money/money.test.ts",
  status,
  assertionResults: tests.map(([fullName, result]) => ({ fullName, status: result })),
});

describe("a vitest report", () => {
  test("counts tests, and names those that failed or were skipped with their file", () => {
    const report = {
      success: false,
      testResults: [file("failed", ["a", "passed"], ["b", "failed"], ["c", "skipped"])],
    };
    expect(countVitest("unit", report, "/drawbridge")).toEqual({
      passed: 1,
      failed: ["src/money/money.test.ts > b"],
      skipped: ["src/money/money.test.ts > c"],
    });
  });

  test.each(["pending", "todo", "skipped"])("calls %s skipped", (status) => {
    const report = { success: true, testResults: [file("passed", ["a", status])] };
    expect(countVitest("unit", report, "/drawbridge").skipped).toHaveLength(1);
  });

  test("a file that cannot be read has failed", () => {
    const report = { success: false, testResults: [file("failed")] };
    expect(countVitest("unit", report, "/drawbridge").failed).toEqual(["src/money/money.test.ts (the file itself)"]);
  });

  test("an error outside of any test has failed", () => {
    const report = { success: false, testResults: [file("passed", ["a", "passed"])] };
    expect(countVitest("unit", report, "/drawbridge").failed).toEqual(["unit: an error outside of any test"]);
  });
});

describe("a road", () => {
  const step = (id: string, ok: boolean) => ({ id, ok });
  test.each([
    ["all steps so", { erp: "sandbox", ok: true, steps: [step("import", true), step("period", true)] }, 2, []],
    [
      "a step not so",
      { erp: "sandbox", ok: false, steps: [step("import", true), step("period", false)] },
      1,
      ["road: period"],
    ],
    [
      "an early end",
      { erp: "sandbox", ok: false, steps: [step("import", true)] },
      1,
      ["road: it did not reach its end"],
    ],
  ])("%s", (_name, report, passed, failed) => {
    expect(countRoad("road", report)).toEqual({ passed, failed, skipped: [] });
  });
});

test("the sum of nothing is nothing, and of two is both", () => {
  expect(sum([])).toEqual(nothing);
  const one = { passed: 1, failed: ["a"], skipped: ["b"] };
  expect(sum([one, one])).toEqual({ passed: 2, failed: ["a", "a"], skipped: ["b", "b"] });
});
