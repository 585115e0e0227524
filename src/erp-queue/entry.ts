// An owner invoice on its way into the ERP: the team sends it, accounting accepts or rejects it, a connector exports it.
//
//   not_sent --send--> sent --accept--> exporting --confirm--> synced --unlink--> unlinking --letGo--> not_sent
//                      |  |               |    ^ \                                    |
//      retrieved <-----+  |               |    |  +--loseContact--> in_doubt          +--keep--> synced
//          |              v               v    |                    |  |  |
//          +--send-->  rejected <-reject- failed <------- fail -----+  |  +--confirm--> synced
//                         |               |  (exportAgain -> exporting)|
//                         +--send--> sent +                            +--resume--> exporting
//
// An entry in doubt may already stand in the ERP: it is looked up there, and only the look-up moves it. A failed entry
// may be rejected only after a look-up has shown that nothing of it is alive in the ERP; the command asks that.
import { assert } from "../assert.ts";
import type { EntryState } from "../erp-state.ts";

export type { EntryState } from "../erp-state.ts";

/** Where each move is open, and where it leads. Commands, worker and buttons read this table. */
export const moves = {
  send: { from: ["not_sent", "retrieved", "rejected"], to: "sent" },
  retrieve: { from: ["sent"], to: "retrieved" },
  reject: { from: ["sent", "failed"], to: "rejected" },
  accept: { from: ["sent"], to: "exporting" },
  exportAgain: { from: ["failed"], to: "exporting" },
  confirm: { from: ["exporting", "in_doubt"], to: "synced" },
  fail: { from: ["exporting", "in_doubt"], to: "failed" },
  loseContact: { from: ["exporting"], to: "in_doubt" },
  resume: { from: ["in_doubt"], to: "exporting" },
  unlink: { from: ["synced"], to: "unlinking" },
  letGo: { from: ["unlinking"], to: "not_sent" },
  keep: { from: ["unlinking"], to: "synced" },
} as const satisfies Record<string, { from: readonly EntryState[]; to: EntryState }>;

export type Move = keyof typeof moves;

export function isOpen(move: Move, state: EntryState): boolean {
  return (moves[move].from as readonly EntryState[]).includes(state);
}

/** The state after a move that is open. */
export function after(state: EntryState, move: Move): EntryState {
  assert(isOpen(move, state), `${move} is open in ${state}`);
  return moves[move].to;
}

/** How the invoice is locked in a state; attachments may be added in `sent` and `exporting` lists nothing more. */
export function lockIn(state: EntryState): "sent" | "exporting" | "synced" | null {
  return locks[state];
}

const locks: Record<EntryState, "sent" | "exporting" | "synced" | null> = {
  not_sent: null,
  retrieved: null,
  rejected: null,
  sent: "sent",
  exporting: "exporting",
  failed: "exporting",
  in_doubt: "exporting",
  synced: "synced",
  unlinking: "synced",
};

export type Marker = "none" | "blue" | "yellow" | "green" | "red";

/** The colour of the badge; the words beside it differ where the colour does not. */
export const markers: Record<EntryState, Marker> = {
  not_sent: "none",
  sent: "blue",
  exporting: "blue",
  retrieved: "yellow",
  rejected: "yellow",
  failed: "red",
  in_doubt: "red",
  synced: "green",
  unlinking: "green",
};

/** The button on the invoice's page; null: none, the page says what is going on. */
export function buttonIn(state: EntryState, wasRejected: boolean): "send" | "resend" | "retrieve" | null {
  if (isOpen("send", state)) return wasRejected && state !== "not_sent" ? "resend" : "send";
  return isOpen("retrieve", state) ? "retrieve" : null;
}
