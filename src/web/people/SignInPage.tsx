// Signing in: e-mail and password; on a demo installation the people to try it as; the company, where one has several.
import { Alert, Button, PasswordInput, Stack, TextInput, Title } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useEffect, useState } from "react";
import type { z } from "zod";
import { paths } from "../../paths.ts";
import type { SessionShown, SignIn, SignInHints } from "../../people/wire.ts";
import { useAct } from "../client/act.ts";
import { post } from "../client/fetch.ts";
import { sessionQuestion, signInHintsQuestion } from "../client/questions.ts";
import { Icon } from "../ui/Icon.tsx";
import { leaveFrom } from "../ui/Page.tsx";
import { useGo } from "../ui/PathLink.tsx";
import { RefusalAlert } from "../ui/RefusalAlert.tsx";
import { label } from "../words.ts";

type Credentials = Pick<z.infer<typeof SignIn>, "email" | "password" | "companyId">;
type SignedIn = Readonly<{ session: SessionShown; with: Credentials }>;

export function SignInPage({ back }: { back: string | undefined }): ReactNode {
  const [choosing, setChoosing] = useState<SignedIn | null>(null);
  const enter = useEnter(back);
  const hints = useQuery(signInHintsQuestion);
  const people = hints.data?.people ?? [];
  const signIn = useAct(
    async (credentials: Credentials) => ({
      session: await post<SessionShown>("/session", credentials),
      with: credentials,
    }),
    (signedIn) => {
      const hasChosen = signedIn.with.companyId !== undefined;
      if (signedIn.session.companies.length > 1 && !hasChosen) setChoosing(signedIn);
      else enter(signedIn.session);
    },
  );
  useEffect(() => {
    document.title = label("page.title", { title: label("signIn.title") });
    leaveFrom(paths.signIn());
  }, []);

  return (
    <main className="sign-in">
      <div className="sign-in-card" data-wide={people.length > 0 || undefined}>
        <div className="sign-in-product">
          <Icon name="bridge" size={30} />
          <span>{label("product.name")}</span>
        </div>
        <p className="sign-in-motto">{label("product.motto")}</p>
        {choosing === null ? (
          <div className="sign-in-ways">
            <SignInForm isBusy={signIn.isPending} error={signIn.error} onSignIn={signIn.mutate} />
            {people.length > 0 && <DemoPeople people={people} isBusy={signIn.isPending} onSignIn={signIn.mutate} />}
          </div>
        ) : (
          <CompanyChoice
            companies={choosing.session.companies}
            onChoose={(companyId) => signIn.mutate({ ...choosing.with, companyId })}
          />
        )}
      </div>
    </main>
  );
}

/** Only an address of ours is gone back to. */
function useEnter(back: string | undefined): (session: SessionShown) => void {
  const client = useQueryClient();
  const go = useGo();
  const isOurs = back !== undefined && /^\/(?!\/|sign-in)/.test(back);
  return (session) => {
    client.clear();
    client.setQueryData(sessionQuestion.queryKey, session);
    go(isOurs ? back : paths.projects(), { replace: true });
  };
}

type SignInFormProps = { isBusy: boolean; error: Error | null; onSignIn: (credentials: Credentials) => void };

function SignInForm({ isBusy, error, onSignIn }: SignInFormProps): ReactNode {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSignIn({ email: email.trim(), password });
  };
  return (
    <div>
      <Title order={1}>{label("signIn.title")}</Title>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            label={label("signIn.email")}
            type="email"
            name="email"
            autoComplete="username"
            required
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <PasswordInput
            label={label("signIn.password")}
            name="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            visibilityToggleButtonProps={{ "aria-label": label("signIn.showPassword") }}
          />
          <RefusalAlert error={error} />
          <Button type="submit" size="sm" loading={isBusy} fullWidth>
            {label("signIn.submit")}
          </Button>
        </Stack>
      </form>
    </div>
  );
}

type DemoPeopleProps = Omit<SignInFormProps, "error"> & { people: z.infer<typeof SignInHints>["people"] };

/** The people of the demo company, one press each. */
function DemoPeople({ people, isBusy, onSignIn }: DemoPeopleProps): ReactNode {
  return (
    <section aria-labelledby="demo-people" className="demo-people">
      <Title order={2} id="demo-people">
        {label("signIn.demoTitle")}
      </Title>
      <p>{label("signIn.demoText")}</p>
      <ul>
        {people.map(({ name, email, password, role }) => (
          <li key={email}>
            <button type="button" disabled={isBusy} onClick={() => onSignIn({ email, password })}>
              <Icon name="person" size={18} />
              <span className="demo-person-name">{name}</span>
              <span className="demo-person-role">{role}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

type CompanyChoiceProps = { companies: SessionShown["companies"]; onChoose: (companyId: string) => void };

function CompanyChoice({ companies, onChoose }: CompanyChoiceProps): ReactNode {
  return (
    <Stack gap="xs">
      <Title order={1}>{label("signIn.whichCompany")}</Title>
      {companies.length === 0 && <Alert>{label("signIn.noCompany")}</Alert>}
      {companies.map(({ id, name }) => (
        <Button key={id} variant="default" size="sm" onClick={() => onChoose(id)}>
          {name}
        </Button>
      ))}
    </Stack>
  );
}
