// A project's prime contracts, with what each is worth and how much of it is invoiced.
import { Button, Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { ContractShown } from "../../contract/wire.ts";
import { amountText, cents, sum } from "../../money/money.ts";
import { paths } from "../../paths.ts";
import type { ProjectShown } from "../../people/wire.ts";
import { contractsQuestion } from "../client/questions.ts";
import { mayDo } from "../client/rights.ts";
import { useSession } from "../client/session.ts";
import { projectCrumbs, useProject } from "../project/useProject.ts";
import { ContractStatusBadge, LinkState } from "../statuses.tsx";
import { Amount } from "../ui/Amount.tsx";
import { Answer } from "../ui/Answer.tsx";
import { EmptyState } from "../ui/EmptyState.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Ledger } from "../ui/Ledger.tsx";
import { Page } from "../ui/Page.tsx";
import { Panel } from "../ui/Panel.tsx";
import { PathLink } from "../ui/PathLink.tsx";
import { label } from "../words.ts";
import { NewContractDialog } from "./NewContractDialog.tsx";

export function ContractsPage({ projectId }: { projectId: string }): ReactNode {
  return <Answer to={useProject(projectId)}>{(project) => <Contracts project={project} />}</Answer>;
}

function Contracts({ project }: { project: ProjectShown }): ReactNode {
  const session = useSession();
  const [isMaking, setMaking] = useState(false);
  const contracts = useQuery(contractsQuestion(project.id));
  const create = mayDo(session, "createContract", project) ? (
    <Button leftSection={<Icon name="plus" size={14} />} onClick={() => setMaking(true)}>
      {label("contracts.create")}
    </Button>
  ) : null;
  return (
    <Page
      title={label("contracts.title")}
      crumbs={projectCrumbs(project)}
      actions={contracts.data?.contracts.length === 0 ? null : create}
    >
      <Answer to={contracts}>
        {({ contracts }) =>
          contracts.length === 0 ? (
            <EmptyState title={label("contracts.none")} action={create}>
              {label("contracts.noneText")}
            </EmptyState>
          ) : (
            <Panel title={label("contracts.count", { count: contracts.length })} flush>
              <ContractTable project={project} contracts={contracts} />
            </Panel>
          )
        }
      </Answer>
      <NewContractDialog projectId={project.id} isOpen={isMaking} onClose={() => setMaking(false)} />
    </Page>
  );
}

const sumColumns = ["original", "approvedChangeOrders", "revised", "invoicedToDate"] as const;

function ContractTable({
  project,
  contracts,
}: {
  project: ProjectShown;
  contracts: readonly ContractShown[];
}): ReactNode {
  return (
    <Ledger caption={label("contracts.caption", { project: project.name })}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{label("contracts.number")}</Table.Th>
          <Table.Th scope="col">{label("contracts.contractTitle")}</Table.Th>
          <Table.Th scope="col">{label("contracts.owner")}</Table.Th>
          <Table.Th scope="col">{label("contracts.status")}</Table.Th>
          <Table.Th scope="col">{label("contracts.erpJob")}</Table.Th>
          {sumColumns.map((column) => (
            <Table.Th key={column} scope="col" className="amount-column">
              {label(`contracts.${column}`)}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {contracts.map((contract) => (
          <Table.Tr key={contract.id}>
            <Table.Td className="figure">{contract.number}</Table.Td>
            <Table.Th scope="row">
              <PathLink to={paths.contract(project.id, contract.id)}>{contract.title}</PathLink>
              {contract.isPrivate && <span className="quiet"> {label("contracts.private")}</span>}
            </Table.Th>
            <Table.Td>{contract.owner?.name ?? <span className="quiet">{label("contracts.noOwner")}</span>}</Table.Td>
            <Table.Td>
              <ContractStatusBadge status={contract.status} />
            </Table.Td>
            <Table.Td>
              <LinkState to={project.erpJob === null ? null : { code: project.erpJob.code }} />
            </Table.Td>
            {sumColumns.map((column) => (
              <Table.Td key={column} className="amount-column">
                <Amount of={contract.sums[column]} />
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
      <Table.Tfoot>
        <Table.Tr>
          <Table.Th scope="row" colSpan={5}>
            {label("table.total")}
          </Table.Th>
          {sumColumns.map((column) => (
            <Table.Td key={column} className="amount-column">
              <Amount strong of={amountText(sum(contracts.map(({ sums }) => cents(sums[column]))))} />
            </Table.Td>
          ))}
        </Table.Tr>
      </Table.Tfoot>
    </Ledger>
  );
}
