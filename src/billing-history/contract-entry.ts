// The contract as a file gives it: its schedule of values, its terms, where it stood when it was taken over, and its
// change orders.
import type { Cents } from "../money/money.ts";
import { percent } from "../money/ratio.ts";
import {
  type Cap,
  type ContractSum,
  noRates,
  noRetainage,
  type Rates,
  type RetainageLevel,
  type RetainageTerms,
  type Step,
  type StepEffect,
  type Threshold,
} from "../retainage/terms.ts";
import { releaseUnder, type TaxTerms, taxBases } from "../tax/tax.ts";
import {
  amount,
  anyPercent,
  anyText,
  day,
  fields,
  isGiven,
  list,
  named,
  note,
  number,
  oneOf,
  oneWay,
  optional,
  type Place,
  positiveAmount,
  quoted,
  rate,
  text,
  trueOrFalse,
} from "./given.ts";
import {
  type ChangeOrderEntry,
  type ChangeOrderLineEntry,
  type CheckSettings,
  type ContractEntry,
  changeOrderStatuses,
  type OpeningEntry,
  type ScheduleEntry,
} from "./history.ts";

export const stepEffects = ["retroactive", "prospective"] as const satisfies readonly StepEffect[];
const contractSums = ["current", "original"] as const satisfies readonly ContractSum[];
const levels = ["line", "header"] as const satisfies readonly RetainageLevel[];

/** `levelOfFile` is the key `retainageLevel` at the top of the file, one of three places where it may stand. */
export function readContract(place: Place, levelOfFile: Place): ContractEntry {
  const given = fields(place, [
    "originalContractSum",
    "retainage",
    "retainageLevel",
    "overbilling",
    "changeOrderSplit",
    "tax",
    "advance",
    "escrow",
    "funds",
    "lines",
    "opening",
    "checks",
  ]);
  const funds = optional(given.funds, (place) => list(place, (place) => text(place, "CITY")), []);
  const lines = list(given.lines, readScheduleLine, "a list of the schedule's lines");
  return {
    originalContractSum: optional(given.originalContractSum, amount, null),
    retainage: readTerms(given.retainage, [levelOfFile, given.retainageLevel]),
    overbilling: optional(given.overbilling, (place) => oneOf(place, ["block", "warn", "allow"]), "block"),
    changeOrderSplit: optional(given.changeOrderSplit, (place) => oneOf(place, ["line", "changeOrder"]), "line"),
    tax: optional(given.tax, readTax, null),
    advance: optional(given.advance, readAdvance, null),
    escrow: optional(given.escrow, readEscrow, null),
    funds,
    lines,
    opening: optional(given.opening, readOpening, null),
    checks: readChecks(
      given.checks,
      lines.map(({ item }) => item),
    ),
  };
}

/** Rates for work and stored material: `"10"` for both, or `{ work: "10", stored: "5" }`. */
export function readRates(place: Place): Rates {
  if (place.given?.kind !== "mapping") return bothRates(place);
  const given = fields(place, ["work", "stored"]);
  return { work: rate(given.work), materials: rate(given.stored) };
}

function bothRates(place: Place): Rates {
  if (place.given?.kind === "list" || place.given === null) {
    note(place, "Not rates", `a percentage in quotes for both, or { work: "10", stored: "5" }`);
    return noRates;
  }
  const both = rate(place);
  return { work: both, materials: both };
}

function readTerms(place: Place, levels: readonly Place[]): RetainageTerms {
  if (!isGiven(place)) return { ...noRetainage, level: readLevel(levels) };
  if (place.given?.kind !== "mapping") return { ...noRetainage, rates: bothRates(place), level: readLevel(levels) };
  const given = fields(place, ["work", "stored", "steps", "stop", "cap", "maximum", "retainageLevel"]);
  const problemsBefore = place.problems.length;
  const ownSteps = optional(given.steps, (place) => list(place, readStep), []);
  const stop = optional(given.stop, readStop, null);
  const steps = stop === null ? ownSteps : [...ownSteps, stop];
  if (place.problems.length === problemsBefore) noteOrder(given.steps, given.stop, steps);
  return {
    rates: { work: rate(given.work), materials: rate(given.stored) },
    level: readLevel([...levels, given.retainageLevel]),
    steps,
    cap: optional(given.cap, readCap, null),
    maximum: optional(given.maximum, rate, null),
  };
}

/** It may stand in three places, and has to say the same in all of them. */
function readLevel(places: readonly Place[]): RetainageLevel {
  const given = places.filter(isGiven).map((place) => ({ place, level: oneOf(place, levels) }));
  for (const { place, level } of given.slice(1))
    if (level !== given[0]!.level) note(place, "Said twice, and differently", `${given[0]!.level}, as said before`);
  return given[0]?.level ?? "line";
}

function readStep(place: Place): Step {
  const given = fields(place, ["at", "work", "stored", "step"]);
  return {
    at: readThreshold(given.at),
    rates: { work: rate(given.work), materials: rate(given.stored) },
    effect: oneOf(given.step, stepEffects),
    scope: "linesOnContractRates",
  };
}

