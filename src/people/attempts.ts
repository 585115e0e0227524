// How often signing in may be tried. Kept in the memory of one process: a restart forgets it, and a second process
// counts for itself; what it must do is to make guessing slow.

export type Attempts = Readonly<{
  /** Minutes to wait, or null where an attempt is free. */
  mustWait(key: string, at: Date): number | null;
  failed(key: string, at: Date): void;
  succeeded(key: string): void;
}>;

/** At most `max` failures within `minutes`; the oldest failure counts until its time is over. */
export function countAttempts(max: number, minutes: number): Attempts {
  const failures = new Map<string, number[]>();
  const windowMs = minutes * 60_000;
  const recent = (key: string, at: Date): number[] =>
    (failures.get(key) ?? []).filter((failedAt) => failedAt > at.getTime() - windowMs);
  return {
    mustWait(key, at) {
      const [oldest, ...others] = recent(key, at);
      if (oldest === undefined || others.length + 1 < max) return null;
      return Math.max(1, Math.ceil((oldest + windowMs - at.getTime()) / 60_000));
    },
    failed(key, at) {
      // A flood of different names must not fill the memory: those that are over go first, then everything.
      if (failures.size > 10_000)
        for (const other of failures.keys()) if (recent(other, at).length === 0) failures.delete(other);
      if (failures.size > 10_000) failures.clear();
      failures.set(key, [...recent(key, at), at.getTime()].slice(-max));
    },
    succeeded(key) {
      failures.delete(key);
    },
  };
}
