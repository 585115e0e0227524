import { expect, test } from "vitest";
import { journalSentence, journalSentences } from "./en/journal.ts";

const changed = (before: unknown, after: unknown) => ({ before, after });

test.each<[string, Record<string, unknown>, string]>([
  ["company_founded", { name: "Bay Paving", isDemo: true }, "Founded the company Bay Paving."],
  [
    "company_changed",
    { mailOnFirstSend: changed(false, true), timeZone: changed("UTC", "Europe/Vienna") },
    "Changed the company’s settings: mail on first send, time zone.",
  ],
  [
    "job_linked",
    { before: null, after: { code: "P-1001", name: "2977J Paul Avenue" } },
    "Linked the project to the ERP job P-1001 2977J Paul Avenue.",
  ],
  [
    "job_unlinked",
    { before: { code: "P-1001", name: "P-1001" }, after: null },
    "Unlinked the project from the ERP job P-1001.",
  ],
  [
    "customer_linked",
    { name: "Public Works", before: null, after: "OWN-001" },
    "Linked Public Works to the ERP customer OWN-001.",
  ],
  [
    "customer_unlinked",
    { name: "Public Works", before: "OWN-001", after: null },
    "Unlinked Public Works from the ERP customer OWN-001.",
  ],
  ["contract_created", { number: "2977J", title: "Pavement" }, "Created the contract 2977J “Pavement”."],
  [
    "contract_changed",
    { status: changed("draft", "outForBid"), title: changed("A", "B") },
    "Changed the contract: status Out for Bid, title.",
  ],
  [
    "schedule_changed",
    { before: { lines: 2, total: "10.00" }, after: { lines: 1, total: "5.00" } },
    "Changed the schedule of values; it has 1 line now, 5.00 in all.",
  ],
  [
    "schedule_imported",
    { before: { lines: 0, total: "0.00" }, after: { lines: 40, total: "5.00" } },
    "Imported the schedule of values: 40 lines, 5.00 in all.",
  ],
  [
    "change_order_created",
    { number: "CO-1", title: "X", amount: "7.50", lines: 1 },
    "Created change order CO-1 of 7.50.",
  ],
  [
    "change_order_status_changed",
    { number: "CO-1", before: "draft", after: "approved" },
    "Set change order CO-1 to Approved.",
  ],
  [
    "billing_period_created",
    { from: "2026-03-01", to: "2026-03-31" },
    "Made the billing period 2026-03-01 to 2026-03-31.",
  ],
  [
    "billing_period_changed",
    { periodId: "x", status: changed("closed", "open"), dueOn: changed(null, "2026-04-30") },
    "Changed the billing period: status open, due on 2026-04-30.",
  ],
  [
    "connection_changed",
    { erp: "Tryton", address: changed("a", "b"), secretsGiven: ["password"] },
    "Changed the connection to Tryton: address, password.",
  ],
  [
    "invoice_created",
    { number: "1", periodFrom: "2026-03-01", periodTo: "2026-03-31", lines: 40 },
    "Created invoice 1 for 2026-03-01 to 2026-03-31.",
  ],
  [
    "invoice_changed",
    {
      number: "1",
      billedOn: changed("2026-03-30", "2026-03-31"),
      status: changed("approved", "reviseAndResubmit"),
      lines: { "1": {}, "2": {} },
    },
    "Saved changes on 2 lines: billed on. The status became Revise & Resubmit.",
  ],
  ["invoice_changed", { fields: ["number", "dueOn"] }, "Saved changes: number, due on."],
  ["invoice_status_changed", { before: "draft", after: "underReview" }, "Set the status to Under Review."],
  ["invoice_status_changed", { number: "1", status: changed("draft", "approved") }, "Set the status to Approved."],
  ["invoice_followed", { number: "2", cause: "1" }, "The figures followed invoice 1."],
  ["invoice_deleted", { number: "3" }, "Deleted invoice 3."],
  ["attachment_added", { name: "waiver.pdf" }, "Attached “waiver.pdf”."],
  [
    "attachment_added",
    { name: "{a}.pdf", addedAfterSending: true },
    "Attached “{a}.pdf” while it was waiting for accounting.",
  ],
  ["sent_to_erp", { round: 1, version: 1 }, "Sent to ERP (round 1), as version 1."],
  ["resent_to_erp", { round: 2, version: 3 }, "Resent to ERP (round 2), as version 3."],
  ["retrieved_from_erp", {}, "Retrieved from ERP."],
  [
    "rejected",
    {
      reasons: [
        { label: "Retainage", body: "5 %, not 10 %." },
        { label: "Other", body: "" },
      ],
    },
    "Rejected: Retainage: 5 %, not 10 %; Other.",
  ],
  ["accepted", { number: "2977J-1", postingOn: "2026-03-31" }, "Accepted as 2977J-1, to be posted on 2026-03-31."],
  ["export_started", { attempt: 2 }, "The export began (attempt 2)."],
  [
    "export_failed",
    { problems: [{ class: "data", code: "number_taken", said: "In use.", field: null }] },
    "The export failed: In use.",
  ],
  [
    "export_in_doubt",
    { problems: [{ code: "no_answer" }] },
    "The ERP gave no trustworthy answer: no answer. It is looked up there before anything else.",
  ],
  ["looked_up", { found: 0 }, "It was looked up in the ERP: nothing was found."],
  ["looked_up", { found: [{}] }, "It was looked up in the ERP: one document was found."],
  ["export_resumed", {}, "The export went on."],
  ["exported_again", {}, "Exported again."],
  ["synced", { erpNumber: "INV-7" }, "It is posted in the ERP as INV-7, read back and compared."],
  ["signed_in", { by: "password", address: "192.0.2.7" }, "Signed in, from 192.0.2.7."],
  ["signed_in", { by: "recoveryCode", left: 9, address: "" }, "Signed in with a recovery code; 9 are left."],
  ["signed_in", { by: "app" }, "Signed in with a code of the authenticator app."],
  ["signed_out", {}, "Signed out."],
  ["sessions_ended", { count: 1 }, "Ended a session."],
  ["sessions_ended", { count: 3 }, "Ended 3 sessions."],
  ["password_changed", { address: "192.0.2.7" }, "Changed the password, from 192.0.2.7."],
  ["password_reset_asked", {}, "A mail with a link for a new password was asked for."],
  ["password_reset", {}, "Set a new password by the link of a mail."],
  ["two_step_on", {}, "Switched two-step sign-in on."],
  ["two_step_off", {}, "Switched two-step sign-in off."],
  ["recovery_codes_renewed", {}, "Made new recovery codes."],
  ["access_token_made", { name: "Reports", mayWrite: false }, "Made the access token “Reports”, which may only read."],
  ["access_token_revoked", { name: "Reports" }, "Revoked the access token “Reports”."],
  ["person_invited", { name: "Ana", email: "ana@example.com" }, "Invited Ana (ana@example.com)."],
  [
    "invitation_resent",
    { name: "Ana", email: "ana@example.com" },
    "Sent the invitation of Ana (ana@example.com) again.",
  ],
  [
    "invitation_withdrawn",
    { name: "Ana", email: "ana@example.com" },
    "Withdrew the invitation of Ana (ana@example.com).",
  ],
  ["person_joined", { name: "Ana" }, "Ana joined by an invitation."],
  ["some_new_act", { anything: 1 }, "Some new act."],
  ["constructor", {}, "Constructor."],
])("%s %j", (act, facts, sentence) => {
  expect(journalSentence({ act, facts })).toBe(sentence);
});

const strange: readonly Record<string, unknown>[] = [
  {},
  {
    before: null,
    after: null,
    name: null,
    number: {},
    lines: "many",
    reasons: "none",
    problems: [null, 1],
    found: "?",
  },
  {
    before: [],
    after: [1],
    status: [],
    fields: [{}, null],
    reasons: [{}],
    problems: [{}],
    found: -1.5,
    round: Number.NaN,
  },
];

test.each(Object.keys(journalSentences))("%s without its facts is a sentence that makes none up", (act) => {
  for (const facts of strange) {
    const sentence = journalSentence({ act, facts });
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(sentence).not.toMatch(/undefined|null|\[object|[{}]| {2}| \./);
  }
});
