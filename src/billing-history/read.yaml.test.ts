// What a file may say, and what it is told where it says something else. Each row of the table breaks one thing of a
// history that is in order, and expects that one problem.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cents } from "../money/money.ts";
import { millionths, percent } from "../money/ratio.ts";
import { noRetainage } from "../retainage/terms.ts";
import type { History } from "./history.ts";
import { type HistoryProblem, readHistory } from "./read.yaml.ts";

const example = `
currency: USD
contract:
  originalContractSum: "1200000.00"      # optional: defaults to the sum of the lines
  retainage: { work: "10", stored: "5" }
  lines:
    - { item: "001", description: Site work, scheduledValue: "200000.00" }
    - { item: "004", scheduledValue: "997600.00" }
    - { item: "G-1", description: Traffic stripe, quantity: "2400", unit: LF, unitPrice: "1" }
changeOrders:
  - { number: CO-001, approvedOn: 2026-03-14, lines: [ { item: "005", scheduledValue: "120000.00" } ] }
  - { number: CO-002, approvedOn: 2026-06-02, lines: [ { item: "004", adds: "-30000.00" } ] }
applications:
  - number: 1
    periodTo: 2026-01-31
    lines:
      - { item: "001", workThisPeriod: "60000.00", materialsStored: "0.00" }
      - { item: "G-1", quantityThisPeriod: "75" }
  - number: 2
    periodTo: 2026-02-28
    changeOrders: [CO-001]
    retainage: { work: "5", stored: "5", step: retroactive }
    retainageReleased: "1000.00"
    certified: "136500.00"
`;

const plainLine = { unit: null, markup: null, retainage: null, taxable: true, funds: new Map(), bid: null };
const plainEntry = {
  materialsStored: null,
  stored: [],
  evidence: null,
  retainage: null,
  retainageReleased: null,
  retainageAdjusted: null,
  certified: null,
  certifiedMaterials: null,
  funds: new Map(),
  corrections: [],
};
const plainApplication = {
  periodFrom: null,
  billingDate: null,
  cutOff: null,
  changeOrders: null,
  retainage: null,
  retainageReleased: null,
  retainageAdjusted: null,
  lines: [],
  groups: [],
  certified: null,
  deductions: [],
  advanceRecouped: null,
  isReversed: false,
  isFinal: false,
  overrides: [],
  printed: null,
};

const expected: History = {
  currency: "USD",
  contract: {
    originalContractSum: cents("1200000.00"),
    retainage: { ...noRetainage, rates: { work: percent("10"), materials: percent("5") } },
    overbilling: "block",
    changeOrderSplit: "line",
    tax: null,
    advance: null,
    escrow: null,
    funds: [],
    lines: [
      {
        ...plainLine,
        item: "001",
        description: "Site work",
        scheduledValue: cents("200000.00"),
        path: "contract.lines[0]",
      },
      { ...plainLine, item: "004", description: "", scheduledValue: cents("997600.00"), path: "contract.lines[1]" },
      {
        ...plainLine,
        item: "G-1",
        description: "Traffic stripe",
        scheduledValue: null,
        unit: { quantity: millionths("2400"), unit: "LF", unitPrice: millionths("1") },
        path: "contract.lines[2]",
      },
    ],
    opening: null,
    checks: { itemCaps: [], frontLoadPercent: percent("10"), scheduleForm: false },
  },
  changeOrders: [
    {
      number: "CO-001",
      title: "",
      status: "approved",
      approvedOn: "2026-03-14",
      amount: null,
      retainage: null,
      lines: [
        {
          kind: "new",
          line: {
            ...plainLine,
            item: "005",
            description: "",
            scheduledValue: cents("120000.00"),
            path: "changeOrders[0].lines[0]",
          },
        },
      ],
      path: "changeOrders[0]",
    },
    {
      number: "CO-002",
      title: "",
      status: "approved",
      approvedOn: "2026-06-02",
      amount: null,
      retainage: null,
      lines: [
        { kind: "adds", item: "004", adds: cents("-30000.00"), addsQuantity: null, path: "changeOrders[1].lines[0]" },
      ],
      path: "changeOrders[1]",
    },
  ],
  applications: [
    {
      ...plainApplication,
      number: "1",
      isNumberBare: true,
      periodTo: "2026-01-31",
      lines: [
        {
          ...plainEntry,
          item: "001",
          work: { kind: "workThisPeriod", amount: cents("60000.00") },
          materialsStored: 0n,
          path: "applications[0].lines[0]",
        },
        {
          ...plainEntry,
          item: "G-1",
          work: { kind: "quantityThisPeriod", quantity: millionths("75") },
          path: "applications[0].lines[1]",
        },
      ],
      path: "applications[0]",
    },
    {
      ...plainApplication,
      number: "2",
      isNumberBare: true,
      periodTo: "2026-02-28",
      changeOrders: ["CO-001"],
      retainage: {
        work: percent("5"),
        materials: percent("5"),
        effect: "retroactive",
        isFrozen: false,
        path: "applications[1].retainage",
      },
      retainageReleased: { amount: cents("1000.00") },
      certified: cents("136500.00"),
      path: "applications[1]",
    },
  ],
};

