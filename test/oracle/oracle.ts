// What a billing history comes to, worked out a second time: from the rules of owner billing alone, in exact fractions,
// with none of the calculator's code. It is slow and plain, and tests compare the product with it.
import type {
  ApplicationEntry,
  ChangeOrderEntry,
  History,
  LineEntry,
  Release,
  RetainageChange,
  ScheduleEntry,
  SummaryLine,
} from "../../src/billing-history/history.ts";
import type { Rates, Step, StepEffect } from "../../src/retainage/terms.ts";
import { add, divide, fraction, multiply, nearest, type Rational, zero } from "./rational.ts";

type Cents = bigint;
/** An amount of work and one of stored material: bases, limits, what is withheld, what was given back. */
type Sides = Readonly<{ work: Cents; stored: Cents }>;
/** What was earned up to these limits is held back at these rates, although the rates have changed since. */
type Bracket = Readonly<{ upTo: Sides; rates: Rates }>;

export type OracleLine = Readonly<Record<"C" | "D" | "E" | "F" | "G" | "H" | "I", Cents>> &
  Readonly<{
    item: string;
    /** What would be withheld, in exact fractions of a cent, before anything is rounded. */
    exact: Readonly<{ work: Rational; stored: Rational }>;
  }>;

/** Corners that an application really passed; tests count them, so that no property holds for want of cases. */
export type Corner =
  | "threshold inside a period"
  | "threshold crossed with a line that fell"
  | "two thresholds in one period"
  | "threshold met exactly"
  | "retroactive threshold"
  | "earned under more than one rate"
  | "material built in under older rates"
  | "half a cent"
  | "cap reached"
  | "release spread with a rest"
  | "release after a step"
  | "more released on material than is withheld on it"
  | "cut by line"
  | "cut at the header"
  | "reversed"
  | "frozen"
  | "negative line"
  | "negative period"
  | "line 8 negative"
  | "change order entered"
  | "change order deferred"
  | "opening"
  | "subtotal override"
  | "unit line"
  | "retainage by header";

export type OracleApplication = Readonly<{
  number: string;
  isReversed: boolean;
  summary: Readonly<Record<SummaryLine, Cents>>;
  lines: readonly OracleLine[];
  certified: Cents;
  /** False where only line 5 is defined to the cent: its spread over lines and sides is then a choice. */
  isKnownByLine: boolean;
  corners: ReadonlySet<Corner>;
}>;

type Line = Readonly<{
  item: string;
  scheduledValue: Cents;
  unit: Readonly<{ quantity: bigint; unitPrice: bigint; isOverridden: boolean }> | null;
  rates: Rates;
  followsContract: boolean;
  brackets: readonly Bracket[];
  isFrozen: boolean;
  quantity: bigint;
  base: Sides;
  withheld: Sides;
  released: Sides;
  adjusted: Cents;
}>;

/** Where a contract stands after its applications so far. */
export type Standing = Readonly<{
  contractRates: Rates;
  /** Rates of a step that binds every line: also one with rates of its own that enters later. */
  binding: Rates | null;
  stepsReached: ReadonlySet<number>;
  isFrozen: boolean;
  lines: readonly Line[];
  entered: readonly string[];
  netChange: Cents;
  withheldTotal: Cents;
  releasedTotal: Cents;
  adjustedTotal: Cents;
  previousCertificates: Cents;
  isKnownByLine: boolean;
}>;

const nothing: Sides = { work: 0n, stored: 0n };
const both = (sides: Sides): Cents => sides.work + sides.stored;
const plus = (one: Sides, other: Sides): Sides => ({ work: one.work + other.work, stored: one.stored + other.stored });
const total = (amounts: readonly Cents[]): Cents => amounts.reduce((one, other) => one + other, 0n);
const size = (amount: Cents): Cents => (amount < 0n ? -amount : amount);
const least = (one: Cents, other: Cents): Cents => (one < other ? one : other);
/** A percentage is kept in millionths of a percent. */
const rateOf = (percent: bigint): Rational => fraction(percent, 100_000_000n);
const exactShare = (percent: bigint, amount: Cents): Rational => multiply(rateOf(percent), fraction(amount));
const percentageOf = (percent: bigint, amount: Cents): Cents => nearest(exactShare(percent, amount));

