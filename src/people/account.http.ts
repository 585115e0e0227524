// One's own login over HTTP: password, second step, sessions, access tokens; and the doors for who has a mail's link.
import { z } from "zod";
import type { Api, Call } from "../api/route.ts";
import { sessionCookie, tokenOf } from "../api/session.ts";
import { readCompany } from "../db/transaction.ts";
import { isRefusal, type Refusal } from "../refusal.ts";
import { Id } from "../wire.ts";
import { endAccessToken, makeAccessToken } from "./access-tokens.commands.ts";
import {
  type AccountContext,
  beginTwoSteps,
  changePassword,
  confirmTwoSteps,
  endOtherSessions,
  endSession,
  endTwoSteps,
  ownSessions,
  renewRecoveryCodes,
  twoStepState,
} from "./account.commands.ts";
import {
  AcceptInvitation,
  AccessTokenMade,
  type AccessTokenShown,
  AccessTokens,
  AskForReset,
  BeginTwoSteps,
  ChangePassword,
  ConfirmTwoSteps,
  InvitationAccepted,
  InvitationList,
  InvitationOpened,
  InvitationShown,
  Invite,
  MakeAccessToken,
  OpenInvitation,
  OwnSessions,
  PasswordAndCode,
  RecoveryCodes,
  Rotated,
  SessionsEnded,
  TwoStepSecret,
  TwoStepShown,
  TwoStepsOn,
  UseReset,
} from "./account-wire.ts";
import {
  acceptInvitation,
  invitationsFor,
  invite,
  openInvitation,
  resendInvitation,
  withdrawInvitation,
} from "./invitations.commands.ts";
import type { Invitation } from "./invitations.db.ts";
import { askForReset, resetPassword } from "./resets.commands.ts";
import { type AccessToken, accessTokensOf } from "./sessions.db.ts";
import type { Beginning } from "./sign-in.commands.ts";

type AnyCall = Call<unknown, unknown, unknown>;

const contextOf = ({ db, at, address, agent, context }: AnyCall): AccountContext => ({
  db,
  at,
  address,
  agent,
  dataDir: context.dataDir,
  publicUrl: context.publicUrl,
});

/** Where a session begins that the browser is to keep. */
export const beginningOf = ({ address, agent, request }: AnyCall): Beginning => ({
  kind: "cookie",
  address,
  agent,
  oldToken: tokenOf(request)?.token ?? null,
});

/** Gives the browser the token under which its session goes on. */
export function keepToken<Answer extends { token: string }>(
  { answerHeaders, context }: Pick<AnyCall, "answerHeaders" | "context">,
  answer: Answer | Refusal,
): Answer | Refusal {
  if (!isRefusal(answer)) answerHeaders.append("set-cookie", sessionCookie(answer.token, context.publicUrl));
  return answer;
}

export function registerAccountRoutes(api: Api): void {
  registerPassword(api);
  registerTwoSteps(api);
  registerSessions(api);
  registerAccessTokens(api);
  registerInvitations(api);
  registerInvited(api);
}

function registerPassword(api: Api): void {
  api.route(
    {
      method: "post",
      path: "/api/account/password",
      summary: "Change your password; your other sessions end",
      body: ChangePassword,
      answer: Rotated,
      needsSession: true,
    },
    async (call) => keepToken(call, await changePassword(contextOf(call), call.caller, call.body)),
  );
  api.openRoute(
    {
      method: "post",
      path: "/api/password-resets",
      summary: "Ask for a mail with a link for a new password; the answer is the same whoever is asked about",
      body: AskForReset,
    },
    ({ db, body, address, at }) => askForReset(db, { email: body.email, address }, at),
  );
  api.openRoute(
    {
      method: "post",
      path: "/api/password-resets/use",
      summary: "Set a new password by a mail's link; every session ends",
      body: UseReset,
    },
    (call) => resetPassword(contextOf(call), call.body),
  );
}

function registerTwoSteps(api: Api): void {
  const path = "/api/account/two-step";
  api.route(
    { method: "get", path, summary: "Whether two-step sign-in is on", answer: TwoStepShown, needsSession: true },
    ({ db, caller }) => twoStepState(db, caller),
  );
  api.route(
    {
      method: "post",
      path,
      summary: "Begin two-step sign-in: a secret for the authenticator app",
      body: BeginTwoSteps,
      answer: TwoStepSecret,
      needsSession: true,
    },
    (call) => beginTwoSteps(contextOf(call), call.caller, call.body),
  );
  api.route(
    {
      method: "post",
      path: `${path}/confirmation`,
      summary: "Switch two-step sign-in on with a code; answers the recovery codes, once",
      body: ConfirmTwoSteps,
      answer: TwoStepsOn,
      needsSession: true,
    },
    async (call) => {
      const done = keepToken(call, await confirmTwoSteps(contextOf(call), call.caller, call.body.code));
      return isRefusal(done) ? done : { ...done, recoveryCodes: [...done.recoveryCodes] };
    },
  );
  api.route(
    {
      method: "post",
      path: `${path}/recovery-codes`,
      summary: "New recovery codes, in place of the old ones",
      body: PasswordAndCode,
      answer: RecoveryCodes,
      needsSession: true,
    },
    async (call) => {
      const done = await renewRecoveryCodes(contextOf(call), call.caller, call.body);
      return isRefusal(done) ? done : { recoveryCodes: [...done.recoveryCodes] };
    },
  );
  api.route(
    {
      method: "post",
      path: `${path}/end`,
      summary: "Switch two-step sign-in off",
      body: PasswordAndCode,
      answer: Rotated,
      needsSession: true,
    },
    async (call) => keepToken(call, await endTwoSteps(contextOf(call), call.caller, call.body)),
  );
}

