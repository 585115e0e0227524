// Where a contract stood that was billed elsewhere before: by line what was earned, is stored and is held, and what was
// certified in all. The first invoice made here starts from it.
import { amountText, type Cents, cents } from "../money/money.ts";
import { type Millionths, millionths, numberText } from "../money/ratio.ts";
import type { Reason } from "../refusal.ts";
import { OpeningShown } from "./wire.ts";

export type Opening = Readonly<{
  /** Line 7 so far; null: what the lines earned less what they hold. */
  certified: Cents | null;
  lines: readonly OpeningLine[];
}>;

export type OpeningLine = Readonly<{
  lineId: string;
  /** Of an amount line; null on a unit line. */
  workToDate: Cents | null;
  /** Of a unit line; null on an amount line. */
  quantityToDate: Millionths | null;
  materialsStored: Cents;
  /** Null: what the rates come to. */
  retainageHeld: Cents | null;
}>;

/** As it came on the wire or stands in the tables. */
export function readOpening(stored: unknown): Opening {
  const { certified, lines } = OpeningShown.parse(stored);
  return {
    certified: certified === null ? null : cents(certified),
    lines: lines.map(({ lineId, workToDate, quantityToDate, materialsStored, retainageHeld }) => ({
      lineId,
      workToDate: workToDate === null ? null : cents(workToDate),
      quantityToDate: quantityToDate === null ? null : millionths(quantityToDate),
      materialsStored: cents(materialsStored),
      retainageHeld: retainageHeld === null ? null : cents(retainageHeld),
    })),
  };
}

export function openingShown({ certified, lines }: Opening): OpeningShown {
  return {
    certified: certified === null ? null : amountText(certified),
    lines: lines.map(({ lineId, workToDate, quantityToDate, materialsStored, retainageHeld }) => ({
      lineId,
      workToDate: workToDate === null ? null : amountText(workToDate),
      quantityToDate: quantityToDate === null ? null : numberText(quantityToDate),
      materialsStored: amountText(materialsStored),
      retainageHeld: retainageHeld === null ? null : amountText(retainageHeld),
    })),
  };
}

type OpenedLine = Readonly<{ id: string; method: "amount" | "unit" }>;

/** What is wrong with an opening on these lines, all of it. */
export function openingProblems({ lines }: OpeningShown, of: readonly OpenedLine[]): Reason[] {
  const methods = new Map(of.map(({ id, method }) => [id, method]));
  const seen = new Set<string>();
  return lines.flatMap((line, index) => {
    const at = (field: keyof typeof line) => ({ row: index + 1, field: `opening.lines.${index}.${field}` });
    const method = methods.get(line.lineId);
    if (method === undefined) return [{ code: "opening_line_unknown", ...at("lineId"), given: line.lineId }];
    const isTwice = seen.has(line.lineId);
    seen.add(line.lineId);
    return [
      ...(isTwice ? [{ code: "opening_line_twice", ...at("lineId"), given: line.lineId }] : []),
      ...givenProblems(line, method).map(({ field, ...problem }) => ({ ...problem, ...at(field) })),
    ];
  });
}

type Entered = OpeningShown["lines"][number];

/** A unit line starts from its quantity, an amount line from its amount; nothing is stored below nothing. */
function givenProblems(line: Entered, method: "amount" | "unit"): (Reason & { field: keyof Entered })[] {
  const [wanted, other, allowed] =
    method === "unit"
      ? (["quantityToDate", "workToDate", "a quantity"] as const)
      : (["workToDate", "quantityToDate", "an amount"] as const);
  const problems: (Reason & { field: keyof Entered })[] = [];
  const values = { method };
  if (line[wanted] === null) problems.push({ code: "opening_missing", field: wanted, given: "", allowed, values });
  if (line[other] !== null)
    problems.push({ code: "opening_of_other_method", field: other, given: line[other], allowed: "null", values });
  if (cents(line.materialsStored) < 0n)
    problems.push({
      code: "amount_out_of_range",
      field: "materialsStored",
      given: line.materialsStored,
      allowed: "0.00 or more",
    });
  return problems;
}

/** Lines of the opening that would be gone, or measured in another way, were these the lines. */
export function openingHeld(
  opening: Opening | null,
  before: readonly (OpenedLine & Readonly<{ item: string }>)[],
  after: ReadonlyMap<string, Pick<OpenedLine, "method">>,
): Reason[] {
  const opened = new Set(opening?.lines.map(({ lineId }) => lineId));
  return before
    .filter(({ id, method }) => opened.has(id) && after.get(id)?.method !== method)
    .map(({ item }) => ({ code: "line_in_opening", field: "lines", given: item }));
}
