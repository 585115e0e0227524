// Playing a road: its steps one after another, each with what was expected and what was really seen, up to the first
// that is not so.
import type { MailSink } from "../../test/mail-sink.ts";
import { type Caller, NotSo } from "./caller.ts";
import type { Erp } from "./erp.ts";

export type Seen = Record<string, unknown>;
export type StepDone = Readonly<{ id: string; ok: boolean; expected: string; observed: Seen }>;

/** What the steps pass on to each other. */
export type Found = {
  projectId: string;
  contractId: string;
  periodId: string;
  invoiceId: string;
  /** The contract's line of each item. */
  lineIds: ReadonlyMap<string, string>;
  unitPrices: ReadonlyMap<string, string | null>;
};

export type Road = Readonly<{
  caller: Caller;
  sink: MailSink;
  erp: Erp;
  /** A day of the month in which the story is played. */
  today: string;
  /** How long something that must come by itself may take. */
  patienceMs: number;
  found: Found;
}>;

export type Step = Readonly<{
  id: string;
  expected: string;
  /** Puts what it sees into `seen`, and throws NotSo where it is not as expected. */
  walk(road: Road, seen: Seen): Promise<void>;
}>;

export const nothingFound = (): Found => ({
  projectId: "",
  contractId: "",
  periodId: "",
  invoiceId: "",
  lineIds: new Map(),
  unitPrices: new Map(),
});

export async function walk(road: Road, step: Step): Promise<StepDone> {
  const { id, expected } = step;
  const observed: Seen = {};
  try {
    await step.walk(road, observed);
    return { id, ok: true, expected, observed };
  } catch (error) {
    if (!(error instanceof NotSo)) observed.defect = error instanceof Error ? error.stack : String(error);
    observed.notSo = error instanceof Error ? error.message : String(error);
    return { id, ok: false, expected, observed };
  }
}

export async function play(
  road: Road,
  steps: readonly Step[],
  told: (done: StepDone) => void,
): Promise<readonly StepDone[]> {
  const all: StepDone[] = [];
  for (const step of steps) {
    const done = await walk(road, step);
    all.push(done);
    told(done);
    if (!done.ok) break;
  }
  return all;
}
