// The acts of ERP Integrations: send, retrieve, reject, accept, export again, look up. Each is one transaction: lock, ask,
// save, record, enqueue. Of two people who press at the same moment one wins, and the other reads who did what and when.
import { assert } from "../assert.ts";
import { nothingAlive } from "../connectors/connector.ts";
import { enqueue } from "../db/jobs.ts";
import type { Db } from "../db/pool.ts";
import { inCompany, readCompany, type Tx } from "../db/transaction.ts";
import { freeze, invoiceSubject, lockedInvoice, setLock } from "../invoice/invoice.commands.ts";
import type { ErpStandingShown } from "../invoice/wire.ts";
import { record } from "../journal/journal.db.ts";
import { mailRejected, mailResent, mailSent } from "../mail/mail.commands.ts";
import type { Actor } from "../people/actor.ts";
import { approversOf, contractAdminsOf, findCompany, findPerson, type Person } from "../people/people.commands.ts";
import { may, noProject, type Permission } from "../people/permission.ts";
import { notPermitted } from "../people/reasons.ts";
import { isRefusal, type Reason, type Refusal, refuse } from "../refusal.ts";
import { problemSentence } from "../words/en/problems.ts";
import { caseNow } from "./case.db.ts";
import { type Case, type Surroundings, stateOf } from "./case.ts";
import { type ErpContext, openConnection } from "./connection.commands.ts";
import { connectionById, holdConnection } from "./connection.db.ts";
import { documentKey } from "./document.ts";
import { beginRound, endRound, insertEntry, insertReasons, lineNames, lockEntry, saveEntry } from "./entry.db.ts";
import { after, lockIn, type Move } from "./entry.ts";
import { mailFacts } from "./mail-facts.commands.ts";
import {
  acceptClosedBecause,
  exportAgainClosedBecause,
  lookUpClosedBecause,
  movedMeanwhile,
  numberWanted,
  rejectClosedBecause,
  retrieveClosedBecause,
  sendClosedBecause,
} from "./reasons.ts";
import { erpStandings, queueShown, rejectionLabel } from "./standing.commands.ts";
import { lackingOf, surroundingsOf } from "./surroundings.commands.ts";
import type { Acceptance, QueueFilter, QueueShown, Rejection } from "./wire.ts";

// Questions.

export function askQueue(db: Db, actor: Actor, filter: QueueFilter): Promise<QueueShown | Refusal> {
  return readCompany(db, actor.companyId, async (reading) => {
    if (!may(actor, "viewErpQueue", noProject)) return notPermitted("viewErpQueue");
    return await queueShown(reading, actor, filter);
  });
}

// Acts.

type Acting = Readonly<{ tx: Tx; actor: Actor; one: Case; around: Surroundings; lacking: readonly Reason[]; at: Date }>;

/** Locks invoice and entry, gathers the case, and hands them to the act; answers with where the invoice then stands. */
function act(
  db: Db,
  actor: Actor,
  invoiceId: string,
  permission: Permission,
  at: Date,
  run: (acting: Acting) => Promise<Refusal | undefined>,
): Promise<ErpStandingShown | Refusal> {
  return inCompany(db, actor.companyId, async (tx) => {
    const seen = await lockedInvoice(tx, actor, invoiceId);
    if (isRefusal(seen)) return seen;
    await lockEntry(tx, actor.companyId, invoiceId);
    const one = await caseNow(tx, actor.companyId, invoiceId);
    assert(one !== null, "an invoice that was locked is there");
    const around = await surroundingsOf(tx, actor.companyId);
    const lacking = await lackingOf(tx, actor)(one, permission);
    if (lacking.length > 0) return refuse("not_permitted", lacking);
    const refused = await run({ tx, actor, one, around, lacking, at });
    if (refused !== undefined) return refused;
    const standing = (await erpStandings(tx, actor, [invoiceId])).get(invoiceId);
    assert(standing !== undefined, "an invoice that was moved stands somewhere");
    return standing;
  });
}

