import { expect, test } from "vitest";
import { piecesOf } from "./links.ts";

test.each<[string, [string, boolean][]]>([
  ["no address", [["no address", false]]],
  [
    "See http://127.0.0.1:4680/a?b=1.",
    [
      ["See ", false],
      ["http://127.0.0.1:4680/a?b=1", true],
      [".", false],
    ],
  ],
  ["https://x/y", [["https://x/y", true]]],
  [
    "a https://x/y\nhttps://z (https://w)",
    [
      ["a ", false],
      ["https://x/y", true],
      ["\n", false],
      ["https://z", true],
      [" (", false],
      ["https://w", true],
      [")", false],
    ],
  ],
  ["", []],
])("%j", (text, pieces) => {
  expect(piecesOf(text).map((piece) => [piece.text, piece.href !== null])).toEqual(pieces);
  expect(
    piecesOf(text)
      .map((piece) => piece.text)
      .join(""),
  ).toBe(text);
});
