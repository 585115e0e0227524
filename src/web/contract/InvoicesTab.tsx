// The invoices of one contract, in their order, and the button that makes the next one.
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { ContractShown } from "../../contract/wire.ts";
import { contractInvoicesQuestion } from "../client/questions.ts";
import { Answer } from "../ui/Answer.tsx";
import { EmptyState } from "../ui/EmptyState.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Panel } from "../ui/Panel.tsx";
import { ClosableButton } from "../ui/WhyClosed.tsx";
import { label } from "../words.ts";
import { InvoiceTable } from "./InvoiceTable.tsx";
import { NewInvoiceDialog } from "./NewInvoiceDialog.tsx";

export function InvoicesTab({ contract }: { contract: ContractShown }): ReactNode {
  const [isMaking, setMaking] = useState(false);
  const invoices = useQuery(contractInvoicesQuestion(contract.id));
  const create = (
    <ClosableButton
      leftSection={<Icon name="plus" size={14} />}
      closedBecause={contract.closed.createInvoice}
      onClick={() => setMaking(true)}
    >
      {label("invoices.create")}
    </ClosableButton>
  );
  return (
    <>
      <Answer to={invoices}>
        {({ invoices }) =>
          invoices.length === 0 ? (
            <EmptyState title={label("invoices.none")} action={create}>
              {label("invoices.noneText")}
            </EmptyState>
          ) : (
            <Panel title={label("invoices.count", { count: invoices.length })} actions={create} flush>
              <InvoiceTable caption={label("invoices.captionContract")} invoices={invoices} />
            </Panel>
          )
        }
      </Answer>
      <NewInvoiceDialog contract={contract} isOpen={isMaking} onClose={() => setMaking(false)} />
    </>
  );
}
