// Where things are in the continuation sheet, in pixels.
import type { CSSProperties } from "react";
import { type ColumnKey, columnWidths, stickyColumns } from "./columns.ts";
import type { Place } from "./moves.ts";

export const rowHeight = 34;
export const headerHeight = 58;
const noteWidth = 280;

export function widthOf(columns: readonly ColumnKey[]): number {
  return columns.reduce((width, column) => width + columnWidths[column], 0);
}

/** How wide a cell is and, where its column stays in sight, where it stays. */
export function cellStyles(columns: readonly ColumnKey[]): CSSProperties[] {
  return columns.map((column, index) => ({
    width: columnWidths[column],
    ...(stickyColumns.includes(column) ? { left: widthOf(columns.slice(0, index)) } : {}),
  }));
}

/** The note hangs below its cell, or stands above it near the end of the sheet. */
export function noteStyle(at: Place, columns: readonly ColumnKey[], rowCount: number): CSSProperties {
  const right = widthOf(columns.slice(0, at.column + 1));
  const top = headerHeight + at.row * rowHeight;
  const isNearEnd = at.row > 4 && at.row > rowCount - 6;
  return {
    left: Math.max(0, right - noteWidth),
    width: noteWidth,
    top: isNearEnd ? top : top + rowHeight,
    ...(isNearEnd ? { transform: "translateY(-100%)" } : {}),
  };
}
