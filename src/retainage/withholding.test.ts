// Amounts earned at rates that change, as an accountant would tabulate them. Figures are ours where no source is named.
import { describe, expect, test } from "vitest";
import { amountText, cents } from "../money/money.ts";
import { percent } from "../money/ratio.ts";
import type { Rates } from "./terms.ts";
import {
  type Earned,
  exactlyWithheld,
  frozenAt,
  roundedWithheld,
  shownRate,
  type Withholding,
  withholdingAt,
  withRates,
} from "./withholding.ts";

const rates = (work: string, materials = work): Rates => ({ work: percent(work), materials: percent(materials) });
const earned = (work: string, materials = "0"): Earned => ({ work: cents(work), materials: cents(materials) });
const held = (withholding: Withholding, at: Earned): string[] => {
  const { work, materials } = roundedWithheld(exactlyWithheld(withholding, at));
  return [work, materials, work + materials].map(amountText);
};

const ten = withholdingAt(rates("10", "5"));

describe("10 % of work and 5 % of stored material", () => {
  test.each([
    // work         stored        of work      of material  together
    ["100000.00", "0.00", "10000.00", "0.00", "10000.00"],
    ["100000.00", "80000.00", "10000.00", "4000.00", "14000.00"],
    ["180000.00", "0.00", "18000.00", "0.00", "18000.00"], // built in: 4,000.00 more is withheld
    ["0.05", "0.10", "0.01", "0.01", "0.02"], // two ties, each rounded away from zero
    ["-0.05", "0.00", "-0.01", "0.00", "-0.01"],
    ["-81933.00", "0.00", "-8193.30", "0.00", "-8193.30"], // a credit line
  ])("%s of work, %s stored", (work, stored, ofWork, ofMaterial, together) => {
    expect(held(ten, earned(work, stored))).toEqual([ofWork, ofMaterial, together]);
  });
});

describe("a change for everything", () => {
  test("at 300,000.00 of work a step from 10 % to 5 % leaves 15,000.00 of 30,000.00", () => {
    const after = withRates(withholdingAt(rates("10")), rates("5"), "retroactive", earned("300000"));
    expect(held(after, earned("300000"))[2]).toBe("15000.00");
    expect(after.brackets).toEqual([]);
  });

  test("forgets limits that stood before", () => {
    const once = withRates(withholdingAt(rates("10")), rates("5"), "prospective", earned("40000"));
    expect(withRates(once, rates("2"), "retroactive", earned("60000")).brackets).toEqual([]);
  });
});

describe("a change for what follows: 10 % until 40,000.00 of work and 10,000.00 stored, then 5 %", () => {
  const after = withRates(withholdingAt(rates("10")), rates("5"), "prospective", earned("40000", "10000"));
  test.each([
    // work         stored        withheld     why
    ["40000.00", "10000.00", "5000.00", "as it was"],
    ["100000.00", "10000.00", "8000.00", "60,000.00 more at 5 %"],
    ["50000.00", "0.00", "5000.00", "built in: it keeps the 10 % under which it was earned"],
    ["60000.00", "0.00", "5500.00", "built in, and 10,000.00 of new work"],
    ["40000.00", "30000.00", "6000.00", "20,000.00 more stored at 5 %"],
    ["30000.00", "10000.00", "4000.00", "work taken back gives back 10 %"],
    ["0.00", "0.00", "0.00", "all taken back"],
  ])("%s of work, %s stored: %s (%s)", (work, stored, withheld) => {
    expect(held(after, earned(work, stored))[2]).toBe(withheld);
  });

  test("rounds once over all brackets", () => {
    const odd = withRates(withholdingAt(rates("10")), rates("5"), "prospective", earned("0.03"));
    // 0.003 + 0.0025 = 0.0055; each part alone would round to nothing.
    expect(held(odd, earned("0.08"))[0]).toBe("0.01");
  });

  test("a second change cuts the first down to what still stands", () => {
    const twice = withRates(after, rates("0"), "prospective", earned("30000", "0"));
    expect(held(twice, earned("30000"))[2]).toBe("3000.00");
    expect(held(twice, earned("90000"))[2]).toBe("3000.00");
  });

  test("of a credit line it is mirrored", () => {
    const credit = withRates(withholdingAt(rates("10")), rates("5"), "prospective", earned("-40000"));
    expect(held(credit, earned("-100000"))[2]).toBe("-7000.00");
    expect(held(credit, earned("-30000"))[2]).toBe("-3000.00");
  });

  test("to the same rates changes nothing", () => {
    expect(withRates(ten, rates("10", "5"), "prospective", earned("5"))).toBe(ten);
  });
});

describe("frozen", () => {
  test("Caltrans 11-176304: 18,433.75 stays after acceptance, though 5 % of 460,614.39 would be 23,030.72", () => {
    const five = withholdingAt(rates("5"));
    expect(held(five, earned("368675"))[0]).toBe("18433.75");
    const frozen = frozenAt(five, roundedWithheld(exactlyWithheld(five, earned("368675"))));
    expect(held(frozen, earned("460614.39"))[0]).toBe("18433.75");
    expect(held(five, earned("460614.39"))[0]).toBe("23030.72");
  });
});

test.each([
  // held         of            rate
  ["8000.00", "120000.00", 6_666_667n],
  ["0.00", "100.00", 0n],
  ["5.00", "0.00", null],
])("what is shown as the rate of %s held of %s", (amount, of, rate) => {
  expect(shownRate(cents(amount), cents(of))).toBe(rate);
});
