// The contract between Drawbridge and an ERP. The queue makes a document out of an owner invoice; a connector carries it
// over and never sees an invoice, a row or a person. Every step answers with an outcome, which is data: an ERP that
// refuses, is busy or says nothing is not an exception.
import type { Cents } from "../money/money.ts";
import type { Millionths } from "../money/ratio.ts";

/**
 * What became of a step.
 * - `done`: the ERP did it and said so.
 * - `refused`: the ERP understood and will not; asking again changes nothing until somebody fixes something.
 * - `busy`: the ERP certainly did not do it, and says that asking later may help (a lock, a rate limit, a refused connection).
 * - `unknown`: bytes left and no trustworthy answer came. The ERP may have done it. Only a look-up can tell.
 */
export type Outcome<T> =
  | { kind: "done"; value: T }
  | { kind: "refused"; problems: readonly Problem[] }
  | { kind: "busy"; problem: Problem; retryAfterMs: number | null }
  | { kind: "unknown"; problem: Problem };

/** What kind of trouble, which decides what a person can do about it. */
export type ProblemClass =
  | "data" // something on the invoice: correct it and resend
  | "mapping" // customer, job, account: link it
  | "decision" // a closed period, a number out of order, a warning: somebody decides
  | "transient" // a lock, a limit, an outage: waiting helps
  | "access" // signing in or a right in the ERP
  | "defect"; // ours or theirs; neither waiting nor fixing data helps

export type Problem = Readonly<{
  class: ProblemClass;
  /** Stable, snake_case; the sentence for it is in `words/`. */
  code: string;
  /** The ERP's own words, whitelisted by the connector: no stack trace, no SQL, no secret. */
  said: string;
  /** The document's field it is about, where known: `number`, `customer`, `postingOn`, `lines.3.account`. */
  field: string | null;
}>;

/** The reference that names document and target, whatever the version; only `[A-Za-z0-9_-]`, at most 40 characters. */
export type DocumentKey = string;

/**
 * One owner invoice on its way into the ERP. Version 1 of the layout. Cumulative and this-period figures stand side by
 * side; an ERP that posts periods takes the period, one that keeps a continuation sheet takes both.
 */
export type ErpDocument = Readonly<{
  layout: 1;
  key: DocumentKey;
  /** Which frozen version of the invoice this is, and the hash of its bytes. */
  version: number;
  contentHash: string;
  kind: "invoice" | "credit";
  /** The number the ERP document shall bear; made by the connection's pattern, within the ERP's length. */
  number: string;
  application: number;
  invoiceNumber: string;
  customer: Readonly<{ code: string; name: string }>;
  job: Readonly<{ code: string; name: string }>;
  contract: Readonly<{ number: string; title: string }>;
  currency: string;
  billedOn: string;
  dueOn: string | null;
  /** The day that decides the posting month. */
  postingOn: string;
  periodFrom: string;
  periodTo: string;
  lines: readonly ErpLine[];
  totals: ErpTotals;
}>;

export type ErpLine = Readonly<{
  /** Our line's id; the ERP's line id is kept beside it. */
  lineId: string;
  item: string;
  costCode: string | null;
  description: string;
  /** Work and stored material of this period: E + (F - previous F). */
  billedThisPeriod: Cents;
  workThisPeriod: Cents;
  workToDate: Cents;
  materialsStored: Cents;
  completedAndStored: Cents;
  quantityThisPeriod: Millionths | null;
  unit: string | null;
  unitPrice: Millionths | null;
  /** Change of retainage held in this period; negative where more was released than withheld. */
  retainageThisPeriod: Cents;
  retainageHeld: Cents;
}>;

export type ErpTotals = Readonly<{
  billedThisPeriod: Cents;
  retainageWithheld: Cents;
  retainageReleased: Cents;
  retainageHeld: Cents;
  tax: Cents;
  /** Line 8 plus tax: billedThisPeriod - retainageWithheld + retainageReleased + tax. What the ERP document must total. */
  due: Cents;
}>;

