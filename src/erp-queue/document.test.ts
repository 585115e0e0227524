// What an ERP is sent of a frozen invoice: the figures of a billing, of a release of retainage, and of a credit.
import { describe, expect, test } from "vitest";
import { exampleDocument } from "../connectors/example-document.ts";
import { plainTerms, termsShown } from "../contract/billing-terms.ts";
import type { FrozenInvoice, FrozenLine } from "../invoice/frozen.ts";
import {
  computeLine,
  type LineEntered,
  type LinePrevious,
  nothingBefore,
  nothingEntered,
  summarize,
} from "../invoice/totals.ts";
import { cents, sum } from "../money/money.ts";
import { millionths, percent } from "../money/ratio.ts";
import { type Chosen, documentKey, documentOf, erpNumber } from "./document.ts";

const chosen: Chosen = {
  number: "2977J-01",
  postingOn: "2026-01-31",
  customer: { code: "OWN-001", name: "San Francisco Public Works" },
  job: { code: "P-1001", name: "2977J Paul Avenue" },
};
const version = { key: "DB-example-0001", number: 1, contentHash: "0".repeat(64) };
const fivePercent = { rateWork: percent("5"), rateMaterials: percent("5") };
const nothing: LineEntered = { ...nothingEntered, ...fivePercent };

function line(
  item: string,
  description: string,
  entered: Partial<LineEntered>,
  {
    unitPrice = null,
    previous = nothingBefore,
    applied,
  }: { unitPrice?: bigint | null; previous?: LinePrevious; applied?: FrozenLine["appliedPrevious"] } = {},
): FrozenLine {
  const entry = { ...nothing, ...entered };
  const figures = computeLine({
    lineId: `line-${item}`,
    scheduledValue: cents("138000.00"),
    unitPrice,
    previous,
    entry,
  });
  const { rateWork, rateMaterials, releasedWork, releasedMaterials } = entry;
  const rates = { rateWork, rateMaterials, releasedWork, releasedMaterials };
  const unit = unitPrice === null ? null : "SF";
  const shown = { item, description, costCode: null, changeOrderNumber: null, unit, unitPrice, isTaxable: true };
  return { ...figures, ...rates, ...shown, appliedPrevious: applied ?? appliedAsCertified(previous) };
}

const appliedAsCertified = ({ work, materials, retainage }: LinePrevious) => ({
  completedAndStored: work + materials,
  retainageHeld: retainage,
});

function frozen(lines: readonly FrozenLine[], previousCertificates = 0n): FrozenInvoice {
  return {
    layout: 2,
    rules: "2026-11",
    invoice: {
      id: "i",
      number: "1",
      position: 1,
      billedOn: "2026-01-31",
      periodFrom: "2026-01-01",
      periodTo: "2026-01-31",
      dueOn: "2026-03-02",
    },
    project: { id: "p", number: "2977J", name: "2977J Paul Avenue" },
    contract: {
      id: "c",
      number: "2977J",
      title: "Pavement renovation and sewer replacement",
      currency: "USD",
      ownerId: null,
      ownerName: null,
    },
    terms: termsShown(plainTerms),
    changeOrders: [],
    isFinal: false,
    below: { deductions: [], advance: null, tax: null, escrow: null, funds: [], payable: 0n },
    lines,
    summary: summarize({ originalContractSum: cents("414000.00"), netChange: 0n, lines, previousCertificates }),
    attachments: [],
  };
}

test("the first payment of the contract of public record", () => {
  const lines = [
    line("R-1", "Traffic control for roadway work", { workThisPeriod: cents("2760.00") }),
    line(
      "R-8",
      "3 1/2-inch thick concrete sidewalk",
      { quantityThisPeriod: millionths("468.5") },
      { unitPrice: millionths("12") },
    ),
    line("G-9", "Material stored on site", { materialsStored: cents("1240.50") }),
    line("R-10", "Untouched", {}),
  ];
  const document = documentOf(frozen(lines), version, chosen);
  const example = exampleDocument();
  expect(document.totals).toEqual(example.totals);
  expect({ ...document, lines: [] }).toEqual({ ...example, lines: [] });
  expect(document.lines.map(({ item }) => item)).toEqual(["R-1", "R-8", "G-9"]);
  expect(document.lines[1]).toEqual(example.lines[1]);
  expect(document.lines[2]).toMatchObject({
    billedThisPeriod: 124_050n,
    workThisPeriod: 0n,
    materialsStored: 124_050n,
  });
  expect(sum(document.lines.map((one) => one.billedThisPeriod - one.retainageThisPeriod))).toBe(document.totals.due);
});

const before: LinePrevious = { ...nothingBefore, work: cents("10000.00"), retainage: cents("500.00") };

