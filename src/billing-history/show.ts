// A computed billing history for those who read it: as JSON for programs, and as tables for people at a terminal.
import { summaryLines } from "../invoice/totals.ts";
import { amountShown, amountText, type Cents } from "../money/money.ts";
import { numberText, type Percent, percentShown } from "../money/ratio.ts";
import { historyTable } from "../words/en/history-table.ts";
import { invoiceScreens } from "../words/en/invoice-screens.ts";
import { fill } from "../words/say.ts";
import { columnsOf } from "./columns.ts";
import type { ComputedApplication, ComputedHistory, ComputedLine, HistoryFinding, Moved } from "./computed.ts";
import { type LineColumn, lineColumns } from "./history.ts";

// For programs: amounts as text with two decimals.

export function shownJson({ currency, rules, applications }: ComputedHistory): unknown {
  return { currency, rules, applications: applications.map(applicationJson) };
}

function applicationJson(application: ComputedApplication): unknown {
  const { number, isNumberBare, periodFrom, periodTo, isReversed, summary, totals, changeOrders } = application;
  return {
    number: isNumberBare ? Number(number) : number,
    periodFrom,
    periodTo,
    reversed: isReversed,
    summary: amountsJson(summaryLines, summary),
    lines: application.lines.map(lineJson),
    totals: columnsJson(totals, totals.percent),
    changeOrders: {
      entered: changeOrders.entered,
      additions: eachAmount(changeOrders.additions),
      deductions: eachAmount(changeOrders.deductions),
      net: amountText(changeOrders.net),
    },
    certified: amountText(application.certified),
    deductions: application.deductions.map(({ name, ...moved }) => ({ name, ...movedJson(moved) })),
    advanceRecouped: application.advanceRecouped === null ? null : movedJson(application.advanceRecouped),
    tax: application.tax === null ? null : movedJson(application.tax),
    escrow: application.escrow === null ? null : amountText(application.escrow),
    payable: amountText(application.payable),
    funds: application.funds.map(({ fund, ...moved }) => ({ fund, ...movedJson(moved) })),
    findings: application.findings.map(findingJson),
  };
}

function lineJson(line: ComputedLine): unknown {
  const { item, description, changeOrder, figures, percent, retainage } = line;
  return {
    item,
    description,
    changeOrder,
    ...columnsJson(columnsOf(line.figures), percent),
    ...(figures.quantityPrevious === null
      ? {}
      : {
          quantityThisPeriod: numberText(figures.quantityThisPeriod ?? 0n),
          quantityToDate: numberText(figures.quantityPrevious + (figures.quantityThisPeriod ?? 0n)),
        }),
    retainage: {
      withheld: amountText(retainage.withheld),
      released: amountText(retainage.released),
      adjusted: amountText(retainage.adjusted),
      held: amountText(retainage.held),
    },
  };
}

/** C to I, with the percentage between G and H, where the paper has it. */
function columnsJson(columns: Readonly<Record<LineColumn, Cents>>, percent: Percent | null): Record<string, unknown> {
  const { H, I, ...left } = amountsJson(lineColumns, columns);
  return { ...left, percent: percent === null ? null : percentShown(percent), H, I };
}

function amountsJson<Key extends string>(keys: readonly Key[], amounts: Readonly<Record<Key, Cents>>) {
  return Object.fromEntries(keys.map((key) => [key, amountText(amounts[key])])) as Record<Key, string>;
}

const movedJson = ({ previous, thisPeriod, toDate }: Moved) => ({
  previous: amountText(previous),
  thisPeriod: amountText(thisPeriod),
  toDate: amountText(toDate),
});

const eachAmount = ({ previous, thisPeriod }: Readonly<{ previous: Cents; thisPeriod: Cents }>) => ({
  previous: amountText(previous),
  thisPeriod: amountText(thisPeriod),
});

function findingJson({ code, severity, item, message, figures, where, overridden }: HistoryFinding): unknown {
  return { code, severity, item, message, figures, where, overridden };
}

