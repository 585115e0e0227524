// A route in a few lines: its address and shapes, and a function from a checked call to a value or a refusal. Everything
// that all routes do alike is here.
import type { Context, Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { z } from "zod";
import { assert } from "../assert.ts";
import type { Actor, Caller } from "../people/actor.ts";
import { isRefusal, type Reason, type Refusal, refuse } from "../refusal.ts";
import { callerAddress } from "./caller-address.ts";
import type { ApiContext, ApiEnv } from "./context.ts";
import { bodyLimits, check, mediaTypeOf, readBody, readJson } from "./input.ts";
import { errorShown, statusOf } from "./refusals.ts";
import { entryRefusal, foreignOrigin, sessionOf } from "./session.ts";

type Nothing = z.ZodUndefined;
type Method = "get" | "post" | "put" | "patch" | "delete";

export type Definition<
  Params extends z.ZodType = Nothing,
  Query extends z.ZodType = Nothing,
  Body extends z.ZodType = Nothing,
  Answer extends z.ZodType = Nothing,
> = Readonly<{
  method: Method;
  /** As OpenAPI writes it: `/api/contracts/{contractId}`. */
  path: string;
  /** One line for the API's description. */
  summary: string;
  params?: Params;
  query?: Query;
  /** A JSON body. */
  body?: Body;
  /** The body is a file of one of these media types (`*` is any), given as `bytes`. */
  file?: readonly string[];
  /** Without it the answer is empty (204), or a file where the handler gives one. */
  answer?: Answer;
  /** Of a good answer: 200, or 204 where it is empty. */
  status?: 200 | 201 | 202;
  /** For a person who is signed in: an access token does not do. */
  needsSession?: true;
}>;

export type Call<Params, Query, Body> = Readonly<{
  params: Params;
  query: Query;
  body: Body;
  /** The file, where the route takes one. */
  bytes: Uint8Array<ArrayBuffer>;
  /** The file's media type. */
  mediaType: string;
  db: ApiContext["db"];
  at: Date;
  context: ApiContext;
  request: Request;
  /** The caller's network address, or "". */
  address: string;
  /** What the caller's browser or program says of itself, or "". */
  agent: string;
  /** To add to the answer: a cookie. */
  answerHeaders: Headers;
}>;
export type SignedInCall<Params, Query, Body> = Call<Params, Query, Body> & Readonly<{ actor: Actor; caller: Caller }>;

/** An answer that is a file. */
export type FileAnswer = Readonly<{ file: Uint8Array<ArrayBuffer>; name: string; mediaType: string }>;

type Answered<Answer extends z.ZodType> = Promise<z.input<Answer> | FileAnswer | Refusal>;

export type Route = Readonly<{ definition: Definition<z.ZodType, z.ZodType, z.ZodType, z.ZodType>; signedIn: boolean }>;

/** What a noun's `registerXRoutes(api)` is given. */
export type Api = Readonly<{
  context: ApiContext;
  /** A route for people who are signed in. */
  route<
    Params extends z.ZodType = Nothing,
    Query extends z.ZodType = Nothing,
    Body extends z.ZodType = Nothing,
    Answer extends z.ZodType = Nothing,
  >(
    definition: Definition<Params, Query, Body, Answer>,
    handle: (call: SignedInCall<z.output<Params>, z.output<Query>, z.output<Body>>) => Answered<Answer>,
  ): void;
  /** A route for anybody. */
  openRoute<
    Params extends z.ZodType = Nothing,
    Query extends z.ZodType = Nothing,
    Body extends z.ZodType = Nothing,
    Answer extends z.ZodType = Nothing,
  >(
    definition: Definition<Params, Query, Body, Answer>,
    handle: (call: Call<z.output<Params>, z.output<Query>, z.output<Body>>) => Answered<Answer>,
  ): void;
  /** Every route there is, for the API's description. */
  routes: readonly Route[];
}>;

export function apiOn(app: Hono<ApiEnv>, context: ApiContext): Api {
  const routes: Route[] = [];
  type AnyDefinition = Definition<z.ZodType, z.ZodType, z.ZodType, z.ZodType>;
  const add = (
    definition: AnyDefinition,
    signedIn: boolean,
    handle: (call: Call<unknown, unknown, unknown>, caller: Caller | null) => Promise<unknown>,
  ): void => {
    const path = definition.path.replace(/\{(\w+)\}/g, ":$1");
    routes.push({ definition, signedIn });
    app.on(definition.method.toUpperCase(), path, async (c) => {
      const answerHeaders = new Headers();
      const answer = await answerTo(c, context, definition, signedIn, answerHeaders, handle);
      return respond(c, context, definition, answer, answerHeaders);
    });
  };
  return {
    context,
    routes,
    route: (definition, handle) =>
      add(definition, true, (call, caller) => {
        assert(caller !== null, "a route for people who are signed in has a caller");
        return handle({ ...call, caller, actor: caller.actor } as Parameters<typeof handle>[0]);
      }),
    openRoute: (definition, handle) => add(definition, false, (call) => handle(call as Parameters<typeof handle>[0])),
  };
}

async function answerTo(
  c: Context,
  context: ApiContext,
  definition: Definition<z.ZodType, z.ZodType, z.ZodType, z.ZodType>,
  signedIn: boolean,
  answerHeaders: Headers,
  handle: (call: Call<unknown, unknown, unknown>, caller: Caller | null) => Promise<unknown>,
): Promise<unknown> {
  const request = c.req.raw;
  const at = context.now();
  const foreign = foreignOrigin(request, definition.method, context.publicUrl);
  if (foreign !== null) return foreign;
  const address = addressOf(c, context.trustedProxies);
  const known = signedIn ? await sessionOf(context.db, request, address, at) : null;
  if (isRefusal(known)) return known;
  const caller = known && { ...known, actor: { ...known.actor, address: address || null } };
  const closed = caller === null ? null : entryRefusal(caller, definition.method, definition.needsSession ?? false);
  if (closed !== null) return closed;

  const file = definition.file === undefined ? null : await readFileBody(request, definition.file);
  if (isRefusal(file)) return file;
  const json = definition.body === undefined ? { value: undefined } : await readJson(request);
  if (isRefusal(json)) return json;

  const params = check(definition.params ?? z.undefined(), definition.params && c.req.param());
  const query = check(strict(definition.query), definition.query && c.req.query());
  const body = check(strict(definition.body), json.value);
  if (!params.ok || !query.ok || !body.ok) {
    const wrong: Reason[] = [params, query, body].flatMap((part) => (part.ok ? [] : part.reasons));
    // An id that is none names nothing: the address is wrong, not the input.
    return params.ok ? refuse("bad_input", wrong) : refuse("not_found");
  }
  const call = {
    params: params.value,
    query: query.value,
    body: body.value,
    bytes: file?.bytes ?? new Uint8Array(),
    mediaType: file?.mediaType ?? "",
    db: context.db,
    at,
    context,
    request,
    address,
    agent: request.headers.get("user-agent") ?? "",
    answerHeaders,
  };
  return await handle(call, caller);
}

/** A misspelt field is refused, not ignored. */
function strict(shape: z.ZodType | undefined): z.ZodType {
  if (shape === undefined) return z.undefined();
  return shape instanceof z.ZodObject ? shape.strict() : shape;
}

async function readFileBody(
  request: Request,
  allowed: readonly string[],
): Promise<{ bytes: Uint8Array<ArrayBuffer>; mediaType: string } | Refusal> {
  const mediaType = mediaTypeOf(request) || "application/octet-stream";
  if (!allowed.includes("*") && !allowed.includes(mediaType))
    return refuse("bad_input", [{ code: "wrong_content_type", given: mediaType, allowed: allowed.join(", ") }]);
  const bytes = await readBody(request, bodyLimits.file);
  return "refused" in bytes ? bytes : { bytes, mediaType };
}

/** The network address of the caller; "" in a call that came by no socket. */
function addressOf(c: Context, trustedProxies: number): string {
  const bindings: { incoming?: { socket?: { remoteAddress?: string } } } | undefined = c.env;
  const socket = bindings?.incoming?.socket?.remoteAddress ?? "";
  return callerAddress(socket, c.req.header("x-forwarded-for") ?? "", trustedProxies);
}

function respond(
  c: Context,
  context: ApiContext,
  definition: Definition<z.ZodType, z.ZodType, z.ZodType, z.ZodType>,
  answer: unknown,
  headers: Headers,
): Response {
  for (const [name, value] of headers) c.header(name, value, { append: true });
  c.header("cache-control", "no-store");
  if (isRefusal(answer)) return c.json(errorShown(answer), statusOf[answer.refused] as ContentfulStatusCode);
  if (isFile(answer)) return fileResponse(c, answer);
  if (definition.answer === undefined) return c.body(null, 204);
  if (context.checkAnswers) {
    const read = strict(definition.answer).safeParse(answer);
    assert(read.success, `the answer of ${definition.path} has its shape: ${read.error?.message}`);
  }
  return c.json(answer as object, definition.status ?? 200);
}

function isFile(answer: unknown): answer is FileAnswer {
  return typeof answer === "object" && answer !== null && "file" in answer && answer.file instanceof Uint8Array;
}

function fileResponse(c: Context, { file, name, mediaType }: FileAnswer): Response {
  c.header("content-type", mediaType);
  c.header("content-disposition", `attachment; filename*=UTF-8''${encodeURIComponent(name)}`);
  // Whatever somebody uploaded is not run as a page of ours.
  c.header("content-security-policy", "sandbox; default-src 'none'");
  return c.body(file);
}
