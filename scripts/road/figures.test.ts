import { expect, test } from "vitest";
import { amount, cents, paidIn, quantity, retained, together, total } from "./figures.ts";

test("the payments are those of the record, 3,830,094.88 in all", () => {
  const payments = Array.from({ length: 8 }, (_, index) => paidIn(`PP0${index + 1}`));
  expect(amount(total(together(...payments)))).toBe("3830094.88");
  expect(payments[1]?.get("R-9")).toBe(-45_000n);
  expect(payments[0]?.get("SW-1")).toBe(1_248_000n);
});

test.each([
  ["5622.00", "12", "468.5"],
  ["450.00", "60", "7.5"],
  ["-450.00", "60", "-7.5"],
  ["0.00", "60", "0"],
  ["26.40", "0.2", "132"],
])("%s at %s is %s", (billed, price, measured) => {
  expect(quantity(cents(billed), price)).toBe(measured);
});

test("an amount that no quantity gives exactly is not billed by quantity", () => {
  expect(() => quantity(100n, "3")).toThrow("no exact quantity");
});

test("retainage is rounded line by line, half away from zero", () => {
  const lines = ["0.10", "0.09", "-0.10", "1000.00"].map((text, index) => [String(index), cents(text)] as const);
  expect(amount(retained(new Map(lines)))).toBe("50.00");
  expect(
    amount(
      retained(
        new Map([
          ["one", 10n],
          ["two", 10n],
        ]),
      ),
    ),
  ).toBe("0.02");
});

test.each(["1234.50", "-0.05", "0.00", "3941885.60"])("%s reads and writes the same", (text) => {
  expect(amount(cents(text))).toBe(text);
});
