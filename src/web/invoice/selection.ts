// What is selected in the continuation sheet, and what copying, pasting and clearing make of it.
import { cellPlain, isEntryCell, plainNumber, totalShown } from "./cell.ts";
import { type ColumnKey, isEntryColumn } from "./columns.ts";
import type { Place } from "./moves.ts";
import { placeBlock, readBlock } from "./paste.ts";
import type { Row } from "./rows.ts";
import { type Entered, entryKinds, type Sheet, type SheetLine, type Sums, sumsOf } from "./sheet.ts";

export type Selection = Readonly<{ fromRow: number; toRow: number; fromColumn: number; toColumn: number }>;

/** The sheet as it is shown. */
export type Shown = Readonly<{ sheet: Sheet; rows: readonly Row[]; columns: readonly ColumnKey[] }>;

export function selectionOf(one: Place, other: Place): Selection {
  return {
    fromRow: Math.min(one.row, other.row),
    toRow: Math.max(one.row, other.row),
    fromColumn: Math.min(one.column, other.column),
    toColumn: Math.max(one.column, other.column),
  };
}

export function isWithin({ fromRow, toRow, fromColumn, toColumn }: Selection, { row, column }: Place): boolean {
  return row >= fromRow && row <= toRow && column >= fromColumn && column <= toColumn;
}

export function isOneCell({ fromRow, toRow, fromColumn, toColumn }: Selection): boolean {
  return fromRow === toRow && fromColumn === toColumn;
}

/** What a subtotal or the total adds up to. */
export function rowSums(row: Row, { lines, sums }: Sheet): Sums {
  return row.kind === "subtotal" ? sumsOf(row.section.lines.map((line) => lines[line] as SheetLine)) : sums;
}

function selectedColumns(selection: Selection, columns: readonly ColumnKey[]): readonly ColumnKey[] {
  return columns.slice(selection.fromColumn, selection.toColumn + 1);
}

/** The lines that are selected, as places in the sheet. */
export function selectedLines({ fromRow, toRow }: Selection, rows: readonly Row[]): number[] {
  return linesWithin(rows.slice(fromRow, toRow + 1));
}

function linesWithin(rows: readonly Row[]): number[] {
  return rows.flatMap((row) => (row.kind === "line" ? [row.line] : []));
}

/** What is copied: plain numbers, so that a spreadsheet takes them for what they are. */
export function copied(selection: Selection, { sheet, rows, columns }: Shown): string[][] {
  const wanted = selectedColumns(selection, columns);
  return rows.slice(selection.fromRow, selection.toRow + 1).flatMap((row) => {
    if (row.kind === "section") return [];
    if (row.kind === "line") return [wanted.map((column) => cellPlain(sheet.lines[row.line] as SheetLine, column))];
    const sums = rowSums(row, sheet);
    return [wanted.map((column) => plainNumber(totalShown(sums, column)))];
  });
}

export function cleared(selection: Selection, { rows, columns }: Shown): Entered[] {
  const lines = linesWithin(rows.slice(selection.fromRow, selection.toRow + 1));
  return lines.flatMap((line) =>
    selectedColumns(selection, columns).flatMap((column): Entered[] =>
      isEntryColumn(column) && canBeNothing(column) ? [{ line, column, text: "" }] : [],
    ),
  );
}

/** An amount and a quantity can be nothing; a rate and a percentage cannot. */
function canBeNothing(column: ColumnKey): boolean {
  return isEntryColumn(column) && (entryKinds[column] === "amount" || entryKinds[column] === "quantity");
}

export type Pasted = Readonly<{
  entries: Entered[];
  /** Cells that are computed, or that would lie beyond the sheet. */
  skipped: number;
  /** The corner of the block opposite to where it began. */
  end: Place;
}>;

/**
 * What a block out of a spreadsheet enters. It runs down the lines, over headings and subtotals, which are not in the
 * spreadsheet it comes from. Null where it does not begin on a line.
 */
export function pasted(text: string, selection: Selection, { sheet, rows, columns }: Shown): Pasted | null {
  const from = rows[selection.fromRow];
  if (from?.kind !== "line") return null;
  const lines = linesWithin(rows);
  const start = lines.indexOf(from.line);
  const height = linesWithin(rows.slice(selection.fromRow, selection.toRow + 1)).length;
  const { placed, outside } = placeBlock(
    readBlock(text),
    { ...selection, fromLine: start, toLine: start + height - 1 },
    { lines: lines.length, columns: columns.length },
  );
  const entries = placed.flatMap((at): Entered[] => {
    const line = lines[at.line] as number;
    const column = columns[at.column] as ColumnKey;
    if (!isEntryCell(sheet.lines[line] as SheetLine, column)) return [];
    return at.text.trim() === "" && !canBeNothing(column) ? [] : [{ line, column, text: at.text }];
  });
  const lastLine = lines[Math.max(start, ...placed.map(({ line }) => line))];
  return {
    entries,
    skipped:
      outside +
      placed.filter((at) => at.text.trim() !== "").length -
      entries.filter((at) => at.text.trim() !== "").length,
    end: {
      row: rows.findIndex((row) => row.kind === "line" && row.line === lastLine),
      column: Math.max(selection.fromColumn, ...placed.map(({ column }) => column)),
    },
  };
}
