// What moved in later applications because an earlier one was saved: every figure, before and after.
import type { ReactNode } from "react";
import type { z } from "zod";
import type { InvoiceSaved } from "../../invoice/wire.ts";
import { paths } from "../../paths.ts";
import { invoiceScreens as words } from "../../words/en/invoice-screens.ts";
import { fill } from "../../words/say.ts";
import { Amount } from "../ui/Amount.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { PathLink } from "../ui/PathLink.tsx";
import { summaryLineName } from "./Summary.tsx";

export type MovedInvoices = z.infer<typeof InvoiceSaved>["moved"];

type Props = Readonly<{ moved: MovedInvoices; projectId: string; contractId: string; onClose: () => void }>;

export function Moved({ moved, projectId, contractId, onClose }: Props): ReactNode {
  return (
    <Dialog title={words.movedTitle} isOpen={moved.length > 0} onClose={onClose} size="lg">
      <p>{words.movedIntro}</p>
      {moved.map(({ invoiceId, number, figures }) => (
        <table key={invoiceId} className="moved">
          <caption>
            <PathLink to={paths.invoice(projectId, contractId, invoiceId)}>
              {fill(words.movedInvoice, { number })}
            </PathLink>
          </caption>
          <thead>
            <tr>
              <th scope="col">{words.movedLine}</th>
              <th scope="col" className="amount-column">
                {words.movedBefore}
              </th>
              <th scope="col" className="amount-column">
                {words.movedAfter}
              </th>
            </tr>
          </thead>
          <tbody>
            {figures.map(({ line, before, after }) => (
              <tr key={line}>
                <th scope="row">
                  {line} {summaryLineName(line)}
                </th>
                <td className="amount-column">
                  <Amount of={before} />
                </td>
                <td className="amount-column">
                  <Amount of={after} strong />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </Dialog>
  );
}
