import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shownInvoice, shownLine, shownPrevious } from "../../../test/invoice-shown.ts";
import { amountText, cents, sum } from "../../money/money.ts";
import { percent } from "../../money/ratio.ts";
import { isBillable, leftOn, withGroupBilled, workOn } from "./group.ts";
import { allPlaces, heldOn, withAdjustment, withFreeze, withRates, withRelease } from "./retainage.ts";
import { outcomeOf, retainageEmpty } from "./retainage-entry.ts";
import { changesOf, type Sheet, sheetOf } from "./sheet.ts";

const earned = (lineId: string, work: string, materials = "0.00") => {
  const held = amountText(cents(work) / 10n);
  return shownLine({
    lineId,
    item: lineId,
    scheduledValue: "100000.00",
    materialsStored: materials,
    previous: shownPrevious({ work, withheld: { work: held, materials: "0.00" }, retainage: held }),
  });
};
const unitLine = shownLine({
  lineId: "unit",
  scheduledValue: "15000.00",
  unitPrice: "12.5",
  scheduledQuantity: "1200",
  quantityThisPeriod: "0",
  previous: shownPrevious({ quantity: "0" }),
});
const sheet = sheetOf(
  shownInvoice({ lines: [earned("a", "60000.00"), earned("b", "20000.00", "1000.00"), earned("c", "0.10")] }),
);
const all = allPlaces(sheet);
const held = (of: Sheet) => of.lines.map(({ figures }) => amountText(figures.retainageHeld));
const released = (of: Sheet) =>
  of.lines.map(({ input: { entry } }) => `${amountText(entry.releasedWork)} + ${amountText(entry.releasedMaterials)}`);

describe("a release", () => {
  test("is spread over the lines by what they hold, and on each over work and material", () => {
    expect(held(sheet)).toEqual(["6000.00", "2100.00", "0.01"]);
    const half = withRelease(sheet, all, { percent: percent("50") });
    expect(released(half)).toEqual(["3000.00 + 0.00", "1000.00 + 50.00", "0.01 + 0.00"]);
    expect(half.summary["5"]).toBe(cents("4050.00"));
    expect(withRelease(sheet, all, "all").summary["5"]).toBe(0n);
  });

  test("may be of the lines that are selected alone", () => {
    expect(held(withRelease(sheet, [1], { amount: cents("1050") }))).toEqual(["6000.00", "1050.00", "0.01"]);
  });

  test("adds up to the amount, leaves no line below nothing, and is refused above what is held", () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 820000n), (amount) => {
        const then = withRelease(sheet, all, { amount });
        if (amount > heldOn(sheet, all)) expect(then).toBe(sheet);
        else {
          expect(sheet.summary["5"] - then.summary["5"]).toBe(amount);
          expect(then.lines.every(({ figures }) => figures.retainageHeld >= 0n)).toBe(true);
        }
      }),
    );
  });

  test("above what is held is refused in a sentence with both figures", () => {
    const entered = { ...retainageEmpty, act: "release" as const, amount: "9,000" };
    expect(outcomeOf(sheet, all, entered)).toEqual({
      problems: { amount: "9,000.00 is to be released, but only 8,100.01 is held." },
      isSure: true,
    });
  });
});

describe("other rates", () => {
  test("retroactive give back, prospective hold what was held", () => {
    const rates = { work: percent("5"), materials: null };
    expect(withRates(sheet, all, { ...rates, effect: "retroactive" }).summary["5a"]).toBe(cents("4000.01"));
    const prospective = withRates(sheet, all, { ...rates, effect: "prospective" });
    expect(prospective.summary["5a"]).toBe(sheet.summary["5a"]);
    expect(changesOf(sheet, prospective)[0]).toEqual({
      lineId: "a",
      retainageRateWork: "5",
      rateEffect: "prospective",
    });
  });

  test("one of the two has to be given, and has to be a rate", () => {
    expect(outcomeOf(sheet, all, retainageEmpty)).toMatchObject({
      problems: { work: "Give at least one of the two rates." },
    });
    expect(outcomeOf(sheet, all, { ...retainageEmpty, materials: "101" })).toMatchObject({
      problems: { materials: "Allowed is a percentage from 0 to 100, such as 10 or 7.5; “101” was given." },
    });
  });
});

test("frozen lines hold what they held, whatever is billed", () => {
  const frozen = withFreeze(sheet, [1], true);
  expect(held(frozen)).toEqual(["6000.00", "2000.00", "0.01"]);
  expect(held(withFreeze(frozen, [1], false))).toEqual(held(sheet));
});

test("what is put right by hand moves line 5 by its sign", () => {
  const more = withAdjustment(sheet, all, cents("-81.00"));
  expect(more.summary["5"] - sheet.summary["5"]).toBe(cents("-81.00"));
  expect(more.lines.map(({ input }) => amountText(input.entry.adjusted))).toEqual(["-60.00", "-21.00", "0.00"]);
});

describe("billing a group", () => {
  const mixed = sheetOf(shownInvoice({ lines: [earned("a", "60000.00"), unitLine, earned("c", "99990.00")] }));
  const places = allPlaces(mixed);

  test("spreads by what is left, and counts unit lines", () => {
    const billed = withGroupBilled(mixed, places, cents("5501.00"));
    expect(leftOn(mixed, places)).toBe(cents("55010.00"));
    expect(billed.lines.map(({ figures }) => amountText(figures.workThisPeriod))).toEqual([
      "4000.00",
      "1500.00",
      "1.00",
    ]);
    expect(billed.lines[1]?.figures.quantityThisPeriod).toBe(120_000_000n);
  });

  test("always comes to the amount, and never bills a line beyond its value", () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 5501000n), (amount) => {
        const billed = withGroupBilled(mixed, places, amount);
        expect(workOn(billed, places)).toBe(amount);
        expect(billed.lines.some(({ figures }) => figures.isOverbilled)).toBe(false);
      }),
    );
    expect(isBillable(mixed, places, 5501001n)).toBe(false);
    expect(sum(mixed.lines.map(({ figures }) => figures.workThisPeriod))).toBe(0n);
  });
});
