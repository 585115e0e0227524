// The calculator against figures that other people printed: public vouchers, published templates and tutorials. Where a
// figure is derived or ours, the test says so.
import { describe, expect, test } from "vitest";
import { amountText, cents, sum } from "../money/money.ts";
import { millionths, percent, percentShown } from "../money/ratio.ts";
import {
  carriedForward,
  computeLine,
  earnedOf,
  type LineEntered,
  type LineFigures,
  type LinePrevious,
  nothingBefore,
  nothingEntered,
  percentComplete,
  quantityToBill,
  quantityToReach,
  type Summary,
  summarize,
  workToReach,
} from "./totals.ts";

/** What is entered on a line; what is left out is nothing, and 10 % is held on both. */
function entered(entry: {
  work?: string;
  quantity?: string;
  stored?: string;
  rate?: string;
  rateStored?: string;
  released?: string;
  releasedStored?: string;
}): LineEntered {
  return {
    ...nothingEntered,
    workThisPeriod: cents(entry.work ?? "0"),
    quantityThisPeriod: entry.quantity === undefined ? null : millionths(entry.quantity),
    materialsStored: cents(entry.stored ?? "0"),
    rateWork: percent(entry.rate ?? "10"),
    rateMaterials: percent(entry.rateStored ?? entry.rate ?? "10"),
    releasedWork: cents(entry.released ?? "0"),
    releasedMaterials: cents(entry.releasedStored ?? "0"),
  };
}

function amountLine(scheduled: string, previous: LinePrevious, entry: LineEntered): LineFigures {
  return computeLine({ lineId: "a", scheduledValue: cents(scheduled), unitPrice: null, previous, entry });
}

/** Where a line stood before, from what was printed as its work and its retainage. */
function stoodAt(work: string, materials = "0", retainage = "0"): LinePrevious {
  return { ...nothingBefore, work: cents(work), materials: cents(materials), retainage: cents(retainage) };
}

function shown(summary: Summary): Record<string, string> {
  return Object.fromEntries(Object.entries(summary).map(([line, amount]) => [line, amountText(amount)]));
}

function percentOfLine(line: LineFigures): string | null {
  const rate = percentComplete(line);
  return rate === null ? null : percentShown(rate);
}

describe("a line of the continuation sheet", () => {
  test.each([
    // Levelset, schedule of values template; 10 % is held on everything.
    // C          D          E         F         G           %        H           I
    ["3000", "2000", "0", "0", "2000.00", "66.67", "1000.00", "200.00"],
    ["36000", "11000", "4200", "1800", "17000.00", "47.22", "19000.00", "1700.00"],
    ["1000", "0", "500", "0", "500.00", "50.00", "500.00", "50.00"],
    ["7000", "1000", "3000", "850", "4850.00", "69.29", "2150.00", "485.00"],
    // PayAppPro toolkit, thirteen lines; 10 %.
    ["15000", "15000", "0", "0", "15000.00", "100.00", "0.00", "1500.00"],
    ["28000", "12000", "8000", "0", "20000.00", "71.43", "8000.00", "2000.00"],
    ["95000", "35000", "22000", "5000", "62000.00", "65.26", "33000.00", "6200.00"],
    ["120000", "30000", "25000", "15000", "70000.00", "58.33", "50000.00", "7000.00"],
    ["80000", "0", "18000", "0", "18000.00", "22.50", "62000.00", "1800.00"],
    ["65000", "0", "12000", "4000", "16000.00", "24.62", "49000.00", "1600.00"],
    ["52000", "0", "9000", "0", "9000.00", "17.31", "43000.00", "900.00"],
    ["78000", "0", "15000", "6000", "21000.00", "26.92", "57000.00", "2100.00"],
    ["110000", "0", "0", "20000", "20000.00", "18.18", "90000.00", "2000.00"],
    ["34000", "0", "0", "8000", "8000.00", "23.53", "26000.00", "800.00"],
    ["90000", "0", "0", "0", "0.00", "0.00", "90000.00", "0.00"],
    // Procore developer tutorial: a line billed beyond its value.
    ["50000", "51000", "0", "500", "51500.00", "103.00", "-1500.00", "5150.00"],
    // Ours.
    ["0", "0", "0", "0", "0.00", "0.00", "0.00", "0.00"],
    ["0", "0", "5", "0", "5.00", null, "-5.00", "0.50"],
    ["-2000", "0", "-500", "0", "-500.00", "25.00", "-1500.00", "-50.00"],
    ["1000", "700", "-100", "0", "600.00", "60.00", "400.00", "60.00"],
    ["1000", "200", "-300", "0", "-100.00", "-10.00", "1100.00", "-10.00"],
  ])("C %s, D %s, E %s, F %s: G %s, %s %%, H %s, I %s", (C, D, E, F, G, complete, H, I) => {
    const line = amountLine(C, stoodAt(D), entered({ work: E, stored: F }));
    expect([line.scheduledValue, line.workPrevious, line.workThisPeriod, line.materialsStored]).toEqual(
      [C, D, E, F].map(cents),
    );
    expect(amountText(line.completedAndStored)).toBe(G);
    expect(percentOfLine(line)).toBe(complete);
    expect(amountText(line.balanceToFinish)).toBe(H);
    expect(amountText(line.retainageHeld)).toBe(I);
    expect(line.workToDate).toBe(cents(D) + cents(E));
  });

  test("retainage on work and on stored material are two figures: the Procore tutorial's 5,100.00 and 50.00", () => {
    const line = amountLine("50000", stoodAt("51000"), entered({ stored: "500" }));
    expect([line.retainageWork, line.retainageMaterials]).toEqual([cents("5100"), cents("50")]);
  });

  test.each([
    // C         G        over
    ["100", "100.00", false],
    ["100", "100.01", true],
    ["0", "0.01", true],
    ["0", "0", false],
    ["-100", "-100.00", false],
    ["-100", "-100.01", true], // a deduction taken beyond itself
    ["-100", "0", false],
    ["100", "-5", false],
  ])("of %s, %s billed: beyond its value is %s", (C, G, over) => {
    expect(amountLine(C, nothingBefore, entered({ work: G })).isOverbilled).toBe(over);
  });
});

