// Recording what was certified for payment, beside what was applied for: as one amount, or line by line.
import { Radio, Stack, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { z } from "zod";
import type { InvoiceSaved, InvoiceShown } from "../../invoice/wire.ts";
import { amountShown, amountText, type Cents, cents } from "../../money/money.ts";
import { invoiceScreens as words } from "../../words/en/invoice-screens.ts";
import { fill } from "../../words/say.ts";
import { useAct } from "../client/act.ts";
import { post, problemOf } from "../client/fetch.ts";
import { Dialog, DialogForm } from "../ui/Dialog.tsx";
import { saySaved } from "../ui/saved.ts";
import { CutTable, type CutTexts } from "./CertificateLines.tsx";
import { billedLines, type CertifiedLine, certifiedDue, certifiedOn } from "./certificate.ts";
import { readEntry } from "./entry.ts";
import type { Sheet } from "./sheet.ts";

type Saved = z.infer<typeof InvoiceSaved>;
type Props = Readonly<{
  isOpen: boolean;
  invoice: InvoiceShown;
  sheet: Sheet;
  onClose: () => void;
  onSaved: (saved: Saved) => void;
}>;

export function CertificateDialog(props: Props): ReactNode {
  return (
    <Dialog
      title={fill(words.certificateTitle, { number: props.invoice.number })}
      isOpen={props.isOpen}
      onClose={props.onClose}
      size="60rem"
    >
      <Form {...props} />
    </Dialog>
  );
}

function Form({ invoice, sheet, onClose, onSaved }: Props): ReactNode {
  const applied = cents(invoice.summary["8"]);
  const before = invoice.certificate;
  const [isByLine, setByLine] = useState(before !== null && before.lines.length > 0);
  const [text, setText] = useState(before?.amount ?? invoice.summary["8"]);
  const [cuts, setCuts] = useState<CutTexts>(() => cutTexts(sheet));
  const [note, setNote] = useState(before?.note ?? "");
  const [isTried, setTried] = useState(false);

  const amount = readEntry("amount", text);
  const lines = readCuts(sheet, cuts);
  const certified = isByLine
    ? lines === null
      ? null
      : certifiedDue(sheet, lines)
    : "value" in amount && text.trim() !== ""
      ? amount.value
      : null;
  const certify = useAct(
    () =>
      post<Saved>(`/invoices/${invoice.id}/certificates`, {
        version: invoice.version,
        amount: isByLine || certified === null ? null : amountText(certified),
        lines: (isByLine ? (lines ?? []) : []).map(({ lineId, work, materials }) => ({
          lineId,
          work: amountText(work),
          materials: amountText(materials),
        })),
        note: note.trim(),
      }),
    (saved) => {
      saySaved(fill(words.certificateSaved, { number: invoice.number }));
      onSaved(saved);
      onClose();
    },
  );
  const save = () => {
    setTried(true);
    if (certified !== null) certify.mutate(undefined);
  };
  return (
    <DialogForm
      submit={words.certificateSave}
      onSubmit={save}
      onCancel={onClose}
      isBusy={certify.isPending}
      error={certify.error}
    >
      <p>{fill(words.certificateIntro, { applied: amountShown(applied) })}</p>
      <Radio.Group
        label={words.certificateHow}
        value={isByLine ? "lines" : "whole"}
        onChange={(value) => setByLine(value === "lines")}
      >
        <Stack gap={4} mt={4}>
          <Radio value="whole" label={words.certificateWhole} />
          <Radio value="lines" label={words.certificateByLine} />
        </Stack>
      </Radio.Group>
      {isByLine ? (
        <CutTable lines={billedLines(sheet)} cuts={cuts} isTried={isTried} onChange={setCuts} />
      ) : (
        <TextInput
          label={words.certificateAmount}
          value={text}
          inputMode="decimal"
          autoComplete="off"
          data-autofocus
          error={
            (certified === null &&
              isTried &&
              fill(words.retainageBad, { allowed: words.allowedAmount, given: text })) ||
            problemOf(certify.error, "amount")
          }
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      <p aria-live="polite">
        {certified !== null && isByLine && (
          <>{fill(words.certificateLinesComeTo, { amount: amountShown(certified) })} </>
        )}
        {certified !== null && comesBack(applied, certified)}
      </p>
      <TextInput
        label={words.certificateNote}
        description={words.certificateNoteHint}
        value={note}
        error={problemOf(certify.error, "note")}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </DialogForm>
  );
}

function comesBack(applied: Cents, certified: Cents): string {
  if (applied === certified) return words.certificateComesBackNot;
  return applied > certified
    ? fill(words.certificateComesBack, { amount: amountShown(applied - certified) })
    : fill(words.certificateBeyond, { amount: amountShown(certified - applied) });
}

function cutTexts(sheet: Sheet): CutTexts {
  return new Map(
    billedLines(sheet).map((line) => {
      const { work, materials } = certifiedOn(line);
      return [line.shown.lineId, { work: amountText(work), materials: amountText(materials) }];
    }),
  );
}

/** The lines that were cut; null: a text cannot be read. */
function readCuts(sheet: Sheet, cuts: CutTexts): readonly CertifiedLine[] | null {
  const read = billedLines(sheet).map(({ shown: { lineId }, figures }) => {
    const cut = cuts.get(lineId);
    const [work, materials] = [readEntry("amount", cut?.work ?? ""), readEntry("amount", cut?.materials ?? "")];
    if (!("value" in work) || !("value" in materials)) return null;
    const isCut = work.value !== figures.workThisPeriod || materials.value !== figures.materialsStored;
    return { isCut, line: { lineId, work: work.value, materials: materials.value } };
  });
  if (read.some((one) => one === null)) return null;
  return read.flatMap((one) => (one?.isCut ? [one.line] : []));
}