function readStop(place: Place): Step {
  const { at } = fields(place, ["at"]);
  return { at: readThreshold(at), rates: noRates, effect: "prospective", scope: "allLines" };
}

/** `{ percent: "50", of: current }` or `{ amount: "1000.00" }`: of a threshold, and of a cap, which has to name its sum. */
function readThreshold(place: Place, ofOtherwise: ContractSum | null = "current"): Threshold {
  const given = fields(place, ["percent", "of", "amount"]);
  if (place.given?.kind === "mapping") oneWay(place, [given.percent, given.amount], true);
  if (isGiven(given.amount)) {
    if (isGiven(given.of)) note(given.of, "An amount is of no contract sum", "no such key beside amount");
    return { amount: positiveAmount(given.amount) };
  }
  const isNamed = isGiven(given.of) || ofOtherwise === null;
  const of = isNamed && isGiven(given.percent) ? oneOf(given.of, contractSums) : "current";
  return { percent: optional(given.percent, rate, 0n), of };
}

const readCap = (place: Place): Cap => readThreshold(place, null);

/** Steps stand in the order in which they are reached, as far as two can be compared; the stop comes after all of them. */
function noteOrder(steps: Place, stop: Place, inOrder: readonly Step[]): void {
  const members = steps.given?.kind === "list" ? steps.given.members : [];
  for (const [index, step] of inOrder.entries()) {
    const before = inOrder[index - 1];
    if (before === undefined || !isReachedLater(before.at, step.at)) continue;
    const ofStep = { ...steps, path: `${steps.path}[${index}].at`, line: members[index]?.line ?? steps.line };
    const where = step.scope === "allLines" ? stop : ofStep;
    note(where, "Not reached after the step above it", "thresholds that rise, the stop last", "no higher threshold");
  }
}

/** Is the first threshold reached at the same time as the second, or later? False where they cannot be compared. */
function isReachedLater(one: Threshold, other: Threshold): boolean {
  if ("amount" in one) return "amount" in other && one.amount >= other.amount;
  return "percent" in other && one.of === other.of && one.percent >= other.percent;
}

function readTax(place: Place): TaxTerms {
  const given = fields(place, ["rate", "base", "onRelease", "rounding"]);
  const base = oneOf(given.base, taxBases);
  return {
    rate: rate(given.rate),
    base,
    onRelease: optional(given.onRelease, (place) => oneOf(place, ["taxed", "alreadyTaxed"]), releaseUnder[base]),
    rounding: optional(given.rounding, (place) => oneOf(place, ["invoice", "line"]), "invoice"),
  };
}

function readAdvance(place: Place): ContractEntry["advance"] {
  const given = fields(place, ["paid", "recoupPercent"]);
  return { paid: positiveAmount(given.paid), recoupPercent: rate(given.recoupPercent) };
}

function readEscrow(place: Place): ContractEntry["escrow"] {
  const { roundDownTo } = fields(place, ["roundDownTo"]);
  const multiple = positiveAmount(roundDownTo);
  if (isGiven(roundDownTo) && multiple === 0n)
    note(roundDownTo, "Not an amount to round to", `an amount of more than nothing, such as "10.00"`);
  return { roundDownTo: multiple };
}

const scheduleKeys = [
  "item",
  "description",
  "scheduledValue",
  "quantity",
  "unit",
  "unitPrice",
  "markup",
  "retainage",
  "taxable",
  "funds",
  "bid",
] as const;

export function readScheduleLine(place: Place): ScheduleEntry {
  const given = fields(place, scheduleKeys);
  return {
    item: text(given.item),
    description: optional(given.description, anyText, ""),
    ...readValue(place, given),
    retainage: optional(given.retainage, readRates, null),
    taxable: optional(given.taxable, trueOrFalse, true),
    funds: readSplit(given.funds),
    bid: optional(given.bid, amount, null),
    path: place.path,
  };
}

/** C: an amount, a quantity at a price (and then perhaps an amount that overrides it), or a markup on other lines. */
function readValue(
  place: Place,
  given: Readonly<Record<(typeof scheduleKeys)[number], Place>>,
): Pick<ScheduleEntry, "scheduledValue" | "unit" | "markup"> {
  const inUnits = [given.quantity, given.unitPrice, given.unit];
  const isUnit = inUnits.some(isGiven);
  if (isGiven(given.markup)) {
    for (const other of [given.scheduledValue, ...inUnits].filter(isGiven))
      note(other, "Beside a markup, which gives the scheduled value", "no such key");
    return { scheduledValue: null, unit: null, markup: readMarkup(given.markup) };
  }
  if (!isUnit && !isGiven(given.scheduledValue) && place.given?.kind === "mapping")
    note(place, "No scheduled value", "scheduledValue, or quantity with unitPrice, or markup", "none of them");
  return {
    scheduledValue: optional(given.scheduledValue, amount, null),
    unit: isUnit
      ? {
          quantity: number(given.quantity, "a quantity"),
          unit: optional(given.unit, (place) => text(place, "LF"), null),
          unitPrice: number(given.unitPrice, "a unit price"),
        }
      : null,
    markup: null,
  };
}