describe("totals of a sheet", () => {
  test("Levelset template: the sum of every column", () => {
    const lines = [
      ["3000", "2000", "0", "0"],
      ["36000", "11000", "4200", "1800"],
      ["1000", "0", "500", "0"],
      ["7000", "1000", "3000", "850"],
    ].map(([C = "", D = "", E = "", F = ""]) => amountLine(C, stoodAt(D), entered({ work: E, stored: F })));
    const total = (of: (line: LineFigures) => bigint) => amountText(sum(lines.map(of)));
    expect(total((line) => line.scheduledValue)).toBe("47000.00");
    expect(total((line) => line.workPrevious)).toBe("14000.00");
    expect(total((line) => line.workThisPeriod)).toBe("7700.00");
    expect(total((line) => line.materialsStored)).toBe("2650.00");
    expect(total((line) => line.completedAndStored)).toBe("24350.00");
    expect(total((line) => line.balanceToFinish)).toBe("22650.00");
    expect(total((line) => line.retainageHeld)).toBe("2435.00");

    // The template has no summary: these lines are derived, its previous certificates being 90 % of column D.
    const summary = summarize({
      originalContractSum: cents("47000"),
      netChange: 0n,
      lines,
      previousCertificates: cents("12600"),
    });
    expect(shown(summary)).toEqual({
      "1": "47000.00",
      "2": "0.00",
      "3": "47000.00",
      "4": "24350.00",
      "5a": "2170.00",
      "5b": "265.00",
      "5": "2435.00",
      "6": "21915.00",
      "7": "12600.00",
      "8": "9315.00",
      "9": "25085.00",
    });
  });

  test("Procore tutorial: its summary, from the work and material that it implies", () => {
    const line = amountLine("55000", stoodAt("52000"), entered({ stored: "1000" }));
    const summary = summarize({
      originalContractSum: cents("50000"),
      netChange: cents("5000"),
      lines: [line],
      previousCertificates: cents("47700"),
    });
    expect(shown(summary)).toEqual({
      "1": "50000.00",
      "2": "5000.00",
      "3": "55000.00",
      "4": "53000.00",
      "5a": "5200.00",
      "5b": "100.00",
      "5": "5300.00",
      "6": "47700.00",
      "7": "47700.00",
      "8": "0.00",
      "9": "7300.00",
    });
    expect(percentOfLine(line)).toBe("96.36");
  });

  test("rates that differ by line: the retainage is the sum of the lines, not one rate of the total (massing)", () => {
    const lines = [
      { C: "100000", D: "50000", E: "10000", rate: "10", held: "6000.00" },
      { C: "80000", D: "40000", E: "0", rate: "5", held: "2000.00" },
      { C: "20000", D: "20000", E: "0", rate: "0", held: "0.00" },
    ].map(({ C, D, E, rate, held }) => {
      const line = amountLine(C, stoodAt(D), entered({ work: E, rate }));
      expect(amountText(line.retainageHeld)).toBe(held);
      return line;
    });
    const previousCertificates = cents("103000");
    const summary = summarize({ originalContractSum: cents("200000"), netChange: 0n, lines, previousCertificates });
    expect(shown(summary)).toMatchObject({ "4": "120000.00", "5": "8000.00", "6": "112000.00", "8": "9000.00" });
  });

  test.each([
    // name                         1            2           4            rate  5            6             7            8            9
    ["Lowell NC, application 6", "496577.87", "0", "496577.87", "0", "0.00", "496577.87", null, null, "0.00"],
    ["a textbook valuation", "157200", "0", "157200", "5", "7860.00", "149340.00", "90000", "59340.00", "7860.00"],
    ["a published sample", "38500", "1280", "33800", "5", "1690.00", "32110.00", "19250", "12860.00", "7670.00"],
  ])("%s", (_, original, change, earned, rate, held, less, previous, due, balance) => {
    const summary = summarize({
      originalContractSum: cents(original),
      netChange: cents(change),
      lines: [amountLine(original, nothingBefore, entered({ work: earned, rate }))],
      previousCertificates: cents(previous ?? "0"),
    });
    expect(shown(summary)).toMatchObject({ "4": amountText(cents(earned)), "5": held, "6": less, "9": balance });
    if (due !== null) expect(amountText(summary["8"])).toBe(due);
  });

  test("of no lines", () => {
    const summary = summarize({ originalContractSum: 500n, netChange: -200n, lines: [], previousCertificates: 0n });
    expect(shown(summary)).toMatchObject({ "3": "3.00", "4": "0.00", "5": "0.00", "8": "0.00", "9": "3.00" });
  });
});

