// Who did what when with this application.
import { Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { invoiceScreens as words } from "../../words/en/invoice-screens.ts";
import { invoiceHistoryQuestion } from "../client/questions.ts";
import { useSession } from "../client/session.ts";
import { Answer } from "../ui/Answer.tsx";
import { Ledger } from "../ui/Ledger.tsx";
import { instantShown } from "../ui/when.ts";

export function History({ invoiceId }: { invoiceId: string }): ReactNode {
  const { company, rights } = useSession();
  const history = useQuery(invoiceHistoryQuestion(invoiceId));
  return (
    <Answer to={history}>
      {({ entries }) =>
        entries.length === 0 ? (
          <p>{words.historyNone}</p>
        ) : (
          <Ledger caption={words.tabHistory}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{words.historyAt}</Table.Th>
                <Table.Th scope="col">{words.historyBy}</Table.Th>
                {rights.isCompanyAdmin && <Table.Th scope="col">{words.historyAddress}</Table.Th>}
                <Table.Th scope="col">{words.historyWhat}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {entries.map((entry) => (
                <Table.Tr key={entry.number}>
                  <Table.Td className="history-at">{instantShown(entry.at, company.timeZone)}</Table.Td>
                  <Table.Td>{entry.by?.name ?? words.historyProduct}</Table.Td>
                  {rights.isCompanyAdmin && <Table.Td className="history-at">{entry.address ?? ""}</Table.Td>}
                  <Table.Td>{entry.sentence}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Ledger>
        )
      }
    </Answer>
  );
}
