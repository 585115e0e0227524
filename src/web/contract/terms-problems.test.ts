import { expect, test } from "vitest";
import { ApiRefusal } from "../client/fetch.ts";
import { inWordsOfTheScreen, problemWithin, termsFieldName } from "./terms-problems.ts";

const field = "terms.retainage.steps.0.work";
const refusal = new ApiRefusal(400, "bad_input", "It cannot be taken.", [
  { code: "percent_out_of_range", message: `“${field}” was given as 120.`, link: null, field },
  { code: "not_allowed", message: "x", link: null, field: "terms.retainage.cap.amount", given: "x", allowed: "digits" },
]);

test.each([
  ["retainageOnWork", "Retainage on completed work"],
  [field, "On work, %, step 1"],
  ["terms.retainage.steps.1.at.percent", "Reached at, step 2"],
  ["terms.retainage.steps.1", "Step 2"],
  ["terms.funds.3", "Names of the funds"],
  ["constructor", null],
])("%s is called %s", (wire, name) => {
  expect(termsFieldName(wire)).toBe(name);
});

test("a refusal names fields as the screen does", () => {
  const said = inWordsOfTheScreen(refusal, termsFieldName);
  expect(said).toMatchObject({ reasons: [{ message: "“On work, %, step 1” was given as 120." }, {}] });
  expect(inWordsOfTheScreen(null, termsFieldName)).toBeNull();
});

test("what is wrong with a part is shown at the whole", () => {
  expect(problemWithin(refusal, "terms.retainage.cap")).toBe("Allowed: digits.");
  expect(problemWithin(refusal, "terms.retainage.cap.am")).toBeNull();
  expect(problemWithin(refusal, field)).toContain("120");
});
