// The columns of a line by their letters.
import type { LineFigures } from "../invoice/totals.ts";
import type { Cents } from "../money/money.ts";
import type { LineColumn } from "./history.ts";

export const columnsOf = (figures: LineFigures): Readonly<Record<LineColumn, Cents>> => ({
  C: figures.scheduledValue,
  D: figures.workPrevious,
  E: figures.workThisPeriod,
  F: figures.materialsStored,
  G: figures.completedAndStored,
  H: figures.balanceToFinish,
  I: figures.retainageHeld,
});
