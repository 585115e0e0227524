// Bills a history: application by application, each from where the one before it was left. It computes whatever it is
// given; what is wrong with the figures is said in findings, and stops nothing.

import { bornByFunds, funded, nothingFunded } from "../fund/fund.ts";
import { type Application, type ApplicationLine, computeApplication } from "../invoice/application.ts";
import { advanceRecouped, deductionsOf, escrowBalance } from "../invoice/below-line-8.ts";
import {
  carriedForward,
  computeLine,
  type LineEntered,
  type LineFigures,
  type LinePrevious,
  nothingBefore,
  percentComplete,
  rulesVersion,
  type Summary,
  workToReach,
} from "../invoice/totals.ts";
import { spreadByShare } from "../money/allocate.ts";
import { type Cents, sum } from "../money/money.ts";
import { extended, type Millionths, percentage, percentOf } from "../money/ratio.ts";
import { divideRounded } from "../money/rounding.ts";
import { noRates, type Rates, type StepEffect } from "../retainage/terms.ts";
import { taxToDate } from "../tax/tax.ts";
import type { ComputedApplication, ComputedHistory, ComputedLine, Moved } from "./computed.ts";
import { findingsOf } from "./findings.ts";
import type {
  ApplicationEntry,
  ChangeOrderEntry,
  ContractEntry,
  History,
  LineEntry,
  RetainageChange,
} from "./history.ts";
import {
  allLines,
  changeOrderSummary,
  type Entered,
  enteredOf,
  entering,
  netOf,
  originalContractSumOf,
  quantityOf,
  type ScheduledLine,
  scheduledValueOf,
} from "./schedule.ts";
import type { Billed, LineStanding, Schedule, Standing } from "./standing.ts";

export function compute(history: History): ComputedHistory {
  const schedule = scheduleOf(history);
  const applications: ComputedApplication[] = [];
  let before = opened(history, schedule);
  for (const [index, entry] of history.applications.entries()) {
    const billed = bill(history, schedule, before, entry);
    const findings = findingsOf({ history, schedule, before, billed, entry, isFirst: index === 0 });
    applications.push({ ...billed.computed, findings });
    // Nothing stands on an application that was taken back.
    if (!entry.isReversed) before = billed.after;
  }
  return { currency: history.currency, rules: rulesVersion, applications };
}

function scheduleOf(history: History): Schedule {
  const lines = allLines(history);
  return {
    lines,
    byItem: new Map(lines.map((line) => [line.entry.item, line])),
    originalContractSum: originalContractSumOf(history.contract, lines),
  };
}

const neverBilled: LineStanding = { previous: nothingBefore, funds: nothingFunded, stored: new Map() };

function bill(history: History, schedule: Schedule, before: Standing, entry: ApplicationEntry): Billed {
  const { contract } = history;
  const cutOff = entry.cutOff ?? entry.billingDate ?? entry.periodTo;
  const enteringNow = entering(history, entry.changeOrders, cutOff, before.entered);
  const entered = [...before.entered, ...enteringNow];
  const entries = new Map(entry.lines.map((line) => [line.item, line]));
  const changes = enteredOf(entered);
  const grouped = groupedWork(schedule, changes, before, entry);
  const lines = onTheSheet(schedule, changes, before, entries, grouped);

  const { application, cut } = applied({ history, schedule, before, entry, entered, changes, entries, grouped, lines });
  const carried = cut ?? application;
  const certifiedNow = entry.certified ?? carried.summary["8"];

  const deductions = deductionsOf(before.deductions, entry.deductions);
  const tax = taxMoved(contract, lines, carried, before, entry);
  const advance = advanceMoved(contract, application.summary, before, entry);
  const deducted = sum(deductions.map(({ thisPeriod }) => thisPeriod));
  const lineStandings = standingsAfter(before, lines, carried, entries);

  const computed: Billed["computed"] = {
    number: entry.number,
    isNumberBare: entry.isNumberBare ?? false,
    periodFrom: entry.periodFrom,
    periodTo: entry.periodTo,
    isReversed: entry.isReversed,
    summary: application.summary,
    lines: lines.map((line, index) => computedLine(line, application, cut, index)),
    totals: totalsOf(application.lines),
    changeOrders: changeOrderSummary(contract.changeOrderSplit, schedule.byItem, before.entered, enteringNow),
    certified: certifiedNow,
    deductions,
    advanceRecouped: advance,
    tax,
    escrow: contract.escrow === null ? null : escrowBalance(application.summary["5"], contract.escrow.roundDownTo),
    payable: certifiedNow + (tax?.thisPeriod ?? 0n) - deducted - (advance?.thisPeriod ?? 0n),
    funds: fundsMoved(contract, schedule, before, lineStandings),
  };
  const after: Standing = {
    lines: lineStandings,
    entered,
    ...termsAfter(history, before, entry, carried),
    certified: before.certified + certifiedNow,
    completedAndStored: carried.summary["4"],
    deductions,
    advanceRecouped: advance?.toDate ?? before.advanceRecouped,
    tax: tax?.toDate ?? before.tax,
    lastPeriodTo: entry.periodTo,
  };
  return { computed, after, application, cut, lines, entered, entries };
}

