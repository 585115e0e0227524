// Which job of the ERP a project is, and which customer of the ERP an organization is. Without both nothing can be sent.
import { Button, NativeSelect, Stack, Table } from "@mantine/core";
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { z } from "zod";
import type { ErpParties } from "../../erp-queue/wire.ts";
import type { OrganizationShown, ProjectShown } from "../../people/wire.ts";
import { useAct } from "../client/act.ts";
import { put } from "../client/fetch.ts";
import { erpPartiesQuestion, organizationsQuestion, projectsQuestion } from "../client/questions.ts";
import { projectName } from "../project/useProject.ts";
import { Answer } from "../ui/Answer.tsx";
import { Ledger } from "../ui/Ledger.tsx";
import { Panel } from "../ui/Panel.tsx";
import { RefusalAlert } from "../ui/RefusalAlert.tsx";
import { saySaved } from "../ui/saved.ts";
import { label } from "../words.ts";

type Party = Readonly<{ code: string; name: string }>;
type Parties = z.infer<typeof ErpParties>;

export function ErpLinks(): ReactNode {
  const parties = useQuery(erpPartiesQuestion);
  return (
    <Stack gap="md">
      {parties.error !== null && (
        <div>
          <RefusalAlert error={parties.error} />
          <Button mt="xs" variant="default" loading={parties.isFetching} onClick={() => void parties.refetch()}>
            {label("answer.again")}
          </Button>
        </div>
      )}
      <JobLinks parties={parties} />
      <CustomerLinks parties={parties} />
    </Stack>
  );
}

function JobLinks({ parties }: { parties: UseQueryResult<Parties> }): ReactNode {
  const projects = useQuery(projectsQuestion);
  const link = useAct(
    ({ project, code }: { project: ProjectShown; code: string | null }) => {
      const name = parties.data?.jobs.find((job) => job.code === code)?.name ?? "";
      return put<ProjectShown>(`/projects/${project.id}/erp-job`, { code, name });
    },
    ({ name, erpJob }) =>
      saySaved(label(erpJob === null ? "erpLinks.unlinked" : "erpLinks.linked", { name, code: erpJob?.code ?? "" })),
  );
  return (
    <Panel title={label("erpLinks.jobs")} flush>
      <RefusalAlert error={link.error} />
      <Answer to={projects}>
        {({ projects }) => (
          <Ledger caption={label("erpLinks.jobs")}>
            <Head ours={label("erpLinks.project")} theirs={label("erpLinks.job")} />
            <Table.Tbody>
              {projects.map((project) => (
                <LinkRow
                  key={project.id}
                  name={projectName(project)}
                  choice={label("erpLinks.jobOf", { name: project.name })}
                  linked={project.erpJob}
                  parties={parties.data?.jobs ?? []}
                  isBusy={link.isPending}
                  onLink={(code) => link.mutate({ project, code })}
                />
              ))}
            </Table.Tbody>
          </Ledger>
        )}
      </Answer>
    </Panel>
  );
}

function CustomerLinks({ parties }: { parties: UseQueryResult<Parties> }): ReactNode {
  const organizations = useQuery(organizationsQuestion);
  const link = useAct(
    ({ id, code }: { id: string; code: string | null }) =>
      put<z.infer<typeof OrganizationShown>>(`/organizations/${id}/erp-customer`, { code }),
    ({ name, erpCustomerCode }) =>
      saySaved(
        label(erpCustomerCode === null ? "erpLinks.unlinked" : "erpLinks.linked", {
          name,
          code: erpCustomerCode ?? "",
        }),
      ),
  );
  return (
    <Panel title={label("erpLinks.customers")} flush>
      <RefusalAlert error={link.error} />
      <Answer to={organizations}>
        {({ organizations }) => (
          <Ledger caption={label("erpLinks.customers")}>
            <Head ours={label("erpLinks.organization")} theirs={label("erpLinks.customer")} />
            <Table.Tbody>
              {organizations.map(({ id, name, erpCustomerCode }) => (
                <LinkRow
                  key={id}
                  name={name}
                  choice={label("erpLinks.customerOf", { name })}
                  linked={erpCustomerCode === null ? null : { code: erpCustomerCode, name: "" }}
                  parties={parties.data?.customers ?? []}
                  isBusy={link.isPending}
                  onLink={(code) => link.mutate({ id, code })}
                />
              ))}
            </Table.Tbody>
          </Ledger>
        )}
      </Answer>
    </Panel>
  );
}

function Head({ ours, theirs }: { ours: string; theirs: string }): ReactNode {
  return (
    <Table.Thead>
      <Table.Tr>
        <Table.Th scope="col" w="45%">
          {ours}
        </Table.Th>
        <Table.Th scope="col">{theirs}</Table.Th>
      </Table.Tr>
    </Table.Thead>
  );
}

type LinkRowProps = {
  name: string;
  /** The name of the choice, for screen readers. */
  choice: string;
  linked: Party | null;
  parties: readonly Party[];
  isBusy: boolean;
  onLink: (code: string | null) => void;
};

function LinkRow({ name, choice, linked, parties, isBusy, onLink }: LinkRowProps): ReactNode {
  // What is linked stays to be seen where the ERP does not answer, or does not know it any more.
  const isKnown = linked === null || parties.some(({ code }) => code === linked.code);
  const all = isKnown || linked === null ? parties : [linked, ...parties];
  return (
    <Table.Tr>
      <Table.Th scope="row">{name}</Table.Th>
      <Table.Td>
        <NativeSelect
          size="xs"
          aria-label={choice}
          className="link-choice"
          disabled={isBusy}
          value={linked?.code ?? ""}
          onChange={(event) => onLink(event.currentTarget.value === "" ? null : event.currentTarget.value)}
          data={[
            { value: "", label: label("erp.notLinked") },
            ...all.map(({ code, name }) => ({ value: code, label: name === "" ? code : `${code} ${name}` })),
          ]}
        />
      </Table.Td>
    </Table.Tr>
  );
}
