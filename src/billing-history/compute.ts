// Bills a history: application by application, each from where the one before it was left. It computes whatever it is
// given; what is wrong with the figures is said in findings, and stops nothing.

import type { Application, ApplicationLine } from "../invoice/application.ts";
import { deductionsOf, escrowBalance } from "../invoice/below-line-8.ts";
import { type LineFigures, percentComplete, rulesVersion } from "../invoice/totals.ts";
import { type Cents, sum } from "../money/money.ts";
import { percentage } from "../money/ratio.ts";
import { applied } from "./applying.ts";
import { advanceMoved, fundsMoved, taxMoved } from "./below.ts";
import type { ComputedApplication, ComputedHistory, ComputedLine } from "./computed.ts";
import { findingsOf } from "./findings.ts";
import type { ApplicationEntry, History } from "./history.ts";
import { groupedWork, onTheSheet } from "./line-input.ts";
import { termsAfter } from "./line-terms.ts";
import { opened } from "./opened.ts";
import {
  allLines,
  changeOrderSummary,
  enteredOf,
  entering,
  originalContractSumOf,
  type ScheduledLine,
} from "./schedule.ts";
import type { Billed, Schedule, Standing } from "./standing.ts";
import { standingsAfter } from "./standing.ts";

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
