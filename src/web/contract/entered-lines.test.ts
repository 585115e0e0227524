import { expect, test } from "vitest";
import { amountShown } from "../../money/money.ts";
import { emptyLine, hasTermsOfItsOwn, isBlankLine, lineValue, totalOf, wireOf } from "./entered-lines.ts";

const amountLine = { ...emptyLine(1), item: "1", description: "General conditions", scheduledValue: "$1,200.00" };
const unitLine = { ...emptyLine(2), item: "2", description: "Curb", quantity: "12.5", unit: "LF", unitPrice: "0.3" };

test("an amount line is worth what was typed, a unit line what quantity and price come to", () => {
  expect(lineValue(amountLine)).toBe(120_000n);
  expect(lineValue(unitLine)).toBe(375n);
  expect(amountShown(totalOf([amountLine, unitLine]))).toBe("1,203.75");
});

test("what cannot be read counts for nothing yet, and is sent as it was typed", () => {
  const unclear = { ...amountLine, scheduledValue: "12,5" };
  expect(lineValue(unclear)).toBeNull();
  expect(totalOf([unclear, unitLine])).toBe(375n);
  expect(wireOf(unclear)).toMatchObject({ scheduledValue: "12,5" });
});

test("each kind of line is sent with its own fields, and no empty cost code", () => {
  expect(wireOf(amountLine)).toEqual({
    item: "1",
    costCode: null,
    description: "General conditions",
    scheduledValue: "1200.00",
  });
  expect(wireOf({ ...unitLine, id: "a" })).toEqual({
    id: "a",
    item: "2",
    costCode: null,
    description: "Curb",
    quantity: "12.5",
    unit: "LF",
    unitPrice: "0.3",
  });
});

test("a row nobody typed in is no line", () => {
  expect(isBlankLine(emptyLine(3))).toBe(true);
  expect(isBlankLine(amountLine)).toBe(false);
});

test("terms of a line's own are sent, and those it leaves to the contract are not", () => {
  const own = { ...unitLine, subtotal: "4", retainageOnWork: "5 %", retainageOnMaterials: "", isTaxable: false };
  expect(lineValue(own)).toBe(400n);
  expect(wireOf({ ...own, funds: { City: "3.00", State: " " } })).toMatchObject({
    quantity: "12.5",
    scheduledValue: "4.00",
    retainageOnWork: "5",
    retainageOnMaterials: null,
    isTaxable: false,
    funds: { City: "3.00" },
  });
  expect(hasTermsOfItsOwn(own)).toBe(true);
  expect(hasTermsOfItsOwn(unitLine)).toBe(false);
  expect(isBlankLine({ ...emptyLine(3), isTaxable: false })).toBe(true);
});
