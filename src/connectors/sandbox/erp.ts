// The sandbox ERP as a server: a small accounting program that answers JSON over HTTP on loopback, keeps its own books,
// gives its own entry numbers and fails on purpose when it is told to. For demonstrations and tests.
import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { assert } from "../../assert.ts";
import { type Books, inTransaction, invoiceOf, latestInvoices, openBooks, parties } from "./books.ts";
import { demoToken } from "./demo-token.ts";
import { type ErpProblem, problem } from "./draft.ts";
import { type Fault, faultsWaiting, openFaults, takeFault } from "./faults.ts";
import { invoicePage, listPage, missingPage } from "./pages.ts";
import { type Reply, refused, type Step, stepOf } from "./routes.ts";

export type SandboxErp = Readonly<{ port: number; stop: () => Promise<void> }>;

export { demoToken } from "./demo-token.ts";

const bodyBytesMax = 4 * 1024 * 1024;
const rowsShown = 200;

type Erp = Readonly<{ books: Books; token: string; wait: (ms: number) => Promise<void> }>;

/** Listens on loopback alone; port 0 takes any that is free. Rejects where the port is in use or the file cannot be opened. */
export async function startSandboxErp(options: {
  port: number;
  dataFile: string;
  token?: string;
}): Promise<SandboxErp> {
  const books = openBooks(options.dataFile);
  openFaults(books);
  const timers = new Set<NodeJS.Timeout>();
  const wait = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        resolve();
      }, ms);
      timers.add(timer);
    });
  const erp: Erp = { books, token: options.token ?? demoToken, wait };

  const server = createServer((request, response) => {
    answer(erp, request, response).catch((error: unknown) => {
      // The caller went away in the middle of a sentence, or this is a defect; either way nobody gets an answer.
      if (!request.destroyed) console.error(error);
      response.destroy();
    });
  });
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(options.port, "127.0.0.1", resolve);
    });
  } catch (error) {
    // A port in use is the starter's to tell; the file is let go first.
    books.database.close();
    throw error;
  }
  const bound = server.address();
  assert(bound !== null && typeof bound === "object", "a listening server has a port");

  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      for (const timer of timers) clearTimeout(timer);
      server.close(() => {
        books.database.close();
        resolve();
      });
      server.closeAllConnections();
    });
  return { port: bound.port, stop };
}

async function answer(erp: Erp, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // A page of another site that resolves its own name to this machine shall not read the books.
  if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(request.headers.host ?? ""))
    return sayJson(response, refusal(421, "wrong_host"));
  const url = new URL(request.url ?? "/", "http://localhost");
  if (request.method === "GET" && !/^\/(api|control)\//.test(url.pathname)) return sayPage(erp, url, response);
  const body = await bodyOf(request);
  if (!signedIn(erp, request)) return sayJson(response, refusal(401, "signed_out"));
  if (body === null) return sayJson(response, refusal(413, "too_large"));
  const read = readJson(body);
  if ("problem" in read) return sayJson(response, refused(400, [read.problem]));
  const step = stepOf(erp.books, request.method ?? "", url, read.json);
  if (step === null) return sayJson(response, refusal(404, "no_such_address"));
  await conduct(erp, step, response);
}

/** Does the step the way the fault that waits for it wants it. Its count is spent before anything else happens. */
async function conduct(erp: Erp, step: Step, response: ServerResponse): Promise<void> {
  const { at } = step;
  const fault = at === null ? null : inTransaction(erp.books, () => takeFault(erp.books, at, step.subject));
  if (fault !== null && fault.delayMs > 0) await erp.wait(fault.delayMs);
  switch (fault?.what) {
    case "hang_before":
      return;
    case "error_500_before":
      return sayText(response, 500, "Internal Server Error");
    case "busy":
      response.setHeader("retry-after", "1");
      return sayJson(response, refused(423, [problem("locked", null, "Another user has this record open.")]));
    case "refuse":
      return sayJson(response, refused(422, refusedOnPurpose));
  }
  const reply = inTransaction(
    erp.books,
    () => act(erp, step, fault),
    () => fault?.what !== "lost",
  );
  if (fault?.what === "lost") skipLostId(erp);
  switch (fault?.what) {
    case "hang_after":
      return;
    case "error_500_after":
      return sayText(response, 500, "Internal Server Error");
    case "garbage":
      return sayText(response, reply.status, half(reply), "application/json");
    case "cut":
      response.writeHead(reply.status, { "content-type": "application/json", "content-length": 100_000 });
      response.write(half(reply), () => response.destroy());
      return;
  }
  sayJson(response, reply);
}

