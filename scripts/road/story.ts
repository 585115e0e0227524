// The story Drawbridge was founded on, step by step: from a schedule of values to an invoice posted in an ERP, through a
// rejection and a resend. The figures are those of a contract of public record (examples/sfpw-2977J). In the record the
// second payment takes back 450.00 on item R-9; here accounting finds that out in time and rejects the invoice for it.
import { readFileSync } from "node:fs";
import { z } from "zod";
import { BillingPeriodList } from "../../src/billing-period/wire.ts";
import { dayAfter, monthOf } from "../../src/calendar/day.ts";
import { ContractList, ContractShown, ImportShown, ScheduleShown } from "../../src/contract/wire.ts";
import {
  ConnectionTested,
  ErpConnectionShown,
  ErpParties,
  type QueueFilter,
  QueueShown,
} from "../../src/erp-queue/wire.ts";
import { type ErpStandingShown, HistoryShown, InvoiceList, InvoiceShown } from "../../src/invoice/wire.ts";
import { OrganizationShown, ProjectList } from "../../src/people/wire.ts";
import type { ReceivedMail } from "../../test/mail-sink.ts";
import { until } from "../../test/until.ts";
import { check, NotSo, type Person } from "./caller.ts";
import { type DocumentSeen, sumOf } from "./erp.ts";
import {
  amount,
  type Billed,
  cents,
  paidIn,
  quantity,
  retained,
  scheduleFile,
  together,
  total,
  without,
} from "./figures.ts";
import type { Road, Seen, Step } from "./play.ts";

const contractNumber = "2977J-ROAD";
const job = { code: "P-1001", name: "2977J Paul Avenue" };
const owner = { name: "San Francisco Public Works", code: "OWN-001" };
const disputed = "R-9";
const rejectionText = "The resident engineer takes back 450.00 on this curb: it is not accepted yet.";

const firstBilled = paidIn("PP01");
const corrected = without(firstBilled, disputed);
/** The second payment, without taking back what the corrected first one no longer has. */
const secondBilled = without(paidIn("PP02"), disputed);

type Invoice = z.output<typeof InvoiceShown>;
type QueueEntry = z.output<typeof QueueShown>["entries"][number];

// What is looked at again and again.

const invoiceOf = (road: Road, person: Person = "priya", id = road.found.invoiceId): Promise<Invoice> =>
  road.caller.ask(person, `/api/invoices/${id}`, InvoiceShown);

async function entryOf(road: Road, filter: QueueFilter, person: Person = "marcus"): Promise<QueueEntry | null> {
  const queue = await road.caller.ask(person, `/api/erp/owner-invoices?filter=${filter}`, QueueShown);
  return queue.entries.find((entry) => entry.invoiceId === road.found.invoiceId) ?? null;
}

/** The badge, the button and every reason in its "?". */
const standing = (erp: ErpStandingShown) => ({
  state: erp.state,
  marker: erp.marker,
  stateLabel: erp.stateLabel,
  sentence: erp.sentence,
  button: erp.button,
  closedBecause: erp.closedBecause,
  round: erp.round,
});

const mailSeen = (mail: ReceivedMail) => ({
  envelope: { from: mail.envelopeFrom, to: mail.envelopeTo },
  headers: Object.fromEntries(mail.headerLines.map(({ key, line }) => [key, line.slice(key.length + 1).trim()])),
  text: mail.text ?? "",
});

function mailTo(road: Road, person: Person, subject: RegExp): Promise<ReceivedMail> {
  const isIt = (mail: ReceivedMail): boolean =>
    mail.envelopeTo.some((address) => address.startsWith(`${person}@`)) && subject.test(mail.subject ?? "");
  return road.sink.waitFor(isIt, road.patienceMs).catch((error: Error) => {
    throw new NotSo(error.message);
  });
}

/** Waits for what comes by itself, or says that it did not come. */
function comes<T>(road: Road, what: string, question: () => Promise<T>): Promise<NonNullable<T>> {
  return until(what, question, road.patienceMs).catch((error: Error) => {
    throw new NotSo(error.message);
  });
}

function has(text: string, ...parts: readonly string[]): void {
  for (const part of parts) check(text.includes(part), `"${part}" stands in: ${text}`);
}

