// Billing histories for properties: contracts with charges and credits, change orders, and applications that build, install,
// correct, release, cut and reverse. Values are chosen where arithmetic is hard: halves of a cent, thresholds inside a
// period, releases of what is really held. The oracle tells a history being made where it stands.
import fc from "fast-check";
import type {
  ApplicationEntry,
  ChangeOrderEntry,
  ChangeOrderLineEntry,
  ContractEntry,
  History,
  LineEntry,
  OpeningEntry,
  Release,
  RetainageChange,
  ScheduleEntry,
  WorkEntry,
} from "../../src/billing-history/history.ts";
import type { Rates, RetainageTerms, Step } from "../../src/retainage/terms.ts";
import { applicationOf, entering, heldInAll, opened, type Standing, standsAt } from "./oracle.ts";

/** What a property wants its histories to have; what is not named may occur. */
export type Wanted = Readonly<{
  level: "line" | "header" | "either";
  changes: "none" | "retroactive" | "any";
  steps: "none" | "retroactive" | "any";
  cap: boolean;
  freeze: boolean;
  releases: "none" | "byLine" | "any";
  adjustments: boolean;
  cuts: boolean;
  reversals: boolean;
  opening: boolean;
  /** Lines that change their sign from one application to the next; only where rates change for everything at once. */
  wild: boolean;
}>;

const anything: Wanted = {
  level: "either",
  changes: "any",
  steps: "any",
  cap: true,
  freeze: true,
  releases: "any",
  adjustments: true,
  cuts: true,
  reversals: true,
  opening: true,
  wild: false,
};

const million = 1_000_000n;
const perMille = fc.integer({ min: 0, max: 1000 });
const seldom = (weight: number) => fc.integer({ min: 1, max: weight }).map((drawn) => drawn === 1);
const percentage = fc.constantFrom(
  0n,
  5n * million,
  5n * million,
  10n * million,
  10n * million,
  2_500_000n,
  7_500_000n,
  33_333_333n,
  500_000n,
  100n * million,
);
const rates: fc.Arbitrary<Rates> = fc.oneof(
  percentage.map((both) => ({ work: both, materials: both })),
  fc.record({ work: percentage, materials: percentage }),
);

const scheduleLine = fc.record({
  kind: fc.constantFrom("amount", "amount", "amount", "amount", "unit", "unit", "override", "nothing"),
  isCredit: seldom(6),
  grains: fc.integer({ min: 1, max: 400 }),
  quantity: fc.integer({ min: 1, max: 4000 }),
  quantityStep: fc.constantFrom(million, 500_000n, 1000n, 1n),
  unitPrice: fc.constantFrom(
    million,
    300_000n,
    500_000n,
    310_500_000n,
    5_000n,
    333_333n,
    12_345_678n,
    500_000n * million,
  ),
  rates: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: rates }),
});
type LinePlan = typeof scheduleLine extends fc.Arbitrary<infer Plan> ? Plan : never;

const changeOrder = fc.record({
  status: fc.constantFrom("approved", "approved", "approved", "approved", "pending", "rejected", "draft", "void"),
  month: fc.integer({ min: 1, max: 6 }),
  rates: fc.option(rates, { freq: 2 }),
  isInOpening: fc.boolean(),
  lines: fc.array(
    fc.record({ isNew: fc.boolean(), line: scheduleLine, to: fc.nat(), perMille: fc.integer({ min: -700, max: 900 }) }),
    { minLength: 1, maxLength: 2 },
  ),
});

const lineEntry = fc.record({
  isListed: fc.integer({ min: 1, max: 4 }).map((drawn) => drawn > 1),
  way: fc.integer({ min: 0, max: 3 }),
  goesBack: seldom(6),
  part: perMille,
  stored: fc.oneof(fc.constant(null), fc.constant(0), fc.integer({ min: 0, max: 400 })),
  percentPart: fc.bigInt({ min: 0n, max: 100n * million }),
  release: fc.oneof(
    { weight: 6, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.record({ how: fc.constantFrom("amount", "percent", "all"), part: perMille }) },
  ),
  adjusted: fc.oneof(
    { weight: 12, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.integer({ min: -3, max: 3 }) },
  ),
  change: fc.oneof(
    { weight: 12, arbitrary: fc.constant(null) },
    {
      weight: 1,
      arbitrary: fc.record({ rates, effect: fc.constantFrom("retroactive", "prospective"), freezes: seldom(4) }),
    },
  ),
  cut: fc.record({ isCut: fc.boolean(), work: perMille, stored: fc.option(perMille) }),
});