/** Quantity and price are in millionths, an amount in hundredths. */
const extension = (quantity: bigint, unitPrice: bigint): Cents => nearest(fraction(quantity * unitPrice, 10n ** 10n));

/**
 * Shares by weight, each rounded by itself. What then is missing or too much goes, cent by cent, to the largest weight as
 * far as that reaches, and then to the next; of two equally large, to the earlier. Taking away mirrors giving. Where weights
 * come to nothing, all of it is the first's.
 */
function spread(amount: Cents, weights: readonly Cents[]): readonly Cents[] {
  const whole = total(weights);
  if (whole === 0n) return weights.map((_, index) => (index === 0 ? amount : 0n));
  const shares = weights.map((weight) => nearest(divide(fraction(amount * weight), fraction(whole))));
  const rest = () => amount - total(shares);
  const bySize = weights
    .map((weight, index) => ({ weight, index }))
    .sort((one, other) => Number(size(other.weight) - size(one.weight)) || one.index - other.index);
  for (const { weight, index } of bySize) {
    const reach = amount < 0n === whole < 0n ? weight : -weight;
    const cent = rest() > 0n ? 1n : -1n;
    const furthest = cent > 0n ? (reach > 0n ? reach : 0n) : least(reach, 0n);
    const mayMove = () => (cent > 0n ? shares[index]! < furthest : shares[index]! > furthest);
    while (rest() !== 0n && mayMove()) shares[index] = shares[index]! + cent;
  }
  shares[bySize[0]!.index] = shares[bySize[0]!.index]! + rest();
  return shares;
}

// --- Lines and change orders

function lineOf(entry: ScheduleEntry, changeOrderRates: Rates | null, standing: Rates, binding: Rates | null): Line {
  const { unit } = entry;
  const own = entry.retainage ?? changeOrderRates;
  const measured = unit === null ? 0n : extension(unit.quantity, unit.unitPrice);
  const scheduledValue = entry.scheduledValue ?? measured;
  return {
    item: entry.item,
    scheduledValue,
    unit: unit && { quantity: unit.quantity, unitPrice: unit.unitPrice, isOverridden: scheduledValue !== measured },
    rates: own === null ? standing : (binding ?? own),
    followsContract: own === null,
    brackets: [],
    isFrozen: false,
    quantity: 0n,
    base: nothing,
    withheld: nothing,
    released: nothing,
    adjusted: 0n,
  };
}

function withChangeOrder(standing: Standing, { number, amount, retainage, lines }: ChangeOrderEntry): Standing {
  let sheet = [...standing.lines];
  const before = total(sheet.map((line) => line.scheduledValue));
  for (const entry of lines) {
    if (entry.kind === "new") {
      sheet.push(lineOf(entry.line, retainage, standing.contractRates, standing.binding));
      continue;
    }
    sheet = sheet.map((line) => {
      if (line.item !== entry.item) return line;
      if (line.unit === null || entry.addsQuantity === null)
        return { ...line, scheduledValue: line.scheduledValue + (entry.adds ?? 0n) };
      // A change order is signed for its own amount, so each is rounded by itself.
      const scheduledValue = line.scheduledValue + extension(entry.addsQuantity, line.unit.unitPrice);
      return { ...line, scheduledValue, unit: { ...line.unit, quantity: line.unit.quantity + entry.addsQuantity } };
    });
  }
  const moved = total(sheet.map((line) => line.scheduledValue)) - before;
  return {
    ...standing,
    lines: sheet,
    entered: [...standing.entered, number],
    netChange: standing.netChange + (amount ?? moved),
  };
}

/** Change orders that enter an application: those it names, or all that are approved by its cut-off and not in yet. */
export function entering(history: History, standing: Standing, application: ApplicationEntry): ChangeOrderEntry[] {
  const cutOff = application.cutOff ?? application.billingDate ?? application.periodTo;
  return history.changeOrders.filter(({ number, status, approvedOn }) => {
    if (status !== "approved" || approvedOn === null || standing.entered.includes(number)) return false;
    return application.changeOrders === null ? approvedOn <= cutOff : application.changeOrders.includes(number);
  });
}

