// What the contract says on its first page, its sums, who may see it, and whether the ERP knows its job and customer.
import { Button, Group, Stack } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { ContractShown } from "../../contract/wire.ts";
import { paths } from "../../paths.ts";
import { useAct } from "../client/act.ts";
import { patch } from "../client/fetch.ts";
import { mayDo } from "../client/rights.ts";
import { useSession } from "../client/session.ts";
import { useProject } from "../project/useProject.ts";
import { LinkState } from "../statuses.tsx";
import { Amount } from "../ui/Amount.tsx";
import { LeaveGuard } from "../ui/LeaveGuard.tsx";
import { Facts, Panel } from "../ui/Panel.tsx";
import { PathLink } from "../ui/PathLink.tsx";
import { RefusalAlert } from "../ui/RefusalAlert.tsx";
import { saySaved } from "../ui/saved.ts";
import { ClosableButton } from "../ui/WhyClosed.tsx";
import { dayShown, instantShown } from "../ui/when.ts";
import { label } from "../words.ts";
import { ContractFieldset, contractFieldName, fieldsOf, wireOf } from "./fields.tsx";
import { PrivacyPanel } from "./PrivacyPanel.tsx";

export function GeneralTab({ contract }: { contract: ContractShown }): ReactNode {
  const [isEditing, setEditing] = useState(false);
  return (
    <div className="two-columns">
      <Stack gap="md">
        {isEditing ? (
          <EditForm contract={contract} onDone={() => setEditing(false)} />
        ) : (
          <GeneralPanel contract={contract} onEdit={() => setEditing(true)} />
        )}
        <PrivacyPanel key={contract.version} contract={contract} />
      </Stack>
      <Stack gap="md">
        <SumsPanel contract={contract} />
        <ErpPanel contract={contract} />
      </Stack>
    </div>
  );
}

function GeneralPanel({ contract, onEdit }: { contract: ContractShown; onEdit: () => void }): ReactNode {
  const { company } = useSession();
  const nothing = <span className="quiet">{label("contract.notGiven")}</span>;
  return (
    <Panel
      title={label("contract.general")}
      actions={
        <ClosableButton variant="default" closedBecause={contract.closed.edit} onClick={onEdit}>
          {label("contract.edit")}
        </ClosableButton>
      }
    >
      <Facts
        facts={[
          { name: label("contract.number"), value: contract.number },
          { name: label("contract.title"), value: contract.title },
          { name: label("contract.ownerId"), value: contract.owner?.name ?? nothing },
          { name: label("contract.contractor"), value: contract.contractor || nothing },
          { name: label("contract.architect"), value: contract.architect || nothing },
          {
            name: label("contract.contractOn"),
            value: contract.contractOn === null ? nothing : dayShown(contract.contractOn),
          },
          {
            name: label("contract.retainageOnWork"),
            value: label("contract.percent", { rate: contract.retainageOnWork }),
          },
          {
            name: label("contract.retainageOnMaterials"),
            value: label("contract.percent", { rate: contract.retainageOnMaterials }),
          },
          { name: label("contract.currency"), value: contract.currency },
          {
            name: label("contract.madeBy"),
            value: label("contract.madeByValue", {
              name: contract.createdBy.name,
              at: instantShown(contract.createdAt, company.timeZone),
            }),
          },
        ]}
      />
    </Panel>
  );
}

function EditForm({ contract, onDone }: { contract: ContractShown; onDone: () => void }): ReactNode {
  const [before] = useState(() => fieldsOf(contract));
  const [fields, setFields] = useState(before);
  // What was on the screen when editing began is what is changed: a save in between is refused, not overwritten.
  const [version] = useState(contract.version);
  const save = useAct(
    () => patch<ContractShown>(`/contracts/${contract.id}`, { version, ...wireOf(fields) }),
    () => {
      saySaved(label("contract.saved"));
      onDone();
    },
  );
  return (
    <Panel title={label("contract.editing")}>
      <LeaveGuard isDirty={fields !== before && !save.isSuccess} />
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(undefined);
        }}
      >
        <Stack gap="sm">
          <ContractFieldset fields={fields} onChange={setFields} error={save.error} />
          <RefusalAlert error={save.error} nameOf={contractFieldName} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onDone}>
              {label("dialog.cancel")}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {label("dialog.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}

function SumsPanel({ contract: { sums, currency } }: { contract: ContractShown }): ReactNode {
  return (
    <Panel title={label("contract.sums", { currency })}>
      <Facts
        facts={[
          { name: label("contracts.original"), value: <Amount of={sums.original} /> },
          { name: label("contracts.approvedChangeOrders"), value: <Amount of={sums.approvedChangeOrders} /> },
          { name: label("contracts.revised"), value: <Amount strong of={sums.revised} /> },
          { name: label("contracts.invoicedToDate"), value: <Amount of={sums.invoicedToDate} /> },
        ]}
      />
    </Panel>
  );
}

/** An invoice can only be sent where the ERP knows the job and the customer. */
function ErpPanel({ contract }: { contract: ContractShown }): ReactNode {
  const session = useSession();
  const project = useProject(contract.projectId).data;
  const job = project?.erpJob ?? null;
  const customer = contract.owner?.erpCustomerCode ?? null;
  return (
    <Panel title={label("contract.inErp")}>
      <Facts
        facts={[
          { name: label("contract.erpJob"), value: <LinkState to={job} /> },
          {
            name: label("contract.erpCustomer"),
            value: <LinkState to={customer === null ? null : { code: customer }} />,
          },
        ]}
      />
      {(job === null || customer === null) && (
        <p className="panel-note">
          {label("contract.linkMissing")}{" "}
          {mayDo(session, "setUpErp") ? (
            <PathLink to={paths.erpSettings()}>{label("contract.linkThem")}</PathLink>
          ) : (
            label("contract.linkAsk")
          )}
        </p>
      )}
    </Panel>
  );
}
