// An application as a file gives it: its period, what was done on each line, what changes, what was certified, and the
// figures of a paper it is compared with.
import { summaryLines } from "../invoice/totals.ts";
import type { Cents } from "../money/money.ts";
import { readItems, readNumbers, readSplit, stepEffects } from "./contract-entry.ts";
import {
  amount,
  anyPercent,
  day,
  fields,
  isGiven,
  list,
  note,
  number,
  oneOf,
  oneWay,
  onlyTrue,
  optional,
  type Place,
  positiveAmount,
  quoted,
  rate,
  text,
  textOrWholeNumber,
  trueOrFalse,
} from "./given.ts";
import {
  type ApplicationEntry,
  type LineEntry,
  lineColumns,
  type Override,
  type Printed,
  type Release,
  type RetainageChange,
  type StoredItemEntry,
  type WorkEntry,
} from "./history.ts";

export function readApplication(place: Place): ApplicationEntry {
  const given = fields(place, [
    "number",
    "periodFrom",
    "periodTo",
    "billingDate",
    "cutOff",
    "changeOrders",
    "retainage",
    "retainageReleased",
    "retainageAdjusted",
    "certified",
    "lines",
    "groups",
    "deductions",
    "advanceRecouped",
    "reversed",
    "final",
    "overrides",
    "printed",
  ]);
  return {
    number: textOrWholeNumber(given.number),
    isNumberBare: given.number.given?.kind === "bare",
    periodFrom: optional(given.periodFrom, day, null),
    periodTo: day(given.periodTo),
    billingDate: optional(given.billingDate, day, null),
    cutOff: optional(given.cutOff, day, null),
    changeOrders: optional(given.changeOrders, readNumbers, null),
    retainage: optional(given.retainage, readRetainageChange, null),
    retainageReleased: optional(given.retainageReleased, readRelease, null),
    retainageAdjusted: optional(given.retainageAdjusted, amount, null),
    lines: optional(given.lines, (place) => list(place, readLine), []),
    groups: optional(given.groups, (place) => list(place, readGroup), []),
    certified: optional(given.certified, amount, null),
    deductions: optional(given.deductions, (place) => list(place, readDeduction), []),
    advanceRecouped: optional(given.advanceRecouped, amount, null),
    isReversed: optional(given.reversed, trueOrFalse, false),
    isFinal: optional(given.final, trueOrFalse, false),
    overrides: optional(given.overrides, (place) => list(place, readOverride), []),
    printed: optional(given.printed, readPrinted, null),
    path: place.path,
  };
}

/** Whether `step` is needed depends on the rates that stand, which only the whole history knows. */
function readRetainageChange(place: Place): RetainageChange {
  const given = fields(place, ["work", "stored", "step", "frozen"]);
  if (place.given?.kind === "mapping" && ![given.work, given.stored, given.frozen].some(isGiven))
    note(place, "No change of retainage", "work and stored (one of them, or both) with step, or frozen: true");
  return {
    work: optional(given.work, rate, null),
    materials: optional(given.stored, rate, null),
    effect: optional(given.step, (place) => oneOf(place, stepEffects), null),
    isFrozen: optional(given.frozen, onlyTrue, false),
    path: place.path,
  };
}

function readRelease(place: Place): Release {
  if (place.given?.kind === "text" && place.given.text === "all") return "all";
  if (place.given?.kind === "mapping") return { percent: rate(fields(place, ["percent"]).percent) };
  if (place.given?.kind === "list") {
    note(place, "Not a release", `an amount in quotes, all, or { percent: "50" }`);
    return "all";
  }
  return { amount: amount(place) };
}

function readLine(place: Place): LineEntry {
  const given = fields(place, [
    "item",
    "workThisPeriod",
    "quantityThisPeriod",
    "workToDate",
    "quantityToDate",
    "percentComplete",
    "materialsStored",
    "stored",
    "evidence",
    "retainage",
    "retainageReleased",
    "retainageAdjusted",
    "certified",
    "certifiedMaterials",
    "funds",
    "corrections",
  ]);
  const { workThisPeriod, quantityThisPeriod, workToDate, quantityToDate, percentComplete } = given;
  oneWay(place, [workThisPeriod, quantityThisPeriod, workToDate, quantityToDate, percentComplete], false);
  return {
    item: text(given.item),
    work: readWork(given),
    materialsStored: optional(given.materialsStored, amount, null),
    stored: optional(given.stored, readStored, []),
    evidence: optional(given.evidence, (place) => text(place, "invoice 4711, yard 3"), null),
    retainage: optional(given.retainage, readRetainageChange, null),
    retainageReleased: optional(given.retainageReleased, readRelease, null),
    retainageAdjusted: optional(given.retainageAdjusted, amount, null),
    certified: optional(given.certified, amount, null),
    certifiedMaterials: optional(given.certifiedMaterials, amount, null),
    funds: readSplit(given.funds),
    corrections: optional(given.corrections, (place) => list(place, readCorrection), []),
    path: place.path,
  };
}

