// What comes in: read with a limit, checked against its shape, and everything that is wrong with it said at once.
import type { z } from "zod";
import { type Reason, type Refusal, refuse } from "../refusal.ts";

export const bodyLimits = { json: 1024 * 1024, file: 20 * 1024 * 1024 } as const;

/** Reads a request's body, and stops where it grows beyond the limit. */
export async function readBody(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer> | Refusal> {
  const announced = Number(request.headers.get("content-length") ?? "0");
  if (announced > limit) return tooLarge(sizeShown(announced), limit);
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > limit) {
      await reader.cancel();
      return tooLarge(`More than ${sizeShown(limit)}`, limit);
    }
    chunks.push(value);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

function tooLarge(given: string, limit: number): Refusal {
  return refuse("too_large", [{ code: "body_too_large", given, allowed: sizeShown(limit) }]);
}

function sizeShown(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KiB` : `${Math.round((bytes / 1024 / 1024) * 10) / 10} MiB`;
}

/** A JSON body as a value; an empty body is `undefined`. */
export async function readJson(request: Request): Promise<{ value: unknown } | Refusal> {
  const bytes = await readBody(request, bodyLimits.json);
  if ("refused" in bytes) return bytes;
  if (bytes.byteLength === 0) return { value: undefined };
  const given = mediaTypeOf(request);
  if (given !== "application/json")
    return refuse("bad_input", [{ code: "not_json_content_type", given, allowed: "application/json" }]);
  try {
    return { value: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) };
  } catch (error) {
    // Both parsers say in one sentence where it went wrong; that is the sender's to read.
    const problem = error instanceof Error ? error.message : String(error);
    return refuse("bad_input", [{ code: "not_json", values: { problem } }]);
  }
}

export function mediaTypeOf(request: Request): string {
  return (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}

/** The value in the shape that was asked for, or every problem with it. */
export function check<Shape extends z.ZodType>(
  shape: Shape,
  value: unknown,
): { ok: true; value: z.output<Shape> } | { ok: false; reasons: Reason[] } {
  const strange = unreadableFields(value);
  const read = shape.safeParse(value);
  if (read.success && strange.length === 0) return { ok: true, value: read.data };
  const reasons = read.success ? [] : read.error.issues.flatMap((issue) => reasonsOf(issue, value));
  return { ok: false, reasons: [...strange, ...reasons] };
}

type Issue = z.core.$ZodIssue;

/** A field whose name says that what is in it is nobody else's to see. */
const isSecret = /password|secret|token|^settings\./i;

function reasonsOf(issue: Issue, whole: unknown): Reason[] {
  const field = issue.path.join(".") || "body";
  if (issue.code === "unrecognized_keys") {
    const prefix = issue.path.length === 0 ? "" : `${field}.`;
    return issue.keys.map((key) => ({
      code: "unknown_field",
      field: `${prefix}${key}`,
      allowed: "the fields of the API's description",
    }));
  }
  const allowed = allowedBy(issue);
  const given = valueAt(whole, issue.path);
  if (given === undefined) return [{ code: "missing", field, allowed }];
  if (isSecret.test(field)) return [{ code: "secret_not_allowed", field, allowed }];
  return [{ code: "not_allowed", field, given: shown(given), allowed }];
}

function valueAt(whole: unknown, path: readonly PropertyKey[]): unknown {
  let value = whole;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

function shown(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

function allowedBy(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return `a value of the kind ${issue.expected}`;
    case "too_big":
      return issue.origin === "string"
        ? `at most ${issue.maximum} characters`
        : issue.origin === "array"
          ? `at most ${issue.maximum} of them`
          : `at most ${issue.maximum}`;
    case "too_small":
      return issue.origin === "string"
        ? issue.minimum === 1
          ? "at least one character"
          : `at least ${issue.minimum} characters`
        : issue.origin === "array"
          ? `at least ${issue.minimum} of them`
          : `at least ${issue.minimum}`;
    case "invalid_value":
      return issue.values.map(String).join(", ");
    case "invalid_format":
      return formatShown(issue.format);
    case "custom":
      return issue.message;
    default:
      return issue.message;
  }
}

function formatShown(format: string): string {
  if (format === "uuid") return "an id, as 0193a1b2-0000-7000-8000-000000000000";
  if (format === "email") return "an e-mail address";
  if (format === "datetime") return "an instant in UTC, as 2026-01-31T12:00:00Z";
  return `the format ${format}`;
}

/** PostgreSQL keeps every character but NUL. */
function unreadableFields(value: unknown, path: readonly string[] = []): Reason[] {
  if (typeof value === "string")
    return value.includes("\0") ? [{ code: "unreadable_character", field: path.join(".") || "body" }] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => unreadableFields(inner, [...path, key]));
}
