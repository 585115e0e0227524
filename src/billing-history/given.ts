// What a file gives, before anybody knows what it means: mappings, lists and single values with the lines they stand on,
// and the few ways in which a value is read. Whoever reads gets a value in any case; what is wrong is noted, so that
// every problem of a file is found in one reading.
import { isDay } from "../calendar/day.ts";
import { type Cents, readCents } from "../money/money.ts";
import { type Millionths, numberText, type Percent, percent, readMillionths } from "../money/ratio.ts";

export type Given = Readonly<{ line: number }> &
  (
    | Readonly<{ kind: "text"; text: string }>
    /** A number, true, false or null without quotes, as it stands in the file. */
    | Readonly<{ kind: "bare"; source: string }>
    | Readonly<{ kind: "list"; members: readonly Given[] }>
    | Readonly<{ kind: "mapping"; entries: ReadonlyMap<string, Given> }>
  );

/** What keeps a file from being a billing history: where, one sentence, what is given there and what is allowed. */
export type HistoryProblem = Readonly<{
  path: string;
  message: string;
  given: string;
  allowed: string;
  line: number | null;
}>;

/** A place in the file. Nothing stands there where `given` is null; then `line` is that of what it belongs to. */
export type Place = Readonly<{
  path: string;
  given: Given | null;
  line: number | null;
  /** It belongs to something unreadable, which was noted already: its absence is not. */
  isLost: boolean;
  problems: HistoryProblem[];
}>;

export const isGiven = (place: Place): boolean => place.given !== null;

export function note(place: Place, what: string, allowed: string, given = shownGiven(place.given)): void {
  if (place.isLost) return;
  place.problems.push(historyProblem(place.path, place.line, what, given, allowed));
}

/** A problem with its sentence: "An unknown key: given is workThisMonth, allowed is workThisPeriod." */
export function historyProblem(
  path: string,
  line: number | null,
  what: string,
  given: string,
  allowed: string,
): HistoryProblem {
  return { path, message: `${what}: given is ${given}, allowed is ${allowed}.`, given, allowed, line };
}

const shownMax = 60;
const cut = (text: string): string => (text.length > shownMax ? `${text.slice(0, shownMax)}…` : text);

/** A text in quotes, on one line and not too long. */
export const quoted = (text: string): string => JSON.stringify(cut(text));

export function shownGiven(given: Given | null): string {
  switch (given?.kind) {
    case undefined:
      return "nothing";
    case "text":
      return quoted(given.text);
    case "bare":
      return given.source === "" ? "an empty value" : cut(given.source);
    case "list":
      return `a list of ${given.members.length}`;
    case "mapping":
      return given.entries.size === 0
        ? "a mapping without keys"
        : `a mapping of ${cut([...given.entries.keys()].join(", "))}`;
  }
}

/** The places below a mapping by key; a key that is not among those named is a problem. */
export function fields<const Key extends string>(place: Place, keys: readonly Key[]): Readonly<Record<Key, Place>> {
  const entries = entriesOf(place, `a mapping with the keys ${keys.join(", ")}`);
  for (const [key, given] of entries ?? [])
    if (!keys.some((known) => known === key))
      note(
        { ...place, path: below(place.path, key), line: given.line },
        "An unknown key",
        allowedKeys(key, keys),
        quoted(key),
      );
  const found = keys.map((key) => [key, placeBelow(place, key, entries?.get(key) ?? null, entries === null)]);
  return Object.fromEntries(found) as Record<Key, Place>;
}

/** The places below a mapping whose keys are names: of funds, of summary lines. */
export function named(place: Place, allowed: string): readonly (readonly [string, Place])[] {
  return [...(entriesOf(place, allowed) ?? [])].map(([key, given]) => [key, placeBelow(place, key, given, false)]);
}

/** The entries of a mapping; null, and noted, where it is none. */
function entriesOf(place: Place, allowed: string): ReadonlyMap<string, Given> | null {
  if (place.given?.kind === "mapping") return place.given.entries;
  wrong(place, "a mapping", allowed);
  return null;
}