function approvalMissing(erp: ErpStandingShown): void {
  check(erp.closedBecause.length > 0, "the button is greyed");
  const isNamed = erp.closedBecause.some(
    (reason) => reason.code.includes("approved") && /approved/i.test(reason.message),
  );
  check(isNamed, `"?" says that the invoice is not Approved: ${JSON.stringify(erp.closedBecause)}`);
}

/** Lines with an amount alone are billed by amount; the others by the quantity behind the amount, which is exact. */
function entered(road: Road, billed: Billed): readonly Record<string, string>[] {
  return [...billed].map(([item, value]) => {
    const lineId = road.found.lineIds.get(item);
    check(lineId !== undefined, `the contract has the item ${item}`);
    const price = road.found.unitPrices.get(item) ?? null;
    return price === null
      ? { lineId, workThisPeriod: amount(value) }
      : { lineId, quantityThisPeriod: quantity(value, price) };
  });
}

function checkSummary(invoice: Invoice, toDate: Billed, before: bigint): void {
  const held = retained(toDate);
  const earned = total(toDate) - held;
  const contractSum = 394_188_560n;
  const expected = {
    "1": contractSum,
    "2": 0n,
    "3": contractSum,
    "4": total(toDate),
    "5a": held,
    "5b": 0n,
    "5": held,
    "6": earned,
    "7": before,
    "8": earned - before,
    "9": contractSum - earned,
  };
  for (const [line, value] of Object.entries(expected)) {
    const shown = invoice.summary[line as keyof typeof expected];
    check(cents(shown) === value, `line ${line} is ${amount(value)}, not ${shown}`);
  }
}

const path = (road: Road, rest = ""): string => `/api/invoices/${road.found.invoiceId}${rest}`;

async function save(
  road: Road,
  json: Readonly<Record<string, unknown>>,
  saved: (invoice: Invoice) => boolean,
): Promise<Invoice> {
  const { version } = await invoiceOf(road);
  await road.caller.act("priya", { method: "PATCH", path: path(road), json: { version, ...json } }, async () =>
    saved(await invoiceOf(road)),
  );
  return await invoiceOf(road);
}

async function send(road: Road): Promise<Invoice> {
  const { erp } = await invoiceOf(road);
  await road.caller.act(
    "priya",
    { method: "POST", path: path(road, "/sendings") },
    async () => (await invoiceOf(road)).erp.state === "sent",
  );
  const after = await invoiceOf(road);
  check(erp.button !== null && erp.closedBecause.length === 0, "the button was open before");
  return after;
}

// The steps.

async function importSchedule(road: Road, seen: Seen): Promise<void> {
  const { caller, found } = road;
  await connectErp(road, seen);
  const { projects } = await caller.ask("priya", "/api/projects", ProjectList);
  const project = projects.find((one) => one.erpJob?.code === job.code);
  check(project !== undefined, `a project is linked to the ERP job ${job.code}`);
  found.projectId = project.id;
  const { organizations } = await caller.ask("priya", "/api/organizations", OrganizationList);
  const ownerId = organizations.find(({ name }) => name === owner.name)?.id;
  check(ownerId !== undefined, `the directory has ${owner.name}`);

  const contracts = `/api/projects/${project.id}/contracts`;
  const ours = async () =>
    (await caller.ask("priya", contracts, ContractList)).contracts.find(({ number }) => number === contractNumber);
  const json = {
    number: contractNumber,
    title: "Pavement renovation and sewer replacement",
    ownerId,
    retainageOnWork: "5",
    retainageOnMaterials: "5",
  };
  await caller.act("priya", { method: "POST", path: contracts, json }, async () => (await ours()) !== undefined);
  const contract = await ours();
  check(contract !== undefined, "the contract is there");
  found.contractId = contract.id;
  const one = `/api/contracts/${contract.id}`;

  const wrong = Buffer.from(
    "Item No.,Description of Work,Quantity,Unit,Unit Price,Scheduled Value\n" +
      "R-1,Traffic control,,LS,,138000.00\nR-1,Traffic control again,,LS,,1e3\nR-2,Markings,,LS,,10.005\n",
  );
  const refusal = await caller.refused("priya", importOf(one, "save", wrong));
  seen.importWithErrors = refusal;
  check(refusal.error.code === "import_refused" && refusal.error.reasons.length >= 3, "all problems are given at once");
  check(
    refusal.error.reasons.every(({ row, column }) => row !== undefined && column !== undefined),
    "each problem has its row and column",
  );
  const empty = await caller.ask("priya", `${one}/schedule-of-values`, ScheduleShown);
  check(empty.lines.length === 0, "nothing of a file with errors is saved");

  const file = Buffer.from(readFileSync(scheduleFile));
  const preview = ImportShown.parse(await caller.act("priya", importOf(one, "preview", file), async () => false));
  seen.preview = { saved: preview.saved, lines: preview.lines.length, total: preview.total, columns: preview.columns };
  check(!preview.saved && preview.problems.length === 0 && preview.lines.length === 51, "the preview reads 51 lines");
  const schedule = () => caller.ask("priya", `${one}/schedule-of-values`, ScheduleShown);
  check((await schedule()).lines.length === 0, "a preview saves nothing");
  await caller.act("priya", importOf(one, "save", file), async () => (await schedule()).lines.length > 0);
  const { lines, original } = await schedule();
  check(lines.length === 51 && original === "3941885.60", `51 items, 3941885.60: ${lines.length}, ${original}`);

  const { version } = await caller.ask("priya", one, ContractShown);
  const approval = { method: "PATCH", path: one, json: { version, status: "approved" } } as const;
  await caller.act(
    "priya",
    approval,
    async () => (await caller.ask("priya", one, ContractShown)).status === "approved",
  );
  const { status, sums, retainageOnWork, retainageOnMaterials } = await caller.ask("priya", one, ContractShown);
  seen.contract = { number: contractNumber, status, sums, retainageOnWork, retainageOnMaterials };
  check(status === "approved" && sums.original === original, "the contract is Approved, with the sum of its lines");
  found.lineIds = new Map(lines.map((line) => [line.item, line.id]));
  found.unitPrices = new Map(lines.map((line) => [line.item, line.unitPrice]));
}

