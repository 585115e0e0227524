// Everything that is known of an invoice towards the ERP when somebody asks what is open: one value, gathered once, that
// the reasons, the button and the queue read.
import type { Description, Problem } from "../connectors/connector.ts";
import type { ContractStatus } from "../contract/contract.ts";
import type { EntryState } from "../erp-state.ts";
import type { InvoiceStatus } from "../invoice/invoice.ts";
import type { Cents } from "../money/money.ts";
import type { Chosen } from "./document.ts";

type Person = Readonly<{ id: string; name: string }>;

export type Entry = Readonly<{
  connectionId: string;
  state: EntryState;
  since: Date;
  round: number;
  wasRejected: boolean;
  documentKey: string;
  sentBy: Person;
  sentAt: Date;
  /** Who brought it into its state; null: the system. */
  movedBy: Person | null;
  acceptedBy: Person | null;
  chosen: Chosen | null;
  erpId: string | null;
  erpNumber: string | null;
  erpLink: string | null;
  problems: readonly Problem[];
  step: "starting" | "creating" | "created" | "posting" | "posted" | null;
  attempts: number;
  version: number;
}>;

export type Case = Readonly<{
  invoice: Readonly<{
    id: string;
    number: string;
    position: number;
    status: InvoiceStatus;
    billedOn: string;
    createdBy: string;
    periodFrom: string;
    periodTo: string;
    dueOn: string | null;
    /** Line 8. */
    due: Cents;
    billedThisPeriod: Cents;
    retainageThisPeriod: Cents;
  }>;
  contract: Readonly<{ id: string; number: string; title: string; status: ContractStatus; currency: string }>;
  project: Readonly<{
    id: string;
    number: string;
    name: string;
    erpJob: Readonly<{ code: string; name: string }> | null;
  }>;
  owner: Readonly<{ id: string; name: string; erpCustomerCode: string | null }> | null;
  earlierNotPosted: Readonly<{ id: string; number: string }> | null;
  attachmentsAfterSending: number;
  /** Null: never sent. */
  entry: Entry | null;
}>;

/** The company's side of it. */
export type Surroundings = Readonly<{
  timeZone: string;
  senderMayAccept: boolean;
  rejectionReasonRequired: boolean;
  maySendOutOfOrder: boolean;
  maySendCompleteContracts: boolean;
  erp: Readonly<{ connectionId: string; name: string; numberPattern: string; description: Description }> | null;
  /** ERP numbers that other entries of the connection bear or will bear, and whose they are. */
  numbersUsed: ReadonlyMap<string, Readonly<{ invoiceId: string; number: string }>>;
}>;

export const stateOf = ({ entry }: Case): EntryState => entry?.state ?? "not_sent";
