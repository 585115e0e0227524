// Terms that bind the lines of an application together: steps, a stop, a cap, rounding at the header, and releases over
// all of it. Figures are ours where no source is named.
import { describe, expect, test } from "vitest";
import { amountText, type Cents, cents, sum } from "../money/money.ts";
import { percent } from "../money/ratio.ts";
import { noRetainage, type RetainageTerms, type Step } from "../retainage/terms.ts";
import {
  type Application,
  type ApplicationInput,
  type ApplicationLine,
  changedLine,
  computeApplication,
  nothingApplied,
  type Release,
  withLine,
} from "./application.ts";
import { carriedForward, nothingBefore, nothingEntered } from "./totals.ts";

type Billed = Readonly<{ value: string; work?: string; stored?: string; isOnItsOwnRate?: string }>;

const termsOf = (rate: string, terms: Partial<RetainageTerms> = {}): RetainageTerms => ({
  ...noRetainage,
  rates: { work: percent(rate), materials: percent(rate) },
  ...terms,
});

/** An application of these lines; `after`: the one before it, of the same lines. */
function applied(
  terms: RetainageTerms,
  billed: readonly Billed[],
  after: Application | null = null,
  more: Partial<ApplicationInput> = {},
): Application {
  const lines = billed.map(({ value, work, stored, isOnItsOwnRate }, index): ApplicationLine => {
    const before = after?.lines[index];
    const standing = before?.withholding.rates ?? {
      work: isOnItsOwnRate === undefined ? terms.rates.work : percent(isOnItsOwnRate),
      materials: isOnItsOwnRate === undefined ? terms.rates.materials : percent(isOnItsOwnRate),
    };
    return {
      lineId: String(index + 1),
      scheduledValue: cents(value),
      unitPrice: null,
      previous: before === undefined ? nothingBefore : carriedForward(before),
      entry: {
        ...nothingEntered,
        workThisPeriod: cents(work ?? "0"),
        materialsStored: cents(stored ?? "0"),
        rateWork: standing.work,
        rateMaterials: standing.materials,
      },
      isOnContractRates: isOnItsOwnRate === undefined,
      release: null,
    };
  });
  const before =
    after === null
      ? nothingApplied
      : { certified: after.summary["6"], stepsTaken: after.stepsTaken, completedAndStored: after.summary["4"] };
  return computeApplication({
    terms,
    taxOnRetainage: 0n,
    originalContractSum: sum(lines.map(({ scheduledValue }) => scheduledValue)),
    netChange: 0n,
    lines,
    release: null,
    adjusted: 0n,
    before,
    ...more,
  });
}

const held = ({ lines, summary }: Application): string[] =>
  [...lines.map(({ retainageHeld }) => retainageHeld), summary["5"]].map(amountText);

describe("a step at half of a contract of 100,000.00, from 10 % to 5 %", () => {
  const step = (effect: Step["effect"]): RetainageTerms =>
    termsOf("10", {
      steps: [
        {
          at: { percent: percent("50"), of: "current" },
          rates: { work: percent("5"), materials: percent("5") },
          effect,
          scope: "linesOnContractRates",
        },
      ],
    });
  const two = (work: string, other: string): Billed[] => [
    { value: "60000", work },
    { value: "40000", work: other },
  ];

  test.each<[Step["effect"], string, string, string[], string]>([
    // effect        line 1       line 2     held on 1, on 2, in all             why
    ["retroactive", "20000.00", "20000.00", ["2000.00", "2000.00", "4000.00"], "not reached"],
    ["retroactive", "30000.00", "20000.00", ["1500.00", "1000.00", "2500.00"], "reached to the cent: all at 5 %"],
    [
      "prospective",
      "30000.00",
      "20000.00",
      ["3000.00", "2000.00", "5000.00"],
      "reached to the cent: all was earned at 10 %",
    ],
    ["prospective", "60000.00", "40000.00", ["4500.00", "3000.00", "7500.00"], "half of either movement at 10 %"],
    ["prospective", "60000.00", "20000.00", ["4875.00", "1625.00", "6500.00"], "62.5 % of either movement at 10 %"],
  ])("%s, %s and %s billed at once: %s (%s)", (effect, one, other, expected) => {
    expect(held(applied(step(effect), two(one, other)))).toEqual(expected);
  });

  test("reached in the second application: what stood before keeps 10 % whole, the movement is split at the threshold", () => {
    const first = applied(step("prospective"), two("40000.00", "0.00"));
    const second = applied(step("prospective"), two("0.00", "20000.00"), first);
    expect(held(second)).toEqual(["4000.00", "1500.00", "5500.00"]);
    expect([first.stepsTaken, second.stepsTaken]).toEqual([0, 1]);
  });

  test("a step that was taken stays taken when work is taken back", () => {
    const first = applied(step("retroactive"), two("60000.00", "0.00"));
    const second = applied(step("retroactive"), two("-20000.00", "0.00"), first);
    expect(held(second)).toEqual(["2000.00", "0.00", "2000.00"]);
  });

  test("a line on a rate of its own keeps it", () => {
    const lines: Billed[] = [
      { value: "60000", work: "60000" },
      { value: "40000", work: "0", isOnItsOwnRate: "2" },
    ];
    expect(held(applied(step("retroactive"), lines))).toEqual(["3000.00", "0.00", "3000.00"]);
    const both: Billed[] = [
      { value: "60000", work: "60000" },
      { value: "40000", work: "40000", isOnItsOwnRate: "2" },
    ];
    expect(held(applied(step("retroactive"), both))).toEqual(["3000.00", "800.00", "3800.00"]);
  });
});