const OrganizationList = z.object({ organizations: z.array(OrganizationShown) });

const importOf = (contract: string, mode: "preview" | "save", bytes: Buffer<ArrayBuffer>) =>
  ({
    method: "POST",
    path: `${contract}/schedule-of-values/imports?mode=${mode}`,
    file: { bytes: new Uint8Array(bytes), mediaType: "text/csv" },
  }) as const;

/** The demo company is connected to the sandbox; another ERP is connected by its administrator. */
async function connectErp({ caller, erp }: Road, seen: Seen): Promise<void> {
  const shown = () => caller.ask("dana", "/api/erp/connection", ErpConnectionShown);
  if (erp.settings !== null) {
    const json = { connector: erp.name, name: "Tryton", settings: erp.settings };
    await caller.act("dana", { method: "PUT", path: "/api/erp/connection", json }, async () => {
      return (await shown()).connection?.connector === erp.name;
    });
    await linkParties(caller);
  }
  const { connection } = await shown();
  check(connection?.connector === erp.name, `the company is connected to ${erp.name}`);
  const tested = ConnectionTested.parse(
    await caller.act("dana", { method: "POST", path: "/api/erp/connection/tests" }, async () => false),
  );
  seen.connection = { connector: connection.connector, name: connection.name, ...tested };
  check(tested.ok, `the ERP answers: ${JSON.stringify(tested.problems)}`);
}

async function linkParties(caller: Road["caller"]): Promise<void> {
  const { jobs, customers } = await caller.ask("dana", "/api/erp/parties", ErpParties);
  check(
    jobs.some(({ code }) => code === job.code),
    `the ERP has the job ${job.code}`,
  );
  check(
    customers.some(({ code }) => code === owner.code),
    `the ERP has the customer ${owner.code}`,
  );
  const { projects } = await caller.ask("dana", "/api/projects", ProjectList);
  const project = projects.find(({ name }) => name === job.name);
  check(project !== undefined, `there is a project ${job.name}`);
  if (project.erpJob?.code !== job.code)
    await caller.act("dana", { method: "PUT", path: `/api/projects/${project.id}/erp-job`, json: job }, async () => {
      const after = await caller.ask("dana", "/api/projects", ProjectList);
      return after.projects.some(({ erpJob }) => erpJob?.code === job.code);
    });
  const ofOwner = async () => {
    const { organizations } = await caller.ask("dana", "/api/organizations", OrganizationList);
    return organizations.find(({ name }) => name === owner.name);
  };
  const there = await ofOwner();
  check(there !== undefined, `the directory has ${owner.name}`);
  if (there.erpCustomerCode === owner.code) return;
  const customer = `/api/organizations/${there.id}/erp-customer`;
  await caller.act("dana", { method: "PUT", path: customer, json: { code: owner.code } }, async () => {
    return (await ofOwner())?.erpCustomerCode === owner.code;
  });
}

