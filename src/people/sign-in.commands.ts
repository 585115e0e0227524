// Signing in and out: password, then the code where two steps are on, then a session. A session's token is made when it
// begins and never before, so that nobody can be given one that somebody else knows.
import { randomUUID } from "node:crypto";
import { assert } from "../assert.ts";
import type { Db } from "../db/pool.ts";
import { asUser, enterCompany, inCompany, inNoCompany, inUser, readCompany, type Tx } from "../db/transaction.ts";
import { type Fact, record } from "../journal/journal.db.ts";
import { isRefusal, type Refusal, refuse } from "../refusal.ts";
import type { Actor, Caller, Origin } from "./actor.ts";
import { admit, countFailure, countSuccess } from "./attempts.commands.ts";
import { isPassword, newCompanyToken, newSecret, sha256 } from "./credential.commands.ts";
import { lockPerson, type Membership, membershipsOf } from "./people.db.ts";
import {
  deleteSession,
  findAccessToken,
  findSession,
  saveSession,
  touchAccessToken,
  touchSession,
} from "./sessions.db.ts";
import { countCode, deleteHalfSession, findHalfSession, loginById, loginOf, saveHalfSession } from "./sign-in.db.ts";
import { companyOfToken, isAccessToken } from "./token.ts";
import { takeCode } from "./two-step.commands.ts";

/** A session ends this long after signing in, whatever is done in it. */
export const sessionHours = 12;
const halfSessionMinutes = 10;
const codesOfHalfSession = 5;
/** Being seen is written down at most this often. */
const seenEveryMs = 60_000;

export type SignedIn = Readonly<{ token: string; actor: Actor }>;
/** The password was right, and the code is still to be given, with this token, which is good for nothing else. */
export type HalfSignedIn = Readonly<{ halfToken: string }>;

export type SignInAsked = Readonly<{ email: string; password: string; companyId: string | null }>;
/** Where a session begins, and the token that the browser or program brought along, which ends then. */
export type Beginning = Origin & Readonly<{ kind: "cookie" | "bearer"; oldToken: string | null }>;

/** A login and, of the companies it belongs to, the one asked for or the first by name. */
export async function signIn(
  db: Db,
  asked: SignInAsked,
  beginning: Beginning,
  at: Date,
): Promise<SignedIn | HalfSignedIn | Refusal> {
  const attempt = { email: asked.email, address: beginning.address };
  const closed = await admit(db, attempt, at);
  if (closed !== null) return closed;
  const login = await loginOf(db, asked.email);
  const isRight = await isPassword(login?.passwordHash ?? null, asked.password);
  const chosen = login === null || !isRight ? null : await membershipIn(db, login.userId, asked.companyId);
  if (login === null || chosen === null) {
    await countFailure(db, attempt, at);
    return refuse("wrong_sign_in");
  }
  // Not a success yet: who has the password alone must not get the count of codes cleared by giving it again.
  if (login.hasTwoSteps) return await openHalfSession(db, login.userId, at);
  await countSuccess(db, attempt, at);
  return await openSession(db, login.userId, chosen, beginning, { act: "signed_in", facts: { by: "password" } }, at);
}

async function membershipIn(db: Db, userId: string, companyId: string | null): Promise<Membership | null> {
  const memberships = await asUser(db, userId, (reading) => membershipsOf(reading, userId));
  return memberships.find((membership) => companyId === null || membership.companyId === companyId) ?? null;
}

async function openHalfSession(db: Db, userId: string, at: Date): Promise<HalfSignedIn> {
  const halfToken = newSecret();
  const expiresAt = new Date(at.getTime() + halfSessionMinutes * 60_000);
  await inNoCompany(db, (tx) => saveHalfSession(tx, { tokenHash: sha256(halfToken), userId, at, expiresAt }));
  return { halfToken };
}

/** The second step: a code of the app, or a recovery code. */
export async function giveCode(
  db: Db,
  asked: Readonly<{ halfToken: string; code: string; companyId: string | null }>,
  beginning: Beginning,
  dataDir: string,
  at: Date,
): Promise<SignedIn | Refusal> {
  const over = refuse("not_signed_in", [{ code: "half_session_over" }]);
  const halfHash = sha256(asked.halfToken);
  const userId = await findHalfSession(db, halfHash, at);
  const login = userId === null ? null : await loginById(db, userId);
  if (login === null) return over;
  const attempt = { email: login.email, address: beginning.address };
  const closed = await admit(db, attempt, at, login.userId);
  if (closed !== null) return closed;
  const used = await inNoCompany(db, async (tx) => {
    if (!(await countCode(tx, halfHash, codesOfHalfSession, at))) return over;
    const taken = await takeCode(tx, login.userId, asked.code, dataDir, at);
    if (!isRefusal(taken)) await deleteHalfSession(tx, halfHash);
    return taken;
  });
  if (isRefusal(used)) {
    if (used.refused === "wrong_code") await countFailure(db, attempt, at, login.userId);
    return used;
  }
  const chosen = await membershipIn(db, login.userId, asked.companyId);
  if (chosen === null) return refuse("wrong_sign_in");
  await countSuccess(db, attempt, at);
  return await openSession(db, login.userId, chosen, beginning, { act: "signed_in", facts: used }, at);
}