/** The contract's lines, those of change orders that have entered, and any other that is billed all the same. */
function onTheSheet(
  schedule: Schedule,
  { changeOrders }: Entered,
  before: Standing,
  entries: ReadonlyMap<string, LineEntry>,
  grouped: ReadonlyMap<string, Cents>,
): readonly ScheduledLine[] {
  return schedule.lines.filter(({ entry: { item }, changeOrder }) => {
    if (changeOrder === null || changeOrders.has(changeOrder)) return true;
    return entries.has(item) || grouped.has(item) || before.lines.has(item);
  });
}

/** Work of groups, by item: by what is left on each line, the cent that remains to the line with the most left. */
function groupedWork(
  { byItem }: Schedule,
  entered: Entered,
  before: Standing,
  { groups }: ApplicationEntry,
): ReadonlyMap<string, Cents> {
  const work = new Map<string, Cents>();
  for (const { items, workThisPeriod } of groups) {
    const left = items.map((item) => {
      const line = byItem.get(item);
      const { previous } = before.lines.get(item) ?? neverBilled;
      return line === undefined ? 0n : scheduledValueOf(line, entered) - previous.work - previous.materials;
    });
    const shares = sum(left) === 0n ? items.map(() => 1n) : left;
    const parts = spreadByShare(workThisPeriod, shares);
    for (const [index, item] of items.entries()) work.set(item, (work.get(item) ?? 0n) + (parts[index] ?? 0n));
  }
  return work;
}

// The application itself.

type Applying = Readonly<{
  history: History;
  schedule: Schedule;
  before: Standing;
  entry: ApplicationEntry;
  entered: readonly ChangeOrderEntry[];
  changes: Entered;
  entries: ReadonlyMap<string, LineEntry>;
  grouped: ReadonlyMap<string, Cents>;
  lines: readonly ScheduledLine[];
}>;

function applied(applying: Applying): { application: Application; cut: Application | null } {
  const { history, schedule, before, entry, entries, lines } = applying;
  const inputs = lines.map((line) => lineInput(applying, line));
  const application = applicationOf(history.contract, schedule, applying, before, inputs);
  const isCut = entry.lines.some(
    ({ certified, certifiedMaterials }) => certified !== null || certifiedMaterials !== null,
  );
  if (!isCut) return { application, cut: null };
  const cutInputs = inputs.map((input) => cutTo(input, entries.get(input.lineId)));
  const cut = applicationOf(history.contract, schedule, applying, before, cutInputs);
  return { application, cut };
}

function applicationOf(
  contract: ContractEntry,
  { byItem, originalContractSum }: Schedule,
  { entry, entered }: Pick<Applying, "entry" | "entered">,
  { certified, stepsTaken, completedAndStored }: Standing,
  lines: readonly ApplicationLine[],
): Application {
  return computeApplication({
    terms: contract.retainage,
    taxOnRetainage: contract.tax?.base === "retainageOnGross" ? contract.tax.rate : 0n,
    originalContractSum,
    netChange: sum(entered.map((one) => netOf(one, byItem))),
    lines,
    release: entry.retainageReleased,
    adjusted: entry.retainageAdjusted ?? 0n,
    before: { certified, stepsTaken, completedAndStored },
  });
}

