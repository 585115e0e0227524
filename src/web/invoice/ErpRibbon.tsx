// Where the application stands with the ERP: what is going on and since when, and the one thing that can be done about
// it from here. A button that is closed says every reason why.
import { Anchor } from "@mantine/core";
import type { ReactNode } from "react";
import type { ErpStandingShown, InvoiceShown } from "../../invoice/wire.ts";
import type { ReasonShown } from "../../wire.ts";
import { invoiceScreens as words } from "../../words/en/invoice-screens.ts";
import { fill } from "../../words/say.ts";
import { useAct } from "../client/act.ts";
import { post } from "../client/fetch.ts";
import { useSession } from "../client/session.ts";
import { ErpMarker } from "../ui/ErpMarker.tsx";
import { PathLink } from "../ui/PathLink.tsx";
import { RefusalAlert } from "../ui/RefusalAlert.tsx";
import { saySaved } from "../ui/saved.ts";
import { ClosableButton } from "../ui/WhyClosed.tsx";
import { instantShown } from "../ui/when.ts";

const routes = { send: "sendings", resend: "sendings", retrieve: "retrievals" } as const;
const done = { send: words.erpDone_send, resend: words.erpDone_resend, retrieve: words.erpDone_retrieve } as const;

/** The ERP is at work, or nobody knows yet what it did: the page asks again by itself. */
export function isMoving({ state }: Pick<ErpStandingShown, "state">): boolean {
  return state === "exporting" || state === "in_doubt" || state === "unlinking";
}

const unsaved: ReasonShown = { code: "draft_changes", message: words.erpUnsaved, link: null };

export function ErpRibbon({ invoice, hasUnsaved }: { invoice: InvoiceShown; hasUnsaved: boolean }): ReactNode {
  const { erp } = invoice;
  const { timeZone } = useSession().company;
  const act = useAct(
    (which: "send" | "resend" | "retrieve") => post<ErpStandingShown>(`/invoices/${invoice.id}/${routes[which]}`),
    (_, which) => saySaved(fill(done[which], { number: invoice.number })),
  );
  const closedBecause = hasUnsaved ? [unsaved, ...erp.closedBecause] : erp.closedBecause;
  const { button } = erp;

  return (
    <section className="ribbon" data-marker={erp.marker} data-state={erp.state} aria-label={words.erpTitle}>
      <div className="ribbon-row">
        <div className="ribbon-says">
          <div className="ribbon-head">
            {erp.integrated && <ErpMarker state={erp.state} word={erp.stateLabel} />}
            {erp.erpNumber !== null && (
              <span className="ribbon-number">
                {words.erpNumber}{" "}
                {erp.erpLink === null ? (
                  <strong>{erp.erpNumber}</strong>
                ) : (
                  <Anchor href={erp.erpLink} target="_blank" rel="noreferrer" fw={700} underline="always">
                    {erp.erpNumber}
                  </Anchor>
                )}
              </span>
            )}
          </div>
          <p className="ribbon-sentence" role="status">
            {erp.sentence}
          </p>
          {isMoving(erp) && <p className="ribbon-quiet">{words.erpWatching}</p>}
          {erp.sentBy !== null && erp.sentAt !== null && (erp.state !== "sent" || erp.round > 1) && (
            <p className="ribbon-quiet">
              {fill(words.erpSentBy, { name: erp.sentBy.name, at: instantShown(erp.sentAt, timeZone) })}
              {erp.round > 1 && ` · ${fill(words.erpRound, { count: erp.round })}`}
            </p>
          )}
          {erp.thingsToKnow !== null && (!erp.integrated || erp.problems.length > 0) && (
            <p className="ribbon-quiet">
              <PathLink to={erp.thingsToKnow}>{words.erpThingsToKnow}</PathLink>
            </p>
          )}
        </div>
        {button !== null && (
          <div className="ribbon-act">
            <ClosableButton
              closedBecause={closedBecause}
              loading={act.isPending}
              size="sm"
              variant={button.act === "retrieve" ? "default" : "filled"}
              onClick={() => act.mutate(button.act)}
            >
              {button.label}
            </ClosableButton>
          </div>
        )}
      </div>
      {erp.problems.length > 0 && <ErpProblems problems={erp.problems} />}
      <RefusalAlert error={act.error} />
    </section>
  );
}

/** What went wrong on the way into the ERP: our sentence, and the ERP's own words for whoever has to look them up there. */
export function ErpProblems({ problems }: { problems: ErpStandingShown["problems"] }): ReactNode {
  return (
    <ul className="erp-problems">
      {problems.map((problem) => (
        <li key={`${problem.code} ${problem.message} ${problem.said}`}>
          {problem.message}
          {problem.said !== "" && problem.said !== problem.message && (
            <details>
              <summary>{words.erpProblems}</summary>
              <pre>{problem.said}</pre>
            </details>
          )}
        </li>
      ))}
    </ul>
  );
}
