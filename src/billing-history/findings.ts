// What is worth a look in an application of a history: the checks that every application goes through, and those that
// only a file allows: a paper's figures, periods, how the schedule was made. Each with figures and where it is put right.
import { dayAfter } from "../calendar/day.ts";
import {
  applicationFindings,
  type CheckedLine,
  type Found as FoundInApplication,
  figuresShown,
  figuresText,
  overridable,
  type Severity,
} from "../invoice/findings.ts";
import { doubleLines, frontLoad } from "../invoice/schedule-findings.ts";
import type { LineFigures } from "../invoice/totals.ts";
import { amountShown, type Cents, sum } from "../money/money.ts";
import { percentOf, percentShown } from "../money/ratio.ts";
import { releaseUnder } from "../tax/tax.ts";
import { type FindingCode, findings as sentences } from "../words/en/findings.ts";
import { fill } from "../words/say.ts";
import { columnsOf } from "./columns.ts";
import type { HistoryFinding } from "./computed.ts";
import type { ApplicationEntry, ChangeOrderEntry, History, LineColumn, LineEntry } from "./history.ts";
import { netOf, type ScheduledLine } from "./schedule.ts";
import type { Billed, Schedule, Standing } from "./standing.ts";

type Context = Readonly<{
  history: History;
  schedule: Schedule;
  before: Standing;
  billed: Billed;
  entry: ApplicationEntry;
  isFirst: boolean;
}>;

/** A finding before it is said: figures that are amounts are still cents. */
type Found = Readonly<{
  code: FindingCode;
  severity: Severity;
  item?: string;
  where: string;
  figures: Readonly<Record<string, Cents | string>>;
}>;

const checks: readonly ((context: Context) => readonly Found[])[] = [
  scheduleSums,
  changeOrderStatuses,
  asEveryApplication,
  fundSums,
  periods,
  printedFigures,
  scheduleForm,
  taxTerms,
];

export function findingsOf(context: Context): readonly HistoryFinding[] {
  const found = checks.flatMap((check) => check(context));
  const { overrides } = context.entry;
  const said = found.map((one) => inWords(one, overrides));
  const isUsed = ({ code, item }: ApplicationEntry["overrides"][number]) =>
    said.some((one) => one.overridden !== null && one.code === code && (item === null || one.item === item));
  const unused = overrides
    .filter((override) => !isUsed(override))
    .map(({ code, path }) => {
      const isOpen = overridable.has(code);
      const what = isOpen ? "there is no such finding here" : "this check is not one that can be let pass";
      return inWords({ code: "OVERRIDE-VOID", severity: "warn", where: path, figures: { code, what } }, []);
    });
  return [...said, ...unused];
}

function inWords(
  { code, severity, item, where, figures }: Found,
  overrides: ApplicationEntry["overrides"],
): HistoryFinding {
  const override = overridable.has(code)
    ? overrides.find((one) => one.code === code && (one.item === null || one.item === item))
    : undefined;
  return {
    code,
    severity,
    item: item ?? null,
    message: fill(sentences[code], { item: item ?? "", ...figuresShown(figures) }),
    figures: figuresText(figures),
    where,
    overridden: override === undefined ? null : { by: override.by, reason: override.reason },
  };
}

/** Every line on the sheet with its figures and what was entered for it. */
function sheetOf({
  billed,
  entry,
}: Context): { line: ScheduledLine; figures: LineFigures; entered: LineEntry | null; where: string }[] {
  return billed.lines.map((line, index) => {
    const entered = billed.entries.get(line.entry.item) ?? null;
    const figures = billed.application.lines[index] as LineFigures;
    return { line, figures, entered, where: entered?.path ?? `${entry.path}.lines` };
  });
}

// The checks of every application.

