// What the permission matrix asks about: two companies, a person for every role, and contracts that are open to all
// readers or private, and of which something was sent to the ERP or nothing.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Founded, foundCompany } from "../src/people/founding.commands.ts";
import { type Answered, type Ask, startTestApi, type TestApi } from "./api.ts";
import {
  type ContractPlace,
  contractPlaces,
  type Fresh,
  type Person,
  type Place,
  type ProjectPlace,
  people,
  projectPlaces,
  type Rights,
  type Role,
  type Row,
  rightsElsewhere,
} from "./permission-matrix.ts";

type Ids = Readonly<Record<string, string>>;

export type PermissionScene = Readonly<{
  api: TestApi;
  /** The company that is asked about, and the one of the person from elsewhere. */
  founded: Founded;
  elsewhere: Founded;
  tokenOf(role: Role): string | null;
  /** What the path of an endpoint names, by where it is. */
  idsIn(place: Place): Ids;
  /** Every id of the company that is asked about. */
  allIds(): readonly string[];
  askAs(role: Role, key: string, row: Row, place: Place): Promise<Answered>;
  stop(): Promise<void>;
}>;

export const emailOf = (role: Role): string =>
  `${role.toLowerCase()}@${role === "otherCompany" ? "two" : "one"}.example`;
const password = "drawbridge";

/** Where an endpoint is asked: wherever there is what its path names. */
export function placesOf(key: string): readonly Place[] {
  if (/\{(contract|invoice|changeOrder|attachment)Id\}/.test(key)) return contractPlaces;
  return /\{(project|period)Id\}/.test(key) ? projectPlaces : ["company"];
}

