// What each of the contract's funds bears of what is billed on a line now, where it is not by the line's own split.
import { TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { amountShown, amountText, sum } from "../../money/money.ts";
import { invoiceScreens as words } from "../../words/en/invoice-screens.ts";
import { fill } from "../../words/say.ts";
import { Dialog, DialogForm } from "../ui/Dialog.tsx";
import { readEntry } from "./entry.ts";
import type { Funds, SheetLine } from "./sheet.ts";

type Props = Readonly<{
  isOpen: boolean;
  line: SheetLine;
  /** Of the contract. */
  funds: readonly string[];
  onClose: () => void;
  onFunds: (borne: Funds) => void;
}>;

export function FundsDialog(props: Props): ReactNode {
  const { line, isOpen, onClose } = props;
  return (
    <Dialog title={fill(words.fundsTitle, { item: line.shown.item })} isOpen={isOpen} onClose={onClose}>
      <Form {...props} />
    </Dialog>
  );
}

function Form({ line, funds, onClose, onFunds }: Props): ReactNode {
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(Object.entries(line.funds).map(([fund, amount]) => [fund, amountText(amount)])),
  );
  const [isTried, setTried] = useState(false);
  const names = [...new Set([...funds, ...Object.keys(line.funds)])];
  const given = names.filter((fund) => (texts[fund] ?? "").trim() !== "");
  const read = given.map((fund) => ({ fund, entry: readEntry("amount", texts[fund] ?? "") }));
  const borne = Object.fromEntries(read.flatMap(({ fund, entry }) => ("value" in entry ? [[fund, entry.value]] : [])));
  const billed = line.figures.billedThisPeriod;
  const left = billed - sum(Object.values(borne));
  const apply = () => {
    setTried(true);
    if (Object.keys(borne).length < given.length) return;
    onFunds(borne);
    onClose();
  };
  return (
    <DialogForm submit={words.fundsApply} onSubmit={apply} onCancel={onClose} isBusy={false} error={null}>
      <p>{fill(words.fundsIntro, { billed: amountShown(billed) })}</p>
      {names.map((fund) => {
        const text = texts[fund] ?? "";
        const isBad = text.trim() !== "" && "problem" in readEntry("amount", text);
        return (
          <TextInput
            key={fund}
            label={fund}
            value={text}
            inputMode="decimal"
            autoComplete="off"
            error={isTried && isBad && fill(words.retainageBad, { allowed: words.allowedAmount, given: text })}
            onChange={(event) => {
              const typed = event.currentTarget.value;
              setTexts((now) => ({ ...now, [fund]: typed }));
            }}
          />
        );
      })}
      {given.length > 0 && (
        <p aria-live="polite">{left === 0n ? words.fundsEven : fill(words.fundsLeft, { left: amountShown(left) })}</p>
      )}
    </DialogForm>
  );
}
