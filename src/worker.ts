// The worker: takes up what was queued (mail, daily summaries, exports), and looks every minute for what was left lying by
// a process that died. It shares nothing with the API but the database, and may be killed at any moment.
import { enqueue, startJobs, type Worker } from "./db/jobs.ts";
import { type Db, openPool } from "./db/pool.ts";
import { inCompany } from "./db/transaction.ts";
import { registerQueueJobs } from "./erp-queue/erp-queue.jobs.ts";
import { recoverExports } from "./erp-queue/export.commands.ts";
import { companyClocks } from "./mail/daily-summary.db.ts";
import { recoverMails } from "./mail/mail.commands.ts";
import { registerMailJobs } from "./mail/mail.jobs.ts";
import { type CompanyClock, summaryDue } from "./mail/summary-clock.ts";
import { openTransport } from "./mail/transport.smtp.ts";
import { registerPeopleJobs } from "./people/people.jobs.ts";

export type WorkerOptions = Readonly<{
  /** As the product's role. */
  databaseUrl: string;
  publicUrl: string;
  /** Empty: mails are kept in the demo mailbox. */
  smtpUrl: string;
  /** Empty: there is no sandbox ERP. */
  sandboxUrl: string;
  dataDir: string;
}>;

/** The queues' heartbeat (see db/jobs.ts), and a little. */
const heartbeatRunsOutMs = 11_000;

/** What is looked after in every company, every minute. */
export type Round = (clock: CompanyClock, at: Date) => Promise<unknown>;

export async function startWorker(options: WorkerOptions): Promise<{ stop(): Promise<void> }> {
  const transport = openTransport(options.smtpUrl, options.publicUrl);
  const db = openPool(options.databaseUrl, logError);
  const worker = logging(await startJobs(options.databaseUrl, logError));

  await registerMailJobs(worker, { db, publicUrl: options.publicUrl, transport });
  const { publicUrl, sandboxUrl, dataDir } = options;
  await registerPeopleJobs(worker, { db, publicUrl });
  await registerQueueJobs(worker, { db, publicUrl, sandboxUrl, dataDir });
  const rounds: readonly Round[] = [
    (clock) => recoverExports(db, clock.companyId),
    (clock) => recoverMails(db, clock.companyId),
    (clock, at) => queueSummary(db, clock, at),
  ];
  await worker.handle("recovery", 1, () => goRound(db, rounds, new Date()));
  await worker.schedule("recovery", "recovery", "* * * * *", "UTC", {});
  // What the last worker left is not to wait for the full minute: not what lost its job, and not what that worker had in
  // hand, which can be told from what another one is doing once the heartbeat has run out.
  const goNow = (): Promise<void> => goRound(db, rounds, new Date()).catch(logError);
  await goNow();
  let second: Promise<void> | null = null;
  const timer = setTimeout(() => {
    second = goNow();
  }, heartbeatRunsOutMs);

  return {
    async stop() {
      clearTimeout(timer);
      await worker.stop();
      await second;
      transport.close();
      await db.destroy();
    },
  };
}

/** One company's trouble (a time zone that no longer exists, say) must not keep the others waiting. */
export async function goRound(db: Db, rounds: readonly Round[], at: Date): Promise<void> {
  const defects: unknown[] = [];
  for (const clock of await companyClocks(db)) {
    for (const round of rounds) {
      try {
        await round(clock, at);
      } catch (defect) {
        defects.push(new Error(`Looking after the company ${clock.companyId} failed`, { cause: defect }));
      }
    }
  }
  if (defects.length > 0) throw new AggregateError(defects, `${defects.length} companies could not be looked after`);
}

/** The job asks again whether the summary is due, so that two of them make one. */
export async function queueSummary(db: Db, clock: CompanyClock, at: Date): Promise<void> {
  if (summaryDue(clock, at) === null) return;
  await inCompany(db, clock.companyId, (tx) => enqueue(tx, "daily-summary", { companyId: clock.companyId }));
}

/** A job that fails is tried again by the queue or not; in either case whoever runs the installation reads why. */
function logging(worker: Worker): Worker {
  return {
    ...worker,
    handle: (name, atOnce, run) =>
      worker.handle(name, atOnce, async (data) => {
        try {
          await run(data);
        } catch (error) {
          logError(error);
          throw error;
        }
      }),
  };
}

function logError(error: unknown): void {
  process.stderr.write(`worker: ${described(error)}\n`);
}

function described(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const causes = [error.cause, ...(error instanceof AggregateError ? error.errors : [])].filter(Boolean);
  return [error.message, ...causes.map(described)].join(": ");
}
