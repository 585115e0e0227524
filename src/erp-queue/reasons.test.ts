// Why a move is closed: each reason alone, and all of them at once, with where each is mended.
import { describe, expect, test } from "vitest";
import { sandbox } from "../connectors/sandbox/connector.ts";
import { type EntryState, entryStates } from "../erp-state.ts";
import type { Reason } from "../refusal.ts";
import { reasonsShown } from "../words/reasons.ts";
import type { Case, Entry, Surroundings } from "./case.ts";
import {
  acceptClosedBecause,
  exportAgainClosedBecause,
  lookUpClosedBecause,
  rejectClosedBecause,
  retrieveClosedBecause,
  sendClosedBecause,
} from "./reasons.ts";

const at = new Date("2026-03-31T18:00:00Z");
const description = sandbox.describe();
const around: Surroundings = {
  timeZone: "America/Los_Angeles",
  senderMayAccept: false,
  rejectionReasonRequired: true,
  maySendOutOfOrder: false,
  maySendCompleteContracts: false,
  erp: { connectionId: "k", name: "The box", numberPattern: "{job}-{application}", description },
  numbersUsed: new Map(),
};
const erpWith = (change: object, numberPattern = "{job}-{application}"): Surroundings => ({
  ...around,
  erp: { connectionId: "k", name: "The box", numberPattern, description: { ...description, ...change } },
});
const ready: Case = {
  invoice: {
    id: "i",
    number: "3",
    position: 3,
    status: "approved",
    billedOn: "2026-03-31",
    createdBy: "priya",
    periodFrom: "2026-03-01",
    periodTo: "2026-03-31",
    dueOn: "2026-04-30",
    due: 95_000n,
    billedThisPeriod: 100_000n,
    retainageThisPeriod: 5_000n,
  },
  contract: { id: "c", number: "2977J", title: "Renovation", status: "approved", currency: "USD" },
  project: { id: "p", number: "2977J", name: "Paul Avenue", erpJob: { code: "P-1001", name: "Paul Avenue" } },
  owner: { id: "o", name: "Public Works", erpCustomerCode: "OWN-001" },
  earlierNotPosted: null,
  attachmentsAfterSending: 0,
  entry: null,
};
const entryIn = (state: EntryState): Entry => ({
  connectionId: "k",
  state,
  since: at,
  round: 1,
  wasRejected: false,
  documentKey: "DB-i",
  sentBy: { id: "priya", name: "Priya Natarajan" },
  sentAt: at,
  movedBy: { id: "marcus", name: "Marcus Bell" },
  acceptedBy: null,
  chosen: null,
  erpId: null,
  erpNumber: null,
  erpLink: null,
  problems: [],
  step: null,
  attempts: 0,
  version: 1,
});
const inState = (state: EntryState): Case => ({ ...ready, entry: state === "not_sent" ? null : entryIn(state) });
const codes = (reasons: readonly Reason[]) => reasons.map(({ code }) => code);
const send = (change: Partial<Case>, surroundings = around) =>
  sendClosedBecause({ ...ready, ...change }, surroundings, []);
const invoice = (change: Partial<Case["invoice"]>) => ({ invoice: { ...ready.invoice, ...change } });

const page = "/projects/p/contracts/c/invoices/i";
const general = "/projects/p/contracts/c?tab=general";
const settings = "/erp/settings";
const alone: [string, string | null, Partial<Case>, Surroundings][] = [
  ["not_integrated", settings, {}, { ...around, erp: null }],
  ["takes_no_owner_invoices", "/erp/things-to-know/sandbox", {}, erpWith({ takesOwnerInvoices: false })],
  ["invoice_not_approved", page, invoice({ status: "draft" }), around],
  ["project_not_linked", settings, { project: { ...ready.project, erpJob: null } }, around],
  ["contract_not_approved", general, { contract: { ...ready.contract, status: "draft" } }, around],
  ["contract_not_approved", general, { contract: { ...ready.contract, status: "complete" } }, around],
  ["contract_has_no_owner", general, { owner: null }, around],
  ["customer_not_linked", settings, { owner: { id: "o", name: "Public Works", erpCustomerCode: null } }, around],
  ["no_due_date", "/projects/p/invoicing?tab=periods", invoice({ dueOn: null }), erpWith({ needsDueDate: true })],
  ["total_is_zero", page, invoice({ due: 0n }), around],
  ["total_is_negative", page, invoice({ due: -1n }), erpWith({ takesNegative: false })],
  ["earlier_not_posted", "/projects/p/contracts/c/invoices/e", { earlierNotPosted: { id: "e", number: "2" } }, around],
  ["erp_number_too_long", settings, {}, erpWith({ numberMax: 7 })],
  ["erp_number_not_taken", settings, {}, erpWith({}, "{job}/{application}")],
  [
    "erp_number_used",
    settings,
    {},
    { ...around, numbersUsed: new Map([["P-1001-3", { invoiceId: "e", number: "2" }]]) },
  ],
];

