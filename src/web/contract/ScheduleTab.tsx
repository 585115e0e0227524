// The schedule of values: what the contract sum consists of. Its lines are edited in place or imported from a spreadsheet.
import { Group, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { ContractShown } from "../../contract/wire.ts";
import { scheduleQuestion } from "../client/questions.ts";
import { Answer } from "../ui/Answer.tsx";
import { EmptyState } from "../ui/EmptyState.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Panel } from "../ui/Panel.tsx";
import { ClosableButton } from "../ui/WhyClosed.tsx";
import { label } from "../words.ts";
import { ImportDialog } from "./ImportDialog.tsx";
import { ScheduleEditor } from "./ScheduleEditor.tsx";
import { ScheduleTable, saysMore } from "./ScheduleTable.tsx";
import "./terms.css";

export function ScheduleTab({ contract }: { contract: ContractShown }): ReactNode {
  const [isEditing, setEditing] = useState(false);
  const [isImporting, setImporting] = useState(false);
  const schedule = useQuery(scheduleQuestion(contract.id));
  const [isMoreWanted, setMoreWanted] = useState<boolean | null>(null);
  // Asked for, or there is something to see in it.
  const hasTerms = isMoreWanted ?? schedule.data?.lines.some(saysMore) ?? false;
  const closed = contract.closed.editSchedule;
  const actions = (
    <Group gap="xs">
      <ClosableButton
        variant="default"
        leftSection={<Icon name="up" size={14} />}
        closedBecause={closed}
        onClick={() => setImporting(true)}
      >
        {label("schedule.import")}
      </ClosableButton>
      <ClosableButton variant="default" closedBecause={closed} onClick={() => setEditing(true)}>
        {label("schedule.edit")}
      </ClosableButton>
    </Group>
  );
  return (
    <>
      <Answer to={schedule}>
        {(schedule) => {
          if (isEditing) {
            return <ScheduleEditor contract={contract} schedule={schedule} onDone={() => setEditing(false)} />;
          }
          if (schedule.lines.length === 0) {
            return (
              <EmptyState title={label("schedule.none")} action={actions}>
                {label("schedule.noneText")}
              </EmptyState>
            );
          }
          return (
            <Panel
              title={label("schedule.count", { count: schedule.lines.length })}
              actions={
                <Group gap="md">
                  <Switch
                    label={label("line.more")}
                    checked={hasTerms}
                    onChange={(event) => setMoreWanted(event.currentTarget.checked)}
                  />
                  {actions}
                </Group>
              }
              flush
            >
              <ScheduleTable schedule={schedule} hasTerms={hasTerms} />
            </Panel>
          );
        }}
      </Answer>
      <ImportDialog contract={contract} isOpen={isImporting} onClose={() => setImporting(false)} />
    </>
  );
}