/** Send to ERP and Resend to ERP: freezes a version, locks the invoice, and puts it in front of the approvers. */
export function sendToErp(
  context: ErpContext,
  actor: Actor,
  invoiceId: string,
  at: Date,
): Promise<ErpStandingShown | Refusal> {
  return act(context.db, actor, invoiceId, "sendToErp", at, async ({ tx, one, around, lacking }) => {
    const closed = sendClosedBecause(one, around, lacking);
    if (closed.length > 0) return refuse("closed", closed);
    assert(around.erp !== null, "what may be sent has an ERP to be sent to");
    const { companyId, personId } = actor;
    const { entry } = one;
    const round = (entry?.round ?? 0) + 1;
    const { connectionId } = around.erp;
    const sent = {
      connectionId,
      documentKey: documentKey(invoiceId, connectionId),
      since: at,
      round,
      sentBy: personId,
      sentAt: at,
      movedBy: personId,
    };
    const { contentHash } = await freeze(tx, companyId, invoiceId, round, personId, at);
    if (entry === null) await insertEntry(tx, companyId, invoiceId, sent);
    else await saveEntry(tx, companyId, invoiceId, { ...sent, ...cleared, state: after(entry.state, "send") });
    await beginRound(tx, companyId, invoiceId, round, personId, at);
    await setLock(tx, companyId, invoiceId, lockIn("sent"), false);

    const isResent = entry?.wasRejected ?? false;
    const facts = { round, version: round, contentHash, erp: around.erp.name };
    await journal(tx, actor, one, isResent ? "resent_to_erp" : "sent_to_erp", facts, at);
    const company = await findCompany(tx, companyId);
    const approvers = await approversOf(tx, companyId);
    if (isResent && company?.settings.mailOnResend) {
      const wanting = approvers.filter(({ wantsResendMail }) => wantsResendMail);
      await mailResent(tx, mailFacts(one, aboutAct(context, actor, around, round, at), wanting), at);
    }
    if (!isResent && company?.settings.mailOnFirstSend)
      await mailSent(tx, mailFacts(one, aboutAct(context, actor, around, round, at), approvers), at);
    return undefined;
  });
}

/** What an earlier round left behind and is not true any more. The number given at acceptance is kept for the next one. */
const cleared = {
  acceptedBy: null,
  acceptedAt: null,
  erpId: null,
  erpNumber: null,
  erpLink: null,
  problems: [],
  step: null,
  attempts: 0,
} as const;

/** Retrieve from ERP: the sender's side takes it back, until somebody has decided. */
export function retrieveFromErp(
  context: ErpContext,
  actor: Actor,
  invoiceId: string,
  at: Date,
): Promise<ErpStandingShown | Refusal> {
  return act(context.db, actor, invoiceId, "retrieveFromErp", at, async ({ tx, one, around, lacking }) => {
    const closed = retrieveClosedBecause(one, around, lacking);
    if (closed.length > 0) return refuse("closed", closed);
    await giveBack(tx, actor, one, "retrieve", "retrieved", at);
    await journal(tx, actor, one, "retrieved_from_erp", { round: one.entry?.round ?? 0 }, at);
    return undefined;
  });
}

/**
 * Rejects with reasons: out of the tool, editable again, and the sender is mailed. A failed item is first looked up in the
 * ERP, outside the transaction; should anything of it be alive there, it is not rejected.
 */
export async function rejectInErp(
  context: ErpContext,
  actor: Actor,
  invoiceId: string,
  { reasons }: Rejection,
  at: Date,
): Promise<ErpStandingShown | Refusal> {
  const lookedUp = await stillInErp(context, actor, invoiceId);
  if (isRefusal(lookedUp)) return lookedUp;
  return act(context.db, actor, invoiceId, "decideInErpQueue", at, async ({ tx, one, around, lacking }) => {
    const closed = rejectClosedBecause(one, around, lacking);
    if (closed.length > 0) return refuse("closed", closed);
    const { entry } = one;
    assert(entry !== null, "what may be rejected was sent");
    // It was accepted, or exported again, and failed since: what the look-up showed, if there was one, is old.
    if (entry.state === "failed" && entry.version !== lookedUp?.version)
      return refuse("closed", [movedMeanwhile(one, around)]);
    const wrong = await reasonProblems(tx, actor.companyId, invoiceId, reasons, around);
    if (wrong.length > 0) return refuse("bad_input", wrong);
    await insertReasons(tx, actor.companyId, invoiceId, entry.round, reasons);
    await giveBack(tx, actor, one, "reject", "rejected", at);
    const said = reasons.map(({ code, body, field, lineId }) => ({
      code,
      label: rejectionLabel(code),
      body,
      field,
      lineId,
    }));
    await journal(tx, actor, one, "rejected", { round: entry.round, reasons: said }, at);

    const recipients = await authorsOf(tx, actor.companyId, one);
    const facts = mailFacts(one, aboutAct(context, actor, around, entry.round, at), recipients);
    const lines = await lineNames(tx, actor.companyId, invoiceId);
    const shown = reasons.map(({ code, body, field, lineId }) => ({
      label: rejectionLabel(code),
      body,
      anchor: lineId === null ? field : (lines.get(lineId) ?? null),
    }));
    await mailRejected(tx, { ...facts, reasons: shown }, at);
    return undefined;
  });
}

