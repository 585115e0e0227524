// Editing the billing terms: all groups in one form, saved together, with what they come to beside them as they are typed.
import { Button, Checkbox, Group, NativeSelect, SimpleGrid, Stack, Textarea, TextInput } from "@mantine/core";
import { type ReactNode, useDeferredValue, useMemo, useState } from "react";
import type { BillingTerms } from "../../contract/billing-terms.ts";
import type { ContractShown } from "../../contract/wire.ts";
import type { RetainageLevel } from "../../retainage/terms.ts";
import { releaseUnder, taxBases } from "../../tax/tax.ts";
import { useAct } from "../client/act.ts";
import { patch } from "../client/fetch.ts";
import { LeaveGuard } from "../ui/LeaveGuard.tsx";
import { Panel } from "../ui/Panel.tsx";
import { RefusalAlert } from "../ui/RefusalAlert.tsx";
import { saySaved } from "../ui/saved.ts";
import { label } from "../words.ts";
import { agreedTerms, type EnteredTerms, enteredTerms, termsOnWire } from "./entered-terms.ts";
import { HeldPreview } from "./HeldPreview.tsx";
import { type Basis, type WorkedOut, workedOut } from "./held-preview.ts";
import { StepsEditor } from "./StepsEditor.tsx";
import {
  AdvanceExample,
  CapExample,
  EscrowExample,
  OverbillingExample,
  SplitExample,
  StepExamples,
  TaxExample,
} from "./TermsExamples.tsx";
import { inWordsOfTheScreen, problemWithin, termsFieldName } from "./terms-problems.ts";

type TermsFormProps = { contract: ContractShown; basis: Basis; onDone: () => void };

export function TermsForm({ contract, basis, onDone }: TermsFormProps): ReactNode {
  const [before] = useState(() => enteredTerms(contract));
  const [entered, setEntered] = useState(before);
  // What was on the screen when editing began is what is changed: a save in between is refused, not overwritten.
  const [version] = useState(contract.version);
  // The figures of a thousand lines may come a moment after the key.
  const settled = useDeferredValue(entered);
  const worked = useMemo(() => workedOut(agreedTerms(termsOnWire(settled)), basis), [settled, basis]);
  const save = useAct(
    () => patch<ContractShown>(`/contracts/${contract.id}`, { version, ...termsOnWire(entered) }),
    () => {
      saySaved(label("terms.saved"));
      onDone();
    },
  );
  const error = useMemo(() => inWordsOfTheScreen(save.error, termsFieldName), [save.error]);
  const change = (part: Partial<EnteredTerms>) => setEntered((now) => ({ ...now, ...part }));
  const groups: GroupProps = { entered, change, error, worked };
  return (
    <form
      aria-label={label("terms.editing")}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(undefined);
      }}
    >
      <LeaveGuard isDirty={entered !== before && !save.isSuccess} />
      <div className="two-columns">
        <Stack gap="md">
          <RetainageGroup {...groups} />
          <OverbillingGroup {...groups} />
          <SplitGroup {...groups} />
          <TaxGroup {...groups} />
          <AdvanceGroup {...groups} />
          <EscrowGroup {...groups} />
          <FundsGroup {...groups} />
        </Stack>
        <HeldPreview worked={worked} />
      </div>
      <div className="terms-actions">
        <RefusalAlert error={error} nameOf={termsFieldName} />
        <Group justify="space-between">
          <p className="quiet">{label("terms.laterOnly")}</p>
          <Group gap="xs">
            <Button variant="default" onClick={onDone}>
              {label("dialog.cancel")}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {label("terms.save")}
            </Button>
          </Group>
        </Group>
      </div>
    </form>
  );
}

type GroupProps = Readonly<{
  entered: EnteredTerms;
  change: (part: Partial<EnteredTerms>) => void;
  error: unknown;
  worked: WorkedOut | null;
}>;

type TextName = {
  [Name in keyof EnteredTerms]: EnteredTerms[Name] extends string
    ? string extends EnteredTerms[Name]
      ? Name
      : never
    : never;
}[keyof EnteredTerms];

/** What every field of text has: its value, what changes it, and what is wrong with it. */
function textOf({ entered, change, error }: GroupProps, name: TextName, field: string) {
  return {
    value: entered[name],
    error: problemWithin(error, field),
    onChange: (event: { currentTarget: { value: string } }) => change({ [name]: event.currentTarget.value }),
  };
}