function lineInput(applying: Applying, line: ScheduledLine): ApplicationLine {
  const { before, entry, changes, entries, grouped } = applying;
  const { item, unit, scheduledValue } = line.entry;
  const value = scheduledValueOf(line, changes);
  const quantity = quantityOf(line, changes);
  const isGiven = unit !== null && scheduledValue !== null && quantity !== null && quantity !== 0n;
  const isOverridden = isGiven && scheduledValue !== extended(unit.quantity, unit.unitPrice, "halfAwayFromZero");
  const lineEntry = entries.get(item);
  const terms = termsOf(before, entry, line, lineEntry);
  const previous = underNewTerms((before.lines.get(item) ?? neverBilled).previous, terms.effect);
  const bare: ApplicationLine = {
    lineId: item,
    scheduledValue: value,
    unitPrice: unit?.unitPrice ?? null,
    subtotal: isOverridden ? { quantity, value } : null,
    previous,
    entry: { ...nothingEntered(previous, unit !== null), ...terms.entered },
    isOnContractRates: terms.isOnContractRates,
    release: lineEntry?.retainageReleased ?? null,
  };
  const billed = lineEntry === undefined ? bare : withWork(bare, lineEntry, quantity);
  const group = grouped.get(item);
  return group === undefined ? billed : addWork(billed, group);
}

const nothingEntered = (previous: LinePrevious, isUnit: boolean) => ({
  workThisPeriod: 0n,
  quantityThisPeriod: isUnit ? 0n : null,
  unmeasuredWork: 0n,
  materialsStored: previous.materials,
  releasedWork: 0n,
  releasedMaterials: 0n,
  adjusted: 0n,
});

/** An amount more of work; on a unit line it is billed without a count. */
function addWork(input: ApplicationLine, amount: Cents): ApplicationLine {
  const { entry } = input;
  return input.unitPrice === null
    ? { ...input, entry: { ...entry, workThisPeriod: entry.workThisPeriod + amount } }
    : { ...input, entry: { ...entry, unmeasuredWork: entry.unmeasuredWork + amount } };
}

function withWork(bare: ApplicationLine, line: LineEntry, contractQuantity: Millionths | null): ApplicationLine {
  const { previous } = bare;
  const bought = sum(line.stored.map((one) => one.bought));
  const installed = sum(line.stored.map((one) => one.installed));
  const materialsStored = line.materialsStored ?? previous.materials + bought - installed;
  const input = {
    ...bare,
    entry: { ...bare.entry, materialsStored, adjusted: line.retainageAdjusted ?? 0n },
  };
  const corrected = addWork(input, sum(line.corrections.map(({ work }) => work)));
  const { work } = line;
  switch (work.kind) {
    case "none":
      return addWork(corrected, installed);
    case "workThisPeriod":
      return addWork(corrected, work.amount);
    case "workToDate":
      return addWork(corrected, work.amount - previous.work);
    case "quantityThisPeriod":
      return withQuantity(corrected, work.quantity);
    case "quantityToDate":
      return toQuantity(corrected, work.quantity);
    case "percentComplete": {
      const isCounted = contractQuantity !== null && contractQuantity !== 0n && materialsStored === 0n;
      if (isCounted) {
        const toDate = divideRounded(contractQuantity * work.percent, 100_000_000n, "halfAwayFromZero");
        return toQuantity(corrected, toDate);
      }
      return addWork(corrected, workToReach(work.percent, input.scheduledValue, previous.work, materialsStored));
    }
  }
}

/**
 * Work to date is what the quantity to date comes to at today's price, whatever stood before: cents that a certificate left
 * beside the count, or a subtotal that a change order has changed since, are evened out.
 */
function toQuantity(input: ApplicationLine, quantity: Millionths): ApplicationLine {
  const beside = input.previous.work - measuredBefore(input);
  return withQuantity(addWork(input, -beside), quantity - (input.previous.quantity ?? 0n));
}

/** What the previous quantity comes to at today's price. */
function measuredBefore(input: ApplicationLine): Cents {
  if (input.unitPrice === null) return 0n;
  const { per, value } = priceOf(input, input.unitPrice);
  return divideRounded(value * (input.previous.quantity ?? 0n), per, "halfAwayFromZero");
}

/** A unit line's price as an amount for a quantity. */
const priceOf = ({ subtotal }: ApplicationLine, unitPrice: Millionths) =>
  subtotal == null
    ? { per: 10_000n * 1_000_000n, value: unitPrice }
    : { per: subtotal.quantity, value: subtotal.value };

const withQuantity = (input: ApplicationLine, quantity: Millionths): ApplicationLine => ({
  ...input,
  entry: { ...input.entry, quantityThisPeriod: quantity },
});

