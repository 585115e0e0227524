// How the sandbox ERP fails on purpose: by a word at the end of a document's number, or because it was told to. What is
// still to come is kept in its database, so that a fault outlives a restart.
import type { SQLOutputValue } from "node:sqlite";
import { assert } from "../../assert.ts";
import type { Books } from "./books.ts";
import { type ErpProblem, isRecord, problem } from "./draft.ts";

/** Where in a conversation a fault waits. */
export const places = ["create", "post", "find", "read", "remove", "list", "status"] as const;
export type Place = (typeof places)[number];

export const mishaps = {
  hang_before: "does nothing and never answers",
  error_500_before: "does nothing and answers 500",
  busy: "does nothing and answers 423",
  refuse: "does nothing and answers 422 with two problems",
  slow: "does it after the delay, whether or not anybody still listens",
  hang_after: "does it and never answers",
  cut: "does it and breaks the connection in the middle of its answer",
  garbage: "does it and answers half of a JSON document",
  error_500_after: "does it and answers 500",
  lost: "says that it did it and rolls back",
  twice: "does it twice and answers once",
  wrong_total: "does it with another amount in the first line",
  renumber: "does it and gives the document a number of its own",
  move_date: "does it and moves the posting date into the next month",
} as const;
export type Mishap = keyof typeof mishaps;

export type Fault = Readonly<{
  at: Place;
  what: Mishap;
  times: number;
  delayMs: number;
  /** Only for documents under this reference; null is for all. */
  reference: string | null;
}>;

type SentinelFault = Readonly<{ at: Place; what: Mishap; times: number; delayMs?: number }>;
export type Sentinel = Readonly<{ ending: string; says: string; faults: readonly SentinelFault[] }>;

const always = 1_000_000;

/** The words that a number may end with. Each is spent by document, so that trying again shows the way out. */
export const sentinels: readonly Sentinel[] = [
  {
    ending: "-REFUSE",
    says: "Creating is refused with two problems, always.",
    faults: [{ at: "create", what: "refuse", times: always }],
  },
  {
    ending: "-BUSY",
    says: "Creating finds a lock, two times.",
    faults: [{ at: "create", what: "busy", times: 2 }],
  },
  {
    ending: "-TIMEOUT-BEFORE",
    says: "Creating is never answered and not done, once.",
    faults: [{ at: "create", what: "hang_before", times: 1 }],
  },
  {
    ending: "-TIMEOUT-AFTER",
    says: "Creating is done and never answered, once.",
    faults: [{ at: "create", what: "hang_after", times: 1 }],
  },
  {
    ending: "-GARBAGE",
    says: "Creating is done and answered with half a document, once.",
    faults: [{ at: "create", what: "garbage", times: 1 }],
  },
  {
    ending: "-CUT",
    says: "Creating is done and the connection breaks, once.",
    faults: [{ at: "create", what: "cut", times: 1 }],
  },
  {
    ending: "-ERROR-500",
    says: "Creating is done and answered with an error, once.",
    faults: [{ at: "create", what: "error_500_after", times: 1 }],
  },
  {
    ending: "-LATE",
    says: "Creating is done eight seconds later, when nobody listens any more, once.",
    faults: [{ at: "create", what: "slow", times: 1, delayMs: 8_000 }],
  },
  {
    ending: "-DARK",
    says: "Creating is done and never answered, and the next three look-ups are not answered either.",
    faults: [
      { at: "create", what: "hang_after", times: 1 },
      { at: "find", what: "hang_before", times: 3 },
    ],
  },
  {
    ending: "-LOST",
    says: "Creating is answered and rolled back, once.",
    faults: [{ at: "create", what: "lost", times: 1 }],
  },
  {
    ending: "-TWICE",
    says: "Creating makes two documents under one reference, once.",
    faults: [{ at: "create", what: "twice", times: 1 }],
  },
  {
    ending: "-WRONG-TOTAL",
    says: "The first line is kept with another amount, once.",
    faults: [{ at: "create", what: "wrong_total", times: 1 }],
  },
  {
    ending: "-POST-REFUSE",
    says: "Posting is refused with two problems, always; the draft stays.",
    faults: [{ at: "post", what: "refuse", times: always }],
  },
  {
    ending: "-POST-BUSY",
    says: "Posting finds a lock, two times.",
    faults: [{ at: "post", what: "busy", times: 2 }],
  },
  {
    ending: "-POST-TIMEOUT",
    says: "Posting is done and never answered, once.",
    faults: [{ at: "post", what: "hang_after", times: 1 }],
  },
  {
    ending: "-POST-NOTHING",
    says: "Posting is never answered and not done, once.",
    faults: [{ at: "post", what: "hang_before", times: 1 }],
  },
  {
    ending: "-POST-GARBAGE",
    says: "Posting is done and answered with half a document, once.",
    faults: [{ at: "post", what: "garbage", times: 1 }],
  },
  {
    ending: "-POST-LOST",
    says: "Posting is answered and rolled back, once.",
    faults: [{ at: "post", what: "lost", times: 1 }],
  },
  {
    ending: "-RENUMBER",
    says: "Posting gives the document a number of the ERP's own.",
    faults: [{ at: "post", what: "renumber", times: always }],
  },
  {
    ending: "-MOVE-DATE",
    says: "Posting moves the posting date into the next month.",
    faults: [{ at: "post", what: "move_date", times: always }],
  },
];

