// Who may do what with an invoice in ERP Integrations, when, and what is said where it is closed: over HTTP, with a real
// database and a real sandbox ERP.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Answered } from "../../test/api.ts";
import { type Invoiced, type Persona, type Scene, startScene } from "../../test/erp-queue-scene.ts";
import { inCompany, type Tx } from "../db/transaction.ts";
import type { EntryState } from "../erp-state.ts";
import { setLock } from "../invoice/invoice.commands.ts";
import { exportInvoice } from "./export.commands.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await startScene(500);
});
afterAll(() => scene.stop());
beforeEach(() => scene.erp("DELETE", "/control/faults"));

const ways = {
  send: "sendings",
  retrieve: "retrievals",
  reject: "rejections",
  accept: "acceptances",
  exportAgain: "exports",
  lookUp: "look-ups",
} as const;
type Act = keyof typeof ways;
const reason = { reasons: [{ code: "retainage", body: "5 % was agreed." }] };
const bodies: Partial<Record<Act, object>> = { reject: reason, accept: {} };

const act = (person: Persona, { id }: Invoiced, name: Act, body: object | undefined = bodies[name]) =>
  scene.act(person, id, ways[name], body);
const codes = (answer: Answered): string[] => answer.body.error.reasons.map(({ code }: { code: string }) => code);

async function done(asked: Promise<Answered>): Promise<Answered> {
  const answer = await asked;
  expect(answer.status, answer.text).toBe(201);
  return answer;
}
async function sent(): Promise<Invoiced> {
  const invoice = await scene.approvedInvoice();
  await done(act("priya", invoice, "send"));
  return invoice;
}
const exportNow = ({ id }: Invoiced) => exportInvoice(scene.context, scene.founded.companyId, id);
const faults = (list: readonly object[]) => scene.erp("POST", "/control/faults", list);
const unlinked = (tx: Tx, { projectId }: Invoiced) =>
  tx
    .updateTable("projects")
    .set({ erp_job_code: null, erp_job_name: null, erp_job_linked_at: null })
    .where("project_id", "=", projectId)
    .execute();
const stateNow = async ({ id }: Invoiced) => (await scene.caseOf(id)).entry?.state ?? "not_sent";

/** Each state as people and the ERP bring it about. */
const inState: Record<Exclude<EntryState, "unlinking">, () => Promise<Invoiced>> = {
  not_sent: () => scene.approvedInvoice(),
  sent,
  async retrieved() {
    const invoice = await sent();
    await done(act("priya", invoice, "retrieve"));
    return invoice;
  },
  async rejected() {
    const invoice = await sent();
    await done(act("marcus", invoice, "reject"));
    return invoice;
  },
  async exporting() {
    const invoice = await sent();
    await done(act("marcus", invoice, "accept"));
    return invoice;
  },
  async failed() {
    const invoice = await inState.exporting();
    await faults([{ at: "create", what: "refuse", times: 1 }]);
    await exportNow(invoice);
    return invoice;
  },
  async in_doubt() {
    const invoice = await inState.exporting();
    await faults([{ at: "create", what: "cut", times: 1 }]);
    await exportNow(invoice);
    return invoice;
  },
  async synced() {
    const invoice = await inState.exporting();
    await exportNow(invoice);
    return invoice;
  },
};
type State = keyof typeof inState;

// By the trade's rules: who may (P the sender, M the approver, S admin of Commitments; Lee reads only and may nothing), and
// where it is open and leads.
const allowed: Record<Act, readonly Persona[]> = {
  send: ["priya", "sam"],
  retrieve: ["priya", "sam"],
  reject: ["marcus"],
  accept: ["marcus"],
  exportAgain: ["marcus"],
  lookUp: ["marcus"],
};
const outcomes = `
               not_sent  sent       retrieved  rejected  exporting  failed     in_doubt  synced
  send         sent      .          sent       sent      .          .          .         .
  retrieve     .         retrieved  .          .         .          .          .         .
  reject       .         rejected   .          .         .          rejected   .         .
  accept       .         exporting  .          .         .          .          .         .
  exportAgain  .         .          .          .         .          exporting  .         .
  lookUp       .         .          .          .         .          .          in_doubt  .
`;
const words = (line: string) => line.trim().split(/\s+/);
const [head = "", ...lines] = outcomes.trim().split("\n");
const table = lines
  .map(words)
  .flatMap(([name = "", ...to]) =>
    words(head).map((state, index) => ({ act: name as Act, state: state as State, to: to[index] ?? "missing" })),
  );
