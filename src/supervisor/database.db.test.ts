// A PostgreSQL server of one's own, named by DATABASE_URL: what is made there, and what is refused.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type Embedded, startEmbedded } from "../db/embedded.ts";
import { openDatabase } from "./database.ts";

let dataDir: string;
let server: Embedded;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "drawbridge-server-"));
  server = await startEmbedded({ throwAway: true });
});

afterAll(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true });
});

const quiet = (): void => undefined;

async function ask(url: string, question: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(question)).rows;
  } finally {
    await client.end();
  }
}

test("both roles given: both are used as they are", async () => {
  const { ownerUrl, appUrl } = inject("server");
  const opened = await openDatabase(dataDir, { DATABASE_URL: ownerUrl, DATABASE_APP_URL: appUrl }, quiet);
  expect(opened).toMatchObject({ ownerUrl, appUrl, pid: null });
});

test("the owner alone: it makes the product's role, and every start finds it again", async () => {
  const admin = new URL(server.superUrl);
  admin.pathname = "/drawbridge";
  await ask(
    admin.href,
    "drop owned by drawbridge_app; drop role drawbridge_app; alter role drawbridge_owner createrole",
  );
  const first = await openDatabase(dataDir, { DATABASE_URL: server.ownerUrl }, quiet);
  const second = await openDatabase(dataDir, { DATABASE_URL: server.ownerUrl }, quiet);
  expect(second.appUrl).toBe(first.appUrl);
  expect(await ask(first.appUrl, "select current_user as me")).toEqual([{ me: "drawbridge_app" }]);
});

test.each([
  ["an owner that may not make roles", () => ({ DATABASE_URL: inject("server").ownerUrl }), /may not make the role/, 3],
  [
    "a product's role that is a superuser",
    () => ({ DATABASE_URL: inject("server").ownerUrl, DATABASE_APP_URL: inject("server").superUrl }),
    /signs in as postgres, which row-level security does not bind/,
    3,
  ],
  [
    "a product's role that is the owner",
    () => ({ DATABASE_URL: inject("server").ownerUrl, DATABASE_APP_URL: inject("server").ownerUrl }),
    /signs in as drawbridge_owner, which row-level security does not bind/,
    3,
  ],
  [
    "a server that is not there",
    () => ({ DATABASE_URL: "postgres://a:b@127.0.0.1:1/c" }),
    /cannot be used: .*REFUSED/,
    3,
  ],
  ["no address at all", () => ({ DATABASE_URL: "my server" }), /DATABASE_URL is not an address like/, 2],
])("%s is refused in a sentence", async (_name, environment, sentence, exitCode) => {
  const outcome = openDatabase(dataDir, environment(), quiet);
  await expect(outcome).rejects.toThrow(sentence);
  await expect(outcome).rejects.toMatchObject({ exitCode });
});
