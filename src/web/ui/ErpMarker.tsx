// Where a record stands with the ERP: a picture and a word on a coloured ground, one look per state.
import type { ReactNode } from "react";
import type { EntryState } from "../../erp-state.ts";
import { Icon, type IconName } from "./Icon.tsx";
import type { Tone } from "./StatusBadge.tsx";

type Look = Readonly<{ tone: Tone; icon: IconName }>;

const looks: Record<EntryState, Look> = {
  not_sent: { tone: "grey", icon: "none" },
  sent: { tone: "blue", icon: "sent" },
  retrieved: { tone: "yellow", icon: "back" },
  rejected: { tone: "yellow", icon: "cross" },
  exporting: { tone: "blue", icon: "clock" },
  failed: { tone: "red", icon: "warning" },
  in_doubt: { tone: "red", icon: "question" },
  synced: { tone: "green", icon: "check" },
  unlinking: { tone: "blue", icon: "clock" },
};

/** `word` is the state in words, as the API gives it. */
export function ErpMarker({ state, word }: { state: EntryState; word: string }): ReactNode {
  const { tone, icon } = looks[state];
  return (
    <span className="mark" data-tone={tone} data-state={state}>
      <Icon name={icon} size={13} />
      {word}
    </span>
  );
}
