// What was published about a bill, held against what the engine makes of it. A case is a folder of billing histories and a
// list of checks: statements of a paper (or about it) that hold or do not. One that holds has to come out of the engine to
// the cent; one that does not has to be found by a named finding.
//
// A figure of the output is named by its place, as in `applications[number=9].summary.8`, and figures may be put together:
// `a + b - c`, `-a`, `sum(applications[*].certified)`, `count(applications[2].findings[code=NEG-E])`, `percent(a, b)`,
// `round(a, 1)`, `3% of (a + b)`. `given` is the history as its file has it.
import { z } from "zod";
import { assert } from "../assert.ts";
import { type Millionths, numberText, percentage, readMillionths } from "../money/ratio.ts";
import { divideRounded } from "../money/rounding.ts";

/** Where the figures come from, from the hardest to the softest. */
export const provenances = ["public record", "vendor's example", "another project's test", "textbook", "ours"] as const;
export type Provenance = (typeof provenances)[number];

const decimal = z.string().regex(/^-?\d+(\.\d{1,6})?$/);

const findingSchema = z.strictObject({
  code: z.string(),
  application: z.string().optional(),
  item: z.string().optional(),
  column: z.string().optional(),
});

const checkSchema = z.strictObject({
  id: z.string(),
  formula: z.string().optional(),
  /** As the paper has it; null where it is not printed. */
  printed: decimal.nullish(),
  /** What the statement comes to. */
  recomputed: decimal.optional(),
  /** Null: it cannot be tested on the paper, which does not print it. */
  holds: z.boolean().nullable(),
  /** The history it is about. */
  in: z.string().default("history.yaml"),
  figure: z.string().optional(),
  figures: z.array(z.strictObject({ figure: z.string(), is: decimal })).optional(),
  finding: findingSchema.optional(),
  /** Findings that there must be none of. */
  without: z.array(z.string()).optional(),
  /** Why the engine has no figure for it. */
  explained: z.string().optional(),
});

export const caseSchema = z.strictObject({ provenance: z.enum(provenances), checks: z.array(checkSchema).min(1) });
export type PublishedCase = z.infer<typeof caseSchema>;
export type Check = PublishedCase["checks"][number];

export const outcomes = ["reproduced", "found", "explained", "differs"] as const;
export type Outcome = (typeof outcomes)[number];
export type CheckResult = Readonly<{ id: string; outcome: Outcome; detail: string }>;

/** The output of a history as JSON, and under `given` its file. */
export type Output = Readonly<{ given: unknown } & Record<string, unknown>>;

/** What becomes of a check; `outputs` are those of its case, by file name. */
export function judge(check: Check, outputs: ReadonlyMap<string, Output>): CheckResult {
  const { id, explained } = check;
  const output = outputs.get(check.in);
  if (output === undefined) return { id, outcome: "differs", detail: `There is no ${check.in}.` };
  const faults = faultsOf(check, output);
  if (faults.length > 0) return { id, outcome: "differs", detail: faults.join(" ") };
  if (check.finding !== undefined) return { id, outcome: "found", detail: check.finding.code };
  if (explained !== undefined) return { id, outcome: "explained", detail: explained };
  return { id, outcome: "reproduced", detail: figuresOf(check)[0]?.figure ?? "" };
}

function faultsOf(check: Check, output: Output): readonly string[] {
  const { holds, finding, explained } = check;
  const figures = figuresOf(check);
  const faults: string[] = [];
  if (holds === false && finding === undefined && explained === undefined)
    faults.push("It does not hold, and neither a finding nor an explanation is named.");
  if (holds !== false && figures.length === 0 && explained === undefined) faults.push("Nothing is held against it.");
  for (const { figure, is } of figures) {
    const value = figureAt(figure, output);
    if (typeof value === "string") faults.push(value);
    else if (value !== millionthsOf(is)) faults.push(`${figure} is ${numberText(value)}, not ${is}.`);
  }
  const found = findingsIn(output);
  if (finding !== undefined && !found.some((one) => isFinding(one, finding)))
    faults.push(`No such finding: ${Object.values(finding).join(" ")}.`);
  for (const code of check.without ?? [])
    if (found.some((one) => one.code === code)) faults.push(`There is a finding ${code}.`);
  return faults;
}

/** The figures of a check, each with what it has to be: what is printed where that holds, else what it comes to. */
function figuresOf({ holds, printed, recomputed, figure, figures }: Check): readonly { figure: string; is: string }[] {
  const is = holds === true ? (printed ?? recomputed) : recomputed;
  const single = figure === undefined || is === undefined ? [] : [{ figure, is }];
  return [...single, ...(figures ?? [])];
}

type FindingShown = Readonly<{ application: string; code: string; item: string | null; column: string | null }>;

function findingsIn(output: Output): readonly FindingShown[] {
  const { applications } = outputSchema.parse(output);
  return applications.flatMap(({ number, findings }) =>
    findings.map(({ code, item, figures }) => ({ application: number, code, item, column: figures.column ?? null })),
  );
}

const outputSchema = z.object({
  applications: z.array(
    z.object({
      number: z.union([z.string(), z.number().transform(String)]),
      findings: z.array(
        z.object({ code: z.string(), item: z.string().nullable(), figures: z.record(z.string(), z.string()) }),
      ),
    }),
  ),
});

