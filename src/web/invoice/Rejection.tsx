// What accounting rejected: who, when, in which round, and every reason with the place it is about, which can be gone to.
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import type { RejectionShown } from "../../invoice/wire.ts";
import { invoiceScreens as words } from "../../words/en/invoice-screens.ts";
import { fill } from "../../words/say.ts";
import { useSession } from "../client/session.ts";
import { instantShown } from "../ui/when.ts";
import { fieldName } from "./fields.ts";
import type { Mark } from "./Grid.tsx";

type Props = Readonly<{
  rejection: RejectionShown;
  /** It waits for its correction; otherwise it is told for what is decided now. */
  isOpen: boolean;
  buttonLabel: string | null;
  onGoTo: (lineId: string | null, field: string | null) => void;
}>;

export function Rejection({ rejection, isOpen, buttonLabel, onGoTo }: Props): ReactNode {
  const { timeZone } = useSession().company;
  const title = fill(isOpen ? words.rejectedTitle : words.rejectedEarlierTitle, {
    name: rejection.by.name,
    at: instantShown(rejection.at, timeZone),
    round: rejection.round,
  });
  return (
    <section className="rejection" data-open={isOpen || undefined} aria-label={title}>
      <h2>{title}</h2>
      <ol>
        {rejection.reasons.map((reason) => {
          const place = placeOf(reason);
          return (
            <li key={reason.number}>
              <strong>{reason.label}</strong>
              {reason.body !== "" && <p>{reason.body}</p>}
              {place !== null && (
                <Button
                  variant="default"
                  size="compact-xs"
                  onClick={() => onGoTo(reason.line?.id ?? null, reason.field)}
                >
                  {fill(words.rejectedGoTo, { place })}
                </Button>
              )}
            </li>
          );
        })}
      </ol>
      {isOpen && buttonLabel !== null && (
        <p className="rejection-next">{fill(words.rejectedNext, { button: buttonLabel })}</p>
      )}
    </section>
  );
}

function placeOf({ field, line }: RejectionShown["reasons"][number]): string | null {
  if (line === null) return field === null ? null : fieldName(field);
  const { item, description } = line;
  if (field === null) return fill(words.rejectedAboutLine, { item, description });
  return fill(words.rejectedAboutLineField, { item, description, field: fieldName(field) });
}

/** What is marked in the sheet, by line. */
export function marksOf(rejection: RejectionShown | null): ReadonlyMap<string, readonly Mark[]> {
  const marks = new Map<string, Mark[]>();
  for (const { line, field, label, body } of rejection?.reasons ?? []) {
    if (line === null) continue;
    const text = body === "" ? label : `${label}: ${body}`;
    marks.set(line.id, [...(marks.get(line.id) ?? []), { field, text }]);
  }
  return marks;
}