/** Accepts: fixes number, posting day, customer and job, freezes the attachments, and enqueues the export. */
export function acceptInErp(
  context: ErpContext,
  actor: Actor,
  invoiceId: string,
  asked: Acceptance,
  at: Date,
): Promise<ErpStandingShown | Refusal> {
  return act(context.db, actor, invoiceId, "decideInErpQueue", at, async ({ tx, one, around, lacking }) => {
    const closed = acceptClosedBecause(one, around, lacking, actor.personId, asked);
    if (closed.length > 0) return refuse("closed", closed);
    const { entry, project, owner } = one;
    assert(
      around.erp !== null && entry !== null && project.erpJob !== null && owner?.erpCustomerCode,
      "what may be accepted is sent, linked and has an ERP",
    );
    const chosen = {
      number: asked.number ?? numberWanted(one, around.erp.numberPattern),
      postingOn: asked.postingOn ?? one.invoice.billedOn,
      customer: { code: owner.erpCustomerCode, name: owner.name },
      job: project.erpJob,
    };
    // Who changes the connection waits for this act, and this act for him.
    await holdConnection(tx, actor.companyId, around.erp.connectionId);
    await saveEntry(tx, actor.companyId, invoiceId, {
      state: after(entry.state, "accept"),
      since: at,
      movedBy: actor.personId,
      connectionId: around.erp.connectionId,
      documentKey: documentKey(invoiceId, around.erp.connectionId),
      acceptedBy: actor.personId,
      acceptedAt: at,
      chosen,
      step: "starting",
      attempts: 0,
    });
    await setLock(tx, actor.companyId, invoiceId, lockIn("exporting"), false);
    await journal(tx, actor, one, "accepted", { round: entry.round, ...chosen }, at);
    await enqueue(tx, "export", { companyId: actor.companyId, invoiceId });
    return undefined;
  });
}

/** Failed: export again. The export looks the document up before it makes one, as always. */
export function exportAgain(
  context: ErpContext,
  actor: Actor,
  invoiceId: string,
  at: Date,
): Promise<ErpStandingShown | Refusal> {
  return act(context.db, actor, invoiceId, "decideInErpQueue", at, async ({ tx, one, around, lacking }) => {
    const closed = exportAgainClosedBecause(one, around, lacking);
    if (closed.length > 0) return refuse("closed", closed);
    await saveEntry(tx, actor.companyId, invoiceId, {
      state: after(stateOf(one), "exportAgain"),
      since: at,
      movedBy: actor.personId,
      problems: [],
      erpId: null,
      step: "starting",
      attempts: 0,
    });
    await journal(tx, actor, one, "exported_again", {}, at);
    await enqueue(tx, "export", { companyId: actor.companyId, invoiceId });
    return undefined;
  });
}

/** In doubt: look in the ERP now instead of at the next turn. */
export function lookUpInErp(
  context: ErpContext,
  actor: Actor,
  invoiceId: string,
  at: Date,
): Promise<ErpStandingShown | Refusal> {
  return act(context.db, actor, invoiceId, "decideInErpQueue", at, async ({ tx, one, lacking }) => {
    const closed = lookUpClosedBecause(one, lacking);
    if (closed.length > 0) return refuse("closed", closed);
    await enqueue(tx, "export", { companyId: actor.companyId, invoiceId });
    return undefined;
  });
}

// What the acts share.