test("a stop at half binds every line; material that is built in after it moves nothing", () => {
  const stop: Step = {
    at: { percent: percent("50"), of: "current" },
    rates: { work: 0n, materials: 0n },
    effect: "prospective",
    scope: "allLines",
  };
  const terms = termsOf("10", { steps: [stop] });
  const first = applied(terms, [{ value: "100000", work: "40000", stored: "10000" }]);
  expect(held(first)).toEqual(["5000.00", "5000.00"]);
  const second = applied(terms, [{ value: "100000", work: "40000", stored: "0" }], first);
  expect(held(second)).toEqual(["5000.00", "5000.00"]);
  expect(amountText(second.summary["8"])).toBe("30000.00");
});

describe("a cap", () => {
  const lines: Billed[] = [
    { value: "60000", work: "60000" },
    { value: "40000", work: "20000" },
  ];
  test.each([
    // cap                                             held                                    binds
    [{ amount: cents("8000.00") }, ["6000.00", "2000.00", "8000.00"], false],
    [{ amount: cents("7000.00") }, ["5250.00", "1750.00", "7000.00"], true],
    [{ amount: cents("0.01") }, ["0.01", "0.00", "0.01"], true],
    [{ percent: percent("5"), of: "original" as const }, ["3750.00", "1250.00", "5000.00"], true],
  ])("is spread over the lines in proportion", (cap, expected, isBinding) => {
    const application = applied(termsOf("10", { cap }), lines);
    expect(held(application)).toEqual(expected);
    expect(application.uncapped).toBe(isBinding ? cents("8000.00") : null);
  });
});

describe("rounded at the header", () => {
  // Caltrans 04-253794-019: 5 % of 28,422,265.70 is 1,421,113.285; of work and of material on hand apart it is a cent less.
  const voucher: Billed[] = [{ value: "40000000", work: "28415038.88", stored: "7226.82" }];
  test.each([
    // level     5a              5b        5
    ["header", "1420751.95", "361.34", "1421113.29"],
    ["line", "1420751.94", "361.34", "1421113.28"],
  ] as const)("level %s", (level, onWork, onMaterial, total) => {
    const { summary } = applied(termsOf("5", { level }), voucher);
    expect([summary["5a"], summary["5b"], summary["5"]].map(amountText)).toEqual([onWork, onMaterial, total]);
  });
});

describe("a release over the whole application", () => {
  const lines: Billed[] = [
    { value: "60000", work: "60000" },
    { value: "40000", work: "20000" },
  ];
  test.each<[Release, string[]]>([
    [{ amount: cents("1000.00") }, ["5250.00", "1750.00", "7000.00"]],
    [{ percent: percent("50") }, ["3000.00", "1000.00", "4000.00"]],
    ["all", ["0.00", "0.00", "0.00"]],
    [{ amount: 0n }, ["6000.00", "2000.00", "8000.00"]],
  ])("%s", (release, expected) => {
    expect(held(applied(termsOf("10"), lines, null, { release }))).toEqual(expected);
  });

  test("alone, without work: Carmel IN, Parcel 7C, application 18 releases 99,319.20 of 993,192.00", () => {
    const before = applied(termsOf("10"), [{ value: "993192.00", work: "993192.00" }]);
    const release = applied(termsOf("10"), [{ value: "993192.00" }], before, { release: "all" });
    expect([release.summary["5"], release.summary["7"], release.summary["8"]].map(amountText)).toEqual([
      "0.00",
      "893872.80",
      "99319.20",
    ]);
  });
});

describe("one line changed", () => {
  const lines: Billed[] = [
    { value: "60000", work: "1000.05", stored: "33.33" },
    { value: "40000", work: "20000" },
  ];
  const inputOf = (terms: RetainageTerms): ApplicationInput => {
    const { inputs, summary } = applied(terms, lines);
    return {
      terms,
      taxOnRetainage: 0n,
      originalContractSum: summary["1"],
      netChange: 0n,
      lines: inputs,
      release: null,
      adjusted: 0n,
      before: nothingApplied,
    };
  };
  const typed = (input: ApplicationInput, work: Cents): ApplicationLine => {
    const line = input.lines[0] as ApplicationLine;
    return { ...line, entry: { ...line.entry, workThisPeriod: work } };
  };

  test.each([["line"], ["header"]] as const)("comes to what computing all of it comes to: level %s", (level) => {
    const input = inputOf(termsOf("10", { level }));
    const application = computeApplication(input);
    const changed = withLine(input, application, 0, typed(input, cents("7777.77")));
    expect(changed.application).toEqual(computeApplication(changed.input));
  });

  test("is not computed by itself where a cap binds the lines together", () => {
    const input = inputOf(termsOf("10", { cap: { amount: cents("100.00") } }));
    const { summary, lines: figures } = computeApplication(input);
    const line = figures[0];
    expect(line && changedLine(input, summary, line, typed(input, 0n))).toBeNull();
  });
});
