// The billing terms for reading. Groups that nothing was agreed about are one line each.
import { Stack, Table } from "@mantine/core";
import type { ReactNode } from "react";
import type { TermsShown } from "../../contract/billing-terms.ts";
import type { ContractShown } from "../../contract/wire.ts";
import { amountShown, cents } from "../../money/money.ts";
import { Ledger } from "../ui/Ledger.tsx";
import { Facts, Panel } from "../ui/Panel.tsx";
import { ClosableButton } from "../ui/WhyClosed.tsx";
import { label } from "../words.ts";
import type { WorkedOut } from "./held-preview.ts";
import {
  AdvanceExample,
  CapExample,
  EscrowExample,
  OverbillingExample,
  SplitExample,
  StepExamples,
  TaxExample,
} from "./TermsExamples.tsx";

type TermsShownPanelsProps = { contract: ContractShown; worked: WorkedOut | null; onEdit: () => void };

export function TermsShownPanels({ contract, worked, onEdit }: TermsShownPanelsProps): ReactNode {
  const { terms } = contract;
  const edit = (
    <ClosableButton variant="default" closedBecause={contract.closed.edit} onClick={onEdit}>
      {label("terms.edit")}
    </ClosableButton>
  );
  return (
    <Stack gap="md">
      <Panel title={label("terms.retainage")} actions={edit}>
        <div className="terms-group">
          <p className="quiet">{label("terms.retainageText")}</p>
          <Facts facts={retainageFacts(contract)} />
          <h3>{label("terms.steps")}</h3>
          {terms.retainage.steps.length === 0 ? (
            <p className="quiet">{label("terms.stepsNone")}</p>
          ) : (
            <StepsTable steps={terms.retainage.steps} />
          )}
          <StepExamples worked={worked} />
          <CapExample worked={worked} />
        </div>
      </Panel>
      <Panel title={label("terms.overbilling")}>
        <div className="terms-group">
          <p>{label(`terms.overbilling.${terms.overbilling}`)}</p>
          <OverbillingExample policy={terms.overbilling} />
        </div>
      </Panel>
      <Panel title={label("terms.changeOrderSplit")}>
        <div className="terms-group">
          <p>{label(`terms.changeOrderSplit.${terms.changeOrderSplit}`)}</p>
          <SplitExample split={terms.changeOrderSplit} />
        </div>
      </Panel>
      <Panel title={label("terms.others")}>
        <div className="terms-group">
          <Facts facts={otherFacts(terms)} />
          <TaxExample worked={worked} />
          <AdvanceExample worked={worked} />
          <EscrowExample worked={worked} />
        </div>
      </Panel>
    </Stack>
  );
}

type Threshold = TermsShown["retainage"]["steps"][number]["at"];

function thresholdShown(threshold: Threshold): string {
  if ("amount" in threshold) return label("terms.capShown.amount", { value: amountShown(cents(threshold.amount)) });
  return label(`terms.capShown.${threshold.of}`, { value: threshold.percent });
}

const percent = (rate: string): string => label("terms.percent", { rate });

function retainageFacts({ retainageOnWork, retainageOnMaterials, terms: { retainage } }: ContractShown) {
  const none = <span className="quiet">{label("terms.none")}</span>;
  return [
    { name: label("terms.retainageOnWork"), value: percent(retainageOnWork) },
    { name: label("terms.retainageOnMaterials"), value: percent(retainageOnMaterials) },
    { name: label("terms.level"), value: label(`terms.level.${retainage.level}`) },
    { name: label("terms.cap"), value: retainage.cap === null ? none : thresholdShown(retainage.cap) },
    { name: label("terms.maximum"), value: retainage.maximum === null ? none : percent(retainage.maximum) },
  ];
}

function otherFacts({ tax, advance, escrow, funds }: TermsShown) {
  const none = <span className="quiet">{label("terms.none")}</span>;
  const taxFacts = tax && [
    { name: label("terms.taxRate"), value: percent(tax.rate) },
    { name: label("terms.taxBase"), value: label(`terms.taxBase.${tax.base}`) },
    { name: label("terms.taxOnRelease"), value: label(`terms.taxOnRelease.${tax.onRelease}`) },
    { name: label("terms.taxRounding"), value: label(`terms.taxRounding.${tax.rounding}`) },
  ];
  const advanceFacts = advance && [
    { name: label("terms.advancePaid"), value: amountShown(cents(advance.paid)) },
    { name: label("terms.advanceRecoup"), value: percent(advance.recoupPercent) },
  ];
  return [
    ...(taxFacts ?? [{ name: label("terms.tax"), value: none }]),
    ...(advanceFacts ?? [{ name: label("terms.advance"), value: none }]),
    escrow === null
      ? { name: label("terms.escrow"), value: none }
      : { name: label("terms.escrowStep"), value: amountShown(cents(escrow.roundDownTo)) },
    { name: label("terms.funds"), value: funds.length === 0 ? none : funds.join(", ") },
  ];
}

function StepsTable({ steps }: { steps: TermsShown["retainage"]["steps"] }): ReactNode {
  return (
    <Ledger caption={label("terms.steps")} dense>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{label("terms.stepNumber")}</Table.Th>
          <Table.Th scope="col">{label("terms.stepKind")}</Table.Th>
          <Table.Th scope="col" className="amount-column">
            {label("terms.stepWork")}
          </Table.Th>
          <Table.Th scope="col" className="amount-column">
            {label("terms.stepMaterials")}
          </Table.Th>
          <Table.Th scope="col">{label("terms.stepEffect")}</Table.Th>
          <Table.Th scope="col">{label("terms.stepScope")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {steps.map(({ at, work, materials, effect, scope }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place in the order
          <Table.Tr key={index}>
            <Table.Th scope="row" className="figure">
              {index + 1}
            </Table.Th>
            <Table.Td>{thresholdShown(at)}</Table.Td>
            <Table.Td className="amount-column figure">{percent(work)}</Table.Td>
            <Table.Td className="amount-column figure">{percent(materials)}</Table.Td>
            <Table.Td>{label(`terms.effect.${effect}`)}</Table.Td>
            <Table.Td>{label(`terms.scope.${scope}`)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Ledger>
  );
}
