// The export of one accepted invoice, step by step. Each step is committed before the next byte leaves, so that a worker
// that dies anywhere leaves behind how far it came, and the next one goes on from there:
//
//   starting   look up under the key; what is posted there is ours, a stray draft is removed
//   creating   intent to create is written, then the draft is made
//   created    the draft is known
//   posting    the draft is read back and compared, intent to post is written, then it is posted
//   posted     read back, compared, and only then synced
//
// Any answer that cannot be trusted puts the entry in doubt, and only a look-up takes it out. A look-up that finds nothing
// is believed only after a quiet time, since an ERP may still be busy with what we gave up waiting for. One writer works
// on an ERP company at a time; every write asks again whether it is still that writer.
import { randomUUID } from "node:crypto";
import { assert } from "../assert.ts";
import type {
  Connection,
  Description,
  ErpDocument,
  ErpFound,
  LineSent,
  Outcome,
  Problem,
} from "../connectors/connector.ts";
import { enqueue } from "../db/jobs.ts";
import { type CompanyId, inCompany, readCompany, type Tx } from "../db/transaction.ts";
import { frozenVersion, invoiceSubject, setLock } from "../invoice/invoice.commands.ts";
import { record } from "../journal/journal.db.ts";
import { mailFailed } from "../mail/mail.commands.ts";
import { findCompany, findPerson } from "../people/people.commands.ts";
import { problemSentence } from "../words/en/problems.ts";
import { caseNow } from "./case.db.ts";
import type { Entry } from "./case.ts";
import { differences, draftDifferences } from "./compare.ts";
import { descriptionOf, type ErpContext, linesSentBy, openConnection } from "./connection.commands.ts";
import { connectionById, type ErpConnection } from "./connection.db.ts";
import { documentOf } from "./document.ts";
import { type EntryChange, endRound, lockEntry, saveEntry } from "./entry.db.ts";
import { after, lockIn } from "./entry.ts";
import { beginCall, type CallKind, dropLease, endCall, strandedExports, takeLease } from "./export.db.ts";
import { mailFacts } from "./mail-facts.commands.ts";

/** How often an export goes on by itself after a look-up found nothing, or waits for a busy ERP, before a person decides. */
const attemptsMax = 8;

type Export = Readonly<{
  context: ErpContext;
  companyId: CompanyId;
  invoiceId: string;
  holder: string;
  fence: bigint;
  connection: ErpConnection;
  description: Description;
  timeoutMs: number;
  live: Connection;
  document: ErpDocument;
  sent: readonly LineSent[];
}>;

/** What the next turn of the loop does: go on, or stop here (a later job goes on). */
type Turn = "go_on" | "stop";

/** Carries an accepted invoice as far as it goes now. Repeating it is safe at any point. */
export async function exportInvoice(context: ErpContext, companyId: CompanyId, invoiceId: string): Promise<void> {
  const started = await start(context, companyId, invoiceId);
  if (started === null) return;
  try {
    let turn: Turn = "go_on";
    while (turn === "go_on") turn = await step(started);
  } catch (error) {
    // Another worker has taken over and goes on from what is committed; what this one was told last is not needed.
    if (!(error instanceof LeaseLost)) throw error;
  } finally {
    await started.live.close();
    await inCompany(context.db, companyId, (tx) => dropLease(tx, companyId, started.connection.id, started.holder));
  }
}

/** This worker slept too long (a paused machine, say): its lease ran out, and another holds it. */
class LeaseLost extends Error {}

/** Entries whose worker died: their export is queued again. */
export function recoverExports(db: ErpContext["db"], companyId: CompanyId): Promise<number> {
  return inCompany(db, companyId, async (tx) => {
    const stranded = await strandedExports(tx, companyId);
    for (const invoiceId of stranded) await enqueue(tx, "export", { companyId, invoiceId });
    return stranded.length;
  });
}

