// Billing a group of lines by one amount: the contract's own lines, or those of a change order.
import { NativeSelect, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { amountShown } from "../../money/money.ts";
import { invoiceScreens as words } from "../../words/en/invoice-screens.ts";
import { fill } from "../../words/say.ts";
import { Dialog, DialogForm } from "../ui/Dialog.tsx";
import { readEntry } from "./entry.ts";
import { isBillable, leftOn, withGroupBilled, workOn } from "./group.ts";
import { Preview } from "./Preview.tsx";
import { allPlaces } from "./retainage.ts";
import { type Section, sectionsOf } from "./rows.ts";
import { sectionTitle } from "./section-title.ts";
import type { Sheet } from "./sheet.ts";

type Props = Readonly<{
  isOpen: boolean;
  sheet: Sheet;
  /** The group it was asked for; null: the whole sheet. */
  section: Section | null;
  onClose: () => void;
  onSheet: (sheet: Sheet) => void;
}>;

export function GroupDialog(props: Props): ReactNode {
  return (
    <Dialog title={words.groupTitle} isOpen={props.isOpen} onClose={props.onClose} size="lg">
      <Form {...props} />
    </Dialog>
  );
}

function Form({ sheet, section, onClose, onSheet }: Props): ReactNode {
  const sections = sectionsOf(sheet.source.lines);
  const groups = [
    { name: words.groupAll, places: allPlaces(sheet) },
    ...sections.map(({ changeOrder, lines }) => ({ name: sectionTitle(changeOrder), places: lines })),
  ];
  const asked = sections.findIndex(({ changeOrder }) => section !== null && changeOrder === section.changeOrder);
  const [group, setGroup] = useState(asked + 1);
  const [text, setText] = useState("");
  const [isTried, setTried] = useState(false);
  const places = groups[group]?.places ?? [];
  const left = leftOn(sheet, places);
  const amount = readAmount(text, left);
  const then =
    "value" in amount && isBillable(sheet, places, amount.value) ? withGroupBilled(sheet, places, amount.value) : sheet;
  const missing = "value" in amount ? amount.value - (workOn(then, places) - workOn(sheet, places)) : 0n;
  const apply = () => {
    setTried(true);
    if ("problem" in amount) return;
    onSheet(then);
    onClose();
  };
  return (
    <DialogForm submit={words.groupApply} onSubmit={apply} onCancel={onClose} isBusy={false} error={null}>
      <p>{words.groupIntro}</p>
      <NativeSelect
        label={words.groupWhich}
        value={String(group)}
        description={fill(words.groupLeft, { left: amountShown(left) })}
        data={groups.map(({ name }, index) => ({ value: String(index), label: name }))}
        onChange={(event) => setGroup(Number(event.currentTarget.value))}
      />
      <TextInput
        label={words.groupAmount}
        value={text}
        inputMode="decimal"
        autoComplete="off"
        data-autofocus
        error={"problem" in amount && (isTried || text.trim() !== "") ? amount.problem : null}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {"value" in amount && missing !== 0n && <p>{fill(words.groupMissing, { missing: amountShown(missing) })}</p>}
      <Preview now={sheet} then={then} />
    </DialogForm>
  );
}

function readAmount(text: string, left: bigint): { value: bigint } | { problem: string } {
  const read = readEntry("amount", text);
  if ("problem" in read) return { problem: fill(words.retainageBad, { allowed: words.allowedAmount, given: text }) };
  if (read.value <= 0n) return { problem: words.groupNotPositive };
  if (read.value <= left) return read;
  return { problem: fill(words.groupBeyond, { given: amountShown(read.value), left: amountShown(left) }) };
}
