// What the sections of the continuation sheet are called.
import { invoiceScreens as words } from "../../words/en/invoice-screens.ts";
import { fill } from "../../words/say.ts";

/** Null: the contract's own lines. */
export function sectionTitle(changeOrder: string | null): string {
  return changeOrder === null ? words.sectionContract : fill(words.sectionChangeOrder, { number: changeOrder });
}

export function subtotalTitle(changeOrder: string | null): string {
  return changeOrder === null ? words.subtotalContract : fill(words.subtotalChangeOrder, { number: changeOrder });
}
