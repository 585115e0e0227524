// What holds of every amount, not only of those in the tables. The oracle is the definition: fractions of whole numbers,
// compared by multiplying out.
import fc from "fast-check";
import { describe, test } from "vitest";
import { amountShown, amountText, centsMax, readCents, sum } from "./money.ts";
import { extended, millionthsMax, numberText, percentage, percentOf, readMillionths } from "./ratio.ts";
import { divideRounded } from "./rounding.ts";

const amount = fc.bigInt({ min: -centsMax, max: centsMax });
const rate = fc.bigInt({ min: -200_000_000n, max: 200_000_000n });
const quantity = fc.bigInt({ min: -millionthsMax, max: millionthsMax });
const divisor = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }).filter((value) => value !== 0n);
/** Half of something, so that ties are met often. */
const tie = fc.tuple(fc.bigInt({ min: -1000n, max: 1000n }), fc.bigInt({ min: 1n, max: 1000n }));

const size = (value: bigint) => (value < 0n ? -value : value);

/** Whether `whole` is `dividend / divisor` rounded half away from zero, by the definition alone. */
function isNearest(whole: bigint, dividend: bigint, by: bigint): boolean {
  const twiceTheError = size(2n * (whole * by - dividend));
  if (twiceTheError < size(by)) return true;
  // A tie: right only if it is the neighbour farther from zero, |whole x by| > |dividend|.
  return twiceTheError === size(by) && size(whole * by) > size(dividend);
}

function holds(claim: boolean): void {
  if (!claim) throw new Error("does not hold");
}

describe("text", () => {
  test("an amount survives the wire", () => {
    fc.assert(
      fc.property(amount, (value) => {
        const read = readCents(amountText(value));
        holds("cents" in read && read.cents === value);
      }),
    );
  });

  test("a number survives the wire", () => {
    fc.assert(
      fc.property(quantity, (value) => {
        const read = readMillionths(numberText(value));
        holds("millionths" in read && read.millionths === value);
      }),
    );
  });

  test("a text that is taken means what it says: as many cents as its digits give", () => {
    const digits = fc.stringMatching(/^-?\d{1,16}(\.\d{1,2})?$/);
    fc.assert(
      fc.property(digits, (text) => {
        const read = readCents(text);
        const [whole = "", decimals = ""] = text.replace("-", "").split(".");
        const expected = BigInt(`${whole}${`${decimals}00`.slice(0, 2)}`);
        holds("cents" in read && read.cents === (text.startsWith("-") ? -expected : expected));
      }),
    );
  });

  test("no text makes the reader throw, and what it takes is written back with the same value", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[-+$(,.\d )e%]{0,12}$/)), (text) => {
        const read = readCents(text);
        if ("cents" in read) holds(Number(amountText(read.cents)) === Number(text));
      }),
      { numRuns: 1000 },
    );
  });

  test("what people see has the digits of what the wire has", () => {
    fc.assert(
      fc.property(amount, (value) => {
        const shown = amountShown(value);
        holds(shown.startsWith("(") === value < 0n);
        holds(shown.replace(/[(),]/g, "") === amountText(size(value)));
        holds(/^\(?\d{1,3}(,\d{3})*\.\d\d\)?$/.test(shown));
      }),
    );
  });
});

describe("rounding", () => {
  test("gives the nearest whole number, and the farther from zero of two", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), divisor, (dividend, by) => {
        holds(isNearest(divideRounded(dividend, by, "halfAwayFromZero"), dividend, by));
      }),
      { numRuns: 1000 },
    );
  });

  test("of ties too", () => {
    fc.assert(
      fc.property(tie, ([whole, half]) => {
        const [dividend, by] = [(2n * whole + 1n) * half, 2n * half];
        const away = whole >= 0n ? whole + 1n : whole;
        holds(divideRounded(dividend, by, "halfAwayFromZero") === away);
      }),
    );
  });

  test("a reversal cancels its original to the cent", () => {
    fc.assert(
      fc.property(amount, rate, quantity, (value, percent, count) => {
        holds(percentOf(-value, percent, "halfAwayFromZero") === -percentOf(value, percent, "halfAwayFromZero"));
        holds(extended(-count, percent, "halfAwayFromZero") === -extended(count, percent, "halfAwayFromZero"));
      }),
    );
  });

  test("a percentage, an extension and a share are within half a unit of the exact value", () => {
    fc.assert(
      fc.property(amount, amount, rate, quantity, (value, whole, percent, count) => {
        holds(isNearest(percentOf(value, percent, "halfAwayFromZero"), value * percent, 10n ** 8n));
        holds(isNearest(extended(count, percent, "halfAwayFromZero"), count * percent, 10n ** 10n));
        const share = percentage(value, whole);
        holds(whole === 0n ? share === null : share !== null && isNearest(share, value * 10n ** 8n, whole));
      }),
    );
  });

  test("more of an amount is never a smaller percentage of it", () => {
    fc.assert(
      fc.property(amount, amount, fc.bigInt({ min: 0n, max: 10n ** 8n }), (one, other, percent) => {
        const [less, more] = one < other ? [one, other] : [other, one];
        holds(percentOf(less, percent, "halfAwayFromZero") <= percentOf(more, percent, "halfAwayFromZero"));
      }),
    );
  });

  test("periods taken as differences of what is held add up to what is held, however the work is cut into periods", () => {
    fc.assert(
      fc.property(fc.array(amount, { maxLength: 40 }), rate, (periods, percent) => {
        let earned = 0n;
        let held = 0n;
        const withheld = periods.map((period) => {
          earned += period;
          const before = held;
          held = percentOf(earned, percent, "halfAwayFromZero");
          return held - before;
        });
        holds(sum(withheld) === percentOf(sum(periods), percent, "halfAwayFromZero"));
      }),
    );
  });
});

describe("sums", () => {
  test("do not depend on the order of the lines", () => {
    fc.assert(
      fc.property(fc.array(amount), fc.nat(), (amounts, turn) => {
        const at = amounts.length === 0 ? 0 : turn % amounts.length;
        holds(sum([...amounts.slice(at), ...amounts.slice(0, at)].reverse()) === sum(amounts));
      }),
    );
  });
});
