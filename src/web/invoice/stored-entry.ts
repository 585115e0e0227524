// What was typed about the material that lies stored for a line, and what it comes to.
import { amountText, type Cents, cents } from "../../money/money.ts";
import { invoiceScreens as words } from "../../words/en/invoice-screens.ts";
import { fill } from "../../words/say.ts";
import { readEntry } from "./entry.ts";
import type { SheetLine, Stored } from "./sheet.ts";

/** A row of the dialog: texts as they were typed. */
export type StoredRow = Readonly<{
  key: number;
  id: string;
  /** Left of it before this period; a material that is new has nothing. */
  before: Cents;
  isKnown: boolean;
  bought: string;
  installed: string;
  evidence: string;
}>;

export type StoredProblems = Readonly<Partial<Record<"id" | "bought" | "installed", string>>>;

/** What is left of each material, with what was entered for the period. */
export function storedRows({ shown, stored }: SheetLine): StoredRow[] {
  const left = new Map(shown.previous.stored.map(({ id, remaining }) => [id, cents(remaining)]));
  const entered = new Map(stored.map((item) => [item.id, item]));
  const ids = [...new Set([...left.keys(), ...entered.keys()])];
  return ids.map((id, key) => {
    const item = entered.get(id);
    return {
      key,
      id,
      before: left.get(id) ?? 0n,
      isKnown: left.has(id),
      bought: amountText(item?.bought ?? 0n),
      installed: amountText(item?.installed ?? 0n),
      evidence: item?.evidence ?? "",
    };
  });
}

export function emptyRow(rows: readonly StoredRow[]): StoredRow {
  const key = Math.max(-1, ...rows.map((row) => row.key)) + 1;
  return { key, id: "", before: 0n, isKnown: false, bought: "", installed: "", evidence: "" };
}

/** What remains of it; null where an amount cannot be read. */
export function remainingOf({ before, bought, installed }: StoredRow): Cents | null {
  const [came, went] = [readEntry("amount", bought), readEntry("amount", installed)];
  return "value" in came && "value" in went ? before + came.value - went.value : null;
}

export function storedProblems(rows: readonly StoredRow[]): ReadonlyMap<number, StoredProblems> {
  const names = rows.map(({ id }) => id.trim());
  return new Map(
    rows.flatMap((row, index): [number, StoredProblems][] => {
      const name = names[index] ?? "";
      const isTwice = name !== "" && names.indexOf(name) !== index;
      const found = {
        ...(name === "" ? { id: words.storedNoName } : isTwice ? { id: words.storedTwice } : {}),
        ...amountProblem("bought", row.bought),
        ...amountProblem("installed", row.installed),
      };
      return Object.keys(found).length === 0 ? [] : [[row.key, found]];
    }),
  );
}

function amountProblem(field: "bought" | "installed", text: string): StoredProblems {
  if ("value" in readEntry("amount", text)) return {};
  return { [field]: fill(words.retainageBad, { allowed: words.allowedAmount, given: text }) };
}

/** The items of rows without problems. One of which nothing is said is none. */
export function storedOf(rows: readonly StoredRow[]): Stored[] {
  const amount = (text: string) => {
    const read = readEntry("amount", text);
    return "value" in read ? read.value : 0n;
  };
  return rows
    .map(({ id, bought, installed, evidence }) => ({
      id: id.trim(),
      bought: amount(bought),
      installed: amount(installed),
      evidence: evidence.trim(),
    }))
    .filter(({ bought, installed, evidence }) => bought !== 0n || installed !== 0n || evidence !== "");
}
