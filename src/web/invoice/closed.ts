// Why an act on the application is closed, where it is closed for less than editing is: each is open in spite of some of
// the reasons that keep lines and header from being edited.
import type { InvoiceShown } from "../../invoice/wire.ts";
import type { ReasonShown } from "../../wire.ts";

type Closed = Pick<InvoiceShown, "closed">;

/** The one reason against editing that an explicit correction is the answer to. */
const laterExists = "later_invoice_exists";

const isLock = ({ code }: ReasonShown): boolean => code.startsWith("locked_");

/** There are later applications: what is edited here is a correction. */
export const isEarlier = ({ closed }: Closed): boolean => closed.edit.some(({ code }) => code === laterExists);

/** A correction, and letting a finding pass, are for whoever may edit, while accounting does not hold the application. */
export const correctClosed = ({ closed }: Closed): readonly ReasonShown[] =>
  closed.edit.filter(({ code }) => code !== laterExists);

/** A certificate is recorded beside the application, wherever that is. */
export const certifyClosed = (invoice: Closed): readonly ReasonShown[] =>
  correctClosed(invoice).filter((reason) => !isLock(reason));