const people = ["priya", "marcus", "lee", "sam"] as const;
/** A look-up is a question, so that it leaves no row. */
function rowOf(name: Act, state: State): string[] {
  if (name === "send") return [state === "rejected" ? "resent_to_erp" : "sent_to_erp"];
  if (name === "lookUp") return [];
  const rows = {
    retrieve: "retrieved_from_erp",
    reject: "rejected",
    accept: "accepted",
    exportAgain: "exported_again",
  };
  return [rows[name]];
}

describe("state, act and person", () => {
  test("the table is whole", () => {
    expect(table).toHaveLength(6 * 8);
    expect(words(head).sort()).toEqual(Object.keys(inState).sort());
  });

  /** What the act must answer, and how many rows it adds to the journal. */
  function expected(name: Act, state: State, person: Persona, to: string) {
    const stays = { state, added: [] as string[] };
    // An approver sees nothing of an invoice that was never sent.
    if (!allowed[name].includes(person) || (state === "not_sent" && person === "marcus"))
      return { ...stays, status: 403, code: "not_permitted", codes: ["not_permitted"] };
    if (to !== ".") return { state: to, status: 201, code: null, codes: [], added: rowOf(name, state) };
    const reason =
      name === "lookUp" ? "nothing_to_look_up" : state === "not_sent" ? "not_in_the_queue" : "moved_meanwhile";
    return { ...stays, status: 409, code: "closed", codes: [reason] };
  }

  test.each(table)("$act in $state: $to", async ({ act: name, state, to }) => {
    let invoice = await inState[state]();
    // Those who are refused come first, and change nothing.
    const order = [...people].sort(
      (one, other) => Number(allowed[name].includes(one)) - Number(allowed[name].includes(other)),
    );
    for (const person of order) {
      if ((await stateNow(invoice)) !== state) invoice = await inState[state]();
      expect(await stateNow(invoice)).toBe(state);
      const before = (await scene.journalOf(invoice.id)).length;
      const answer = await act(person, invoice, name);
      const added = (await scene.journalOf(invoice.id)).slice(before).map((row) => row.act);
      expect(
        {
          status: answer.status,
          code: answer.body.error?.code ?? null,
          codes: answer.status === 201 ? [] : codes(answer),
          added,
          state: await stateNow(invoice),
        },
        `${person}: ${answer.text}`,
      ).toEqual(expected(name, state, person, to));
    }
  });
});