function registerSessions(api: Api): void {
  const path = "/api/account/sessions";
  api.route(
    { method: "get", path, summary: "Your sessions: where and when", answer: OwnSessions, needsSession: true },
    async ({ db, caller, at }) => ({
      sessions: (await ownSessions(db, caller, at)).map((session) => ({
        id: session.sessionId,
        company: session.companyName,
        isThis: session.isThis,
        startedAt: session.createdAt.toISOString(),
        lastSeenAt: session.lastSeenAt.toISOString(),
        expiresAt: session.expiresAt.toISOString(),
        address: session.address,
        agent: session.agent,
      })),
    }),
  );
  api.route(
    {
      method: "delete",
      path: `${path}/{sessionId}`,
      summary: "End one of your sessions",
      params: z.object({ sessionId: Id }),
      needsSession: true,
    },
    ({ db, caller, params, at }) => endSession(db, caller, params.sessionId, at),
  );
  api.route(
    { method: "delete", path, summary: "End all your sessions but this", answer: SessionsEnded, needsSession: true },
    ({ db, caller, at }) => endOtherSessions(db, caller, at),
  );
}

const accessTokenShown = (token: AccessToken): AccessTokenShown => ({
  id: token.tokenId,
  name: token.name,
  scopes: token.mayWrite ? ["read", "write"] : ["read"],
  createdAt: token.createdAt.toISOString(),
  expiresAt: token.expiresAt.toISOString(),
  lastUsedAt: token.lastUsedAt?.toISOString() ?? null,
});

function registerAccessTokens(api: Api): void {
  const path = "/api/account/access-tokens";
  api.route(
    { method: "get", path, summary: "Your access tokens in this company", answer: AccessTokens, needsSession: true },
    async ({ db, actor: { companyId, personId } }) => {
      const tokens = await readCompany(db, companyId, (reading) => accessTokensOf(reading, companyId, personId));
      return { accessTokens: tokens.map(accessTokenShown) };
    },
  );
  api.route(
    {
      method: "post",
      path,
      summary: "Make an access token; it is told once",
      body: MakeAccessToken,
      answer: AccessTokenMade,
      status: 201,
      needsSession: true,
    },
    async ({ db, actor, body, at }) => {
      const asked = { name: body.name, mayWrite: body.scopes.includes("write"), days: body.expiresInDays };
      const { secret, token } = await makeAccessToken(db, actor, asked, at);
      return { secret, accessToken: accessTokenShown(token) };
    },
  );
  api.route(
    {
      method: "delete",
      path: `${path}/{tokenId}`,
      summary: "Revoke an access token",
      params: z.object({ tokenId: Id }),
      needsSession: true,
    },
    ({ db, actor, params, at }) => endAccessToken(db, actor, params.tokenId, at),
  );
}

const invitationShown = (invitation: Invitation): InvitationShown => ({
  id: invitation.invitationId,
  name: invitation.name,
  email: invitation.email,
  isCompanyAdmin: invitation.isCompanyAdmin,
  erpIntegrations: invitation.erpIntegrations,
  sentAt: invitation.sentAt.toISOString(),
  expiresAt: invitation.expiresAt.toISOString(),
});

function registerInvitations(api: Api): void {
  const path = "/api/invitations";
  const params = z.object({ invitationId: Id });
  const shown = (invitation: Invitation | Refusal) =>
    isRefusal(invitation) ? invitation : invitationShown(invitation);
  api.route(
    { method: "get", path, summary: "Who is invited into the company and has not come yet", answer: InvitationList },
    async ({ db, actor }) => {
      const invitations = await invitationsFor(db, actor);
      return isRefusal(invitations) ? invitations : { invitations: invitations.map(invitationShown) };
    },
  );
  api.route(
    { method: "post", path, summary: "Invite somebody by mail", body: Invite, answer: InvitationShown, status: 201 },
    async ({ db, actor, body, at, context }) => shown(await invite(db, actor, body, context.publicUrl, at)),
  );
  api.route(
    {
      method: "post",
      path: `${path}/{invitationId}/sendings`,
      summary: "Send an invitation again, with another link",
      params,
      answer: InvitationShown,
    },
    async ({ db, actor, at, context, params: { invitationId } }) =>
      shown(await resendInvitation(db, actor, invitationId, context.publicUrl, at)),
  );
  api.route(
    { method: "delete", path: `${path}/{invitationId}`, summary: "Withdraw an invitation", params },
    ({ db, actor, at, params: { invitationId } }) => withdrawInvitation(db, actor, invitationId, at),
  );
}

function registerInvited(api: Api): void {
  api.openRoute(
    {
      method: "post",
      path: "/api/invitations/open",
      summary: "What an invitation's link leads to",
      body: OpenInvitation,
      answer: InvitationOpened,
    },
    async ({ db, body, at }) => {
      const opened = await openInvitation(db, body.token, at);
      if (isRefusal(opened)) return opened;
      const { companyName, hasLogin, invitation } = opened;
      return { company: companyName, name: invitation.name, email: invitation.email, hasLogin };
    },
  );
  api.openRoute(
    {
      method: "post",
      path: "/api/invitations/accept",
      summary: "Join the company by an invitation's link",
      body: AcceptInvitation,
      answer: InvitationAccepted,
      status: 201,
    },
    async (call) => {
      const { token, name = null, password = null } = call.body;
      const joined = await acceptInvitation(call.db, { token, name, password }, beginningOf(call), call.at);
      if (isRefusal(joined)) return joined;
      if (joined.signedIn !== null) keepToken(call, joined.signedIn);
      return { email: joined.email, isSignedIn: joined.signedIn !== null };
    },
  );
}
