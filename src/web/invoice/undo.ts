// What was done can be undone, and what was undone done again, until something else is done. Holds whole values, which
// share what they did not change.
export type Undoable<T> = Readonly<{ past: readonly T[]; present: T; future: readonly T[] }>;

/** How many steps back are kept. */
export const stepsMax = 200;

export function begin<T>(present: T): Undoable<T> {
  return { past: [], present, future: [] };
}

/** A step: what was there can be had back, and what had been undone is gone. A step that changes nothing is none. */
export function step<T>(undoable: Undoable<T>, present: T): Undoable<T> {
  if (present === undoable.present) return undoable;
  return { past: [...undoable.past, undoable.present].slice(-stepsMax), present, future: [] };
}

export function undo<T>(undoable: Undoable<T>): Undoable<T> {
  const { past, present, future } = undoable;
  if (past.length === 0) return undoable;
  return { past: past.slice(0, -1), present: past[past.length - 1] as T, future: [present, ...future] };
}

export function redo<T>(undoable: Undoable<T>): Undoable<T> {
  const { past, present, future } = undoable;
  if (future.length === 0) return undoable;
  return { past: [...past, present], present: future[0] as T, future: future.slice(1) };
}
