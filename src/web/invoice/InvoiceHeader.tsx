// The head of the application: which contract, which number, which period, and who made and approved it.
import { NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { InvoiceShown } from "../../invoice/wire.ts";
import { paths } from "../../paths.ts";
import { invoiceScreens as words } from "../../words/en/invoice-screens.ts";
import { fill } from "../../words/say.ts";
import { problemOf } from "../client/fetch.ts";
import { billingPeriodsQuestion } from "../client/questions.ts";
import { useSession } from "../client/session.ts";
import { PathLink } from "../ui/PathLink.tsx";
import { dayShown, instantShown } from "../ui/when.ts";
import { type Header, headerOf } from "./draft.ts";
import type { HeaderField } from "./fields.ts";

type Props = Readonly<{
  invoice: InvoiceShown;
  /** Null: it is read, not edited. */
  header: Header | null;
  onChange: (header: Header) => void;
  /** The fields that accounting asks to look at. */
  marked: readonly string[];
  error: unknown;
}>;

/** Where a reason about a field of the header leads. */
export function headerFieldId(field: HeaderField): string {
  return `invoice-${field}`;
}

export function InvoiceHeader({ invoice, header, onChange, marked, error }: Props): ReactNode {
  const { timeZone } = useSession().company;
  const shown = header ?? headerOf(invoice);
  const mark = (field: HeaderField) => (marked.includes(field) ? { "data-marked": true } : {});
  return (
    <dl className="invoice-head">
      <div>
        <dt>{words.headerContract}</dt>
        <dd>
          <PathLink to={paths.contract(invoice.projectId, invoice.contract.id)}>
            {invoice.contract.number} {invoice.contract.title}
          </PathLink>
        </dd>
      </div>
      {invoice.ownerName !== null && (
        <div>
          <dt>{words.headerOwner}</dt>
          <dd>{invoice.ownerName}</dd>
        </div>
      )}
      <div id={headerFieldId("number")} tabIndex={-1} {...mark("number")}>
        <dt>{words.headerNumber}</dt>
        <dd>
          {header === null ? (
            invoice.number
          ) : (
            <TextInput
              aria-label={words.headerNumber}
              value={shown.number}
              maxLength={40}
              w={90}
              error={problemOf(error, "number")}
              onChange={(event) => onChange({ ...shown, number: event.currentTarget.value })}
            />
          )}
        </dd>
      </div>
      <div id={headerFieldId("period")} tabIndex={-1} {...mark("period")}>
        <dt>{words.headerPeriod}</dt>
        <dd>
          {header === null ? (
            periodShown(invoice.period)
          ) : (
            <PeriodSelect
              invoice={invoice}
              value={shown.periodId}
              error={problemOf(error, "periodId")}
              onChange={(periodId) => onChange({ ...shown, periodId })}
            />
          )}
        </dd>
      </div>
      <div id={headerFieldId("billedOn")} tabIndex={-1} {...mark("billedOn")}>
        <dt>{words.headerBilledOn}</dt>
        <dd>
          {header === null ? (
            dayShown(invoice.billedOn)
          ) : (
            <TextInput
              type="date"
              aria-label={words.headerBilledOn}
              value={shown.billedOn}
              error={problemOf(error, "billedOn")}
              onChange={(event) => onChange({ ...shown, billedOn: event.currentTarget.value })}
            />
          )}
        </dd>
      </div>
      <div>
        <dt>{words.headerMadeBy}</dt>
        <dd>
          {fill(words.headerMadeByValue, {
            name: invoice.createdBy.name,
            at: instantShown(invoice.createdAt, timeZone),
          })}
        </dd>
      </div>
      {invoice.approvedBy !== null && invoice.approvedAt !== null && (
        <div>
          <dt>{words.headerApprovedBy}</dt>
          <dd>
            {fill(words.headerMadeByValue, {
              name: invoice.approvedBy.name,
              at: instantShown(invoice.approvedAt, timeZone),
            })}
          </dd>
        </div>
      )}
    </dl>
  );
}

function periodShown({ from, to }: { from: string; to: string }): string {
  return fill(words.headerPeriodValue, { from: dayShown(from), to: dayShown(to) });
}

type PeriodSelectProps = {
  invoice: InvoiceShown;
  value: string;
  error: string | null;
  onChange: (periodId: string) => void;
};

function PeriodSelect({ invoice, value, error, onChange }: PeriodSelectProps): ReactNode {
  const periods = useQuery(billingPeriodsQuestion(invoice.projectId)).data?.periods ?? [];
  const known = periods.some(({ id }) => id === invoice.period.id);
  return (
    <NativeSelect
      aria-label={words.headerPeriod}
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[
        ...(known ? [] : [{ value: invoice.period.id, label: periodShown(invoice.period) }]),
        ...periods.map((period) => ({
          value: period.id,
          label: fill(words.headerPeriodOption, {
            from: dayShown(period.from),
            to: dayShown(period.to),
            status: period.status,
          }),
        })),
      ]}
    />
  );
}
