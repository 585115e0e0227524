// Personal access tokens: made with a name, a scope and an end; shown once; revoked.
import { Button, Group, NativeSelect, Stack, Table, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { AccessTokenMade, AccessTokenShown } from "../../people/account-wire.ts";
import { accountWords as words } from "../../words/en/account.ts";
import { fill } from "../../words/say.ts";
import { useAct } from "../client/act.ts";
import { del, post, problemOf } from "../client/fetch.ts";
import { accessTokensQuestion } from "../client/questions.ts";
import { useSession } from "../client/session.ts";
import { Answer } from "../ui/Answer.tsx";
import { ConfirmDialog, Dialog, DialogForm } from "../ui/Dialog.tsx";
import { Ledger } from "../ui/Ledger.tsx";
import { Panel } from "../ui/Panel.tsx";
import { saySaved } from "../ui/saved.ts";
import { instantShown } from "../ui/when.ts";

export function AccessTokensPanel(): ReactNode {
  const tokens = useQuery(accessTokensQuestion);
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<AccessTokenMade | null>(null);
  const [revoking, setRevoking] = useState<AccessTokenShown | null>(null);
  const revoke = useAct(
    ({ id }: AccessTokenShown) => del<null>(`/account/access-tokens/${id}`),
    () => {
      setRevoking(null);
      saySaved(words.tokenRevoked);
    },
  );
  return (
    <Panel
      title={words.tokensTitle}
      actions={
        <Button variant="default" onClick={() => setMaking(true)}>
          {words.tokenMake}
        </Button>
      }
    >
      <Stack gap="sm">
        <p className="quiet">{words.tokensText}</p>
        <Answer to={tokens}>
          {({ accessTokens }) =>
            accessTokens.length === 0 ? (
              <p>{words.tokensNone}</p>
            ) : (
              <TokenTable tokens={accessTokens} onRevoke={setRevoking} />
            )
          }
        </Answer>
      </Stack>
      <Dialog title={words.tokenMake} isOpen={isMaking} onClose={() => setMaking(false)}>
        <MakeForm
          onDone={(answer) => {
            setMaking(false);
            setMade(answer);
          }}
          onClose={() => setMaking(false)}
        />
      </Dialog>
      <Dialog title={words.tokenMadeTitle} isOpen={made !== null} onClose={() => setMade(null)}>
        <Stack gap="sm">
          <p>{words.tokenMadeText}</p>
          <TextInput label={words.tokenMadeTitle} readOnly value={made?.secret ?? ""} />
          <Group justify="flex-end">
            <Button onClick={() => setMade(null)}>{words.tokenMadeKept}</Button>
          </Group>
        </Stack>
      </Dialog>
      <ConfirmDialog
        title={fill(words.tokenRevokeTitle, { name: revoking?.name ?? "" })}
        isOpen={revoking !== null}
        confirm={words.tokenRevoke}
        onConfirm={() => revoking !== null && revoke.mutate(revoking)}
        onClose={() => setRevoking(null)}
        isBusy={revoke.isPending}
        error={revoke.error}
        isDangerous
      >
        {words.tokenRevokeText}
      </ConfirmDialog>
    </Panel>
  );
}

type TokenTableProps = { tokens: readonly AccessTokenShown[]; onRevoke: (token: AccessTokenShown) => void };

function TokenTable({ tokens, onRevoke }: TokenTableProps): ReactNode {
  const { timeZone } = useSession().company;
  return (
    <Ledger caption={words.tokensTitle}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{words.tokenName}</Table.Th>
          <Table.Th scope="col">{words.tokenScopes}</Table.Th>
          <Table.Th scope="col">{words.tokenUntil}</Table.Th>
          <Table.Th scope="col">{words.tokenUsed}</Table.Th>
          <Table.Th scope="col">
            <span className="visually-hidden">{words.sessionActions}</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {tokens.map((token) => (
          <Table.Tr key={token.id}>
            <Table.Th scope="row">{token.name}</Table.Th>
            <Table.Td>{token.scopes.includes("write") ? words.tokenWrite : words.tokenRead}</Table.Td>
            <Table.Td>{instantShown(token.expiresAt, timeZone)}</Table.Td>
            <Table.Td>
              {token.lastUsedAt === null ? words.tokenNever : instantShown(token.lastUsedAt, timeZone)}
            </Table.Td>
            <Table.Td>
              <Button
                variant="default"
                size="compact-sm"
                aria-label={fill(words.tokenRevokeNamed, { name: token.name })}
                onClick={() => onRevoke(token)}
              >
                {words.tokenRevoke}
              </Button>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Ledger>
  );
}

const dayChoices = [7, 30, 90, 365] as const;

function MakeForm({ onDone, onClose }: { onDone: (made: AccessTokenMade) => void; onClose: () => void }): ReactNode {
  const [name, setName] = useState("");
  const [mayWrite, setMayWrite] = useState(false);
  const [days, setDays] = useState(90);
  const make = useAct(
    () =>
      post<AccessTokenMade>("/account/access-tokens", {
        name,
        scopes: mayWrite ? ["read", "write"] : ["read"],
        expiresInDays: days,
      }),
    onDone,
  );
  return (
    <DialogForm
      submit={words.tokenSubmit}
      onSubmit={() => make.mutate(undefined)}
      onCancel={onClose}
      isBusy={make.isPending}
      error={make.error}
      nameOf={(field) => (field === "name" ? words.tokenName : null)}
    >
      <TextInput
        label={words.tokenName}
        description={words.tokenNameHint}
        required
        value={name}
        error={problemOf(make.error, "name")}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NativeSelect
        label={words.tokenScopes}
        value={mayWrite ? "write" : "read"}
        data={[
          { value: "read", label: words.tokenRead },
          { value: "write", label: words.tokenWrite },
        ]}
        onChange={(event) => setMayWrite(event.currentTarget.value === "write")}
      />
      <NativeSelect
        label={words.tokenExpires}
        value={String(days)}
        data={dayChoices.map((choice) => ({ value: String(choice), label: fill(words.tokenDays, { days: choice }) }))}
        onChange={(event) => setDays(Number(event.currentTarget.value))}
      />
    </DialogForm>
  );
}