const placeBelow = (place: Place, key: string, given: Given | null, isLost: boolean): Place => ({
  path: below(place.path, key),
  given,
  line: given?.line ?? place.line,
  isLost: isLost || place.isLost,
  problems: place.problems,
});

const below = (path: string, key: string): string => {
  const step = /^[\w-]+$/.test(key) ? key : `[${quoted(key)}]`;
  return path === "" || step.startsWith("[") ? `${path}${step}` : `${path}.${step}`;
};

function wrong(place: Place, what: string, allowed: string): void {
  if (place.given === null) note(place, "Missing", allowed);
  else note(place, `Not ${what}`, allowed);
}

/** The keys that are allowed; where one is much like what was given, that one first. */
function allowedKeys(key: string, keys: readonly string[]): string {
  const nearest = nearestOf(key, keys);
  return nearest === null ? `one of ${keys.join(", ")}` : `${nearest} (or another of ${keys.join(", ")})`;
}

/** What somebody may have meant; null where nothing is near. */
export function nearestOf(word: string, words: readonly string[]): string | null {
  if (word.length > 40) return null;
  const distances = words.map((known) => ({ known, far: distance(word.toLowerCase(), known.toLowerCase()) }));
  const nearest = distances.reduce((best, one) => (one.far < best.far ? one : best), { known: "", far: Infinity });
  return nearest.far <= Math.max(2, word.length / 3) ? nearest.known : null;
}

/** How many letters are added, left out or exchanged (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [down, letter] of [...one].entries()) {
    const next = [down + 1];
    for (let across = 1; across <= other.length; across++) {
      const exchanged = row[across - 1]! + (letter === other[across - 1] ? 0 : 1);
      next.push(Math.min(exchanged, row[across]! + 1, next[across - 1]! + 1));
    }
    row = next;
  }
  return row[other.length]!;
}

export function list<Member>(place: Place, readMember: (place: Place) => Member, allowed = "a list"): Member[] {
  if (place.given?.kind !== "list") {
    wrong(place, "a list", allowed);
    return [];
  }
  return place.given.members.map((given, index) =>
    readMember({ ...place, path: `${place.path}[${index}]`, given, line: given.line }),
  );
}

export function optional<Value, Otherwise>(
  place: Place,
  read: (place: Place) => Value,
  otherwise: Otherwise,
): Value | Otherwise {
  return isGiven(place) ? read(place) : otherwise;
}

/**
 * The text of a value in quotes. Of a number without quotes it is the digits as they stand, so that what refers to them is
 * still found; "" where there is nothing to be read, which is noted.
 */
function plainText(place: Place, allowed: string, example: string): string {
  const { given } = place;
  if (given?.kind === "text") return given.text;
  if (given?.kind === "bare" && /\d/.test(given.source)) {
    note(
      place,
      "A number without quotes, which may lose digits",
      `${allowed} in quotes, such as ${JSON.stringify(isPlain(given.source) ? given.source : example)}`,
    );
    return given.source;
  }
  wrong(place, allowed, `${allowed} in quotes, such as "${example}"`);
  return "";
}

const isPlain = (source: string): boolean => /^-?\d+(\.\d+)?$/.test(source);

/** A text that is not empty: an item, a name, a reason. */
export function text(place: Place, example = "001"): string {
  const read = plainText(place, "a text", example);
  if (place.given?.kind === "text" && read.trim() === "") note(place, "An empty text", `a text, such as "${example}"`);
  return read;
}

/** A description or a title, which may be empty. */
export const anyText = (place: Place): string => plainText(place, "a text", "Site work");

/** An application's number: a text, or a whole number, which is kept as a text. */
export function textOrWholeNumber(place: Place): string {
  const isWhole = place.given?.kind === "bare" && /^(0|[1-9]\d*)$/.test(place.given.source);
  return isWhole && place.given?.kind === "bare" ? place.given.source : text(place, "1");
}

const amountAllowed = "an amount";

