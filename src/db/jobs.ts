// Work to be done after an act: queued in the same transaction, so that it exists exactly when the act does.

import pg from "pg";
import { fromKysely, PgBoss } from "pg-boss";
import type { CompanyId, Tx } from "./transaction.ts";

const schema = "jobs";

/** What each queue carries. Jobs hold ids; what they mean is read when they run. */
export type Jobs = {
  export: { companyId: CompanyId; invoiceId: string };
  mail: { companyId: CompanyId; mailId: string };
  "daily-summary": { companyId: CompanyId };
  /** Somebody asked for a new password for this e-mail, which may be nobody's. */
  "password-reset": { email: string };
  /** Every minute: entries and mails whose job died with its worker. */
  recovery: Record<string, never>;
};
export type QueueName = keyof Jobs;

/**
 * Export jobs are tried once: each step commits the entry, and the entry alone decides what is tried again. Mail is
 * tried thirteen times over some five hours, waiting longer each time.
 */
const queues = {
  export: { retryLimit: 0, heartbeatSeconds: 10, expireInSeconds: 900, notify: true },
  mail: {
    retryLimit: 12,
    retryDelay: 5,
    retryBackoff: true,
    retryDelayMax: 14_400,
    heartbeatSeconds: 10,
    notify: true,
  },
  "daily-summary": { retryLimit: 5, retryDelay: 30, retryBackoff: true, heartbeatSeconds: 10, notify: true },
  "password-reset": { retryLimit: 5, retryDelay: 30, retryBackoff: true, heartbeatSeconds: 10, notify: true },
  recovery: { retryLimit: 0, heartbeatSeconds: 10, expireInSeconds: 300, notify: true },
} as const satisfies Record<QueueName, object>;

/** Makes the job tables and queues as the owner, and lets the product's role work with them. Repeating it changes nothing. */
export async function installJobs(owner: { connectionString: string }, appRole: string): Promise<void> {
  const boss = new PgBoss({
    connectionString: owner.connectionString,
    schema,
    supervise: false,
    schedule: false,
    max: 2,
  });
  const problems: Error[] = [];
  boss.on("error", (error) => problems.push(error));
  await boss.start();
  for (const [name, options] of Object.entries(queues)) {
    await boss.createQueue(name, options);
    await boss.updateQueue(name, options);
  }
  await boss.stop({ graceful: false });
  if (problems[0] !== undefined) throw problems[0];
  const client = new pg.Client(owner);
  await client.connect();
  try {
    await client.query(`
      grant usage on schema ${schema} to ${appRole};
      grant select, insert, update, delete on all tables in schema ${schema} to ${appRole};
      grant usage on all sequences in schema ${schema} to ${appRole};
      grant execute on all functions in schema ${schema} to ${appRole};`);
  } finally {
    await client.end();
  }
}

/** Queues work in the act's own transaction; `afterSeconds` lets it wait. */
export async function enqueue<Name extends QueueName>(
  tx: Tx,
  name: Name,
  data: Jobs[Name],
  options: { afterSeconds?: number } = {},
): Promise<void> {
  const boss = new PgBoss({ db: fromKysely(tx), schema, migrate: false, supervise: false, schedule: false });
  await boss.send(name, data, options.afterSeconds === undefined ? {} : { startAfter: options.afterSeconds });
}

/** The worker's side: takes jobs and runs them. */
export type Worker = {
  handle<Name extends QueueName>(name: Name, atOnce: number, run: (data: Jobs[Name]) => Promise<void>): Promise<void>;
  /** Runs a queue by the clock: `cron` in `timeZone`; after downtime the missed one runs once. */
  schedule<Name extends QueueName>(
    name: Name,
    key: string,
    cron: string,
    timeZone: string,
    data: Jobs[Name],
  ): Promise<void>;
  stop(): Promise<void>;
};

export async function startJobs(databaseUrl: string, onError: (error: Error) => void): Promise<Worker> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    schema,
    migrate: false,
    createSchema: false,
    useListenNotify: true,
    reindex: false,
    max: 6,
  });
  boss.on("error", onError);
  await boss.start();
  return {
    async handle(name, atOnce, run) {
      type Data = Jobs[typeof name];
      await boss.work<Data>(
        name,
        { localConcurrency: atOnce, pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 5 },
        async (jobs) => {
          for (const job of jobs) await run(job.data);
        },
      );
    },
    async schedule(name, key, cron, timeZone, data) {
      await boss.schedule(name, cron, data, { key, tz: timeZone, missed: "once" });
    },
    async stop() {
      await boss.stop({ graceful: true, timeout: 5_000 });
    },
  };
}
