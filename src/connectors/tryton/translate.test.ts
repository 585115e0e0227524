import { describe, expect, it } from "vitest";
import { amountText, cents } from "../../money/money.ts";
import type { ErpDocument } from "../connector.ts";
import { exampleDocument } from "../example-document.ts";
import {
  centsOf,
  dateTag,
  dayOf,
  decimalTag,
  foundFrom,
  invoiceDescription,
  invoiceValues,
  linesSent,
  numberIn,
  ownProblems,
  type Targets,
} from "./translate.ts";

const targets: Targets = {
  company: 1,
  party: 2,
  address: 3,
  currency: 4,
  journal: 5,
  receivable: 6,
  paymentTerm: 7,
  revenue: 8,
  retainage: 9,
  tax: 10,
  job: { root: 11, account: 12 },
};

function withTotals(more: Partial<ErpDocument["totals"]>): ErpDocument {
  const document = exampleDocument();
  return { ...document, totals: { ...document.totals, ...more } };
}

describe("amounts", () => {
  it.each([
    ["9141.37", "9141.37"],
    ["0", "0.00"],
    ["-0.05", "-0.05"],
    ["125000.0000", "125000.00"],
    ["1E+3", "1000.00"],
    ["1.25E+2", "125.00"],
    ["0E-8", "0.00"],
    ["-1203.0700", "-1203.07"],
    ["9999999999999999.99", "9999999999999999.99"],
  ])("reads Tryton's %s as %s", (decimal, amount) => {
    const read = centsOf({ __class__: "Decimal", decimal });
    expect(read === null ? null : amountText(read)).toBe(amount);
  });

  it.each([["0.001"], ["NaN"], ["Infinity"], ["1,000.00"], [""], ["1E+99"], ["10000000000000000.00"]])(
    "does not take %j for cents",
    (decimal) => expect(centsOf({ __class__: "Decimal", decimal })).toBeNull(),
  );

  it.each([[12.5], ["12.50"], [null], [{ decimal: "12.50" }]])("does not take %j for a decimal", (value) => {
    expect(centsOf(value)).toBeNull();
  });

  it.each(["0.00", "-0.01", "0.10", "1234567890123456.78", "-987654321.99"])("carries %s there and back", (amount) => {
    expect(decimalTag(cents(amount))).toEqual({ __class__: "Decimal", decimal: amount });
    expect(centsOf(decimalTag(cents(amount)))).toBe(cents(amount));
  });
});

describe("days", () => {
  it.each(["2026-01-31", "2024-02-29", "0999-12-01"])("carries %s there and back", (day) => {
    expect(dayOf(dateTag(day))).toBe(day);
  });

  it.each([[null], ["2026-01-31"], [{ __class__: "datetime", year: 2026, month: 1, day: 31 }]])(
    "does not take %j for a day",
    (value) => expect(dayOf(value)).toBeNull(),
  );
});

describe("the lines", () => {
  it("are what was billed, and what was withheld", () => {
    expect(
      linesSent(exampleDocument()).map((line) => [line.lineId, line.description, amountText(line.amount)]),
    ).toEqual([
      ["line-R-1", "R-1 Traffic control for roadway work", "2760.00"],
      ["line-R-8", "R-8 3 1/2-inch thick concrete sidewalk", "5622.00"],
      ["line-G-9", "G-9 Material stored on site", "1240.50"],
      [null, "Less retainage withheld", "-481.13"],
    ]);
  });

  it("show what was released, and tax, on lines of their own", () => {
    const document = withTotals({ retainageReleased: cents("100.00"), tax: cents("8.25"), due: cents("9249.62") });
    expect(
      linesSent(document)
        .slice(3)
        .map((line) => [line.description, amountText(line.amount)]),
    ).toEqual([
      ["Less retainage withheld", "-481.13"],
      ["Retainage released", "100.00"],
      ["Tax", "8.25"],
    ]);
  });

  it("hold no character that Tryton's database or its printed invoice refuses", () => {
    const [first] = exampleDocument().lines;
    const described = { ...first!, item: "R\u00001", description: "Pipe\r\n12\u000b in \ud800 Béton 混凝土 😀 " };
    const document = { ...exampleDocument(), lines: [described, ...exampleDocument().lines.slice(1)] };
    expect(linesSent(document)[0]?.description).toBe("R 1 Pipe 12 in \ufffd Béton 混凝土 😀");
  });

  it("that do not add up to what is due are a defect", () => {
    const document = withTotals({ due: 1n });
    expect(() => linesSent(document)).toThrow();
    expect(() => invoiceValues(document, targets)).toThrow();
  });
});

