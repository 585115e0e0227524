// The continuation sheet from top to bottom: the contract's own lines, then every change order with its lines, each
// section with its subtotal, and the total under them all.
import type { Sheet } from "./sheet.ts";

export type Section = Readonly<{
  /** Null: the contract's own lines. */
  changeOrder: string | null;
  /** Where its lines stand in the sheet. */
  lines: readonly number[];
}>;

export type Row =
  | Readonly<{ kind: "section"; section: Section }>
  | Readonly<{ kind: "line"; line: number }>
  | Readonly<{ kind: "subtotal"; section: Section }>
  | Readonly<{ kind: "total" }>;

export function sectionsOf(sheet: Sheet): Section[] {
  const sections = new Map<string | null, number[]>([[null, []]]);
  sheet.forEach(({ shown }, index) => {
    const key = shown.changeOrder?.id ?? null;
    sections.set(key, [...(sections.get(key) ?? []), index]);
  });
  return [...sections]
    .filter(([, lines]) => lines.length > 0)
    .map(([key, lines]) => ({
      changeOrder: key === null ? null : (sheet[lines[0] as number]?.shown.changeOrder?.number ?? key),
      lines,
    }));
}

/** A sheet of one section needs neither its heading nor its subtotal. */
export function rowsOf(sheet: Sheet): Row[] {
  const sections = sectionsOf(sheet);
  const rows = sections.flatMap((section): Row[] => {
    const lines = section.lines.map((line): Row => ({ kind: "line", line }));
    if (sections.length === 1 && section.changeOrder === null) return lines;
    return [{ kind: "section", section }, ...lines, { kind: "subtotal", section }];
  });
  return [...rows, { kind: "total" }];
}
