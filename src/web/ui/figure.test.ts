import { expect, test } from "vitest";
import { figureShown } from "./figure.ts";

test.each([
  ["228179", 0, "228,179"],
  ["0.4", 2, "0.40"],
  ["3250", 2, "3,250.00"],
  ["12.345678", 2, "12.345678"],
  ["-1234.5", 0, "-1,234.5"],
])("the figure %s with at least %d decimals reads %s", (of, decimals, shown) => {
  expect(figureShown(of, decimals)).toBe(shown);
});
