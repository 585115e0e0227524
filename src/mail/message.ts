// The mails that ERP Integrations sends: what each says, from the facts of the act that caused it.
import { amountShown, type Cents } from "../money/money.ts";
import { paths } from "../paths.ts";
import { mails as words } from "../words/en/mails.ts";
import { fill } from "../words/say.ts";
import { asHtml, asText, type Fact, type Item, oneLine, type Part } from "./letter.ts";

export const mailKinds = [
  "rejected",
  "resent",
  "sent",
  "failed",
  "dailySummary",
  "invitation",
  "passwordReset",
  "accountChanged",
] as const;
export type MailKind = (typeof mailKinds)[number];

/** A mail without its address: the same for everybody it goes to. */
export type Message = Readonly<{ kind: MailKind; subject: string; text: string; html: string }>;

export type Recipient = Readonly<{ personId: string; name: string; email: string }>;

/** What is known when an act on an invoice is mailed. */
export type InvoiceMailFacts = Readonly<{
  companyId: string;
  /** The address people reach this installation at, as `https://billing.example.com`. */
  publicUrl: string;
  /** The company's. */
  timeZone: string;
  currency: string;
  /** What the company calls its ERP. */
  erpName: string;
  project: Readonly<{ id: string; number: string; name: string }>;
  contract: Readonly<{ id: string; number: string; title: string }>;
  invoice: Readonly<{ id: string; number: string; position: number }>;
  /** Line 8, current payment due. */
  due: Cents;
  round: number;
  /** Who sent, resent, rejected; on a failed export, who accepted. */
  by: Readonly<{ name: string }>;
  at: Date;
  recipients: readonly Recipient[];
  /** On a rejection. The label is the reason's in words; the anchor names the field or the line, ready to be shown. */
  reasons?: readonly Readonly<{ label: string; body: string; anchor: string | null }>[];
  /** On a failed export. The message is ours; `said` is the ERP's own words, empty where it had none. */
  problems?: readonly Readonly<{ message: string; said: string }>[];
}>;

/** An item that awaits a decision. */
export type WaitingItem = Readonly<{
  project: Readonly<{ number: string; name: string }>;
  contract: Readonly<{ number: string; title: string }>;
  invoiceNumber: string;
  ownerName: string | null;
  due: Cents;
  currency: string;
  sentBy: string;
  since: Date;
  round: number;
  wasRejected: boolean;
}>;

export type SummaryFacts = Readonly<{
  publicUrl: string;
  companyName: string;
  timeZone: string;
  waiting: readonly WaitingItem[];
}>;

/** To the sender, and the creator if another: the reasons, and the way to mend them. */
export function rejected(facts: InvoiceMailFacts): Message {
  const reasons = facts.reasons ?? [];
  const given: readonly Part[] =
    reasons.length === 0
      ? [paragraph(words.rejected_without_reason)]
      : [
          heading(fill(words.rejected_reasons, { count: reasons.length })),
          { kind: "list", items: reasons.map(reasonItem) },
        ];
  return message("rejected", fill(words.rejected_subject, naming(facts)), [
    paragraph(fill(words.rejected_first, naming(facts))),
    ...given,
    { kind: "facts", facts: invoiceFacts(facts) },
    ...invoiceEnd(facts),
  ]);
}

const reasonItem = ({ label, body, anchor }: { label: string; body: string; anchor: string | null }): Item => ({
  title: anchor === null ? label : `${label} (${anchor})`,
  lines: [body],
});

/** To the approvers, at once. */
export const resent = (facts: InvoiceMailFacts): Message =>
  awaiting("resent", words.resent_subject, words.resent_first, facts);

/** To the approvers, where the company wants a mail on the first send. */
export const sent = (facts: InvoiceMailFacts): Message => awaiting("sent", words.sent_subject, words.sent_first, facts);

function awaiting(kind: "sent" | "resent", subject: string, first: string, facts: InvoiceMailFacts): Message {
  return message(kind, fill(subject, naming(facts)), [
    paragraph(fill(first, naming(facts))),
    { kind: "facts", facts: invoiceFacts(facts) },
    ...invoiceEnd(facts),
  ]);
}

