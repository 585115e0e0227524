// One prime contract: its general information, its schedule of values, its billing terms, its change orders and its invoices.
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { ContractShown } from "../../contract/wire.ts";
import { type ContractTab, paths } from "../../paths.ts";
import { contractQuestion } from "../client/questions.ts";
import { projectCrumbs } from "../project/useProject.ts";
import { ContractStatusBadge } from "../statuses.tsx";
import { Answer } from "../ui/Answer.tsx";
import { Page } from "../ui/Page.tsx";
import { PathTabs } from "../ui/PathTabs.tsx";
import { StatusBadge } from "../ui/StatusBadge.tsx";
import { label } from "../words.ts";
import { ChangeOrdersTab } from "./ChangeOrdersTab.tsx";
import { GeneralTab } from "./GeneralTab.tsx";
import { InvoicesTab } from "./InvoicesTab.tsx";
import { ScheduleTab } from "./ScheduleTab.tsx";
import { StatusMenu } from "./StatusMenu.tsx";
import { TermsTab } from "./TermsTab.tsx";

type ContractPageProps = { projectId: string; contractId: string; tab: ContractTab };

export function ContractPage({ projectId, contractId, tab }: ContractPageProps): ReactNode {
  const contract = useQuery(contractQuestion(contractId));
  return (
    <Answer to={contract}>
      {(contract) => (
        <Page
          title={label("contract.pageTitle", { number: contract.number, title: contract.title })}
          crumbs={[
            ...projectCrumbs(contract.project),
            { text: label("contracts.title"), to: paths.contracts(projectId) },
          ]}
          crumb={contract.number}
          marks={
            <>
              <ContractStatusBadge status={contract.status} />
              {contract.isPrivate && <StatusBadge tone="grey">{label("contracts.private")}</StatusBadge>}
            </>
          }
          subtitle={contract.owner?.name ?? label("contracts.noOwner")}
          actions={<StatusMenu contract={contract} />}
        >
          <PathTabs label={label("contract.tabs")} current={tab} tabs={tabsOf(contract)} />
          <Tab tab={tab} contract={contract} />
        </Page>
      )}
    </Answer>
  );
}

function tabsOf({ projectId, id, sums }: ContractShown) {
  const to = (tab: ContractTab) => ({ name: tab, to: paths.contract(projectId, id, tab) });
  return [
    { ...to("general"), text: label("contract.tabGeneral") },
    { ...to("schedule"), text: label("contract.tabSchedule"), count: sums.lineCount },
    { ...to("terms"), text: label("contract.tabTerms") },
    { ...to("change-orders"), text: label("contract.tabChangeOrders") },
    { ...to("invoices"), text: label("contract.tabInvoices"), count: sums.invoiceCount },
  ];
}

function Tab({ tab, contract }: { tab: ContractTab; contract: ContractShown }): ReactNode {
  switch (tab) {
    case "general":
      return <GeneralTab contract={contract} />;
    case "schedule":
      return <ScheduleTab contract={contract} />;
    case "terms":
      return <TermsTab contract={contract} />;
    case "change-orders":
      return <ChangeOrdersTab contract={contract} />;
    case "invoices":
      return <InvoicesTab contract={contract} />;
  }
}