describe("material that is stored, then installed", () => {
  test("a balance, not a purchase: the value of 12,500.00 over its invoices", () => {
    const scheduled = "12500";
    const first = amountLine(scheduled, nothingBefore, entered({ stored: "2000" }));
    // The second month twice: with 2,500.00 more delivered, and with 1,000.00 of the first delivery installed besides.
    const delivered = amountLine(scheduled, carriedForward(first), entered({ stored: "4500" }));
    const installed = amountLine(scheduled, carriedForward(first), entered({ work: "1000", stored: "3500" }));
    const third = amountLine(scheduled, carriedForward(installed), entered({ work: "3000", stored: "2500" }));

    const row = (line: LineFigures) =>
      [line.materialsPrevious, line.workThisPeriod, line.materialsStored, line.completedAndStored, line.balanceToFinish]
        .map(amountText)
        .concat(percentOfLine(line) ?? "");
    expect([first, delivered, installed, third].map(row)).toEqual([
      // stored before, work now, stored now, G, H, %
      ["0.00", "0.00", "2000.00", "2000.00", "10500.00", "16.00"],
      ["2000.00", "0.00", "4500.00", "4500.00", "8000.00", "36.00"],
      ["2000.00", "1000.00", "3500.00", "4500.00", "8000.00", "36.00"],
      ["3500.00", "3000.00", "2500.00", "6500.00", "6000.00", "52.00"],
    ]);
    // Billed now is what G grew by, so that installed material is never billed twice.
    expect([first, installed, third].map((line) => amountText(line.billedThisPeriod))).toEqual([
      "2000.00",
      "2500.00",
      "2000.00",
    ]);
  });

  test("installing moves retainage from 5 % to 10 %, and the payment due is a credit of 4,000.00 (massingbill)", () => {
    const scheduled = "1000000";
    const rates = { rate: "10", rateStored: "5" };
    const third = amountLine(scheduled, nothingBefore, entered({ work: "400000", ...rates }));
    const fourth = amountLine(scheduled, carriedForward(third), entered({ work: "100000", stored: "80000", ...rates }));
    const fifth = amountLine(scheduled, carriedForward(fourth), entered({ work: "80000", ...rates }));
    const sheet = (line: LineFigures, previousCertificates: bigint) =>
      summarize({ originalContractSum: cents(scheduled), netChange: 0n, lines: [line], previousCertificates });

    const three = sheet(third, 0n);
    const four = sheet(fourth, three["6"]);
    const five = sheet(fifth, four["6"]);
    expect([four["4"], five["4"]].map(amountText)).toEqual(["580000.00", "580000.00"]);
    expect([three["5"], four["5"], five["5"]].map(amountText)).toEqual(["40000.00", "54000.00", "58000.00"]);
    expect([four["8"], five["8"]].map(amountText)).toEqual(["166000.00", "-4000.00"]);
    expect([fourth.billedThisPeriod, fifth.billedThisPeriod].map(amountText)).toEqual(["180000.00", "0.00"]);
  });

  test("Caltrans 04-163624-009: material on hand falls by 25,687.60 while work rises", () => {
    const earlier = amountLine(
      "2000000",
      nothingBefore,
      entered({ work: "1556900.15", stored: "51375.20", rate: "5" }),
    );
    const now = amountLine(
      "2000000",
      carriedForward(earlier),
      entered({ work: "78560.91", stored: "25687.60", rate: "5" }),
    );
    expect(amountText(now.workToDate)).toBe("1635461.06");
    expect(amountText(now.completedAndStored)).toBe("1661148.66");
    expect(amountText(now.billedThisPeriod)).toBe("52873.31");
    expect(amountText(now.retainageHeld)).toBe("83057.43");
    expect(amountText(now.retainageHeld - now.retainagePrevious)).toBe("2643.66");
    expect(amountText(now.billedThisPeriod - (now.retainageHeld - now.retainagePrevious))).toBe("50229.65");
  });
});

