// The owner invoice on the wire.
import { z } from "zod";
import { TermsShown } from "../contract/billing-terms.ts";
import { contractStatuses } from "../contract/contract.ts";
import { entryStates } from "../erp-state.ts";
import { stepEffects } from "../retainage/terms.ts";
import { EarnedShown, WithholdingOnWire } from "../retainage/wire.ts";
import { Amount, Day, Decimal, Id, Named, PersonShown, ReasonShown, Text } from "../wire.ts";
import { invoiceStatuses } from "./invoice.ts";
import { summaryLines } from "./totals.ts";

/** The nine lines; keys as on the paper. */
export const SummaryShown = z.record(z.enum(summaryLines), Amount);
export type SummaryShown = z.infer<typeof SummaryShown>;

/** Material that lies stored: what came in and what was built in during the period. */
export const StoredItem = z.strictObject({
  id: Named.max(80),
  bought: Amount,
  installed: Amount,
  evidence: Text.default(""),
});
export type StoredItem = z.infer<typeof StoredItem>;

/** A cumulative amount: the period is to date less before. */
export const MovedShown = z.object({ previous: Amount, thisPeriod: Amount, toDate: Amount });

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
  /** A unit line whose subtotal was given: what the whole quantity comes to. */
  subtotal: z.object({ quantity: Decimal, value: Amount }).nullable(),
  /** Billed on a unit line without a count. */
  unmeasuredWork: Amount,
  /** What a rate that is not the one before does to what was earned at that one. */
  rateEffect: z.enum(stepEffects),
  isFrozen: z.boolean(),
  /** Retainage put right by hand, with its sign. */
  adjusted: Amount,
  isTaxable: z.boolean(),
  isOnContractRates: z.boolean(),
  storedItems: z.array(StoredItem),
  evidence: z.string(),
  funds: z.record(z.string(), Amount),
  /** Where it stood at the end of the invoice before, as certified: what the calculator starts from. */
  previous: z.object({
    work: Amount,
    quantity: Decimal.nullable(),
    materials: Amount,
    withheld: EarnedShown,
    releasedWork: Amount,
    releasedMaterials: Amount,
    adjusted: Amount,
    retainage: Amount,
    withholding: WithholdingOnWire.nullable(),
    /** What is left of each stored item. */
    stored: z.array(z.object({ id: z.string(), remaining: Amount })),
  }),
  /** Columns E and F as certified, where the line was cut. */
  certified: z.object({ work: Amount, materials: Amount }).nullable(),
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

/** What a check found, with its figures. */
export const FindingShown = z.object({
  code: z.string(),
  severity: z.enum(["block", "warn", "hint", "report"]),
  message: z.string(),
  lineId: Id.nullable(),
  /** Where it is mended; null: on this page. */
  link: z.string().nullable(),
  /** A person with the right may let it pass, giving a reason. */
  mayBeOverridden: z.boolean(),
  overridden: z.object({ by: PersonShown, at: z.string(), reason: z.string() }).nullable(),
});
export type FindingShown = z.infer<typeof FindingShown>;