describe("a later period", () => {
  test("a release of retainage alone is billed though no work was done", () => {
    const lines = [line("R-1", "Work", { releasedWork: cents("300.00") }, { previous: before })];
    const document = documentOf(frozen(lines, cents("9500.00")), version, chosen);
    expect(document.kind).toBe("invoice");
    expect(document.lines).toHaveLength(1);
    expect(document.totals).toEqual({
      billedThisPeriod: 0n,
      retainageWithheld: 0n,
      retainageReleased: 30_000n,
      retainageHeld: 20_000n,
      tax: 0n,
      due: 30_000n,
    });
    expect(document.lines[0]).toMatchObject({ retainageThisPeriod: -30_000n, retainageHeld: 20_000n });
  });

  test("work and a release in one: each stands for itself", () => {
    const entered = { workThisPeriod: cents("1000.00"), releasedWork: cents("300.00") };
    const document = documentOf(
      frozen([line("R-1", "Work", entered, { previous: before })], 950_000n),
      version,
      chosen,
    );
    expect(document.totals).toMatchObject({
      billedThisPeriod: 100_000n,
      retainageWithheld: 5_000n,
      retainageReleased: 30_000n,
      due: 125_000n,
    });
  });

  test("work taken back is a credit", () => {
    const entered = { workThisPeriod: cents("-450.00") };
    const document = documentOf(
      frozen([line("R-9", "Curb", entered, { previous: before })], 950_000n),
      version,
      chosen,
    );
    expect(document.kind).toBe("credit");
    expect(document.totals).toMatchObject({ billedThisPeriod: -45_000n, retainageWithheld: -2_250n, due: -42_750n });
  });
});

test("the same version and choices make the same document; where nothing was cut, what is due is line 8", () => {
  const invoice = frozen([line("R-1", "Work", { workThisPeriod: cents("100.00") })]);
  expect(documentOf(invoice, version, chosen)).toEqual(documentOf(invoice, version, chosen));
  expect(documentOf(invoice, version, chosen).totals.due).toBe(invoice.summary["8"]);
  const later = frozen([line("R-1", "Work", { workThisPeriod: cents("100.00") }, { previous: before })], 950_000n);
  expect(documentOf(later, version, chosen).totals.due).toBe(later.summary["8"]);
});

test("what was certified for less is posted once: as it was applied for", () => {
  // Applied for 12,000.00 and posted; 10,000.00 was certified. The next application asks for what was cut again.
  const applied = { completedAndStored: cents("12000.00"), retainageHeld: cents("600.00") };
  const lines = [line("R-1", "Work", { workThisPeriod: cents("3000.00") }, { previous: before, applied })];
  const invoice = frozen(lines, cents("9500.00"));
  expect(invoice.summary["8"]).toBe(cents("2850.00"));
  const { totals, lines: sent } = documentOf(invoice, version, chosen);
  expect(totals).toMatchObject({ billedThisPeriod: 100_000n, retainageWithheld: 5_000n, due: 95_000n });
  expect(sent).toMatchObject([
    { billedThisPeriod: 100_000n, retainageThisPeriod: 5_000n, completedAndStored: 1_300_000n },
  ]);
  // A line on which only the cut is asked for again has been posted already.
  const again = line("R-2", "Work", { workThisPeriod: cents("2000.00") }, { previous: before, applied });
  expect(documentOf(frozen([again], cents("9500.00")), version, chosen).lines).toEqual([]);
});

test("tax of the period goes along, on what was applied for", () => {
  const tax = { rate: "8", base: "gross", onRelease: "alreadyTaxed", rounding: "invoice" } as const;
  const invoice = frozen([line("R-1", "Work", { workThisPeriod: cents("1000.00") }, { previous: before })], 950_000n);
  const taxed = { ...invoice, terms: { ...termsShown(plainTerms), tax } };
  expect(documentOf(taxed, version, chosen).totals).toMatchObject({ tax: 8_000n, due: 95_000n + 8_000n });
  const untaxable = { ...taxed, lines: taxed.lines.map((one) => ({ ...one, isTaxable: false })) };
  expect(documentOf(untaxable, version, chosen).totals).toMatchObject({ tax: 0n, due: 95_000n });
});

test("key and number", () => {
  const key = documentKey("0193d1f2-aaaa-7bbb-8ccc-0123456789ab", "9f8e7d6c-0000-4000-8000-000000000000");
  expect(key).toBe("DB-0193d1f2aaaa7bbb8ccc0123456789ab-9f8e");
  expect(key.length).toBeLessThanOrEqual(40);
  const parts = { job: "P-1001", contract: "2977J", application: 3, number: "INV-3" };
  expect(erpNumber("{job}-{application}", parts)).toBe("P-1001-3");
  expect(erpNumber("{contract}/{number}/{other}", parts)).toBe("2977J/INV-3/{other}");
});
