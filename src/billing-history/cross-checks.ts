// What two places of a file have to agree on before anything can be computed: names that refer to something, names given
// once, quantities only where there is a unit, and a step wherever a rate really changes. Whether the figures agree is
// not asked here; that is what findings are for.
import { noRates, type Rates, type Step, sameRates } from "../retainage/terms.ts";
import { stepEffects } from "./contract-entry.ts";
import { type Given, type HistoryProblem, historyProblem, nearestOf, noneTwice, quoted } from "./given.ts";
import type {
  ApplicationEntry,
  ChangeOrderEntry,
  History,
  LineEntry,
  RetainageChange,
  ScheduleEntry,
} from "./history.ts";

type Note = (path: string, what: string, given: string, allowed: string) => void;

/** The problems of a history whose values were read already; a name that could not be read ("") is not asked about. */
export function crossProblems(history: History, root: Given): readonly HistoryProblem[] {
  const problems: HistoryProblem[] = [];
  const note: Note = (path, what, given, allowed) =>
    void problems.push(historyProblem(path, lineOf(root, path), what, given, allowed));
  noteTwice(history, note);
  noteUnknownItems(history, note);
  noteUnknownNumbers(history, note);
  noteMarkups(history, note);
  noteFunds(history, note);
  noteQuantities(history, note);
  noteGroups(history, note);
  noteMissingSteps(history, note);
  return problems;
}

/** The line of a path like `contract.lines[3].item`, or of the nearest thing above it that is there. */
function lineOf(root: Given, path: string): number {
  let given = root;
  for (const [, key, index] of path.matchAll(/([\w-]+)|\[(\d+)\]/g)) {
    const next =
      given.kind === "mapping" && key !== undefined
        ? given.entries.get(key)
        : given.kind === "list" && index !== undefined
          ? given.members[Number(index)]
          : undefined;
    if (next === undefined) break;
    given = next;
  }
  return given.line;
}

type DefinedLine = Readonly<{ entry: ScheduleEntry; changeOrder: ChangeOrderEntry | null }>;

/** Every line that there is: the contract's, and those that change orders bring. */
function definedLines({ contract, changeOrders }: History): readonly DefinedLine[] {
  const brought = changeOrders.flatMap((changeOrder) =>
    changeOrder.lines.flatMap((line) => (line.kind === "new" ? [{ entry: line.line, changeOrder }] : [])),
  );
  return [...contract.lines.map((entry) => ({ entry, changeOrder: null })), ...brought];
}

// Names that are given once.

function noteTwice(history: History, note: Note): void {
  const { contract, changeOrders, applications } = history;
  noneTwice(
    definedLines(history),
    ({ entry }) => entry.item,
    ({ entry }, _, item) => note(`${entry.path}.item`, "A second line of this item", quoted(item), newItem),
  );
  noneTwice(
    changeOrders,
    ({ number }) => number,
    ({ path }, _, number) =>
      note(`${path}.number`, "A second change order of this number", quoted(number), "a number of its own"),
  );
  noneTwice(
    applications,
    ({ number }) => number,
    ({ path }, _, number) =>
      note(`${path}.number`, "A second application of this number", quoted(number), "a number of its own"),
  );
  noneTwice(
    contract.funds,
    (fund) => fund,
    (_, index, fund) => note(`contract.funds[${index}]`, "A second fund of this name", quoted(fund), "each fund once"),
  );
  noneTwice(contract.opening?.lines ?? [], ({ item }) => item, noteListed);
  for (const { lines, changeOrders, printed, path } of applications) {
    noneTwice(lines, ({ item }) => item, noteListed);
    noneTwice(printed?.lines ?? [], ({ item }) => item, noteListed);
    noneTwice(
      changeOrders ?? [],
      (number) => number,
      (_, index, number) =>
        note(`${path}.changeOrders[${index}]`, "A change order twice", quoted(number), "each number once"),
    );
  }

  function noteListed({ path }: { path: string }, _: number, item: string): void {
    note(`${path}.item`, "An item listed twice", quoted(item), "one entry for each item");
  }
}

const newItem = "an item that no other line of the contract or of a change order has (adds changes a line that stands)";

// Names that refer to something.