const isFinding = (one: FindingShown, { code, application, item, column }: NonNullable<Check["finding"]>): boolean =>
  one.code === code &&
  (application === undefined || one.application === application) &&
  (item === undefined || one.item === item) &&
  (column === undefined || one.column === column);

// Figures by their names.

/** The value of an expression, exactly; or a sentence that says why there is none. */
export function figureAt(expression: string, output: Output): Millionths | string {
  const [first = "", ...rest] = splitOutside(expression, / ([+-]) /);
  let total = figureOfTerm(first, output);
  for (let index = 0; index < rest.length; index += 2) {
    const next = figureOfTerm(rest[index + 1] ?? "", output);
    if (typeof total === "string") return total;
    if (typeof next === "string") return next;
    total += rest[index] === "+" ? next : -next;
  }
  return total;
}

function figureOfTerm(term: string, output: Output): Millionths | string {
  if (term.startsWith("-")) return mapValue(figureOfTerm(term.slice(1), output), (value) => -value);
  const share = /^(\d+(?:\.\d+)?)% of (.*)$/.exec(term);
  if (share !== null)
    return mapValue(figureOfTerm(share[2] ?? "", output), (value) =>
      roundedTo(2, value * millionthsOf(share[1] ?? "0"), 100_000_000n),
    );
  const parts = /^percent\((.*), (.*)\)$/.exec(term);
  if (parts !== null) return percentOfFigures(figureAt(parts[1] ?? "", output), figureAt(parts[2] ?? "", output));
  const rounded = /^round\((.*), (\d)\)$/.exec(term);
  if (rounded !== null)
    return mapValue(figureAt(rounded[1] ?? "", output), (value) => roundedTo(Number(rounded[2]), value, 1n));
  if (term.startsWith("(") && term.endsWith(")")) return figureAt(term.slice(1, -1), output);
  const counted = /^(sum|count)\((.*)\)$/.exec(term);
  if (counted?.[1] === "count") return BigInt(placesOf(counted[2] ?? "", output).length) * 1_000_000n;
  const values = placesOf(counted?.[2] ?? term, output).map(asNumber);
  if (values.some((value) => value === null)) return `${term} is no number.`;
  if (counted === null && values.length !== 1) return `${term} stands in ${values.length} places, not in one.`;
  return values.reduce<Millionths>((total, value) => total + (value ?? 0n), 0n);
}

const mapValue = (value: Millionths | string, change: (value: Millionths) => Millionths): Millionths | string =>
  typeof value === "string" ? value : change(value);

/** What one figure is of another in percent, with six decimals: what is then rounded was not rounded before. */
function percentOfFigures(part: Millionths | string, whole: Millionths | string): Millionths | string {
  if (typeof part === "string") return part;
  if (typeof whole === "string") return whole;
  return percentage(part, whole) ?? "There is no percentage of nothing.";
}

/** A quotient with so many decimals, in millionths. */
function roundedTo(decimals: number, dividend: bigint, divisor: bigint): Millionths {
  const unit = 10n ** BigInt(6 - decimals);
  return divideRounded(dividend, divisor * unit, "halfAwayFromZero") * unit;
}

function asNumber(value: unknown): Millionths | null {
  const read = typeof value === "string" ? readMillionths(value) : null;
  return read !== null && "millionths" in read ? read.millionths : null;
}

function millionthsOf(text: string): Millionths {
  const value = asNumber(text);
  assert(value !== null, `"${text}" is a number`);
  return value;
}

/** Everything that stands at a place: `[3]` is a member, `[*]` all, `[item=R-9]` those with that value, `[<0]` the negative. */
function placesOf(path: string, output: Output): readonly unknown[] {
  const steps = path.match(/[^.[\]]+|\[[^\]]*\]/g) ?? [];
  return steps.reduce<readonly unknown[]>((values, step) => values.flatMap((value) => stepInto(value, step)), [output]);
}

function stepInto(value: unknown, step: string): readonly unknown[] {
  const inside = /^\[(.*)\]$/.exec(step)?.[1];
  if (inside === undefined) return memberOf(value, step);
  if (inside === "*") return typeof value === "object" && value !== null ? Object.values(value) : [];
  if (inside === "<0") return (asNumber(value) ?? 0n) < 0n ? [value] : [];
  const [, key = "", wanted] = /^(\w+)=(.*)$/.exec(inside) ?? [];
  if (key === "") return memberOf(value, inside);
  const members: readonly unknown[] = Array.isArray(value) ? value : [value];
  return members.filter((member) => String(memberOf(member, key)[0]) === wanted);
}

function memberOf(value: unknown, key: string): readonly unknown[] {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return [];
  return [(value as Readonly<Record<string, unknown>>)[key]];
}

/** Splits where the separator stands outside of brackets; what it captures is kept in between. */
function splitOutside(text: string, separator: RegExp): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let index = 0; index < text.length; index++) {
    const sign = text[index] ?? "";
    if ("([".includes(sign)) depth++;
    if (")]".includes(sign)) depth--;
    const match = depth === 0 && sign === " " ? new RegExp(`^${separator.source}`).exec(text.slice(index)) : null;
    if (match === null) continue;
    parts.push(text.slice(from, index), match[1] ?? "");
    from = index + match[0].length;
    index = from - 1;
  }
  return [...parts, text.slice(from)];
}
