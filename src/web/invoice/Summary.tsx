// The nine lines of the application, beside the sheet; they follow every entry.
import type { ReactNode } from "react";
import type { Summary as SummaryLines } from "../../invoice/totals.ts";
import { summaryLines } from "../../invoice/totals.ts";
import { amountShown } from "../../money/money.ts";
import { invoiceScreens as words } from "../../words/en/invoice-screens.ts";
import { Panel } from "../ui/Panel.tsx";

const names: Record<(typeof summaryLines)[number], string> = {
  "1": words.summary1,
  "2": words.summary2,
  "3": words.summary3,
  "4": words.summary4,
  "5a": words.summary5a,
  "5b": words.summary5b,
  "5": words.summary5,
  "6": words.summary6,
  "7": words.summary7,
  "8": words.summary8,
  "9": words.summary9,
};

export function summaryLineName(line: (typeof summaryLines)[number]): string {
  return names[line];
}

export function Summary({ of, isPreview }: { of: SummaryLines; isPreview: boolean }): ReactNode {
  return (
    <Panel
      title={words.summaryTitle}
      actions={isPreview ? <span className="summary-preview">{words.summaryPreview}</span> : null}
    >
      <table className="summary">
        <tbody>
          {summaryLines.map((line) => (
            <tr key={line} data-line={line}>
              <td className="summary-number">{line}</td>
              <th scope="row">{names[line]}</th>
              <td className="summary-amount">{amountShown(of[line])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
