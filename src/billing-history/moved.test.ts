// A correction of application 1 of three, seen before it is made.
import { describe, expect, test } from "vitest";
import { compute } from "./compute.ts";
import { movedFigures, movedJson, movedTable } from "./moved.ts";
import { readHistory } from "./read.yaml.ts";

const billed = (first: string) => {
  const read = readHistory(`
currency: USD
contract:
  retainage: { work: "10", stored: "10" }
  lines:
    - { item: "1", description: Site work, scheduledValue: "100000.00" }
    - { item: "2", description: Steel, scheduledValue: "50000.00" }
applications:
  - { number: 1, periodTo: 2026-01-31, lines: [{ item: "1", workThisPeriod: "${first}" }] }
  - { number: 2, periodTo: 2026-02-28, lines: [{ item: "2", workThisPeriod: "5000.00" }] }
  - { number: 3, periodTo: 2026-03-31, lines: [{ item: "1", workToDate: "60000.00" }] }
`);
  if ("problems" in read) throw new Error(JSON.stringify(read.problems));
  return compute(read.history);
};

describe("application 1 billed 1,000.00 too much", () => {
  const moved = movedFigures(billed("21000.00"), billed("20000.00"));
  const of = (application: string) =>
    moved.filter((one) => one.application === application).map(({ item, figure }) => `${item ?? ""}${figure}`);

  test("moves it, and every later application by what it carries", () => {
    expect(of("1")).toEqual(["4", "5a", "5", "6", "8", "9", "certified", "payable", "1E", "1G", "1H", "1I"]);
    // Its own work stays as it was; what it starts from does not.
    expect(of("2")).toEqual(["4", "5a", "5", "6", "7", "9", "1D", "1G", "1H", "1I"]);
    // Billed to date: it makes up for the difference, and stands where it stood.
    expect(of("3")).toEqual(["7", "8", "certified", "payable", "1D", "1E"]);
  });

  test("with the figures before and after", () => {
    expect(movedJson(moved)).toMatchObject({
      moved: expect.arrayContaining([
        { application: "1", item: null, figure: "8", before: "18900.00", after: "18000.00" },
        { application: "3", item: null, figure: "8", before: "35100.00", after: "36000.00" },
        { application: "3", item: "1", figure: "E", before: "39000.00", after: "40000.00" },
      ]),
    });
    expect(movedTable(moved)).toMatch(/Application 3 +line 8 +35,100\.00 +36,000\.00 +900\.00\n/);
  });

  test("and its reversal cancels it", () => {
    expect(movedFigures(billed("21000.00"), billed("21000.00"))).toEqual([]);
    const back = movedFigures(billed("20000.00"), billed("21000.00"));
    expect(back).toEqual(moved.map((one) => ({ ...one, before: one.after, after: one.before })));
  });
});

test("an application that one of them lacks stands against nothing", () => {
  const whole = billed("21000.00");
  const moved = movedFigures({ ...whole, applications: whole.applications.slice(0, 2) }, whole);
  expect(new Set(moved.map(({ application, before }) => `${application} ${before}`))).toEqual(new Set(["3 null"]));
});
