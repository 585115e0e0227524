// How an imported file was understood: its columns, its lines, its total beside the contract's, and everything that is
// wrong with it, each with its place, what was given and what is taken.
import { Button, Group, Stack, Table, Title } from "@mantine/core";
import type { ReactNode } from "react";
import type { ContractShown, ImportShown } from "../../contract/wire.ts";
import type { ReasonShown } from "../../wire.ts";
import { importColumns } from "../../words/en/imports.ts";
import { Amount, Figure } from "../ui/Amount.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Ledger } from "../ui/Ledger.tsx";
import { Facts } from "../ui/Panel.tsx";
import { StatusBadge } from "../ui/StatusBadge.tsx";
import { ClosableButton } from "../ui/WhyClosed.tsx";
import { label } from "../words.ts";
import { columnsOf, LineRows, LinesHead, TotalRow } from "./ScheduleTable.tsx";

type ImportPreviewProps = {
  read: ImportShown;
  contract: ContractShown;
  isSaving: boolean;
  onSave: () => void;
  onCancel: () => void;
};

export function ImportPreview({ read, contract, isSaving, onSave, onCancel }: ImportPreviewProps): ReactNode {
  const columns = columnsOf(read.lines);
  return (
    <Stack gap="md">
      <Problems problems={read.problems} />
      <div className="import-facts">
        <Facts
          facts={[
            { name: label("import.lines"), value: <Figure of={String(read.lines.length)} /> },
            { name: label("import.total"), value: <Amount strong of={read.total} /> },
            { name: label("import.totalNow"), value: <Amount of={contract.sums.original} /> },
          ]}
        />
      </div>
      {contract.sums.lineCount > 0 && <p className="quiet">{label("import.replaces")}</p>}
      <Columns columns={read.columns} />
      {read.lines.length > 0 && (
        <section>
          <Title order={3}>{label("import.readLines")}</Title>
          <Ledger caption={label("import.readLines")} maxHeight="45vh">
            <LinesHead columns={columns} />
            <Table.Tbody>
              <LineRows lines={read.lines} columns={columns} />
            </Table.Tbody>
            <Table.Tfoot>
              <TotalRow text={label("table.total")} amount={read.total} columns={columns} />
            </Table.Tfoot>
          </Ledger>
        </section>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onCancel}>
          {label("dialog.cancel")}
        </Button>
        <ClosableButton loading={isSaving} closedBecause={closedBecause(read.problems)} onClick={onSave}>
          {label("import.save", { count: read.lines.length })}
        </ClosableButton>
      </Group>
    </Stack>
  );
}

/** The list of problems stands above; the button only points to it. */
function closedBecause(problems: readonly ReasonShown[]): readonly ReasonShown[] {
  if (problems.length === 0) return [];
  return [{ code: "problems", message: label("import.problems", { count: problems.length }), link: null }];
}

function Columns({ columns }: Pick<ImportShown, "columns">): ReactNode {
  if (columns.length === 0) return null;
  return (
    <section>
      <Title order={3}>{label("import.columns")}</Title>
      <ul className="column-list">
        {columns.map(({ header, readAs }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a file may name two columns alike
          <li key={index}>
            <span className="figure">{header || label("import.unnamed")}</span>
            <Icon name="right" size={12} />
            {readAs === null ? (
              <StatusBadge tone="grey">{label("import.notRead")}</StatusBadge>
            ) : (
              <StatusBadge tone="green">{meaningOf(readAs)}</StatusBadge>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function meaningOf(readAs: string): string {
  const meanings: Readonly<Record<string, string>> = importColumns;
  return meanings[readAs] ?? readAs;
}

function Problems({ problems }: { problems: readonly ReasonShown[] }): ReactNode {
  if (problems.length === 0) {
    return (
      <p className="all-well" role="status">
        <Icon name="check" /> {label("import.allWell")}
      </p>
    );
  }
  return (
    <section className="problems" role="alert">
      <Title order={3}>
        <Icon name="warning" /> {label("import.problems", { count: problems.length })}
      </Title>
      <Ledger caption={label("import.problems", { count: problems.length })} maxHeight="40vh">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{label("import.row")}</Table.Th>
            <Table.Th scope="col">{label("import.column")}</Table.Th>
            <Table.Th scope="col">{label("import.problem")}</Table.Th>
            <Table.Th scope="col">{label("import.given")}</Table.Th>
            <Table.Th scope="col">{label("import.allowed")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {problems.map((problem, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a list that is only shown
            <Table.Tr key={index}>
              <Table.Td className="figure">{problem.row}</Table.Td>
              <Table.Td>{problem.column}</Table.Td>
              <Table.Td className="wide-text">{problem.message}</Table.Td>
              <Table.Td className="figure">{problem.given}</Table.Td>
              <Table.Td>{problem.allowed}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Ledger>
    </section>
  );
}