describe("every reason at once, each with where it is mended", () => {
  const reasonsOf = (answer: Answered) =>
    answer.body.error.reasons.map(({ code, link }: { code: string; link?: string }) => [code, link ?? null]);

  test("sending what is not ready, and accepting what is not ready any more", async () => {
    const invoice = await scene.approvedInvoice();
    const spoil = () =>
      inCompany(scene.api.db, scene.founded.companyId, async (tx) => {
        await unlinked(tx, invoice);
        await tx
          .updateTable("contracts")
          .set({ status: "outForSignature", owner_id: null })
          .where("contract_id", "=", invoice.contractId)
          .execute();
        await tx.updateTable("invoices").set({ status: "underReview" }).where("invoice_id", "=", invoice.id).execute();
      });
    const contractPage = `/projects/${invoice.projectId}/contracts/${invoice.contractId}`;
    const expected = [
      ["invoice_not_approved", `${contractPage}/invoices/${invoice.id}`],
      ["project_not_linked", "/erp/settings"],
      ["contract_not_approved", `${contractPage}?tab=general`],
      ["contract_has_no_owner", `${contractPage}?tab=general`],
    ];
    await done(act("priya", invoice, "send"));
    await spoil();
    const refused = await act("marcus", invoice, "accept");
    expect(refused.status).toBe(409);
    expect(reasonsOf(refused)).toEqual(expected);
    for (const { message } of refused.body.error.reasons) expect(message).not.toMatch(/[{}]/);
    // What accounting sees beside the button is the same.
    const queue = await scene.api.call("GET", "/api/erp/owner-invoices", { as: scene.as.marcus });
    const shown = queue.body.entries.find(({ invoiceId }: { invoiceId: string }) => invoiceId === invoice.id);
    expect(shown.closed.accept).toEqual(refused.body.error.reasons);
    expect(shown.closed.reject).toEqual([]);

    await done(act("priya", invoice, "retrieve"));
    const again = await act("priya", invoice, "send");
    expect(again.status).toBe(409);
    expect(reasonsOf(again)).toEqual(expected);
    const page = await scene.api.call("GET", `/api/invoices/${invoice.id}`, { as: scene.as.priya });
    expect(page.body.erp.closedBecause).toEqual(again.body.error.reasons);
  });

  test("a project that was unlinked while it waited", async () => {
    const invoice = await sent();
    await inCompany(scene.api.db, scene.founded.companyId, (tx) => unlinked(tx, invoice));
    expect(codes(await act("marcus", invoice, "accept"))).toEqual(["project_not_linked"]);
    expect(await stateNow(invoice)).toBe("sent");
  });

  test("number and posting day as the approver chose them", async () => {
    const invoice = await sent();
    const wrong = await act("marcus", invoice, "accept", { number: "no such number! ", postingOn: "2026-02-28" });
    expect(codes(wrong)).toEqual(["erp_number_not_taken", "posting_before_billing"]);
    expect(codes(await act("marcus", invoice, "accept", { number: "9".repeat(25) }))).toEqual(["erp_number_too_long"]);
    await done(act("marcus", invoice, "accept", { number: "MINE-7", postingOn: "2026-04-02" }));
    expect((await scene.caseOf(invoice.id)).entry?.chosen).toMatchObject({ number: "MINE-7", postingOn: "2026-04-02" });
    const other = await sent();
    const used = await act("marcus", other, "accept", { number: "MINE-7" });
    expect(codes(used)).toEqual(["erp_number_used"]);
  });
});

describe("two pairs of eyes", () => {
  test("who sent it does not accept it, unless the company says so", async () => {
    const invoice = await scene.approvedInvoice();
    await done(act("dana", invoice, "send"));
    const own = await act("dana", invoice, "accept");
    expect(own.status).toBe(409);
    expect(codes(own)).toEqual(["sender_may_not_accept"]);
    await scene.settings({ sender_may_accept: true });
    try {
      await done(act("dana", invoice, "accept"));
    } finally {
      await scene.settings({ sender_may_accept: false });
    }
  });
});

describe("rejecting", () => {
  test("needs a reason by default, and none where the company wants none", async () => {
    const invoice = await sent();
    const bare = await act("marcus", invoice, "reject", { reasons: [] });
    expect(bare.status).toBe(400);
    expect(codes(bare)).toEqual(["rejection_reason_needed"]);
    const strange = { reasons: [{ code: "other", body: "x", lineId: crypto.randomUUID() }] };
    expect(codes(await act("marcus", invoice, "reject", strange))).toEqual(["rejection_line_unknown"]);
    await scene.settings({ rejection_reason_required: false });
    try {
      await done(act("marcus", invoice, "reject", { reasons: [] }));
    } finally {
      await scene.settings({ rejection_reason_required: true });
    }
  });

  test("gives it back as it was: still approved, with its reasons, and who sent and who made it are mailed once", async () => {
    const own = await sent();
    await done(act("marcus", own, "reject"));
    const page = (await scene.api.call("GET", `/api/invoices/${own.id}`, { as: scene.as.priya })).body;
    expect(page.status).toBe("approved");
    expect(page.erp).toMatchObject({
      state: "rejected",
      marker: "yellow",
      button: { act: "resend" },
      closedBecause: [],
      rejection: { by: { name: "Marcus Bell" }, reasons: [{ code: "retainage", body: "5 % was agreed." }] },
    });
    const rejected = (id: string) =>
      scene
        .mailsOf(id)
        .then((mails) => mails.filter(({ kind }) => /reject/.test(kind)).map(({ to_address }) => to_address));
    expect(await rejected(own.id)).toEqual(["priya@demo.example"]);

    const sentByOther = await scene.approvedInvoice();
    await done(act("sam", sentByOther, "send"));
    await done(act("marcus", sentByOther, "reject"));
    expect(await rejected(sentByOther.id)).toEqual(["priya@demo.example", "sam@demo.example"]);
  });

  test("the rejection stays readable after a resend, and a second round begins", async () => {
    const invoice = await inState.rejected();
    const resent = await done(act("priya", invoice, "send"));
    expect(resent.body).toMatchObject({ state: "sent", round: 2, rejection: { round: 1 } });
    expect((await scene.journalOf(invoice.id)).map((row) => row.act).slice(-3)).toEqual([
      "sent_to_erp",
      "rejected",
      "resent_to_erp",
    ]);
  });
});

