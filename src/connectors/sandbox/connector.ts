// The connector to the sandbox ERP: the same path as to any ERP, over HTTP, with nothing shared but the address.
import { isDay, monthOf } from "../../calendar/day.ts";
import { sum } from "../../money/money.ts";
import type {
  Connection,
  Connector,
  Description,
  DocumentKey,
  ErpDocument,
  ErpFound,
  ErpParty,
  Outcome,
  Problem,
  ProblemClass,
  Settings,
} from "../connector.ts";
import { converse, type HttpAnswer, jsonOf } from "../http.ts";
import { billedLines, descriptionOf, foundOf, isRecord, linesSent, payloadOf, problemsIn } from "./translate.ts";

/** The ERP's limits, as its makers publish them. */
const numberMax = 24;
const numberPattern = "[A-Za-z0-9][A-Za-z0-9-]*";
export const descriptionMax = 240;
/** Rows asked for at a time in a look-up, and how often: a search that does not end is not an answer. */
const rowsAtOnce = 50;
const searchesMax = 40;

const description: Description = {
  id: "sandbox",
  name: "Sandbox ERP",
  label: "An ERP in a box for demonstrations; nothing in it is real.",
  demoOnly: true,
  takesOwnerInvoices: true,
  numbering: "ours",
  numberMax,
  numberPattern,
  needsDueDate: false,
  takesNegative: true,
  takesZero: false,
  retainage: "negative_line",
  settings: [
    { name: "address", label: "Address", kind: "url", required: true, namesErp: true },
    { name: "token", label: "Token", kind: "secret", required: true },
  ],
  timeoutMs: 5_000,
};

export const sandbox: Connector = { describe: () => description, linesSent, connect };

type Asked = Readonly<{
  method: "GET" | "POST" | "DELETE";
  path: string;
  body?: unknown;
  /** What the answer's problems are about, where they can be about one. */
  document?: ErpDocument;
}>;

function connect(settings: Settings): Connection {
  return {
    testConnection: () => testConnection(settings),
    validate: (document) => validate(settings, document),
    findByKey: (key) => findByKey(settings, key),
    create: (document) => create(settings, document),
    removeDraft: (erpId) => removeDraft(settings, erpId),
    post: (erpId) => post(settings, erpId),
    readBack: (erpId) => readBack(settings, erpId),
    listCustomers: () => partiesOf(settings, "/api/customers"),
    listJobs: () => partiesOf(settings, "/api/jobs"),
    close: async () => undefined,
  };
}

async function testConnection(settings: Settings): Promise<Outcome<{ server: string; company: string }>> {
  const answer = await talk(settings, { method: "GET", path: "/api/status" });
  if (answer.kind !== "done") return answer;
  const outcome = meaning(settings, answer.value, null);
  if (outcome.kind === "unknown" && answer.value.status < 500) {
    // Somebody answered, completely, and it was not this ERP: the address is wrong, and waiting changes nothing.
    return refusedFor("access", "another_server", "What answers at this address is not the sandbox ERP.", null);
  }
  return read(outcome, (body) => {
    if (!isRecord(body) || typeof body.server !== "string" || typeof body.company !== "string") return null;
    return { server: body.server, company: body.company };
  });
}

async function validate(settings: Settings, document: ErpDocument): Promise<Outcome<readonly Problem[]>> {
  const asked = await Promise.all([
    partyProblem(settings, "customer", document),
    partyProblem(settings, "job", document),
    periodProblem(settings, document),
    numberProblem(settings, document),
  ]);
  const problems = [...ownProblems(document)];
  for (const outcome of asked) {
    if (outcome.kind !== "done") return outcome;
    problems.push(...outcome.value);
  }
  return done(problems);
}

/** What can be said without asking: the ERP's published limits, and figures that must add up. */
function* ownProblems(document: ErpDocument): Generator<Problem> {
  const { number, totals } = document;
  if (number === "") yield said("data", "number_missing", "number", "A number is needed.");
  else if (number.length > numberMax) {
    yield said("data", "number_too_long", "number", `The number has ${number.length} characters; ${numberMax} fit.`);
  } else if (!new RegExp(`^(?:${numberPattern})$`).test(number)) {
    yield said("data", "number_unreadable", "number", "The number has letters, digits and hyphens only.");
  }
  if (!/^[A-Za-z0-9_-]{1,40}$/.test(document.key)) {
    yield said("defect", "reference_unreadable", "key", "The key has 1 to 40 letters, digits, _ or -.");
  }
  if (!/^[A-Z]{3}$/.test(document.currency)) {
    yield said("mapping", "currency_unknown", "currency", "The currency has three letters.");
  }
  for (const field of ["billedOn", "dueOn", "postingOn", "periodFrom", "periodTo"] as const) {
    const day = document[field];
    if (day !== null && !isDay(day)) yield said("data", "date_unreadable", field, "A date is written yyyy-mm-dd.");
  }
  for (const line of billedLines(document)) {
    if (descriptionOf(line).length <= descriptionMax) continue;
    const field = `lines.${document.lines.indexOf(line)}.description`;
    yield said(
      "data",
      "description_too_long",
      field,
      `Item and description have at most ${descriptionMax} characters.`,
    );
  }
  yield* figureProblems(document);
  if (totals.due === 0n) yield said("data", "total_zero", "totals.due", "A document of nothing is not posted.");
  if (totals.due < 0n && document.kind === "invoice") {
    yield said("data", "total_negative", "totals.due", "An invoice's total is not negative.");
  }
  if (totals.due > 0n && document.kind === "credit") {
    yield said("data", "credit_positive", "totals.due", "A credit's total is not positive.");
  }
}

