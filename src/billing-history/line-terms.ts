import type { Application } from "../invoice/application.ts";
import type { LineEntered, LinePrevious } from "../invoice/totals.ts";
import { noRates, type Rates, type StepEffect } from "../retainage/terms.ts";
import type { ApplicationEntry, History, LineEntry, RetainageChange } from "./history.ts";
import type { ScheduledLine } from "./schedule.ts";
import type { Standing } from "./standing.ts";

type EnteredTerms = Pick<LineEntered, "rateWork" | "rateMaterials" | "rateEffect" | "isFrozen">;

export function termsOf(
  before: Standing,
  { retainage }: ApplicationEntry,
  line: ScheduledLine,
  entry: LineEntry | undefined,
): { entered: EnteredTerms; effect: StepEffect | null; isOnContractRates: boolean } {
  const { item } = line.entry;
  const own = before.lineRates.get(item) ?? line.ownRates;
  const standing = before.lines.get(item)?.previous.withholding?.rates ?? null;
  const change = entry?.retainage ?? null;
  if (change !== null) {
    const rates = changedRates(standing ?? own ?? before.rates, change);
    const isFrozen = change.isFrozen || (before.isFrozen && change.effect === null);
    return { entered: enteredTerms(rates, change.effect, isFrozen), effect: change.effect, isOnContractRates: false };
  }
  if (own !== null) {
    const rates = standing ?? (before.isStopped ? noRates : own);
    const isFrozen = before.isFrozen || (retainage?.isFrozen ?? false);
    return { entered: enteredTerms(rates, null, isFrozen), effect: null, isOnContractRates: false };
  }
  const rates = retainage === null ? (standing ?? before.rates) : changedRates(before.rates, retainage);
  const isFrozen = retainage === null ? before.isFrozen : isFrozenAfter(before, retainage);
  const effect = retainage?.effect ?? null;
  return { entered: enteredTerms(rates, effect, isFrozen), effect, isOnContractRates: true };
}

/** Rates that are given anew end a freeze; given for everything, they end older brackets, even where they are the same. */
export function underNewTerms(previous: LinePrevious, effect: StepEffect | null): LinePrevious {
  const { withholding } = previous;
  if (withholding === null || effect === null) return previous;
  const brackets = effect === "retroactive" ? [] : withholding.brackets;
  return { ...previous, withholding: { ...withholding, frozen: null, brackets } };
}

const enteredTerms = (rates: Rates, effect: StepEffect | null, isFrozen: boolean): EnteredTerms => ({
  rateWork: rates.work,
  rateMaterials: rates.materials,
  rateEffect: effect ?? "retroactive",
  isFrozen,
});

const changedRates = (rates: Rates, change: RetainageChange): Rates => ({
  work: change.work ?? rates.work,
  materials: change.materials ?? rates.materials,
});

/** Frozen until rates are given again. */
const isFrozenAfter = (before: Standing, change: RetainageChange): boolean =>
  change.isFrozen || (before.isFrozen && change.effect === null);

export function termsAfter(
  { contract: { retainage } }: History,
  before: Standing,
  entry: ApplicationEntry,
  application: Application,
): Pick<Standing, "rates" | "lineRates" | "isFrozen" | "isStopped" | "stepsTaken"> {
  const changed = entry.retainage === null ? before.rates : changedRates(before.rates, entry.retainage);
  const taken = retainage.steps.slice(before.stepsTaken, application.stepsTaken);
  const lineRates = new Map(before.lineRates);
  const ratesOf = new Map(application.lines.map(({ lineId, withholding }) => [lineId, withholding.rates]));
  for (const { item, retainage: change } of entry.lines) {
    const rates = ratesOf.get(item);
    if (change !== null && rates !== undefined) lineRates.set(item, rates);
  }
  return {
    rates: taken.at(-1)?.rates ?? changed,
    lineRates,
    isFrozen: entry.retainage === null ? before.isFrozen : isFrozenAfter(before, entry.retainage),
    isStopped: before.isStopped || taken.some(({ scope }) => scope === "allLines"),
    stepsTaken: application.stepsTaken,
  };
}
