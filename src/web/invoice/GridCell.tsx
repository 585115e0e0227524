// One cell of the continuation sheet, and the field that stands in it while it is being typed into.
//
// biome-ignore-all lint/a11y/useSemanticElements: the sheet is no table of the document's; see Grid.tsx
// biome-ignore-all lint/a11y/useKeyWithClickEvents: keys are taken by the grid around the cells
import { type CSSProperties, type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useRef } from "react";
import { type ColumnKey, stickyColumns } from "./columns.ts";

export const textColumns: readonly ColumnKey[] = ["item", "description"];

export type Editing = Readonly<{
  text: string;
  /** Typed over, so that arrows finish the entry; or opened, so that they move in it. */
  isTyped: boolean;
}>;

export type CellLook = Readonly<{
  isEntry?: boolean;
  isBad?: boolean;
  isMarked?: boolean;
  /** Beyond what it should be: billed over its value, or released more than is held. */
  isBeyond?: boolean;
  /** The one cell of the line that bears the sign for it. */
  isFlagged?: boolean;
}>;

type GridCellProps = Readonly<{
  id: string;
  column: ColumnKey;
  /** Counted from 0. */
  index: number;
  name: string;
  note: string | null;
  noteId: string;
  look: CellLook;
  isActive: boolean;
  isSelected: boolean;
  /** One of several that are selected. */
  isInBlock: boolean;
  style: CSSProperties;
  onMouseDown: (event: MouseEvent) => void;
  onMouseEnter: (event: MouseEvent) => void;
  onDoubleClick: () => void;
  /** The field, while the cell is being typed into. */
  field: ReactNode;
  children: ReactNode;
}>;

export function GridCell(props: GridCellProps): ReactNode {
  const { column, look, isActive, note, field } = props;
  const classes = {
    "sheet-cell": true,
    "sheet-cell-number": !textColumns.includes(column),
    "sheet-cell-sticky": stickyColumns.includes(column),
    "sheet-cell-entry": look.isEntry,
    "sheet-cell-selected": props.isInBlock,
    "sheet-cell-marked": look.isMarked,
    "sheet-cell-bad": look.isBad,
    "sheet-cell-beyond": look.isBeyond,
    "sheet-cell-flag": look.isFlagged,
  };
  return (
    <div
      id={props.id}
      role="gridcell"
      tabIndex={isActive && field === null ? 0 : -1}
      aria-colindex={props.index + 1}
      aria-label={props.name}
      aria-selected={props.isSelected}
      aria-readonly={!look.isEntry}
      aria-invalid={look.isBad || undefined}
      aria-describedby={note !== null && isActive ? props.noteId : undefined}
      title={note ?? undefined}
      className={Object.entries(classes)
        .flatMap(([name, isSo]) => (isSo ? [name] : []))
        .join(" ")}
      style={props.style}
      onMouseDown={props.onMouseDown}
      onMouseEnter={props.onMouseEnter}
      onDoubleClick={props.onDoubleClick}
    >
      {field ?? props.children}
    </div>
  );
}

type CellFieldProps = Readonly<{
  name: string;
  editing: Editing;
  onText: (text: string) => void;
  onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => void;
  /** Left for something else than another cell: the entry stands. */
  onLeave: (text: string) => void;
}>;

export function CellField({ name, editing, onText, onKeyDown, onLeave }: CellFieldProps): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  const isOver = useRef(false);
  const selectsAll = useRef(!editing.isTyped);
  useEffect(() => {
    input.current?.focus();
    if (selectsAll.current) input.current?.select();
  }, []);
  return (
    <input
      ref={input}
      className="sheet-input"
      aria-label={name}
      value={editing.text}
      autoComplete="off"
      inputMode="decimal"
      onChange={(event) => onText(event.currentTarget.value)}
      onKeyDown={(event) => {
        isOver.current = ["Enter", "Escape", "Tab"].includes(event.key);
        onKeyDown(event);
      }}
      onBlur={(event) => {
        if (!isOver.current) onLeave(event.currentTarget.value);
      }}
    />
  );
}