// --- Rates and what is withheld at them

/**
 * How much of a base is still under limits set earlier. Material stored under them stays, up to the limit; what of it was
 * built in since is work under them. A credit is the mirror image of a charge.
 */
function under(upTo: Sides, base: Sides): Sides {
  if (both(base) < 0n || (both(base) === 0n && both(upTo) < 0n)) {
    const mirrored = under({ work: -upTo.work, stored: -upTo.stored }, { work: -base.work, stored: -base.stored });
    return { work: -mirrored.work, stored: -mirrored.stored };
  }
  const stored = least(base.stored, upTo.stored);
  return { work: least(base.work, both(upTo) - stored), stored };
}

/** The parts of a base, each with the rates it was earned at. */
function parts({ brackets, rates }: Line, base: Sides): { amount: Sides; rates: Rates }[] {
  const made: { amount: Sides; rates: Rates }[] = [];
  let below = nothing;
  for (const bracket of [...brackets, { upTo: base, rates }]) {
    const reached = under(bracket.upTo, base);
    made.push({
      amount: { work: reached.work - below.work, stored: reached.stored - below.stored },
      rates: bracket.rates,
    });
    below = reached;
  }
  return made;
}

function exactlyWithheld(line: Line, base: Sides): { work: Rational; stored: Rational } {
  return parts(line, base).reduce(
    (sum, { amount, rates }) => ({
      work: add(sum.work, exactShare(rates.work, amount.work)),
      stored: add(sum.stored, exactShare(rates.materials, amount.stored)),
    }),
    { work: zero, stored: zero },
  );
}

/** New rates on a line, on everything or on what is earned above what stands `at` that moment. */
function withRates(line: Line, rates: Rates, effect: StepEffect | null, at: Sides): Line {
  if (effect !== "prospective") return { ...line, rates, brackets: [] };
  if (rates.work === line.rates.work && rates.materials === line.rates.materials) return line;
  const older = line.brackets.map((bracket) => ({ ...bracket, upTo: under(bracket.upTo, at) }));
  return { ...line, rates, brackets: [...older, { upTo: at, rates: line.rates }] };
}

const changed = (rates: Rates, { work, materials }: RetainageChange): Rates => ({
  work: work ?? rates.work,
  materials: materials ?? rates.materials,
});

function withChanges(standing: Standing, application: ApplicationEntry): Standing {
  const change = application.retainage;
  const contractRates = change === null ? standing.contractRates : changed(standing.contractRates, change);
  const lines = standing.lines.map((line) => {
    const own = application.lines.find(({ item }) => item === line.item)?.retainage ?? null;
    // A line with a change of its own is not reached by the contract's.
    if (own !== null) {
      const names = own.work !== null || own.materials !== null;
      const next = names ? withRates(line, changed(line.rates, own), own.effect, line.base) : line;
      return { ...next, followsContract: false, isFrozen: line.isFrozen || own.isFrozen };
    }
    if (change === null || !line.followsContract || (change.work === null && change.materials === null)) return line;
    return withRates(line, changed(line.rates, change), change.effect, line.base);
  });
  return { ...standing, contractRates, lines, isFrozen: standing.isFrozen || (change?.isFrozen ?? false) };
}

const sumsOf = (history: History, standing: Standing) => {
  const original =
    history.contract.originalContractSum ??
    total(
      history.contract.lines.map((line) => lineOf(line, null, history.contract.retainage.rates, null).scheduledValue),
    );
  return { original, current: original + standing.netChange };
};

type Measure = Step["at"];
function amountOf(measure: Measure, sums: { original: Cents; current: Cents }): Cents {
  return "amount" in measure ? measure.amount : percentageOf(measure.percent, sums[measure.of]);
}

