// What goes over the wire about one's own login: passwords, the second step, sessions, access tokens, invitations.
import { z } from "zod";
import { Id, Instant, Named } from "../wire.ts";
import { Level, SessionShown } from "./wire.ts";

export const passwordMin = 12;

/** A password as it is given; as long as any that was ever set. */
export const Password = z.string().min(1).max(200);
/** A password as it is set: long, and nothing else is asked of it. */
export const NewPassword = z.string().min(passwordMin).max(200);
const Code = z.string().trim().min(6).max(40);
const Token = z.string().min(1).max(200);

// POST /api/session : signed in, or half of it
export const HalfSession = z.object({
  /** To be given with the code, within ten minutes. */
  halfToken: z.string(),
});
export const SignInAnswer = z.union([SessionShown, HalfSession]);
export type SignInAnswer = z.infer<typeof SignInAnswer>;

// POST /api/session/code
export const GiveCode = z.object({ halfToken: Token, code: Code, companyId: Id.optional() });

// POST /api/session/company
export const ChooseCompany = z.object({ companyId: Id });

// POST /api/account/password and others: the session goes on under this token, which is also set as a cookie
export const Rotated = z.object({ token: z.string() });
export const ChangePassword = z.object({ password: Password, newPassword: NewPassword });

// GET, POST /api/account/two-step
export const TwoStepShown = z.object({ isOn: z.boolean(), recoveryCodesLeft: z.int() });
export type TwoStepShown = z.infer<typeof TwoStepShown>;
export const BeginTwoSteps = z.object({ password: Password });
export const TwoStepSecret = z.object({ secret: z.string(), uri: z.string() });
export type TwoStepSecret = z.infer<typeof TwoStepSecret>;
export const ConfirmTwoSteps = z.object({ code: Code });
export const RecoveryCodes = z.object({ recoveryCodes: z.array(z.string()) });
export type RecoveryCodes = z.infer<typeof RecoveryCodes>;
export const TwoStepsOn = RecoveryCodes.extend(Rotated.shape);
export const PasswordAndCode = z.object({ password: Password, code: Code });

// GET /api/account/sessions
export const OwnSession = z.object({
  id: Id,
  company: z.string(),
  isThis: z.boolean(),
  startedAt: Instant,
  lastSeenAt: Instant,
  expiresAt: Instant,
  address: z.string(),
  /** What the browser or program says of itself. */
  agent: z.string(),
});
export type OwnSession = z.infer<typeof OwnSession>;
export const OwnSessions = z.object({ sessions: z.array(OwnSession) });
export const SessionsEnded = z.object({ ended: z.int() });

// GET, POST /api/account/access-tokens
export const scopes = ["read", "write"] as const;
export const AccessTokenShown = z.object({
  id: Id,
  name: z.string(),
  scopes: z.array(z.enum(scopes)),
  createdAt: Instant,
  expiresAt: Instant,
  lastUsedAt: Instant.nullable(),
});
export type AccessTokenShown = z.infer<typeof AccessTokenShown>;
export const AccessTokens = z.object({ accessTokens: z.array(AccessTokenShown) });
export const MakeAccessToken = z.object({
  name: Named,
  scopes: z
    .array(z.enum(scopes))
    .refine((given) => given.includes("read"), { error: 'at least "read"; "write" beside it' }),
  expiresInDays: z.int().min(1).max(365),
});
export const AccessTokenMade = z.object({
  /** Told here, and never again. */
  secret: z.string(),
  accessToken: AccessTokenShown,
});
export type AccessTokenMade = z.infer<typeof AccessTokenMade>;

// POST /api/password-resets ; POST /api/password-resets/use
export const AskForReset = z.object({ email: z.email().max(254) });
export const UseReset = z.object({ token: Token, newPassword: NewPassword });

// GET, POST /api/invitations
export const Invite = z.object({
  name: Named,
  email: z.email().max(254),
  isCompanyAdmin: z.boolean().default(false),
  erpIntegrations: Level.default("none"),
});
export const InvitationShown = z.object({
  id: Id,
  name: z.string(),
  email: z.string(),
  isCompanyAdmin: z.boolean(),
  erpIntegrations: Level,
  sentAt: Instant,
  expiresAt: Instant,
});
export type InvitationShown = z.infer<typeof InvitationShown>;
export const InvitationList = z.object({ invitations: z.array(InvitationShown) });

// POST /api/invitations/open, /api/invitations/accept : for the invited, by the link's secret
export const OpenInvitation = z.object({ token: Token });
export const InvitationOpened = z.object({
  company: z.string(),
  name: z.string(),
  email: z.string(),
  /** They sign in already, elsewhere in this installation: they join with that login. */
  hasLogin: z.boolean(),
});
export type InvitationOpened = z.infer<typeof InvitationOpened>;
export const AcceptInvitation = z.object({ token: Token, name: Named.optional(), password: NewPassword.optional() });
export const InvitationAccepted = z.object({
  email: z.string(),
  /** True where a session began. Who had a login signs in with it. */
  isSignedIn: z.boolean(),
});
export type InvitationAccepted = z.infer<typeof InvitationAccepted>;