// For people.

export function shownTable({ currency, applications }: ComputedHistory): string {
  return applications.map((application) => `${applicationTable(application, currency).join("\n")}\n`).join("\n\n");
}

function applicationTable(application: ComputedApplication, currency: string): string[] {
  return [
    ...heading(application, currency),
    "",
    ...sheet(application),
    "",
    ...amountList([...summaryRows(application), ...rowsBelow(application)]),
    "",
    ...findingRows(application.findings),
  ];
}

function heading({ number, periodFrom, periodTo, isReversed }: ComputedApplication, currency: string): string[] {
  const period =
    periodFrom === null
      ? fill(historyTable.periodTo, { to: periodTo })
      : fill(historyTable.periodFromTo, { from: periodFrom, to: periodTo });
  const title = [fill(historyTable.application, { number: clean(number) }), period, currency];
  const text = (isReversed ? [...title, historyTable.reversed] : title).join("  ·  ");
  return [text, "=".repeat(widthOf(text))];
}

const widthMax = 120;
const descriptionMin = 12;
const descriptionMax = 40;
const itemMax = 24;

/** Descriptions get the room that the figures leave of the terminal's width; the figures are never cut. */
function sheet({ lines, totals }: ComputedApplication): string[] {
  const head = [
    historyTable.columnC,
    historyTable.columnD,
    historyTable.columnE,
    historyTable.columnF,
    historyTable.columnG,
    historyTable.columnPercent,
    historyTable.columnH,
    historyTable.columnI,
  ];
  const rows = lines.map((line) => figuresShown(columnsOf(line.figures), line.percent));
  const total = figuresShown(totals, totals.percent);
  const items = lines.map(({ item }) => cutTo(clean(item), itemMax));
  const descriptions = lines.map(describe);

  const widths = head.map((word, column) =>
    widest([word, total[column] ?? "", ...rows.map((row) => row[column] ?? "")]),
  );
  const itemWidth = widest([historyTable.columnItem, historyTable.total, ...items]);
  const room = widthMax - itemWidth - widths.reduce((sum, width) => sum + width + 2, 0) - 2;
  const wanted = Math.min(widest([historyTable.columnDescription, ...descriptions]), descriptionMax);
  const descriptionWidth = Math.max(descriptionMin, Math.min(wanted, room));

  const row = (item: string, description: string, figures: readonly string[]): string =>
    [
      padEnd(item, itemWidth),
      padEnd(cutTo(description, descriptionWidth), descriptionWidth),
      ...figures.map((figure, column) => padStart(figure, widths[column] ?? 0)),
    ]
      .join("  ")
      .trimEnd();
  const rule = "-".repeat(itemWidth + descriptionWidth + 2 + widths.reduce((sum, width) => sum + width + 2, 0));
  return [
    row(historyTable.columnItem, historyTable.columnDescription, head),
    rule,
    ...rows.map((figures, index) => row(items[index] ?? "", descriptions[index] ?? "", figures)),
    rule,
    row(historyTable.total, "", total),
  ];
}

function describe({ description, changeOrder }: ComputedLine): string {
  const text = clean(description);
  return changeOrder === null
    ? text
    : fill(historyTable.ofChangeOrder, { number: clean(changeOrder), description: text }).trimEnd();
}

function figuresShown(columns: Readonly<Record<LineColumn, Cents>>, percent: Percent | null): readonly string[] {
  const { C, D, E, F, G, H, I } = columns;
  const shownPercent = percent === null ? invoiceScreens.cellNotApplicable : percentShown(percent);
  return [...[C, D, E, F, G].map(amountShown), shownPercent, ...[H, I].map(amountShown)];
}

type Row = readonly [mark: string, label: string, amount: Cents | string];

function summaryRows({ summary }: ComputedApplication): Row[] {
  return summaryLines.map((line) => [line, invoiceScreens[`summary${line}`], summary[line]]);
}

