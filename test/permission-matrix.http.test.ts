// Every endpoint asked by every kind of person about contracts of every kind: who is let in, who is refused and how. The
// endpoints are read from the server, so one that no row names fails here.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApi } from "../src/api/server.ts";
import { type Founded, foundCompany } from "../src/people/founding.commands.ts";
import { type Answered, type Ask, startTestApi, type TestApi } from "./api.ts";
import {
  type ContractPlace,
  contractPlaces,
  expected,
  type Fresh,
  holds,
  type Person,
  type Place,
  people,
  projectPlaces,
  type Role,
  type Row,
  rightsElsewhere,
  roles,
  rows,
  undescribed,
  type Verdict,
} from "./permission-matrix.ts";

const emailOf = (role: Role): string => `${role.toLowerCase()}@${role === "otherCompany" ? "two" : "one"}.example`;
const password = "drawbridge";

type Ids = Readonly<Record<string, string>>;

let api: TestApi;
let folder: string;
let founded: Founded;
const tokens = new Map<Role, string>();
/** What the path of an endpoint names, by where it is. */
const idsIn = new Map<Place, Ids>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "permission-matrix-"));
  // Nobody listens at the ERP's address: whoever is let in to ask it reads that it does not answer.
  api = await startTestApi({ dataDir: folder, sandboxUrl: "http://127.0.0.1:9" });
  const names = Object.keys(people) as Person[];
  founded = await found("One", names);
  await found("Two", ["otherCompany"]);
  for (const role of [...names, "otherCompany"] as const) tokens.set(role, await api.signIn(emailOf(role)));
  const body = { name: "Reports", scopes: ["read"], expiresInDays: 1 };
  tokens.set("readingToken", (await ask("post", "/api/account/access-tokens", { body })).secret);
  await ask("post", "/api/invitations", { body: { name: "Guest", email: "guest@one.example" } });
  idsIn.set("company", { organizationId: founded.organizations.get("Owner") ?? "" });
  for (const place of projectPlaces) await fillProject(place);
  for (const place of contractPlaces) await fillContract(place);
});
afterAll(async () => {
  await api.stop();
  rmSync(folder, { recursive: true });
});

