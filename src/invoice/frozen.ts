// A frozen version of an owner invoice: what was sent, as one text that never changes. The text is canonical (keys in
// order, no spaces, amounts with two decimals), so that equal invoices have equal bytes and one hash.
import { z } from "zod";
import { assert } from "../assert.ts";
import { TermsShown } from "../contract/billing-terms.ts";
import { amountText, type Cents, cents } from "../money/money.ts";
import { type Millionths, millionths, numberText, type Percent } from "../money/ratio.ts";
import { EarnedText, WithholdingText } from "../retainage/wire.ts";
import { withholdingAt } from "../retainage/withholding.ts";
import type { Below } from "./sheet.ts";
import type { Applied } from "./standing.ts";
import type { LineFigures, Summary } from "./totals.ts";

export type FrozenLine = LineFigures &
  Readonly<{
    item: string;
    costCode: string | null;
    description: string;
    changeOrderNumber: string | null;
    unit: string | null;
    unitPrice: Millionths | null;
    rateWork: Percent;
    rateMaterials: Percent;
    releasedWork: Cents;
    releasedMaterials: Cents;
    /** What the invoice before it applied for. What was certified may be less; the ERP was sent what was applied for. */
    appliedPrevious: Applied;
    isTaxable: boolean;
  }>;

export type FrozenInvoice = Readonly<{
  /** Of this text: another layout gets another number, and the old one stays readable. */
  layout: 1 | 2;
  /** The arithmetic that made the figures. */
  rules: string;
  invoice: Readonly<{
    id: string;
    number: string;
    position: number;
    billedOn: string;
    periodFrom: string;
    periodTo: string;
    dueOn: string | null;
  }>;
  project: Readonly<{ id: string; number: string; name: string }>;
  contract: Readonly<{
    id: string;
    number: string;
    title: string;
    currency: string;
    ownerId: string | null;
    ownerName: string | null;
  }>;
  /** The contract's terms it was computed with. Null in layout 1, which knew none; so are the next three. */
  terms: TermsShown | null;
  /** The change orders that have entered, here or before. */
  changeOrders: readonly Readonly<{ number: string; approvedOn: string; amount: Cents; entersHere: boolean }>[] | null;
  isFinal: boolean | null;
  below: Below | null;
  lines: readonly FrozenLine[];
  summary: Summary;
  attachments: readonly Readonly<{ name: string; sha256: string }>[];
}>;

export const frozenLayout = 2;

const Amount = z.codec(z.string(), z.bigint(), { decode: (text) => cents(text), encode: (value) => amountText(value) });
const Six = z.codec(z.string(), z.bigint(), {
  decode: (text) => millionths(text),
  encode: (value) => numberText(value),
});

const lineShape = {
  lineId: z.string(),
  item: z.string(),
  costCode: z.string().nullable(),
  description: z.string(),
  changeOrderNumber: z.string().nullable(),
  unit: z.string().nullable(),
  unitPrice: Six.nullable(),
  rateWork: Six,
  rateMaterials: Six,
  releasedWork: Amount,
  releasedMaterials: Amount,
  scheduledValue: Amount,
  workPrevious: Amount,
  quantityPrevious: Six.nullable(),
  workThisPeriod: Amount,
  quantityThisPeriod: Six.nullable(),
  workToDate: Amount,
  materialsPrevious: Amount,
  materialsStored: Amount,
  completedAndStored: Amount,
  balanceToFinish: Amount,
  retainageWork: Amount,
  retainageMaterials: Amount,
  retainageHeld: Amount,
  retainagePrevious: Amount,
  releasedWorkToDate: Amount,
  releasedMaterialsToDate: Amount,
  billedThisPeriod: Amount,
  isOverbilled: z.boolean(),
};
const LineOfLayout1 = z.strictObject(lineShape);
const Line = z.strictObject({
  ...lineShape,
  withheld: EarnedText,
  withheldPrevious: EarnedText,
  withholding: WithholdingText,
  adjustedToDate: Amount,
  appliedPrevious: z.strictObject({ completedAndStored: Amount, retainageHeld: Amount }),
  isTaxable: z.boolean(),
});