/** What stands below line 9, as far as there is any of it. */
function rowsBelow(application: ComputedApplication): Row[] {
  const { changeOrders, advanceRecouped, tax, escrow } = application;
  const rows: (Row | null)[] = [
    changeOrders.entered.length === 0 ? null : ["", historyTable.entered, changeOrders.entered.map(clean).join(", ")],
    moved(historyTable.additions, changeOrders.additions.thisPeriod),
    moved(historyTable.deductionsOfContract, changeOrders.deductions.thisPeriod),
    ["", historyTable.certified, application.certified],
    tax === null ? null : ["", historyTable.tax, tax.thisPeriod],
    ...application.deductions.map(({ name, thisPeriod }): Row | null =>
      thisPeriod < 0n
        ? ["", fill(historyTable.returned, { name: clean(name) }), -thisPeriod]
        : moved(fill(historyTable.deducted, { name: clean(name) }), thisPeriod),
    ),
    advanceRecouped === null ? null : ["", historyTable.advanceRecouped, advanceRecouped.thisPeriod],
    ["", historyTable.payable, application.payable],
    escrow === null ? null : ["", historyTable.escrow, escrow],
    ...application.funds.map(
      ({ fund, thisPeriod }): Row => ["", fill(historyTable.fund, { name: clean(fund) }), thisPeriod],
    ),
  ];
  return rows.filter((row) => row !== null);
}

const moved = (label: string, amount: Cents): Row | null => (amount === 0n ? null : ["", label, amount]);

function amountList(rows: readonly Row[]): string[] {
  const shown = rows.map(([mark, label, amount]) => ({
    mark,
    label: cutTo(label, 60),
    value: typeof amount === "string" ? amount : amountShown(amount),
  }));
  const labelWidth = widest(shown.map(({ label }) => label));
  const valueWidth = widest(shown.map(({ value }, index) => (typeof rows[index]?.[2] === "string" ? "" : value)));
  return shown.map(
    ({ mark, label, value }) => `${padEnd(mark, 3)} ${padEnd(label, labelWidth)}  ${padStart(value, valueWidth)}`,
  );
}

function findingRows(findings: readonly HistoryFinding[]): string[] {
  if (findings.length === 0) return [historyTable.noFindings];
  const codeWidth = widest(findings.map(({ code }) => code));
  return [
    historyTable.findings,
    ...findings.flatMap(({ code, severity, message, where, overridden }) => {
      const lead = `  ${padEnd(severity, 6)}  ${padEnd(clean(code), codeWidth)}  `;
      const pass = overridden === null ? [] : [fill(historyTable.overridden, overridden)];
      const text = [message, ...pass, fill(historyTable.where, { where })].map(clean).join(" ");
      return wrapped(text, widthMax - lead.length).map(
        (part, index) => `${index === 0 ? lead : " ".repeat(lead.length)}${part}`,
      );
    }),
  ];
}

// Text in columns.

/** On one line, and without the signs that would move a terminal's cursor. */
const clean = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").trim();

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const mark = /\p{M}/u;

/** How many columns a text takes: most signs one, East Asian ones two, accents that stand by themselves none. */
function widthOf(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const sign of text) width += mark.test(sign) ? 0 : wide.test(sign) ? 2 : 1;
  return width;
}

const widest = (texts: readonly string[]): number => texts.reduce((width, text) => Math.max(width, widthOf(text)), 0);
const padEnd = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - widthOf(text)));
const padStart = (text: string, width: number): string => " ".repeat(Math.max(0, width - widthOf(text))) + text;

function cutTo(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = "";
  let used = 0;
  for (const sign of text) {
    used += widthOf(sign);
    if (used > width - 1) break;
    kept += sign;
  }
  return `${kept}…`;
}

/** Lines of at most the width, broken between words; a word that is longer stands on a line of its own. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + 1 + widthOf(word) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
