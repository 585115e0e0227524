import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Problem } from "../connectors/connector.ts";
import { problemSentence, problems } from "./en/problems.ts";

const classes = "data|mapping|decision|transient|access|defect";
/** A code stands behind its class, as a property of its own, or as a key of a table of classes. */
const patterns = [
  new RegExp(`"(?:${classes})",\\s*"([a-z_]+)"`, "g"),
  /\bcode: "([a-z_]+)"/g,
  new RegExp(`^  ([a-z_]+): "(?:${classes})",$`, "gm"),
  /\b(?:missing|broken|access|transient)\("([a-z_]+)"/g,
];
/** `${field}_missing` and `${field}_unknown`, for customer and job. */
const made = ["customer_missing", "customer_unknown", "job_missing", "job_unknown"];

function codesOfConnectors(): string[] {
  const files = readdirSync("src/connectors", { recursive: true, encoding: "utf8" }).filter(
    (path) => path.endsWith(".ts") && !path.includes(".test.") && !path.endsWith("books.ts"),
  );
  const found = files.flatMap((path) => {
    const source = readFileSync(`src/connectors/${path}`, "utf8");
    return patterns.flatMap((pattern) => [...source.matchAll(pattern)].map(([, code = ""]) => code));
  });
  return [...new Set([...found, ...made])].sort();
}

const problem = (code: string, changes: Partial<Problem> = {}): Problem => ({
  class: "data",
  code,
  said: "It is so.",
  field: null,
  ...changes,
});

test("every problem that a connector of ours can give has a sentence", () => {
  const codes = codesOfConnectors();
  for (const one of ["unreachable", "no_answer", "customer_on_hold", "job_closed", "right_missing", "locked"])
    expect(codes).toContain(one);
  expect(codes.length).toBeGreaterThan(60);
  expect(codes.filter((code) => !Object.hasOwn(problems, code))).toEqual([]);
});

test.each(Object.keys(problems))("%s is a whole sentence, with nothing left unfilled", (code) => {
  const sentence = problemSentence(problem(code), "Tryton");
  expect(sentence).toMatch(/^[A-Z].*[.]$/);
  expect(sentence).not.toMatch(/[{}]|undefined/);
});

test.each<[Problem & { values?: Record<string, string> }, string, string]>([
  [problem("nothing_in_the_erp"), "Tryton", "After the answer was lost, a look-up found nothing in Tryton. "],
  [
    { ...problem("differs_in_the_erp", { field: "total" }), values: { ours: "100.00", theirs: "99.00" } },
    "Tryton",
    "What stands in Tryton is not what was sent (total): 100.00 was sent, 99.00 stands there. Correct",
  ],
  [problem("of_another_connector", { said: "Nope {x}" }), "Books", "Books says: Nope {x}"],
  [problem("constructor", { said: " " }), "Books", "Books refuses it without a reason (constructor)."],
  [problem("unreachable"), "", "the ERP cannot be reached."],
])("%j", (given, erp, beginning) => {
  expect(problemSentence(given, erp).startsWith(beginning)).toBe(true);
});