/** Begins a session, and ends the one that was there. */
export async function openSession(
  db: Db,
  userId: string,
  membership: Membership,
  beginning: Beginning,
  fact: Fact,
  at: Date,
): Promise<SignedIn> {
  const opened = await inUser(db, userId, (tx) => beginSession(tx, userId, membership, beginning, fact, at));
  if (beginning.oldToken !== null) await dropSession(db, beginning.oldToken);
  return opened;
}

/** In an act on the login. The company of the new session is the one spoken of afterwards. */
export async function beginSession(
  tx: Tx,
  userId: string,
  { companyId, personId }: Pick<Membership, "companyId" | "personId">,
  { kind, address, agent }: Omit<Beginning, "oldToken">,
  fact: Fact | null,
  at: Date,
): Promise<SignedIn> {
  const token = newCompanyToken(companyId);
  const tokenHash = sha256(token);
  await enterCompany(tx, companyId);
  await saveSession(tx, companyId, {
    sessionId: randomUUID(),
    tokenHash,
    personId,
    userId,
    kind,
    address,
    agent: agentKept(agent),
    at,
    expiresAt: new Date(at.getTime() + sessionHours * 3_600_000),
  });
  if (fact !== null) {
    await lockPerson(tx, companyId, personId);
    const facts = { ...fact.facts, address };
    await record(
      tx,
      companyId,
      { kind: "person", id: personId },
      { act: fact.act, facts },
      { personId, address: address || null },
      at,
    );
  }
  const session = await findSession(tx, companyId, tokenHash);
  assert(session !== null, "a session that was just saved is found");
  return { token, actor: session.person.actor };
}

/** What a browser says of itself is anybody's text: one line of it is kept. */
const agentKept = (agent: string): string =>
  agent
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim()
    .slice(0, 300);

/** The token of another session that came with a sign-in is worth nothing afterwards; an access token stays. */
async function dropSession(db: Db, token: string): Promise<void> {
  const companyId = isAccessToken(token) ? null : companyOfToken(token);
  if (companyId !== null) await inCompany(db, companyId, (tx) => deleteSession(tx, companyId, sha256(token)));
}

/** The same person in another of their companies: a session there, and the end of this one. */
export async function changeSessionCompany(
  db: Db,
  caller: Caller,
  companyId: string,
  beginning: Beginning,
  at: Date,
): Promise<SignedIn | Refusal> {
  const { entry } = caller;
  assert(entry.kind === "session", "the route is for sessions");
  const chosen = await membershipIn(db, entry.userId, companyId);
  if (chosen === null) return refuse("not_found");
  const fact = { act: "signed_in", facts: { by: "otherCompany" } };
  return await openSession(db, entry.userId, chosen, beginning, fact, at);
}

const sessionOver = refuse("not_signed_in", [{ code: "session_over" }]);

/** Who a token stands for. An access token comes as a bearer token alone: a browser never carries one along. */
export async function callerOf(
  db: Db,
  { token, isBearer, address }: Readonly<{ token: string; isBearer: boolean; address: string }>,
  at: Date,
): Promise<Caller | Refusal> {
  if (isAccessToken(token)) return isBearer ? await callerOfAccessToken(db, token, at) : sessionOver;
  const companyId = companyOfToken(token);
  if (companyId === null) return sessionOver;
  const tokenHash = sha256(token);
  const session = await readCompany(db, companyId, (reading) => findSession(reading, companyId, tokenHash));
  if (session === null || session.expiresAt <= at) return sessionOver;
  if (at.getTime() - session.lastSeenAt.getTime() >= seenEveryMs || session.address !== address)
    await inCompany(db, companyId, (tx) => touchSession(tx, companyId, tokenHash, { at, address }));
  const { sessionId, userId } = session;
  return { actor: session.person.actor, entry: { kind: "session", userId, sessionId, tokenHash } };
}

async function callerOfAccessToken(db: Db, token: string, at: Date): Promise<Caller | Refusal> {
  const over = refuse("not_signed_in", [{ code: "access_token_over" }]);
  const companyId = companyOfToken(token);
  if (companyId === null) return over;
  const found = await readCompany(db, companyId, (reading) => findAccessToken(reading, companyId, sha256(token)));
  if (found === null || found.expiresAt <= at) return over;
  const { tokenId, mayWrite, lastUsedAt, person } = found;
  if (lastUsedAt === null || at.getTime() - lastUsedAt.getTime() >= seenEveryMs)
    await inCompany(db, companyId, (tx) => touchAccessToken(tx, companyId, tokenId, at));
  return { actor: person.actor, entry: { kind: "accessToken", tokenId, mayWrite } };
}

/** Ends a session; one that has ended already stays so. */
export async function signOut(db: Db, token: string, at: Date): Promise<void> {
  const companyId = isAccessToken(token) ? null : companyOfToken(token);
  if (companyId === null) return;
  await inCompany(db, companyId, async (tx) => {
    const ended = await deleteSession(tx, companyId, sha256(token));
    if (ended === null) return;
    await lockPerson(tx, companyId, ended.personId);
    const subject = { kind: "person", id: ended.personId } as const;
    await record(
      tx,
      companyId,
      subject,
      { act: "signed_out", facts: {} },
      { personId: ended.personId, address: null },
      at,
    );
  });
}