/** Every step whose threshold these bases reach, in its order; a threshold inside the period divides every movement. */
function withSteps(history: History, standing: Standing, bases: readonly Sides[], corners: Set<Corner>): Standing {
  const before = total(standing.lines.map(({ base }) => both(base)));
  const now = total(bases.map(both));
  const movements = standing.lines.flatMap(({ base }, index) => [
    bases[index]!.work - base.work,
    bases[index]!.stored - base.stored,
  ]);
  let next = standing;
  let crossed = 0;
  for (const [stepIndex, step] of history.contract.retainage.steps.entries()) {
    if (next.stepsReached.has(stepIndex)) continue;
    const threshold = amountOf(step.at, sumsOf(history, standing));
    // Steps are taken in their order: one that is not reached yet keeps those after it waiting.
    if (now < threshold) break;
    const toGo = threshold > before ? threshold - before : 0n;
    const shares = toGo === 0n ? movements.map(() => 0n) : spread(toGo, movements);
    if (step.effect === "retroactive") corners.add("retroactive threshold");
    if (step.effect === "prospective" && toGo > 0n) {
      if (now === threshold) corners.add("threshold met exactly");
      else {
        corners.add("threshold inside a period");
        crossed += 1;
        if (movements.some((moved) => moved < 0n)) corners.add("threshold crossed with a line that fell");
      }
    }
    next = {
      ...next,
      stepsReached: new Set([...next.stepsReached, stepIndex]),
      contractRates: step.rates,
      binding: step.scope === "allLines" ? step.rates : next.binding,
      lines: next.lines.map((line, index) => {
        if (step.scope === "linesOnContractRates" && !line.followsContract) return line;
        const at = plus(line.base, { work: shares[2 * index]!, stored: shares[2 * index + 1]! });
        return withRates(line, step.rates, step.effect, at);
      }),
    };
  }
  if (crossed > 1) corners.add("two thresholds in one period");
  return next;
}

// --- What is held

/** Held on each side. What was put right by hand stands with the work. */
function heldOn({ withheld, released, adjusted }: Line): Sides {
  return { work: withheld.work - released.work + adjusted, stored: withheld.stored - released.stored };
}

/** Material on which more was given back than is withheld on it now has been built in: the excess counts against work. */
function withExcessOnWork(line: Line): Line {
  const { withheld, released } = line;
  const isOnOneSide = released.stored < 0n === withheld.stored < 0n;
  const staying = !isOnOneSide ? 0n : size(released.stored) < size(withheld.stored) ? released.stored : withheld.stored;
  return { ...line, released: { work: both(released) - staying, stored: staying } };
}

const held = (line: Line): Cents => both(heldOn(line));

const asked = (release: Release, isHeld: Cents): Cents =>
  release === "all" ? isHeld : "amount" in release ? release.amount : percentageOf(release.percent, isHeld);

function givenBack(line: Line, amount: Cents): Line {
  const sides = heldOn(line);
  const isAll = amount === both(sides);
  const [work, stored] = isAll ? [sides.work, sides.stored] : spread(amount, [sides.work, sides.stored]);
  return withExcessOnWork({ ...line, released: plus(line.released, { work: work!, stored: stored! }) });
}

type Billed = Readonly<{ standing: Standing; exact: readonly Readonly<{ work: Rational; stored: Rational }>[] }>;