function* figureProblems({ lines, totals }: ErpDocument): Generator<Problem> {
  const words = "The figures of the document do not add up.";
  if (sum(lines.map((line) => line.billedThisPeriod)) !== totals.billedThisPeriod) {
    yield said("defect", "figures_do_not_add_up", "totals.billedThisPeriod", words);
  }
  const due = totals.billedThisPeriod - totals.retainageWithheld + totals.retainageReleased + totals.tax;
  if (due !== totals.due) yield said("defect", "figures_do_not_add_up", "totals.due", words);
}

async function partyProblem(
  settings: Settings,
  field: "customer" | "job",
  document: ErpDocument,
): Promise<Outcome<readonly Problem[]>> {
  const { code } = document[field];
  const words = field === "customer" ? "customer" : "job";
  if (code === "") return done([said("mapping", `${field}_missing`, field, `No ${words} of the ERP is linked.`)]);
  const known = await partiesOf(settings, `/api/${field}s?code=${encodeURIComponent(code)}`);
  if (known.kind !== "done") return known;
  if (known.value.some((party) => party.code === code)) return done([]);
  return done([said("mapping", `${field}_unknown`, field, `There is no ${words} ${code}.`)]);
}

async function periodProblem(settings: Settings, document: ErpDocument): Promise<Outcome<readonly Problem[]>> {
  if (!isDay(document.postingOn)) return done([]);
  const month = monthOf(document.postingOn);
  const outcome = await ask(settings, { method: "GET", path: `/api/periods/${month}` });
  return read(outcome, (body) => {
    if (!isRecord(body) || typeof body.closed !== "boolean") return null;
    return body.closed ? [said("decision", "period_closed", "postingOn", `The period ${month} is closed.`)] : [];
  });
}

/** A number in use by another document; one of ours under the same key is ours. */
async function numberProblem(settings: Settings, document: ErpDocument): Promise<Outcome<readonly Problem[]>> {
  const { number, key } = document;
  if (number === "") return done([]);
  const path = `/api/invoices?number=${encodeURIComponent(number)}`;
  const found = rowsFound(await ask(settings, { method: "GET", path }), settings);
  if (found.kind !== "done") return found;
  const holder = found.value.find((row) => row.number === number && row.key !== key && row.state !== "cancelled");
  if (holder === undefined) return done([]);
  const words = `The number ${number} is in use by document ${holder.erpId}.`;
  return done([said("data", "number_taken", "number", words)]);
}

/** The ERP's search gives whatever holds the text, in any case, so every row is compared and every page is read. */
async function findByKey(settings: Settings, key: DocumentKey): Promise<Outcome<readonly ErpFound[]>> {
  const found: ErpFound[] = [];
  let afterId = "0";
  for (let search = 0; search < searchesMax; search += 1) {
    const query = new URLSearchParams({ reference: key, limit: String(rowsAtOnce), after_id: afterId });
    const rows = rowsFound(await ask(settings, { method: "GET", path: `/api/invoices?${query}` }), settings);
    if (rows.kind !== "done") return rows;
    found.push(...rows.value.filter((row) => row.key === key));
    const last = rows.value.at(-1);
    if (last === undefined || rows.value.length < rowsAtOnce) return done(found);
    afterId = last.erpId;
  }
  return unreadable("The ERP's search gives more rows than anybody asked for.");
}

async function create(settings: Settings, document: ErpDocument): Promise<Outcome<{ erpId: string }>> {
  const body = payloadOf(document);
  const outcome = await ask(settings, { method: "POST", path: "/api/invoices", body, document });
  return read(outcome, (made) => {
    if (!isRecord(made) || typeof made.id !== "number") return null;
    return { erpId: String(made.id) };
  });
}

async function removeDraft(settings: Settings, erpId: string): Promise<Outcome<null>> {
  const outcome = await ask(settings, { method: "DELETE", path: pathOf(erpId) });
  // Somebody was faster; what was asked for holds.
  if (isMissing(outcome)) return done(null);
  return answeredAs(outcome, ["removed"]);
}

