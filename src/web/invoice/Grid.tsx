// The continuation sheet as a grid that is worked by keyboard: it moves, edits, copies and pastes as a spreadsheet does.
// Only the rows in sight are in the document, except on paper.
//
// The document's own table elements hold neither absolutely placed rows nor a body of a given height; the roles say the
// same. The cells take the focus, one at a time, and the keys are taken by the grid around them.
// biome-ignore-all lint/a11y/useSemanticElements: see above
// biome-ignore-all lint/a11y/useFocusableInteractive: see above
// biome-ignore-all lint/a11y/useKeyWithClickEvents: see above
import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import {
  type ClipboardEvent,
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type Ref,
  useCallback,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { invoiceScreens as words } from "../../words/en/invoice-screens.ts";
import { fill } from "../../words/say.ts";
import { cellName, cellShown, columnName, isEntryCell, problemShown, totalShown, unitShown } from "./cell.ts";
import { type ColumnKey, columnLabels, columnLetters, columnsFor, isEntryColumn, stickyColumns } from "./columns.ts";
import { CellField, type Editing, GridCell, textColumns } from "./GridCell.tsx";
import { cellStyles, headerHeight, noteStyle, rowHeight, widthOf } from "./geometry.ts";
import { lineBeside, moved, nextEntry, type Place } from "./moves.ts";
import { blockText } from "./paste.ts";
import { usePrinting } from "./printing.ts";
import { type Row, rowsOf, type Section } from "./rows.ts";
import { sectionTitle, subtotalTitle } from "./section-title.ts";
import { cleared, copied, isOneCell, isWithin, pasted, rowSums, selectedLines, selectionOf } from "./selection.ts";
import { type Entered, enter, entryText, type Sheet, type SheetLine, type Sums } from "./sheet.ts";
import { findingColumns, lineFindings } from "./sheet-findings.ts";
import "./grid.css";

/** What accounting said about a line: the field is null where it is about the whole line. */
export type Mark = Readonly<{ field: string | null; text: string }>;

export type GridHandle = Readonly<{
  goTo(lineId: string, column: string | null): void;
  /** To the cell that was worked on last, or the first that takes an entry. */
  focus(): void;
  /** The lines that are selected, where it is more than one cell; else none. */
  selected(): readonly number[];
}>;

type Props = Readonly<{
  ref?: Ref<GridHandle>;
  label: string;
  sheet: Sheet;
  /** Whether entries may be made. */
  isOpen: boolean;
  marks: ReadonlyMap<string, readonly Mark[]>;
  onChange: (sheet: Sheet) => void;
  onUndo: () => void;
  onRedo: () => void;
  /** Something that screen readers, and the line below the sheet, should say. */
  onSaid: (sentence: string) => void;
  /** The line that is worked on, as its place in the sheet; null: a total. */
  onLine: (line: number | null) => void;
  onBillGroup: (section: Section) => void;
}>;

export function Grid(props: Props): ReactNode {
  const { ref, label, sheet, isOpen, marks, onChange, onUndo, onRedo, onSaid, onLine, onBillGroup } = props;
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const isPrinting = usePrinting();
  const { source, lines } = sheet;
  const unitLines = useMemo(() => source.lines.some(({ unitPrice }) => unitPrice !== null), [source]);
  const adjustments = useMemo(() => lines.some(({ input }) => input.entry.adjusted !== 0n), [lines]);
  const columns = useMemo(() => columnsFor({ unitLines, adjustments }), [unitLines, adjustments]);
  const rows = useMemo(() => rowsOf(source.lines), [source]);
  const bodyCount = rows.length - 1;
  const rowOfLine = (line: number) => rows.findIndex((row) => row.kind === "line" && row.line === line);

  const [active, setActive] = useState<Place>(() => firstEntry(rows, columns));
  const [anchor, setAnchor] = useState<Place>(active);
  const [editing, setEditing] = useState<Editing | null>(null);
  const wantsFocus = useRef(false);
  // What was selected for an entry is not selected any more when entering ends.
  const [wasOpen, setWasOpen] = useState(isOpen);
  if (wasOpen !== isOpen) {
    setWasOpen(isOpen);
    setAnchor(active);
    setEditing(null);
  }

  const rangeExtractor = useCallback(
    (range: Range) =>
      [...new Set([...defaultRangeExtractor(range), Math.min(active.row, bodyCount - 1)])].sort((a, b) => a - b),
    [active.row, bodyCount],
  );
  const virtualizer = useVirtualizer({
    count: bodyCount,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollPaddingStart: headerHeight,
    scrollPaddingEnd: rowHeight,
    rangeExtractor,
  });

  const cellId = (place: Place) => `${id}-${place.row}-${place.column}`;
  const lineAt = (row: number): SheetLine | undefined => {
    const found = rows[row];
    return found?.kind === "line" ? lines[found.line] : undefined;
  };
  const activeRow = rows[active.row];
  const activeLine = activeRow?.kind === "line" ? activeRow.line : null;
  useEffect(() => onLine(activeLine), [activeLine, onLine]);
  const takesEntryAt = ({ row, column }: Place) => {
    const line = lineAt(row);
    return isOpen && line !== undefined && isEntryCell(line, columns[column] as ColumnKey);
  };
  const shape = {
    rows,
    columnCount: columns.length,
    rowsPerPage: Math.max(1, Math.floor(((frame.current?.clientHeight ?? 400) - headerHeight) / rowHeight) - 2),
  };

  useLayoutEffect(() => {
    if (!wantsFocus.current || editing !== null) return;
    wantsFocus.current = false;
    const cell = document.getElementById(cellId(active));
    cell?.focus({ preventScroll: true });
    cell?.scrollIntoView({ block: "nearest", inline: "nearest" });
  });

  const go = (to: Place, extend = false) => {
    wantsFocus.current = true;
    // A place of its own also where it is the same: the focus may have been elsewhere.
    setActive({ ...to });
    if (!extend) setAnchor(to);
  };

  useImperativeHandle(ref, () => ({
    goTo(lineId, column) {
      const row = rowOfLine(lines.findIndex(({ input }) => input.lineId === lineId));
      if (row < 0) return;
      const found = columns.findIndex((key) => key === (column ?? "workThisPeriod"));
      go({ row, column: found < 0 ? Math.max(0, columns.indexOf("workThisPeriod")) : found });
      frame.current?.scrollIntoView({ block: "nearest" });
    },
    focus() {
      const first = firstEntry(rows, columns);
      const place = [active, first].find(takesEntryAt) ?? nextEntry(first, 1, shape, takesEntryAt);
      go(place ?? active);
    },
    selected() {
      const chosen = selectionOf(active, anchor);
      return isOneCell(chosen) ? [] : selectedLines(chosen, rows);
    },
  }));

  const change = (entries: readonly Entered[]): boolean => {
    const next = enter(sheet, entries);
    if (next !== sheet) onChange(next);
    return next !== sheet;
  };

  const open = (place: Place, typed: string | null) => {
    const line = lineAt(place.row);
    const column = columns[place.column] as ColumnKey;
    if (!takesEntryAt(place) || line === undefined || !isEntryColumn(column)) return;
    setAnchor(active);
    setEditing(typed === null ? { text: entryText(line, column), isTyped: false } : { text: typed, isTyped: true });
  };

  /** An entry that reads the same as what was there is none: opening a cell and leaving it changes nothing. */
  const finish = (text: string) => {
    const row = rows[active.row];
    const line = lineAt(active.row);
    const column = columns[active.column] as ColumnKey;
    setEditing(null);
    if (row?.kind !== "line" || line === undefined || !isEntryColumn(column)) return;
    if (text !== entryText(line, column)) change([{ line: row.line, column, text }]);
  };

  const selection = selectionOf(active, anchor);
  const shown = { sheet, rows, columns };

  const onCopy = (event: ClipboardEvent) => {
    if (editing !== null) return;
    event.preventDefault();
    const block = copied(selection, shown);
    event.clipboardData.setData("text/plain", blockText(block));
    onSaid(fill(words.copied, { count: block.flat().length }));
    if (event.type === "cut" && isOpen) change(cleared(selection, shown));
  };
  const onPaste = (event: ClipboardEvent) => {
    if (editing !== null || !isOpen) return;
    const block = pasted(event.clipboardData.getData("text/plain"), selection, shown);
    if (block === null) return;
    event.preventDefault();
    change(block.entries);
    const { entries, skipped } = block;
    onSaid(fill(skipped === 0 ? words.pasted : words.pastedSkipped, { count: entries.length, skipped }));
    go({ row: selection.fromRow, column: selection.fromColumn });
    go(block.end, true);
  };

  /** After Esc the Tab key leaves the sheet, so that nobody has to walk through every line to get out. */
  const mayLeave = useRef(false);
  const onKeyDown = (event: KeyboardEvent) => {
    if (editing !== null) return;
    const ctrl = event.ctrlKey || event.metaKey;
    const key = event.key;
    const leave = () => event.preventDefault();
    const leavesNow = mayLeave.current;
    mayLeave.current = key === "Escape" || (leavesNow && key === "Shift");
    const to = moved(active, { key, ctrl, shift: event.shiftKey }, shape);
    if (to !== null) {
      leave();
      go(to, event.shiftKey);
    } else if (key === "Tab" && isOpen && !leavesNow) {
      const next = nextEntry(active, event.shiftKey ? -1 : 1, shape, takesEntryAt);
      if (next !== null) {
        leave();
        go(next);
      }
    } else if (key === "Escape") setAnchor(active);
    else if (ctrl && key.toLowerCase() === "a") {
      leave();
      setAnchor({ row: 0, column: 0 });
      setActive({ row: rows.length - 1, column: columns.length - 1 });
      wantsFocus.current = true;
    } else if (!isOpen) return;
    else if (ctrl && key.toLowerCase() === "z") {
      leave();
      event.shiftKey ? onRedo() : onUndo();
    } else if (ctrl && key.toLowerCase() === "y") {
      leave();
      onRedo();
    } else if (key === "Enter" || key === "F2") {
      leave();
      open(active, null);
    } else if (key === "Delete" || key === "Backspace") {
      leave();
      change(cleared(selection, shown));
    } else if (key.length === 1 && !ctrl && !event.altKey) {
      leave();
      // A space alone is no number; an entry does not begin with it.
      if (key !== " ") open(active, key);
    }
  };
  const onEditingKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const text = event.currentTarget.value;
    const direction = event.shiftKey ? -1 : 1;
    const done = (to: Place) => {
      event.preventDefault();
      finish(text);
      go(to);
    };
    event.stopPropagation();
    if (event.key === "Escape") {
      event.preventDefault();
      setEditing(null);
      wantsFocus.current = true;
    } else if (event.key === "Enter") done({ ...active, row: lineBeside(rows, active.row, direction) });
    else if (event.key === "Tab") {
      const next = nextEntry(active, direction, shape, takesEntryAt);
      if (next === null) finish(text);
      else done(next);
    } else if (event.key === "F2") setEditing((now) => now && { ...now, isTyped: !now.isTyped });
    else if (editing?.isTyped && event.key.startsWith("Arrow")) {
      const to = moved(active, { key: event.key, ctrl: false, shift: false }, shape);
      if (to !== null) done(to);
    }
  };

  const onMouseDown = (event: MouseEvent, place: Place) => {
    if (event.button !== 0 || event.target instanceof HTMLInputElement) return;
    if (editing !== null) finish(editing.text);
    go(place, event.shiftKey);
  };
  const onMouseEnter = (event: MouseEvent, place: Place) => {
    if (event.buttons === 1 && editing === null) go(place, true);
  };

  /** What is to be said about a cell: why its entry cannot be read, what accounting said about it, what a check found. */
  const noteOf = (line: SheetLine | undefined, column: ColumnKey) => {
    if (line === undefined) return { problem: null, mark: null, finding: null, isFlagged: false };
    const bad = isEntryColumn(column) ? line.bad[column] : undefined;
    const problem =
      bad !== undefined && isEntryColumn(column) ? problemShown({ ...bad, column, item: line.shown.item }) : null;
    const said = (marks.get(line.shown.lineId) ?? []).filter(
      ({ field }) => field === column || (field === null && column === "item"),
    );
    const mark = said.length === 0 ? null : fill(words.rejectedMark, { text: said.map(({ text }) => text).join(" ") });
    const found = lineFindings(line, source).filter(({ code }) => findingColumns(code).includes(column));
    const finding = found.length === 0 ? null : found.map(({ message }) => message).join(" ");
    return { problem, mark, finding, isFlagged: found.some(({ code }) => findingColumns(code)[0] === column) };
  };
  const activeNote = noteOf(lineAt(active.row), columns[active.column] as ColumnKey);
  const shownNote = activeNote.problem ?? activeNote.mark ?? activeNote.finding;

  const styles = isPrinting ? [] : cellStyles(columns);

  const cell = (place: Place, line: SheetLine | undefined, name: string, content: ReactNode) => {
    const column = columns[place.column] as ColumnKey;
    const isActive = place.row === active.row && place.column === active.column;
    const { problem, mark, finding, isFlagged } = noteOf(line, column);
    return (
      <GridCell
        key={column}
        id={cellId(place)}
        column={column}
        index={place.column}
        name={name}
        note={problem ?? mark ?? finding}
        noteId={`${id}-note`}
        look={{
          isBeyond: finding !== null,
          isFlagged,
          isEntry: takesEntryAt(place),
          isBad: problem !== null,
          isMarked: mark !== null,
        }}
        isActive={isActive}
        isSelected={isWithin(selection, place)}
        isInBlock={isWithin(selection, place) && !isOneCell(selection)}
        style={styles[place.column] ?? {}}
        onMouseDown={(event) => onMouseDown(event, place)}
        onMouseEnter={(event) => onMouseEnter(event, place)}
        onDoubleClick={() => open(place, null)}
        field={
          isActive && editing !== null ? (
            <CellField
              name={name}
              editing={editing}
              onText={(text) => setEditing((now) => now && { ...now, text })}
              onKeyDown={onEditingKeyDown}
              onLeave={finish}
            />
          ) : null
        }
      >
        {content}
      </GridCell>
    );
  };

  const lineRow = (line: SheetLine, row: number) =>
    columns.map((column, index) =>
      cell(
        { row, column: index },
        line,
        cellName(line, column),
        column === "description" ? <Description of={line} /> : cellShown(line, column),
      ),
    );

  const totalsRow = (sums: Sums, row: number, title: string) =>
    columns.map((column, index) => {
      const value = totalShown(sums, column);
      const name = fill(words.cellNameOfRow, {
        column: columnName(column),
        row: title,
        value: value === "" ? words.cellEmpty : value,
      });
      return cell({ row, column: index }, undefined, name, column === "description" ? title : value);
    });

  const bodyRow = (row: number, style: CSSProperties) => {
    const found = rows[row] as Row;
    const line = found.kind === "line" ? (lines[found.line] as SheetLine) : undefined;
    const isMarked = line !== undefined && marks.has(line.shown.lineId);
    return (
      <div
        key={row}
        role="row"
        aria-rowindex={row + 2}
        className={`sheet-row sheet-row-${found.kind} ${isMarked ? "sheet-row-marked" : ""}`}
        style={style}
      >
        {found.kind === "section" && (
          <div role="rowheader" aria-colindex={1} aria-colspan={columns.length} className="sheet-section">
            {sectionTitle(found.section.changeOrder)}
            {isOpen && (
              // The bar above the sheet has the same for the keyboard.
              <button type="button" tabIndex={-1} className="sheet-group" onClick={() => onBillGroup(found.section)}>
                {words.groupBill}
              </button>
            )}
          </div>
        )}
        {line !== undefined && lineRow(line, row)}
        {found.kind === "subtotal" && totalsRow(rowSums(found, sheet), row, subtotalTitle(found.section.changeOrder))}
      </div>
    );
  };

  return (
    <div ref={frame} className="sheet-frame">
      <div
        role="grid"
        aria-label={label}
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length}
        aria-readonly={!isOpen}
        aria-multiselectable
        className="sheet"
        style={isPrinting ? {} : { width: widthOf(columns) }}
        onKeyDown={onKeyDown}
        onCopy={onCopy}
        onCut={onCopy}
        onPaste={onPaste}
      >
        <div role="rowgroup" className="sheet-head">
          <div role="row" aria-rowindex={1} className="sheet-row sheet-row-head">
            {columns.map((column, index) => (
              <div
                key={column}
                role="columnheader"
                aria-colindex={index + 1}
                title={columnName(column)}
                className={`sheet-cell sheet-cell-head ${textColumns.includes(column) ? "" : "sheet-cell-number"} ${stickyColumns.includes(column) ? "sheet-cell-sticky" : ""}`}
                style={styles[index] ?? {}}
              >
                <span>{columnLabels[column]}</span>
                <span className="sheet-letter">{columnLetters[column] ?? ""}</span>
              </div>
            ))}
          </div>
        </div>
        <div role="rowgroup" className="sheet-body" style={isPrinting ? {} : { height: virtualizer.getTotalSize() }}>
          {isPrinting
            ? rows.slice(0, -1).map((_, row) => bodyRow(row, {}))
            : virtualizer
                .getVirtualItems()
                .map(({ index, start }) => bodyRow(index, { position: "absolute", top: start, height: rowHeight }))}
        </div>
        <div role="rowgroup" className="sheet-foot">
          <div
            role="row"
            aria-rowindex={rows.length + 1}
            className="sheet-row sheet-row-total"
            style={{ height: rowHeight }}
          >
            {totalsRow(sheet.sums, rows.length - 1, words.total)}
          </div>
        </div>
      </div>
      {shownNote !== null && (
        <p
          id={`${id}-note`}
          className={`sheet-note ${activeNote.problem === null ? "sheet-note-mark" : ""}`}
          style={noteStyle(active, columns, rows.length)}
        >
          {shownNote}
        </p>
      )}
    </div>
  );
}

/** A description has room for two lines, or for one and what its unit costs. */
function Description({ of: line }: { of: SheetLine }): ReactNode {
  const { description } = line.shown;
  const unit = unitShown(line);
  return (
    <span className="sheet-description" title={unit === null ? description : `${description} · ${unit}`}>
      <span data-lines={unit === null ? 2 : 1}>{description}</span>
      {unit !== null && <small> {unit}</small>}
    </span>
  );
}

function firstEntry(rows: readonly Row[], columns: readonly ColumnKey[]): Place {
  const row = rows.findIndex(({ kind }) => kind === "line");
  return { row: row < 0 ? rows.length - 1 : row, column: Math.max(0, columns.indexOf("workThisPeriod")) };
}
