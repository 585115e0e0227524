// Logins in our tables: passwords, the second step, links by mail, and what failed. They belong to a person in the world
// and not to a company.
import type { Reading, Tx } from "../db/transaction.ts";
import type { Tally } from "./attempts.ts";

export type Login = Readonly<{ userId: string; email: string; passwordHash: string; hasTwoSteps: boolean }>;

const loginColumns = ["user_id", "email", "password_hash", "totp_confirmed_at"] as const;

const loginFrom = (row: {
  user_id: string;
  email: string;
  password_hash: string;
  totp_confirmed_at: Date | null;
}): Login => ({
  userId: row.user_id,
  email: row.email,
  passwordHash: row.password_hash,
  hasTwoSteps: row.totp_confirmed_at !== null,
});

export async function loginOf(reading: Reading, email: string): Promise<Login | null> {
  const row = await reading
    .selectFrom("users")
    .select(loginColumns)
    .where("email", "=", email.toLowerCase())
    .executeTakeFirst();
  return row === undefined ? null : loginFrom(row);
}

export async function loginById(reading: Reading, userId: string): Promise<Login | null> {
  const row = await reading.selectFrom("users").select(loginColumns).where("user_id", "=", userId).executeTakeFirst();
  return row === undefined ? null : loginFrom(row);
}

export async function insertLogin(
  tx: Tx,
  login: { userId: string; email: string; passwordHash: string; at: Date },
): Promise<boolean> {
  const inserted = await tx
    .insertInto("users")
    .values({ user_id: login.userId, email: login.email, password_hash: login.passwordHash, created_at: login.at })
    .onConflict((conflict) => conflict.column("email").doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 1n;
}

export async function savePassword(tx: Tx, userId: string, passwordHash: string): Promise<void> {
  await tx.updateTable("users").set({ password_hash: passwordHash }).where("user_id", "=", userId).execute();
}

// The second step.

export type TwoSteps = Readonly<{ sealedSecret: string; isConfirmed: boolean; lastStep: number }>;

/** Two codes at one moment are looked at one after the other. */
export async function lockTwoSteps(tx: Tx, userId: string): Promise<TwoSteps | null> {
  const row = await tx
    .selectFrom("users")
    .select(["totp_secret", "totp_confirmed_at", "totp_last_step"])
    .where("user_id", "=", userId)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined || row.totp_secret === null) return null;
  return {
    sealedSecret: row.totp_secret,
    isConfirmed: row.totp_confirmed_at !== null,
    lastStep: Number(row.totp_last_step ?? "0"),
  };
}

/** A secret that no code has confirmed yet: it does not count. */
export async function saveSecret(tx: Tx, userId: string, sealedSecret: string | null): Promise<void> {
  await tx
    .updateTable("users")
    .set({ totp_secret: sealedSecret, totp_confirmed_at: null, totp_last_step: null })
    .where("user_id", "=", userId)
    .execute();
}

export async function confirmSecret(tx: Tx, userId: string, at: Date): Promise<void> {
  await tx.updateTable("users").set({ totp_confirmed_at: at }).where("user_id", "=", userId).execute();
}

export async function saveLastStep(tx: Tx, userId: string, step: number): Promise<void> {
  await tx
    .updateTable("users")
    .set({ totp_last_step: String(step) })
    .where("user_id", "=", userId)
    .execute();
}

export async function replaceRecoveryCodes(tx: Tx, userId: string, hashes: readonly string[], at: Date): Promise<void> {
  await tx.deleteFrom("recovery_codes").where("user_id", "=", userId).execute();
  if (hashes.length === 0) return;
  await tx
    .insertInto("recovery_codes")
    .values(hashes.map((hash) => ({ user_id: userId, code_hash: hash, created_at: at, used_at: null })))
    .execute();
}

/** False where there is no such code, or it was used. */
export async function spendRecoveryCode(tx: Tx, userId: string, hash: string, at: Date): Promise<boolean> {
  const used = await tx
    .updateTable("recovery_codes")
    .set({ used_at: at })
    .where("user_id", "=", userId)
    .where("code_hash", "=", hash)
    .where("used_at", "is", null)
    .executeTakeFirst();
  return used.numUpdatedRows === 1n;
}

export async function recoveryCodesLeft(reading: Reading, userId: string): Promise<number> {
  const row = await reading
    .selectFrom("recovery_codes")
    .select((select) => select.fn.countAll<string>().as("left"))
    .where("user_id", "=", userId)
    .where("used_at", "is", null)
    .executeTakeFirstOrThrow();
  return Number(row.left);
}

// Between password and code.

export async function saveHalfSession(
  tx: Tx,
  half: { tokenHash: string; userId: string; at: Date; expiresAt: Date },
): Promise<void> {
  await tx.deleteFrom("half_sessions").where("expires_at", "<", half.at).execute();
  await tx
    .insertInto("half_sessions")
    .values({ token_hash: half.tokenHash, user_id: half.userId, created_at: half.at, expires_at: half.expiresAt })
    .execute();
}

