// What people bring as a schedule of values, good and bad. The good files are in `examples/`, with their sources.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { amountText, cents } from "../money/money.ts";
import { millionths } from "../money/ratio.ts";
import type { Reason } from "../refusal.ts";
import { imports } from "../words/en/imports.ts";
import { readScheduleFile } from "./schedule-import.csv.ts";
import { problemSentence } from "./schedule-import.ts";

const costCodes: ReadonlySet<string> = new Set(["01-100", "02-200"]);

function read(file: string | Uint8Array) {
  return readScheduleFile(typeof file === "string" ? new TextEncoder().encode(file) : file, costCodes);
}

/** A file of rows, with the usual names above. */
function rows(...lines: string[]): string {
  return ["Item,Description,Cost Code,Quantity,Unit,Unit Price,Amount", ...lines].join("\n");
}

/** What a problem says about place and given, the parts that stand in the tables below. */
function places(problems: readonly Reason[]) {
  return problems.map(({ code, row, column, given }) => ({
    code,
    ...(row === undefined ? {} : { row }),
    ...(column === undefined ? {} : { column }),
    ...(given === undefined ? {} : { given }),
  }));
}

function example(name: string): Uint8Array {
  return readFileSync(new URL(`../../examples/${name}`, import.meta.url));
}

describe("files from the examples", () => {
  test("Levelset template: four lines; the total row is compared and left out", () => {
    const { lines, total, problems, columns, separator } = read(example("levelset-template/schedule-of-values.csv"));
    expect(problems).toEqual([]);
    expect(separator).toBe(",");
    expect(columns).toEqual([
      { header: "Item No.", readAs: "item" },
      { header: "Description of Work", readAs: "description" },
      { header: "Scheduled Value", readAs: "amount" },
    ]);
    expect(
      lines.map(({ item, description, scheduledValue }) => [item, description, amountText(scheduledValue)]),
    ).toEqual([
      ["9970", "Demolition", "3000.00"],
      ["9955", "Drywall & Carpentry", "36000.00"],
      ["9940", "Doors & Hardware", "1000.00"],
      ["9943", "Electrical", "7000.00"],
    ]);
    expect(amountText(total)).toBe("47000.00");
  });

  test("PayAppPro: thirteen lines that add up", () => {
    const { lines, total, problems } = read(example("payapppro-toolkit/schedule-of-values.csv"));
    expect(problems).toEqual([]);
    expect(lines).toHaveLength(13);
    expect(amountText(total)).toBe("827000.00");
  });

  test("PayAppPro as published: its total leaves three lines out, which is said", () => {
    const { problems } = read(example("payapppro-toolkit/as-published.csv"));
    expect(places(problems)).toEqual([
      { code: "total_differs", row: 15, column: "Scheduled Value", given: "677000.00" },
    ]);
    expect(problemSentence(problems[0]!)).toBe(
      "Row 15, Scheduled Value: the total row says 677000.00, but the lines add up to 827000.00. Correct the lines, or take the total row out.",
    );
  });

  test("Carmel, Parcel 7C: semicolons, so that the comma of an amount stays in its cell", () => {
    const { lines, separator, problems } = read(example("carmel-parcel-7c/schedule-of-values.csv"));
    expect(problems).toEqual([]);
    expect(separator).toBe(";");
    expect(lines).toEqual([
      {
        item: "1",
        description: "Parcel 7C, electrical work",
        costCode: null,
        method: "amount",
        scheduledValue: cents("947700.00"),
        quantity: null,
        unit: null,
        unitPrice: null,
      },
    ]);
  });
});

