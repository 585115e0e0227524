// Who is calling: the session's token comes as a cookie from the web app, or as a bearer token from a program.
import type { Db } from "../db/pool.ts";
import type { Caller } from "../people/actor.ts";
import { callerOf, sessionHours } from "../people/sign-in.commands.ts";
import { type Refusal, refuse } from "../refusal.ts";

const cookieName = "drawbridge";

/** The token of a request; a bearer token goes before a cookie. */
export function tokenOf(request: Request): { token: string; isBearer: boolean } | null {
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (bearer !== undefined) return { token: bearer, isBearer: true };
  const cookie = cookieOf(request);
  return cookie === null ? null : { token: cookie, isBearer: false };
}

function cookieOf(request: Request): string | null {
  for (const pair of (request.headers.get("cookie") ?? "").split(";")) {
    const [name, value] = pair.trim().split("=", 2);
    if (name === cookieName && value !== undefined && value !== "") return value;
  }
  return null;
}

export async function sessionOf(db: Db, request: Request, address: string, at: Date): Promise<Caller | Refusal> {
  const given = tokenOf(request);
  if (given === null) return refuse("not_signed_in", [{ code: "session_missing" }]);
  return await callerOf(db, { ...given, address }, at);
}

/** An access token that may only read reads, and none touches how its person signs in. */
export function entryRefusal({ entry }: Caller, method: string, needsSession: boolean): Refusal | null {
  if (entry.kind === "session") return null;
  if (needsSession) return refuse("not_permitted", [{ code: "needs_session" }]);
  return method === "get" || entry.mayWrite ? null : refuse("not_permitted", [{ code: "access_token_reads" }]);
}

/**
 * A page elsewhere can make a browser send our cookie along. So a writing call with a cookie, or without any token
 * (signing in), must come from a page of ours; a browser says so in a header that the page cannot choose. A program
 * that gives a bearer token needs none.
 */
export function foreignOrigin(request: Request, method: string, publicUrl: string): Refusal | null {
  if (method === "get" || request.headers.has("authorization")) return null;
  const origin = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  if (origin === null) {
    const isOurs = site === null ? cookieOf(request) === null : site === "same-origin" || site === "none";
    return isOurs ? null : refuse("not_permitted", [{ code: "foreign_origin", given: site ?? "no origin" }]);
  }
  const host = URL.canParse(origin) ? new URL(origin).host : null;
  if (host !== null && (origin === originOf(publicUrl) || host === request.headers.get("host"))) return null;
  return refuse("not_permitted", [{ code: "foreign_origin", given: origin }]);
}

function originOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).origin : null;
}

export function sessionCookie(token: string, publicUrl: string): string {
  return `${cookieName}=${token}; Max-Age=${sessionHours * 3600}${cookieRules(publicUrl)}`;
}

export function endedCookie(publicUrl: string): string {
  return `${cookieName}=; Max-Age=0${cookieRules(publicUrl)}`;
}

const cookieRules = (publicUrl: string): string =>
  `; Path=/; HttpOnly; SameSite=Lax${publicUrl.startsWith("https:") ? "; Secure" : ""}`;
