// What a contract's terms come to, before anything is billed: what is held as the work goes on, and what each step does
// where it is reached. The figures are those of the invoices themselves: the same calculator makes them.
import type { BillingTerms } from "../../contract/billing-terms.ts";
import { retainageOf } from "../../contract/billing-terms.ts";
import type { ChangeOrderShown, ScheduleShown } from "../../contract/wire.ts";
import {
  type Application,
  type ApplicationBefore,
  computeApplication,
  nothingApplied,
} from "../../invoice/application.ts";
import { advanceRecouped, escrowBalance } from "../../invoice/below-line-8.ts";
import { carriedForward, type LinePrevious, nothingBefore, nothingEntered } from "../../invoice/totals.ts";
import { spreadByShare } from "../../money/allocate.ts";
import { type Cents, cents, sum } from "../../money/money.ts";
import { millionths, type Percent, percentOf } from "../../money/ratio.ts";
import { divideRounded } from "../../money/rounding.ts";
import { type Rates, sumOf } from "../../retainage/terms.ts";
import { percentScale, shownRate } from "../../retainage/withholding.ts";
import { type TaxTerms, taxToDate } from "../../tax/tax.ts";
import type { AgreedTerms } from "./entered-terms.ts";

/** The schedule with every line's rates: its own, else those of its change order; null: the contract's. */
export function withRatesOfOrders(schedule: ScheduleShown, orders: readonly ChangeOrderShown[]): ScheduleShown {
  const byId = new Map(orders.map((order) => [order.id, order]));
  const lines = schedule.lines.map((line) => {
    const order = line.changeOrder === null ? undefined : byId.get(line.changeOrder.id);
    if (line.retainageOnWork !== null || order === undefined) return line;
    const { retainageOnWork, retainageOnMaterials } = order;
    return { ...line, retainageOnWork, retainageOnMaterials };
  });
  return { ...schedule, lines };
}

/** The schedule of values as far as it matters to what is held. */
export type Basis = Readonly<{
  original: Cents;
  current: Cents;
  lines: readonly Readonly<{ value: Cents; ownRates: Rates | null }>[];
  /** There is no schedule yet: one line stands for it. */
  isNotional: boolean;
}>;

const notionalSum: Cents = cents("1000000.00");

export function basisOf(schedule: ScheduleShown | undefined): Basis {
  const lines = (schedule?.lines ?? []).map(({ scheduledValue, changedBy, retainageOnWork, retainageOnMaterials }) => ({
    value: cents(scheduledValue) + sum(changedBy.map(({ amount }) => cents(amount))),
    ownRates:
      retainageOnWork === null || retainageOnMaterials === null
        ? null
        : { work: millionths(retainageOnWork), materials: millionths(retainageOnMaterials) },
  }));
  const current = sum(lines.map(({ value }) => value));
  if (schedule === undefined || current <= 0n) {
    const only = { value: notionalSum, ownRates: null };
    return { original: notionalSum, current: notionalSum, lines: [only], isNotional: true };
  }
  return { original: cents(schedule.original), current, lines, isNotional: false };
}

export type HeldRow = Readonly<{
  percent: Percent;
  earned: Cents;
  held: Cents;
  /** Held more since the row before; negative: given back. */
  moved: Cents;
  /** Of what is earned; null where nothing is. */
  rate: Percent | null;
  recouped: Cents | null;
  escrow: Cents | null;
  /** What the rates would hold without the cap; null: it does not bind. */
  uncapped: Cents | null;
}>;

const quarters: readonly Percent[] = ["25", "50", "75", "100"].map(millionths);

/** Four applications, each of which brings every line a quarter further. */
export function heldAlong({ rates, terms }: AgreedTerms, basis: Basis): readonly HeldRow[] {
  let before = nothingApplied;
  let previous: readonly LinePrevious[] = [];
  let heldBefore: Cents = 0n;
  return quarters.map((percent) => {
    const earned = percentOf(basis.current, percent, "halfAwayFromZero");
    const application = applied({ rates, terms }, basis, earned, previous, before);
    const held = application.summary["5"];
    const row = {
      percent,
      earned,
      held,
      moved: held - heldBefore,
      rate: shownRate(held, earned),
      recouped: terms.advance === null ? null : advanceRecouped(terms.advance, earned),
      escrow:
        terms.escrow === null || terms.escrow.roundDownTo <= 0n ? null : escrowBalance(held, terms.escrow.roundDownTo),
      uncapped: application.uncapped,
    };
    previous = application.lines.map(carriedForward);
    before = standingAfter(application, earned);
    heldBefore = held;
    return row;
  });
}

function standingAfter({ summary, stepsTaken }: Application, earned: Cents): ApplicationBefore {
  return { certified: summary["6"], stepsTaken, completedAndStored: earned };
}

