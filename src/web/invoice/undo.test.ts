import { expect, test } from "vitest";
import { begin, redo, step, stepsMax, undo } from "./undo.ts";

test("what was done is undone in the opposite order, and done again", () => {
  const done = step(step(begin("a"), "b"), "c");
  expect(undo(done).present).toBe("b");
  expect(undo(undo(done)).present).toBe("a");
  expect(undo(undo(undo(done))).present).toBe("a");
  expect(redo(undo(undo(done))).present).toBe("b");
  expect(redo(redo(undo(undo(done))))).toEqual(done);
  expect(redo(done)).toBe(done);
});

test("a new step forgets what had been undone", () => {
  const changed = step(undo(step(begin("a"), "b")), "c");
  expect(redo(changed).present).toBe("c");
  expect(undo(changed).present).toBe("a");
});

test("a step that changes nothing is none", () => {
  const start = begin("a");
  expect(step(start, "a")).toBe(start);
});

test("only so many steps are kept", () => {
  let done = begin(0);
  for (let value = 1; value <= stepsMax + 50; value += 1) done = step(done, value);
  expect(done.past).toHaveLength(stepsMax);
  expect(done.past[0]).toBe(50);
});