/** The whole month so many months before the one of `day`. */
function monthBefore(day: string, months: number): { from: string; to: string; dueOn: string } {
  let to = day;
  for (let month = 0; month < months; month += 1) to = dayAfter(`${monthOf(to)}-01`, -1);
  return { from: `${monthOf(to)}-01`, to, dueOn: dayAfter(to, 30) };
}

async function makePeriod(road: Road, seen: Seen, monthsBefore: number): Promise<void> {
  const json = monthBefore(road.today, monthsBefore);
  const all = `/api/projects/${road.found.projectId}/billing-periods`;
  const ours = async () =>
    (await road.caller.ask("priya", all, BillingPeriodList)).periods.find(({ from }) => from === json.from);
  await road.caller.act("priya", { method: "POST", path: all, json }, async () => (await ours()) !== undefined);
  const period = await ours();
  check(period !== undefined, `there is a billing period from ${json.from}`);
  seen.period = period;
  check(period.to === json.to && period.dueOn === json.dueOn && period.status === "open", "it is open, as it was made");
  road.found.periodId = period.id;
}

async function newInvoice(road: Road): Promise<Invoice> {
  const { caller, found } = road;
  const all = `/api/contracts/${found.contractId}/invoices`;
  const before = (await caller.ask("priya", all, InvoiceList)).invoices.length;
  const json = { periodId: found.periodId };
  const happened = async () => (await caller.ask("priya", all, InvoiceList)).invoices.length > before;
  await caller.act("priya", { method: "POST", path: all, json }, happened);
  const { invoices } = await caller.ask("priya", all, InvoiceList);
  check(invoices.length === before + 1, "there is one invoice more");
  const latest = invoices.find(({ position }) => position === Math.max(...invoices.map((one) => one.position)));
  check(latest !== undefined, "the new invoice is the latest");
  return await invoiceOf(road, "priya", latest.id);
}

const isBilled =
  (billed: Billed) =>
  (invoice: Invoice): boolean =>
    cents(invoice.summary["4"]) === total(billed);

async function draft(road: Road, seen: Seen): Promise<void> {
  const made = await newInvoice(road);
  road.found.invoiceId = made.id;
  check(made.status === "draft" && made.number === "1" && made.lines.length === 51, "invoice 1 is a draft of 51 lines");
  const invoice = await save(road, { lines: entered(road, firstBilled) }, isBilled(firstBilled));
  seen.invoice = { number: invoice.number, status: invoice.status, period: invoice.period, summary: invoice.summary };
  seen.erp = standing(invoice.erp);
  seen.recordedPayments = amount(total(firstBilled));
  for (const line of invoice.lines) {
    const paid = amount(firstBilled.get(line.item) ?? 0n);
    check(line.workThisPeriod === paid, `${line.item} bills what was paid, ${paid}, not ${line.workThisPeriod}`);
  }
  checkSummary(invoice, firstBilled, 0n);
  check(invoice.erp.button?.act === "send", "the button is Send to ERP");
  approvalMissing(invoice.erp);
}

async function approve(road: Road, seen: Seen): Promise<void> {
  const invoice = await save(road, { status: "approved" }, ({ status }) => status === "approved");
  seen.invoice = { status: invoice.status, approvedBy: invoice.approvedBy, approvedAt: invoice.approvedAt };
  seen.erp = standing(invoice.erp);
  check(invoice.status === "approved", "the invoice is Approved");
  check(invoice.erp.button?.act === "send" && invoice.erp.closedBecause.length === 0, "Send to ERP is open");
}

async function sendFirst(road: Road, seen: Seen): Promise<void> {
  const { erp } = await send(road);
  seen.erp = standing(erp);
  seen.sentBy = erp.sentBy;
  seen.sentAt = erp.sentAt;
  check(erp.state === "sent" && erp.marker === "blue", "it is sent, blue");
  check(erp.button?.act === "retrieve" && erp.closedBecause.length === 0, "the button is Retrieve from ERP");
  check(erp.sentBy?.name.startsWith("Priya") === true && erp.sentAt !== null, "who sent it and when is kept");
}