describe("retainage is the rate on all that was earned, rounded once", () => {
  test.each([
    // voucher                earned before    earned now      held now       withheld now
    ["Caltrans 04-253794-019", "27767782.80", "28422265.70", "1421113.29", "32724.15"],
    ["Caltrans 12-0695U4-024", "27609319.13", "28620625.60", "1431031.28", "50565.32"],
    ["Caltrans 04-163624-009", "1608275.35", "1661148.66", "83057.43", "2643.66"],
    ["Caltrans 03-1A1814-019", "788427.36", "797913.03", "39895.65", "474.28"],
  ])("%s: 5 %%", (_, earnedBefore, earnedNow, held, withheld) => {
    const scheduled = "30000000";
    const earlier = amountLine(scheduled, nothingBefore, entered({ work: earnedBefore, rate: "5" }));
    const work = amountText(cents(earnedNow) - cents(earnedBefore));
    const now = amountLine(scheduled, carriedForward(earlier), entered({ work, rate: "5" }));
    expect(amountText(now.retainageHeld)).toBe(held);
    expect(amountText(now.retainageHeld - now.retainagePrevious)).toBe(withheld);
  });

  test("line 5 is the sum of the lines, as column I prints them", () => {
    // Three lines of 33.35 at 5 % hold 1.67 each; 5 % of their sum would be 5.00.
    const lines = ["33.35", "33.35", "33.35"].map((work) =>
      amountLine("100", nothingBefore, entered({ work, rate: "5" })),
    );
    const summary = summarize({ originalContractSum: cents("300"), netChange: 0n, lines, previousCertificates: 0n });
    expect(amountText(summary["5"])).toBe("5.01");
    expect(summary["5"]).toBe(sum(lines.map((line) => line.retainageHeld)));
  });
});