/** The line with columns E and F as certified. Of a unit line, the quantity follows from the amount as far as it goes. */
function cutTo(input: ApplicationLine, line: LineEntry | undefined): ApplicationLine {
  if (line === undefined) return input;
  const materialsStored = line.certifiedMaterials ?? input.entry.materialsStored;
  const withMaterials = { ...input, entry: { ...input.entry, materialsStored } };
  if (line.certified === null) return withMaterials;
  if (input.unitPrice === null)
    return { ...withMaterials, entry: { ...withMaterials.entry, workThisPeriod: line.certified } };
  const { per, value } = priceOf(input, input.unitPrice);
  const before = input.previous.quantity ?? 0n;
  const measured = measuredBefore(input) + line.certified;
  const toDate = value === 0n ? before : divideRounded(measured * per, value, "halfAwayFromZero");
  const counted = {
    ...withMaterials,
    entry: { ...withMaterials.entry, quantityThisPeriod: toDate - before, unmeasuredWork: 0n },
  };
  const rest = line.certified - computeLine(counted).workThisPeriod;
  return addWork(counted, rest);
}

// Retainage terms, as they change from application to application.

type EnteredTerms = Pick<LineEntered, "rateWork" | "rateMaterials" | "rateEffect" | "isFrozen">;

function termsOf(
  before: Standing,
  { retainage }: ApplicationEntry,
  line: ScheduledLine,
  entry: LineEntry | undefined,
): { entered: EnteredTerms; effect: StepEffect | null; isOnContractRates: boolean } {
  const { item } = line.entry;
  const own = before.lineRates.get(item) ?? line.ownRates;
  const standing = before.lines.get(item)?.previous.withholding?.rates ?? null;
  const change = entry?.retainage ?? null;
  if (change !== null) {
    const rates = changedRates(standing ?? own ?? before.rates, change);
    const isFrozen = change.isFrozen || (before.isFrozen && change.effect === null);
    return { entered: enteredTerms(rates, change.effect, isFrozen), effect: change.effect, isOnContractRates: false };
  }
  if (own !== null) {
    const rates = standing ?? (before.isStopped ? noRates : own);
    const isFrozen = before.isFrozen || (retainage?.isFrozen ?? false);
    return { entered: enteredTerms(rates, null, isFrozen), effect: null, isOnContractRates: false };
  }
  const rates = retainage === null ? (standing ?? before.rates) : changedRates(before.rates, retainage);
  const isFrozen = retainage === null ? before.isFrozen : isFrozenAfter(before, retainage);
  const effect = retainage?.effect ?? null;
  return { entered: enteredTerms(rates, effect, isFrozen), effect, isOnContractRates: true };
}

/** Rates that are given anew end a freeze; given for everything, they end older brackets, even where they are the same. */
function underNewTerms(previous: LinePrevious, effect: StepEffect | null): LinePrevious {
  const { withholding } = previous;
  if (withholding === null || effect === null) return previous;
  const brackets = effect === "retroactive" ? [] : withholding.brackets;
  return { ...previous, withholding: { ...withholding, frozen: null, brackets } };
}

const enteredTerms = (rates: Rates, effect: StepEffect | null, isFrozen: boolean): EnteredTerms => ({
  rateWork: rates.work,
  rateMaterials: rates.materials,
  rateEffect: effect ?? "retroactive",
  isFrozen,
});

const changedRates = (rates: Rates, change: RetainageChange): Rates => ({
  work: change.work ?? rates.work,
  materials: change.materials ?? rates.materials,
});

/** Frozen until rates are given again. */
const isFrozenAfter = (before: Standing, change: RetainageChange): boolean =>
  change.isFrozen || (before.isFrozen && change.effect === null);

function termsAfter(
  { contract: { retainage } }: History,
  before: Standing,
  entry: ApplicationEntry,
  application: Application,
): Pick<Standing, "rates" | "lineRates" | "isFrozen" | "isStopped" | "stepsTaken"> {
  const changed = entry.retainage === null ? before.rates : changedRates(before.rates, entry.retainage);
  const taken = retainage.steps.slice(before.stepsTaken, application.stepsTaken);
  const lineRates = new Map(before.lineRates);
  const ratesOf = new Map(application.lines.map(({ lineId, withholding }) => [lineId, withholding.rates]));
  for (const { item, retainage: change } of entry.lines) {
    const rates = ratesOf.get(item);
    if (change !== null && rates !== undefined) lineRates.set(item, rates);
  }
  return {
    rates: taken.at(-1)?.rates ?? changed,
    lineRates,
    isFrozen: entry.retainage === null ? before.isFrozen : isFrozenAfter(before, entry.retainage),
    isStopped: before.isStopped || taken.some(({ scope }) => scope === "allLines"),
    stepsTaken: application.stepsTaken,
  };
}

