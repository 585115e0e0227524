// A schedule of values out of a spreadsheet: from the rows of a file to the lines of a contract, or to everything that
// is wrong with them. All problems are found at once, each with its row, its column, what was given and what is taken;
// nothing is guessed, and a file with one problem imports nothing.
import { amountText, type Cents, centsMax, sum } from "../money/money.ts";
import { extended, type Millionths, numberText } from "../money/ratio.ts";
import type { Reason } from "../refusal.ts";
import { importAllowed, importColumns, imports } from "../words/en/imports.ts";
import { fill } from "../words/say.ts";
import { type CommaSense, readTypedAmount, readTypedNumber, type TypedNumberProblem } from "./read-number.ts";

export type Separator = "," | ";" | "\t";

export type ImportedLine = Readonly<{
  item: string;
  costCode: string | null;
  description: string;
  method: "amount" | "unit";
  scheduledValue: Cents;
  quantity: Millionths | null;
  unit: string | null;
  unitPrice: Millionths | null;
}>;

export type ScheduleImport = Readonly<{
  separator: Separator;
  /** Every column of the file in its order; `readAs` null: nobody reads it. */
  columns: readonly { header: string; readAs: string | null }[];
  /** The lines that could be read. Where there are problems they are shown, and never saved. */
  lines: readonly ImportedLine[];
  total: Cents;
  problems: readonly Reason[];
}>;

export type ImportProblem = keyof typeof imports;

export const importLimits = {
  bytes: 5 * 1024 * 1024,
  lines: 10_000,
  columns: 200,
  item: 60,
  description: 200,
  unit: 20,
} as const;

/** The names that columns have in the files people bring, the one to recommend first. Case, spaces and a full stop at the end do not matter. */
export const columnNames = {
  item: ["Item", "Item No", "Item Number", "Item #", "#", "No"],
  description: ["Description", "Description of Work"],
  costCode: ["Cost Code", "Cost Code Number", "Budget Code"],
  amount: ["Amount", "Scheduled Value", "Value", "Subtotal"],
  quantity: ["Quantity", "Qty"],
  unit: ["Unit", "UOM"],
  unitPrice: ["Unit Price", "Unit Cost", "Price"],
} as const satisfies Record<keyof typeof importColumns, readonly [string, ...string[]]>;

type Field = keyof typeof columnNames;
const fields = Object.keys(columnNames) as Field[];

/** What a column's name means, or null. */
export function columnMeaning(header: string): Field | null {
  const wanted = comparable(header);
  return fields.find((field) => columnNames[field].some((name) => comparable(name) === wanted)) ?? null;
}

function comparable(header: string): string {
  return header.replace(/\s/g, "").replace(/\.$/, "").toLowerCase();
}

/** The problem as a sentence for people. */
export function problemSentence(problem: Reason): string {
  const message: string = imports[problem.code as ImportProblem];
  const { row = 0, column = "", given = "", allowed = "", values = {} } = problem;
  return fill(message, { row, column, given, allowed, ...values });
}

/** A file of which nothing could be read, for reasons that concern it as a whole. */
export function unreadable(problems: readonly Reason[], separator: Separator = ","): ScheduleImport {
  return { separator, columns: [], lines: [], total: 0n, problems };
}

/**
 * Reads the rows of a file. The first row that is not blank has the columns' names. Rows are counted as a spreadsheet
 * counts them: from one, with the names, blank rows too.
 */
