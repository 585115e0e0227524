// One HTTP conversation with an ERP, told as an outcome. What decides is whether bytes of ours may have left: before that
// nothing was done (`busy`), after that silence or a broken answer proves nothing (`unknown`). A complete answer of any
// status is `done`; what the status means is the connector's to say. Nothing is retried and no redirect is followed.
import { Agent as PlainAgent, request as plainRequest } from "node:http";
import { Agent as SecureAgent, request as secureRequest } from "node:https";
import type { Outcome, Problem } from "./connector.ts";

export type HttpRequest = Readonly<{
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** As a person typed it in the settings, with or without a path and a slash at its end. */
  address: string;
  /** Begins with a slash; added to the address. */
  path: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** From the first moment to the last byte of the answer. */
  timeoutMs: number;
  /** An answer larger than this is not read to its end. */
  answerBytesMax?: number;
}>;

export type HttpAnswer = Readonly<{
  status: number;
  /** Lower-case names; the first value where one is repeated. */
  headers: Readonly<Record<string, string>>;
  text: string;
  /** What `Retry-After` asks, where it is given in seconds. */
  retryAfterMs: number | null;
}>;

export const answerBytesMax = 8 * 1024 * 1024;

const plainAgent = new PlainAgent({ keepAlive: false });
const secureAgent = new SecureAgent({ keepAlive: false });

/** Never throws and never rejects: whatever the other side does is in the outcome. No header of ours is in a problem. */
export function converse(asked: HttpRequest): Promise<Outcome<HttpAnswer>> {
  const url = targetOf(asked.address, asked.path);
  if ("problem" in url) return Promise.resolve({ kind: "refused", problems: [url.problem] });
  return new Promise((resolve) => talk(asked, url, resolve));
}

/** The body of an answer as JSON. Anything else is an answer nobody can trust. */
export function jsonOf(answer: HttpAnswer): Outcome<unknown> {
  try {
    return { kind: "done", value: JSON.parse(answer.text) };
  } catch {
    return {
      kind: "unknown",
      problem: transient("answer_unreadable", `The ERP answered ${answer.status}, not in JSON.`),
    };
  }
}

export function basicAuthorization(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`, "utf8").toString("base64")}`;
}

function targetOf(address: string, path: string): URL | { problem: Problem } {
  const typed = address.trim();
  const base = /^https?:\/\/[^/]/i.test(typed) && URL.canParse(typed) ? new URL(typed) : null;
  if (base === null || base.search !== "" || base.hash !== "") {
    const words = "The address must begin with http:// or https://, name a server, and have no ? or #.";
    return { problem: access("address_unreadable", words) };
  }
  if (base.username !== "" || base.password !== "") {
    return { problem: access("address_holds_secret", "The address must not hold a user name or a password.") };
  }
  return new URL(`${base.origin}${base.pathname.replace(/\/+$/, "")}${path}`);
}

function talk(asked: HttpRequest, url: URL, resolve: (outcome: Outcome<HttpAnswer>) => void): void {
  let mayHaveLeft = false;
  let settled = false;
  const secure = url.protocol === "https:";
  const body = asked.body === undefined ? null : Buffer.from(asked.body, "utf8");
  const headers: Record<string, string> = { ...asked.headers };
  if (body !== null) headers["content-length"] = String(body.length);

  const request = beginRequest(url, secure, asked.method, headers);
  if (request === null) {
    const problem = access("request_unreadable", "A setting holds a character that cannot be sent.");
    resolve({ kind: "refused", problems: [problem] });
    return;
  }

  const settle = (outcome: Outcome<HttpAnswer>): void => {
    if (settled) return;
    settled = true;
    clearTimeout(timer);
    request.destroy();
    resolve(outcome);
  };
  const broken = (code: string, said: string): void => settle({ kind: "unknown", problem: transient(code, said) });

  const timer = setTimeout(() => {
    if (mayHaveLeft) broken("no_answer", `The ERP did not answer within ${asked.timeoutMs} ms.`);
    else settle(notReached(`No connection to the ERP within ${asked.timeoutMs} ms.`));
  }, asked.timeoutMs);

  request.on("socket", (socket) => {
    socket.once(secure ? "secureConnect" : "connect", () => {
      mayHaveLeft = true;
    });
  });
  request.on("error", (error: NodeJS.ErrnoException) => {
    if (mayHaveLeft) broken("connection_broken", `The connection broke before the answer was complete${named(error)}.`);
    else if (isCertificateProblem(error)) settle({ kind: "refused", problems: [certificateProblem(error)] });
    else settle(notReached(`No connection to the ERP${named(error)}.`));
  });
  request.on("response", (response) => {
    const parts: Buffer[] = [];
    let size = 0;
    response.on("data", (part: Buffer) => {
      size += part.length;
      if (size > (asked.answerBytesMax ?? answerBytesMax)) broken("answer_too_large", "The ERP's answer is too large.");
      else parts.push(part);
    });
    response.on("error", (error: NodeJS.ErrnoException) => {
      broken("connection_broken", `The connection broke before the answer was complete${named(error)}.`);
    });
    response.on("close", () => broken("connection_broken", "The connection broke before the answer was complete."));
    response.on("end", () => {
      if (!response.complete) return broken("connection_broken", "The answer was cut off.");
      const text = textOf(Buffer.concat(parts));
      const status = response.statusCode ?? 0;
      if (text === null) return broken("answer_unreadable", `The ERP answered ${status}, not in UTF-8.`);
      // Some servers do the work and then point elsewhere, so a redirect says nothing about what was done.
      if (status >= 300 && status < 400) {
        return broken("redirected", `The ERP answered ${status} and points to another address.`);
      }
      const first = firstValues(response.headersDistinct);
      settle({ kind: "done", value: { status, headers: first, text, retryAfterMs: retryAfter(first["retry-after"]) } });
    });
  });
  if (body === null) request.end();
  else request.end(body);
}

/** Null where Node refuses to write the header at all: a line break or a control character in a setting. */
function beginRequest(url: URL, secure: boolean, method: string, headers: Record<string, string>) {
  try {
    return secure
      ? secureRequest(url, { method, headers, agent: secureAgent })
      : plainRequest(url, { method, headers, agent: plainAgent });
  } catch {
    return null;
  }
}

function notReached(said: string): Outcome<HttpAnswer> {
  return { kind: "busy", problem: transient("unreachable", said), retryAfterMs: null };
}

function isCertificateProblem(error: NodeJS.ErrnoException): boolean {
  return /CERT|SIGNATURE|ALTNAME|ERR_TLS|ERR_SSL|EPROTO/.test(error.code ?? "");
}

function certificateProblem(error: NodeJS.ErrnoException): Problem {
  return access("certificate_refused", `The ERP's certificate is not accepted${named(error)}.`);
}

/** Only the code: the message of a system error repeats addresses. */
function named(error: NodeJS.ErrnoException): string {
  return error.code === undefined ? "" : ` (${error.code})`;
}

function transient(code: string, said: string): Problem {
  return { class: "transient", code, said, field: null };
}

function access(code: string, said: string): Problem {
  return { class: "access", code, said, field: null };
}

function textOf(bytes: Buffer): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function firstValues(headers: NodeJS.Dict<string[]>): Record<string, string> {
  const first: Record<string, string> = {};
  for (const [name, values] of Object.entries(headers)) {
    if (values?.[0] !== undefined) first[name] = values[0];
  }
  return first;
}

function retryAfter(value: string | undefined): number | null {
  return value !== undefined && /^\d{1,6}$/.test(value) ? Number(value) * 1000 : null;
}
