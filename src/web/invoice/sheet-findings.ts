// What the engine's own checks find on the lines while they are being filled in, for the marks in the sheet. The checks of
// a line look at nothing but the line, so that only the lines in sight are checked.
import { applicationFindings, type CheckedLine, type Found, figuresShown } from "../../invoice/findings.ts";
import type { Summary } from "../../invoice/totals.ts";
import { cents } from "../../money/money.ts";
import { millionths } from "../../money/ratio.ts";
import { findings as sentences } from "../../words/en/findings.ts";
import { fill } from "../../words/say.ts";
import type { ColumnKey } from "./columns.ts";
import type { SheetLine, SheetSource } from "./sheet.ts";

export type LineFinding = Readonly<{ code: string; severity: Found["severity"]; message: string }>;

/** The columns that bear the sign of a finding; those that are not named bear it in column A. */
const columnsOf: Readonly<Record<string, readonly ColumnKey[]>> = {
  OVERBILL: ["completedAndStored", "percentComplete", "balanceToFinish"],
  "NEG-E": ["workThisPeriod"],
  "STORED-NEG": ["materialsStored"],
  "STORED-OVER": ["materialsStored"],
  "STORED-DOUBLE": ["materialsStored"],
  "STORED-EVID": ["materialsStored"],
  "RETAIN-NEG": ["retainageHeld", "releasedWork", "releasedMaterials"],
  "RETAIN-CAP": ["retainageRateWork", "retainageRateMaterials"],
};

export function findingColumns(code: string): readonly ColumnKey[] {
  return columnsOf[code] ?? ["item"];
}

const noSummary: Summary = {
  "1": 0n,
  "2": 0n,
  "3": 0n,
  "4": 0n,
  "5a": 0n,
  "5b": 0n,
  "5": 0n,
  "6": 0n,
  "7": 0n,
  "8": 0n,
  "9": 0n,
};

/** A line is asked about for each of its cells, and is never changed: it is checked once. */
const known = new WeakMap<SheetLine, readonly LineFinding[]>();

export function lineFindings(line: SheetLine, source: SheetSource): readonly LineFinding[] {
  const before = known.get(line);
  if (before !== undefined) return before;
  const found = check(line, source);
  known.set(line, found);
  return found;
}

function check(line: SheetLine, { terms }: SheetSource): readonly LineFinding[] {
  const found = applicationFindings({
    lines: [checked(line)],
    summary: noSummary,
    overbilling: terms.overbilling,
    maximumRate: terms.retainage.maximum === null ? null : millionths(terms.retainage.maximum),
    uncapped: null,
    certifiedBefore: 0n,
    certified: 0n,
    deductions: [],
    isFinal: false,
  });
  return found
    .filter(({ lineId }) => lineId !== null)
    .map(({ code, severity, figures }) => ({ code, severity, message: sentence(code, figures) }));
}

function checked({ shown, figures, input, stored, evidence }: SheetLine): CheckedLine {
  return {
    item: shown.item,
    isUnit: input.unitPrice !== null,
    figures,
    // Work that is taken back is explained by the line's note.
    isCorrected: evidence !== "",
    evidence,
    stored,
    storedBefore: new Map(shown.previous.stored.map(({ id, remaining }) => [id, cents(remaining)])),
  };
}

function sentence(code: string, figures: Found["figures"]): string {
  const message = Object.entries(sentences).find(([key]) => key === code)?.[1];
  return message === undefined ? code : fill(message, figuresShown(figures));
}
