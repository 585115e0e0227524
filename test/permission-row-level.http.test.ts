// Row-level security by itself: the application takes somebody of another company for the person with all rights in this
// one, so that all its own checks pass. Its connection alone knows whose company it speaks for, and that has to be enough.
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test, vi } from "vitest";
import type { Caller } from "../src/people/actor.ts";
import { actorOf } from "../src/people/founding.commands.ts";
import { isRefusal } from "../src/refusal.ts";
import { type Row, rows } from "./permission-matrix.ts";
import { emailOf, type PermissionScene, placesOf, startPermissionScene } from "./permission-scene.ts";

/** Null: everything as it is. Otherwise for whom the application takes every caller, and the company of the connection. */
type Confusion = Readonly<{ takenFor: Caller["actor"]; connectedAs: string }>;
const confusion = vi.hoisted((): { now: Confusion | null } => ({ now: null }));

vi.mock("../src/people/sign-in.commands.ts", async (original) => {
  const real = await original<typeof import("../src/people/sign-in.commands.ts")>();
  const callerOf: typeof real.callerOf = async (...asked) => {
    // Who signed in is found as always; the confusion begins afterwards.
    const { now } = confusion;
    confusion.now = null;
    const caller = await real.callerOf(...asked);
    confusion.now = now;
    return now === null || isRefusal(caller) ? caller : { ...caller, actor: now.takenFor };
  };
  return { ...real, callerOf };
});
vi.mock("../src/db/transaction.ts", async (original) => {
  const real = await original<typeof import("../src/db/transaction.ts")>();
  const connected = (companyId: string): string => confusion.now?.connectedAs ?? companyId;
  const inCompany: typeof real.inCompany = (db, companyId, act) => real.inCompany(db, connected(companyId), act);
  const readCompany: typeof real.readCompany = (db, companyId, question) =>
    real.readCompany(db, connected(companyId), question);
  const enterCompany: typeof real.enterCompany = (tx, companyId) => real.enterCompany(tx, connected(companyId));
  return { ...real, inCompany, readCompany, enterCompany };
});

let scene: PermissionScene;
let superuser: pg.Client;

beforeAll(async () => {
  scene = await startPermissionScene();
  const url = new URL(inject("server").superUrl);
  url.pathname = new URL(scene.api.appUrl).pathname;
  superuser = new pg.Client({ connectionString: url.href });
  await superuser.connect();
});
afterAll(async () => {
  confusion.now = null;
  await superuser.end();
  await scene.stop();
});

/** Everything of the company that is asked about, table by table. */
async function contentOfCompany(): Promise<ReadonlyMap<string, string>> {
  const { rows: tables } = await superuser.query<{ name: string }>(
    "select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'company_id' order by 1",
  );
  const content = new Map<string, string>();
  for (const { name } of tables) {
    const { rows: found } = await superuser.query<{ text: string }>(
      `select count(*) || ' ' || md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as text from ${name} t where company_id = $1`,
      [scene.founded.companyId],
    );
    content.set(name, found[0]?.text ?? "");
  }
  return content;
}

async function confused(connectedAs: string): Promise<Confusion> {
  const { founded, api } = scene;
  const takenFor = await actorOf(api.db, founded.companyId, founded.people.get(emailOf("allRights")) ?? "");
  return { takenFor, connectedAs };
}

/** What would change something at once, if it got through. */
const bolder: Readonly<Record<string, object>> = {
  "patch /api/company": { summaryHour: 22 },
  "post /api/invitations": { name: "Stranger", email: "stranger@elsewhere.example" },
  "put /api/projects/{projectId}/erp-job": { code: "J-9" },
  "put /api/organizations/{organizationId}/erp-customer": { code: "OWN-9" },
  "put /api/erp/connection": { connector: "sandbox", name: "Mine", settings: { timeoutMs: "300" } },
  "post /api/projects/{projectId}/contracts": { number: "C-9", title: "Mine" },
  "patch /api/contracts/{contractId}": { version: 3, title: "Mine" },
  "patch /api/billing-periods/{periodId}": { status: "closed" },
  "post /api/contracts/{contractId}/change-orders": {
    number: "CO-9",
    title: "Mine",
    lines: [{ item: "9", description: "Mine", scheduledValue: "9.00" }],
  },
};

/** Of the company's things, not of one's own login. What has to be made anew cannot be while everybody is confused. */
const ofCompany = Object.entries(rows).filter(
  ([, row]) => Array.isArray(row.needs) && !row.needsSession && row.fresh === undefined,
);

describe("with every check of the application passed", () => {
  test("nothing else is in the way: connected as the company itself, the stranger is let in", async () => {
    confusion.now = await confused(scene.founded.companyId);
    const key = "get /api/invoices/{invoiceId}";
    const answer = await scene.askAs("otherCompany", key, rows[key] ?? { needs: [] }, "private");
    confusion.now = null;
    expect([answer.status, answer.body.id]).toEqual([200, scene.idsIn("private").invoiceId]);
  });

  test.each(ofCompany)("%s neither shows nor changes anything of another company", async (key, row) => {
    const before = await contentOfCompany();
    const stranger = await confused(scene.elsewhere.companyId);
    const body = bolder[key];
    const asked: Row = body === undefined ? row : { ...row, body };
    // Whom it is taken for, the application knows without the tables.
    const known = [stranger.takenFor.companyId, stranger.takenFor.personId];
    const secret = scene.allIds().filter((id) => !known.includes(id));
    const wrong: string[] = [];
    for (const place of placesOf(key)) {
      confusion.now = stranger;
      const answer = await scene.askAs("otherCompany", key, asked, place);
      confusion.now = null;
      const { status, text } = answer;
      // Refused for what one is: then it was a check of the application, and the tables were not asked.
      const isWrong = status === 401 || status === 403 || (key.includes("{") && status !== 404);
      if (isWrong) wrong.push(`${place}: ${status} ${text.slice(0, 300)}`);
      for (const id of secret) if (text.includes(id)) wrong.push(`${place}: ${id} stands in the answer`);
    }
    expect(wrong).toEqual([]);
    expect(await contentOfCompany()).toEqual(before);
  });
});
