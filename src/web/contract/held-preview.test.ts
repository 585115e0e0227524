import { expect, test } from "vitest";
import { TermsShown } from "../../contract/billing-terms.ts";
import type { ScheduleLineShown } from "../../contract/wire.ts";
import { amountShown, cents } from "../../money/money.ts";
import { percentShown } from "../../money/ratio.ts";
import { type AgreedTerms, agreedTerms } from "./entered-terms.ts";
import {
  advancePaidBackAt,
  type Basis,
  basisOf,
  heldAlong,
  stepExamples,
  taxExample,
  withRatesOfOrders,
} from "./held-preview.ts";

const million: Basis = basisOf(undefined);

function agreed(terms: unknown, work = "10"): AgreedTerms {
  const read = agreedTerms({ retainageOnWork: work, retainageOnMaterials: work, terms: TermsShown.parse(terms) });
  if (read === null) throw new Error("the terms of the test are readable");
  return read;
}

const lineOf = (value: string, rate: string | null): ScheduleLineShown => ({
  id: "x",
  position: 1,
  item: value,
  costCode: null,
  description: "x",
  method: "amount",
  scheduledValue: value,
  quantity: null,
  unit: null,
  unitPrice: null,
  changeOrder: null,
  retainageOnWork: rate,
  retainageOnMaterials: rate,
  isTaxable: true,
  isSubtotalGiven: false,
  funds: {},
  changedBy: rate === null ? [{ number: "1", amount: "1000.00" }] : [],
});

const half = { percent: "50", of: "current" };
const lower = { at: half, work: "5", materials: "5" };
const held = (terms: unknown) => heldAlong(agreed(terms), million).map((row) => amountShown(row.held));

test("without a schedule of values it is shown for a million", () => {
  expect(million.isNotional).toBe(true);
  expect(held({})).toEqual(["25,000.00", "50,000.00", "75,000.00", "100,000.00"]);
});

test("a step on everything gives back what was held above the new rate", () => {
  const terms = { retainage: { steps: [{ ...lower, effect: "retroactive" }] } };
  expect(held(terms)).toEqual(["25,000.00", "25,000.00", "37,500.00", "50,000.00"]);
  expect(stepExamples(agreed(terms), million)).toEqual([
    {
      number: 1,
      threshold: cents("500000.00"),
      sum: cents("1000000.00"),
      kind: "retroactive",
      before: cents("50000.00"),
      after: cents("25000.00"),
    },
  ]);
});

test("a step on what follows keeps what is held", () => {
  const terms = { retainage: { steps: [{ ...lower, effect: "prospective" }] } };
  expect(held(terms)).toEqual(["25,000.00", "50,000.00", "62,500.00", "75,000.00"]);
  expect(stepExamples(agreed(terms), million)[0]).toMatchObject({
    kind: "prospective",
    before: cents("50000.00"),
    next: cents("100000.00"),
    nextHeld: cents("5000.00"),
  });
});

test("a cap keeps what is held down, and says what the rates would hold", () => {
  const rows = heldAlong(agreed({ retainage: { cap: { amount: "60000.00" } } }), million);
  expect(rows.map((row) => row.uncapped === null)).toEqual([true, true, false, false]);
  expect(amountShown(rows[3]!.held)).toBe("60,000.00");
  expect(percentShown(rows[3]!.rate!)).toBe("6.00");
});

test("a step beyond the contract sum is said to be", () => {
  const terms = { retainage: { steps: [{ ...lower, at: { amount: "2000000.00" }, effect: "retroactive" }] } };
  expect(stepExamples(agreed(terms), million)[0]).toMatchObject({ kind: "notReached" });
});

test("lines with rates of their own keep them through a step", () => {
  const lines = [lineOf("9000.00", null), lineOf("10000.00", "2")];
  const basis = basisOf({ lines, original: "19000.00", revised: "20000.00" });
  expect(basis).toMatchObject({ isNotional: false, current: cents("20000.00") });
  const terms = agreed({ retainage: { steps: [{ ...lower, effect: "retroactive" }] } });
  // Before the step 10 % and 2 %, after it 5 % and 2 %.
  expect(heldAlong(terms, basis).map((row) => amountShown(row.held))).toEqual(["300.00", "350.00", "525.00", "700.00"]);
});

test("lines of a change order go by its rates, unless they have their own", () => {
  const order = { id: "7", number: "7", title: "x", status: "approved", approvedOn: null, amount: "0.00" } as const;
  const rated = { ...order, retainageOnWork: "2", retainageOnMaterials: "1", lines: [], changes: [] };
  const plain = { changeOrder: { id: "7", number: "7" }, retainageOnWork: null, retainageOnMaterials: null };
  const line = (given: object) => ({ ...lineOf("100.00", null), ...plain, ...given });
  const own = { retainageOnWork: "3", retainageOnMaterials: "3" };
  const lines = [line({}), line(own), line({ changeOrder: null })];
  const { lines: seen } = withRatesOfOrders({ lines, original: "300.00", revised: "300.00" }, [rated]);
  expect(seen.map(({ retainageOnWork }) => retainageOnWork)).toEqual(["2", "3", null]);
});

test("tax, an advance and escrow have their examples", () => {
  const { rates } = agreed({});
  const tax = { rate: 8_000_000n, onRelease: "alreadyTaxed", rounding: "invoice" } as const;
  const shown = (base: "gross" | "netOfRetainage" | "retainageOnGross") => {
    const { held, now, later } = taxExample({ ...tax, base }, rates);
    return [held, now, later].map(amountShown);
  };
  expect(shown("gross")).toEqual(["10,000.00", "8,000.00", "0.00"]);
  expect(shown("netOfRetainage")).toEqual(["10,000.00", "7,200.00", "800.00"]);
  expect(shown("retainageOnGross")).toEqual(["10,800.00", "8,000.00", "0.00"]);
  expect(advancePaidBackAt({ paid: cents("33000.00"), recoupPercent: 50_000_000n })).toBe(cents("66000.00"));
  const escrowed = heldAlong(agreed({ escrow: { roundDownTo: "10000.00" } }), million);
  expect(escrowed.map(({ escrow }) => amountShown(escrow!))).toEqual([
    "20,000.00",
    "50,000.00",
    "70,000.00",
    "100,000.00",
  ]);
});

test("what cannot be read yet has no preview", () => {
  const terms = TermsShown.parse({});
  expect(agreedTerms({ retainageOnWork: "ten", retainageOnMaterials: "0", terms })).toBeNull();
});
