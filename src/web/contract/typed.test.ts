import { expect, test } from "vitest";
import { typedAmount, typedNumber, typedPercent } from "./typed.ts";

test.each([
  ["1234.5", "1234.50"],
  ["$1,234.50", "1234.50"],
  ["(1,234.50)", "-1234.50"],
])("an amount typed as %j is sent as %j", (typed, sent) => {
  expect(typedAmount(typed)).toBe(sent);
});

test.each(["12,5", "1e3", "abc", ""])("%j is left for the server to refuse", (typed) => {
  expect(typedAmount(typed)).toBe(typed);
});

test("a quantity keeps six decimals, and a percentage may carry its sign", () => {
  expect(typedNumber("1,250.500000")).toBe("1250.5");
  expect(typedPercent("7.5 %")).toBe("7.5");
});
