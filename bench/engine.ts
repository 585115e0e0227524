// What the billing engine costs, as ratios to a plain loop over the same integer operations, measured in the same run:
// ./drawbridge bench [--json]. The loop knows no lines and no names: it reads arrays of bigints and adds them up.
import {
  type Application,
  type ApplicationInput,
  type ApplicationLine,
  changedLine,
  computeApplication,
  nothingApplied,
  withLine,
} from "../src/invoice/application.ts";
import { carriedForward, type LineFigures, nothingBefore, nothingEntered } from "../src/invoice/totals.ts";
import { cents } from "../src/money/money.ts";
import { millionths, percent } from "../src/money/ratio.ts";
import { noRetainage } from "../src/retainage/terms.ts";

const rounds = 60;

/** Half amount lines, half unit lines; each has work, and every fourth has stored material. */
function sheet(count: number): ApplicationInput {
  const lines = Array.from({ length: count }, (_, index): ApplicationLine => {
    const isUnit = index % 2 === 1;
    return {
      lineId: String(index),
      scheduledValue: cents("10000.00") + BigInt(index * 37),
      unitPrice: isUnit ? millionths("12.345678") : null,
      subtotal: null,
      previous: nothingBefore,
      entry: {
        ...nothingEntered,
        workThisPeriod: isUnit ? 0n : cents("1234.56") + BigInt(index),
        quantityThisPeriod: isUnit ? millionths("75.5") + BigInt(index) : null,
        materialsStored: index % 4 === 0 ? cents("333.33") : 0n,
        rateWork: percent("10"),
        rateMaterials: percent("5"),
      },
      isOnContractRates: true,
      release: null,
    };
  });
  const originalContractSum = lines.reduce((total, { scheduledValue }) => total + scheduledValue, 0n);
  const terms = { ...noRetainage, rates: { work: percent("10"), materials: percent("5") } };
  return {
    terms,
    taxOnRetainage: 0n,
    originalContractSum,
    netChange: 0n,
    lines,
    release: null,
    adjusted: 0n,
    before: nothingApplied,
  };
}

/**
 * The floor: the integer operations that make the columns of these lines and line 6, over arrays, with no lines, names or
 * terms. Multiplied, divided, rounded, added and compared is what the engine multiplies, divides, rounds, adds and compares.
 */
function plainLoop({ lines }: ApplicationInput): () => bigint {
  const column = (of: (line: ApplicationLine) => bigint) => lines.map(of);
  const value = column(({ scheduledValue }) => scheduledValue);
  const price = lines.map(({ unitPrice }) => unitPrice);
  const work = column(({ entry }) => entry.workThisPeriod);
  const quantity = column(({ entry }) => entry.quantityThisPeriod ?? 0n);
  const uncounted = column(({ entry }) => entry.unmeasuredWork);
  const stored = column(({ entry }) => entry.materialsStored);
  const rate = column(({ entry }) => entry.rateWork);
  const storedRate = column(({ entry }) => entry.rateMaterials);
  const released = column(({ entry }) => entry.releasedWork);
  const storedReleased = column(({ entry }) => entry.releasedMaterials);
  const adjusted = column(({ entry }) => entry.adjusted);
  const was = column(({ previous }) => previous.work);
  const quantityWas = column(({ previous }) => previous.quantity ?? 0n);
  const storedWas = column(({ previous }) => previous.materials);
  const releasedWas = column(({ previous }) => previous.releasedWork);
  const storedReleasedWas = column(({ previous }) => previous.releasedMaterials);
  const adjustedWas = column(({ previous }) => previous.adjusted);
  const made = () => new Array<bigint>(lines.length).fill(0n);
  const [E, G, H, I, onWork, onStored, billed] = [made(), made(), made(), made(), made(), made(), made()];
  const isOver = new Array<boolean>(lines.length).fill(false);
  const half = (dividend: bigint, divisor: bigint) => {
    const quotient = dividend / divisor;
    const rest = dividend % divisor;
    if (rest === 0n) return quotient;
    return (rest < 0n ? -rest : rest) * 2n >= divisor ? quotient + (dividend < 0n ? -1n : 1n) : quotient;
  };
  const at = (one: readonly bigint[], index: number): bigint => one[index] as bigint;
  return () => {
    let [completed, heldOnWork, heldOnStored] = [0n, 0n, 0n];
    for (let index = 0; index < value.length; index += 1) {
      const unitPrice = price[index] as bigint | null;
      const before = at(was, index);
      let now = before + at(work, index);
      if (unitPrice !== null) {
        const measured = half((at(quantityWas, index) + at(quantity, index)) * unitPrice, 10_000_000_000n);
        const measuredBefore = half(at(quantityWas, index) * unitPrice, 10_000_000_000n);
        now = measured + (before - measuredBefore + at(uncounted, index));
      }
      const lies = at(stored, index);
      const total = now + lies;
      const withheldOnStored = half(lies * at(storedRate, index), 100_000_000n);
      const releasedOnStored = at(storedReleasedWas, index) + at(storedReleased, index);
      const beyond = releasedOnStored > withheldOnStored ? releasedOnStored - withheldOnStored : 0n;
      const releasedOnWork = at(releasedWas, index) + at(released, index) + beyond;
      const ofWork =
        half(now * at(rate, index), 100_000_000n) - releasedOnWork + (at(adjustedWas, index) + at(adjusted, index));
      const ofStored = withheldOnStored - (releasedOnStored - beyond);
      E[index] = now - before;
      G[index] = total;
      H[index] = at(value, index) - total;
      onWork[index] = ofWork;
      onStored[index] = ofStored;
      I[index] = ofWork + ofStored;
      billed[index] = total - before - at(storedWas, index);
      isOver[index] = total > at(value, index);
      completed += total;
      heldOnWork += ofWork;
      heldOnStored += ofStored;
    }
    return completed - (heldOnWork + heldOnStored);
  };
}