describe("retainage given back", () => {
  const finished = (scheduled: string, rate: string) =>
    amountLine(scheduled, nothingBefore, entered({ work: scheduled, rate }));

  test.each([
    // contract                           1             2           at     given back
    ["Carmel IN, Parcel 7C, application 18", "947700", "45492", "993192", "10", "99319.20"],
    ["Lakeville MN, final voucher 17", "8771384.25", "146616.36", "8918000.61", "2", "178360.01"],
  ])("%s: an invoice with no work that pays what was held", (_, original, change, revised, rate, released) => {
    const last = finished(revised, rate);
    const sheet = (line: LineFigures, previousCertificates: bigint) =>
      summarize({
        originalContractSum: cents(original),
        netChange: cents(change),
        lines: [line],
        previousCertificates,
      });
    const held = sheet(last, 0n);
    expect(amountText(held["5"])).toBe(released);
    expect(held["9"]).toBe(held["5"]);

    // By an entry, and by a rate of nothing: the same line 5, the same payment.
    for (const entry of [entered({ rate, released }), entered({ rate: "0" })]) {
      const summary = sheet(amountLine(revised, carriedForward(last), entry), held["6"]);
      expect(shown(summary)).toMatchObject({
        "3": amountText(cents(revised)),
        "5": "0.00",
        "8": released,
        "9": "0.00",
      });
    }
  });

  test("what was given back stays given back: Chance Tile, 381.45 of 2,200.00 held on", () => {
    const first = finished("22000", "10");
    const second = amountLine("22000", carriedForward(first), entered({ released: "1818.55" }));
    const third = amountLine("22000", carriedForward(second), entered({}));
    expect([first, second, third].map((line) => amountText(line.retainageHeld))).toEqual([
      "2200.00",
      "381.45",
      "381.45",
    ]);
    expect(third.releasedWorkToDate).toBe(cents("1818.55"));
  });

  test("on stored material it is a figure of its own", () => {
    const first = amountLine("1000", nothingBefore, entered({ stored: "500" }));
    const second = amountLine("1000", carriedForward(first), entered({ stored: "500", releasedStored: "20" }));
    expect([second.retainageWork, second.retainageMaterials].map(amountText)).toEqual(["0.00", "30.00"]);
  });
});

describe("a unit price line", () => {
  const billed = (price: string, contract: string, quantities: readonly string[]) => {
    let previous = nothingBefore;
    return quantities.map((quantity) => {
      const line = computeLine({
        lineId: "u",
        scheduledValue: cents(contract),
        unitPrice: millionths(price),
        previous,
        entry: entered({ quantity, rate: "0" }),
      });
      previous = carriedForward(line);
      return line;
    });
  };

  test("San Francisco 2977J, R-2: 8,930 LF at 0.20, of 5,000 in the contract", () => {
    const lines = billed("0.2", "1000", ["5225", "132", "3573"]);
    expect(lines.map((line) => amountText(line.workThisPeriod))).toEqual(["1045.00", "26.40", "714.60"]);
    expect(lines.map((line) => line.isOverbilled)).toEqual([true, true, true]);
    expect(amountText(lines[2]!.completedAndStored)).toBe("1786.00");
    expect(lines[2]!.quantityPrevious).toBe(millionths("5357"));
    expect(amountText(lines[2]!.balanceToFinish)).toBe("-786.00");
  });

  test("San Francisco 2977J, R-1: a lump sum, billed in parts of one", () => {
    const lines = billed("138000", "138000", ["0.02", "0.05", "0.33", "0.4", "0.1", "0.1"]);
    expect(lines.map((line) => amountText(line.workThisPeriod))).toEqual([
      "2760.00",
      "6900.00",
      "45540.00",
      "55200.00",
      "13800.00",
      "13800.00",
    ]);
    expect(amountText(lines[5]!.balanceToFinish)).toBe("0.00");
  });

  test("three thirds of a cent: the period is what is left of the rounded total, so no penny is lost", () => {
    const lines = billed("0.01", "1", ["0.333333", "0.333333", "0.333334"]);
    expect(lines.map((line) => amountText(line.workThisPeriod))).toEqual(["0.00", "0.01", "0.00"]);
    expect(amountText(lines[2]!.workToDate)).toBe("0.01");
  });

  test("counted back, as recounts are: -1,375 units", () => {
    const lines = billed("0.5", "1000", ["2000", "-1375"]);
    expect(lines.map((line) => amountText(line.workThisPeriod))).toEqual(["1000.00", "-687.50"]);
  });

  test("an amount typed on it is not read: its work follows from its quantity", () => {
    const entry = { ...entered({ quantity: "2", work: "999" }) };
    const line = computeLine({
      lineId: "u",
      scheduledValue: cents("10"),
      unitPrice: millionths("3"),
      previous: nothingBefore,
      entry,
    });
    expect(amountText(line.workThisPeriod)).toBe("6.00");
  });
});

