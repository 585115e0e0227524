// Lines of a schedule of values for reading: the contract's own, then those of approved change orders, with their totals.
import { Table } from "@mantine/core";
import type { ReactNode } from "react";
import type { z } from "zod";
import type { ScheduleLineShown, ScheduleShown } from "../../contract/wire.ts";
import { amountText, cents } from "../../money/money.ts";
import { Amount, Figure } from "../ui/Amount.tsx";
import { Ledger } from "../ui/Ledger.tsx";
import { StatusBadge } from "../ui/StatusBadge.tsx";
import { label } from "../words.ts";

/** A line before it has an id of its own may be shown as well: an import's preview, a change order's line. */
export type LineForReading = Omit<ScheduleLineShown, "id" | "position" | "changeOrder"> &
  Partial<Pick<ScheduleLineShown, "changeOrder">>;

export function ScheduleTable({ schedule }: { schedule: z.infer<typeof ScheduleShown> }): ReactNode {
  const hasUnits = schedule.lines.some(({ method }) => method === "unit");
  const own = schedule.lines.filter(({ changeOrder }) => changeOrder === null);
  const fromChangeOrders = schedule.lines.filter(({ changeOrder }) => changeOrder !== null);
  const change = amountText(cents(schedule.revised) - cents(schedule.original));
  return (
    <Ledger caption={label("schedule.title")}>
      <LinesHead hasUnits={hasUnits} />
      <Table.Tbody>
        <LineRows lines={own} hasUnits={hasUnits} />
        {fromChangeOrders.length > 0 && (
          <>
            <TotalRow text={label("schedule.original")} amount={schedule.original} hasUnits={hasUnits} />
            <LineRows lines={fromChangeOrders} hasUnits={hasUnits} />
            <TotalRow text={label("schedule.changeOrders")} amount={change} hasUnits={hasUnits} />
          </>
        )}
      </Table.Tbody>
      <Table.Tfoot>
        <TotalRow text={label("schedule.revised")} amount={schedule.revised} hasUnits={hasUnits} />
      </Table.Tfoot>
    </Ledger>
  );
}

export function LinesHead({ hasUnits }: { hasUnits: boolean }): ReactNode {
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
        <Table.Th scope="col" className="amount-column">
          {label("line.scheduledValue")}
        </Table.Th>
      </Table.Tr>
    </Table.Thead>
  );
}

export function LineRows({ lines, hasUnits }: { lines: readonly LineForReading[]; hasUnits: boolean }): ReactNode {
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
      </Table.Td>
    </Table.Tr>
  ));
}

type TotalRowProps = { text: string; amount: string; hasUnits: boolean };

export function TotalRow({ text, amount, hasUnits }: TotalRowProps): ReactNode {
  return (
    <Table.Tr className="total-row">
      <Table.Th scope="row" colSpan={hasUnits ? 6 : 3}>
        {text}
      </Table.Th>
      <Table.Td className="amount-column">
        <Amount strong of={amount} />
      </Table.Td>
    </Table.Tr>
  );
}
