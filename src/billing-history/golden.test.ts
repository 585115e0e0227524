// How a published statement is held against the engine's output: figures by their places, and what becomes of a check.
import { describe, expect, test } from "vitest";
import { type Check, caseSchema, figureAt, judge, type Output } from "./golden.ts";

const finding = { code: "TOT-TIE", item: null, figures: { column: "G", printed: "20.00" } };
const output: Output = {
  given: { applications: [{ lines: [{ funds: { CITY: "-1.00", STATE: "1.00" } }] }] },
  applications: [
    {
      number: "1",
      summary: { "4": "178100.00", "5a": "0.01" },
      lines: [
        { item: "1.0", G: "10.00" },
        { item: "R-9", G: "-0.50" },
      ],
      findings: [finding],
    },
    { number: "2", summary: { "4": "262500.00" }, lines: [{ item: "1.0", G: "10.50" }], findings: [] },
  ],
};

describe("figures", () => {
  test.each([
    ["applications[number=2].summary.4", 262_500_000_000n],
    ["-applications[0].summary.5a", -10_000n],
    [
      "applications[number=2].lines[item=1.0].G - applications[number=1].lines[item=1.0].G + 0",
      "0 stands in 0 places, not in one.",
    ],
    ["applications[number=2].lines[item=1.0].G - applications[number=1].lines[item=1.0].G", 500_000n],
    ["sum(applications[*].lines[*].G)", 20_000_000n],
    ["count(applications[*].lines[item=1.0])", 2_000_000n],
    ["count(applications[*].findings[code=TOT-TIE][item=R-9])", 0n],
    ["count(given.applications[*].lines[*].funds[*][<0])", 1_000_000n],
    ["percent(applications[0].summary.4, applications[1].summary.4)", 67_847_619n],
    ["round(percent(applications[0].summary.4, applications[1].summary.4), 1)", 67_800_000n],
    ["3% of (applications[0].lines[item=1.0].G + applications[0].lines[item=R-9].G)", 290_000n],
    ["applications[*].summary.4", "applications[*].summary.4 stands in 2 places, not in one."],
    ["applications[0].lines", "applications[0].lines is no number."],
  ])("%s", (expression, value) => expect(figureAt(expression, output)).toBe(value));
});

describe("checks", () => {
  const outputs = new Map([["history.yaml", output]]);
  const checkOf = (check: Omit<Check, "in">) => judge({ in: "history.yaml", ...check }, outputs);
  const figure = "applications[number=2].summary.4";

  test("one that holds is reproduced by its figure, or differs", () => {
    expect(checkOf({ id: "4", holds: true, printed: "262500.00", figure }).outcome).toBe("reproduced");
    const other = checkOf({ id: "4", holds: true, printed: "262500.01", figure });
    expect(other).toEqual({ id: "4", outcome: "differs", detail: `${figure} is 262500, not 262500.01.` });
  });

  test("what is not printed is held against what it comes to", () => {
    expect(checkOf({ id: "4", holds: null, printed: null, recomputed: "262500.00", figure }).outcome).toBe(
      "reproduced",
    );
  });

  test("one that does not hold needs its finding, in the place that is named", () => {
    const check = { id: "G", holds: false, printed: "20.00", recomputed: "262500.00", figure };
    expect(checkOf({ ...check, finding: { code: "TOT-TIE", application: "1", column: "G" } }).outcome).toBe("found");
    expect(checkOf({ ...check, finding: { code: "TOT-TIE", application: "2" } }).outcome).toBe("differs");
    expect(checkOf({ ...check, finding: { code: "TOT-TIE", column: "C" } }).outcome).toBe("differs");
    expect(checkOf({ ...check, recomputed: "1.00", finding: { code: "TOT-TIE" } }).outcome).toBe("differs");
    expect(checkOf(check).outcome).toBe("differs");
  });

  test("nothing passes that nothing is held against", () => {
    expect(checkOf({ id: "x", holds: true, printed: "1.00" }).outcome).toBe("differs");
    expect(checkOf({ id: "x", holds: true, printed: "1.00", without: ["TOT-TIE"], figure }).outcome).toBe("differs");
    expect(judge({ id: "x", in: "other.yaml", holds: true, printed: "1.00", figure }, outputs).outcome).toBe("differs");
    expect(checkOf({ id: "x", holds: false, explained: "It is of another method." }).outcome).toBe("explained");
  });

  test("a case has a provenance and at least one check, and no key that nobody reads", () => {
    expect(caseSchema.safeParse({ provenance: "ours", checks: [] }).success).toBe(false);
    expect(caseSchema.safeParse({ provenance: "ours", checks: [{ id: "1", holds: true, figur: "a" }] }).success).toBe(
      false,
    );
  });
});
