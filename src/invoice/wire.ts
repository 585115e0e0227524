// The owner invoice on the wire.
import { z } from "zod";
import { contractStatuses } from "../contract/contract.ts";
import { entryStates } from "../erp-state.ts";
import { Amount, Day, Decimal, Id, Named, PersonShown, ReasonShown } from "../wire.ts";
import { invoiceStatuses } from "./invoice.ts";

export const summaryLines = ["1", "2", "3", "4", "5a", "5b", "5", "6", "7", "8", "9"] as const;
/** The nine lines; keys as on the paper. */
export const SummaryShown = z.record(z.enum(summaryLines), Amount);
export type SummaryShown = z.infer<typeof SummaryShown>;

export const InvoiceLineShown = z.object({
  lineId: Id,
  item: z.string(),
  costCode: z.string().nullable(),
  description: z.string(),
  changeOrder: z.object({ id: Id, number: z.string() }).nullable(),
  method: z.enum(["amount", "unit"]),
  unit: z.string().nullable(),
  unitPrice: Decimal.nullable(),
  scheduledQuantity: Decimal.nullable(),
  /** C */
  scheduledValue: Amount,
  /** D */
  workPrevious: Amount,
  quantityPrevious: Decimal.nullable(),
  /** E */
  workThisPeriod: Amount,
  quantityThisPeriod: Decimal.nullable(),
  materialsPrevious: Amount,
  /** F: the balance stored today */
  materialsStored: Amount,
  /** G */
  completedAndStored: Amount,
  /** G / C, two decimals; null where C is nothing and G is not */
  percentComplete: z.string().nullable(),
  /** H */
  balanceToFinish: Amount,
  retainageRateWork: Decimal,
  retainageRateMaterials: Decimal,
  releasedWork: Amount,
  releasedMaterials: Amount,
  retainageWork: Amount,
  retainageMaterials: Amount,
  /** I */
  retainageHeld: Amount,
  /** Billed beyond its scheduled value. */
  isOverbilled: z.boolean(),
});
export type InvoiceLineShown = z.infer<typeof InvoiceLineShown>;

export const RejectionShown = z.object({
  round: z.int(),
  by: PersonShown,
  at: z.string(),
  reasons: z.array(
    z.object({
      number: z.int(),
      code: z.string(),
      label: z.string(),
      body: z.string(),
      field: z.string().nullable(),
      line: z.object({ id: Id, item: z.string(), description: z.string() }).nullable(),
    }),
  ),
});
export type RejectionShown = z.infer<typeof RejectionShown>;

/** Where the invoice stands with the ERP, as its page shows it. */
export const ErpStandingShown = z.object({
  /** False: no control at all; the sentence says why. */
  integrated: z.boolean(),
  erpName: z.string().nullable(),
  state: z.enum(entryStates),
  marker: z.enum(["none", "blue", "yellow", "green", "red"]),
  /** The word on the badge: "Sent to ERP", "Rejected by accounting", "Retrieved", ... */
  stateLabel: z.string(),
  /** What is going on and since when, in a sentence. */
  sentence: z.string(),
  /** Which button is there; `label` is its text. */
  button: z.object({ act: z.enum(["send", "resend", "retrieve"]), label: z.string() }).nullable(),
  /** Every reason why the button is greyed; empty: it is open. */
  closedBecause: z.array(ReasonShown),
  since: z.string().nullable(),
  round: z.int(),
  sentBy: PersonShown.nullable(),
  sentAt: z.string().nullable(),
  /** The latest rejection, also after a resend. */
  rejection: RejectionShown.nullable(),
  erpNumber: z.string().nullable(),
  erpLink: z.string().nullable(),
  problems: z.array(z.object({ class: z.string(), code: z.string(), message: z.string(), said: z.string() })),
  thingsToKnow: z.string().nullable(),
});
export type ErpStandingShown = z.infer<typeof ErpStandingShown>;

