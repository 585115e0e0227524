// Who may see the contract: everybody with the tool, or Admins and a list; and whether the list sees the figures.
import { Checkbox, Group, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { ContractShown } from "../../contract/wire.ts";
import type { PersonShown } from "../../wire.ts";
import { useAct } from "../client/act.ts";
import { patch } from "../client/fetch.ts";
import { peopleQuestion } from "../client/questions.ts";
import { Panel } from "../ui/Panel.tsx";
import { RefusalAlert } from "../ui/RefusalAlert.tsx";
import { saySaved } from "../ui/saved.ts";
import { ClosableButton } from "../ui/WhyClosed.tsx";
import { label } from "../words.ts";

export function PrivacyPanel({ contract }: { contract: ContractShown }): ReactNode {
  const people = useQuery(peopleQuestion);
  const [isPrivate, setPrivate] = useState(contract.isPrivate);
  const [listSeesSchedule, setListSeesSchedule] = useState(contract.listSeesSchedule);
  const [list, setList] = useState<readonly string[]>(contract.privateList.map(({ id }) => id));
  const isClosed = contract.closed.edit.length > 0;
  const save = useAct(
    () =>
      patch<ContractShown>(`/contracts/${contract.id}`, {
        version: contract.version,
        isPrivate,
        listSeesSchedule,
        privateList: list,
      }),
    () => saySaved(label("privacy.saved")),
  );
  return (
    <Panel title={label("privacy.title")}>
      <Stack gap="sm">
        <Checkbox
          label={label("privacy.isPrivate")}
          checked={isPrivate}
          disabled={isClosed}
          onChange={(event) => setPrivate(event.currentTarget.checked)}
        />
        {isPrivate && (
          <Stack gap="xs" pl="lg">
            <Checkbox.Group label={label("privacy.list")} value={[...list]} onChange={setList}>
              <Group mt="xs">
                {withThose(people.data?.people ?? [], contract.privateList).map(({ id, name }) => (
                  <Checkbox key={id} value={id} label={name} disabled={isClosed} />
                ))}
              </Group>
            </Checkbox.Group>
            <Checkbox
              label={label("privacy.listSeesSchedule")}
              checked={listSeesSchedule}
              disabled={isClosed}
              onChange={(event) => setListSeesSchedule(event.currentTarget.checked)}
            />
          </Stack>
        )}
        <RefusalAlert error={save.error} />
        <Group>
          <ClosableButton
            variant="default"
            loading={save.isPending}
            closedBecause={contract.closed.edit}
            onClick={() => save.mutate(undefined)}
          >
            {label("privacy.save")}
          </ClosableButton>
        </Group>
      </Stack>
    </Panel>
  );
}

/** Who left the company may still be on a list, and must be seen to be taken off. */
function withThose(people: readonly PersonShown[], listed: readonly PersonShown[]): readonly PersonShown[] {
  return [...people, ...listed.filter(({ id }) => people.every((person) => person.id !== id))];
}
