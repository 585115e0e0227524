// The verbs of a schedule of values: enter its lines, or bring them in a file.
import { randomUUID } from "node:crypto";
import type { Db } from "../db/pool.ts";
import { inCompany, type Reading, readCompany, type Tx } from "../db/transaction.ts";
import { changedMeanwhile } from "../journal/changed-meanwhile.db.ts";
import { record } from "../journal/journal.db.ts";
import { amountText } from "../money/money.ts";
import type { Actor } from "../people/actor.ts";
import { may } from "../people/permission.ts";
import { notPermitted } from "../people/reasons.ts";
import { isRefusal, type Reason, type Refusal, refuse } from "../refusal.ts";
import { reasonsShown } from "../words/reasons.ts";
import { replacedProblems } from "./change-order-change.ts";
import { contractSubject, lockedContract, scheduleClosedBecause, seenContract } from "./contract.commands.ts";
import { type Contract, costCodesOf, invoicedOn, saveVersion } from "./contract.db.ts";
import { openingHeld } from "./opening.ts";
import { replaceOwnLines, scheduleLinesOf } from "./schedule.db.ts";
import { readScheduleFile } from "./schedule-import.csv.ts";
import type { ScheduleImport } from "./schedule-import.ts";
import {
  contentShown,
  importProblems,
  inForce,
  type LineContent,
  linesShown,
  plainLine,
  readLines,
  type ScheduleLine,
  type Surroundings,
  scheduleSums,
} from "./schedule-line.ts";
import type { ImportShown, NewScheduleLine, ScheduleChange, ScheduleShown } from "./wire.ts";

export function askSchedule(db: Db, actor: Actor, contractId: string): Promise<ScheduleShown | Refusal> {
  return readCompany(db, actor.companyId, async (reading) => {
    const seen = await seenContract(reading, actor, contractId);
    if (isRefusal(seen)) return seen;
    if (!may(actor, "viewSchedule", seen.standing)) return notPermitted("viewSchedule");
    return await shownSchedule(reading, actor, contractId);
  });
}

async function shownSchedule(reading: Reading, actor: Actor, contractId: string): Promise<ScheduleShown> {
  const lines = await scheduleLinesOf(reading, actor.companyId, contractId);
  const { original, revised } = scheduleSums(lines);
  return { lines: linesShown(inForce(lines)), original: amountText(original), revised: amountText(revised) };
}

/** The contract, locked, where this person may change its schedule now. */
async function openSchedule(tx: Tx, actor: Actor, contractId: string): Promise<Contract | Refusal> {
  const seen = await lockedContract(tx, actor, contractId);
  if (isRefusal(seen)) return seen;
  if (!may(actor, "editSchedule", seen.standing)) return notPermitted("editSchedule");
  const { count } = await invoicedOn(tx, actor.companyId, contractId);
  const closed = scheduleClosedBecause(seen.contract, count);
  return closed.length > 0 ? refuse("closed", closed) : seen.contract;
}

/** What the contract's own lines must not double, and may refer to. */
async function surroundingsOf(
  reading: Reading,
  actor: Actor,
  { terms }: Contract,
  lines: readonly ScheduleLine[],
): Promise<Surroundings> {
  const ofChangeOrders = lines.filter((line) => line.changeOrder !== null);
  return {
    costCodes: await costCodesOf(reading, actor.companyId),
    itemsTaken: new Map(ofChangeOrders.map((line) => [line.item, "changeOrder"])),
    funds: terms.funds,
  };
}

type KeptLine = LineContent & { id: string };

/** What points to the contract's own lines, and would point nowhere or to another kind of line. */
function heldProblems({ opening }: Contract, before: readonly ScheduleLine[], kept: readonly KeptLine[]): Reason[] {
  const own = before.filter((line) => line.changeOrder === null);
  const after = new Map(kept.map((line) => [line.id, line]));
  return [...replacedProblems(own, after), ...openingHeld(opening, own, after)];
}

/** Puts the lines that were entered in the place of the contract's own ones. */
export function changeSchedule(
  db: Db,
  actor: Actor,
  contractId: string,
  { version, lines: entered }: ScheduleChange,
  at: Date,
): Promise<ScheduleShown | Refusal> {
  return inCompany(db, actor.companyId, async (tx) => {
    const contract = await openSchedule(tx, actor, contractId);
    if (isRefusal(contract)) return contract;
    if (version !== contract.version) {
      const versions = { had: version, current: contract.version };
      return await changedMeanwhile(tx, actor.companyId, contractSubject(contractId), versions);
    }
    const before = await scheduleLinesOf(tx, actor.companyId, contractId);
    const { lines, problems } = readLines(entered, await surroundingsOf(tx, actor, contract, before));
    const all = [...idProblems(entered, before), ...problems];
    if (all.length > 0) return refuse("bad_input", all);

    const kept = lines.map((line, index) => ({ ...line, id: entered[index]?.id ?? randomUUID() }));
    const held = heldProblems(contract, before, kept);
    if (held.length > 0) return refuse("bad_input", held);
    await saveLines(tx, actor, contract, before, kept, "schedule_changed", at);
    return await shownSchedule(tx, actor, contractId);
  });
}

