// Importing a schedule of values: a file is chosen, dropped or pasted, read by the server, shown as it was understood,
// and saved only when nothing is wrong with it. Nothing is ever half imported.
import { Button, Group, Stack, Textarea } from "@mantine/core";
import { type DragEvent, type ReactNode, useId, useState } from "react";
import { columnNames } from "../../contract/schedule-import.ts";
import type { ContractShown, ImportShown } from "../../contract/wire.ts";
import { useAct } from "../client/act.ts";
import { postFile } from "../client/fetch.ts";
import { Waiting } from "../ui/Answer.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Icon } from "../ui/Icon.tsx";
import { RefusalAlert } from "../ui/RefusalAlert.tsx";
import { saySaved } from "../ui/saved.ts";
import { label } from "../words.ts";
import { ImportPreview } from "./ImportPreview.tsx";

type ImportDialogProps = { contract: ContractShown; isOpen: boolean; onClose: () => void };
type Chosen = Readonly<{ name: string; file: Blob }>;

export function ImportDialog(props: ImportDialogProps): ReactNode {
  return (
    <Dialog title={label("import.title")} isOpen={props.isOpen} onClose={props.onClose} size="70rem">
      <Import {...props} />
    </Dialog>
  );
}

function Import({ contract, onClose }: ImportDialogProps): ReactNode {
  const send = (mode: "preview" | "save", file: Blob) =>
    postFile<ImportShown>(`/contracts/${contract.id}/schedule-of-values/imports?mode=${mode}`, file, "text/csv");
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const preview = useAct((picked: Chosen) => send("preview", picked.file));
  const save = useAct(
    (picked: Chosen) => send("save", picked.file),
    ({ saved, lines }) => {
      if (!saved) return;
      saySaved(label("import.saved", { count: lines.length }));
      onClose();
    },
  );
  const choose = (picked: Chosen) => {
    setChosen(picked);
    save.reset();
    preview.mutate(picked);
  };
  const startOver = () => {
    setChosen(null);
    preview.reset();
    save.reset();
  };
  // Between preview and saving something may have changed: then saving answers with the problems instead.
  const read = save.data ?? preview.data;
  return (
    <Stack gap="md">
      {chosen === null ? <Choice onChoose={choose} /> : <ChosenFile name={chosen.name} onStartOver={startOver} />}
      {preview.isPending && <Waiting />}
      <RefusalAlert error={preview.error ?? save.error} />
      {chosen !== null && read !== undefined && (
        <ImportPreview
          read={read}
          contract={contract}
          isSaving={save.isPending}
          onSave={() => save.mutate(chosen)}
          onCancel={onClose}
        />
      )}
    </Stack>
  );
}

function ChosenFile({ name, onStartOver }: { name: string; onStartOver: () => void }): ReactNode {
  return (
    <Group justify="space-between">
      <span>
        <Icon name="file" /> <strong>{name}</strong>
      </span>
      <Button variant="default" onClick={onStartOver}>
        {label("import.another")}
      </Button>
    </Group>
  );
}

function Choice({ onChoose }: { onChoose: (chosen: Chosen) => void }): ReactNode {
  const inputId = useId();
  const [isOver, setOver] = useState(false);
  const [pasted, setPasted] = useState("");
  const take = (file: File | undefined) => file !== undefined && onChoose({ name: file.name, file });
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  return (
    <Stack gap="md">
      <p className="quiet">
        {label("import.hint")}{" "}
        <a className="text-link" href={templateAddress()} download={label("import.templateName")}>
          {label("import.template")}
        </a>
      </p>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the file field is the first */}
      <div
        className="drop-zone"
        data-over={isOver || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <Icon name="file" size={26} />
        <label htmlFor={inputId}>{label("import.file")}</label>
        <input
          id={inputId}
          type="file"
          className="file-field"
          accept=".csv,.tsv,.txt,text/csv"
          onChange={(event) => take(event.currentTarget.files?.[0])}
        />
        <span className="quiet">{label("import.drop")}</span>
      </div>
      <Textarea
        label={label("import.paste")}
        description={label("import.pasteHint")}
        minRows={4}
        maxRows={10}
        autosize
        value={pasted}
        onChange={(event) => setPasted(event.currentTarget.value)}
        classNames={{ input: "figure" }}
      />
      <Group justify="flex-end">
        <Button
          disabled={pasted.trim() === ""}
          onClick={() => onChoose({ name: label("import.pasted"), file: new Blob([pasted], { type: "text/csv" }) })}
        >
          {label("import.readPasted")}
        </Button>
      </Group>
    </Stack>
  );
}

/** A file with the names of the columns and nothing else. */
function templateAddress(): string {
  const names = Object.values(columnNames).map(([name]) => name);
  return `data:text/csv;charset=utf-8,${encodeURIComponent(`${names.join(",")}\r\n`)}`;
}
