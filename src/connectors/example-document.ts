// A document with real figures, for the connectors' contract suite and for a dry run of a new connection: the first
// payment of San Francisco Public Works contract 2977J on three of its bid items (quantities as measured), 5 % withheld.
import { cents } from "../money/money.ts";
import { millionths } from "../money/ratio.ts";
import type { ErpDocument, ErpLine } from "./connector.ts";

/** `overrides` replaces whole fields, for instance `key` and `number`. */
export function exampleDocument(overrides: Partial<ErpDocument> = {}): ErpDocument {
  const lines = [
    line("R-1", "Traffic control for roadway work", "2760.00", "138.00", null),
    line("R-8", "3 1/2-inch thick concrete sidewalk", "5622.00", "281.10", ["468.5", "SF", "12"]),
    line("G-9", "Material stored on site", "1240.50", "62.03", null),
  ];
  return {
    layout: 1,
    key: "DB-example-0001",
    version: 1,
    contentHash: "0".repeat(64),
    kind: "invoice",
    number: "2977J-01",
    application: 1,
    invoiceNumber: "1",
    customer: { code: "OWN-001", name: "San Francisco Public Works" },
    job: { code: "P-1001", name: "2977J Paul Avenue" },
    contract: { number: "2977J", title: "Pavement renovation and sewer replacement" },
    currency: "USD",
    billedOn: "2026-01-31",
    dueOn: "2026-03-02",
    postingOn: "2026-01-31",
    periodFrom: "2026-01-01",
    periodTo: "2026-01-31",
    lines,
    totals: {
      billedThisPeriod: cents("9622.50"),
      retainageWithheld: cents("481.13"),
      retainageReleased: 0n,
      retainageHeld: cents("481.13"),
      tax: 0n,
      due: cents("9141.37"),
    },
    ...overrides,
  };
}

function line(
  item: string,
  description: string,
  billed: string,
  retainage: string,
  unit: [string, string, string] | null,
): ErpLine {
  return {
    lineId: `line-${item}`,
    item,
    costCode: null,
    description,
    billedThisPeriod: cents(billed),
    workThisPeriod: cents(billed),
    workToDate: cents(billed),
    materialsStored: 0n,
    completedAndStored: cents(billed),
    quantityThisPeriod: unit === null ? null : millionths(unit[0]),
    unit: unit === null ? null : unit[1],
    unitPrice: unit === null ? null : millionths(unit[2]),
    retainageThisPeriod: cents(retainage),
    retainageHeld: cents(retainage),
  };
}
