import { expect, test } from "vitest";
import type { ScheduleLineShown } from "../../contract/wire.ts";
import { amountShown } from "../../money/money.ts";
import { clearedOpening, enteredOpening, openingOnWire, openingTotals, withPasted } from "./entered-opening.ts";

const amountLine: ScheduleLineShown = {
  id: "00000000-0000-4000-8000-000000000001",
  position: 1,
  item: "R-1",
  costCode: null,
  description: "Pavement",
  method: "amount",
  scheduledValue: "138000.00",
  quantity: null,
  unit: null,
  unitPrice: null,
  changeOrder: null,
  retainageOnWork: null,
  retainageOnMaterials: null,
  isTaxable: true,
  isSubtotalGiven: false,
  funds: {},
  changedBy: [],
};
const unitLine: ScheduleLineShown = {
  ...amountLine,
  id: "00000000-0000-4000-8000-000000000002",
  item: "R-2",
  method: "unit",
  scheduledValue: "30000.00",
  quantity: "100000",
  unit: "LF",
  unitPrice: "0.3",
  retainageOnWork: "5",
  retainageOnMaterials: "0",
};
const nothing = enteredOpening(null, [amountLine, unitLine]);
const rates = { retainageOnWork: "10", retainageOnMaterials: "10" };

test("nothing entered is no opening", () => {
  expect(openingOnWire(nothing)).toBeNull();
});

test("pasted rows land on their items, with or without a heading", () => {
  const rows =
    "Item\tWork to date\tStored\tRetainage\nR-1\t$ 1,000.00\t-\t\nR-2\t12.5\t200\t7.50\nX-9\t1\nTotal\t\n\t1,200";
  const { opening, taken, unknown } = withPasted(nothing, rows);
  expect({ taken, unknown }).toEqual({ taken: 2, unknown: ["X-9", "Total"] });
  const [first, second] = openingOnWire(opening)!.lines;
  expect(first).toEqual({
    lineId: amountLine.id,
    workToDate: "1000.00",
    quantityToDate: null,
    materialsStored: "0.00",
    retainageHeld: null,
  });
  expect(second).toEqual({
    lineId: unitLine.id,
    workToDate: null,
    quantityToDate: "12.5",
    materialsStored: "200.00",
    retainageHeld: "7.50",
  });
  expect(withPasted(nothing, "R-1\t5").taken).toBe(1);
});

test("what it comes to: the rates hold where nothing was typed", () => {
  const { opening } = withPasted(nothing, "R-1\t1000\t500\nR-2\t1000");
  const { work, stored, held, certified } = openingTotals(opening.balances, rates);
  // 1,000.00 and 300.00 of work; 10 % of 1,500.00 and 5 % of 300.00.
  expect([work, stored, held, certified].map(amountShown)).toEqual(["1,300.00", "500.00", "165.00", "1,635.00"]);
});

test("a saved opening is entered as it was, and can be cleared", () => {
  const { opening } = withPasted(nothing, "R-1\t1000\t500\t75\nR-2\t1000");
  const wire = openingOnWire({ ...opening, certified: "1,000" });
  expect(wire?.certified).toBe("1000.00");
  const again = enteredOpening(wire, [amountLine, unitLine]);
  expect(openingOnWire(again)).toEqual(wire);
  expect(openingOnWire(clearedOpening(again))).toBeNull();
});

test("what cannot be read is sent as it was typed", () => {
  const { opening } = withPasted(nothing, "R-1\t12,5");
  expect(openingOnWire(opening)?.lines[0]?.workToDate).toBe("12,5");
});