// GET /api/contracts/{contractId}/invoices, GET /api/projects/{projectId}/invoices
export const InvoiceRowShown = z.object({
  id: Id,
  projectId: Id,
  contract: z.object({ id: Id, number: z.string(), title: z.string() }),
  ownerName: z.string().nullable(),
  position: z.int(),
  number: z.string(),
  status: z.enum(invoiceStatuses),
  period: z.object({ id: Id, from: Day, to: Day }),
  billedOn: Day,
  summary: SummaryShown,
  erp: ErpStandingShown.pick({ integrated: true, state: true, marker: true, stateLabel: true, erpNumber: true }),
});
export type InvoiceRowShown = z.infer<typeof InvoiceRowShown>;
export const InvoiceList = z.object({ invoices: z.array(InvoiceRowShown) });

// POST /api/contracts/{contractId}/invoices
export const NewInvoice = z.object({
  /** Without it: the next whole number. */
  number: Named.max(40).optional(),
  /** Without it: the open period. */
  periodId: Id.optional(),
  /** Without it: the period's last day. */
  billedOn: Day.optional(),
});

// GET /api/invoices/{invoiceId}
export const InvoiceShown = InvoiceRowShown.extend({
  project: z.object({ id: Id, number: z.string(), name: z.string() }),
  contractStatus: z.enum(contractStatuses),
  currency: z.string(),
  erp: ErpStandingShown,
  lines: z.array(InvoiceLineShown),
  version: z.int(),
  createdBy: PersonShown,
  createdAt: z.string(),
  approvedBy: PersonShown.nullable(),
  approvedAt: z.string().nullable(),
  attachments: z.array(
    z.object({
      id: Id,
      name: z.string(),
      size: z.int(),
      addedBy: PersonShown,
      addedAt: z.string(),
      addedAfterSending: z.boolean(),
    }),
  ),
  /** Empty: open. */
  closed: z.object({
    edit: z.array(ReasonShown),
    approve: z.array(ReasonShown),
    delete: z.array(ReasonShown),
    attach: z.array(ReasonShown),
  }),
  /** Statuses it may be set to by this person now. */
  statusesOpen: z.array(z.enum(invoiceStatuses)),
  /** Approved change orders that are not on it yet, up to its billing date. */
  findings: z.array(
    z.object({ code: z.string(), severity: z.enum(["warn", "block"]), message: z.string(), lineId: Id.nullable() }),
  ),
});
export type InvoiceShown = z.infer<typeof InvoiceShown>;

export const LineEntry = z.object({
  lineId: Id,
  workThisPeriod: Amount.optional(),
  quantityThisPeriod: Decimal.optional(),
  materialsStored: Amount.optional(),
  retainageRateWork: Decimal.optional(),
  retainageRateMaterials: Decimal.optional(),
  releasedWork: Amount.optional(),
  releasedMaterials: Amount.optional(),
});
export type LineEntry = z.infer<typeof LineEntry>;

// PATCH /api/invoices/{invoiceId} : Save, and Save & Change Status, in one act
export const InvoiceChange = z.object({
  version: z.int(),
  number: Named.max(40).optional(),
  periodId: Id.optional(),
  billedOn: Day.optional(),
  lines: z.array(LineEntry).max(10_000).optional(),
  status: z.enum(invoiceStatuses).optional(),
});
export const InvoiceSaved = z.object({
  invoice: InvoiceShown,
  /** Later invoices of the contract that followed: which figures moved. */
  moved: z.array(
    z.object({
      invoiceId: Id,
      number: z.string(),
      figures: z.array(z.object({ line: z.enum(summaryLines), before: Amount, after: Amount })),
    }),
  ),
});

// POST /api/invoices/{invoiceId}/attachments?name=... : the body is the file itself
export const AttachmentAdded = z.object({ id: Id, name: z.string(), size: z.int(), addedAfterSending: z.boolean() });

// GET /api/invoices/{invoiceId}/history
export const HistoryShown = z.object({
  entries: z.array(
    z.object({
      number: z.int(),
      at: z.string(),
      by: PersonShown.nullable(),
      /** The network address it came from; shown to company administrators. */
      address: z.string().nullable().optional(),
      act: z.string(),
      sentence: z.string(),
      facts: z.record(z.string(), z.unknown()),
    }),
  ),
});
