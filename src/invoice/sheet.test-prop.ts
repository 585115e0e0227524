// The invoices of the product come to the figures that a billing history in a file comes to: the sheet of the product is
// computed here from what a history says, application by application, and compared with the engine on the file.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { histories } from "../../test/oracle/histories.ts";
import { compute } from "../billing-history/compute.ts";
import type { ComputedApplication, ComputedLine } from "../billing-history/computed.ts";
import type { ApplicationEntry, ChangeOrderEntry, History } from "../billing-history/history.ts";
import { allLines, type ScheduledLine } from "../billing-history/schedule.ts";
import type { BillingTerms } from "../contract/billing-terms.ts";
import type { Opening } from "../contract/opening.ts";
import type { LinesChangeOrder, ScheduleLine } from "../contract/schedule-line.ts";
import { extended } from "../money/ratio.ts";
import { changeOrderSummary, changeOrdersOn } from "./change-orders.ts";
import { same } from "./same.ts";
import {
  type Agreed,
  type Billed,
  type Billing,
  belowLine8,
  billed,
  type EnteredLine,
  inputOf,
  noNotes,
  openedAt,
  scheduleOn,
  startOf,
} from "./sheet.ts";
import { readStanding, type Standing, standingShown } from "./standing.ts";
import { computeLine } from "./totals.ts";

const changeOrderOf = ({ number, title, approvedOn }: ChangeOrderEntry): LinesChangeOrder => ({
  ...{ id: number, number, title, approvedOn },
  status: "approved",
});

function scheduleOf(history: History): readonly ScheduleLine[] {
  return allLines(history).map((line: ScheduledLine, index): ScheduleLine => {
    const { item, unit, scheduledValue, funds, taxable } = line.entry;
    const changes = history.changeOrders.flatMap((order) =>
      order.lines.flatMap((change) => {
        if (change.kind !== "adds" || change.item !== item) return [];
        const measured =
          change.addsQuantity === null || unit === null
            ? 0n
            : extended(change.addsQuantity, unit.unitPrice, "halfAwayFromZero");
        const amount = measured + (change.adds ?? 0n);
        return [{ changeOrder: changeOrderOf(order), amount, quantity: change.addsQuantity }];
      }),
    );
    return {
      ...{ id: item, item, position: index, costCode: null, description: "", changes, isTaxable: taxable },
      method: unit === null ? "amount" : "unit",
      scheduledValue: line.ownValue,
      quantity: unit?.quantity ?? null,
      unit: unit?.unit ?? null,
      unitPrice: unit?.unitPrice ?? null,
      changeOrder: line.changeOrder && changeOrderOf(line.changeOrder),
      rates: line.ownRates,
      ownRates: line.ownRates,
      isSubtotalGiven: unit !== null && scheduledValue !== null,
      funds: Object.fromEntries(funds),
    };
  });
}

function agreedOf({ contract }: History): Agreed {
  const { rates, ...retainage } = contract.retainage;
  const { overbilling, changeOrderSplit, tax, advance, escrow, funds } = contract;
  const terms: BillingTerms = { retainage, overbilling, changeOrderSplit, tax, advance, escrow, funds };
  return { terms, rates };
}

function openingOf({ contract: { opening } }: History): Opening | null {
  return (
    opening && { certified: opening.certified, lines: opening.lines.map((line) => ({ ...line, lineId: line.item })) }
  );
}

/** What a person would enter on a line to bill what the history bills on it. */
function entered(
  { figures }: ComputedLine,
  entry: ApplicationEntry,
  line: ScheduleLine,
  before: Standing,
  agreed: Agreed,
  standing: ReadonlySet<string>,
): EnteredLine {
  const start = startOf(line, before, agreed);
  const own = entry.lines.find(({ item }) => item === line.id);
  const change = own?.retainage ?? (line.rates === null ? entry.retainage : null);
  // Where no step changes rates, those that the line is left with were entered.
  const rates = agreed.terms.retainage.steps.length > 0 ? start.rates : figures.withholding.rates;
  const counted = {
    workThisPeriod: figures.workThisPeriod,
    quantityThisPeriod: figures.quantityThisPeriod,
    unmeasuredWork: 0n,
    materialsStored: figures.materialsStored,
    rateWork: rates.work,
    rateMaterials: rates.materials,
    rateEffect: change?.effect ?? ("retroactive" as const),
    isFrozen: start.wasFrozen,
    releasedWork: 0n,
    releasedMaterials: 0n,
    adjusted: 0n,
  };
  const measured = computeLine(inputOf({ schedule: scheduleOn(line, standing), start, entry: counted }));
  const unmeasuredWork = line.unitPrice === null ? 0n : figures.workThisPeriod - measured.workThisPeriod;
  const notes = own === undefined ? noNotes : { ...noNotes, funds: own.funds };
  return { entry: { ...counted, unmeasuredWork }, notes };
}

