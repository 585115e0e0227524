// The figures come from public vouchers and published examples, named beside them; where nothing is named they are ours.
import { describe, expect, test } from "vitest";
import { amountText, cents } from "./money.ts";
import {
  extended,
  millionths,
  millionthsMax,
  numberText,
  percent,
  percentage,
  percentOf,
  percentShown,
  readMillionths,
} from "./ratio.ts";

describe("a quantity, price or percentage as it is read", () => {
  test.each([
    ["0", 0n, "0"],
    ["-0", 0n, "0"],
    ["2.5", 2_500_000n, "2.5"],
    ["2.500000", 2_500_000n, "2.5"],
    ["-1375", -1_375_000_000n, "-1375"],
    ["0.000001", 1n, "0.000001"],
    ["-0.5", -500_000n, "-0.5"],
    ["110.93", 110_930_000n, "110.93"],
    ["999999999999.999999", millionthsMax, "999999999999.999999"],
  ])("%s", (text, value, written) => {
    expect(readMillionths(text)).toEqual({ millionths: value });
    expect(numberText(value)).toBe(written);
  });

  test.each([
    ["", "not_a_number"],
    ["1e3", "not_a_number"],
    ["1,5", "not_a_number"],
    [".5", "not_a_number"],
    ["5 %", "not_a_number"],
    ["1.0000001", "too_many_decimals"],
    ["1000000000000", "too_large"],
  ])("%j is refused: %s", (text, problem) => expect(readMillionths(text)).toEqual({ problem }));

  test("a literal that is no number is a defect", () => {
    expect(() => millionths("1,5")).toThrow("is a number with at most six decimals");
  });
});

describe("a percentage of an amount, rounded half away from zero", () => {
  test.each([
    // percent  of                 unrounded            is              source
    ["5", "28422265.70", "1421113.285", "1421113.29", "Caltrans 04-253794-019, line 8a"],
    ["5", "27767782.80", "1388389.14", "1388389.14", "Caltrans 04-253794-018, derived"],
    ["5", "28620625.60", "1431031.28", "1431031.28", "Caltrans 12-0695U4-024, line 8a"],
    ["5", "1661148.66", "83057.433", "83057.43", "Caltrans 04-163624-009, line 8a"],
    ["5", "1608275.35", "80413.7675", "80413.77", "Caltrans 04-163624-008, derived"],
    ["5", "797913.03", "39895.6515", "39895.65", "Caltrans 03-1A1814-019, line 8a"],
    ["2", "8918000.61", "178360.0122", "178360.01", "Lakeville MN, final voucher 17"],
    ["10", "993192.00", "99319.2", "99319.20", "Carmel IN, Parcel 7C, application 18"],
    ["5", "278395.00", "13919.75", "13919.75", "Kokomo IN, fire station 6, escrow"],
    ["5", "899746.50", "44987.325", "44987.33", "the tie 44,987.325, printed .33 in a published example"],
    ["3.5", "275.00", "9.625", "9.63", "JD Edwards retainage tax example"],
    ["3.5", "455.00", "15.925", "15.93", "JD Edwards retainage tax example"],
    ["3.5", "78.00", "2.73", "2.73", "JD Edwards retainage tax example"],
    ["10", "0.05", "0.005", "0.01", "the smallest tie"],
    ["10", "0.04", "0.004", "0.00", "just under it"],
    ["10", "-0.05", "-0.005", "-0.01", "the same tie of a credit"],
    ["0", "1000.00", "0", "0.00", ""],
    ["100", "1234.56", "1234.56", "1234.56", ""],
    ["33.333333", "100.00", "33.333333", "33.33", ""],
  ])("%s %% of %s (%s) is %s  %s", (rate, of, unrounded, rounded) => {
    // The column "unrounded" is checked too, so that the table shows what it claims.
    expect(percent(rate) * cents(of)).toBe(decimalTimes(unrounded, 10n ** 10n));
    expect(amountText(percentOf(cents(of), percent(rate), "halfAwayFromZero"))).toBe(rounded);
  });

  /** A decimal as a whole number of `scale`-ths: "1421113.285" by 10^10. */
  function decimalTimes(text: string, scale: bigint): bigint {
    const [whole = "", decimals = ""] = text.split(".");
    return (BigInt(whole + decimals) * scale) / 10n ** BigInt(decimals.length);
  }

  test("what is withheld in a period is the difference of what is held, not a percentage of the period", () => {
    // Caltrans 04-163624-009: 5 % of the period's 52,873.31 would be 2,643.67; the voucher prints 2,643.66.
    const rate = percent("5");
    const now = percentOf(cents("1661148.66"), rate, "halfAwayFromZero");
    const before = percentOf(cents("1608275.35"), rate, "halfAwayFromZero");
    expect(amountText(now - before)).toBe("2643.66");
    expect(amountText(percentOf(cents("52873.31"), rate, "halfAwayFromZero"))).toBe("2643.67");
  });

  test("a percentage that would lose a digit is a defect where rounding is refused", () => {
    expect(percentOf(cents("200.00"), percent("5"), "refuse")).toBe(cents("10.00"));
    expect(() => percentOf(cents("0.05"), percent("10"), "refuse")).toThrow("rounding was refused");
  });
});

describe("quantity times unit price", () => {
  test.each([
    // quantity      price       value            source
    ["5000", "0.2", "1000.00", "San Francisco 2977J, R-2, contract"],
    ["8930", "0.2", "1786.00", "San Francisco 2977J, R-2, paid to date"],
    ["228179", "0.4", "91271.60", "San Francisco 2977J, R-3, contract"],
    ["110369.25", "0.4", "44147.70", "San Francisco 2977J, R-3, paid to date"],
    ["3477.32", "164", "570280.48", "San Francisco 2977J, R-4, paid to date"],
    ["1", "138000", "138000.00", "San Francisco 2977J, R-1, a lump sum"],
    ["0.4", "138000", "55200.00", "San Francisco 2977J, R-1, payment 5"],
    ["12.5", "0.3", "3.75", ""],
    ["-1375", "0.5", "-687.50", "work counted back"],
    ["0.5", "0.01", "0.01", "half a cent"],
    ["-0.5", "0.01", "-0.01", "and its reversal"],
    ["0.000001", "0.000001", "0.00", ""],
    ["3", "0.333333", "1.00", "0.999999 is nearer to a dollar than to 99 cents"],
  ])("%s x %s is %s  %s", (quantity, price, value) => {
    expect(amountText(extended(millionths(quantity), millionths(price), "halfAwayFromZero"))).toBe(value);
  });
});

describe("what a part is of a whole, for people", () => {
  test.each([
    // part          whole         shown
    ["2000", "3000", "66.67"], // 67 % on the levelset template, which prints whole percents
    ["17000", "36000", "47.22"],
    ["24350", "47000", "51.81"],
    ["51500", "50000", "103.00"], // more than scheduled
    ["53000", "55000", "96.36"],
    ["0", "100", "0.00"],
    ["-0.01", "1000000", "0.00"], // never "-0.00"
    ["-50", "100", "-50.00"],
    ["-50", "-100", "50.00"],
    ["1", "100000", "0.00"],
  ])("%s of %s is %s %%", (part, whole, shown) => {
    const rate = percentage(cents(part), cents(whole));
    expect(rate === null ? null : percentShown(rate)).toBe(shown);
  });

  test("of nothing there is no percentage", () => {
    expect(percentage(cents("5"), 0n)).toBeNull();
    expect(percentage(0n, 0n)).toBeNull();
  });
});
