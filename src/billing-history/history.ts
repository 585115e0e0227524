// The billing history of one contract, as a file tells it: the contract, its change orders, and every application in
// order. Amounts are cents, rates and quantities millionths; `read.yaml.ts` makes this of a text, `compute.ts` bills it.

import type { DeductionEntry } from "../invoice/below-line-8.ts";
import type { Summary } from "../invoice/totals.ts";
import type { Cents } from "../money/money.ts";
import type { Millionths, Percent } from "../money/ratio.ts";
import type { Rates, RetainageTerms, StepEffect } from "../retainage/terms.ts";
import type { TaxTerms } from "../tax/tax.ts";

export type History = Readonly<{
  currency: string;
  contract: ContractEntry;
  changeOrders: readonly ChangeOrderEntry[];
  applications: readonly ApplicationEntry[];
}>;

export type ContractEntry = Readonly<{
  /** Null: the sum of the contract's lines. */
  originalContractSum: Cents | null;
  retainage: RetainageTerms;
  /** Billing a lump sum beyond its scheduled value. Unit lines are measured: theirs is always a warning. */
  overbilling: "block" | "warn" | "allow";
  /** Additions and deductions of the change order summary: by the sign of each line, or of each change order's net. */
  changeOrderSplit: "line" | "changeOrder";
  tax: TaxTerms | null;
  /** Paid before work began, and kept back as a percentage of what is completed and stored, until it is paid off. */
  advance: Readonly<{ paid: Cents; recoupPercent: Percent }> | null;
  /** Retainage lies on an escrow account, in whole multiples of this amount. */
  escrow: Readonly<{ roundDownTo: Cents }> | null;
  /** Names of the funds that lines are split over, in the order they are shown. */
  funds: readonly string[];
  lines: readonly ScheduleEntry[];
  opening: OpeningEntry | null;
  checks: CheckSettings;
}>;

/** A line of the schedule of values. */
export type ScheduleEntry = Readonly<{
  item: string;
  description: string;
  /** C as given; null on a unit line whose C is quantity times price, and on a markup. */
  scheduledValue: Cents | null;
  /** Null: an amount line. With `scheduledValue` as well: the subtotal is overridden. */
  unit: Readonly<{ quantity: Millionths; unit: string | null; unitPrice: Millionths }> | null;
  /** C is this percentage of the C of other lines of the same contract or change order. */
  markup: Readonly<{ percent: Percent; of: readonly string[] }> | null;
  /** Its own rates, before its change order's and the contract's. */
  retainage: Rates | null;
  taxable: boolean;
  /** How C is split over the funds; empty: not at all. */
  funds: ReadonlyMap<string, Cents>;
  /** What was bid for a lump sum, to be compared with C. */
  bid: Cents | null;
  /** Where it stands in the file: `contract.lines[3]`. */
  path: string;
}>;

export const changeOrderStatuses = ["draft", "pending", "approved", "rejected", "void"] as const;

export type ChangeOrderEntry = Readonly<{
  number: string;
  title: string;
  status: (typeof changeOrderStatuses)[number];
  /** A day, "2026-03-14"; never null where it is approved. */
  approvedOn: string | null;
  /** What the change order itself says it comes to; null: the sum of its lines. */
  amount: Cents | null;
  retainage: Rates | null;
  lines: readonly ChangeOrderLineEntry[];
  path: string;
}>;

export type ChangeOrderLineEntry =
  | Readonly<{ kind: "new"; line: ScheduleEntry }>
  /** Changes the value of a line that stands already: by an amount, or by a quantity at the line's unit price. */
  | Readonly<{ kind: "adds"; item: string; adds: Cents | null; addsQuantity: Millionths | null; path: string }>;

/** Where a contract stood that was billed elsewhere before. */
export type OpeningEntry = Readonly<{
  /** Line 7 so far; null: what the opening lines earned less what they hold. */
  certified: Cents | null;
  /** Change orders that had entered. */
  changeOrders: readonly string[];
  /** Held over all lines; spread by what the policy would hold. Null: by line, or as the policy has it. */
  retainageHeld: Cents | null;
  lines: readonly Readonly<{
    item: string;
    workToDate: Cents | null;
    quantityToDate: Millionths | null;
    materialsStored: Cents;
    /** Null: what the policy would hold. */
    retainageHeld: Cents | null;
    path: string;
  }>[];
}>;