/** Every key there is, in one history. */
const everything = `
currency: USD
contract:
  retainage:
    work: "10"
    stored: "5"
    steps:
      - { at: { percent: "50" }, work: "5", stored: "5", step: retroactive }
      - { at: { amount: "900.00" }, work: "2", stored: "2", step: prospective }
    stop: { at: { percent: "90", of: original } }
    cap: { percent: "5", of: original }
    maximum: "10"
    retainageLevel: header
  overbilling: warn
  changeOrderSplit: changeOrder
  tax: { rate: "8.25", base: netOfRetainage, rounding: line }
  advance: { paid: "33000.00", recoupPercent: "50" }
  escrow: { roundDownTo: "10.00" }
  funds: [CITY, STATE]
  lines:
    - item: "1"
      description: "Piles: driven"
      quantity: "10.5"
      unitPrice: "0.333333"
      scheduledValue: "3.50"
      retainage: { work: "0", stored: "0" }
      taxable: false
      funds: { CITY: "3.00", STATE: "0.50" }
      bid: "3.50"
    - { item: "2", scheduledValue: "100.00", retainage: "7.5" }
    - { item: fee, markup: { percent: "5", of: ["1", "2"] } }
  opening:
    certified: "10.00"
    changeOrders: [A]
    retainageHeld: "1.00"
    lines:
      - { item: "1", quantityToDate: "3" }
      - { item: "2", workToDate: "20.00", materialsStored: "1.00", retainageHeld: "0.50" }
  checks: { itemCaps: [{ item: "1", percent: "3" }], frontLoadPercent: "15", scheduleForm: true }
changeOrders:
  - { number: A, title: More piles, approvedOn: 2026-01-05, amount: "1.00", retainage: "5", lines: [{ item: "1", addsQuantity: "3" }] }
  - { number: B, status: pending, amount: "5.00" }
applications:
  - number: 1a
    periodFrom: 2026-01-01
    periodTo: 2026-01-31
    billingDate: 2026-02-02
    cutOff: 2026-02-03
    changeOrders: []
    retainage: { frozen: true }
    retainageReleased: all
    retainageAdjusted: "-0.01"
    lines:
      - item: "2"
        percentComplete: "50"
        stored: [{ id: steel, bought: "5.00", installed: "1.00", evidence: invoice 7 }]
        evidence: yard
        retainage: { work: "8", step: prospective }
        retainageReleased: { percent: "50" }
        certified: "1.00"
        certifiedMaterials: "2.00"
        funds: { CITY: "1.00" }
    groups: [{ items: ["1", fee], workThisPeriod: "2.00" }]
    deductions: [{ name: Damages, deducted: "5.00" }, { name: Damages, returned: "2.00" }]
    advanceRecouped: "1.00"
    final: true
    overrides: [{ code: OVERBILL, item: "1", by: Ada, reason: agreed }]
    printed: { summary: { 1: "1.00", 5a: "2.00" }, totals: { C: "3.00" }, lines: [{ item: "1", I: "4.00" }] }
  - number: "2"
    periodTo: 2026-02-28
    reversed: true
    lines:
      - { item: "2", corrections: [{ application: 1a, work: "-1.00", reason: counted twice }] }
`;

