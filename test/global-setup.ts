// One throw-away database server for all tests of a run, with one migrated database that every test file clones.
import type { TestProject } from "vitest/node";
import { type Embedded, startEmbedded } from "../src/db/embedded.ts";
import { migrate } from "../src/db/migrate.ts";

declare module "vitest" {
  interface ProvidedContext {
    server: { ownerUrl: string; appUrl: string; superUrl: string };
  }
}

type Shared = { users: number; server: Promise<Embedded> | null };

/** Projects that are run together share the server, which ends with the last of them. Each loads this file anew. */
function sharedOfRun(): Shared {
  const run = globalThis as { drawbridgeTestServer?: Shared };
  run.drawbridgeTestServer ??= { users: 0, server: null };
  return run.drawbridgeTestServer;
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const shared = sharedOfRun();
  shared.users += 1;
  shared.server ??= start();
  const { ownerUrl, appUrl, superUrl } = await shared.server;
  project.provide("server", { ownerUrl, appUrl, superUrl });
  return async () => {
    shared.users -= 1;
    if (shared.users > 0) return;
    const server = await shared.server;
    shared.server = null;
    await server?.stop();
  };
}

async function start(): Promise<Embedded> {
  const server = await startEmbedded({ throwAway: true });
  await migrate({ connectionString: server.ownerUrl });
  return server;
}
