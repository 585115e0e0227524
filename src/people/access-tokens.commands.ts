// Personal access tokens: a program acts as the person who made it, in one company, reading or also writing, for a year
// at most. What the person may no longer do, the token may not either.
import { randomUUID } from "node:crypto";
import type { Db } from "../db/pool.ts";
import { inCompany } from "../db/transaction.ts";
import { record } from "../journal/journal.db.ts";
import type { Refusal } from "../refusal.ts";
import type { Actor } from "./actor.ts";
import { newAccessToken, sha256 } from "./credential.commands.ts";
import { lockPerson } from "./people.db.ts";
import { notFound } from "./reasons.ts";
import { type AccessToken, revokeAccessToken, saveAccessToken } from "./sessions.db.ts";

/** The token itself is told here and never again. */
export function makeAccessToken(
  db: Db,
  actor: Actor,
  asked: Readonly<{ name: string; mayWrite: boolean; days: number }>,
  at: Date,
): Promise<{ secret: string; token: AccessToken }> {
  const { companyId, personId } = actor;
  const secret = newAccessToken(companyId);
  const token = {
    tokenId: randomUUID(),
    name: asked.name,
    mayWrite: asked.mayWrite,
    createdAt: at,
    expiresAt: new Date(at.getTime() + asked.days * 24 * 3_600_000),
  };
  return inCompany(db, companyId, async (tx) => {
    await lockPerson(tx, companyId, personId);
    await saveAccessToken(tx, companyId, { ...token, personId, tokenHash: sha256(secret) });
    const facts = { name: token.name, mayWrite: token.mayWrite, expiresAt: token.expiresAt.toISOString() };
    const fact = { act: "access_token_made", facts };
    await record(tx, companyId, { kind: "person", id: personId }, fact, actor, at);
    return { secret, token: { ...token, lastUsedAt: null } };
  });
}

export function endAccessToken(db: Db, actor: Actor, tokenId: string, at: Date): Promise<Refusal | undefined> {
  const { companyId, personId } = actor;
  return inCompany(db, companyId, async (tx) => {
    await lockPerson(tx, companyId, personId);
    const name = await revokeAccessToken(tx, companyId, personId, tokenId, at);
    if (name === null) return notFound;
    const fact = { act: "access_token_revoked", facts: { name } };
    await record(tx, companyId, { kind: "person", id: personId }, fact, actor, at);
    return undefined;
  });
}
