// What a correction would move: the same billing history twice, and every figure of every application that is another.
import { summaryLines } from "../invoice/totals.ts";
import { amountShown, amountText, type Cents } from "../money/money.ts";
import { historyTable } from "../words/en/history-table.ts";
import { fill } from "../words/say.ts";
import { columnsOf } from "./columns.ts";
import type { ComputedApplication, ComputedHistory } from "./computed.ts";
import { lineColumns } from "./history.ts";

/** A figure that is another: of the summary, of a line's column, or what was certified or is to be paid. */
export type MovedFigure = Readonly<{
  application: string;
  /** Null: the application's own. */
  item: string | null;
  /** "8", "G", "certified", "payable". */
  figure: string;
  /** Null: it was not there, or is no longer. */
  before: Cents | null;
  after: Cents | null;
}>;

/** Application by application, in the order of the first history; what only one of them has stands against nothing. */
export function movedFigures(before: ComputedHistory, after: ComputedHistory): readonly MovedFigure[] {
  const were = new Map(before.applications.map((one) => [one.number, one]));
  const are = new Map(after.applications.map((one) => [one.number, one]));
  return [...new Set([...were.keys(), ...are.keys()])].flatMap((application) => {
    const [was, is] = [figuresOf(were.get(application)), figuresOf(are.get(application))];
    return [...new Set([...was.keys(), ...is.keys()])].flatMap((key): MovedFigure[] => {
      const [one, other] = [was.get(key), is.get(key)];
      if (one?.amount === other?.amount) return [];
      const { item, figure } = one ?? other ?? { item: null, figure: key };
      return [{ application, item, figure, before: one?.amount ?? null, after: other?.amount ?? null }];
    });
  });
}

type Figure = Readonly<{ item: string | null; figure: string; amount: Cents }>;

/** Every figure of an application under a key of its own. */
function figuresOf(application: ComputedApplication | undefined): ReadonlyMap<string, Figure> {
  if (application === undefined) return new Map();
  const { summary, certified, payable, lines } = application;
  const own = [
    ...summaryLines.map((line): Figure => ({ item: null, figure: line, amount: summary[line] })),
    { item: null, figure: "certified", amount: certified },
    { item: null, figure: "payable", amount: payable },
  ];
  const ofLines = lines.flatMap(({ item, figures }) => {
    const columns = columnsOf(figures);
    return lineColumns.map((column): Figure => ({ item, figure: column, amount: columns[column] }));
  });
  return new Map([...own, ...ofLines].map((figure) => [JSON.stringify([figure.item, figure.figure]), figure]));
}

export function movedJson(moved: readonly MovedFigure[]): unknown {
  const text = (amount: Cents | null) => (amount === null ? null : amountText(amount));
  return {
    moved: moved.map(({ application, item, figure, before, after }) => ({
      ...{ application, item, figure, before: text(before), after: text(after) },
    })),
  };
}

function whatMoved(item: string | null, figure: string): string {
  if (item !== null) return fill(historyTable.movedLine, { item, figure });
  if (figure === "certified") return historyTable.movedCertified;
  return figure === "payable" ? historyTable.movedPayable : fill(historyTable.movedSummary, { figure });
}

export function movedTable(moved: readonly MovedFigure[]): string {
  if (moved.length === 0) return `${historyTable.nothingMoved}\n`;
  const shown = (amount: Cents | null) => (amount === null ? "-" : amountShown(amount));
  const rows = moved.map(({ application, item, figure, before, after }) => [
    fill(historyTable.movedIn, { application }),
    whatMoved(item, figure),
    shown(before),
    shown(after),
    before === null || after === null ? "" : amountShown(after - before),
  ]);
  const titles = [
    historyTable.movedWhere,
    historyTable.movedWhat,
    historyTable.movedBefore,
    historyTable.movedAfter,
    historyTable.movedBy,
  ];
  const widths = titles.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  ")
      .trimEnd();
  return `${[titles, ...rows].map(line).join("\n")}\n`;
}
