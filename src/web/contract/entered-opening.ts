// Opening balances as they are being typed or pasted: by line what was done, what is stored and what is held, and what
// was certified in all.
import { readTypedAmount, readTypedNumber } from "../../contract/read-number.ts";
import type { ContractShown, OpeningShown, ScheduleLineShown } from "../../contract/wire.ts";
import { type Cents, cents, sum } from "../../money/money.ts";
import { extended, type Millionths, millionths, percentOf } from "../../money/ratio.ts";
import { divideRounded } from "../../money/rounding.ts";
import { readBlock } from "../invoice/paste.ts";
import { asShown } from "./entered-lines.ts";
import { typedAmount, typedNumber } from "./typed.ts";

export type EnteredBalance = Readonly<{
  line: ScheduleLineShown;
  /** Work to date of an amount line, quantity to date of a unit line. */
  done: string;
  stored: string;
  /** Empty: what the rates come to. */
  held: string;
}>;

export type EnteredOpening = Readonly<{
  /** Empty: what the lines earned less what they hold. */
  certified: string;
  balances: readonly EnteredBalance[];
}>;

export type BalanceField = "done" | "stored" | "held";

export const isUnitBalance = ({ line }: EnteredBalance): boolean => line.method === "unit";

export function enteredOpening(opening: OpeningShown | null, lines: readonly ScheduleLineShown[]): EnteredOpening {
  const stood = new Map(opening?.lines.map((line) => [line.lineId, line]));
  return {
    certified: amountOrEmpty(opening?.certified ?? null),
    balances: lines.map((line) => {
      const balance = stood.get(line.id);
      if (balance === undefined) return { line, done: "", stored: "", held: "" };
      const { workToDate, quantityToDate, materialsStored, retainageHeld } = balance;
      return {
        line,
        done: line.method === "unit" ? asShown("quantity", quantityToDate ?? "") : amountOrEmpty(workToDate),
        stored: cents(materialsStored) === 0n ? "" : amountOrEmpty(materialsStored),
        held: amountOrEmpty(retainageHeld),
      };
    }),
  };
}

const amountOrEmpty = (amount: string | null): string => (amount === null ? "" : asShown("scheduledValue", amount));

/** A number as it is read everywhere else, once its field is left. */
export function balanceShown(balance: EnteredBalance, field: BalanceField): string {
  return asShown(field === "done" && isUnitBalance(balance) ? "quantity" : "scheduledValue", balance[field]);
}

export function clearedOpening({ balances }: EnteredOpening): EnteredOpening {
  return { certified: "", balances: balances.map(({ line }) => ({ line, done: "", stored: "", held: "" })) };
}

const isBlank = (text: string): boolean => text.trim() === "";
const hasBalance = ({ done, stored, held }: EnteredBalance): boolean => ![done, stored, held].every(isBlank);

/** The lines that are sent, in the order in which problems are counted. */
export function sentBalances({ balances }: EnteredOpening): readonly EnteredBalance[] {
  return balances.filter(hasBalance);
}

/** As the wire takes it; null: the contract is billed from its beginning. What cannot be read goes as it was typed. */
export function openingOnWire(entered: EnteredOpening): OpeningShown | null {
  const lines = sentBalances(entered).map((balance) => {
    const { line, done, stored, held } = balance;
    const isUnit = isUnitBalance(balance);
    return {
      lineId: line.id,
      workToDate: isUnit ? null : typedAmount(isBlank(done) ? "0" : done),
      quantityToDate: isUnit ? typedNumber(isBlank(done) ? "0" : done) : null,
      materialsStored: typedAmount(isBlank(stored) ? "0" : stored),
      retainageHeld: isBlank(held) ? null : typedAmount(held),
    };
  });
  const certified = isBlank(entered.certified) ? null : typedAmount(entered.certified);
  return lines.length === 0 && certified === null ? null : { certified, lines };
}