/** One line of the document as it is written in the ERP; they add up to `totals.due`. */
export type LineSent = Readonly<{ lineId: string | null; description: string; amount: Cents }>;

/** A document as it stands in the ERP. */
export type ErpFound = Readonly<{
  erpId: string;
  key: DocumentKey;
  /** Null while a draft has none. */
  number: string | null;
  state: "draft" | "posted" | "paid" | "cancelled";
  total: Cents;
  lineCount: number;
  currency: string | null;
  customerCode: string | null;
  jobCode: string | null;
  billedOn: string | null;
  /** The accounting date that the ERP really used. */
  postedOn: string | null;
  lines: readonly ErpFoundLine[];
  /** Where a person can see it, or null. */
  link: string | null;
}>;

export type ErpFoundLine = Readonly<{ erpLineId: string; description: string; amount: Cents }>;

/** What an ERP takes; data, so that a new ERP needs no code in the queue or on a screen. */
export type Description = Readonly<{
  id: string;
  name: string;
  /** A sentence under the name: what stands behind it. */
  label: string;
  /** Never offered outside a demo company. */
  demoOnly: boolean;
  takesOwnerInvoices: boolean;
  /** `ours`: the ERP document bears the number we give it. `theirs`: the ERP numbers it on posting, and ours is only carried along. */
  numbering: "ours" | "theirs";
  numberMax: number;
  /** A regular expression source that a number must match as a whole. */
  numberPattern: string;
  needsDueDate: boolean;
  takesNegative: boolean;
  takesZero: boolean;
  retainage: "native" | "negative_line";
  /** Fields of the settings form. */
  settings: readonly SettingField[];
  /** The time after which a silent call is given up; less than half of the writer's lease. */
  timeoutMs: number;
}>;

export type SettingField = Readonly<{
  name: string;
  label: string;
  kind: "text" | "url" | "secret";
  required: boolean;
  /** Another value means another ERP company: the documents of the old one are not in the new one. */
  namesErp?: true;
}>;

export type Settings = Readonly<Record<string, string>>;

/** A live connection to one ERP company. It keeps nothing between calls but a session it can lose. */
export interface Connection {
  /** Who answers there: shown on the settings page, and it proves address, sign-in and rights. */
  testConnection(): Promise<Outcome<{ server: string; company: string }>>;
  /** Everything the ERP (or the connector's own rules) would refuse, all at once; `[]` is fine. It writes nothing. */
  validate(document: ErpDocument): Promise<Outcome<readonly Problem[]>>;
  /** Every document under the key, in any state and of any version, compared row by row with the key. Never writes. */
  findByKey(key: DocumentKey): Promise<Outcome<readonly ErpFound[]>>;
  /** Makes a draft. Not idempotent in any ERP: look up first. */
  create(document: ErpDocument): Promise<Outcome<{ erpId: string }>>;
  /** Removes a draft of ours that was never posted; a posted one is refused. */
  removeDraft(erpId: string): Promise<Outcome<null>>;
  /** Posts a draft; posting a posted one is `done`. */
  post(erpId: string): Promise<Outcome<null>>;
  /** The document as it stands. `null`: there is none. */
  readBack(erpId: string): Promise<Outcome<ErpFound | null>>;
  /** Customers and jobs to link to. */
  listCustomers(): Promise<Outcome<readonly ErpParty[]>>;
  listJobs(): Promise<Outcome<readonly ErpParty[]>>;
  close(): Promise<void>;
}

export type ErpParty = Readonly<{ code: string; name: string }>;

export type Connector = Readonly<{
  describe(): Description;
  /** The lines that the ERP document will have, in order: what a read-back is compared with. Pure. */
  linesSent(document: ErpDocument): readonly LineSent[];
  /** Opens no socket yet; the first call does. */
  connect(settings: Settings): Connection;
}>;

/** Nothing there, or only what was cancelled: a new document may be made, and an entry may be rejected. */
export function nothingAlive(found: readonly ErpFound[]): boolean {
  return found.every((document) => document.state === "cancelled");
}
