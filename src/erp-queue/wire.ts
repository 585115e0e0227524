// ERP Integrations > Owner Invoices on the wire.
import { z } from "zod";
import { entryStates } from "../erp-state.ts";
import { ErpStandingShown, RejectionShown } from "../invoice/wire.ts";
import { Amount, Day, Id, PersonShown, ReasonShown } from "../wire.ts";

export const queueFilters = ["readyToExport", "failed", "synced", "all"] as const;
export type QueueFilter = (typeof queueFilters)[number];

export const QueueEntryShown = z.object({
  invoiceId: Id,
  project: z.object({ id: Id, number: z.string(), name: z.string() }),
  contract: z.object({ id: Id, number: z.string(), title: z.string() }),
  ownerName: z.string().nullable(),
  number: z.string(),
  position: z.int(),
  period: z.object({ from: Day, to: Day }),
  billedOn: Day,
  billedThisPeriod: Amount,
  retainageThisPeriod: Amount,
  due: Amount,
  currency: z.string(),
  state: z.enum(entryStates),
  marker: z.enum(["none", "blue", "yellow", "green", "red"]),
  stateLabel: z.string(),
  sentence: z.string(),
  since: z.string(),
  round: z.int(),
  sentBy: PersonShown,
  sentAt: z.string(),
  /** What the approver may still change at acceptance. */
  numberWanted: z.string(),
  postingOn: Day,
  lastRejection: RejectionShown.nullable(),
  attachmentsAfterSending: z.int(),
  erpNumber: z.string().nullable(),
  erpLink: z.string().nullable(),
  problems: ErpStandingShown.shape.problems,
  attempts: z.int(),
  /** Empty: open for this person. */
  closed: z.object({
    accept: z.array(ReasonShown),
    reject: z.array(ReasonShown),
    exportAgain: z.array(ReasonShown),
    lookUp: z.array(ReasonShown),
  }),
});
export type QueueEntryShown = z.infer<typeof QueueEntryShown>;

// GET /api/erp/owner-invoices?filter=readyToExport
export const QueueShown = z.object({
  erpName: z.string().nullable(),
  counts: z.object({ readyToExport: z.int(), failed: z.int(), synced: z.int(), all: z.int() }),
  entries: z.array(QueueEntryShown),
});
export type QueueShown = z.infer<typeof QueueShown>;

// POST /api/invoices/{invoiceId}/sendings      (Send to ERP and Resend to ERP)
// POST /api/invoices/{invoiceId}/retrievals    (Retrieve from ERP)
// POST /api/invoices/{invoiceId}/look-ups      (in doubt: look in the ERP now)
// POST /api/invoices/{invoiceId}/exports       (failed: export again)
// all without a body; every act answers with ErpStandingShown

// POST /api/invoices/{invoiceId}/rejections
export const rejectionCodes = [
  "totals_do_not_tie",
  "previous_billing_changed",
  "retainage",
  "change_order_not_approved",
  "stored_material_without_backup",
  "waiver_missing",
  "wrong_period_or_date",
  "customer_or_account",
  "duplicate_number",
  "other",
] as const;
export const Rejection = z.object({
  reasons: z
    .array(
      z.object({
        code: z.enum(rejectionCodes),
        body: z.string().trim().max(2_000).default(""),
        field: z.string().max(60).nullable().default(null),
        lineId: Id.nullable().default(null),
      }),
    )
    .max(50),
});

// POST /api/invoices/{invoiceId}/acceptances : accepts and exports
export const Acceptance = z.object({
  /** The day that decides the posting month; without it, the billing date. */
  postingOn: Day.optional(),
  /** The ERP number; without it, the connection's pattern. */
  number: z.string().min(1).max(60).optional(),
});

// GET /api/erp/connection
export const SettingFieldShown = z.object({
  name: z.string(),
  label: z.string(),
  kind: z.enum(["text", "url", "secret"]),
  required: z.boolean(),
});
export const ConnectorShown = z.object({
  id: z.string(),
  name: z.string(),
  label: z.string(),
  takesOwnerInvoices: z.boolean(),
  numberMax: z.int(),
  settings: z.array(SettingFieldShown),
});
export const ErpConnectionShown = z.object({
  connection: z
    .object({
      id: Id,
      connector: z.string(),
      name: z.string(),
      /** Secrets are never given back: an empty text stands for one that is kept. */
      settings: z.record(z.string(), z.string()),
      numberPattern: z.string(),
    })
    .nullable(),
  /** What can be connected here. */
  connectors: z.array(ConnectorShown),
});
export type ErpConnectionShown = z.infer<typeof ErpConnectionShown>;
// PUT /api/erp/connection
export const ErpConnectionChange = z.object({
  connector: z.string().max(40),
  name: z.string().trim().min(1).max(80),
  settings: z.record(z.string().max(60), z.string().max(500)),
  /** `{job}`, `{contract}`, `{application}` and `{number}` are filled in. */
  numberPattern: z.string().min(1).max(80).default("{job}-{application}"),
});
// POST /api/erp/connection/tests
export const ConnectionTested = z.object({
  ok: z.boolean(),
  server: z.string().nullable(),
  company: z.string().nullable(),
  problems: z.array(z.object({ code: z.string(), message: z.string(), said: z.string() })),
});
// GET /api/erp/parties : customers and jobs to link to, asked of the ERP
export const ErpParties = z.object({
  customers: z.array(z.object({ code: z.string(), name: z.string() })),
  jobs: z.array(z.object({ code: z.string(), name: z.string() })),
});
// POST /api/erp/daily-summaries : sends the ERP Integrations Daily Summary now; ERP Integrations admins
export const SummarySent = z.object({ mailed: z.array(z.string()), waiting: z.int() });
export type Rejection = z.output<typeof Rejection>;
export type Acceptance = z.output<typeof Acceptance>;