function found(name: string, those: readonly (Person | "otherCompany")[]): Promise<Founded> {
  const rights = those.map((role) => ({
    email: emailOf(role),
    given: role === "otherCompany" ? rightsElsewhere : people[role],
  }));
  const inProjects = rights.flatMap(({ email, given }) => ("project" in given ? [{ email, ...given.project }] : []));
  return foundCompany(
    api.db,
    {
      name,
      isDemo: true,
      people: rights.map(
        ({ email, given: { project: _, isListed: __, ...company } }: { email: string; given: Given }) => ({
          ...{ name: email, email, password },
          ...company,
        }),
      ),
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
type Given = (typeof people)[Person] & { project?: unknown; isListed?: boolean };

/** As the person with all rights, or as another; it has to be done. */
async function ask(method: string, path: string, given: Ask & { by?: Role } = {}): Promise<Answered["body"]> {
  const { by = "allRights", ...rest } = given;
  const answer = await api.call(method.toUpperCase(), path, { as: tokens.get(by) ?? null, ...rest });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
  return answer.body;
}

async function fillProject(place: (typeof projectPlaces)[number]): Promise<void> {
  const projectId = founded.projects.get(place) ?? "";
  const days = { from: "2026-03-01", to: "2026-03-31" };
  const period = await ask("post", `/api/projects/${projectId}/billing-periods`, { body: days });
  idsIn.set(place, { projectId, periodId: period.id });
}

/** A contract with a change order and two drafts; of a sent one, one invoice that was accepted and is being exported. */
async function fillContract(place: ContractPlace): Promise<void> {
  const isSent = place === "sent" || place === "privateSent";
  const { projectId = "" } = idsIn.get(isSent ? "sentProject" : "unsentProject") ?? {};
  const listedPeople = (["listedReader", "listedSender"] as const).map((one) => founded.people.get(emailOf(one)));
  const contract = await ask("post", `/api/projects/${projectId}/contracts`, {
    body: {
      ...{ number: place, title: place, ownerId: founded.organizations.get("Owner") },
      isPrivate: place === "private" || place === "privateSent",
      listSeesSchedule: false,
      privateList: listedPeople,
    },
  });
  const at = `/api/contracts/${contract.id}`;
  const line = { item: "1", description: "Paving", scheduledValue: "100000.00" };
  await ask("put", `${at}/schedule-of-values`, { body: { version: 1, lines: [line] } });
  const { version } = await ask("get", at);
  await ask("patch", at, { body: { version, status: "approved" } });
  const extra = { item: "2", description: "Curbs", scheduledValue: "500.00" };
  const order = await ask("post", `${at}/change-orders`, { body: { number: "CO-1", title: "Curbs", lines: [extra] } });
  const invoice = await ask("post", `${at}/invoices`, { body: {} });
  const file = await ask("post", `/api/invoices/${invoice.id}/attachments?name=backup.txt`, { bytes: "backup" });
  if (isSent) {
    const lines = [{ lineId: invoice.lines[0].lineId, workThisPeriod: "1000.00" }];
    const change = { version: invoice.version, number: place, lines, status: "approved" };
    await ask("patch", `/api/invoices/${invoice.id}`, { body: change });
    await ask("post", `/api/invoices/${invoice.id}/sendings`);
    const body = { number: place };
    await ask("post", `/api/invoices/${invoice.id}/acceptances`, { by: "approver", body });
  } else {
    await ask("post", `${at}/invoices`, { body: {} });
  }
  idsIn.set(place, { contractId: contract.id, invoiceId: invoice.id, changeOrderId: order.id, attachmentId: file.id });
}

async function signInAnew(role: Role): Promise<string> {
  const token = await api.signIn(emailOf(role));
  tokens.set(role, token);
  return token;
}

const freshIds: Readonly<Record<Fresh, (count: number) => Promise<Ids>>> = {
  invitation: async (count) => {
    const body = { name: "Guest", email: `guest${count}@one.example` };
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

/** Where an endpoint is asked: wherever there is what its path names. */
function placesOf(path: string): readonly Place[] {
  if (/\{(contract|invoice|changeOrder|attachment)Id\}/.test(path)) return contractPlaces;
  return /\{(project|period)Id\}/.test(path) ? projectPlaces : ["company"];
}

/** Refused in a way that has to do with who asks; every other answer means that the person was let in. */
function verdictOf({ status, body }: Answered): Verdict | string {
  const refusal = { not_signed_in: 401, not_permitted: 403, not_found: 404 } as const;
  const code: keyof typeof refusal | "defect" | "not_ready" | undefined = body?.error?.code;
  if (code === "defect" || code === "not_ready") return `${status} ${code}`;
  const wanted = code === undefined ? undefined : refusal[code];
  if (wanted !== undefined) return wanted === status ? wanted : `${status} ${code}`;
  return "in";
}

/** Ids of what this role may not know of, that stand in the answer nevertheless. */
function leaked(role: Role, row: Row, { text }: Answered): readonly string[] {
  const ofOthers = [founded.companyId, ...founded.projects.values(), ...founded.people.values()];
  if (role === "otherCompany") {
    const all = [...ofOthers, ...[...idsIn.values()].flatMap((ids) => Object.values(ids))];
    return all.filter((id) => text.includes(id));
  }
  if (row.showsCompany) return [];
  const hidden = contractPlaces.filter((place) => !holds("viewContract", role, place));
  return hidden.flatMap((place) => Object.values(idsIn.get(place) ?? {}).filter((id) => text.includes(id)));
}

let asked = 0;

async function askAs(role: Role, key: string, row: Row, place: Place): Promise<Answered> {
  asked += 1;
  const [method = "", path = ""] = key.split(" ");
  const ids = row.fresh === undefined ? (idsIn.get(place) ?? {}) : await freshIds[row.fresh](asked);
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const id = ids[name];
    if (id === undefined)
      throw new Error(`nothing here has a ${name}: name it in fillContract, fillProject or freshIds`);
    return id;
  });
  const as = tokens.get(role) ?? null;
  const { body, bytes, query = "" } = row;
  const answer = await api.call(method.toUpperCase(), filled + query, {
    as,
    ...(body === undefined ? {} : { body }),
    ...(bytes === undefined ? {} : { bytes, headers: { "content-type": "text/csv" } }),
  });
  if (row.endsSession && role !== "signedOut" && role !== "readingToken") await signInAnew(role);
  return answer;
}

describe("every endpoint", () => {
  test("that the server has, has a row, and every row its endpoint", async () => {
    const { paths } = (await ask("get", "/api/openapi.json")) as { paths: Record<string, object> };
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(described.sort()).toEqual(Object.keys(rows).sort());
    // Nothing is served past the description.
    const served = createApi(api.context)
      .routes.filter(({ method, path }) => method !== "ALL" && path.startsWith("/api/"))
      .map(({ method, path }) => `${method.toLowerCase()} ${path.replace(/:(\w+)/g, "{$1}")}`);
    expect(served.sort()).toEqual([...described, ...undescribed].sort());
  });

  test("says in the API's description whether one has to be signed in", async () => {
    const { paths } = (await ask("get", "/api/openapi.json")) as {
      paths: Record<string, Record<string, { security: object[] }>>;
    };
    const open = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { security }]) => (security.length === 0 ? [`${method} ${path}`] : [])),
    );
    const anybody = Object.keys(rows).filter((key) => rows[key]?.needs === "anybody");
    expect(open.sort()).toEqual(anybody.sort());
  });

  test.each(Object.entries(rows))("%s lets in whom it shall, and nobody else", async (key, row) => {
    const wrong: string[] = [];
    const verdicts = new Set<string>();
    for (const place of placesOf(key)) {
      for (const role of roles) {
        const answer = await askAs(role, key, row, place);
        const verdict = verdictOf(answer);
        const wanted = expected(key, row, role, place);
        verdicts.add(verdict === "in" ? "in" : "refused");
        if (verdict !== wanted)
          wrong.push(
            `${role}, ${place}: ${wanted} was wanted, ${verdict} came: ${answer.status} ${answer.text.slice(0, 300)}`,
          );
        for (const id of leaked(role, row, answer)) wrong.push(`${role}, ${place}: ${id} stands in the answer`);
      }
    }
    expect(wrong).toEqual([]);
    expect([...verdicts].sort()).toEqual(row.needs === "anybody" ? ["in"] : ["in", "refused"]);
  });
});
