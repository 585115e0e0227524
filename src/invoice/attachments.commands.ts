// The files that stand behind an owner invoice: attached until acceptance fixes the set, never taken away.
import { createHash, randomUUID } from "node:crypto";
import type { z } from "zod";
import type { Db } from "../db/pool.ts";
import { inCompany, readCompany } from "../db/transaction.ts";
import { record } from "../journal/journal.db.ts";
import type { Actor } from "../people/actor.ts";
import { may } from "../people/permission.ts";
import { notFound, notPermitted } from "../people/reasons.ts";
import { isRefusal, type Refusal, refuse } from "../refusal.ts";
import { attachedFile, insertAttachment, invoiceOfAttachment } from "./attachment.db.ts";
import { invoiceSubject, lockedInvoice, seenInvoice } from "./book.commands.ts";
import { attachClosedBecause } from "./rules.ts";
import type { AttachmentAdded } from "./wire.ts";

export function attach(
  db: Db,
  actor: Actor,
  invoiceId: string,
  file: Readonly<{ name: string; mediaType: string; content: Uint8Array }>,
  at: Date,
): Promise<z.input<typeof AttachmentAdded> | Refusal> {
  return inCompany(db, actor.companyId, async (tx) => {
    const seen = await lockedInvoice(tx, actor, invoiceId);
    if (isRefusal(seen)) return seen;
    const { invoice, standing } = seen;
    if (!may(actor, "attachToInvoice", standing)) return notPermitted("attachToInvoice");
    const closed = attachClosedBecause(invoice);
    if (closed.length > 0) return refuse("locked", closed);
    if (file.content.byteLength === 0)
      return refuse("bad_input", [{ code: "attachment_empty", field: "body", given: file.name }]);

    const id = randomUUID();
    const addedAfterSending = invoice.lock === "sent";
    const sha256 = createHash("sha256").update(file.content).digest("hex");
    const added = { id, invoiceId, ...file, sha256, addedAfterSending, by: actor.personId, at };
    await insertAttachment(tx, actor.companyId, added);
    const shown = { id, name: file.name, size: file.content.byteLength, addedAfterSending };
    const { id: attachmentId, ...rest } = shown;
    const facts = { attachmentId, ...rest, sha256 };
    await record(tx, actor.companyId, invoiceSubject(invoiceId), { act: "attachment_added", facts }, actor, at);
    return shown;
  });
}

export function askAttachment(
  db: Db,
  actor: Actor,
  attachmentId: string,
): Promise<{ name: string; mediaType: string; file: Uint8Array<ArrayBuffer> } | Refusal> {
  return readCompany(db, actor.companyId, async (reading) => {
    const invoiceId = await invoiceOfAttachment(reading, actor.companyId, attachmentId);
    if (invoiceId === null) return notFound;
    const seen = await seenInvoice(reading, actor, invoiceId);
    if (isRefusal(seen)) return seen;
    const { name, mediaType, content } = await attachedFile(reading, actor.companyId, attachmentId);
    return { name, mediaType, file: new Uint8Array(content) };
  });
}
