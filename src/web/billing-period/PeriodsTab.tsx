// The billing periods of a project: made, changed in place, closed and opened again.
import { Button, Checkbox, Group, Stack, Table, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { BillingPeriodShown } from "../../billing-period/wire.ts";
import type { ProjectShown } from "../../people/wire.ts";
import { useAct } from "../client/act.ts";
import { patch, post, problemOf } from "../client/fetch.ts";
import { billingPeriodsQuestion } from "../client/questions.ts";
import { PeriodStatusBadge } from "../statuses.tsx";
import { Answer } from "../ui/Answer.tsx";
import { Dialog, DialogForm } from "../ui/Dialog.tsx";
import { EmptyState } from "../ui/EmptyState.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Ledger } from "../ui/Ledger.tsx";
import { Panel } from "../ui/Panel.tsx";
import { RefusalAlert } from "../ui/RefusalAlert.tsx";
import { saySaved } from "../ui/saved.ts";
import { ClosableButton } from "../ui/WhyClosed.tsx";
import { dayShown } from "../ui/when.ts";
import { label } from "../words.ts";
import { nextMonthAfter } from "./next-month.ts";

type Days = Readonly<{ from: string; to: string; dueOn: string }>;
type Change = Partial<Pick<BillingPeriodShown, "from" | "to" | "dueOn" | "status">>;

export function PeriodsTab({ project }: { project: ProjectShown }): ReactNode {
  const [isMaking, setMaking] = useState(false);
  const periods = useQuery(billingPeriodsQuestion(project.id));
  return (
    <>
      <Answer to={periods}>
        {({ periods, closed }) => {
          const create = (
            <ClosableButton
              leftSection={<Icon name="plus" size={14} />}
              closedBecause={closed.create}
              onClick={() => setMaking(true)}
            >
              {label("period.create")}
            </ClosableButton>
          );
          if (periods.length === 0) {
            return (
              <EmptyState icon="clock" title={label("period.none")} action={create}>
                {label("period.noneText")}
              </EmptyState>
            );
          }
          return (
            <Panel title={label("period.count", { count: periods.length })} actions={create} flush>
              <PeriodTable periods={periods} mayChange={closed.create.length === 0} />
            </Panel>
          );
        }}
      </Answer>
      <Dialog title={label("period.create")} isOpen={isMaking} onClose={() => setMaking(false)}>
        <NewPeriodForm projectId={project.id} periods={periods.data?.periods ?? []} onClose={() => setMaking(false)} />
      </Dialog>
    </>
  );
}

function PeriodTable({
  periods,
  mayChange,
}: {
  periods: readonly BillingPeriodShown[];
  mayChange: boolean;
}): ReactNode {
  const [editedId, setEditedId] = useState<string | null>(null);
  const change = useAct(
    ({ id, change }: { id: string; change: Change }) => patch<BillingPeriodShown>(`/billing-periods/${id}`, change),
    (_, { change: { status } }) => {
      setEditedId(null);
      saySaved(label(status === undefined ? "period.saved" : status === "open" ? "period.opened" : "period.closedNow"));
    },
  );
  return (
    <>
      <RefusalAlert error={change.error} />
      <Ledger caption={label("period.title")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{label("period.from")}</Table.Th>
            <Table.Th scope="col">{label("period.to")}</Table.Th>
            <Table.Th scope="col">{label("period.dueOn")}</Table.Th>
            <Table.Th scope="col">{label("period.status")}</Table.Th>
            <Table.Th scope="col" className="amount-column">
              {label("period.invoices")}
            </Table.Th>
            <Table.Th scope="col">
              <span className="visually-hidden">{label("line.actions")}</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {periods.map((period) =>
            period.id === editedId ? (
              <EditedPeriod
                key={period.id}
                period={period}
                isBusy={change.isPending}
                error={change.error}
                onSave={(days) => change.mutate({ id: period.id, change: days })}
                onCancel={() => {
                  setEditedId(null);
                  change.reset();
                }}
              />
            ) : (
              <Table.Tr key={period.id}>
                <Table.Th scope="row">{dayShown(period.from)}</Table.Th>
                <Table.Td>{dayShown(period.to)}</Table.Td>
                <Table.Td>{period.dueOn === null ? null : dayShown(period.dueOn)}</Table.Td>
                <Table.Td>
                  <PeriodStatusBadge status={period.status} />
                </Table.Td>
                <Table.Td className="amount-column figure">{period.invoiceCount}</Table.Td>
                <Table.Td>
                  {mayChange && (
                    <PeriodActions
                      period={period}
                      onEdit={() => setEditedId(period.id)}
                      onStatus={(status) => change.mutate({ id: period.id, change: { status } })}
                    />
                  )}
                </Table.Td>
              </Table.Tr>
            ),
          )}
        </Table.Tbody>
      </Ledger>
    </>
  );
}

type PeriodActionsProps = {
  period: BillingPeriodShown;
  onEdit: () => void;
  onStatus: (status: BillingPeriodShown["status"]) => void;
};

function PeriodActions({ period, onEdit, onStatus }: PeriodActionsProps): ReactNode {
  const about = { from: dayShown(period.from), to: dayShown(period.to) };
  return (
    <Group gap="xs" justify="flex-end" wrap="nowrap">
      <Button size="compact-xs" variant="default" aria-label={label("period.editAbout", about)} onClick={onEdit}>
        {label("period.edit")}
      </Button>
      {period.status === "open" ? (
        <Button
          size="compact-xs"
          variant="default"
          aria-label={label("period.closeAbout", about)}
          onClick={() => onStatus("closed")}
        >
          {label("period.close")}
        </Button>
      ) : (
        <Button
          size="compact-xs"
          variant="default"
          aria-label={label("period.openAbout", about)}
          onClick={() => onStatus("open")}
        >
          {label("period.open")}
        </Button>
      )}
    </Group>
  );
}

type EditedPeriodProps = {
  period: BillingPeriodShown;
  isBusy: boolean;
  error: unknown;
  onSave: (days: Pick<BillingPeriodShown, "from" | "to" | "dueOn">) => void;
  onCancel: () => void;
};

function EditedPeriod({ period, isBusy, error, onSave, onCancel }: EditedPeriodProps): ReactNode {
  const [days, setDays] = useState<Days>({ from: period.from, to: period.to, dueOn: period.dueOn ?? "" });
  const field = (name: keyof Days) => (
    <TextInput
      size="xs"
      type="date"
      aria-label={label(`period.${name}`)}
      value={days[name]}
      error={problemOf(error, name)}
      onChange={(event) => setDays({ ...days, [name]: event.currentTarget.value })}
    />
  );
  return (
    <Table.Tr>
      <Table.Td>{field("from")}</Table.Td>
      <Table.Td>{field("to")}</Table.Td>
      <Table.Td>{field("dueOn")}</Table.Td>
      <Table.Td>
        <PeriodStatusBadge status={period.status} />
      </Table.Td>
      <Table.Td className="amount-column figure">{period.invoiceCount}</Table.Td>
      <Table.Td>
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          <Button size="compact-xs" variant="default" onClick={onCancel}>
            {label("dialog.cancel")}
          </Button>
          <Button
            size="compact-xs"
            loading={isBusy}
            onClick={() => onSave({ ...days, dueOn: days.dueOn === "" ? null : days.dueOn })}
          >
            {label("dialog.save")}
          </Button>
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

type NewPeriodFormProps = { projectId: string; periods: readonly BillingPeriodShown[]; onClose: () => void };

function NewPeriodForm({ projectId, periods, onClose }: NewPeriodFormProps): ReactNode {
  const [days, setDays] = useState<Days>(() => ({ ...nextMonthAfter(periods), dueOn: "" }));
  const [keepOthersOpen, setKeepOthersOpen] = useState(false);
  const create = useAct(
    () =>
      post<BillingPeriodShown>(`/projects/${projectId}/billing-periods`, {
        ...days,
        dueOn: days.dueOn === "" ? null : days.dueOn,
        keepOthersOpen,
      }),
    () => {
      saySaved(label("period.created"));
      onClose();
    },
  );
  const field = (name: keyof Days) => ({
    type: "date",
    label: label(`period.${name}`),
    value: days[name],
    error: problemOf(create.error, name),
    onChange: (event: { currentTarget: { value: string } }) => setDays({ ...days, [name]: event.currentTarget.value }),
  });
  return (
    <DialogForm
      submit={label("period.createSubmit")}
      onSubmit={() => create.mutate(undefined)}
      onCancel={onClose}
      isBusy={create.isPending}
      error={create.error}
    >
      <Group grow align="flex-start" gap="sm">
        <TextInput {...field("from")} required data-autofocus />
        <TextInput {...field("to")} required />
      </Group>
      <Stack gap="xs">
        <TextInput {...field("dueOn")} description={label("period.dueOnHint")} />
        {periods.some(({ status }) => status === "open") && (
          <Checkbox
            label={label("period.keepOthersOpen")}
            description={label("period.keepOthersOpenHint")}
            checked={keepOthersOpen}
            onChange={(event) => setKeepOthersOpen(event.currentTarget.checked)}
          />
        )}
      </Stack>
    </DialogForm>
  );
}
