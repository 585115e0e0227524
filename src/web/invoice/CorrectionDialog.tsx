// Correcting an earlier application: every figure that it would move, here and in every later application, is shown
// before anything is saved, and a reason is asked for.
import { Textarea } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { z } from "zod";
import type { InvoiceChange, InvoiceCorrected } from "../../invoice/wire.ts";
import { invoiceScreens as words } from "../../words/en/invoice-screens.ts";
import { fill } from "../../words/say.ts";
import { useAct } from "../client/act.ts";
import { post, problemOf } from "../client/fetch.ts";
import { Dialog, DialogForm } from "../ui/Dialog.tsx";
import { Reasons } from "../ui/WhyClosed.tsx";
import { MovedFigures } from "./Moved.tsx";

export type Corrected = z.infer<typeof InvoiceCorrected>;
type Props = Readonly<{
  invoiceId: string;
  number: string;
  change: z.infer<typeof InvoiceChange>;
  /** What it would move; null: the dialog is closed. */
  preview: Corrected | null;
  onClose: () => void;
  onSaved: (corrected: Corrected) => void;
}>;

export function CorrectionDialog(props: Props): ReactNode {
  const { number, preview, onClose } = props;
  return (
    <Dialog title={fill(words.correctionTitle, { number })} isOpen={preview !== null} onClose={onClose} size="lg">
      {preview !== null && <Form {...props} preview={preview} />}
    </Dialog>
  );
}

function Form({ invoiceId, change, preview, onClose, onSaved }: Props & Readonly<{ preview: Corrected }>): ReactNode {
  const [reason, setReason] = useState("");
  const [isTried, setTried] = useState(false);
  const save = useAct(
    () => post<Corrected>(`/invoices/${invoiceId}/corrections`, { ...change, mode: "save", reason: reason.trim() }),
    (corrected) => {
      if (corrected.saved) onSaved(corrected);
    },
  );
  const { moved, closedBecause } = save.data ?? preview;
  const isMissing = reason.trim() === "";
  const apply = () => {
    setTried(true);
    if (!isMissing && closedBecause.length === 0) save.mutate(undefined);
  };
  return (
    <DialogForm
      submit={words.correctionSave}
      onSubmit={apply}
      onCancel={onClose}
      isBusy={save.isPending}
      error={save.error}
    >
      {moved.length === 0 ? (
        <p>{words.correctionNothing}</p>
      ) : (
        <>
          <p>{words.correctionIntro}</p>
          <MovedFigures moved={moved} before={words.correctionsWas} after={words.correctionsIs} />
        </>
      )}
      {closedBecause.length > 0 && (
        <div role="alert">
          <Reasons reasons={closedBecause} title={words.correctionClosed} />
        </div>
      )}
      <Textarea
        label={words.correctionReason}
        required
        data-autofocus
        autosize
        minRows={2}
        value={reason}
        error={(isTried && isMissing && words.correctionReasonMissing) || problemOf(save.error, "reason")}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </DialogForm>
  );
}
