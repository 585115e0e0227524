// Lines of a schedule as they are being typed: text in every field, and what they come to as far as they can be read.
import type { z } from "zod";
import { readTypedAmount, readTypedNumber } from "../../contract/read-number.ts";
import type { NewScheduleLine, ScheduleLineShown } from "../../contract/wire.ts";
import { amountShown, type Cents, sum } from "../../money/money.ts";
import { extended, numberText } from "../../money/ratio.ts";
import { figureShown } from "../ui/figure.ts";
import { typedAmount, typedNumber } from "./typed.ts";

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
}>;

export type EnteredField = Exclude<keyof EnteredLine, "key" | "id">;

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
  };
}

/** A number as it is read everywhere else; what cannot be read stays as it was typed. */
export function asShown(field: EnteredField, text: string): string {
  if (field === "scheduledValue") {
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
  const { key: _key, id, ...fields } = line;
  return id === null && Object.values(fields).every((text) => text.trim() === "");
}

/** What the line comes to; null while that cannot be read. */
export function lineValue(line: EnteredLine): Cents | null {
  if (!isUnitLine(line)) {
    const read = readTypedAmount(line.scheduledValue);
    return "cents" in read ? read.cents : null;
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
  const value = isUnitLine(line)
    ? { quantity: typedNumber(line.quantity), unit: line.unit.trim(), unitPrice: typedNumber(line.unitPrice) }
    : { scheduledValue: typedAmount(line.scheduledValue) };
  return { ...(id === null ? {} : { id }), item, costCode: costCode.trim() || null, description, ...value };
}
