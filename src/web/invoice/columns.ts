// The columns of the continuation sheet, with the letters that the trade knows them by.
import { invoiceScreens } from "../../words/en/invoice-screens.ts";
import { type EntryColumn, entryColumns } from "./sheet.ts";

export const columnKeys = [
  "item",
  "description",
  "scheduledValue",
  "workPrevious",
  "quantityThisPeriod",
  "workThisPeriod",
  "materialsStored",
  "completedAndStored",
  "percentComplete",
  "balanceToFinish",
  "retainageRateWork",
  "retainageRateMaterials",
  "releasedWork",
  "releasedMaterials",
  "adjusted",
  "retainageHeld",
] as const;
export type ColumnKey = (typeof columnKeys)[number];

/** In pixels. */
export const columnWidths: Record<ColumnKey, number> = {
  item: 68,
  description: 220,
  scheduledValue: 116,
  workPrevious: 116,
  quantityThisPeriod: 110,
  workThisPeriod: 116,
  materialsStored: 110,
  completedAndStored: 116,
  percentComplete: 78,
  balanceToFinish: 116,
  retainageRateWork: 100,
  retainageRateMaterials: 100,
  releasedWork: 108,
  releasedMaterials: 108,
  adjusted: 108,
  retainageHeld: 116,
};

export const columnLetters: Partial<Record<ColumnKey, string>> = {
  item: "A",
  description: "B",
  scheduledValue: "C",
  workPrevious: "D",
  workThisPeriod: "E",
  materialsStored: "F",
  completedAndStored: "G",
  percentComplete: "G ÷ C",
  balanceToFinish: "H",
  retainageHeld: "I",
};

export const columnLabels: Record<ColumnKey, string> = {
  item: invoiceScreens.columnItem,
  description: invoiceScreens.columnDescription,
  scheduledValue: invoiceScreens.columnScheduledValue,
  workPrevious: invoiceScreens.columnWorkPrevious,
  quantityThisPeriod: invoiceScreens.columnQuantityThisPeriod,
  workThisPeriod: invoiceScreens.columnWorkThisPeriod,
  materialsStored: invoiceScreens.columnMaterialsStored,
  completedAndStored: invoiceScreens.columnCompletedAndStored,
  percentComplete: invoiceScreens.columnPercentComplete,
  balanceToFinish: invoiceScreens.columnBalanceToFinish,
  retainageRateWork: invoiceScreens.columnRetainageRateWork,
  retainageRateMaterials: invoiceScreens.columnRetainageRateMaterials,
  releasedWork: invoiceScreens.columnReleasedWork,
  releasedMaterials: invoiceScreens.columnReleasedMaterials,
  adjusted: invoiceScreens.columnAdjusted,
  retainageHeld: invoiceScreens.columnRetainageHeld,
};

/** Columns that are there where they say something. */
export function columnsFor(has: Readonly<{ unitLines: boolean; adjustments: boolean }>): readonly ColumnKey[] {
  return columnKeys.filter(
    (column) => (column !== "quantityThisPeriod" || has.unitLines) && (column !== "adjusted" || has.adjustments),
  );
}

export function isEntryColumn(column: ColumnKey): column is EntryColumn {
  return entryColumns.some((each) => each === column);
}

/** Columns that stay in sight when the sheet is moved sideways. */
export const stickyColumns: readonly ColumnKey[] = ["item", "description"];