async function locked(road: Road, seen: Seen): Promise<void> {
  const before = await invoiceOf(road);
  const json = { version: before.version, lines: entered(road, new Map([[disputed, 0n]])) };
  const refusal = await road.caller.refused("priya", { method: "PATCH", path: path(road), json });
  seen.edit = refusal;
  check(refusal.error.code === "locked", "an edit is refused, since it is locked");
  const after = await invoiceOf(road);
  check(JSON.stringify(after.lines) === JSON.stringify(before.lines), "nothing of it has changed");

  const name = "inspection-report.txt";
  const file = {
    bytes: new Uint8Array(Buffer.from("Inspection of sewer work, stations 1+00 to 3+50.\n")),
    mediaType: "text/plain",
  };
  const isThere = async () => (await invoiceOf(road)).attachments.some((one) => one.name === name);
  await road.caller.act("priya", { method: "POST", path: path(road, `/attachments?name=${name}`), file }, isThere);
  const attachment = (await invoiceOf(road)).attachments.find((one) => one.name === name);
  const entry = await entryOf(road, "readyToExport");
  seen.attachment = attachment;
  seen.shownToApprover = { attachmentsAfterSending: entry?.attachmentsAfterSending };
  check(attachment?.addedAfterSending === true, "an attachment may be added, and is flagged");
  check(entry?.attachmentsAfterSending === 1, "the approver is shown that it was added after sending");
}

async function ready(road: Road, seen: Seen): Promise<void> {
  const entry = await entryOf(road, "readyToExport");
  seen.entry = entry;
  check(entry !== null, "the approver finds it under Ready to Export");
  check(entry.contract.number === contractNumber && entry.state === "sent", "it is this contract's, and sent");
  check(cents(entry.billedThisPeriod) === total(firstBilled), "it shows what is billed");
  check(cents(entry.due) === total(firstBilled) - retained(firstBilled), "it shows what is due");
  check(entry.closed.accept.length === 0 && entry.closed.reject.length === 0, "accept and reject are open to Marcus");
}

async function reject(road: Road, seen: Seen): Promise<void> {
  const lineId = road.found.lineIds.get(disputed);
  const json = { reasons: [{ code: "other", body: rejectionText, lineId }] };
  await road.caller.act(
    "marcus",
    { method: "POST", path: path(road, "/rejections"), json },
    async () => (await invoiceOf(road)).erp.state === "rejected",
  );
  const left = await entryOf(road, "readyToExport");
  const { erp } = await invoiceOf(road);
  seen.erp = standing(erp);
  seen.stillInReadyToExport = left !== null;
  check(left === null, "it is no longer under Ready to Export");
  check(erp.state === "rejected" && erp.marker === "yellow", "it is rejected, yellow");
}

async function rejectionMail(road: Road, seen: Seen): Promise<void> {
  const mail = await mailTo(road, "priya", /^Rejected by accounting: invoice 1\b/);
  seen.mail = mailSeen(mail);
  has(mail.text ?? "", "Marcus Bell", rejectionText, disputed, `/invoices/${road.found.invoiceId}`);
}

async function reasons(road: Road, seen: Seen): Promise<void> {
  const invoice = await invoiceOf(road);
  const { rejection } = invoice.erp;
  seen.erp = standing(invoice.erp);
  seen.rejection = rejection;
  seen.invoice = { status: invoice.status, editClosedBecause: invoice.closed.edit };
  check(rejection?.by.name === "Marcus Bell" && !Number.isNaN(Date.parse(rejection.at)), "who rejected it, and when");
  const [reason] = rejection.reasons;
  check(reason?.body === rejectionText && reason.line?.item === disputed, "the reason, on its line");
  check(invoice.status === "approved" && invoice.closed.edit.length === 0, "it is Approved still, and unlocked");
  check(
    invoice.erp.button?.act === "resend" && invoice.erp.button.label === "Resend to ERP",
    "the button is Resend to ERP",
  );
}

