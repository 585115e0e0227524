import { describe, expect, test } from "vitest";
import { amountText } from "../money/money.ts";
import { numberText } from "../money/ratio.ts";
import { readTypedAmount, readTypedNumber } from "./read-number.ts";

describe("an amount as people type it", () => {
  test.each([
    // typed               is
    ["1234.5", "1234.50"],
    ["1234.50", "1234.50"],
    ["1,234.50", "1234.50"],
    ["1,234", "1234.00"],
    ["1,234,567.89", "1234567.89"],
    ["$1,234.50", "1234.50"],
    ["$ 1,234.50", "1234.50"],
    ["-5.00", "-5.00"],
    ["-$5.00", "-5.00"],
    ["$-5.00", "-5.00"],
    ["- 5.00", "-5.00"],
    ["\u22125.00", "-5.00"], // the minus sign of typesetting
    ["(1,000.00)", "-1000.00"],
    ["$ (1,000.00)", "-1000.00"],
    ["($1,000.00)", "-1000.00"],
    ["( 1,000.00 )", "-1000.00"],
    ["  7  ", "7.00"],
    ["\u00a01,234.50\u00a0", "1234.50"], // non-breaking spaces, as web pages have them
    ["$\u00a01,234.50", "1234.50"],
    ["\u202f7", "7.00"],
    [".5", "0.50"],
    ["-.05", "-0.05"],
    ["0", "0.00"],
    ["(0.00)", "0.00"],
    ["9,999,999,999,999,999.99", "9999999999999999.99"],
  ])("%j is %s", (typed, is) => {
    const read = readTypedAmount(typed);
    expect("cents" in read && amountText(read.cents)).toBe(is);
  });

  test.each([
    ["", "number_unreadable"],
    ["abc", "number_unreadable"],
    ["1 234.50", "number_unreadable"],
    ["1\u00a0234.50", "number_unreadable"],
    ["1'234.50", "number_unreadable"],
    ["5.00-", "number_unreadable"],
    ["+5.00", "number_unreadable"],
    ["5.", "number_unreadable"],
    ["1.2.3", "number_unreadable"],
    ["$$5", "number_unreadable"],
    ["5$", "number_unreadable"],
    ["€5.00", "number_unreadable"],
    ["(5.00", "number_unreadable"],
    ["5.00)", "number_unreadable"],
    ["((5.00))", "number_unreadable"],
    ["--", "number_unreadable"],
    ["=5+5", "number_unreadable"],
    ["#REF!", "number_unreadable"],
    ["0x1F", "number_unreadable"],
    ["NaN", "number_unreadable"],
    ["Infinity", "number_unreadable"],
    ["٣", "number_unreadable"],
    ["-", "number_dash"],
    ["$ -", "number_dash"],
    ["–", "number_dash"],
    ["1e3", "number_exponent"],
    ["1.5E+03", "number_exponent"],
    ["$1e3", "number_exponent"],
    ["12%", "number_percent"],
    ["12 %", "number_percent"],
    ["--5", "number_sign_twice"],
    ["(-5.00)", "number_sign_twice"],
    ["-(5.00)", "number_sign_twice"],
    ["12,5", "number_comma"],
    ["12,50", "number_comma"],
    ["1,2345", "number_comma"],
    ["1.234,50", "number_comma"],
    ["1,23,456.00", "number_comma"],
    ["1234,567.00", "number_comma"],
    ["0,125", "number_comma"],
    [",5", "number_comma"],
    ["1,,000", "number_comma"],
    ["1.005", "number_too_many_decimals"],
    ["10.000", "number_too_many_decimals"],
    ["10000000000000000", "number_too_large"],
  ])("%j is refused: %s", (typed, problem) => expect(readTypedAmount(typed)).toEqual({ problem }));
});

describe("a quantity or a price as people type it", () => {
  test.each([
    ["1,250.5", "1250.5"],
    ["$0.333333", "0.333333"],
    ["(3)", "-3"],
    ["110369.25", "110369.25"],
  ])("%j is %s", (typed, is) => {
    const read = readTypedNumber(typed);
    expect("millionths" in read && numberText(read.millionths)).toBe(is);
  });

  test.each([
    ["1.0000001", "number_too_many_decimals"],
    ["1,5", "number_comma"],
    ["5 LF", "number_unreadable"],
    ["1000000000000", "number_too_large"],
  ])("%j is refused: %s", (typed, problem) => expect(readTypedNumber(typed)).toEqual({ problem }));
});

describe("where commas may be decimal, what could be either is refused", () => {
  test.each([
    ["1,234", { problem: "number_comma_ambiguous" }],
    ["(1,234)", { problem: "number_comma_ambiguous" }],
    ["12,5", { problem: "number_comma" }],
    ["1,234.50", { cents: 123_450n }],
    ["1,234,567", { cents: 123_456_700n }],
    ["1234", { cents: 123_400n }],
  ])("%j", (typed, read) => expect(readTypedAmount(typed, "ambiguous")).toEqual(read));
});
