/** A claim that stops the program: what follows may rely on it. A failed claim is a defect, never a user's mistake. */
export function assert(claim: unknown, what: string): asserts claim {
  if (!claim) throw new Error(`This must hold and does not: ${what}`);
}

/** The branch that cannot be reached; the compiler refuses the call while a case is missing. */
export function unreachable(value: never): never {
  throw new Error(`This case cannot be: ${JSON.stringify(value)}`);
}
