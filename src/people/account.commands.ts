// What a person does to their own login: another password, the second step, the end of sessions. Whoever does it says
// the password again, since a session may have been left open; afterwards the session goes on under another token.
import { assert } from "../assert.ts";
import type { Db } from "../db/pool.ts";
import { enterCompany, inUser, type Reading, type Tx } from "../db/transaction.ts";
import { type Fact, record } from "../journal/journal.db.ts";
import { accountChanged } from "../mail/account-message.ts";
import { post } from "../mail/mail.commands.ts";
import { isRefusal, type Refusal, refuse } from "../refusal.ts";
import type { Actor, Caller, Origin } from "./actor.ts";
import { admit, countFailure, countSuccess } from "./attempts.commands.ts";
import { hashPassword, isPassword } from "./credential.commands.ts";
import { lockPerson, type Membership, membershipsOf } from "./people.db.ts";
import { endSessionsOf, type SessionListed, sessionsOf } from "./sessions.db.ts";
import { beginSession } from "./sign-in.commands.ts";
import {
  closeResetsOf,
  confirmSecret,
  deleteHalfSessionsOf,
  type Login,
  lockTwoSteps,
  loginById,
  recoveryCodesLeft,
  replaceRecoveryCodes,
  savePassword,
  saveSecret,
} from "./sign-in.db.ts";
import { makeRecoveryCodes, makeSecret, recoveryCodeHash, takeAppCode, takeCode } from "./two-step.commands.ts";

/** What acts on a login need to know of the call and of the installation. */
export type AccountContext = Origin & Readonly<{ db: Db; dataDir: string; publicUrl: string; at: Date }>;

/** The session goes on under this token. */
export type Rotated = Readonly<{ token: string }>;

function userIdOf({ entry }: Caller): string {
  assert(entry.kind === "session", "the route is for sessions");
  return entry.userId;
}

function sessionIdOf({ entry }: Caller): string {
  assert(entry.kind === "session", "the route is for sessions");
  return entry.sessionId;
}

async function loginOfCaller(reading: Reading, caller: Caller): Promise<Login> {
  const login = await loginById(reading, userIdOf(caller));
  assert(login !== null, "the login of a session exists");
  return login;
}

/** The password once more, and where `code` is given that too; guessing here is counted as at the door. */
async function prove(
  context: AccountContext,
  login: Login,
  given: Readonly<{ password: string; code?: string }>,
): Promise<Refusal | null> {
  const { db, at, address, dataDir } = context;
  const attempt = { email: login.email, address };
  const { password, code } = given;
  const closed = await admit(db, attempt, at, code === undefined ? null : login.userId);
  if (closed !== null) return closed;
  if (!(await isPassword(login.passwordHash, password))) {
    await countFailure(db, attempt, at);
    return refuse("wrong_password");
  }
  if (code !== undefined) {
    const used = await inUser(db, login.userId, (tx) => takeCode(tx, login.userId, code, dataDir, at));
    if (isRefusal(used)) {
      if (used.refused === "wrong_code") await countFailure(db, attempt, at, login.userId);
      return used;
    }
  }
  await countSuccess(db, attempt, at);
  return null;
}

/** An act on a login stands in the journal of every company that the login belongs to. */
export async function recordEverywhere(
  tx: Tx,
  userId: string,
  fact: Fact,
  address: string,
  at: Date,
): Promise<readonly Membership[]> {
  const memberships = await membershipsOf(tx, userId);
  for (const { companyId, personId } of memberships) {
    await enterCompany(tx, companyId);
    await lockPerson(tx, companyId, personId);
    await record(tx, companyId, { kind: "person", id: personId }, fact, { personId, address: address || null }, at);
  }
  return memberships;
}

/** The company whose outbox takes a mail on a login: the demo's mailbox is read by all its people, so it comes last. */
export const mailingCompany = (memberships: readonly Membership[]): Membership | null =>
  memberships.find(({ isDemo }) => !isDemo) ?? memberships[0] ?? null;

