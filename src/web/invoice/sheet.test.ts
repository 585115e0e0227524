import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shownInvoice, shownLine, shownPrevious } from "../../../test/invoice-shown.ts";
import type { InvoiceLineShown } from "../../invoice/wire.ts";
import { amountText } from "../../money/money.ts";
import { cellShown, problemShown, totalShown } from "./cell.ts";
import { billedLines, certifiedDue } from "./certificate.ts";
import { rowsOf } from "./rows.ts";
import {
  applicationOf,
  changesOf,
  enter,
  problemsOf,
  reapplied,
  type Sheet,
  sheetOf,
  sumsOf,
  takesEntry,
  withStored,
} from "./sheet.ts";
import { lineFindings } from "./sheet-findings.ts";

const amountLine = shownLine({
  scheduledValue: "12500.00",
  workThisPeriod: "3000.00",
  materialsStored: "2500.00",
  previous: shownPrevious({
    work: "1000.00",
    materials: "3500.00",
    withheld: { work: "100.00", materials: "350.00" },
    retainage: "450.00",
  }),
});
const unitLine = shownLine({
  lineId: "00000000-0000-4000-8000-000000000002",
  item: "2",
  description: "Excavation",
  method: "unit",
  unit: "CY",
  unitPrice: "12.5",
  scheduledQuantity: "1200",
  scheduledValue: "15000.00",
  quantityThisPeriod: "100",
  workThisPeriod: "1250.00",
  previous: shownPrevious({
    work: "2500.00",
    quantity: "200",
    withheld: { work: "250.00", materials: "0.00" },
    retainage: "250.00",
  }),
});
const changeOrderLine = shownLine({
  lineId: "00000000-0000-4000-8000-000000000003",
  item: "CO-1.1",
  changeOrder: { id: "00000000-0000-4000-8000-0000000000c1", number: "CO-1" },
  scheduledValue: "0.00",
});
const source = {
  ...shownInvoice({ lines: [amountLine, unitLine, changeOrderLine] }),
  summary: { "1": "27500.00", "2": "0.00" },
  before: { certified: "6300.00", stepsTaken: 0, completedAndStored: "7000.00" },
};
const sheet = sheetOf(source);
const sheetWith = (...lines: InvoiceLineShown[]) => sheetOf({ ...source, lines });
const shown = (of: Sheet, line: number) =>
  (
    [
      "workThisPeriod",
      "materialsStored",
      "completedAndStored",
      "percentComplete",
      "balanceToFinish",
      "retainageHeld",
    ] as const
  ).map((column) => cellShown(of.lines[line]!, column));

test("what the server sent is what the sheet shows", () => {
  expect(shown(sheet, 0)).toEqual(["3,000.00", "2,500.00", "6,500.00", "52.00%", "6,000.00", "650.00"]);
  expect(shown(sheet, 1)).toEqual(["1,250.00", "0.00", "3,750.00", "25.00%", "11,250.00", "375.00"]);
});

test("what earlier invoices gave back stays given back", () => {
  const previous = shownPrevious({ ...amountLine.previous, releasedWork: "100.00", retainage: "350.00" });
  const released = sheetWith({ ...amountLine, previous });
  const further = enter(released, [{ line: 0, column: "workThisPeriod", text: "4,000" }]);
  expect(cellShown(further.lines[0]!, "retainageHeld")).toBe("650.00");
});

