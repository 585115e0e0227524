// The figures of public record that the road bills, and its own arithmetic on them: exact integers, and nothing of the
// product's calculator, since that is what they are compared with.
import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";

export const scheduleFile = new URL("../../examples/sfpw-2977J/schedule-of-values.csv", import.meta.url);
const paymentsFile = new URL("../../examples/sfpw-2977J/payments.csv", import.meta.url);

export type Billed = ReadonlyMap<string, bigint>;

/** What a payment paid per item, over all funds, in cents. */
export function paidIn(payment: string): Billed {
  const rows: Record<string, string>[] = parse(readFileSync(paymentsFile), { columns: true });
  const billed = new Map<string, bigint>();
  for (const row of rows) {
    if (row.Payment !== payment) continue;
    const item = row["Item No."] ?? "";
    billed.set(item, (billed.get(item) ?? 0n) + cents(row.Amount ?? ""));
  }
  return billed;
}

export const total = (billed: Billed): bigint => [...billed.values()].reduce((sum, amount) => sum + amount, 0n);

/** Item by item; what comes to nothing is left out. */
export function together(...parts: readonly Billed[]): Billed {
  const all = new Map<string, bigint>();
  for (const part of parts) for (const [item, amount] of part) all.set(item, (all.get(item) ?? 0n) + amount);
  return new Map([...all].filter(([, amount]) => amount !== 0n));
}

export function without(billed: Billed, item: string): Billed {
  return new Map([...billed].filter(([one]) => one !== item));
}

/** Five percent of each line to date, rounded half away from zero, line by line. */
export function retained(billed: Billed): bigint {
  let sum = 0n;
  for (const amount of billed.values()) {
    const size = amount < 0n ? -amount : amount;
    const held = (size * 5n + 50n) / 100n;
    sum += amount < 0n ? -held : held;
  }
  return sum;
}

/** `1234.50` in cents. */
export function cents(text: string): bigint {
  const read = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(text);
  if (read === null) throw new Error(`"${text}" is no amount`);
  const size = BigInt(`${read[2]}${(read[3] ?? "").padEnd(2, "0")}`);
  return read[1] === "-" ? -size : size;
}

export function amount(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(3, "0");
  return `${value < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** The measured quantity behind an amount: exact to the millionth, or the record cannot be billed by quantity. */
export function quantity(billed: bigint, unitPrice: string): string {
  const [whole = "", decimals = ""] = unitPrice.split(".");
  const price = BigInt(whole + decimals.padEnd(6, "0"));
  // Cents are hundredths and prices are millionths; the quantity is wanted in millionths.
  const scaled = billed * 10_000_000_000n;
  if (price === 0n || scaled % price !== 0n) throw new Error(`${amount(billed)} is no exact quantity at ${unitPrice}`);
  const millionths = scaled / price;
  const size = (millionths < 0n ? -millionths : millionths).toString().padStart(7, "0");
  const text = `${size.slice(0, -6)}.${size.slice(-6)}`.replace(/\.?0+$/, "");
  return millionths < 0n ? `-${text}` : text;
}