/** All of it as completed work, over the lines by what they are worth. */
function applied(
  { rates, terms }: AgreedTerms,
  basis: Basis,
  earned: Cents,
  previous: readonly LinePrevious[],
  before: ApplicationBefore,
): Application {
  const values = basis.lines.map(({ value }) => value);
  const work = earned === basis.current ? values : spreadByShare(earned, values);
  return computeApplication({
    terms: retainageOf(terms, rates),
    taxOnRetainage: terms.tax?.base === "retainageOnGross" ? terms.tax.rate : 0n,
    originalContractSum: basis.original,
    netChange: basis.current - basis.original,
    lines: basis.lines.map(({ value, ownRates }, index) => {
      const stood = previous[index] ?? nothingBefore;
      const now = stood.withholding?.rates ?? ownRates ?? rates;
      return {
        lineId: String(index),
        scheduledValue: value,
        unitPrice: null,
        previous: stood,
        entry: {
          ...nothingEntered,
          workThisPeriod: (work[index] ?? 0n) - stood.work,
          rateWork: now.work,
          rateMaterials: now.materials,
        },
        isOnContractRates: ownRates === null,
        release: null,
      };
    }),
    release: null,
    adjusted: 0n,
    before,
  });
}

/** What a step does where it is reached. */
export type StepExample = Readonly<{ number: number; threshold: Cents; sum: Cents }> &
  (
    | Readonly<{ kind: "notReached" }>
    | Readonly<{ kind: "retroactive"; before: Cents; after: Cents }>
    | Readonly<{ kind: "prospective"; before: Cents; next: Cents; nextHeld: Cents }>
  );

export function stepExamples({ rates, terms }: AgreedTerms, basis: Basis): readonly StepExample[] {
  const withSteps = (count: number): AgreedTerms => ({ rates, terms: withFirstSteps(terms, count) });
  return terms.retainage.steps.map(({ at, effect }, index): StepExample => {
    const threshold = "amount" in at ? at.amount : percentOf(sumOf(at.of, basis), at.percent, "halfAwayFromZero");
    const about = { number: index + 1, threshold, sum: basis.current };
    if (threshold <= 0n || threshold > basis.current) return { ...about, kind: "notReached" };
    const before = applied(withSteps(index), basis, threshold, [], nothingApplied).summary["5"];
    const reached = applied(withSteps(index + 1), basis, threshold, [], nothingApplied);
    const after = reached.summary["5"];
    if (effect === "retroactive") return { ...about, kind: "retroactive", before, after };
    const tenth = divideRounded(basis.current, 10n, "halfAwayFromZero");
    const left = basis.current - threshold;
    const next = left < tenth ? left : tenth;
    const further = applied(
      withSteps(index + 1),
      basis,
      threshold + next,
      reached.lines.map(carriedForward),
      standingAfter(reached, threshold),
    );
    return { ...about, kind: "prospective", before: after, next, nextHeld: further.summary["5"] - after };
  });
}

function withFirstSteps(terms: BillingTerms, count: number): BillingTerms {
  return { ...terms, retainage: { ...terms.retainage, steps: terms.retainage.steps.slice(0, count) } };
}

export type TaxExample = Readonly<{ work: Cents; held: Cents; now: Cents; later: Cents }>;

/** Work of 100,000.00 at the contract's rate: the tax on it now, and on the release of what is held. */
export function taxExample(tax: TaxTerms, rates: Rates): TaxExample {
  const work = cents("100000.00");
  const line = { completedAndStored: work, isTaxable: true };
  const base = tax.base === "retainageOnGross" ? work + percentOf(work, tax.rate, "halfAwayFromZero") : work;
  const held = percentOf(base, rates.work, "halfAwayFromZero");
  const now = taxToDate(tax, [{ ...line, retainageHeld: held }]);
  return { work, held, now, later: taxToDate(tax, [{ ...line, retainageHeld: 0n }]) - now };
}

/** What is completed and stored when an advance is paid back in full; null: it never is. */
export function advancePaidBackAt({ paid, recoupPercent }: NonNullable<BillingTerms["advance"]>): Cents | null {
  return recoupPercent <= 0n ? null : divideRounded(paid * percentScale, recoupPercent, "halfAwayFromZero");
}

/** Terms with all that is shown of what they come to. */
export type WorkedOut = AgreedTerms &
  Readonly<{ basis: Basis; rows: readonly HeldRow[]; steps: readonly StepExample[] }>;

export function workedOut(agreed: AgreedTerms | null, basis: Basis): WorkedOut | null {
  if (agreed === null) return null;
  return { ...agreed, basis, rows: heldAlong(agreed, basis), steps: stepExamples(agreed, basis) };
}
