// One application for payment as a whole: its lines, where the contract's retainage terms bind them together (steps, a
// stop, a cap, rounding at the header, a release for all of it), and the summary. It starts from where the application
// before it was left, never from the history: what it costs does not grow with the applications that came before.
import { spreadByShare, wholeParts } from "../money/allocate.ts";
import { type Cents, sum } from "../money/money.ts";
import { type Percent, percentOf } from "../money/ratio.ts";
import { divideRounded } from "../money/rounding.ts";
import {
  type Cap,
  type ContractSums,
  type RetainageTerms,
  type Step,
  sumOf,
  type Threshold,
} from "../retainage/terms.ts";
import {
  type Earned,
  exactlyWithheld,
  percentScale,
  roundedWithheld,
  type Withholding,
  withRates,
} from "../retainage/withholding.ts";
import {
  computeLine,
  earnedOf,
  type LineFigures,
  type LineInput,
  lineFigures,
  movedSummary,
  type Summary,
  summarize,
  withholdingOf,
} from "./totals.ts";

/** A line, whether its rates are the contract's (steps bind those lines alone), and what is given back on it. */
export type ApplicationLine = LineInput & Readonly<{ isOnContractRates: boolean; release: Release | null }>;

/** Retainage given back over the whole application: an amount, a percentage of what is held, or all of it. */
export type Release = Readonly<{ amount: Cents }> | Readonly<{ percent: Percent }> | "all";

export type ApplicationInput = Readonly<{
  terms: RetainageTerms;
  /** Retainage is held on amounts with this tax on top; zero: without tax. */
  taxOnRetainage: Percent;
  originalContractSum: Cents;
  netChange: Cents;
  lines: readonly ApplicationLine[];
  release: Release | null;
  /** Put right by hand over the whole application. */
  adjusted: Cents;
  before: ApplicationBefore;
}>;

/** Where the application before it left the contract. */
export type ApplicationBefore = Readonly<{
  /** Line 7: certified so far. */
  certified: Cents;
  /** How many of the steps have been taken. A step that was taken stays taken. */
  stepsTaken: number;
  completedAndStored: Cents;
}>;

export const nothingApplied: ApplicationBefore = { certified: 0n, stepsTaken: 0, completedAndStored: 0n };

export type Application = Readonly<{
  /** With the parts of releases and adjustments that fell on each line. */
  inputs: readonly ApplicationLine[];
  lines: readonly LineFigures[];
  summary: Summary;
  stepsTaken: number;
  /** What the terms would withhold without their cap; null: it did not bind. */
  uncapped: Cents | null;
}>;

export function computeApplication(input: ApplicationInput): Application {
  const isBound = bindsLines(input) || input.lines.some(({ release }) => release !== null);
  return isBound ? boundApplication(input) : freeApplication(input);
}

/** Every line by itself. */
function freeApplication(input: ApplicationInput): Application {
  const { originalContractSum, netChange, lines: inputs, before } = input;
  const lines = inputs.map(computeLine);
  const summary = summarize({ originalContractSum, netChange, lines, previousCertificates: before.certified });
  return { inputs, lines, summary, stepsTaken: before.stepsTaken, uncapped: null };
}

/** Lines of which what is withheld depends on the others. */
function boundApplication(input: ApplicationInput): Application {
  const { before } = input;
  const earned = input.lines.map(earnedOf);
  const sums: ContractSums = {
    original: input.originalContractSum,
    current: input.originalContractSum + input.netChange,
  };
  const { withholdings, stepsTaken } = stepped(input, earned, sums);
  const { withheld, uncapped } = withheldOf(input, earned, withholdings, sums);
  const figuresOf = (lines: readonly ApplicationLine[]) =>
    lines.map((line, index) => lineFigures(line, at(earned, index), at(withholdings, index), at(withheld, index)));

  let inputs = input.lines;
  let lines = figuresOf(inputs);
  if (input.adjusted !== 0n) {
    inputs = adjustedLines(inputs, lines, input.adjusted);
    lines = figuresOf(inputs);
  }
  if (inputs.some(({ release }) => release !== null)) {
    inputs = inputs.map((line, index) => releasedOnItself(line, at(lines, index)));
    lines = figuresOf(inputs);
  }
  if (input.release !== null) {
    inputs = releasedLines(inputs, lines, input.release);
    lines = figuresOf(inputs);
  }
  const { originalContractSum, netChange } = input;
  const summary = summarize({ originalContractSum, netChange, lines, previousCertificates: before.certified });
  return { inputs, lines, summary, stepsTaken, uncapped };
}

