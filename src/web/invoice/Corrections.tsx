// How the application was corrected: who, when, why, and every figure that moved.
import type { ReactNode } from "react";
import type { InvoiceShown } from "../../invoice/wire.ts";
import { invoiceScreens as words } from "../../words/en/invoice-screens.ts";
import { fill } from "../../words/say.ts";
import { useSession } from "../client/session.ts";
import { Panel } from "../ui/Panel.tsx";
import { instantShown } from "../ui/when.ts";
import { MovedFigures } from "./Moved.tsx";

export function Corrections({ of }: { of: InvoiceShown["corrections"] }): ReactNode {
  const { timeZone } = useSession().company;
  if (of.length === 0) return null;
  return (
    <Panel title={words.correctionsTitle}>
      {of.map(({ number, reason, by, at, moved }) => (
        <article key={number} className="correction">
          <h3>{fill(words.correctionsEntry, { number, name: by.name, at: instantShown(at, timeZone) })}</h3>
          <p>{reason}</p>
          <MovedFigures moved={moved} before={words.correctionsWas} after={words.correctionsIs} />
        </article>
      ))}
    </Panel>
  );
}
