// Making a prime contract: what the paper says on its first page. Its schedule of values comes next.
import { type ReactNode, useState } from "react";
import type { ContractShown } from "../../contract/wire.ts";
import { paths } from "../../paths.ts";
import { useAct } from "../client/act.ts";
import { post } from "../client/fetch.ts";
import { Dialog, DialogForm } from "../ui/Dialog.tsx";
import { useGo } from "../ui/PathLink.tsx";
import { label } from "../words.ts";
import { ContractFieldset, contractFieldName, emptyFields, wireOf } from "./fields.tsx";

type NewContractDialogProps = { projectId: string; isOpen: boolean; onClose: () => void };

export function NewContractDialog(props: NewContractDialogProps): ReactNode {
  return (
    <Dialog title={label("contracts.create")} isOpen={props.isOpen} onClose={props.onClose} size="lg">
      <NewContractForm {...props} />
    </Dialog>
  );
}

function NewContractForm({ projectId, onClose }: NewContractDialogProps): ReactNode {
  const go = useGo();
  const [fields, setFields] = useState(emptyFields);
  const create = useAct(
    () => post<ContractShown>(`/projects/${projectId}/contracts`, wireOf(fields)),
    (contract) => go(paths.contract(projectId, contract.id, "schedule")),
  );
  return (
    <DialogForm
      submit={label("contracts.createSubmit")}
      onSubmit={() => create.mutate(undefined)}
      onCancel={onClose}
      isBusy={create.isPending}
      error={create.error}
      nameOf={contractFieldName}
    >
      <ContractFieldset fields={fields} onChange={setFields} error={create.error} />
    </DialogForm>
  );
}
