// Signing in, the company and its directory over HTTP.
import { z } from "zod";
import type { Api } from "../api/route.ts";
import { endedCookie, sessionCookie, tokenOf } from "../api/session.ts";
import { readCompany } from "../db/transaction.ts";
import { demoPeople } from "../demo-people.ts";
import { isRefusal, refuse } from "../refusal.ts";
import { Id } from "../wire.ts";
import type { Actor } from "./actor.ts";
import { countAttempts } from "./attempts.ts";
import { changeCompany, linkCustomer, linkJob, sessionFacts, signIn, signOut } from "./people.commands.ts";
import { findCompany, organizationsOf, peopleOf, projectsFor } from "./people.db.ts";
import { may, noProject } from "./permission.ts";
import { notFound } from "./reasons.ts";
import {
  CompanySettings,
  LinkCustomer,
  LinkJob,
  OrganizationShown,
  PeopleList,
  ProjectList,
  ProjectShown,
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
  const byPerson = countAttempts(10, 15);
  const byAddress = countAttempts(100, 15);

  api.openRoute(
    { method: "post", path: "/api/session", summary: "Sign in", body: SignIn, answer: SessionShown, status: 201 },
    async ({ body, db, at, address, answerHeaders }) => {
      const key = `${address} ${body.email.toLowerCase()}`;
      const minutes = byPerson.mustWait(key, at) ?? byAddress.mustWait(address, at);
      if (minutes !== null)
        return refuse("too_many_attempts", [{ code: "wait_before_signing_in", values: { minutes } }]);
      const { email, password, companyId = null } = body;
      // Counted before the password is looked at, so that many attempts at one moment are many.
      byPerson.failed(key, at);
      const signedIn = await signIn(db, { email, password, companyId, kind: "cookie" }, at);
      if (isRefusal(signedIn)) {
        byAddress.failed(address, at);
        return signedIn;
      }
      byPerson.succeeded(key);
      answerHeaders.append("set-cookie", sessionCookie(signedIn.token, context.publicUrl));
      return { token: signedIn.token, ...(await sessionShown(api, signedIn.actor)) };
    },
  );

  api.route({ method: "get", path: "/api/session", summary: "Who is signed in", answer: SessionShown }, ({ actor }) =>
    sessionShown(api, actor),
  );

  api.openRoute(
    { method: "delete", path: "/api/session", summary: "Sign out" },
    async ({ db, request, answerHeaders }) => {
      const token = tokenOf(request);
      if (token !== null) await signOut(db, token);
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
