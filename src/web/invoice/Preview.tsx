// What an act on many lines would do, before it is done: the retainage that is held and the payment that is due, now and
// then.
import type { ReactNode } from "react";
import { amountShown } from "../../money/money.ts";
import { invoiceScreens as words } from "../../words/en/invoice-screens.ts";
import { fill } from "../../words/say.ts";
import { summaryLineName } from "./Summary.tsx";
import type { Sheet } from "./sheet.ts";

const shownLines = ["4", "5", "8"] as const;

export function Preview({ now, then }: { now: Sheet; then: Sheet }): ReactNode {
  return (
    <section className="preview" aria-label={words.previewTitle} aria-live="polite">
      <table className="figures">
        <caption>{words.previewTitle}</caption>
        <thead>
          <tr>
            <th scope="col">{words.previewFigure}</th>
            <th scope="col">{words.previewNow}</th>
            <th scope="col">{words.previewThen}</th>
          </tr>
        </thead>
        <tbody>
          {shownLines.map((line) => (
            <tr key={line} data-moves={now.summary[line] !== then.summary[line] || undefined}>
              <th scope="row">{fill(words.previewLine, { line, name: summaryLineName(line) })}</th>
              <td>{amountShown(now.summary[line])}</td>
              <td>{amountShown(then.summary[line])}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>{sentence(now, then)}</p>
    </section>
  );
}

function sentence(now: Sheet, then: Sheet): string {
  const more = then.summary["5"] - now.summary["5"];
  if (more === 0n && now.summary["8"] === then.summary["8"]) return words.previewNothing;
  if (more === 0n) return "";
  return more < 0n
    ? fill(words.previewGivesBack, { amount: amountShown(-more) })
    : fill(words.previewHolds, { amount: amountShown(more) });
}