async function edit(road: Road, seen: Seen): Promise<void> {
  // A changed amount sets Revise & Resubmit, and nothing may be sent that nobody has approved.
  const half = new Map([...firstBilled, [disputed, (firstBilled.get(disputed) ?? 0n) / 2n]]);
  const changed = await save(
    road,
    { lines: entered(road, new Map([[disputed, half.get(disputed) ?? 0n]])) },
    isBilled(half),
  );
  seen.afterSave = { status: changed.status, summary: changed.summary, erp: standing(changed.erp) };
  check(changed.status === "reviseAndResubmit", "a changed amount sets Revise & Resubmit");
  check(changed.erp.button?.act === "resend", "the button is still Resend to ERP");
  approvalMissing(changed.erp);
  const refusal = await road.caller.refused("priya", { method: "POST", path: path(road, "/sendings") });
  seen.sendingMeanwhile = refusal;
  check(
    changed.erp.closedBecause.every(({ code }) => refusal.error.reasons.some((reason) => reason.code === code)),
    "the API refuses for the reasons that the button gives",
  );

  // Save & Change Status: the correction and its approval in one act.
  const json = { lines: entered(road, new Map([[disputed, 0n]])), status: "approved" };
  const saved = await save(road, json, (invoice) => invoice.status === "approved" && isBilled(corrected)(invoice));
  seen.afterSaveAndApprove = { status: saved.status, summary: saved.summary, erp: standing(saved.erp) };
  check(saved.status === "approved", "saved and approved in one act");
  checkSummary(saved, corrected, 0n);
  check(saved.erp.button?.act === "resend" && saved.erp.closedBecause.length === 0, "Resend to ERP is open");
}

async function resend(road: Road, seen: Seen): Promise<void> {
  const { erp } = await send(road);
  const entry = await entryOf(road, "readyToExport");
  seen.erp = standing(erp);
  seen.entry = { round: entry?.round, due: entry?.due, lastRejection: entry?.lastRejection };
  check(erp.state === "sent" && erp.button?.act === "retrieve", "it is sent again");
  check(
    entry !== null && entry.lastRejection?.reasons[0]?.body === rejectionText,
    "the approver sees what he asked for",
  );
  check(cents(entry.due) === total(corrected) - retained(corrected), "with the corrected amount");
}

async function resendMail(road: Road, seen: Seen): Promise<void> {
  const mail = await mailTo(road, "marcus", /^Resent to ERP: invoice 1\b/);
  seen.mail = mailSeen(mail);
  has(mail.text ?? "", "Priya Natarajan", contractNumber, `/invoices/${road.found.invoiceId}`);
}

async function summary(road: Road, seen: Seen): Promise<void> {
  const subject = "ERP Integrations Daily Summary";
  const isThere = async () => road.sink.mails().some((mail) => mail.subject === subject);
  seen.answer = await road.caller.act("dana", { method: "POST", path: "/api/erp/daily-summaries" }, isThere);
  const mail = await mailTo(road, "marcus", new RegExp(`^${subject}$`));
  seen.mail = mailSeen(mail);
  has(mail.text ?? "", contractNumber, "invoice 1", owner.name, "Priya Natarajan");
}

async function retrieve(road: Road, seen: Seen): Promise<void> {
  await road.caller.act(
    "priya",
    { method: "POST", path: path(road, "/retrievals") },
    async () => (await invoiceOf(road)).erp.state === "retrieved",
  );
  const invoice = await invoiceOf(road);
  const entry = await entryOf(road, "readyToExport");
  seen.erp = standing(invoice.erp);
  seen.stillInReadyToExport = entry !== null;
  check(invoice.erp.state === "retrieved" && invoice.erp.marker === "yellow" && entry === null, "it is retrieved");
  check(invoice.closed.edit.length === 0, "it may be edited");
  check(invoice.erp.button?.act === "resend", "it was rejected in an earlier round, so the button is Resend to ERP");
}

async function resendAgain(road: Road, seen: Seen): Promise<void> {
  const { erp } = await send(road);
  seen.erp = standing(erp);
  check(erp.state === "sent" && (await entryOf(road, "readyToExport")) !== null, "it is under Ready to Export again");
}

async function accept(road: Road, seen: Seen): Promise<void> {
  const acceptance = { method: "POST", path: path(road, "/acceptances"), json: {} } as const;
  const refusal = await road.caller.refused("priya", acceptance);
  seen.bySender = refusal;
  check((await invoiceOf(road)).erp.state === "sent", "nothing has happened");
  const happened = async () => (await invoiceOf(road)).erp.state !== "sent";
  await road.caller.act("marcus", acceptance, happened);
  const { erp } = await invoiceOf(road);
  seen.erp = standing(erp);
  check(["exporting", "in_doubt", "synced"].includes(erp.state), `it is on its way into the ERP, not ${erp.state}`);
  check(erp.button === null, "there is no button any more");
}