function readWork(given: Readonly<Record<Exclude<WorkEntry["kind"], "none">, Place>>): WorkEntry {
  const { workThisPeriod, quantityThisPeriod, workToDate, quantityToDate, percentComplete } = given;
  // Each is read, so that what is wrong in a second way of saying it is noted too.
  const ways: (WorkEntry | null)[] = [
    optional(workThisPeriod, (place) => ({ kind: "workThisPeriod", amount: amount(place) }), null),
    optional(quantityThisPeriod, (place) => ({ kind: "quantityThisPeriod", quantity: quantity(place) }), null),
    optional(workToDate, (place) => ({ kind: "workToDate", amount: amount(place) }), null),
    optional(quantityToDate, (place) => ({ kind: "quantityToDate", quantity: quantity(place) }), null),
    optional(percentComplete, (place) => ({ kind: "percentComplete", percent: anyPercent(place) }), null),
  ];
  return ways.find((way) => way !== null) ?? { kind: "none" };
}

const quantity = (place: Place) => number(place, "a quantity");

function readStored(place: Place): readonly StoredItemEntry[] {
  const items = list(place, readStoredItem);
  for (const [index, { id, path }] of items.entries())
    if (id !== "" && items.findIndex((one) => one.id === id) < index)
      note({ ...place, path: `${path}.id` }, "A stored item twice on one line", "each id once", quoted(id));
  return items;
}

function readStoredItem(place: Place): StoredItemEntry {
  const given = fields(place, ["id", "bought", "installed", "evidence"]);
  return {
    id: text(given.id, "steel, lot 2"),
    bought: optional(given.bought, amount, 0n),
    installed: optional(given.installed, amount, 0n),
    evidence: optional(given.evidence, (place) => text(place, "invoice 4711, yard 3"), null),
    path: place.path,
  };
}

function readCorrection(place: Place): LineEntry["corrections"][number] {
  const given = fields(place, ["application", "work", "reason"]);
  return {
    application: textOrWholeNumber(given.application),
    work: amount(given.work),
    reason: text(given.reason, "counted twice in May"),
    path: place.path,
  };
}

function readGroup(place: Place): ApplicationEntry["groups"][number] {
  const given = fields(place, ["items", "workThisPeriod"]);
  return { items: readItems(given.items), workThisPeriod: amount(given.workThisPeriod), path: place.path };
}

function readDeduction(place: Place): ApplicationEntry["deductions"][number] {
  const given = fields(place, ["name", "deducted", "returned"]);
  if (place.given?.kind === "mapping") oneWay(place, [given.deducted, given.returned], true);
  const deducted = optional(given.deducted, positiveAmount, 0n);
  const returned = optional(given.returned, positiveAmount, 0n);
  return { name: text(given.name, "Liquidated damages"), deducted: deducted - returned, path: place.path };
}

function readOverride(place: Place): Override {
  const given = fields(place, ["code", "item", "by", "reason"]);
  return {
    code: text(given.code, "OVERBILL"),
    item: optional(given.item, (place) => text(place), null),
    by: text(given.by, "Ada Mason"),
    reason: text(given.reason, "agreed with the owner on site"),
    path: place.path,
  };
}

function readPrinted(place: Place): Printed {
  const given = fields(place, ["summary", "totals", "lines"]);
  return {
    summary: readFigures(given.summary, summaryLines),
    totals: readFigures(given.totals, lineColumns),
    lines: optional(given.lines, (place) => list(place, readPrintedLine), []),
    path: place.path,
  };
}

function readFigures<Key extends string>(place: Place, keys: readonly Key[]): ReadonlyMap<Key, Cents> {
  if (!isGiven(place)) return new Map();
  const given = fields(place, keys);
  return new Map(keys.filter((key) => isGiven(given[key])).map((key) => [key, amount(given[key])]));
}

function readPrintedLine(place: Place): Printed["lines"][number] {
  const given = fields(place, ["item", ...lineColumns]);
  const columns = lineColumns.filter((column) => isGiven(given[column]));
  return {
    item: text(given.item),
    columns: new Map(columns.map((column) => [column, amount(given[column])])),
    path: place.path,
  };
}
