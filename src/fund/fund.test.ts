// Lines that several funds pay for. The second case is San Francisco Public Works 1243I, item SW-01, payment 14: 1,375.00
// is moved from one fund to another, and the line itself bills nothing.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { amountText, type Cents, cents, sum } from "../money/money.ts";
import { bornByFunds, type FundSplit, funded, nothingFunded } from "./fund.ts";

const split = (parts: Record<string, string>): FundSplit =>
  new Map(Object.entries(parts).map(([fund, amount]) => [fund, cents(amount)]));
const shown = (born: FundSplit) => Object.fromEntries([...born].map(([fund, amount]) => [fund, amountText(amount)]));

describe("billing follows the split", () => {
  const thirds = split({ A: "1000.00", B: "1000.00", C: "1000.00" });
  test("cumulatively, so that cents do not drift: three times 0.10 over three funds is 0.10 each", () => {
    let standing = nothingFunded;
    for (let period = 0; period < 3; period += 1) standing = funded(standing, cents("0.10"), new Map());
    expect(shown(bornByFunds(thirds, standing))).toEqual({ A: "0.10", B: "0.10", C: "0.10" });
  });

  test("unless funds are named: what is named stays beside the split", () => {
    const before = funded(nothingFunded, cents("3000.00"), new Map());
    const moved = funded(before, 0n, split({ A: "-1375.00", B: "1375.00" }));
    expect(shown(bornByFunds(thirds, moved))).toEqual({ A: "-375.00", B: "2375.00", C: "1000.00" });
  });

  test("a split that comes to nothing bears nothing", () => {
    const standing = funded(nothingFunded, cents("5.00"), new Map());
    expect(shown(bornByFunds(split({ A: "1", B: "-1" }), standing))).toEqual({ A: "0.00", B: "0.00" });
  });
});

test("the parts always add up to the line", () => {
  const amounts = fc.array(fc.bigInt(-10_000n, 10_000n), { maxLength: 20 });
  const shares = fc.array(fc.bigInt(-500n, 500n), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(shares, amounts, (parts, periods) => {
      fc.pre(sum(parts) !== 0n);
      const of: FundSplit = new Map(parts.map((part, index) => [`fund ${index}`, part]));
      const standing = periods.reduce((was, billed: Cents) => funded(was, billed, new Map()), nothingFunded);
      expect(sum(bornByFunds(of, standing).values())).toBe(sum(periods));
    }),
  );
});