function took(run: () => unknown): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

const middle = (numbers: readonly number[]): number =>
  [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN;

/** The middle of several measurements, in milliseconds. */
function median(run: () => unknown, times = rounds): number {
  for (let warm = 0; warm < 5; warm += 1) run();
  return middle(Array.from({ length: times }, () => took(run)));
}

/** How often the other goes into the one: they take turns, so that a busy machine slows both, and the middle counts. */
function ratio(one: () => unknown, other: () => unknown, times = rounds): number {
  for (let warm = 0; warm < 10; warm += 1) [one, other].map((run) => run());
  return middle(Array.from({ length: times }, () => took(one) / took(other)));
}

/** One cell of a sheet that is open: a different cell and another amount every time. */
function oneCell(input: ApplicationInput, { lines, summary }: Application): number {
  const cells = 2_000;
  let round = 0n;
  const all = median(() => {
    round += 1n;
    let total = summary;
    for (let cell = 0; cell < cells; cell += 1) {
      const index = (cell * 7919) % lines.length;
      const changed = changedLine(input, total, lines[index] as LineFigures, typed(input, index, round));
      if (changed === null) throw new Error("Nothing binds the lines of this sheet together.");
      total = changed.summary;
    }
    return total;
  }, 20);
  return all / cells;
}

/** The same, and a sheet of its own after every cell, as a screen that can undo keeps it. */
function oneCellKept(input: ApplicationInput, application: Application): number {
  const cells = 200;
  let round = 0n;
  const all = median(() => {
    round += 1n;
    let state = { input, application };
    for (let cell = 0; cell < cells; cell += 1) {
      const index = (cell * 7919) % input.lines.length;
      state = withLine(state.input, state.application, index, typed(input, index, round));
    }
    return state;
  }, 20);
  return all / cells;
}

function typed({ lines }: ApplicationInput, index: number, more: bigint): ApplicationLine {
  const line = lines[index] as ApplicationLine;
  const entry = { ...line.entry, workThisPeriod: line.entry.workThisPeriod + more, unmeasuredWork: more };
  return { ...line, entry };
}

/** The next application of a contract that has been billed `earlier` times before. */
function afterEarlier(count: number, earlier: number): ApplicationInput {
  let input = sheet(count);
  for (let application = 0; application < earlier; application += 1) {
    const { lines, summary, stepsTaken } = computeApplication(input);
    input = {
      ...input,
      lines: input.lines.map((line, index) => {
        const figures = lines[index];
        return figures === undefined ? line : { ...line, previous: carriedForward(figures) };
      }),
      before: { certified: summary["6"], stepsTaken, completedAndStored: summary["4"] },
    };
  }
  return input;
}

const input = sheet(10_000);
const application = computeApplication(input);
const loop = plainLoop(input);
if (loop() !== application.summary["6"]) throw new Error("The loop and the engine come to the same line 6.");

const billed = () => computeApplication(input);
const full = median(billed);
const perLine = (count: number) => {
  const some = sheet(count);
  return () => computeApplication(some);
};
const afterFirst = (earlier: number) => {
  const one = afterEarlier(2_000, earlier);
  return () => computeApplication(one);
};
const result = {
  lines: input.lines.length,
  fullToLoop: ratio(billed, loop),
  fullToCell: full / oneCell(input, application),
  fullToCellKept: full / oneCellKept(input, application),
  headerToFull: ratio(() => computeApplication({ ...input, terms: { ...input.terms, level: "header" } }), billed),
  perLineToThousand: [2_000, 5_000, 10_000, 20_000].map((lines) => ({
    lines,
    ratio: (ratio(perLine(lines), perLine(1_000)) * 1_000) / lines,
  })),
  toFirstApplication: [1, 12, 60].map((earlier) => ({ earlier, ratio: ratio(afterFirst(earlier), afterFirst(0)) })),
  milliseconds: { loop: median(loop), full },
};

if (process.argv.includes("--json")) process.stdout.write(`${JSON.stringify(result)}\n`);
else {
  const times = (value: number) => `${value.toFixed(2)} x`;
  const rows = [
    ["10,000 lines recomputed, to the plain loop", times(result.fullToLoop), "goal: at most 2 x"],
    ["one cell is this part of recomputing", `1/${Math.round(result.fullToCell)}`, "goal: at most 1/500"],
    ["one cell, and a sheet of its own after it", `1/${Math.round(result.fullToCellKept)}`, ""],
    ["rounded at the header, to rounded per line", times(result.headerToFull), ""],
    ...result.perLineToThousand.map(({ lines, ratio }) => [
      `a line of ${lines}, to a line of 1000`,
      times(ratio),
      "goal: flat",
    ]),
    ...result.toFirstApplication.map(({ earlier, ratio }) => [
      `after ${earlier} earlier applications, to the first`,
      times(ratio),
      "goal: flat",
    ]),
  ];
  const lines = rows.map(([what = "", number = "", goal = ""]) => `${what.padEnd(48)} ${number.padStart(9)}   ${goal}`);
  process.stdout.write(`${lines.map((line) => line.trimEnd()).join("\n")}\n`);
}