function noteUnknownItems(history: History, note: Note): void {
  const { contract, changeOrders, applications } = history;
  const known = knownNames(definedLines(history).map(({ entry }) => entry.item));
  const ask = (item: string | null, path: string): void => {
    if (item !== null && known.isUnknown(item))
      note(
        path,
        "An item that is on no line",
        quoted(item),
        known.allowed(item, "an item of the contract or of a change order"),
      );
  };
  for (const { item, path } of contract.opening?.lines ?? []) ask(item, `${path}.item`);
  for (const [index, cap] of contract.checks.itemCaps.entries()) {
    ask(cap.item, `contract.checks.itemCaps[${index}].item`);
    for (const [at, item] of cap.of.entries()) ask(item, `contract.checks.itemCaps[${index}].of[${at}]`);
  }
  // An amount for a line that stands nowhere is a finding: the contract sum is known all the same. A quantity has no price.
  for (const line of changeOrders.flatMap(({ lines }) => lines))
    if (line.kind === "adds" && line.adds === null) ask(line.item, `${line.path}.item`);
  for (const { lines, groups, overrides, printed } of applications) {
    for (const { item, path } of [...lines, ...overrides, ...(printed?.lines ?? [])]) ask(item, `${path}.item`);
    for (const { items, path } of groups) for (const [at, item] of items.entries()) ask(item, `${path}.items[${at}]`);
  }
}

function noteUnknownNumbers({ contract, changeOrders, applications }: History, note: Note): void {
  const known = knownNames(changeOrders.map(({ number }) => number));
  const ask = (number: string, path: string): void => {
    if (known.isUnknown(number))
      note(
        path,
        "A change order that is not in the file",
        quoted(number),
        known.allowed(number, "the number of a change order"),
      );
  };
  for (const [at, number] of (contract.opening?.changeOrders ?? []).entries())
    ask(number, `contract.opening.changeOrders[${at}]`);
  for (const { path, changeOrders } of applications)
    for (const [at, number] of (changeOrders ?? []).entries()) ask(number, `${path}.changeOrders[${at}]`);
  noteCorrected(applications, note);
}

/** What is put right is an application that stands above. */
function noteCorrected(applications: readonly ApplicationEntry[], note: Note): void {
  const above = new Set<string>();
  for (const application of applications) {
    for (const { application: number, path } of application.lines.flatMap(({ corrections }) => corrections))
      if (number !== "" && !above.has(number))
        note(
          `${path}.application`,
          "No earlier application",
          quoted(number),
          "the number of an application above this one",
        );
    above.add(application.number);
  }
}

function knownNames(names: readonly string[]) {
  const known = new Set(names);
  // Where a name could not be read, what is not found may well be that one.
  const isComplete = !known.has("");
  return {
    isUnknown: (name: string): boolean => isComplete && name !== "" && !known.has(name),
    allowed(name: string, what: string): string {
      // A long list is not searched for what is like it: each wrong name would cost as much as the whole file.
      const nearest = known.size > 1000 ? null : nearestOf(name, [...known]);
      return nearest === null ? what : `${what}, such as ${quoted(nearest)}`;
    },
  };
}

/** A markup is taken of lines above it, of the contract or of its own change order: so its value is known when it is read. */
function noteMarkups(history: History, note: Note): void {
  const { contract, changeOrders } = history;
  const lists = [
    contract.lines,
    ...changeOrders.map(({ lines }) => lines.flatMap((one) => (one.kind === "new" ? [one.line] : []))),
  ];
  for (const list of lists) {
    const above = new Set<string>();
    for (const { item, markup, path } of list) {
      for (const [at, of] of (markup?.of ?? []).entries())
        if (of !== "" && !above.has(of) && !above.has(""))
          note(
            `${path}.markup.of[${at}]`,
            "No line above the markup",
            quoted(of),
            "an item that stands above it, in the contract or in the same change order",
          );
      above.add(item);
    }
  }
}

function noteFunds(history: History, note: Note): void {
  const { funds } = history.contract;
  const known = knownNames(funds);
  const allowed =
    funds.length === 0 ? "a name listed in contract.funds, which lists none" : `one of ${funds.map(quoted).join(", ")}`;
  const entries = definedLines(history).map(({ entry }) => entry);
  for (const { funds, path } of [...entries, ...history.applications.flatMap(({ lines }) => lines)])
    for (const fund of funds.keys())
      if (known.isUnknown(fund)) note(`${path}.funds`, "An unknown fund", quoted(fund), allowed);
}