function certifiedOf(entry: ApplicationEntry, { lines }: ComputedApplication): Billing["certified"] {
  const cut = entry.lines.flatMap(({ item, certified, certifiedMaterials }) => {
    const figures = lines.find((line) => line.item === item)?.figures;
    if (figures === undefined || (certified === null && certifiedMaterials === null)) return [];
    const { workThisPeriod, materialsStored } = figures;
    return [{ lineId: item, work: certified ?? workThisPeriod, materials: certifiedMaterials ?? materialsStored }];
  });
  return entry.certified === null && cut.length === 0 ? null : { amount: entry.certified, lines: cut };
}

/** As it is read from the tables: what is kept beside the lines says with them where the contract stands. */
function keptAndRead({ lines, summary, after, uncapped }: Billed): Standing {
  const figures = lines.map((line) => line.figures);
  const kept = standingShown(after, new Map(figures.map((line) => [line.lineId, line])), uncapped);
  return readStanding(JSON.parse(JSON.stringify(kept)), summary, figures);
}

/** Sums of the contract and of change orders that are not those of their lines are for checking papers alone. */
const asTheProductHasIt = (history: History): History => ({
  ...history,
  contract: { ...history.contract, originalContractSum: null },
  changeOrders: history.changeOrders.map((one) => ({ ...one, amount: null })),
});

function comesToTheSame(drawn: History): void {
  const history = asTheProductHasIt(drawn);
  const { opening } = history.contract;
  fc.pre(opening === null || (opening.changeOrders.length === 0 && opening.retainageHeld === null));
  const [schedule, agreed] = [scheduleOf(history), agreedOf(history)];
  const numbers = new Set<string>();
  let before = openedAt(openingOf(history), schedule, agreed);
  for (const [index, computed] of compute(history).applications.entries()) {
    const entry = history.applications[index] as ApplicationEntry;
    const enteredBefore = new Set(numbers);
    const here = new Set(computed.changeOrders.entered);
    for (const number of here) numbers.add(number);
    // Work on lines of a change order that has not entered is a finding in a file, and cannot be entered here.
    fc.pre(computed.lines.every(({ changeOrder }) => changeOrder === null || numbers.has(changeOrder)));
    // A count is kept where work was certified as it was applied for; in a file it is made of the amount.
    fc.pre(computed.lines.every(({ item, figures }) => !isCertifiedAsApplied(item, figures.workThisPeriod, entry)));
    // The same rates given again for everything end older ones in a file; in the product they are no change.
    fc.pre(computed.lines.every((line) => isNoSameRateAgain(line, entry, before)));
    const standing = new Set(numbers);
    const byItem = new Map(schedule.map((line) => [line.id, line]));
    const lines = new Map(
      computed.lines.map((line): [string, EnteredLine] => {
        const scheduled = byItem.get(line.item) as ScheduleLine;
        return [line.item, entered(line, entry, scheduled, before, agreed, standing)];
      }),
    );
    const { deductions, advanceRecouped } = entry;
    const certified = certifiedOf(entry, computed);
    const now = billed(before, {
      ...{ agreed, schedule, entered: standing, lines, advanceRecouped, certified },
      deductions: deductions.map(({ name, deducted }) => ({ name, deducted })),
    });
    const below = belowLine8(agreed.terms, now.lines, now.summary, before, now.after);
    expect(now.summary).toEqual(computed.summary);
    expect(now.lines.map(({ figures }) => figures)).toEqual(computed.lines.map(({ figures }) => figures));
    expect(below.deductions).toEqual(computed.deductions);
    expect(below.tax).toEqual(computed.tax);
    expect(below.escrow).toEqual(computed.escrow);
    expect(below.funds).toEqual(computed.funds);
    expect(below.payable).toEqual(computed.payable);
    if (computed.advanceRecouped !== null) expect(below.advance).toEqual(computed.advanceRecouped);
    const { changeOrderSplit } = agreed.terms;
    const { entered: _, ...cells } = computed.changeOrders;
    expect(changeOrderSummary(changeOrderSplit, changeOrdersOn(schedule), enteredBefore, here)).toEqual(cells);
    before = keptAndRead(now);
    expect(same(before, now.after)).toBe(true);
  }
}

function isCertifiedAsApplied(item: string, work: bigint, entry: ApplicationEntry): boolean {
  return entry.lines.some((line) => line.item === item && line.certified === work);
}

function isNoSameRateAgain({ item, figures }: ComputedLine, entry: ApplicationEntry, before: Standing): boolean {
  const change = entry.lines.find((line) => line.item === item)?.retainage ?? entry.retainage;
  const was = before.lines.get(item)?.previous.withholding ?? null;
  if (change === null || was === null || was.brackets.length === 0) return true;
  return !same(was.rates, figures.withholding.rates);
}

const plain = { releases: "none", adjustments: false, freeze: false, reversals: false } as const;

describe("the same history in the product and in a file comes to the same cents", () => {
  test("with steps, caps, cuts, change orders and openings", () => {
    fc.assert(fc.property(histories({ ...plain, changes: "none" }), comesToTheSame), { numRuns: 400 });
  });

  test("with rates that change for what follows, or for everything", () => {
    fc.assert(fc.property(histories({ ...plain, steps: "none" }), comesToTheSame), { numRuns: 400 });
  });
});
