// Signing in, the company and its directory over HTTP.
import { z } from "zod";
import type { Api } from "../api/route.ts";
import { endedCookie, tokenOf } from "../api/session.ts";
import { readCompany } from "../db/transaction.ts";
import { demoPeople } from "../demo-people.ts";
import { isRefusal, type Refusal } from "../refusal.ts";
import { Id } from "../wire.ts";
import { beginningOf, keepToken } from "./account.http.ts";
import { ChooseCompany, GiveCode, SignInAnswer } from "./account-wire.ts";
import type { Actor } from "./actor.ts";
import { changeCompany, linkCustomer, linkJob, sessionFacts } from "./people.commands.ts";
import { findCompany, organizationsOf, peopleOf, projectsFor } from "./people.db.ts";
import { may, noProject } from "./permission.ts";
import { notFound } from "./reasons.ts";
import { rightsOf } from "./rights.commands.ts";
import { changeSessionCompany, giveCode, type SignedIn, signIn, signOut } from "./sign-in.commands.ts";
import {
  CompanySettings,
  LinkCustomer,
  LinkJob,
  OrganizationShown,
  PeopleList,
  ProjectList,
  ProjectShown,
  RightsShown,
  SessionShown,
  SignIn,
  SignInHints,
} from "./wire.ts";

export function registerPeopleRoutes(api: Api): void {
  registerSession(api);
  registerCompany(api);
  registerDirectory(api);
}

function registerSession(api: Api): void {
  const { context } = api;

  api.openRoute(
    {
      method: "post",
      path: "/api/session",
      summary: "Sign in; where two steps are on, half of it",
      body: SignIn,
      answer: SignInAnswer,
      status: 201,
    },
    async (call) => {
      const { email, password, companyId = null } = call.body;
      const signedIn = await signIn(call.db, { email, password, companyId }, beginningOf(call), call.at);
      return !isRefusal(signedIn) && "halfToken" in signedIn ? signedIn : await begun(api, call, signedIn);
    },
  );

  api.openRoute(
    {
      method: "post",
      path: "/api/session/code",
      summary: "The second step of signing in: a code of the app, or a recovery code",
      body: GiveCode,
      answer: SessionShown,
      status: 201,
    },
    async (call) => {
      const { halfToken, code, companyId = null } = call.body;
      const asked = { halfToken, code, companyId };
      return await begun(api, call, await giveCode(call.db, asked, beginningOf(call), context.dataDir, call.at));
    },
  );

  api.route(
    {
      method: "post",
      path: "/api/session/company",
      summary: "Go on in another of your companies",
      body: ChooseCompany,
      answer: SessionShown,
      status: 201,
      needsSession: true,
    },
    async (call) => {
      const beginning = beginningOf(call);
      return await begun(
        api,
        call,
        await changeSessionCompany(call.db, call.caller, call.body.companyId, beginning, call.at),
      );
    },
  );

  api.route({ method: "get", path: "/api/session", summary: "Who is signed in", answer: SessionShown }, ({ actor }) =>
    sessionShown(api, actor),
  );

  api.openRoute(
    { method: "delete", path: "/api/session", summary: "Sign out" },
    async ({ db, request, answerHeaders, at }) => {
      const given = tokenOf(request);
      if (given !== null) await signOut(db, given.token, at);
      answerHeaders.append("set-cookie", endedCookie(context.publicUrl));
      return undefined;
    },
  );

  api.openRoute(
    {
      method: "get",
      path: "/api/sign-in-hints",
      summary: "The demo people, on a loopback address",
      answer: SignInHints,
    },
    async () => ({ people: context.demo && context.isLoopback ? demoPeople.map(hintOf) : [] }),
  );
}

/** The session has begun: its token is the browser's cookie from now on. */
async function begun(
  api: Api,
  call: Parameters<typeof keepToken>[0],
  signedIn: SignedIn | Refusal,
): Promise<z.input<typeof SessionShown> | Refusal> {
  const kept = keepToken(call, signedIn);
  return isRefusal(kept) ? kept : { token: kept.token, ...(await sessionShown(api, kept.actor)) };
}

