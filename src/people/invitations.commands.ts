// Inviting somebody into the company by mail: a link, good for seven days, by which they give themselves a name and a
// password, or join with the login they have. Holding the link proves the address, so it is all that joining takes; it
// opens no session for a login that was there before.
import { randomUUID } from "node:crypto";
import { assert } from "../assert.ts";
import type { Db } from "../db/pool.ts";
import { type CompanyId, inCompany, readCompany, type Tx } from "../db/transaction.ts";
import { type Fact, record } from "../journal/journal.db.ts";
import { invitation as invitationMail } from "../mail/account-message.ts";
import { post } from "../mail/mail.commands.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { Actor } from "./actor.ts";
import { hashPassword, newCompanyToken, sha256 } from "./credential.commands.ts";
import {
  closeInvitation,
  type Invitation,
  insertInvitation,
  lockOpenInvitation,
  lockPersonByEmail,
  openInvitations,
  renewInvitation,
  saveJoined,
} from "./invitations.db.ts";
import { findCompany, findPerson, lockCompany, lockPerson } from "./people.db.ts";
import { may, noProject } from "./permission.ts";
import { notFound, notPermitted } from "./reasons.ts";
import { type Beginning, openSession, type SignedIn } from "./sign-in.commands.ts";
import { insertLogin, loginOf } from "./sign-in.db.ts";
import { companyOfToken } from "./token.ts";

export const invitationDays = 7;

export type Inviting = Pick<Invitation, "name" | "email" | "isCompanyAdmin" | "erpIntegrations">;

const expiryFrom = (at: Date): Date => new Date(at.getTime() + invitationDays * 24 * 3_600_000);

export function invite(
  db: Db,
  actor: Actor,
  asked: Inviting,
  publicUrl: string,
  at: Date,
): Promise<Invitation | Refusal> {
  const { companyId, personId } = actor;
  return inCompany(db, companyId, async (tx) => {
    if (!may(actor, "invitePeople", noProject)) return notPermitted("invitePeople");
    await lockCompany(tx, companyId);
    const email = asked.email.toLowerCase();
    const standing = await lockPersonByEmail(tx, companyId, email);
    if (standing !== null && standing.userId !== null)
      return refuse("closed", [{ code: "person_has_login", field: "email", given: email }]);
    const token = newCompanyToken(companyId);
    const invitation: Invitation = {
      ...asked,
      email,
      invitationId: randomUUID(),
      invitedBy: personId,
      sentAt: at,
      expiresAt: expiryFrom(at),
    };
    if (!(await insertInvitation(tx, companyId, invitation, sha256(token))))
      return refuse("closed", [{ code: "invited_already", field: "email", given: email }]);
    await mailInvitation(tx, actor, invitation, token, publicUrl, at);
    const { name, isCompanyAdmin, erpIntegrations } = asked;
    const facts = { name, email, isCompanyAdmin, erpIntegrations };
    await recordInCompany(tx, actor, { act: "person_invited", facts }, at);
    return invitation;
  });
}

async function mailInvitation(
  tx: Tx,
  actor: Actor,
  { name, email }: Invitation,
  token: string,
  publicUrl: string,
  at: Date,
): Promise<void> {
  const company = await findCompany(tx, actor.companyId);
  assert(company !== null, "the company of a signed-in person exists");
  const message = invitationMail({ by: actor.name, companyName: company.name, name, publicUrl, token });
  await post(tx, actor.companyId, { ...message, publicUrl, toPerson: null, toAddress: email }, at);
}

const recordInCompany = (tx: Tx, actor: Actor, fact: Fact, at: Date): Promise<void> =>
  record(tx, actor.companyId, { kind: "company", id: actor.companyId }, fact, actor, at);

/** Sends the mail again, with another link; the one before is over. */
export function resendInvitation(
  db: Db,
  actor: Actor,
  invitationId: string,
  publicUrl: string,
  at: Date,
): Promise<Invitation | Refusal> {
  const { companyId } = actor;
  return inCompany(db, companyId, async (tx) => {
    if (!may(actor, "invitePeople", noProject)) return notPermitted("invitePeople");
    await lockCompany(tx, companyId);
    const found = await lockOpenInvitation(tx, companyId, { invitationId });
    if (found === null) return notFound;
    const token = newCompanyToken(companyId);
    const renewed = { ...found, sentAt: at, expiresAt: expiryFrom(at) };
    await renewInvitation(tx, companyId, renewed, sha256(token));
    await mailInvitation(tx, actor, renewed, token, publicUrl, at);
    const facts = { name: found.name, email: found.email };
    await recordInCompany(tx, actor, { act: "invitation_resent", facts }, at);
    return renewed;
  });
}

