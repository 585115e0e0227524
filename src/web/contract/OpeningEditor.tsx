// Entering where every line stood when the contract was taken over, by hand or from a spreadsheet. Quick with a thousand
// lines: plain fields, and only the row that changes is drawn again.
import { Button, Group, Stack, Table, Textarea, TextInput } from "@mantine/core";
import { type KeyboardEvent, memo, type ReactNode, useCallback, useMemo, useState } from "react";
import type { ContractShown, ScheduleShown } from "../../contract/wire.ts";
import { amountShown, amountText } from "../../money/money.ts";
import { useAct } from "../client/act.ts";
import { patch } from "../client/fetch.ts";
import { Amount } from "../ui/Amount.tsx";
import { LeaveGuard } from "../ui/LeaveGuard.tsx";
import { Ledger } from "../ui/Ledger.tsx";
import { Panel } from "../ui/Panel.tsx";
import { RefusalAlert } from "../ui/RefusalAlert.tsx";
import { saySaved } from "../ui/saved.ts";
import { label } from "../words.ts";
import {
  type BalanceField,
  balanceShown,
  clearedOpening,
  type EnteredBalance,
  type EnteredOpening,
  enteredOpening,
  isUnitBalance,
  openingOnWire,
  openingTotals,
  sentBalances,
  withPasted,
  workOf,
} from "./entered-opening.ts";
import { inWordsOfTheScreen, problemWithin } from "./terms-problems.ts";

type OpeningEditorProps = { contract: ContractShown; schedule: ScheduleShown; onDone: () => void };

const wireFields = { done: ["workToDate", "quantityToDate"], stored: ["materialsStored"], held: ["retainageHeld"] };
const balanceFields = ["done", "stored", "held"] as const;

export function OpeningEditor({ contract, schedule, onDone }: OpeningEditorProps): ReactNode {
  const [before] = useState(() => enteredOpening(contract.opening, schedule.lines));
  const [entered, setEntered] = useState(before);
  const [version] = useState(contract.version);
  const save = useAct(
    (sent: EnteredOpening) =>
      patch<ContractShown>(`/contracts/${contract.id}`, { version, opening: openingOnWire(sent) }),
    () => {
      saySaved(label("opening.saved"));
      onDone();
    },
  );
  const { error, refused, nameOf } = useMemo(
    () => problemsOf(save.error, save.variables),
    [save.error, save.variables],
  );
  const change = useCallback(
    (lineId: string, field: BalanceField, text: string) =>
      setEntered((now) => ({
        ...now,
        balances: now.balances.map((one) => (one.line.id === lineId ? { ...one, [field]: text } : one)),
      })),
    [],
  );
  const totals = openingTotals(entered.balances, contract);
  // With steps and caps what the rates hold is found out by the server.
  const { steps, cap } = contract.terms.retainage;
  const isKnown = (steps.length === 0 && cap === null) || sentBalances(entered).every(({ held }) => held.trim() !== "");
  return (
    <Panel title={label("opening.editing")}>
      <LeaveGuard isDirty={entered !== before && !save.isSuccess} />
      <Stack gap="sm">
        <div className="opening-head">
          <TextInput
            label={label("opening.certified")}
            inputMode="decimal"
            description={
              isKnown
                ? label("opening.certifiedHint", { amount: amountShown(totals.certified) })
                : label("opening.certifiedByRates")
            }
            inputWrapperOrder={["label", "input", "description", "error"]}
            value={entered.certified}
            error={problemWithin(error, "opening.certified")}
            onChange={(event) => {
              const certified = event.currentTarget.value;
              setEntered((now) => ({ ...now, certified }));
            }}
          />
          <PasteBox onTake={(text) => takePasted(entered, text, setEntered)} />
        </div>
        <p className="quiet">{label("opening.retainageHint")}</p>
        <BalanceTable balances={entered.balances} refused={refused} totals={totals} onChange={change} />
        <RefusalAlert error={error} nameOf={nameOf} />
        <Group justify="space-between">
          <Button variant="subtle" onClick={() => setEntered(clearedOpening)}>
            {label("opening.clear")}
          </Button>
          <Group gap="xs">
            <Button variant="default" onClick={onDone}>
              {label("dialog.cancel")}
            </Button>
            <Button loading={save.isPending} onClick={() => save.mutate(entered)}>
              {label("opening.save")}
            </Button>
          </Group>
        </Group>
      </Stack>
    </Panel>
  );
}

function takePasted(entered: EnteredOpening, text: string, take: (opening: EnteredOpening) => void): readonly string[] {
  const { opening, taken, unknown } = withPasted(entered, text);
  take(opening);
  const said = label("opening.taken", { count: taken });
  if (unknown.length === 0) return [said];
  const items = unknown.slice(0, 20).join(", ");
  return [said, label("opening.unknownItems", { count: unknown.length, items })];
}

/** The server counts the lines it was sent; the screen knows them by their items. */
function problemsOf(refusal: unknown, sent: EnteredOpening | undefined) {
  const balances = sent === undefined ? [] : sentBalances(sent);
  const nameOf = (field: string): string | null => {
    if (field === "opening.certified") return label("opening.certified");
    const [, row, name = ""] = /^opening\.lines\.(\d+)(?:\.(\w+))?$/.exec(field) ?? [];
    const balance = row === undefined ? undefined : balances[Number(row)];
    if (balance === undefined) return null;
    const one = balanceFields.find((known) => wireFields[known].includes(name)) ?? "done";
    return label("opening.cell", { field: fieldLabel(balance, one), item: balance.line.item });
  };
  const refused = new Map<string, string>();
  for (const [row, { line }] of balances.entries()) {
    const fields = balanceFields.filter((field) =>
      wireFields[field].some((name) => problemWithin(refusal, `opening.lines.${row}.${name}`) !== null),
    );
    if (fields.length > 0) refused.set(line.id, fields.join(" "));
  }
  return { error: inWordsOfTheScreen(refusal, nameOf), refused, nameOf };
}