function act(erp: Erp, step: Step, fault: Fault | null): Reply {
  if (fault?.what === "twice") step.act();
  const reply = step.act();
  if (reply.invoiceId === undefined) return reply;
  const { database } = erp.books;
  switch (fault?.what) {
    case "wrong_total":
      database
        .prepare("update lines set amount_cents = amount_cents + 100 where invoice_id = ? and position = 1")
        .run(reply.invoiceId);
      break;
    case "renumber":
      database.prepare("update invoices set number = 'SBX-' || id where id = ?").run(reply.invoiceId);
      break;
    case "move_date":
      database
        .prepare("update invoices set posting_date = date(posting_date, 'start of month', '+1 month') where id = ?")
        .run(reply.invoiceId);
      break;
  }
  return reply;
}

/** A counter of a real server does not roll back with the row: the id that was promised is never given to another. */
function skipLostId(erp: Erp): void {
  inTransaction(erp.books, () => {
    const { database } = erp.books;
    const moved = database.prepare("update sqlite_sequence set seq = seq + 1 where name = 'invoices'").run();
    if (Number(moved.changes) === 0) database.exec("insert into sqlite_sequence (name, seq) values ('invoices', 1)");
  });
}

const refusedOnPurpose: readonly ErpProblem[] = [
  problem("customer_on_hold", "customer_code", "The customer is on hold."),
  problem("cost_code_unknown", "lines.0.cost_code", "The cost code of the first line is not in the job."),
];

function sayPage(erp: Erp, url: URL, response: ServerResponse): void {
  const page = pageAt(erp, url.pathname);
  sayText(response, page === null ? 404 : 200, page ?? missingPage(), "text/html; charset=utf-8");
}

function pageAt({ books }: Erp, path: string): string | null {
  if (path === "/") return listPage(latestInvoices(books, rowsShown), rowsShown, faultsWaiting(books));
  const id = /^\/invoices\/(\d{1,15})$/.exec(path)?.[1];
  const invoice = id === undefined ? null : invoiceOf(books, Number(id));
  if (invoice === null) return null;
  const [customer = null] = parties(books, "customers", invoice.customerCode);
  const [job = null] = parties(books, "jobs", invoice.jobCode);
  return invoicePage(invoice, customer, job);
}

function sayJson(response: ServerResponse, reply: Reply): void {
  sayText(response, reply.status, JSON.stringify(reply.body), "application/json; charset=utf-8");
}

function sayText(response: ServerResponse, status: number, text: string, type = "text/plain"): void {
  response.writeHead(status, {
    "content-type": type,
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
  });
  response.end(text);
}

function half(reply: Reply): string {
  const whole = JSON.stringify(reply.body);
  return whole.slice(0, Math.floor(whole.length / 2));
}

const sentences = {
  wrong_host: "This server answers on loopback alone.",
  signed_out: "The token is missing or wrong.",
  too_large: "The request is too large.",
  no_such_address: "There is nothing at this address.",
} as const;

function refusal(status: number, code: keyof typeof sentences): Reply {
  return refused(status, [problem(code, null, sentences[code])]);
}

function signedIn(erp: Erp, request: IncomingMessage): boolean {
  const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(erp.token));
}

function readJson(body: string): { json: unknown } | { problem: ErpProblem } {
  if (body === "") return { json: null };
  try {
    return { json: JSON.parse(body) };
  } catch {
    return { problem: problem("not_readable", null, "The body is not JSON.") };
  }
}

/** The whole body; null where it is larger than anything sensible, which is read to its end and dropped. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size <= bodyBytesMax) parts.push(Buffer.from(part));
  }
  return size > bodyBytesMax ? null : Buffer.concat(parts).toString("utf8");
}