describe("entering", () => {
  test("an amount moves what depends on it", () => {
    const entered = enter(sheet, [{ line: 0, column: "workThisPeriod", text: "$ 4,000.00" }]);
    expect(shown(entered, 0)).toEqual(["4,000.00", "2,500.00", "7,500.00", "60.00%", "5,000.00", "750.00"]);
  });

  test("a percentage is solved back to the work of this period", () => {
    const entered = enter(sheet, [{ line: 0, column: "percentComplete", text: "80%" }]);
    expect(shown(entered, 0)).toEqual(["6,500.00", "2,500.00", "10,000.00", "80.00%", "2,500.00", "1,000.00"]);
  });

  test("at 100 % nothing is left, whatever the cents", () => {
    fc.assert(
      fc.property(
        fc.bigInt(1n, 10n ** 13n),
        fc.bigInt(0n, 10n ** 12n),
        fc.bigInt(0n, 10n ** 12n),
        (value, before, stored) => {
          const line = {
            ...amountLine,
            scheduledValue: amountText(value),
            materialsStored: amountText(stored),
            previous: shownPrevious({ work: amountText(before) }),
          };
          const entered = enter(sheetWith(line), [{ line: 0, column: "percentComplete", text: "100" }]);
          expect(entered.lines[0]!.figures.balanceToFinish).toBe(0n);
        },
      ),
    );
  });

  test("a quantity makes the amount of a unit line, and a percentage makes the quantity", () => {
    const byQuantity = enter(sheet, [{ line: 1, column: "quantityThisPeriod", text: "340" }]);
    expect(cellShown(byQuantity.lines[1]!, "workThisPeriod")).toBe("4,250.00");
    const byPercent = enter(sheet, [{ line: 1, column: "percentComplete", text: "45" }]);
    expect(cellShown(byPercent.lines[1]!, "quantityThisPeriod")).toBe("340");
    expect(cellShown(byPercent.lines[1]!, "percentComplete")).toBe("45.00%");
  });

  test("a percentage of a unit line with stored material leaves room for it", () => {
    const stored = enter(sheet, [
      { line: 1, column: "materialsStored", text: "1000" },
      { line: 1, column: "percentComplete", text: "50" },
    ]);
    expect(cellShown(stored.lines[1]!, "completedAndStored")).toBe("7,500.00");
    expect(cellShown(stored.lines[1]!, "quantityThisPeriod")).toBe("320");
  });

  test("what is computed takes no entry", () => {
    expect(enter(sheet, [{ line: 1, column: "workThisPeriod", text: "1" }])).toBe(sheet);
    expect(enter(sheet, [{ line: 0, column: "quantityThisPeriod", text: "1" }])).toBe(sheet);
    expect(enter(sheet, [{ line: 2, column: "percentComplete", text: "50" }])).toBe(sheet);
    expect(enter(sheet, [{ line: 9, column: "workThisPeriod", text: "1" }])).toBe(sheet);
  });

  test("the same entry again changes nothing", () => {
    expect(enter(sheet, [{ line: 0, column: "workThisPeriod", text: "3000.00" }])).toBe(sheet);
  });

  test("an entry that cannot be read stays, named, and loses nothing", () => {
    const bad = enter(sheet, [{ line: 0, column: "workThisPeriod", text: "12,5" }]);
    expect(cellShown(bad.lines[0]!, "workThisPeriod")).toBe("12,5");
    expect(bad.lines[0]!.figures).toBe(sheet.lines[0]!.figures);
    expect(problemsOf(bad).map(problemShown)).toEqual([
      "Work, this period of item 1: the commas and points of “12,5” can be read in two ways; allowed is an amount with at most two decimals, such as 1,234.50 or (5.00).",
    ]);
    expect(changesOf(sheet, bad)).toEqual([]);
    expect(problemsOf(enter(bad, [{ line: 0, column: "percentComplete", text: "50" }]))).toEqual([]);
    expect(problemsOf(enter(bad, [{ line: 0, column: "materialsStored", text: "50" }]))).toHaveLength(1);
  });

  test("more released than held is marked by the check", () => {
    const codes = (of: Sheet) => lineFindings(of.lines[0]!, of.source).map(({ code }) => code);
    const most = enter(sheet, [{ line: 0, column: "releasedWork", text: "650.00" }]);
    expect(codes(most)).not.toContain("RETAIN-NEG");
    expect(codes(enter(most, [{ line: 0, column: "releasedWork", text: "650.01" }]))).toContain("RETAIN-NEG");
  });

  test("billed beyond its value is marked, with the figures", () => {
    const beyond = enter(sheet, [{ line: 0, column: "percentComplete", text: "101" }]);
    expect(lineFindings(beyond.lines[0]!, beyond.source)).toMatchObject([
      { code: "OVERBILL", message: "Line 1 is billed to 12,625.00, beyond its scheduled value of 12,500.00." },
    ]);
  });
});

