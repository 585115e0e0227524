// Lines of a schedule being typed, as rows of plain fields: quick with hundreds of lines, Enter goes down and makes a
// new line at the end. What few lines need (rates of their own, tax, funds) is in columns that are shown on demand.
import { ActionIcon, Button, Group, Switch, Table } from "@mantine/core";
import { type KeyboardEvent, memo, type ReactNode, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { amountShown, amountText } from "../../money/money.ts";
import { ApiRefusal } from "../client/fetch.ts";
import { Amount } from "../ui/Amount.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Ledger } from "../ui/Ledger.tsx";
import { label } from "../words.ts";
import "./terms.css";
import {
  asShown,
  type EnteredField,
  type EnteredLine,
  emptyLine,
  hasTermsOfItsOwn,
  isUnitLine,
  lineValue,
  totalOf,
} from "./entered-lines.ts";

const fields = ["item", "costCode", "description", "quantity", "unit", "unitPrice", "scheduledValue"] as const;
const termFields = ["subtotal", "retainageOnWork", "retainageOnMaterials"] as const;
const numeric: readonly EnteredField[] = ["quantity", "unitPrice", "scheduledValue", ...termFields];

type LinesEditorProps = {
  caption: string;
  lines: readonly EnteredLine[];
  /** The funds of the contract's terms. */
  funds: readonly string[];
  onChange: (change: (lines: readonly EnteredLine[]) => readonly EnteredLine[]) => void;
  error: unknown;
};

export function LinesEditor({ caption, lines, funds: agreed, onChange, error }: LinesEditorProps): ReactNode {
  const body = useRef<HTMLTableSectionElement>(null);
  const [hasMore, setMore] = useState(() => lines.some(hasTermsOfItsOwn));
  const [split] = useState(() => lines.flatMap(({ funds }) => Object.keys(funds)));
  const funds = useMemo(() => [...new Set([...agreed, ...split])], [agreed, split]);
  const problems = useMemo(() => problemsByRow(error), [error]);
  const nextKey = Math.max(0, ...lines.map(({ key }) => key)) + 1;
  const add = () => onChange((now) => [...now, emptyLine(nextKey)]);
  const change = useRef((key: number, part: Partial<EnteredLine>) =>
    onChange((now) => now.map((line) => (line.key === key ? { ...line, ...part } : line))),
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
  const moreHeads = hasMore ? [...termFields.map((field) => label(`line.${field}`)), label("line.isTaxable")] : [];
  const fundHeads = hasMore ? funds.map((name) => label("line.fund", { name })) : [];
  return (
    <div className="lines-editor">
      <Ledger caption={caption} maxHeight="65vh">
        <Table.Thead>
          <Table.Tr>
            {fields.map((field) => (
              <Table.Th key={field} scope="col" className={numeric.includes(field) ? "amount-column" : ""}>
                {label(`line.${field}`)}
              </Table.Th>
            ))}
            {[...moreHeads, ...fundHeads].map((head) => (
              <Table.Th key={head} scope="col" className="amount-column">
                {head}
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
              problems={problems.get(row) ?? ""}
              funds={hasMore ? funds : null}
              onChange={change.current}
              onRemove={remove.current}
            />
          ))}
        </Table.Tbody>
        <Table.Tfoot>
          <Table.Tr>
            <Table.Th scope="row">{label("table.total")}</Table.Th>
            <Table.Td colSpan={5} />
            <Table.Td className="amount-column">
              <Amount strong of={amountText(totalOf(lines))} />
            </Table.Td>
            <Table.Td colSpan={moreHeads.length + fundHeads.length + 1} />
          </Table.Tr>
        </Table.Tfoot>
      </Ledger>
      <Group justify="space-between">
        <Button variant="subtle" w="fit-content" leftSection={<Icon name="plus" size={14} />} onClick={add}>
          {label("line.add")}
        </Button>
        <Switch
          label={label("line.more")}
          checked={hasMore}
          onChange={(event) => setMore(event.currentTarget.checked)}
        />
      </Group>
      {hasMore && <p className="quiet">{label("line.moreHint")}</p>}
    </div>
  );
}

/** `lines.4.description` is "Description, line 5" on the screen. */
export function lineFieldName(field: string): string | null {
  const [, row, name = "", fund] = /^lines\.(\d+)\.(\w+)(?:\.(.+))?$/.exec(field) ?? [];
  if (row === undefined) return null;
  const known = [...fields, ...termFields, "isTaxable" as const].find((one) => one === name);
  const said =
    name === "funds" && fund !== undefined
      ? label("line.fund", { name: fund })
      : name === "funds"
        ? label("terms.funds")
        : known && label(`line.${known}`);
  return said === undefined ? null : label("line.cell", { field: said, row: Number(row) + 1 });
}

/** The fields of each row that the server refused, as one text so that rows that did not change are not drawn again. */
function problemsByRow(error: unknown): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  for (const { field = "" } of error instanceof ApiRefusal ? error.reasons : []) {
    const [, row, name] = /^lines\.(\d+)\.(.+)$/.exec(field) ?? [];
    if (row !== undefined && name !== undefined) found.set(Number(row), `${found.get(Number(row)) ?? ""}${name}\n`);
  }
  return found;
}

type LineRowProps = {
  line: EnteredLine;
  row: number;
  problems: string;
  /** Null: the columns that few lines need are not shown. */
  funds: readonly string[] | null;
  onChange: (key: number, part: Partial<EnteredLine>) => void;
  onRemove: (key: number) => void;
};

const LineRow = memo(function LineRow({ line, row, problems, funds, onChange, onRemove }: LineRowProps): ReactNode {
  const value = lineValue(line);
  const isUnit = isUnitLine(line);
  const refused = problems.split("\n");
  const named = (field: string) => label("line.cell", { field, row: row + 1 });
  return (
    <Table.Tr>
      {[...fields, ...(funds === null ? [] : termFields)].map((field) => {
        const isComputed = field === "scheduledValue" && isUnit;
        // A value that is given is a unit line's alone.
        if (field === "subtotal" && !isUnit && line.subtotal === "") return <Table.Td key={field} className="cell" />;
        return (
          <Table.Td key={field} className="cell" data-field={field}>
            <input
              data-row={row}
              data-field={field}
              aria-label={named(label(`line.${field}`))}
              aria-invalid={refused.includes(field) || undefined}
              inputMode={numeric.includes(field) ? "decimal" : "text"}
              autoComplete="off"
              readOnly={isComputed}
              value={isComputed ? (value === null ? "" : amountShown(value)) : line[field]}
              onChange={(event) => onChange(line.key, { [field]: event.currentTarget.value })}
              onBlur={() => {
                const shown = asShown(field, line[field]);
                if (shown !== line[field]) onChange(line.key, { [field]: shown });
              }}
            />
          </Table.Td>
        );
      })}
      {funds !== null && (
        <Table.Td className="cell" data-field="isTaxable">
          <input
            type="checkbox"
            data-row={row}
            data-field="isTaxable"
            aria-label={named(label("line.isTaxable"))}
            checked={line.isTaxable}
            onChange={(event) => onChange(line.key, { isTaxable: event.currentTarget.checked })}
          />
        </Table.Td>
      )}
      {funds?.map((name, column) => (
        <Table.Td key={name} className="cell" data-fund>
          <input
            data-row={row}
            data-field={`fund-${column}`}
            aria-label={named(label("line.fund", { name }))}
            aria-invalid={refused.includes("funds") || refused.includes(`funds.${name}`) || undefined}
            inputMode="decimal"
            autoComplete="off"
            value={line.funds[name] ?? ""}
            onChange={(event) => onChange(line.key, { funds: { ...line.funds, [name]: event.currentTarget.value } })}
            onBlur={() => {
              const shown = asShown("scheduledValue", line.funds[name] ?? "");
              if (shown !== (line.funds[name] ?? "")) onChange(line.key, { funds: { ...line.funds, [name]: shown } });
            }}
          />
        </Table.Td>
      ))}
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
