// Who is invited into the company and has not come yet; for company administrators.
import { Button, Checkbox, Group, NativeSelect, Stack, Table, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { InvitationShown } from "../../people/account-wire.ts";
import { type Level, levels } from "../../people/permission.ts";
import { accountWords as words } from "../../words/en/account.ts";
import { fill } from "../../words/say.ts";
import { useAct } from "../client/act.ts";
import { del, post, problemOf } from "../client/fetch.ts";
import { invitationsQuestion } from "../client/questions.ts";
import { useSession } from "../client/session.ts";
import { Answer } from "../ui/Answer.tsx";
import { Dialog, DialogForm } from "../ui/Dialog.tsx";
import { Ledger } from "../ui/Ledger.tsx";
import { Panel } from "../ui/Panel.tsx";
import { RefusalAlert } from "../ui/RefusalAlert.tsx";
import { saySaved } from "../ui/saved.ts";
import { instantShown } from "../ui/when.ts";
import { label } from "../words.ts";

export function InvitationsPanel(): ReactNode {
  const invitations = useQuery(invitationsQuestion);
  const [isInviting, setInviting] = useState(false);
  const again = useAct(
    ({ id }: InvitationShown) => post<InvitationShown>(`/invitations/${id}/sendings`),
    ({ email }) => saySaved(fill(words.invited, { email })),
  );
  const withdraw = useAct(
    ({ id }: InvitationShown) => del<null>(`/invitations/${id}`),
    () => saySaved(words.inviteWithdrawn),
  );
  return (
    <Panel
      title={fill(words.invitations, { count: invitations.data?.invitations.length ?? 0 })}
      actions={<Button onClick={() => setInviting(true)}>{words.invite}</Button>}
    >
      <Stack gap="sm">
        <RefusalAlert error={again.error ?? withdraw.error} />
        <Answer to={invitations}>
          {({ invitations }) =>
            invitations.length === 0 ? (
              <p className="quiet">{words.invitationsNone}</p>
            ) : (
              <InvitationTable invitations={invitations} onAgain={again.mutate} onWithdraw={withdraw.mutate} />
            )
          }
        </Answer>
      </Stack>
      <Dialog title={words.inviteTitle} isOpen={isInviting} onClose={() => setInviting(false)}>
        <InviteForm onClose={() => setInviting(false)} />
      </Dialog>
    </Panel>
  );
}

type InvitationTableProps = {
  invitations: readonly InvitationShown[];
  onAgain: (invitation: InvitationShown) => void;
  onWithdraw: (invitation: InvitationShown) => void;
};

function InvitationTable({ invitations, onAgain, onWithdraw }: InvitationTableProps): ReactNode {
  const { timeZone } = useSession().company;
  return (
    <Ledger caption={words.invitationsCaption}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{words.inviteName}</Table.Th>
          <Table.Th scope="col">{words.inviteEmail}</Table.Th>
          <Table.Th scope="col">{words.invitedUntil}</Table.Th>
          <Table.Th scope="col">
            <span className="visually-hidden">{words.sessionActions}</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {invitations.map((invitation) => (
          <Table.Tr key={invitation.id}>
            <Table.Th scope="row">{invitation.name}</Table.Th>
            <Table.Td>{invitation.email}</Table.Td>
            <Table.Td>
              {Date.parse(invitation.expiresAt) <= Date.now()
                ? words.invitedOver
                : instantShown(invitation.expiresAt, timeZone)}
            </Table.Td>
            <Table.Td>
              <Group gap="xs" wrap="nowrap" justify="flex-end">
                <Button
                  variant="default"
                  size="compact-sm"
                  aria-label={fill(words.inviteAgainNamed, { name: invitation.name })}
                  onClick={() => onAgain(invitation)}
                >
                  {words.inviteAgain}
                </Button>
                <Button
                  variant="default"
                  size="compact-sm"
                  aria-label={fill(words.inviteWithdrawNamed, { name: invitation.name })}
                  onClick={() => onWithdraw(invitation)}
                >
                  {words.inviteWithdraw}
                </Button>
              </Group>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Ledger>
  );
}

const fieldNames: Readonly<Record<string, string>> = { name: words.inviteName, email: words.inviteEmail };

function InviteForm({ onClose }: { onClose: () => void }): ReactNode {
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [isCompanyAdmin, setCompanyAdmin] = useState(false);
  const [erpIntegrations, setErpIntegrations] = useState<Level>("none");
  const send = useAct(
    () => post<InvitationShown>("/invitations", { name, email: email.trim(), isCompanyAdmin, erpIntegrations }),
    (invitation) => {
      onClose();
      saySaved(fill(words.invited, { email: invitation.email }));
    },
  );
  return (
    <DialogForm
      submit={words.inviteSubmit}
      onSubmit={() => send.mutate(undefined)}
      onCancel={onClose}
      isBusy={send.isPending}
      error={send.error}
      nameOf={(field) => fieldNames[field] ?? null}
    >
      <p>{words.inviteText}</p>
      <TextInput
        label={words.inviteName}
        required
        value={name}
        error={problemOf(send.error, "name")}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={words.inviteEmail}
        type="email"
        required
        value={email}
        error={problemOf(send.error, "email")}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <NativeSelect
        label={words.inviteErp}
        value={erpIntegrations}
        data={levels.map((level) => ({ value: level, label: label(`level.${level}`) }))}
        onChange={(event) => {
          const chosen = levels.find((level) => level === event.currentTarget.value);
          if (chosen !== undefined) setErpIntegrations(chosen);
        }}
      />
      <Checkbox
        label={words.inviteAdmin}
        checked={isCompanyAdmin}
        onChange={(event) => setCompanyAdmin(event.currentTarget.checked)}
      />
    </DialogForm>
  );
}
