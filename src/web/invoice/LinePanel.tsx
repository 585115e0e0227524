// The line of the sheet that is worked on: what lies stored for it, what is held of it, and what the checks found on it.
import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { amountShown, type Cents } from "../../money/money.ts";
import { numberText } from "../../money/ratio.ts";
import { invoiceScreens as words } from "../../words/en/invoice-screens.ts";
import { fill } from "../../words/say.ts";
import { Panel } from "../ui/Panel.tsx";
import { FundsDialog } from "./FundsDialog.tsx";
import { StoredDialog } from "./StoredDialog.tsx";
import { type Funds, type Sheet, type SheetLine, withEvidence, withFunds, withStored } from "./sheet.ts";
import { lineFindings } from "./sheet-findings.ts";
import { remainingOf, storedRows } from "./stored-entry.ts";

type Props = Readonly<{
  sheet: Sheet;
  /** Its place in the sheet; null: none. */
  place: number | null;
  isOpen: boolean;
  onSheet: (sheet: Sheet) => void;
}>;

export function LinePanel({ sheet, place, isOpen, onSheet }: Props): ReactNode {
  const [asked, setAsked] = useState<"stored" | "funds" | null>(null);
  const { funds } = sheet.source.terms;
  const line = place === null ? undefined : sheet.lines[place];
  if (place === null || line === undefined)
    return (
      <div className="line-panel">
        <Panel title={words.storedTitleNone}>
          <p className="quiet">{words.storedPick}</p>
        </Panel>
      </div>
    );
  return (
    <div className="line-panel">
      <Panel
        title={fill(words.storedTitle, { item: line.shown.item })}
        actions={
          isOpen && (
            <>
              <Button variant="default" onClick={() => setAsked("stored")}>
                {words.storedEdit}
              </Button>
              {funds.length > 0 && (
                <Button variant="default" onClick={() => setAsked("funds")}>
                  {words.fundsEdit}
                </Button>
              )}
            </>
          )
        }
      >
        <Stored line={line} />
        {Object.keys(line.funds).length > 0 && <p>{fundsSentence(line.funds)}</p>}
        <p className="quiet">{[heldSentence(line), ...earlierRates(line)].join(" ")}</p>
        <ul className="line-findings">
          {lineFindings(line, sheet.source).map(({ code, message, severity }) => (
            <li key={`${code} ${message}`} data-severity={severity}>
              {message}
            </li>
          ))}
        </ul>
      </Panel>
      <StoredDialog
        isOpen={asked === "stored"}
        line={line}
        onClose={() => setAsked(null)}
        onStored={(stored, evidence) => onSheet(withEvidence(withStored(sheet, place, stored), place, evidence))}
      />
      <FundsDialog
        isOpen={asked === "funds"}
        line={line}
        funds={funds}
        onClose={() => setAsked(null)}
        onFunds={(borne) => onSheet(withFunds(sheet, place, borne))}
      />
    </div>
  );
}

function fundsSentence(borne: Funds): string {
  const one = ([fund, amount]: [string, Cents]) => fill(words.fundsOne, { fund, amount: amountShown(amount) });
  return fill(words.fundsLine, { funds: Object.entries(borne).map(one).join("; ") });
}

function Stored({ line }: { line: SheetLine }): ReactNode {
  const rows = storedRows(line);
  return (
    <>
      {rows.length === 0 ? (
        <p>{fill(words.storedNone, { amount: amountShown(line.figures.materialsStored) })}</p>
      ) : (
        <table className="figures stored">
          <thead>
            <tr>
              <th scope="col">{words.storedItem}</th>
              <th scope="col">{words.storedBefore}</th>
              <th scope="col">{words.storedBought}</th>
              <th scope="col">{words.storedInstalled}</th>
              <th scope="col">{words.storedRemaining}</th>
              <th scope="col" className="figures-text">
                {words.storedEvidence}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => {
              const item = line.stored.find(({ id }) => id === row.id);
              const remaining = remainingOf(row) ?? 0n;
              return (
                <tr key={row.key}>
                  <th scope="row">{row.id}</th>
                  <td>{amountShown(row.before)}</td>
                  <td>{amountShown(item?.bought ?? 0n)}</td>
                  <td>{amountShown(item?.installed ?? 0n)}</td>
                  <td data-beyond={remaining < 0n || undefined}>{amountShown(remaining)}</td>
                  <td className="figures-text">{row.evidence}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {line.evidence !== "" && (
        <p>
          {words.storedEvidence}: {line.evidence}
        </p>
      )}
    </>
  );
}

/** Where rates changed for what is earned from then on: what was earned before, and at which it is held. */
function earlierRates({ figures }: SheetLine): readonly string[] {
  return figures.withholding.brackets.map(({ rates, earned }) =>
    fill(words.storedEarlierRates, {
      earned: amountShown(earned.work + earned.materials),
      work: numberText(rates.work),
      materials: numberText(rates.materials),
    }),
  );
}

function heldSentence({ figures }: SheetLine): string {
  const { withheld, retainageHeld, releasedWorkToDate, releasedMaterialsToDate, adjustedToDate } = figures;
  return fill(words.storedFigures, {
    held: amountShown(retainageHeld),
    withheld: amountShown(withheld.work + withheld.materials),
    released: amountShown(releasedWorkToDate + releasedMaterialsToDate),
    adjusted: amountShown(adjustedToDate),
  });
}
