// What can be done to the retainage of many lines at once. What it does is shown before it is put on the lines.
import { NativeSelect, Radio, SegmentedControl, Stack, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { amountShown } from "../../money/money.ts";
import { invoiceScreens as words } from "../../words/en/invoice-screens.ts";
import { fill } from "../../words/say.ts";
import { Dialog, DialogForm } from "../ui/Dialog.tsx";
import { Preview } from "./Preview.tsx";
import { allPlaces, heldOn, type Places } from "./retainage.ts";
import { outcomeOf, type RetainageAct, type RetainageEntered, retainageEmpty } from "./retainage-entry.ts";
import type { Sheet } from "./sheet.ts";

type Props = Readonly<{
  isOpen: boolean;
  sheet: Sheet;
  /** Places of the lines that are selected in the sheet; none: only all lines are offered. */
  selected: Places;
  onClose: () => void;
  onSheet: (sheet: Sheet) => void;
}>;

export function RetainageDialog(props: Props): ReactNode {
  return (
    <Dialog title={words.retainageTitle} isOpen={props.isOpen} onClose={props.onClose} size="lg">
      <Form {...props} />
    </Dialog>
  );
}

const acts: readonly { value: RetainageAct; label: string }[] = [
  { value: "rates", label: words.retainageRates },
  { value: "release", label: words.retainageRelease },
  { value: "freeze", label: words.retainageFreeze },
  { value: "adjust", label: words.retainageAdjust },
];

function Form({ sheet, selected, onClose, onSheet }: Props): ReactNode {
  const [entered, setEntered] = useState<RetainageEntered>(retainageEmpty);
  const [isOnSelected, setOnSelected] = useState(selected.length > 0);
  const [isTried, setTried] = useState(false);
  const places = isOnSelected ? selected : allPlaces(sheet);
  const outcome = outcomeOf(sheet, places, entered);
  const set = (change: Partial<RetainageEntered>) => setEntered((now) => ({ ...now, ...change }));
  const problems = "problems" in outcome && (isTried || outcome.isSure) ? outcome.problems : {};
  const apply = () => {
    setTried(true);
    if ("problems" in outcome) return;
    onSheet(outcome.sheet);
    onClose();
  };
  return (
    <DialogForm submit={words.retainageApply} onSubmit={apply} onCancel={onClose} isBusy={false} error={null}>
      <SegmentedControl
        aria-label={words.retainageAct}
        data={[...acts]}
        value={entered.act}
        onChange={(value) => {
          setTried(false);
          set({ act: acts.find((act) => act.value === value)?.value ?? "rates" });
        }}
        fullWidth
        data-autofocus
      />
      <Radio.Group
        label={words.retainageLines}
        value={isOnSelected ? "selected" : "all"}
        onChange={(value) => setOnSelected(value === "selected")}
      >
        <Stack gap={4} mt={4}>
          <Radio value="all" label={fill(words.retainageLinesAll, { count: sheet.lines.length })} />
          {selected.length > 0 && (
            <Radio value="selected" label={fill(words.retainageLinesSelected, { count: selected.length })} />
          )}
        </Stack>
      </Radio.Group>
      <p className="quiet">
        {fill(words.retainageHeldNow, {
          lines: isOnSelected ? words.retainageHeldOnSelected : words.retainageHeldOnAll,
          held: amountShown(heldOn(sheet, places)),
        })}
      </p>
      <Fields entered={entered} problems={problems} onChange={set} />
      <Preview now={sheet} then={"sheet" in outcome ? outcome.sheet : sheet} />
    </DialogForm>
  );
}

type FieldsProps = Readonly<{
  entered: RetainageEntered;
  problems: Readonly<Partial<Record<keyof RetainageEntered, string>>>;
  onChange: (change: Partial<RetainageEntered>) => void;
}>;

function Fields({ entered, problems, onChange }: FieldsProps): ReactNode {
  const field = (name: "work" | "materials" | "amount" | "percent" | "adjust", label: string) => (
    <TextInput
      label={label}
      value={entered[name]}
      inputMode="decimal"
      autoComplete="off"
      error={problems[name]}
      onChange={(event) => onChange({ [name]: event.currentTarget.value })}
    />
  );
  switch (entered.act) {
    case "rates":
      return (
        <>
          <p>{words.retainageRatesIntro}</p>
          {field("work", words.retainageWork)}
          {field("materials", words.retainageMaterials)}
          <Choice
            label={words.retainageEffect}
            value={entered.effect}
            onChange={(effect) => onChange({ effect })}
            options={[
              { value: "retroactive", label: words.retainageRetroactive },
              { value: "prospective", label: words.retainageProspective },
            ]}
          />
        </>
      );
    case "release":
      return (
        <>
          <p>{words.retainageReleaseIntro}</p>
          <Choice
            label={words.retainageReleaseBy}
            value={entered.by}
            onChange={(by) => onChange({ by })}
            error={problems.by}
            options={[
              { value: "amount", label: words.retainageReleaseAmount },
              { value: "percent", label: words.retainageReleasePercent },
              { value: "all", label: words.retainageReleaseAll },
            ]}
          />
          {entered.by === "amount" && field("amount", words.retainageAmount)}
          {entered.by === "percent" && field("percent", words.retainagePercent)}
        </>
      );
    case "freeze":
      return (
        <>
          <p>{words.retainageFreezeIntro}</p>
          <Choice
            label={words.retainageFreeze}
            value={entered.freeze}
            onChange={(freeze) => onChange({ freeze })}
            options={[
              { value: "on", label: words.retainageFreezeOn },
              { value: "off", label: words.retainageFreezeOff },
            ]}
          />
        </>
      );
    case "adjust":
      return (
        <>
          <p>{words.retainageAdjustIntro}</p>
          {field("adjust", words.retainageAmount)}
        </>
      );
  }
}

type ChoiceProps<T extends string> = Readonly<{
  label: string;
  value: T;
  options: readonly Readonly<{ value: T; label: string }>[];
  error?: string | undefined;
  onChange: (value: T) => void;
}>;

function Choice<T extends string>({ label, value, options, error, onChange }: ChoiceProps<T>): ReactNode {
  return (
    <NativeSelect
      label={label}
      value={value}
      error={error}
      data={options.map((option) => ({ ...option }))}
      onChange={(event) => {
        const found = options.find((option) => option.value === event.currentTarget.value);
        if (found !== undefined) onChange(found.value);
      }}
    />
  );
}
