// The prime contract, its schedule of values and its change orders on the wire.
import { z } from "zod";
import { Amount, Day, Decimal, Id, Named, PersonShown, ReasonShown, Text } from "../wire.ts";
import { TermsShown } from "./billing-terms.ts";
import { changeOrderStatuses, contractStatuses } from "./contract.ts";

// POST /api/projects/{projectId}/contracts ; PATCH /api/contracts/{contractId} takes any of them with the version
export const NewContract = z.object({
  number: Named,
  title: Named,
  ownerId: Id.nullable().default(null),
  contractor: Text.default(""),
  architect: Text.default(""),
  contractOn: Day.nullable().default(null),
  retainageOnWork: Decimal.default("0"),
  retainageOnMaterials: Decimal.default("0"),
  isPrivate: z.boolean().default(false),
  listSeesSchedule: z.boolean().default(true),
  privateList: z.array(Id).default([]),
});
export type NewContract = z.output<typeof NewContract>;

/** Where a contract stood that was billed elsewhere before. */
export const OpeningShown = z.strictObject({
  /** Line 7 so far; null: what the lines earned less what they hold. */
  certified: Amount.nullable(),
  lines: z
    .array(
      z.strictObject({
        lineId: Id,
        /** Of an amount line. */
        workToDate: Amount.nullable(),
        /** Of a unit line. */
        quantityToDate: Decimal.nullable(),
        materialsStored: Amount,
        /** Null: what the rates come to. */
        retainageHeld: Amount.nullable(),
      }),
    )
    .max(10_000),
});
export type OpeningShown = z.infer<typeof OpeningShown>;

export const ContractChange = z
  .object({
    number: Named,
    title: Named,
    ownerId: Id.nullable(),
    contractor: Text,
    architect: Text,
    contractOn: Day.nullable(),
    retainageOnWork: Decimal,
    retainageOnMaterials: Decimal,
    /** The whole value; what is left out of it is as agreed by default. */
    terms: TermsShown,
    opening: OpeningShown.nullable(),
    isPrivate: z.boolean(),
    listSeesSchedule: z.boolean(),
    privateList: z.array(Id),
    status: z.enum(contractStatuses),
  })
  .partial()
  .extend({ version: z.int() });
export type ContractChange = z.output<typeof ContractChange>;

export const ContractShown = z.object({
  id: Id,
  projectId: Id,
  project: z.object({ id: Id, number: z.string(), name: z.string() }),
  number: z.string(),
  title: z.string(),
  status: z.enum(contractStatuses),
  owner: z.object({ id: Id, name: z.string(), erpCustomerCode: z.string().nullable() }).nullable(),
  contractor: z.string(),
  architect: z.string(),
  contractOn: Day.nullable(),
  currency: z.string(),
  retainageOnWork: Decimal,
  retainageOnMaterials: Decimal,
  terms: TermsShown,
  opening: OpeningShown.nullable(),
  isPrivate: z.boolean(),
  listSeesSchedule: z.boolean(),
  privateList: z.array(PersonShown),
  version: z.int(),
  createdBy: PersonShown,
  createdAt: z.string(),
  sums: z.object({
    original: Amount,
    approvedChangeOrders: Amount,
    revised: Amount,
    /** Line 4 of the latest invoice. */
    invoicedToDate: Amount,
    invoiceCount: z.int(),
    lineCount: z.int(),
  }),
  /** Empty: open. */
  closed: z.object({
    edit: z.array(ReasonShown),
    editSchedule: z.array(ReasonShown),
    createInvoice: z.array(ReasonShown),
  }),
});
export type ContractShown = z.infer<typeof ContractShown>;
export const ContractList = z.object({ contracts: z.array(ContractShown) });

