// Lines of a schedule as they are being typed: text in every field, and what they come to as far as they can be read.
import type { z } from "zod";
import { readTypedAmount, readTypedNumber } from "../../contract/read-number.ts";
import type { NewScheduleLine, ScheduleLineShown } from "../../contract/wire.ts";
import { amountShown, type Cents, sum } from "../../money/money.ts";
import { extended, numberText } from "../../money/ratio.ts";
import { figureShown } from "../ui/figure.ts";
import { typedAmount, typedNumber, typedPercent } from "./typed.ts";

export type EnteredLine = Readonly<{
  /** Tells the rows apart while they have no id. */
  key: number;
  id: string | null;
  item: string;
  costCode: string;
  description: string;
  /** With a quantity or a unit price it is a unit line, whose value follows from them. */
  quantity: string;
  unit: string;
  unitPrice: string;
  scheduledValue: string;
  /** What a unit line is worth where that is not quantity times price; empty: it is. */
  subtotal: string;
  /** Rates of its own; empty: the change order's or the contract's. */
  retainageOnWork: string;
  retainageOnMaterials: string;
  isTaxable: boolean;
  /** Its value by fund. */
  funds: Readonly<Record<string, string>>;
}>;

/** The fields that are plain text. */
export type EnteredField = Exclude<keyof EnteredLine, "key" | "id" | "isTaxable" | "funds">;

export function emptyLine(key: number): EnteredLine {
  return {
    key,
    id: null,
    item: "",
    costCode: "",
    description: "",
    quantity: "",
    unit: "",
    unitPrice: "",
    scheduledValue: "",
    subtotal: "",
    retainageOnWork: "",
    retainageOnMaterials: "",
    isTaxable: true,
    funds: {},
  };
}

export function enteredOf(line: ScheduleLineShown, key: number): EnteredLine {
  const { id, item, costCode, description, quantity, unit, unitPrice, scheduledValue } = line;
  return {
    key,
    id,
    item,
    costCode: costCode ?? "",
    description,
    quantity: asShown("quantity", quantity ?? ""),
    unit: unit ?? "",
    unitPrice: asShown("unitPrice", unitPrice ?? ""),
    scheduledValue: line.method === "unit" ? "" : asShown("scheduledValue", scheduledValue),
    subtotal: line.isSubtotalGiven ? asShown("subtotal", scheduledValue) : "",
    retainageOnWork: line.retainageOnWork ?? "",
    retainageOnMaterials: line.retainageOnMaterials ?? "",
    isTaxable: line.isTaxable,
    funds: Object.fromEntries(
      Object.entries(line.funds).map(([name, amount]) => [name, asShown("scheduledValue", amount)]),
    ),
  };
}

/** Whether it says more than most lines do. */
export function hasTermsOfItsOwn({ subtotal, retainageOnWork, retainageOnMaterials, isTaxable, funds }: EnteredLine) {
  const texts = [subtotal, retainageOnWork, retainageOnMaterials, ...Object.values(funds)];
  return !isTaxable || texts.some((text) => text.trim() !== "");
}

/** A number as it is read everywhere else; what cannot be read stays as it was typed. */
export function asShown(field: EnteredField, text: string): string {
  if (field === "scheduledValue" || field === "subtotal") {
    const read = readTypedAmount(text);
    return "cents" in read ? amountShown(read.cents) : text;
  }
  if (field !== "quantity" && field !== "unitPrice") return text;
  const read = readTypedNumber(text);
  return "millionths" in read ? figureShown(numberText(read.millionths), field === "unitPrice" ? 2 : 0) : text;
}

export function isUnitLine({ quantity, unitPrice }: EnteredLine): boolean {
  return quantity.trim() !== "" || unitPrice.trim() !== "";
}

/** A row nobody typed in is not a line. */
export function isBlankLine(line: EnteredLine): boolean {
  const { key: _key, id, isTaxable: _isTaxable, funds, ...texts } = line;
  return id === null && [...Object.values(texts), ...Object.values(funds)].every((text) => text.trim() === "");
}

/** What the line comes to; null while that cannot be read. */
export function lineValue(line: EnteredLine): Cents | null {
  if (!isUnitLine(line)) {
    const read = readTypedAmount(line.scheduledValue);
    return "cents" in read ? read.cents : null;
  }
  if (line.subtotal.trim() !== "") {
    const given = readTypedAmount(line.subtotal);
    return "cents" in given ? given.cents : null;
  }
  const quantity = readTypedNumber(line.quantity);
  const unitPrice = readTypedNumber(line.unitPrice);
  if ("problem" in quantity || "problem" in unitPrice) return null;
  return extended(quantity.millionths, unitPrice.millionths, "halfAwayFromZero");
}

export function totalOf(lines: readonly EnteredLine[]): Cents {
  return sum(lines.map((line) => lineValue(line) ?? 0n));
}

/** As the wire takes it. What cannot be read goes as it was typed, so that the server names every problem at once. */
export function wireOf(line: EnteredLine): z.input<typeof NewScheduleLine> {
  const { id, item, costCode, description } = line;
  return {
    ...(id === null ? {} : { id }),
    item,
    costCode: costCode.trim() || null,
    description,
    ...valueOnWire(line),
    ...termsOnWire(line),
  };
}

function valueOnWire(line: EnteredLine) {
  if (!isUnitLine(line)) return { scheduledValue: typedAmount(line.scheduledValue) };
  const { quantity, unit, unitPrice, subtotal } = line;
  const counted = { quantity: typedNumber(quantity), unit: unit.trim(), unitPrice: typedNumber(unitPrice) };
  return subtotal.trim() === "" ? counted : { ...counted, scheduledValue: typedAmount(subtotal) };
}

/** What a line does not say is left out, and is then as the contract has it. */
function termsOnWire({ retainageOnWork, retainageOnMaterials, isTaxable, funds }: EnteredLine) {
  const split = Object.entries(funds).filter(([, amount]) => amount.trim() !== "");
  return {
    ...ratesOnWire(retainageOnWork, retainageOnMaterials),
    ...(isTaxable ? {} : { isTaxable }),
    ...(split.length === 0
      ? {}
      : { funds: Object.fromEntries(split.map(([name, amount]) => [name, typedAmount(amount)])) }),
  };
}

/** Rates of its own, or nothing where both are empty. */
export function ratesOnWire(work: string, materials: string) {
  if (work.trim() === "" && materials.trim() === "") return {};
  const rate = (typed: string) => (typed.trim() === "" ? null : typedPercent(typed));
  return { retainageOnWork: rate(work), retainageOnMaterials: rate(materials) };
}
