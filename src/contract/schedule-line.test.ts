import { describe, expect, test } from "vitest";
import { cents } from "../money/money.ts";
import { millionths } from "../money/ratio.ts";
import { sentenceOf } from "../words/reasons.ts";
import { orderShown, statusClosedBecause, totalProblems, withStatus } from "./change-order.ts";
import { readChanges } from "./change-order-change.ts";
import type { ChangeOrderStatus } from "./contract.ts";
import {
  type LinesChangeOrder,
  plainLine,
  readLines,
  type ScheduleLine,
  scheduleSums,
  valueWith,
} from "./schedule-line.ts";
import { NewScheduleLine } from "./wire.ts";

const nothingAround = { costCodes: new Set<string>(), itemsTaken: new Map(), funds: ["City", "State"] };
const read = (...entered: object[]) =>
  readLines(
    entered.map((line, index) => NewScheduleLine.parse({ item: `${index + 1}`, description: "Line", ...line })),
    nothingAround,
  );
const told = ({ problems }: ReturnType<typeof read>) => problems.map(({ code, field }) => [code, field]);

const order = (number: string, status: ChangeOrderStatus = "approved"): LinesChangeOrder => ({
  id: number,
  number,
  title: `Order ${number}`,
  status,
  approvedOn: null,
});
const line = (id: string, more: Partial<ScheduleLine> = {}): ScheduleLine => ({
  ...plainLine,
  id,
  item: id,
  position: 1,
  costCode: null,
  description: "Line",
  method: "amount",
  scheduledValue: cents("10000.00"),
  quantity: null,
  unit: null,
  unitPrice: null,
  changeOrder: null,
  rates: null,
  changes: [],
  ...more,
});
const changeBy = (changeOrder: LinesChangeOrder, amount: string, quantity: string | null = null) => ({
  changeOrder,
  amount: cents(amount),
  quantity: quantity === null ? null : millionths(quantity),
});
const unitLine = (more: Partial<ScheduleLine> = {}) =>
  line("U", {
    method: "unit",
    scheduledValue: cents("100.00"),
    quantity: millionths("50"),
    unit: "LF",
    unitPrice: millionths("2"),
    ...more,
  });

describe("a line as entered", () => {
  test.each<[string, object, [value: string, isSubtotalGiven: boolean]]>([
    ["12.5 at 0.30", { quantity: "12.5", unitPrice: "0.3" }, ["3.75", false]],
    ["the same, said", { quantity: "12.5", unitPrice: "0.3", scheduledValue: "3.75" }, ["3.75", false]],
    ["another value", { quantity: "12.5", unitPrice: "0.3", scheduledValue: "3.76" }, ["3.76", true]],
    ["an amount", { scheduledValue: "-5.00" }, ["-5.00", false]],
  ])("%s", (_name, entered, [value, isSubtotalGiven]) => {
    expect(read(entered)).toMatchObject({
      problems: [],
      lines: [{ scheduledValue: cents(value), isSubtotalGiven, ownRates: null, isTaxable: true, funds: {} }],
    });
  });

  test("a value for a quantity of nothing is refused", () => {
    const entered = read({ quantity: "0", unitPrice: "3", scheduledValue: "5.00" });
    expect(told(entered)).toEqual([["line_value_without_quantity", "lines.0.scheduledValue"]]);
  });

  test("rates of its own are both or none, and percentages", () => {
    const value = { scheduledValue: "1.00" };
    const entered = read(
      { ...value, retainageOnWork: "7.5", retainageOnMaterials: "0" },
      { ...value, retainageOnWork: "7.5" },
      { ...value, retainageOnWork: "101", retainageOnMaterials: "-0.000001" },
    );
    expect(entered.lines[0]?.ownRates).toEqual({ work: millionths("7.5"), materials: 0n });
    expect(told(entered)).toEqual([
      ["rates_half_given", "lines.1.retainageOnMaterials"],
      ["retainage_out_of_range", "lines.2.retainageOnWork"],
      ["retainage_out_of_range", "lines.2.retainageOnMaterials"],
    ]);
  });

  test("funds are the contract's, and come to the scheduled value", () => {
    const entered = read(
      { scheduledValue: "1000.00", funds: { City: "1200.00", State: "-200.00" } },
      { scheduledValue: "1000.00", funds: { City: "600.00", County: "300.00" } },
      { quantity: "12.5", unitPrice: "0.3", funds: { City: "3.75" } },
    );
    expect(entered.lines[0]?.funds).toEqual({ City: 1200_00n, State: -200_00n });
    expect(entered.problems.map(sentenceOf)).toEqual([
      "Line 2: the contract has no fund “County”. Allowed: City, State.",
      "Line 2: the funds come to 900.00, and the scheduled value is 1000.00. The difference is 100.00.",
    ]);
  });
});

