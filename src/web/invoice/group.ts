// Billing a group of lines by one amount: it is spread over them in proportion to what is left of each, and the cents that
// remain go to the line with the most left.
import { quantityToBill } from "../../invoice/totals.ts";
import { spreadByShare } from "../../money/allocate.ts";
import { type Cents, sum } from "../../money/money.ts";
import { type Sheet, type SheetLine, withEntries } from "./sheet.ts";

/** What can still be billed on a line: nothing on one that is billed beyond its value, or that has no price to count by. */
function leftOf({ input, figures }: SheetLine): Cents {
  if (input.unitPrice === 0n) return 0n;
  return figures.balanceToFinish > 0n ? figures.balanceToFinish : 0n;
}

export function leftOn(sheet: Sheet, places: readonly number[]): Cents {
  return sum(linesAt(sheet, places).map(({ line }) => leftOf(line)));
}

export function isBillable(sheet: Sheet, places: readonly number[], amount: Cents): boolean {
  return amount > 0n && amount <= leftOn(sheet, places);
}

/** The amount on top of what is entered. Unit lines are counted in millionths; what that leaves over, amount lines take. */
export function withGroupBilled(sheet: Sheet, places: readonly number[], amount: Cents): Sheet {
  if (!isBillable(sheet, places, amount)) return sheet;
  const lines = linesAt(sheet, places);
  const parts = spreadByShare(
    amount,
    lines.map(({ line }) => leftOf(line)),
  );
  const partAt = new Map(lines.map(({ place }, index) => [place, parts[index] ?? 0n]));
  const billed = withEntries(sheet, places, ({ input, figures }, place) => {
    const part = partAt.get(place) ?? 0n;
    if (part === 0n) return {};
    if (input.unitPrice === null) return { workThisPeriod: figures.workThisPeriod + part };
    return { quantityThisPeriod: quantityToBill(input, figures.workToDate + part) };
  });
  const missing = amount - (workOn(billed, places) - workOn(sheet, places));
  if (missing === 0n) return billed;
  const taker = linesAt(billed, places)
    .filter(({ line }) => line.input.unitPrice === null)
    .reduce<{ place: number; left: Cents } | null>((most, { place, line }) => {
      const left = line.figures.balanceToFinish;
      return left >= missing && (most === null || left > most.left) ? { place, left } : most;
    }, null);
  if (taker === null) return billed;
  return withEntries(billed, [taker.place], ({ figures }) => ({ workThisPeriod: figures.workThisPeriod + missing }));
}

export function workOn(sheet: Sheet, places: readonly number[]): Cents {
  return sum(linesAt(sheet, places).map(({ line }) => line.figures.workThisPeriod));
}

function linesAt(sheet: Sheet, places: readonly number[]): readonly { place: number; line: SheetLine }[] {
  return places.flatMap((place) => {
    const line = sheet.lines[place];
    return line === undefined ? [] : [{ place, line }];
  });
}
