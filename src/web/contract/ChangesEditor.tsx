// The part of a new change order that changes lines which stand already: each found by its item or its description.
import { ActionIcon, Button, Table } from "@mantine/core";
import { type ReactNode, useId } from "react";
import { amountShown, amountText } from "../../money/money.ts";
import { problemOf } from "../client/fetch.ts";
import { Amount } from "../ui/Amount.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Ledger } from "../ui/Ledger.tsx";
import { label } from "../words.ts";
import {
  type ChangeField,
  changeAmount,
  type EnteredChange,
  emptyChange,
  isByQuantity,
  lineOf,
  type StandingLines,
  valueNow,
} from "./entered-changes.ts";
import { asShown } from "./entered-lines.ts";

type ChangesEditorProps = {
  changes: readonly EnteredChange[];
  standing: StandingLines;
  onChange: (changes: readonly EnteredChange[]) => void;
  error: unknown;
};

export function ChangesEditor({ changes, standing, onChange, error }: ChangesEditorProps): ReactNode {
  const choicesId = useId();
  const hasUnits = [...standing.values()].some(({ method }) => method === "unit");
  const nextKey = Math.max(0, ...changes.map(({ key }) => key)) + 1;
  const heads = [
    label("change.valueNow"),
    ...(hasUnits ? [label("change.quantity")] : []),
    label("change.amount"),
    label("change.valueAfter"),
  ];
  return (
    <>
      <datalist id={choicesId}>
        {[...standing.values()].map((line) => (
          <option key={line.id} value={line.item}>
            {line.description}
          </option>
        ))}
      </datalist>
      <Ledger caption={label("changeOrders.standing")} maxHeight="40vh">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{label("change.item")}</Table.Th>
            <Table.Th scope="col">{label("change.description")}</Table.Th>
            {heads.map((head) => (
              <Table.Th key={head} scope="col" className="amount-column">
                {head}
              </Table.Th>
            ))}
            <Table.Th scope="col">
              <span className="visually-hidden">{label("line.actions")}</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {changes.map((change, row) => (
            <ChangeRow
              key={change.key}
              {...{ change, row, standing, choicesId, hasUnits, error }}
              onChange={(changed) => onChange(changes.map((one) => (one.key === changed.key ? changed : one)))}
              onRemove={() => onChange(changes.filter((one) => one.key !== change.key))}
            />
          ))}
        </Table.Tbody>
      </Ledger>
      <Button
        variant="subtle"
        w="fit-content"
        leftSection={<Icon name="plus" size={14} />}
        onClick={() => onChange([...changes, emptyChange(nextKey)])}
      >
        {label("change.add")}
      </Button>
    </>
  );
}

/** `changes.0.amount` is "Value changes by, change 1" on the screen. */
export function changeFieldName(field: string): string | null {
  const [, row, name] = /^changes\.(\d+)\.(lineId|quantity|amount)$/.exec(field) ?? [];
  if (row === undefined) return null;
  const said = name === "quantity" ? "change.quantity" : name === "amount" ? "change.amount" : "change.item";
  return label("change.cell", { field: label(said), row: Number(row) + 1 });
}

type ChangeRowProps = {
  change: EnteredChange;
  row: number;
  standing: StandingLines;
  choicesId: string;
  hasUnits: boolean;
  error: unknown;
  onChange: (change: EnteredChange) => void;
  onRemove: () => void;
};

function ChangeRow(props: ChangeRowProps): ReactNode {
  const { change, row, standing, choicesId, hasUnits, error, onChange, onRemove } = props;
  const line = lineOf(change, standing);
  const amount = changeAmount(change, line);
  const byQuantity = isByQuantity(change);
  const isUnknown = change.item.trim() !== "" && line === undefined;
  const cell = (field: ChangeField) => ({
    "aria-label": label("change.cell", { field: label(`change.${field}`), row: row + 1 }),
    "aria-invalid":
      problemOf(error, `changes.${row}.${field === "item" ? "lineId" : field}`) !== null ||
      (field === "item" && isUnknown) ||
      undefined,
    autoComplete: "off",
    value: change[field],
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ ...change, [field]: event.currentTarget.value }),
  });
  const blurred = (field: "quantity" | "amount") => () =>
    onChange({ ...change, [field]: asShown(field === "amount" ? "scheduledValue" : "quantity", change[field]) });
  return (
    <Table.Tr>
      <Table.Td className="cell" data-field="changed-item">
        <input list={choicesId} {...cell("item")} />
      </Table.Td>
      <Table.Td className="wide-text">
        {line?.description}
        {isUnknown && <span className="change-unknown">{label("change.unknownItem")}</span>}
      </Table.Td>
      <Table.Td className="amount-column">{line && <Amount of={amountText(valueNow(line))} />}</Table.Td>
      {hasUnits && (
        <Table.Td className="cell" data-field="quantity">
          <input
            {...cell("quantity")}
            inputMode="decimal"
            readOnly={line?.method === "amount" && !byQuantity}
            onBlur={blurred("quantity")}
          />
        </Table.Td>
      )}
      <Table.Td className="cell" data-field="amount">
        {byQuantity ? (
          <input {...cell("amount")} readOnly value={amount === null ? "" : amountShown(amount)} />
        ) : (
          <input {...cell("amount")} inputMode="decimal" onBlur={blurred("amount")} />
        )}
      </Table.Td>
      <Table.Td className="amount-column">
        {line && amount !== null && <Amount of={amountText(valueNow(line) + amount)} />}
      </Table.Td>
      <Table.Td className="cell">
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={label("change.remove", { row: row + 1 })}
          onClick={onRemove}
        >
          <Icon name="cross" size={14} />
        </ActionIcon>
      </Table.Td>
    </Table.Tr>
  );
}