/** Tells the owner, at the address of the login, that something about signing in has changed. */
export async function tellOwner(
  tx: Tx,
  memberships: readonly Membership[],
  email: string,
  what: Parameters<typeof accountChanged>[0]["what"],
  { publicUrl, at, address }: Pick<AccountContext, "publicUrl" | "at" | "address">,
): Promise<void> {
  const through = mailingCompany(memberships);
  if (through === null) return;
  await enterCompany(tx, through.companyId);
  const message = accountChanged({ what, name: through.personName, publicUrl, at, address });
  await post(tx, through.companyId, { ...message, publicUrl, toPerson: through.personId, toAddress: email }, at);
}

/** All sessions of the login end, and the caller's begins anew. */
async function rotate(tx: Tx, caller: Caller, origin: Origin, at: Date): Promise<Rotated> {
  const { companyId, personId } = caller.actor;
  await endSessionsOf(tx, userIdOf(caller), "all");
  const { token } = await beginSession(
    tx,
    userIdOf(caller),
    { companyId, personId },
    { kind: "cookie", ...origin },
    null,
    at,
  );
  return { token };
}

export async function changePassword(
  context: AccountContext,
  caller: Caller,
  given: Readonly<{ password: string; newPassword: string }>,
): Promise<Rotated | Refusal> {
  const { db, at } = context;
  const login = await loginOfCaller(db, caller);
  const refused = await prove(context, login, { password: given.password });
  if (refused !== null) return refused;
  const passwordHash = await hashPassword(given.newPassword);
  return await inUser(db, login.userId, async (tx) => {
    await savePassword(tx, login.userId, passwordHash);
    await closeResetsOf(tx, login.userId, at);
    await deleteHalfSessionsOf(tx, login.userId);
    const fact = { act: "password_changed", facts: { address: context.address } };
    const memberships = await recordEverywhere(tx, login.userId, fact, context.address, at);
    await tellOwner(tx, memberships, login.email, "password_changed", context);
    return await rotate(tx, caller, context, at);
  });
}

// The second step.

export type TwoStepState = Readonly<{ isOn: boolean; recoveryCodesLeft: number }>;

export async function twoStepState(db: Db, caller: Caller): Promise<TwoStepState> {
  const { userId, hasTwoSteps } = await loginOfCaller(db, caller);
  return { isOn: hasTwoSteps, recoveryCodesLeft: hasTwoSteps ? await recoveryCodesLeft(db, userId) : 0 };
}

/** A secret to type into the authenticator app. It counts once a code has confirmed it. */
export async function beginTwoSteps(
  context: AccountContext,
  caller: Caller,
  given: Readonly<{ password: string }>,
): Promise<{ secret: string; uri: string } | Refusal> {
  const { db, dataDir } = context;
  const login = await loginOfCaller(db, caller);
  if (login.hasTwoSteps) return refuse("closed", [{ code: "two_step_is_on" }]);
  const refused = await prove(context, login, given);
  if (refused !== null) return refused;
  const made = makeSecret(dataDir, login.email);
  if (isRefusal(made)) return made;
  return await inUser(db, login.userId, async (tx) => {
    const standing = await lockTwoSteps(tx, login.userId);
    if (standing?.isConfirmed) return refuse("closed", [{ code: "two_step_is_on" }]);
    await saveSecret(tx, login.userId, made.sealed);
    return { secret: made.secret, uri: made.uri };
  });
}

export type TwoStepsOn = Rotated & Readonly<{ recoveryCodes: readonly string[] }>;

export async function confirmTwoSteps(
  context: AccountContext,
  caller: Caller,
  code: string,
): Promise<TwoStepsOn | Refusal> {
  const { db, dataDir, at, address } = context;
  const login = await loginOfCaller(db, caller);
  const attempt = { email: login.email, address };
  const closed = await admit(db, attempt, at);
  if (closed !== null) return closed;
  const done = await inUser(db, login.userId, async (tx): Promise<TwoStepsOn | Refusal> => {
    const begun = await lockTwoSteps(tx, login.userId);
    if (begun === null || begun.isConfirmed)
      return refuse("closed", [{ code: begun === null ? "two_step_not_begun" : "two_step_is_on" }]);
    const wrong = await takeAppCode(tx, login.userId, begun, code, dataDir, at);
    if (wrong !== null) return wrong;
    await confirmSecret(tx, login.userId, at);
    const recoveryCodes = await giveRecoveryCodes(tx, login.userId, at);
    await deleteHalfSessionsOf(tx, login.userId);
    const memberships = await recordEverywhere(
      tx,
      login.userId,
      { act: "two_step_on", facts: { address } },
      address,
      at,
    );
    await tellOwner(tx, memberships, login.email, "two_step_on", context);
    return { recoveryCodes, ...(await rotate(tx, caller, context, at)) };
  });
  if (!isRefusal(done)) await countSuccess(db, attempt, at);
  else if (done.refused === "wrong_code") await countFailure(db, attempt, at, login.userId);
  return done;
}