/** Work done so far, in money; null while it cannot be read. */
export function workOf(balance: EnteredBalance): Cents | null {
  if (isBlank(balance.done)) return 0n;
  if (!isUnitBalance(balance)) return readAmount(balance.done);
  const read = readTypedNumber(balance.done);
  return "problem" in read ? null : measured(balance.line, read.millionths);
}

function measured(
  { scheduledValue, quantity, unitPrice, isSubtotalGiven }: ScheduleLineShown,
  done: Millionths,
): Cents {
  const whole = millionths(quantity ?? "0");
  return isSubtotalGiven && whole !== 0n
    ? divideRounded(cents(scheduledValue) * done, whole, "halfAwayFromZero")
    : extended(done, millionths(unitPrice ?? "0"), "halfAwayFromZero");
}

function readAmount(text: string): Cents | null {
  if (isBlank(text)) return 0n;
  const read = readTypedAmount(text);
  return "cents" in read ? read.cents : null;
}

type Rates = Pick<ContractShown, "retainageOnWork" | "retainageOnMaterials">;

export type OpeningTotals = Readonly<{ work: Cents; stored: Cents; held: Cents; certified: Cents }>;

/** What the balances come to, as far as they can be read. */
export function openingTotals(balances: readonly EnteredBalance[], rates: Rates): OpeningTotals {
  const read = balances.filter(hasBalance).map((balance) => {
    const work = workOf(balance) ?? 0n;
    const stored = readAmount(balance.stored) ?? 0n;
    const held = isBlank(balance.held)
      ? heldByRates(balance.line, rates, work, stored)
      : (readAmount(balance.held) ?? 0n);
    return { work, stored, held };
  });
  const work = sum(read.map((one) => one.work));
  const stored = sum(read.map((one) => one.stored));
  const held = sum(read.map((one) => one.held));
  return { work, stored, held, certified: work + stored - held };
}

function heldByRates(line: ScheduleLineShown, rates: Rates, work: Cents, stored: Cents): Cents {
  const onWork = millionths(line.retainageOnWork ?? rates.retainageOnWork);
  const onStored = millionths(line.retainageOnMaterials ?? rates.retainageOnMaterials);
  return percentOf(work, onWork, "halfAwayFromZero") + percentOf(stored, onStored, "halfAwayFromZero");
}

/** A dash is how spreadsheets show nothing. */
const isNothing = (cell: string): boolean => /^\$?\s*[-–—]?$/.test(cell.trim());

export type PastedOpening = Readonly<{
  opening: EnteredOpening;
  /** How many lines were filled. */
  taken: number;
  /** Items that no line has. */
  unknown: readonly string[];
}>;

/** Rows of item, work or quantity to date, stored, and retainage held. Rows without an item are totals and notes. */
export function withPasted(opening: EnteredOpening, text: string): PastedOpening {
  const rows = readBlock(text)
    .map((cells) => cells.map((cell) => cell.trim()))
    .filter(([item = ""]) => item !== "");
  const items = new Set(opening.balances.map(({ line }) => line.item));
  const [first = []] = rows;
  const isHeading = !items.has(first[0] ?? "") && first.slice(1).every((cell) => !/\d/.test(cell));
  const given = new Map((isHeading ? rows.slice(1) : rows).map(([item = "", ...cells]) => [item, cells]));
  const unknown = [...given.keys()].filter((item) => !items.has(item));
  const balances = opening.balances.map((balance) => {
    const cells = given.get(balance.line.item);
    if (cells === undefined) return balance;
    const [done = "", stored = "", held = ""] = cells.map((cell) => (isNothing(cell) ? "" : cell));
    const filled = { ...balance, done, stored, held };
    return {
      ...filled,
      done: balanceShown(filled, "done"),
      stored: balanceShown(filled, "stored"),
      held: balanceShown(filled, "held"),
    };
  });
  return { opening: { ...opening, balances }, taken: given.size - unknown.length, unknown };
}
