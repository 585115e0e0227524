// The continuation sheet from top to bottom: the contract's own lines, then every change order with its lines, each
// section with its subtotal, and the total under them all.
import type { InvoiceLineShown } from "../../invoice/wire.ts";

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

type Placed = Pick<InvoiceLineShown, "changeOrder">;

export function sectionsOf(lines: readonly Placed[]): Section[] {
  const sections = new Map<string | null, { changeOrder: string | null; lines: number[] }>([
    [null, { changeOrder: null, lines: [] }],
  ]);
  lines.forEach(({ changeOrder }, index) => {
    const key = changeOrder?.id ?? null;
    const section = sections.get(key);
    if (section !== undefined) section.lines.push(index);
    else sections.set(key, { changeOrder: changeOrder?.number ?? key, lines: [index] });
  });
  return [...sections.values()].filter((section) => section.lines.length > 0);
}

/** A sheet of one section needs neither its heading nor its subtotal. */
export function rowsOf(lines: readonly Placed[]): Row[] {
  const sections = sectionsOf(lines);
  const rows = sections.flatMap((section): Row[] => {
    const inSection = section.lines.map((line): Row => ({ kind: "line", line }));
    if (sections.length === 1 && section.changeOrder === null) return inSection;
    return [{ kind: "section", section }, ...inSection, { kind: "subtotal", section }];
  });
  return [...rows, { kind: "total" }];
}