function asEveryApplication(context: Context): readonly Found[] {
  const { history, before, billed, entry } = context;
  const sheet = sheetOf(context);
  const lines = sheet.map(
    ({ line, figures, entered }): CheckedLine => ({
      item: line.entry.item,
      isUnit: line.entry.unit !== null,
      figures,
      isCorrected: (entered?.corrections ?? []).length > 0,
      evidence: entered?.evidence ?? "",
      stored: (entered?.stored ?? []).map((one) => ({ ...one, evidence: one.evidence ?? "" })),
      storedBefore: before.lines.get(line.entry.item)?.stored ?? new Map(),
    }),
  );
  const { summary, certified, deductions } = billed.computed;
  const placeOf = new Map(sheet.map(({ line, where }) => [line.entry.item, where]));
  const changed = billed.entered.find((one) => {
    const ofLines = netOf({ ...one, amount: null }, context.schedule.byItem);
    return one.amount !== null && one.amount !== ofLines;
  });
  const places: Readonly<Record<FoundInApplication["about"], string>> = {
    lines: `${entry.path}.lines`,
    retainage: entry.retainageReleased === null ? entry.path : `${entry.path}.retainageReleased`,
    certified: `${entry.path}.certified`,
    deductions: `${entry.path}.deductions`,
    changeOrders: `${entry.path}.changeOrders`,
    application: entry.path,
    contract: changed?.path ?? "contract",
  };
  const found = applicationFindings({
    lines,
    summary,
    overbilling: history.contract.overbilling,
    maximumRate: history.contract.retainage.maximum,
    uncapped: billed.application.uncapped,
    certifiedBefore: before.certified,
    certified,
    deductions,
    isFinal: entry.isFinal,
  });
  return found.map(({ code, severity, lineId, about, figures }) => ({
    code,
    severity,
    where: (lineId === null ? undefined : placeOf.get(lineId)) ?? places[about],
    figures,
    ...(lineId === null ? {} : { item: lineId }),
  }));
}

// The schedule and its change orders.

function scheduleSums({ schedule, isFirst }: Context): readonly Found[] {
  if (!isFirst) return [];
  const own = schedule.lines.filter(({ changeOrder }) => changeOrder === null);
  const total = sum(own.map(({ ownValue }) => ownValue));
  const expected = schedule.originalContractSum;
  if (total === expected) return [];
  const figures = {
    what: "contract's lines",
    sum: total,
    stated: "original contract sum",
    expected,
    difference: total - expected,
  };
  return [{ code: "SOV-SUM", severity: "block", where: "contract.originalContractSum", figures }];
}

function changeOrderStatuses(context: Context): readonly Found[] {
  const { history, before, billed, entry, isFirst } = context;
  const listed = entry.changeOrders ?? [];
  const cutOff = entry.cutOff ?? entry.billingDate ?? entry.periodTo;
  const where = `${entry.path}.changeOrders`;
  const found: Found[] = [];
  const add = (one: ChangeOrderEntry, severity: Severity, what: string) =>
    found.push({ code: "CO-STATUS", severity, where, figures: { number: one.number, status: one.status, what } });
  for (const one of history.changeOrders) {
    const isListed = listed.includes(one.number);
    if (isListed && one.status !== "approved")
      add(one, "block", "it is listed for this application, and stays out of lines 2 and 3");
    else if (isListed && before.entered.includes(one)) add(one, "hint", "it had entered in an earlier application");
    else if (isListed && one.approvedOn !== null && one.approvedOn > cutOff)
      add(one, "warn", `it is listed, though it was approved on ${one.approvedOn}, after the cut-off ${cutOff}`);
    if (
      !billed.entered.includes(one) &&
      one.status === "approved" &&
      one.approvedOn !== null &&
      one.approvedOn <= cutOff
    )
      found.push({
        code: "CO-DEFERRED",
        severity: "hint",
        where,
        figures: { number: one.number, approvedOn: one.approvedOn, cutOff },
      });
  }
  for (const { line, figures, where: place } of sheetOf(context)) {
    const { changeOrder } = line;
    if (changeOrder === null || billed.entered.includes(changeOrder) || figures.billedThisPeriod === 0n) continue;
    const { number, status } = changeOrder;
    const what = `its line ${line.entry.item} is billed, and it has not entered`;
    found.push({
      code: "CO-STATUS",
      severity: "block",
      item: line.entry.item,
      where: place,
      figures: { number, status, what },
    });
  }
  return isFirst ? [...found, ...rejectedAgain(context)] : found;
}