/**
 * One line of a sheet changed: its figures and the summary, which moves by the difference, so that a cell costs the same on
 * every sheet. Null where the terms bind the lines together: then all are computed.
 */
export function changedLine(
  input: ApplicationInput,
  summary: Summary,
  was: LineFigures,
  line: ApplicationLine,
): Readonly<{ figures: LineFigures; summary: Summary }> | null {
  if (bindsLines(input) || line.release !== null) return null;
  const figures = computeLine(line);
  return { figures, summary: movedSummary(summary, was, figures) };
}

/** The application with one line changed, as a value of its own. */
export function withLine(
  input: ApplicationInput,
  application: Application,
  index: number,
  line: ApplicationLine,
): Readonly<{ input: ApplicationInput; application: Application }> {
  const next = { ...input, lines: input.lines.with(index, line) };
  const changed = changedLine(input, application.summary, at(application.lines, index), line);
  if (changed === null) return { input: next, application: computeApplication(next) };
  const lines = application.lines.with(index, changed.figures);
  return { input: next, application: { ...application, inputs: next.lines, lines, summary: changed.summary } };
}

/** Whether what is withheld of a line depends on the others. */
function bindsLines({ terms, taxOnRetainage, release, adjusted, before }: ApplicationInput): boolean {
  const hasSteps = before.stepsTaken < terms.steps.length;
  return (
    terms.level === "header" ||
    terms.cap !== null ||
    hasSteps ||
    taxOnRetainage !== 0n ||
    release !== null ||
    adjusted !== 0n
  );
}

function at<T>(list: readonly T[], index: number): T {
  return list[index] as T;
}

// Steps.

/** Each line's terms after the steps whose thresholds this application reaches. */
function stepped(
  { terms, lines, before }: ApplicationInput,
  earned: readonly Earned[],
  sums: ContractSums,
): { withholdings: readonly Withholding[]; stepsTaken: number } {
  let withholdings: readonly Withholding[] = lines.map(withholdingOf);
  if (before.stepsTaken === terms.steps.length) return { withholdings, stepsTaken: before.stepsTaken };
  const total = sum(earned.map(({ work, materials }) => work + materials));
  let stepsTaken = before.stepsTaken;
  for (const step of terms.steps.slice(before.stepsTaken)) {
    const threshold = thresholdOf(step.at, sums);
    if (total < threshold) break;
    const limits = step.effect === "retroactive" ? earned : limitsAt(threshold, total, lines, earned);
    withholdings = withholdings.map((withholding, index) =>
      isBoundBy(step, at(lines, index))
        ? withRates(withholding, step.rates, step.effect, at(limits, index))
        : withholding,
    );
    stepsTaken += 1;
  }
  return { withholdings, stepsTaken };
}

const isBoundBy = (step: Step, line: ApplicationLine): boolean => step.scope === "allLines" || line.isOnContractRates;

function thresholdOf(threshold: Threshold, sums: ContractSums): Cents {
  if ("amount" in threshold) return threshold.amount;
  return percentOf(sumOf(threshold.of, sums), threshold.percent, "halfAwayFromZero");
}

/**
 * How much each line had earned when the total passed the threshold: where it stood before, and its movement of the
 * period in the proportion in which the total had moved. The parts add up to the threshold.
 */
function limitsAt(
  threshold: Cents,
  total: Cents,
  lines: readonly ApplicationLine[],
  earned: readonly Earned[],
): readonly Earned[] {
  const standing = lines.map(({ previous: { work, materials } }) => ({ work, materials }));
  const start = sum(standing.map(({ work, materials }) => work + materials));
  if (threshold <= start) return standing;
  const moved = earned.flatMap(({ work, materials }, index) => {
    const was = at(standing, index);
    return [work - was.work, materials - was.materials];
  });
  const parts = total === threshold ? moved : spreadByShare(threshold - start, moved);
  return standing.map(({ work, materials }, index) => ({
    work: work + at(parts, 2 * index),
    materials: materials + at(parts, 2 * index + 1),
  }));
}

// Withheld over all lines.

