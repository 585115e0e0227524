// What holds of every contract, over every history of invoices. The oracle knows no carrying forward: it adds up the whole
// history of a line and rounds by counting halves, so that it shares no step with the calculator.
import fc from "fast-check";
import { describe, test } from "vitest";
import { type Cents, sum } from "../money/money.ts";
import { type Millionths, type Percent, percent } from "../money/ratio.ts";
import {
  carriedForward,
  computeLine,
  type LineEntered,
  type LineFigures,
  nothingBefore,
  nothingEntered,
  percentComplete,
  type Summary,
  summarize,
  workToReach,
} from "./totals.ts";

type LineHistory = Readonly<{ scheduledValue: Cents; unitPrice: Millionths | null; entries: readonly LineEntered[] }>;
type Application = Readonly<{ lines: readonly LineFigures[]; summary: Summary }>;

const amount = fc.bigInt({ min: -(10n ** 11n), max: 10n ** 11n });
const smallAmount = fc.bigInt({ min: -1000n, max: 1000n });
const anyAmount = fc.oneof(amount, smallAmount, fc.constant(0n));
const rate: fc.Arbitrary<Percent> = fc.oneof(
  fc.constantFrom(0n, percent("5"), percent("10"), percent("2.5"), percent("33.333333"), percent("100")),
  fc.bigInt({ min: 0n, max: percent("100") }),
);
const entry: fc.Arbitrary<LineEntered> = fc.record({
  unmeasuredWork: fc.constant(0n),
  rateEffect: fc.constant("retroactive" as const),
  isFrozen: fc.constant(false),
  adjusted: fc.constant(0n),
  workThisPeriod: anyAmount,
  quantityThisPeriod: fc.option(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n })),
  materialsStored: anyAmount,
  rateWork: rate,
  rateMaterials: rate,
  releasedWork: fc.oneof(fc.constant(0n), smallAmount),
  releasedMaterials: fc.oneof(fc.constant(0n), smallAmount),
});

/** A contract of some lines with the same number of invoices on each. */
const contract = fc.integer({ min: 1, max: 8 }).chain((invoices) =>
  fc.array(
    fc.record({
      scheduledValue: anyAmount,
      unitPrice: fc.option(fc.bigInt({ min: -(10n ** 10n), max: 10n ** 10n })),
      entries: fc.array(entry, { minLength: invoices, maxLength: invoices }),
    }),
    { minLength: 1, maxLength: 8 },
  ),
);

/** Every invoice of a contract in its order, each starting where the one before ended. */
function applications(contractLines: readonly LineHistory[], netChange: Cents): Application[] {
  const originalContractSum = sum(contractLines.map((line) => line.scheduledValue)) - netChange;
  let previous = contractLines.map(() => nothingBefore);
  let previousCertificates = 0n;
  return (contractLines[0]?.entries ?? []).map((_, number) => {
    const lines = contractLines.map(({ scheduledValue, unitPrice, entries }, index) =>
      computeLine({
        lineId: String(index),
        scheduledValue,
        unitPrice,
        previous: previous[index]!,
        entry: entries[number]!,
      }),
    );
    const summary = summarize({ originalContractSum, netChange, lines, previousCertificates });
    previous = lines.map(carriedForward);
    previousCertificates += summary["8"];
    return { lines, summary };
  });
}

/** Half away from zero, by adding a half and cutting off. */
function rounded(dividend: bigint, divisor: bigint): bigint {
  const size = (2n * (dividend < 0n ? -dividend : dividend) + divisor) / (2n * divisor);
  return dividend < 0n ? -size : size;
}

/** A line after its first `count` invoices, from the whole history at once. */
function byTheWholeHistory({ scheduledValue, unitPrice, entries }: LineHistory, count: number) {
  const until = entries.slice(0, count);
  const last = until.at(-1)!;
  const quantity = sum(until.map((one) => one.quantityThisPeriod ?? 0n));
  const work =
    unitPrice === null ? sum(until.map((one) => one.workThisPeriod)) : rounded(quantity * unitPrice, 10n ** 10n);
  const heldOnWork = rounded(work * last.rateWork, 10n ** 8n) - sum(until.map((one) => one.releasedWork));
  const releasedOnMaterials = sum(until.map((one) => one.releasedMaterials));
  const heldOnMaterials = rounded(last.materialsStored * last.rateMaterials, 10n ** 8n) - releasedOnMaterials;
  const earned = work + last.materialsStored;
  return { work, earned, balance: scheduledValue - earned, heldOnWork, heldOnMaterials, releasedOnMaterials };
}

function same(one: unknown, other: unknown, what: string): void {
  if (one !== other) throw new Error(`${what}: ${one} is not ${other}`);
}

