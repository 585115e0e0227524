// A block of cells on its way from or to a spreadsheet: tab-separated text, with quotes around cells that hold a tab, a
// line break or a quote.

/** `readBlock("1\t2\n3\t4\n")` is `[["1", "2"], ["3", "4"]]`; the line break at the end, which spreadsheets add, is none. */
export function readBlock(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let isQuoted = false;
  const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let index = 0; index < source.length; index += 1) {
    const character = source[index] as string;
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (source[index + 1] === '"') {
        cell += '"';
        index += 1;
      } else isQuoted = false;
    } else if (character === '"' && cell === "" && closesLater(source, index)) isQuoted = true;
    else if (character === "\t") {
      row.push(cell);
      cell = "";
    } else if (character === "\n") {
      rows.push([...row, cell]);
      row = [];
      cell = "";
    } else cell += character;
  }
  rows.push([...row, cell]);
  return rows;
}

/** Whether a quote at the start of a cell is closed at the end of one; if not it is a mark for inches, or just a quote. */
function closesLater(source: string, from: number): boolean {
  for (let index = from + 1; index < source.length; index += 1) {
    if (source[index] !== '"') continue;
    if (source[index + 1] === '"') index += 1;
    else return index + 1 === source.length || source[index + 1] === "\t" || source[index + 1] === "\n";
  }
  return false;
}

export function blockText(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(quoted).join("\t")).join("\n");
}

function quoted(cell: string): string {
  return /[\t\n"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** A rectangle of lines and columns, both counted from 0, the last ones included. */
export type Area = Readonly<{ fromLine: number; toLine: number; fromColumn: number; toColumn: number }>;

export type Placed = Readonly<{ line: number; column: number; text: string }>;

/**
 * Where the cells of a pasted block go: from the upper left corner of what is selected. A block that fits several
 * times into a larger selection fills it, so that one value can be given to many cells. What goes over the edge of the
 * sheet is counted, never silently dropped.
 */
export function placeBlock(
  block: readonly (readonly string[])[],
  selected: Area,
  size: { lines: number; columns: number },
): { placed: Placed[]; outside: number } {
  const height = repeated(block.length, selected.toLine - selected.fromLine + 1);
  const width = Math.max(...block.map((row) => row.length));
  const across = repeated(width, selected.toColumn - selected.fromColumn + 1);
  const placed: Placed[] = [];
  let outside = 0;
  for (let down = 0; down < height; down += 1) {
    const row = block[down % block.length] ?? [];
    for (let right = 0; right < across; right += 1) {
      const text = row[right % width];
      if (text === undefined) continue;
      const line = selected.fromLine + down;
      const column = selected.fromColumn + right;
      if (line < size.lines && column < size.columns) placed.push({ line, column, text });
      else outside += 1;
    }
  }
  return { placed, outside };
}

/** The selection's length where the block fits into it a whole number of times, else the block's own. */
function repeated(block: number, selection: number): number {
  return selection > block && selection % block === 0 ? selection : block;
}
