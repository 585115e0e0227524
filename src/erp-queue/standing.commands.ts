// Where invoices stand with the ERP, as their pages and the queue show it: marker, words, the button, and why it is closed.
import { assert } from "../assert.ts";
import type { Reading } from "../db/transaction.ts";
import type { ErpStandings } from "../invoice/invoice.commands.ts";
import type { ErpStandingShown, RejectionShown } from "../invoice/wire.ts";
import { amountText } from "../money/money.ts";
import { paths } from "../paths.ts";
import type { Actor } from "../people/actor.ts";
import type { Reason } from "../refusal.ts";
import { buttonLabels, notIntegrated, stateLabels, stateSentences, takesNone } from "../words/en/erp-queue.ts";
import { problemSentence } from "../words/en/problems.ts";
import { rejectionLabels } from "../words/en/rejections.ts";
import { reasonsShown } from "../words/reasons.ts";
import { fill } from "../words/say.ts";
import { instantShown } from "../words/when.ts";
import { casesOf } from "./case.db.ts";
import { type Case, type Surroundings, stateOf } from "./case.ts";
import { countsOf, invoicesIn, type LatestRejection, latestRejections } from "./entry.db.ts";
import { buttonIn, markers } from "./entry.ts";
import {
  acceptClosedBecause,
  exportAgainClosedBecause,
  lookUpClosedBecause,
  numberWanted,
  rejectClosedBecause,
  retrieveClosedBecause,
  sendClosedBecause,
} from "./reasons.ts";
import { lackingOf, surroundingsOf } from "./surroundings.commands.ts";
import type { QueueEntryShown, QueueFilter, QueueShown } from "./wire.ts";

/** Handed to the invoice's routes, which stand to the left of the queue. */
export const erpStandings: ErpStandings = async (reading, actor, invoiceIds) => {
  const around = await surroundingsOf(reading, actor.companyId);
  const rejections = await latestRejections(reading, actor.companyId, invoiceIds);
  const lacking = lackingOf(reading, actor);
  const standings = new Map<string, ErpStandingShown>();
  for (const one of await casesOf(reading, actor.companyId, invoiceIds)) {
    const button = buttonOf(one);
    const lacks = button === null ? [] : await lacking(one, button === "retrieve" ? "retrieveFromErp" : "sendToErp");
    standings.set(one.invoice.id, standingShown(one, around, lacks, rejections.get(one.invoice.id) ?? null));
  }
  return standings;
};

const buttonOf = (one: Case) => buttonIn(stateOf(one), one.entry?.wasRejected ?? false);

function standingShown(
  one: Case,
  around: Surroundings,
  lacks: readonly Reason[],
  rejection: LatestRejection | null,
): ErpStandingShown {
  const { entry } = one;
  const state = stateOf(one);
  const takesIt = around.erp?.description.takesOwnerInvoices ?? false;
  // What is there already keeps being shown after an ERP was disconnected.
  const integrated = takesIt || entry !== null;
  const button = integrated ? buttonOf(one) : null;
  const closed = button === "retrieve" ? retrieveClosedBecause : sendClosedBecause;
  const erpName = around.erp?.name ?? null;
  return {
    integrated,
    erpName,
    state,
    marker: markers[state],
    stateLabel: stateLabels[state],
    sentence: integrated
      ? situation(one, around)
      : erpName === null
        ? notIntegrated
        : fill(takesNone, { erp: erpName }),
    button: button === null ? null : { act: button, label: buttonLabels[button] },
    closedBecause: button === null ? [] : reasonsShown(closed(one, around, lacks)),
    since: entry?.since.toISOString() ?? null,
    round: entry?.round ?? 0,
    sentBy: entry?.sentBy ?? null,
    sentAt: entry?.sentAt.toISOString() ?? null,
    rejection: rejection === null ? null : rejectionShown(rejection),
    erpNumber: entry?.erpNumber ?? null,
    erpLink: entry?.erpLink ?? null,
    problems: problemsShown(one, erpName ?? ""),
    thingsToKnow: around.erp === null ? null : paths.thingsToKnow(around.erp.description.id),
  };
}

