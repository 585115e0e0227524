// What a company may decide for itself. Everybody may read it; company admins change it.
import { Button, Group, NativeSelect, Stack, Switch, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { CompanySettings } from "../../people/wire.ts";
import { useAct } from "../client/act.ts";
import { patch, problemOf } from "../client/fetch.ts";
import { companyQuestion } from "../client/questions.ts";
import { mayDo } from "../client/rights.ts";
import { useSession } from "../client/session.ts";
import { Answer } from "../ui/Answer.tsx";
import { LeaveGuard } from "../ui/LeaveGuard.tsx";
import { Page } from "../ui/Page.tsx";
import { Panel } from "../ui/Panel.tsx";
import { RefusalAlert } from "../ui/RefusalAlert.tsx";
import { saySaved } from "../ui/saved.ts";
import { label } from "../words.ts";

export function CompanyPage(): ReactNode {
  const settings = useQuery(companyQuestion);
  return (
    <Page title={label("company.title")} subtitle={label("company.subtitle")}>
      <Answer to={settings}>{(settings) => <SettingsForm settings={settings} />}</Answer>
    </Page>
  );
}

const sendingSwitches = ["sendingNeedsPrimeContracts", "maySendOutOfOrder", "maySendCompleteContracts"] as const;
const decidingSwitches = ["rejectionReasonRequired", "senderMayAccept"] as const;
const mailSwitches = ["mailOnFirstSend", "mailOnResend"] as const;
type SwitchName = (typeof sendingSwitches | typeof decidingSwitches | typeof mailSwitches)[number];

const hours = Array.from({ length: 24 }, (_, hour) => String(hour));

function SettingsForm({ settings }: { settings: CompanySettings }): ReactNode {
  const session = useSession();
  const mayChange = mayDo(session, "setUpCompany");
  const [before, setBefore] = useState(settings);
  const [wanted, setWanted] = useState(settings);
  const save = useAct(
    () => patch<CompanySettings>("/company", wanted),
    (saved) => {
      setBefore(saved);
      setWanted(saved);
      saySaved(label("company.saved"));
    },
  );
  const switches = (names: readonly SwitchName[]) =>
    names.map((name) => (
      <Switch
        key={name}
        label={label(`company.${name}`)}
        description={label(`company.${name}Hint`)}
        checked={wanted[name]}
        disabled={!mayChange}
        onChange={(event) => setWanted({ ...wanted, [name]: event.currentTarget.checked })}
      />
    ));
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(undefined);
      }}
    >
      <LeaveGuard isDirty={wanted !== before} />
      <Stack gap="md" className="narrow">
        {!mayChange && <p className="quiet">{label("company.readOnly")}</p>}
        <Panel title={label("company.general")}>
          <Stack gap="sm">
            <TextInput
              label={label("company.name")}
              required
              disabled={!mayChange}
              value={wanted.name}
              error={problemOf(save.error, "name")}
              onChange={(event) => setWanted({ ...wanted, name: event.currentTarget.value })}
            />
            <Group grow align="flex-start">
              <NativeSelect
                label={label("company.timeZone")}
                disabled={!mayChange}
                value={wanted.timeZone}
                error={problemOf(save.error, "timeZone")}
                data={zonesWith(wanted.timeZone)}
                onChange={(event) => setWanted({ ...wanted, timeZone: event.currentTarget.value })}
              />
              <NativeSelect
                label={label("company.summaryHour")}
                disabled={!mayChange}
                value={String(wanted.summaryHour)}
                error={problemOf(save.error, "summaryHour")}
                data={hours.map((hour) => ({
                  value: hour,
                  label: label("company.hour", { hour: hour.padStart(2, "0") }),
                }))}
                onChange={(event) => setWanted({ ...wanted, summaryHour: Number(event.currentTarget.value) })}
              />
            </Group>
          </Stack>
        </Panel>
        <Panel title={label("company.sending")}>
          <Stack gap="sm">{switches(sendingSwitches)}</Stack>
        </Panel>
        <Panel title={label("company.deciding")}>
          <Stack gap="sm">{switches(decidingSwitches)}</Stack>
        </Panel>
        <Panel title={label("company.mail")}>
          <Stack gap="sm">{switches(mailSwitches)}</Stack>
        </Panel>
        <RefusalAlert error={save.error} />
        {mayChange && (
          <Group justify="flex-end">
            <Button type="submit" loading={save.isPending}>
              {label("company.save")}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}

/** The zones this browser knows, and the one that is set even where it does not. */
function zonesWith(current: string): string[] {
  const known = Intl.supportedValuesOf("timeZone");
  return known.includes(current) ? known : [current, ...known];
}
