// A database of a test file's own: a clone of the migrated one, reached as the owner or as the product.
import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { databaseName, ensureDatabase } from "../src/db/roles.ts";

export type TestDatabase = Readonly<{
  /** As the role that owns the tables; row-level security binds it too. */
  ownerUrl: string;
  /** As the role the product uses. */
  appUrl: string;
  drop(): Promise<void>;
}>;

export async function createTestDatabase(): Promise<TestDatabase> {
  const server = inject("server");
  const name = `test_${randomBytes(6).toString("hex")}`;
  await asSuperuser(server.superUrl, async (client) => {
    await ensureDatabase(client, name, databaseName);
  });
  return {
    ownerUrl: withDatabase(server.ownerUrl, name),
    appUrl: withDatabase(server.appUrl, name),
    drop: () =>
      asSuperuser(server.superUrl, async (client) => {
        await client.query(`drop database if exists ${name} with (force)`);
      }),
  };
}

async function asSuperuser(url: string, act: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await act(client);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
