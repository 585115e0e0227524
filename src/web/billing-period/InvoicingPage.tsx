// A project's invoicing: every owner invoice of its contracts, and the billing periods they are made in.
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { type InvoicingTab, paths } from "../../paths.ts";
import type { ProjectShown } from "../../people/wire.ts";
import { projectInvoicesQuestion } from "../client/questions.ts";
import { InvoiceTable } from "../contract/InvoiceTable.tsx";
import { projectCrumbs, useProject } from "../project/useProject.ts";
import { Answer } from "../ui/Answer.tsx";
import { EmptyState } from "../ui/EmptyState.tsx";
import { Page } from "../ui/Page.tsx";
import { Panel } from "../ui/Panel.tsx";
import { PathLink } from "../ui/PathLink.tsx";
import { PathTabs } from "../ui/PathTabs.tsx";
import { label } from "../words.ts";
import { PeriodsTab } from "./PeriodsTab.tsx";

export function InvoicingPage({ projectId, tab }: { projectId: string; tab: InvoicingTab }): ReactNode {
  const project = useProject(projectId);
  return (
    <Answer to={project}>
      {(project) => (
        <Page wide title={label("invoicing.title")} crumbs={projectCrumbs(project)}>
          <PathTabs
            label={label("invoicing.tabs")}
            current={tab}
            tabs={[
              { name: "owner", text: label("invoicing.tabOwner"), to: paths.invoicing(projectId, "owner") },
              { name: "periods", text: label("invoicing.tabPeriods"), to: paths.invoicing(projectId, "periods") },
            ]}
          />
          {tab === "owner" ? <OwnerTab project={project} /> : <PeriodsTab project={project} />}
        </Page>
      )}
    </Answer>
  );
}

function OwnerTab({ project }: { project: ProjectShown }): ReactNode {
  const invoices = useQuery(projectInvoicesQuestion(project.id));
  return (
    <Answer to={invoices}>
      {({ invoices }) =>
        invoices.length === 0 ? (
          <EmptyState
            title={label("invoices.noneInProject")}
            action={<PathLink to={paths.contracts(project.id)}>{label("invoices.toContracts")}</PathLink>}
          >
            {label("invoices.noneInProjectText")}
          </EmptyState>
        ) : (
          <Panel title={label("invoices.count", { count: invoices.length })} flush>
            <InvoiceTable
              caption={label("invoices.captionProject", { project: project.name })}
              invoices={invoices}
              withContract
            />
          </Panel>
        )
      }
    </Answer>
  );
}