const percentField = { inputMode: "decimal", rightSection: "%" } as const;
const amountField = { inputMode: "decimal" } as const;

function choices<Value extends string>(values: readonly Value[], textOfValue: (value: Value) => string) {
  return values.map((value) => ({ value, label: textOfValue(value) }));
}

const levels: readonly RetainageLevel[] = ["line", "header"];
const capKinds: readonly EnteredTerms["capKind"][] = ["none", "original", "current", "amount"];

function RetainageGroup(props: GroupProps): ReactNode {
  const { entered, change, error, worked } = props;
  const kinds = choices(capKinds, (kind) => label(`terms.threshold.${kind}`));
  return (
    <Panel title={label("terms.retainage")}>
      <div className="terms-group">
        <p className="quiet">{label("terms.retainageText")}</p>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <TextInput
            label={label("terms.retainageOnWork")}
            {...percentField}
            {...textOf(props, "retainageOnWork", "retainageOnWork")}
          />
          <TextInput
            label={label("terms.retainageOnMaterials")}
            {...percentField}
            {...textOf(props, "retainageOnMaterials", "retainageOnMaterials")}
          />
          <NativeSelect
            label={label("terms.level")}
            description={label("terms.levelHint")}
            data={choices(levels, (level) => label(`terms.level.${level}`))}
            value={entered.level}
            onChange={(event) => change({ level: event.currentTarget.value === "header" ? "header" : "line" })}
          />
          <TextInput
            label={label("terms.maximum")}
            description={label("terms.maximumHint")}
            {...percentField}
            {...textOf(props, "maximum", "terms.retainage.maximum")}
          />
        </SimpleGrid>
        <h3>{label("terms.steps")}</h3>
        <p className="quiet">{label("terms.stepsText")}</p>
        <StepsEditor steps={entered.steps} onChange={(steps) => change({ steps })} error={error} />
        <StepExamples worked={worked} />
        <h3>{label("terms.cap")}</h3>
        <p className="quiet">{label("terms.capText")}</p>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <NativeSelect
            label={label("terms.capKind")}
            data={kinds}
            value={entered.capKind}
            onChange={(event) => {
              const kind = kinds.find(({ value }) => value === event.currentTarget.value);
              if (kind !== undefined) change({ capKind: kind.value });
            }}
          />
          {entered.capKind !== "none" && (
            <TextInput
              label={label("terms.capValue", { kind: entered.capKind })}
              {...(entered.capKind === "amount" ? amountField : percentField)}
              {...textOf(props, "capValue", "terms.retainage.cap")}
            />
          )}
        </SimpleGrid>
        <CapExample worked={worked} />
      </div>
    </Panel>
  );
}

const policies: readonly BillingTerms["overbilling"][] = ["block", "warn", "allow"];

function OverbillingGroup({ entered, change, error }: GroupProps): ReactNode {
  const data = choices(policies, (policy) => label(`terms.overbilling.${policy}`));
  return (
    <Panel title={label("terms.overbilling")}>
      <div className="terms-group">
        <p className="quiet">{label("terms.overbillingText")}</p>
        <NativeSelect
          aria-label={label("terms.overbilling")}
          data={data}
          value={entered.overbilling}
          error={problemWithin(error, "terms.overbilling")}
          onChange={(event) => {
            const chosen = policies.find((policy) => policy === event.currentTarget.value);
            if (chosen !== undefined) change({ overbilling: chosen });
          }}
        />
        <OverbillingExample policy={entered.overbilling} />
      </div>
    </Panel>
  );
}

const splits: readonly BillingTerms["changeOrderSplit"][] = ["line", "changeOrder"];

function SplitGroup({ entered, change, error }: GroupProps): ReactNode {
  return (
    <Panel title={label("terms.changeOrderSplit")}>
      <div className="terms-group">
        <p className="quiet">{label("terms.changeOrderSplitText")}</p>
        <NativeSelect
          aria-label={label("terms.changeOrderSplit")}
          data={choices(splits, (split) => label(`terms.changeOrderSplit.${split}`))}
          value={entered.changeOrderSplit}
          error={problemWithin(error, "terms.changeOrderSplit")}
          onChange={(event) => {
            const chosen = splits.find((split) => split === event.currentTarget.value);
            if (chosen !== undefined) change({ changeOrderSplit: chosen });
          }}
        />
        <SplitExample split={entered.changeOrderSplit} />
      </div>
    </Panel>
  );
}

