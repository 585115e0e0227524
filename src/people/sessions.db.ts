// Sessions and personal access tokens in our tables, and whom they stand for.
import type { CompanyId, Reading, Tx } from "../db/transaction.ts";
import { type Person, personColumns, personOf } from "./people.db.ts";

export type NewSession = Readonly<{
  sessionId: string;
  tokenHash: string;
  personId: string;
  userId: string;
  kind: "cookie" | "bearer";
  address: string;
  agent: string;
  at: Date;
  expiresAt: Date;
}>;

export async function saveSession(tx: Tx, companyId: CompanyId, session: NewSession): Promise<void> {
  // Those that are over are swept by whoever signs in next.
  await tx.deleteFrom("sessions").where("company_id", "=", companyId).where("expires_at", "<", session.at).execute();
  await tx
    .insertInto("sessions")
    .values({
      company_id: companyId,
      token_hash: session.tokenHash,
      person_id: session.personId,
      kind: session.kind,
      created_at: session.at,
      expires_at: session.expiresAt,
      session_id: session.sessionId,
      user_id: session.userId,
      last_seen_at: session.at,
      address: session.address,
      agent: session.agent,
    })
    .execute();
}

export type SessionFound = Readonly<{
  person: Person;
  sessionId: string;
  userId: string;
  address: string;
  lastSeenAt: Date;
  expiresAt: Date;
}>;

/** Who a session stands for, and until when; null where there is none, or its person is no longer active. */
export async function findSession(
  reading: Reading,
  companyId: CompanyId,
  tokenHash: string,
): Promise<SessionFound | null> {
  const row = await reading
    .selectFrom("sessions")
    .innerJoin("people", (join) =>
      join.onRef("people.company_id", "=", "sessions.company_id").onRef("people.person_id", "=", "sessions.person_id"),
    )
    .select(personColumns.map((column) => `people.${column}` as const))
    .select([
      "sessions.expires_at",
      "sessions.session_id",
      "sessions.user_id as session_user_id",
      "sessions.last_seen_at",
      "sessions.address",
    ])
    .where("sessions.company_id", "=", companyId)
    .where("sessions.token_hash", "=", tokenHash)
    .where("people.is_active", "=", true)
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    person: personOf(row),
    sessionId: row.session_id,
    userId: row.session_user_id,
    address: row.address,
    lastSeenAt: row.last_seen_at,
    expiresAt: row.expires_at,
  };
}

export async function touchSession(
  tx: Tx,
  companyId: CompanyId,
  tokenHash: string,
  seen: { at: Date; address: string },
): Promise<void> {
  await tx
    .updateTable("sessions")
    .set({ last_seen_at: seen.at, address: seen.address })
    .where("company_id", "=", companyId)
    .where("token_hash", "=", tokenHash)
    .execute();
}

/** Whom the ended session stood for; null where it had ended already. */
export async function deleteSession(
  tx: Tx,
  companyId: CompanyId,
  tokenHash: string,
): Promise<{ personId: string } | null> {
  const row = await tx
    .deleteFrom("sessions")
    .where("company_id", "=", companyId)
    .where("token_hash", "=", tokenHash)
    .returning("person_id")
    .executeTakeFirst();
  return row === undefined ? null : { personId: row.person_id };
}

export type SessionListed = Readonly<{
  sessionId: string;
  companyId: CompanyId;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  address: string;
  agent: string;
}>;

/** A login's sessions in all its companies, the latest seen first; asked inside an act on the login. */
export async function sessionsOf(reading: Reading, userId: string, at: Date): Promise<readonly SessionListed[]> {
  const rows = await reading
    .selectFrom("sessions")
    .selectAll()
    .where("user_id", "=", userId)
    .where("expires_at", ">", at)
    .orderBy("last_seen_at", "desc")
    .orderBy("session_id")
    .execute();
  return rows.map((row) => ({
    sessionId: row.session_id,
    companyId: row.company_id,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    expiresAt: row.expires_at,
    address: row.address,
    agent: row.agent,
  }));
}

