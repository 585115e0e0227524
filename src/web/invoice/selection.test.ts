import { describe, expect, test } from "vitest";
import { shownInvoice, shownLine } from "../../../test/invoice-shown.ts";
import type { InvoiceLineShown } from "../../invoice/wire.ts";
import type { ColumnKey } from "./columns.ts";
import { rowsOf } from "./rows.ts";
import { cleared, copied, pasted, type Selection, type Shown } from "./selection.ts";
import { sheetOf } from "./sheet.ts";

const amountLine = (number: number, changeOrder: string | null = null): InvoiceLineShown =>
  shownLine({
    lineId: `00000000-0000-4000-8000-00000000000${number}`,
    item: String(number),
    description: `Line ${number}`,
    changeOrder: changeOrder === null ? null : { id: "00000000-0000-4000-8000-0000000000c1", number: changeOrder },
    workThisPeriod: "100.00",
    materialsStored: "-5.00",
  });
const unitLine = (number: number): InvoiceLineShown => ({
  ...amountLine(number),
  method: "unit",
  unit: "CY",
  unitPrice: "10",
  scheduledQuantity: "100",
  quantityThisPeriod: "10",
});
const sheet = sheetOf(shownInvoice({ lines: [amountLine(1), unitLine(2), amountLine(3, "CO-1")] }));
const columns: ColumnKey[] = [
  "item",
  "scheduledValue",
  "quantityThisPeriod",
  "workThisPeriod",
  "materialsStored",
  "percentComplete",
];
/** Heading, 1, 2, subtotal, heading, 3, subtotal, total. */
const shown: Shown = { sheet, rows: rowsOf(sheet.source.lines), columns };
const at = (fromRow: number, toRow: number, fromColumn: number, toColumn: number): Selection => ({
  fromRow,
  toRow,
  fromColumn,
  toColumn,
});

test("what is copied are plain numbers, headings left out, subtotals in", () => {
  expect(copied(at(0, 3, 0, 5), shown)).toEqual([
    ["1", "1000.00", "", "100.00", "-5.00", "9.50"],
    ["2", "1000.00", "10", "100.00", "-5.00", "9.50"],
    ["", "2000.00", "", "200.00", "-10.00", "9.50%"],
  ]);
});

test("only what can be nothing is cleared", () => {
  expect(cleared(at(1, 2, 0, 5), shown).map(({ line, column }) => `${line} ${column}`)).toEqual([
    "0 quantityThisPeriod",
    "0 workThisPeriod",
    "0 materialsStored",
    "1 quantityThisPeriod",
    "1 workThisPeriod",
    "1 materialsStored",
  ]);
});

describe("pasting", () => {
  test("runs down the lines, over subtotals and headings, and leaves out what is computed", () => {
    expect(pasted("1\t2\n3\t4\n5\t6\n", at(1, 1, 3, 3), shown)).toEqual({
      entries: [
        { line: 0, column: "workThisPeriod", text: "1" },
        { line: 0, column: "materialsStored", text: "2" },
        { line: 1, column: "materialsStored", text: "4" },
        { line: 2, column: "workThisPeriod", text: "5" },
        { line: 2, column: "materialsStored", text: "6" },
      ],
      skipped: 1,
      end: { row: 5, column: 4 },
    });
  });

  test("an empty cell makes an amount nothing, and leaves a percentage alone", () => {
    expect(pasted("\t", at(1, 1, 4, 4), shown)?.entries).toEqual([{ line: 0, column: "materialsStored", text: "" }]);
  });

  test("counts what would lie beyond the sheet", () => {
    expect(pasted("1\n2\n3", at(2, 2, 4, 4), shown)).toMatchObject({ skipped: 1, end: { row: 5, column: 4 } });
  });

  test("one value fills what is selected", () => {
    expect(pasted("7", at(1, 5, 4, 4), shown)?.entries.map(({ line }) => line)).toEqual([0, 1, 2]);
  });

  test("does nothing on a total", () => {
    expect(pasted("7", at(3, 3, 4, 4), shown)).toBeNull();
  });
});
