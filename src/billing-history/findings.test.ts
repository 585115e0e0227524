// Every check by its name: what brings it up, how much it weighs, and where it says that it is put right.
import { describe, expect, test } from "vitest";
import { overridable } from "../invoice/findings.ts";
import { findings as sentences } from "../words/en/findings.ts";
import { compute } from "./compute.ts";
import type { HistoryFinding } from "./computed.ts";
import { readHistory } from "./read.yaml.ts";

type Parts = Readonly<{ contract?: string; lines?: string; changeOrders?: string; applications: string }>;

/** Two lump sums of 100,000.00 and 50,000.00 and 1,000 feet at 2.00, at 10 %; what is given comes in its place. */
function findingsOf({ contract = "", lines, changeOrders = "[]", applications }: Parts): readonly HistoryFinding[] {
  const read = readHistory(`
currency: USD
contract:
  retainage: { work: "10", stored: "10" }
  ${contract}
  lines:
    ${
      lines ??
      `- { item: "1", description: Site work, scheduledValue: "100000.00" }
    - { item: "2", description: Steel, scheduledValue: "50000.00" }
    - { item: "U", description: Curb, quantity: "1000", unit: LF, unitPrice: "2" }`
    }
changeOrders: ${changeOrders}
applications:
  ${applications}
`);
  if ("problems" in read) throw new Error(JSON.stringify(read.problems, null, 2));
  return compute(read.history).applications.flatMap((application) => application.findings);
}

const one = (application: string): string => `- { number: 1, periodTo: 2026-01-31, ${application} }`;
const two = (first: string, second: string): string => `${one(first)}
  - { number: 2, periodTo: 2026-02-28, ${second} }`;
const work = (item: string, amount: string, more = ""): string =>
  `lines: [{ item: "${item}", workThisPeriod: "${amount}"${more} }]`;

