// Columns E and F of the lines as they were certified, beside what was applied for.
import { Table, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { amountShown } from "../../money/money.ts";
import { invoiceScreens as words } from "../../words/en/invoice-screens.ts";
import { fill } from "../../words/say.ts";
import { Ledger } from "../ui/Ledger.tsx";
import { readEntry } from "./entry.ts";
import type { SheetLine } from "./sheet.ts";

type Cut = Readonly<{ work: string; materials: string }>;
/** What was typed, by line. */
export type CutTexts = ReadonlyMap<string, Cut>;

type Props = Readonly<{
  lines: readonly SheetLine[];
  cuts: CutTexts;
  isTried: boolean;
  onChange: (cuts: CutTexts) => void;
}>;

export function CutTable({ lines, cuts, isTried, onChange }: Props): ReactNode {
  const field = (lineId: string, name: string, part: keyof Cut) => {
    const cut = cuts.get(lineId) ?? { work: "", materials: "" };
    const isBad = isTried && "problem" in readEntry("amount", cut[part]);
    return (
      <TextInput
        aria-label={name}
        value={cut[part]}
        inputMode="decimal"
        autoComplete="off"
        error={isBad && fill(words.retainageBad, { allowed: words.allowedAmount, given: cut[part] })}
        onChange={(event) => onChange(new Map(cuts).set(lineId, { ...cut, [part]: event.currentTarget.value }))}
      />
    );
  };
  return (
    <Ledger caption={words.certificateLines} maxHeight="40vh" dense>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{words.certificateItem}</Table.Th>
          <Table.Th scope="col">{words.certificateWork}</Table.Th>
          <Table.Th scope="col">{words.certificateWorkCertified}</Table.Th>
          <Table.Th scope="col">{words.certificateMaterials}</Table.Th>
          <Table.Th scope="col">{words.certificateMaterialsCertified}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {lines.map(({ shown, figures }) => (
          <Table.Tr key={shown.lineId}>
            <Table.Th scope="row">
              {shown.item} {shown.description}
            </Table.Th>
            <Table.Td className="amount-column">{amountShown(figures.workThisPeriod)}</Table.Td>
            <Table.Td className="amount-field">
              {field(shown.lineId, fill(words.certificateWorkName, { item: shown.item }), "work")}
            </Table.Td>
            <Table.Td className="amount-column">{amountShown(figures.materialsStored)}</Table.Td>
            <Table.Td className="amount-field">
              {field(shown.lineId, fill(words.certificateMaterialsName, { item: shown.item }), "materials")}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Ledger>
  );
}
