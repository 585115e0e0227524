import { expect, test } from "vitest";
import type { ScheduleLineShown } from "../../contract/wire.ts";
import { amountShown } from "../../money/money.ts";
import { changeAmount, changeOnWire, emptyChange, isBlankChange, splitOf, valueNow } from "./entered-changes.ts";

const line: ScheduleLineShown = {
  id: "00000000-0000-4000-8000-000000000001",
  position: 1,
  item: "R-2",
  costCode: null,
  description: "Curb",
  method: "unit",
  scheduledValue: "350.00",
  quantity: "100",
  unit: "LF",
  unitPrice: "3.5",
  changeOrder: null,
  retainageOnWork: null,
  retainageOnMaterials: null,
  isTaxable: true,
  isSubtotalGiven: false,
  funds: {},
  changedBy: [{ number: "1", amount: "-50.00" }],
};
const standing = new Map([[line.item, line]]);
const change = { ...emptyChange(1), item: "R-2" };

test("a quantity comes to money at the line's price, an amount is itself", () => {
  expect(changeAmount({ ...change, quantity: "-20" }, line)).toBe(-7_000n);
  expect(changeAmount({ ...change, amount: "(1,000.00)" }, line)).toBe(-100_000n);
  expect(changeAmount({ ...change, amount: "x" }, line)).toBeNull();
  expect(changeAmount({ ...change, quantity: "5" }, undefined)).toBeNull();
  expect(valueNow(line)).toBe(30_000n);
});

test("it is sent with the line's id, and one of the two", () => {
  expect(changeOnWire({ ...change, quantity: "-20" }, standing)).toEqual({ lineId: line.id, quantity: "-20" });
  expect(changeOnWire({ ...change, amount: "$5" }, standing)).toEqual({ lineId: line.id, amount: "5.00" });
  expect(changeOnWire({ ...change, item: "X-9", amount: "5" }, standing).lineId).toBe("X-9");
});

test("additions and deductions by line", () => {
  const { additions, deductions, total } = splitOf([1_000n, -300n, null]);
  expect([additions, deductions, total].map(amountShown)).toEqual(["10.00", "(3.00)", "7.00"]);
  expect(isBlankChange(emptyChange(1))).toBe(true);
});
