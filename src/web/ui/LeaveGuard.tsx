// Keeps somebody from leaving a page with changes that are not saved, by a link, the browser's buttons or closing it.
import { useBlocker } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { label } from "../words.ts";
import { ConfirmDialog } from "./Dialog.tsx";

export function LeaveGuard({ isDirty }: { isDirty: boolean }): ReactNode {
  const blocker = useBlocker({
    shouldBlockFn: () => isDirty,
    enableBeforeUnload: () => isDirty,
    withResolver: true,
  });
  return (
    <ConfirmDialog
      title={label("leave.title")}
      isOpen={blocker.status === "blocked"}
      confirm={label("leave.confirm")}
      onConfirm={() => blocker.proceed?.()}
      onClose={() => blocker.reset?.()}
      isBusy={false}
      error={null}
      isDangerous
    >
      {label("leave.text")}
    </ConfirmDialog>
  );
}
