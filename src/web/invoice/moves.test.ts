import { describe, expect, test } from "vitest";
import { lineBeside, moved, nextEntry, type Place } from "./moves.ts";
import type { Row } from "./rows.ts";

const section = { changeOrder: null, lines: [0, 1] };
const rows: Row[] = [
  { kind: "section", section },
  { kind: "line", line: 0 },
  { kind: "line", line: 1 },
  { kind: "subtotal", section },
  { kind: "section", section },
  { kind: "line", line: 2 },
  { kind: "subtotal", section },
  { kind: "total" },
];
const shape = { rows, columnCount: 4, rowsPerPage: 3 };
const press = (from: Place, key: string, ctrl = false) => moved(from, { key, ctrl, shift: false }, shape);

describe("keys that move", () => {
  test.each<[Place, string, boolean, Place]>([
    [{ row: 1, column: 0 }, "ArrowDown", false, { row: 2, column: 0 }],
    [{ row: 3, column: 1 }, "ArrowDown", false, { row: 5, column: 1 }],
    [{ row: 5, column: 1 }, "ArrowUp", false, { row: 3, column: 1 }],
    [{ row: 1, column: 1 }, "ArrowUp", false, { row: 1, column: 1 }],
    [{ row: 7, column: 1 }, "ArrowDown", false, { row: 7, column: 1 }],
    [{ row: 1, column: 0 }, "ArrowLeft", false, { row: 1, column: 0 }],
    [{ row: 1, column: 3 }, "ArrowRight", false, { row: 1, column: 3 }],
    [{ row: 1, column: 2 }, "Home", false, { row: 1, column: 0 }],
    [{ row: 1, column: 2 }, "End", false, { row: 1, column: 3 }],
    [{ row: 5, column: 2 }, "Home", true, { row: 1, column: 0 }],
    [{ row: 1, column: 2 }, "End", true, { row: 7, column: 3 }],
    [{ row: 1, column: 2 }, "PageDown", false, { row: 5, column: 2 }],
    [{ row: 2, column: 2 }, "PageUp", false, { row: 2, column: 2 }],
    [{ row: 7, column: 2 }, "ArrowUp", true, { row: 1, column: 2 }],
    [{ row: 1, column: 2 }, "ArrowDown", true, { row: 7, column: 2 }],
  ])("%o %s (ctrl %s) leads to %o", (from, key, ctrl, to) => {
    expect(press(from, key, ctrl)).toEqual(to);
  });

  test("other keys do not", () => {
    expect(press({ row: 1, column: 0 }, "a")).toBeNull();
  });
});

test("an entry finished with Enter leads to the next line, over headings and subtotals", () => {
  expect(lineBeside(rows, 1, 1)).toBe(2);
  expect(lineBeside(rows, 2, 1)).toBe(5);
  expect(lineBeside(rows, 5, 1)).toBe(5);
  expect(lineBeside(rows, 5, -1)).toBe(2);
});

test("Tab leads from entry to entry and out at the end", () => {
  const takes = ({ column }: Place) => column === 1 || column === 3;
  expect(nextEntry({ row: 1, column: 1 }, 1, shape, takes)).toEqual({ row: 1, column: 3 });
  expect(nextEntry({ row: 2, column: 3 }, 1, shape, takes)).toEqual({ row: 5, column: 1 });
  expect(nextEntry({ row: 5, column: 3 }, 1, shape, takes)).toBeNull();
  expect(nextEntry({ row: 5, column: 1 }, -1, shape, takes)).toEqual({ row: 2, column: 3 });
  expect(nextEntry({ row: 1, column: 1 }, -1, shape, takes)).toBeNull();
});
