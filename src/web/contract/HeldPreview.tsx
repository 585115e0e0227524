// What is held at a quarter, half, three quarters and all of the contract sum, under the terms as they stand.
import { Table } from "@mantine/core";
import type { ReactNode } from "react";
import { amountShown, amountText } from "../../money/money.ts";
import { numberText, percentShown } from "../../money/ratio.ts";
import { Amount, Figure } from "../ui/Amount.tsx";
import { Ledger } from "../ui/Ledger.tsx";
import { Panel } from "../ui/Panel.tsx";
import { label } from "../words.ts";
import type { HeldRow, WorkedOut } from "./held-preview.ts";

export function HeldPreview({ worked }: { worked: WorkedOut | null }): ReactNode {
  return (
    <div className="held-preview">
      <Panel title={label("preview.title")}>
        <div className="terms-group">
          <p className="quiet">
            {label("preview.text")}{" "}
            {worked?.basis.isNotional && label("preview.notional", { sum: amountShown(worked.basis.current) })}
          </p>
          {worked === null ? <p>{label("preview.unreadable")}</p> : <HeldTable rows={worked.rows} />}
        </div>
      </Panel>
    </div>
  );
}

function HeldTable({ rows }: { rows: readonly HeldRow[] }): ReactNode {
  const hasAdvance = rows.some(({ recouped }) => recouped !== null);
  const hasEscrow = rows.some(({ escrow }) => escrow !== null);
  const heads = [
    label("preview.earned"),
    label("preview.moved"),
    label("preview.held"),
    label("preview.rate"),
    ...(hasEscrow ? [label("preview.escrow")] : []),
    ...(hasAdvance ? [label("preview.recouped")] : []),
  ];
  return (
    <Ledger caption={label("preview.caption")} dense>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{label("preview.complete")}</Table.Th>
          {heads.map((head) => (
            <Table.Th key={head} scope="col" className="amount-column">
              {head}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map(({ percent, earned, moved, held, rate, recouped, escrow }) => (
          <Table.Tr key={String(percent)}>
            <Table.Th scope="row" className="figure nowrap">
              {label("terms.percent", { rate: numberText(percent) })}
            </Table.Th>
            <Table.Td className="amount-column">
              <Amount of={amountText(earned)} />
            </Table.Td>
            <Table.Td className="amount-column">
              <Amount of={amountText(moved)} />
            </Table.Td>
            <Table.Td className="amount-column">
              <Amount strong of={amountText(held)} />
            </Table.Td>
            <Table.Td className="amount-column">
              {rate !== null && <Figure of={percentShown(rate)} after=" %" />}
            </Table.Td>
            {hasEscrow && (
              <Table.Td className="amount-column">{escrow !== null && <Amount of={amountText(escrow)} />}</Table.Td>
            )}
            {hasAdvance && (
              <Table.Td className="amount-column">{recouped !== null && <Amount of={amountText(recouped)} />}</Table.Td>
            )}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Ledger>
  );
}
