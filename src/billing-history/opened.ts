import type { Application, ApplicationLine } from "../invoice/application.ts";
import { advanceRecouped } from "../invoice/below-line-8.ts";
import { spreadByShare } from "../money/allocate.ts";
import { type Cents, sum } from "../money/money.ts";
import { taxToDate } from "../tax/tax.ts";
import { applicationOf } from "./applying.ts";
import { taxedLines } from "./below.ts";
import type { ApplicationEntry, History, LineEntry } from "./history.ts";
import { addWork, lineInput, withQuantity } from "./line-input.ts";
import { termsAfter } from "./line-terms.ts";
import { enteredOf } from "./schedule.ts";
import type { Schedule, Standing } from "./standing.ts";
import { standingsAfter } from "./standing.ts";

export function opened(history: History, schedule: Schedule): Standing {
  const { contract, changeOrders } = history;
  const nothing: Standing = {
    lines: new Map(),
    entered: [],
    rates: contract.retainage.rates,
    lineRates: new Map(),
    isFrozen: false,
    isStopped: false,
    stepsTaken: 0,
    certified: 0n,
    completedAndStored: 0n,
    deductions: [],
    advanceRecouped: 0n,
    tax: 0n,
    lastPeriodTo: null,
  };
  const { opening } = contract;
  if (opening === null) return nothing;
  const entered = changeOrders.filter(({ number }) => opening.changeOrders.includes(number));
  const of = new Map(opening.lines.map((line) => [line.item, line]));
  const lines = schedule.lines.filter(
    ({ entry, changeOrder }) => changeOrder === null || entered.includes(changeOrder) || of.has(entry.item),
  );
  const applying = {
    history,
    schedule,
    before: nothing,
    entry: openingEntry,
    entered,
    changes: enteredOf(entered),
    entries: new Map<string, LineEntry>(),
    grouped: new Map<string, Cents>(),
    lines,
  };
  const inputs = lines.map((line) => {
    const input = lineInput(applying, line);
    const given = of.get(line.entry.item);
    if (given === undefined) return input;
    const stored = { ...input, entry: { ...input.entry, materialsStored: given.materialsStored } };
    const counted = given.quantityToDate === null ? stored : withQuantity(stored, given.quantityToDate);
    return given.workToDate === null ? counted : addWork(counted, given.workToDate);
  });
  const byPolicy = applicationOf(contract, schedule, applying, nothing, inputs);
  // What is given is held, over work and material by what each would hold.
  const holding = (held: (index: number) => Cents | null) =>
    inputs.map((input, index) => {
      const isHeld = held(index);
      const computed = byPolicy.lines[index]?.retainageHeld ?? 0n;
      return isHeld === null ? input : { ...input, release: { amount: computed - isHeld } };
    });
  const byLine = holding((index) => of.get(inputs[index]?.lineId ?? "")?.retainageHeld ?? null);
  const application = opening.retainageHeld === null ? billedAs(byLine) : heldInAll(opening.retainageHeld);

  function billedAs(lines: readonly ApplicationLine[], entry = openingEntry): Application {
    return applicationOf(contract, schedule, { ...applying, entry }, nothing, lines);
  }

  /** Over the lines by what they hold; where they hold nothing, by what they earned. */
  function heldInAll(total: Cents): Application {
    const holds = billedAs(byLine).lines.map(({ retainageHeld }) => retainageHeld);
    if (sum(holds) === 0n) return billedAs(byLine, { ...openingEntry, retainageAdjusted: total });
    const shares = spreadByShare(total, holds);
    return billedAs(holding((index) => shares[index] ?? null));
  }

  const { tax } = contract;
  return {
    ...nothing,
    lines: standingsAfter(nothing, lines, application, new Map()),
    entered,
    ...termsAfter(history, nothing, openingEntry, application),
    certified: opening.certified ?? application.summary["6"],
    completedAndStored: application.summary["4"],
    tax: tax === null ? 0n : taxToDate(tax, taxedLines(lines, application)),
    advanceRecouped: contract.advance === null ? 0n : advanceRecouped(contract.advance, application.summary["4"]),
  };
}

const openingEntry: ApplicationEntry = {
  number: "0",
  periodFrom: null,
  periodTo: "",
  billingDate: null,
  cutOff: null,
  changeOrders: [],
  retainage: null,
  retainageReleased: null,
  retainageAdjusted: null,
  lines: [],
  groups: [],
  certified: null,
  deductions: [],
  advanceRecouped: null,
  isReversed: false,
  isFinal: false,
  overrides: [],
  printed: null,
  path: "contract.opening",
};