/** What a fault is matched with: the document a request is about, as far as the request says. */
export type Subject = Readonly<{ reference: string | null; ending: string | null }>;

/** `-POST-BUSY` ends with `-BUSY` too: the longest ending is meant. */
const longestFirst = [...sentinels].sort((one, other) => other.ending.length - one.ending.length);

export function sentinelOf(document: Readonly<{ number: string; label: string }>): Sentinel | null {
  const names = [document.number, document.label];
  return longestFirst.find(({ ending }) => names.some((name) => name.endsWith(ending))) ?? null;
}

const schema = `
  create table if not exists faults (
    id integer primary key autoincrement,
    at text not null,
    what text not null,
    remaining integer not null,
    delay_ms integer not null,
    reference text,
    ending text
  ) strict;
  create table if not exists sentinels_armed (
    reference text not null, ending text not null, primary key (reference, ending)
  ) strict;
`;

export function openFaults(books: Books): void {
  books.database.exec(schema);
}

export function addFaults(books: Books, faults: readonly Fault[]): void {
  for (const fault of faults) insertFault(books, fault, null);
}

/** Forgets what it was told; a document's own sentinel stays. */
export function clearFaults(books: Books): void {
  books.database.exec("delete from faults where ending is null");
}

/** Those still to come, those of sentinels that were met included. */
export function faultsWaiting(books: Books): readonly (Fault & { ending: string | null })[] {
  const rows = books.database.prepare("select * from faults where remaining > 0 order by id").all();
  return rows.map((row) => ({ ...faultFrom(row), ending: row.ending === null ? null : String(row.ending) }));
}

/** The first time that a document with a sentinel comes, its faults begin to wait; a second time changes nothing. */
export function armSentinel(books: Books, reference: string, sentinel: Sentinel): void {
  const armed = books.database
    .prepare("insert into sentinels_armed (reference, ending) values (?, ?) on conflict do nothing")
    .run(reference, sentinel.ending);
  if (armed.changes === 0n || armed.changes === 0) return;
  for (const { delayMs = 0, ...fault } of sentinel.faults) {
    insertFault(books, { ...fault, delayMs, reference }, sentinel.ending);
  }
}

/** The fault that waits here for this document, counted down; null where all goes well. */
export function takeFault(books: Books, at: Place, subject: Subject): Fault | null {
  const row = books.database
    .prepare(
      `update faults set remaining = remaining - 1 where id = (
         select id from faults
         where at = ?1 and remaining > 0
           and (reference is null or reference = ?2)
           and (ending is null or ?3 is null or ending = ?3)
         order by id limit 1)
       returning *`,
    )
    .get(at, subject.reference, subject.ending);
  return row === undefined ? null : faultFrom(row);
}

function insertFault(books: Books, fault: Fault, ending: string | null): void {
  books.database
    .prepare("insert into faults (at, what, remaining, delay_ms, reference, ending) values (?, ?, ?, ?, ?, ?)")
    .run(fault.at, fault.what, fault.times, fault.delayMs, fault.reference, ending);
}

function faultFrom(row: Record<string, SQLOutputValue>): Fault {
  const { at, what } = row;
  assert(isPlace(at) && isMishap(what), "the table holds known faults");
  return {
    at,
    what,
    times: Number(row.remaining),
    delayMs: Number(row.delay_ms),
    reference: row.reference === null ? null : String(row.reference),
  };
}

/** The list that the control endpoint takes: `[{ at, what, times, delayMs?, reference? }]`. */
export function faultsOf(body: unknown): readonly Fault[] | { problems: readonly ErpProblem[] } {
  if (!Array.isArray(body)) return { problems: [problem("not_readable", null, "A list of faults is expected.")] };
  const faults: Fault[] = [];
  const problems: ErpProblem[] = [];
  for (const [index, given] of body.entries()) {
    const fault = faultOf(given);
    if (fault === null) problems.push(problem("not_readable", `${index}`, "at, what, times, delayMs, reference"));
    else faults.push(fault);
  }
  return problems.length > 0 ? { problems } : faults;
}

function faultOf(given: unknown): Fault | null {
  if (!isRecord(given)) return null;
  const { at, what, times = 1, delayMs = 0, reference = null } = given;
  if (!isPlace(at) || !isMishap(what) || !isCount(times, always) || !isCount(delayMs, 600_000)) return null;
  if (reference !== null && typeof reference !== "string") return null;
  return { at, what, times, delayMs, reference };
}

function isPlace(value: unknown): value is Place {
  return places.some((place) => place === value);
}

function isMishap(value: unknown): value is Mishap {
  return typeof value === "string" && Object.hasOwn(mishaps, value);
}

function isCount(value: unknown, max: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= max;
}
