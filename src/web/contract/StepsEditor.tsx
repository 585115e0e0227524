// The steps of a contract's retainage as they are being typed, in the order in which they are reached.
import { ActionIcon, Button, Group, NativeSelect, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { problemOf } from "../client/fetch.ts";
import { Icon } from "../ui/Icon.tsx";
import { label } from "../words.ts";
import { type EnteredStep, type ThresholdKind, withStep, withStop } from "./entered-terms.ts";
import { problemWithin } from "./terms-problems.ts";

const kinds: readonly ThresholdKind[] = ["current", "original", "amount"];

type StepsEditorProps = {
  steps: readonly EnteredStep[];
  onChange: (steps: readonly EnteredStep[]) => void;
  error: unknown;
};

export function StepsEditor({ steps, onChange, error }: StepsEditorProps): ReactNode {
  return (
    <>
      {steps.length === 0 && <p className="quiet">{label("terms.stepsNone")}</p>}
      {steps.map((step, index) => (
        <StepFields
          key={step.key}
          step={step}
          index={index}
          error={error}
          onChange={(changed) => onChange(steps.map((one) => (one.key === changed.key ? changed : one)))}
          onRemove={() => onChange(steps.filter((one) => one.key !== step.key))}
        />
      ))}
      <Group gap="xs">
        <Button
          variant="default"
          leftSection={<Icon name="plus" size={14} />}
          onClick={() => onChange(withStep(steps))}
        >
          {label("terms.addStep")}
        </Button>
        <Button
          variant="default"
          leftSection={<Icon name="plus" size={14} />}
          onClick={() => onChange(withStop(steps))}
        >
          {label("terms.addStop")}
        </Button>
      </Group>
    </>
  );
}

type StepFieldsProps = {
  step: EnteredStep;
  index: number;
  error: unknown;
  onChange: (step: EnteredStep) => void;
  onRemove: () => void;
};

function StepFields({ step, index, error, onChange, onRemove }: StepFieldsProps): ReactNode {
  const number = index + 1;
  const named = (name: "stepKind" | "stepValue" | "stepWork" | "stepMaterials" | "stepEffect" | "stepScope") => ({
    label: label(`terms.${name}`),
    "aria-label": label("terms.stepField", { field: label(`terms.${name}`), number }),
  });
  const whole = problemOf(error, `terms.retainage.steps.${index}`);
  const problem = (field: string) => problemWithin(error, `terms.retainage.steps.${index}.${field}`);
  return (
    <fieldset className="step">
      <legend>{label("terms.stepOf", { number })}</legend>
      {whole !== null && <p className="step-problem">{whole}</p>}
      <NativeSelect
        {...named("stepKind")}
        data={kinds.map((kind) => ({ value: kind, label: label(`terms.threshold.${kind}`) }))}
        value={step.kind}
        onChange={(event) => {
          const kind = kinds.find((one) => one === event.currentTarget.value);
          if (kind !== undefined) onChange({ ...step, kind });
        }}
      />
      <TextInput
        {...named("stepValue")}
        inputMode="decimal"
        {...(step.kind === "amount" ? {} : { rightSection: "%" })}
        value={step.value}
        error={problem("at")}
        onChange={(event) => onChange({ ...step, value: event.currentTarget.value })}
      />
      <TextInput
        {...named("stepWork")}
        inputMode="decimal"
        value={step.work}
        error={problem("work")}
        onChange={(event) => onChange({ ...step, work: event.currentTarget.value })}
      />
      <TextInput
        {...named("stepMaterials")}
        inputMode="decimal"
        value={step.materials}
        error={problem("materials")}
        onChange={(event) => onChange({ ...step, materials: event.currentTarget.value })}
      />
      <NativeSelect
        {...named("stepEffect")}
        data={(["retroactive", "prospective"] as const).map((effect) => ({
          value: effect,
          label: label(`terms.effect.${effect}`),
        }))}
        value={step.effect}
        error={problem("effect")}
        onChange={(event) =>
          onChange({ ...step, effect: event.currentTarget.value === "prospective" ? "prospective" : "retroactive" })
        }
      />
      <NativeSelect
        {...named("stepScope")}
        data={(["linesOnContractRates", "allLines"] as const).map((scope) => ({
          value: scope,
          label: label(`terms.scope.${scope}`),
        }))}
        value={step.scope}
        error={problem("scope")}
        onChange={(event) =>
          onChange({ ...step, scope: event.currentTarget.value === "allLines" ? "allLines" : "linesOnContractRates" })
        }
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        className="step-remove"
        aria-label={label("terms.removeStep", { number })}
        onClick={onRemove}
      >
        <Icon name="cross" size={14} />
      </ActionIcon>
    </fieldset>
  );
}