function fieldLabel(balance: EnteredBalance, field: BalanceField): string {
  if (field === "stored") return label("opening.materialsStored");
  if (field === "held") return label("opening.retainageHeld");
  return label(isUnitBalance(balance) ? "opening.quantityToDate" : "opening.workToDate");
}

/** `onTake` answers what became of the rows. */
function PasteBox({ onTake }: { onTake: (text: string) => readonly string[] }): ReactNode {
  const [text, setText] = useState("");
  const [said, setSaid] = useState<readonly string[]>([]);
  return (
    <Stack gap="xs">
      <Textarea
        label={label("opening.paste")}
        description={label("opening.pasteHint")}
        autosize
        minRows={2}
        maxRows={6}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Group gap="sm">
        <Button variant="default" disabled={text.trim() === ""} onClick={() => setSaid(onTake(text))}>
          {label("opening.takePasted")}
        </Button>
        <div role="status">
          {said.map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </div>
      </Group>
    </Stack>
  );
}

type BalanceTableProps = {
  balances: readonly EnteredBalance[];
  refused: ReadonlyMap<string, string>;
  totals: ReturnType<typeof openingTotals>;
  onChange: (lineId: string, field: BalanceField, text: string) => void;
};

function BalanceTable({ balances, refused, totals, onChange }: BalanceTableProps): ReactNode {
  const hasUnits = balances.some(isUnitBalance);
  const heads = [
    label("line.scheduledValue"),
    ...(hasUnits ? [label("opening.quantityToDate")] : []),
    label("opening.workToDate"),
    label("opening.materialsStored"),
    label("opening.retainageHeld"),
  ];
  return (
    <Ledger caption={label("opening.editing")} maxHeight="60vh">
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{label("line.item")}</Table.Th>
          <Table.Th scope="col">{label("line.description")}</Table.Th>
          {heads.map((head) => (
            <Table.Th key={head} scope="col" className="amount-column">
              {head}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody onKeyDown={goDown}>
        {balances.map((balance) => (
          <BalanceRow
            key={balance.line.id}
            balance={balance}
            hasUnits={hasUnits}
            problems={refused.get(balance.line.id) ?? ""}
            onChange={onChange}
          />
        ))}
      </Table.Tbody>
      <Table.Tfoot>
        <Table.Tr>
          <Table.Th scope="row" colSpan={hasUnits ? 4 : 3}>
            {label("table.total")}
          </Table.Th>
          {[totals.work, totals.stored, totals.held].map((amount, index) => (
            <Table.Td key={balanceFields[index]} className="amount-column">
              <Amount strong of={amountText(amount)} />
            </Table.Td>
          ))}
        </Table.Tr>
      </Table.Tfoot>
    </Ledger>
  );
}

/** Enter goes on to the same column of the next line. */
function goDown(event: KeyboardEvent<HTMLTableSectionElement>): void {
  if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
  event.preventDefault();
  const below = event.target.closest("tr")?.nextElementSibling;
  below?.querySelector<HTMLInputElement>(`input[data-balance="${event.target.dataset.balance}"]`)?.focus();
}

type BalanceRowProps = {
  balance: EnteredBalance;
  hasUnits: boolean;
  problems: string;
  onChange: (lineId: string, field: BalanceField, text: string) => void;
};

const BalanceRow = memo(function BalanceRow({ balance, hasUnits, problems, onChange }: BalanceRowProps): ReactNode {
  const { line } = balance;
  const work = workOf(balance);
  const isUnit = isUnitBalance(balance);
  const cell = (field: BalanceField, column: string) => (
    <Table.Td className="cell" data-field={column}>
      <input
        data-balance={field}
        aria-label={label("opening.cell", { field: fieldLabel(balance, field), item: line.item })}
        aria-invalid={problems.split(" ").includes(field) || undefined}
        inputMode="decimal"
        autoComplete="off"
        value={balance[field]}
        onChange={(event) => onChange(line.id, field, event.currentTarget.value)}
        onBlur={() => {
          const shown = balanceShown(balance, field);
          if (shown !== balance[field]) onChange(line.id, field, shown);
        }}
      />
    </Table.Td>
  );
  return (
    <Table.Tr>
      <Table.Td className="figure">{line.item}</Table.Td>
      <Table.Th scope="row" className="wide-text">
        {line.description}
      </Table.Th>
      <Table.Td className="amount-column">
        <Amount of={line.scheduledValue} />
      </Table.Td>
      {hasUnits && (isUnit ? cell("done", "quantityToDate") : <Table.Td />)}
      {isUnit ? (
        <Table.Td className="amount-column">
          {work !== null && balance.done.trim() !== "" && <Amount of={amountText(work)} />}
        </Table.Td>
      ) : (
        cell("done", "workToDate")
      )}
      {cell("stored", "materialsStored")}
      {cell("held", "retainageHeld")}
    </Table.Tr>
  );
});
