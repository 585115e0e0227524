// What is worth a look in an application: checks by their names, with figures. They are the same for an invoice in the
// product and for an application of a billing history in a file. A finding that blocks keeps it from being approved.
import { amountShown, amountText, type Cents, sum } from "../money/money.ts";
import { type Percent, percentOf, percentShown } from "../money/ratio.ts";
import type { FindingCode } from "../words/en/findings.ts";
import type { Deduction } from "./below-line-8.ts";
import type { LineFigures, Summary } from "./totals.ts";

/** `block` stops approval, `warn` is worth a look, `hint` may be, `report` is a figure. */
export type Severity = "block" | "warn" | "hint" | "report";

/** A finding before it is put in words: figures that are amounts are cents. */
export type Found = Readonly<{
  code: FindingCode;
  severity: Severity;
  lineId: string | null;
  /** What of the application it is about: where it is put right. */
  about: "lines" | "retainage" | "certified" | "deductions" | "changeOrders" | "application" | "contract";
  figures: Readonly<Record<string, Cents | string>>;
}>;

/** Blocks that a person with the right may let pass, giving a reason. The others are wrong arithmetic or an empty hand. */
export const overridable: ReadonlySet<string> = new Set([
  "OVERBILL",
  "OVER-CONTRACT",
  "SOV-SUM",
  "PERIOD",
  "FIRST-LAST",
]);

export type CheckedLine = Readonly<{
  item: string;
  isUnit: boolean;
  figures: LineFigures;
  /** Work that was taken back with a reason. */
  isCorrected: boolean;
  evidence: string;
  stored: readonly Readonly<{ id: string; bought: Cents; installed: Cents; evidence: string }>[];
  /** What was left of each stored item before. */
  storedBefore: ReadonlyMap<string, Cents>;
}>;

export type CheckedApplication = Readonly<{
  lines: readonly CheckedLine[];
  summary: Summary;
  overbilling: "block" | "warn" | "allow";
  maximumRate: Percent | null;
  /** Without the cap; null: it did not bind. */
  uncapped: Cents | null;
  certifiedBefore: Cents;
  certified: Cents;
  deductions: readonly Deduction[];
  isFinal: boolean;
}>;

export const applicationChecks: readonly ((application: CheckedApplication) => readonly Found[])[] = [
  scheduleSum,
  overbilledLines,
  overContract,
  negativePeriod,
  negativeWork,
  storedMaterial,
  retainageLimits,
  retainageBelowNothing,
  certifiedBeyond,
  deductionsBelowNothing,
  finalApplication,
];

export function applicationFindings(application: CheckedApplication): readonly Found[] {
  return applicationChecks.flatMap((check) => check(application));
}

/** The figures as people read them, for the sentence. */
export function figuresShown(figures: Found["figures"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [name, typeof value === "bigint" ? amountShown(value) : value]),
  );
}

/** The figures as text, for programs. */
export function figuresText(figures: Found["figures"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [name, typeof value === "bigint" ? amountText(value) : value]),
  );
}

const ofLine = (line: CheckedLine) => ({ lineId: line.figures.lineId, about: "lines" as const });
const ofAll = { lineId: null, about: "application" as const };

function scheduleSum({ lines, summary }: CheckedApplication): readonly Found[] {
  const total = sum(lines.map(({ figures }) => figures.scheduledValue));
  const expected = summary["3"];
  if (total === expected) return [];
  const figures = {
    what: "lines of column C",
    sum: total,
    stated: "contract sum to date (line 3)",
    expected,
    difference: total - expected,
  };
  return [{ code: "SOV-SUM", severity: "block", lineId: null, about: "contract", figures }];
}

function overbilledLines({ lines, overbilling }: CheckedApplication): readonly Found[] {
  return lines.flatMap((line): Found[] => {
    if (!line.figures.isOverbilled) return [];
    // Quantities are measured and may run over; a lump sum that runs over is a mistake or a change order.
    const severity = line.isUnit ? "warn" : overbilling;
    if (severity === "allow") return [];
    const { completedAndStored: billed, scheduledValue: value } = line.figures;
    return [{ code: "OVERBILL", severity, ...ofLine(line), figures: { item: line.item, billed, value } }];
  });
}

function overContract({ lines, summary, overbilling }: CheckedApplication): readonly Found[] {
  const { "3": value, "4": billed } = summary;
  if (billed <= value) return [];
  const overruns = lines.filter(({ isUnit, figures }) => isUnit && figures.balanceToFinish < 0n);
  const measured = -sum(overruns.map(({ figures }) => figures.balanceToFinish));
  const isMeasured = billed - measured <= value;
  const severity = isMeasured || overbilling === "allow" ? "warn" : overbilling;
  return [{ code: "OVER-CONTRACT", severity, ...ofAll, figures: { billed, value } }];
}

function negativePeriod({ summary }: CheckedApplication): readonly Found[] {
  const due = summary["8"];
  return due < 0n ? [{ code: "NEG-PERIOD", severity: "warn", ...ofAll, figures: { due } }] : [];
}

function negativeWork({ lines }: CheckedApplication): readonly Found[] {
  return lines.flatMap((line): Found[] => {
    const { workThisPeriod, scheduledValue } = line.figures;
    // A line that is a credit is billed below nothing.
    if (workThisPeriod >= 0n || line.isCorrected || scheduledValue < 0n) return [];
    return [{ code: "NEG-E", severity: "warn", ...ofLine(line), figures: { item: line.item, work: -workThisPeriod } }];
  });
}