/** A later invoice of the contract, and which of its nine lines moved. */
export const InvoiceMoved = z.object({
  invoiceId: Id,
  number: z.string(),
  figures: z.array(z.object({ line: z.enum(summaryLines), before: Amount, after: Amount })),
});
export type InvoiceMoved = z.infer<typeof InvoiceMoved>;

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
  /** The contract's terms it was computed with. */
  terms: TermsShown,
  /** Change orders approved up to here enter; null: the billing day. */
  cutOffOn: Day.nullable(),
  /** Approved change orders of the contract, and where they stand to this invoice. */
  changeOrders: z.array(
    z.object({
      id: Id,
      number: z.string(),
      title: z.string(),
      amount: Amount,
      approvedOn: Day,
      standing: z.enum(["enteredBefore", "entersHere", "deferred", "afterCutOff"]),
    }),
  ),
  /** True: picked by a person; false: by the cut-off. */
  changeOrdersPicked: z.boolean(),
  /** The four cells of the change order summary; deductions are positive amounts. */
  changeOrderSummary: z.object({
    additions: z.object({ previous: Amount, thisPeriod: Amount }),
    deductions: z.object({ previous: Amount, thisPeriod: Amount }),
    net: Amount,
  }),
  isFinal: z.boolean(),
  /** What stands below line 8. */
  below: z.object({
    deductions: z.array(z.object({ name: z.string() }).extend(MovedShown.shape)),
    advance: MovedShown.nullable(),
    tax: MovedShown.nullable(),
    escrow: Amount.nullable(),
    funds: z.array(z.object({ fund: z.string() }).extend(MovedShown.shape)),
    /** Certified, with its tax, less what is deducted and recouped now. */
    payable: Amount,
  }),
  /** Where the contract stood before: what the calculator starts from beside the lines. */
  before: z.object({ certified: Amount, stepsTaken: z.int(), completedAndStored: Amount }),
  /** The latest record of what was certified; null: nothing was said, and all of line 8 counts. */
  certificate: z
    .object({
      amount: Amount,
      lines: z.array(z.object({ lineId: Id, work: Amount, materials: Amount })),
      note: z.string(),
      by: PersonShown,
      at: z.string(),
    })
    .nullable(),
  /** How it was before it was corrected, the latest first. */
  corrections: z.array(
    z.object({ number: z.int(), reason: z.string(), by: PersonShown, at: z.string(), moved: z.array(InvoiceMoved) }),
  ),
  findings: z.array(FindingShown),
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
  rateEffect: z.enum(stepEffects).optional(),
  isFrozen: z.boolean().optional(),
  adjusted: Amount.optional(),
  unmeasuredWork: Amount.optional(),
  /** The whole list; F then is what was stored before, and what came in less what was built in. */
  storedItems: z.array(StoredItem).max(200).optional(),
  evidence: Text.optional(),
  funds: z.record(z.string().trim().min(1).max(40), Amount).optional(),
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
  /** Null: the billing day. */
  cutOffOn: Day.nullable().optional(),
  /** Those that enter here; null: by the cut-off. */
  changeOrders: z.array(Id).max(1_000).nullable().optional(),
  isFinal: z.boolean().optional(),
  /** The period's deductions, the whole list: positive is deducted, negative given back. */
  deductions: z
    .array(z.strictObject({ name: Named, deducted: Amount }))
    .max(50)
    .optional(),
  /** Null: by the contract's percentage. */
  advanceRecouped: Amount.nullable().optional(),
});
export const InvoiceSaved = z.object({
  invoice: InvoiceShown,
  /** Later invoices of the contract that followed: which figures moved. */
  moved: z.array(InvoiceMoved),
});

// POST /api/invoices/{invoiceId}/corrections : an earlier invoice, while later ones exist. `preview` shows what would move.
export const InvoiceCorrection = InvoiceChange.omit({ status: true }).extend({
  mode: z.enum(["preview", "save"]),
  /** Needed to save. */
  reason: Text.default(""),
});
export const InvoiceCorrected = z.object({
  saved: z.boolean(),
  /** The invoice itself first, then every later one of which a figure moves. */
  moved: z.array(InvoiceMoved),
  /** Why it cannot be saved; empty: it can. */
  closedBecause: z.array(ReasonShown),
  invoice: InvoiceShown.nullable(),
});

// POST /api/invoices/{invoiceId}/certificates : what was certified for payment, recorded beside the invoice
export const NewCertificate = z.object({
  version: z.int(),
  /** Null: what the lines come to. */
  amount: Amount.nullable(),
  /** Columns E and F as certified, of lines that were cut. */
  lines: z
    .array(z.strictObject({ lineId: Id, work: Amount, materials: Amount }))
    .max(10_000)
    .default([]),
  note: Text.default(""),
});

// PUT, DELETE /api/invoices/{invoiceId}/overrides : lets a finding that blocks pass, with a reason that is kept
export const NewOverride = z.object({ code: Named, lineId: Id.nullable(), reason: Named.max(500) });

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
