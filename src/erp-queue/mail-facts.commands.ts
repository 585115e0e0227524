// What every mail about an invoice in ERP Integrations says, whoever it goes to and whichever act caused it.
import type { InvoiceMailFacts } from "../mail/message.ts";
import type { Case } from "./case.ts";

type Addressee = Readonly<{ id: string; name: string; email: string }>;

/** `by` is who sent, resent or rejected; on a failed export, who accepted. */
export function mailFacts(
  { invoice, contract, project }: Case,
  about: Pick<InvoiceMailFacts, "companyId" | "publicUrl" | "timeZone" | "erpName" | "round" | "by" | "at">,
  recipients: readonly Addressee[],
): InvoiceMailFacts {
  return {
    ...about,
    currency: contract.currency,
    project: { id: project.id, number: project.number, name: project.name },
    contract: { id: contract.id, number: contract.number, title: contract.title },
    invoice: { id: invoice.id, number: invoice.number, position: invoice.position },
    due: invoice.due,
    recipients: recipients.map(({ id, name, email }) => ({ personId: id, name, email })),
  };
}