function storedMaterial({ lines }: CheckedApplication): readonly Found[] {
  return lines.flatMap((line): Found[] => {
    const { item, stored, storedBefore } = line;
    const { materialsStored: given, materialsPrevious } = line.figures;
    const found: Found[] = [];
    if (given < 0n) found.push({ code: "STORED-NEG", severity: "block", ...ofLine(line), figures: { item, given } });
    for (const { id, bought, installed } of stored) {
      const remaining = (storedBefore.get(id) ?? 0n) + bought;
      if (installed > remaining)
        found.push({
          code: "STORED-OVER",
          severity: "block",
          ...ofLine(line),
          figures: { item, id, installed, remaining },
        });
    }
    const expected = materialsPrevious + sum(stored.map(({ bought, installed }) => bought - installed));
    if (stored.length > 0 && given !== expected)
      found.push({ code: "STORED-DOUBLE", severity: "block", ...ofLine(line), figures: { item, given, expected } });
    const hasEvidence = line.evidence !== "" || stored.some(({ evidence }) => evidence !== "");
    if (given > 0n && given > materialsPrevious && !hasEvidence)
      found.push({ code: "STORED-EVID", severity: "warn", ...ofLine(line), figures: { item, given } });
    return found;
  });
}

const withheldOf = ({ lines }: CheckedApplication): Cents =>
  sum(lines.map(({ figures: { withheld } }) => withheld.work + withheld.materials));

function retainageLimits(application: CheckedApplication): readonly Found[] {
  const { lines, summary, maximumRate, uncapped } = application;
  const found: Found[] = [];
  if (uncapped !== null) {
    const figures = { withheld: withheldOf(application), uncapped };
    found.push({ code: "RETAIN-CAPPED", severity: "report", lineId: null, about: "contract", figures });
  }
  if (maximumRate === null) return found;
  for (const line of lines) {
    const { work, materials } = line.figures.withholding.rates;
    const highest = work > materials ? work : materials;
    if (highest <= maximumRate) continue;
    const limits = { given: `${percentShown(highest)} %`, allowed: `${percentShown(maximumRate)} %` };
    const figures = { item: line.item, what: `The retainage rate of line ${line.item}`, ...limits };
    found.push({ code: "RETAIN-CAP", severity: "block", ...ofLine(line), figures });
  }
  const allowed = percentOf(summary["3"], maximumRate, "halfAwayFromZero");
  const held = summary["5"];
  if (held > allowed)
    found.push({
      code: "RETAIN-CAP",
      severity: "block",
      ...ofAll,
      figures: { what: "Total retainage", given: held, allowed },
    });
  return found;
}

/** More given back than is held. What is withheld of a credit is below nothing itself, and rightly so. */
function retainageBelowNothing(application: CheckedApplication): readonly Found[] {
  const total = application.summary["5"];
  if (total < 0n && total < withheldOf(application)) {
    const figures = { what: "Total retainage", held: total };
    return [{ code: "RETAIN-NEG", severity: "block", lineId: null, about: "retainage", figures }];
  }
  return application.lines.flatMap((line): Found[] => {
    const { retainageHeld: held, withheld } = line.figures;
    if (held >= 0n || held >= withheld.work + withheld.materials) return [];
    const figures = { item: line.item, what: `Retainage on line ${line.item}`, held };
    return [{ code: "RETAIN-NEG", severity: "block", ...ofLine(line), figures }];
  });
}

function certifiedBeyond({ certified, summary }: CheckedApplication): readonly Found[] {
  const due = summary["8"];
  if (certified <= due) return [];
  return [{ code: "CERT-OVER", severity: "warn", lineId: null, about: "certified", figures: { certified, due } }];
}

function deductionsBelowNothing({ deductions }: CheckedApplication): readonly Found[] {
  return deductions
    .filter(({ toDate, thisPeriod }) => toDate < 0n && thisPeriod !== 0n)
    .map(({ name, toDate }) => ({
      code: "DEDUCT-NEG",
      severity: "block",
      lineId: null,
      about: "deductions",
      figures: { name, toDate },
    }));
}

function finalApplication({
  isFinal,
  lines,
  summary,
  certifiedBefore,
  certified,
}: CheckedApplication): readonly Found[] {
  if (!isFinal) return [];
  const found: Found[] = [];
  const add = (what: string, given: Cents, expected: Cents, line: CheckedLine | null) => {
    if (given === expected) return;
    const place = line === null ? ofAll : ofLine(line);
    found.push({
      code: "FIRST-LAST",
      severity: "block",
      ...place,
      figures: { item: line?.item ?? "", what, given, expected },
    });
  };
  for (const line of lines)
    add(`column G of line ${line.item}`, line.figures.completedAndStored, line.figures.scheduledValue, line);
  add("line 5", summary["5"], 0n, null);
  add("line 9", summary["9"], 0n, null);
  const whole = certifiedBefore + certified;
  const figures = { certified: whole, earned: summary["6"], difference: whole - summary["6"] };
  found.push({ code: "PENNY", severity: "report", ...ofAll, figures });
  return found;
}