/** What is withheld of each line: by its own terms, rounded per line or at the header, and within the cap. */
export function withheldOf(
  { terms, taxOnRetainage }: Readonly<{ terms: Pick<RetainageTerms, "level" | "cap">; taxOnRetainage: Percent }>,
  earned: readonly Earned[],
  withholdings: readonly Withholding[],
  sums: ContractSums,
): { withheld: readonly Earned[]; uncapped: Cents | null } {
  const isTaxed = taxOnRetainage !== 0n;
  const denominator = isTaxed ? percentScale * percentScale : percentScale;
  const exact = earned.map((one, index) => {
    const withholding = at(withholdings, index);
    const untaxed = exactlyWithheld(withholding, one);
    return isTaxed ? withTax(untaxed, withholding, taxOnRetainage) : untaxed;
  });
  const rounded =
    terms.level === "line"
      ? exact.map((one) => roundedWithheld(one, denominator))
      : wholeEarned(exact, denominator, divideRounded(totalOf(exact), denominator, "halfAwayFromZero"));
  if (terms.cap === null) return { withheld: rounded, uncapped: null };
  const total = totalOf(rounded);
  const cap = capOf(terms.cap, sums);
  if (total <= cap) return { withheld: rounded, uncapped: null };
  const shares = totalOf(exact) > 0n ? exact : rounded;
  const scaled = shares.map(({ work, materials }) => ({ work: work * cap, materials: materials * cap }));
  return { withheld: wholeEarned(scaled, totalOf(shares), cap), uncapped: total };
}

/** On a denominator of `percentScale` squared. What was frozen had its tax already. */
function withTax({ work, materials }: Earned, { frozen }: Withholding, tax: Percent): Earned {
  const factor = percentScale + (frozen === null ? tax : 0n);
  return { work: work * factor, materials: materials * factor };
}

const totalOf = (amounts: readonly Earned[]): bigint => sum(amounts.map(({ work, materials }) => work + materials));

function wholeEarned(exact: readonly Earned[], denominator: bigint, total: Cents): readonly Earned[] {
  const parts = wholeParts(
    exact.flatMap(({ work, materials }) => [work, materials]),
    denominator,
    total,
  );
  return exact.map((_, index) => ({ work: at(parts, 2 * index), materials: at(parts, 2 * index + 1) }));
}

function capOf(cap: Cap, sums: ContractSums): Cents {
  const amount = "amount" in cap ? cap.amount : percentOf(sumOf(cap.of, sums), cap.percent, "halfAwayFromZero");
  // A part of a contract sum that is a credit is no limit below nothing.
  return amount > 0n ? amount : 0n;
}

// Given back, and put right.

function releaseAmount(release: Release, held: Cents): Cents {
  if (release === "all") return held;
  return "amount" in release ? release.amount : percentOf(held, release.percent, "halfAwayFromZero");
}

/** A release on one line, over its work and its material by what each holds. */
function releasedLine(line: ApplicationLine, figures: LineFigures, amount: Cents): ApplicationLine {
  const sides = [figures.retainageWork, figures.retainageMaterials];
  const [work = 0n, materials = 0n] = amount === figures.retainageHeld ? sides : spreadOrFirst(amount, sides);
  const { entry } = line;
  return {
    ...line,
    entry: {
      ...entry,
      releasedWork: entry.releasedWork + work,
      releasedMaterials: entry.releasedMaterials + materials,
    },
  };
}

/** What a line gives back of its own: an amount, a percentage of what it holds after this period's withholding, or all. */
function releasedOnItself(line: ApplicationLine, figures: LineFigures): ApplicationLine {
  if (line.release === null) return line;
  return releasedLine(line, figures, releaseAmount(line.release, figures.retainageHeld));
}

function releasedLines(
  lines: readonly ApplicationLine[],
  figures: readonly LineFigures[],
  release: Release,
): readonly ApplicationLine[] {
  const held = figures.map(({ retainageHeld }) => retainageHeld);
  // All of it is all on every line, also where credits and charges hold as much as each other.
  const parts = release === "all" ? held : spreadOrFirst(releaseAmount(release, sum(held)), held);
  return lines.map((line, index) => releasedLine(line, at(figures, index), at(parts, index)));
}

function adjustedLines(
  lines: readonly ApplicationLine[],
  figures: readonly LineFigures[],
  adjusted: Cents,
): readonly ApplicationLine[] {
  const held = figures.map(({ retainageHeld }) => retainageHeld);
  const shares = sum(held) === 0n ? figures.map(({ completedAndStored }) => completedAndStored) : held;
  const parts = spreadOrFirst(adjusted, shares);
  return lines.map((line, index) => ({
    ...line,
    entry: { ...line.entry, adjusted: line.entry.adjusted + at(parts, index) },
  }));
}

/** By the shares; where they come to nothing, on the first, where the finding about it can be seen. */
function spreadOrFirst(amount: Cents, shares: readonly Cents[]): readonly Cents[] {
  return sum(shares) === 0n ? shares.map((_, index) => (index === 0 ? amount : 0n)) : spreadByShare(amount, shares);
}
