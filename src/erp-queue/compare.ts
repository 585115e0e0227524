// What was sent, held against what the ERP says it has: an entry turns green only when nothing differs.
import type { Description, ErpDocument, ErpFound, LineSent, Problem } from "../connectors/connector.ts";
import { amountText } from "../money/money.ts";

export type Difference = Problem & Readonly<{ values: { ours: string; theirs: string } }>;

/** Every difference, as problems that can be shown; `[]`: both sides agree. What the ERP does not tell is not compared. */
export function differences(
  document: ErpDocument,
  sent: readonly LineSent[],
  found: ErpFound,
  { numbering }: Pick<Description, "numbering">,
): readonly Difference[] {
  return compared(document, sent, found, numbering);
}

/** A draft before it is posted: the ERP numbers and dates it only then, so that those are not looked at yet. */
export function draftDifferences(
  document: ErpDocument,
  sent: readonly LineSent[],
  draft: ErpFound,
): readonly Difference[] {
  const later = ["number", "billedOn", "postingOn", "state"];
  return compared(document, sent, draft, "theirs").filter(({ field }) => !later.includes(field ?? ""));
}

function compared(
  document: ErpDocument,
  sent: readonly LineSent[],
  found: ErpFound,
  numbering: Description["numbering"],
): readonly Difference[] {
  const theirLines = found.lines.map(({ amount }) => amountText(amount)).join(", ");
  const pairs: readonly (readonly [field: string, ours: string, theirs: string | null])[] = [
    ["key", document.key, found.key],
    ["number", numbering === "ours" ? document.number : (found.number ?? "a number"), found.number ?? ""],
    ["totals.due", amountText(document.totals.due), amountText(found.total)],
    ["lines", String(sent.length), String(found.lineCount)],
    ["lines.amount", sent.map(({ amount }) => amountText(amount)).join(", "), theirLines],
    ["currency", document.currency, found.currency],
    ["customer", document.customer.code, found.customerCode],
    ["job", document.job.code, found.jobCode],
    ["billedOn", document.billedOn, found.billedOn],
    ["postingOn", document.postingOn, found.postedOn],
    ["state", "posted", found.state === "paid" ? "posted" : found.state],
  ];
  return pairs
    .filter(([, ours, theirs]) => theirs !== null && ours !== theirs)
    .map(([field, ours, theirs]) => ({
      class: "decision" as const,
      code: "differs_in_the_erp",
      said: `${field}: ${ours} here, ${theirs} there`,
      field,
      values: { ours, theirs: theirs ?? "" },
    }));
}