async function giveBack(
  tx: Tx,
  actor: Actor,
  { invoice, entry }: Case,
  move: Extract<Move, "retrieve" | "reject">,
  outcome: "retrieved" | "rejected",
  at: Date,
): Promise<void> {
  assert(entry !== null, "what is given back was sent");
  await saveEntry(tx, actor.companyId, invoice.id, {
    ...cleared,
    state: after(entry.state, move),
    since: at,
    movedBy: actor.personId,
    wasRejected: entry.wasRejected || move === "reject",
  });
  await endRound(tx, actor.companyId, invoice.id, entry.round, outcome, actor.personId, at);
  await setLock(tx, actor.companyId, invoice.id, null, true);
}

function journal(
  tx: Tx,
  actor: Actor,
  { invoice }: Case,
  what: string,
  facts: Record<string, unknown>,
  at: Date,
): Promise<void> {
  return record(tx, actor.companyId, invoiceSubject(invoice.id), { act: what, facts }, actor, at);
}

async function reasonProblems(
  tx: Tx,
  companyId: string,
  invoiceId: string,
  reasons: Rejection["reasons"],
  { rejectionReasonRequired }: Surroundings,
): Promise<readonly Reason[]> {
  if (reasons.length === 0)
    return rejectionReasonRequired ? [{ code: "rejection_reason_needed", field: "reasons" }] : [];
  const lines = await lineNames(tx, companyId, invoiceId);
  return reasons.flatMap(({ lineId }, index) =>
    lineId === null || lines.has(lineId)
      ? []
      : [{ code: "rejection_line_unknown", field: `reasons.${index}.lineId`, given: lineId }],
  );
}

/**
 * A failed item may be alive in the ERP; asked without holding any lock, since the ERP may take its time. Where nothing is
 * alive, the entry's version of which that is true; null where there was nothing to ask.
 */
async function stillInErp(
  context: ErpContext,
  actor: Actor,
  invoiceId: string,
): Promise<Readonly<{ version: number }> | Refusal | null> {
  if (!may(actor, "decideInErpQueue", noProject)) return null; // The act itself says so.
  const found = await readCompany(context.db, actor.companyId, async (reading) => {
    const one = await caseNow(reading, actor.companyId, invoiceId);
    if (one?.entry?.state !== "failed") return null;
    const connection = await connectionById(reading, actor.companyId, one.entry.connectionId);
    const { documentKey: key, version } = one.entry;
    return connection === null ? null : { connection, key, version };
  });
  if (found === null) return null;
  const live = openConnection(context, found.connection);
  try {
    const erp = found.connection.name;
    const outcome = await live.findByKey(found.key);
    if (outcome.kind !== "done") {
      const problem = outcome.kind === "refused" ? outcome.problems[0] : outcome.problem;
      const said = problem === undefined ? "" : problemSentence(problem, erp);
      return refuse("erp_unreachable", [{ code: "erp_not_asked", values: { erp, said } }]);
    }
    if (nothingAlive(outcome.value)) return { version: found.version };
    return refuse(
      "closed",
      outcome.value
        .filter(({ state }) => state !== "cancelled")
        .map(({ number, state, erpId }) => ({
          code: "still_in_the_erp",
          values: { erp, number: number ?? erpId, state },
        })),
    );
  } finally {
    await live.close();
  }
}

/** The sender, and the creator if another; the contract's Admins where the sender is not active any more. */
async function authorsOf(tx: Tx, companyId: string, { invoice, project, entry }: Case): Promise<readonly Person[]> {
  const senderId = entry?.sentBy.id ?? invoice.createdBy;
  const people: Person[] = [];
  for (const id of new Set([senderId, invoice.createdBy])) {
    const person = await findPerson(tx, companyId, id);
    if (person?.isActive) people.push(person);
  }
  if (people.some(({ id }) => id === senderId)) return people;
  const admins = await contractAdminsOf(tx, companyId, project.id);
  return [...people, ...admins.filter(({ id }) => !people.some((person) => person.id === id))];
}

function aboutAct(
  { publicUrl }: ErpContext,
  { companyId, name }: Actor,
  { timeZone, erp }: Surroundings,
  round: number,
  at: Date,
) {
  return { companyId, publicUrl, timeZone, erpName: erp?.name ?? "", round, by: { name }, at };
}