const application = fc.record({
  entries: fc.array(lineEntry, { minLength: 11, maxLength: 11 }),
  billedLate: seldom(3),
  cutOffEarly: seldom(4),
  listing: fc.oneof(
    { weight: 4, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }) },
    { weight: 1, arbitrary: fc.constant([]) },
  ),
  change: fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    {
      weight: 1,
      arbitrary: fc.record({
        rates,
        only: fc.constantFrom("both", "both", "work", "materials"),
        effect: fc.constantFrom("retroactive", "prospective", "prospective"),
        freezes: seldom(6),
      }),
    },
  ),
  release: fc.oneof(
    { weight: 2, arbitrary: fc.constant(null) },
    {
      weight: 1,
      arbitrary: fc.record({
        how: fc.constantFrom("amount", "amount", "percent", "all"),
        part: perMille,
        tooMuch: seldom(12),
      }),
    },
  ),
  releasesByLine: seldom(3),
  adjusted: fc.oneof(
    { weight: 10, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.integer({ min: -40, max: 40 }) },
  ),
  certified: fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: perMille }),
  cutsByLine: seldom(5),
  isReversed: seldom(8),
  meetsThreshold: seldom(4),
});
type ApplicationPlan = typeof application extends fc.Arbitrary<infer Plan> ? Plan : never;
type EntryPlan = ApplicationPlan["entries"][number];

const step = fc.record({
  percent: fc.integer({ min: 5, max: 45 }),
  rates,
  effect: fc.constantFrom("retroactive", "prospective", "prospective"),
  isStop: seldom(4),
});

const plan = fc.record({
  /** Cents that every lump sum is a multiple of: 10 at 5 % makes halves of a cent. */
  grain: fc.constantFrom(1n, 1n, 10n, 30n, 7n, 1000n, 123_457n),
  lines: fc.array(scheduleLine, { minLength: 1, maxLength: 5 }),
  changeOrders: fc.array(changeOrder, { maxLength: 3 }),
  applications: fc.array(application, { minLength: 1, maxLength: 6 }),
  rates,
  isHeader: seldom(5),
  stepsAre: fc.constantFrom("percent", "amount"),
  stepsOf: fc.constantFrom("original", "current"),
  steps: fc.oneof(
    { weight: 2, arbitrary: fc.array(step, { maxLength: 0 }) },
    { weight: 3, arbitrary: fc.array(step, { minLength: 1, maxLength: 2 }) },
  ),
  cap: fc.oneof(
    { weight: 6, arbitrary: fc.constant(null) },
    {
      weight: 1,
      arbitrary: fc.record({
        isAmount: fc.boolean(),
        of: fc.constantFrom("original", "current"),
        part: fc.integer({ min: 1, max: 60 }),
      }),
    },
  ),
  originalSumIsGiven: seldom(12),
  opening: fc.oneof(
    { weight: 4, arbitrary: fc.constant(null) },
    {
      weight: 1,
      arbitrary: fc.record({
        lines: fc.array(
          fc.record({
            isListed: fc.boolean(),
            work: perMille,
            stored: fc.integer({ min: 0, max: 300 }),
            held: fc.option(perMille),
          }),
          { minLength: 11, maxLength: 11 },
        ),
        heldInAll: fc.option(perMille),
        certified: fc.option(perMille),
      }),
    },
  ),
});
type Plan = typeof plan extends fc.Arbitrary<infer Made> ? Made : never;

/** Histories with what is wanted. */
export function histories(wanted: Partial<Wanted> = {}): fc.Arbitrary<History> {
  return plan.map((drawn) => historyOf(drawn, { ...anything, ...wanted }));
}

