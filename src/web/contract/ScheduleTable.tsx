// Lines of a schedule of values for reading: the contract's own, then those of approved change orders, with what change
// orders change on standing lines, and the totals. What few lines say for themselves is shown on demand.
import { Table } from "@mantine/core";
import type { ReactNode } from "react";
import type { z } from "zod";
import type { ScheduleLineShown, ScheduleShown } from "../../contract/wire.ts";
import { amountText, type Cents, cents, sum } from "../../money/money.ts";
import { Amount, Figure } from "../ui/Amount.tsx";
import { Ledger } from "../ui/Ledger.tsx";
import { StatusBadge } from "../ui/StatusBadge.tsx";
import { label } from "../words.ts";
import { valueNow } from "./entered-changes.ts";

/** A line before it has an id of its own may be shown as well: an import's preview, a change order's line. */
export type LineForReading = Omit<ScheduleLineShown, "id" | "position" | "changeOrder"> &
  Partial<Pick<ScheduleLineShown, "changeOrder">>;

/** Which columns there are beside those that every schedule has. */
export type Columns = Readonly<{
  hasUnits: boolean;
  /** Change orders change lines that stood before them: the line's own value, the changes, and the value now. */
  hasChanges: boolean;
  /** Retainage, tax, and a column for each of these funds. */
  hasTerms: boolean;
  funds: readonly string[];
}>;

export function columnsOf(lines: readonly LineForReading[], hasTerms: boolean = lines.some(saysMore)): Columns {
  return {
    hasUnits: lines.some(({ method }) => method === "unit"),
    hasChanges: lines.some(({ changedBy }) => changedBy.length > 0),
    hasTerms,
    funds: hasTerms ? [...new Set(lines.flatMap(({ funds }) => Object.keys(funds)))] : [],
  };
}

/** Whether a line says something for itself that most leave to the contract. */
export function saysMore({ retainageOnWork, isTaxable, funds }: LineForReading): boolean {
  return retainageOnWork !== null || !isTaxable || Object.keys(funds).length > 0;
}

type ScheduleTableProps = { schedule: z.infer<typeof ScheduleShown>; hasTerms: boolean };

export function ScheduleTable({ schedule, hasTerms }: ScheduleTableProps): ReactNode {
  const columns = columnsOf(schedule.lines, hasTerms);
  const own = schedule.lines.filter(({ changeOrder }) => changeOrder === null);
  const fromChangeOrders = schedule.lines.filter(({ changeOrder }) => changeOrder !== null);
  const change = amountText(cents(schedule.revised) - cents(schedule.original));
  const added = amountText(sum(fromChangeOrders.map(({ scheduledValue }) => cents(scheduledValue))));
  return (
    <Ledger caption={label("schedule.title")}>
      <LinesHead columns={columns} />
      <Table.Tbody>
        <LineRows lines={own} columns={columns} />
        {fromChangeOrders.length > 0 && (
          <>
            <TotalRow
              text={label("schedule.original")}
              amount={schedule.original}
              changes={changesOf(own)}
              columns={columns}
            />
            <LineRows lines={fromChangeOrders} columns={columns} />
            {columns.hasChanges ? (
              <TotalRow
                text={label("schedule.changeOrderLines")}
                amount={added}
                changes={changesOf(fromChangeOrders)}
                columns={columns}
              />
            ) : (
              <TotalRow text={label("schedule.changeOrders")} amount={change} columns={columns} />
            )}
          </>
        )}
      </Table.Tbody>
      <Table.Tfoot>
        {columns.hasChanges ? (
          <TotalRow
            text={label("schedule.revised")}
            amount={amountText(cents(schedule.original) + cents(added))}
            changes={changesOf(schedule.lines)}
            columns={columns}
          />
        ) : (
          <TotalRow text={label("schedule.revised")} amount={schedule.revised} columns={columns} />
        )}
      </Table.Tfoot>
    </Ledger>
  );
}

const changesOf = (lines: readonly LineForReading[]): Cents =>
  sum(lines.flatMap(({ changedBy }) => changedBy.map(({ amount }) => cents(amount))));