const problemsOf = (text: string): readonly HistoryProblem[] => {
  const read = readHistory(text);
  return "problems" in read ? read.problems : [];
};
const historyOf = (text: string): History => {
  const read = readHistory(text);
  if ("problems" in read) throw new Error(JSON.stringify(read.problems));
  return read.history;
};

describe("a billing history", () => {
  test("is read as it is written", () => expect(historyOf(example)).toEqual(expected));

  test("is the same as JSON", () => {
    const json = JSON.stringify({
      currency: "USD",
      contract: { lines: [{ item: "001", scheduledValue: "5.00" }] },
      applications: [{ number: 1, periodTo: "2026-01-31" }],
    });
    expect(historyOf(json).contract.lines[0]).toMatchObject({ item: "001", scheduledValue: 500n });
    expect(historyOf(json).contract.retainage).toEqual(noRetainage);
  });

  test("may say everything there is to say", () => {
    const { contract, changeOrders, applications } = historyOf(everything);
    expect(contract.retainage).toEqual({
      rates: { work: percent("10"), materials: percent("5") },
      level: "header",
      steps: [
        {
          at: { percent: percent("50"), of: "current" },
          rates: { work: percent("5"), materials: percent("5") },
          effect: "retroactive",
          scope: "linesOnContractRates",
        },
        {
          at: { amount: cents("900.00") },
          rates: { work: percent("2"), materials: percent("2") },
          effect: "prospective",
          scope: "linesOnContractRates",
        },
        {
          at: { percent: percent("90"), of: "original" },
          rates: { work: 0n, materials: 0n },
          effect: "prospective",
          scope: "allLines",
        },
      ],
      cap: { percent: percent("5"), of: "original" },
      maximum: percent("10"),
    });
    expect(contract.tax).toEqual({
      rate: percent("8.25"),
      base: "netOfRetainage",
      onRelease: "taxed",
      rounding: "line",
    });
    expect(contract.advance).toEqual({ paid: cents("33000.00"), recoupPercent: percent("50") });
    expect(contract.escrow).toEqual({ roundDownTo: cents("10.00") });
    expect(contract.lines).toMatchObject([
      {
        scheduledValue: cents("3.50"),
        unit: { quantity: millionths("10.5"), unit: null, unitPrice: millionths("0.333333") },
        taxable: false,
        funds: new Map([
          ["CITY", cents("3.00")],
          ["STATE", cents("0.50")],
        ]),
      },
      { retainage: { work: percent("7.5"), materials: percent("7.5") } },
      { scheduledValue: null, markup: { percent: percent("5"), of: ["1", "2"] } },
    ]);
    expect(contract.opening).toMatchObject({
      certified: cents("10.00"),
      changeOrders: ["A"],
      lines: [
        { quantityToDate: millionths("3"), workToDate: null, retainageHeld: null },
        { workToDate: cents("20.00") },
      ],
    });
    expect(contract.checks.itemCaps).toEqual([{ item: "1", percent: percent("3"), of: ["2", "fee"] }]);
    expect(changeOrders).toMatchObject([
      { status: "approved", amount: 100n, lines: [{ kind: "adds", adds: null, addsQuantity: millionths("3") }] },
      { status: "pending", approvedOn: null, lines: [] },
    ]);
    expect(applications[0]).toMatchObject({
      number: "1a",
      cutOff: "2026-02-03",
      changeOrders: [],
      retainage: { work: null, materials: null, effect: null, isFrozen: true },
      retainageReleased: "all",
      retainageAdjusted: -1n,
      lines: [
        {
          work: { kind: "percentComplete", percent: percent("50") },
          stored: [{ id: "steel", bought: 500n, installed: 100n, evidence: "invoice 7" }],
          retainageReleased: { percent: percent("50") },
        },
      ],
      groups: [{ items: ["1", "fee"], workThisPeriod: 200n }],
      deductions: [{ deducted: 500n }, { deducted: -200n }],
      isFinal: true,
      overrides: [{ code: "OVERBILL", item: "1", by: "Ada", reason: "agreed" }],
    });
    expect(applications[0]?.printed?.summary).toEqual(
      new Map([
        ["1", 100n],
        ["5a", 200n],
      ]),
    );
    expect(applications[0]?.printed?.lines[0]?.columns).toEqual(new Map([["I", 400n]]));
    expect(applications[1]).toMatchObject({
      isReversed: true,
      lines: [{ corrections: [{ application: "1a", work: -100n }] }],
    });
  });

  test("may refer to a value that stands above", () => {
    const text = example
      .replace('retainage: { work: "10"', 'retainage: &rates { work: "10"')
      .replace("- { number: CO-001,", "- { number: CO-001, retainage: *rates,");
    expect(historyOf(text).changeOrders[0]?.retainage).toEqual({ work: percent("10"), materials: percent("5") });
  });

  test.each([
    ["periods out of order", "2026-02-28", "2025-02-28"],
    ["an overbilled line", '"60000.00"', '"9999999.00"'],
  ])("%s is no problem of the file: it is computed, and found", (_, from, to) =>
    expect(problemsOf(example.replace(from, to))).toEqual([]),
  );
});

