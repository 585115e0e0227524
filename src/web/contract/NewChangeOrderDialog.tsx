// Making a change order: its number, its title, the lines it adds to the schedule, and what it changes on lines that
// stand (a deduction is negative). What it comes to is shown as it is typed.
import { SimpleGrid, TextInput, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo, useState } from "react";
import type { z } from "zod";
import type { ChangeOrderShown, ContractShown } from "../../contract/wire.ts";
import { amountShown, amountText } from "../../money/money.ts";
import { useAct } from "../client/act.ts";
import { post } from "../client/fetch.ts";
import { scheduleQuestion } from "../client/questions.ts";
import { Amount } from "../ui/Amount.tsx";
import { Dialog, DialogForm } from "../ui/Dialog.tsx";
import { saySaved } from "../ui/saved.ts";
import { label } from "../words.ts";
import { ChangesEditor, changeFieldName } from "./ChangesEditor.tsx";
import {
  changeAmount,
  changeOnWire,
  type EnteredChange,
  emptyChange,
  isBlankChange,
  lineOf,
  type StandingLines,
  splitOf,
} from "./entered-changes.ts";
import { type EnteredLine, emptyLine, isBlankLine, lineValue, ratesOnWire, wireOf } from "./entered-lines.ts";
import { LinesEditor, lineFieldName } from "./LinesEditor.tsx";
import { inWordsOfTheScreen, problemWithin } from "./terms-problems.ts";
import "./terms.css";

function nameOf(field: string): string | null {
  if (field === "number") return label("changeOrders.number");
  if (field === "title") return label("changeOrders.changeOrderTitle");
  if (field === "retainageOnWork") return label("changeOrders.retainageOnWork");
  if (field === "retainageOnMaterials") return label("changeOrders.retainageOnMaterials");
  if (field === "lines") return label("changeOrders.newLines");
  return changeFieldName(field) ?? lineFieldName(field);
}

type NewChangeOrderDialogProps = { contract: ContractShown; isOpen: boolean; onClose: () => void };

export function NewChangeOrderDialog(props: NewChangeOrderDialogProps): ReactNode {
  return (
    <Dialog title={label("changeOrders.create")} isOpen={props.isOpen} onClose={props.onClose} size="75rem">
      <NewChangeOrderForm {...props} />
    </Dialog>
  );
}

const nothingTyped = { number: "", title: "", retainageOnWork: "", retainageOnMaterials: "" };

function NewChangeOrderForm({ contract, onClose }: NewChangeOrderDialogProps): ReactNode {
  const [head, setHead] = useState(nothingTyped);
  const [lines, setLines] = useState<readonly EnteredLine[]>(() => [emptyLine(1)]);
  const [changes, setChanges] = useState<readonly EnteredChange[]>(() => [emptyChange(1)]);
  const schedule = useQuery(scheduleQuestion(contract.id)).data;
  const standing: StandingLines = useMemo(
    () => new Map((schedule?.lines ?? []).map((line) => [line.item, line])),
    [schedule],
  );
  const givenLines = lines.filter((line) => !isBlankLine(line));
  const givenChanges = changes.filter((change) => !isBlankChange(change));
  const create = useAct(
    () =>
      post<z.infer<typeof ChangeOrderShown>>(`/contracts/${contract.id}/change-orders`, {
        number: head.number,
        title: head.title,
        ...ratesOnWire(head.retainageOnWork, head.retainageOnMaterials),
        lines: givenLines.map(wireOf),
        changes: givenChanges.map((change) => changeOnWire(change, standing)),
      }),
    (made) => {
      saySaved(label("changeOrders.created", { number: made.number }));
      onClose();
    },
  );
  const error = useMemo(() => inWordsOfTheScreen(create.error, nameOf), [create.error]);
  const { additions, deductions, total } = splitOf([
    ...givenLines.map(lineValue),
    ...givenChanges.map((change) => changeAmount(change, lineOf(change, standing))),
  ]);
  const text = (name: keyof typeof nothingTyped) => ({
    label: label(`changeOrders.${name === "title" ? "changeOrderTitle" : name}`),
    value: head[name],
    error: problemWithin(error, name),
    onChange: (event: { currentTarget: { value: string } }) => setHead({ ...head, [name]: event.currentTarget.value }),
  });
  return (
    <DialogForm
      submit={label("changeOrders.createSubmit")}
      onSubmit={() => create.mutate(undefined)}
      onCancel={onClose}
      isBusy={create.isPending}
      error={error}
      nameOf={nameOf}
    >
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <TextInput {...text("number")} required data-autofocus />
        <TextInput {...text("title")} required />
      </SimpleGrid>
      {standing.size > 0 && (
        <>
          <Title order={3}>{label("changeOrders.standing")}</Title>
          <p className="quiet">{label("changeOrders.standingHint")}</p>
          <ChangesEditor changes={changes} standing={standing} onChange={setChanges} error={error} />
        </>
      )}
      <Title order={3}>{label("changeOrders.newLines")}</Title>
      <p className="quiet">{label("changeOrders.linesHint")}</p>
      <LinesEditor
        caption={label("changeOrders.lines")}
        lines={lines}
        funds={contract.terms.funds}
        onChange={setLines}
        error={error}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <TextInput
          {...text("retainageOnWork")}
          description={label("changeOrders.ratesHint")}
          inputMode="decimal"
          rightSection="%"
        />
        <TextInput
          {...text("retainageOnMaterials")}
          description={label("changeOrders.ratesHint")}
          inputMode="decimal"
          rightSection="%"
        />
      </SimpleGrid>
      <p aria-live="polite" className="comes-to">
        {label("changeOrders.comesTo")} <Amount strong of={amountText(total)} />{" "}
        <span className="quiet">
          {label("changeOrders.split", { additions: amountShown(additions), deductions: amountShown(deductions) })}
        </span>
      </p>
    </DialogForm>
  );
}
