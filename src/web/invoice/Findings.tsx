// What the checks found on the application as it was saved: by weight, each with where it is mended. One that blocks may
// be let pass by a person with the right, with a reason that is kept.
import { Button, Textarea } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { FindingShown, InvoiceShown } from "../../invoice/wire.ts";
import { invoiceScreens as words } from "../../words/en/invoice-screens.ts";
import { fill } from "../../words/say.ts";
import { useAct } from "../client/act.ts";
import { del, problemOf, put } from "../client/fetch.ts";
import { useSession } from "../client/session.ts";
import { Dialog, DialogForm } from "../ui/Dialog.tsx";
import { PathLink } from "../ui/PathLink.tsx";
import { saySaved } from "../ui/saved.ts";
import { instantShown } from "../ui/when.ts";
import { correctClosed } from "./closed.ts";

type Props = Readonly<{
  invoice: InvoiceShown;
  isEditing: boolean;
  onGoTo: (lineId: string | null, field: string | null) => void;
}>;

const groups: readonly { title: string; holds: (finding: FindingShown) => boolean }[] = [
  { title: words.findingsBlock, holds: ({ severity, overridden }) => severity === "block" && overridden === null },
  { title: words.findingsWarn, holds: ({ severity }) => severity === "warn" },
  { title: words.findingsHint, holds: ({ severity }) => severity === "hint" },
  { title: words.findingsReport, holds: ({ severity }) => severity === "report" },
  { title: words.findingsOverridden, holds: ({ severity, overridden }) => severity === "block" && overridden !== null },
];

export function Findings({ invoice, isEditing, onGoTo }: Props): ReactNode {
  const [asked, setAsked] = useState<FindingShown | null>(null);
  if (invoice.findings.length === 0) return null;
  const mayOverride = !isEditing && correctClosed(invoice).length === 0;
  const shown = groups
    .map(({ title, holds }) => ({ title, findings: invoice.findings.filter(holds) }))
    .filter(({ findings }) => findings.length > 0);
  return (
    <section className="findings" aria-label={words.findingsTitle}>
      {shown.map(({ title, findings }) => (
        <div key={title} className="findings-group">
          <h2>{title}</h2>
          <ul>
            {findings.map((finding) => (
              <li
                key={`${finding.code} ${finding.lineId ?? ""} ${finding.message}`}
                data-severity={finding.overridden === null ? finding.severity : undefined}
              >
                <Finding
                  finding={finding}
                  mayOverride={mayOverride}
                  onGoTo={onGoTo}
                  onAsked={() => setAsked(finding)}
                />
              </li>
            ))}
          </ul>
        </div>
      ))}
      {isEditing && <p className="quiet">{words.findingsAsSaved}</p>}
      <OverrideDialog invoiceId={invoice.id} finding={asked} onClose={() => setAsked(null)} />
    </section>
  );
}

type FindingProps = Readonly<{
  finding: FindingShown;
  mayOverride: boolean;
  onGoTo: (lineId: string | null, field: string | null) => void;
  /** To let it pass, or no longer. */
  onAsked: () => void;
}>;

function Finding({ finding, mayOverride, onGoTo, onAsked }: FindingProps): ReactNode {
  const { timeZone } = useSession().company;
  const { message, lineId, link, mayBeOverridden, overridden } = finding;
  const act = (text: string, onClick: () => void) => (
    <Button variant="default" size="compact-xs" onClick={onClick}>
      {text}
    </Button>
  );
  return (
    <>
      {message} {lineId !== null && act(words.findingGoTo, () => onGoTo(lineId, null))}
      {link !== null && <PathLink to={link}>{words.findingFix}</PathLink>}{" "}
      {mayBeOverridden && mayOverride && overridden === null && act(words.findingOverride, onAsked)}
      {overridden !== null && (
        <p className="finding-overridden">
          {fill(words.findingOverriddenBy, {
            name: overridden.by.name,
            at: instantShown(overridden.at, timeZone),
            reason: overridden.reason,
          })}{" "}
          {mayOverride && act(words.findingTakeBack, onAsked)}
        </p>
      )}
    </>
  );
}

type OverrideProps = Readonly<{ invoiceId: string; finding: FindingShown | null; onClose: () => void }>;

function OverrideDialog({ invoiceId, finding, onClose }: OverrideProps): ReactNode {
  const title = finding?.overridden == null ? words.overrideTitle : words.overrideBackTitle;
  return (
    <Dialog title={title} isOpen={finding !== null} onClose={onClose}>
      {finding !== null && <OverrideForm invoiceId={invoiceId} finding={finding} onClose={onClose} />}
    </Dialog>
  );
}

type FormProps = Readonly<{ invoiceId: string; finding: FindingShown; onClose: () => void }>;

function OverrideForm({ invoiceId, finding, onClose }: FormProps): ReactNode {
  const [reason, setReason] = useState("");
  const [isTried, setTried] = useState(false);
  const isTakenBack = finding.overridden !== null;
  const override = useAct(
    () => {
      const { code, lineId } = finding;
      const path = `/invoices/${invoiceId}/overrides`;
      const given = { code, lineId, reason: reason.trim() };
      return isTakenBack ? del<unknown>(path, given) : put<unknown>(path, given);
    },
    () => {
      saySaved(isTakenBack ? words.overrideTakenBack : words.overrideDone);
      onClose();
    },
  );
  const isMissing = reason.trim() === "";
  const apply = () => {
    setTried(true);
    if (!isMissing) override.mutate(undefined);
  };
  return (
    <DialogForm
      submit={isTakenBack ? words.overrideBackApply : words.overrideApply}
      onSubmit={apply}
      onCancel={onClose}
      isBusy={override.isPending}
      error={override.error}
    >
      <p>{finding.message}</p>
      <p>{words.overrideIntro}</p>
      <Textarea
        label={words.overrideReason}
        required
        data-autofocus
        autosize
        minRows={2}
        maxLength={500}
        value={reason}
        error={(isTried && isMissing && words.overrideReasonMissing) || problemOf(override.error, "reason")}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </DialogForm>
  );
}