async function start(context: ErpContext, companyId: CompanyId, invoiceId: string): Promise<Export | null> {
  const found = await readCompany(context.db, companyId, async (reading) => {
    const one = await caseNow(reading, companyId, invoiceId);
    if (one?.entry?.chosen == null || !isUnderWay(one.entry)) return null;
    const connection = await connectionById(reading, companyId, one.entry.connectionId);
    const version = await frozenVersion(reading, companyId, invoiceId, one.entry.round);
    assert(connection !== null && version !== null, "what was accepted has a connection and a frozen version");
    const naming = { key: one.entry.documentKey, number: one.entry.round, contentHash: version.contentHash };
    return { connection, document: documentOf(version.frozen, naming, one.entry.chosen) };
  });
  if (found === null) return null;
  const { connection, document } = found;
  const description = descriptionOf(connection);
  assert(description !== null, `the connector ${connection.connector} is in this installation`);
  const timeoutMs = Number(connection.settings.timeoutMs ?? description.timeoutMs);
  const holder = randomUUID();
  const fence = await inCompany(context.db, companyId, async (tx) => {
    const taken = await takeLease(tx, companyId, connection.id, holder, leaseMs(timeoutMs));
    // Another document of this ERP company is being written: this one waits its turn.
    if (taken === null) await enqueue(tx, "export", { companyId, invoiceId }, { afterSeconds: 2 });
    return taken;
  });
  if (fence === null) return null;
  const live = openConnection(context, connection);
  const sent = linesSentBy(connection, document);
  return { context, companyId, invoiceId, holder, fence, connection, description, timeoutMs, live, document, sent };
}

const isUnderWay = ({ state }: Entry): boolean => state === "exporting" || state === "in_doubt";

/** More than twice the time-out, so that a call is given up long before the next writer may begin. */
const leaseMs = (timeoutMs: number): number => timeoutMs * 2 + 10_000;

/** After this an ERP has finished, or will never do, what we stopped waiting for. */
const quietMs = (timeoutMs: number): number => timeoutMs * 2;

async function step(one: Export): Promise<Turn> {
  const entry = await entryNow(one);
  if (entry === null || !isUnderWay(entry)) return "stop";
  if (entry.state === "in_doubt") return await resolveDoubt(one, entry);
  switch (entry.step) {
    case "starting":
      return await lookUpFirst(one);
    case "creating":
      // The worker died between intent and answer; nobody knows what the ERP did.
      return await loseContact(one, diedProblem);
    case "created":
      return await postDraft(one, entry);
    case "posting":
      return await loseContact(one, diedProblem);
    case "posted":
      return await verify(one, entry);
    case null:
      return await loseContact(one, diedProblem);
  }
}

const diedProblem: Problem = {
  class: "transient",
  code: "no_answer",
  said: "Drawbridge stopped before the answer came.",
  field: null,
};

/** A document that the ERP had said it made, or posted, is not there so. */
const vanishedProblem: Problem = { class: "transient", code: "vanished", said: "", field: null };

/** Before anything is made: is any version of it there already? */
async function lookUpFirst(one: Export): Promise<Turn> {
  const outcome = await call(one, "find", () => one.live.findByKey(one.document.key));
  if (outcome === null) return "stop";
  switch (outcome.kind) {
    case "refused":
      return await fail(one, outcome.problems);
    case "busy":
    case "unknown":
      // Nothing was written, so that nothing is in doubt: it is simply tried again.
      return await waitAndTryAgain(one, outcome.problem, retryOf(outcome));
    case "done": {
      const alive = outcome.value.filter(({ state }) => state !== "cancelled");
      const posted = alive.filter(({ state }) => state !== "draft");
      if (posted.length > 0) return await adopt(one, posted);
      for (const draft of alive) {
        const removed = await call(one, "remove_draft", () => one.live.removeDraft(draft.erpId));
        if (removed === null) return "stop";
        if (removed.kind === "refused") return await fail(one, removed.problems);
        if (removed.kind !== "done") return await waitAndTryAgain(one, removed.problem, retryOf(removed));
      }
      return await createDraft(one);
    }
  }
}

