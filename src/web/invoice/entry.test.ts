import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { amountShown } from "../../money/money.ts";
import { numberText } from "../../money/ratio.ts";
import { type EntryKind, readEntry } from "./entry.ts";

describe("what is typed into a cell", () => {
  test.each<[EntryKind, string, bigint]>([
    ["amount", "1234.5", 123450n],
    ["amount", "1,234.50", 123450n],
    ["amount", "$1,234.50", 123450n],
    ["amount", "$ (1,234.50)", -123450n],
    ["amount", "($5.00)", -500n],
    ["amount", "(5.00)", -500n],
    ["amount", "-5", -500n],
    ["amount", "\u22125", -500n],
    ["amount", "$-5.00", -500n],
    ["amount", "5.00-", -500n],
    ["amount", " 7 ", 700n],
    ["amount", "\u00a0 12.00\u00a0", 1200n],
    ["amount", ".5", 50n],
    ["amount", "5.", 500n],
    ["amount", "10.500", 1050n],
    ["amount", "", 0n],
    ["amount", "   ", 0n],
    ["amount", "-", 0n],
    ["amount", " $ -   ", 0n],
    ["amount", "-0", 0n],
    ["quantity", "31,778", 31_778_000_000n],
    ["quantity", "-1375", -1_375_000_000n],
    ["quantity", "0.333333", 333_333n],
    ["quantity", "", 0n],
    ["percent", "45", 45_000_000n],
    ["percent", "45%", 45_000_000n],
    ["percent", "45.5 %", 45_500_000n],
    ["percent", "110.93", 110_930_000n],
    ["percent", "0", 0n],
    ["rate", "7.5%", 7_500_000n],
    ["rate", "100", 100_000_000n],
  ])("%s %j", (kind, text, value) => {
    expect(readEntry(kind, text)).toEqual({ value });
  });

  test.each<[EntryKind, string, string]>([
    ["amount", "12,5", "separators"],
    ["amount", "1,23", "separators"],
    ["amount", "1.234,50", "separators"],
    ["amount", "12,34,567.00", "separators"],
    ["amount", "1.2.3", "separators"],
    ["amount", "1e3", "not_a_number"],
    ["amount", "abc", "not_a_number"],
    ["amount", "=A1*2", "not_a_number"],
    ["amount", "1 234", "not_a_number"],
    ["amount", "$$5", "not_a_number"],
    ["amount", "(-5)", "not_a_number"],
    ["amount", "()", "not_a_number"],
    ["amount", ".", "not_a_number"],
    ["amount", "45%", "not_a_number"],
    ["amount", "10.005", "too_many_decimals"],
    ["amount", "99999999999999999999", "too_large"],
    ["quantity", "$5", "not_a_number"],
    ["quantity", "1.1234567", "too_many_decimals"],
    ["percent", "", "blank"],
    ["percent", "-", "blank"],
    ["percent", "-1", "out_of_range"],
    ["percent", "1000.01", "out_of_range"],
    ["rate", "", "blank"],
    ["rate", "100.01", "out_of_range"],
    ["rate", "-5", "out_of_range"],
  ])("%s %j is %s", (kind, text, problem) => {
    expect(readEntry(kind, text)).toEqual({ problem });
  });

  test("every amount is read back from the form in which it is shown", () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 15n), 10n ** 15n), (cents) => {
        expect(readEntry("amount", amountShown(cents))).toEqual({ value: cents });
      }),
    );
  });

  test("every quantity is read back from its plain form", () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 15n), 10n ** 15n), (millionths) => {
        expect(readEntry("quantity", numberText(millionths))).toEqual({ value: millionths });
      }),
    );
  });
});