export function LinesHead({ columns: { hasUnits, hasChanges, hasTerms, funds } }: { columns: Columns }): ReactNode {
  const figures = [
    label("line.scheduledValue"),
    ...(hasChanges ? [label("line.changes"), label("line.valueNow")] : []),
  ];
  return (
    <Table.Thead>
      <Table.Tr>
        <Table.Th scope="col">{label("line.item")}</Table.Th>
        <Table.Th scope="col">{label("line.costCode")}</Table.Th>
        <Table.Th scope="col">{label("line.description")}</Table.Th>
        {hasUnits && (
          <>
            <Table.Th scope="col" className="amount-column">
              {label("line.quantity")}
            </Table.Th>
            <Table.Th scope="col">{label("line.unit")}</Table.Th>
            <Table.Th scope="col" className="amount-column">
              {label("line.unitPrice")}
            </Table.Th>
          </>
        )}
        {figures.map((head) => (
          <Table.Th key={head} scope="col" className="amount-column">
            {head}
          </Table.Th>
        ))}
        {hasTerms && (
          <>
            <Table.Th scope="col">{label("line.retainageShort")}</Table.Th>
            <Table.Th scope="col">{label("line.isTaxable")}</Table.Th>
          </>
        )}
        {funds.map((name) => (
          <Table.Th key={name} scope="col" className="amount-column">
            {label("line.fund", { name })}
          </Table.Th>
        ))}
      </Table.Tr>
    </Table.Thead>
  );
}

type LineRowsProps = { lines: readonly LineForReading[]; columns: Columns };

export function LineRows({ lines, columns }: LineRowsProps): ReactNode {
  const { hasUnits, hasChanges, hasTerms, funds } = columns;
  return lines.map((line) => (
    <Table.Tr key={`${line.changeOrder?.id ?? ""} ${line.item}`}>
      <Table.Td className="figure">{line.item}</Table.Td>
      <Table.Td className="figure">{line.costCode}</Table.Td>
      <Table.Th scope="row" className="wide-text">
        {line.description}
        {line.changeOrder && (
          <>
            {" "}
            <StatusBadge tone="grey">{label("line.changeOrder", { number: line.changeOrder.number })}</StatusBadge>
          </>
        )}
      </Table.Th>
      {hasUnits && (
        <>
          <Table.Td className="amount-column">{line.quantity !== null && <Figure of={line.quantity} />}</Table.Td>
          <Table.Td>{line.unit}</Table.Td>
          <Table.Td className="amount-column">
            {line.unitPrice !== null && <Figure of={line.unitPrice} decimals={2} />}
          </Table.Td>
        </>
      )}
      <Table.Td className="amount-column">
        <Amount of={line.scheduledValue} />
        {line.isSubtotalGiven && <span className="changed-by">{label("line.givenValue")}</span>}
      </Table.Td>
      {hasChanges && <ChangeCells line={line} />}
      {hasTerms && (
        <>
          <Table.Td className="figure nowrap">
            {line.retainageOnWork !== null && line.retainageOnMaterials !== null ? (
              label("line.ownRates", { work: line.retainageOnWork, materials: line.retainageOnMaterials })
            ) : (
              <span className="quiet">{label(line.changeOrder ? "line.changeOrderRates" : "line.contractRates")}</span>
            )}
          </Table.Td>
          <Table.Td>{label(line.isTaxable ? "line.taxable" : "line.untaxed")}</Table.Td>
        </>
      )}
      {funds.map((name) => (
        <Table.Td key={name} className="amount-column">
          {line.funds[name] !== undefined && <Amount of={line.funds[name]} />}
        </Table.Td>
      ))}
    </Table.Tr>
  ));
}

function ChangeCells({ line }: { line: LineForReading }): ReactNode {
  const isChanged = line.changedBy.length > 0;
  return (
    <>
      <Table.Td className="amount-column">
        {isChanged && (
          <>
            <Amount of={amountText(changesOf([line]))} />
            <span className="changed-by">
              {label("line.changedBy", { numbers: line.changedBy.map(({ number }) => number).join(", ") })}
            </span>
          </>
        )}
      </Table.Td>
      <Table.Td className="amount-column">
        <Amount strong={isChanged} of={amountText(valueNow(line))} />
      </Table.Td>
    </>
  );
}

type TotalRowProps = { text: string; amount: string; changes?: Cents; columns: Columns };

export function TotalRow({ text, amount, changes = 0n, columns }: TotalRowProps): ReactNode {
  const { hasUnits, hasChanges, hasTerms, funds } = columns;
  const figures = hasChanges ? [cents(amount), changes, cents(amount) + changes] : [cents(amount)];
  const beyond = (hasTerms ? 2 : 0) + funds.length;
  return (
    <Table.Tr className="total-row">
      <Table.Th scope="row" colSpan={hasUnits ? 6 : 3}>
        {text}
      </Table.Th>
      {figures.map((figure, column) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the columns stand in their order
        <Table.Td key={column} className="amount-column">
          <Amount strong of={amountText(figure)} />
        </Table.Td>
      ))}
      {beyond > 0 && <Table.Td colSpan={beyond} />}
    </Table.Tr>
  );
}