describe("a history with one thing wrong", () => {
  test.each<readonly [from: string, to: string, path: string, message: string]>([
    // Values.
    [
      'scheduledValue: "200000.00"',
      "scheduledValue: 200000.00",
      "contract.lines[0].scheduledValue",
      'A number without quotes, which may lose digits: given is 200000.00, allowed is an amount in quotes, such as "200000.00".',
    ],
    [
      'scheduledValue: "200000.00"',
      "scheduledValue: 2e5",
      "contract.lines[0].scheduledValue",
      'A number without quotes, which may lose digits: given is 2e5, allowed is an amount in quotes, such as "1234.50".',
    ],
    [
      'scheduledValue: "200000.00"',
      'scheduledValue: "200,000.00"',
      "contract.lines[0].scheduledValue",
      'Not an amount: given is "200,000.00", allowed is digits with at most two decimals, without separators, such as "1234.50" or "-1234.50".',
    ],
    [
      'scheduledValue: "200000.00"',
      'scheduledValue: "200000.001"',
      "contract.lines[0].scheduledValue",
      'Not an amount: given is "200000.001", allowed is at most two decimals, such as "1234.50".',
    ],
    [
      'scheduledValue: "200000.00"',
      'scheduledValue: "12345678901234567"',
      "contract.lines[0].scheduledValue",
      'Not an amount: given is "12345678901234567", allowed is at most sixteen digits before the point.',
    ],
    [
      'scheduledValue: "200000.00"',
      "scheduledValue:",
      "contract.lines[0].scheduledValue",
      'Not an amount: given is an empty value, allowed is an amount in quotes, such as "1234.50".',
    ],
    [
      'scheduledValue: "200000.00"',
      "scheduledValue: null",
      "contract.lines[0].scheduledValue",
      'Not an amount: given is null, allowed is an amount in quotes, such as "1234.50".',
    ],
    [
      'scheduledValue: "200000.00"',
      "scheduledValue: [1]",
      "contract.lines[0].scheduledValue",
      'Not an amount: given is a list of 1, allowed is an amount in quotes, such as "1234.50".',
    ],
    [
      'quantity: "2400"',
      'quantity: "0.1234567"',
      "contract.lines[2].quantity",
      'Not a quantity: given is "0.1234567", allowed is at most six decimals, such as "75.5".',
    ],
    [
      'work: "10"',
      "work: 10",
      "contract.retainage.work",
      'A number without quotes, which may lose digits: given is 10, allowed is a percentage in quotes, such as "10".',
    ],
    [
      'work: "10"',
      'work: "10%"',
      "contract.retainage.work",
      'Not a percentage: given is "10%", allowed is digits with at most six decimals, without separators or %, such as "10".',
    ],
    [
      'work: "10"',
      'work: "100.5"',
      "contract.retainage.work",
      'A percentage out of bounds: given is "100.5", allowed is "0" to "100".',
    ],
    [
      'work: "10"',
      'work: "-1"',
      "contract.retainage.work",
      'A percentage out of bounds: given is "-1", allowed is "0" to "100".',
    ],
    [
      "2026-01-31",
      "2026-02-30",
      "applications[0].periodTo",
      'Not a day: given is "2026-02-30", allowed is a day of the calendar as yyyy-mm-dd, such as 2026-01-31.',
    ],
    [
      "periodTo: 2026-01-31",
      "billingDate: 2026-01-31",
      "applications[0].periodTo",
      "Missing: given is nothing, allowed is a day of the calendar as yyyy-mm-dd, such as 2026-01-31.",
    ],
    [
      "number: 1\n",
      "number: 01\n",
      "applications[0].number",
      'A number without quotes, which may lose digits: given is 01, allowed is a text in quotes, such as "01".',
    ],
    [
      "number: 1\n",
      "number: 1.5\n",
      "applications[0].number",
      'A number without quotes, which may lose digits: given is 1.5, allowed is a text in quotes, such as "1.5".',
    ],
    [
      "number: 1\n",
      'number: " "\n',
      "applications[0].number",
      'An empty text: given is " ", allowed is a text, such as "1".',
    ],
    [
      "currency: USD",
      "currency: usd",
      "currency",
      'Not a currency: given is "usd", allowed is three capital letters, such as USD.',
    ],
    [
      "step: retroactive",
      "step: backwards",
      "applications[1].retainage.step",
      'Not one of the words: given is "backwards", allowed is retroactive or prospective.',
    ],
    // Keys.
    [
      "description: Site work",
      "descripton: Site work",
      "contract.lines[0].descripton",
      'An unknown key: given is "descripton", allowed is description (or another of item, description, scheduledValue, quantity, unit, unitPrice, markup, retainage, taxable, funds, bid).',
    ],
    [
      "currency: USD",
      "currency: USD\nzzzzzzzz: 1",
      "zzzzzzzz",
      'An unknown key: given is "zzzzzzzz", allowed is one of currency, retainageLevel, contract, changeOrders, applications.',
    ],
    [
      "currency: USD",
      "currency: USD\n<<: { a: 1 }",
      '["<<"]',
      'An unknown key: given is "<<", allowed is one of currency, retainageLevel, contract, changeOrders, applications.',
    ],
    [
      "currency: USD",
      "currency: USD\ncurrency: EUR",
      "currency",
      'A key twice: given is "currency", allowed is each key once.',
    ],
    [
      "currency: USD",
      "currency: USD\nretainageLevel: line",
      "contract.retainageLevel",
      'Said twice, and differently: given is "header", allowed is line, as said before.',
    ],
    [
      'quantity: "2400", unit: LF, ',
      "unit: LF, ",
      "contract.lines[2].quantity",
      'Missing: given is nothing, allowed is a quantity in quotes, such as "75.5".',
    ],
    [
      'unit: LF, unitPrice: "1"',
      "unit: LF",
      "contract.lines[2].unitPrice",
      'Missing: given is nothing, allowed is a unit price in quotes, such as "75.5".',
    ],
    [
      ', scheduledValue: "200000.00"',
      "",
      "contract.lines[0]",
      "No scheduled value: given is none of them, allowed is scheduledValue, or quantity with unitPrice, or markup.",
    ],
    [
      'item: "004", adds: "-30000.00"',
      'item: "G-1", adds: "1.00", addsQuantity: "1"',
      "changeOrders[1].lines[0]",
      "Said in more than one way: given is adds and addsQuantity, allowed is one of adds, addsQuantity.",
    ],
    [
      'quantityThisPeriod: "75"',
      'quantityThisPeriod: "75", workToDate: "1.00"',
      "applications[0].lines[1]",
      "Said in more than one way: given is quantityThisPeriod and workToDate, allowed is one of workThisPeriod, quantityThisPeriod, workToDate, quantityToDate, percentComplete.",
    ],
    [
      "approvedOn: 2026-03-14, ",
      "",
      "changeOrders[0].status",
      "Missing: given is nothing, allowed is one of draft, pending, approved, rejected, void; or approvedOn, the day of approval.",
    ],
    [
      "approvedOn: 2026-03-14",
      "status: approved",
      "changeOrders[0].approvedOn",
      "Approved on no day: given is nothing, allowed is the day of approval as yyyy-mm-dd, such as 2026-03-14.",
    ],
    [
      'retainageReleased: "1000.00"',
      "overrides: [{ code: OVERBILL, reason: agreed }]",
      "applications[1].overrides[0].by",
      'Missing: given is nothing, allowed is a text in quotes, such as "Ada Mason".',
    ],
    [
      'retainageReleased: "1000.00"',
      'deductions: [{ name: LD, returned: "-1.00" }]',
      "applications[1].deductions[0].returned",
      'A negative amount: given is "-1.00", allowed is an amount of "0.00" or more.',
    ],
    // Names that two places have to agree on.
    [
      'item: "004", scheduledValue',
      'item: "001", scheduledValue: "1.00" }\n    - { item: "004", scheduledValue',
      "contract.lines[1].item",
      'A second line of this item: given is "001", allowed is an item that no other line of the contract or of a change order has (adds changes a line that stands).',
    ],
    [
      'item: "005", scheduledValue',
      'item: "001", scheduledValue',
      "changeOrders[0].lines[0].item",
      'A second line of this item: given is "001", allowed is an item that no other line of the contract or of a change order has (adds changes a line that stands).',
    ],
    [
      'item: "001", workThisPeriod',
      'item: "01", workThisPeriod',
      "applications[0].lines[0].item",
      'An item that is on no line: given is "01", allowed is an item of the contract or of a change order, such as "001".',
    ],
    [
      'item: "G-1", quantityThisPeriod: "75"',
      'item: "001", evidence: yard',
      "applications[0].lines[1].item",
      'An item listed twice: given is "001", allowed is one entry for each item.',
    ],
    [
      "number: CO-002",
      "number: CO-001",
      "changeOrders[1].number",
      'A second change order of this number: given is "CO-001", allowed is a number of its own.',
    ],
    [
      "number: 2\n",
      "number: 1\n",
      "applications[1].number",
      'A second application of this number: given is "1", allowed is a number of its own.',
    ],
    [
      "[CO-001]",
      "[CO-007]",
      "applications[1].changeOrders[0]",
      'A change order that is not in the file: given is "CO-007", allowed is the number of a change order, such as "CO-001".',
    ],
    [
      "[CO-001]",
      "[CO-001, CO-001]",
      "applications[1].changeOrders[1]",
      'A change order twice: given is "CO-001", allowed is each number once.',
    ],
    [
      'quantityThisPeriod: "75"',
      'workToDate: "1.00", funds: { CITY: "1.00" }',
      "applications[0].lines[1].funds",
      'An unknown fund: given is "CITY", allowed is a name listed in contract.funds, which lists none.',
    ],
    [
      'workThisPeriod: "60000.00"',
      'quantityToDate: "60"',
      "applications[0].lines[0].quantityToDate",
      'A quantity on a line without a unit price: given is quantityToDate on "001", allowed is workToDate, an amount.',
    ],
    [
      'adds: "-30000.00"',
      'addsQuantity: "1"',
      "changeOrders[1].lines[0].addsQuantity",
      'A quantity on a line without a unit price: given is addsQuantity on "004", allowed is adds, an amount.',
    ],
    [
      "periodTo: 2026-01-31",
      'periodTo: 2026-01-31\n    groups: [{ items: ["004", "001"], workThisPeriod: "1.00" }]',
      "applications[0].groups[0].items[1]",
      'A line with work of its own in a group: given is "001", allowed is work on the line, or the line in a group.',
    ],
    [
      ", step: retroactive",
      "",
      "applications[1].retainage.step",
      "A rate changes, and it is not said what becomes of what was earned before: given is no step, allowed is retroactive or prospective.",
    ],
    [
      'item: "005", scheduledValue: "120000.00"',
      'item: "005", markup: { percent: "5", of: ["001"] }',
      "changeOrders[0].lines[0].markup.of[0]",
      'No line above the markup: given is "001", allowed is an item that stands above it, in the contract or in the same change order.',
    ],
    [
      'quantityThisPeriod: "75"',
      'corrections: [{ application: 1, work: "-1.00", reason: counted twice }]',
      "applications[0].lines[1].corrections[0].application",
      'No earlier application: given is "1", allowed is the number of an application above this one.',
    ],
  ])("%j as %j: %s", (from, to, path, message) => {
    const text = example
      .replace(from, to)
      .replace("  lines:", path === "contract.retainageLevel" ? "  retainageLevel: header\n  lines:" : "  lines:");
    expect(text).not.toBe(example);
    expect(problemsOf(text).map(({ path, message }) => [path, message])).toEqual([[path, message]]);
  });

  test("its line is named", () => {
    expect(problemsOf(example.replace("2026-02-28", "2026-02-31"))).toEqual([
      {
        path: "applications[1].periodTo",
        message:
          'Not a day: given is "2026-02-31", allowed is a day of the calendar as yyyy-mm-dd, such as 2026-01-31.',
        given: '"2026-02-31"',
        allowed: "a day of the calendar as yyyy-mm-dd, such as 2026-01-31",
        line: 20,
      },
    ]);
  });
});