describe("what is read", () => {
  test("a unit line is worth its quantity times its price, rounded once", () => {
    const { lines, problems } = read(rows('R-3,Planing,02-200,"228,179",SF,0.4,', "R-9,Sawcut,None,0.5,LF,0.01,0.01"));
    expect(problems).toEqual([]);
    expect(lines).toEqual([
      {
        item: "R-3",
        description: "Planing",
        costCode: "02-200",
        method: "unit",
        scheduledValue: cents("91271.60"),
        quantity: millionths("228179"),
        unit: "SF",
        unitPrice: millionths("0.4"),
      },
      {
        item: "R-9",
        description: "Sawcut",
        costCode: null,
        method: "unit",
        scheduledValue: cents("0.01"),
        quantity: millionths("0.5"),
        unit: "LF",
        unitPrice: millionths("0.01"),
      },
    ]);
  });

  test("an amount line keeps its unit, as LS", () => {
    const { lines } = read(rows("1,Mobilization,,,LS,,500.00"));
    expect(lines[0]).toMatchObject({ method: "amount", unit: "LS", quantity: null, scheduledValue: cents("500.00") });
  });

  test.each([
    ["commas", "Item,Description,Amount\n1,Demolition,5.00\n", ","],
    ["semicolons", "Item;Description;Amount\n1;Demolition;5.00\n", ";"],
    ["tabs", "Item\tDescription\tAmount\n1\tDemolition\t5.00\n", "\t"],
    ["commas inside a quoted name", '"Item";"Description";"Amount";"a,b,c,d,e"\n1;Demolition;5.00;\n', ";"],
    ["line ends of Windows", "Item,Description,Amount\r\n1,Demolition,5.00\r\n", ","],
    ["line ends of an old Mac", "Item,Description,Amount\r1,Demolition,5.00", ","],
    ["line ends mixed", "Item,Description,Amount\r\n1,Demolition,5.00\n\n", ","],
    ["blank rows before, between and after", "\n,,\nItem,Description,Amount\n\n1,Demolition,5.00\n,,\n", ","],
    ["a byte order mark", "\ufeffItem,Description,Amount\n1,Demolition,5.00", ","],
    ["other names, case and spaces", " ITEM  NO. ,description of  work,scheduledvalue\n1,Demolition,5.00", ","],
    ["a column with a number sign", "#,Description,Subtotal\n1,Demolition,5.00", ","],
    ["columns in another order", "Amount,Item,Description\n5.00,1,Demolition", ","],
    ["spaces around everything", "Item,Description,Amount\n 1 ,  Demolition ,\u00a05.00 ", ","],
    ["empty cells beyond the columns", "Item,Description,Amount\n1,Demolition,5.00,,,", ","],
    ["a total row", "Item,Description,Amount\n1,Demolition,5.00\n,GRAND TOTAL:,$5.00", ","],
    ["the total in the item's cell", "Item,Description,Amount\n1,Demolition,5.00\nTotal,,5.00", ","],
  ])("%s", (_, file, separator) => {
    const imported = read(file);
    expect(imported.problems).toEqual([]);
    expect(imported.separator).toBe(separator);
    expect(imported.lines).toMatchObject([{ item: "1", description: "Demolition", scheduledValue: 500n }]);
    expect(imported.total).toBe(500n);
  });

  test("UTF-16 with its mark, either way round", () => {
    const text = "\ufeffItem\tDescription\tAmount\r\n1\tBéton armé\t5.00\r\n";
    const little = new Uint8Array(Buffer.from(text, "utf16le"));
    const big = new Uint8Array(Buffer.from(text, "utf16le").swap16());
    for (const bytes of [little, big]) {
      expect(read(bytes)).toMatchObject({ separator: "\t", problems: [], lines: [{ description: "Béton armé" }] });
    }
  });

  test("a column nobody reads is shown as such", () => {
    const { columns, problems } = read("Item,Description,Amount,Sub Job,\n1,Demolition,5.00,East,x");
    expect(columns.slice(3)).toEqual([
      { header: "Sub Job", readAs: null },
      { header: "", readAs: null },
    ]);
    expect(problems).toEqual([]);
  });

  test.each(["=SUM(A1:A9)", "+1 floor", "-", "@home", "=cmd|'/c calc'!A0"])(
    "text that looks like a formula stays text: %s",
    (text) => {
      expect(read(`Item,Description,Amount\n1,"${text}",5.00`)).toMatchObject({
        problems: [],
        lines: [{ description: text }],
      });
    },
  );

  test("item numbers differ by every character, also in case and leading zeros", () => {
    const { lines, problems } = read("Item,Description,Amount\n1,a,1\n01,b,1\n1.0,c,1\nr-1,d,1\nR-1,e,1");
    expect(problems).toEqual([]);
    expect(lines).toHaveLength(5);
  });
});