/** A rejected change order whose amount is back, split over lines that follow each other or over other change orders. */
function rejectedAgain({ history, schedule }: Context): readonly Found[] {
  const refused = history.changeOrders.filter(({ status }) => status === "rejected" || status === "void");
  const standing = history.changeOrders.filter(({ status }) => status !== "rejected" && status !== "void");
  return refused.flatMap((one) => {
    const amount = netOf(one, schedule.byItem);
    if (amount === 0n) return [];
    const lines = schedule.lines.filter(({ changeOrder }) => changeOrder !== one);
    const run = runThatComesTo(
      amount,
      lines.map(({ ownValue }) => ownValue),
    );
    const others = runThatComesTo(
      amount,
      standing.map((other) => netOf(other, schedule.byItem)),
    );
    const names =
      run !== null
        ? `lines ${lines[run.from]?.entry.item} to ${lines[run.to]?.entry.item} come to exactly its amount`
        : others !== null
          ? `change orders ${standing[others.from]?.number} to ${standing[others.to]?.number} come to exactly its amount`
          : null;
    if (names === null) return [];
    const figures = { number: one.number, status: one.status, what: names, amount };
    return [{ code: "CO-STATUS", severity: "warn", where: one.path, figures }];
  });
}

/** Two or more amounts in a row that come to this; null where there are none. */
function runThatComesTo(amount: Cents, amounts: readonly Cents[]): { from: number; to: number } | null {
  const startOf = new Map<Cents, number>([[0n, 0]]);
  let total = 0n;
  for (const [index, one] of amounts.entries()) {
    total += one;
    const from = startOf.get(total - amount);
    if (from !== undefined && index > from) return { from, to: index };
    if (!startOf.has(total)) startOf.set(total, index + 1);
  }
  return null;
}

// What is billed.

// Retainage.

// Certified, below line 8, and funds.

function fundSums(context: Context): readonly Found[] {
  const { history, before, isFirst } = context;
  if (history.contract.funds.length === 0) return [];
  return sheetOf(context).flatMap(({ line, figures, entered, where }) => {
    const { item, funds: split, path } = line.entry;
    const found: Found[] = [];
    const add = (funds: Cents, what: string, expected: Cents, place: string) => {
      if (funds !== expected)
        found.push({ code: "FUND-SUM", severity: "block", item, where: place, figures: { funds, what, expected } });
    };
    const isNew = isFirst || !before.lines.has(item);
    if (isNew && split.size > 0) add(sum(split.values()), "its value", line.ownValue, path);
    const named = entered?.funds ?? new Map<string, Cents>();
    if (named.size > 0) add(sum(named.values()), "what is billed on it", figures.billedThisPeriod, where);
    else if (split.size === 0 || sum(split.values()) === 0n)
      add(0n, "what is billed on it", figures.billedThisPeriod, where);
    return found;
  });
}

// Periods, and the end of the job.

function periods({ before, entry }: Context): readonly Found[] {
  const found: Found[] = [];
  const add = (what: string) => found.push({ code: "PERIOD", severity: "block", where: entry.path, figures: { what } });
  const { periodFrom: from, periodTo: to } = entry;
  const last = before.lastPeriodTo;
  if (from !== null && from > to) add(`begins on ${from}, after it ends on ${to}`);
  if (last === null) return found;
  if (to <= last) add(`ends on ${to}, not after the one before it, which ends on ${last}`);
  else if (from !== null && from <= last) add(`begins on ${from}, within the one before it, which ends on ${last}`);
  else if (from !== null && from > dayAfter(last, 1)) add(`begins on ${from} and leaves a gap after ${last}`);
  return found;
}

// Figures on a paper.

const columnCodes: Readonly<Record<LineColumn, FindingCode>> = {
  C: "ROW-G",
  D: "PREV-D",
  E: "ROW-G",
  F: "ROW-G",
  G: "ROW-G",
  H: "ROW-H",
  I: "RETAIN-SUM",
};

const summaryCodes = {
  "1": "L1",
  "2": "L2",
  "3": "L3",
  "4": "L4",
  "5a": "RETAIN-SUM",
  "5b": "RETAIN-SUM",
  "5": "RETAIN-SUM",
  "6": "L6",
  "7": "L7",
  "8": "L8",
  "9": "L9",
} as const satisfies Record<string, FindingCode>;

function printedFigures({ entry, billed }: Context): readonly Found[] {
  const { printed } = entry;
  if (printed === null) return [];
  const { summary, totals, lines } = billed.computed;
  const found: Found[] = [];
  for (const [line, amount] of printed.summary)
    if (amount !== summary[line])
      found.push({
        code: summaryCodes[line],
        severity: "block",
        where: `${printed.path}.summary.${line}`,
        figures: { what: `Line ${line}`, printed: amount, computed: summary[line] },
      });
  for (const [column, amount] of printed.totals)
    if (amount !== totals[column])
      found.push({
        code: "TOT-TIE",
        severity: "block",
        where: `${printed.path}.totals.${column}`,
        figures: { column, printed: amount, computed: totals[column] },
      });
  const figuresOf = new Map(lines.map((line) => [line.item, columnsOf(line.figures)]));
  for (const { item, columns, path } of printed.lines)
    for (const [column, amount] of columns) {
      const computed = figuresOf.get(item)?.[column] ?? 0n;
      if (amount !== computed)
        found.push({
          code: columnCodes[column],
          severity: "block",
          item,
          where: `${path}.${column}`,
          figures: { what: `Column ${column} of line ${item}`, column, printed: amount, computed },
        });
    }
  return found;
}