export function readScheduleRows(
  rows: readonly (readonly string[])[],
  separator: Separator,
  costCodes: ReadonlySet<string>,
): ScheduleImport {
  const headerAt = rows.findIndex((cells) => !isBlank(cells));
  if (headerAt === -1) return unreadable([{ code: "empty_file" }], separator);

  const names = rows[headerAt] ?? [];
  if (names.length > importLimits.columns) {
    const limit = importLimits.columns;
    const allowed = fill(importAllowed.columns, { limit });
    return unreadable(
      [{ code: "too_many_columns", given: String(names.length), allowed, values: { limit } }],
      separator,
    );
  }

  const { columns, place, problems } = readHeader(names);
  const below = rows
    .map((cells, index) => ({ cells, row: index + 1 }))
    .slice(headerAt + 1)
    .filter(({ cells }) => !isBlank(cells));
  if (below.length === 0) problems.push({ code: "no_lines" });
  if (below.length > importLimits.lines) {
    const limit = importLimits.lines;
    const allowed = fill(importAllowed.lines, { limit });
    problems.push({ code: "too_many_lines", given: String(below.length), allowed, values: { limit } });
    return { separator, columns, lines: [], total: 0n, problems };
  }

  const commas: CommaSense = separator === ";" ? "ambiguous" : "thousands";
  const isWhole = problems.length === 0;
  const lines: ImportedLine[] = [];
  const totals: { row: number; amount: Cents }[] = [];
  const rowOfItem = new Map<string, number>();
  let broken = 0;

  for (const { cells, row } of below) {
    const reading = readerOf({ cells, row, columns, place, commas });
    reading.refuseCellsLeftOver();
    if (isTotalRow(reading.text)) {
      const amount = reading.amount("amount");
      if (amount !== null) totals.push({ row, amount });
      else if (place.amount !== undefined && reading.text("amount") === "") reading.note("value_missing", "amount", {});
    } else {
      const line = readLine(reading, costCodes);
      if (line !== null && reading.problems.length === 0 && isWhole) lines.push(line);
      else broken += 1;

      const item = reading.text("item");
      const otherRow = rowOfItem.get(item);
      if (otherRow !== undefined) reading.note("item_twice", "item", { given: item, values: { otherRow } });
      else if (item !== "") rowOfItem.set(item, row);
    }
    problems.push(...reading.problems);
  }

  const total = sum(lines.map((line) => line.scheduledValue));
  // A total can be compared only with a sum that is known.
  if (broken === 0 && isWhole) {
    for (const { row, amount } of totals) {
      if (amount === total) continue;
      const column = columns[place.amount ?? 0]?.header ?? "";
      problems.push({ code: "total_differs", row, column, given: amountText(amount), allowed: amountText(total) });
    }
    if (below.length > 0 && lines.length === 0) problems.push({ code: "no_lines" });
  }
  if (total > centsMax || total < -centsMax) {
    problems.push({ code: "total_too_large", given: amountText(total), allowed: importAllowed.largestAmount });
  }
  return { separator, columns, lines, total, problems };
}

type Columns = ScheduleImport["columns"];
type Place = Readonly<Partial<Record<Field, number>>>;

function readHeader(cells: readonly string[]): { columns: Columns; place: Place; problems: Reason[] } {
  const problems: Reason[] = [];
  const place: Partial<Record<Field, number>> = {};
  const columns = cells.map((cell, index) => {
    const header = shortened(cell.trim());
    const readAs = columnMeaning(cell);
    if (readAs === null) return { header, readAs };
    const earlier = place[readAs];
    if (earlier !== undefined) {
      const first = shortened(cells[earlier]?.trim() ?? "");
      problems.push({ code: "column_twice", column: header, values: { first, meaning: importColumns[readAs] } });
      return { header, readAs: null };
    }
    place[readAs] = index;
    return { header, readAs };
  });

  const missing = (field: Field, because: string) => {
    const [column] = columnNames[field];
    const allowed = columnNames[field].join(", ");
    problems.push({ code: "column_missing", column, allowed, values: { because } });
  };
  const has = (field: Field) => place[field] !== undefined;
  if (!has("item")) missing("item", "needed");
  if (!has("description")) missing("description", "needed");
  if (has("quantity") && !has("unitPrice")) missing("unitPrice", "quantityWithoutPrice");
  if (has("unitPrice") && !has("quantity")) missing("quantity", "priceWithoutQuantity");
  if (!has("amount") && !has("quantity") && !has("unitPrice")) missing("amount", "noValue");
  return { columns, place, problems };
}

/** One row being read: its cells by meaning, and the problems found in it. */
type RowReading = Readonly<{
  problems: Reason[];
  has: (field: Field) => boolean;
  text: (field: Field) => string;
  shortText: (field: "item" | "description" | "unit") => string;
  amount: (field: Field) => Cents | null;
  number: (field: Field) => Millionths | null;
  note: (code: ImportProblem, field: Field | null, more: Omit<Reason, "code" | "row" | "column">) => void;
  refuseCellsLeftOver: () => void;
}>;