describe("billing to a percentage", () => {
  test.each([
    // %          of           D           F          E
    ["50", "1000", "0", "0", "500.00"],
    ["100", "1000", "333.33", "0", "666.67"],
    ["100", "1000.01", "666.67", "100", "233.34"],
    ["33.33", "100", "0", "0", "33.33"],
    ["0", "1000", "200", "0", "-200.00"], // work taken back
    ["40", "1000", "300", "150", "-50.00"], // material stored counts
    ["12.5", "0.04", "0", "0", "0.01"],
    ["50", "-1000", "0", "0", "-500.00"],
    ["110", "1000", "1000", "0", "100.00"],
  ])("%s %% of %s, with %s billed and %s stored, is %s now", (rate, of, D, F, E) => {
    expect(amountText(workToReach(percent(rate), cents(of), cents(D), cents(F)))).toBe(E);
  });
});

test.each([
  // percent, counted before, stored, now
  ["45", "0", "0", "540"],
  ["45", "200", "0", "340"],
  ["10", "200", "0", "-80"],
  ["50", "200", "1000", "320"], // 7,500.00 less 2,500.00 billed and 1,000.00 stored, at 12.50
])("%s %% of 1,200 at 12.50, with %s counted and %s stored, is a quantity of %s now", (rate, before, stored, now) => {
  const input = {
    lineId: "line",
    scheduledValue: cents("15000"),
    unitPrice: millionths("12.5"),
    previous: { ...nothingBefore, quantity: millionths(before), work: BigInt(before) * 1250n },
    entry: entered({ stored }),
  };
  expect(quantityToReach(percent(rate), input, millionths("1200"))).toBe(millionths(now));
});

test("the quantity that comes to an amount leaves room for what was billed without a count", () => {
  const input = {
    lineId: "line",
    scheduledValue: cents("15000"),
    unitPrice: millionths("12.5"),
    previous: { ...nothingBefore, quantity: millionths("100"), work: cents("1300") },
    entry: { ...entered({}), unmeasuredWork: cents("25") },
  };
  const quantityThisPeriod = quantityToBill(input, cents("2000"));
  expect(quantityThisPeriod).toBe(millionths("54"));
  expect(earnedOf({ ...input, entry: { ...input.entry, quantityThisPeriod } }).work).toBe(cents("2000"));
  const subtotal = { quantity: millionths("3"), value: cents("100") };
  const ofThree = { ...input, subtotal, previous: nothingBefore, entry: entered({}) };
  expect(quantityToBill(ofThree, cents("50"))).toBe(millionths("1.5"));
});

test("corrections make a payment negative, and it is shown as the credit it is", () => {
  const earlier = amountLine("1000", nothingBefore, entered({ work: "500", rate: "5" }));
  const now = amountLine("1000", carriedForward(earlier), entered({ work: "-200", rate: "5" }));
  const previousCertificates = cents("475");
  const summary = summarize({ originalContractSum: cents("1000"), netChange: 0n, lines: [now], previousCertificates });
  expect(shown(summary)).toMatchObject({ "6": "285.00", "7": "475.00", "8": "-190.00", "9": "715.00" });
});

test("where less was certified than applied for, the rest comes back by itself in the next payment (massingbill)", () => {
  // Applied for 136,500.00 + 25,000.00; certified 136,500.00. Next, 100,000.00 more work at 5 %: 95,000.00 and the 25,000.00.
  const earned = { applied: cents("855000"), certifiedSoFar: cents("830000") };
  const earlier = amountLine("2000000", nothingBefore, entered({ work: "900000", rate: "5" }));
  expect(earlier.completedAndStored - earlier.retainageHeld).toBe(earned.applied);
  const now = amountLine("2000000", carriedForward(earlier), entered({ work: "100000", rate: "5" }));
  const summary = summarize({
    originalContractSum: cents("2000000"),
    netChange: 0n,
    lines: [now],
    previousCertificates: earned.certifiedSoFar,
  });
  expect(amountText(summary["8"])).toBe("120000.00");
});
