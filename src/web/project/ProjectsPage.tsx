// The projects this person can open.
import { Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { paths } from "../../paths.ts";
import type { ProjectShown } from "../../people/wire.ts";
import { projectsQuestion } from "../client/questions.ts";
import { LinkState, levelLabels } from "../statuses.tsx";
import { Answer } from "../ui/Answer.tsx";
import { EmptyState } from "../ui/EmptyState.tsx";
import { Ledger } from "../ui/Ledger.tsx";
import { Page } from "../ui/Page.tsx";
import { Panel } from "../ui/Panel.tsx";
import { PathLink } from "../ui/PathLink.tsx";
import { label } from "../words.ts";

export function ProjectsPage(): ReactNode {
  const projects = useQuery(projectsQuestion);
  return (
    <Page title={label("projects.title")}>
      <Answer to={projects}>{({ projects }) => <Projects projects={projects} />}</Answer>
    </Page>
  );
}

function Projects({ projects }: { projects: readonly ProjectShown[] }): ReactNode {
  if (projects.length === 0) {
    return <EmptyState title={label("projects.none")}>{label("projects.noneText")}</EmptyState>;
  }
  return (
    <Panel title={label("projects.count", { count: projects.length })} flush>
      <Ledger caption={label("projects.title")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{label("projects.number")}</Table.Th>
            <Table.Th scope="col">{label("projects.name")}</Table.Th>
            <Table.Th scope="col">{label("projects.erpJob")}</Table.Th>
            <Table.Th scope="col">{label("projects.yourLevel")}</Table.Th>
            <Table.Th scope="col">{label("projects.open")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {projects.map((project) => (
            <Table.Tr key={project.id}>
              <Table.Td className="figure">{project.number}</Table.Td>
              <Table.Th scope="row">
                <PathLink to={paths.contracts(project.id)}>{project.name}</PathLink>
              </Table.Th>
              <Table.Td>
                <LinkState to={project.erpJob} />
              </Table.Td>
              <Table.Td>
                {label("projects.levels", {
                  primeContracts: levelLabels[project.levels.primeContracts](),
                  commitments: levelLabels[project.levels.commitments](),
                })}
              </Table.Td>
              <Table.Td>
                <PathLink to={paths.contracts(project.id)}>{label("contracts.title")}</PathLink>
                {" · "}
                <PathLink to={paths.invoicing(project.id)}>{label("invoicing.title")}</PathLink>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Ledger>
    </Panel>
  );
}
