import { describe, expect, test } from "vitest";
import { z } from "zod";
import { sentenceOf } from "../words/reasons.ts";
import { TermsShown } from "./billing-terms.ts";
import { plainLine, type ScheduleLine } from "./schedule-line.ts";
import { termsProblems } from "./terms-problems.ts";

const plain = { work: "5", materials: "5", effect: "retroactive" } as const;
const percentStep = (percent: string, of = "current") => ({ at: { percent, of }, ...plain });
const amountStep = (amount: string) => ({ at: { amount }, ...plain });
const stop = (percent: string) => ({
  at: { percent, of: "current" },
  work: "0",
  materials: "0",
  effect: "prospective",
  scope: "allLines",
});
const steps = (...all: object[]) => ({ retainage: { steps: all } });
const tax = { rate: "8", base: "gross", onRelease: "alreadyTaxed" };

const line = (item: string, funds: ScheduleLine["funds"], status: "approved" | "void" | null = null): ScheduleLine => ({
  ...plainLine,
  id: item,
  item,
  position: 1,
  costCode: null,
  description: "Line",
  method: "amount",
  scheduledValue: 100_00n,
  quantity: null,
  unit: null,
  unitPrice: null,
  changeOrder: status && { id: "co", number: "7", title: "", status, approvedOn: null },
  rates: null,
  changes: [],
  funds,
});

const problemsOf = (terms: object, lines: readonly ScheduleLine[] = []) =>
  termsProblems(TermsShown.parse(terms), lines);
const Told = z.object({ code: z.string(), field: z.string(), given: z.string(), allowed: z.string() });

describe("terms are refused, with the field, what was given and what is allowed", () => {
  test.each<[string, object, [code: string, field: string, given: string, allowed: string][]]>([
    [
      "a step's rates",
      steps({ ...percentStep("50"), work: "100.000001", materials: "-1" }),
      [
        ["percent_out_of_range", "terms.retainage.steps.0.work", "100.000001", "0 to 100"],
        ["percent_out_of_range", "terms.retainage.steps.0.materials", "-1", "0 to 100"],
      ],
    ],
    [
      "a threshold beyond the contract",
      steps(percentStep("101")),
      [["percent_out_of_range", "terms.retainage.steps.0.at.percent", "101", "0 to 100"]],
    ],
    [
      "a threshold below nothing",
      steps(amountStep("-0.01")),
      [["amount_out_of_range", "terms.retainage.steps.0.at.amount", "-0.01", "0.00 or more"]],
    ],
    [
      "percentages that fall",
      steps(percentStep("75"), percentStep("50")),
      [["steps_not_rising", "terms.retainage.steps.1.at", "50 %", "more than 75 %"]],
    ],
    [
      "percentages that stay",
      steps(percentStep("50"), percentStep("50.0")),
      [["steps_not_rising", "terms.retainage.steps.1.at", "50 %", "more than 50 %"]],
    ],
    [
      "amounts that fall, a percentage between them",
      steps(amountStep("500.00"), percentStep("50"), amountStep("499.99")),
      [["steps_not_rising", "terms.retainage.steps.2.at", "499.99", "more than 500.00"]],
    ],
    ["two stops", steps(stop("50"), stop("60")), [["stop_twice", "terms.retainage.steps.1", "stop no. 2", "one stop"]]],
    [
      "a cap beyond the contract",
      { retainage: { cap: { percent: "100.5", of: "original" } } },
      [["percent_out_of_range", "terms.retainage.cap.percent", "100.5", "0 to 100"]],
    ],
    [
      "a cap below nothing",
      { retainage: { cap: { amount: "-1.00" } } },
      [["amount_out_of_range", "terms.retainage.cap.amount", "-1.00", "0.00 or more"]],
    ],
    [
      "a maximum",
      { retainage: { maximum: "200" } },
      [["percent_out_of_range", "terms.retainage.maximum", "200", "0 to 100"]],
    ],
    [
      "a tax rate, and a release taxed twice",
      { tax: { ...tax, rate: "101", onRelease: "taxed" } },
      [
        ["percent_out_of_range", "terms.tax.rate", "101", "0 to 100"],
        ["release_disagrees_with_base", "terms.tax.onRelease", "taxed", "alreadyTaxed"],
      ],
    ],
    [
      "a release never taxed",
      { tax: { ...tax, base: "netOfRetainage" } },
      [["release_disagrees_with_base", "terms.tax.onRelease", "alreadyTaxed", "taxed"]],
    ],
    [
      "an advance of nothing",
      { advance: { paid: "0.00", recoupPercent: "-5" } },
      [
        ["amount_out_of_range", "terms.advance.paid", "0.00", "more than 0.00"],
        ["percent_out_of_range", "terms.advance.recoupPercent", "-5", "0 to 100"],
      ],
    ],
    [
      "an escrow in multiples of nothing",
      { escrow: { roundDownTo: "0" } },
      [["amount_out_of_range", "terms.escrow.roundDownTo", "0", "more than 0.00"]],
    ],
    [
      "a fund twice",
      { funds: ["City", "State", "City"] },
      [["fund_twice", "terms.funds.2", "City", "a name that no other fund has"]],
    ],
  ])("%s", (_name, terms, expected) => {
    const problems = problemsOf(terms);
    expect(problems.map((one) => Object.values(Told.parse(one)))).toEqual(expected);
    for (const problem of problems) expect(sentenceOf(problem)).toContain(problem.given);
  });
});

test.each<[string, object]>([
  ["nothing agreed", {}],
  [
    "steps of different kinds in the order given",
    steps(percentStep("75"), amountStep("10.00"), percentStep("50", "original")),
  ],
  ["a step, and then a stop", steps(percentStep("50"), stop("60"))],
  ["retainage of everything", { retainage: { cap: { percent: "100", of: "current" }, maximum: "100" } }],
  ["tax net of retainage, taxed on release", { tax: { ...tax, base: "netOfRetainage", onRelease: "taxed" } }],
  ["a cap of nothing", { retainage: { cap: { amount: "0.00" } } }],
])("taken: %s", (_name, terms) => {
  expect(problemsOf(terms)).toEqual([]);
});

test("a fund that lines use stays; those of a void change order no longer use it", () => {
  const many = Array.from({ length: 12 }, (_, index) => line(`${index + 1}`, { City: 100_00n }));
  const lines = [...many, line("13", { State: 100_00n }, "approved"), line("14", { County: 100_00n }, "void")];
  expect(problemsOf({ funds: ["City", "State"] }, lines)).toEqual([]);
  expect(problemsOf({ funds: [] }, lines).map(sentenceOf)).toEqual([
    "The fund “City” cannot be removed: it pays for 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 other lines.",
    "The fund “State” cannot be removed: it pays for 13.",
  ]);
});
