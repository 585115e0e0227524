// What holds of every billing history, over thousands of them: the figures of an oracle that shares no code with the
// calculator, the identities of the two sheets, and that what is the same to the owner comes to the same figures.

import fc from "fast-check";
import { describe, test } from "vitest";
import { histories, idleApplication, idleLine } from "../../test/oracle/histories.ts";
import { type Corner, type OracleApplication, oracle } from "../../test/oracle/oracle.ts";
import { compare, fraction, type Rational, subtract } from "../../test/oracle/rational.ts";
import { summaryLines } from "../invoice/totals.ts";
import { type Cents, sum } from "../money/money.ts";
import { compute } from "./compute.ts";
import type { ComputedApplication, ComputedHistory, ComputedLine } from "./computed.ts";
import type { ApplicationEntry, History, LineEntry, SummaryLine } from "./history.ts";

const columns = ["C", "D", "E", "F", "G", "H", "I"] as const;

function same(one: unknown, other: unknown, what: string): void {
  if (one !== other) throw new Error(`${what}: ${one} is not ${other}`);
}

const halfACent = fraction(1n, 2n);

function holds(claim: boolean, what: string): void {
  if (!claim) throw new Error(what);
}

/** A history that fails is shrunk and printed, with the seed it was found with. */
function check(arbitrary: fc.Arbitrary<History>, numRuns: number, claim: (history: History) => void): void {
  fc.assert(fc.property(arbitrary, claim), { numRuns });
}

const columnsOf = ({ figures }: ComputedLine): Readonly<Record<(typeof columns)[number], Cents>> => ({
  C: figures.scheduledValue,
  D: figures.workPrevious,
  E: figures.workThisPeriod,
  F: figures.materialsStored,
  G: figures.completedAndStored,
  H: figures.balanceToFinish,
  I: figures.retainageHeld,
});

const last = (history: ComputedHistory): ComputedApplication => history.applications.at(-1)!;
const isOneByOne = ({ contract }: History) => contract.retainage.level === "line" && contract.retainage.cap === null;

function sameSummary(
  one: ComputedApplication,
  other: ComputedApplication,
  lines: readonly SummaryLine[],
  what: string,
) {
  for (const line of lines) same(one.summary[line], other.summary[line], `${what}: line ${line}`);
}

function sameFigures(one: ComputedApplication, other: ComputedApplication, what: string): void {
  sameSummary(one, other, summaryLines, what);
  same(one.certified, other.certified, `${what}: certified`);
  const [lines, others] = [bySheet(one), bySheet(other)];
  same(lines.size, others.size, `${what}: number of lines`);
  for (const [item, line] of lines) {
    for (const column of columns) same(line[column], others.get(item)?.[column], `${what}: ${column} of ${item}`);
  }
}

const bySheet = ({ lines }: ComputedApplication) => new Map(lines.map((line) => [line.item, columnsOf(line)]));

const withApplications = (history: History, applications: readonly ApplicationEntry[]): History => ({
  ...history,
  applications,
});

/** One more application, after all others. */
const followedBy = (history: History, change: Partial<ApplicationEntry>): History => {
  const idle = idleApplication(`${history.applications.length + 1}`, history.applications.length + 1);
  return withApplications(history, [...history.applications, { ...idle, changeOrders: [], ...change }]);
};