export async function findHalfSession(reading: Reading, tokenHash: string, at: Date): Promise<string | null> {
  const row = await reading
    .selectFrom("half_sessions")
    .select("user_id")
    .where("token_hash", "=", tokenHash)
    .where("expires_at", ">", at)
    .executeTakeFirst();
  return row?.user_id ?? null;
}

/** Counts an attempt before it is looked at; false where the half session has had all of its own. */
export async function countCode(tx: Tx, tokenHash: string, max: number, at: Date): Promise<boolean> {
  const counted = await tx
    .updateTable("half_sessions")
    .set((half) => ({ wrong_codes: half("wrong_codes", "+", 1) }))
    .where("token_hash", "=", tokenHash)
    .where("wrong_codes", "<", max)
    .where("expires_at", ">", at)
    .executeTakeFirst();
  return counted.numUpdatedRows === 1n;
}

export async function deleteHalfSession(tx: Tx, tokenHash: string): Promise<void> {
  await tx.deleteFrom("half_sessions").where("token_hash", "=", tokenHash).execute();
}

export async function deleteHalfSessionsOf(tx: Tx, userId: string): Promise<void> {
  await tx.deleteFrom("half_sessions").where("user_id", "=", userId).execute();
}

// Reset by mail.

export async function saveReset(
  tx: Tx,
  reset: { tokenHash: string; userId: string; at: Date; expiresAt: Date },
): Promise<void> {
  await tx
    .insertInto("password_resets")
    .values({
      token_hash: reset.tokenHash,
      user_id: reset.userId,
      created_at: reset.at,
      expires_at: reset.expiresAt,
      used_at: null,
    })
    .execute();
}

export async function resetsSince(reading: Reading, userId: string, since: Date): Promise<number> {
  const row = await reading
    .selectFrom("password_resets")
    .select((select) => select.fn.countAll<string>().as("count"))
    .where("user_id", "=", userId)
    .where("created_at", ">", since)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** Whose password an open link sets; null where it was used, is over, or never was. */
export async function userOfReset(reading: Reading, tokenHash: string, at: Date): Promise<string | null> {
  const row = await reading
    .selectFrom("password_resets")
    .select("user_id")
    .where("token_hash", "=", tokenHash)
    .where("used_at", "is", null)
    .where("expires_at", ">", at)
    .executeTakeFirst();
  return row?.user_id ?? null;
}

/** False where somebody else was faster. */
export async function spendReset(tx: Tx, tokenHash: string, at: Date): Promise<boolean> {
  const used = await tx
    .updateTable("password_resets")
    .set({ used_at: at })
    .where("token_hash", "=", tokenHash)
    .where("used_at", "is", null)
    .where("expires_at", ">", at)
    .executeTakeFirst();
  return used.numUpdatedRows === 1n;
}

/** A new password closes every other way to another one. */
export async function closeResetsOf(tx: Tx, userId: string, at: Date): Promise<void> {
  await tx
    .updateTable("password_resets")
    .set({ used_at: at })
    .where("user_id", "=", userId)
    .where("used_at", "is", null)
    .execute();
}

// What failed.

const tallyKeptDays = 100;

/** The tally under a key, locked: two attempts at one moment are counted one after the other. */
export async function lockTally(tx: Tx, key: string, at: Date): Promise<Tally> {
  await tx
    .insertInto("sign_in_attempts")
    .values({ attempt_key: key, failures: 0, last_at: at, wait_until: null, known_until: null })
    .onConflict((conflict) => conflict.column("attempt_key").doNothing())
    .execute();
  const row = await tx
    .selectFrom("sign_in_attempts")
    .selectAll()
    .where("attempt_key", "=", key)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return { failures: row.failures, lastAt: row.last_at, waitUntil: row.wait_until, knownUntil: row.known_until };
}

export async function findTally(reading: Reading, key: string): Promise<Tally | null> {
  const row = await reading
    .selectFrom("sign_in_attempts")
    .selectAll()
    .where("attempt_key", "=", key)
    .executeTakeFirst();
  if (row === undefined) return null;
  return { failures: row.failures, lastAt: row.last_at, waitUntil: row.wait_until, knownUntil: row.known_until };
}

export async function saveTally(tx: Tx, key: string, tally: Tally): Promise<void> {
  await tx
    .updateTable("sign_in_attempts")
    .set({
      failures: tally.failures,
      last_at: tally.lastAt,
      wait_until: tally.waitUntil,
      known_until: tally.knownUntil,
    })
    .where("attempt_key", "=", key)
    .execute();
}

export async function deleteTally(tx: Tx, key: string): Promise<void> {
  await tx.deleteFrom("sign_in_attempts").where("attempt_key", "=", key).execute();
}

/** A flood of made-up names must not fill the table: what says nothing any more goes. */
export async function sweepTallies(tx: Tx, at: Date): Promise<void> {
  const dayAgo = new Date(at.getTime() - 2 * 24 * 3_600_000);
  const longAgo = new Date(at.getTime() - tallyKeptDays * 24 * 3_600_000);
  await tx
    .deleteFrom("sign_in_attempts")
    .where((row) =>
      row.or([row("last_at", "<", longAgo), row.and([row("last_at", "<", dayAgo), row("known_until", "is", null)])]),
    )
    .execute();
}