/** An id names a line of this contract, and each line at most once. */
function idProblems(entered: readonly NewScheduleLine[], before: readonly ScheduleLine[]): Reason[] {
  const known = new Set(before.filter((line) => line.changeOrder === null).map(({ id }) => id));
  const seen = new Set<string>();
  return entered.flatMap(({ id }, index) => {
    if (id === undefined) return [];
    const code = !known.has(id) ? "line_unknown" : seen.has(id) ? "line_twice" : null;
    seen.add(id);
    return code === null ? [] : [{ code, row: index + 1, field: `lines.${index}.id`, given: id }];
  });
}

async function saveLines(
  tx: Tx,
  actor: Actor,
  contract: Contract,
  before: readonly ScheduleLine[],
  lines: readonly KeptLine[],
  act: "schedule_changed" | "schedule_imported",
  at: Date,
): Promise<void> {
  await replaceOwnLines(tx, actor.companyId, contract.id, lines);
  await saveVersion(tx, actor.companyId, contract.id, contract.version + 1);
  const own = before.filter((line) => line.changeOrder === null);
  const total = (of: readonly LineContent[]) => amountText(of.reduce((sum, line) => sum + line.scheduledValue, 0n));
  const facts = {
    before: { lines: own.length, total: total(own) },
    after: { lines: lines.length, total: total(lines) },
  };
  await record(tx, actor.companyId, contractSubject(contract.id), { act, facts }, actor, at);
}

/** What a file would bring; nothing is saved. */
export function previewImport(
  db: Db,
  actor: Actor,
  contractId: string,
  bytes: Uint8Array,
): Promise<ImportShown | Refusal> {
  return readCompany(db, actor.companyId, async (reading) => {
    const seen = await seenContract(reading, actor, contractId);
    if (isRefusal(seen)) return seen;
    if (!may(actor, "editSchedule", seen.standing)) return notPermitted("editSchedule");
    const before = await scheduleLinesOf(reading, actor.companyId, contractId);
    const { count } = await invoicedOn(reading, actor.companyId, contractId);
    const { read, problems } = readFile(bytes, await surroundingsOf(reading, actor, seen.contract, before));
    const held = heldProblems(seen.contract, before, []);
    return importShown(read, [...scheduleClosedBecause(seen.contract, count), ...held, ...problems], false);
  });
}

/** Puts a file's lines in the place of the contract's own ones: all of them, or none where one has a problem. */
export function importSchedule(
  db: Db,
  actor: Actor,
  contractId: string,
  bytes: Uint8Array,
  at: Date,
): Promise<ImportShown | Refusal> {
  return inCompany(db, actor.companyId, async (tx) => {
    const contract = await openSchedule(tx, actor, contractId);
    if (isRefusal(contract)) return contract;
    const before = await scheduleLinesOf(tx, actor.companyId, contractId);
    const { read, problems } = readFile(bytes, await surroundingsOf(tx, actor, contract, before));
    const all = [...heldProblems(contract, before, []), ...problems];
    if (all.length > 0) return refuse("import_refused", all);
    const lines = read.lines.map((line) => ({ ...line, id: randomUUID() }));
    await saveLines(tx, actor, contract, before, lines, "schedule_imported", at);
    return importShown(read, [], true);
  });
}

/** A file says nothing of rates, tax and funds. */
type FileRead = Omit<ScheduleImport, "lines"> & { lines: readonly LineContent[] };

function readFile(bytes: Uint8Array, surroundings: Surroundings): { read: FileRead; problems: readonly Reason[] } {
  const file = readScheduleFile(bytes, surroundings.costCodes);
  const read = { ...file, lines: file.lines.map((line) => ({ ...plainLine, ...line })) };
  return { read, problems: [...read.problems, ...importProblems(read.lines, surroundings)] };
}

function importShown(read: FileRead, problems: readonly Reason[], saved: boolean): ImportShown {
  return {
    saved,
    columns: [...read.columns],
    separator: read.separator,
    lines: read.lines.map((line) => ({ ...contentShown(line), changedBy: [] })),
    total: amountText(read.total),
    problems: reasonsShown(problems),
  };
}
