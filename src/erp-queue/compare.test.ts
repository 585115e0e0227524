// Each difference between what was sent and what the ERP has, alone and all at once.
import { describe, expect, test } from "vitest";
import type { ErpFound } from "../connectors/connector.ts";
import { exampleDocument } from "../connectors/example-document.ts";
import { linesSent } from "../connectors/sandbox/translate.ts";
import { differences } from "./compare.ts";

const document = exampleDocument();
const sent = linesSent(document);
const found: ErpFound = {
  erpId: "7",
  key: document.key,
  number: document.number,
  state: "posted",
  total: document.totals.due,
  lineCount: sent.length,
  currency: "USD",
  customerCode: "OWN-001",
  jobCode: "P-1001",
  billedOn: document.billedOn,
  postedOn: document.postingOn,
  lines: sent.map(({ description, amount }, index) => ({ erpLineId: `${index}`, description, amount })),
  link: null,
};
const differing = (change: Partial<ErpFound>, numbering: "ours" | "theirs" = "ours") =>
  differences(document, sent, { ...found, ...change }, { numbering });

test("what was sent and what is there agree; a paid document is a posted one", () => {
  expect(differing({})).toEqual([]);
  expect(differing({ state: "paid" })).toEqual([]);
});

describe("each difference", () => {
  test.each<[string, Partial<ErpFound>, string, string]>([
    ["key", { key: "DB-other" }, "DB-example-0001", "DB-other"],
    ["number", { number: "9" }, "2977J-01", "9"],
    ["number", { number: null }, "2977J-01", ""],
    ["totals.due", { total: 914_138n }, "9141.37", "9141.38"],
    ["lines", { lineCount: 3 }, "4", "3"],
    ["currency", { currency: "CAD" }, "USD", "CAD"],
    ["customer", { customerCode: "OWN-002" }, "OWN-001", "OWN-002"],
    ["job", { jobCode: "P-1002" }, "P-1001", "P-1002"],
    ["billedOn", { billedOn: "2026-02-01" }, "2026-01-31", "2026-02-01"],
    ["postingOn", { postedOn: "2026-02-01" }, "2026-01-31", "2026-02-01"],
    ["state", { state: "draft" }, "posted", "draft"],
    ["state", { state: "cancelled" }, "posted", "cancelled"],
  ])("%s", (field, change, ours, theirs) => {
    expect(differing(change)).toEqual([
      {
        class: "decision",
        code: "differs_in_the_erp",
        said: `${field}: ${ours} here, ${theirs} there`,
        field,
        values: { ours, theirs },
      },
    ]);
  });

  test("the same total on other lines", () => {
    const [first, second, ...rest] = found.lines;
    if (first === undefined || second === undefined) throw new Error("there are two lines");
    const swapped = [{ ...first, amount: second.amount }, { ...second, amount: first.amount }, ...rest];
    expect(differing({ lines: swapped }).map(({ field }) => field)).toEqual(["lines.amount"]);
  });

  test("all at once", () => {
    const other = { key: "x", number: "x", total: 0n, lineCount: 0, lines: [], currency: "x", customerCode: "x" };
    const all = differing({ ...other, jobCode: "x", billedOn: "x", postedOn: "x", state: "draft" });
    expect(all).toHaveLength(11);
  });
});

test("what the ERP does not tell is not compared", () => {
  const silent = { currency: null, customerCode: null, jobCode: null, billedOn: null, postedOn: null };
  expect(differing(silent)).toEqual([]);
});

test("an ERP that numbers for itself may give any number, but one", () => {
  expect(differing({ number: "INV-2026-0001" }, "theirs")).toEqual([]);
  expect(differing({ number: null }, "theirs").map(({ field }) => field)).toEqual(["number"]);
});