// How the schedule was made, looked at once.

function scheduleForm(context: Context): readonly Found[] {
  const { history, schedule, isFirst } = context;
  if (!isFirst) return [];
  return [
    ...changesOfNothing(history, schedule),
    ...itemCaps(history, schedule),
    ...asEverySchedule(context),
    ...bidForm(history, schedule),
  ];
}

function changesOfNothing({ changeOrders }: History, { byItem }: Schedule): Found[] {
  return changeOrders.flatMap(({ number, lines }) =>
    lines.flatMap((line): Found[] => {
      if (line.kind === "new" || byItem.has(line.item)) return [];
      return [{ code: "CO-LINE", severity: "block", item: line.item, where: `${line.path}.item`, figures: { number } }];
    }),
  );
}

function itemCaps({ contract }: History, { byItem }: Schedule): Found[] {
  return contract.checks.itemCaps.flatMap(({ item, percent, of }): Found[] => {
    const value = byItem.get(item)?.ownValue ?? 0n;
    const allowed = percentOf(sum(of.map((other) => byItem.get(other)?.ownValue ?? 0n)), percent, "halfAwayFromZero");
    if (value <= allowed) return [];
    const figures = { value, percent: percentShown(percent), allowed };
    return [
      {
        code: "ITEM-CAP",
        severity: "warn",
        item,
        where: byItem.get(item)?.entry.path ?? "contract.checks.itemCaps",
        figures,
      },
    ];
  });
}

/** What every schedule is looked at for, as the product does. */
function asEverySchedule(context: Context): readonly Found[] {
  const { history, schedule, entry } = context;
  const scheduled = schedule.lines.map(({ entry: { item, description }, ownValue }) => ({
    ...{ lineId: item, item, description },
    scheduledValue: ownValue,
  }));
  const worked = sheetOf(context).map(({ line, figures }) => ({
    ...{ lineId: line.entry.item, item: line.entry.item, description: line.entry.description },
    ...{ scheduledValue: figures.scheduledValue, workToDate: figures.workToDate },
  }));
  // A contract that is taken over mid-job is not loaded to the front.
  const loaded = history.contract.opening === null ? frontLoad(worked, history.contract.checks.frontLoadPercent) : [];
  return [...doubleLines(scheduled), ...loaded].map(({ code, severity, lineId, figures }) => ({
    ...{ code, severity, figures },
    where: (lineId === null ? undefined : schedule.byItem.get(lineId)?.entry.path) ?? entry.path,
    ...(lineId === null ? {} : { item: lineId }),
  }));
}

function bidForm({ contract }: History, { lines }: Schedule): Found[] {
  if (!contract.checks.scheduleForm) return [];
  return lines.flatMap(({ entry, ownValue }): Found[] => {
    const { item, path, bid, description, unit } = entry;
    const found: Found[] = [];
    const add = (what: string) =>
      found.push({ code: "SOV-FORM", severity: "warn", item, where: path, figures: { what } });
    if (bid !== null && unit === null && bid !== ownValue)
      add(`its value is ${amountShown(ownValue)}, and ${amountShown(bid)} was bid for it`);
    if (/\b(overhead|profit|o&p|oh&p)\b/i.test(description))
      add("overhead and profit belong into the prices of the work");
    return found;
  });
}

function taxTerms({ history, isFirst }: Context): readonly Found[] {
  const { tax } = history.contract;
  if (!isFirst || tax === null || releaseUnder[tax.base] === tax.onRelease) return [];
  const named = { taxed: "taxed", alreadyTaxed: "already taxed" } as const;
  const figures = { base: tax.base, implied: named[releaseUnder[tax.base]], stated: named[tax.onRelease] };
  return [{ code: "TAXBASE", severity: "block", where: "contract.tax.onRelease", figures }];
}