describe("a file that cannot be taken", () => {
  const bytes = (...parts: (string | number[])[]) =>
    Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from(part))));
  const windows1252 = bytes(
    "Item,Description,Amount\n1,Demolition,5.00\n2,B",
    [0xe9],
    "ton,7.00\n3,Caf",
    [0xe9],
    ",1\n",
  );

  test.each<[string, string | Uint8Array, object[]]>([
    ["empty", "", [{ code: "empty_file" }]],
    ["a byte order mark alone", "\ufeff", [{ code: "empty_file" }]],
    ["blank rows alone", "\n  \n,,,\n", [{ code: "empty_file" }]],
    ["names alone", "Item,Description,Amount\n", [{ code: "no_lines" }]],
    ["names and a total alone", "Item,Description,Amount\n,Total,0.00", [{ code: "no_lines" }]],
    ["a workbook", bytes([0x50, 0x4b, 0x03, 0x04], "xl/workbook.xml"), [{ code: "not_text" }]],
    ["an old workbook", bytes([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]), [{ code: "not_text" }]],
    ["a PDF", bytes("%PDF-1.7\n", [0xe2, 0xe3]), [{ code: "not_text" }]],
    ["zero bytes", bytes("Item,Descr", [0], "iption,Amount\n1,a,5\n"), [{ code: "not_text" }]],
    ["zero and other bytes", bytes([0xff, 0, 0x80, 7]), [{ code: "not_text" }]],
    ["UTF-16 without its mark", new Uint8Array(Buffer.from("Item\tAmount", "utf16le")), [{ code: "not_text" }]],
    ["UTF-16 cut in the middle of a character", bytes([0xff, 0xfe, 0x49]), [{ code: "wrong_encoding_utf16" }]],
    ["Windows-1252", windows1252, [{ code: "wrong_encoding", row: 3, given: "0xE9" }]],
    [
      "UTF-8 cut in the middle of a character",
      bytes("Item\n1\nCaf", [0xc3]),
      [{ code: "wrong_encoding", row: 3, given: "0xC3" }],
    ],
    [
      "a quotation mark never closed",
      rows("1,Demolition,,,,,5.00", '2,"Drywall,,,,,7.00', "3,Doors,,,,,1.00"),
      [{ code: "quote_not_closed", row: 3 }],
    ],
    ["a quotation mark inside a cell", rows('1,12" pipe,,,,,5.00'), [{ code: "quote_misplaced", row: 2 }]],
    [
      "text after a closing quotation mark",
      rows("1,a,,,,,5.00", '2,"12" pipe,,,,,5.00'),
      [{ code: "quote_misplaced", row: 3 }],
    ],
  ])("%s", (_, file, problems) => {
    const imported = read(file);
    expect(places(imported.problems)).toEqual(problems);
    expect(imported.lines).toEqual([]);
    expect(imported.total).toBe(0n);
  });

  test("Windows-1252: the sentence says where, how often and what to do", () => {
    expect(problemSentence(read(windows1252).problems[0]!)).toBe(
      "Row 3: the file is not in UTF-8 (byte 0xE9 after “2,B”), on 2 rows. Save it as “CSV UTF-8”, so that accents and signs arrive as they are.",
    );
  });

  test("more than 5 MiB", () => {
    const imported = read(new Uint8Array(5 * 1024 * 1024 + 1).fill(0x61));
    expect(places(imported.problems)).toEqual([{ code: "file_too_large", given: "5242881" }]);
    expect(imported.problems[0]?.allowed).toBe("5242880 bytes");
  });

  test("10,000 lines are taken, 10,001 are not", () => {
    const lines = (count: number) => Array.from({ length: count }, (_, index) => `${index + 1},Line,,,,,1.00`);
    const whole = read(rows(...lines(10_000)));
    expect(whole.problems).toEqual([]);
    expect(amountText(whole.total)).toBe("10000.00");
    const over = read(rows(...lines(10_001)));
    expect(places(over.problems)).toEqual([{ code: "too_many_lines", given: "10001" }]);
    expect(over.problems[0]?.allowed).toBe("10000 lines");
  });
});