describe(`a billing history comes to what the oracle says (seed ${fc.readConfigureGlobal()?.seed})`, () => {
  const met = new Map<Corner, number>();

  function compareWithOracle(history: History): void {
    const computed = compute(history).applications;
    const expected = oracle(history);
    same(computed.length, expected.length, "number of applications");
    const corners = new Set<Corner>();
    expected.forEach((application, index) => {
      compareApplication(computed[index]!, application);
      for (const corner of application.corners) corners.add(corner);
    });
    for (const corner of corners) met.set(corner, (met.get(corner) ?? 0) + 1);
  }

  function compareApplication(computed: ComputedApplication, expected: OracleApplication): void {
    const where = `application ${expected.number}`;
    const lines = bySheet(computed);
    same(lines.size, expected.lines.length, `${where}: number of lines`);
    for (const line of expected.lines) {
      for (const column of columns) {
        if (column === "I" && !expected.isKnownByLine) continue;
        same(lines.get(line.item)?.[column], line[column], `${where}: ${column} of ${line.item}`);
      }
    }
    for (const line of summaryLines) {
      if ((line === "5a" || line === "5b") && !expected.isKnownByLine) continue;
      same(computed.summary[line], expected.summary[line], `${where}: line ${line}`);
    }
    same(computed.certified, expected.certified, `${where}: certified`);
    same(computed.isReversed, expected.isReversed, `${where}: reversed`);
  }

  test("of every kind", () => check(histories(), 2500, compareWithOracle));
  test("rates that change again and again", () =>
    check(
      histories({ level: "line", cap: false, freeze: false, cuts: false, reversals: false }),
      1200,
      compareWithOracle,
    ));
  test("lines that turn from charge to credit and back", () =>
    check(
      histories({ wild: true, changes: "retroactive", steps: "retroactive", releases: "none", opening: false }),
      300,
      compareWithOracle,
    ));

  test("and among them were the hard ones", () => {
    const least: Readonly<Record<Corner, number>> = {
      "threshold inside a period": 300,
      "threshold crossed with a line that fell": 80,
      "two thresholds in one period": 40,
      "threshold met exactly": 20,
      "retroactive threshold": 200,
      "earned under more than one rate": 400,
      "material built in under older rates": 150,
      "half a cent": 300,
      "cap reached": 50,
      "release spread with a rest": 40,
      "release after a step": 150,
      "more released on material than is withheld on it": 60,
      "cut by line": 200,
      "cut at the header": 300,
      reversed: 300,
      frozen: 100,
      "negative line": 300,
      "negative period": 500,
      "line 8 negative": 300,
      "change order entered": 400,
      "change order deferred": 300,
      opening: 200,
      "subtotal override": 300,
      "unit line": 500,
      "retainage by header": 200,
    };
    for (const corner of Object.keys(least) as Corner[]) {
      holds((met.get(corner) ?? 0) >= least[corner], `${corner}: only ${met.get(corner) ?? 0} of ${least[corner]}`);
    }
  });
});

