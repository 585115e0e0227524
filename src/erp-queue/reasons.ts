// Why a move is closed: every reason at once, each with where it is mended. The button on the invoice's page, the API's
// refusal and the check at acceptance all read these functions, so that they cannot disagree.
import { amountShown } from "../money/money.ts";
import { paths } from "../paths.ts";
import type { Reason } from "../refusal.ts";
import { contractStatusLabels } from "../words/en/contract.ts";
import { stateLabels } from "../words/en/erp-queue.ts";
import { invoiceStatusLabels } from "../words/en/invoice.ts";
import { instantShown } from "../words/when.ts";
import { type Case, type Surroundings, stateOf } from "./case.ts";
import { erpNumber } from "./document.ts";
import { isOpen, type Move } from "./entry.ts";

/** Send and resend. `lacking` is what the person lacks (people/permission.ts), asked by the caller. */
export function sendClosedBecause(one: Case, around: Surroundings, lacking: readonly Reason[]): readonly Reason[] {
  return [...lacking, ...stateClosed(one, around, "send"), ...postingClosedBecause(one, around)];
}

export function retrieveClosedBecause(one: Case, around: Surroundings, lacking: readonly Reason[]): readonly Reason[] {
  return [...lacking, ...stateClosed(one, around, "retrieve")];
}

/** Accept and export. Everything that was asked at sending is asked again: it may have changed since. */
export function acceptClosedBecause(
  one: Case,
  around: Surroundings,
  lacking: readonly Reason[],
  actorId: string,
  chosen: { number?: string | undefined; postingOn?: string | undefined } = {},
): readonly Reason[] {
  const isOwn = one.entry?.sentBy.id === actorId && !around.senderMayAccept;
  return [
    ...lacking,
    ...stateClosed(one, around, "accept"),
    ...(isOwn ? [{ code: "sender_may_not_accept" }] : []),
    ...postingClosedBecause(one, around, chosen.number),
    ...postingDayProblems(one, chosen.postingOn),
  ];
}

export function rejectClosedBecause(one: Case, around: Surroundings, lacking: readonly Reason[]): readonly Reason[] {
  return [...lacking, ...stateClosed(one, around, "reject")];
}

export function exportAgainClosedBecause(
  one: Case,
  around: Surroundings,
  lacking: readonly Reason[],
): readonly Reason[] {
  return [...lacking, ...stateClosed(one, around, "exportAgain")];
}

export function lookUpClosedBecause(one: Case, lacking: readonly Reason[]): readonly Reason[] {
  return [...lacking, ...(stateOf(one) === "in_doubt" ? [] : [{ code: "nothing_to_look_up" }])];
}

/** The number that the ERP document would bear: the one given at an earlier acceptance, or the pattern's. */
export function numberWanted({ invoice, contract, project, entry }: Case, pattern: string): string {
  if (entry?.chosen != null) return entry.chosen.number;
  return erpNumber(pattern, {
    job: project.erpJob?.code ?? project.number,
    contract: contract.number,
    application: invoice.position,
    number: invoice.number,
  });
}

/** The state does not allow the move: says who did what and when, so that the later of two people knows. */
function stateClosed(one: Case, around: Surroundings, move: Move): readonly Reason[] {
  return isOpen(move, stateOf(one)) ? [] : [movedMeanwhile(one, around)];
}

export function movedMeanwhile(one: Case, { timeZone }: Surroundings): Reason {
  const state = stateOf(one);
  const label = stateLabels[state];
  if (one.entry === null || state === "not_sent") return { code: "not_in_the_queue", values: { state: label } };
  const who = one.entry.movedBy?.name ?? "Drawbridge";
  return { code: "moved_meanwhile", values: { state: label, who, when: instantShown(one.entry.since, timeZone) } };
}

/** What must hold for the document to be posted, whoever asks. */
function postingClosedBecause(one: Case, around: Surroundings, number?: string): readonly Reason[] {
  const { erp } = around;
  if (erp === null) return [{ code: "not_integrated", link: paths.erpSettings() }];
  const { invoice, contract, project, owner } = one;
  const { description } = erp;
  const values = { erp: erp.name };
  const invoiceLink = paths.invoice(project.id, contract.id, invoice.id);
  const contractLink = paths.contract(project.id, contract.id, "general");
  const reasons: Reason[] = [];

  if (!description.takesOwnerInvoices)
    reasons.push({ code: "takes_no_owner_invoices", values, link: paths.thingsToKnow(description.id) });
  if (invoice.status !== "approved")
    reasons.push({
      code: "invoice_not_approved",
      values: { status: invoiceStatusLabels[invoice.status] },
      link: invoiceLink,
    });
  if (project.erpJob === null)
    reasons.push({
      code: "project_not_linked",
      values: { ...values, project: project.name },
      link: paths.erpSettings(),
    });
  const isSendable =
    contract.status === "approved" || (contract.status === "complete" && around.maySendCompleteContracts);
  if (!isSendable)
    reasons.push({
      code: "contract_not_approved",
      values: { status: contractStatusLabels[contract.status] },
      link: contractLink,
    });
  if (owner === null) reasons.push({ code: "contract_has_no_owner", link: contractLink });
  else if (owner.erpCustomerCode === null)
    reasons.push({ code: "customer_not_linked", values: { ...values, owner: owner.name }, link: paths.erpSettings() });
  if (description.needsDueDate && invoice.dueOn === null)
    reasons.push({ code: "no_due_date", values, link: paths.billingPeriods(project.id) });
  if (invoice.due === 0n && !description.takesZero) reasons.push({ code: "total_is_zero", values, link: invoiceLink });
  if (invoice.due < 0n && !description.takesNegative)
    reasons.push({
      code: "total_is_negative",
      values: { ...values, due: amountShown(invoice.due) },
      link: invoiceLink,
    });
  if (one.earlierNotPosted !== null && !around.maySendOutOfOrder)
    reasons.push({
      code: "earlier_not_posted",
      values: { other: one.earlierNotPosted.number },
      link: paths.invoice(project.id, contract.id, one.earlierNotPosted.id),
    });
  // Without a job the pattern cannot be filled, and the reason above says so already.
  if (number !== undefined || project.erpJob !== null)
    reasons.push(...numberProblems(one, around, number ?? numberWanted(one, erp.numberPattern)));
  return reasons;
}

function numberProblems(one: Case, { erp, numbersUsed }: Surroundings, number: string): readonly Reason[] {
  if (erp === null) return [];
  const { numberMax, numberPattern } = erp.description;
  const about = { field: "number", given: number, link: paths.erpSettings() };
  const values = { erp: erp.name };
  if (number.length > numberMax) return [{ code: "erp_number_too_long", ...about, allowed: String(numberMax), values }];
  if (!new RegExp(`^(?:${numberPattern})$`).test(number))
    return [{ code: "erp_number_not_taken", ...about, allowed: numberPattern, values }];
  const other = numbersUsed.get(number);
  if (other !== undefined && other.invoiceId !== one.invoice.id)
    return [{ code: "erp_number_used", ...about, values: { other: other.number } }];
  return [];
}

/** Posting before the work began is a slip of the keyboard; the ERP itself knows which months are open. */
function postingDayProblems({ invoice }: Case, postingOn: string | undefined): readonly Reason[] {
  if (postingOn === undefined || postingOn >= invoice.periodFrom) return [];
  return [{ code: "posting_before_billing", field: "postingOn", given: postingOn, allowed: invoice.periodFrom }];
}