const roundings: readonly EnteredTerms["taxRounding"][] = ["invoice", "line"];
const releases: readonly EnteredTerms["taxOnRelease"][] = ["taxed", "alreadyTaxed"];

function TaxGroup(props: GroupProps): ReactNode {
  const { entered, change, error, worked } = props;
  return (
    <Panel title={label("terms.tax")}>
      <div className="terms-group">
        <p className="quiet">{label("terms.taxText")}</p>
        <Checkbox
          label={label("terms.taxed")}
          checked={entered.isTaxed}
          onChange={(event) => change({ isTaxed: event.currentTarget.checked })}
        />
        {entered.isTaxed && (
          <>
            <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
              <TextInput
                label={label("terms.taxRate")}
                {...percentField}
                {...textOf(props, "taxRate", "terms.tax.rate")}
              />
              <NativeSelect
                label={label("terms.taxRounding")}
                data={choices(roundings, (rounding) => label(`terms.taxRounding.${rounding}`))}
                value={entered.taxRounding}
                error={problemWithin(error, "terms.tax.rounding")}
                onChange={(event) => change({ taxRounding: event.currentTarget.value === "line" ? "line" : "invoice" })}
              />
            </SimpleGrid>
            <NativeSelect
              label={label("terms.taxBase")}
              data={choices(taxBases, (base) => label(`terms.taxBase.${base}`))}
              value={entered.taxBase}
              error={problemWithin(error, "terms.tax.base")}
              onChange={(event) => {
                const base = taxBases.find((one) => one === event.currentTarget.value);
                // What is taxed says what becomes of a release; it can be said otherwise, and the server then asks.
                if (base !== undefined) change({ taxBase: base, taxOnRelease: releaseUnder[base] });
              }}
            />
            <NativeSelect
              label={label("terms.taxOnRelease")}
              data={choices(releases, (release) => label(`terms.taxOnRelease.${release}`))}
              value={entered.taxOnRelease}
              error={problemWithin(error, "terms.tax.onRelease")}
              onChange={(event) =>
                change({ taxOnRelease: event.currentTarget.value === "taxed" ? "taxed" : "alreadyTaxed" })
              }
            />
            <TaxExample worked={worked} />
          </>
        )}
      </div>
    </Panel>
  );
}

function AdvanceGroup(props: GroupProps): ReactNode {
  const { entered, change, worked } = props;
  return (
    <Panel title={label("terms.advance")}>
      <div className="terms-group">
        <p className="quiet">{label("terms.advanceText")}</p>
        <Checkbox
          label={label("terms.advanced")}
          checked={entered.isAdvanced}
          onChange={(event) => change({ isAdvanced: event.currentTarget.checked })}
        />
        {entered.isAdvanced && (
          <>
            <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
              <TextInput
                label={label("terms.advancePaid")}
                {...amountField}
                {...textOf(props, "advancePaid", "terms.advance.paid")}
              />
              <TextInput
                label={label("terms.advanceRecoup")}
                description={label("terms.advanceRecoupHint")}
                inputWrapperOrder={["label", "input", "description", "error"]}
                {...percentField}
                {...textOf(props, "advanceRecoup", "terms.advance.recoupPercent")}
              />
            </SimpleGrid>
            <AdvanceExample worked={worked} />
          </>
        )}
      </div>
    </Panel>
  );
}

function EscrowGroup(props: GroupProps): ReactNode {
  const { entered, change, worked } = props;
  return (
    <Panel title={label("terms.escrow")}>
      <div className="terms-group">
        <p className="quiet">{label("terms.escrowText")}</p>
        <Checkbox
          label={label("terms.escrowed")}
          checked={entered.isEscrowed}
          onChange={(event) => change({ isEscrowed: event.currentTarget.checked })}
        />
        {entered.isEscrowed && (
          <>
            <TextInput
              label={label("terms.escrowStep")}
              className="percent-field"
              {...amountField}
              {...textOf(props, "escrowStep", "terms.escrow.roundDownTo")}
            />
            <EscrowExample worked={worked} />
          </>
        )}
      </div>
    </Panel>
  );
}

function FundsGroup(props: GroupProps): ReactNode {
  return (
    <Panel title={label("terms.funds")}>
      <div className="terms-group">
        <p className="quiet">{label("terms.fundsText")}</p>
        <Textarea
          label={label("terms.fundsList")}
          description={label("terms.fundsHint")}
          autosize
          minRows={2}
          {...textOf(props, "funds", "terms.funds")}
        />
      </div>
    </Panel>
  );
}