function readerOf(from: {
  cells: readonly string[];
  row: number;
  columns: Columns;
  place: Place;
  commas: CommaSense;
}): RowReading {
  const { cells, row, columns, place, commas } = from;
  const problems: Reason[] = [];

  const text: RowReading["text"] = (field) => {
    const at = place[field];
    return at === undefined ? "" : (cells[at] ?? "").trim();
  };
  const note: RowReading["note"] = (code, field, more) => {
    const at = field === null ? undefined : place[field];
    const column = at === undefined ? undefined : columns[at]?.header;
    problems.push({ code, row, ...(column === undefined ? {} : { column }), ...more });
  };
  const noteNumber = (problem: TypedNumberProblem, field: Field, kind: "amount" | "number") => {
    const values = { decimals: kind === "amount" ? 2 : 6 };
    const allowed = problem === "number_too_large" ? importAllowed.largestAmount : importAllowed[kind];
    note(problem, field, { given: shortened(text(field)), allowed, values });
  };

  return {
    problems,
    has: (field) => place[field] !== undefined,
    text,
    note,
    shortText: (field) => {
      const value = text(field);
      const limit = importLimits[field];
      const unprintable = unprintableIn(value);
      if (unprintable !== null) note("text_control_character", field, { given: unprintable });
      if (value.length > limit) {
        const allowed = fill(importAllowed.text, { limit });
        note("text_too_long", field, { given: String(value.length), allowed, values: { limit } });
      }
      return value;
    },
    amount: (field) => {
      if (text(field) === "") return null;
      const read = readTypedAmount(text(field), commas);
      if ("cents" in read) return read.cents;
      noteNumber(read.problem, field, "amount");
      return null;
    },
    number: (field) => {
      if (text(field) === "") return null;
      const read = readTypedNumber(text(field), commas);
      if ("millionths" in read) return read.millionths;
      noteNumber(read.problem, field, "number");
      return null;
    },
    refuseCellsLeftOver: () => {
      const leftOver = cells.slice(columns.length).filter((cell) => cell.trim() !== "");
      if (leftOver.length === 0) return;
      const given = shortened(leftOver.map((cell) => cell.trim()).join(" "));
      note("cells_left_over", null, { given, values: { count: leftOver.length } });
    },
  };
}

function readLine(reading: RowReading, costCodes: ReadonlySet<string>): ImportedLine | null {
  const { has, text, note } = reading;
  const item = reading.shortText("item");
  const description = reading.shortText("description");
  const unit = reading.shortText("unit") || null;
  for (const field of ["item", "description"] as const) {
    if (has(field) && text(field) === "") note("value_missing", field, {});
  }

  const code = text("costCode");
  const costCode = code === "" || code.toLowerCase() === "none" ? null : code;
  if (costCode !== null && !costCodes.has(costCode)) {
    note("cost_code_unknown", "costCode", { given: shortened(costCode), allowed: importAllowed.costCode });
  }

  const amount = reading.amount("amount");
  const quantity = reading.number("quantity");
  const unitPrice = reading.number("unitPrice");
  const isUnitLine = text("quantity") !== "" || text("unitPrice") !== "";
  const named = { item, costCode, description, unit };

  if (!isUnitLine) {
    if (amount !== null) return { ...named, method: "amount", scheduledValue: amount, quantity: null, unitPrice: null };
    const field = has("amount") ? "amount" : null;
    if (text("amount") === "" && (has("amount") || has("quantity"))) note("amount_missing", field, {});
    return null;
  }
  if (has("quantity") && text("quantity") === "") note("quantity_missing", "quantity", {});
  if (has("unitPrice") && text("unitPrice") === "") note("unit_price_missing", "unitPrice", {});
  if (quantity === null || unitPrice === null) return null;

  const scheduledValue = extended(quantity, unitPrice, "halfAwayFromZero");
  if (scheduledValue > centsMax || scheduledValue < -centsMax) {
    const given = shortened(`${text("quantity")} × ${text("unitPrice")}`);
    note("number_too_large", "unitPrice", { given, allowed: importAllowed.largestAmount });
  }
  if (amount !== null && amount !== scheduledValue) {
    const values = { quantity: numberText(quantity), unitPrice: numberText(unitPrice) };
    note("amount_disagrees", "amount", { given: amountText(amount), allowed: amountText(scheduledValue), values });
  }
  return { ...named, method: "unit", scheduledValue, quantity, unitPrice };
}

/** A row of sums, as spreadsheets have at the end: no item, "Total" for a description (or the other way round), an amount. */
function isTotalRow(text: RowReading["text"]): boolean {
  const names = [text("item"), text("description")].filter((name) => name !== "");
  const [name = ""] = names;
  const isTotal = names.length === 1 && /^(grand\s+)?totals?\s*:?$/i.test(name);
  return isTotal && text("quantity") === "" && text("unitPrice") === "";
}

function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === "");
}

/** The first character that no form can print on one line, as "U+000A"; also those that turn the direction of writing. */
function unprintableIn(text: string): string | null {
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const isControl = code < 0x20 || (code >= 0x7f && code <= 0x9f);
    const isBreak = code === 0x2028 || code === 0x2029;
    const turnsDirection = (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
    if (isControl || isBreak || turnsDirection) return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  }
  return null;
}

/** What was given, short enough to stand in a sentence. */
function shortened(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}