const moved = { previous: Amount, thisPeriod: Amount, toDate: Amount };
const BelowText = z.strictObject({
  deductions: z.array(z.strictObject({ name: z.string(), ...moved })),
  advance: z.strictObject(moved).nullable(),
  tax: z.strictObject(moved).nullable(),
  escrow: Amount.nullable(),
  funds: z.array(z.strictObject({ fund: z.string(), ...moved })),
  payable: Amount,
});

const headShape = {
  rules: z.string(),
  invoice: z.strictObject({
    id: z.string(),
    number: z.string(),
    position: z.int(),
    billedOn: z.string(),
    periodFrom: z.string(),
    periodTo: z.string(),
    dueOn: z.string().nullable(),
  }),
  project: z.strictObject({ id: z.string(), number: z.string(), name: z.string() }),
  contract: z.strictObject({
    id: z.string(),
    number: z.string(),
    title: z.string(),
    currency: z.string(),
    ownerId: z.string().nullable(),
    ownerName: z.string().nullable(),
  }),
  summary: z.strictObject({
    "1": Amount,
    "2": Amount,
    "3": Amount,
    "4": Amount,
    "5a": Amount,
    "5b": Amount,
    "5": Amount,
    "6": Amount,
    "7": Amount,
    "8": Amount,
    "9": Amount,
  }),
  attachments: z.array(z.strictObject({ name: z.string(), sha256: z.string() })),
};
const FrozenOfLayout1 = z.strictObject({ layout: z.literal(1), ...headShape, lines: z.array(LineOfLayout1) });
const Frozen = z.strictObject({
  layout: z.literal(frozenLayout),
  ...headShape,
  terms: TermsShown,
  changeOrders: z.array(
    z.strictObject({ number: z.string(), approvedOn: z.string(), amount: Amount, entersHere: z.boolean() }),
  ),
  isFinal: z.boolean(),
  below: BelowText,
  lines: z.array(Line),
});

/** The bytes that are kept and hashed. */
export function canonicalText(frozen: FrozenInvoice): string {
  const { lines, attachments, layout, terms, changeOrders, isFinal, below, ...rest } = frozen;
  assert(layout === frozenLayout, "what is frozen now is of this layout");
  assert(terms !== null && changeOrders !== null && isFinal !== null && below !== null, "it has all that it needs");
  return canonicalJson(
    Frozen.encode({
      ...rest,
      ...{ layout, terms, isFinal },
      changeOrders: [...changeOrders],
      below: { ...below, deductions: [...below.deductions], funds: [...below.funds] },
      lines: lines.map((line) => ({
        ...line,
        withholding: { ...line.withholding, brackets: [...line.withholding.brackets] },
      })),
      attachments: [...attachments],
    }),
  );
}

export function readFrozen(text: string): FrozenInvoice {
  const value: unknown = JSON.parse(text);
  const isLayout1 = typeof value === "object" && value !== null && "layout" in value && value.layout === 1;
  return isLayout1 ? ofLayout1(FrozenOfLayout1.parse(value)) : Frozen.parse(value);
}

/** Layout 1 knew neither adjustments nor rates that stand beside others, and what was applied for was certified. */
function ofLayout1({ lines, ...frozen }: z.output<typeof FrozenOfLayout1>): FrozenInvoice {
  return {
    ...frozen,
    ...{ terms: null, changeOrders: null, isFinal: null, below: null },
    lines: lines.map((line) => ({
      ...line,
      withheld: {
        work: line.retainageWork + line.releasedWorkToDate,
        materials: line.retainageMaterials + line.releasedMaterialsToDate,
      },
      withheldPrevious: {
        work: line.retainagePrevious + line.releasedWorkToDate - line.releasedWork,
        materials: line.releasedMaterialsToDate - line.releasedMaterials,
      },
      withholding: withholdingAt({ work: line.rateWork, materials: line.rateMaterials }),
      adjustedToDate: 0n,
      isTaxable: true,
      appliedPrevious: {
        completedAndStored: line.workPrevious + line.materialsPrevious,
        retainageHeld: line.retainagePrevious,
      },
    })),
  };
}

/** JSON with the keys of every object in the order of their code units, and nothing between. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${fields.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`).join(",")}}`;
}
