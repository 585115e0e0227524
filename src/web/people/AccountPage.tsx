// One's own account: the password, the second step, where one is signed in, and what programs act as oneself.
import { Button, Group, Stack, Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import type { OwnSession } from "../../people/account-wire.ts";
import { browserOf } from "../../people/agent.ts";
import { accountWords as words } from "../../words/en/account.ts";
import { fill } from "../../words/say.ts";
import { useAct } from "../client/act.ts";
import { del, post } from "../client/fetch.ts";
import { ownSessionsQuestion } from "../client/questions.ts";
import { useSession } from "../client/session.ts";
import { Answer } from "../ui/Answer.tsx";
import { Ledger } from "../ui/Ledger.tsx";
import { Page } from "../ui/Page.tsx";
import { Panel } from "../ui/Panel.tsx";
import { RefusalAlert } from "../ui/RefusalAlert.tsx";
import { StatusBadge } from "../ui/StatusBadge.tsx";
import { saySaved } from "../ui/saved.ts";
import { instantShown } from "../ui/when.ts";
import { AccessTokensPanel } from "./AccessTokensPanel.tsx";
import { NewPasswordField, PasswordField } from "./fields.tsx";
import { TwoStepPanel } from "./TwoStepPanel.tsx";

export function AccountPage(): ReactNode {
  const { person } = useSession();
  return (
    <Page title={words.title} subtitle={`${person.name} · ${person.email}`}>
      <PasswordPanel />
      <TwoStepPanel />
      <SessionsPanel />
      <AccessTokensPanel />
    </Page>
  );
}

function PasswordPanel(): ReactNode {
  const [password, setPassword] = useState("");
  const [newPassword, setNewPassword] = useState("");
  const change = useAct(
    () => post<unknown>("/account/password", { password, newPassword }),
    () => {
      setPassword("");
      setNewPassword("");
      saySaved(words.passwordDone);
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(undefined);
  };
  return (
    <Panel title={words.passwordTitle}>
      <form onSubmit={submit}>
        <Stack gap="sm" className="narrow">
          <PasswordField value={password} onChange={setPassword} />
          <NewPasswordField value={newPassword} onChange={setNewPassword} error={change.error} />
          <p className="quiet">{words.passwordText}</p>
          <RefusalAlert error={change.error} />
          <Group justify="flex-end">
            <Button type="submit" loading={change.isPending}>
              {words.passwordSubmit}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}

function SessionsPanel(): ReactNode {
  const sessions = useQuery(ownSessionsQuestion);
  const end = useAct(
    (id: string) => del<null>(`/account/sessions/${id}`),
    () => saySaved(words.sessionEnded),
  );
  const endOthers = useAct(
    () => del<{ ended: number }>("/account/sessions"),
    ({ ended }) => saySaved(fill(words.sessionsEnded, { ended })),
  );
  const others = (sessions.data?.sessions ?? []).filter(({ isThis }) => !isThis);
  const endAll =
    others.length === 0 ? null : (
      <Button variant="default" loading={endOthers.isPending} onClick={() => endOthers.mutate(undefined)}>
        {words.sessionsEndOthers}
      </Button>
    );
  return (
    <Panel title={words.sessionsTitle} actions={endAll}>
      <Stack gap="sm">
        <p className="quiet">{words.sessionsText}</p>
        <RefusalAlert error={end.error ?? endOthers.error} />
        <Answer to={sessions}>
          {({ sessions }) => (
            <Ledger caption={words.sessionsTitle}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th scope="col">{words.sessionBrowser}</Table.Th>
                  <Table.Th scope="col">{words.sessionAddress}</Table.Th>
                  <Table.Th scope="col">{words.sessionCompany}</Table.Th>
                  <Table.Th scope="col">{words.sessionStarted}</Table.Th>
                  <Table.Th scope="col">{words.sessionSeen}</Table.Th>
                  <Table.Th scope="col">
                    <span className="visually-hidden">{words.sessionActions}</span>
                  </Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {sessions.map((session) => (
                  <SessionRow
                    key={session.id}
                    session={session}
                    isBusy={end.isPending}
                    onEnd={() => end.mutate(session.id)}
                  />
                ))}
              </Table.Tbody>
            </Ledger>
          )}
        </Answer>
      </Stack>
    </Panel>
  );
}

function SessionRow({
  session,
  isBusy,
  onEnd,
}: {
  session: OwnSession;
  isBusy: boolean;
  onEnd: () => void;
}): ReactNode {
  const { timeZone } = useSession().company;
  const browser = browserOf(session.agent);
  const agent = browser === null ? session.agent || words.unknownAgent : fill(words.agentOn, browser);
  const address = session.address || words.unknownAgent;
  return (
    <Table.Tr>
      <Table.Th scope="row">
        {agent} {session.isThis && <StatusBadge tone="green">{words.sessionThis}</StatusBadge>}
      </Table.Th>
      <Table.Td>{address}</Table.Td>
      <Table.Td>{session.company}</Table.Td>
      <Table.Td>{instantShown(session.startedAt, timeZone)}</Table.Td>
      <Table.Td>{instantShown(session.lastSeenAt, timeZone)}</Table.Td>
      <Table.Td>
        {!session.isThis && (
          <Button
            variant="default"
            size="compact-sm"
            disabled={isBusy}
            aria-label={fill(words.sessionEndNamed, { agent, address })}
            onClick={onEnd}
          >
            {words.sessionEnd}
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
