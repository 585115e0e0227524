// Two small forms below line 8: a deduction or what is given back of it, and how much of the advance is recouped.
import { Radio, Stack, TextInput } from "@mantine/core";
import { type ReactNode, useId, useState } from "react";
import { amountShown, amountText } from "../../money/money.ts";
import { invoiceScreens as words } from "../../words/en/invoice-screens.ts";
import { fill } from "../../words/say.ts";
import { Dialog, DialogForm } from "../ui/Dialog.tsx";
import type { Below, BelowEntered } from "./below.ts";
import { readEntry } from "./entry.ts";

type FormProps = Readonly<{
  entered: BelowEntered;
  onClose: () => void;
  onChange: (entered: BelowEntered) => void;
}>;

export function DeductDialog(props: FormProps & Readonly<{ isOpen: boolean; below: Below }>): ReactNode {
  return (
    <Dialog title={words.belowDeductTitle} isOpen={props.isOpen} onClose={props.onClose}>
      <DeductForm {...props} />
    </Dialog>
  );
}

function DeductForm({ below, entered, onClose, onChange }: FormProps & Readonly<{ below: Below }>): ReactNode {
  const listId = useId();
  const [name, setName] = useState("");
  const [isGivenBack, setGivenBack] = useState(false);
  const [text, setText] = useState("");
  const [isTried, setTried] = useState(false);
  const wanted = name.trim();
  const amount = readAmount(text);
  const held = below.deductions.find((one) => one.name === wanted)?.previous ?? 0n;
  const nameProblem = wanted === "" ? words.belowNameMissing : null;
  const beyond =
    isGivenBack && "value" in amount && amount.value > held
      ? fill(words.belowBeyond, { given: amountShown(amount.value), held: amountShown(held) })
      : null;
  const amountProblem = "problem" in amount ? amount.problem : beyond;
  const apply = () => {
    setTried(true);
    if (nameProblem !== null || amountProblem !== null || "problem" in amount) return;
    const others = entered.deductions.filter((one) => one.name !== wanted);
    const deducted = isGivenBack ? -amount.value : amount.value;
    onChange({ ...entered, deductions: deducted === 0n ? others : [...others, { name: wanted, deducted }] });
    onClose();
  };
  return (
    <DialogForm submit={words.belowDeductApply} onSubmit={apply} onCancel={onClose} isBusy={false} error={null}>
      <p>{words.belowDeductIntro}</p>
      <TextInput
        label={words.belowName}
        list={listId}
        value={name}
        maxLength={200}
        data-autofocus
        error={isTried && nameProblem}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <datalist id={listId}>
        {below.deductions.map((one) => (
          <option key={one.name} value={one.name} />
        ))}
      </datalist>
      <Radio.Group
        label={words.belowDirection}
        value={isGivenBack ? "back" : "deduct"}
        onChange={(value) => setGivenBack(value === "back")}
      >
        <Stack gap={4} mt={4}>
          <Radio value="deduct" label={words.belowDeducts} />
          <Radio value="back" label={words.belowGivesBack} />
        </Stack>
      </Radio.Group>
      <TextInput
        label={words.belowAmount}
        value={text}
        inputMode="decimal"
        autoComplete="off"
        error={(isTried || beyond !== null) && amountProblem}
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </DialogForm>
  );
}

export function RecoupDialog(props: FormProps & Readonly<{ isOpen: boolean }>): ReactNode {
  return (
    <Dialog title={words.belowRecoupTitle} isOpen={props.isOpen} onClose={props.onClose}>
      <RecoupForm {...props} />
    </Dialog>
  );
}

function RecoupForm({ entered, onClose, onChange }: FormProps): ReactNode {
  const [text, setText] = useState(typeof entered.advance === "bigint" ? amountText(entered.advance) : "");
  const amount = text.trim() === "" ? null : readAmount(text);
  const problem = amount !== null && "problem" in amount ? amount.problem : null;
  const apply = () => {
    if (amount !== null && "problem" in amount) return;
    onChange({ ...entered, advance: amount?.value ?? null });
    onClose();
  };
  return (
    <DialogForm submit={words.belowRecoupApply} onSubmit={apply} onCancel={onClose} isBusy={false} error={null}>
      <p>{words.belowRecoupIntro}</p>
      <TextInput
        label={words.belowRecoupAmount}
        value={text}
        inputMode="decimal"
        autoComplete="off"
        data-autofocus
        error={problem}
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </DialogForm>
  );
}

/** What is deducted or given back is given without a sign: the direction says it. */
function readAmount(text: string): { value: bigint } | { problem: string } {
  const read = readEntry("amount", text);
  if ("value" in read && read.value >= 0n && text.trim() !== "") return read;
  return { problem: fill(words.retainageBad, { allowed: words.allowedAmount, given: text }) };
}