const signed = (amount: bigint, isCredit: boolean) => (isCredit ? -amount : amount);
const part = (of: bigint, thousandths: number) => (of * BigInt(thousandths)) / 1000n;

function scheduleEntry(drawn: LinePlan, item: string, grain: bigint, path: string): ScheduleEntry {
  const amount = signed(grain * BigInt(drawn.grains), drawn.isCredit);
  const quantity = signed(drawn.quantityStep * BigInt(drawn.quantity), drawn.isCredit);
  const isUnit = drawn.kind === "unit" || drawn.kind === "override";
  return {
    item,
    description: `Line ${item}`,
    scheduledValue: drawn.kind === "unit" ? null : drawn.kind === "nothing" ? 0n : amount,
    unit: isUnit ? { quantity, unit: "LF", unitPrice: drawn.unitPrice } : null,
    markup: null,
    retainage: drawn.rates,
    taxable: false,
    funds: new Map(),
    bid: null,
    path,
  };
}

const dayIn = (month: number, day: string) => `2026-0${month}-${day}`;

function changeOrderEntry(drawn: Plan["changeOrders"][number], index: number, made: Plan): ChangeOrderEntry {
  const number = `CO-${index + 1}`;
  const path = `changeOrders[${index}]`;
  const lines = drawn.lines.map((line, at): ChangeOrderLineEntry => {
    const to = line.to % made.lines.length;
    const standing = made.lines[to]!;
    const linePath = `${path}.lines[${at}]`;
    if (line.isNew || standing.kind === "nothing") {
      return { kind: "new", line: scheduleEntry(line.line, `${number}-${at}`, made.grain, linePath) };
    }
    const item = `${to + 1}`;
    if (standing.kind === "unit") {
      const addsQuantity = part(standing.quantityStep * BigInt(standing.quantity), line.perMille);
      return { kind: "adds", item, adds: null, addsQuantity: signed(addsQuantity, standing.isCredit), path: linePath };
    }
    // Where a subtotal stands over its quantity, it rises: a quantity of the other sign than its price is no line.
    const perMille = standing.kind === "override" ? Math.abs(line.perMille) : line.perMille;
    const adds = part(made.grain * BigInt(standing.grains), perMille);
    return { kind: "adds", item, adds: signed(adds, standing.isCredit), addsQuantity: null, path: linePath };
  });
  return {
    number,
    title: `Change ${index + 1}`,
    status: drawn.status,
    approvedOn: drawn.status === "approved" ? dayIn(drawn.month, "15") : null,
    amount: null,
    retainage: drawn.rates,
    lines,
    path,
  };
}

function stepsOf(made: Plan, wanted: Wanted, original: bigint): readonly Step[] {
  // A part of a sum that is nothing or a credit is no threshold that work could reach.
  if (wanted.steps === "none" || original <= 0n) return [];
  let percent = 0;
  return made.steps.map((drawn): Step => {
    percent += drawn.percent;
    const at =
      made.stepsAre === "amount"
        ? { amount: part(original, percent * 10) }
        : { percent: BigInt(percent) * million, of: made.stepsOf as "original" | "current" };
    const effect = wanted.steps === "retroactive" ? "retroactive" : (drawn.effect as Step["effect"]);
    return drawn.isStop
      ? { at, rates: { work: 0n, materials: 0n }, effect, scope: "allLines" }
      : { at, rates: drawn.rates, effect, scope: "linesOnContractRates" };
  });
}

function capOf({ cap }: Plan, wanted: Wanted, original: bigint): RetainageTerms["cap"] {
  if (!wanted.cap || cap === null) return null;
  if (cap.isAmount) return { amount: part(original, cap.part) };
  return { percent: (BigInt(cap.part) * million) / 10n, of: cap.of as "original" | "current" };
}

