// What can be done with an application: while it is read, and while it is edited.
import { Button, Menu } from "@mantine/core";
import type { ReactNode } from "react";
import type { InvoiceStatus } from "../../invoice/invoice.ts";
import type { InvoiceShown } from "../../invoice/wire.ts";
import { invoiceScreens as words } from "../../words/en/invoice-screens.ts";
import { fill } from "../../words/say.ts";
import { Icon } from "../ui/Icon.tsx";
import { ClosableButton } from "../ui/WhyClosed.tsx";
import { label } from "../words.ts";
import { problemShown } from "./cell.ts";
import { certifyClosed, correctClosed, isEarlier } from "./closed.ts";
import type { Draft } from "./draft.ts";
import type { Problem } from "./sheet.ts";

type ReadActionsProps = Readonly<{
  invoice: InvoiceShown;
  isBusy: boolean;
  onEdit: () => void;
  onCorrect: () => void;
  onCertify: () => void;
  onStatus: (status: InvoiceStatus) => void;
  onDelete: () => void;
}>;

export function ReadActions(props: ReadActionsProps): ReactNode {
  const { invoice, isBusy, onEdit, onCorrect, onCertify, onStatus, onDelete } = props;
  const { closed, statusesOpen } = invoice;
  return (
    <>
      <Button variant="subtle" onClick={() => window.print()}>
        {words.print}
      </Button>
      <ClosableButton
        closedBecause={closed.delete}
        variant="subtle"
        {...(closed.delete.length === 0 ? { c: "var(--mark-red)" } : {})}
        onClick={onDelete}
      >
        {words.delete}
      </ClosableButton>
      <ClosableButton variant="default" closedBecause={certifyClosed(invoice)} onClick={onCertify}>
        {words.certify}
      </ClosableButton>
      {isEarlier(invoice) && (
        <ClosableButton variant="default" closedBecause={correctClosed(invoice)} onClick={onCorrect}>
          {words.correct}
        </ClosableButton>
      )}
      {statusesOpen.length === 0 ? (
        <ClosableButton
          closedBecause={closed.approve.length > 0 ? closed.approve : closed.edit}
          variant="default"
          onClick={() => undefined}
        >
          {words.changeStatus}
        </ClosableButton>
      ) : (
        <StatusMenu
          button={words.changeStatus}
          option={words.setTo}
          statuses={statusesOpen}
          isBusy={isBusy}
          isClosed={false}
          onStatus={onStatus}
        />
      )}
      <ClosableButton closedBecause={closed.edit} onClick={onEdit}>
        {words.edit}
      </ClosableButton>
    </>
  );
}

type StatusMenuProps = Readonly<{
  button: string;
  option: string;
  statuses: readonly InvoiceStatus[];
  isBusy: boolean;
  isClosed: boolean;
  onStatus: (status: InvoiceStatus) => void;
}>;

function StatusMenu({ button, option, statuses, isBusy, isClosed, onStatus }: StatusMenuProps): ReactNode {
  return (
    <Menu position="bottom-end" withinPortal={false}>
      <Menu.Target>
        <Button variant="default" loading={isBusy} disabled={isClosed} rightSection={<Icon name="down" size={14} />}>
          {button}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {statuses.map((status) => (
          <Menu.Item key={status} onClick={() => onStatus(status)}>
            {fill(option, { status: label(`invoiceStatus.${status}`) })}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

type EditBarProps = Readonly<{
  draft: Draft;
  invoice: InvoiceShown;
  isBusy: boolean;
  /** What stands in the way of saving. */
  problems: readonly Problem[];
  onUndo: () => void;
  onRedo: () => void;
  onRetainage: () => void;
  onGroup: () => void;
  onSave: (status: InvoiceStatus | null) => void;
  onCancel: () => void;
}>;

export function EditBar(props: EditBarProps): ReactNode {
  const { draft, invoice, isBusy, problems } = props;
  const closedBecause = problems.map((problem) => ({
    code: problem.problem,
    message: problemShown(problem),
    link: null,
  }));
  return (
    <div className="edit-bar" role="toolbar" aria-label={words.actions}>
      <Button variant="default" disabled={draft.work.past.length === 0} onClick={props.onUndo}>
        {words.undo}
      </Button>
      <Button variant="default" disabled={draft.work.future.length === 0} onClick={props.onRedo}>
        {words.redo}
      </Button>
      <Button variant="default" onClick={props.onGroup}>
        {words.groupOpen}
      </Button>
      <Button variant="default" onClick={props.onRetainage}>
        {words.retainageOpen}
      </Button>
      <span className="edit-bar-gap" />
      <Button variant="default" onClick={props.onCancel}>
        {words.cancel}
      </Button>
      {invoice.statusesOpen.length > 0 && !draft.isCorrection && (
        <StatusMenu
          button={words.saveAndChangeStatus}
          option={words.saveAs}
          statuses={invoice.statusesOpen}
          isBusy={isBusy}
          isClosed={problems.length > 0}
          onStatus={props.onSave}
        />
      )}
      <ClosableButton closedBecause={closedBecause} loading={isBusy} onClick={() => props.onSave(null)}>
        {draft.isCorrection ? words.correctionPreview : words.save}
      </ClosableButton>
    </div>
  );
}
