// The lines of the application: the sheet with the bar above it while it is edited, and beside it the figures that follow.
import { type ReactNode, type RefObject, useState } from "react";
import type { InvoiceStatus } from "../../invoice/invoice.ts";
import type { InvoiceShown } from "../../invoice/wire.ts";
import { cents } from "../../money/money.ts";
import { invoiceScreens as words } from "../../words/en/invoice-screens.ts";
import { fill } from "../../words/say.ts";
import { EditBar } from "./Actions.tsx";
import { BelowLine8 } from "./BelowLine8.tsx";
import { belowOf, belowSaved } from "./below.ts";
import { Certificate } from "./Certificate.tsx";
import { ChangeOrderSummary } from "./ChangeOrderSummary.tsx";
import type { Draft } from "./draft.ts";
import { Grid, type GridHandle, type Mark } from "./Grid.tsx";
import { GroupDialog } from "./GroupDialog.tsx";
import { LinePanel } from "./LinePanel.tsx";
import { Problems } from "./Notices.tsx";
import { RetainageDialog } from "./RetainageDialog.tsx";
import type { Places } from "./retainage.ts";
import type { Section } from "./rows.ts";
import { Summary } from "./Summary.tsx";
import { type Problem, problemsOf, type Sheet } from "./sheet.ts";
import { redo, step, undo } from "./undo.ts";

type Props = Readonly<{
  invoice: InvoiceShown;
  sheet: Sheet;
  /** Null: it is read, not edited. */
  draft: Draft | null;
  hasChanges: boolean;
  isBusy: boolean;
  grid: RefObject<GridHandle | null>;
  marks: ReadonlyMap<string, readonly Mark[]>;
  onDraft: (change: (draft: Draft) => Draft) => void;
  onSave: (status: InvoiceStatus | null) => void;
  onCancel: () => void;
  onGoTo: (lineId: string | null, field: string | null) => void;
  /** What was refused, and who saved meanwhile. */
  children: ReactNode;
}>;

export function SheetTab(props: Props): ReactNode {
  const { invoice, sheet, draft, grid, onDraft } = props;
  const [said, setSaid] = useState("");
  const [place, setPlace] = useState<number | null>(null);
  const problems = problemsOf(sheet);
  const setSheet = (next: Sheet) => onDraft((now) => ({ ...now, work: step(now.work, next) }));
  const back = () => {
    onDraft((now) => ({ ...now, work: undo(now.work) }));
    setSaid(words.undone);
  };
  const again = () => {
    onDraft((now) => ({ ...now, work: redo(now.work) }));
    setSaid(words.redone);
  };
  const [asked, setAsked] = useState<Asked | null>(null);
  const selected = () => grid.current?.selected() ?? [];
  return (
    <>
      {draft !== null && (
        <EditBar
          draft={draft}
          invoice={invoice}
          isBusy={props.isBusy}
          problems={problems}
          onUndo={back}
          onRedo={again}
          onGroup={() => setAsked({ act: "group", section: null })}
          onRetainage={() => setAsked({ act: "retainage", selected: selected() })}
          onSave={props.onSave}
          onCancel={props.onCancel}
        />
      )}
      {draft?.isCorrection && <p className="correction-bar">{words.correctionBar}</p>}
      {props.children}
      <div className="invoice-lines">
        <div className="invoice-sheet">
          <Grid
            ref={grid}
            label={fill(words.gridLabel, { number: invoice.number })}
            sheet={sheet}
            isOpen={draft !== null}
            marks={props.marks}
            onChange={setSheet}
            onUndo={back}
            onRedo={again}
            onSaid={setSaid}
            onLine={setPlace}
            onBillGroup={(section) => setAsked({ act: "group", section })}
          />
          <Below
            said={draft === null ? "" : said}
            problems={problems}
            isEditing={draft !== null}
            onGoTo={props.onGoTo}
          />
          <LinePanel sheet={sheet} place={place} isOpen={draft !== null} onSheet={setSheet} />
        </div>
        <Side
          invoice={draft?.base ?? invoice}
          sheet={sheet}
          draft={draft}
          isPreview={props.hasChanges}
          onDraft={onDraft}
        />
      </div>
      <RetainageDialog
        isOpen={asked?.act === "retainage"}
        sheet={sheet}
        selected={asked?.act === "retainage" ? asked.selected : []}
        onClose={() => setAsked(null)}
        onSheet={setSheet}
      />
      <GroupDialog
        isOpen={asked?.act === "group"}
        sheet={sheet}
        section={asked?.act === "group" ? asked.section : null}
        onClose={() => setAsked(null)}
        onSheet={setSheet}
      />
    </>
  );
}

type Asked = Readonly<{ act: "retainage"; selected: Places }> | Readonly<{ act: "group"; section: Section | null }>;

type BelowProps = Readonly<{
  said: string;
  problems: readonly Problem[];
  isEditing: boolean;
  onGoTo: (lineId: string | null, field: string | null) => void;
}>;

function Below({ said, problems, isEditing, onGoTo }: BelowProps): ReactNode {
  return (
    <>
      <p className="sheet-said" role="status">
        {said}
      </p>
      <Problems problems={problems} onGoTo={onGoTo} />
      {isEditing && (
        <p className="quiet sheet-keys">
          {words.gridKeys} {words.gridLeave}
        </p>
      )}
    </>
  );
}

type SideProps = Readonly<{
  invoice: InvoiceShown;
  sheet: Sheet;
  draft: Draft | null;
  isPreview: boolean;
  onDraft: (change: (draft: Draft) => Draft) => void;
}>;

function Side({ invoice, sheet, draft, isPreview, onDraft }: SideProps): ReactNode {
  const { certificate } = invoice;
  return (
    <div className="invoice-side">
      <Summary of={sheet.summary} isPreview={isPreview} />
      <BelowLine8
        of={draft === null ? belowSaved(invoice) : belowOf(invoice, sheet, draft.below)}
        due={sheet.summary["8"]}
        certified={certificate === null ? null : cents(certificate.amount)}
        isFinal={draft?.header.isFinal ?? invoice.isFinal}
        entered={draft?.below ?? null}
        onChange={(below) => onDraft((now) => ({ ...now, below }))}
        onFinal={(isFinal) => onDraft((now) => ({ ...now, header: { ...now.header, isFinal } }))}
      />
      <Certificate invoice={invoice} />
      {invoice.changeOrders.length > 0 && <ChangeOrderSummary of={invoice.changeOrderSummary} />}
    </div>
  );
}
