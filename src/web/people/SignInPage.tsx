// Signing in: e-mail and password; the code, where two steps are on; on a demo installation the people to try it as; the
// company, where one has several.
import { Alert, Button, Stack, TextInput, Title } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import type { z } from "zod";
import { paths } from "../../paths.ts";
import type { SignInAnswer } from "../../people/account-wire.ts";
import type { SessionShown, SignIn, SignInHints } from "../../people/wire.ts";
import { accountWords as words } from "../../words/en/account.ts";
import { useAct } from "../client/act.ts";
import { post } from "../client/fetch.ts";
import { sessionQuestion, signInHintsQuestion } from "../client/questions.ts";
import { Icon } from "../ui/Icon.tsx";
import { PathLink, useGo } from "../ui/PathLink.tsx";
import { RefusalAlert } from "../ui/RefusalAlert.tsx";
import { label } from "../words.ts";
import { CodeField, PasswordField } from "./fields.tsx";
import { SignInCard } from "./SignInCard.tsx";

type Credentials = Pick<z.infer<typeof SignIn>, "email" | "password">;
/** What is asked next: who one is, the code, or which company. */
type Step =
  | Readonly<{ ask: "password" }>
  | Readonly<{ ask: "code"; halfToken: string }>
  | Readonly<{ ask: "company"; session: SessionShown }>;

export function SignInPage({ back }: { back: string | undefined }): ReactNode {
  const [step, setStep] = useState<Step>({ ask: "password" });
  const enter = useEnter(back);
  const hints = useQuery(signInHintsQuestion);
  const people = hints.data?.people ?? [];
  const goOn = (answer: SignInAnswer) => {
    if ("halfToken" in answer) setStep({ ask: "code", halfToken: answer.halfToken });
    else if (answer.companies.length > 1) setStep({ ask: "company", session: answer });
    else enter(answer);
  };
  const signIn = useAct((credentials: Credentials) => post<SignInAnswer>("/session", credentials), goOn);
  const choose = useAct((companyId: string) => post<SessionShown>("/session/company", { companyId }), enter);

  return (
    <SignInCard title={label("signIn.title")} wide={step.ask === "password" && people.length > 0}>
      {step.ask === "password" && (
        <div className="sign-in-ways">
          <SignInForm isBusy={signIn.isPending} error={signIn.error} onSignIn={signIn.mutate} />
          {people.length > 0 && <DemoPeople people={people} isBusy={signIn.isPending} onSignIn={signIn.mutate} />}
        </div>
      )}
      {step.ask === "code" && (
        <CodeForm halfToken={step.halfToken} onDone={goOn} onBack={() => setStep({ ask: "password" })} />
      )}
      {step.ask === "company" && (
        <CompanyChoice
          companies={step.session.companies}
          error={choose.error}
          onChoose={(companyId) =>
            companyId === step.session.company.id ? enter(step.session) : choose.mutate(companyId)
          }
        />
      )}
    </SignInCard>
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
          <PasswordField label={label("signIn.password")} value={password} onChange={setPassword} />
          <RefusalAlert error={error} />
          <Button type="submit" size="sm" loading={isBusy} fullWidth>
            {label("signIn.submit")}
          </Button>
          <PathLink to={paths.forgotPassword()}>{words.forgot}</PathLink>
        </Stack>
      </form>
    </div>
  );
}

type CodeFormProps = { halfToken: string; onDone: (session: SessionShown) => void; onBack: () => void };

function CodeForm({ halfToken, onDone, onBack }: CodeFormProps): ReactNode {
  const [code, setCode] = useState("");
  const give = useAct(() => post<SessionShown>("/session/code", { halfToken, code }), onDone);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    give.mutate(undefined);
  };
  return (
    <form onSubmit={submit}>
      <Title order={1}>{words.codeTitle}</Title>
      <Stack gap="sm">
        <p>{words.codeText}</p>
        <CodeField value={code} onChange={setCode} takesFocus />
        <RefusalAlert error={give.error} />
        <Button type="submit" size="sm" loading={give.isPending} fullWidth>
          {words.codeSubmit}
        </Button>
        <Button variant="default" size="sm" onClick={onBack} fullWidth>
          {words.codeBack}
        </Button>
      </Stack>
    </form>
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

type CompanyChoiceProps = {
  companies: SessionShown["companies"];
  error: Error | null;
  onChoose: (companyId: string) => void;
};

function CompanyChoice({ companies, error, onChoose }: CompanyChoiceProps): ReactNode {
  return (
    <Stack gap="xs">
      <Title order={1}>{label("signIn.whichCompany")}</Title>
      {companies.length === 0 && <Alert>{label("signIn.noCompany")}</Alert>}
      <RefusalAlert error={error} />
      {companies.map(({ id, name }) => (
        <Button key={id} variant="default" size="sm" onClick={() => onChoose(id)}>
          {name}
        </Button>
      ))}
    </Stack>
  );
}