// Ways of billing a line.

function noteQuantities(history: History, note: Note): void {
  const amountLines = new Set(definedLines(history).flatMap(({ entry }) => (entry.unit === null ? [entry.item] : [])));
  const ask = (item: string, key: string, path: string, allowed: string): void => {
    if (amountLines.has(item))
      note(`${path}.${key}`, "A quantity on a line without a unit price", `${key} on ${quoted(item)}`, allowed);
  };
  for (const line of history.changeOrders.flatMap(({ lines }) => lines))
    if (line.kind === "adds" && line.addsQuantity !== null)
      ask(line.item, "addsQuantity", line.path, "adds, an amount");
  for (const { item, quantityToDate, path } of history.contract.opening?.lines ?? [])
    if (quantityToDate !== null) ask(item, "quantityToDate", path, "workToDate, an amount");
  for (const { item, work, path } of history.applications.flatMap(({ lines }) => lines)) {
    if (work.kind === "quantityThisPeriod") ask(item, work.kind, path, "workThisPeriod, an amount");
    if (work.kind === "quantityToDate") ask(item, work.kind, path, "workToDate, an amount");
  }
}

/** What a group bills is found from what is left on its lines; so a line is in one group, and has no work beside it. */
function noteGroups({ applications }: History, note: Note): void {
  for (const { lines, groups } of applications) {
    const withWork = new Set(lines.filter(({ work }) => work.kind !== "none").map(({ item }) => item));
    const grouped = new Set<string>();
    for (const { items, path } of groups) {
      for (const [at, item] of items.entries()) {
        const where = `${path}.items[${at}]`;
        if (withWork.has(item))
          note(
            where,
            "A line with work of its own in a group",
            quoted(item),
            "work on the line, or the line in a group",
          );
        if (grouped.has(item)) note(where, "A line in two groups", quoted(item), "each line in one group");
      }
      for (const item of items) grouped.add(item);
    }
  }
}

// Retainage.

/**
 * A rate that changes says what becomes of what was earned before. Compared are the rates that were last given at the same
 * level; steps of the policy may have been reached meanwhile, so a rate has to be that of each of them as well.
 */
function noteMissingSteps(history: History, note: Note): void {
  const { rates, steps } = history.contract.retainage;
  const lines = new Map(definedLines(history).map((line) => [line.entry.item, line]));
  const ownRates = new Map<string, Rates>();
  let ofContract = rates;
  for (const application of history.applications) {
    const ofContractNow = changed(ofContract, application.retainage);
    // The first rates of a contract that names none change nothing.
    const isFirst = application === history.applications[0] && sameRates(rates, noRates) && steps.length === 0;
    if (!isFirst) ask(application.retainage, [ofContract, ...ratesOf(steps)]);
    const changes = new Map<string, Rates>();
    for (const line of application.lines) {
      const defined = lines.get(line.item);
      if (line.retainage === null || defined === undefined) continue;
      const own = ownRates.get(line.item) ?? defined.entry.retainage ?? defined.changeOrder?.retainage ?? null;
      const standing = own ?? ofContractNow;
      const ofPolicy = own === null ? steps : steps.filter(({ scope }) => scope === "allLines");
      ask(line.retainage, [standing, ...ratesOf(ofPolicy)]);
      if (gives(line)) changes.set(line.item, changed(standing, line.retainage));
    }
    // On an application that was taken back nothing stands.
    if (application.isReversed) continue;
    ofContract = ofContractNow;
    for (const [item, rates] of changes) ownRates.set(item, rates);
  }

  function ask(change: RetainageChange | null, standing: readonly Rates[]): void {
    if (change === null || change.effect !== null) return;
    const different = standing.find((rates) => !sameRates(rates, changed(rates, change)));
    if (different !== undefined)
      note(
        `${change.path}.step`,
        "A rate changes, and it is not said what becomes of what was earned before",
        "no step",
        stepEffects.join(" or "),
      );
  }
}

const ratesOf = (steps: readonly Step[]): readonly Rates[] => steps.map(({ rates }) => rates);
const gives = ({ retainage }: LineEntry): boolean => retainage?.work != null || retainage?.materials != null;

const changed = (rates: Rates, change: RetainageChange | null): Rates => ({
  work: change?.work ?? rates.work,
  materials: change?.materials ?? rates.materials,
});
