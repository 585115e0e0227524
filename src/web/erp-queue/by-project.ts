// The queue's entries under the projects they belong to, in the order in which the projects first appear.
import type { QueueEntryShown } from "../../erp-queue/wire.ts";

export type ProjectEntries = Readonly<{ project: QueueEntryShown["project"]; entries: readonly QueueEntryShown[] }>;

export function byProject(entries: readonly QueueEntryShown[]): ProjectEntries[] {
  const groups = new Map<string, { project: QueueEntryShown["project"]; entries: QueueEntryShown[] }>();
  for (const entry of entries) {
    const group = groups.get(entry.project.id);
    if (group === undefined) groups.set(entry.project.id, { project: entry.project, entries: [entry] });
    else group.entries.push(entry);
  }
  return [...groups.values()];
}
