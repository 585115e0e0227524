// One small typed fetch. The server checks every answer against the schemas of `wire.ts`, so nothing is parsed again
// here: the caller names the inferred type.
import { ErrorShown, type ReasonShown } from "../../wire.ts";
import { label } from "../words.ts";

/** The API said no, and why: a sentence, and every reason. */
export class ApiRefusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly reasons: readonly ReasonShown[];

  constructor(status: number, code: string, message: string, reasons: readonly ReasonShown[]) {
    super(message);
    this.name = "ApiRefusal";
    this.status = status;
    this.code = code;
    this.reasons = reasons;
  }
}

export const get = <T>(path: string): Promise<T> => ask<T>("GET", path);
export const post = <T>(path: string, body?: unknown): Promise<T> => ask<T>("POST", path, body);
export const patch = <T>(path: string, body: unknown): Promise<T> => ask<T>("PATCH", path, body);
export const put = <T>(path: string, body: unknown): Promise<T> => ask<T>("PUT", path, body);
export const del = <T>(path: string, body?: unknown): Promise<T> => ask<T>("DELETE", path, body);

/** Sends a file as it is, byte for byte: the server judges its encoding. */
export function postFile<T>(path: string, file: Blob, contentType: string): Promise<T> {
  return answerOf<T>(path, { method: "POST", body: file, headers: { "content-type": contentType } });
}

function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  if (body === undefined) return answerOf<T>(path, { method });
  return answerOf<T>(path, { method, body: JSON.stringify(body), headers: { "content-type": "application/json" } });
}

async function answerOf<T>(path: string, request: RequestInit): Promise<T> {
  const response = await fetch(`/api${path}`, { credentials: "same-origin", ...request }).catch(() => null);
  if (response === null) throw new ApiRefusal(0, "unreachable", "", []);
  const text = await response.text();
  if (!response.ok) throw refusalIn(response.status, text);
  // The server validated its own answer; this is the one place where text becomes the type that the caller names.
  return (text === "" ? null : JSON.parse(text)) as T;
}

function refusalIn(status: number, text: string): ApiRefusal {
  const read = ErrorShown.safeParse(parsed(text));
  if (!read.success) return new ApiRefusal(status, "not_understood", "", []);
  const { code, message, reasons } = read.data.error;
  return new ApiRefusal(status, code, message, reasons);
}

/** What stands between us and the server (a proxy, a restart) may answer in HTML: that is no defect of ours. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** These name a field as the wire calls it; beside the field itself, or with its label, they are said otherwise. */
const aboutShape = ["missing", "not_allowed", "secret_not_allowed"];

/** The sentence of the reason that names this field, for showing beside the field itself. */
export function problemOf(error: unknown, field: string): string | null {
  if (!(error instanceof ApiRefusal)) return null;
  const found = error.reasons.filter((reason) => reason.field === field);
  if (found.length === 0) return null;
  return found
    .map(({ code, message, given = "", allowed = "" }) => {
      if (!aboutShape.includes(code)) return message;
      return given === "" ? label("field.empty") : label("field.allowed", { allowed });
    })
    .join(" ");
}

/** The reason with the field named as the screen names it. */
export function namedAs(reason: ReasonShown, nameOf: (field: string) => string | null): ReasonShown {
  const { code, field = "", given = "", allowed = "" } = reason;
  const name = nameOf(field);
  if (name === null || !aboutShape.includes(code)) return reason;
  return { ...reason, message: label(given === "" ? "field.missing" : "field.given", { name, given, allowed }) };
}