describe("sending", () => {
  test("an invoice that is ready", () => {
    expect(send({})).toEqual([]);
  });

  test.each(alone)("%s, at %s, alone", (code, link, change, surroundings) => {
    const reasons = send(change, surroundings);
    expect(reasons.map((reason) => [reason.code, reason.link ?? null])).toEqual([[code, link]]);
    // Its sentence has all it names.
    for (const { message } of reasonsShown(reasons)) expect(message).not.toMatch(/[{}]|undefined|^$/);
    // And it is asked again at acceptance.
    const sent = { ...ready, ...change, entry: entryIn("sent") };
    expect(acceptClosedBecause(sent, surroundings, [], "marcus")).toEqual(reasons);
  });

  test("all at once, after what the person lacks and the state", () => {
    const everything: Case = {
      ...ready,
      invoice: { ...ready.invoice, status: "underReview", dueOn: null, due: 0n },
      contract: { ...ready.contract, status: "outForSignature" },
      project: { ...ready.project, erpJob: null },
      owner: null,
      earlierNotPosted: { id: "e", number: "2" },
      entry: entryIn("synced"),
    };
    const reasons = sendClosedBecause(everything, erpWith({ takesOwnerInvoices: false, needsDueDate: true }), [
      { code: "not_permitted" },
    ]);
    expect(codes(reasons)).toEqual([
      "not_permitted",
      "moved_meanwhile",
      "takes_no_owner_invoices",
      "invoice_not_approved",
      "project_not_linked",
      "contract_not_approved",
      "contract_has_no_owner",
      "no_due_date",
      "total_is_zero",
      "earlier_not_posted",
    ]);
  });

  test("what the company allows is open", () => {
    const complete = { contract: { ...ready.contract, status: "complete" as const } };
    expect(send(complete, { ...around, maySendCompleteContracts: true })).toEqual([]);
    const earlier = { earlierNotPosted: { id: "e", number: "2" } };
    expect(send(earlier, { ...around, maySendOutOfOrder: true })).toEqual([]);
    expect(send(invoice({ due: 0n }), erpWith({ takesZero: true }))).toEqual([]);
    expect(send(invoice({ due: -1n }))).toEqual([]);
    const own = new Map([["P-1001-3", { invoiceId: "i", number: "3" }]]);
    expect(send({}, { ...around, numbersUsed: own })).toEqual([]);
  });
});

describe("accepting", () => {
  const sent = inState("sent");
  test("not by who sent it", () => {
    expect(codes(acceptClosedBecause(sent, around, [], "priya"))).toEqual(["sender_may_not_accept"]);
    expect(acceptClosedBecause(sent, { ...around, senderMayAccept: true }, [], "priya")).toEqual([]);
    expect(acceptClosedBecause(sent, around, [], "marcus")).toEqual([]);
  });

  test("with a number and a day of one's own", () => {
    const with_ = (chosen: { number?: string; postingOn?: string }) =>
      codes(acceptClosedBecause(sent, around, [], "marcus", chosen));
    expect(with_({ number: "X-1", postingOn: "2026-03-01" })).toEqual([]);
    expect(with_({ number: "X 1", postingOn: "2026-02-28" })).toEqual([
      "erp_number_not_taken",
      "posting_before_billing",
    ]);
    expect(with_({ number: "X".repeat(25) })).toEqual(["erp_number_too_long"]);
  });
});

describe("the state", () => {
  test.each(entryStates)("%s", (state) => {
    const one = inState(state);
    const closed = state === "not_sent" ? ["not_in_the_queue"] : ["moved_meanwhile"];
    const open = (...states: EntryState[]) => (states.includes(state) ? [] : closed);
    expect(codes(sendClosedBecause(one, around, []))).toEqual(open("not_sent", "retrieved", "rejected"));
    expect(codes(retrieveClosedBecause(one, around, []))).toEqual(open("sent"));
    expect(codes(rejectClosedBecause(one, around, []))).toEqual(open("sent", "failed"));
    expect(codes(acceptClosedBecause(one, around, [], "marcus"))).toEqual(open("sent"));
    expect(codes(exportAgainClosedBecause(one, around, []))).toEqual(open("failed"));
    expect(codes(lookUpClosedBecause(one, []))).toEqual(state === "in_doubt" ? [] : ["nothing_to_look_up"]);
  });

  test("says who did what and when", () => {
    expect(retrieveClosedBecause(inState("rejected"), around, [])[0]?.values).toMatchObject({
      state: "Rejected by accounting",
      who: "Marcus Bell",
      when: expect.stringContaining("2026"),
    });
    const bySystem = { ...ready, entry: { ...entryIn("synced"), movedBy: null } };
    expect(retrieveClosedBecause(bySystem, around, [])[0]?.values).toMatchObject({ who: "Drawbridge" });
  });
});
