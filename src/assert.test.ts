import { expect, test } from "vitest";
import { assert, unreachable } from "./assert.ts";

test("a claim that holds says nothing", () => {
  expect(() => assert(true, "one is one")).not.toThrow();
  expect(() => assert("text", "a text is there")).not.toThrow();
});

test.each([false, null, undefined, 0, 0n, ""])(
  "a claim that is %s stops the program and says which it was",
  (claim) => {
    expect(() => assert(claim, "the line has a price")).toThrow("This must hold and does not: the line has a price");
  },
);

test("a branch that cannot be reached names the value that reached it", () => {
  // A value from outside the program's types, as a defect would bring one.
  const stray = JSON.parse('"sideways"') as never;
  expect(() => unreachable(stray)).toThrow('This case cannot be: "sideways"');
});
