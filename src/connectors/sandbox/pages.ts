// The sandbox ERP's two pages: what its books hold, and one document. They exist so that a link to a document opens it.
import { amountShown } from "../../money/money.ts";
import type { Invoice, Party } from "./books.ts";
import { type Fault, mishaps, sentinels } from "./faults.ts";

export const notice = "Sandbox ERP: an ERP in a box for demonstrations; nothing here is real";

export function listPage(invoices: readonly Invoice[], limit: number, faults: readonly Fault[]): string {
  const documents = table(
    invoices.length < limit ? "Documents, the latest first" : `The latest ${limit} documents`,
    ["Document", "Number", "Entry", "State", "Customer", "Job", "Posting date", "Reference", "Total"],
    invoices.map((invoice) => [
      link(`/invoices/${invoice.id}`, String(invoice.id)),
      escaped(invoice.number),
      escaped(invoice.entry ?? ""),
      escaped(invoice.state),
      escaped(invoice.customerCode),
      escaped(invoice.jobCode),
      escaped(invoice.postingDate),
      escaped(invoice.reference),
      money(invoice),
    ]),
  );
  const waiting = table(
    "Faults waiting",
    ["At", "What it does", "Times left", "Only for"],
    faults.map((fault) => [
      escaped(fault.at),
      escaped(mishaps[fault.what]),
      escaped(fault.times > 1_000 ? "always" : String(fault.times)),
      escaped(fault.reference ?? ""),
    ]),
  );
  const endings = table(
    "A number that ends with one of these fails on purpose",
    ["Ending", "What happens"],
    sentinels.map(({ ending, says }) => [`<code>${escaped(ending)}</code>`, escaped(says)]),
  );
  return page("Documents", `${documents}${faults.length === 0 ? "" : waiting}${endings}`);
}

export function invoicePage(invoice: Invoice, customer: Party | null, job: Party | null): string {
  const facts: [string, string][] = [
    ["Number", invoice.number],
    ["State", invoice.state],
    ["Entry", invoice.entry ?? "not posted"],
    ["Kind", invoice.kind],
    ["Customer", `${invoice.customerCode} ${customer?.name ?? ""}`],
    ["Job", `${invoice.jobCode} ${job?.name ?? ""}`],
    ["Invoice date", invoice.invoiceDate],
    ["Due date", invoice.dueDate ?? "none"],
    ["Posting date", invoice.postingDate],
    ["Reference", invoice.reference],
    ["Memo", invoice.memo],
  ];
  const header = facts.map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`).join("");
  const lines = table(
    "Lines",
    ["Description", `Amount, ${invoice.currency}`],
    [
      ...invoice.lines.map((line) => [escaped(line.description), `<data>${amountShown(line.amount)}</data>`]),
      ["<strong>Total</strong>", money(invoice)],
    ],
  );
  return page(`Document ${invoice.id}`, `<dl>${header}</dl>${lines}<p>${link("/", "All documents")}</p>`);
}

export function missingPage(): string {
  return page("Not here", `<p>There is no such document.</p><p>${link("/", "All documents")}</p>`);
}

function money(invoice: Invoice): string {
  return `<data>${escaped(invoice.currency)} ${amountShown(invoice.total)}</data>`;
}

function link(path: string, words: string): string {
  return `<a href="${escaped(path)}">${escaped(words)}</a>`;
}

function table(caption: string, heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heads.map((name) => `<th scope="col">${escaped(name)}</th>`).join("");
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join("")}</tr>`).join("");
  const empty = `<tr><td colspan="${heads.length}">None yet</td></tr>`;
  return `<table><caption>${escaped(caption)}</caption><thead><tr>${head}</tr></thead><tbody>${body || empty}</tbody></table>`;
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(title)} - Sandbox ERP</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>
body { font: 16px/1.5 sans-serif; margin: 0 auto; max-width: 70rem; padding: 0 1rem 2rem; color: #1b1b1b; background: #fff }
header { background: #4a3600; color: #fff; margin: 0 -1rem; padding: .5rem 1rem }
table { border-collapse: collapse; margin: 1.5rem 0; width: 100% } caption { text-align: left; font-weight: bold }
th, td { border-bottom: 1px solid #bbb; padding: .25rem .5rem; text-align: left; vertical-align: top }
td:has(data) { text-align: right; font-variant-numeric: tabular-nums }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem } dt { font-weight: bold } dd { margin: 0 }
</style></head><body><header>${notice}</header><main><h1>${escaped(title)}</h1>${body}</main></body></html>`;
}

function escaped(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
