// What an act changed, as the journal keeps it.

/** What differs, for the journal: `{ name: { before, after } }`. */
export function changedFields(before: object, after: object): Record<string, { before: unknown; after: unknown }> {
  const old = new Map<string, unknown>(Object.entries(before));
  return Object.fromEntries(
    Object.entries(after)
      .filter(([key, value]) => JSON.stringify(old.get(key)) !== JSON.stringify(value))
      .map(([key, value]) => [key, { before: old.get(key) ?? null, after: value }]),
  );
}
