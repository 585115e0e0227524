// What the API refused: its sentence, and every reason.
import { Alert } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import { ApiRefusal, namedAs } from "../client/fetch.ts";
import { label } from "../words.ts";
import { Icon } from "./Icon.tsx";
import { Reasons } from "./WhyClosed.tsx";

type RefusalAlertProps = {
  error: unknown;
  /** What the screen calls a field of the wire; null: nothing of its own. */
  nameOf?: ((field: string) => string | null) | undefined;
};

/** Nothing where `error` is null, so that a form can always carry one. It scrolls into view when it appears. */
export function RefusalAlert({ error, nameOf = () => null }: RefusalAlertProps): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const isThere = error !== null && error !== undefined;
  useEffect(() => {
    if (isThere) box.current?.scrollIntoView({ block: "nearest" });
  }, [isThere]);
  if (!isThere) return null;
  const reasons = error instanceof ApiRefusal ? error.reasons.map((reason) => namedAs(reason, nameOf)) : [];
  return (
    <Alert
      ref={box}
      role="alert"
      className="refusal"
      variant="default"
      icon={<Icon name="warning" />}
      title={sentenceOf(error)}
    >
      {reasons.length > 0 && <Reasons reasons={reasons} />}
    </Alert>
  );
}

export function sentenceOf(error: unknown): string {
  if (!(error instanceof ApiRefusal)) return label("refusal.defect");
  if (error.code === "unreachable") return label("refusal.unreachable");
  if (error.message === "") return label("refusal.unnamed", { status: error.status });
  return error.message;
}
