// Changing a contract's status: each says what follows from it before it is done.
import { Button, Menu } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { type ContractStatus, contractStatuses } from "../../contract/contract.ts";
import type { ContractShown } from "../../contract/wire.ts";
import { useAct } from "../client/act.ts";
import { patch } from "../client/fetch.ts";
import { contractStatusText } from "../statuses.tsx";
import { ConfirmDialog } from "../ui/Dialog.tsx";
import { Icon } from "../ui/Icon.tsx";
import { saySaved } from "../ui/saved.ts";
import { ClosableButton } from "../ui/WhyClosed.tsx";
import { label } from "../words.ts";

export function StatusMenu({ contract }: { contract: ContractShown }): ReactNode {
  const [wanted, setWanted] = useState<ContractStatus | null>(null);
  const change = useAct(
    (status: ContractStatus) =>
      patch<ContractShown>(`/contracts/${contract.id}`, { version: contract.version, status }),
    ({ status }) => {
      setWanted(null);
      saySaved(label("contract.statusSaved", { status: contractStatusText(status) }));
    },
  );
  const close = () => {
    setWanted(null);
    change.reset();
  };
  if (contract.closed.edit.length > 0) {
    return (
      <ClosableButton variant="default" closedBecause={contract.closed.edit} onClick={close}>
        {label("contract.changeStatus")}
      </ClosableButton>
    );
  }
  return (
    <>
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <Button variant="default" rightSection={<Icon name="down" size={14} />}>
            {label("contract.changeStatus")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {contractStatuses
            .filter((status) => status !== contract.status)
            .map((status) => (
              <Menu.Item key={status} onClick={() => setWanted(status)}>
                {contractStatusText(status)}
              </Menu.Item>
            ))}
        </Menu.Dropdown>
      </Menu>
      <ConfirmDialog
        title={label("contract.statusTitle", { status: contractStatusText(wanted ?? contract.status) })}
        isOpen={wanted !== null}
        confirm={label("contract.statusConfirm", { status: contractStatusText(wanted ?? contract.status) })}
        onConfirm={() => wanted !== null && change.mutate(wanted)}
        onClose={close}
        isBusy={change.isPending}
        error={change.error}
      >
        {label(`contract.statusMeans.${wanted ?? contract.status}`)}
      </ConfirmDialog>
    </>
  );
}