export function amount(place: Place): Cents {
  const given = plainText(place, amountAllowed, "1234.50");
  const read = readCents(given);
  if ("cents" in read) return read.cents;
  const allowed = {
    not_an_amount: `digits with at most two decimals, without separators, such as "1234.50" or "-1234.50"`,
    too_many_decimals: `at most two decimals, such as "1234.50"`,
    too_large: "at most sixteen digits before the point",
  };
  if (hasWords(place)) note(place, "Not an amount", allowed[read.problem]);
  return 0n;
}

/** An amount that is not negative. */
export function positiveAmount(place: Place): Cents {
  const read = amount(place);
  if (read < 0n) note(place, "A negative amount", `an amount of "0.00" or more`);
  return read;
}

/** A quantity, a unit price or a percentage without bounds. */
export function number(place: Place, what = "a number", example = "75.5"): Millionths {
  const given = plainText(place, what, example);
  const read = readMillionths(given);
  if ("millionths" in read) return read.millionths;
  const allowed = {
    not_a_number: `digits with at most six decimals, without separators or %, such as "${example}"`,
    too_many_decimals: `at most six decimals, such as "${example}"`,
    too_large: "at most twelve digits before the point",
  };
  if (hasWords(place)) note(place, `Not ${what}`, allowed[read.problem]);
  return 0n;
}

/** Was there a text or a number to be read? Anything else was noted when it was not. */
const hasWords = ({ given }: Place): boolean =>
  given?.kind === "text" || (given?.kind === "bare" && isPlain(given.source));

export const anyPercent = (place: Place): Percent => number(place, "a percentage", "10");

const hundred = percent("100");

/** A percentage from 0 to 100. */
export function rate(place: Place): Percent {
  const read = anyPercent(place);
  if (read < 0n || read > hundred) note(place, "A percentage out of bounds", `"0" to "100"`, quoted(numberText(read)));
  return read;
}

export function day(place: Place): string {
  const read = place.given?.kind === "text" ? place.given.text : "";
  if (!isDay(read)) wrong(place, "a day", "a day of the calendar as yyyy-mm-dd, such as 2026-01-31");
  return read;
}

export function trueOrFalse(place: Place): boolean {
  const source = place.given?.kind === "bare" ? place.given.source.toLowerCase() : "";
  if (source !== "true" && source !== "false") wrong(place, "a yes or no", "true or false, without quotes");
  return source === "true";
}

/** Only `true` may be said; who means the other leaves the key out. */
export function onlyTrue(place: Place): boolean {
  const isTrue = place.given?.kind === "bare" && place.given.source.toLowerCase() === "true";
  if (!isTrue) wrong(place, "true", "true, without quotes, or no key at all");
  return isTrue;
}

export function oneOf<const Choice extends string>(place: Place, choices: readonly [Choice, ...Choice[]]): Choice {
  const read = place.given?.kind === "text" ? place.given.text : "";
  const choice = choices.find((known) => known === read);
  if (choice === undefined) wrong(place, "one of the words", choices.join(" or "));
  return choice ?? choices[0];
}

/** Of several ways to say one thing, the one that is used; more than one is a problem, and so is none where one must be. */
export function oneWay(place: Place, ways: readonly Place[], isNeeded: boolean): void {
  const used = ways.filter(isGiven).map(lastKey);
  const names = ways.map(lastKey).join(", ");
  if (used.length > 1) note(place, "Said in more than one way", `one of ${names}`, used.join(" and "));
  if (isNeeded && used.length === 0) note(place, "Missing", `one of ${names}`, "none of them");
}

export const lastKey = (place: Place): string => place.path.slice(place.path.lastIndexOf(".") + 1);

/** The first member that stands there twice is noted, and every further one. */
export function noneTwice<Member>(
  members: readonly Member[],
  keyOf: (member: Member) => string,
  noteTwice: (member: Member, index: number, key: string) => void,
): void {
  const seen = new Set<string>();
  for (const [index, member] of members.entries()) {
    const key = keyOf(member);
    if (key === "") continue;
    if (seen.has(key)) noteTwice(member, index, key);
    seen.add(key);
  }
}
