// Waits for something to become so, with a deadline, instead of sleeping and hoping.
import { setTimeout as pause } from "node:timers/promises";

export async function until<T>(
  what: string,
  question: () => T | Promise<T>,
  patienceMs = 15_000,
): Promise<NonNullable<T>> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const answer = await question();
    if (answer !== undefined && answer !== null && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`It did not come to be in ${patienceMs} ms: ${what}`);
    await pause(25);
  }
}
