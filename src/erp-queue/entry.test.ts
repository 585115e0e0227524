// Every state with every move: what is open, and where it leads. And walks of any length, which must never post twice.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type EntryState, entryStates } from "../erp-state.ts";
import { buttonIn, isOpen, lockIn, type Move, markers, moves, after as stateAfter } from "./entry.ts";

const allMoves = Object.keys(moves) as Move[];

// A dot: closed. Otherwise the state it leads to. Drawn by hand from the trade's rules, not from the code.
const outcomes = `
                 not_sent   sent       retrieved  rejected   exporting  failed     in_doubt   synced     unlinking
  send           sent       .          sent       sent       .          .          .          .          .
  retrieve       .          retrieved  .          .          .          .          .          .          .
  reject         .          rejected   .          .          .          rejected   .          .          .
  accept         .          exporting  .          .          .          .          .          .          .
  exportAgain    .          .          .          .          .          exporting  .          .          .
  confirm        .          .          .          .          synced     .          synced     .          .
  fail           .          .          .          .          failed     .          failed     .          .
  loseContact    .          .          .          .          in_doubt   .          .          .          .
  resume         .          .          .          .          .          .          exporting  .          .
  unlink         .          .          .          .          .          .          .          unlinking  .
  letGo          .          .          .          .          .          .          .          .          not_sent
  keep           .          .          .          .          .          .          .          .          synced
`;

const words = (line: string) => line.trim().split(/\s+/);
const [head = "", ...body] = outcomes.trim().split("\n");
const drawnStates = words(head);
const drawn = body
  .map(words)
  .flatMap(([move = "", ...to]) =>
    drawnStates.map((state, index) => ({ move: move as Move, state: state as EntryState, to: to[index] ?? "missing" })),
  );

describe("what is open where", () => {
  test("the table has every state and every move", () => {
    expect([...drawnStates].sort()).toEqual([...entryStates].sort());
    expect(body.map((line) => words(line)[0]).sort()).toEqual([...allMoves].sort());
    expect(drawn).toHaveLength(entryStates.length * allMoves.length);
  });

  test.each(drawn)("$move in $state: $to", ({ move, state, to }) => {
    if (to === ".") {
      expect(isOpen(move, state)).toBe(false);
      // Whoever made a closed move anyway would be a defect, and is stopped.
      expect(() => stateAfter(state, move)).toThrow(`${move} is open in ${state}`);
    } else {
      expect(isOpen(move, state)).toBe(true);
      expect(stateAfter(state, move)).toBe(to);
    }
  });

  test("from every state the invoice can still reach the ERP", () => {
    for (const start of entryStates) {
      const reached = new Set<EntryState>([start]);
      for (const state of reached) {
        for (const move of allMoves) if (isOpen(move, state)) reached.add(stateAfter(state, move));
      }
      expect(reached).toContain("synced");
    }
  });
});

describe("what a state looks like", () => {
  test.each([
    // state        lock         colour     button         button after a rejection
    ["not_sent", null, "none", "send", "send"],
    ["sent", "sent", "blue", "retrieve", "retrieve"],
    ["retrieved", null, "yellow", "send", "resend"],
    ["rejected", null, "yellow", "resend", "resend"],
    ["exporting", "exporting", "blue", null, null],
    ["failed", "exporting", "red", null, null],
    ["in_doubt", "exporting", "red", null, null],
    ["synced", "synced", "green", null, null],
    ["unlinking", "synced", "green", null, null],
  ] as const)("%s", (state, lock, colour, button, buttonAfterRejection) => {
    expect(lockIn(state)).toBe(lock);
    expect(markers[state]).toBe(colour);
    // An entry that is rejected has been rejected; the first question cannot be asked of it.
    if (state !== "rejected") expect(buttonIn(state, false)).toBe(button);
    expect(buttonIn(state, true)).toBe(buttonAfterRejection);
  });

  test("what may be sent is not locked, and what is locked may not be sent", () => {
    for (const state of entryStates) expect(isOpen("send", state)).toBe(lockIn(state) === null);
  });
});

/** Any moves at all are tried, open or not; what is open is made. */
function walk(tried: readonly Move[]): { move: Move; from: EntryState; to: EntryState }[] {
  const steps: { move: Move; from: EntryState; to: EntryState }[] = [];
  let state: EntryState = "not_sent";
  for (const move of tried) {
    if (!isOpen(move, state)) continue;
    const to = stateAfter(state, move);
    steps.push({ move, from: state, to });
    state = to;
  }
  return steps;
}

describe("walks", () => {
  // Long enough that the closed moves among the tried leave a walk of some length.
  const tried = fc.array(fc.constantFrom(...allMoves), { minLength: 20, maxLength: 400 });
  const often = { numRuns: 500 };
  const always = (claim: (steps: ReturnType<typeof walk>) => boolean) =>
    fc.assert(
      fc.property(tried, (list) => claim(walk(list))),
      often,
    );
  const count = (steps: ReturnType<typeof walk>, ...wanted: Move[]) =>
    steps.filter(({ move }) => wanted.includes(move)).length;

  test("reach every state, or they would prove nothing", () => {
    const reached = new Set<EntryState>();
    fc.assert(
      fc.property(tried, (list) => {
        for (const { to } of walk(list)) reached.add(to);
      }),
      often,
    );
    expect([...reached].sort()).toEqual([...entryStates].sort());
  });

  test("what is synced leaves only by being unlinked", () => {
    always((steps) => steps.every(({ from, move }) => from !== "synced" || move === "unlink"));
  });

  test("what is being unlinked is let go or kept, as the ERP says, and nothing else", () => {
    always((steps) => steps.every(({ from, move }) => from !== "unlinking" || move === "letGo" || move === "keep"));
  });

  test("doubt ends only by what the look-up found: there, not there, or refused", () => {
    const found: readonly Move[] = ["confirm", "resume", "fail"];
    always((steps) => steps.every(({ from, move }) => from !== "in_doubt" || found.includes(move)));
  });

  test("every export is begun by a decision: accepted, exported again, or taken up after a look-up", () => {
    const decisions: readonly Move[] = ["accept", "exportAgain", "resume"];
    always((steps) => steps.every(({ to, move }) => to !== "exporting" || decisions.includes(move)));
  });

  test("no export begins while another may still be under way", () => {
    always((steps) => {
      let underWay = false;
      for (const { move, to } of steps) {
        if (to === "exporting" && move !== "resume" && underWay) return false;
        // A lost contact ends nothing: the ERP may still be at work.
        underWay = to === "exporting" || to === "in_doubt";
      }
      return true;
    });
  });

  test("nothing is posted a second time before what was posted has been let go", () => {
    always((steps) => {
      let posted = 0;
      for (const { move } of steps) {
        if (move === "confirm") posted += 1;
        if (move === "letGo") posted -= 1;
        if (posted > 1 || posted < 0) return false;
      }
      return true;
    });
  });

  test("every sending is decided at most once: retrieved, rejected or accepted", () => {
    always((steps) => {
      const decided = steps.filter(({ from }) => from === "sent").length;
      const sent = count(steps, "send");
      return sent === decided || sent === decided + 1;
    });
  });

  test("a rejected invoice does not reach the ERP without being sent again", () => {
    always((steps) =>
      steps.every(
        (step, index) => step.to !== "rejected" || index === steps.length - 1 || steps[index + 1]?.move === "send",
      ),
    );
  });
});
