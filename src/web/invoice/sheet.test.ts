import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { InvoiceLineShown } from "../../invoice/wire.ts";
import { amountText } from "../../money/money.ts";
import { percentShown } from "../../money/ratio.ts";
import { cellShown, problemShown } from "./cell.ts";
import { rowsOf } from "./rows.ts";
import {
  changesOf,
  enter,
  isOverreleased,
  problemsOf,
  reapplied,
  type Sheet,
  sheetOf,
  summaryOf,
  totalsOf,
  withRates,
} from "./sheet.ts";

const amountLine: InvoiceLineShown = {
  lineId: "00000000-0000-4000-8000-000000000001",
  item: "1",
  costCode: null,
  description: "Steel",
  changeOrder: null,
  method: "amount",
  unit: null,
  unitPrice: null,
  scheduledQuantity: null,
  scheduledValue: "12500.00",
  workPrevious: "1000.00",
  quantityPrevious: null,
  workThisPeriod: "3000.00",
  quantityThisPeriod: null,
  materialsPrevious: "3500.00",
  materialsStored: "2500.00",
  completedAndStored: "6500.00",
  percentComplete: "52.00",
  balanceToFinish: "6000.00",
  retainageRateWork: "10",
  retainageRateMaterials: "10",
  releasedWork: "0.00",
  releasedMaterials: "0.00",
  retainageWork: "400.00",
  retainageMaterials: "250.00",
  retainageHeld: "650.00",
  isOverbilled: false,
};
const unitLine: InvoiceLineShown = {
  ...amountLine,
  lineId: "00000000-0000-4000-8000-000000000002",
  item: "2",
  description: "Excavation",
  method: "unit",
  unit: "CY",
  unitPrice: "12.5",
  scheduledQuantity: "1200",
  scheduledValue: "15000.00",
  workPrevious: "2500.00",
  quantityPrevious: "200",
  workThisPeriod: "1250.00",
  quantityThisPeriod: "100",
  materialsPrevious: "0.00",
  materialsStored: "0.00",
  completedAndStored: "3750.00",
  percentComplete: "25.00",
  balanceToFinish: "11250.00",
  retainageWork: "375.00",
  retainageMaterials: "0.00",
  retainageHeld: "375.00",
};
const changeOrderLine: InvoiceLineShown = {
  ...amountLine,
  lineId: "00000000-0000-4000-8000-000000000003",
  item: "CO-1.1",
  changeOrder: { id: "00000000-0000-4000-8000-0000000000c1", number: "CO-1" },
  scheduledValue: "0.00",
  workPrevious: "0.00",
  workThisPeriod: "0.00",
  materialsPrevious: "0.00",
  materialsStored: "0.00",
  retainageWork: "0.00",
  retainageMaterials: "0.00",
};
const sheet = sheetOf([amountLine, unitLine, changeOrderLine]);
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
  ).map((column) => cellShown(of[line]!, column));

test("what the server sent is what the sheet shows", () => {
  expect(shown(sheet, 0)).toEqual(["3,000.00", "2,500.00", "6,500.00", "52.00%", "6,000.00", "650.00"]);
  expect(shown(sheet, 1)).toEqual(["1,250.00", "0.00", "3,750.00", "25.00%", "11,250.00", "375.00"]);
});

