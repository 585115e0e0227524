// A frozen version of an owner invoice: what was sent, as one text that never changes. The text is canonical (keys in
// order, no spaces, amounts with two decimals), so that equal invoices have equal bytes and one hash.
import { z } from "zod";
import { amountText, type Cents, cents } from "../money/money.ts";
import { type Millionths, millionths, numberText, type Percent } from "../money/ratio.ts";
import type { LineFigures, Summary } from "./totals.ts";

/** The figures of this layout: lines whose terms never changed, which are all there are so far. */
export type FrozenFigures = Omit<LineFigures, "withheld" | "withheldPrevious" | "withholding" | "adjustedToDate">;

export function frozenFigures(figures: LineFigures): FrozenFigures {
  const { withheld: _, withheldPrevious: __, withholding: ___, adjustedToDate: ____, ...frozen } = figures;
  return frozen;
}

export type FrozenLine = FrozenFigures &
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
  }>;

export type FrozenInvoice = Readonly<{
  /** Of this text: another layout gets another number, and the old one stays readable. */
  layout: 1;
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
  lines: readonly FrozenLine[];
  summary: Summary;
  attachments: readonly Readonly<{ name: string; sha256: string }>[];
}>;

export const frozenLayout = 1;

const Amount = z.codec(z.string(), z.bigint(), { decode: (text) => cents(text), encode: (value) => amountText(value) });
const Six = z.codec(z.string(), z.bigint(), {
  decode: (text) => millionths(text),
  encode: (value) => numberText(value),
});

const Line = z.strictObject({
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
});

const Frozen = z.strictObject({
  layout: z.literal(frozenLayout),
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
  lines: z.array(Line),
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
});

/** The bytes that are kept and hashed. */
export function canonicalText(frozen: FrozenInvoice): string {
  const { lines, attachments, ...rest } = frozen;
  return canonicalJson(Frozen.encode({ ...rest, lines: [...lines], attachments: [...attachments] }));
}

export function readFrozen(text: string): FrozenInvoice {
  return Frozen.parse(JSON.parse(text));
}

/** JSON with the keys of every object in the order of their code units, and nothing between. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${fields.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`).join(",")}}`;
}