/** To the approver who exported, and the sender: the cause, and what can be done. */
export function failed(facts: InvoiceMailFacts): Message {
  const problems = facts.problems ?? [];
  const causes: readonly Part[] =
    problems.length === 0
      ? [paragraph(fill(words.failed_without_problem, { erp: facts.erpName }))]
      : [
          heading(fill(words.failed_problems, { count: problems.length })),
          { kind: "list", items: problems.map((problem) => problemItem(problem, facts.erpName)) },
        ];
  return message("failed", fill(words.failed_subject, naming(facts)), [
    paragraph(fill(words.failed_first, naming(facts))),
    ...causes,
    paragraph(words.failed_then),
    { kind: "facts", facts: invoiceFacts(facts) },
    ...invoiceEnd(facts),
  ]);
}

const problemItem = ({ message, said }: { message: string; said: string }, erp: string): Item => ({
  title: message,
  lines: said === "" ? [] : [fill(words.failed_said, { erp, said })],
});

/** To every approver, once a day: all that awaits a decision, the longest wait first. */
export function dailySummary({ publicUrl, companyName, timeZone, waiting }: SummaryFacts): Message {
  return message("dailySummary", words.summary_subject, [
    paragraph(fill(words.summary_first, { count: waiting.length, company: companyName })),
    { kind: "list", items: waiting.map((item) => waitingItem(item, timeZone)) },
    link(words.link_queue, publicUrl, paths.erpQueue("readyToExport")),
    { kind: "closing", text: fill(words.closing, { company: companyName }) },
  ]);
}

function waitingItem(item: WaitingItem, timeZone: string): Item {
  const title = fill(words.summary_item, {
    project: named(item.project.number, item.project.name),
    contract: named(item.contract.number, item.contract.title),
    number: item.invoiceNumber,
  });
  return {
    title,
    lines: [],
    facts: [
      { label: words.label_owner, value: item.ownerName ?? words.owner_unknown },
      { label: words.label_due, value: money(item.due, item.currency) },
      { label: words.label_sent_by, value: item.sentBy },
      { label: words.label_since, value: time(item.since, timeZone) },
      { label: words.label_round, value: roundShown(item) },
    ],
  };
}

const roundShown = ({ round, wasRejected }: WaitingItem): string =>
  fill(wasRejected ? words.round_resent : words.round_first, { round });

export function message(kind: MailKind, subject: string, parts: readonly Part[]): Message {
  const line = oneLine(subject);
  return { kind, subject: line, text: asText(parts), html: asHtml(line, parts) };
}

export const paragraph = (text: string): Part => ({ kind: "paragraph", text });
const heading = (text: string): Part => ({ kind: "heading", text });
export const link = (label: string, publicUrl: string, path: string): Part => ({
  kind: "link",
  label,
  url: publicUrl.replace(/\/+$/, "") + path,
});

/** What the sentences about an invoice name; a name is one line, so that it cannot begin a paragraph of its own. */
const naming = (facts: InvoiceMailFacts) => ({
  by: oneLine(facts.by.name),
  number: oneLine(facts.invoice.number),
  project: named(facts.project.number, facts.project.name),
  contract: named(facts.contract.number, facts.contract.title),
  erp: oneLine(facts.erpName),
  at: time(facts.at, facts.timeZone),
});

const invoiceFacts = (facts: InvoiceMailFacts): readonly Fact[] => [
  { label: words.label_project, value: named(facts.project.number, facts.project.name) },
  { label: words.label_contract, value: named(facts.contract.number, facts.contract.title) },
  { label: words.label_invoice, value: facts.invoice.number },
  { label: words.label_due, value: money(facts.due, facts.currency) },
  { label: words.label_round, value: fill(words.round_first, { round: facts.round }) },
];

const invoiceEnd = (facts: InvoiceMailFacts): readonly Part[] => [
  link(words.link_invoice, facts.publicUrl, paths.invoice(facts.project.id, facts.contract.id, facts.invoice.id)),
  { kind: "closing", text: words.closing_plain },
];

const named = (number: string, name: string): string => oneLine([number, name].filter((part) => part !== "").join(" "));

/** `1,234.50 USD` */
const money = (amount: Cents, currency: string): string => `${amountShown(amount)} ${currency}`;

/** `Nov 24, 2026, 2:05 PM CST`: the company's clock, with the zone, since the reader may sit in another. */
export function time(at: Date, timeZone: string): string {
  const clock = new Intl.DateTimeFormat("en-US", {
    timeZone,
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "numeric",
    minute: "2-digit",
    timeZoneName: "short",
  });
  return clock.format(at).replaceAll("\u202f", " ");
}