const often = { numRuns: 300 };

describe("a line", () => {
  test("stands where its whole history puts it", () => {
    fc.assert(
      fc.property(contract, (contractLines) => {
        applications(contractLines, 0n).forEach(({ lines }, number) => {
          lines.forEach((line, index) => {
            const expected = byTheWholeHistory(contractLines[index]!, number + 1);
            same(line.workToDate, expected.work, "D + E");
            same(line.completedAndStored, expected.earned, "G");
            same(line.balanceToFinish, expected.balance, "H");
            // What was released on material that is built in since has moved to the work; together they are the same.
            const isMoved = line.releasedMaterialsToDate !== expected.releasedOnMaterials;
            if (!isMoved) same(line.retainageWork, expected.heldOnWork, "retainage on work");
            if (!isMoved) same(line.retainageMaterials, expected.heldOnMaterials, "retainage on material");
            const { materials } = line.withheld;
            const isBelow = materials >= 0n ? line.retainageMaterials < 0n : line.retainageMaterials > 0n;
            if (line.releasedMaterialsToDate !== 0n)
              same(isBelow, false, "more given back on material than is withheld");
            same(line.retainageHeld, expected.heldOnWork + expected.heldOnMaterials, "I");
          });
        });
      }),
      often,
    );
  });

  test("begins where it ended: D, what was stored, what was held, what was given back", () => {
    fc.assert(
      fc.property(contract, (contractLines) => {
        const all = applications(contractLines, 0n);
        all.slice(1).forEach(({ lines }, number) => {
          lines.forEach((line, index) => {
            const before = all[number]!.lines[index]!;
            same(line.workPrevious, before.workPrevious + before.workThisPeriod, "D");
            same(line.materialsPrevious, before.materialsStored, "stored before");
            same(line.retainagePrevious, before.retainageHeld, "held before");
            same(line.billedThisPeriod, line.completedAndStored - before.completedAndStored, "billed now");
            const { releasedWork, releasedMaterials } = contractLines[index]!.entries[number + 1]!;
            const releasedOf = (one: LineFigures) => one.releasedWorkToDate + one.releasedMaterialsToDate;
            same(releasedOf(line) - releasedOf(before), releasedWork + releasedMaterials, "given back");
          });
        });
      }),
      often,
    );
  });

  test("is beyond its value exactly where its balance has the other sign", () => {
    fc.assert(
      fc.property(contract, (contractLines) => {
        for (const line of applications(contractLines, 0n).flatMap(({ lines }) => lines)) {
          const beyond = line.scheduledValue < 0n ? line.balanceToFinish > 0n : line.balanceToFinish < 0n;
          same(line.isOverbilled, beyond, "beyond its value");
        }
      }),
      often,
    );
  });

  test("billed to a percentage stands at that percentage, and at 100 % exactly at its value", () => {
    fc.assert(
      fc.property(amount, amount, amount, rate, (scheduledValue, work, materialsStored, to) => {
        const previous = { ...nothingBefore, work };
        const reach = (wanted: Percent) =>
          computeLine({
            lineId: "a",
            scheduledValue,
            unitPrice: null,
            previous,
            entry: {
              ...nothingEntered,
              workThisPeriod: workToReach(wanted, scheduledValue, work, materialsStored),
              materialsStored,
            },
          });
        same(reach(to).completedAndStored, rounded(scheduledValue * to, 10n ** 8n), "G");
        const full = reach(percent("100"));
        same(full.completedAndStored, scheduledValue, "G at 100 %");
        same(full.balanceToFinish, 0n, "H at 100 %");
        if (scheduledValue !== 0n) same(percentComplete(full), percent("100"), "percent");
        same(full.isOverbilled, false, "beyond its value at 100 %");
      }),
      often,
    );
  });

  test("reversed in everything is reversed to the cent", () => {
    fc.assert(
      fc.property(contract, (contractLines) => {
        const reversed = contractLines.map((line) => ({
          ...line,
          scheduledValue: -line.scheduledValue,
          unitPrice: line.unitPrice === null ? null : -line.unitPrice,
          entries: line.entries.map((one) => ({
            ...one,
            workThisPeriod: -one.workThisPeriod,
            materialsStored: -one.materialsStored,
            releasedWork: -one.releasedWork,
            releasedMaterials: -one.releasedMaterials,
          })),
        }));
        const [there, back] = [applications(contractLines, 0n), applications(reversed, 0n)];
        there.forEach(({ summary }, number) => {
          for (const line of Object.keys(summary) as (keyof Summary)[]) {
            same(summary[line], -back[number]!.summary[line], `line ${line}`);
          }
        });
      }),
      often,
    );
  });
});