/** An application on the given columns: what is withheld, put right and given back, and where the contract then stands. */
function billed(
  history: History,
  start: Standing,
  bases: readonly Sides[],
  application: ApplicationEntry | null,
  corners: Set<Corner>,
): Billed {
  const { level, cap } = history.contract.retainage;
  let standing = withSteps(history, start, bases, corners);
  const exact = standing.lines.map((line, index) => exactlyWithheld(line, bases[index]!));
  let lines = standing.lines.map((line, index) => {
    const base = bases[index]!;
    noteCorners(line, base, exact[index]!, corners);
    if (standing.isFrozen || line.isFrozen) return { ...line, base };
    const withheld = { work: nearest(exact[index]!.work), stored: nearest(exact[index]!.stored) };
    if (line.released.stored > withheld.stored && withheld.stored >= 0n)
      corners.add("more released on material than is withheld on it");
    return withExcessOnWork({ ...line, base, withheld });
  });
  let withheldTotal = total(lines.map(({ withheld }) => both(withheld)));
  let { isKnownByLine } = standing;
  if (level === "header") {
    isKnownByLine = false;
    const whole = exact.reduce((sum, { work, stored }) => add(sum, add(work, stored)), zero);
    withheldTotal = standing.isFrozen ? standing.withheldTotal : nearest(whole);
    corners.add("retainage by header");
  }
  if (cap !== null) {
    const limit = amountOf(cap, sumsOf(history, standing));
    const most = limit < 0n ? 0n : limit;
    if (withheldTotal > most) {
      corners.add("cap reached");
      isKnownByLine = false;
      withheldTotal = most;
    }
  }
  const entryOf = (line: Line) => application?.lines.find(({ item }) => item === line.item);

  let { adjustedTotal, releasedTotal } = standing;
  lines = lines.map((line) => ({ ...line, adjusted: line.adjusted + (entryOf(line)?.retainageAdjusted ?? 0n) }));
  adjustedTotal += total(lines.map((line) => entryOf(line)?.retainageAdjusted ?? 0n));
  if (application?.retainageAdjusted != null) {
    const isHeld = total(lines.map(held)) !== 0n;
    const weights = lines.map((line) => (isHeld ? held(line) : both(line.base)));
    const shares = spread(application.retainageAdjusted, weights);
    lines = lines.map((line, index) => ({ ...line, adjusted: line.adjusted + shares[index]! }));
    adjustedTotal += application.retainageAdjusted;
  }

  const given = lines.map((line) => asked(entryOf(line)?.retainageReleased ?? { amount: 0n }, held(line)));
  lines = lines.map((line, index) =>
    entryOf(line)?.retainageReleased == null ? line : givenBack(line, given[index]!),
  );
  releasedTotal += total(given);
  const release = application?.retainageReleased ?? null;
  if (release !== null) {
    const amount = asked(release, withheldTotal - releasedTotal + adjustedTotal);
    const holds = lines.map(held);
    const shares = release === "all" ? holds : spread(amount, holds);
    if (
      shares.some(
        (share, index) => total(holds) !== 0n && share !== nearest(fraction(amount * holds[index]!, total(holds))),
      )
    )
      corners.add("release spread with a rest");
    lines = lines.map((line, index) => givenBack(line, shares[index]!));
    releasedTotal += amount;
  }
  if ((release !== null || given.some((amount) => amount !== 0n)) && standing.stepsReached.size > 0)
    corners.add("release after a step");
  standing = { ...standing, lines, withheldTotal, releasedTotal, adjustedTotal, isKnownByLine };
  return { standing, exact };
}

function noteCorners(line: Line, base: Sides, exact: { work: Rational; stored: Rational }, corners: Set<Corner>): void {
  const isHalf = ({ numerator, denominator }: Rational) =>
    (2n * numerator) % denominator === 0n && numerator % denominator !== 0n;
  if (isHalf(exact.work) || isHalf(exact.stored)) corners.add("half a cent");
  if (line.scheduledValue < 0n) corners.add("negative line");
  if (line.unit !== null) corners.add(line.unit.isOverridden ? "subtotal override" : "unit line");
  if (parts(line, base).filter(({ amount }) => amount.work !== 0n || amount.stored !== 0n).length > 1)
    corners.add("earned under more than one rate");
  if (line.brackets.some(({ upTo }) => base.stored >= 0n && base.stored < upTo.stored && base.work > upTo.work))
    corners.add("material built in under older rates");
}

// --- Applications

