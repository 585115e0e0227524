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
      <MovedFigures
        moved={moved}
        before={words.movedBefore}
        after={words.movedAfter}
        linkTo={(invoiceId) => paths.invoice(projectId, contractId, invoiceId)}
      />
    </Dialog>
  );
}

type FiguresProps = Readonly<{
  moved: MovedInvoices;
  before: string;
  after: string;
  linkTo?: (invoiceId: string) => string;
}>;

/** A table for every application of which a figure moved. */
export function MovedFigures({ moved, before, after, linkTo }: FiguresProps): ReactNode {
  return moved.map(({ invoiceId, number, figures }) => (
    <table key={invoiceId} className="moved">
      <caption>
        {linkTo === undefined ? (
          fill(words.movedInvoice, { number })
        ) : (
          <PathLink to={linkTo(invoiceId)}>{fill(words.movedInvoice, { number })}</PathLink>
        )}
      </caption>
      <thead>
        <tr>
          <th scope="col">{words.movedLine}</th>
          <th scope="col" className="amount-column">
            {before}
          </th>
          <th scope="col" className="amount-column">
            {after}
          </th>
        </tr>
      </thead>
      <tbody>
        {figures.map(({ line, before: was, after: is }) => (
          <tr key={line}>
            <th scope="row">
              {line} {summaryLineName(line)}
            </th>
            <td className="amount-column">
              <Amount of={was} />
            </td>
            <td className="amount-column">
              <Amount of={is} strong />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  ));
}