function historyOf(made: Plan, wanted: Wanted): History {
  const lines = made.lines.map((line, index) =>
    scheduleEntry(line, `${index + 1}`, made.grain, `contract.lines[${index}]`),
  );
  const changeOrders = made.changeOrders.map((drawn, index) => changeOrderEntry(drawn, index, made));
  const contract = contractEntry(lines, made, wanted);
  let history: History = { currency: "USD", contract, changeOrders, applications: [] };
  if (wanted.opening && made.opening !== null) history = withOpening(history, made.opening, made);

  let standing = opened(history);
  let isFrozen = false;
  made.applications.forEach((drawn, index) => {
    const entry = applicationEntry(history, standing, drawn, index, isFrozen, made, wanted);
    if (!entry.isReversed)
      isFrozen ||= [entry.retainage, ...entry.lines.map((line) => line.retainage)].some((change) => change?.isFrozen);
    history = { ...history, applications: [...history.applications, entry] };
    standing = applicationOf(history, standing, entry).after;
  });
  return history;
}

function contractEntry(lines: readonly ScheduleEntry[], made: Plan, wanted: Wanted): ContractEntry {
  const bare: ContractEntry = {
    originalContractSum: null,
    retainage: { rates: made.rates, level: "line", steps: [], cap: null, maximum: null },
    overbilling: "warn",
    changeOrderSplit: "line",
    tax: null,
    advance: null,
    escrow: null,
    funds: [],
    lines,
    opening: null,
    checks: { itemCaps: [], frontLoadPercent: 100n * million, scheduleForm: false },
  };
  const sums = [...standsAt(opened({ currency: "USD", contract: bare, changeOrders: [], applications: [] })).values()];
  const original = sums.reduce((total, { scheduledValue }) => total + scheduledValue, 0n);
  const isHeader = wanted.level === "header" || (wanted.level === "either" && made.isHeader);
  return {
    ...bare,
    originalContractSum: made.originalSumIsGiven ? original + 100n : null,
    retainage: {
      ...bare.retainage,
      level: isHeader ? "header" : "line",
      steps: stepsOf(made, wanted, original),
      cap: capOf(made, wanted, original),
    },
  };
}

const isByLine = ({ contract }: History) => contract.retainage.level === "line" && contract.retainage.cap === null;

function withOpening(history: History, drawn: NonNullable<Plan["opening"]>, made: Plan): History {
  const entered = history.changeOrders.filter((_, index) => {
    const { status, month, isInOpening } = made.changeOrders[index]!;
    return status === "approved" && month === 1 && isInOpening;
  });
  const empty: OpeningEntry = {
    certified: null,
    changeOrders: entered.map(({ number }) => number),
    retainageHeld: null,
    lines: [],
  };
  const opening = (change: Partial<OpeningEntry>): History => ({
    ...history,
    contract: { ...history.contract, opening: { ...empty, ...change } },
  });
  const isSpread = drawn.heldInAll !== null;
  const sheet = [...standsAt(opened(opening({})))];
  const lines = sheet.flatMap(([item, { scheduledValue }], index) => {
    const line = drawn.lines[index]!;
    if (!line.isListed) return [];
    const unit = unitOf(history, item);
    return [
      {
        item,
        workToDate: unit === null ? part(scheduledValue, line.work) : null,
        quantityToDate: unit && part(unit.quantity, line.work),
        materialsStored: part(scheduledValue, line.stored),
        retainageHeld: null,
        path: `contract.opening.lines[${index}]`,
      },
    ];
  });
  const policy = opened(opening({ lines }));
  const heldOf = (item: string) => standsAt(policy).get(item)!.held;
  const withHeld = lines.map((line) => {
    const held = drawn.lines[sheet.findIndex(([item]) => item === line.item)]!.held;
    return isSpread || held === null || !isByLine(history)
      ? line
      : { ...line, retainageHeld: part(heldOf(line.item), held) };
  });
  const holdsSomewhere = [...standsAt(policy).values()].every(({ held }) => held >= 0n) && heldInAll(policy) > 0n;
  const retainageHeld = isSpread && holdsSomewhere ? part(heldInAll(policy), drawn.heldInAll!) : null;
  const certified = drawn.certified === null ? null : part(policy.previousCertificates, drawn.certified);
  return opening({ lines: withHeld, retainageHeld, certified });
}