/** Before the first application: nothing, or what was billed elsewhere. */
export function opened(history: History): Standing {
  const { contract } = history;
  let standing: Standing = {
    contractRates: contract.retainage.rates,
    binding: null,
    stepsReached: new Set(),
    isFrozen: false,
    lines: contract.lines.map((line) => lineOf(line, null, contract.retainage.rates, null)),
    entered: [],
    netChange: 0n,
    withheldTotal: 0n,
    releasedTotal: 0n,
    adjustedTotal: 0n,
    previousCertificates: 0n,
    isKnownByLine: true,
  };
  const { opening } = contract;
  if (opening === null) return standing;

  for (const changeOrder of history.changeOrders.filter(({ number }) => opening.changeOrders.includes(number)))
    standing = withChangeOrder(standing, changeOrder);
  const entries = standing.lines.map((line) => opening.lines.find(({ item }) => item === line.item));
  const lines = standing.lines.map((line, index) => ({ ...line, quantity: entries[index]?.quantityToDate ?? 0n }));
  const bases = lines.map((line, index) => ({
    work: entries[index]?.workToDate ?? amountToDate(line, line.quantity),
    stored: entries[index]?.materialsStored ?? 0n,
  }));
  standing = billed(history, { ...standing, lines }, bases, null, new Set()).standing;

  const policy = standing.lines.map(held);
  const spreadTotal = opening.retainageHeld === null ? policy : spread(opening.retainageHeld, policy);
  const given = spreadTotal.map((share, index) => entries[index]?.retainageHeld ?? share);
  const heldTotal = opening.retainageHeld ?? standing.withheldTotal + total(given) - total(policy);
  standing = {
    ...standing,
    releasedTotal: standing.withheldTotal - heldTotal,
    lines: standing.lines.map((line, index) =>
      given[index] === policy[index] ? line : givenBack(line, policy[index]! - given[index]!),
    ),
  };
  return { ...standing, previousCertificates: opening.certified ?? total(bases.map(both)) - heldTotal };
}

function amountToDate(line: Line, quantity: bigint): Cents {
  if (line.unit === null) return 0n;
  if (!line.unit.isOverridden) return extension(quantity, line.unit.unitPrice);
  return nearest(fraction(line.scheduledValue * quantity, line.unit.quantity));
}

/** The quantity that an amount to date pays for, to a millionth. */
function quantityFor({ unit, scheduledValue }: Line, amount: Cents): bigint {
  if (unit === null) return 0n;
  const of = unit.isOverridden ? fraction(scheduledValue, unit.quantity) : fraction(unit.unitPrice, 10n ** 10n);
  return of.numerator === 0n ? 0n : nearest(divide(fraction(amount), of));
}

/** A line's bases and quantity at the end of the period, as applied for. */
function applied(line: Line, entry: LineEntry | undefined): { quantity: bigint; base: Sides } {
  const stored = entry?.materialsStored ?? line.base.stored;
  const work = entry?.work ?? { kind: "none" };
  const reached = (quantity: bigint) => ({ quantity, base: { work: amountToDate(line, quantity), stored } });
  const { quantity } = line;
  switch (work.kind) {
    case "none":
      return { quantity, base: { work: line.base.work, stored } };
    case "workThisPeriod":
      return { quantity, base: { work: line.base.work + work.amount, stored } };
    case "workToDate":
      return { quantity, base: { work: work.amount, stored } };
    case "percentComplete":
      return { quantity, base: { work: percentageOf(work.percent, line.scheduledValue) - stored, stored } };
    case "quantityThisPeriod":
      return reached(quantity + work.quantity);
    case "quantityToDate":
      return reached(work.quantity);
  }
}