describe("columns that are not as they must be", () => {
  test("200 columns are taken, 201 are not", () => {
    const file = (count: number) => `Item,Description,Amount${",".repeat(count - 3)}\n1,a,5`;
    expect(read(file(200)).problems).toEqual([]);
    expect(places(read(file(201)).problems)).toEqual([{ code: "too_many_columns", given: "201" }]);
  });

  test.each<[string, string, object[]]>([
    ["no item number", "Description,Amount\na,5", [{ code: "column_missing", column: "Item" }]],
    ["no description", "Item,Amount\n1,5", [{ code: "column_missing", column: "Description" }]],
    ["nothing that gives a value", "Item,Description,Unit\n1,a,LS", [{ code: "column_missing", column: "Amount" }]],
    [
      "a quantity without a price",
      "Item,Description,Qty,Amount\n1,a,,5",
      [{ code: "column_missing", column: "Unit Price" }],
    ],
    ["a price without a quantity", "Item,Description,Price\n1,a,5", [{ code: "column_missing", column: "Quantity" }]],
    [
      "no names at all: the first row is a line already",
      "1,Demolition,5.00\n2,Drywall,7.00",
      [
        { code: "column_missing", column: "Item" },
        { code: "column_missing", column: "Description" },
        { code: "column_missing", column: "Amount" },
      ],
    ],
    ["one name twice", "Item,Description,Amount,amount\n1,a,5,5", [{ code: "column_twice", column: "amount" }]],
    [
      "two names for one thing",
      "Item,Description,Scheduled Value,Value\n1,a,5,5",
      [{ code: "column_twice", column: "Value" }],
    ],
  ])("%s", (_, file, problems) => {
    const imported = read(file);
    expect(places(imported.problems)).toEqual(problems);
    expect(imported.lines).toEqual([]);
  });

  test("a missing column is named with every name it may have", () => {
    expect(read("Item,Description\n1,a").problems).toEqual([
      {
        code: "column_missing",
        column: "Amount",
        allowed: "Amount, Scheduled Value, Value, Subtotal",
        values: { because: "noValue" },
      },
    ]);
  });
});