function readMarkup(place: Place): NonNullable<ScheduleEntry["markup"]> {
  const given = fields(place, ["percent", "of"]);
  const of = readItems(given.of);
  return { percent: anyPercent(given.percent), of };
}

/** At least one item, and none twice. */
export function readItems(place: Place): readonly string[] {
  const items = list(place, (place) => text(place), "a list of items");
  if (place.given?.kind === "list" && items.length === 0) note(place, "An empty list", "at least one item");
  for (const [index, item] of items.entries())
    if (item !== "" && items.indexOf(item) < index)
      note({ ...place, path: `${place.path}[${index}]` }, "An item twice", "each item once", quoted(item));
  return items;
}

/** Amounts by name of the fund. */
export function readSplit(place: Place): ReadonlyMap<string, Cents> {
  if (!isGiven(place)) return new Map();
  return new Map(named(place, `a mapping of funds to amounts`).map(([fund, place]) => [fund, amount(place)]));
}

function readOpening(place: Place): OpeningEntry {
  const given = fields(place, ["certified", "changeOrders", "retainageHeld", "lines"]);
  return {
    certified: optional(given.certified, amount, null),
    changeOrders: optional(given.changeOrders, readNumbers, []),
    retainageHeld: optional(given.retainageHeld, amount, null),
    lines: list(given.lines, readOpeningLine),
  };
}

/** Numbers of change orders. */
export const readNumbers = (place: Place): readonly string[] => list(place, (place) => text(place, "CO-001"));

function readOpeningLine(place: Place): OpeningEntry["lines"][number] {
  const given = fields(place, ["item", "workToDate", "quantityToDate", "materialsStored", "retainageHeld"]);
  oneWay(place, [given.workToDate, given.quantityToDate], false);
  return {
    item: text(given.item),
    workToDate: optional(given.workToDate, amount, null),
    quantityToDate: optional(given.quantityToDate, (place) => number(place, "a quantity"), null),
    materialsStored: optional(given.materialsStored, amount, 0n),
    retainageHeld: optional(given.retainageHeld, amount, null),
    path: place.path,
  };
}

const frontLoadDefault = percent("10");

function readChecks(place: Place, items: readonly string[]): CheckSettings {
  if (!isGiven(place)) return { itemCaps: [], frontLoadPercent: frontLoadDefault, scheduleForm: false };
  const given = fields(place, ["itemCaps", "frontLoadPercent", "scheduleForm"]);
  return {
    itemCaps: optional(given.itemCaps, (place) => list(place, (place) => readItemCap(place, items)), []),
    frontLoadPercent: optional(given.frontLoadPercent, rate, frontLoadDefault),
    scheduleForm: optional(given.scheduleForm, trueOrFalse, false),
  };
}

function readItemCap(place: Place, items: readonly string[]): CheckSettings["itemCaps"][number] {
  const given = fields(place, ["item", "percent", "of"]);
  const item = text(given.item);
  const others = items.filter((other) => other !== item);
  return { item, percent: rate(given.percent), of: optional(given.of, readItems, others) };
}

export function readChangeOrder(place: Place): ChangeOrderEntry {
  const given = fields(place, ["number", "title", "status", "approvedOn", "amount", "retainage", "lines"]);
  const approvedOn = optional(given.approvedOn, day, null);
  const hasAmountAlone = isGiven(given.amount) && !isGiven(given.lines);
  return {
    number: text(given.number, "CO-001"),
    title: optional(given.title, anyText, ""),
    status: readStatus(given.status, given.approvedOn),
    approvedOn,
    amount: optional(given.amount, amount, null),
    retainage: optional(given.retainage, readRates, null),
    lines: hasAmountAlone ? [] : list(given.lines, readChangeOrderLine, "a list of the change order's lines"),
    path: place.path,
  };
}

function readStatus(status: Place, approvedOn: Place): ChangeOrderEntry["status"] {
  if (!isGiven(status)) {
    if (!isGiven(approvedOn))
      note(status, "Missing", `one of ${changeOrderStatuses.join(", ")}; or approvedOn, the day of approval`);
    return "approved";
  }
  const read = oneOf(status, changeOrderStatuses);
  if (status.given?.kind === "text" && read === "approved" && !isGiven(approvedOn))
    note(approvedOn, "Approved on no day", "the day of approval as yyyy-mm-dd, such as 2026-03-14");
  return read;
}

function readChangeOrderLine(place: Place): ChangeOrderLineEntry {
  const entries = place.given?.kind === "mapping" ? place.given.entries : new Map();
  if (!entries.has("adds") && !entries.has("addsQuantity")) return { kind: "new", line: readScheduleLine(place) };
  const given = fields(place, ["item", "adds", "addsQuantity"]);
  oneWay(place, [given.adds, given.addsQuantity], true);
  return {
    kind: "adds",
    item: text(given.item),
    adds: optional(given.adds, amount, null),
    addsQuantity: optional(given.addsQuantity, (place) => number(place, "a quantity"), null),
    path: place.path,
  };
}
