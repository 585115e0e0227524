// How often signing in may be tried. The rule:
//
// - A login is counted separately for every address it is tried from. Five failures are free; after each further one the
//   wait doubles, from half a minute up to fifteen. So whoever guesses at somebody's password makes themselves wait, and
//   the owner, elsewhere, signs in as if nothing had been tried: no account is ever closed by what others do.
// - An address is counted over all logins, so that one machine cannot go through the directory: fifty failures are free.
//   A person who has signed in from that address within ninety days is not held up by their neighbours' failures there.
// - Codes of the second step come after the right password. They are counted as above, each half session ends after five
//   wrong ones, and they are counted over all addresses as well, since six digits can be guessed by many machines
//   together. That count too leaves alone who has signed in from their address before; from elsewhere, a new password
//   (by mail) ends both the guessing and the wait.
// - A success clears the count of that login from that address, and of no other. A day without a failure forgets.
//
// Counts are kept in the database under hashes: a restart forgets none, and all processes count together. An attempt is
// counted before the password is looked at, so that many at one moment are many.

export type Tally = Readonly<{
  failures: number;
  lastAt: Date;
  waitUntil: Date | null;
  /** Until when the person counts as known at this address. */
  knownUntil: Date | null;
}>;

export type AttemptRule = Readonly<{ free: number; firstWaitSeconds: number; waitMaxSeconds: number }>;

export const attemptRules = {
  /** One login from one address. */
  login: { free: 5, firstWaitSeconds: 30, waitMaxSeconds: 900 },
  /** One address, all logins. */
  address: { free: 50, firstWaitSeconds: 60, waitMaxSeconds: 900 },
  /** The codes of one login, all addresses. */
  codes: { free: 20, firstWaitSeconds: 60, waitMaxSeconds: 900 },
  /** Asking for a reset of one login from one address; every request counts. */
  reset: { free: 3, firstWaitSeconds: 60, waitMaxSeconds: 3600 },
} as const satisfies Record<string, AttemptRule>;

const forgetMs = 24 * 3_600_000;
export const knownDays = 90;

/** Seconds to wait; 0 where an attempt is free. */
export function secondsToWait(tally: Tally | null, at: Date): number {
  const until = tally?.waitUntil ?? null;
  return until === null || until <= at ? 0 : Math.ceil((until.getTime() - at.getTime()) / 1000);
}

/** The tally with one failure more. */
export function withFailure(tally: Tally | null, rule: AttemptRule, at: Date): Tally {
  const isForgotten = tally === null || at.getTime() - tally.lastAt.getTime() > forgetMs;
  const failures = (isForgotten ? 0 : tally.failures) + 1;
  const doublings = Math.min(failures - rule.free, 30);
  const seconds = doublings < 0 ? 0 : Math.min(rule.firstWaitSeconds * 2 ** doublings, rule.waitMaxSeconds);
  return {
    failures,
    lastAt: at,
    waitUntil: seconds === 0 ? null : new Date(at.getTime() + seconds * 1000),
    knownUntil: tally?.knownUntil ?? null,
  };
}

/** The tally after a success: nothing counts, and the person is known here from now on. */
export function withSuccess(at: Date): Tally {
  const knownUntil = new Date(at.getTime() + knownDays * 24 * 3_600_000);
  return { failures: 0, lastAt: at, waitUntil: null, knownUntil };
}

export function isKnown(tally: Tally | null, at: Date): boolean {
  return tally?.knownUntil != null && tally.knownUntil > at;
}

/** Who has a range of IPv6 addresses has at least all of its last half: they count as one. */
export function addressGroup(address: string): string {
  const plain = address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, "");
  if (!plain.includes(":")) return plain;
  const [head = "", tail] = plain.split("%")[0]?.split("::") ?? [];
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array.from({ length: zeros }, () => "0"), ...after];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}