async function posted(road: Road, seen: Seen): Promise<void> {
  const erp = await comes(road, "the invoice is synced", async () => {
    const invoice = await invoiceOf(road);
    seen.erp = standing(invoice.erp);
    seen.problems = invoice.erp.problems;
    check(invoice.erp.state !== "failed", `the export has not failed: ${JSON.stringify(invoice.erp.problems)}`);
    return invoice.erp.state === "synced" ? invoice.erp : null;
  });
  seen.erpNumber = erp.erpNumber;
  const entry = await entryOf(road, "synced");
  seen.attempts = entry?.attempts;
  check(entry !== null, "the approver finds it under Synced");
}

/** Everything that stands in the ERP; on a fresh one that is what the story put there. */
export async function documentsInErp(road: Road): Promise<readonly DocumentSeen[]> {
  const { erp } = await invoiceOf(road);
  return await road.erp.documents(erp.erpLink);
}

async function readBack(road: Road, seen: Seen): Promise<void> {
  const { erp } = await invoiceOf(road);
  const documents = await documentsInErp(road);
  seen.documents = documents;
  check(documents.length === 1, `there is one document in the ERP, not ${documents.length}`);
  const [document] = documents;
  check(document !== undefined && document.state === "posted", "it is posted");
  check(document.number !== null && document.number === erp.erpNumber, "it has the number that the product shows");
  const held = retained(corrected);
  check(cents(document.total) === total(corrected) - held, "its total is what is due");
  check(sumOf(document) === cents(document.total), "its lines add up to its total");
  check(document.customer === owner.code && document.job === job.code, "it is on the owner and the job");
  const wanted = [...corrected.values(), -held].map(amount);
  const there = document.lines.map((line) => line.amount);
  check(
    wanted.toSorted().join() === there.toSorted().join(),
    `a line for each amount, and retainage: ${wanted.join()}`,
  );
  for (const [item, value] of corrected) {
    const isThere = document.lines.some(
      (line) => line.description.startsWith(`${item} `) && line.amount === amount(value),
    );
    check(isThere, `there is a line ${item} of ${amount(value)}`);
  }
}

async function synced(road: Road, seen: Seen): Promise<void> {
  const invoice = await invoiceOf(road);
  const { erp } = invoice;
  seen.erp = standing(erp);
  seen.erpNumber = erp.erpNumber;
  seen.erpLink = erp.erpLink;
  check(erp.marker === "green" && erp.button === null, "it is green, and there is no button");
  check(erp.erpNumber !== null, "it shows the ERP number");
  check(erp.erpLink !== null || road.erp.name === "tryton", "it links to the document in the ERP");
  if (road.erp.name === "sandbox" && erp.erpLink !== null) {
    const page = await fetch(erp.erpLink);
    seen.linkAnswers = page.status;
    has(await page.text(), erp.erpNumber);
  }
  seen.editClosedBecause = invoice.closed.edit;
  check(invoice.closed.edit.length > 0, "it cannot be edited, and says why");
  const { entries } = await road.caller.ask("priya", path(road, "/history"), HistoryShown);
  seen.history = entries.map(({ at, by, sentence }) => ({ at, by: by?.name ?? null, sentence }));
}

async function immutable(road: Road, seen: Seen): Promise<void> {
  const { version } = await invoiceOf(road);
  const lines = entered(road, new Map([[disputed, firstBilled.get(disputed) ?? 0n]]));
  const edited = await road.caller.refused("priya", { method: "PATCH", path: path(road), json: { version, lines } });
  seen.edit = edited;
  check(edited.error.code === "locked", "an edit is refused, since it is locked");
  const json = { reasons: [{ code: "other", body: "Too late." }] };
  seen.rejection = await road.caller.refused("marcus", { method: "POST", path: path(road, "/rejections"), json });
  const accepted = await road.caller.refused("dana", { method: "POST", path: path(road, "/acceptances"), json: {} });
  seen.secondAcceptance = accepted;
  const told = [accepted.error.message, ...accepted.error.reasons.map(({ message }) => message)].join(" ");
  check(
    told.includes("Marcus Bell") && /\d{1,2}:\d{2}/.test(told),
    `a second acceptance is told who and when: ${told}`,
  );
  const after = await invoiceOf(road);
  check(after.erp.state === "synced" && isBilled(corrected)(after), "nothing has changed");
  const documents = await documentsInErp(road);
  const [first] = documents;
  const underKey = documents.filter(({ reference }) => reference === first?.reference);
  seen.documentsUnderKey = underKey.map(({ id, reference, number, state }) => ({ id, reference, number, state }));
  check(underKey.length === 1, "there is exactly one document under the key in the ERP");
}

