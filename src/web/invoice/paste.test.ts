import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blockText, placeBlock, readBlock } from "./paste.ts";

describe("a block out of a spreadsheet", () => {
  test.each<[string, string[][]]>([
    ["12", [["12"]]],
    ["", [[""]]],
    [
      "1\t2\n3\t4\n",
      [
        ["1", "2"],
        ["3", "4"],
      ],
    ],
    [
      "1\t2\r\n3\t4\r\n",
      [
        ["1", "2"],
        ["3", "4"],
      ],
    ],
    ["1\r2\r", [["1"], ["2"]]],
    [
      "1\t\n\t4",
      [
        ["1", ""],
        ["", "4"],
      ],
    ],
    ["1,234.50\t(5.00)\t45%", [["1,234.50", "(5.00)", "45%"]]],
    ['"two\nlines"\t3', [["two\nlines", "3"]]],
    ['"say ""so"""\t1', [['say "so"', "1"]]],
    ['4" pipe\t1', [['4" pipe', "1"]]],
    ['"4 inch\t1', [['"4 inch', "1"]]],
  ])("%j", (text, rows) => {
    expect(readBlock(text)).toEqual(rows);
  });

  test("what is copied is read back", () => {
    const cell = fc.string({ unit: fc.constantFrom("a", "1", ",", " ", '"', "\t", "\n") });
    const rows = fc
      .integer({ min: 1, max: 4 })
      .chain((width) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 5 }),
      );
    fc.assert(
      fc.property(rows, (block) => {
        expect(readBlock(`${blockText(block)}\n`)).toEqual(block);
      }),
    );
  });
});

describe("where a pasted block goes", () => {
  const one = { fromLine: 2, toLine: 2, fromColumn: 1, toColumn: 1 };
  const size = { lines: 5, columns: 4 };

  test("from the corner of the selection", () => {
    expect(
      placeBlock(
        [
          ["a", "b"],
          ["c", "d"],
        ],
        one,
        size,
      ),
    ).toEqual({
      placed: [
        { line: 2, column: 1, text: "a" },
        { line: 2, column: 2, text: "b" },
        { line: 3, column: 1, text: "c" },
        { line: 3, column: 2, text: "d" },
      ],
      outside: 0,
    });
  });

  test("rows of different length leave the rest alone", () => {
    expect(placeBlock([["a", "b"], ["c"]], one, size).placed.map(({ text }) => text)).toEqual(["a", "b", "c"]);
  });

  test("what does not fit is counted", () => {
    const block = [["a"], ["b"], ["c"], ["d"]];
    expect(placeBlock(block, one, size)).toMatchObject({ outside: 1 });
    expect(placeBlock([["a", "b", "c", "d"]], one, size)).toMatchObject({ outside: 1 });
  });

  test("one value fills the selection, and so does a block that fits a whole number of times", () => {
    const four = { fromLine: 0, toLine: 3, fromColumn: 0, toColumn: 0 };
    expect(placeBlock([["7"]], four, size).placed.map(({ line }) => line)).toEqual([0, 1, 2, 3]);
    expect(placeBlock([["1"], ["2"]], four, size).placed.map(({ text }) => text)).toEqual(["1", "2", "1", "2"]);
    expect(placeBlock([["1"], ["2"], ["3"]], four, size).placed).toHaveLength(3);
  });
});
