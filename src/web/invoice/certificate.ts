// What was certified, line by line, and what that comes to: computed by the engine, as the next application will be.
import type { Application } from "../../invoice/application.ts";
import { cutLines } from "../../invoice/cut.ts";
import { type Cents, cents } from "../../money/money.ts";
import { applicationOf, type Sheet } from "./sheet.ts";

export type CertifiedLine = Readonly<{ lineId: string; work: Cents; materials: Cents }>;

/** The application with columns E and F of these lines as they were certified. */
export function certifiedApplication(sheet: Sheet, certified: readonly CertifiedLine[]): Application {
  const cuts = new Map(certified.map((line) => [line.lineId, line]));
  const inputs = sheet.lines.map(({ input }) => input);
  return applicationOf(sheet.source, cutLines(inputs, cuts));
}

/** Line 8 of it. */
export function certifiedDue(sheet: Sheet, certified: readonly CertifiedLine[]): Cents {
  return certifiedApplication(sheet, certified).summary["8"];
}

/** The lines on which something is billed now, or lies stored: those that can be cut. */
export function billedLines(sheet: Sheet): Sheet["lines"] {
  return sheet.lines.filter(({ figures }) => figures.workThisPeriod !== 0n || figures.materialsStored !== 0n);
}

/** What was certified on a line, where it was cut, else what was applied for. */
export function certifiedOn({ shown, figures }: Sheet["lines"][number]): { work: Cents; materials: Cents } {
  if (shown.certified === null) return { work: figures.workThisPeriod, materials: figures.materialsStored };
  return { work: cents(shown.certified.work), materials: cents(shown.certified.materials) };
}