const cases: readonly (readonly [code: string, severity: string, item: string | null, where: string, parts: Parts])[] =
  [
    [
      "SOV-SUM",
      "block",
      null,
      "contract.originalContractSum",
      { contract: 'originalContractSum: "150000.00"', applications: one("lines: []") },
    ],
    [
      "SOV-SUM",
      "block",
      null,
      "changeOrders[0]",
      {
        changeOrders:
          '[{ number: A, approvedOn: 2026-01-01, amount: "500.00", lines: [{ item: "A1", scheduledValue: "400.00" }] }]',
        applications: one("lines: []"),
      },
    ],
    ["OVERBILL", "block", "1", "applications[0].lines[0]", { applications: one(work("1", "100000.01")) }],
    [
      "OVERBILL",
      "warn",
      "1",
      "applications[0].lines[0]",
      { contract: "overbilling: warn", applications: one(work("1", "100000.01")) },
    ],
    [
      "OVERBILL",
      "warn",
      "U",
      "applications[0].lines[0]",
      { applications: one('lines: [{ item: "U", quantityThisPeriod: "1000.5" }]') },
    ],
    ["OVER-CONTRACT", "block", null, "applications[0]", { applications: one(work("1", "152000.01")) }],
    [
      "OVER-CONTRACT",
      "warn",
      null,
      "applications[0]",
      {
        applications: one(
          'lines: [{ item: "1", workThisPeriod: "100000.00" }, { item: "2", workThisPeriod: "50000.00" }, { item: "U", quantityThisPeriod: "1001" }]',
        ),
      },
    ],
    ["NEG-PERIOD", "warn", null, "applications[1]", { applications: two(work("1", "500.00"), work("1", "-1.00")) }],
    ["NEG-E", "warn", "1", "applications[1].lines[0]", { applications: two(work("1", "500.00"), work("1", "-1.00")) }],
    [
      "STORED-NEG",
      "block",
      "1",
      "applications[0].lines[0]",
      { applications: one('lines: [{ item: "1", materialsStored: "-0.01" }]') },
    ],
    [
      "STORED-OVER",
      "block",
      "1",
      "applications[0].lines[0]",
      {
        applications: one(
          'lines: [{ item: "1", stored: [{ id: bricks, bought: "10.00", installed: "10.01", evidence: note }] }]',
        ),
      },
    ],
    [
      "STORED-DOUBLE",
      "block",
      "1",
      "applications[1].lines[0]",
      {
        applications: two(
          'lines: [{ item: "1", stored: [{ id: bricks, bought: "80.00", evidence: note }] }]',
          'lines: [{ item: "1", workThisPeriod: "80.00", materialsStored: "80.00", stored: [{ id: bricks, installed: "80.00" }] }]',
        ),
      },
    ],
    [
      "STORED-EVID",
      "warn",
      "1",
      "applications[0].lines[0]",
      { applications: one('lines: [{ item: "1", materialsStored: "10.00" }]') },
    ],
    [
      "RETAIN-CAP",
      "block",
      "1",
      "applications[0].lines",
      {
        contract: "",
        lines: '- { item: "1", scheduledValue: "100.00", retainage: { work: "11", stored: "0" } }',
        applications: one("lines: []"),
      },
    ],
    ["RETAIN-CAPPED", "report", null, "contract", { applications: one(work("1", "100000.00")) }],
    [
      "RETAIN-NEG",
      "block",
      null,
      "applications[0].retainageReleased",
      { applications: one(`${work("1", "100.00")}, retainageReleased: "10.01"`) },
    ],
    [
      "RETAIN-NEG",
      "block",
      "1",
      "applications[0].lines[0]",
      {
        applications: one(
          'lines: [{ item: "1", workThisPeriod: "100.00", retainageReleased: "10.01" }, { item: "2", workThisPeriod: "100.00" }]',
        ),
      },
    ],
    [
      "CO-STATUS",
      "block",
      null,
      "applications[0].changeOrders",
      {
        changeOrders: '[{ number: A, status: rejected, lines: [{ item: "A1", scheduledValue: "400.00" }] }]',
        applications: one("changeOrders: [A]"),
      },
    ],
    [
      "CO-STATUS",
      "warn",
      null,
      "applications[0].changeOrders",
      {
        changeOrders: '[{ number: A, approvedOn: 2026-02-01, lines: [{ item: "A1", scheduledValue: "400.00" }] }]',
        applications: one("changeOrders: [A]"),
      },
    ],
    [
      "CO-STATUS",
      "block",
      "A1",
      "applications[0].lines[0]",
      {
        changeOrders: '[{ number: A, status: pending, lines: [{ item: "A1", scheduledValue: "400.00" }] }]',
        applications: one(work("A1", "5.00")),
      },
    ],
    [
      "CO-STATUS",
      "warn",
      null,
      "changeOrders[0]",
      {
        changeOrders: '[{ number: A, status: rejected, lines: [{ item: "A1", scheduledValue: "150000.00" }] }]',
        applications: one("lines: []"),
      },
    ],
    [
      "CO-DEFERRED",
      "hint",
      null,
      "applications[0].changeOrders",
      {
        changeOrders: '[{ number: A, approvedOn: 2026-01-01, lines: [{ item: "A1", scheduledValue: "400.00" }] }]',
        applications: one("changeOrders: []"),
      },
    ],
    [
      "CO-LINE",
      "block",
      "9",
      "changeOrders[0].lines[0].item",
      {
        changeOrders: '[{ number: A, approvedOn: 2026-01-01, lines: [{ item: "9", adds: "400.00" }] }]',
        applications: one("changeOrders: []"),
      },
    ],
    [
      "CERT-OVER",
      "warn",
      null,
      "applications[0].certified",
      { applications: one(`${work("1", "100.00")}, certified: "90.01"`) },
    ],
    [
      "DEDUCT-NEG",
      "block",
      null,
      "applications[0].deductions",
      { applications: one('deductions: [{ name: Damages, returned: "1.00" }]') },
    ],
    [
      "FUND-SUM",
      "block",
      "1",
      "contract.lines[0]",
      {
        contract: "funds: [A, B]",
        lines: '- { item: "1", scheduledValue: "100.00", funds: { A: "50.00", B: "49.99" } }',
        applications: one("lines: []"),
      },
    ],
    [
      "FUND-SUM",
      "block",
      "1",
      "applications[0].lines[0]",
      {
        contract: "funds: [A, B]",
        lines: '- { item: "1", scheduledValue: "100.00", funds: { A: "50.00", B: "50.00" } }',
        applications: one('lines: [{ item: "1", workThisPeriod: "10.00", funds: { A: "9.99" } }]'),
      },
    ],
    ["PERIOD", "block", null, "applications[1]", { applications: two("lines: []", "periodFrom: 2026-01-31") }],
    ["PERIOD", "block", null, "applications[1]", { applications: two("lines: []", "periodFrom: 2026-02-02") }],
    ["FIRST-LAST", "block", "1", "applications[0].lines", { applications: one("final: true") }],
    ["PENNY", "report", null, "applications[0]", { applications: one("final: true") }],
    [
      "DUP-LINE",
      "warn",
      "2",
      "contract.lines[1]",
      {
        lines:
          '- { item: "1", description: Paint, scheduledValue: "100.00" }\n    - { item: "2", description: " paint", scheduledValue: "100.00" }',
        applications: one("lines: []"),
      },
    ],
    [
      "ITEM-CAP",
      "warn",
      "2",
      "contract.lines[1]",
      { contract: 'checks: { itemCaps: [{ item: "2", percent: "3", of: ["1"] }] }', applications: one("lines: []") },
    ],
    ["FRONT-LOAD", "hint", null, "applications[0]", { applications: one(work("1", "100000.00")) }],
    [
      "SOV-FORM",
      "warn",
      "1",
      "contract.lines[0]",
      {
        contract: "checks: { scheduleForm: true }",
        lines: '- { item: "1", description: Overhead and profit, scheduledValue: "100.00" }',
        applications: one("lines: []"),
      },
    ],
    [
      "SOV-FORM",
      "warn",
      "1",
      "contract.lines[0]",
      {
        contract: "checks: { scheduleForm: true }",
        lines: '- { item: "1", scheduledValue: "100.00", bid: "99.00" }',
        applications: one("lines: []"),
      },
    ],
    [
      "TAXBASE",
      "block",
      null,
      "contract.tax.onRelease",
      { contract: 'tax: { rate: "8", base: gross, onRelease: taxed }', applications: one("lines: []") },
    ],
    [
      "OVERRIDE-VOID",
      "warn",
      null,
      "applications[0].overrides[0]",
      { applications: one("overrides: [{ code: RETAIN-NEG, by: Dana, reason: why not }]") },
    ],
    [
      "TOT-TIE",
      "block",
      null,
      "applications[0].printed.totals.G",
      { applications: one(`${work("1", "5.00")}, printed: { totals: { G: "6.00" } }`) },
    ],
    [
      "ROW-G",
      "block",
      "1",
      "applications[0].printed.lines[0].G",
      { applications: one(`${work("1", "5.00")}, printed: { lines: [{ item: "1", G: "6.00" }] }`) },
    ],
    [
      "ROW-H",
      "block",
      "1",
      "applications[0].printed.lines[0].H",
      { applications: one(`${work("1", "5.00")}, printed: { lines: [{ item: "1", H: "6.00" }] }`) },
    ],
    [
      "PREV-D",
      "block",
      "1",
      "applications[0].printed.lines[0].D",
      { applications: one(`${work("1", "5.00")}, printed: { lines: [{ item: "1", D: "6.00" }] }`) },
    ],
    [
      "RETAIN-SUM",
      "block",
      null,
      "applications[0].printed.summary.5",
      { applications: one(`${work("1", "5.00")}, printed: { summary: { "5": "6.00" } }`) },
    ],
    ...(["1", "2", "3", "4", "6", "7", "8", "9"] as const).map(
      (line) =>
        [
          `L${line}`,
          "block",
          null,
          `applications[0].printed.summary.${line}`,
          { applications: one(`${work("1", "5.00")}, printed: { summary: { "${line}": "6.66" } }`) },
        ] as const,
    ),
  ];

