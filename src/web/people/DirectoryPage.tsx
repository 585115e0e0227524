// The other firms this company works with, and the ERP customer each is; for company administrators, its own people too.
import { Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { paths } from "../../paths.ts";
import { organizationsQuestion } from "../client/questions.ts";
import { mayDo } from "../client/rights.ts";
import { useSession } from "../client/session.ts";
import { LinkState } from "../statuses.tsx";
import { Answer } from "../ui/Answer.tsx";
import { EmptyState } from "../ui/EmptyState.tsx";
import { Ledger } from "../ui/Ledger.tsx";
import { Page } from "../ui/Page.tsx";
import { Panel } from "../ui/Panel.tsx";
import { PathLink } from "../ui/PathLink.tsx";
import { label } from "../words.ts";
import { InvitationsPanel } from "./InvitationsPanel.tsx";
import { PeoplePanel } from "./PeoplePanel.tsx";

export function DirectoryPage(): ReactNode {
  const session = useSession();
  const organizations = useQuery(organizationsQuestion);
  const toLinks = mayDo(session, "setUpErp") ? (
    <PathLink to={paths.erpSettings()}>{label("directory.link")}</PathLink>
  ) : null;
  return (
    <Page title={label("directory.title")} subtitle={label("directory.subtitle")}>
      <Answer to={organizations}>
        {({ organizations }) =>
          organizations.length === 0 ? (
            <EmptyState icon="person" title={label("directory.none")}>
              {label("directory.noneText")}
            </EmptyState>
          ) : (
            <Panel title={label("directory.count", { count: organizations.length })} actions={toLinks} flush>
              <Ledger caption={label("directory.title")}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th scope="col">{label("directory.name")}</Table.Th>
                    <Table.Th scope="col">{label("directory.erpCustomer")}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {organizations.map(({ id, name, erpCustomerCode }) => (
                    <Table.Tr key={id}>
                      <Table.Th scope="row">{name}</Table.Th>
                      <Table.Td>
                        <LinkState to={erpCustomerCode === null ? null : { code: erpCustomerCode }} />
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Ledger>
            </Panel>
          )
        }
      </Answer>
      {mayDo(session, "viewRights") && <PeoplePanel />}
      {mayDo(session, "invitePeople") && <InvitationsPanel />}
    </Page>
  );
}
