// Frozen versions: an owner invoice as it was sent, kept for good.
import { createHash } from "node:crypto";
import { assert } from "../assert.ts";
import { termsShown } from "../contract/billing-terms.ts";
import { findContract } from "../contract/contract.commands.ts";
import type { CompanyId, Reading, Tx } from "../db/transaction.ts";
import { findProject } from "../people/people.commands.ts";
import { attachmentsOf } from "./attachment.db.ts";
import { enteredBefore, enteredHere, readBook, sheetOf } from "./book.commands.ts";
import { approved, changeOrdersOn } from "./change-orders.ts";
import { findVersion, insertVersion } from "./frozen.db.ts";
import { canonicalText, type FrozenInvoice, frozenLayout, readFrozen } from "./frozen.ts";
import { findInvoice } from "./invoice.db.ts";
import { rulesVersion } from "./totals.ts";

const sha256Of = (content: string): string => createHash("sha256").update(content).digest("hex");

/** Keeps the invoice as it is now, for good, under the number of its sending. */
export async function freeze(
  tx: Tx,
  companyId: CompanyId,
  invoiceId: string,
  versionNumber: number,
  by: string,
  at: Date,
): Promise<{ contentHash: string; frozen: FrozenInvoice }> {
  const frozen = await frozenNow(tx, companyId, invoiceId);
  const content = canonicalText(frozen);
  const contentHash = sha256Of(content);
  const { layout, rules } = frozen;
  await insertVersion(tx, companyId, { invoiceId, number: versionNumber, layout, rules, content, contentHash, by, at });
  return { contentHash, frozen };
}

/** The invoice as it is now, as it would be frozen. */
export async function frozenNow(reading: Reading, companyId: CompanyId, invoiceId: string): Promise<FrozenInvoice> {
  const invoice = await findInvoice(reading, companyId, invoiceId);
  assert(invoice !== null, "an invoice that is frozen exists");
  const contract = await findContract(reading, companyId, invoice.contractId);
  const project = await findProject(reading, companyId, invoice.projectId);
  assert(contract !== null && project !== null, "an invoice has a contract and a project");
  const book = await readBook(reading, companyId, contract);
  const { lines, below } = await sheetOf(reading, book, invoice);
  const attachments = await attachmentsOf(reading, companyId, invoiceId);
  const [before, here] = [enteredBefore(book, invoice), enteredHere(book, invoice)];
  const standing = approved(changeOrdersOn(book.schedule)).filter(
    ({ id: order }) => before.has(order) || here.has(order),
  );
  const { id, number, position, billedOn, period, summary, isFinal } = invoice;
  return {
    layout: frozenLayout,
    rules: rulesVersion,
    invoice: { id, number, position, billedOn, periodFrom: period.from, periodTo: period.to, dueOn: period.dueOn },
    project: { id: project.id, number: project.number, name: project.name },
    contract: {
      id: contract.id,
      number: contract.number,
      title: contract.title,
      currency: contract.currency,
      ownerId: contract.ownerId,
      ownerName: contract.owner?.name ?? null,
    },
    terms: termsShown(invoice.terms),
    changeOrders: standing.map((order) => ({
      number: order.number,
      approvedOn: order.approvedOn,
      amount: order.amount,
      entersHere: here.has(order.id),
    })),
    isFinal,
    below,
    lines: lines.map(({ schedule, start, entry, figures }) => ({
      ...figures,
      item: schedule.item,
      costCode: schedule.costCode,
      description: schedule.description,
      changeOrderNumber: schedule.changeOrder?.number ?? null,
      unit: schedule.unit,
      unitPrice: schedule.unitPrice,
      rateWork: entry.rateWork,
      rateMaterials: entry.rateMaterials,
      releasedWork: entry.releasedWork,
      releasedMaterials: entry.releasedMaterials,
      appliedPrevious: start.applied,
      isTaxable: schedule.isTaxable,
    })),
    summary,
    attachments: attachments.map(({ name, sha256 }) => ({ name, sha256 })),
  };
}

/** What was sent under this number. A text that does not have its hash any more is a defect, and nothing is made of it. */
export async function frozenVersion(
  reading: Reading,
  companyId: CompanyId,
  invoiceId: string,
  versionNumber: number,
): Promise<{ frozen: FrozenInvoice; contentHash: string } | null> {
  const version = await findVersion(reading, companyId, invoiceId, versionNumber);
  if (version === null) return null;
  const { content, contentHash } = version;
  assert(sha256Of(content) === contentHash, `version ${versionNumber} of the invoice ${invoiceId} has its hash`);
  return { frozen: readFrozen(content), contentHash };
}
