// Where an invoice leaves its contract: what the next one starts from. Line by line that is what was certified; beside the
// lines it is what was certified in all, which steps of retainage were taken, tax, deductions and the advance.
import { z } from "zod";
import { type FundStanding, nothingFunded } from "../fund/fund.ts";
import { amountText, type Cents, cents } from "../money/money.ts";
import { millionths, numberText } from "../money/ratio.ts";
import { EarnedText, WithholdingText } from "../retainage/wire.ts";
import { same } from "./same.ts";
import { carriedForward, type LineFigures, type LinePrevious, nothingBefore, type Summary } from "./totals.ts";

export type LineStanding = Readonly<{
  /** As certified. */
  previous: LinePrevious;
  /** As applied for: what the ERP was sent so far. */
  applied: Applied;
  funds: FundStanding;
  /** What remains of each stored item. */
  stored: ReadonlyMap<string, Cents>;
  /** Steps of the contract's retainage bind it. */
  isOnContractRates: boolean;
}>;

export type Applied = Readonly<{ completedAndStored: Cents; retainageHeld: Cents }>;

export const nothingStanding: Omit<LineStanding, "isOnContractRates"> = {
  previous: nothingBefore,
  applied: { completedAndStored: 0n, retainageHeld: 0n },
  funds: nothingFunded,
  stored: new Map(),
};

export type Standing = Readonly<{
  lines: ReadonlyMap<string, LineStanding>;
  stepsTaken: number;
  /** Line 7 of the next invoice. */
  certified: Cents;
  completedAndStored: Cents;
  tax: Cents;
  advanceRecouped: Cents;
  /** To date, in the order in which they appeared. */
  deductions: ReadonlyMap<string, Cents>;
}>;

export const nothingStands: Standing = {
  lines: new Map(),
  stepsTaken: 0,
  certified: 0n,
  completedAndStored: 0n,
  tax: 0n,
  advanceRecouped: 0n,
  deductions: new Map(),
};

// In the tables: what the lines and the summary of the invoice do not say already.

const Amount = z.codec(z.string(), z.bigint(), { decode: (text) => cents(text), encode: (value) => amountText(value) });
const Six = z.codec(z.string(), z.bigint(), {
  decode: (text) => millionths(text),
  encode: (value) => numberText(value),
});
/** A list, because a name may be any text and its place counts. */
const Named = z.array(z.tuple([z.string(), Amount]));

const PreviousText = z.strictObject({
  work: Amount,
  quantity: Six.nullable(),
  materials: Amount,
  withheld: EarnedText,
  releasedWork: Amount,
  releasedMaterials: Amount,
  adjusted: Amount,
  retainage: Amount,
  withholding: WithholdingText.nullable(),
});

const LineText = z.strictObject({
  funds: z.strictObject({ bySplit: Amount, named: Named }).optional(),
  stored: Named.optional(),
  isOnContractRates: z.literal(false).optional(),
  /** Where the line was certified at other figures than it was applied for. */
  certified: PreviousText.optional(),
});

const StandingText = z.strictObject({
  stepsTaken: z.int(),
  certified: Amount,
  completedAndStored: Amount,
  tax: Amount,
  advanceRecouped: Amount,
  deductions: Named,
  /** What the retainage terms would withhold without their cap; null: it did not bind. */
  uncapped: Amount.nullable(),
  lines: z.record(z.string(), LineText),
});
type StandingText = z.input<typeof StandingText>;

/** Where an invoice left its contract, as it is kept. */
export function standingShown(
  standing: Standing,
  figures: ReadonlyMap<string, LineFigures>,
  uncapped: Cents | null,
): StandingText {
  const { stepsTaken, certified, completedAndStored, tax, advanceRecouped, deductions } = standing;
  const lines = [...standing.lines].flatMap(([lineId, line]) => {
    const shown = lineShown(line, figures.get(lineId));
    return Object.keys(shown).length === 0 ? [] : [[lineId, shown] as const];
  });
  return StandingText.encode({
    ...{ stepsTaken, certified, completedAndStored, tax, advanceRecouped, uncapped },
    deductions: [...deductions],
    lines: Object.fromEntries(lines),
  });
}

function lineShown(line: LineStanding, figures: LineFigures | undefined): z.output<typeof LineText> {
  const { previous, funds, stored, isOnContractRates } = line;
  const isCut = figures !== undefined && !same(previous, carriedForward(figures));
  const isFunded = funds.bySplit !== 0n || funds.named.size > 0;
  return {
    ...(isFunded ? { funds: { bySplit: funds.bySplit, named: [...funds.named] } } : {}),
    ...(stored.size > 0 ? { stored: [...stored] } : {}),
    ...(isOnContractRates ? {} : { isOnContractRates }),
    ...(isCut ? { certified: withBrackets(previous) } : {}),
  };
}

function withBrackets(previous: LinePrevious): z.output<typeof PreviousText> {
  const { withholding } = previous;
  return { ...previous, withholding: withholding && { ...withholding, brackets: [...withholding.brackets] } };
}

/** What was kept beside the lines; null of an invoice that was last computed when there was nothing to keep. */
function kept(stored: unknown): z.output<typeof StandingText> | null {
  const isNothing = typeof stored === "object" && stored !== null && Object.keys(stored).length === 0;
  return isNothing ? null : StandingText.parse(stored);
}

export function readStanding(stored: unknown, summary: Summary, lines: readonly LineFigures[]): Standing {
  const beside = kept(stored);
  return {
    lines: new Map(lines.map((line) => [line.lineId, readLine(line, beside?.lines[line.lineId])])),
    stepsTaken: beside?.stepsTaken ?? 0,
    certified: beside?.certified ?? summary["7"] + summary["8"],
    completedAndStored: beside?.completedAndStored ?? summary["4"],
    tax: beside?.tax ?? 0n,
    advanceRecouped: beside?.advanceRecouped ?? 0n,
    deductions: new Map(beside?.deductions),
  };
}

function readLine(figures: LineFigures, beside: z.output<typeof LineText> | undefined): LineStanding {
  const { completedAndStored, retainageHeld } = figures;
  const funds = beside?.funds;
  return {
    previous: beside?.certified ?? carriedForward(figures),
    applied: { completedAndStored, retainageHeld },
    funds: funds === undefined ? nothingFunded : { bySplit: funds.bySplit, named: new Map(funds.named) },
    stored: new Map(beside?.stored),
    isOnContractRates: beside?.isOnContractRates ?? true,
  };
}

/** What the retainage terms would have withheld without their cap. */
export const uncappedOf = (stored: unknown): Cents | null => kept(stored)?.uncapped ?? null;

/** Whether it was kept which lines are on the contract's rates. */
export const isKept = (stored: unknown): boolean => kept(stored) !== null;