describe("the identities", () => {
  test("of a line: G = D + E + F, H = C - G, D = D + E before as certified", () =>
    check(histories(), 400, (history) => {
      // Of a line that was measured before it was taken over, the oracle knows D.
      const taken = history.contract.opening?.lines ?? [];
      const standing = new Map<string, Cents | null>(taken.map(({ item, workToDate }) => [item, workToDate]));
      compute(history).applications.forEach((application, index) => {
        const entry = history.applications[index]!;
        for (const [item, { C, D, E, F, G, H }] of bySheet(application)) {
          same(G, D + E + F, `G of ${item}`);
          same(H, C - G, `H of ${item}`);
          const before = standing.get(item) ?? (standing.has(item) ? D : 0n);
          same(D, before, `D of ${item}`);
          if (entry.isReversed) continue;
          const certified = entry.lines.find((line) => line.item === item)?.certified ?? null;
          standing.set(item, D + (certified ?? E));
        }
      });
    }));

  test("of the summary: lines 3 to 9, and column C adds up to line 3", () =>
    check(histories(), 400, (history) => {
      for (const { summary, lines } of compute(history).applications) {
        const total = (column: (typeof columns)[number]) => sum(lines.map((line) => columnsOf(line)[column]));
        same(summary["3"], summary["1"] + summary["2"], "3 = 1 + 2");
        if (history.contract.originalContractSum === null) same(summary["3"], total("C"), "3 = sum of C");
        same(summary["4"], total("G"), "4 = sum of G");
        same(summary["5"], summary["5a"] + summary["5b"], "5 = 5a + 5b");
        same(summary["5"], total("I"), "5 = sum of I");
        same(summary["6"], summary["4"] - summary["5"], "6 = 4 - 5");
        same(summary["8"], summary["6"] - summary["7"], "8 = 6 - 7");
        same(summary["9"], summary["3"] - summary["6"], "9 = 3 - 6");
        if (history.contract.originalContractSum === null)
          same(summary["9"], total("H") + summary["5"], "9 = sum of H + 5");
      }
    }));

  test("of the totals under the sheet: every column adds up", () =>
    check(histories(), 200, (history) => {
      for (const { totals, lines } of compute(history).applications) {
        for (const column of columns)
          same(totals[column], sum(lines.map((line) => columnsOf(line)[column])), `sum of ${column}`);
      }
    }));

  test("what was certified and what is still uncertified is line 6, and with what is held it is line 4", () =>
    check(histories(), 400, (history) => {
      let certified: Cents | null = null;
      for (const { summary, isReversed, certified: now } of compute(history).applications) {
        certified ??= summary["7"];
        same(summary["7"], certified, "line 7 is what was certified before, without what was reversed");
        const uncertified = summary["8"] - now;
        same(certified + now + uncertified, summary["6"], "certified + uncertified = 6");
        same(certified + now + uncertified + summary["5"], summary["4"], "certified + uncertified + held = 4");
        if (!isReversed) certified += now;
      }
    }));

  test("of the retainage ledger: withheld less released, put right by hand, is held; and all of it is line 5", () =>
    check(histories(), 500, (history) => {
      const ledger = new Map<string, Cents>();
      compute(history).applications.forEach(({ lines, summary, isReversed }, index) => {
        // Where lines were cut, the ledger follows what was certified, and the sheet what was applied for.
        const isCutByLine = history.applications[index]!.lines.some(isCut);
        for (const { item, retainage, figures } of lines) {
          const moved = retainage.withheld - retainage.released + retainage.adjusted;
          same(figures.retainagePrevious + moved, retainage.held, `the ledger's row of ${item}`);
          if (ledger.has(item))
            same(ledger.get(item)! + moved, retainage.held, `the ledger of ${item} in row ${index}`);
          if (!isCutByLine) same(retainage.held, figures.retainageHeld, `held on ${item}`);
        }
        if (!isCutByLine) same(sum(lines.map(({ retainage }) => retainage.held)), summary["5"], "the ledger is line 5");
        if (isReversed) return;
        for (const { item, retainage } of lines) ledger.set(item, retainage.held);
      });
    }));

  const isCut = ({ certified, certifiedMaterials }: LineEntry) => certified !== null || certifiedMaterials !== null;

  test("nothing rounds twice: what is withheld is within half a cent of the exact amount", () =>
    check(
      histories({ level: "line", cap: false, freeze: false, releases: "none", adjustments: false, opening: false }),
      300,
      (history) => {
        const expected = oracle(history);
        compute(history).applications.forEach(({ lines }, index) => {
          for (const { item, figures } of lines) {
            const { exact } = expected[index]!.lines.find((line) => line.item === item)!;
            holds(isWithin(halfACent, figures.retainageWork, exact.work), `work of ${item}`);
            holds(isWithin(halfACent, figures.retainageMaterials, exact.stored), `stored material of ${item}`);
          }
        });
      },
    ));

  test("rounded at the header, every line's share is within a cent of the exact amount", () =>
    check(
      histories({ level: "header", cap: false, freeze: false, releases: "none", adjustments: false, opening: false }),
      200,
      (history) => {
        const expected = oracle(history);
        compute(history).applications.forEach(({ lines }, index) => {
          for (const { item, figures } of lines) {
            const { exact } = expected[index]!.lines.find((line) => line.item === item)!;
            holds(isWithin(fraction(1n), figures.retainageWork, exact.work), `work of ${item}`);
            holds(isWithin(fraction(1n), figures.retainageMaterials, exact.stored), `stored material of ${item}`);
          }
        });
      },
    ));

  function isWithin(furthest: Rational, held: Cents, exact: Rational): boolean {
    const away = subtract(fraction(held), exact);
    return compare(away, furthest) <= 0n && compare(away, subtract(fraction(0n), furthest)) >= 0n;
  }
});

