// What is worth a look on an invoice: the checks that every application goes through, its change orders and its funds, with
// what a person let pass.
import type { BillingTerms } from "../contract/billing-terms.ts";
import { type Cents, sum } from "../money/money.ts";
import type { Reason } from "../refusal.ts";
import { applicationFindings, type Found, figuresShown, overridable, type Severity } from "./findings.ts";
import { doubleLines, frontLoad, frontLoadUsual } from "./schedule-findings.ts";
import type { Below, InvoiceLine } from "./sheet.ts";
import type { Standing } from "./standing.ts";
import type { Summary } from "./totals.ts";

export type Override = Readonly<{
  code: string;
  lineId: string | null;
  reason: string;
  by: Readonly<{ id: string; name: string }>;
  at: Date;
}>;

export type Finding = Readonly<{
  code: string;
  severity: Severity;
  lineId: string | null;
  values: Readonly<Record<string, string>>;
  link: string | null;
  mayBeOverridden: boolean;
  overridden: Override | null;
}>;

export type Checked = Readonly<{
  lines: readonly InvoiceLine[];
  summary: Summary;
  terms: BillingTerms;
  uncapped: Cents | null;
  before: Standing;
  after: Standing;
  below: Below;
  isFinal: boolean;
  /** The first of a contract that was not billed elsewhere before. */
  isFirst: boolean;
  /** Change orders approved up to the cut-off that have not entered. */
  missing: readonly Readonly<{ number: string; approvedOn: string; isDeferred: boolean }>[];
  cutOff: string;
  overrides: readonly Override[];
  links: Readonly<{ contract: string; changeOrders: string }>;
}>;

const checks: readonly ((checked: Checked) => readonly Found[])[] = [
  asEveryApplication,
  funds,
  changeOrders,
  scheduleOnce,
];

export function findingsOf(checked: Checked): readonly Finding[] {
  const { overrides, links } = checked;
  return checks
    .flatMap((check) => check(checked))
    .map(({ code, severity, lineId, about, figures }) => {
      const mayBeOverridden = severity === "block" && overridable.has(code);
      const override = overrides.find((one) => one.code === code && one.lineId === lineId) ?? null;
      const link = about === "contract" ? links.contract : about === "changeOrders" ? links.changeOrders : null;
      return {
        ...{ code, severity, lineId, link, mayBeOverridden },
        values: { item: "", ...figuresShown(figures) },
        overridden: mayBeOverridden ? override : null,
      };
    });
}

function asEveryApplication(checked: Checked): readonly Found[] {
  const { lines, summary, terms, uncapped, before, after, below, isFinal } = checked;
  return applicationFindings({
    lines: lines.map(({ schedule, figures, notes, start }) => ({
      item: schedule.item,
      isUnit: schedule.unitPrice !== null,
      figures,
      // Work that is taken back is explained by the line's note.
      isCorrected: notes.evidence !== "",
      evidence: notes.evidence,
      stored: notes.storedItems,
      storedBefore: start.stored,
    })),
    summary,
    overbilling: terms.overbilling,
    maximumRate: terms.retainage.maximum,
    uncapped,
    certifiedBefore: before.certified,
    certified: after.certified - before.certified,
    deductions: below.deductions,
    isFinal,
  });
}

/** What is billed on a line is borne by the contract's funds, by its split or as it was said. */
function funds({ lines, terms }: Checked): readonly Found[] {
  if (terms.funds.length === 0) return [];
  return lines.flatMap(({ schedule, figures, notes }): Found[] => {
    const isSplit = sum([...schedule.funds.values()]) !== 0n;
    const borne = notes.funds.size > 0 ? sum([...notes.funds.values()]) : isSplit ? figures.billedThisPeriod : 0n;
    if (borne === figures.billedThisPeriod) return [];
    const { item, lineId } = schedule;
    const amounts = { funds: borne, what: "what is billed on it", expected: figures.billedThisPeriod };
    return [{ code: "FUND-SUM", severity: "block", lineId, about: "lines", figures: { item, ...amounts } }];
  });
}

/** The schedule is looked at with the first invoice of a contract that is billed here from its beginning. */
function scheduleOnce({ isFirst, lines }: Checked): readonly Found[] {
  if (!isFirst) return [];
  const work = lines.map(({ schedule: { lineId, item, description }, figures: { scheduledValue, workToDate } }) => ({
    ...{ lineId, item, description, scheduledValue, workToDate },
  }));
  return [...doubleLines(work), ...frontLoad(work, frontLoadUsual)];
}

function changeOrders({ missing, cutOff }: Checked): readonly Found[] {
  return missing.map(({ number, approvedOn, isDeferred }) => ({
    code: "CO-DEFERRED",
    severity: isDeferred ? "hint" : "warn",
    lineId: null,
    about: "changeOrders",
    figures: { number, approvedOn, cutOff },
  }));
}

/** The finding as a reason: its sentence is known by its code. */
export const reasonOf = ({ code, values }: Finding): Reason => ({ code, values });

/** Why it may not be approved as it stands. */
export function approveClosedBecause(findings: readonly Finding[]): Reason[] {
  return findings
    .filter(({ severity, overridden }) => severity === "block" && overridden === null)
    .map((finding) => {
      const reason = reasonOf(finding);
      const { lineId, link } = finding;
      return {
        ...reason,
        ...(lineId === null ? {} : { field: `lines.${lineId}` }),
        ...(link === null ? {} : { link }),
      };
    });
}