describe("a change of rates", () => {
  const contractRates = 'retainage: { work: "5", stored: "5", step: retroactive }';
  test.each([
    ["the rates that stand already", 'retainage: { work: "10" }', []],
    ["a freeze alone", "retainage: { frozen: true }", []],
    ["one rate of two", 'retainage: { work: "10", stored: "6" }', ["applications[1].retainage.step"]],
    ["nothing at all", "retainage: { step: retroactive }", ["applications[1].retainage"]],
    ["a line as the contract has it", 'lines: [{ item: "001", retainage: { work: "10", stored: "5" } }]', []],
    [
      "a line otherwise",
      'lines: [{ item: "001", retainage: { work: "9" } }]',
      ["applications[1].lines[0].retainage.step"],
    ],
  ])("%s", (_, change, paths) => {
    expect(problemsOf(example.replace(contractRates, change)).map(({ path }) => path)).toEqual(paths);
  });

  test("a line of a change order that has rates of its own is compared with those", () => {
    const withRates = example.replace("number: CO-001,", 'number: CO-001, retainage: "4",');
    const lines = (rate: string) =>
      withRates.replace(contractRates, `lines: [{ item: "005", retainage: { work: "${rate}" } }]`);
    expect(problemsOf(lines("4"))).toEqual([]);
    expect(problemsOf(lines("10"))).toHaveLength(1);
  });

  test("what an application that was taken back had changed is not what stands", () => {
    const third = `\n  - number: 3\n    periodTo: 2026-03-31\n    retainage: { work: "5", stored: "5" }\n`;
    expect(problemsOf(`${example.trimEnd()}${third}`)).toEqual([]);
    expect(problemsOf(`${example.trimEnd()}\n    reversed: true${third}`).map(({ path }) => path)).toEqual([
      "applications[2].retainage.step",
    ]);
  });

  test("where the policy has steps, one of them may have been reached meanwhile", () => {
    const policy = example.replace(
      'stored: "5" }',
      'stored: "5", steps: [{ at: { percent: "50" }, work: "5", stored: "5", step: prospective }] }',
    );
    expect(problemsOf(policy.replace(contractRates, 'retainage: { work: "10", stored: "5" }'))).toHaveLength(1);
  });

  test("steps stand in the order in which they are reached", () => {
    const steps = (one: string, other: string) =>
      problemsOf(
        example.replace(
          'stored: "5" }',
          `stored: "5", steps: [{ at: { percent: "${one}" }, work: "5", stored: "5", step: prospective }], stop: { at: { percent: "${other}" } } }`,
        ),
      ).map(({ path }) => path);
    expect(steps("50", "75")).toEqual([]);
    expect(steps("75", "50")).toEqual(["contract.retainage.stop"]);
  });
});

