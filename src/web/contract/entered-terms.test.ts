import { expect, test } from "vitest";
import { TermsShown } from "../../contract/billing-terms.ts";
import { agreedTerms, enteredTerms, termsOnWire, withStep, withStop } from "./entered-terms.ts";

const rates = { retainageOnWork: "10", retainageOnMaterials: "7.5" };
const everything: TermsShown = {
  retainage: {
    level: "header",
    steps: [
      { at: { percent: "50", of: "original" }, work: "5", materials: "0", effect: "retroactive", scope: "allLines" },
      {
        at: { amount: "750000.00" },
        work: "0",
        materials: "0",
        effect: "prospective",
        scope: "linesOnContractRates",
      },
    ],
    cap: { percent: "5", of: "current" },
    maximum: "10",
  },
  overbilling: "warn",
  changeOrderSplit: "changeOrder",
  tax: { rate: "8.25", base: "netOfRetainage", onRelease: "taxed", rounding: "line" },
  advance: { paid: "33000.00", recoupPercent: "50" },
  escrow: { roundDownTo: "10.00" },
  funds: ["City", "State"],
};

test.each([
  ["everything agreed", everything],
  ["nothing agreed", TermsShown.parse({})],
])("%s is entered as it was, and sent as it was", (_, terms) => {
  expect(termsOnWire(enteredTerms({ ...rates, terms }))).toEqual({ ...rates, terms });
});

test("what people type is sent as the wire has it; what cannot be read as it was typed", () => {
  const plain = enteredTerms({ ...rates, terms: TermsShown.parse({}) });
  const typed = { ...plain, retainageOnWork: "10 %", capKind: "amount" as const, capValue: "$60,000" };
  expect(termsOnWire(typed)).toMatchObject({
    retainageOnWork: "10",
    terms: { retainage: { cap: { amount: "60000.00" } } },
  });
  const unclear = termsOnWire({ ...typed, capValue: "sixty" });
  expect(unclear.terms.retainage.cap).toEqual({ amount: "sixty" });
  expect(agreedTerms(unclear)).toBeNull();
  expect(termsOnWire({ ...plain, funds: " City \n\nState" }).terms.funds).toEqual(["City", "State"]);
});

test("a stop is a step to nothing that binds every line", () => {
  const steps = withStop(withStep([]));
  expect(steps.map(({ key }) => key)).toEqual([1, 2]);
  expect(steps[1]).toMatchObject({ work: "0", materials: "0", effect: "prospective", scope: "allLines" });
});
