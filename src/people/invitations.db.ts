// Invitations into a company in our tables, and the person who comes of one.
import type { CompanyId, Reading, Tx } from "../db/transaction.ts";
import type { Level } from "./permission.ts";

export type Invitation = Readonly<{
  invitationId: string;
  email: string;
  name: string;
  isCompanyAdmin: boolean;
  erpIntegrations: Level;
  invitedBy: string;
  sentAt: Date;
  expiresAt: Date;
}>;

const columns = [
  "invitation_id",
  "email",
  "name",
  "is_company_admin",
  "erp_integrations",
  "invited_by",
  "sent_at",
  "expires_at",
] as const;

type Row = Readonly<{
  invitation_id: string;
  email: string;
  name: string;
  is_company_admin: boolean;
  erp_integrations: Level;
  invited_by: string;
  sent_at: Date;
  expires_at: Date;
}>;

const invitationFrom = (row: Row): Invitation => ({
  invitationId: row.invitation_id,
  email: row.email,
  name: row.name,
  isCompanyAdmin: row.is_company_admin,
  erpIntegrations: row.erp_integrations,
  invitedBy: row.invited_by,
  sentAt: row.sent_at,
  expiresAt: row.expires_at,
});

/** False where that address is invited already. */
export async function insertInvitation(
  tx: Tx,
  companyId: CompanyId,
  invitation: Invitation,
  tokenHash: string,
): Promise<boolean> {
  const inserted = await tx
    .insertInto("invitations")
    .values({
      company_id: companyId,
      invitation_id: invitation.invitationId,
      email: invitation.email,
      name: invitation.name,
      is_company_admin: invitation.isCompanyAdmin,
      erp_integrations: invitation.erpIntegrations,
      token_hash: tokenHash,
      invited_by: invitation.invitedBy,
      created_at: invitation.sentAt,
      sent_at: invitation.sentAt,
      expires_at: invitation.expiresAt,
      accepted_at: null,
      withdrawn_at: null,
    })
    .onConflict((conflict) =>
      conflict
        .columns(["company_id", "email"])
        .where("accepted_at", "is", null)
        .where("withdrawn_at", "is", null)
        .doNothing(),
    )
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 1n;
}

/** Those that are neither accepted nor withdrawn, the latest first; also those whose link has run out. */
export async function openInvitations(reading: Reading, companyId: CompanyId): Promise<readonly Invitation[]> {
  const rows = await reading
    .selectFrom("invitations")
    .select(columns)
    .where("company_id", "=", companyId)
    .where("accepted_at", "is", null)
    .where("withdrawn_at", "is", null)
    .orderBy("sent_at", "desc")
    .orderBy("email")
    .execute();
  return rows.map(invitationFrom);
}

export async function lockOpenInvitation(
  tx: Tx,
  companyId: CompanyId,
  which: { invitationId: string } | { tokenHash: string },
): Promise<Invitation | null> {
  const row = await tx
    .selectFrom("invitations")
    .select(columns)
    .where("company_id", "=", companyId)
    .where((where) =>
      "invitationId" in which
        ? where("invitation_id", "=", which.invitationId)
        : where("token_hash", "=", which.tokenHash),
    )
    .where("accepted_at", "is", null)
    .where("withdrawn_at", "is", null)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? null : invitationFrom(row);
}

/** The mail goes out again with a link of its own; the earlier one is over. */
export async function renewInvitation(
  tx: Tx,
  companyId: CompanyId,
  renewed: Invitation,
  tokenHash: string,
): Promise<void> {
  await tx
    .updateTable("invitations")
    .set({ token_hash: tokenHash, sent_at: renewed.sentAt, expires_at: renewed.expiresAt })
    .where("company_id", "=", companyId)
    .where("invitation_id", "=", renewed.invitationId)
    .execute();
}

export async function closeInvitation(
  tx: Tx,
  companyId: CompanyId,
  invitationId: string,
  how: "accepted_at" | "withdrawn_at",
  at: Date,
): Promise<void> {
  await tx
    .updateTable("invitations")
    .set(how === "accepted_at" ? { accepted_at: at } : { withdrawn_at: at })
    .where("company_id", "=", companyId)
    .where("invitation_id", "=", invitationId)
    .execute();
}

/** Who stands in the company under an e-mail, with a login or without. */
export async function lockPersonByEmail(
  tx: Tx,
  companyId: CompanyId,
  email: string,
): Promise<{ personId: string; userId: string | null } | null> {
  const row = await tx
    .selectFrom("people")
    .select(["person_id", "user_id"])
    .where("company_id", "=", companyId)
    .where("email", "=", email)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? null : { personId: row.person_id, userId: row.user_id };
}

type Joining = Pick<Invitation, "name" | "email" | "isCompanyAdmin" | "erpIntegrations"> &
  Readonly<{ personId: string; userId: string }>;

/** The invited becomes a person of the company; a name that stood in the directory without a login gets one. */
export async function saveJoined(tx: Tx, companyId: CompanyId, joining: Joining): Promise<void> {
  const values = {
    user_id: joining.userId,
    name: joining.name,
    is_active: true,
    is_company_admin: joining.isCompanyAdmin,
    erp_integrations: joining.erpIntegrations,
  };
  await tx
    .insertInto("people")
    .values({ company_id: companyId, person_id: joining.personId, email: joining.email, ...values })
    .onConflict((conflict) => conflict.columns(["company_id", "person_id"]).doUpdateSet(values))
    .execute();
}