async function createDraft(one: Export): Promise<Turn> {
  const outcome = await call(one, "create", () => one.live.create(one.document), { step: "creating" });
  if (outcome === null) return "stop";
  switch (outcome.kind) {
    case "done":
      return await move(one, { step: "created", erpId: outcome.value.erpId });
    case "refused":
      return await fail(one, outcome.problems);
    case "busy":
      return await waitAndTryAgain(one, outcome.problem, outcome.retryAfterMs);
    case "unknown":
      return await loseContact(one, outcome.problem);
  }
}

async function postDraft(one: Export, { erpId }: Entry): Promise<Turn> {
  assert(erpId !== null, "a created document has an id");
  // What is wrong in a draft can still be taken away; what is posted cannot.
  const read = await call(one, "read_back", () => one.live.readBack(erpId));
  if (read === null) return "stop";
  if (read.kind !== "done") {
    const problem = read.kind === "refused" ? read.problems[0] : read.problem;
    return await waitAndTryAgain(one, problem ?? diedProblem, read.kind === "busy" ? read.retryAfterMs : null);
  }
  if (read.value === null) return await waitAndTryAgain(one, vanishedProblem, null);
  if (read.value.state === "draft") {
    const different = draftDifferences(one.document, one.sent, read.value);
    if (different.length > 0) {
      const removed = await call(one, "remove_draft", () => one.live.removeDraft(erpId));
      return removed === null ? "stop" : await fail(one, different);
    }
  }
  const outcome = await call(one, "post", () => one.live.post(erpId), { step: "posting" });
  if (outcome === null) return "stop";
  switch (outcome.kind) {
    case "done":
      return await move(one, { step: "posted" });
    case "refused": {
      const removed = await call(one, "remove_draft", () => one.live.removeDraft(erpId));
      if (removed === null) return "stop";
      return await fail(one, outcome.problems);
    }
    case "busy":
      // The draft stays; looking up first removes it and begins anew.
      return await waitAndTryAgain(one, outcome.problem, outcome.retryAfterMs);
    case "unknown":
      return await loseContact(one, outcome.problem);
  }
}

/** A 2xx is no proof: what the ERP now has is read and compared before anything turns green. */
async function verify(one: Export, { erpId }: Entry): Promise<Turn> {
  assert(erpId !== null, "a posted document has an id");
  const outcome = await call(one, "read_back", () => one.live.readBack(erpId));
  if (outcome === null) return "stop";
  if (outcome.kind !== "done") {
    const problem = outcome.kind === "refused" ? outcome.problems[0] : outcome.problem;
    return await loseContact(one, problem ?? diedProblem);
  }
  if (outcome.value === null || outcome.value.state === "draft") return await loseContact(one, vanishedProblem);
  return await adopt(one, [outcome.value]);
}

/** One posted document under our key: ours if it is what we sent, a person's decision if it is not. */
async function adopt(one: Export, posted: readonly ErpFound[]): Promise<Turn> {
  const [found] = posted;
  assert(found !== undefined, "there is one to adopt");
  if (posted.length > 1) {
    const said = posted.map(({ number, erpId }) => number ?? erpId).join(", ");
    return await fail(one, [{ class: "decision", code: "two_in_the_erp", said, field: null }]);
  }
  const different = differences(one.document, one.sent, found, one.description);
  return different.length > 0 ? await fail(one, different) : await confirm(one, found);
}