/** An application on what stands, and what stands after it. */
export function applicationOf(
  history: History,
  before: Standing,
  application: ApplicationEntry,
): { application: OracleApplication; after: Standing } {
  const corners = new Set<Corner>();
  const changeOrders = entering(history, before, application);
  if (changeOrders.length > 0) corners.add("change order entered");
  if (application.changeOrders?.length === 0) corners.add("change order deferred");
  const start = withChanges(changeOrders.reduce(withChangeOrder, before), application);

  const entries = start.lines.map((line) => application.lines.find(({ item }) => item === line.item));
  const columns = start.lines.map((line, index) => applied(line, entries[index]));
  const bases = columns.map(({ base }) => base);
  const quantities = { ...start, lines: start.lines.map((line, i) => ({ ...line, quantity: columns[i]!.quantity })) };
  const asApplied = billed(history, quantities, bases, application, corners);

  const isCut = entries.some(
    (entry) => entry != null && (entry.certified !== null || entry.certifiedMaterials !== null),
  );
  const cutBases = start.lines.map(({ base }, index) => {
    const certified = entries[index]?.certified ?? null;
    return {
      work: certified === null ? bases[index]!.work : base.work + certified,
      stored: entries[index]?.certifiedMaterials ?? bases[index]!.stored,
    };
  });
  // What was not certified is not measured either: the quantity to date is what the certified amount pays for. Where the
  // work was certified as applied for, what was counted stays.
  const cutQuantities = {
    ...quantities,
    lines: quantities.lines.map((line, index) =>
      cutBases[index]!.work === bases[index]!.work
        ? line
        : { ...line, quantity: quantityFor(line, cutBases[index]!.work) },
    ),
  };
  const asCertified = isCut ? billed(history, cutQuantities, cutBases, application, new Set()) : asApplied;

  const heldTotal = (standing: Standing) => standing.withheldTotal - standing.releasedTotal + standing.adjustedTotal;
  const due = (columns: readonly Sides[], standing: Standing) =>
    total(columns.map(both)) - heldTotal(standing) - before.previousCertificates;
  const certified = application.certified ?? due(cutBases, asCertified.standing);

  const lines = asApplied.standing.lines.map((line, index): OracleLine => {
    const D = start.lines[index]!.base.work;
    const { work, stored } = bases[index]!;
    const G = work + stored;
    const C = line.scheduledValue;
    if (work < D) corners.add("negative period");
    return {
      item: line.item,
      C,
      D,
      E: work - D,
      F: stored,
      G,
      H: C - G,
      I: held(line),
      exact: asApplied.exact[index]!,
    };
  });
  const sums = sumsOf(history, start);
  const sides = asApplied.standing.lines.map(heldOn);
  const line4 = total(lines.map(({ G }) => G));
  const line5 = heldTotal(asApplied.standing);
  const summary = {
    "1": sums.original,
    "2": start.netChange,
    "3": sums.current,
    "4": line4,
    "5a": total(sides.map(({ work }) => work)),
    "5b": total(sides.map(({ stored }) => stored)),
    "5": line5,
    "6": line4 - line5,
    "7": before.previousCertificates,
    "8": line4 - line5 - before.previousCertificates,
    "9": sums.current - (line4 - line5),
  };
  if (isCut) corners.add("cut by line");
  if (application.certified !== null) corners.add("cut at the header");
  if (application.isReversed) corners.add("reversed");
  if (start.isFrozen || start.lines.some(({ isFrozen }) => isFrozen)) corners.add("frozen");
  if (summary["8"] < 0n) corners.add("line 8 negative");
  if (history.contract.opening !== null) corners.add("opening");
  return {
    application: {
      number: application.number,
      isReversed: application.isReversed,
      summary,
      lines,
      certified,
      isKnownByLine: asApplied.standing.isKnownByLine,
      corners,
    },
    after: application.isReversed
      ? before
      : { ...asCertified.standing, previousCertificates: before.previousCertificates + certified },
  };
}

/** Every application of a history, with its eleven figures and its sheet. */
export function oracle(history: History): readonly OracleApplication[] {
  let standing = opened(history);
  return history.applications.map((entry) => {
    const { application, after } = applicationOf(history, standing, entry);
    standing = after;
    return application;
  });
}

/** What a line holds and where it stands: for those who make histories. */
export function standsAt(
  standing: Standing,
): ReadonlyMap<string, Readonly<{ work: Cents; stored: Cents; held: Cents; quantity: bigint; scheduledValue: Cents }>> {
  return new Map(
    standing.lines.map((line) => [
      line.item,
      { ...line.base, held: held(line), quantity: line.quantity, scheduledValue: line.scheduledValue },
    ]),
  );
}
export const heldInAll = ({ withheldTotal, releasedTotal, adjustedTotal }: Standing): Cents =>
  withheldTotal - releasedTotal + adjustedTotal;
