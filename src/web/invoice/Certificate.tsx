// What was certified, beside what was applied for.
import type { ReactNode } from "react";
import type { InvoiceShown } from "../../invoice/wire.ts";
import { amountShown, amountText, cents } from "../../money/money.ts";
import { invoiceScreens as words } from "../../words/en/invoice-screens.ts";
import { fill } from "../../words/say.ts";
import { useSession } from "../client/session.ts";
import { Amount } from "../ui/Amount.tsx";
import { Facts, Panel } from "../ui/Panel.tsx";
import { StatusBadge } from "../ui/StatusBadge.tsx";
import { instantShown } from "../ui/when.ts";

type Certified = Pick<InvoiceShown, "certificate" | "summary">;

export function CertificateBadge({ invoice: { certificate, summary } }: { invoice: Certified }): ReactNode {
  if (certificate === null) return null;
  const [certified, applied] = [cents(certificate.amount), cents(summary["8"])];
  if (certified === applied) return <StatusBadge tone="green">{words.certificateBadgeFull}</StatusBadge>;
  const amounts = { certified: amountShown(certified), applied: amountShown(applied) };
  return <StatusBadge tone="yellow">{fill(words.certificateBadge, amounts)}</StatusBadge>;
}

export function Certificate({ invoice: { certificate, summary } }: { invoice: Certified }): ReactNode {
  const { timeZone } = useSession().company;
  if (certificate === null) return null;
  const { amount, lines, note, by, at } = certificate;
  const left = amountText(cents(summary["8"]) - cents(amount));
  const facts = [
    { name: words.certificateApplied, value: <Amount of={summary["8"]} /> },
    { name: words.certificateCertified, value: <Amount of={amount} strong /> },
    { name: words.certificateLeft, value: <Amount of={left} /> },
  ];
  return (
    <Panel title={words.certificatePanel}>
      <Facts facts={facts} />
      {lines.length > 0 && <p>{fill(words.certificateCutLines, { count: lines.length })}</p>}
      {note !== "" && <p className="certificate-note">{note}</p>}
      <p className="quiet">{fill(words.certificateBy, { name: by.name, at: instantShown(at, timeZone) })}</p>
    </Panel>
  );
}
