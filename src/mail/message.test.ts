import { describe, expect, test } from "vitest";
import { cents } from "../money/money.ts";
import { domainOf, isAddress } from "./address.ts";
import { escaped, oneLine } from "./letter.ts";
import { dailySummary, failed, type InvoiceMailFacts, type Message, rejected, resent, sent } from "./message.ts";

const facts: InvoiceMailFacts = {
  companyId: "00000000-0000-4000-8000-000000000001",
  publicUrl: "https://billing.example.com/",
  timeZone: "America/Chicago",
  currency: "USD",
  erpName: "Ledger",
  project: { id: "p1", number: "2401", name: "Bridge Replacement" },
  contract: { id: "c1", number: "PC-001", title: "General construction" },
  invoice: { id: "i4", number: "4", position: 4 },
  due: cents("84150.00"),
  round: 2,
  by: { name: "Avery Accountant" },
  at: new Date("2026-11-24T20:05:00Z"),
  recipients: [],
};
const invoiceUrl = "https://billing.example.com/projects/p1/contracts/c1/invoices/i4";

const rejection: InvoiceMailFacts = {
  ...facts,
  reasons: [
    { label: "Retainage", body: "Line 3 holds 5 %.\nThe contract says 10 %.", anchor: "line 3, Retainage" },
    { label: "Other", body: "", anchor: null },
  ],
};
const failure: InvoiceMailFacts = {
  ...facts,
  problems: [
    { message: "The posting month is closed in the ERP.", said: "Period 2026-10 is closed" },
    { message: "The customer is on hold.", said: "" },
  ],
};
const item = {
  project: { number: "2401", name: "Bridge Replacement" },
  contract: { number: "PC-001", title: "General construction" },
  invoiceNumber: "4",
  ownerName: "County of Elm",
  due: cents("-1250.00"),
  currency: "USD",
  sentBy: "Sam Sender",
  since: new Date("2026-11-01T13:00:00Z"),
  round: 2,
  wasRejected: true,
};
const summary = {
  publicUrl: "https://billing.example.com",
  companyName: "Northfield Builders",
  timeZone: "America/Chicago",
  waiting: [item, { ...item, invoiceNumber: "5", ownerName: null, round: 1, wasRejected: false }],
};

const visible = (html: string): string =>
  html
    .replace(/<head>[\s\S]*<\/head>/, "")
    .replace(/<br>/g, "\n")
    .replace(/<[^>]+>/g, "\n");

const cases: readonly (readonly [string, Message, string, readonly string[]])[] = [
  [
    "rejected",
    rejected(rejection),
    "Rejected by accounting: invoice 4, 2401 Bridge Replacement",
    [
      "Avery Accountant rejected invoice 4 of contract PC-001 General construction",
      "Nov 24, 2026, 2:05 PM CST",
      "Retainage (line 3, Retainage)",
      "Line 3 holds 5 %.",
      "The contract says 10 %.",
      "Other",
      "84,150.00 USD",
    ],
  ],
  [
    "rejected without a reason",
    rejected(facts),
    "Rejected by accounting: invoice 4, 2401 Bridge Replacement",
    ["No reason was given."],
  ],
  [
    "resent",
    resent(facts),
    "Resent to ERP: invoice 4, 2401 Bridge Replacement",
    ["Avery Accountant resent invoice 4", "to Ledger", "Ready to Export", "84,150.00 USD"],
  ],
  [
    "sent",
    sent(facts),
    "Sent to ERP: invoice 4, 2401 Bridge Replacement",
    ["Avery Accountant sent invoice 4", "84,150.00 USD"],
  ],
  [
    "failed",
    failed(failure),
    "Export failed: invoice 4, 2401 Bridge Replacement",
    [
      "which Avery Accountant accepted, was not posted in Ledger",
      "Why, in 2 points",
      "The posting month is closed in the ERP.",
      "Ledger said: Period 2026-10 is closed",
      "The customer is on hold.",
    ],
  ],
  ["failed without a cause", failed(facts), "Export failed: invoice 4, 2401 Bridge Replacement", ["gave no cause"]],
  [
    "the daily summary",
    dailySummary(summary),
    "ERP Integrations Daily Summary",
    [
      "2 owner invoices await a decision at Northfield Builders.",
      "2401 Bridge Replacement · contract PC-001 General construction · invoice 4",
      "2401 Bridge Replacement · contract PC-001 General construction · invoice 5",
      "County of Elm",
      "no owner named",
      "(1,250.00) USD",
      "Sam Sender",
      "Nov 1, 2026, 7:00 AM CST",
      "2, rejected before",
    ],
  ],
];