describe("every problem at once", () => {
  test("in the order of the lines, and none that only follows from another", () => {
    const text = `
currency: 5
contract:
  lines:
    - { item: 001, scheduledValue: 5 }
    - nonsense
  tax: { rate: "8", base: net }
applications:
  - { number: 1, lines: [{ item: "001", workThisPeriod: "x" }, { item: "?" }] }
`;
    expect(problemsOf(text).map(({ path, line }) => [path, line])).toEqual([
      ["currency", 2],
      ["contract.lines[0].item", 5],
      ["contract.lines[0].scheduledValue", 5],
      ["contract.lines[1]", 6],
      ["contract.tax.base", 7],
      ["applications[0].periodTo", 9],
      ["applications[0].lines[0].workThisPeriod", 9],
    ]);
  });
});

describe("what is no billing history at all", () => {
  const nested = (level: string, count: number) => level.repeat(count);
  const bomb = `currency: USD\ncontract: { lines: [] }\napplications:\n  - &a [x,x,x,x,x,x,x,x,x]\n${["b", "c", "d", "e", "f", "g"].map((name, at) => `  - &${name} [${`*${"abcdef"[at]},`.repeat(9)}]`).join("\n")}\n`;
  test.each<readonly [what: string, text: string, message: RegExp]>([
    ["an empty text", "", /^Nothing in the file: given is an empty text/],
    ["a comment", "# nothing\n", /^Nothing in the file/],
    ["a word", "hello", /^Not a mapping: given is "hello"/],
    ["a list", "[1, 2]", /^Not a mapping: given is a list of 2/],
    ["two documents", `${example}---\n${example}`, /^Several documents/],
    ["a broken notation", 'currency: "USD', /^Not readable as YAML/],
    ["a tag", example.replace("USD", "!!str USD"), /^A tag: given is "tag:yaml.org,2002:str"/],
    ["a tag of one's own", example.replace("USD", "!money USD"), /^A tag: given is "!money"/],
    ["an older YAML", `%YAML 1.1\n---\n${example}`, /^Another version of YAML: given is 1.1/],
    ["a key that is a list", `? [a]\n: b\n${example.trim()}`, /^A key that is no word/],
    ["a reference to nothing", example.replace("USD", "*usd"), /^An unknown reference: given is "\*usd"/],
    ["a value that holds itself", example.replace("currency: USD", "currency: &a [*a]"), /^An unknown reference/],
    ["references that explode", bomb, /^Too much by reference/],
    ["deep lists", nested("[", 100_000), /^Nested too deep/],
    ["deep mappings", nested("{a: ", 20_000), /^Nested too deep/],
    ["deep dashes", nested("- ", 20_000), /^Nested too deep/],
    ["less deep lists", `${nested("[", 300)}${nested("]", 300)}`, /^Nested too deep/],
  ])("%s", (_, text, message) => {
    expect(problemsOf(text).map((problem) => problem.message)).toContainEqual(expect.stringMatching(message));
  });
});