const hintOf = ({ name, email, password, role }: (typeof demoPeople)[number]) => ({ name, email, password, role });

async function sessionShown({ context }: Api, actor: Actor): Promise<z.input<typeof SessionShown>> {
  const { company, companies } = await sessionFacts(context.db, actor);
  const { id, name, currency, timeZone, isDemo } = company;
  return {
    person: { id: actor.personId, name: actor.name, email: actor.email },
    company: { id, name, currency, timeZone, isDemo },
    companies: [...companies],
    rights: {
      isCompanyAdmin: actor.isCompanyAdmin,
      erpIntegrations: actor.erpIntegrations,
      canPushToAccounting: actor.canPushToAccounting,
    },
    hasMailbox: context.hasMailbox && isDemo,
  };
}

function registerCompany(api: Api): void {
  const path = "/api/company";
  api.route(
    { method: "get", path, summary: "What the company decided", answer: CompanySettings },
    async ({ actor, db }) => {
      const company = await readCompany(db, actor.companyId, (reading) => findCompany(reading, actor.companyId));
      return company?.settings ?? notFound;
    },
  );
  api.route(
    {
      method: "patch",
      path,
      summary: "Change company settings",
      body: CompanySettings.partial(),
      answer: CompanySettings,
    },
    ({ actor, body, db, at }) => changeCompany(db, actor, body, at),
  );
}

function registerDirectory(api: Api): void {
  api.route(
    { method: "get", path: "/api/projects", summary: "The projects you may see", answer: ProjectList },
    async ({ actor, db }) => {
      const all = await readCompany(db, actor.companyId, (reading) => projectsFor(reading, actor));
      const seesAll = may(actor, "setUpErp", noProject) || may(actor, "setUpCompany", noProject);
      return {
        projects: all.filter(({ levels }) => seesAll || may(actor, "viewProject", { ...noProject, ...levels })),
      };
    },
  );

  api.route(
    { method: "get", path: "/api/people", summary: "The people of the company", answer: PeopleList },
    async ({ actor, db }) => ({
      people: [...(await readCompany(db, actor.companyId, (reading) => peopleOf(reading, actor.companyId)))],
    }),
  );

  api.route(
    {
      method: "get",
      path: "/api/people/{personId}/rights",
      summary: "What a person may do, and why",
      params: z.object({ personId: Id }),
      query: z.object({ projectId: Id.optional() }),
      answer: RightsShown,
    },
    ({ actor, params, query, db }) => rightsOf(db, actor, params.personId, query.projectId ?? null),
  );

  const OrganizationList = z.object({ organizations: z.array(OrganizationShown) });
  api.route(
    { method: "get", path: "/api/organizations", summary: "The companies of the directory", answer: OrganizationList },
    async ({ actor, db }) => ({
      organizations: [
        ...(await readCompany(db, actor.companyId, (reading) => organizationsOf(reading, actor.companyId))),
      ],
    }),
  );

  api.route(
    {
      method: "put",
      path: "/api/projects/{projectId}/erp-job",
      summary: "Link a project to an ERP job, or unlink it",
      params: z.object({ projectId: Id }),
      body: LinkJob,
      answer: ProjectShown,
    },
    ({ actor, params, body: { code, name }, db, at }) =>
      linkJob(db, actor, params.projectId, code === null ? null : { code, name: name || code }, at),
  );

  api.route(
    {
      method: "put",
      path: "/api/organizations/{organizationId}/erp-customer",
      summary: "Link an organization to an ERP customer, or unlink it",
      params: z.object({ organizationId: Id }),
      body: LinkCustomer,
      answer: OrganizationShown,
    },
    ({ actor, params, body, db, at }) => linkCustomer(db, actor, params.organizationId, body.code, at),
  );
}
