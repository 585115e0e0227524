// The bytes of a schedule of values file, as a spreadsheet saves them: from bytes to text, from text to rows. What the
// rows mean is in `schedule-import.ts`.
import { CsvError, parse } from "csv-parse/sync";
import type { Reason } from "../refusal.ts";
import { importAllowed } from "../words/en/imports.ts";
import { fill } from "../words/say.ts";
import {
  columnMeaning,
  importLimits,
  readScheduleRows,
  type ScheduleImport,
  type Separator,
  unreadable,
} from "./schedule-import.ts";

/** Reads a whole file. `costCodes` are the company's. */
export function readScheduleFile(bytes: Uint8Array, costCodes: ReadonlySet<string>): ScheduleImport {
  const decoded = decode(bytes);
  if ("problem" in decoded) return unreadable([decoded.problem]);
  const separator = separatorOf(decoded.text);
  const read = readRows(decoded.text, separator);
  return "problem" in read ? unreadable([read.problem], separator) : readScheduleRows(read.rows, separator, costCodes);
}

function decode(bytes: Uint8Array): { text: string } | { problem: Reason } {
  const limit = importLimits.bytes;
  if (bytes.length === 0) return { problem: { code: "empty_file" } };
  if (bytes.length > limit) {
    const allowed = fill(importAllowed.bytes, { limit });
    return { problem: { code: "file_too_large", given: String(bytes.length), allowed, values: { limit } } };
  }
  const kind = kindOf(bytes);
  if (kind !== null) return { problem: { code: "not_text", values: { kind } } };
  const wide = startsWith(bytes, [0xff, 0xfe]) ? "utf-16le" : startsWith(bytes, [0xfe, 0xff]) ? "utf-16be" : null;
  const text = wide === null ? decodedAs("utf-8", bytes) : decodedAs(wide, bytes);
  if (text === null) return { problem: wide === null ? notUtf8(bytes) : wideBroken };
  if (text.includes("\0")) return { problem: { code: "not_text", values: { kind: "other" } } };
  return { text };
}

const wideBroken: Reason = { code: "wrong_encoding_utf16", allowed: importAllowed.encoding };

/** What the file is where it is plainly no text at all. */
function kindOf(bytes: Uint8Array): "workbook" | "pdf" | null {
  const isZip = startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]);
  const isOldWorkbook = startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0]);
  if (isZip || isOldWorkbook) return "workbook";
  return startsWith(bytes, [0x25, 0x50, 0x44, 0x46, 0x2d]) ? "pdf" : null;
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte);
}

/** The text without its byte order mark, or null where the bytes are not in that encoding. */
function decodedAs(encoding: "utf-8" | "utf-16le" | "utf-16be", bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    // The decoder throws this, and only this, for bytes that are not in the encoding.
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** Where the bytes stop being UTF-8: the first row, the byte, the text before it, and how many rows are so. */
function notUtf8(bytes: Uint8Array): Reason {
  // A file of zeros is no text in any encoding that can be told from the bytes.
  if (bytes.includes(0)) return { code: "not_text", values: { kind: "other" } };
  const bad = linesOf(bytes)
    .map((line, index) => ({ line, row: index + 1 }))
    .filter(({ line }) => decodedAs("utf-8", line) === null);
  const [first] = bad;
  if (first === undefined) return { code: "wrong_encoding", allowed: importAllowed.encoding };
  const wholeCharacters = charactersBeforeDamage(first.line);
  const byte = first.line[wholeCharacters.bytes] ?? 0;
  const given = `0x${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  const after = wholeCharacters.text.slice(-20).trim() || "none";
  return {
    code: "wrong_encoding",
    row: first.row,
    given,
    allowed: importAllowed.encoding,
    values: { rows: bad.length, after },
  };
}

function linesOf(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  let start = 0;
  while (start <= bytes.length) {
    const end = bytes.indexOf(0x0a, start);
    if (end === -1) {
      lines.push(bytes.subarray(start));
      break;
    }
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return lines;
}

/** The longest beginning of a line that is UTF-8. */
function charactersBeforeDamage(line: Uint8Array): { text: string; bytes: number } {
  // A beginning that is not UTF-8 does not become so by going on, so the place can be found by halving. A beginning may
  // end within a character, hence `stream`.
  const begins = (length: number) => {
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(line.subarray(0, length), { stream: true });
      return true;
    } catch (error) {
      if (error instanceof TypeError) return false;
      throw error;
    }
  };
  let good = 0;
  let beyond = line.length + 1;
  while (beyond - good > 1) {
    const middle = Math.floor((good + beyond) / 2);
    if (begins(middle)) good = middle;
    else beyond = middle;
  }
  for (let length = good; length > 0; length -= 1) {
    const text = decodedAs("utf-8", line.subarray(0, length));
    if (text !== null) return { text, bytes: length };
  }
  return { text: "", bytes: 0 };
}

const separators: readonly Separator[] = [",", ";", "\t"];

/** The separator by which the row of names has the most columns we know, then the most columns; a comma where nothing tells. */
function separatorOf(text: string): Separator {
  const fromTheNames = text.replace(/^[\s,;]+/, "").slice(0, 100_000);
  const found = separators.map((separator) => {
    const read = readRows(fromTheNames, separator, 1);
    const [cells = []] = "rows" in read ? read.rows : [];
    return { separator, known: cells.filter((cell) => columnMeaning(cell) !== null).length, count: cells.length };
  });
  const [best] = found.toSorted((a, b) => b.known - a.known || b.count - a.count);
  return best?.separator ?? ",";
}

function readRows(text: string, separator: Separator, firstRows?: number): { rows: string[][] } | { problem: Reason } {
  try {
    const rows = parse(text, {
      delimiter: separator,
      record_delimiter: ["\r\n", "\n", "\r"],
      // Rows of other lengths are judged with the columns' names at hand, and blank rows count as rows.
      relax_column_count: true,
      ...(firstRows === undefined ? {} : { to: firstRows }),
    });
    return { rows };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const row = (typeof error.records === "number" ? error.records : 0) + 1;
    switch (error.code) {
      case "CSV_QUOTE_NOT_CLOSED":
        return { problem: { code: "quote_not_closed", row } };
      case "INVALID_OPENING_QUOTE":
      case "CSV_INVALID_CLOSING_QUOTE":
        return { problem: { code: "quote_misplaced", row } };
      default:
        throw error;
    }
  }
}