/** In doubt: only what the ERP shows under the key takes it out. */
async function resolveDoubt(one: Export, entry: Entry): Promise<Turn> {
  const outcome = await call(one, "find", () => one.live.findByKey(one.document.key));
  if (outcome === null) return "stop";
  if (outcome.kind !== "done") {
    const problem = outcome.kind === "refused" ? outcome.problems[0] : outcome.problem;
    await inEntry(one, async (tx) => {
      await saveEntry(tx, one.companyId, one.invoiceId, problem === undefined ? {} : { problems: [problem] });
      await goOnLater(tx, one, 5);
    });
    return "stop";
  }
  const posted = outcome.value.filter(({ state }) => state === "posted" || state === "paid");
  if (posted.length > 0) return await adopt(one, posted);
  const waitedMs = Date.now() - entry.since.getTime();
  if (waitedMs < quietMs(one.timeoutMs)) {
    const seconds = Math.ceil((quietMs(one.timeoutMs) - waitedMs) / 1_000);
    await inEntry(one, (tx) => goOnLater(tx, one, seconds));
    return "stop";
  }
  if (entry.attempts >= attemptsMax)
    return await fail(one, [{ class: "transient", code: "nothing_in_the_erp", said: "", field: null }]);
  // Nothing posted after the quiet time, and it is looked up once more before it is made: it may go on.
  await inEntry(one, async (tx, now) => {
    await note(tx, one, "looked_up", { found: outcome.value.length });
    await note(tx, one, "export_resumed", {});
    await saveEntry(tx, one.companyId, one.invoiceId, {
      state: after(now.state, "resume"),
      since: new Date(),
      step: "starting",
      erpId: null,
      attempts: now.attempts + 1,
    });
  });
  return "go_on";
}

// The moves of the worker; each is one transaction.

async function confirm(one: Export, found: ErpFound): Promise<Turn> {
  await inEntry(one, async (tx, now, at) => {
    const number = found.number ?? one.document.number;
    await saveEntry(tx, one.companyId, one.invoiceId, {
      state: after(now.state, "confirm"),
      since: at,
      step: "posted",
      erpId: found.erpId,
      erpNumber: number,
      erpLink: found.link,
      problems: [],
    });
    await endRound(tx, one.companyId, one.invoiceId, now.round, "synced", now.acceptedBy?.id ?? null, at);
    await setLock(tx, one.companyId, one.invoiceId, lockIn("synced"), false);
    const lines = found.lines.map(({ erpLineId, amount }) => ({ erpLineId, amount: String(amount) }));
    await note(tx, one, "synced", { erpNumber: number, erpId: found.erpId, postedOn: found.postedOn, lines });
  });
  return "stop";
}

async function fail(one: Export, problems: readonly Problem[]): Promise<Turn> {
  await inEntry(one, async (tx, now, at) => {
    await saveEntry(tx, one.companyId, one.invoiceId, { state: after(now.state, "fail"), since: at, problems });
    await note(tx, one, "export_failed", { problems: problems.map((problem) => sentenceOf(one, problem)) });
    await mailFailure(tx, one, problems, at);
  });
  return "stop";
}

async function loseContact(one: Export, problem: Problem): Promise<Turn> {
  await inEntry(one, async (tx, now, at) => {
    await saveEntry(tx, one.companyId, one.invoiceId, {
      state: after(now.state, "loseContact"),
      since: at,
      problems: [problem],
    });
    await note(tx, one, "export_in_doubt", { problems: [sentenceOf(one, problem)] });
  });
  return "go_on";
}

/** The ERP did nothing and may later: wait as long as it asks, visibly, and give the matter to a person after many times. */
async function waitAndTryAgain(one: Export, problem: Problem, retryAfterMs: number | null): Promise<Turn> {
  const isOver = await inEntry(one, async (tx, now) => {
    if (now.attempts >= attemptsMax) return true;
    await saveEntry(tx, one.companyId, one.invoiceId, {
      step: "starting",
      problems: [problem],
      attempts: now.attempts + 1,
    });
    const seconds = retryAfterMs === null ? 2 ** Math.min(now.attempts, 6) : Math.ceil(retryAfterMs / 1_000);
    await goOnLater(tx, one, seconds);
    return false;
  });
  return isOver ? await fail(one, [problem]) : "stop";
}

async function move(one: Export, change: EntryChange): Promise<Turn> {
  await inEntry(one, (tx) => saveEntry(tx, one.companyId, one.invoiceId, change));
  return "go_on";
}

// What the steps share.

/**
 * One call to the ERP: that it begins, and the step it begins with a write, are committed before the first byte leaves;
 * what it answered is committed after. Null: the entry is not under way any more, and nothing is asked.
 */