describe("stored material", () => {
  const items = [
    { id: "Girders", bought: 150000n, installed: 50000n, evidence: "invoice 7" },
    { id: "Bolts", bought: 0n, installed: 20000n, evidence: "" },
  ];
  const stored = withStored(sheet, 0, items);

  test("column F follows from the items, and takes no entry of its own", () => {
    expect(cellShown(stored.lines[0]!, "materialsStored")).toBe("4,300.00");
    expect(takesEntry(stored.lines[0]!, "materialsStored")).toBe(false);
    expect(stored.summary["4"] - sheet.summary["4"]).toBe(180000n);
  });

  test("what is built in without lying there is marked", () => {
    expect(lineFindings(stored.lines[0]!, stored.source).map(({ code }) => code)).toEqual(["STORED-OVER"]);
  });

  test("items are saved as they are, and F is left to the server", () => {
    expect(changesOf(sheet, stored)).toEqual([
      {
        lineId: amountLine.lineId,
        storedItems: [
          { id: "Girders", bought: "1500.00", installed: "500.00", evidence: "invoice 7" },
          { id: "Bolts", bought: "0.00", installed: "200.00", evidence: "" },
        ],
      },
    ]);
    expect(withStored(stored, 0, items)).toBe(stored);
  });
});

describe("saving", () => {
  test("only the entries that changed are sent", () => {
    const entered = enter(sheet, [
      { line: 0, column: "workThisPeriod", text: "4000" },
      { line: 0, column: "retainageRateWork", text: "5" },
      { line: 1, column: "quantityThisPeriod", text: "100.5" },
    ]);
    expect(changesOf(sheet, entered)).toEqual([
      { lineId: amountLine.lineId, workThisPeriod: "4000.00", retainageRateWork: "5" },
      { lineId: unitLine.lineId, quantityThisPeriod: "100.5" },
    ]);
  });

  test("entries are put onto what somebody else saved meanwhile, bad ones too", () => {
    const mine = enter(sheet, [
      { line: 0, column: "workThisPeriod", text: "4000" },
      { line: 1, column: "quantityThisPeriod", text: "x" },
    ]);
    const newer = sheetWith({ ...amountLine, materialsStored: "0.00" }, unitLine);
    const both = reapplied(changesOf(sheet, mine), problemsOf(mine), newer);
    expect(cellShown(both.lines[0]!, "completedAndStored")).toBe("5,000.00");
    expect(problemsOf(both)).toHaveLength(1);
  });
});

test("sections have subtotals, and the percentage of a total is of the sums", () => {
  expect(rowsOf(source.lines).map(({ kind }) => kind)).toEqual([
    "section",
    "line",
    "line",
    "subtotal",
    "section",
    "line",
    "subtotal",
    "total",
  ]);
  expect(rowsOf(source.lines.slice(0, 2)).map(({ kind }) => kind)).toEqual(["line", "line", "total"]);
  expect(amountText(sheet.sums.completedAndStored)).toBe("10250.00");
  expect(totalShown(sheet.sums, "percentComplete")).toBe("37.27%");
});

