// What stands in for a page's data: waiting, refused, or there.
import { Button, Loader } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ApiRefusal } from "../client/fetch.ts";
import { label } from "../words.ts";
import { NotFound } from "./NotFound.tsx";
import { RefusalAlert } from "./RefusalAlert.tsx";

/** `<Answer to={useQuery(contractQuestion(id))}>{(contract) => …}</Answer>` */
export function Answer<T>({ to, children }: { to: UseQueryResult<T>; children: (answer: T) => ReactNode }): ReactNode {
  if (to.data !== undefined && !(to.error instanceof ApiRefusal && to.error.code === "not_found")) {
    return children(to.data);
  }
  if (to.isPending) return <Waiting />;
  if (to.error instanceof ApiRefusal && to.error.code === "not_found") return <NotFound />;
  return (
    <div className="page">
      <RefusalAlert error={to.error} />
      <Button variant="default" mt="sm" onClick={() => void to.refetch()}>
        {label("answer.again")}
      </Button>
    </div>
  );
}

export function Waiting(): ReactNode {
  return (
    <div className="waiting" role="status">
      <Loader size="sm" />
      <span>{label("answer.waiting")}</span>
    </div>
  );
}
