// Which approved change orders enter this application: by the cut-off, or picked one by one.
import { Button, Table, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { z } from "zod";
import type { InvoiceChange, InvoiceSaved, InvoiceShown } from "../../invoice/wire.ts";
import type { ReasonShown } from "../../wire.ts";
import { invoiceScreens as words } from "../../words/en/invoice-screens.ts";
import { fill } from "../../words/say.ts";
import { useAct } from "../client/act.ts";
import { patch, problemOf } from "../client/fetch.ts";
import { Amount } from "../ui/Amount.tsx";
import { Ledger } from "../ui/Ledger.tsx";
import { RefusalAlert } from "../ui/RefusalAlert.tsx";
import { StatusBadge, type Tone } from "../ui/StatusBadge.tsx";
import { saySaved } from "../ui/saved.ts";
import { ClosableButton } from "../ui/WhyClosed.tsx";
import { dayShown } from "../ui/when.ts";

type ChangeOrder = InvoiceShown["changeOrders"][number];
type Change = Pick<z.infer<typeof InvoiceChange>, "changeOrders" | "cutOffOn">;
type Saved = z.infer<typeof InvoiceSaved>;

const looks: Record<ChangeOrder["standing"], { tone: Tone; text: string }> = {
  enteredBefore: { tone: "grey", text: words.standing_enteredBefore },
  entersHere: { tone: "green", text: words.standing_entersHere },
  deferred: { tone: "yellow", text: words.standing_deferred },
  afterCutOff: { tone: "blue", text: words.standing_afterCutOff },
};

type Props = Readonly<{ invoice: InvoiceShown; isEditing: boolean; onSaved: (saved: Saved) => void }>;

export function ChangeOrders({ invoice, isEditing, onSaved }: Props): ReactNode {
  const { changeOrders, changeOrdersPicked } = invoice;
  const save = useAct(
    (change: Change) => patch<Saved>(`/invoices/${invoice.id}`, { version: invoice.version, ...change }),
    (saved) => {
      saySaved(fill(words.changeOrdersSaved, { number: saved.invoice.number }));
      onSaved(saved);
    },
  );
  const closedBecause: readonly ReasonShown[] = isEditing
    ? [{ code: "editing", message: words.changeOrdersWhileEditing, link: null }]
    : invoice.closed.edit;
  const entering = changeOrders.filter(({ standing }) => standing === "entersHere").map(({ id }) => id);
  if (changeOrders.length === 0) return <p>{words.changeOrdersNone}</p>;
  return (
    <div className="change-orders">
      <CutOff
        // What is typed starts anew from what was saved.
        key={invoice.cutOffOn}
        invoice={invoice}
        closedBecause={closedBecause}
        isBusy={save.isPending}
        problem={problemOf(save.error, "cutOffOn")}
        onCutOff={(cutOffOn) => save.mutate({ cutOffOn })}
      />
      {changeOrdersPicked && (
        <p>
          {words.changeOrdersPicked}{" "}
          <ClosableButton
            variant="default"
            closedBecause={closedBecause}
            onClick={() => save.mutate({ changeOrders: null })}
          >
            {words.changeOrdersGoBack}
          </ClosableButton>
        </p>
      )}
      <RefusalAlert error={save.error} />
      <Ledger caption={words.changeOrdersTitle}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{words.changeOrdersNumber}</Table.Th>
            <Table.Th scope="col">{words.changeOrdersApproved}</Table.Th>
            <Table.Th scope="col" className="amount-column">
              {words.changeOrdersAmount}
            </Table.Th>
            <Table.Th scope="col">{words.changeOrdersStanding}</Table.Th>
            <Table.Th scope="col">{words.changeOrdersAct}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {changeOrders.map((one) => (
            <Table.Tr key={one.id}>
              <Table.Th scope="row">
                {one.number} {one.title}
              </Table.Th>
              <Table.Td>{dayShown(one.approvedOn)}</Table.Td>
              <Table.Td className="amount-column">
                <Amount of={one.amount} />
              </Table.Td>
              <Table.Td>
                <StatusBadge tone={looks[one.standing].tone}>{looks[one.standing].text}</StatusBadge>
              </Table.Td>
              <Table.Td>
                {one.standing !== "enteredBefore" && (
                  <Button
                    variant="default"
                    size="compact-xs"
                    disabled={closedBecause.length > 0 || save.isPending}
                    aria-label={actName(one)}
                    onClick={() => save.mutate({ changeOrders: picked(entering, one) })}
                  >
                    {one.standing === "entersHere" ? words.changeOrdersDefer : words.changeOrdersEnter}
                  </Button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Ledger>
    </div>
  );
}

function actName({ number, standing }: ChangeOrder): string {
  return fill(standing === "entersHere" ? words.changeOrdersDeferName : words.changeOrdersEnterName, { number });
}

function picked(entering: readonly string[], { id, standing }: ChangeOrder): string[] {
  return standing === "entersHere" ? entering.filter((each) => each !== id) : [...entering, id];
}

type CutOffProps = Readonly<{
  invoice: InvoiceShown;
  closedBecause: readonly ReasonShown[];
  isBusy: boolean;
  problem: string | null;
  onCutOff: (cutOffOn: string | null) => void;
}>;

function CutOff({ invoice, closedBecause, isBusy, problem, onCutOff }: CutOffProps): ReactNode {
  const [day, setDay] = useState(invoice.cutOffOn ?? "");
  const isClosed = closedBecause.length > 0;
  return (
    <form
      className="change-orders-cut-off"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isClosed) onCutOff(day === "" ? null : day);
      }}
    >
      <TextInput
        type="date"
        label={words.changeOrdersCutOff}
        description={words.changeOrdersCutOffHint}
        value={day}
        readOnly={isClosed}
        error={problem}
        onChange={(event) => setDay(event.currentTarget.value)}
      />
      <ClosableButton
        type="submit"
        variant="default"
        closedBecause={closedBecause}
        loading={isBusy}
        onClick={() => undefined}
      >
        {words.changeOrdersCutOffSet}
      </ClosableButton>
    </form>
  );
}
