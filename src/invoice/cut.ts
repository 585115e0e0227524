// A line cut to what was certified of it: columns E and F as the certificate has them. The next application starts from it.
import type { Cents } from "../money/money.ts";
import type { ApplicationLine } from "./application.ts";
import { computeLine, counted, measured } from "./totals.ts";

/** Columns E and F of a line as they were certified. */
export type Cut = Readonly<{ work: Cents; materials: Cents }>;

/** The lines, those that were cut as certified. */
export function cutLines(
  inputs: readonly ApplicationLine[],
  cuts: ReadonlyMap<string, Cut>,
): readonly ApplicationLine[] {
  return inputs.map((input) => {
    const cut = cuts.get(input.lineId);
    return cut === undefined ? input : cutTo(input, cut);
  });
}

/** The line with columns E and F as certified. Of a unit line, the quantity follows from the amount as far as it goes. */
export function cutTo(input: ApplicationLine, cut: Cut): ApplicationLine {
  const entry = { ...input.entry, materialsStored: cut.materials };
  if (input.unitPrice === null) return { ...input, entry: { ...entry, workThisPeriod: cut.work } };
  // Where only the material was cut, what was counted stays.
  if (cut.work === computeLine(input).workThisPeriod) return { ...input, entry };
  const before = input.previous.quantity ?? 0n;
  const toDate = counted(input, measured(input, before) + cut.work) ?? before;
  const recounted = { ...input, entry: { ...entry, quantityThisPeriod: toDate - before, unmeasuredWork: 0n } };
  const unmeasuredWork = cut.work - computeLine(recounted).workThisPeriod;
  return { ...recounted, entry: { ...recounted.entry, unmeasuredWork } };
}
