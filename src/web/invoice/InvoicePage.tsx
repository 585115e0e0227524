// The application for payment: its head, where it stands with the ERP, its lines and its nine-line summary. Editing
// keeps everything in the browser until it is saved; what is shown while typing is computed by the server's calculator.
import { Tabs } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useMemo, useRef, useState } from "react";
import type { z } from "zod";
import type { InvoiceStatus } from "../../invoice/invoice.ts";
import type { InvoiceSaved, InvoiceShown } from "../../invoice/wire.ts";
import { paths } from "../../paths.ts";
import { invoiceScreens as words } from "../../words/en/invoice-screens.ts";
import { fill } from "../../words/say.ts";
import { useAct } from "../client/act.ts";
import { ApiRefusal, del, get, patch } from "../client/fetch.ts";
import { invoiceQuestion } from "../client/questions.ts";
import { projectCrumbs } from "../project/useProject.ts";
import { InvoiceStatusBadge } from "../statuses.tsx";
import { Answer } from "../ui/Answer.tsx";
import { ConfirmDialog } from "../ui/Dialog.tsx";
import { LeaveGuard } from "../ui/LeaveGuard.tsx";
import { Page } from "../ui/Page.tsx";
import { useGo } from "../ui/PathLink.tsx";
import { RefusalAlert } from "../ui/RefusalAlert.tsx";
import { saySaved } from "../ui/saved.ts";
import { label } from "../words.ts";
import { EditBar, ReadActions } from "./Actions.tsx";
import { Attachments } from "./Attachments.tsx";
import { changeOf, type Draft, draftOf, isDirty, rebased } from "./draft.ts";
import { ErpRibbon, isMoving } from "./ErpRibbon.tsx";
import { headerFields } from "./fields.ts";
import { Grid, type GridHandle } from "./Grid.tsx";
import { History } from "./History.tsx";
import { headerFieldId, InvoiceHeader } from "./InvoiceHeader.tsx";
import { Moved, type MovedInvoices } from "./Moved.tsx";
import { Findings, Newer, Problems } from "./Notices.tsx";
import { marksOf, Rejection } from "./Rejection.tsx";
import { Summary } from "./Summary.tsx";
import { problemsOf, type Sheet, sheetOf, summaryOf, withRates } from "./sheet.ts";
import { redo, step, undo } from "./undo.ts";
import "./invoice.css";

/** How often the page asks by itself while the ERP is at work, and while accounting may decide at any moment. */
const movingMs = 1_500;
const waitingMs = 5_000;

type Address = Readonly<{ projectId: string; contractId: string; invoiceId: string }>;

export function InvoicePage({ projectId, contractId, invoiceId }: Address): ReactNode {
  const invoice = useQuery({
    ...invoiceQuestion(invoiceId),
    refetchInterval: ({ state: { data } }) => {
      if (data === undefined) return false;
      if (isMoving(data.erp)) return movingMs;
      return data.erp.state === "sent" ? waitingMs : false;
    },
  });
  return (
    <Answer to={invoice}>{(shown) => <Shown invoice={shown} projectId={projectId} contractId={contractId} />}</Answer>
  );
}