describe("what is sent", () => {
  it("is a customer invoice under our key, with the job on every line", () => {
    const values = invoiceValues(exampleDocument(), targets);
    expect(values).toMatchObject({
      type: "out",
      company: 1,
      party: 2,
      invoice_address: 3,
      currency: 4,
      journal: 5,
      account: 6,
      reference: "DB-example-0001",
      description: "2977J-01 | Application 1 | 2977J Pavement renovation and sewer replacement",
      invoice_date: { __class__: "date", year: 2026, month: 1, day: 31 },
      accounting_date: null,
      payment_term: null,
      payment_term_date: { __class__: "date", year: 2026, month: 3, day: 2 },
      taxes: [["create", []]],
    });
    const [[, lines]] = values.lines as [[string, Record<string, unknown>[]]];
    expect(lines.map((line) => [line.account, (line.unit_price as { decimal: string }).decimal])).toEqual([
      [8, "2760.00"],
      [8, "5622.00"],
      [8, "1240.50"],
      [9, "-481.13"],
    ]);
    for (const line of lines) {
      expect(line.analytic_accounts).toEqual([["create", [{ root: 11, account: 12 }]]]);
      expect(line.quantity).toBe(1);
    }
  });

  it("puts tax on the tax account, with what it is on", () => {
    const values = invoiceValues(withTotals({ tax: cents("8.25"), due: cents("9149.62") }), targets);
    expect(values.taxes).toEqual([
      [
        "create",
        [
          {
            description: "Tax",
            account: 10,
            base: { __class__: "Decimal", decimal: "9141.37" },
            amount: { __class__: "Decimal", decimal: "8.25" },
            manual: true,
            sequence: 1,
          },
        ],
      ],
    ]);
  });

  it("has an accounting date of its own only where it differs, and the customer's terms where nothing is due", () => {
    const values = invoiceValues({ ...exampleDocument(), postingOn: "2026-02-01", dueOn: null }, targets);
    expect(values.accounting_date).toEqual({ __class__: "date", year: 2026, month: 2, day: 1 });
    expect([values.payment_term, values.payment_term_date]).toEqual([7, null]);
  });

  it("bears our number where it can be read back", () => {
    expect(numberIn(invoiceDescription({ ...exampleDocument(), number: "2977J 1/A" }))).toBe("2977J 1/A");
    expect(numberIn("somebody's own words")).toBeNull();
  });
});

describe("what is wrong with a document before anybody asks Tryton", () => {
  it.each<[string, Partial<ErpDocument>, [string, string, string][]]>([
    ["nothing", {}, []],
    ["no number", { number: "" }, [["number", "data", "number_missing"]]],
    ["a long number", { number: "9".repeat(41) }, [["number", "data", "number_too_long"]]],
    ["a number with a bar", { number: "1|2" }, [["number", "data", "number_not_valid"]]],
    [
      "a customer that is not linked",
      { customer: { code: "", name: "x" } },
      [["customer", "mapping", "customer_not_linked"]],
    ],
    ["a job that is not linked", { job: { code: "", name: "x" } }, [["job", "mapping", "job_not_linked"]]],
    [
      "days that are none",
      { billedOn: "2026-02-30", postingOn: "", dueOn: "31/01/2026" },
      [
        ["billedOn", "data", "not_a_day"],
        ["postingOn", "data", "not_a_day"],
        ["dueOn", "data", "not_a_day"],
      ],
    ],
    ["totals", { totals: withTotals({ due: 1n }).totals }, [["totals.due", "defect", "does_not_add_up"]]],
  ])("%s", (_what, overrides, expected) => {
    const problems = ownProblems(exampleDocument(overrides));
    expect(problems.map((one) => [one.field, one.class, one.code])).toEqual(expected);
  });
});