describe("the summary", () => {
  test("ties within itself and with its sheet", () => {
    fc.assert(
      fc.property(contract, amount, (contractLines, netChange) => {
        for (const { lines, summary } of applications(contractLines, netChange)) {
          const total = (of: (line: LineFigures) => Cents) => sum(lines.map(of));
          same(summary["3"], summary["1"] + summary["2"], "3 = 1 + 2");
          same(
            summary["3"],
            total((line) => line.scheduledValue),
            "3 = sum of C",
          );
          same(
            summary["4"],
            total((line) => line.completedAndStored),
            "4 = sum of G",
          );
          same(summary["5"], summary["5a"] + summary["5b"], "5 = 5a + 5b");
          same(
            summary["5"],
            total((line) => line.retainageHeld),
            "5 = sum of I",
          );
          same(summary["6"], summary["4"] - summary["5"], "6 = 4 - 5");
          same(summary["7"] + summary["8"], summary["6"], "7 + 8 = 6");
          same(summary["9"], summary["3"] - summary["6"], "9 = 3 - 6");
          same(summary["9"], total((line) => line.balanceToFinish) + summary["5"], "9 = sum of H + 5");
        }
      }),
      often,
    );
  });

  test("line 7 is what was paid for before, and all payments make line 6", () => {
    fc.assert(
      fc.property(contract, (contractLines) => {
        const all = applications(contractLines, 0n);
        all.forEach(({ summary }, number) => {
          same(summary["7"], number === 0 ? 0n : all[number - 1]!.summary["6"], "7 = 6 before");
        });
        same(sum(all.map(({ summary }) => summary["8"])), all.at(-1)!.summary["6"], "sum of 8 = last 6");
      }),
      often,
    );
  });

  test("line 8 is what was billed less what was withheld: what an ERP is sent adds up to what is due", () => {
    fc.assert(
      fc.property(contract, (contractLines) => {
        for (const { lines, summary } of applications(contractLines, 0n)) {
          const billed = sum(lines.map((line) => line.billedThisPeriod));
          const withheld = sum(lines.map((line) => line.retainageHeld - line.retainagePrevious));
          same(summary["8"], billed - withheld, "8");
        }
      }),
      often,
    );
  });

  test("does not depend on the order of the lines", () => {
    fc.assert(
      fc.property(contract, amount, fc.nat(), (contractLines, netChange, turn) => {
        const at = turn % contractLines.length;
        const turned = [...contractLines.slice(at), ...contractLines.slice(0, at)].reverse();
        const [one, other] = [applications(contractLines, netChange), applications(turned, netChange)];
        one.forEach(({ summary }, number) => {
          for (const line of Object.keys(summary) as (keyof Summary)[]) {
            same(summary[line], other[number]!.summary[line], `line ${line}`);
          }
        });
      }),
      often,
    );
  });

  test("of an invoice on which nothing new is entered asks for nothing", () => {
    fc.assert(
      fc.property(contract, (contractLines) => {
        const idle = contractLines.map((line) => ({
          ...line,
          entries: [
            ...line.entries,
            {
              ...line.entries.at(-1)!,
              workThisPeriod: 0n,
              quantityThisPeriod: null,
              releasedWork: 0n,
              releasedMaterials: 0n,
            },
          ],
        }));
        const last = applications(idle, 0n).at(-1)!;
        same(last.summary["8"], 0n, "8");
        for (const line of last.lines) same(line.billedThisPeriod, 0n, "billed now");
      }),
      often,
    );
  });

  test("is the same whether all retainage is given back or the rate is set to nothing", () => {
    fc.assert(
      fc.property(contract, (contractLines) => {
        const quiet = contractLines.map((line) => ({
          ...line,
          entries: line.entries.map((one) => ({ ...one, releasedWork: 0n, releasedMaterials: 0n })),
        }));
        const held = applications(quiet, 0n).at(-1)!.lines;
        const last = (line: LineHistory) => ({ ...line.entries.at(-1)!, workThisPeriod: 0n, quantityThisPeriod: null });
        const givenBack = quiet.map((line, index) => ({
          ...line,
          entries: [
            ...line.entries,
            {
              ...last(line),
              releasedWork: held[index]!.retainageWork,
              releasedMaterials: held[index]!.retainageMaterials,
            },
          ],
        }));
        const rateless = quiet.map((line) => ({
          ...line,
          entries: [...line.entries, { ...last(line), rateWork: 0n, rateMaterials: 0n }],
        }));
        const [one, other] = [applications(givenBack, 0n).at(-1)!.summary, applications(rateless, 0n).at(-1)!.summary];
        same(one["5"], 0n, "5");
        for (const line of Object.keys(one) as (keyof Summary)[]) same(one[line], other[line], `line ${line}`);
      }),
      often,
    );
  });
});