test("the summary follows the sheet", () => {
  const saved = {
    "1": "27500.00",
    "2": "0.00",
    "3": "27500.00",
    "4": "10250.00",
    "5a": "775.00",
    "5b": "250.00",
    "5": "1025.00",
    "6": "9225.00",
    "7": "6300.00",
    "8": "2925.00",
    "9": "18275.00",
  } as const;
  const text = (of: Sheet) =>
    Object.fromEntries(Object.entries(of.summary).map(([line, amount]) => [line, amountText(amount)]));
  expect(text(sheet)).toEqual(saved);
  expect(text(enter(sheet, [{ line: 0, column: "workThisPeriod", text: "4000" }]))).toMatchObject({
    "4": "11250.00",
    "5a": "875.00",
    "8": "3825.00",
    "9": "17375.00",
  });
});

describe("the totals", () => {
  const entries = fc.array(
    fc.record({
      line: fc.nat(2),
      column: fc.constantFrom(
        "workThisPeriod" as const,
        "quantityThisPeriod" as const,
        "materialsStored" as const,
        "retainageRateWork" as const,
        "releasedWork" as const,
        "adjusted" as const,
      ),
      text: fc.integer({ min: 0, max: 10_000 }).map((value) => (value / 100).toFixed(2)),
    }),
    { maxLength: 12 },
  );
  const retainage = { ...source.terms.retainage };
  const termsOf = {
    plain: source.terms,
    capped: { ...source.terms, retainage: { ...retainage, cap: { amount: "700.00" } } },
    header: { ...source.terms, retainage: { ...retainage, level: "header" as const } },
    stepped: {
      ...source.terms,
      retainage: {
        ...retainage,
        steps: [
          {
            at: { amount: "9000.00" },
            work: "5",
            materials: "5",
            effect: "prospective" as const,
            scope: "linesOnContractRates" as const,
          },
        ],
      },
    },
  };

  test.each(Object.entries(termsOf))("moved entry by entry are those of the whole application (%s)", (_, terms) => {
    fc.assert(
      fc.property(entries, (made) => {
        const start = sheetOf({ ...source, terms });
        const one = made.reduce((now, entry) => enter(now, [entry]), start);
        const anew = applicationOf(
          one.source,
          one.lines.map(({ input }) => input),
        );
        expect(one.summary).toEqual(anew.summary);
        expect(one.lines.map(({ figures }) => figures)).toEqual(anew.lines);
        expect(one.sums).toEqual(sumsOf(one.lines));
      }),
      { numRuns: 60 },
    );
  });

  test("a step of the contract is taken as soon as its threshold is reached", () => {
    const before = sheetOf({ ...source, terms: termsOf.stepped });
    expect(cellShown(before.lines[0]!, "retainageRateWork")).toBe("5%");
    const below = enter(before, [{ line: 0, column: "workThisPeriod", text: "0" }]);
    expect(cellShown(below.lines[0]!, "retainageRateWork")).toBe("10%");
  });

  test("a line on which another rate is entered is not bound by the step", () => {
    const before = sheetOf({ ...source, terms: termsOf.stepped });
    const own = enter(before, [{ line: 0, column: "retainageRateWork", text: "7.5" }]);
    expect(cellShown(own.lines[0]!, "retainageRateWork")).toBe("7.5%");
    expect(cellShown(own.lines[1]!, "retainageRateWork")).toBe("5%");
    const back = enter(own, [{ line: 0, column: "retainageRateWork", text: "10" }]);
    expect(back.summary).toEqual(before.summary);
  });
});

test("a certificate by line comes to line 8 with the lines as they were cut, units counted as far as they go", () => {
  const cuts = [
    { lineId: amountLine.lineId, work: 200000n, materials: 250000n },
    { lineId: unitLine.lineId, work: 100001n, materials: 0n },
  ];
  // 1,000.00 and 249.99 less, and their 10 % not held.
  expect(certifiedDue(sheet, cuts)).toBe(sheet.summary["8"] - 124999n + 12500n);
  expect(certifiedDue(sheet, [])).toBe(sheet.summary["8"]);
  expect(billedLines(sheet).map(({ shown: { item } }) => item)).toEqual(["1", "2"]);
});
