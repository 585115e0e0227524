// The same retainage rates for every line of the application.
import { TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { invoiceScreens as words } from "../../words/en/invoice-screens.ts";
import { fill } from "../../words/say.ts";
import { Dialog, DialogForm } from "../ui/Dialog.tsx";
import { readEntry } from "./entry.ts";

type Props = Readonly<{
  isOpen: boolean;
  onClose: () => void;
  onSet: (rates: { work: string | null; materials: string | null }) => void;
}>;

export function RetainageDialog({ isOpen, onClose, onSet }: Props): ReactNode {
  return (
    <Dialog title={words.retainageAll} isOpen={isOpen} onClose={onClose}>
      <Form onClose={onClose} onSet={onSet} />
    </Dialog>
  );
}

function Form({ onClose, onSet }: Omit<Props, "isOpen">): ReactNode {
  const [work, setWork] = useState("");
  const [materials, setMaterials] = useState("");
  const [isTried, setTried] = useState(false);
  const problems = { work: problem(work), materials: problem(materials) };
  const set = () => {
    setTried(true);
    if (problems.work !== null || problems.materials !== null) return;
    onSet({ work: given(work), materials: given(materials) });
    onClose();
  };
  return (
    <DialogForm submit={words.retainageApply} onSubmit={set} onCancel={onClose} isBusy={false} error={null}>
      <p>{words.retainageAllIntro}</p>
      <TextInput
        label={words.retainageWork}
        value={work}
        inputMode="decimal"
        data-autofocus
        error={isTried && problems.work}
        onChange={(event) => setWork(event.currentTarget.value)}
      />
      <TextInput
        label={words.retainageMaterials}
        value={materials}
        inputMode="decimal"
        error={isTried && problems.materials}
        onChange={(event) => setMaterials(event.currentTarget.value)}
      />
    </DialogForm>
  );
}

function given(text: string): string | null {
  return text.trim() === "" ? null : text;
}

function problem(text: string): string | null {
  if (given(text) === null || "value" in readEntry("rate", text)) return null;
  return fill(words.retainageBad, { allowed: words.allowedRate, given: text });
}
