import { expect, test } from "vitest";
import { shownInvoice, shownLine, shownPrevious } from "../../../test/invoice-shown.ts";
import { sheetOf } from "./sheet.ts";
import { emptyRow, remainingOf, storedOf, storedProblems, storedRows } from "./stored-entry.ts";

const line = sheetOf(
  shownInvoice({
    lines: [
      shownLine({
        materialsStored: "700.00",
        storedItems: [{ id: "Pipe", bought: "300.00", installed: "100.00", evidence: "yard 2" }],
        previous: shownPrevious({
          materials: "500.00",
          stored: [
            { id: "Bolts", remaining: "400.00" },
            { id: "Pipe", remaining: "100.00" },
          ],
        }),
      }),
    ],
  }),
).lines[0]!;

test("every material that is left, or that moves now, has its row", () => {
  const rows = storedRows(line);
  expect(rows.map(({ id, before, bought, installed }) => [id, before, bought, installed])).toEqual([
    ["Bolts", 40000n, "0.00", "0.00"],
    ["Pipe", 10000n, "300.00", "100.00"],
  ]);
  expect(rows.map(remainingOf)).toEqual([40000n, 30000n]);
  expect(storedOf(rows)).toEqual([{ id: "Pipe", bought: 30000n, installed: 10000n, evidence: "yard 2" }]);
});

test("a row without a name, one named twice, and an amount that cannot be read are named", () => {
  const rows = storedRows(line);
  const nameless = { ...emptyRow(rows), bought: "12,5" };
  const twice = { ...emptyRow([...rows, nameless]), id: " Pipe " };
  expect(Object.fromEntries(storedProblems([...rows, nameless, twice]))).toEqual({
    2: {
      id: "Give the material a name.",
      bought: "Allowed is an amount with at most two decimals, such as 1,234.50 or (5.00); “12,5” was given.",
    },
    3: { id: "This material is listed twice." },
  });
  expect(remainingOf(nameless)).toBeNull();
});
