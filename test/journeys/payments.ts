// What was really paid on the contract of the demo company, as entries for its continuation sheet.
import { readFile } from "node:fs/promises";
import { parse } from "csv-parse/sync";
import { type Cents, cents, sum } from "../../src/money/money.ts";
import { millionths, numberText } from "../../src/money/ratio.ts";
import { divideRounded } from "../../src/money/rounding.ts";

const folder = new URL("../../examples/sfpw-2977J/", import.meta.url);

export type Billed = Readonly<{
  item: string;
  /** What is typed under Quantity, of a line that has a unit price; else nothing. */
  quantity: string;
  /** What is typed under Work, of a line that has none; else nothing. */
  amount: string;
  cents: Cents;
}>;

/** One payment, line by line in the order of the sheet. The funds it came from are added up. */
export async function payment(name: string): Promise<{ lines: Billed[]; total: Cents }> {
  const schedule = await read("schedule-of-values.csv");
  const paid = (await read("payments.csv")).filter((row) => row.Payment === name);
  const lines = schedule.map((row) => {
    const item = row["Item No."] ?? "";
    const amount = sum(paid.filter((one) => one["Item No."] === item).map((one) => cents(one.Amount ?? "")));
    const price = row["Unit Price"] ?? "";
    if (amount === 0n) return { item, quantity: "", amount: "", cents: amount };
    if (price === "") return { item, quantity: "", amount: (Number(amount) / 100).toFixed(2), cents: amount };
    const quantity = divideRounded(amount * 10_000n * 1_000_000n, millionths(price), "halfAwayFromZero");
    return { item, quantity: numberText(quantity), amount: "", cents: amount };
  });
  return { lines, total: sum(lines.map((line) => line.cents)) };
}

async function read(name: string): Promise<Record<string, string>[]> {
  return parse(await readFile(new URL(name, folder), "utf8"), { columns: true, bom: true });
}