describe("rows that are not as they must be", () => {
  const at = (column: string, given: string | null, code: string, row = 2) => ({
    code,
    row,
    column,
    ...(given === null ? {} : { given }),
  });
  const long = (count: number) => "x".repeat(count);

  test.each<[string, string, object[]]>([
    // what                         the row                                       the problem
    ["12,5", '1,a,,,,,"12,5"', [at("Amount", "12,5", "number_comma")]],
    ["a decimal comma of a European", '1,a,,,,,"1.234,50"', [at("Amount", "1.234,50", "number_comma")]],
    ["1e3", "1,a,,,,,1e3", [at("Amount", "1e3", "number_exponent")]],
    ["more decimals than cents", "1,a,,,,,1.005", [at("Amount", "1.005", "number_too_many_decimals")]],
    ["abc", "1,a,,,,,abc", [at("Amount", "abc", "number_unreadable")]],
    ["--5", "1,a,,,,,--5", [at("Amount", "--5", "number_sign_twice")]],
    ["a percentage", "1,a,,,,,50%", [at("Amount", "50%", "number_percent")]],
    ["a dash for nothing", "1,a,,,,, $ - ", [at("Amount", "$ -", "number_dash")]],
    ["too large", "1,a,,,,,10000000000000000", [at("Amount", "10000000000000000", "number_too_large")]],
    ["a formula that failed", "1,a,,,,,#REF!", [at("Amount", "#REF!", "number_unreadable")]],
    ["seven decimals of a quantity", "1,a,,0.0000001,LF,5,", [at("Quantity", "0.0000001", "number_too_many_decimals")]],
    ["a price that is none", "1,a,,5,LF,abc,", [at("Unit Price", "abc", "number_unreadable")]],
    [
      "a value too large",
      "1,a,,999999999999,LF,999999999999,",
      [at("Unit Price", "999999999999 × 999999999999", "number_too_large")],
    ],
    ["no value at all", "1,a,,,,,", [at("Amount", null, "amount_missing")]],
    ["no item number", ",a,,,,,5", [at("Item", null, "value_missing")]],
    ["no description", "1,,,,,,5", [at("Description", null, "value_missing")]],
    ["a quantity without a price", "1,a,,5,LF,,", [at("Unit Price", null, "unit_price_missing")]],
    ["a price without a quantity", "1,a,,,LF,5,", [at("Quantity", null, "quantity_missing")]],
    [
      "an amount that its quantity and price do not make",
      "1,a,,5,LF,2.5,12.51",
      [at("Amount", "12.51", "amount_disagrees")],
    ],
    ["an amount of nothing where there is a value", "1,a,,5,LF,2.5,0.00", [at("Amount", "0.00", "amount_disagrees")]],
    ["an unknown cost code", "1,a,99-999,,,,5", [at("Cost Code", "99-999", "cost_code_unknown")]],
    [
      "a cost code in other letters",
      "1,a,01-100 General,,,,5",
      [at("Cost Code", "01-100 General", "cost_code_unknown")],
    ],
    ["an item number too long", `${long(61)},a,,,,,5`, [at("Item", "61", "text_too_long")]],
    ["a description too long", `1,${long(201)},,,,,5`, [at("Description", "201", "text_too_long")]],
    ["a unit too long", `1,a,,,${long(21)},,5`, [at("Unit", "21", "text_too_long")]],
    ["a description of two lines", '1,"a\nb",,,,,5', [at("Description", "U+000A", "text_control_character")]],
    ["a bell", "1,a\u0007,,,,,5", [at("Description", "U+0007", "text_control_character")]],
    ["writing turned round", "1,a\u202eb,,,,,5", [at("Description", "U+202E", "text_control_character")]],
    ["an amount cut by its comma", "1,a,,,,,1,234.50", [{ code: "cells_left_over", row: 2, given: "234.50" }]],
    ["two rows with one number", "1,a,,,,,5\n2,b,,,,,5\n1,c,,,,,5", [at("Item", "1", "item_twice", 4)]],
    ["a total that is not the sum", "1,a,,,,,5\n,Total,,,,,6", [at("Amount", "6.00", "total_differs", 3)]],
    ["a total of nothing", "1,a,,,,,5\n,Total,,,,,", [at("Amount", null, "value_missing", 3)]],
    ["a total that is no amount", "1,a,,,,,5\n,Total,,,,,abc", [at("Amount", "abc", "number_unreadable", 3)]],
    ["a sum of some lines among them", "1,a,,,,,5\n,Subtotal,,,,,5", [at("Item", null, "value_missing", 3)]],
  ])("%s", (_, lines, problems) => {
    const imported = read(rows(lines));
    expect(places(imported.problems)).toEqual(problems);
  });

  test("the lengths that are just right are taken", () => {
    expect(read(rows(`${long(60)},${long(200)},,1,${long(20)},5,`)).problems).toEqual([]);
  });

  test("both rows with one number are named", () => {
    const [problem] = read(rows("7,a,,,,,5", "8,b,,,,,5", "7,c,,,,,5")).problems;
    expect(problem).toMatchObject({ row: 4, values: { otherRow: 2 } });
    expect(problemSentence(problem!)).toBe(
      "Rows 2 and 4, Item: both are item “7”. Each line needs an item number of its own.",
    );
  });

  test("where semicolons separate, a comma that may be decimal is not guessed at", () => {
    const imported = read("Item;Description;Amount\n1;a;1,234\n2;b;12,5\n3;c;1,234.50");
    expect(places(imported.problems)).toEqual([
      { code: "number_comma_ambiguous", row: 2, column: "Amount", given: "1,234" },
      { code: "number_comma", row: 3, column: "Amount", given: "12,5" },
    ]);
    expect(imported.lines.map(({ item }) => item)).toEqual(["3"]);
  });

  test("rows are counted as a spreadsheet counts them, blank ones too", () => {
    expect(places(read("\nItem,Description,Amount\n\n1,a,abc").problems)).toEqual([
      { code: "number_unreadable", row: 4, column: "Amount", given: "abc" },
    ]);
  });

  test("the column is named as the file names it", () => {
    expect(read("item no.,DESCRIPTION OF WORK, Scheduled  Value \n1,a,abc").problems[0]?.column).toBe(
      "Scheduled  Value",
    );
  });

  test("everything that is wrong is said at once, and the good lines are shown", () => {
    const imported = read(rows("1,a,99,5,LF,1e3,abc", "2,b,,,,,7.00", ",,,,,,12%", "2,,None,,,,3.00,4"));
    expect(places(imported.problems)).toEqual([
      at("Cost Code", "99", "cost_code_unknown"),
      at("Amount", "abc", "number_unreadable"),
      at("Unit Price", "1e3", "number_exponent"),
      at("Item", null, "value_missing", 4),
      at("Description", null, "value_missing", 4),
      at("Amount", "12%", "number_percent", 4),
      { code: "cells_left_over", row: 5, given: "4" },
      at("Description", null, "value_missing", 5),
      at("Item", "2", "item_twice", 5),
    ]);
    expect(imported.lines.map(({ item }) => item)).toEqual(["2"]);
    expect(imported.total).toBe(700n);
  });

  test("lines that add up to more than an amount can be", () => {
    const most = "9999999999999999.99";
    expect(places(read(rows(`1,a,,,,,${most}`, `2,b,,,,,${most}`)).problems)).toEqual([
      { code: "total_too_large", given: "19999999999999999.98" },
    ]);
  });

  test("what was given is cut where it would fill the page", () => {
    expect(read(rows(`1,a,,,,,${long(5000)}`)).problems[0]?.given).toBe(`${long(79)}…`);
  });
});

describe("sentences", () => {
  const limits = { limit: 9, decimals: 2, count: 1, rows: 1, otherRow: 2 };
  const values = {
    kind: "pdf",
    after: "x",
    because: "needed",
    first: "A",
    meaning: "amount",
    quantity: "1",
    unitPrice: "1",
  };

  test.each(Object.keys(imports))("%s is a whole sentence with every gap filled", (code) => {
    const sentence = problemSentence({
      code,
      row: 4,
      column: "Amount",
      given: "abc",
      allowed: "1234.50",
      values: { ...limits, ...values },
    });
    expect(sentence).toMatch(/^[A-Z].*[.”]$/s);
    expect(sentence).not.toMatch(/[{}]| {2}|undefined/);
  });

  test("a number says how to write it", () => {
    expect(problemSentence(read(rows('1,a,,,,,"12,5"')).problems[0]!)).toBe(
      "Row 2, Amount: the comma in “12,5” separates no thousands. Decimals are written with a point: 1234.50, 1,234.50, $1,234.50, -1234.50 or (1,234.50).",
    );
  });

  test("a quotation mark says how to double it", () => {
    expect(problemSentence(read(rows('1,12" pipe,,,,,5')).problems[0]!)).toContain('"12"" pipe"');
  });
});