// Where it started: nothing, or an opening.

function opened(history: History, schedule: Schedule): Standing {
  const { contract, changeOrders } = history;
  const nothing: Standing = {
    lines: new Map(),
    entered: [],
    rates: contract.retainage.rates,
    lineRates: new Map(),
    isFrozen: false,
    isStopped: false,
    stepsTaken: 0,
    certified: 0n,
    completedAndStored: 0n,
    deductions: [],
    advanceRecouped: 0n,
    tax: 0n,
    lastPeriodTo: null,
  };
  const { opening } = contract;
  if (opening === null) return nothing;
  const entered = changeOrders.filter(({ number }) => opening.changeOrders.includes(number));
  const of = new Map(opening.lines.map((line) => [line.item, line]));
  const lines = schedule.lines.filter(
    ({ entry, changeOrder }) => changeOrder === null || entered.includes(changeOrder) || of.has(entry.item),
  );
  const applying = {
    history,
    schedule,
    before: nothing,
    entry: openingEntry,
    entered,
    changes: enteredOf(entered),
    entries: new Map<string, LineEntry>(),
    grouped: new Map<string, Cents>(),
    lines,
  };
  const inputs = lines.map((line) => {
    const input = lineInput(applying, line);
    const given = of.get(line.entry.item);
    if (given === undefined) return input;
    const stored = { ...input, entry: { ...input.entry, materialsStored: given.materialsStored } };
    const counted = given.quantityToDate === null ? stored : withQuantity(stored, given.quantityToDate);
    return given.workToDate === null ? counted : addWork(counted, given.workToDate);
  });
  const byPolicy = applicationOf(contract, schedule, applying, nothing, inputs);
  // What is given is held, over work and material by what each would hold.
  const holding = (held: (index: number) => Cents | null) =>
    inputs.map((input, index) => {
      const isHeld = held(index);
      const computed = byPolicy.lines[index]?.retainageHeld ?? 0n;
      return isHeld === null ? input : { ...input, release: { amount: computed - isHeld } };
    });
  const byLine = holding((index) => of.get(inputs[index]?.lineId ?? "")?.retainageHeld ?? null);
  const application = opening.retainageHeld === null ? billedAs(byLine) : heldInAll(opening.retainageHeld);

  function billedAs(lines: readonly ApplicationLine[], entry = openingEntry): Application {
    return applicationOf(contract, schedule, { ...applying, entry }, nothing, lines);
  }

  /** Over the lines by what they hold; where they hold nothing, by what they earned. */
  function heldInAll(total: Cents): Application {
    const holds = billedAs(byLine).lines.map(({ retainageHeld }) => retainageHeld);
    if (sum(holds) === 0n) return billedAs(byLine, { ...openingEntry, retainageAdjusted: total });
    const shares = spreadByShare(total, holds);
    return billedAs(holding((index) => shares[index] ?? null));
  }

  const { tax } = contract;
  return {
    ...nothing,
    lines: standingsAfter(nothing, lines, application, new Map()),
    entered,
    ...termsAfter(history, nothing, openingEntry, application),
    certified: opening.certified ?? application.summary["6"],
    completedAndStored: application.summary["4"],
    tax: tax === null ? 0n : taxToDate(tax, taxedLines(lines, application)),
    advanceRecouped: contract.advance === null ? 0n : advanceRecouped(contract.advance, application.summary["4"]),
  };
}

const openingEntry: ApplicationEntry = {
  number: "0",
  periodFrom: null,
  periodTo: "",
  billingDate: null,
  cutOff: null,
  changeOrders: [],
  retainage: null,
  retainageReleased: null,
  retainageAdjusted: null,
  lines: [],
  groups: [],
  certified: null,
  deductions: [],
  advanceRecouped: null,
  isReversed: false,
  isFinal: false,
  overrides: [],
  printed: null,
  path: "contract.opening",
};