export async function startPermissionScene(): Promise<PermissionScene> {
  const folder = mkdtempSync(join(tmpdir(), "permission-matrix-"));
  // Nobody listens at the ERP's address: whoever is let in to ask it reads that it does not answer.
  const api = await startTestApi({ dataDir: folder, sandboxUrl: "http://127.0.0.1:9" });
  const names = Object.keys(people) as Person[];
  const founded = await found(api, "One", names);
  const elsewhere = await found(api, "Two", ["otherCompany"]);
  const tokens = new Map<Role, string>();
  const ids = new Map<Place, Ids>();
  for (const role of [...names, "otherCompany"] as const) tokens.set(role, await api.signIn(emailOf(role)));
  const tokenOf = (role: Role): string | null => tokens.get(role) ?? null;
  const idsIn = (place: Place): Ids => ids.get(place) ?? {};

  /** As the person with all rights, or as another; it has to be done. */
  async function ask(method: string, path: string, given: Ask & { by?: Role } = {}): Promise<Answered["body"]> {
    const { by = "allRights", ...rest } = given;
    const answer = await api.call(method.toUpperCase(), path, { as: tokenOf(by), ...rest });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  }

  async function fillProject(place: ProjectPlace): Promise<void> {
    const projectId = founded.projects.get(place) ?? "";
    const days = { from: "2026-03-01", to: "2026-03-31" };
    const period = await ask("post", `/api/projects/${projectId}/billing-periods`, { body: days });
    ids.set(place, { projectId, periodId: period.id });
  }

  /** A contract with a change order and two drafts; of a sent one, one invoice that was accepted and is being exported. */
  async function fillContract(place: ContractPlace): Promise<void> {
    const isSent = place === "sent" || place === "privateSent";
    const { projectId = "" } = idsIn(isSent ? "sentProject" : "unsentProject");
    const listedPeople = names.filter((name) => "isListed" in people[name]);
    const contract = await ask("post", `/api/projects/${projectId}/contracts`, {
      body: {
        ...{ number: place, title: place, ownerId: founded.organizations.get("Owner") },
        isPrivate: place === "private" || place === "privateSent",
        listSeesSchedule: false,
        privateList: listedPeople.map((name) => founded.people.get(emailOf(name))),
      },
    });
    const at = `/api/contracts/${contract.id}`;
    const line = { item: "1", description: "Paving", scheduledValue: "100000.00" };
    await ask("put", `${at}/schedule-of-values`, { body: { version: 1, lines: [line] } });
    const { version } = await ask("get", at);
    await ask("patch", at, { body: { version, status: "approved" } });
    const extra = { item: "2", description: "Curbs", scheduledValue: "500.00" };
    const order = await ask("post", `${at}/change-orders`, {
      body: { number: "CO-1", title: "Curbs", lines: [extra] },
    });
    const invoice = await ask("post", `${at}/invoices`, { body: {} });
    const file = await ask("post", `/api/invoices/${invoice.id}/attachments?name=backup.txt`, { bytes: "backup" });
    if (isSent) {
      const lines = [{ lineId: invoice.lines[0].lineId, workThisPeriod: "1000.00" }];
      const change = { version: invoice.version, number: place, lines, status: "approved" };
      await ask("patch", `/api/invoices/${invoice.id}`, { body: change });
      await ask("post", `/api/invoices/${invoice.id}/sendings`);
      await ask("post", `/api/invoices/${invoice.id}/acceptances`, { by: "approver", body: { number: place } });
    } else {
      await ask("post", `${at}/invoices`, { body: {} });
    }
    const { id: contractId } = contract;
    ids.set(place, { contractId, invoiceId: invoice.id, changeOrderId: order.id, attachmentId: file.id });
  }

  let asked = 0;
  const freshIds: Readonly<Record<Fresh, () => Promise<Ids>>> = {
    invitation: async () => {
      const body = { name: "Guest", email: `guest${asked}@one.example` };
      return { invitationId: (await ask("post", "/api/invitations", { body })).id };
    },
    session: async () => {
      const as = await api.signIn(emailOf("allRights"));
      const { sessions } = await ask("get", "/api/account/sessions", { as });
      return { sessionId: sessions.find(({ isThis }: { isThis: boolean }) => isThis).id };
    },
    accessToken: async () => {
      const body = { name: "For a moment", scopes: ["read"], expiresInDays: 1 };
      return { tokenId: (await ask("post", "/api/account/access-tokens", { body })).accessToken.id };
    },
  };

  async function askAs(role: Role, key: string, row: Row, place: Place): Promise<Answered> {
    asked += 1;
    const [method = "", path = ""] = key.split(" ");
    const named = row.fresh === undefined ? idsIn(place) : await freshIds[row.fresh]();
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
      const id = named[name];
      if (id === undefined)
        throw new Error(`there is no ${name}: fillContract, fillProject or freshIds has to make one`);
      return id;
    });
    const { body, bytes, query = "" } = row;
    const answer = await api.call(method.toUpperCase(), filled + query, {
      as: tokenOf(role),
      ...(body === undefined ? {} : { body }),
      ...(bytes === undefined ? {} : { bytes, headers: { "content-type": "text/csv" } }),
    });
    if (row.endsSession && role !== "signedOut" && role !== "readingToken")
      tokens.set(role, await api.signIn(emailOf(role)));
    return answer;
  }

  const reading = { name: "Reports", scopes: ["read"], expiresInDays: 1 };
  tokens.set("readingToken", (await ask("post", "/api/account/access-tokens", { body: reading })).secret);
  await ask("post", "/api/invitations", { body: { name: "Guest", email: "guest@one.example" } });
  ids.set("company", {
    organizationId: founded.organizations.get("Owner") ?? "",
    personId: founded.people.get(emailOf("reader")) ?? "",
  });
  for (const place of projectPlaces) await fillProject(place);
  for (const place of contractPlaces) await fillContract(place);

  return {
    ...{ api, founded, elsewhere, tokenOf, idsIn, askAs },
    allIds: () => {
      const { companyId, people, projects } = founded;
      const things = [...ids.values()].flatMap((named) => Object.values(named));
      return [...new Set([companyId, ...people.values(), ...projects.values(), ...things])];
    },
    async stop() {
      await api.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

function found(api: TestApi, name: string, those: readonly (Person | "otherCompany")[]): Promise<Founded> {
  const founding = those.map((role) => {
    const { project = null, isListed: _, ...company } = role === "otherCompany" ? rightsElsewhere : rightsOf(role);
    const email = emailOf(role);
    return { person: { ...{ name: email, email, password }, ...company }, role: project && { email, ...project } };
  });
  const inProjects = founding.flatMap(({ role }) => (role === null ? [] : [role]));
  return foundCompany(
    api.db,
    {
      name,
      isDemo: true,
      people: founding.map(({ person }) => person),
      projects: projectPlaces.map((number) => ({
        ...{ number, name: number, roles: inProjects },
        erpJob: { code: "J-1", name: "Job" },
      })),
      organizations: [{ name: "Owner", erpCustomerCode: "OWN-1" }],
      connection: { connector: "sandbox", name: "The box", settings: { timeoutMs: "200" } },
    },
    api.clock.at,
  );
}

const rightsOf = (person: Person): Rights => people[person];
