// Making the contract's next invoice: everything is proposed, so that the usual case is one press.
import { NativeSelect, SimpleGrid, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { BillingPeriodShown } from "../../billing-period/wire.ts";
import type { ContractShown } from "../../contract/wire.ts";
import type { InvoiceShown } from "../../invoice/wire.ts";
import { paths } from "../../paths.ts";
import { useAct } from "../client/act.ts";
import { post, problemOf } from "../client/fetch.ts";
import { billingPeriodsQuestion } from "../client/questions.ts";
import { Answer } from "../ui/Answer.tsx";
import { Dialog, DialogForm } from "../ui/Dialog.tsx";
import { PathLink, useGo } from "../ui/PathLink.tsx";
import { dayShown, daysShown } from "../ui/when.ts";
import { label } from "../words.ts";

/** Side by side, so that the fields stand on one line whatever their hints say. */
const hintBelow: ("label" | "input" | "description" | "error")[] = ["label", "input", "description", "error"];

type NewInvoiceDialogProps = { contract: ContractShown; isOpen: boolean; onClose: () => void };

export function NewInvoiceDialog({ contract, isOpen, onClose }: NewInvoiceDialogProps): ReactNode {
  return (
    <Dialog title={label("invoices.create")} isOpen={isOpen} onClose={onClose}>
      <WithPeriods contract={contract} onClose={onClose} />
    </Dialog>
  );
}

type FormProps = { contract: ContractShown; onClose: () => void };

function WithPeriods({ contract, onClose }: FormProps): ReactNode {
  const periods = useQuery(billingPeriodsQuestion(contract.projectId));
  return (
    <Answer to={periods}>
      {({ periods }) => (
        <NewInvoiceForm
          contract={contract}
          onClose={onClose}
          periods={periods.filter(({ status }) => status === "open")}
        />
      )}
    </Answer>
  );
}

type NewInvoiceFormProps = FormProps & { periods: readonly BillingPeriodShown[] };

function NewInvoiceForm({ contract, periods, onClose }: NewInvoiceFormProps): ReactNode {
  const go = useGo();
  const [number, setNumber] = useState("");
  const [periodId, setPeriodId] = useState(periods.at(-1)?.id ?? "");
  const [billedOn, setBilledOn] = useState("");
  const period = periods.find(({ id }) => id === periodId);
  const create = useAct(
    () =>
      post<InvoiceShown>(`/contracts/${contract.id}/invoices`, {
        ...(number.trim() === "" ? {} : { number }),
        ...(periodId === "" ? {} : { periodId }),
        ...(billedOn === "" ? {} : { billedOn }),
      }),
    (invoice) => go(paths.invoice(contract.projectId, contract.id, invoice.id)),
  );
  return (
    <DialogForm
      submit={label("invoices.createSubmit")}
      onSubmit={() => create.mutate(undefined)}
      onCancel={onClose}
      isBusy={create.isPending}
      error={create.error}
    >
      <p className="quiet">{label("invoices.createHint")}</p>
      {periods.length === 0 ? (
        <p>
          {label("invoices.noPeriod")}{" "}
          <PathLink to={paths.invoicing(contract.projectId, "periods")}>{label("invoices.makePeriod")}</PathLink>
        </p>
      ) : (
        <NativeSelect
          label={label("invoices.period")}
          data-autofocus
          value={periodId}
          error={problemOf(create.error, "periodId")}
          onChange={(event) => setPeriodId(event.currentTarget.value)}
          data={periods.map(({ id, from, to }) => ({
            value: id,
            label: daysShown(from, to),
          }))}
        />
      )}
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <TextInput
          label={label("invoices.number")}
          inputWrapperOrder={hintBelow}
          description={label("invoices.numberHint")}
          value={number}
          error={problemOf(create.error, "number")}
          onChange={(event) => setNumber(event.currentTarget.value)}
        />
        <TextInput
          type="date"
          inputWrapperOrder={hintBelow}
          label={label("invoices.billedOn")}
          description={
            period === undefined
              ? label("invoices.billedOnHint")
              : label("invoices.billedOnIs", { day: dayShown(period.to) })
          }
          value={billedOn}
          error={problemOf(create.error, "billedOn")}
          onChange={(event) => setBilledOn(event.currentTarget.value)}
        />
      </SimpleGrid>
    </DialogForm>
  );
}
