// From a frozen owner invoice to the document that an ERP is sent. Pure: the same frozen version and the same choices
// always make the same document, so that a worker that goes on after another sends no other.
import type { ErpDocument, ErpLine } from "../connectors/connector.ts";
import { readTerms } from "../contract/billing-terms.ts";
import type { FrozenInvoice, FrozenLine } from "../invoice/frozen.ts";
import { type Cents, sum } from "../money/money.ts";
import { taxToDate } from "../tax/tax.ts";

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
  // Against what was applied for before, not against what was certified of it: that is what the ERP was sent. Where
  // nothing was cut, what is due comes to line 8.
  const billedThisPeriod = sum(frozen.lines.map(billedOn));
  const retainageMoved = sum(frozen.lines.map(retainageMovedOn));
  const retainageReleased = sum(frozen.lines.map((line) => line.releasedWork + line.releasedMaterials));
  const tax = taxOn(frozen, ofNow) - taxOn(frozen, ofBefore);
  const due = billedThisPeriod - retainageMoved + tax;
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
      tax,
      due,
    },
  };
}

type Figures = FrozenLine["appliedPrevious"];
const ofNow = ({ completedAndStored, retainageHeld }: FrozenLine): Figures => ({ completedAndStored, retainageHeld });
const ofBefore = ({ appliedPrevious }: FrozenLine): Figures => appliedPrevious;

/** Tax to date of what was applied for. */
function taxOn({ terms, lines }: FrozenInvoice, figuresOf: (line: FrozenLine) => Figures): Cents {
  const tax = terms === null ? null : readTerms(terms).tax;
  if (tax === null) return 0n;
  return taxToDate(
    tax,
    lines.map((line) => ({ ...figuresOf(line), isTaxable: line.isTaxable })),
  );
}

const billedOn = (line: FrozenLine): Cents => line.completedAndStored - line.appliedPrevious.completedAndStored;

const retainageMovedOn = (line: FrozenLine): Cents => line.retainageHeld - line.appliedPrevious.retainageHeld;

/** Lines on which nothing moves in this period are not sent. */
function isBilled(line: FrozenLine): boolean {
  return billedOn(line) !== 0n || retainageMovedOn(line) !== 0n;
}

function lineOf(line: FrozenLine): ErpLine {
  return {
    lineId: line.lineId,
    item: line.item,
    costCode: line.costCode,
    description: line.description,
    billedThisPeriod: billedOn(line),
    workThisPeriod: line.workThisPeriod,
    workToDate: line.workToDate,
    materialsStored: line.materialsStored,
    completedAndStored: line.completedAndStored,
    quantityThisPeriod: line.quantityThisPeriod,
    unit: line.unit,
    unitPrice: line.unitPrice,
    retainageThisPeriod: retainageMovedOn(line),
    retainageHeld: line.retainageHeld,
  };
}
