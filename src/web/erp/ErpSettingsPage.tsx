// The company's connection to its ERP: which one, how it is reached, how its numbers are made, whether it answers, and
// which of its jobs and customers are ours.
import { Button, Group, NativeSelect, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { z } from "zod";
import type { ConnectionTested, ConnectorShown, ErpConnectionShown, SettingFieldShown } from "../../erp-queue/wire.ts";
import { paths } from "../../paths.ts";
import { useAct } from "../client/act.ts";
import { post, problemOf, put } from "../client/fetch.ts";
import { erpConnectionQuestion } from "../client/questions.ts";
import { mayDo } from "../client/rights.ts";
import { useSession } from "../client/session.ts";
import { Answer } from "../ui/Answer.tsx";
import { EmptyState } from "../ui/EmptyState.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Page } from "../ui/Page.tsx";
import { Panel } from "../ui/Panel.tsx";
import { PathLink } from "../ui/PathLink.tsx";
import { RefusalAlert } from "../ui/RefusalAlert.tsx";
import { saySaved } from "../ui/saved.ts";
import { label } from "../words.ts";
import { ErpLinks } from "./ErpLinks.tsx";

type Connector = z.infer<typeof ConnectorShown>;
type Tested = z.infer<typeof ConnectionTested>;

export function ErpSettingsPage(): ReactNode {
  const session = useSession();
  const connection = useQuery(erpConnectionQuestion);
  return (
    <Page
      title={label("erpSettings.title")}
      crumbs={[{ text: label("erp.title"), to: paths.erpQueue("readyToExport") }]}
      subtitle={label("erpSettings.subtitle")}
    >
      {mayDo(session, "setUpErp") ? (
        <Answer to={connection}>
          {(shown) => (
            <Stack gap="md">
              <ConnectionPanel shown={shown} />
              {shown.connection !== null && <ErpLinks />}
            </Stack>
          )}
        </Answer>
      ) : (
        <EmptyState icon="lock" title={label("erpSettings.notYours")}>
          {label("erpSettings.notYoursText")}
        </EmptyState>
      )}
    </Page>
  );
}

function ConnectionPanel({ shown }: { shown: ErpConnectionShown }): ReactNode {
  if (shown.connectors.length === 0) {
    return <EmptyState title={label("erpSettings.noConnectors")}>{label("erpSettings.noConnectorsText")}</EmptyState>;
  }
  return (
    <div className="two-columns">
      <Panel title={label("erpSettings.connection")}>
        <ConnectionForm shown={shown} />
      </Panel>
      <TestPanel isThere={shown.connection !== null} />
    </div>
  );
}

function ConnectionForm({ shown: { connection, connectors } }: { shown: ErpConnectionShown }): ReactNode {
  const [connectorId, setConnectorId] = useState(connection?.connector ?? connectors[0]?.id ?? "");
  const connector = connectors.find(({ id }) => id === connectorId);
  const isKept = connection?.connector === connectorId;
  const [name, setName] = useState(connection?.name ?? "");
  const [numberPattern, setNumberPattern] = useState(connection?.numberPattern ?? "{job}-{application}");
  const [settings, setSettings] = useState<Readonly<Record<string, string>>>(connection?.settings ?? {});
  const save = useAct(
    () =>
      put<ErpConnectionShown>("/erp/connection", {
        connector: connectorId,
        name: name.trim() === "" ? (connector?.name ?? connectorId) : name,
        numberPattern,
        settings: onlyOf(connector, settings),
      }),
    () => saySaved(label("erpSettings.saved")),
  );
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(undefined);
      }}
    >
      <Stack gap="sm">
        <NativeSelect
          label={label("erpSettings.connector")}
          description={connector?.label}
          value={connectorId}
          error={problemOf(save.error, "connector")}
          onChange={(event) => setConnectorId(event.currentTarget.value)}
          data={connectors.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <TextInput
          label={label("erpSettings.name")}
          description={label("erpSettings.nameHint")}
          value={name}
          placeholder={connector?.name}
          error={problemOf(save.error, "name")}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {connector?.settings.map((field) => (
          <SettingField
            key={`${connectorId} ${field.name}`}
            field={field}
            isKept={isKept}
            value={settings[field.name] ?? ""}
            error={problemOf(save.error, `settings.${field.name}`)}
            onChange={(value) => setSettings({ ...settings, [field.name]: value })}
          />
        ))}
        <TextInput
          label={label("erpSettings.numberPattern")}
          description={label("erpSettings.numberPatternHint", { max: connector?.numberMax ?? 0 })}
          value={numberPattern}
          classNames={{ input: "figure" }}
          error={problemOf(save.error, "numberPattern")}
          onChange={(event) => setNumberPattern(event.currentTarget.value)}
        />
        <RefusalAlert error={save.error} />
        <Group justify="space-between">
          <PathLink to={paths.thingsToKnow(connectorId)}>
            {label("thingsToKnow.link", { name: connector?.name ?? "" })}
          </PathLink>
          <Button type="submit" loading={save.isPending}>
            {label("erpSettings.save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Another connector's settings are not sent along. */
function onlyOf(connector: Connector | undefined, settings: Readonly<Record<string, string>>) {
  return Object.fromEntries((connector?.settings ?? []).map(({ name }) => [name, settings[name] ?? ""]));
}

type SettingFieldProps = {
  field: z.infer<typeof SettingFieldShown>;
  isKept: boolean;
  value: string;
  error: string | null;
  onChange: (value: string) => void;
};

function SettingField({ field, isKept, value, error, onChange }: SettingFieldProps): ReactNode {
  const shared = {
    label: field.label,
    required: field.required,
    value,
    error,
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  };
  switch (field.kind) {
    case "secret":
      return (
        <PasswordInput
          {...shared}
          autoComplete="off"
          required={field.required && !isKept}
          description={isKept ? label("erpSettings.secretKept") : undefined}
          visibilityToggleButtonProps={{ "aria-label": label("erpSettings.showSecret", { field: field.label }) }}
        />
      );
    case "url":
      return <TextInput {...shared} type="url" inputMode="url" />;
    case "text":
      return <TextInput {...shared} />;
  }
}

function TestPanel({ isThere }: { isThere: boolean }): ReactNode {
  const test = useAct(() => post<Tested>("/erp/connection/tests"));
  return (
    <Panel title={label("erpTest.title")}>
      <Stack gap="sm" align="flex-start">
        <p className="quiet">{label(isThere ? "erpTest.text" : "erpTest.saveFirst")}</p>
        {isThere && (
          <Button variant="default" loading={test.isPending} onClick={() => test.mutate(undefined)}>
            {label("erpTest.test")}
          </Button>
        )}
        <div aria-live="polite">{test.data !== undefined && !test.isPending && <TestResult tested={test.data} />}</div>
        <RefusalAlert error={test.error} />
      </Stack>
    </Panel>
  );
}

function TestResult({ tested }: { tested: Tested }): ReactNode {
  if (tested.ok) {
    return (
      <p className="all-well">
        <Icon name="check" /> {label("erpTest.ok", { server: tested.server ?? "", company: tested.company ?? "" })}
      </p>
    );
  }
  return (
    <div className="refusal-text">
      <p>
        <Icon name="warning" /> {label("erpTest.failed")}
      </p>
      <ul>
        {tested.problems.map(({ code, message, said }) => (
          <li key={`${code} ${said}`}>
            {message} {said !== "" && <span className="said">{label("erpTest.said", { said })}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
