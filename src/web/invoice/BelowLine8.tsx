// What stands below line 8: deductions, the advance, tax, and what is left to pay. None of it moves the nine lines.
import { Button, Checkbox } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { amountShown, type Cents } from "../../money/money.ts";
import { invoiceScreens as words } from "../../words/en/invoice-screens.ts";
import { fill } from "../../words/say.ts";
import { Panel } from "../ui/Panel.tsx";
import { DeductDialog, RecoupDialog } from "./BelowDialogs.tsx";
import type { Below, BelowEntered, Moved } from "./below.ts";

type Props = Readonly<{
  of: Below;
  /** Line 8. */
  due: Cents;
  /** Null: nothing is recorded, and all of line 8 counts. */
  certified: Cents | null;
  isFinal: boolean;
  /** Null: it is read, not edited. */
  entered: BelowEntered | null;
  onChange: (entered: BelowEntered) => void;
  onFinal: (isFinal: boolean) => void;
}>;

export function BelowLine8({ of, due, certified, isFinal, entered, onChange, onFinal }: Props): ReactNode {
  const [asked, setAsked] = useState<"deduct" | "recoup" | null>(null);
  const rows: readonly (Readonly<{ name: string; sign: bigint }> & Moved)[] = [
    ...(of.tax === null ? [] : [{ name: words.belowTax, sign: 1n, ...of.tax }]),
    ...of.deductions.map((one) => ({ ...one, name: fill(words.belowDeduction, { name: one.name }), sign: -1n })),
    ...(of.advance === null ? [] : [{ name: words.belowAdvance, sign: -1n, ...of.advance }]),
  ];
  return (
    <Panel title={words.belowTitle}>
      <table className="figures below">
        <thead>
          <tr>
            <th scope="col">{words.belowWhat}</th>
            <th scope="col">{words.belowToDate}</th>
            <th scope="col">{words.belowNow}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">
              {certified === null ? words.belowDue : fill(words.belowCertified, { due: amountShown(due) })}
            </th>
            <td />
            <td>{amountShown(certified ?? due)}</td>
          </tr>
          {rows.map(({ name, sign, thisPeriod, toDate }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{amountShown(toDate * sign)}</td>
              <td>{amountShown(thisPeriod * sign)}</td>
            </tr>
          ))}
          <tr className="below-payable">
            <th scope="row">{words.belowPayable}</th>
            <td />
            <td>{amountShown(of.payable)}</td>
          </tr>
          {of.funds.map(({ fund, thisPeriod, toDate }) => (
            <tr key={fund} className="below-fund">
              <th scope="row">{fill(words.belowFund, { fund })}</th>
              <td>{amountShown(toDate)}</td>
              <td>{amountShown(thisPeriod)}</td>
            </tr>
          ))}
          {of.escrow !== null && (
            <tr>
              <th scope="row">{words.belowEscrow}</th>
              <td>{amountShown(of.escrow)}</td>
              <td />
            </tr>
          )}
        </tbody>
      </table>
      {entered !== null && (
        <div className="below-acts">
          <Button variant="default" onClick={() => setAsked("deduct")}>
            {words.belowDeduct}
          </Button>
          {of.advance !== null && (
            <Button variant="default" onClick={() => setAsked("recoup")}>
              {words.belowRecoup}
            </Button>
          )}
          <Checkbox
            label={words.finalSwitch}
            description={words.finalHint}
            checked={isFinal}
            onChange={(event) => onFinal(event.currentTarget.checked)}
          />
          <DeductDialog
            isOpen={asked === "deduct"}
            below={of}
            entered={entered}
            onClose={() => setAsked(null)}
            onChange={onChange}
          />
          <RecoupDialog
            isOpen={asked === "recoup"}
            entered={entered}
            onClose={() => setAsked(null)}
            onChange={onChange}
          />
        </div>
      )}
    </Panel>
  );
}
