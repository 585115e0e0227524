// The doors beside sign-in: asking for a new password, setting it by a mail's link, and joining by an invitation's.
import { Alert, Button, Stack, TextInput, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { paths } from "../../paths.ts";
import type { InvitationAccepted, InvitationOpened } from "../../people/account-wire.ts";
import { accountWords as words } from "../../words/en/account.ts";
import { fill } from "../../words/say.ts";
import { useAct } from "../client/act.ts";
import { post } from "../client/fetch.ts";
import { Waiting } from "../ui/Answer.tsx";
import { PathLink, useGo } from "../ui/PathLink.tsx";
import { RefusalAlert } from "../ui/RefusalAlert.tsx";
import { NewPasswordField } from "./fields.tsx";
import { SignInCard } from "./SignInCard.tsx";
import { takeSecret } from "./secret.ts";

function Door({ title, children }: { title: string; children: ReactNode }): ReactNode {
  return (
    <SignInCard title={title}>
      <Title order={1}>{title}</Title>
      <Stack gap="sm">
        {children}
        <PathLink to={paths.signIn()}>{words.toSignIn}</PathLink>
      </Stack>
    </SignInCard>
  );
}

const sending = (send: () => void) => (event: FormEvent) => {
  event.preventDefault();
  send();
};

export function ForgotPasswordPage(): ReactNode {
  const [email, setEmail] = useState("");
  const ask = useAct(() => post<null>("/password-resets", { email: email.trim() }));
  return (
    <Door title={words.forgotTitle}>
      {ask.isSuccess ? (
        <Alert role="status">{fill(words.forgotDone, { email: email.trim() })}</Alert>
      ) : (
        <form onSubmit={sending(() => ask.mutate(undefined))}>
          <Stack gap="sm">
            <p>{words.forgotText}</p>
            <TextInput
              label={words.email}
              type="email"
              name="email"
              autoComplete="username"
              required
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
            />
            <RefusalAlert error={ask.error} />
            <Button type="submit" size="sm" loading={ask.isPending} fullWidth>
              {words.forgotSubmit}
            </Button>
          </Stack>
        </form>
      )}
    </Door>
  );
}

export function ResetPasswordPage(): ReactNode {
  const [token] = useState(takeSecret);
  const [newPassword, setNewPassword] = useState("");
  const set = useAct(() => post<null>("/password-resets/use", { token, newPassword }));
  if (token === "")
    return (
      <Door title={words.resetTitle}>
        <Alert role="alert">{words.noSecret}</Alert>
        <PathLink to={paths.forgotPassword()}>{words.askAgain}</PathLink>
      </Door>
    );
  return (
    <Door title={words.resetTitle}>
      {set.isSuccess ? (
        <Alert role="status">{words.resetDone}</Alert>
      ) : (
        <form onSubmit={sending(() => set.mutate(undefined))}>
          <Stack gap="sm">
            <p>{words.resetText}</p>
            <NewPasswordField value={newPassword} onChange={setNewPassword} error={set.error} />
            <RefusalAlert error={set.error} />
            <Button type="submit" size="sm" loading={set.isPending} fullWidth>
              {words.resetSubmit}
            </Button>
          </Stack>
        </form>
      )}
    </Door>
  );
}

export function InvitationPage(): ReactNode {
  const [token] = useState(takeSecret);
  const opened = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => post<InvitationOpened>("/invitations/open", { token }),
    enabled: token !== "",
    // Once accepted it is closed: what it said is kept on the screen.
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (token === "")
    return (
      <Door title={words.invitationWait}>
        <Alert role="alert">{words.noSecret}</Alert>
      </Door>
    );
  if (opened.data !== undefined) return <Invited token={token} opened={opened.data} />;
  return (
    <Door title={words.invitationWait}>{opened.isPending ? <Waiting /> : <RefusalAlert error={opened.error} />}</Door>
  );
}

function Invited({ token, opened }: { token: string; opened: InvitationOpened }): ReactNode {
  const { company, email, hasLogin } = opened;
  const [name, setName] = useState(opened.name);
  const [password, setPassword] = useState("");
  const go = useGo();
  const join = useAct(
    () => post<InvitationAccepted>("/invitations/accept", hasLogin ? { token } : { token, name, password }),
    ({ isSignedIn }) => {
      if (isSignedIn) go(paths.projects(), { replace: true });
    },
  );
  return (
    <Door title={fill(words.invitationTitle, { company })}>
      {join.isSuccess ? (
        <Alert role="status">{fill(words.invitationDone, { company, email })}</Alert>
      ) : (
        <form onSubmit={sending(() => join.mutate(undefined))}>
          <Stack gap="sm">
            <p>{fill(words.invitationText, { email })}</p>
            {hasLogin ? (
              <p>{words.invitationJoin}</p>
            ) : (
              <>
                {/* For the password manager: whose password it is. */}
                <input type="hidden" name="username" autoComplete="username" value={email} />
                <TextInput
                  label={words.invitationName}
                  name="name"
                  autoComplete="name"
                  required
                  value={name}
                  onChange={(event) => setName(event.currentTarget.value)}
                />
                <NewPasswordField value={password} onChange={setPassword} error={join.error} />
              </>
            )}
            <RefusalAlert error={join.error} />
            <Button type="submit" size="sm" loading={join.isPending} fullWidth>
              {words.invitationSubmit}
            </Button>
          </Stack>
        </form>
      )}
    </Door>
  );
}
