// What comes of a billing history: every application with its sheet, its summary, what stands below, and its findings.
import type { Deduction } from "../invoice/below-line-8.ts";
import type { Severity } from "../invoice/findings.ts";
import type { LineFigures, Summary } from "../invoice/totals.ts";
import type { Cents } from "../money/money.ts";
import type { Percent } from "../money/ratio.ts";
import type { LineColumn } from "./history.ts";

export type ComputedHistory = Readonly<{
  currency: string;
  /** The arithmetic that made the figures. */
  rules: string;
  applications: readonly ComputedApplication[];
}>;

export type ComputedApplication = Readonly<{
  number: string;
  isNumberBare: boolean;
  periodFrom: string | null;
  periodTo: string;
  isReversed: boolean;
  summary: Summary;
  lines: readonly ComputedLine[];
  /** Sums of the columns; the percentage is of the sums. */
  totals: Readonly<Record<LineColumn, Cents>> & Readonly<{ percent: Percent | null }>;
  changeOrders: ChangeOrderSummary;
  /** What was certified for payment: line 8 where nothing else was said. */
  certified: Cents;
  deductions: readonly Deduction[];
  advanceRecouped: Moved | null;
  tax: Moved | null;
  /** The balance on the escrow account. */
  escrow: Cents | null;
  /** What is to be paid: certified, with its tax, less what is deducted and recouped now. */
  payable: Cents;
  funds: readonly Readonly<{ fund: string } & Moved>[];
  findings: readonly HistoryFinding[];
}>;

/** A cumulative amount: the period is to date less before. */
export type Moved = Readonly<{ previous: Cents; thisPeriod: Cents; toDate: Cents }>;

export type ComputedLine = Readonly<{
  item: string;
  description: string;
  changeOrder: string | null;
  figures: LineFigures;
  /** G of C; null where C is nothing and G is not. */
  percent: Percent | null;
  /** This application's row of the retainage ledger. */
  retainage: Readonly<{ withheld: Cents; released: Cents; adjusted: Cents; held: Cents }>;
}>;

export type ChangeOrderSummary = Readonly<{
  /** Numbers of those that enter here. */
  entered: readonly string[];
  additions: Readonly<{ previous: Cents; thisPeriod: Cents }>;
  /** Positive amounts. */
  deductions: Readonly<{ previous: Cents; thisPeriod: Cents }>;
  net: Cents;
}>;

export type HistoryFinding = Readonly<{
  code: string;
  severity: Severity;
  item: string | null;
  /** A sentence with the figures. */
  message: string;
  /** The figures by name, as text. */
  figures: Readonly<Record<string, string>>;
  /** Where it is put right: a path in the file. */
  where: string;
  /** Who let it pass and why, where the rules allow that. */
  overridden: Readonly<{ by: string; reason: string }> | null;
}>;