test("what earlier invoices gave back stays given back", () => {
  const released = sheetOf([{ ...amountLine, retainageWork: "300.00", retainageHeld: "550.00" }]);
  const further = enter(released, [{ line: 0, column: "workThisPeriod", text: "4,000" }]);
  expect(cellShown(further[0]!, "retainageHeld")).toBe("650.00");
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
            workPrevious: amountText(before),
            materialsStored: amountText(stored),
          };
          const entered = enter(sheetOf([line]), [{ line: 0, column: "percentComplete", text: "100" }]);
          expect(entered[0]!.figures.balanceToFinish).toBe(0n);
        },
      ),
    );
  });

  test("a quantity makes the amount of a unit line, and a percentage makes the quantity", () => {
    const byQuantity = enter(sheet, [{ line: 1, column: "quantityThisPeriod", text: "340" }]);
    expect(cellShown(byQuantity[1]!, "workThisPeriod")).toBe("4,250.00");
    const byPercent = enter(sheet, [{ line: 1, column: "percentComplete", text: "45" }]);
    expect(cellShown(byPercent[1]!, "quantityThisPeriod")).toBe("340");
    expect(cellShown(byPercent[1]!, "percentComplete")).toBe("45.00%");
  });

  test("a percentage of a unit line with stored material leaves room for it", () => {
    const stored = enter(sheet, [
      { line: 1, column: "materialsStored", text: "1000" },
      { line: 1, column: "percentComplete", text: "50" },
    ]);
    expect(cellShown(stored[1]!, "completedAndStored")).toBe("7,500.00");
    expect(cellShown(stored[1]!, "quantityThisPeriod")).toBe("320");
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
    expect(cellShown(bad[0]!, "workThisPeriod")).toBe("12,5");
    expect(bad[0]!.figures).toBe(sheet[0]!.figures);
    expect(problemsOf(bad).map(problemShown)).toEqual([
      "Work, this period of item 1: the commas and points of “12,5” can be read in two ways; allowed is an amount with at most two decimals, such as 1,234.50 or (5.00).",
    ]);
    expect(changesOf(sheet, bad)).toEqual([]);
    expect(problemsOf(enter(bad, [{ line: 0, column: "percentComplete", text: "50" }]))).toEqual([]);
    expect(problemsOf(enter(bad, [{ line: 0, column: "materialsStored", text: "50" }]))).toHaveLength(1);
  });

  test("more released than held is marked", () => {
    const most = enter(sheet, [{ line: 0, column: "releasedWork", text: "400.00" }]);
    expect(isOverreleased(most[0]!)).toBe(false);
    expect(isOverreleased(enter(most, [{ line: 0, column: "releasedWork", text: "400.01" }])[0]!)).toBe(true);
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
    const newer = sheetOf([{ ...amountLine, materialsStored: "0.00", retainageMaterials: "0.00" }, unitLine]);
    const both = reapplied(changesOf(sheet, mine), problemsOf(mine), newer);
    expect(cellShown(both[0]!, "completedAndStored")).toBe("5,000.00");
    expect(problemsOf(both)).toHaveLength(1);
  });
});

test("the same rates can be set on every line", () => {
  const set = withRates(sheet, { work: "5", materials: null });
  expect(set.map((line) => cellShown(line, "retainageRateWork"))).toEqual(["5%", "5%", "5%"]);
  expect(set.map((line) => cellShown(line, "retainageRateMaterials"))).toEqual(["10%", "10%", "10%"]);
});

test("sections have subtotals, and the percentage of a total is of the sums", () => {
  expect(rowsOf(sheet).map(({ kind }) => kind)).toEqual([
    "section",
    "line",
    "line",
    "subtotal",
    "section",
    "line",
    "subtotal",
    "total",
  ]);
  expect(rowsOf(sheet.slice(0, 2)).map(({ kind }) => kind)).toEqual(["line", "line", "total"]);
  const totals = totalsOf(sheet);
  expect(amountText(totals.completedAndStored)).toBe("10250.00");
  expect(totals.percentComplete === null ? null : percentShown(totals.percentComplete)).toBe("37.27");
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
    Object.fromEntries(Object.entries(summaryOf(of, saved)).map(([line, amount]) => [line, amountText(amount)]));
  expect(text(sheet)).toEqual(saved);
  expect(text(enter(sheet, [{ line: 0, column: "workThisPeriod", text: "4000" }]))).toMatchObject({
    "4": "11250.00",
    "5a": "875.00",
    "8": "3825.00",
    "9": "17375.00",
  });
});