/** Terms that only some cases need, in place of the plain 10 %. */
const withTerms: Readonly<Record<string, string>> = {
  "RETAIN-CAP": 'retainage: { work: "10", stored: "10", maximum: "10" }',
  "RETAIN-CAPPED": 'retainage: { work: "10", stored: "10", cap: { amount: "9000.00" } }',
};

describe("a finding", () => {
  test.each(cases)("%s (%s) on %s, put right at %s", (code, severity, item, where, parts) => {
    const terms = withTerms[code];
    const found = terms === undefined ? findingsOf(parts) : findingsUnder(terms, parts);
    const these = found.filter((finding) => finding.code === code && finding.where === where);
    expect(these.map((finding) => [finding.severity, finding.item])).toContainEqual([severity, item]);
    for (const { message } of these) expect(message).not.toMatch(/[{}]|undefined/);
  });

  test("of every name has a case here", () => {
    expect([...new Set(cases.map(([code]) => code))].toSorted()).toEqual(Object.keys(sentences).toSorted());
  });

  test("comes up nowhere on an application that is in order", () => {
    expect(findingsOf({ applications: two(work("1", "5000.00"), work("2", "5000.00")) })).toEqual([]);
  });
});

function findingsUnder(terms: string, { lines, applications }: Parts): readonly HistoryFinding[] {
  const read = readHistory(`
currency: USD
contract:
  ${terms}
  lines:
    ${lines ?? '- { item: "1", scheduledValue: "100000.00" }'}
applications:
  ${applications}
`);
  if ("problems" in read) throw new Error(JSON.stringify(read.problems, null, 2));
  return compute(read.history).applications.flatMap((application) => application.findings);
}

describe("an override", () => {
  const overridden = (code: string, more = "") =>
    findingsOf({
      applications: one(
        `${work("1", "100000.01")}, overrides: [{ code: ${code}${more}, by: Dana, reason: agreed by letter }]`,
      ),
    });

  test("lets a block pass, and stays beside it", () => {
    const [finding] = overridden("OVERBILL").filter(({ code }) => code === "OVERBILL");
    expect(finding).toMatchObject({ severity: "block", overridden: { by: "Dana", reason: "agreed by letter" } });
  });

  test("of another line has no effect, and says so", () => {
    const found = overridden("OVERBILL", ', item: "2"');
    expect(found.find(({ code }) => code === "OVERBILL")?.overridden).toBeNull();
    expect(found.some(({ code }) => code === "OVERRIDE-VOID")).toBe(true);
  });

  test("is open for these checks and no others", () => {
    expect([...overridable].toSorted()).toEqual(["FIRST-LAST", "OVER-CONTRACT", "OVERBILL", "PERIOD", "SOV-SUM"]);
  });
});
