// The second step of signing in: switching it on with an authenticator app, off again, and its recovery codes, which are
// shown once.
import { Button, Group, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { RecoveryCodes, TwoStepSecret } from "../../people/account-wire.ts";
import { accountWords as words } from "../../words/en/account.ts";
import { fill } from "../../words/say.ts";
import { useAct } from "../client/act.ts";
import { post } from "../client/fetch.ts";
import { twoStepQuestion } from "../client/questions.ts";
import { Answer } from "../ui/Answer.tsx";
import { Dialog, DialogForm } from "../ui/Dialog.tsx";
import { Panel } from "../ui/Panel.tsx";
import { StatusBadge } from "../ui/StatusBadge.tsx";
import { saySaved } from "../ui/saved.ts";
import { CodeField, PasswordField } from "./fields.tsx";

type Open = "begin" | "end" | "renew" | null;

export function TwoStepPanel(): ReactNode {
  const state = useQuery(twoStepQuestion);
  const [open, setOpen] = useState<Open>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const close = () => setOpen(null);
  const show = ({ recoveryCodes }: RecoveryCodes) => {
    close();
    setCodes(recoveryCodes);
  };
  return (
    <Panel title={words.twoStepTitle}>
      <Answer to={state}>
        {({ isOn, recoveryCodesLeft }) => (
          <Group justify="space-between">
            <p>
              <StatusBadge tone={isOn ? "green" : "grey"}>{isOn ? words.twoStepOn : words.twoStepOff}</StatusBadge>{" "}
              {isOn ? fill(words.twoStepIsOn, { left: recoveryCodesLeft }) : words.twoStepIsOff}
            </p>
            <Group>
              {isOn ? (
                <>
                  <Button variant="default" onClick={() => setOpen("renew")}>
                    {words.twoStepRenew}
                  </Button>
                  <Button variant="default" onClick={() => setOpen("end")}>
                    {words.twoStepEnd}
                  </Button>
                </>
              ) : (
                <Button onClick={() => setOpen("begin")}>{words.twoStepBegin}</Button>
              )}
            </Group>
          </Group>
        )}
      </Answer>
      <Dialog title={words.twoStepBeginTitle} isOpen={open === "begin"} onClose={close}>
        <BeginForm onDone={show} onClose={close} />
      </Dialog>
      <Dialog title={words.twoStepRenewTitle} isOpen={open === "renew"} onClose={close}>
        <ProofForm<RecoveryCodes>
          path="/account/two-step/recovery-codes"
          text={words.twoStepRenewText}
          submit={words.twoStepRenew}
          onDone={show}
          onClose={close}
        />
      </Dialog>
      <Dialog title={words.twoStepEndTitle} isOpen={open === "end"} onClose={close}>
        <ProofForm<unknown>
          path="/account/two-step/end"
          text={words.twoStepEndText}
          submit={words.twoStepEnd}
          onDone={() => {
            close();
            saySaved(words.twoStepEnded);
          }}
          onClose={close}
        />
      </Dialog>
      <Dialog title={words.recoveryTitle} isOpen={codes !== null} onClose={() => setCodes(null)}>
        <Stack gap="sm">
          <p>{words.recoveryText}</p>
          <ul className="recovery-codes" aria-label={words.recoveryTitle}>
            {codes?.map((code) => (
              <li key={code}>
                <code>{code}</code>
              </li>
            ))}
          </ul>
          <Group justify="flex-end">
            <Button onClick={() => setCodes(null)}>{words.recoveryKept}</Button>
          </Group>
        </Stack>
      </Dialog>
    </Panel>
  );
}

function BeginForm({ onDone, onClose }: { onDone: (codes: RecoveryCodes) => void; onClose: () => void }): ReactNode {
  const [password, setPassword] = useState("");
  const [made, setMade] = useState<TwoStepSecret | null>(null);
  const [code, setCode] = useState("");
  const begin = useAct(() => post<TwoStepSecret>("/account/two-step", { password }), setMade);
  const confirm = useAct(() => post<RecoveryCodes>("/account/two-step/confirmation", { code }), onDone);
  if (made === null)
    return (
      <DialogForm
        submit={words.twoStepNext}
        onSubmit={() => begin.mutate(undefined)}
        onCancel={onClose}
        isBusy={begin.isPending}
        error={begin.error}
      >
        <PasswordField value={password} onChange={setPassword} />
      </DialogForm>
    );
  return (
    <DialogForm
      submit={words.twoStepConfirm}
      onSubmit={() => confirm.mutate(undefined)}
      onCancel={onClose}
      isBusy={confirm.isPending}
      error={confirm.error}
    >
      <p>{words.twoStepScan}</p>
      <dl className="two-step-secret">
        <dt>{words.twoStepSecret}</dt>
        <dd>
          <code>{made.secret}</code>
        </dd>
        <dt>{words.twoStepUri}</dt>
        <dd>
          <code>{made.uri}</code>
        </dd>
      </dl>
      <CodeField value={code} onChange={setCode} takesFocus />
    </DialogForm>
  );
}

type ProofFormProps<Answer> = {
  path: string;
  text: string;
  submit: string;
  onDone: (answer: Answer) => void;
  onClose: () => void;
};

/** What weakens the second step takes both: the password and a code. */
function ProofForm<Answer>({ path, text, submit, onDone, onClose }: ProofFormProps<Answer>): ReactNode {
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const send = useAct(() => post<Answer>(path, { password, code }), onDone);
  return (
    <DialogForm
      submit={submit}
      onSubmit={() => send.mutate(undefined)}
      onCancel={onClose}
      isBusy={send.isPending}
      error={send.error}
    >
      <p>{text}</p>
      <PasswordField value={password} onChange={setPassword} />
      <CodeField value={code} onChange={setCode} />
    </DialogForm>
  );
}
