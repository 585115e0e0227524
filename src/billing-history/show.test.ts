// How a computed history looks, to programs and to people; the figures are given here, not computed.
import { describe, expect, test } from "vitest";
import { cents } from "../money/money.ts";
import { millionths, percent } from "../money/ratio.ts";
import { compute } from "./compute.ts";
import type { ComputedApplication, ComputedHistory, ComputedLine } from "./computed.ts";
import { readHistory } from "./read.yaml.ts";
import { shownJson, shownTable } from "./show.ts";

const read = readHistory(`
currency: USD
contract:
  retainage: "10"
  funds: [CITY]
  tax: { rate: "8", base: gross }
  advance: { paid: "100.00", recoupPercent: "50" }
  escrow: { roundDownTo: "10.00" }
  lines:
    - { item: "001", description: Site work, scheduledValue: "200000.00", funds: { CITY: "200000.00" } }
    - { item: "G-1", description: Traffic stripe, quantity: "2400", unit: LF, unitPrice: "1" }
applications:
  - number: 1
    periodFrom: 2026-01-01
    periodTo: 2026-01-31
    deductions: [{ name: Damages, deducted: "5.00" }]
    lines:
      - { item: "001", workThisPeriod: "60000.00" }
      - { item: "G-1", quantityThisPeriod: "75.5" }
`);
if ("problems" in read) throw new Error(JSON.stringify(read.problems));
const computed = compute(read.history);

/** The history with other values in its one application, or in its first line. */
function withApplication(change: Partial<ComputedApplication>): ComputedHistory {
  return { ...computed, applications: computed.applications.map((one) => ({ ...one, ...change })) };
}
const withLine = (change: Partial<ComputedLine>): ComputedHistory =>
  withApplication({
    lines: computed.applications[0]!.lines.map((line, at) => (at === 0 ? { ...line, ...change } : line)),
  });

const linesOf = (history: ComputedHistory): readonly string[] => shownTable(history).split("\n");

describe("as JSON", () => {
  test("every amount is a text with two decimals, under the letters and numbers of the paper", () => {
    const shown = JSON.parse(JSON.stringify(shownJson(computed)));
    expect(Object.keys(shown)).toEqual(["currency", "rules", "applications"]);
    const { findings, ...application } = shown.applications[0];
    expect(findings).toEqual(expect.any(Array));
    expect(application).toEqual({
      number: 1,
      periodFrom: "2026-01-01",
      periodTo: "2026-01-31",
      reversed: false,
      summary: {
        "1": "202400.00",
        "2": "0.00",
        "3": "202400.00",
        "4": "60075.50",
        "5a": "6007.55",
        "5b": "0.00",
        "5": "6007.55",
        "6": "54067.95",
        "7": "0.00",
        "8": "54067.95",
        "9": "148332.05",
      },
      lines: [
        {
          item: "001",
          description: "Site work",
          changeOrder: null,
          C: "200000.00",
          D: "0.00",
          E: "60000.00",
          F: "0.00",
          G: "60000.00",
          percent: "30.00",
          H: "140000.00",
          I: "6000.00",
          retainage: { withheld: "6000.00", released: "0.00", adjusted: "0.00", held: "6000.00" },
        },
        {
          item: "G-1",
          description: "Traffic stripe",
          changeOrder: null,
          C: "2400.00",
          D: "0.00",
          E: "75.50",
          F: "0.00",
          G: "75.50",
          percent: "3.15",
          H: "2324.50",
          I: "7.55",
          quantityThisPeriod: "75.5",
          quantityToDate: "75.5",
          retainage: { withheld: "7.55", released: "0.00", adjusted: "0.00", held: "7.55" },
        },
      ],
      totals: {
        C: "202400.00",
        D: "0.00",
        E: "60075.50",
        F: "0.00",
        G: "60075.50",
        percent: "29.68",
        H: "142324.50",
        I: "6007.55",
      },
      changeOrders: {
        entered: [],
        additions: { previous: "0.00", thisPeriod: "0.00" },
        deductions: { previous: "0.00", thisPeriod: "0.00" },
        net: "0.00",
      },
      certified: "54067.95",
      deductions: [{ name: "Damages", previous: "0.00", thisPeriod: "5.00", toDate: "5.00" }],
      advanceRecouped: { previous: "0.00", thisPeriod: "100.00", toDate: "100.00" },
      tax: { previous: "0.00", thisPeriod: "4806.04", toDate: "4806.04" },
      escrow: "6000.00",
      payable: "58768.99",
      funds: [{ fund: "CITY", previous: "0.00", thisPeriod: "60000.00", toDate: "60000.00" }],
    });
  });

  test("what there is not, is null", () => {
    const shown = shownJson(withApplication({ tax: null, escrow: null, advanceRecouped: null, periodFrom: null }));
    expect(shown).toMatchObject({
      applications: [{ tax: null, escrow: null, advanceRecouped: null, periodFrom: null }],
    });
    expect(shownJson(withLine({ percent: null }))).toMatchObject({
      applications: [{ lines: [{ percent: null }, {}] }],
    });
  });

  test("a finding is given as it was found", () => {
    const finding = {
      code: "OVERBILL",
      severity: "block",
      item: "001",
      message: "Line 001 is billed to 2.00, beyond its scheduled value of 1.00.",
      figures: { billed: "2.00" },
      where: "applications[0].lines[0]",
      overridden: { by: "Ada", reason: "agreed" },
    } as const;
    expect(shownJson(withApplication({ findings: [finding] }))).toMatchObject({
      applications: [{ findings: [finding] }],
    });
  });
});