export type CheckSettings = Readonly<{
  /** A bid form's limits: the item may not come to more than a percentage of the other items. */
  itemCaps: readonly Readonly<{ item: string; percent: Percent; of: readonly string[] }>[];
  /** How much of the contract sum may be finished in the first application before it is worth a look. */
  frontLoadPercent: Percent;
  /** Lump sums must be as bid, and overhead and profit no lines of their own. */
  scheduleForm: boolean;
}>;

export type RetainageChange = Readonly<{
  /** Null: stays as it is. */
  work: Percent | null;
  materials: Percent | null;
  /** Null only where no rate changes. */
  effect: StepEffect | null;
  /** What is held stays held, whatever is billed from here on. */
  isFrozen: boolean;
  path: string;
}>;

/** Retainage given back: an amount, a percentage of what is held, or all of it. */
export type Release = Readonly<{ amount: Cents }> | Readonly<{ percent: Percent }> | "all";

export type ApplicationEntry = Readonly<{
  number: string;
  /** True: it was written as a number and not as text, and is put out as it was written. */
  isNumberBare?: boolean;
  periodFrom: string | null;
  periodTo: string;
  billingDate: string | null;
  /** Change orders approved up to here enter; null: the billing date, else the end of the period. */
  cutOff: string | null;
  /** Those that enter here; null: all that are approved by the cut-off. */
  changeOrders: readonly string[] | null;
  retainage: RetainageChange | null;
  retainageReleased: Release | null;
  /** Put right by hand, with its sign: what is held rises or falls by it. */
  retainageAdjusted: Cents | null;
  lines: readonly LineEntry[];
  /** Billed on several lines at once, by what is left on each. */
  groups: readonly Readonly<{ items: readonly string[]; workThisPeriod: Cents; path: string }>[];
  /** Certified for payment in this application; null: all of line 8. */
  certified: Cents | null;
  deductions: readonly DeductionEntry[];
  /** Kept back of an advance in this application; null: by the contract's percentage. */
  advanceRecouped: Cents | null;
  /** Taken back in the ERP: it is shown, and nothing stands on it. */
  isReversed: boolean;
  isFinal: boolean;
  overrides: readonly Override[];
  /** Figures of a paper or a spreadsheet that are compared with the computed ones. */
  printed: Printed | null;
  path: string;
}>;

/** How far a line is billed. One of the ways, or none: nothing this period. */
export type WorkEntry =
  | Readonly<{ kind: "none" }>
  | Readonly<{ kind: "workThisPeriod"; amount: Cents }>
  | Readonly<{ kind: "quantityThisPeriod"; quantity: Millionths }>
  /** D + E. */
  | Readonly<{ kind: "workToDate"; amount: Cents }>
  | Readonly<{ kind: "quantityToDate"; quantity: Millionths }>
  /** G, stored material included, as a percentage of C. */
  | Readonly<{ kind: "percentComplete"; percent: Percent }>;

export type LineEntry = Readonly<{
  item: string;
  work: WorkEntry;
  /** F, the balance stored today; null: as before, and moved by `stored`. */
  materialsStored: Cents | null;
  stored: readonly StoredItemEntry[];
  /** Evidence for material stored on the line as a whole. */
  evidence: string | null;
  retainage: RetainageChange | null;
  retainageReleased: Release | null;
  retainageAdjusted: Cents | null;
  /** Column E as certified, where a line was cut; null: as applied for. */
  certified: Cents | null;
  /** Column F as certified. */
  certifiedMaterials: Cents | null;
  /** E by fund, where it is not by the line's split. */
  funds: ReadonlyMap<string, Cents>;
  /** Work of an earlier application put right here: part of E, with its reason. */
  corrections: readonly Readonly<{ application: string; work: Cents; reason: string; path: string }>[];
  path: string;
}>;

/** Material that lies stored: what came in and what was built in during the period. */
export type StoredItemEntry = Readonly<{
  id: string;
  bought: Cents;
  installed: Cents;
  evidence: string | null;
  path: string;
}>;

export type Override = Readonly<{ code: string; item: string | null; by: string; reason: string; path: string }>;

export const lineColumns = ["C", "D", "E", "F", "G", "H", "I"] as const;
export type LineColumn = (typeof lineColumns)[number];
export type SummaryLine = keyof Summary;

export type Printed = Readonly<{
  summary: ReadonlyMap<SummaryLine, Cents>;
  totals: ReadonlyMap<LineColumn, Cents>;
  lines: readonly Readonly<{ item: string; columns: ReadonlyMap<LineColumn, Cents>; path: string }>[];
  path: string;
}>;
