// Lines of a schedule being typed, as rows of plain fields: quick with hundreds of lines, Enter goes down and makes a
// new line at the end.
import { ActionIcon, Button, Table } from "@mantine/core";
import { type KeyboardEvent, memo, type ReactNode, useRef } from "react";
import { flushSync } from "react-dom";
import { amountShown, amountText } from "../../money/money.ts";
import { problemOf } from "../client/fetch.ts";
import { Amount } from "../ui/Amount.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Ledger } from "../ui/Ledger.tsx";
import { label } from "../words.ts";
import {
  asShown,
  type EnteredField,
  type EnteredLine,
  emptyLine,
  isUnitLine,
  lineValue,
  totalOf,
} from "./entered-lines.ts";

const fields = ["item", "costCode", "description", "quantity", "unit", "unitPrice", "scheduledValue"] as const;
const numeric: readonly EnteredField[] = ["quantity", "unitPrice", "scheduledValue"];

type LinesEditorProps = {
  caption: string;
  lines: readonly EnteredLine[];
  onChange: (change: (lines: readonly EnteredLine[]) => readonly EnteredLine[]) => void;
  error: unknown;
};

export function LinesEditor({ caption, lines, onChange, error }: LinesEditorProps): ReactNode {
  const body = useRef<HTMLTableSectionElement>(null);
  const nextKey = Math.max(0, ...lines.map(({ key }) => key)) + 1;
  const add = () => onChange((now) => [...now, emptyLine(nextKey)]);
  const change = useRef((key: number, field: EnteredField, text: string) =>
    onChange((now) => now.map((line) => (line.key === key ? { ...line, [field]: text } : line))),
  );
  const remove = useRef((key: number) => onChange((now) => now.filter((line) => line.key !== key)));
  const goDown = (event: KeyboardEvent<HTMLTableSectionElement>) => {
    if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    const { row, field } = event.target.dataset;
    const below = `input[data-row="${Number(row) + 1}"][data-field="${field}"]`;
    // At once, so that what is typed next lands in the new row.
    if (Number(row) + 1 === lines.length) flushSync(add);
    body.current?.querySelector<HTMLInputElement>(below)?.focus();
  };
  return (
    <>
      <Ledger caption={caption} maxHeight="65vh">
        <Table.Thead>
          <Table.Tr>
            {fields.map((field) => (
              <Table.Th key={field} scope="col" className={numeric.includes(field) ? "amount-column" : ""}>
                {label(`line.${field}`)}
              </Table.Th>
            ))}
            <Table.Th scope="col">
              <span className="visually-hidden">{label("line.actions")}</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody ref={body} onKeyDown={goDown}>
          {lines.map((line, row) => (
            <LineRow
              key={line.key}
              line={line}
              row={row}
              problems={problemsOfRow(error, row)}
              onChange={change.current}
              onRemove={remove.current}
            />
          ))}
        </Table.Tbody>
        <Table.Tfoot>
          <Table.Tr>
            <Table.Th scope="row" colSpan={6}>
              {label("table.total")}
            </Table.Th>
            <Table.Td className="amount-column">
              <Amount strong of={amountText(totalOf(lines))} />
            </Table.Td>
            <Table.Td />
          </Table.Tr>
        </Table.Tfoot>
      </Ledger>
      <Button variant="subtle" w="fit-content" leftSection={<Icon name="plus" size={14} />} onClick={add}>
        {label("line.add")}
      </Button>
    </>
  );
}

/** `lines.4.description` is "Description, line 5" on the screen. */
export function lineFieldName(field: string): string | null {
  const [, row, name] = /^lines\.(\d+)\.(\w+)$/.exec(field) ?? [];
  const known = fields.find((one) => one === name);
  if (row === undefined || known === undefined) return null;
  return label("line.cell", { field: label(`line.${known}`), row: Number(row) + 1 });
}

/** The fields of a row that the server refused, as one text so that rows that did not change are not drawn again. */
function problemsOfRow(error: unknown, row: number): string {
  return fields.filter((field) => problemOf(error, `lines.${row}.${field}`) !== null).join(" ");
}

type LineRowProps = {
  line: EnteredLine;
  row: number;
  problems: string;
  onChange: (key: number, field: EnteredField, text: string) => void;
  onRemove: (key: number) => void;
};

const LineRow = memo(function LineRow({ line, row, problems, onChange, onRemove }: LineRowProps): ReactNode {
  const value = lineValue(line);
  const isUnit = isUnitLine(line);
  const refused = problems.split(" ");
  return (
    <Table.Tr>
      {fields.map((field) => {
        const isComputed = field === "scheduledValue" && isUnit;
        return (
          <Table.Td key={field} className="cell" data-field={field}>
            <input
              data-row={row}
              data-field={field}
              aria-label={label("line.cell", { field: label(`line.${field}`), row: row + 1 })}
              aria-invalid={refused.includes(field) || undefined}
              inputMode={numeric.includes(field) ? "decimal" : "text"}
              autoComplete="off"
              readOnly={isComputed}
              value={isComputed ? (value === null ? "" : amountShown(value)) : line[field]}
              onChange={(event) => onChange(line.key, field, event.currentTarget.value)}
              onBlur={() => onChange(line.key, field, asShown(field, line[field]))}
            />
          </Table.Td>
        );
      })}
      <Table.Td className="cell">
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={label("line.remove", { row: row + 1 })}
          onClick={() => onRemove(line.key)}
        >
          <Icon name="cross" size={14} />
        </ActionIcon>
      </Table.Td>
    </Table.Tr>
  );
});