async function giveRecoveryCodes(tx: Tx, userId: string, at: Date): Promise<readonly string[]> {
  const codes = makeRecoveryCodes();
  await replaceRecoveryCodes(tx, userId, codes.map(recoveryCodeHash), at);
  return codes;
}

type PasswordAndCode = Readonly<{ password: string; code: string }>;

const twoStepsOff = refuse("closed", [{ code: "two_step_is_off" }]);

/** New recovery codes; the old ones are worth nothing then. */
export async function renewRecoveryCodes(
  context: AccountContext,
  caller: Caller,
  given: PasswordAndCode,
): Promise<{ recoveryCodes: readonly string[] } | Refusal> {
  const { db, at, address } = context;
  const login = await loginOfCaller(db, caller);
  if (!login.hasTwoSteps) return twoStepsOff;
  const refused = await prove(context, login, given);
  if (refused !== null) return refused;
  return await inUser(db, login.userId, async (tx) => {
    const recoveryCodes = await giveRecoveryCodes(tx, login.userId, at);
    await recordEverywhere(tx, login.userId, { act: "recovery_codes_renewed", facts: { address } }, address, at);
    return { recoveryCodes };
  });
}

export async function endTwoSteps(
  context: AccountContext,
  caller: Caller,
  given: PasswordAndCode,
): Promise<Rotated | Refusal> {
  const { db, at, address } = context;
  const login = await loginOfCaller(db, caller);
  if (!login.hasTwoSteps) return twoStepsOff;
  const refused = await prove(context, login, given);
  if (refused !== null) return refused;
  return await inUser(db, login.userId, async (tx) => {
    await saveSecret(tx, login.userId, null);
    await replaceRecoveryCodes(tx, login.userId, [], at);
    const memberships = await recordEverywhere(
      tx,
      login.userId,
      { act: "two_step_off", facts: { address } },
      address,
      at,
    );
    await tellOwner(tx, memberships, login.email, "two_step_off", context);
    return await rotate(tx, caller, context, at);
  });
}

// Sessions.

export type OwnSession = SessionListed & Readonly<{ companyName: string; isThis: boolean }>;

export function ownSessions(db: Db, caller: Caller, at: Date): Promise<readonly OwnSession[]> {
  const userId = userIdOf(caller);
  return inUser(db, userId, async (tx) => {
    const names = new Map(
      (await membershipsOf(tx, userId)).map(({ companyId, companyName }) => [companyId, companyName]),
    );
    const sessions = await sessionsOf(tx, userId, at);
    return sessions.map((session) => ({
      ...session,
      companyName: names.get(session.companyId) ?? "",
      isThis: session.sessionId === sessionIdOf(caller),
    }));
  });
}

export function endSession(db: Db, caller: Caller, sessionId: string, at: Date): Promise<Refusal | undefined> {
  const userId = userIdOf(caller);
  return inUser(db, userId, async (tx) => {
    const ended = await endSessionsOf(tx, userId, { only: sessionId });
    if (ended === 0) return refuse("not_found");
    await recordSessions(tx, caller.actor, ended, at);
    return undefined;
  });
}

export function endOtherSessions(db: Db, caller: Caller, at: Date): Promise<{ ended: number }> {
  const userId = userIdOf(caller);
  return inUser(db, userId, async (tx) => {
    const ended = await endSessionsOf(tx, userId, { except: sessionIdOf(caller) });
    if (ended > 0) await recordSessions(tx, caller.actor, ended, at);
    return { ended };
  });
}

async function recordSessions(tx: Tx, actor: Actor, count: number, at: Date): Promise<void> {
  const { companyId, personId } = actor;
  await enterCompany(tx, companyId);
  await lockPerson(tx, companyId, personId);
  const subject = { kind: "person", id: personId } as const;
  await record(tx, companyId, subject, { act: "sessions_ended", facts: { count } }, actor, at);
}