describe("whatever is given", () => {
  const scraps = [
    "{",
    "}",
    "[",
    "]",
    ":",
    "-",
    '"',
    "'",
    "\n",
    " ",
    "&a ",
    "*a",
    "!!x ",
    "|",
    ">",
    "---\n",
    "null",
    "-1",
    "%",
    "#",
    "\t",
    "\u0000",
    "\ud800",
    "__proto__",
    "item",
    "lines:",
  ];
  const mutation = fc.record({
    at: fc.nat({ max: everything.length - 1 }),
    length: fc.oneof(fc.constant(0), fc.nat({ max: 40 })),
    put: fc.oneof(fc.constantFrom(...scraps), fc.string({ maxLength: 8 })),
  });

  test("it is a history or it has problems, each with a sentence and a line of the file", () => {
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
        const text = mutations.reduce(
          (was, { at, length, put }) => was.slice(0, at) + put + was.slice(at + length),
          everything,
        );
        const read = readHistory(text);
        if ("history" in read) return;
        expect(read.problems.length).toBeGreaterThan(0);
        const linesMax = text.split(/\r\n|\r|\n/).length;
        for (const { message, line } of read.problems) {
          expect(message).toMatch(/^[A-Z][^:]*: given is [\s\S]+, allowed is [\s\S]+\.$/);
          if (line !== null) expect(line <= linesMax).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
  });

  test("any JSON at all", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        expect(problemsOf(text).length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});
