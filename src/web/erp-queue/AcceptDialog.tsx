// Accepting: the approver sees what will be posted, in which month and under which number, before it is.
import { TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { isDay, monthOf } from "../../calendar/day.ts";
import type { QueueEntryShown } from "../../erp-queue/wire.ts";
import type { ErpStandingShown } from "../../invoice/wire.ts";
import { queueScreens as words } from "../../words/en/queue-screens.ts";
import { fill } from "../../words/say.ts";
import { useAct } from "../client/act.ts";
import { post, problemOf } from "../client/fetch.ts";
import { Amount } from "../ui/Amount.tsx";
import { Dialog, DialogForm } from "../ui/Dialog.tsx";
import { Facts } from "../ui/Panel.tsx";
import { saySaved } from "../ui/saved.ts";
import { dayShown } from "../ui/when.ts";

type Props = Readonly<{ entry: QueueEntryShown | null; erpName: string | null; onClose: () => void }>;

export function AcceptDialog({ entry, erpName, onClose }: Props): ReactNode {
  return (
    <Dialog
      title={fill(words.acceptTitle, { number: entry?.number ?? "" })}
      isOpen={entry !== null}
      onClose={onClose}
      size="lg"
    >
      {entry !== null && <Form entry={entry} erpName={erpName} onClose={onClose} />}
    </Dialog>
  );
}

function Form({
  entry,
  erpName,
  onClose,
}: {
  entry: QueueEntryShown;
  erpName: string | null;
  onClose: () => void;
}): ReactNode {
  const [postingOn, setPostingOn] = useState(entry.postingOn);
  const [number, setNumber] = useState(entry.numberWanted);
  const accept = useAct(
    () =>
      post<ErpStandingShown>(`/invoices/${entry.invoiceId}/acceptances`, {
        ...(postingOn === "" ? {} : { postingOn }),
        ...(number.trim() === "" ? {} : { number: number.trim() }),
      }),
    () => {
      saySaved(fill(words.accepted, { number: entry.number }));
      onClose();
    },
  );
  const facts = [
    { name: words.acceptOwner, value: entry.ownerName ?? "" },
    { name: words.acceptContract, value: fill(words.contract, entry.contract) },
    { name: words.acceptPeriod, value: `${dayShown(entry.period.from)} – ${dayShown(entry.period.to)}` },
    { name: words.acceptBilled, value: <Amount of={entry.billedThisPeriod} /> },
    { name: words.acceptRetainage, value: <Amount of={entry.retainageThisPeriod} /> },
    { name: words.acceptDue, value: <Amount of={entry.due} strong /> },
  ];
  return (
    <DialogForm
      submit={words.acceptConfirm}
      onSubmit={() => accept.mutate(undefined)}
      onCancel={onClose}
      isBusy={accept.isPending}
      error={accept.error}
    >
      <p>{erpName === null ? words.acceptIntroNoErp : fill(words.acceptIntro, { erp: erpName })}</p>
      <Facts facts={facts} />
      <TextInput
        type="date"
        label={words.acceptPostingOn}
        description={monthSentence(postingOn, entry.billedOn)}
        value={postingOn}
        error={problemOf(accept.error, "postingOn")}
        onChange={(event) => setPostingOn(event.currentTarget.value)}
      />
      <TextInput
        label={words.acceptNumber}
        description={words.acceptNumberHint}
        value={number}
        maxLength={60}
        error={problemOf(accept.error, "number")}
        onChange={(event) => setNumber(event.currentTarget.value)}
      />
    </DialogForm>
  );
}

/** The month a posting falls into decides more than the day: it is said in words, and so is a month that surprises. */
function monthSentence(postingOn: string, billedOn: string): string {
  if (!isDay(postingOn)) return words.acceptMonthNone;
  const month = monthShown(postingOn);
  if (monthOf(postingOn) === monthOf(billedOn)) return fill(words.acceptMonth, { month });
  return fill(words.acceptMonthDiffers, { month, billed: monthShown(billedOn) });
}

function monthShown(day: string): string {
  const format = new Intl.DateTimeFormat("en-US", { month: "long", year: "numeric", timeZone: "UTC" });
  return format.format(new Date(`${day}T00:00:00Z`));
}