function unitOf(history: History, item: string): NonNullable<ScheduleEntry["unit"]> | null {
  return scheduleOf(history).find((line) => line.item === item)?.unit ?? null;
}

const scheduleOf = ({ contract, changeOrders }: History): readonly ScheduleEntry[] => [
  ...contract.lines,
  ...changeOrders.flatMap(({ lines }) => lines.flatMap((line) => (line.kind === "new" ? [line.line] : []))),
];

/** An application without an act of any kind. */
export function idleApplication(number: string, month: number): ApplicationEntry {
  return {
    number,
    periodFrom: null,
    periodTo: dayIn(month, "28"),
    billingDate: null,
    cutOff: null,
    changeOrders: null,
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
    path: `applications[${month - 1}]`,
  };
}

/** A line of an application without an act of any kind. */
export function idleLine(item: string): LineEntry {
  return {
    item,
    work: { kind: "none" },
    materialsStored: null,
    stored: [],
    evidence: null,
    retainage: null,
    retainageReleased: null,
    retainageAdjusted: null,
    certified: null,
    certifiedMaterials: null,
    funds: new Map(),
    corrections: [],
    path: `line ${item}`,
  };
}

function applicationEntry(
  history: History,
  standing: Standing,
  drawn: ApplicationPlan,
  index: number,
  isFrozen: boolean,
  made: Plan,
  wanted: Wanted,
): ApplicationEntry {
  const month = index + 1;
  const idle = idleApplication(`${month}`, month);
  let entry: ApplicationEntry = {
    ...idle,
    billingDate: drawn.billedLate ? `2026-0${month + 1}-14` : null,
    cutOff: drawn.cutOffEarly ? dayIn(month, "15") : null,
    retainage: isFrozen ? null : contractChange(drawn.change, history, wanted),
    isReversed: wanted.reversals && drawn.isReversed,
  };
  if (drawn.listing !== null) {
    const approved = history.changeOrders.filter(({ status }, at) => status === "approved" && drawn.listing![at]);
    entry = { ...entry, changeOrders: approved.map(({ number }) => number) };
  }
  // Everything that depends on what stands is asked of the oracle, with the entry made so far.
  const sheet = () => applicationOf(history, standing, entry).application;
  const entersNow = entering(history, standing, entry).flatMap(({ lines }) => lines);
  const freshItems = new Set(entersNow.flatMap((line) => (line.kind === "new" ? [line.line.item] : [])));
  const before = standsAt(standing);
  const lines = sheet().lines.flatMap((line, at): LineEntry[] => {
    const wish = drawn.entries[at % drawn.entries.length]!;
    if (!wish.isListed) return [];
    const stands = before.get(line.item) ?? { work: 0n, stored: 0n, held: 0n, quantity: 0n, scheduledValue: 0n };
    const isNew = freshItems.has(line.item);
    return [
      {
        ...idleLine(line.item),
        ...columnsOf(
          isCountedToDate(history, line.item) ? { ...wish, way: wish.way && 1 } : wish,
          ...([line.C, stands, unitOf(history, line.item), isCreditLine(history, line.item), made, wanted] as const),
        ),
        retainage: isFrozen || isNew || entry.retainage?.isFrozen ? null : lineChange(wish.change, history, wanted),
        retainageAdjusted: wanted.adjustments && wish.adjusted !== null ? BigInt(wish.adjusted) : null,
        path: `${idle.path}.lines[${at}]`,
      },
    ];
  });
  entry = { ...entry, lines };
  if (drawn.meetsThreshold) entry = meetingThreshold(history, standing, entry);
  entry = withReleases(entry, drawn, history, wanted, sheet());
  return withCuts(entry, drawn, wanted, sheet());
}

function isCreditLine(history: History, item: string): boolean {
  const line = scheduleOf(history).find((one) => one.item === item);
  return (line?.scheduledValue ?? line?.unit?.quantity ?? 0n) < 0n;
}

/**
 * Whether a line has to be counted to date: its price moved under the count, or it was cut to an amount for which there is
 * no quantity to a millionth, so that what a quantity of this period comes to is a choice.
 */
