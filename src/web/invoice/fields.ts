// What a reason may be about, and what it is called: a field of the application's header, or a column of a line.
import { invoiceScreens as words } from "../../words/en/invoice-screens.ts";
import { columnName } from "./cell.ts";
import { type ColumnKey, columnKeys } from "./columns.ts";

export const headerFields = ["number", "period", "billedOn", "summary", "attachments"] as const;
export type HeaderField = (typeof headerFields)[number];

/** The columns that a reason about a line can point at; the others follow from them. */
export const lineFields = [
  "scheduledValue",
  "workPrevious",
  "quantityThisPeriod",
  "workThisPeriod",
  "materialsStored",
  "completedAndStored",
  "retainageRateWork",
  "retainageRateMaterials",
  "releasedWork",
  "releasedMaterials",
  "adjusted",
  "retainageHeld",
] as const satisfies readonly ColumnKey[];

const headerNames: Record<HeaderField, string> = {
  number: words.aboutNumber,
  period: words.aboutPeriod,
  billedOn: words.aboutBilledOn,
  summary: words.aboutSummary,
  attachments: words.aboutAttachments,
};

/** Its name on the screen; a field that is not known here is called as it was given. */
export function fieldName(field: string): string {
  const header = headerFields.find((each) => each === field);
  if (header !== undefined) return headerNames[header];
  const column = columnKeys.find((each) => each === field);
  return column === undefined ? field : columnName(column);
}
