// What one person may do, in the company or in a project of it, and why; for company administrators.
import { NativeSelect, Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { paths } from "../../paths.ts";
import type { Permission } from "../../people/permission.ts";
import type { RightShown, RightsShown, WayShown } from "../../people/wire.ts";
import { actWords, rightsWords as words } from "../../words/en/rights.ts";
import { fill } from "../../words/say.ts";
import { projectsQuestion, rightsQuestion } from "../client/questions.ts";
import { projectName } from "../project/useProject.ts";
import { Answer } from "../ui/Answer.tsx";
import { Ledger } from "../ui/Ledger.tsx";
import { Page } from "../ui/Page.tsx";
import { Panel } from "../ui/Panel.tsx";
import { useGo } from "../ui/PathLink.tsx";
import { StatusBadge } from "../ui/StatusBadge.tsx";
import { label } from "../words.ts";

type Group = "company" | "primeContracts" | "invoices" | "erp";

const groupWords: Record<Group, string> = {
  company: words.groupCompany,
  primeContracts: words.groupPrimeContracts,
  invoices: words.groupInvoices,
  erp: words.groupErp,
};
const groups: readonly Group[] = ["company", "primeContracts", "invoices", "erp"];

const groupOf: Record<Permission, Group> = {
  viewProject: "company",
  invitePeople: "company",
  viewRights: "company",
  setUpCompany: "company",
  viewContract: "primeContracts",
  viewSchedule: "primeContracts",
  createContract: "primeContracts",
  editContract: "primeContracts",
  editSchedule: "primeContracts",
  manageChangeOrders: "primeContracts",
  manageBillingPeriods: "invoices",
  viewInvoice: "invoices",
  viewInvoiceDetail: "invoices",
  editInvoice: "invoices",
  approveInvoice: "invoices",
  attachToInvoice: "invoices",
  sendToErp: "erp",
  retrieveFromErp: "erp",
  viewErpQueue: "erp",
  decideInErpQueue: "erp",
  setUpErp: "erp",
};

export function RightsPage({ personId, projectId }: { personId: string; projectId: string | null }): ReactNode {
  // The answer for one project stays while the one for another is on its way, so that the picker keeps the focus.
  const rights = useQuery({ ...rightsQuestion(personId, projectId), placeholderData: (before) => before });
  return <Answer to={rights}>{(rights) => <Rights rights={rights} projectId={projectId} />}</Answer>;
}

function Rights({ rights, projectId }: { rights: RightsShown; projectId: string | null }): ReactNode {
  const { name, isActive } = rights.person;
  return (
    <Page
      title={fill(words.title, { name })}
      subtitle={rights.project === null ? words.companyHint : words.projectHint}
      marks={isActive ? null : <StatusBadge tone="grey">{words.inactive}</StatusBadge>}
      crumbs={[{ text: label("directory.title"), to: paths.directory() }]}
      actions={<ProjectPicker personId={rights.person.id} projectId={projectId} />}
    >
      {groups.map((group) => (
        <GroupPanel
          key={group}
          title={groupWords[group]}
          rights={rights.rights.filter((right) => groupOf[right.permission] === group)}
        />
      ))}
      {rights.contracts.map((contract) => (
        <ContractPanel key={contract.id} name={name} contract={contract} />
      ))}
      {rights.hiddenContracts > 0 && (
        <p className="quiet">{fill(words.contractsHidden, { count: rights.hiddenContracts })}</p>
      )}
    </Page>
  );
}

function ProjectPicker({ personId, projectId }: { personId: string; projectId: string | null }): ReactNode {
  const go = useGo();
  const projects = useQuery(projectsQuestion).data?.projects ?? [];
  const choices = projects.map((project) => ({ value: project.id, label: projectName(project) }));
  return (
    <NativeSelect
      label={words.project}
      value={projectId ?? ""}
      data={[{ value: "", label: words.companyAlone }, ...choices]}
      onChange={(event) => go(paths.rights(personId, event.currentTarget.value || undefined), { replace: true })}
    />
  );
}

function GroupPanel({ title, rights }: { title: string; rights: readonly RightShown[] }): ReactNode {
  if (rights.length === 0) return null;
  return (
    <Panel title={title} flush>
      <RightsTable caption={title} rights={rights} />
    </Panel>
  );
}

type ContractPanelProps = { name: string; contract: RightsShown["contracts"][number] };

function ContractPanel({ name, contract }: ContractPanelProps): ReactNode {
  const { number, title, isPrivate, isOnPrivateList, listSeesSchedule, wasSentToErp } = contract;
  const yesNo = (value: boolean) => (value ? "yes" : "no");
  const privacy = { name, listed: yesNo(isOnPrivateList), switch: yesNo(listSeesSchedule) };
  return (
    <Panel title={fill(words.contract, { number, title })}>
      <p>{isPrivate ? fill(words.contractPrivate, privacy) : words.contractOpen}</p>
      {wasSentToErp && <p>{words.contractSent}</p>}
      <RightsTable caption={fill(words.contractCaption, { name, number, title })} rights={contract.rights} />
    </Panel>
  );
}

function RightsTable({ caption, rights }: { caption: string; rights: readonly RightShown[] }): ReactNode {
  return (
    <Ledger caption={caption}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col" w="34%">
            {words.act}
          </Table.Th>
          <Table.Th scope="col" w="8rem">
            {words.answer}
          </Table.Th>
          <Table.Th scope="col">{words.why}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rights.map(({ permission, may, because, missing }) => (
          <Table.Tr key={permission}>
            <Table.Th scope="row">{actWords[permission]}</Table.Th>
            <Table.Td>
              <StatusBadge tone={may ? "green" : "grey"}>{may ? words.yes : words.no}</StatusBadge>
            </Table.Td>
            <Table.Td>{may ? <Because ways={because} /> : <Missing ways={missing} />}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Ledger>
  );
}

function Missing({ ways }: { ways: readonly WayShown[] }): ReactNode {
  const [only, ...others] = ways;
  if (only !== undefined && others.length === 0) return fill(words.missing, { needs: only.message });
  return <Ways intro={words.missingOneOf} ways={ways} />;
}

function Because({ ways }: { ways: readonly WayShown[] }): ReactNode {
  const [only, ...others] = ways;
  if (only !== undefined && others.length === 0) return only.message;
  return <Ways intro={words.eachIsEnough} ways={ways} />;
}

function Ways({ intro, ways }: { intro: string; ways: readonly WayShown[] }): ReactNode {
  return (
    <>
      {intro}
      <ul className="ways">
        {ways.map(({ message }) => (
          <li key={message}>{message}</li>
        ))}
      </ul>
    </>
  );
}
