// Editing the contract's own lines. Those of change orders are changed by change orders.
import { Button, Group, Stack } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { z } from "zod";
import type { ContractShown, ScheduleShown } from "../../contract/wire.ts";
import { amountText, cents } from "../../money/money.ts";
import { useAct } from "../client/act.ts";
import { put } from "../client/fetch.ts";
import { Amount } from "../ui/Amount.tsx";
import { LeaveGuard } from "../ui/LeaveGuard.tsx";
import { Panel } from "../ui/Panel.tsx";
import { RefusalAlert } from "../ui/RefusalAlert.tsx";
import { saySaved } from "../ui/saved.ts";
import { label } from "../words.ts";
import { type EnteredLine, emptyLine, enteredOf, isBlankLine, totalOf, wireOf } from "./entered-lines.ts";
import { LinesEditor, lineFieldName } from "./LinesEditor.tsx";
import { inWordsOfTheScreen } from "./terms-problems.ts";

type Schedule = z.infer<typeof ScheduleShown>;
type ScheduleEditorProps = { contract: ContractShown; schedule: Schedule; onDone: () => void };

export function ScheduleEditor({ contract, schedule, onDone }: ScheduleEditorProps): ReactNode {
  const [before] = useState(() => ownLines(schedule));
  const [lines, setLines] = useState(before);
  const [version] = useState(contract.version);
  const kept = lines.filter((line) => !isBlankLine(line));
  const save = useAct(
    () => put<Schedule>(`/contracts/${contract.id}/schedule-of-values`, { version, lines: kept.map(wireOf) }),
    () => {
      saySaved(label("schedule.saved"));
      onDone();
    },
  );
  const moved = totalOf(kept) - cents(schedule.original);
  return (
    <Panel title={label("schedule.editing")}>
      <LeaveGuard isDirty={lines !== before && !save.isSuccess} />
      <Stack gap="sm">
        <p className="quiet">{label("schedule.editHint")}</p>
        <LinesEditor
          caption={label("schedule.editing")}
          lines={lines}
          funds={contract.terms.funds}
          onChange={setLines}
          error={save.error}
        />
        <RefusalAlert error={inWordsOfTheScreen(save.error, lineFieldName)} nameOf={lineFieldName} />
        <Group justify="space-between">
          <p aria-live="polite" className="quiet">
            {moved === 0n ? label("schedule.unmoved") : label("schedule.moved")}{" "}
            {moved !== 0n && <Amount strong of={amountText(moved)} />}
          </p>
          <Group gap="xs">
            <Button variant="default" onClick={onDone}>
              {label("dialog.cancel")}
            </Button>
            <Button loading={save.isPending} onClick={() => save.mutate(undefined)}>
              {label("schedule.save")}
            </Button>
          </Group>
        </Group>
      </Stack>
    </Panel>
  );
}

function ownLines(schedule: Schedule): readonly EnteredLine[] {
  const own = schedule.lines.filter(({ changeOrder }) => changeOrder === null);
  return own.length === 0 ? [emptyLine(1)] : own.map((line, index) => enteredOf(line, index + 1));
}