describe("what a line is worth", () => {
  const changes = [changeBy(order("7"), "-400.00"), changeBy(order("8"), "50.00")];

  test.each<[string[], string]>([
    [[], "10000.00"],
    [["7"], "9600.00"],
    [["8"], "10050.00"],
    [["7", "8", "9"], "9650.00"],
  ])("with %j entered it is %s", (entered, value) => {
    const worth = valueWith(line("1", { changes }), new Set(entered));
    expect(worth).toEqual({ scheduledValue: cents(value), quantity: null, subtotal: null });
  });

  test("of a unit line the quantity follows, and a given value with it", () => {
    const measured = unitLine({ changes: [changeBy(order("7"), "20.00", "10")] });
    expect(valueWith(measured, new Set(["7"]))).toEqual({
      scheduledValue: cents("120.00"),
      quantity: millionths("60"),
      subtotal: null,
    });
    const given = { ...measured, scheduledValue: cents("101.00"), isSubtotalGiven: true };
    expect(valueWith(given, new Set(["7"])).subtotal).toEqual({ quantity: millionths("60"), value: cents("121.00") });
    const takenAway = { ...given, changes: [changeBy(order("7"), "-100.00", "-50")] };
    expect(valueWith(takenAway, new Set(["7"])).subtotal).toBeNull();
  });

  test("sums count approved change orders: their lines, and what they change on lines that count", () => {
    const draft = order("8", "draft");
    const lines = [
      line("1", { changes: [changeBy(order("7"), "-400.00"), changeBy(draft, "5000.00")] }),
      line("2", { changeOrder: order("7"), scheduledValue: cents("250.00") }),
      line("3", { changeOrder: draft, scheduledValue: cents("9.00"), changes: [changeBy(order("7"), "1.00")] }),
    ];
    expect(scheduleSums(lines)).toEqual({
      original: cents("10000.00"),
      approvedChangeOrders: cents("-150.00"),
      revised: cents("9850.00"),
    });
    expect(scheduleSums(withStatus(lines, "8", "approved")).revised).toBe(cents("14860.00"));
    const shown = orderShown({ ...order("7"), contractId: "c", rates: null }, lines);
    expect(shown).toMatchObject({ amount: "-149.00", changes: [{ item: "1", amount: "-400.00" }, { item: "3" }] });
  });
});

describe("a change of a standing line", () => {
  const lines = [
    line("A"),
    unitLine(),
    line("P", { changeOrder: order("5", "pending") }),
    line("V", { changeOrder: order("6") }),
  ];

  test("is an amount, or a quantity at the line's price", () => {
    const { changes, problems } = readChanges(
      [
        { lineId: "A", amount: "-400.00" },
        { lineId: "U", quantity: "12.345" },
        { lineId: "V", amount: "0.01" },
      ],
      lines,
    );
    expect(problems).toEqual([]);
    expect(changes).toEqual([
      { lineId: "A", amount: cents("-400.00"), quantity: null },
      { lineId: "U", amount: cents("24.69"), quantity: millionths("12.345") },
      { lineId: "V", amount: 1n, quantity: null },
    ]);
  });

  test("every problem is found", () => {
    const { changes, problems } = readChanges(
      [
        { lineId: "X", amount: "1.00" },
        { lineId: "P", amount: "1.00" },
        { lineId: "A" },
        { lineId: "A", amount: "1.00", quantity: "1" },
        { lineId: "A", quantity: "3" },
        { lineId: "U", quantity: "999999999999" },
      ],
      lines.map((one) => (one.id === "U" ? { ...one, unitPrice: millionths("999999999999") } : one)),
    );
    expect(changes).toEqual([]);
    expect(problems.map(({ code, field }) => [code, field])).toEqual([
      ["change_line_unknown", "changes.0.lineId"],
      ["change_line_not_standing", "changes.1.lineId"],
      ["change_needs_one", "changes.2.amount"],
      ["change_needs_one", "changes.3.amount"],
      ["change_line_twice", "changes.3.lineId"],
      ["change_quantity_without_price", "changes.4.quantity"],
      ["change_line_twice", "changes.4.lineId"],
      ["change_too_large", "changes.5.quantity"],
    ]);
    for (const problem of problems) expect(sentenceOf(problem)).not.toContain("{");
  });

  test("no line may come to more than fits, though the contract does", () => {
    const most = cents("9999999999999999.99");
    const raised = line("A", { scheduledValue: most, changes: [changeBy(order("7"), "0.01")] });
    const lowered = line("B", { scheduledValue: -most });
    expect(totalProblems([raised, lowered]).map(({ code }) => code)).toEqual(["total_too_large"]);
    expect(totalProblems([{ ...raised, changes: [] }, lowered])).toEqual([]);
  });
});

describe("a status of a change order", () => {
  const statuses: ChangeOrderStatus[] = ["draft", "pending", "approved", "rejected", "void"];
  const free = { lines: [line("1", { changeOrder: order("7") })], opening: null, carriedBy: 0 };
  const seven = (status: ChangeOrderStatus) => ({ ...order("7", status), contractId: "c", rates: null });
  const codes = (...asked: Parameters<typeof statusClosedBecause>) =>
    statusClosedBecause(...asked).map((one) => one.code);

  test.each(statuses.flatMap((from) => statuses.map((to) => [from, to] as const)))("from %s to %s", (from, to) => {
    const expected =
      from === "void" ? ["change_order_void"] : from === "approved" && to !== "void" ? ["change_order_final"] : [];
    expect(codes(seven(from), to, free)).toEqual(expected);
  });

  test("void is closed by what stands on it: invoices, change orders, the opening", () => {
    const changed = line("1", { changeOrder: order("7"), changes: [changeBy(order("8"), "1.00")] });
    const none = { workToDate: 0n, quantityToDate: null, materialsStored: 0n, retainageHeld: null };
    const opening = { certified: null, lines: [{ ...none, lineId: "1" }] };
    expect(codes(seven("approved"), "void", { lines: [changed], opening, carriedBy: 2 })).toEqual([
      "change_order_billed",
      "change_order_changed",
      "change_order_in_opening",
    ]);
  });

  test("approval is closed while a line that it changes does not count", () => {
    const changed = line("1", { changeOrder: order("6", "void"), changes: [changeBy(order("7", "draft"), "1.00")] });
    const around = { ...free, lines: [changed] };
    expect(statusClosedBecause(seven("draft"), "approved", around).map(sentenceOf)).toEqual([
      "It changes line “1” of change order 6, which is Void. Only a line that counts can be changed.",
    ]);
    expect(codes(seven("draft"), "void", around)).toEqual([]);
  });
});