function Shown({
  invoice,
  projectId,
  contractId,
}: {
  invoice: InvoiceShown;
  projectId: string;
  contractId: string;
}): ReactNode {
  const client = useQueryClient();
  const go = useGo();
  const grid = useRef<GridHandle>(null);
  const tabs = useRef<HTMLDivElement>(null);
  const [draft, setDraft] = useState<Draft | null>(null);
  const [tab, setTab] = useState<string | null>("lines");
  const [asked, setAsked] = useState<"cancel" | "delete" | null>(null);
  const [moved, setMoved] = useState<MovedInvoices>([]);
  const [said, setSaid] = useState("");

  const readSheet = useMemo(() => sheetOf(invoice.lines), [invoice.lines]);
  const sheet = draft?.work.present ?? readSheet;
  const hasChanges = draft !== null && isDirty(draft);
  const problems = problemsOf(sheet);
  const rejection = invoice.erp.state === "synced" ? null : invoice.erp.rejection;
  const marks = useMemo(() => marksOf(rejection), [rejection]);
  const summary = summaryOf(sheet, (draft?.base ?? invoice).summary);

  const save = useAct(
    (change: { status: InvoiceStatus | null; isEdit: boolean }) =>
      patch<z.infer<typeof InvoiceSaved>>(
        `/invoices/${invoice.id}`,
        change.isEdit && draft !== null
          ? changeOf(draft, change.status)
          : { version: invoice.version, ...(change.status === null ? {} : { status: change.status }) },
      ),
    (saved, { status }) => {
      client.setQueryData(invoiceQuestion(invoice.id).queryKey, saved.invoice);
      if (draft !== null) leaveEditing();
      setMoved(saved.moved);
      const number = saved.invoice.number;
      saySaved(
        status === null
          ? fill(words.saved, { number })
          : fill(words.savedAs, { number, status: label(`invoiceStatus.${saved.invoice.status}`) }),
      );
    },
  );
  const remove = useAct(
    () => del<null>(`/invoices/${invoice.id}`),
    () => {
      saySaved(fill(words.deleted, { number: invoice.number }));
      go(paths.contract(projectId, contractId, "invoices"), { replace: true });
    },
  );
  const takeNewer = useAct(
    (_: { keep: boolean }) => get<InvoiceShown>(`/invoices/${invoice.id}`),
    (newer, { keep }) => {
      client.setQueryData(invoiceQuestion(invoice.id).queryKey, newer);
      save.reset();
      setDraft((now) => (keep && now !== null ? rebased(now, newer) : draftOf(newer)));
    },
  );

  const edit = () => {
    save.reset();
    setTab("lines");
    setDraft(draftOf(invoice));
    // The sheet takes the window, and the next key is an entry.
    requestAnimationFrame(() => {
      tabs.current?.scrollIntoView({ block: "start" });
      grid.current?.focus();
    });
  };
  /** The buttons that had the focus are gone; the tab above the sheet is nearest. */
  const leaveEditing = () => {
    setDraft(null);
    setSaid("");
    requestAnimationFrame(() =>
      tabs.current?.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]')?.focus(),
    );
  };
  const stop = () => {
    save.reset();
    setAsked(null);
    leaveEditing();
  };
  const setSheet = (next: Sheet) => setDraft((now) => now && { ...now, work: step(now.work, next) });
  const back = () => {
    setDraft((now) => now && { ...now, work: undo(now.work) });
    setSaid(words.undone);
  };
  const again = () => {
    setDraft((now) => now && { ...now, work: redo(now.work) });
    setSaid(words.redone);
  };
  const goTo = (lineId: string | null, field: string | null) => {
    if (lineId !== null) {
      if (grid.current !== null) return grid.current.goTo(lineId, field);
      setTab("lines");
      // The sheet is there once the tab is.
      requestAnimationFrame(() => grid.current?.goTo(lineId, field));
      return;
    }
    if (field === "attachments") setTab("attachments");
    const header = headerFields.find((each) => each === field);
    const place = header === undefined ? null : document.getElementById(headerFieldId(header));
    place?.scrollIntoView({ block: "center" });
    (place?.querySelector<HTMLElement>("input, select") ?? place)?.focus();
  };

  const isNewer = save.error instanceof ApiRefusal && save.error.code === "changed_meanwhile" && draft !== null;
  const crumbs = [
    ...projectCrumbs(invoice.project),
    { text: label("contracts.title"), to: paths.contracts(projectId) },
    { text: invoice.contract.number, to: paths.contract(projectId, contractId, "invoices") },
  ];

  return (
    <Page
      wide
      title={fill(words.pageTitle, { number: invoice.number })}
      crumbs={crumbs}
      marks={<InvoiceStatusBadge status={invoice.status} />}
      actions={
        draft === null && (
          <ReadActions
            invoice={invoice}
            isBusy={save.isPending}
            onEdit={edit}
            onStatus={(status) => save.mutate({ status, isEdit: false })}
            onDelete={() => setAsked("delete")}
          />
        )
      }
    >
      <ErpRibbon invoice={invoice} hasUnsaved={hasChanges} />
      {rejection !== null && (
        <Rejection
          rejection={rejection}
          isOpen={invoice.erp.state === "rejected"}
          buttonLabel={invoice.erp.button?.label ?? null}
          onGoTo={goTo}
        />
      )}
      <InvoiceHeader
        invoice={draft?.base ?? invoice}
        header={draft?.header ?? null}
        onChange={(header) => setDraft((now) => now && { ...now, header })}
        marked={(rejection?.reasons ?? []).flatMap(({ line, field }) =>
          line === null && field !== null ? [field] : [],
        )}
        error={save.error}
      />
      <Findings invoice={invoice} onGoTo={goTo} />
      {draft === null && <RefusalAlert error={save.error} />}

      <Tabs ref={tabs} value={tab} onChange={setTab} className="invoice-tabs">
        <Tabs.List aria-label={words.sectionApplication}>
          <Tabs.Tab value="lines">{words.tabLines}</Tabs.Tab>
          <Tabs.Tab value="attachments">{fill(words.tabAttachments, { count: invoice.attachments.length })}</Tabs.Tab>
          <Tabs.Tab value="history">{words.tabHistory}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="lines" pt="sm">
          {draft !== null && (
            <EditBar
              draft={draft}
              invoice={invoice}
              isBusy={save.isPending}
              problems={problems}
              onUndo={back}
              onRedo={again}
              onRates={(rates) => setSheet(withRates(sheet, rates))}
              onSave={(status) => save.mutate({ status, isEdit: true })}
              onCancel={() => (hasChanges ? setAsked("cancel") : stop())}
            />
          )}
          <RefusalAlert error={takeNewer.error} />
          {draft !== null && !isNewer && <RefusalAlert error={save.error} />}
          {isNewer && (
            <Newer
              error={save.error}
              onKeep={() => takeNewer.mutate({ keep: true })}
              onDrop={() => takeNewer.mutate({ keep: false })}
            />
          )}
          <div className="invoice-lines">
            <div className="invoice-sheet">
              <Grid
                ref={grid}
                label={fill(words.gridLabel, { number: invoice.number })}
                sheet={sheet}
                isOpen={draft !== null}
                marks={marks}
                onChange={setSheet}
                onUndo={back}
                onRedo={again}
                onSaid={setSaid}
              />
              <p className="sheet-said" role="status">
                {said}
              </p>
              <Problems problems={problems} onGoTo={goTo} />
              {draft !== null && (
                <p className="quiet sheet-keys">
                  {words.gridKeys} {words.gridLeave}
                </p>
              )}
            </div>
            <Summary of={summary} isPreview={hasChanges} />
          </div>
        </Tabs.Panel>
        <Tabs.Panel value="attachments" pt="sm">
          <Attachments invoice={invoice} />
        </Tabs.Panel>
        <Tabs.Panel value="history" pt="sm">
          <History invoiceId={invoice.id} />
        </Tabs.Panel>
      </Tabs>

      <LeaveGuard isDirty={hasChanges} />
      <Moved moved={moved} projectId={projectId} contractId={contractId} onClose={() => setMoved([])} />
      <ConfirmDialog
        title={words.discardTitle}
        isOpen={asked === "cancel"}
        confirm={words.discardConfirm}
        isDangerous
        isBusy={false}
        error={null}
        onClose={() => setAsked(null)}
        onConfirm={stop}
      >
        {fill(words.discardBody, { number: invoice.number })}
      </ConfirmDialog>
      <ConfirmDialog
        title={fill(words.deleteTitle, { number: invoice.number })}
        isOpen={asked === "delete"}
        confirm={words.deleteConfirm}
        isDangerous
        isBusy={remove.isPending}
        error={remove.error}
        onClose={() => setAsked(null)}
        onConfirm={() => remove.mutate(undefined)}
      >
        {words.deleteBody}
      </ConfirmDialog>
    </Page>
  );
}
