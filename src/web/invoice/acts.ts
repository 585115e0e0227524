// What the page of an application asks of the server: to save, to show what a correction moves, to take what somebody else
// saved, and to delete.
import type { z } from "zod";
import type { InvoiceStatus } from "../../invoice/invoice.ts";
import type { InvoiceCorrected, InvoiceSaved, InvoiceShown } from "../../invoice/wire.ts";
import { invoiceScreens as words } from "../../words/en/invoice-screens.ts";
import { fill } from "../../words/say.ts";
import { useAct } from "../client/act.ts";
import { del, get, patch, post } from "../client/fetch.ts";
import { useGo } from "../ui/PathLink.tsx";
import { saySaved } from "../ui/saved.ts";
import { changeOf, type Draft } from "./draft.ts";

type Saved = z.infer<typeof InvoiceSaved>;
type Corrected = z.infer<typeof InvoiceCorrected>;

type Answers = Readonly<{
  onSaved: (saved: Saved, status: InvoiceStatus | null) => void;
  onPreview: (corrected: Corrected) => void;
  onNewer: (newer: InvoiceShown, isKept: boolean) => void;
  /** Where one goes when it is deleted. */
  deletedTo: string;
}>;

export function useInvoiceActs(invoice: InvoiceShown, draft: Draft | null, answers: Answers) {
  const go = useGo();
  const path = `/invoices/${invoice.id}`;
  const save = useAct(
    (change: { status: InvoiceStatus | null; isEdit: boolean }) =>
      patch<Saved>(
        path,
        change.isEdit && draft !== null
          ? changeOf(draft, change.status)
          : { version: invoice.version, ...(change.status === null ? {} : { status: change.status }) },
      ),
    (saved, { status }) => answers.onSaved(saved, status),
  );
  const previewCorrection = useAct(
    () => post<Corrected>(`${path}/corrections`, { ...(draft === null ? {} : changeOf(draft, null)), mode: "preview" }),
    answers.onPreview,
  );
  const remove = useAct(
    () => del<null>(path),
    () => {
      saySaved(fill(words.deleted, { number: invoice.number }));
      go(answers.deletedTo, { replace: true });
    },
  );
  const reset = () => {
    save.reset();
    previewCorrection.reset();
  };
  const takeNewer = useAct(
    (_: { keep: boolean }) => get<InvoiceShown>(path),
    (newer, { keep }) => {
      reset();
      answers.onNewer(newer, keep);
    },
  );
  return { save, previewCorrection, remove, takeNewer, reset };
}
