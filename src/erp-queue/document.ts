// From a frozen owner invoice to the document that an ERP is sent. Pure: the same frozen version and the same choices
// always make the same document, so that a worker that goes on after another sends no other.
import { assert } from "../assert.ts";
import type { ErpDocument, ErpLine } from "../connectors/connector.ts";
import type { FrozenInvoice, FrozenLine } from "../invoice/frozen.ts";
import { sum } from "../money/money.ts";

/** What an approver fixed at acceptance. */
export type Chosen = Readonly<{
  number: string;
  postingOn: string;
  customer: Readonly<{ code: string; name: string }>;
  job: Readonly<{ code: string; name: string }>;
}>;

/** Names the document and the target, whatever the version: any version of it is found under it. */
export function documentKey(invoiceId: string, connectionId: string): string {
  return `DB-${invoiceId.replaceAll("-", "")}-${connectionId.slice(0, 4)}`;
}

/** `erpNumber("{job}-{application}", …)` is `"P-1001-1"`. */
export function erpNumber(
  pattern: string,
  parts: Readonly<{ job: string; contract: string; application: number; number: string }>,
): string {
  return pattern.replace(/\{(job|contract|application|number)\}/g, (_, part: keyof typeof parts) =>
    String(parts[part]),
  );
}

export function documentOf(
  frozen: FrozenInvoice,
  version: Readonly<{ key: string; number: number; contentHash: string }>,
  chosen: Chosen,
): ErpDocument {
  const { invoice, contract, summary } = frozen;
  const billedThisPeriod = sum(frozen.lines.map((line) => line.billedThisPeriod));
  const retainageMoved = sum(frozen.lines.map((line) => line.retainageHeld - line.retainagePrevious));
  const retainageReleased = sum(frozen.lines.map((line) => line.releasedWork + line.releasedMaterials));
  const due = billedThisPeriod - retainageMoved;
  // Were an earlier invoice certified for less, line 8 would carry it; what is posted here is what was applied for.
  assert(due === summary["8"], "what is posted is line 8");
  return {
    layout: 1,
    key: version.key,
    version: version.number,
    contentHash: version.contentHash,
    kind: due < 0n ? "credit" : "invoice",
    number: chosen.number,
    application: invoice.position,
    invoiceNumber: invoice.number,
    customer: chosen.customer,
    job: chosen.job,
    contract: { number: contract.number, title: contract.title },
    currency: contract.currency,
    billedOn: invoice.billedOn,
    dueOn: invoice.dueOn,
    postingOn: chosen.postingOn,
    periodFrom: invoice.periodFrom,
    periodTo: invoice.periodTo,
    lines: frozen.lines.filter(isBilled).map(lineOf),
    totals: {
      billedThisPeriod,
      retainageWithheld: retainageMoved + retainageReleased,
      retainageReleased,
      retainageHeld: summary["5"],
      tax: 0n,
      due,
    },
  };
}

/** Lines on which nothing moves in this period are not sent. */
function isBilled(line: FrozenLine): boolean {
  return line.billedThisPeriod !== 0n || line.retainageHeld !== line.retainagePrevious;
}

function lineOf(line: FrozenLine): ErpLine {
  return {
    lineId: line.lineId,
    item: line.item,
    costCode: line.costCode,
    description: line.description,
    billedThisPeriod: line.billedThisPeriod,
    workThisPeriod: line.workThisPeriod,
    workToDate: line.workToDate,
    materialsStored: line.materialsStored,
    completedAndStored: line.completedAndStored,
    quantityThisPeriod: line.quantityThisPeriod,
    unit: line.unit,
    unitPrice: line.unitPrice,
    retainageThisPeriod: line.retainageHeld - line.retainagePrevious,
    retainageHeld: line.retainageHeld,
  };
}