/** Ends a login's sessions in all its companies: one, all but one, or all. Answers how many there were. */
export async function endSessionsOf(
  tx: Tx,
  userId: string,
  which: { only: string } | { except: string } | "all",
): Promise<number> {
  const ended = await tx
    .deleteFrom("sessions")
    .where("user_id", "=", userId)
    .$if(which !== "all" && "only" in which, (query) =>
      query.where("session_id", "=", which !== "all" && "only" in which ? which.only : ""),
    )
    .$if(which !== "all" && "except" in which, (query) =>
      query.where("session_id", "<>", which !== "all" && "except" in which ? which.except : ""),
    )
    .executeTakeFirst();
  return Number(ended.numDeletedRows);
}

// Personal access tokens.

export type AccessToken = Readonly<{
  tokenId: string;
  name: string;
  mayWrite: boolean;
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | null;
}>;

export async function saveAccessToken(
  tx: Tx,
  companyId: CompanyId,
  token: Omit<AccessToken, "lastUsedAt"> & Readonly<{ personId: string; tokenHash: string }>,
): Promise<void> {
  await tx
    .insertInto("access_tokens")
    .values({
      company_id: companyId,
      token_id: token.tokenId,
      person_id: token.personId,
      name: token.name,
      token_hash: token.tokenHash,
      may_write: token.mayWrite,
      created_at: token.createdAt,
      expires_at: token.expiresAt,
      last_used_at: null,
      revoked_at: null,
    })
    .execute();
}

/** A person's tokens that are not revoked, the newest first. */
export async function accessTokensOf(
  reading: Reading,
  companyId: CompanyId,
  personId: string,
): Promise<readonly AccessToken[]> {
  const rows = await reading
    .selectFrom("access_tokens")
    .selectAll()
    .where("company_id", "=", companyId)
    .where("person_id", "=", personId)
    .where("revoked_at", "is", null)
    .orderBy("created_at", "desc")
    .orderBy("token_id")
    .execute();
  return rows.map((row) => ({
    tokenId: row.token_id,
    name: row.name,
    mayWrite: row.may_write,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
  }));
}

/** The name of the token that was revoked; null where the person has no such token. */
export async function revokeAccessToken(
  tx: Tx,
  companyId: CompanyId,
  personId: string,
  tokenId: string,
  at: Date,
): Promise<string | null> {
  const row = await tx
    .updateTable("access_tokens")
    .set({ revoked_at: at })
    .where("company_id", "=", companyId)
    .where("person_id", "=", personId)
    .where("token_id", "=", tokenId)
    .where("revoked_at", "is", null)
    .returning("name")
    .executeTakeFirst();
  return row?.name ?? null;
}

export async function findAccessToken(
  reading: Reading,
  companyId: CompanyId,
  tokenHash: string,
): Promise<{ person: Person; tokenId: string; mayWrite: boolean; expiresAt: Date; lastUsedAt: Date | null } | null> {
  const row = await reading
    .selectFrom("access_tokens as token")
    .innerJoin("people", (join) =>
      join.onRef("people.company_id", "=", "token.company_id").onRef("people.person_id", "=", "token.person_id"),
    )
    .select(personColumns.map((column) => `people.${column}` as const))
    .select(["token.token_id", "token.may_write", "token.expires_at", "token.last_used_at"])
    .where("token.company_id", "=", companyId)
    .where("token.token_hash", "=", tokenHash)
    .where("token.revoked_at", "is", null)
    .where("people.is_active", "=", true)
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    person: personOf(row),
    tokenId: row.token_id,
    mayWrite: row.may_write,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
  };
}

export async function touchAccessToken(tx: Tx, companyId: CompanyId, tokenId: string, at: Date): Promise<void> {
  await tx
    .updateTable("access_tokens")
    .set({ last_used_at: at })
    .where("company_id", "=", companyId)
    .where("token_id", "=", tokenId)
    .execute();
}
