// The queue's work in the worker: an export is one job, and the entry alone knows how far it has come.
import type { Worker } from "../db/jobs.ts";
import type { ErpContext } from "./connection.commands.ts";
import { exportInvoice } from "./export.commands.ts";

/** Several at once: each waits for the single writer of its own ERP company. */
const exportsAtOnce = 4;

export async function registerQueueJobs(worker: Worker, context: ErpContext): Promise<void> {
  await worker.handle("export", exportsAtOnce, ({ companyId, invoiceId }) =>
    exportInvoice(context, companyId, invoiceId),
  );
}
