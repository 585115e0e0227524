import { expect, test } from "vitest";
import type { Reason } from "../refusal.ts";
import { reasonCodes, reasonShown, sentenceOf } from "./reasons.ts";

test.each<[Reason, string]>([
  [
    { code: "contract_has_invoices", values: { count: 1 } },
    "1 invoice has been made on this schedule of values. What changes now is a change order.",
  ],
  [
    { code: "contract_has_invoices", values: { count: 3 } },
    "3 invoices have been made on this schedule of values. What changes now is a change order.",
  ],
  [{ code: "missing", field: "number", allowed: "text" }, "“number” is missing. Allowed: text."],
  [{ code: "not_allowed", field: "a", given: "{b}", allowed: "c" }, "“a” was given as “{b}”. Allowed: c."],
])("%j", (reason, sentence) => {
  expect(sentenceOf(reason)).toBe(sentence);
});

test("a reason that nobody wrote a sentence for is a defect", () => {
  expect(reasonCodes).not.toContain("made_up");
  expect(() => sentenceOf({ code: "made_up" })).toThrow('"made_up" has a sentence');
});

test("what a reason does not have, its wire form does not have", () => {
  expect(reasonShown({ code: "missing", field: "x", allowed: "y" })).toEqual({
    code: "missing",
    message: "“x” is missing. Allowed: y.",
    link: null,
    field: "x",
    allowed: "y",
  });
});
