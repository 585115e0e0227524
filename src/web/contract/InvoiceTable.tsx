// A list of owner invoices with the lines of the summary that people compare.
import { Table } from "@mantine/core";
import type { ReactNode } from "react";
import type { InvoiceRowShown } from "../../invoice/wire.ts";
import { paths } from "../../paths.ts";
import { InvoiceStatusBadge } from "../statuses.tsx";
import { Amount } from "../ui/Amount.tsx";
import { ErpMarker } from "../ui/ErpMarker.tsx";
import { Ledger } from "../ui/Ledger.tsx";
import { PathLink } from "../ui/PathLink.tsx";
import { daysShown } from "../ui/when.ts";
import { label } from "../words.ts";

const shownLines = ["4", "5", "6", "8", "9"] as const;

type InvoiceTableProps = { caption: string; invoices: readonly InvoiceRowShown[]; withContract?: boolean };

export function InvoiceTable({ caption, invoices, withContract = false }: InvoiceTableProps): ReactNode {
  return (
    <Ledger caption={caption} dense>
      <Table.Thead>
        <Table.Tr>
          {withContract && <Table.Th scope="col">{label("invoices.contract")}</Table.Th>}
          {!withContract && (
            <Table.Th scope="col" className="amount-column">
              {label("invoices.position")}
            </Table.Th>
          )}
          <Table.Th scope="col">{label("invoices.number")}</Table.Th>
          <Table.Th scope="col">{label("invoices.period")}</Table.Th>
          <Table.Th scope="col">{label("invoices.status")}</Table.Th>
          <Table.Th scope="col">{label("invoices.erp")}</Table.Th>
          {shownLines.map((line) => (
            <Table.Th key={line} scope="col" className="amount-column">
              <span className="line-number">{line}</span> {label(`invoices.line${line}`)}
            </Table.Th>
          ))}
          <Table.Th scope="col">{label("invoices.erpNumber")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {invoices.map((invoice) => (
          <Table.Tr key={invoice.id}>
            {withContract && (
              <Table.Td>
                <PathLink to={paths.contract(invoice.projectId, invoice.contract.id, "invoices")}>
                  {invoice.contract.number}
                </PathLink>
                <span className="owner-below">{invoice.ownerName}</span>
              </Table.Td>
            )}
            {!withContract && <Table.Td className="amount-column figure">{invoice.position}</Table.Td>}
            <Table.Th scope="row" className="nowrap">
              <PathLink to={paths.invoice(invoice.projectId, invoice.contract.id, invoice.id)}>
                {label("invoices.application", { number: invoice.number })}
              </PathLink>
            </Table.Th>
            <Table.Td className="nowrap">{daysShown(invoice.period.from, invoice.period.to)}</Table.Td>
            <Table.Td>
              <InvoiceStatusBadge status={invoice.status} />
            </Table.Td>
            <Table.Td>
              {invoice.erp.integrated ? (
                <ErpMarker state={invoice.erp.state} word={invoice.erp.stateLabel} />
              ) : (
                <span className="quiet">{label("erp.notIntegrated")}</span>
              )}
            </Table.Td>
            {shownLines.map((line) => (
              <Table.Td key={line} className="amount-column">
                <Amount of={invoice.summary[line]} strong={line === "8"} />
              </Table.Td>
            ))}
            <Table.Td className="figure nowrap">{invoice.erp.erpNumber}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Ledger>
  );
}