describe("as a table", () => {
  test("the sheet stands in columns, with the sums below", () => {
    const lines = linesOf(withApplication({ findings: [] }));
    expect(lines.slice(0, 9)).toEqual([
      "Application 1  ·  2026-01-01 to 2026-01-31  ·  USD",
      "==================================================",
      "",
      "Item   Description     C Scheduled  D Previous  E This period  F Stored  G To date      %  H To finish  I Retainage",
      "-------------------------------------------------------------------------------------------------------------------",
      "001    Site work        200,000.00        0.00      60,000.00      0.00  60,000.00  30.00   140,000.00     6,000.00",
      "G-1    Traffic stripe     2,400.00        0.00          75.50      0.00      75.50   3.15     2,324.50         7.55",
      "-------------------------------------------------------------------------------------------------------------------",
      "Total                   202,400.00        0.00      60,075.50      0.00  60,075.50  29.68   142,324.50     6,007.55",
    ]);
    expect(lines).toContain("8   Current payment due                      54,067.95");
    expect(lines).toContain("    To be paid                               58,768.99");
    expect(lines).toContain("No findings.");
  });

  const largest = cents("9999999999999999.99");
  test.each<readonly [string, Partial<ComputedLine>]>([
    ["long descriptions", { description: "Piles, driven to refusal and cut off ".repeat(20) }],
    [
      "the largest amounts",
      {
        figures: { ...computed.applications[0]!.lines[0]!.figures, scheduledValue: largest, balanceToFinish: -largest },
      },
    ],
    ["a percentage of many digits", { percent: percent("-123456789.5") }],
    ["no percentage", { percent: null }],
    ["long items", { item: "A".repeat(100) }],
    ["several lines and a bell", { description: "one\ntwo\u0007\u001b[31m" }],
    ["accents and wide signs", { description: "Bétonnage e\u0301 混凝土工程" }],
  ])("%s do not break the columns", (_, change) => {
    const [head = "", rule = "", first = "", second = "", , total = ""] = linesOf(withLine(change)).slice(3);
    expect(rule).toMatch(/^-+$/);
    for (const line of [head, first, second, total]) expect(columnsOf(line)).toBe(rule.length);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: no control character may reach the terminal.
    expect(first).not.toMatch(/[\u0000-\u001f]/);
  });

  /** Terminal columns of the texts above: wide signs are two, an accent by itself is none. */
  const columnsOf = (line: string): number =>
    [...line].reduce((width, sign) => width + (sign === "\u0301" ? 0 : /[混凝土工程]/.test(sign) ? 2 : 1), 0);

  test("amounts are shown whole, however large", () => {
    const figures = { ...computed.applications[0]!.lines[0]!.figures, scheduledValue: -largest };
    expect(shownTable(withLine({ figures }))).toContain("(9,999,999,999,999,999.99)");
  });

  test("findings are wrapped, and say who let them pass", () => {
    const message = "Line 001 is billed to 2.00, beyond its scheduled value of 1.00. ".repeat(4).trim();
    const overridden = { by: "Ada", reason: "agreed on site" };
    const finding = {
      code: "OVERBILL",
      severity: "block",
      item: "001",
      message,
      figures: {},
      where: "applications[0].lines[0]",
      overridden,
    } as const;
    const lines = linesOf(withApplication({ findings: [finding] }));
    const found = lines.slice(lines.indexOf("Findings"));
    expect(found[1]).toMatch(/^ {2}block {3}OVERBILL {2}Line 001 is billed/);
    for (const line of found) expect(line.length <= 120).toBe(true);
    expect(found.map((line) => line.trim()).join(" ")).toContain(
      "Let pass by Ada: agreed on site See applications[0].lines[0].",
    );
  });

  test("a reversed application says so, and a deduction that is given back is added", () => {
    const deductions = [
      { name: "Damages", previous: cents("5.00"), thisPeriod: cents("-2.00"), toDate: cents("3.00") },
    ];
    const text = shownTable(withApplication({ isReversed: true, periodFrom: null, deductions }));
    expect(text).toContain("Application 1  ·  to 2026-01-31  ·  USD  ·  REVERSED: nothing stands on it");
    expect(text).toMatch(/Plus Damages, given back +2\.00\n/);
  });

  test("a line of a change order names it", () => {
    expect(shownTable(withLine({ changeOrder: "CO-1" }))).toContain("001    (CO-1) Site work");
  });

  test("quantities are exact", () => {
    const unit = computed.applications[0]!.lines[1]!;
    const figures = { ...unit.figures, quantityPrevious: millionths("0.000001"), quantityThisPeriod: millionths("-2") };
    expect(shownJson(withApplication({ lines: [{ ...unit, figures }] }))).toMatchObject({
      applications: [{ lines: [{ quantityThisPeriod: "-2", quantityToDate: "-1.999999" }] }],
    });
  });
});