describe("what is found", () => {
  const decimal = (text: string) => ({ __class__: "Decimal", decimal: text });
  /** As Tryton 6.0 answers `search_read` with the fields we ask for. */
  const row = {
    id: 7,
    number: "INV-2026-00001",
    state: "posted",
    reference: "DB-example-0001",
    description: "2977J-01 | Application 1 | 2977J",
    total_amount: decimal("112500.00"),
    invoice_date: { __class__: "date", year: 2026, month: 1, day: 10 },
    accounting_date: { __class__: "date", year: 2026, month: 2, day: 10 },
    "move.": { id: 3, date: { __class__: "date", year: 2026, month: 2, day: 11 } },
    "party.": { id: 2, code: "OWN-001" },
    "currency.": { id: 1, code: "USD" },
    "lines.": [
      {
        id: 1,
        type: "line",
        description: "Work",
        amount: decimal("125000.00"),
        "analytic_accounts.": [{ id: 1, "account.": { id: 2, code: "P-1001" } }],
      },
      { id: 2, type: "comment", description: "Thank you", amount: null, "analytic_accounts.": [] },
      {
        id: 3,
        type: "line",
        description: "Less",
        amount: decimal("-12508.25"),
        "analytic_accounts.": [{ id: 2, "account.": { id: 2, code: "P-1001" } }],
      },
    ],
    "taxes.": [{ id: 1, description: "Tax", amount: decimal("8.25") }],
  };
  const noLink = () => null;

  it("is the document, its amounts and the job", () => {
    expect(foundFrom(row, (erpId) => `see ${erpId}`)).toEqual({
      erpId: "7",
      key: "DB-example-0001",
      number: "INV-2026-00001",
      state: "posted",
      total: cents("112500.00"),
      lineCount: 3,
      currency: "USD",
      customerCode: "OWN-001",
      jobCode: "P-1001",
      billedOn: "2026-01-10",
      postedOn: "2026-02-11",
      lines: [
        { erpLineId: "1", description: "Work", amount: cents("125000.00") },
        { erpLineId: "3", description: "Less", amount: cents("-12508.25") },
        { erpLineId: "tax-1", description: "Tax", amount: cents("8.25") },
      ],
      link: "see 7",
    });
  });

  it.each([
    ["draft", "draft"],
    ["validated", "draft"],
    ["posted", "posted"],
    ["paid", "paid"],
    ["cancelled", "cancelled"],
  ])("in Tryton's state %s is %s", (state, ours) => {
    expect(foundFrom({ ...row, state }, noLink)?.state).toBe(ours);
  });

  it("is dated by its accounting date, or its own, until it has a move", () => {
    const draft = { ...row, state: "draft", number: null, "move.": null };
    expect(foundFrom(draft, noLink)).toMatchObject({ number: null, postedOn: "2026-02-10" });
    expect(foundFrom({ ...draft, accounting_date: null }, noLink)?.postedOn).toBe("2026-01-10");
  });

  it("names every job where there is more than one", () => {
    const other = {
      ...row["lines."][0],
      id: 9,
      "analytic_accounts.": [{ id: 4, "account.": { id: 3, code: "P-0002" } }],
    };
    expect(foundFrom({ ...row, "lines.": [...row["lines."], other] }, noLink)?.jobCode).toBe("P-0002, P-1001");
    expect(foundFrom({ ...row, "lines.": [] }, noLink)?.jobCode).toBeNull();
  });

  it.each<[string, unknown]>([
    ["a state nobody knows", { ...row, state: "sent" }],
    ["a total that is no amount", { ...row, total_amount: 12.5 }],
    ["a line without an amount", { ...row, "lines.": [{ id: 1, type: "line", description: "x", amount: null }] }],
    ["no id", { ...row, id: null }],
    ["nothing", null],
  ])("is not made up from %s", (_what, given) => expect(foundFrom(given, noLink)).toBeNull());
});
