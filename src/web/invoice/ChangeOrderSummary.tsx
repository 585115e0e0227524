// The four cells: additions and deductions of the change orders that entered before, and of those that enter here.
import type { ReactNode } from "react";
import type { InvoiceShown } from "../../invoice/wire.ts";
import { amountShown, cents } from "../../money/money.ts";
import { invoiceScreens as words } from "../../words/en/invoice-screens.ts";
import { Panel } from "../ui/Panel.tsx";

export function ChangeOrderSummary({ of }: { of: InvoiceShown["changeOrderSummary"] }): ReactNode {
  const rows = [
    { name: words.changeOrderSummaryPrevious, added: of.additions.previous, deducted: of.deductions.previous },
    { name: words.changeOrderSummaryThis, added: of.additions.thisPeriod, deducted: of.deductions.thisPeriod },
  ];
  return (
    <Panel title={words.changeOrderSummaryTitle}>
      <table className="figures change-order-summary">
        <thead>
          <tr>
            <th scope="col">{words.changeOrderSummaryWhat}</th>
            <th scope="col">{words.changeOrderSummaryAdditions}</th>
            <th scope="col">{words.changeOrderSummaryDeductions}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, added, deducted }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{amountShown(cents(added))}</td>
              <td>{amountShown(cents(deducted))}</td>
            </tr>
          ))}
          <tr className="below-payable">
            <th scope="row">{words.changeOrderSummaryNet}</th>
            <td colSpan={2}>{amountShown(cents(of.net))}</td>
          </tr>
        </tbody>
      </table>
    </Panel>
  );
}
