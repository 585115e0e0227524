// What came in and what was built in of each material that lies stored for a line, with its evidence. Column F follows.
import { ActionIcon, Button, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { amountShown, sum } from "../../money/money.ts";
import { invoiceScreens as words } from "../../words/en/invoice-screens.ts";
import { fill } from "../../words/say.ts";
import { Dialog, DialogForm } from "../ui/Dialog.tsx";
import { Icon } from "../ui/Icon.tsx";
import type { SheetLine, Stored } from "./sheet.ts";
import { emptyRow, remainingOf, type StoredRow, storedOf, storedProblems, storedRows } from "./stored-entry.ts";

type Props = Readonly<{
  isOpen: boolean;
  line: SheetLine;
  onClose: () => void;
  onStored: (stored: readonly Stored[], evidence: string) => void;
}>;

export function StoredDialog(props: Props): ReactNode {
  const { item, description } = props.line.shown;
  return (
    <Dialog
      title={fill(words.storedDialogTitle, { item, description })}
      isOpen={props.isOpen}
      onClose={props.onClose}
      size="65rem"
    >
      <Form {...props} />
    </Dialog>
  );
}

function Form({ line, onClose, onStored }: Props): ReactNode {
  const [rows, setRows] = useState<readonly StoredRow[]>(() => {
    const known = storedRows(line);
    return known.length === 0 ? [emptyRow([])] : known;
  });
  const [evidence, setEvidence] = useState(line.evidence);
  const [isTried, setTried] = useState(false);
  const filled = rows.filter((row) => row.isKnown || !isBlank(row));
  const problems = storedProblems(filled);
  const moved = sum(storedOf(filled).map(({ bought, installed }) => bought - installed));
  const before = line.input.previous.materials;
  const set = (key: number, change: Partial<StoredRow>) =>
    setRows((now) => now.map((row) => (row.key === key ? { ...row, ...change } : row)));
  const apply = () => {
    setTried(true);
    if (problems.size > 0) return;
    onStored(storedOf(filled), evidence.trim());
    onClose();
  };
  return (
    <DialogForm submit={words.storedApply} onSubmit={apply} onCancel={onClose} isBusy={false} error={null}>
      <p>{words.storedIntro}</p>
      <table className="figures stored">
        <thead>
          <tr>
            {[
              words.storedItem,
              words.storedBefore,
              words.storedBought,
              words.storedInstalled,
              words.storedRemaining,
            ].map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
            <th scope="col" className="figures-text">
              {words.storedEvidence}
            </th>
            <td />
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <Row
              key={row.key}
              row={row}
              name={row.id.trim() === "" ? fill(words.storedNew, { number: index + 1 }) : row.id}
              problems={isTried ? (problems.get(row.key) ?? {}) : {}}
              onChange={(change) => set(row.key, change)}
              onDrop={row.isKnown ? null : () => setRows((now) => now.filter(({ key }) => key !== row.key))}
            />
          ))}
        </tbody>
      </table>
      <Button
        variant="default"
        style={{ alignSelf: "start" }}
        onClick={() => setRows((now) => [...now, emptyRow(now)])}
      >
        {words.storedAdd}
      </Button>
      <TextInput
        label={words.storedLineEvidence}
        description={words.storedEvidenceHint}
        value={evidence}
        onChange={(event) => setEvidence(event.currentTarget.value)}
      />
      <p aria-live="polite">
        {fill(words.storedSum, {
          before: amountShown(before),
          moved: amountShown(moved),
          after: amountShown(before + moved),
        })}
      </p>
    </DialogForm>
  );
}

const isBlank = ({ id, bought, installed, evidence }: StoredRow): boolean =>
  [id, bought, installed, evidence].every((text) => text.trim() === "");

type RowProps = Readonly<{
  row: StoredRow;
  /** What it is called to screen readers. */
  name: string;
  problems: Readonly<Partial<Record<"id" | "bought" | "installed", string>>>;
  onChange: (change: Partial<StoredRow>) => void;
  onDrop: (() => void) | null;
}>;

function Row({ row, name, problems, onChange, onDrop }: RowProps): ReactNode {
  const remaining = remainingOf(row);
  const amount = (field: "bought" | "installed", label: string) => (
    <td>
      <TextInput
        aria-label={`${label}, ${name}`}
        value={row[field]}
        inputMode="decimal"
        autoComplete="off"
        error={problems[field]}
        onChange={(event) => onChange({ [field]: event.currentTarget.value })}
      />
    </td>
  );
  return (
    <tr>
      <th scope="row">
        {row.isKnown ? (
          row.id
        ) : (
          <TextInput
            aria-label={`${words.storedItem}, ${name}`}
            value={row.id}
            maxLength={80}
            error={problems.id}
            onChange={(event) => onChange({ id: event.currentTarget.value })}
          />
        )}
      </th>
      <td>{amountShown(row.before)}</td>
      {amount("bought", words.storedBought)}
      {amount("installed", words.storedInstalled)}
      <td data-beyond={(remaining !== null && remaining < 0n) || undefined}>
        {remaining === null ? words.cellNotApplicable : amountShown(remaining)}
      </td>
      <td className="figures-text">
        <TextInput
          aria-label={`${words.storedEvidence}, ${name}`}
          value={row.evidence}
          onChange={(event) => onChange({ evidence: event.currentTarget.value })}
        />
      </td>
      <td>
        {onDrop !== null && (
          <ActionIcon variant="subtle" aria-label={fill(words.storedDrop, { id: name })} onClick={onDrop}>
            <Icon name="cross" size={16} />
          </ActionIcon>
        )}
      </td>
    </tr>
  );
}
