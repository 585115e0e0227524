// What the worker does for people who sign in: the mail to who has forgotten the password.
import type { Worker } from "../db/jobs.ts";
import type { Db } from "../db/pool.ts";
import { mailReset } from "./resets.commands.ts";

export async function registerPeopleJobs(worker: Worker, context: { db: Db; publicUrl: string }): Promise<void> {
  await worker.handle("password-reset", 1, ({ email }) => mailReset(context.db, email, context.publicUrl, new Date()));
}
