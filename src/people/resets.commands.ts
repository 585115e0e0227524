// A new password by mail, for who has forgotten theirs. Asking looks the same whoever is asked about: the request is
// written down and answered, and only the worker, later, looks whether there is such a login.
import { enqueue } from "../db/jobs.ts";
import type { Db } from "../db/pool.ts";
import { enterCompany, inNoCompany, inUser } from "../db/transaction.ts";
import { passwordReset } from "../mail/account-message.ts";
import { post } from "../mail/mail.commands.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { type AccountContext, mailingCompany, recordEverywhere, tellOwner } from "./account.commands.ts";
import { type Attempt, admitReset, forgetCodes } from "./attempts.commands.ts";
import { hashPassword, newSecret, sha256 } from "./credential.commands.ts";
import { membershipsOf } from "./people.db.ts";
import { endSessionsOf } from "./sessions.db.ts";
import {
  closeResetsOf,
  deleteHalfSessionsOf,
  loginById,
  loginOf,
  resetsSince,
  savePassword,
  saveReset,
  spendReset,
  userOfReset,
} from "./sign-in.db.ts";

export const resetMinutes = 60;
/** So that nobody's mailbox is filled by a stranger who asks and asks. */
const mailsAnHour = 3;

export function askForReset(db: Db, asked: Attempt, at: Date): Promise<Refusal | undefined> {
  return inNoCompany(db, async (tx) => {
    const closed = await admitReset(tx, asked, at);
    if (closed !== null) return closed;
    await enqueue(tx, "password-reset", { email: asked.email.toLowerCase() });
    return undefined;
  });
}

/** The worker's part: a mail with a link, where there is such a login. */
export async function mailReset(db: Db, email: string, publicUrl: string, at: Date): Promise<void> {
  const login = await loginOf(db, email);
  if (login === null) return;
  const { userId } = login;
  await inUser(db, userId, async (tx) => {
    const through = mailingCompany(await membershipsOf(tx, userId));
    if (through === null) return;
    const hourAgo = new Date(at.getTime() - 3_600_000);
    if ((await resetsSince(tx, userId, hourAgo)) >= mailsAnHour) return;
    const token = newSecret();
    const expiresAt = new Date(at.getTime() + resetMinutes * 60_000);
    await saveReset(tx, { tokenHash: sha256(token), userId, at, expiresAt });
    await recordEverywhere(tx, userId, { act: "password_reset_asked", facts: {} }, "", at);
    await enterCompany(tx, through.companyId);
    const message = passwordReset({ name: through.personName, publicUrl, token });
    const address = { publicUrl, toPerson: through.personId, toAddress: login.email };
    await post(tx, through.companyId, { ...message, ...address }, at);
  });
}

const linkOver = refuse("link_over");

/** Sets the password by the link of a mail, once, and ends every session. Two steps stay on: the link is no code. */
export async function resetPassword(
  context: Omit<AccountContext, "dataDir">,
  given: Readonly<{ token: string; newPassword: string }>,
): Promise<Refusal | undefined> {
  const { db, at, address } = context;
  const tokenHash = sha256(given.token);
  const userId = await userOfReset(db, tokenHash, at);
  const login = userId === null ? null : await loginById(db, userId);
  if (login === null) return linkOver;
  const passwordHash = await hashPassword(given.newPassword);
  return await inUser(db, login.userId, async (tx) => {
    if (!(await spendReset(tx, tokenHash, at))) return linkOver;
    await savePassword(tx, login.userId, passwordHash);
    await closeResetsOf(tx, login.userId, at);
    await deleteHalfSessionsOf(tx, login.userId);
    await endSessionsOf(tx, login.userId, "all");
    await forgetCodes(tx, login.userId);
    const memberships = await recordEverywhere(
      tx,
      login.userId,
      { act: "password_reset", facts: { address } },
      address,
      at,
    );
    await tellOwner(tx, memberships, login.email, "password_reset", context);
    return undefined;
  });
}