function isCountedToDate(history: History, item: string): boolean {
  const line = scheduleOf(history).find((one) => one.item === item);
  if (line?.unit == null) return false;
  const isOverridden = line.scheduledValue !== null;
  const adds = history.changeOrders.flatMap(({ lines }) => lines.filter((one) => one.kind === "adds"));
  if (isOverridden && adds.some((one) => one.item === item)) return true;
  const isCoarse = isOverridden || line.unit.unitPrice > 10_000n * million;
  const cuts = history.applications.flatMap(({ lines }) => lines.filter(({ certified }) => certified !== null));
  return isCoarse && cuts.some((one) => one.item === item);
}

type Stands = Readonly<{ work: bigint; stored: bigint; quantity: bigint }>;

function columnsOf(
  wish: EntryPlan,
  scheduledValue: bigint,
  stands: Stands,
  unit: ScheduleEntry["unit"],
  isCredit: boolean,
  made: Plan,
  wanted: Wanted,
): Pick<LineEntry, "work" | "materialsStored"> {
  if (wanted.wild && unit === null) {
    const amount = made.grain * BigInt(wish.part - 500);
    return {
      work: { kind: "workThisPeriod", amount },
      materialsStored: wish.stored === null ? null : made.grain * BigInt(wish.stored - 200),
    };
  }
  const rightWay = (amount: bigint) => (amount < 0n === isCredit ? amount : 0n);
  const whole = scheduledValue === 0n ? signed(50n * made.grain, isCredit) : rightWay(scheduledValue);
  const materialsStored = wish.stored === null ? null : part(whole, wish.stored);
  const towards = (from: bigint, to: bigint) =>
    rightWay(wish.goesBack ? part(from, wish.part) : from + part(to - from, wish.part));
  return { work: workOf(wish, whole, scheduledValue, stands, unit, materialsStored, towards), materialsStored };
}

function workOf(
  wish: EntryPlan,
  whole: bigint,
  scheduledValue: bigint,
  stands: Stands,
  unit: ScheduleEntry["unit"],
  materialsStored: bigint | null,
  towards: (from: bigint, to: bigint) => bigint,
): WorkEntry {
  if (wish.way === 0) return { kind: "none" };
  if (unit !== null) {
    const quantity = towards(stands.quantity, unit.quantity);
    return wish.way === 1
      ? { kind: "quantityToDate", quantity }
      : { kind: "quantityThisPeriod", quantity: quantity - stands.quantity };
  }
  if (wish.way === 1 && scheduledValue !== 0n && whole === scheduledValue) {
    // A percentage takes stored material in; it is drawn above what is stored, so that work keeps its sign.
    const stored = ((materialsStored ?? stands.stored) * 100n * million) / scheduledValue + 1n;
    if (stored >= 0n && stored < 100n * million) {
      const percent = stored + (wish.percentPart * (100n * million - stored)) / (100n * million);
      return { kind: "percentComplete", percent };
    }
  }
  const target = towards(stands.work, whole);
  return wish.way === 2
    ? { kind: "workToDate", amount: target }
    : { kind: "workThisPeriod", amount: target - stands.work };
}

function contractChange(drawn: ApplicationPlan["change"], history: History, wanted: Wanted): RetainageChange | null {
  if (drawn === null || wanted.changes === "none") return null;
  const path = "retainage";
  if (drawn.freezes) {
    const mayFreeze = wanted.freeze && history.contract.retainage.cap === null;
    return mayFreeze ? { work: null, materials: null, effect: null, isFrozen: true, path } : null;
  }
  return {
    work: drawn.only === "materials" ? null : drawn.rates.work,
    materials: drawn.only === "work" ? null : drawn.rates.materials,
    effect: wanted.changes === "retroactive" ? "retroactive" : (drawn.effect as "retroactive" | "prospective"),
    isFrozen: false,
    path,
  };
}

function lineChange(drawn: EntryPlan["change"], history: History, wanted: Wanted): RetainageChange | null {
  if (drawn === null || wanted.changes === "none") return null;
  const path = "line retainage";
  if (drawn.freezes) {
    return wanted.freeze && isByLine(history)
      ? { work: null, materials: null, effect: null, isFrozen: true, path }
      : null;
  }
  const effect = wanted.changes === "retroactive" ? "retroactive" : (drawn.effect as "retroactive" | "prospective");
  return { ...drawn.rates, effect, isFrozen: false, path };
}