async function call<T>(
  one: Export,
  kind: CallKind,
  ask: () => Promise<Outcome<T>>,
  intent: EntryChange = {},
): Promise<Outcome<T> | null> {
  const { context, companyId, invoiceId } = one;
  const callId = await inCompany(context.db, companyId, async (tx) => {
    const fence = await takeLease(tx, companyId, one.connection.id, one.holder, leaseMs(one.timeoutMs));
    if (fence !== one.fence) throw new LeaseLost();
    await lockEntry(tx, companyId, invoiceId);
    const now = (await caseNow(tx, companyId, invoiceId))?.entry;
    if (now == null || !isUnderWay(now)) return null;
    if (Object.keys(intent).length > 0) await saveEntry(tx, companyId, invoiceId, intent);
    return await beginCall(tx, companyId, invoiceId, now.round, kind, new Date());
  });
  if (callId === null) return null;
  const outcome = await ask();
  const detail = outcome.kind === "done" ? {} : "problems" in outcome ? outcome.problems : outcome.problem;
  await inCompany(context.db, companyId, (tx) => endCall(tx, companyId, callId, outcome.kind, detail, new Date()));
  return outcome;
}

async function entryNow({ context, companyId, invoiceId }: Export): Promise<Entry | null> {
  const one = await readCompany(context.db, companyId, (reading) => caseNow(reading, companyId, invoiceId));
  return one?.entry ?? null;
}

/** One transaction on the entry, locked, as long as it is still under way and this worker its writer. */
function inEntry<T>(one: Export, run: (tx: Tx, now: Entry, at: Date) => Promise<T>): Promise<T> {
  return inCompany(one.context.db, one.companyId, async (tx) => {
    const fence = await takeLease(tx, one.companyId, one.connection.id, one.holder, leaseMs(one.timeoutMs));
    if (fence !== one.fence) throw new LeaseLost();
    await lockEntry(tx, one.companyId, one.invoiceId);
    const now = (await caseNow(tx, one.companyId, one.invoiceId))?.entry ?? null;
    assert(now !== null && isUnderWay(now), "an export is moved while it is under way");
    return await run(tx, now, new Date());
  });
}

function goOnLater(tx: Tx, { companyId, invoiceId }: Export, afterSeconds: number): Promise<void> {
  return enqueue(tx, "export", { companyId, invoiceId }, { afterSeconds });
}

function note(tx: Tx, one: Export, act: string, facts: Record<string, unknown>): Promise<void> {
  return record(tx, one.companyId, invoiceSubject(one.invoiceId), { act, facts }, null, new Date());
}

const sentenceOf = (one: Export, problem: Problem): string => problemSentence(problem, one.connection.name);

const retryOf = (outcome: { kind: "busy"; retryAfterMs: number | null } | { kind: "unknown" }): number | null =>
  outcome.kind === "busy" ? outcome.retryAfterMs : null;

/** To the approver who exported, and to the sender. */
async function mailFailure(tx: Tx, one: Export, problems: readonly Problem[], at: Date): Promise<void> {
  const { companyId, connection, context } = one;
  const found = await caseNow(tx, companyId, one.invoiceId);
  const company = await findCompany(tx, companyId);
  assert(found?.entry != null && company !== null, "what failed is there");
  const { entry } = found;
  const ids = new Set([entry.acceptedBy?.id ?? entry.sentBy.id, entry.sentBy.id]);
  const people = await Promise.all([...ids].map((id) => findPerson(tx, companyId, id)));
  const recipients = people.flatMap((person) => (person?.isActive ? [person] : []));
  const about = {
    companyId,
    publicUrl: context.publicUrl,
    timeZone: company.timeZone,
    erpName: connection.name,
    round: entry.round,
    by: { name: entry.acceptedBy?.name ?? "" },
    at,
  };
  const said = problems.map((problem) => ({ message: sentenceOf(one, problem), said: problem.said }));
  await mailFailed(tx, { ...mailFacts(found, about, recipients), problems: said }, at);
}
