// Rejecting: one or more reasons, each from the list with words of one's own, and each tied to what it is about, so that
// the team is led to the place.
import { Button, NativeSelect, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useRef, useState } from "react";
import { type QueueEntryShown, rejectionCodes } from "../../erp-queue/wire.ts";
import type { ErpStandingShown, InvoiceLineShown } from "../../invoice/wire.ts";
import { queueScreens as words } from "../../words/en/queue-screens.ts";
import { rejectionLabels } from "../../words/en/rejections.ts";
import { fill } from "../../words/say.ts";
import { useAct } from "../client/act.ts";
import { post } from "../client/fetch.ts";
import { invoiceQuestion } from "../client/questions.ts";
import { fieldName, headerFields, lineFields } from "../invoice/fields.ts";
import { Dialog, DialogForm } from "../ui/Dialog.tsx";
import { saySaved } from "../ui/saved.ts";

type Code = (typeof rejectionCodes)[number];

/** A reason as it is being written. `about` is "", "field:<name>" or "line:<id>". */
type Written = Readonly<{ key: number; code: Code | ""; body: string; about: string; column: string }>;

type Props = Readonly<{ entry: QueueEntryShown | null; onClose: () => void }>;

export function RejectDialog({ entry, onClose }: Props): ReactNode {
  return (
    <Dialog
      title={fill(words.rejectTitle, { number: entry?.number ?? "" })}
      isOpen={entry !== null}
      onClose={onClose}
      size="lg"
    >
      {entry !== null && <Form entry={entry} onClose={onClose} />}
    </Dialog>
  );
}

function Form({ entry, onClose }: { entry: QueueEntryShown; onClose: () => void }): ReactNode {
  const lines = useQuery(invoiceQuestion(entry.invoiceId)).data?.lines ?? [];
  const nextKey = useRef(1);
  const [reasons, setReasons] = useState<readonly Written[]>([empty(0)]);
  const reject = useAct(
    () => post<ErpStandingShown>(`/invoices/${entry.invoiceId}/rejections`, { reasons: reasons.flatMap(sent) }),
    () => {
      saySaved(fill(words.rejected, { number: entry.number }));
      onClose();
    },
  );
  const change = (changed: Written) => setReasons((all) => all.map((one) => (one.key === changed.key ? changed : one)));
  const add = () => {
    setReasons([...reasons, empty(nextKey.current)]);
    nextKey.current += 1;
  };
  return (
    <DialogForm
      submit={words.rejectConfirm}
      onSubmit={() => reject.mutate(undefined)}
      onCancel={onClose}
      isBusy={reject.isPending}
      error={reject.error}
    >
      <p>{fill(words.rejectIntro, { name: entry.sentBy.name })}</p>
      {reasons.map((reason, index) => (
        <ReasonFields
          key={reason.key}
          number={index + 1}
          reason={reason}
          lines={lines}
          onChange={change}
          onRemove={reasons.length === 1 ? null : () => setReasons(reasons.filter(({ key }) => key !== reason.key))}
        />
      ))}
      <div>
        <Button variant="default" onClick={add}>
          {words.rejectAdd}
        </Button>
      </div>
    </DialogForm>
  );
}

type ReasonFieldsProps = Readonly<{
  number: number;
  reason: Written;
  lines: readonly InvoiceLineShown[];
  onChange: (reason: Written) => void;
  onRemove: (() => void) | null;
}>;

function ReasonFields({ number, reason, lines, onChange, onRemove }: ReasonFieldsProps): ReactNode {
  return (
    <fieldset className="reject-reason">
      <legend>{fill(words.rejectReason, { number })}</legend>
      <NativeSelect
        label={words.rejectCode}
        value={reason.code}
        {...(number === 1 ? { "data-autofocus": true } : {})}
        onChange={(event) => onChange({ ...reason, code: codeOf(event.currentTarget.value) })}
        data={[
          { value: "", label: words.rejectChoose },
          ...rejectionCodes.map((code) => ({ value: code, label: rejectionLabels[code] })),
        ]}
      />
      <Textarea
        label={words.rejectBody}
        description={words.rejectBodyHint}
        value={reason.body}
        maxLength={2_000}
        autosize
        minRows={2}
        onChange={(event) => onChange({ ...reason, body: event.currentTarget.value })}
      />
      <div className="reject-about">
        <NativeSelect
          label={words.rejectAbout}
          value={reason.about}
          onChange={(event) => onChange({ ...reason, about: event.currentTarget.value, column: "" })}
          data={[
            { value: "", label: words.rejectAboutWhole },
            {
              group: words.rejectAboutHeader,
              items: headerFields.map((field) => ({ value: `field:${field}`, label: fieldName(field) })),
            },
            {
              group: words.rejectAboutLines,
              items: lines.map(({ lineId, item, description }) => ({
                value: `line:${lineId}`,
                label: fill(words.rejectAboutLine, { item, description }),
              })),
            },
          ]}
        />
        {reason.about.startsWith("line:") && (
          <NativeSelect
            label={words.rejectField}
            value={reason.column}
            onChange={(event) => onChange({ ...reason, column: event.currentTarget.value })}
            data={[
              { value: "", label: words.rejectFieldWhole },
              ...lineFields.map((field) => ({ value: field, label: fieldName(field) })),
            ]}
          />
        )}
      </div>
      {onRemove !== null && (
        <Button variant="default" size="compact-xs" onClick={onRemove}>
          {fill(words.rejectRemove, { number })}
        </Button>
      )}
    </fieldset>
  );
}

function empty(key: number): Written {
  return { key, code: "", body: "", about: "", column: "" };
}

function codeOf(value: string): Code | "" {
  return rejectionCodes.find((code) => code === value) ?? "";
}

/** What was left empty is not sent; words without a code are a reason of their own kind. */
function sent({ code, body, about, column }: Written): object[] {
  if (code === "" && body.trim() === "") return [];
  const isLine = about.startsWith("line:");
  const name = about.slice(about.indexOf(":") + 1);
  return [
    {
      code: code === "" ? "other" : code,
      body: body.trim(),
      field: isLine ? (column === "" ? null : column) : name === "" ? null : name,
      lineId: isLine ? name : null,
    },
  ];
}
