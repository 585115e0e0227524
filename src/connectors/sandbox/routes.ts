// The addresses of the sandbox ERP's API: what each asks of the books, and where a fault may meet it.
import {
  addParty,
  type Books,
  createInvoice,
  inTransaction,
  invoiceJson,
  invoiceOf,
  invoicesByNumber,
  isClosed,
  type PartyKind,
  parties,
  postInvoice,
  removeInvoice,
  searchReference,
  setClosed,
  settleInvoice,
} from "./books.ts";
import { draftOf, type ErpProblem, isRecord, problem } from "./draft.ts";
import {
  addFaults,
  armSentinel,
  clearFaults,
  faultsOf,
  faultsWaiting,
  type Place,
  type Subject,
  sentinelOf,
} from "./faults.ts";

const serverName = "Sandbox ERP 1";
const companyName = "Demonstration Company";

export type Reply = Readonly<{ status: number; body: unknown; invoiceId?: number }>;
/** One request to the API: where a fault may meet it, which document it is about, and what it does. */
export type Step = Readonly<{ at: Place | null; subject: Subject; act: () => Reply }>;

const anyDocument: Subject = { reference: null, ending: null };

/** The step that a request asks for; null where there is no such address. Nothing is done before `act`. */
export function stepOf(books: Books, method: string, url: URL, body: unknown): Step | null {
  const [, root = "", noun = "", id = "", verb = ""] = url.pathname.split("/");
  const plain = (at: Place | null, act: () => Reply): Step => ({ at, subject: anyDocument, act });
  switch (`${method} /${root}/${noun}${id === "" ? "" : "/:id"}${verb === "" ? "" : `/${verb}`}`) {
    case "GET /api/status":
      return plain("status", () => ({ status: 200, body: { server: serverName, company: companyName } }));
    case "GET /api/customers":
      return plain("list", () => partiesReply(books, "customers", url));
    case "GET /api/jobs":
      return plain("list", () => partiesReply(books, "jobs", url));
    case "POST /api/customers":
      return plain(null, () => addPartyReply(books, "customers", body));
    case "POST /api/jobs":
      return plain(null, () => addPartyReply(books, "jobs", body));
    case "GET /api/periods/:id":
      return plain("list", () => ({ status: 200, body: { month: id, closed: isClosed(books, id) } }));
    case "PUT /api/periods/:id":
      return plain(null, () => periodReply(books, id, body));
    case "GET /api/invoices":
      return searchStep(books, url);
    case "POST /api/invoices":
      return createStep(books, body);
    case "GET /api/invoices/:id":
      return about(books, "read", id, (invoiceId) => invoiceReply(books, invoiceId));
    case "DELETE /api/invoices/:id":
      return about(books, "remove", id, (invoiceId) => changeReply(books, invoiceId, removeInvoice(books, invoiceId)));
    case "POST /api/invoices/:id/post":
      return about(books, "post", id, (invoiceId) => changeReply(books, invoiceId, postInvoice(books, invoiceId)));
    case "POST /api/invoices/:id/pay":
      return about(books, null, id, (one) => changeReply(books, one, settleInvoice(books, one, "paid")));
    case "POST /api/invoices/:id/cancel":
      return about(books, null, id, (one) => changeReply(books, one, settleInvoice(books, one, "cancelled")));
    case "GET /control/faults":
      return plain(null, () => ({ status: 200, body: { rows: faultsWaiting(books) } }));
    case "POST /control/faults":
      return plain(null, () => addFaultsReply(books, body));
    case "DELETE /control/faults":
      return plain(null, () => {
        clearFaults(books);
        return { status: 200, body: {} };
      });
    default:
      return null;
  }
}

function createStep(books: Books, body: unknown): Step {
  const draft = draftOf(body);
  if ("problems" in draft) return { at: null, subject: anyDocument, act: () => refused(422, draft.problems) };
  const sentinel = sentinelOf(draft);
  if (sentinel !== null) inTransaction(books, () => armSentinel(books, draft.reference, sentinel));
  const subject = { reference: draft.reference, ending: sentinel?.ending ?? "" };
  return {
    at: "create",
    subject,
    act: () => {
      const made = createInvoice(books, draft);
      if ("problems" in made) return refused(422, made.problems);
      return { status: 201, body: { id: made.id }, invoiceId: made.id };
    },
  };
}

function searchStep(books: Books, url: URL): Step {
  const reference = url.searchParams.get("reference");
  const number = url.searchParams.get("number");
  const limit = countIn(url, "limit", 100);
  const afterId = countIn(url, "after_id", Number.MAX_SAFE_INTEGER) ?? 0;
  return {
    at: number === null ? "find" : "list",
    subject: { reference, ending: null },
    act: () => {
      if (number !== null) return { status: 200, body: { rows: invoicesByNumber(books, number).map(invoiceJson) } };
      const rows = searchReference(books, reference ?? "", afterId, limit ?? 100);
      return { status: 200, body: { rows: rows.map(invoiceJson) } };
    },
  };
}

/** A step on one document. */
function about(books: Books, at: Place | null, id: string, act: (invoiceId: number) => Reply): Step {
  const invoiceId = /^\d{1,15}$/.test(id) ? Number(id) : 0;
  const invoice = invoiceOf(books, invoiceId);
  const subject =
    invoice === null ? anyDocument : { reference: invoice.reference, ending: sentinelOf(invoice)?.ending ?? "" };
  return { at, subject, act: () => act(invoiceId) };
}

function invoiceReply(books: Books, id: number): Reply {
  const invoice = invoiceOf(books, id);
  if (invoice === null) return refused(404, [problem("not_found", null, "There is no such document.")]);
  return { status: 200, body: invoiceJson(invoice) };
}

function changeReply(books: Books, id: number, problems: readonly ErpProblem[]): Reply {
  if (problems.length > 0) return refused(problems[0]?.code === "not_found" ? 404 : 422, problems);
  const invoice = invoiceOf(books, id);
  return invoice === null
    ? { status: 200, body: { id, state: "removed" } }
    : { status: 200, body: { id, state: invoice.state }, invoiceId: id };
}

function partiesReply(books: Books, kind: PartyKind, url: URL): Reply {
  return { status: 200, body: { rows: parties(books, kind, url.searchParams.get("code")) } };
}

function addPartyReply(books: Books, kind: PartyKind, body: unknown): Reply {
  if (!isRecord(body) || typeof body.code !== "string" || typeof body.name !== "string" || body.code === "") {
    return refused(422, [problem("not_readable", null, "code and name are expected.")]);
  }
  const problems = addParty(books, kind, { code: body.code, name: body.name });
  return problems.length > 0 ? refused(422, problems) : { status: 201, body: {} };
}

function periodReply(books: Books, month: string, body: unknown): Reply {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month) || !isRecord(body) || typeof body.closed !== "boolean") {
    return refused(422, [problem("not_readable", null, "A month and closed are expected.")]);
  }
  setClosed(books, month, body.closed);
  return { status: 200, body: { month, closed: body.closed } };
}

function addFaultsReply(books: Books, body: unknown): Reply {
  const faults = faultsOf(body);
  if ("problems" in faults) return refused(422, faults.problems);
  addFaults(books, faults);
  return { status: 201, body: { added: faults.length } };
}

export function refused(status: number, problems: readonly ErpProblem[]): Reply {
  return { status, body: { error: { problems } } };
}

function countIn(url: URL, name: string, max: number): number | null {
  const given = url.searchParams.get(name) ?? "";
  return /^\d{1,15}$/.test(given) ? Math.min(Number(given), max) : null;
}
