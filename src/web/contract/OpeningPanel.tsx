// Where the contract stood when it was taken over: for reading, and the way into entering it while nothing is billed.
import { Table } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { ContractShown, OpeningShown, ScheduleShown } from "../../contract/wire.ts";
import { paths } from "../../paths.ts";
import type { ReasonShown } from "../../wire.ts";
import { Amount, Figure } from "../ui/Amount.tsx";
import { Ledger } from "../ui/Ledger.tsx";
import { Facts, Panel } from "../ui/Panel.tsx";
import { ClosableButton } from "../ui/WhyClosed.tsx";
import { label } from "../words.ts";
import { OpeningEditor } from "./OpeningEditor.tsx";

/** Undefined: the schedule of values is not for this person to see. */
type OpeningPanelProps = { contract: ContractShown; schedule: ScheduleShown | undefined };

export function OpeningPanel({ contract, schedule }: OpeningPanelProps): ReactNode {
  const [isEditing, setEditing] = useState(false);
  if (isEditing && schedule !== undefined) {
    return <OpeningEditor contract={contract} schedule={schedule} onDone={() => setEditing(false)} />;
  }
  const { opening } = contract;
  return (
    <Panel
      title={label("opening.title")}
      actions={
        <ClosableButton
          variant="default"
          closedBecause={closedBecause(contract, schedule)}
          onClick={() => setEditing(true)}
        >
          {label(opening === null ? "opening.enter" : "opening.edit")}
        </ClosableButton>
      }
    >
      <div className="terms-group">
        <p className="quiet">{label("opening.text")}</p>
        {opening === null ? <p>{label("opening.none")}</p> : <OpeningForReading {...{ opening, schedule }} />}
      </div>
    </Panel>
  );
}

function closedBecause({ closed, sums, projectId, id }: ContractShown, schedule: ScheduleShown | undefined) {
  const reasons: ReasonShown[] = [...closed.edit];
  const add = (code: string, message: string, link: string | null) => reasons.push({ code, message, link });
  if (sums.invoiceCount > 0) {
    const message = label("opening.closed", { count: sums.invoiceCount });
    add("opening_closed", message, paths.contract(projectId, id, "invoices"));
  }
  if (schedule === undefined) add("schedule_hidden", label("opening.hidden"), null);
  else if (schedule.lines.length === 0)
    add("contract_has_no_lines", label("opening.noLines"), paths.contract(projectId, id, "schedule"));
  return reasons;
}

type OpeningForReadingProps = { opening: OpeningShown; schedule: ScheduleShown | undefined };

function OpeningForReading({ opening: { certified, lines }, schedule }: OpeningForReadingProps): ReactNode {
  const known = new Map(schedule?.lines.map((line) => [line.id, line]));
  const hasUnits = lines.some(({ quantityToDate }) => quantityToDate !== null);
  const heads = [
    ...(hasUnits ? [label("opening.quantityToDate")] : []),
    label("opening.workToDate"),
    label("opening.materialsStored"),
    label("opening.retainageHeld"),
  ];
  return (
    <>
      <Facts
        facts={[
          {
            name: label("opening.certified"),
            value: certified === null ? label("opening.certifiedShown") : <Amount of={certified} />,
          },
        ]}
      />
      <p>{label("opening.linesWithBalance", { count: lines.length })}</p>
      {schedule !== undefined && (
        <Ledger caption={label("opening.title")} maxHeight="50vh">
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
          <Table.Tbody>
            {lines.map(({ lineId, workToDate, quantityToDate, materialsStored, retainageHeld }) => (
              <Table.Tr key={lineId}>
                <Table.Td className="figure">{known.get(lineId)?.item}</Table.Td>
                <Table.Th scope="row" className="wide-text">
                  {known.get(lineId)?.description}
                </Table.Th>
                {hasUnits && (
                  <Table.Td className="amount-column">
                    {quantityToDate !== null && <Figure of={quantityToDate} />}
                  </Table.Td>
                )}
                <Table.Td className="amount-column">{workToDate !== null && <Amount of={workToDate} />}</Table.Td>
                <Table.Td className="amount-column">
                  <Amount of={materialsStored} />
                </Table.Td>
                <Table.Td className="amount-column">
                  {retainageHeld === null ? (
                    <span className="quiet">{label("opening.byRates")}</span>
                  ) : (
                    <Amount of={retainageHeld} />
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Ledger>
      )}
    </>
  );
}