describe("each mail", () => {
  test.each(cases)("%s says it in its subject, its text and its HTML", (_name, message, subject, sentences) => {
    expect(message.subject).toBe(subject);
    for (const sentence of sentences) {
      expect(message.text).toContain(sentence);
      expect(visible(message.html)).toContain(sentence);
    }
  });

  test.each(cases)("%s has one link, the same in text and HTML", (name, message) => {
    const url =
      name === "the daily summary" ? "https://billing.example.com/erp/owner-invoices?filter=readyToExport" : invoiceUrl;
    expect(message.text.match(/https?:\S+/g)).toEqual([url]);
    expect([...message.html.matchAll(/href="([^"]*)"/g)].map((found) => found[1])).toEqual([url]);
  });
});

test("a single item is one invoice", () => {
  expect(dailySummary({ ...summary, waiting: [item] }).text).toContain("1 owner invoice awaits a decision");
});

test("times stand in the company's zone, with its name", () => {
  expect(resent({ ...facts, timeZone: "Pacific/Auckland" }).text).toContain("Nov 25, 2026, 9:05 AM GMT+13");
});

describe("what people typed", () => {
  const hostile = `<script>alert("x")</script> & 'so'`;
  const typed = rejected({
    ...rejection,
    by: { name: `Avery ${hostile}` },
    project: { id: "p1", number: "1", name: hostile },
    reasons: [{ label: "Other", body: hostile, anchor: hostile }],
  });

  test("is shown in HTML as it was typed, and is never markup", () => {
    expect(typed.html).not.toMatch(/<script/i);
    expect(typed.html).toContain("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;so&#39;");
    expect(typed.text).toContain(hostile);
  });

  test("has braces and percent signs that mean nothing", () => {
    const body = "{count, plural} %s $1 #";
    expect(rejected({ ...rejection, reasons: [{ label: "Other", body, anchor: null }] }).text).toContain(body);
  });

  test("cannot add a line that passes for one of ours", () => {
    const body = "See below.\r\nCurrent payment due: 1.00 USD\u2028-- \rBcc: x@example.com\u0000";
    const { text, html } = rejected({ ...rejection, reasons: [{ label: "Other", body, anchor: null }] });
    expect(text).toContain("\n    Current payment due: 1.00 USD\n    -- \n    Bcc: x@example.com\n");
    expect(html).toContain("<br>Current payment due: 1.00 USD<br>");
    expect(text + html).not.toContain("\u0000");
  });

  test.each(["\r\n", "\n", "\r", "\u0085", "\u2028", "\u2029", "\u000b", "\u0000", "\t"])(
    "cannot end a subject (%j)",
    (end) => {
      const number = `4${end}Bcc: everybody@example.com`;
      for (const make of [rejected, resent, sent, failed]) {
        const { subject } = make({ ...facts, invoice: { ...facts.invoice, number } });
        expect(subject).toContain("4 Bcc: everybody@example.com");
        expect(subject).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      }
    },
  );

  test("is cut in a subject where it is very long, between characters", () => {
    const subject = oneLine("🏗".repeat(400));
    expect([...subject]).toHaveLength(180);
    expect(subject.endsWith("🏗…")).toBe(true);
  });
});

test("escaping leaves nothing that opens or closes", () => {
  expect(escaped(`a<b>&"c'`)).toBe("a&lt;b&gt;&amp;&quot;c&#39;");
});

test.each([
  ["pat@example.com", true],
  ["pat.o'neil+erp@sub.example.com", true],
  ["josé@exämple.com", true],
  ["", false],
  ["pat", false],
  ["pat@", false],
  ["@example.com", false],
  ["pat@example.com, kim@example.com", false],
  ["pat@example.com\r\nBcc: kim@example.com", false],
  ["pat@example.com\n", false],
  ["Pat <pat@example.com>", false],
  ["pat@a@b", false],
])("the address %j can be mailed: %s", (address, can) => {
  expect(isAddress(address)).toBe(can);
});

test.each([
  ["https://billing.example.com", "billing.example.com"],
  ["http://127.0.0.1:8080", "drawbridge.invalid"],
  ["http://localhost:8080", "drawbridge.invalid"],
  ["http://[::1]:8080", "drawbridge.invalid"],
])("an installation at %s speaks as %s", (publicUrl, domain) => {
  expect(domainOf(publicUrl)).toBe(domain);
});
