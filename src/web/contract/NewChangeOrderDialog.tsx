// Making a change order: its number, its title, and the lines it adds to the schedule (a deduction is negative).
import { SimpleGrid, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { z } from "zod";
import type { ChangeOrderShown, ContractShown } from "../../contract/wire.ts";
import { useAct } from "../client/act.ts";
import { post, problemOf } from "../client/fetch.ts";
import { Dialog, DialogForm } from "../ui/Dialog.tsx";
import { saySaved } from "../ui/saved.ts";
import { label } from "../words.ts";
import { type EnteredLine, emptyLine, isBlankLine, wireOf } from "./entered-lines.ts";
import { LinesEditor, lineFieldName } from "./LinesEditor.tsx";

function nameOf(field: string): string | null {
  if (field === "number") return label("changeOrders.number");
  if (field === "title") return label("changeOrders.changeOrderTitle");
  return lineFieldName(field);
}

type NewChangeOrderDialogProps = { contract: ContractShown; isOpen: boolean; onClose: () => void };

export function NewChangeOrderDialog(props: NewChangeOrderDialogProps): ReactNode {
  return (
    <Dialog title={label("changeOrders.create")} isOpen={props.isOpen} onClose={props.onClose} size="65rem">
      <NewChangeOrderForm {...props} />
    </Dialog>
  );
}

function NewChangeOrderForm({ contract, onClose }: NewChangeOrderDialogProps): ReactNode {
  const [number, setNumber] = useState("");
  const [title, setTitle] = useState("");
  const [lines, setLines] = useState<readonly EnteredLine[]>(() => [emptyLine(1)]);
  const create = useAct(
    () =>
      post<z.infer<typeof ChangeOrderShown>>(`/contracts/${contract.id}/change-orders`, {
        number,
        title,
        lines: lines.filter((line) => !isBlankLine(line)).map(wireOf),
      }),
    (made) => {
      saySaved(label("changeOrders.created", { number: made.number }));
      onClose();
    },
  );
  return (
    <DialogForm
      submit={label("changeOrders.createSubmit")}
      onSubmit={() => create.mutate(undefined)}
      onCancel={onClose}
      isBusy={create.isPending}
      error={create.error}
      nameOf={nameOf}
    >
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <TextInput
          label={label("changeOrders.number")}
          required
          data-autofocus
          value={number}
          error={problemOf(create.error, "number")}
          onChange={(event) => setNumber(event.currentTarget.value)}
        />
        <TextInput
          label={label("changeOrders.changeOrderTitle")}
          required
          value={title}
          error={problemOf(create.error, "title")}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
      </SimpleGrid>
      <p className="quiet">{label("changeOrders.linesHint")}</p>
      <LinesEditor caption={label("changeOrders.lines")} lines={lines} onChange={setLines} error={create.error} />
    </DialogForm>
  );
}
