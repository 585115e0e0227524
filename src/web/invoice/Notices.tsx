// What stands in the way of saving: entries that cannot be read, and somebody who saved meanwhile.
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { invoiceScreens as words } from "../../words/en/invoice-screens.ts";
import { fill } from "../../words/say.ts";
import { ApiRefusal } from "../client/fetch.ts";
import { Reasons } from "../ui/WhyClosed.tsx";
import { problemShown } from "./cell.ts";
import type { Problem } from "./sheet.ts";

/** A paste that went wrong may have hundreds. */
const problemsShownMax = 8;

type ProblemsProps = Readonly<{
  problems: readonly Problem[];
  onGoTo: (lineId: string | null, field: string | null) => void;
}>;

/** Below the sheet, so that nothing moves under the hands of whoever is typing. */
export function Problems({ problems, onGoTo }: ProblemsProps): ReactNode {
  if (problems.length === 0) return null;
  return (
    <section className="sheet-problems" role="alert">
      <strong>{fill(words.notSavedWhileBad, { count: problems.length })}</strong>
      <ul>
        {problems.slice(0, problemsShownMax).map((problem) => (
          <li key={`${problem.lineId} ${problem.column}`}>
            {problemShown(problem)}{" "}
            <Button variant="default" size="compact-xs" onClick={() => onGoTo(problem.lineId, problem.column)}>
              {words.goToEntry}
            </Button>
          </li>
        ))}
      </ul>
      {problems.length > problemsShownMax && (
        <p>{fill(words.problemsMore, { count: problems.length - problemsShownMax })}</p>
      )}
    </section>
  );
}

type NewerProps = Readonly<{ error: unknown; onKeep: () => void; onDrop: () => void }>;

/** Somebody else saved while this was being entered: who it was, and what to do with what has been entered. */
export function Newer({ error, onKeep, onDrop }: NewerProps): ReactNode {
  return (
    <section className="newer" role="alert">
      <strong>{words.newerTitle}</strong>
      {error instanceof ApiRefusal && <Reasons reasons={error.reasons} />}
      <div className="newer-ways">
        <Button onClick={onKeep}>{words.newerKeep}</Button>
        <Button variant="default" onClick={onDrop}>
          {words.newerDrop}
        </Button>
      </div>
    </section>
  );
}
