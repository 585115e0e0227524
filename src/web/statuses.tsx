// The words and colours of statuses, wherever a record is named.
import type { ReactNode } from "react";
import type { BillingPeriodShown } from "../billing-period/wire.ts";
import type { ChangeOrderStatus, ContractStatus } from "../contract/contract.ts";
import type { InvoiceStatus } from "../invoice/invoice.ts";
import type { Level } from "../people/permission.ts";
import { StatusBadge, type Tone } from "./ui/StatusBadge.tsx";
import { label } from "./words.ts";

type Look = Readonly<{ tone: Tone; text: () => string }>;

const contractLooks: Record<ContractStatus, Look> = {
  draft: { tone: "grey", text: () => label("contractStatus.draft") },
  outForBid: { tone: "grey", text: () => label("contractStatus.outForBid") },
  outForSignature: { tone: "yellow", text: () => label("contractStatus.outForSignature") },
  approved: { tone: "green", text: () => label("contractStatus.approved") },
  complete: { tone: "blue", text: () => label("contractStatus.complete") },
  terminated: { tone: "red", text: () => label("contractStatus.terminated") },
};

const changeOrderLooks: Record<ChangeOrderStatus, Look> = {
  draft: { tone: "grey", text: () => label("changeOrderStatus.draft") },
  pending: { tone: "yellow", text: () => label("changeOrderStatus.pending") },
  approved: { tone: "green", text: () => label("changeOrderStatus.approved") },
  rejected: { tone: "red", text: () => label("changeOrderStatus.rejected") },
  void: { tone: "grey", text: () => label("changeOrderStatus.void") },
};

const invoiceLooks: Record<InvoiceStatus, Look> = {
  draft: { tone: "grey", text: () => label("invoiceStatus.draft") },
  underReview: { tone: "blue", text: () => label("invoiceStatus.underReview") },
  reviseAndResubmit: { tone: "yellow", text: () => label("invoiceStatus.reviseAndResubmit") },
  approved: { tone: "green", text: () => label("invoiceStatus.approved") },
};

const periodLooks: Record<BillingPeriodShown["status"], Look> = {
  open: { tone: "green", text: () => label("periodStatus.open") },
  closed: { tone: "grey", text: () => label("periodStatus.closed") },
};

const badge = ({ tone, text }: Look): ReactNode => <StatusBadge tone={tone}>{text()}</StatusBadge>;

export const ContractStatusBadge = ({ status }: { status: ContractStatus }): ReactNode => badge(contractLooks[status]);
export const ChangeOrderStatusBadge = ({ status }: { status: ChangeOrderStatus }): ReactNode =>
  badge(changeOrderLooks[status]);
export const InvoiceStatusBadge = ({ status }: { status: InvoiceStatus }): ReactNode => badge(invoiceLooks[status]);
export const PeriodStatusBadge = ({ status }: { status: BillingPeriodShown["status"] }): ReactNode =>
  badge(periodLooks[status]);

export const contractStatusText = (status: ContractStatus): string => contractLooks[status].text();
export const invoiceStatusText = (status: InvoiceStatus): string => invoiceLooks[status].text();

export const levelLabels: Record<Level, () => string> = {
  none: () => label("level.none"),
  readOnly: () => label("level.readOnly"),
  standard: () => label("level.standard"),
  admin: () => label("level.admin"),
};

/** Whether something of ours is linked to its counterpart in the ERP. */
export function LinkState({ to }: { to: Readonly<{ code: string; name?: string }> | null }): ReactNode {
  if (to === null) return <StatusBadge tone="yellow">{label("erp.notLinked")}</StatusBadge>;
  return (
    <span className="linked">
      <span className="figure">{to.code}</span>
      {to.name !== undefined && to.name !== "" && <span className="quiet"> {to.name}</span>}
    </span>
  );
}