// GET /api/contracts/{contractId}/schedule-of-values
export const ScheduleLineShown = z.object({
  id: Id,
  position: z.int(),
  item: z.string(),
  costCode: z.string().nullable(),
  description: z.string(),
  method: z.enum(["amount", "unit"]),
  scheduledValue: Amount,
  quantity: Decimal.nullable(),
  unit: z.string().nullable(),
  unitPrice: Decimal.nullable(),
  changeOrder: z.object({ id: Id, number: z.string() }).nullable(),
  /** Rates of its own; null: its change order's, else the contract's. */
  retainageOnWork: Decimal.nullable(),
  retainageOnMaterials: Decimal.nullable(),
  isTaxable: z.boolean(),
  /** The scheduled value of a unit line was given, and is not quantity times price. */
  isSubtotalGiven: z.boolean(),
  /** Its value by fund; empty: not split. */
  funds: z.record(z.string(), Amount),
  /** What approved change orders change on it. */
  changedBy: z.array(z.object({ number: z.string(), amount: Amount })),
});
export type ScheduleLineShown = z.infer<typeof ScheduleLineShown>;
export const ScheduleShown = z.object({
  lines: z.array(ScheduleLineShown),
  /** Original lines, and with approved change orders. */
  original: Amount,
  revised: Amount,
});

// PUT /api/contracts/{contractId}/schedule-of-values : the contract's own lines, as they shall be (no change orders)
export const NewScheduleLine = z.object({
  /** Present: the line that stays; absent: a new one. */
  id: Id.optional(),
  item: Named,
  costCode: z.string().max(40).nullable().default(null),
  description: Named,
  /** An amount line gives scheduledValue; a unit line quantity, unit and unitPrice, and its value too where that is no product. */
  scheduledValue: Amount.optional(),
  quantity: Decimal.optional(),
  unit: z.string().max(20).optional(),
  unitPrice: Decimal.optional(),
  /** Both or neither. */
  retainageOnWork: Decimal.nullable().default(null),
  retainageOnMaterials: Decimal.nullable().default(null),
  isTaxable: z.boolean().default(true),
  funds: z.record(z.string().trim().min(1).max(40), Amount).default({}),
});
export type NewScheduleLine = z.output<typeof NewScheduleLine>;
export const ScheduleChange = z.object({ version: z.int(), lines: z.array(NewScheduleLine).max(10_000) });
export type ScheduleShown = z.infer<typeof ScheduleShown>;
export type ScheduleChange = z.output<typeof ScheduleChange>;

// POST /api/contracts/{contractId}/schedule-of-values/imports?mode=preview|save : the body is the file itself (text/csv)
export const ImportShown = z.object({
  saved: z.boolean(),
  /** Which column was read as what. */
  columns: z.array(z.object({ header: z.string(), readAs: z.string().nullable() })),
  separator: z.enum([",", ";", "\t"]),
  lines: z.array(ScheduleLineShown.omit({ id: true, changeOrder: true, position: true })),
  total: Amount,
  problems: z.array(ReasonShown),
});
export type ImportShown = z.infer<typeof ImportShown>;

// GET, POST /api/contracts/{contractId}/change-orders ; PATCH /api/change-orders/{changeOrderId}
export const NewChangeOrder = z.object({
  number: Named,
  title: Named,
  /** Rates of all its lines; both or neither. */
  retainageOnWork: Decimal.nullable().default(null),
  retainageOnMaterials: Decimal.nullable().default(null),
  lines: z
    .array(NewScheduleLine.omit({ id: true }))
    .max(1_000)
    .default([]),
  /** Changes to lines that stand already: by an amount, or by a quantity at the line's price. One line or change at least. */
  changes: z
    .array(z.object({ lineId: Id, amount: Amount.optional(), quantity: Decimal.optional() }))
    .max(1_000)
    .default([]),
});
export type NewChangeOrder = z.output<typeof NewChangeOrder>;
export const ChangeOrderChange = z.object({ status: z.enum(changeOrderStatuses), approvedOn: Day.optional() });
export type ChangeOrderChange = z.output<typeof ChangeOrderChange>;
export const ChangeOrderShown = z.object({
  id: Id,
  number: z.string(),
  title: z.string(),
  status: z.enum(changeOrderStatuses),
  approvedOn: Day.nullable(),
  amount: Amount,
  retainageOnWork: Decimal.nullable(),
  retainageOnMaterials: Decimal.nullable(),
  lines: z.array(ScheduleLineShown),
  changes: z.array(
    z.object({ lineId: Id, item: z.string(), description: z.string(), amount: Amount, quantity: Decimal.nullable() }),
  ),
});
export type ChangeOrderShown = z.infer<typeof ChangeOrderShown>;
export const ChangeOrderList = z.object({ changeOrders: z.array(ChangeOrderShown) });
