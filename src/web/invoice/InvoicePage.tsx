// The application for payment: its head, where it stands with the ERP, its lines and its nine-line summary. Editing
// keeps everything in the browser until it is saved; what is shown while typing is computed by the server's engine.
import { Tabs } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useMemo, useRef, useState } from "react";
import type { InvoiceShown } from "../../invoice/wire.ts";
import { paths } from "../../paths.ts";
import { invoiceScreens as words } from "../../words/en/invoice-screens.ts";
import { fill } from "../../words/say.ts";
import { ApiRefusal } from "../client/fetch.ts";
import { invoiceQuestion } from "../client/questions.ts";
import { projectCrumbs } from "../project/useProject.ts";
import { InvoiceStatusBadge } from "../statuses.tsx";
import { Answer } from "../ui/Answer.tsx";
import { ConfirmDialog } from "../ui/Dialog.tsx";
import { LeaveGuard } from "../ui/LeaveGuard.tsx";
import { Page } from "../ui/Page.tsx";
import { RefusalAlert } from "../ui/RefusalAlert.tsx";
import { StatusBadge } from "../ui/StatusBadge.tsx";
import { saySaved } from "../ui/saved.ts";
import { label } from "../words.ts";
import { ReadActions } from "./Actions.tsx";
import { Attachments } from "./Attachments.tsx";
import { useInvoiceActs } from "./acts.ts";
import { CertificateBadge } from "./Certificate.tsx";
import { CertificateDialog } from "./CertificateDialog.tsx";
import { ChangeOrders } from "./ChangeOrders.tsx";
import { type Corrected, CorrectionDialog } from "./CorrectionDialog.tsx";
import { Corrections } from "./Corrections.tsx";
import { changeOf, type Draft, draftOf, isDirty, rebased } from "./draft.ts";
import { ErpRibbon, isMoving } from "./ErpRibbon.tsx";
import { Findings } from "./Findings.tsx";
import { headerFields } from "./fields.ts";
import type { GridHandle } from "./Grid.tsx";
import { History } from "./History.tsx";
import { headerFieldId, InvoiceHeader } from "./InvoiceHeader.tsx";
import { Moved, type MovedInvoices } from "./Moved.tsx";
import { Newer } from "./Notices.tsx";
import { marksOf, Rejection } from "./Rejection.tsx";
import { SheetTab } from "./SheetTab.tsx";
import { sheetOf } from "./sheet.ts";
import "./invoice.css";
import "./figures.css";

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
  const grid = useRef<GridHandle>(null);
  const tabs = useRef<HTMLDivElement>(null);
  const [draft, setDraft] = useState<Draft | null>(null);
  const [tab, setTab] = useState<string | null>("lines");
  const [asked, setAsked] = useState<"cancel" | "delete" | "certify" | null>(null);
  const [moved, setMoved] = useState<MovedInvoices>([]);
  const [preview, setPreview] = useState<Corrected | null>(null);

  const readSheet = useMemo(() => sheetOf(invoice), [invoice]);
  const sheet = draft?.work.present ?? readSheet;
  const hasChanges = draft !== null && isDirty(draft);
  const rejection = invoice.erp.state === "synced" ? null : invoice.erp.rejection;
  const marks = useMemo(() => marksOf(rejection), [rejection]);

  /** The server's answer is what is shown from now on. */
  const taken = (saved: Readonly<{ invoice: InvoiceShown; moved: MovedInvoices }>) => {
    client.setQueryData(invoiceQuestion(invoice.id).queryKey, saved.invoice);
    setMoved(saved.moved);
  };
  const acts = useInvoiceActs(invoice, draft, {
    onSaved(saved, status) {
      taken(saved);
      if (draft !== null) leaveEditing();
      const number = saved.invoice.number;
      saySaved(
        status === null
          ? fill(words.saved, { number })
          : fill(words.savedAs, { number, status: label(`invoiceStatus.${saved.invoice.status}`) }),
      );
    },
    onPreview: setPreview,
    onNewer(newer, isKept) {
      client.setQueryData(invoiceQuestion(invoice.id).queryKey, newer);
      setDraft((now) => now && (isKept ? rebased(now, newer) : draftOf(newer, now.isCorrection)));
    },
    deletedTo: paths.contract(projectId, contractId, "invoices"),
  });
  const { save, remove, takeNewer, previewCorrection } = acts;

  const edit = (isCorrection: boolean) => {
    acts.reset();
    setTab("lines");
    setDraft(draftOf(invoice, isCorrection));
    // The sheet takes the window, and the next key is an entry.
    requestAnimationFrame(() => {
      tabs.current?.scrollIntoView({ block: "start" });
      grid.current?.focus();
    });
  };
  /** The buttons that had the focus are gone; the tab above the sheet is nearest. */
  const leaveEditing = () => {
    setDraft(null);
    requestAnimationFrame(() =>
      tabs.current?.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]')?.focus(),
    );
  };
  const stop = () => {
    acts.reset();
    setAsked(null);
    leaveEditing();
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

  const refused = save.error ?? previewCorrection.error;
  const isNewer = refused instanceof ApiRefusal && refused.code === "changed_meanwhile" && draft !== null;
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
      marks={
        <>
          <InvoiceStatusBadge status={invoice.status} />
          {invoice.isFinal && <StatusBadge tone="blue">{words.final}</StatusBadge>}
          <CertificateBadge invoice={invoice} />
        </>
      }
      actions={
        draft === null && (
          <ReadActions
            invoice={invoice}
            isBusy={save.isPending}
            onEdit={() => edit(false)}
            onCorrect={() => edit(true)}
            onCertify={() => setAsked("certify")}
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
        error={refused}
      />
      <Findings invoice={invoice} isEditing={draft !== null} onGoTo={goTo} />
      {draft === null && <RefusalAlert error={refused} />}

      <Tabs ref={tabs} value={tab} onChange={setTab} className="invoice-tabs">
        <Tabs.List aria-label={words.sectionApplication}>
          <Tabs.Tab value="lines">{words.tabLines}</Tabs.Tab>
          <Tabs.Tab value="changeOrders">
            {fill(words.changeOrdersTab, { count: invoice.changeOrders.length })}
          </Tabs.Tab>
          <Tabs.Tab value="attachments">{fill(words.tabAttachments, { count: invoice.attachments.length })}</Tabs.Tab>
          <Tabs.Tab value="history">{words.tabHistory}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="lines" pt="sm">
          <SheetTab
            invoice={invoice}
            sheet={sheet}
            draft={draft}
            hasChanges={hasChanges}
            isBusy={save.isPending || previewCorrection.isPending}
            grid={grid}
            marks={marks}
            onDraft={(change) => setDraft((now) => now && change(now))}
            onSave={(status) =>
              draft?.isCorrection ? previewCorrection.mutate(undefined) : save.mutate({ status, isEdit: true })
            }
            onCancel={() => (hasChanges ? setAsked("cancel") : stop())}
            onGoTo={goTo}
          >
            <RefusalAlert error={takeNewer.error} />
            {draft !== null && !isNewer && <RefusalAlert error={refused} />}
            {isNewer && (
              <Newer
                error={refused}
                onKeep={() => takeNewer.mutate({ keep: true })}
                onDrop={() => takeNewer.mutate({ keep: false })}
              />
            )}
          </SheetTab>
        </Tabs.Panel>
        <Tabs.Panel value="changeOrders" pt="sm">
          <ChangeOrders invoice={invoice} isEditing={draft !== null} onSaved={taken} />
        </Tabs.Panel>
        <Tabs.Panel value="attachments" pt="sm">
          <Attachments invoice={invoice} />
        </Tabs.Panel>
        <Tabs.Panel value="history" pt="sm">
          <Corrections of={invoice.corrections} />
          <History invoiceId={invoice.id} />
        </Tabs.Panel>
      </Tabs>

      <LeaveGuard isDirty={hasChanges} />
      <Moved moved={moved} projectId={projectId} contractId={contractId} onClose={() => setMoved([])} />
      <CertificateDialog
        isOpen={asked === "certify"}
        invoice={invoice}
        sheet={readSheet}
        onClose={() => setAsked(null)}
        onSaved={taken}
      />
      <CorrectionDialog
        invoiceId={invoice.id}
        number={invoice.number}
        change={draft === null ? { version: invoice.version } : changeOf(draft, null)}
        preview={preview}
        onClose={() => setPreview(null)}
        onSaved={(corrected) => {
          setPreview(null);
          if (corrected.invoice !== null) taken({ invoice: corrected.invoice, moved: [] });
          leaveEditing();
          saySaved(fill(words.correctionSaved, { number: invoice.number }));
        }}
      />
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
