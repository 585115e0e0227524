// ERP Integrations, Owner Invoices: what project teams sent, for the approver to accept or reject on sight.
import { Button, Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Fragment, type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import { isOpen, type Move } from "../../erp-queue/entry.ts";
import { type QueueEntryShown, type QueueFilter, type QueueShown, queueFilters } from "../../erp-queue/wire.ts";
import type { ErpStandingShown } from "../../invoice/wire.ts";
import { paths } from "../../paths.ts";
import { queueScreens as words } from "../../words/en/queue-screens.ts";
import { fill } from "../../words/say.ts";
import { useAct } from "../client/act.ts";
import { post } from "../client/fetch.ts";
import { queueQuestion } from "../client/questions.ts";
import { useSession } from "../client/session.ts";
import { ErpProblems, isMoving } from "../invoice/ErpRibbon.tsx";
import { projectName } from "../project/useProject.ts";
import { Amount } from "../ui/Amount.tsx";
import { Answer } from "../ui/Answer.tsx";
import { EmptyState } from "../ui/EmptyState.tsx";
import { ErpMarker } from "../ui/ErpMarker.tsx";
import { Ledger } from "../ui/Ledger.tsx";
import { Page } from "../ui/Page.tsx";
import { PathLink, useGo } from "../ui/PathLink.tsx";
import { PathTabs } from "../ui/PathTabs.tsx";
import { RefusalAlert } from "../ui/RefusalAlert.tsx";
import { saySaved } from "../ui/saved.ts";
import { ClosableButton } from "../ui/WhyClosed.tsx";
import { dayShown, instantShown } from "../ui/when.ts";
import { AcceptDialog } from "./AcceptDialog.tsx";
import { ageShown } from "./age.ts";
import { byProject } from "./by-project.ts";
import { RejectDialog } from "./RejectDialog.tsx";
import "./queue.css";

/** Others decide too: the list is asked for again by itself, faster while the ERP is at work. */
const waitingMs = 5_000;
const movingMs = 1_500;

const columnCount = 11;

export function QueuePage({ filter }: { filter: QueueFilter }): ReactNode {
  const queue = useQuery({
    ...queueQuestion(filter),
    refetchInterval: ({ state: { data } }) => (data?.entries.some(isMoving) ? movingMs : waitingMs),
  });
  return <Answer to={queue}>{(shown) => <Queue queue={shown} filter={filter} />}</Answer>;
}

type Deciding = Readonly<{ kind: "accept" | "reject"; entry: QueueEntryShown }>;

function Queue({ queue, filter }: { queue: QueueShown; filter: QueueFilter }): ReactNode {
  const go = useGo();
  const list = useRef<HTMLDivElement>(null);
  const [currentId, setCurrentId] = useState<string | null>(null);
  const [deciding, setDeciding] = useState<Deciding | null>(null);
  const groups = byProject(queue.entries);
  const inOrder = groups.flatMap(({ entries }) => entries);
  const current = inOrder.find(({ invoiceId }) => invoiceId === currentId) ?? inOrder[0];

  const focusOn = (entry: QueueEntryShown | undefined) => {
    if (entry === undefined) return;
    setCurrentId(entry.invoiceId);
    list.current?.querySelector<HTMLElement>(`[data-entry="${entry.invoiceId}"]`)?.focus();
  };
  const beside = (by: 1 | -1) => {
    const at = current === undefined ? -1 : inOrder.indexOf(current);
    const isInList = list.current?.contains(document.activeElement) ?? false;
    focusOn(isInList ? inOrder[Math.min(inOrder.length - 1, Math.max(0, at + by))] : current);
  };
  const decide = (kind: Deciding["kind"]) => {
    if (current === undefined || !isOpen(kind, current.state) || current.closed[kind].length > 0) return;
    setDeciding({ kind, entry: current });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const isTyping =
      event.target instanceof HTMLElement && event.target.closest("input, select, textarea, [role=dialog]");
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey || deciding !== null) return;
    const act = {
      j: () => beside(1),
      ArrowDown: () => beside(1),
      k: () => beside(-1),
      ArrowUp: () => beside(-1),
      a: () => decide("accept"),
      r: () => decide("reject"),
      o: () => current !== undefined && go(invoicePath(current)),
    }[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  const close = () => setDeciding(null);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys work wherever the focus is on this page; every act has its button
    <div onKeyDown={onKeyDown}>
      <Page
        wide
        title={words.title}
        crumbs={[{ text: words.crumb, to: paths.erpQueue() }]}
        subtitle={queue.erpName === null ? words.subtitleNoErp : fill(words.subtitle, { erp: queue.erpName })}
      >
        <PathTabs
          label={words.tabs}
          current={filter}
          tabs={queueFilters.map((name) => ({
            name,
            text: words[name],
            to: paths.erpQueue(name),
            count: queue.counts[name],
          }))}
        />
        {inOrder.length === 0 ? (
          <Empty filter={filter} isConnected={queue.erpName !== null} />
        ) : (
          <div ref={list} className="queue">
            <Ledger caption={fill(words.caption, { filter: words[filter] })}>
              <Head />
              {groups.map(({ project, entries }) => (
                <Table.Tbody key={project.id}>
                  <Table.Tr className="queue-project">
                    <Table.Th scope="rowgroup" colSpan={columnCount}>
                      <PathLink to={paths.contracts(project.id)}>{projectName(project)}</PathLink>
                    </Table.Th>
                  </Table.Tr>
                  {entries.map((entry) => (
                    <EntryRows
                      key={entry.invoiceId}
                      entry={entry}
                      isCurrent={entry === current}
                      onFocus={() => setCurrentId(entry.invoiceId)}
                      onDecide={(kind) => setDeciding({ kind, entry })}
                    />
                  ))}
                </Table.Tbody>
              ))}
            </Ledger>
            <Keys />
          </div>
        )}
        <AcceptDialog
          entry={deciding?.kind === "accept" ? deciding.entry : null}
          erpName={queue.erpName}
          onClose={close}
        />
        <RejectDialog entry={deciding?.kind === "reject" ? deciding.entry : null} onClose={close} />
      </Page>
    </div>
  );
}

function Head(): ReactNode {
  return (
    <Table.Thead>
      <Table.Tr>
        <Table.Th scope="col">{words.columnInvoice}</Table.Th>
        <Table.Th scope="col">{words.columnOwner}</Table.Th>
        <Table.Th scope="col">{words.columnPeriod}</Table.Th>
        <Table.Th scope="col" className="amount-column">
          {words.columnBilled}
        </Table.Th>
        <Table.Th scope="col" className="amount-column">
          {words.columnRetainage}
        </Table.Th>
        <Table.Th scope="col" className="amount-column">
          {words.columnDue}
        </Table.Th>
        <Table.Th scope="col">{words.columnSent}</Table.Th>
        <Table.Th scope="col">{words.columnAge}</Table.Th>
        <Table.Th scope="col">{words.columnState}</Table.Th>
        <Table.Th scope="col">{words.columnErpNumber}</Table.Th>
        <Table.Th scope="col">{words.columnActions}</Table.Th>
      </Table.Tr>
    </Table.Thead>
  );
}

type EntryRowsProps = Readonly<{
  entry: QueueEntryShown;
  isCurrent: boolean;
  onFocus: () => void;
  onDecide: (kind: Deciding["kind"]) => void;
}>;

function EntryRows({ entry, isCurrent, onFocus, onDecide }: EntryRowsProps): ReactNode {
  const { timeZone } = useSession().company;
  const ask = useAct(
    (route: "exports" | "look-ups") => post<ErpStandingShown>(`/invoices/${entry.invoiceId}/${route}`),
    (_, route) => saySaved(fill(route === "exports" ? words.exportingAgain : words.lookedUp, { number: entry.number })),
  );
  const opens = (move: Move) => isOpen(move, entry.state);
  // What is posted is settled; its rounds are in the application's history.
  const rejection = entry.state === "synced" ? null : entry.lastRejection;
  const hasNotes =
    rejection !== null ||
    entry.attachmentsAfterSending > 0 ||
    entry.problems.length > 0 ||
    ask.error !== null ||
    needsSentence(entry);
  return (
    <Fragment>
      <Table.Tr
        data-entry={entry.invoiceId}
        data-current={isCurrent || undefined}
        data-notes={hasNotes || undefined}
        className="queue-entry"
        tabIndex={isCurrent ? 0 : -1}
        onFocus={onFocus}
        aria-label={fill(words.entry, { project: entry.project.name, number: entry.number })}
      >
        <Table.Th scope="row">
          <PathLink to={invoicePath(entry)}>{fill(words.application, { number: entry.number })}</PathLink>
          <span className="queue-under">{fill(words.contract, entry.contract)}</span>
        </Table.Th>
        <Table.Td>{entry.ownerName}</Table.Td>
        <Table.Td>
          <span className="nowrap">{dayShown(entry.period.from)} –</span>{" "}
          <span className="nowrap">{dayShown(entry.period.to)}</span>
        </Table.Td>
        <Table.Td className="amount-column">
          <Amount of={entry.billedThisPeriod} />
        </Table.Td>
        <Table.Td className="amount-column">
          <Amount of={entry.retainageThisPeriod} />
        </Table.Td>
        <Table.Td className="amount-column">
          <Amount of={entry.due} strong />
        </Table.Td>
        <Table.Td>
          {entry.sentBy.name}
          <span className="queue-under nowrap">{instantShown(entry.sentAt, timeZone)}</span>
        </Table.Td>
        <Table.Td className="nowrap">
          {entry.state === "synced" ? "" : ageShown(entry.sentAt, new Date())}
          {entry.round > 1 && <span className="queue-under">{fill(words.round, { round: entry.round })}</span>}
        </Table.Td>
        <Table.Td>
          <ErpMarker state={entry.state} word={entry.stateLabel} />
        </Table.Td>
        <Table.Td>
          <ErpNumber entry={entry} />
        </Table.Td>
        <Table.Td>
          <div className="queue-acts">
            {opens("accept") && (
              <ClosableButton closedBecause={entry.closed.accept} onClick={() => onDecide("accept")}>
                {words.accept}
              </ClosableButton>
            )}
            {opens("exportAgain") && (
              <ClosableButton
                closedBecause={entry.closed.exportAgain}
                loading={ask.isPending}
                onClick={() => ask.mutate("exports")}
              >
                {words.exportAgain}
              </ClosableButton>
            )}
            {(entry.state === "in_doubt" || entry.state === "failed") && (
              <ClosableButton
                closedBecause={entry.closed.lookUp}
                variant="default"
                loading={ask.isPending}
                onClick={() => ask.mutate("look-ups")}
              >
                {words.lookUp}
              </ClosableButton>
            )}
            {opens("reject") && (
              <ClosableButton closedBecause={entry.closed.reject} variant="default" onClick={() => onDecide("reject")}>
                {words.reject}
              </ClosableButton>
            )}
          </div>
        </Table.Td>
      </Table.Tr>
      {hasNotes && (
        <Table.Tr className="queue-notes" data-current={isCurrent || undefined}>
          <Table.Td colSpan={columnCount}>
            {needsSentence(entry) && <p role="status">{entry.sentence}</p>}
            {entry.problems.length > 0 && <ErpProblems problems={entry.problems} />}
            {entry.attachmentsAfterSending > 0 && (
              <p className="queue-late">{fill(words.attachmentsLate, { count: entry.attachmentsAfterSending })}</p>
            )}
            {rejection !== null && (
              <p>
                {fill(words.lastRejection, {
                  round: rejection.round,
                  name: rejection.by.name,
                  at: instantShown(rejection.at, timeZone),
                })}
              </p>
            )}
            {rejection !== null && (
              <ul className="queue-reasons">
                {rejection.reasons.map(({ number, label, body }) => (
                  <li key={number}>{body === "" ? label : fill(words.reasonSaid, { label, body })}</li>
                ))}
              </ul>
            )}
            <RefusalAlert error={ask.error} />
          </Table.Td>
        </Table.Tr>
      )}
    </Fragment>
  );
}

/** Waiting and done explain themselves; anything else says what is going on. */
function needsSentence({ state }: QueueEntryShown): boolean {
  return state !== "sent" && state !== "synced";
}

function ErpNumber({ entry }: { entry: QueueEntryShown }): ReactNode {
  if (entry.erpNumber === null) {
    return (
      <>
        <span className="quiet nowrap">{entry.numberWanted}</span>
        <span className="queue-under">{words.numberWanted}</span>
      </>
    );
  }
  if (entry.erpLink === null) return <strong>{entry.erpNumber}</strong>;
  return (
    <a className="text-link" href={entry.erpLink} target="_blank" rel="noreferrer">
      {entry.erpNumber}
    </a>
  );
}

function Keys(): ReactNode {
  const keys = [
    [words.keyMove, words.keyMoveWhat],
    [words.keyAccept, words.keyAcceptWhat],
    [words.keyReject, words.keyRejectWhat],
    [words.keyOpen, words.keyOpenWhat],
  ] as const;
  return (
    <p className="queue-keys">
      {words.keysTitle}:{" "}
      {keys.map(([key, what]) => (
        <span key={key}>
          <kbd>{key}</kbd> {what}
        </span>
      ))}
    </p>
  );
}

const empties: Record<QueueFilter, { title: string; text: string }> = {
  readyToExport: { title: words.emptyReadyTitle, text: words.emptyReady },
  failed: { title: words.emptyFailedTitle, text: words.emptyFailed },
  synced: { title: words.emptySyncedTitle, text: words.emptySynced },
  all: { title: words.emptyAllTitle, text: words.emptyAll },
};

function Empty({ filter, isConnected }: { filter: QueueFilter; isConnected: boolean }): ReactNode {
  const go = useGo();
  if (isConnected) return <EmptyState title={empties[filter].title}>{empties[filter].text}</EmptyState>;
  return (
    <EmptyState
      title={words.emptyNoErpTitle}
      action={<Button onClick={() => go(paths.erpSettings())}>{words.setUp}</Button>}
    >
      {words.emptyNoErp}
    </EmptyState>
  );
}

function invoicePath(entry: QueueEntryShown): string {
  return paths.invoice(entry.project.id, entry.contract.id, entry.invoiceId);
}