/** What is going on and since when. */
function situation(one: Case, { erp, timeZone }: Surroundings): string {
  const { entry } = one;
  return fill(stateSentences[stateOf(one)], {
    erp: erp?.name ?? "the ERP",
    sender: entry?.sentBy.name ?? "",
    sentAt: entry === null ? "" : instantShown(entry.sentAt, timeZone),
    mover: entry?.movedBy?.name ?? "Drawbridge",
    since: entry === null ? "" : instantShown(entry.since, timeZone),
    number: entry?.erpNumber ?? "",
  });
}

function problemsShown({ entry }: Case, erpName: string): ErpStandingShown["problems"] {
  return (entry?.problems ?? []).map((problem) => ({
    class: problem.class,
    code: problem.code,
    message: problemSentence(problem, erpName),
    said: problem.said,
  }));
}

export function rejectionLabel(code: string): string {
  const labels: Readonly<Record<string, string>> = rejectionLabels;
  return labels[code] ?? code;
}

function rejectionShown({ round, by, at, reasons }: LatestRejection): RejectionShown {
  return {
    round,
    by,
    at: at.toISOString(),
    reasons: reasons.map((reason) => ({ ...reason, label: rejectionLabel(reason.code) })),
  };
}

/** More than a screen holds; the counters tell how many there are. */
const entriesMax = 500;

/** ERP Integrations > Owner Invoices. */
export async function queueShown(reading: Reading, actor: Actor, filter: QueueFilter): Promise<QueueShown> {
  const around = await surroundingsOf(reading, actor.companyId);
  const invoiceIds = await invoicesIn(reading, actor.companyId, filter, entriesMax);
  const rejections = await latestRejections(reading, actor.companyId, invoiceIds);
  const lacking = lackingOf(reading, actor);
  const entries: QueueEntryShown[] = [];
  for (const one of await casesOf(reading, actor.companyId, invoiceIds)) {
    const lacks = await lacking(one, "decideInErpQueue");
    const rejection = rejections.get(one.invoice.id);
    entries.push(entryShown(one, around, lacks, actor.personId, rejection ?? null));
  }
  return { erpName: around.erp?.name ?? null, counts: await countsOf(reading, actor.companyId), entries };
}

function entryShown(
  one: Case,
  around: Surroundings,
  lacks: readonly Reason[],
  actorId: string,
  rejection: LatestRejection | null,
): QueueEntryShown {
  const { invoice, contract, project, owner, entry } = one;
  const state = stateOf(one);
  assert(entry !== null, "what is in the queue was sent");
  return {
    invoiceId: invoice.id,
    project: { id: project.id, number: project.number, name: project.name },
    contract: { id: contract.id, number: contract.number, title: contract.title },
    ownerName: owner?.name ?? null,
    number: invoice.number,
    position: invoice.position,
    period: { from: invoice.periodFrom, to: invoice.periodTo },
    billedOn: invoice.billedOn,
    billedThisPeriod: amountText(invoice.billedThisPeriod),
    retainageThisPeriod: amountText(invoice.retainageThisPeriod),
    due: amountText(invoice.due),
    currency: contract.currency,
    state,
    marker: markers[state],
    stateLabel: stateLabels[state],
    sentence: situation(one, around),
    since: entry.since.toISOString(),
    round: entry.round,
    sentBy: entry.sentBy,
    sentAt: entry.sentAt.toISOString(),
    numberWanted: around.erp === null ? "" : numberWanted(one, around.erp.numberPattern),
    postingOn: (entry?.acceptedBy == null ? null : entry.chosen?.postingOn) ?? invoice.billedOn,
    lastRejection: rejection === null ? null : rejectionShown(rejection),
    attachmentsAfterSending: one.attachmentsAfterSending,
    erpNumber: entry?.erpNumber ?? null,
    erpLink: entry?.erpLink ?? null,
    problems: problemsShown(one, around.erp?.name ?? ""),
    attempts: entry.attempts,
    closed: {
      accept: reasonsShown(acceptClosedBecause(one, around, lacks, actorId)),
      reject: reasonsShown(rejectClosedBecause(one, around, lacks)),
      exportAgain: reasonsShown(exportAgainClosedBecause(one, around, lacks)),
      lookUp: reasonsShown(lookUpClosedBecause(one, lacks)),
    },
  };
}
