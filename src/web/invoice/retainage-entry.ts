// What was typed into the retainage dialog, and what it comes to: the sheet with it, or what is wrong with it.
import type { Release } from "../../invoice/application.ts";
import { amountShown } from "../../money/money.ts";
import type { StepEffect } from "../../retainage/terms.ts";
import { invoiceScreens as words } from "../../words/en/invoice-screens.ts";
import { fill } from "../../words/say.ts";
import { type EntryKind, readEntry } from "./entry.ts";
import { heldOn, type Places, releaseAmount, withAdjustment, withFreeze, withRates, withRelease } from "./retainage.ts";
import type { Sheet } from "./sheet.ts";

export type RetainageAct = "rates" | "release" | "freeze" | "adjust";

/** Texts as they were typed; each act reads its own. */
export type RetainageEntered = Readonly<{
  act: RetainageAct;
  work: string;
  materials: string;
  effect: StepEffect;
  by: "amount" | "percent" | "all";
  amount: string;
  percent: string;
  freeze: "on" | "off";
  adjust: string;
}>;

export const retainageEmpty: RetainageEntered = {
  act: "rates",
  work: "",
  materials: "",
  effect: "retroactive",
  by: "amount",
  amount: "",
  percent: "",
  freeze: "on",
  adjust: "",
};

export type Outcome =
  | Readonly<{ sheet: Sheet }>
  | Readonly<{
      problems: Readonly<Partial<Record<keyof RetainageEntered, string>>>;
      /** It is wrong whatever is typed next, and is said at once; otherwise when it is tried. */
      isSure: boolean;
    }>;

export function outcomeOf(sheet: Sheet, places: Places, entered: RetainageEntered): Outcome {
  switch (entered.act) {
    case "rates":
      return ratesOutcome(sheet, places, entered);
    case "release":
      return releaseOutcome(sheet, places, entered);
    case "freeze":
      return { sheet: withFreeze(sheet, places, entered.freeze === "on") };
    case "adjust": {
      const amount = read("amount", entered.adjust);
      if ("problem" in amount) return { problems: { adjust: amount.problem }, isSure: false };
      return { sheet: withAdjustment(sheet, places, amount.value) };
    }
  }
}

function ratesOutcome(sheet: Sheet, places: Places, { work, materials, effect }: RetainageEntered): Outcome {
  const given = (text: string) => (text.trim() === "" ? null : read("rate", text));
  const rates = { work: given(work), materials: given(materials) };
  const problems = {
    ...(rates.work !== null && "problem" in rates.work ? { work: rates.work.problem } : {}),
    ...(rates.materials !== null && "problem" in rates.materials ? { materials: rates.materials.problem } : {}),
    ...(rates.work === null && rates.materials === null ? { work: words.retainageGiveOne } : {}),
  };
  if (Object.keys(problems).length > 0) return { problems, isSure: false };
  const value = (rate: typeof rates.work) => (rate !== null && "value" in rate ? rate.value : null);
  return {
    sheet: withRates(sheet, places, { work: value(rates.work), materials: value(rates.materials), effect }),
  };
}

function releaseOutcome(sheet: Sheet, places: Places, { by, amount, percent }: RetainageEntered): Outcome {
  const held = heldOn(sheet, places);
  if (held <= 0n) return { problems: { by: words.retainageNothingHeld }, isSure: true };
  const text = by === "amount" ? amount : percent;
  const given = by === "all" ? null : read(by === "amount" ? "amount" : "rate", text);
  if (given !== null && "problem" in given) return { problems: { [by]: given.problem }, isSure: false };
  const release: Release =
    given === null ? "all" : by === "amount" ? { amount: given.value } : { percent: given.value };
  const released = releaseAmount(sheet, places, release);
  if (released <= 0n) return { problems: { [by]: words.retainageNotPositive }, isSure: text.trim() !== "" };
  if (released > held) {
    const beyond = fill(words.retainageBeyond, { given: amountShown(released), held: amountShown(held) });
    return { problems: { [by]: beyond }, isSure: true };
  }
  return { sheet: withRelease(sheet, places, release) };
}

const allowed: Partial<Record<EntryKind, string>> = { amount: words.allowedAmount, rate: words.allowedRate };

function read(kind: EntryKind, text: string): { value: bigint } | { problem: string } {
  const entry = readEntry(kind, text);
  if ("value" in entry) return entry;
  return { problem: fill(words.retainageBad, { allowed: allowed[kind] ?? "", given: text }) };
}
