// Where the keyboard goes in the continuation sheet. A place is a row and a column as they are shown; headings of
// sections are passed over.
import type { Row } from "./rows.ts";

export type Place = Readonly<{ row: number; column: number }>;
export type Shape = Readonly<{ rows: readonly Row[]; columnCount: number; rowsPerPage: number }>;

export type Key = Readonly<{ key: string; ctrl: boolean; shift: boolean }>;

/** Where a key leads, or null where it is not one that moves. */
export function moved(from: Place, { key, ctrl }: Key, shape: Shape): Place | null {
  const last = shape.columnCount - 1;
  switch (key) {
    case "ArrowUp":
      return { ...from, row: ctrl ? landing(shape.rows, 0, 1) : downBy(shape.rows, from.row, -1) };
    case "ArrowDown":
      return { ...from, row: ctrl ? landing(shape.rows, shape.rows.length - 1, -1) : downBy(shape.rows, from.row, 1) };
    case "ArrowLeft":
      return { ...from, column: ctrl ? 0 : Math.max(0, from.column - 1) };
    case "ArrowRight":
      return { ...from, column: ctrl ? last : Math.min(last, from.column + 1) };
    case "PageUp":
      return { ...from, row: downBy(shape.rows, from.row, -shape.rowsPerPage) };
    case "PageDown":
      return { ...from, row: downBy(shape.rows, from.row, shape.rowsPerPage) };
    case "Home":
      return { row: ctrl ? landing(shape.rows, 0, 1) : from.row, column: 0 };
    case "End":
      return { row: ctrl ? landing(shape.rows, shape.rows.length - 1, -1) : from.row, column: last };
    default:
      return null;
  }
}

function downBy(rows: readonly Row[], from: number, count: number): number {
  const wanted = Math.min(rows.length - 1, Math.max(0, from + count));
  const onwards = landing(rows, wanted, count < 0 ? -1 : 1);
  return rows[onwards]?.kind === "section" ? from : onwards;
}

/** The first row from there on, in a direction, that is not a heading; the heading itself where there is none. */
function landing(rows: readonly Row[], from: number, direction: 1 | -1): number {
  for (let row = from; row >= 0 && row < rows.length; row += direction) if (rows[row]?.kind !== "section") return row;
  return from;
}

/** The next line below or above: where an entry that is finished with Enter leads. Stays where there is none. */
export function lineBeside(rows: readonly Row[], from: number, direction: 1 | -1): number {
  for (let row = from + direction; row >= 0 && row < rows.length; row += direction)
    if (rows[row]?.kind === "line") return row;
  return from;
}

/** The next place, reading on row by row, where something may be entered; null: the Tab key leaves the sheet. */
export function nextEntry(
  from: Place,
  direction: 1 | -1,
  shape: Shape,
  takesEntryAt: (place: Place) => boolean,
): Place | null {
  let { row, column } = from;
  for (;;) {
    column += direction;
    if (column < 0 || column >= shape.columnCount) {
      row += direction;
      column = direction === 1 ? 0 : shape.columnCount - 1;
    }
    if (row < 0 || row >= shape.rows.length) return null;
    if (shape.rows[row]?.kind === "line" && takesEntryAt({ row, column })) return { row, column };
  }
}
