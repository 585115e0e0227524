// What stands in a cell of the continuation sheet, for eyes and for screen readers.
import { percentComplete } from "../../invoice/totals.ts";
import { amountShown } from "../../money/money.ts";
import { numberText, percentShown } from "../../money/ratio.ts";
import { invoiceScreens as words } from "../../words/en/invoice-screens.ts";
import { fill } from "../../words/say.ts";
import { type ColumnKey, columnLabels, isEntryColumn } from "./columns.ts";
import type { EntryProblem } from "./entry.ts";
import {
  type EntryColumn,
  entryKinds,
  entryText,
  type Problem,
  percentOfSums,
  type SheetLine,
  type Sums,
  takesEntry,
} from "./sheet.ts";

/** The form people read: amounts with separators, rates with a percent sign. */
export function cellShown(line: SheetLine, column: ColumnKey): string {
  if (isEntryColumn(column)) {
    const bad = line.bad[column];
    if (bad !== undefined) return bad.text;
  }
  const { shown, figures, input } = line;
  switch (column) {
    case "item":
      return shown.item;
    case "description":
      return shown.description;
    case "quantityThisPeriod":
      return figures.quantityThisPeriod === null ? "" : grouped(numberText(figures.quantityThisPeriod));
    case "percentComplete": {
      const percent = percentComplete(figures);
      return percent === null ? words.cellNotApplicable : `${percentShown(percent)}%`;
    }
    // The rates it withholds at: those entered, or those of a step of the contract that this application takes.
    case "retainageRateWork":
      return rateShown(numberText(figures.withholding.rates.work), figures.withholding.frozen !== null);
    case "retainageRateMaterials":
      return rateShown(numberText(figures.withholding.rates.materials), figures.withholding.frozen !== null);
    case "releasedWork":
    case "releasedMaterials":
    case "adjusted":
      return amountShown(input.entry[column]);
    default:
      return amountShown(figures[column]);
  }
}

/** What is frozen is held as it stands, whatever the rate. */
function rateShown(rate: string, isFrozen: boolean): string {
  return isFrozen ? fill(words.cellFrozen, { rate }) : `${rate}%`;
}

/** The form that goes to a spreadsheet, or is there when a cell is opened for editing. */
export function cellPlain(line: SheetLine, column: ColumnKey): string {
  if (isEntryColumn(column)) return entryText(line, column);
  if (column === "item" || column === "description") return line.shown[column];
  return plainNumber(cellShown(line, column));
}

/** "(1,234.50)" as "-1234.50". */
export function plainNumber(shown: string): string {
  return shown.replaceAll(",", "").replace(/^\((.*)\)$/, "-$1");
}

export function totalShown(sums: Sums, column: ColumnKey): string {
  switch (column) {
    case "item":
    case "description":
    case "quantityThisPeriod":
    case "retainageRateWork":
    case "retainageRateMaterials":
      return "";
    case "percentComplete": {
      const percent = percentOfSums(sums);
      return percent === null ? words.cellNotApplicable : `${percentShown(percent)}%`;
    }
    default:
      return amountShown(sums[column]);
  }
}

/** A price has at least two decimals: "0.2" as "0.20". */
function priceText(price: string): string {
  const [whole = "", decimals = ""] = price.split(".");
  return `${whole}.${decimals.padEnd(2, "0")}`;
}

/** "1200.5" as "1,200.5". */
function grouped(text: string): string {
  const [whole = "", decimals] = text.split(".");
  const separated = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return decimals === undefined ? separated : `${separated}.${decimals}`;
}

/** "1,200 CY at 12.50", of a unit line. */
export function unitShown({ shown }: SheetLine): string | null {
  if (shown.unitPrice === null || shown.scheduledQuantity === null) return null;
  return fill(words.unitLine, {
    quantity: grouped(shown.scheduledQuantity),
    unit: shown.unit ?? "",
    price: grouped(priceText(shown.unitPrice)),
  });
}

const spokenNames: Partial<Record<ColumnKey, string>> = {
  percentComplete: words.columnNamePercentComplete,
  retainageRateWork: words.columnNameRetainageRateWork,
  retainageRateMaterials: words.columnNameRetainageRateMaterials,
  releasedWork: words.columnNameReleasedWork,
  releasedMaterials: words.columnNameReleasedMaterials,
  adjusted: words.columnNameAdjusted,
};

/** The column's name where there is no room to save. */
export function columnName(column: ColumnKey): string {
  return spokenNames[column] ?? columnLabels[column];
}

/** Holds everything that the cell shows, so that it can be called by what is read on it. */
export function cellName(line: SheetLine, column: ColumnKey): string {
  const unit = column === "description" ? unitShown(line) : null;
  const shown = unit === null ? cellShown(line, column) : `${cellShown(line, column)} ${unit}`;
  return fill(words.cellName, {
    column: columnName(column),
    item: line.shown.item,
    value: shown === "" ? words.cellEmpty : shown,
  });
}

const problemMessages: Record<EntryProblem, string> = {
  blank: words.problemBlank,
  not_a_number: words.problemNotANumber,
  separators: words.problemSeparators,
  too_many_decimals: words.problemTooManyDecimals,
  too_large: words.problemTooLarge,
  out_of_range: words.problemOutOfRange,
};

const allowed = {
  amount: words.allowedAmount,
  quantity: words.allowedQuantity,
  percent: words.allowedPercent,
  rate: words.allowedRate,
} as const;

export function allowedIn(column: EntryColumn): string {
  return allowed[entryKinds[column]];
}

/** Field, what was given, and what is allowed. */
export function problemShown({
  column,
  item,
  text,
  problem,
}: Pick<Problem, "column" | "item" | "text" | "problem">): string {
  return fill(problemMessages[problem], { column: columnName(column), item, given: text, allowed: allowedIn(column) });
}

export function isEntryCell(line: SheetLine, column: ColumnKey): column is EntryColumn {
  return isEntryColumn(column) && takesEntry(line, column);
}