/** Moves one lump sum so that line 4 comes to a threshold to the cent, where a line can carry that. */
function meetingThreshold(history: History, standing: Standing, entry: ApplicationEntry): ApplicationEntry {
  const { summary, lines } = applicationOf(history, standing, entry).application;
  const [step] = history.contract.retainage.steps;
  if (step === undefined) return entry;
  const threshold = "amount" in step.at ? step.at.amount : null;
  const moved = entry.lines.find(({ item }) => unitOf(history, item) === null && !isCreditLine(history, item));
  if (threshold === null || moved === undefined) return entry;
  const figures = lines.find(({ item }) => item === moved.item)!;
  const amount = figures.D + figures.E + threshold - summary["4"];
  if (amount < 0n) return entry;
  const work: WorkEntry = { kind: "workToDate", amount };
  return { ...entry, lines: entry.lines.map((line) => (line === moved ? { ...line, work } : line)) };
}

type Sheet = ReturnType<typeof applicationOf>["application"];

function releaseOf(how: string, thousandths: number, held: bigint): Release {
  if (how === "all") return "all";
  if (how === "percent") return { percent: BigInt(thousandths) * 100_000n };
  return { amount: part(held, thousandths) };
}

function withReleases(
  entry: ApplicationEntry,
  drawn: ApplicationPlan,
  history: History,
  wanted: Wanted,
  sheet: Sheet,
): ApplicationEntry {
  const adjustsAsAWhole = wanted.adjustments && wanted.releases !== "none" && drawn.adjusted !== null;
  if (wanted.releases === "none") return entry;
  // What a credit holds is negative; a release spread over charges and credits that nearly cancel is nobody's wish.
  const holdsOneWay = sheet.lines.every(({ I }) => I >= 0n) && sheet.summary["5"] > 0n;
  if (drawn.release !== null && !drawn.releasesByLine && wanted.releases === "any" && holdsOneWay) {
    const thousandths = drawn.release.tooMuch ? 1000 + drawn.release.part : drawn.release.part;
    return {
      ...entry,
      retainageReleased: releaseOf(
        drawn.release.how,
        Math.min(thousandths, drawn.release.how === "percent" ? 1000 : 2000),
        sheet.summary["5"],
      ),
    };
  }
  if (adjustsAsAWhole && holdsOneWay) return { ...entry, retainageAdjusted: BigInt(drawn.adjusted!) };
  if (!drawn.releasesByLine) return entry;
  const lines = entry.lines.map((line): LineEntry => {
    const wish = drawn.entries[sheet.lines.findIndex(({ item }) => item === line.item) % drawn.entries.length]!;
    const { I } = sheet.lines.find(({ item }) => item === line.item)!;
    if (wish.release === null || I === 0n || line.retainageAdjusted !== null) return line;
    if (I < 0n && !isByLine(history)) return line;
    const how = I < 0n ? "all" : isByLine(history) ? wish.release.how : "amount";
    return { ...line, retainageReleased: releaseOf(how, wish.release.part, I) };
  });
  return { ...entry, lines };
}

function withCuts(entry: ApplicationEntry, drawn: ApplicationPlan, wanted: Wanted, sheet: Sheet): ApplicationEntry {
  if (!wanted.cuts) return entry;
  const certified = drawn.certified === null ? null : part(sheet.summary["8"], drawn.certified);
  if (!drawn.cutsByLine) return { ...entry, certified };
  const lines = entry.lines.map((line): LineEntry => {
    const at = sheet.lines.findIndex(({ item }) => item === line.item);
    const { isCut, work, stored } = drawn.entries[at % drawn.entries.length]!.cut;
    if (!isCut) return line;
    const { E, F } = sheet.lines[at]!;
    return { ...line, certified: part(E, work), certifiedMaterials: stored === null ? null : part(F, stored) };
  });
  return { ...entry, certified, lines };
}