describe("what is the same to the owner comes to the same figures", () => {
  test("whatever the order of the lines", () =>
    check(
      histories({ level: "line", cap: false, releases: "byLine", steps: "retroactive", opening: false }),
      300,
      (history) => {
        const byItem = withoutSpreads(history);
        const { lines } = byItem.contract;
        const turned = {
          ...byItem,
          contract: { ...byItem.contract, lines: [...lines.slice(1), ...lines.slice(0, 1)].reverse() },
        };
        const applications = turned.applications.map((entry) => ({ ...entry, lines: [...entry.lines].reverse() }));
        const others = compute(withApplications(turned, applications)).applications;
        compute(byItem).applications.forEach((one, index) => {
          sameFigures(one, others[index]!, `application ${one.number}`);
        });
      },
    ));

  /** A rest of a cent goes to the largest line, and of two equally large to the first: that alone knows an order. */
  const withoutSpreads = (history: History): History =>
    withApplications(
      history,
      history.applications.map((entry) => ({ ...entry, retainageReleased: null, retainageAdjusted: null })),
    );

  const quiet = { changes: "none", steps: "none", releases: "none", adjustments: false, freeze: false } as const;

  test("whether a period is billed at once or in two parts", () =>
    check(histories({ ...quiet, cuts: false, reversals: false }), 300, (history) => {
      const whole = compute(history);
      const at = Math.floor(history.applications.length / 2);
      const entry = history.applications[at]!;
      const figures = new Map(whole.applications[at]!.lines.map((line) => [line.item, line.figures]));
      const part = (index: number): LineEntry[] =>
        entry.lines.map((line) => {
          const {
            quantityPrevious,
            quantityThisPeriod,
            workPrevious,
            workThisPeriod,
            materialsPrevious,
            materialsStored,
          } = figures.get(line.item)!;
          const halfOf = (amount: bigint) => (index === 0 ? amount / 2n : amount);
          const stored = materialsPrevious + halfOf(materialsStored - materialsPrevious);
          if (quantityThisPeriod !== null && quantityThisPeriod !== 0n) {
            const quantity = (quantityPrevious ?? 0n) + halfOf(quantityThisPeriod);
            return { ...line, work: { kind: "quantityToDate", quantity }, materialsStored: stored };
          }
          if (
            line.work.kind === "none" ||
            line.work.kind === "quantityThisPeriod" ||
            line.work.kind === "quantityToDate"
          )
            return { ...line, materialsStored: stored };
          return {
            ...line,
            work: { kind: "workToDate", amount: workPrevious + halfOf(workThisPeriod) },
            materialsStored: stored,
          };
        });
      const first = { ...entry, number: `${entry.number} a`, lines: part(0) };
      const second = { ...entry, lines: part(1), changeOrders: [] };
      const parted = withApplications(history, [
        ...history.applications.slice(0, at),
        first,
        second,
        ...history.applications.slice(at + 1),
      ]);
      sameSummary(
        last(compute(parted)),
        last(whole),
        ["1", "2", "3", "4", "5a", "5b", "5", "6", "7", "9"].filter(
          (line): line is SummaryLine => !(line === "7" && at === history.applications.length - 1),
        ),
        "in two parts",
      );
    }));

  test("whether an amount is entered or the percentage that comes to it", () =>
    check(histories(), 400, (history) => {
      const byPercent = compute(history);
      const applications = history.applications.map((entry, index) => {
        const figures = new Map(byPercent.applications[index]!.lines.map((line) => [line.item, line.figures]));
        const lines = entry.lines.map((line): LineEntry => {
          if (line.work.kind !== "percentComplete") return line;
          return { ...line, work: { kind: "workToDate", amount: figures.get(line.item)!.workToDate } };
        });
        return { ...entry, lines };
      });
      const byAmount = compute(withApplications(history, applications)).applications;
      byPercent.applications.forEach((one, index) => {
        sameFigures(one, byAmount[index]!, `application ${one.number}`);
      });
    }));

  test("after an entry and its reversal in the next application", () =>
    check(histories({ steps: "none" }), 300, (history) => {
      const before = last(compute(history));
      const isLast = history.applications.at(-1)!;
      if (isLast.isReversed || isLast.lines.some(isCutByLine)) return;
      const amounts = before.lines
        .filter(({ figures }) => figures.quantityThisPeriod === null)
        .map(({ item }, index) => ({ item, amount: BigInt(1 + index * 12345) }));
      const entries = (sign: bigint) =>
        amounts.map(
          ({ item, amount }): LineEntry => ({
            ...idleLine(item),
            work: { kind: "workThisPeriod", amount: sign * amount },
          }),
        );
      const there = followedBy(history, { lines: entries(1n) });
      const back = followedBy(there, { lines: entries(-1n) });
      sameSummary(last(compute(back)), before, ["1", "2", "3", "4", "5", "6", "9"], "there and back");
    }));

  const isCutByLine = ({ certified, certifiedMaterials }: LineEntry) =>
    certified !== null || certifiedMaterials !== null;

  test("whether stored material lies or is built in, where both are held back alike", () =>
    check(histories({ level: "line", cap: false, freeze: false, changes: "none", steps: "none" }), 300, (history) => {
      const alike = withAlikeRates(history);
      const before = last(compute(followedBy(alike, {})));
      const entries = before.lines
        .filter(({ figures }) => figures.quantityThisPeriod === null)
        .map(
          ({ item, figures }): LineEntry => ({
            ...idleLine(item),
            work: { kind: "workThisPeriod", amount: figures.materialsStored },
            materialsStored: 0n,
          }),
        );
      const built = last(compute(followedBy(followedBy(alike, {}), { lines: entries })));
      const moved = built.summary["5"] - before.summary["5"];
      same(built.summary["4"], before.summary["4"], "line 4");
      holds(
        (moved < 0n ? -moved : moved) <= BigInt(entries.length),
        `line 5 moves by ${moved} over ${entries.length} lines`,
      );
      const isWhole = ({ figures }: ComputedLine) =>
        figures.materialsStored % 100n === 0n && figures.workToDate % 100n === 0n;
      const isWholePercent = [alike.contract.retainage.rates, ...ownRates(alike)].every(
        ({ work }) => work % 1_000_000n === 0n,
      );
      if (isWholePercent && before.lines.every(isWhole)) same(moved, 0n, "line 5, where nothing is rounded");
    }));

  const ownRates = ({ contract, changeOrders }: History) =>
    [
      ...contract.lines.map(({ retainage }) => retainage),
      ...changeOrders.map(({ retainage }) => retainage),
      ...changeOrders.flatMap(({ lines }) => lines.map((line) => (line.kind === "new" ? line.line.retainage : null))),
    ].filter((rates) => rates !== null);

  /** Stored material at the rate of work, wherever a rate is named. */
  function withAlikeRates(history: History): History {
    const alike = <Named extends { work: bigint; materials: bigint } | null>(rates: Named): Named =>
      rates === null ? rates : { ...rates, materials: rates.work };
    const { contract } = history;
    return {
      ...history,
      contract: {
        ...contract,
        retainage: { ...contract.retainage, rates: alike(contract.retainage.rates) },
        lines: contract.lines.map((line) => ({ ...line, retainage: alike(line.retainage) })),
      },
      changeOrders: history.changeOrders.map((order) => ({
        ...order,
        retainage: alike(order.retainage),
        lines: order.lines.map((line) =>
          line.kind === "new" ? { ...line, line: { ...line.line, retainage: alike(line.line.retainage) } } : line,
        ),
      })),
    };
  }

  test("whether an application was reversed and issued again, or never reversed", () =>
    check(histories(), 400, (history) => {
      const at = Math.floor(history.applications.length / 2);
      const entry = history.applications[at]!;
      const taken = { ...entry, number: `${entry.number} reversed`, isReversed: true };
      const again = withApplications(history, [
        ...history.applications.slice(0, at),
        taken,
        ...history.applications.slice(at),
      ]);
      const others = compute(again).applications.filter((_, index) => index !== at);
      compute(history).applications.forEach((one, index) => {
        sameFigures(one, others[index]!, `application ${one.number}`);
      });
    }));

  test("whether all retainage is given back or the rates are set to nothing", () =>
    check(
      histories({ releases: "none", adjustments: false, opening: false, freeze: false, cap: false }),
      300,
      (history) => {
        const given = last(compute(followedBy(history, { retainageReleased: "all" })));
        const none = { work: 0n, materials: 0n, effect: "retroactive", isFrozen: false, path: "retainage" } as const;
        const lines = last(compute(followedBy(history, {}))).lines.map(
          ({ item }): LineEntry => ({ ...idleLine(item), retainage: none }),
        );
        const rateless = last(compute(followedBy(history, { retainage: none, lines })));
        same(given.summary["5"], 0n, "line 5, given back");
        sameSummary(given, rateless, isOneByOne(history) ? summaryLines : ["4", "5", "6", "7", "8", "9"], "both ways");
      },
    ));
});