async function nextInvoice(road: Road, seen: Seen): Promise<void> {
  const first = await invoiceOf(road);
  await makePeriod(road, seen, 1);
  const second = await newInvoice(road);
  seen.asMade = { number: second.number, status: second.status, summary: second.summary };
  check(second.number === "2" && second.status === "draft", "invoice 2 is a draft");
  for (const line of second.lines) {
    const before = amount(corrected.get(line.item) ?? 0n);
    check(line.workPrevious === before, `${line.item} has ${before} from before, not ${line.workPrevious}`);
    check(cents(line.workThisPeriod) === 0n, `${line.item} bills nothing yet`);
  }
  check(second.summary["7"] === first.summary["8"], "line 7 is line 8 of invoice 1");
  checkSummary(second, corrected, cents(first.summary["8"]));

  const { version } = second;
  const json = { version, lines: entered(road, secondBilled) };
  const toDate = together(corrected, secondBilled);
  await road.caller.act("priya", { method: "PATCH", path: `/api/invoices/${second.id}`, json }, async () =>
    isBilled(toDate)(await invoiceOf(road, "priya", second.id)),
  );
  const billed = await invoiceOf(road, "priya", second.id);
  seen.billed = { number: billed.number, status: billed.status, summary: billed.summary };
  checkSummary(billed, toDate, cents(first.summary["8"]));
  const recorded = total(together(paidIn("PP01"), paidIn("PP02")));
  seen.recordedPaymentsToDate = amount(recorded);
  check(cents(billed.summary["4"]) === recorded, "line 4 is what the record paid by its second payment");
}

export const story: readonly Step[] = [
  {
    id: "import",
    expected:
      "A file with errors is refused with every problem and saves nothing; the real one makes 51 lines of 3,941,885.60.",
    walk: importSchedule,
  },
  { id: "period", expected: "A billing period is made, open.", walk: (road, seen) => makePeriod(road, seen, 2) },
  {
    id: "draft",
    expected: "Invoice 1 bills the record's first payment exactly; Send to ERP is greyed, since it is not Approved.",
    walk: draft,
  },
  { id: "approve", expected: "Approved; Send to ERP is open.", walk: approve },
  { id: "send", expected: "Sent, blue; the button is Retrieve from ERP.", walk: sendFirst },
  { id: "locked", expected: "An edit is refused; an attachment is taken, and flagged to the approver.", walk: locked },
  {
    id: "ready",
    expected: "The approver finds it in ERP Integrations > Owner Invoices > Ready to Export.",
    walk: ready,
  },
  { id: "reject", expected: "Rejected with a reason on a line; it leaves the tool, yellow.", walk: reject },
  { id: "rejection_mail", expected: "The sender is mailed the reason and a link.", walk: rejectionMail },
  {
    id: "reasons",
    expected: "The invoice shows reason, who and when; it is unlocked; the button is Resend to ERP.",
    walk: reasons,
  },
  {
    id: "edit",
    expected:
      "A changed amount sets Revise & Resubmit and greys Resend to ERP; saved and approved in one act, it is open.",
    walk: edit,
  },
  { id: "resend", expected: "Sent again, with the corrected amount.", walk: resend },
  { id: "resend_mail", expected: "The approver is mailed at once.", walk: resendMail },
  { id: "summary", expected: "The ERP Integrations Daily Summary lists it.", walk: summary },
  { id: "retrieve", expected: "Retrieved by its sender; it leaves the tool and may be edited.", walk: retrieve },
  { id: "resend_again", expected: "Sent once more.", walk: resendAgain },
  { id: "accept", expected: "The sender may not accept; the approver accepts, and it is exported.", walk: accept },
  { id: "posted", expected: "The export ends: posted in the ERP.", walk: posted },
  {
    id: "read_back",
    expected: "The ERP itself holds one document, posted, with this number, total, customer, job and these lines.",
    walk: readBack,
  },
  { id: "synced", expected: "Green, with the ERP number, and no button.", walk: synced },
  {
    id: "immutable",
    expected:
      "Edit, rejection and a second acceptance are refused, the last telling who and when; one document in the ERP.",
    walk: immutable,
  },
  {
    id: "next_invoice",
    expected: "Invoice 2 starts from invoice 1, line by line; line 7 is line 8 of invoice 1.",
    walk: nextInvoice,
  },
];