export function withdrawInvitation(db: Db, actor: Actor, invitationId: string, at: Date): Promise<Refusal | undefined> {
  const { companyId } = actor;
  return inCompany(db, companyId, async (tx) => {
    if (!may(actor, "invitePeople", noProject)) return notPermitted("invitePeople");
    await lockCompany(tx, companyId);
    const found = await lockOpenInvitation(tx, companyId, { invitationId });
    if (found === null) return notFound;
    await closeInvitation(tx, companyId, invitationId, "withdrawn_at", at);
    const facts = { name: found.name, email: found.email };
    await recordInCompany(tx, actor, { act: "invitation_withdrawn", facts }, at);
    return undefined;
  });
}

export async function invitationsFor(db: Db, actor: Actor): Promise<readonly Invitation[] | Refusal> {
  if (!may(actor, "invitePeople", noProject)) return notPermitted("invitePeople");
  return await readCompany(db, actor.companyId, (reading) => openInvitations(reading, actor.companyId));
}

// The invited.

const linkOver = refuse("link_over");

export type InvitationOpened = Readonly<{
  companyId: CompanyId;
  companyName: string;
  invitation: Invitation;
  hasLogin: boolean;
}>;

/** What an invitation's link leads to, for whoever holds it. */
export async function openInvitation(db: Db, token: string, at: Date): Promise<InvitationOpened | Refusal> {
  const companyId = companyOfToken(token);
  if (companyId === null) return linkOver;
  return await inCompany(db, companyId, async (tx) => {
    const invitation = await lockOpenInvitation(tx, companyId, { tokenHash: sha256(token) });
    if (invitation === null || invitation.expiresAt <= at) return linkOver;
    const company = await findCompany(tx, companyId);
    assert(company !== null, "an invitation is a company's");
    const login = await loginOf(tx, invitation.email);
    return { companyId, companyName: company.name, invitation, hasLogin: login !== null };
  });
}

export type Joined = Readonly<{ email: string; signedIn: SignedIn | null }>;

export async function acceptInvitation(
  db: Db,
  given: Readonly<{ token: string; name: string | null; password: string | null }>,
  beginning: Beginning,
  at: Date,
): Promise<Joined | Refusal> {
  const opened = await openInvitation(db, given.token, at);
  if ("refused" in opened) return opened;
  const { companyId, companyName, hasLogin, invitation } = opened;
  if (!hasLogin && given.password === null)
    return refuse("bad_input", [{ code: "missing", field: "password", allowed: "at least 12 characters" }]);
  // Made before the invitation is locked: it takes its time.
  const passwordHash = hasLogin || given.password === null ? null : await hashPassword(given.password);
  const name = given.name ?? invitation.name;
  const joined = await inCompany(db, companyId, async (tx) => {
    await lockCompany(tx, companyId);
    const held = await lockOpenInvitation(tx, companyId, { tokenHash: sha256(given.token) });
    if (held === null) return linkOver;
    const login = await ensureLogin(tx, held.email, passwordHash, at);
    // The login came to be, or went, in between: the page is to be looked at again.
    if (login === null) return linkOver;
    const standing = await lockPersonByEmail(tx, companyId, held.email);
    if (standing !== null && standing.userId !== null) return refuse("closed", [{ code: "joined_already" }]);
    const personId = standing?.personId ?? randomUUID();
    await saveJoined(tx, companyId, { ...held, name, personId, userId: login.userId });
    await closeInvitation(tx, companyId, held.invitationId, "accepted_at", at);
    const facts = { name, email: held.email };
    const person = await findPerson(tx, companyId, personId);
    assert(person !== null, "a person who has just joined is found");
    await recordInCompany(tx, person.actor, { act: "person_joined", facts }, at);
    await lockPerson(tx, companyId, personId);
    return { personId, userId: login.userId, isNew: login.isNew };
  });
  if ("refused" in joined) return joined;
  const { email } = invitation;
  if (!joined.isNew) return { email, signedIn: null };
  const membership = { companyId, companyName, isDemo: false, personId: joined.personId, personName: name };
  const fact = { act: "signed_in", facts: { by: "invitation" } };
  return { email, signedIn: await openSession(db, joined.userId, membership, beginning, fact, at) };
}

async function ensureLogin(
  tx: Tx,
  email: string,
  passwordHash: string | null,
  at: Date,
): Promise<{ userId: string; isNew: boolean } | null> {
  if (passwordHash !== null) {
    const userId = randomUUID();
    return (await insertLogin(tx, { userId, email, passwordHash, at })) ? { userId, isNew: true } : null;
  }
  const login = await loginOf(tx, email);
  return login === null ? null : { userId: login.userId, isNew: false };
}
