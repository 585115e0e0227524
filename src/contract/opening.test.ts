import { expect, test } from "vitest";
import { sentenceOf } from "../words/reasons.ts";
import { openingHeld, openingProblems, openingShown, readOpening } from "./opening.ts";
import type { OpeningShown } from "./wire.ts";

const lines = [
  { id: "00000000-0000-4000-8000-000000000001", item: "1", method: "amount" as const },
  { id: "00000000-0000-4000-8000-000000000002", item: "2", method: "unit" as const },
];
const amount = lines[0]!.id;
const unit = lines[1]!.id;
const other = "00000000-0000-4000-8000-000000000003";

type Line = OpeningShown["lines"][number];
const none = { workToDate: null, quantityToDate: null, materialsStored: "0.00", retainageHeld: null };
const ofAmount: Line = { ...none, lineId: amount, workToDate: "5000.00" };
const ofUnit: Line = { ...none, lineId: unit, quantityToDate: "12.5" };
const opening = (...lines: Line[]): OpeningShown => ({ certified: null, lines });

test("goes over text and back, to the cent", () => {
  const shown = { certified: "4500.00", lines: [{ ...ofAmount, retainageHeld: "-0.01" }, ofUnit] };
  const read = readOpening(shown);
  expect(read.lines[0]).toEqual({
    lineId: amount,
    workToDate: 5000_00n,
    quantityToDate: null,
    materialsStored: 0n,
    retainageHeld: -1n,
  });
  expect(read.lines[1]?.quantityToDate).toBe(12_500_000n);
  expect(openingShown(read)).toEqual(shown);
});

test.each<[string, OpeningShown, [code: string, field: string][]]>([
  ["one of every kind", opening(ofAmount, ofUnit), []],
  ["nothing at all", opening(), []],
  ["a line of nowhere", opening({ ...ofAmount, lineId: other }), [["opening_line_unknown", "opening.lines.0.lineId"]]],
  ["a line twice", opening(ofAmount, ofAmount), [["opening_line_twice", "opening.lines.1.lineId"]]],
  [
    "an amount on a unit line",
    opening({ ...ofUnit, quantityToDate: null, workToDate: "1.00" }),
    [
      ["opening_missing", "opening.lines.0.quantityToDate"],
      ["opening_of_other_method", "opening.lines.0.workToDate"],
    ],
  ],
  [
    "a quantity beside the amount",
    opening({ ...ofAmount, quantityToDate: "1" }),
    [["opening_of_other_method", "opening.lines.0.quantityToDate"]],
  ],
  [
    "material below nothing, on each line",
    opening({ ...ofAmount, materialsStored: "-1.00" }, { ...ofUnit, materialsStored: "-1.00" }),
    [
      ["amount_out_of_range", "opening.lines.0.materialsStored"],
      ["amount_out_of_range", "opening.lines.1.materialsStored"],
    ],
  ],
])("%s", (_name, entered, expected) => {
  const problems = openingProblems(entered, lines);
  expect(problems.map(({ code, field }) => [code, field])).toEqual(expected);
  for (const problem of problems) expect(sentenceOf(problem)).not.toContain("{");
});

test("a line it starts from stays, and is measured as before", () => {
  const start = readOpening(opening(ofAmount, ofUnit));
  const after = (method: "amount" | "unit") => new Map([[unit, { method }]]);
  expect(openingHeld(start, lines, after("unit")).map(({ given }) => given)).toEqual(["1"]);
  expect(openingHeld(start, lines, after("amount")).map(({ given }) => given)).toEqual(["1", "2"]);
  expect(openingHeld(null, lines, new Map())).toEqual([]);
});