function standingsAfter(
  before: Standing,
  lines: readonly ScheduledLine[],
  { lines: figures }: Application,
  entries: ReadonlyMap<string, LineEntry>,
): ReadonlyMap<string, LineStanding> {
  const standings = new Map(before.lines);
  for (const [index, { entry }] of lines.entries()) {
    const line = figures[index];
    if (line === undefined) continue;
    const was = before.lines.get(entry.item) ?? neverBilled;
    const lineEntry = entries.get(entry.item);
    const stored = new Map(was.stored);
    for (const { id, bought, installed } of lineEntry?.stored ?? [])
      stored.set(id, (stored.get(id) ?? 0n) + bought - installed);
    const funds = funded(was.funds, line.billedThisPeriod, lineEntry?.funds ?? new Map());
    standings.set(entry.item, { previous: carriedForward(line), funds, stored });
  }
  return standings;
}

// Below line 8, and beside it.

const moved = (previous: Cents, toDate: Cents): Moved => ({ previous, thisPeriod: toDate - previous, toDate });

const taxedLines = (lines: readonly ScheduledLine[], { lines: figures }: Application) =>
  figures.map(({ completedAndStored, retainageHeld }, index) => ({
    completedAndStored,
    retainageHeld,
    isTaxable: lines[index]?.entry.taxable ?? true,
  }));

/**
 * Tax on what was certified line by line. Where the header was cut, a tax on what is net of retainage is not charged on
 * the difference until it is certified; a tax on the gross follows the sheet.
 */
function taxMoved(
  { tax }: ContractEntry,
  lines: readonly ScheduledLine[],
  sheet: Application,
  before: Standing,
  { certified }: ApplicationEntry,
): Moved | null {
  if (tax === null) return null;
  const onSheet = taxToDate(tax, taxedLines(lines, sheet));
  const uncertified = certified === null || tax.base !== "netOfRetainage" ? 0n : sheet.summary["8"] - certified;
  return moved(before.tax, onSheet - percentOf(uncertified, tax.rate, "halfAwayFromZero"));
}

function advanceMoved(
  { advance }: ContractEntry,
  summary: Summary,
  before: Standing,
  entry: ApplicationEntry,
): Moved | null {
  if (advance === null && entry.advanceRecouped === null) return null;
  if (entry.advanceRecouped !== null)
    return moved(before.advanceRecouped, before.advanceRecouped + entry.advanceRecouped);
  return advance === null ? null : moved(before.advanceRecouped, advanceRecouped(advance, summary["4"]));
}

function fundsMoved(
  { funds }: ContractEntry,
  { lines }: Schedule,
  before: Standing,
  after: ReadonlyMap<string, LineStanding>,
): ComputedApplication["funds"] {
  const bornBy = (standings: ReadonlyMap<string, LineStanding>) => {
    const total = new Map<string, Cents>();
    for (const { entry } of lines) {
      const standing = standings.get(entry.item);
      if (standing === undefined) continue;
      for (const [fund, amount] of bornByFunds(entry.funds, standing.funds))
        total.set(fund, (total.get(fund) ?? 0n) + amount);
    }
    return total;
  };
  const [previous, toDate] = [bornBy(before.lines), bornBy(after)];
  return funds.map((fund) => ({ fund, ...moved(previous.get(fund) ?? 0n, toDate.get(fund) ?? 0n) }));
}

// What is shown.

function computedLine(
  line: ScheduledLine,
  application: Application,
  cut: Application | null,
  index: number,
): ComputedLine {
  const figures = application.lines[index] as LineFigures;
  const standing = (cut ?? application).lines[index] as LineFigures;
  const { entry } = (cut ?? application).inputs[index] as ApplicationLine;
  return {
    item: line.entry.item,
    description: line.entry.description,
    changeOrder: line.changeOrder?.number ?? null,
    figures,
    percent: percentComplete(figures),
    retainage: {
      withheld: total(standing.withheld) - total(standing.withheldPrevious),
      released: entry.releasedWork + entry.releasedMaterials,
      adjusted: entry.adjusted,
      held: standing.retainageHeld,
    },
  };
}

const total = ({ work, materials }: Readonly<{ work: Cents; materials: Cents }>): Cents => work + materials;

function totalsOf(lines: readonly LineFigures[]): ComputedApplication["totals"] {
  const G = sum(lines.map((line) => line.completedAndStored));
  const C = sum(lines.map((line) => line.scheduledValue));
  return {
    C,
    D: sum(lines.map((line) => line.workPrevious)),
    E: sum(lines.map((line) => line.workThisPeriod)),
    F: sum(lines.map((line) => line.materialsStored)),
    G,
    H: sum(lines.map((line) => line.balanceToFinish)),
    I: sum(lines.map((line) => line.retainageHeld)),
    percent: G === 0n ? 0n : percentage(G, C),
  };
}