async function post(settings: Settings, erpId: string): Promise<Outcome<null>> {
  const outcome = await ask(settings, { method: "POST", path: `${pathOf(erpId)}/post` });
  return answeredAs(outcome, ["posted", "paid"]);
}

async function readBack(settings: Settings, erpId: string): Promise<Outcome<ErpFound | null>> {
  const outcome = await ask(settings, { method: "GET", path: pathOf(erpId) });
  if (isMissing(outcome)) return done(null);
  return read(outcome, (row) => foundOf(row, settings.address ?? ""));
}

async function partiesOf(settings: Settings, path: string): Promise<Outcome<readonly ErpParty[]>> {
  const outcome = await ask(settings, { method: "GET", path });
  return read(outcome, (body) => {
    if (!isRecord(body) || !Array.isArray(body.rows)) return null;
    const parties = body.rows.map(partyOf).filter((party) => party !== null);
    return parties.length === body.rows.length ? parties : null;
  });
}

function partyOf(row: unknown): ErpParty | null {
  if (!isRecord(row) || typeof row.code !== "string" || typeof row.name !== "string") return null;
  return { code: row.code, name: row.name };
}

function rowsFound(outcome: Outcome<unknown>, settings: Settings): Outcome<readonly ErpFound[]> {
  return read(outcome, (body) => {
    if (!isRecord(body) || !Array.isArray(body.rows)) return null;
    const rows = body.rows.map((row) => foundOf(row, settings.address ?? "")).filter((row) => row !== null);
    return rows.length === body.rows.length ? rows : null;
  });
}

async function ask(settings: Settings, asked: Asked): Promise<Outcome<unknown>> {
  const answer = await talk(settings, asked);
  return answer.kind === "done" ? meaning(settings, answer.value, asked.document ?? null) : answer;
}

function talk(settings: Settings, { method, path, body }: Asked): Promise<Outcome<HttpAnswer>> {
  const headers = { authorization: `Bearer ${settings.token ?? ""}`, accept: "application/json" };
  const written = body === undefined ? {} : { body: JSON.stringify(body) };
  const typed = body === undefined ? headers : { ...headers, "content-type": "application/json" };
  const timeoutMs = timeoutOf(settings);
  return converse({ method, address: settings.address ?? "", path, headers: typed, timeoutMs, ...written });
}

/** What a complete answer says. Only what the ERP says in its own way is believed; a page of something between is not. */
function meaning(settings: Settings, answer: HttpAnswer, document: ErpDocument | null): Outcome<unknown> {
  const { status } = answer;
  if (status === 401 || status === 403) {
    return refusedFor("access", "signed_out", `The ERP does not accept the token (${status}).`, null);
  }
  const json = jsonOf(answer);
  if (json.kind !== "done") return json;
  if (status >= 200 && status < 300) return json;
  const problems = problemsIn(json.value, document, settings.token ?? "");
  const [first] = problems ?? [];
  if (problems === null || first === undefined || status >= 500) {
    return unreadable(`The ERP answered ${status} and gave no reason.`);
  }
  if (status === 423 || status === 429) return { kind: "busy", problem: first, retryAfterMs: answer.retryAfterMs };
  return { kind: "refused", problems };
}

/** A body that was read, or an answer nobody can trust. */
function read<T>(outcome: Outcome<unknown>, reader: (body: unknown) => T | null): Outcome<T> {
  if (outcome.kind !== "done") return outcome;
  const value = reader(outcome.value);
  return value === null ? unreadable("The ERP's answer is not what it should be.") : done(value);
}

function answeredAs(outcome: Outcome<unknown>, states: readonly string[]): Outcome<null> {
  if (outcome.kind !== "done") return outcome;
  const { value } = outcome;
  const state = isRecord(value) ? value.state : null;
  if (typeof state === "string" && states.includes(state)) return done(null);
  return unreadable("The ERP's answer is not what it should be.");
}

function isMissing(outcome: Outcome<unknown>): boolean {
  return outcome.kind === "refused" && outcome.problems.some((problem) => problem.code === "not_found");
}

/** An id of ours is digits; anything else cannot name another address. */
function pathOf(erpId: string): string {
  return `/api/invoices/${encodeURIComponent(erpId)}`;
}

function timeoutOf(settings: Settings): number {
  const given = settings.timeoutMs ?? "";
  return /^[1-9]\d{0,5}$/.test(given) ? Number(given) : description.timeoutMs;
}

function done<T>(value: T): Outcome<T> {
  return { kind: "done", value };
}

function unreadable(words: string): Outcome<never> {
  return { kind: "unknown", problem: said("transient", "answer_unreadable", null, words) };
}

function refusedFor(ofClass: ProblemClass, code: string, words: string, field: string | null): Outcome<never> {
  return { kind: "refused", problems: [said(ofClass, code, field, words)] };
}

function said(ofClass: ProblemClass, code: string, field: string | null, words: string): Problem {
  return { class: ofClass, code, said: words, field };
}