describe("an earlier invoice first", () => {
  test("a second is not sent before the first is posted, unless the company says so", async () => {
    const first = await scene.approvedInvoice();
    const ask = (method: string, path: string, body: object) =>
      scene.api.call(method, `/api${path}`, { as: scene.as.priya, body });
    const made = (await ask("POST", `/contracts/${first.contractId}/invoices`, {})).body;
    const change = { lines: [{ lineId: made.lines[0].lineId, workThisPeriod: "50.00" }], status: "approved" };
    await ask("PATCH", `/invoices/${made.id}`, { version: made.version, ...change });
    const second = { ...first, id: made.id };
    expect(codes(await act("priya", second, "send"))).toEqual(["earlier_not_posted"]);
    await scene.settings({ may_send_out_of_order: true });
    try {
      await done(act("priya", second, "send"));
    } finally {
      await scene.settings({ may_send_out_of_order: false });
    }
    await inCompany(scene.api.db, scene.founded.companyId, (tx) =>
      setLock(tx, scene.founded.companyId, first.id, "synced", false),
    );
    await done(act("marcus", second, "accept"));
  });
});

describe("two at the same moment", () => {
  const races: [string, State, [Persona, Act], [Persona, Act]][] = [
    ["accept and retrieve", "sent", ["marcus", "accept"], ["priya", "retrieve"]],
    ["accept and accept", "sent", ["marcus", "accept"], ["dana", "accept"]],
    ["reject and accept", "sent", ["marcus", "reject"], ["dana", "accept"]],
    ["reject and retrieve", "sent", ["marcus", "reject"], ["sam", "retrieve"]],
    ["send and send", "not_sent", ["priya", "send"], ["sam", "send"]],
    ["export again and reject", "failed", ["marcus", "exportAgain"], ["dana", "reject"]],
  ];
  test.each(races)("%s, twenty times: one wins, the other reads who did what and when", async (_, from, one, other) => {
    for (let turn = 0; turn < 20; turn += 1) {
      const invoice = await inState[from]();
      const before = (await scene.journalOf(invoice.id)).length;
      const both = turn % 2 === 0 ? [one, other] : [other, one];
      const answers = await Promise.all(both.map(([person, name]) => act(person, invoice, name)));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
      const winner = answers.findIndex(({ status }) => status === 201);
      const names: Partial<Record<Persona, string>> = {
        priya: "Priya Natarajan",
        marcus: "Marcus Bell",
        dana: "Dana Whitfield",
        sam: "Sam Ortiz",
      };
      const lost = answers[1 - winner];
      expect(lost?.body.error.reasons[0]).toMatchObject({ code: "moved_meanwhile" });
      expect(lost?.body.error.reasons[0].message).toContain(names[both[winner]?.[0] ?? "lee"]);
      expect(lost?.body.error.reasons[0].message).toMatch(/2026/);
      expect((await scene.journalOf(invoice.id)).length).toBe(before + 1);
    }
  });
});
