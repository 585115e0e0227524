// Counting attempts to sign in; `attempts.ts` has the rule.
import type { Db } from "../db/pool.ts";
import { inNoCompany, type Tx } from "../db/transaction.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { addressGroup, attemptRules, isKnown, secondsToWait, withFailure, withSuccess } from "./attempts.ts";
import { sha256 } from "./credential.commands.ts";
import { deleteTally, findTally, lockTally, saveTally, sweepTallies } from "./sign-in.db.ts";

/** Who is tried to be, and from where. */
export type Attempt = Readonly<{ email: string; address: string }>;

const keyOf = (kind: keyof typeof attemptRules, ...parts: readonly string[]): string => {
  const text = JSON.stringify([kind, ...parts]);
  return sha256(text);
};
const loginKey = ({ email, address }: Attempt) => keyOf("login", email.toLowerCase(), addressGroup(address));
const addressKey = ({ address }: Attempt) => keyOf("address", addressGroup(address));
const codesKey = (userId: string) => keyOf("codes", userId);
const resetKey = ({ email, address }: Attempt) => keyOf("reset", email.toLowerCase(), addressGroup(address));

const mustWait = (seconds: number): Refusal =>
  refuse("too_many_attempts", [{ code: "wait_before_signing_in", values: { minutes: Math.ceil(seconds / 60) } }]);

/** Lets an attempt through and counts it as failed until it succeeds; or says how long to wait. */
export function admit(db: Db, attempt: Attempt, at: Date, codesOf: string | null = null): Promise<Refusal | null> {
  return inNoCompany(db, async (tx) => {
    const login = await lockTally(tx, loginKey(attempt), at);
    const ofOthers = isKnown(login, at)
      ? []
      : [await findTally(tx, addressKey(attempt)), codesOf === null ? null : await findTally(tx, codesKey(codesOf))];
    const seconds = Math.max(...[login, ...ofOthers].map((tally) => secondsToWait(tally, at)));
    if (seconds > 0) return mustWait(seconds);
    await saveTally(tx, loginKey(attempt), withFailure(login, attemptRules.login, at));
    return null;
  });
}

/** An attempt that was let through has failed: its address, and the login's codes where it was one, count it too. */
export function countFailure(db: Db, attempt: Attempt, at: Date, codesOf: string | null = null): Promise<void> {
  return inNoCompany(db, async (tx) => {
    await countUnder(tx, addressKey(attempt), "address", at);
    if (codesOf !== null) await countUnder(tx, codesKey(codesOf), "codes", at);
    await sweepTallies(tx, at);
  });
}

async function countUnder(tx: Tx, key: string, rule: "address" | "codes" | "reset", at: Date): Promise<void> {
  await saveTally(tx, key, withFailure(await lockTally(tx, key, at), attemptRules[rule], at));
}

export function countSuccess(db: Db, attempt: Attempt, at: Date): Promise<void> {
  return inNoCompany(db, async (tx) => {
    await lockTally(tx, loginKey(attempt), at);
    await saveTally(tx, loginKey(attempt), withSuccess(at));
  });
}

/** A new password makes the guessing at its second step pointless; its owner need not wait for it to end. */
export const forgetCodes = (tx: Tx, userId: string): Promise<void> => deleteTally(tx, codesKey(userId));

/** Asking for a mail is counted whether or not there is such a login. */
export async function admitReset(tx: Tx, attempt: Attempt, at: Date): Promise<Refusal | null> {
  const asked = await lockTally(tx, resetKey(attempt), at);
  const seconds = Math.max(secondsToWait(asked, at), secondsToWait(await findTally(tx, addressKey(attempt)), at));
  if (seconds > 0) return mustWait(seconds);
  await saveTally(tx, resetKey(attempt), withFailure(asked, attemptRules.reset, at));
  await countUnder(tx, addressKey(attempt), "address", at);
  return null;
}
