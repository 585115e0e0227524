// The contract's change orders: what each adds or takes off, and the decision on it. Only approved ones count.
import { Button, Group, Stack, Table, TextInput, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Fragment, type ReactNode, useState } from "react";
import type { z } from "zod";
import { dayIn } from "../../calendar/day.ts";
import type { ChangeOrderStatus } from "../../contract/contract.ts";
import type { ChangeOrderShown, ContractShown } from "../../contract/wire.ts";
import { amountText, cents, sum } from "../../money/money.ts";
import { useAct } from "../client/act.ts";
import { patch, problemOf } from "../client/fetch.ts";
import { changeOrdersQuestion } from "../client/questions.ts";
import { useSession } from "../client/session.ts";
import { ChangeOrderStatusBadge } from "../statuses.tsx";
import { Amount, Figure } from "../ui/Amount.tsx";
import { Answer } from "../ui/Answer.tsx";
import { ConfirmDialog } from "../ui/Dialog.tsx";
import { EmptyState } from "../ui/EmptyState.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Ledger } from "../ui/Ledger.tsx";
import { Panel } from "../ui/Panel.tsx";
import { saySaved } from "../ui/saved.ts";
import { ClosableButton } from "../ui/WhyClosed.tsx";
import { dayShown } from "../ui/when.ts";
import { label } from "../words.ts";
import { NewChangeOrderDialog } from "./NewChangeOrderDialog.tsx";
import { columnsOf, LineRows, LinesHead } from "./ScheduleTable.tsx";

type ChangeOrder = z.infer<typeof ChangeOrderShown>;
type Decision = Extract<ChangeOrderStatus, "approved" | "rejected" | "void">;
type Asked = Readonly<{ changeOrder: ChangeOrder; decision: Decision }>;

/** Which decisions are offered where; the server has the last word. */
const decisions: Record<ChangeOrderStatus, readonly Decision[]> = {
  draft: ["approved", "rejected", "void"],
  pending: ["approved", "rejected", "void"],
  approved: ["void"],
  rejected: [],
  void: [],
};

export function ChangeOrdersTab({ contract }: { contract: ContractShown }): ReactNode {
  const changeOrders = useQuery(changeOrdersQuestion(contract.id));
  const [isMaking, setMaking] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const create = (
    <ClosableButton
      leftSection={<Icon name="plus" size={14} />}
      closedBecause={contract.closed.edit}
      onClick={() => setMaking(true)}
    >
      {label("changeOrders.create")}
    </ClosableButton>
  );
  return (
    <>
      <Answer to={changeOrders}>
        {({ changeOrders }) =>
          changeOrders.length === 0 ? (
            <EmptyState title={label("changeOrders.none")} action={create}>
              {label("changeOrders.noneText")}
            </EmptyState>
          ) : (
            <Panel title={label("changeOrders.count", { count: changeOrders.length })} actions={create} flush>
              <ChangeOrderTable
                changeOrders={changeOrders}
                mayDecide={contract.closed.edit.length === 0}
                onAsk={setAsked}
              />
            </Panel>
          )
        }
      </Answer>
      <NewChangeOrderDialog contract={contract} isOpen={isMaking} onClose={() => setMaking(false)} />
      {asked !== null && <DecisionDialog {...asked} onClose={() => setAsked(null)} />}
    </>
  );
}

type ChangeOrderTableProps = {
  changeOrders: readonly ChangeOrder[];
  mayDecide: boolean;
  onAsk: (asked: Asked) => void;
};

function ChangeOrderTable({ changeOrders, mayDecide, onAsk }: ChangeOrderTableProps): ReactNode {
  const [openId, setOpenId] = useState<string | null>(null);
  const approved = changeOrders.filter(({ status }) => status === "approved");
  return (
    <Ledger caption={label("changeOrders.title")}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{label("changeOrders.number")}</Table.Th>
          <Table.Th scope="col">{label("changeOrders.changeOrderTitle")}</Table.Th>
          <Table.Th scope="col">{label("changeOrders.status")}</Table.Th>
          <Table.Th scope="col">{label("changeOrders.approvedOn")}</Table.Th>
          <Table.Th scope="col" className="amount-column">
            {label("changeOrders.amount")}
          </Table.Th>
          <Table.Th scope="col">
            <span className="visually-hidden">{label("line.actions")}</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {changeOrders.map((changeOrder) => (
          <Fragment key={changeOrder.id}>
            <Table.Tr>
              <Table.Td className="figure">{changeOrder.number}</Table.Td>
              <Table.Th scope="row">
                <button
                  type="button"
                  className="disclosure"
                  aria-expanded={openId === changeOrder.id}
                  onClick={() => setOpenId(openId === changeOrder.id ? null : changeOrder.id)}
                >
                  <Icon name={openId === changeOrder.id ? "down" : "right"} size={13} />
                  {changeOrder.title}
                  <span className="quiet"> {contentOf(changeOrder)}</span>
                </button>
              </Table.Th>
              <Table.Td>
                <ChangeOrderStatusBadge status={changeOrder.status} />
              </Table.Td>
              <Table.Td>{changeOrder.approvedOn !== null && dayShown(changeOrder.approvedOn)}</Table.Td>
              <Table.Td className="amount-column">
                <Amount of={changeOrder.amount} />
              </Table.Td>
              <Table.Td>
                {mayDecide && (
                  <Group gap="xs" justify="flex-end" wrap="nowrap">
                    {decisions[changeOrder.status].map((decision) => (
                      <Button
                        key={decision}
                        size="compact-xs"
                        variant={decision === "approved" ? "outline" : "default"}
                        aria-label={label(`changeOrders.${decision}About`, { number: changeOrder.number })}
                        onClick={() => onAsk({ changeOrder, decision })}
                      >
                        {label(`changeOrders.${decision}`)}
                      </Button>
                    ))}
                  </Group>
                )}
              </Table.Td>
            </Table.Tr>
            {openId === changeOrder.id && (
              <Table.Tr className="nested-row">
                <Table.Td colSpan={6}>
                  <ChangeOrderLines changeOrder={changeOrder} />
                </Table.Td>
              </Table.Tr>
            )}
          </Fragment>
        ))}
      </Table.Tbody>
      <Table.Tfoot>
        <Table.Tr>
          <Table.Th scope="row" colSpan={4}>
            {label("changeOrders.approvedTotal")}
          </Table.Th>
          <Table.Td className="amount-column">
            <Amount strong of={amountText(sum(approved.map(({ amount }) => cents(amount))))} />
          </Table.Td>
          <Table.Td />
        </Table.Tr>
      </Table.Tfoot>
    </Ledger>
  );
}

/** `2 lines, 1 change` */
function contentOf({ lines, changes }: ChangeOrder): string {
  const both = lines.length > 0 && changes.length > 0 ? "yes" : "no";
  return label("changeOrders.linesAndChanges", { lines: lines.length, changes: changes.length, both });
}

function ChangeOrderLines({ changeOrder }: { changeOrder: ChangeOrder }): ReactNode {
  const { number, changes, retainageOnWork, retainageOnMaterials } = changeOrder;
  const lines = changeOrder.lines.map((line) => ({ ...line, changeOrder: null }));
  const columns = columnsOf(lines);
  return (
    <Stack gap="sm">
      {retainageOnWork !== null && retainageOnMaterials !== null && (
        <p>{label("changeOrders.ownRates", { work: retainageOnWork, materials: retainageOnMaterials })}</p>
      )}
      {changes.length > 0 && (
        <>
          <Title order={3}>{label("changeOrders.standing")}</Title>
          <Ledger caption={label("changeOrders.changesOf", { number })}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{label("change.item")}</Table.Th>
                <Table.Th scope="col">{label("change.description")}</Table.Th>
                <Table.Th scope="col" className="amount-column">
                  {label("change.quantity")}
                </Table.Th>
                <Table.Th scope="col" className="amount-column">
                  {label("change.amount")}
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {changes.map(({ lineId, item, description, amount, quantity }) => (
                <Table.Tr key={lineId}>
                  <Table.Td className="figure">{item}</Table.Td>
                  <Table.Th scope="row" className="wide-text">
                    {description}
                  </Table.Th>
                  <Table.Td className="amount-column">
                    {quantity === null ? (
                      <span className="quiet">{label("change.byAmount")}</span>
                    ) : (
                      <Figure of={quantity} />
                    )}
                  </Table.Td>
                  <Table.Td className="amount-column">
                    <Amount of={amount} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Ledger>
        </>
      )}
      {lines.length > 0 && (
        <>
          {changes.length > 0 && <Title order={3}>{label("changeOrders.newLines")}</Title>}
          <Ledger caption={label("changeOrders.linesOf", { number })}>
            <LinesHead columns={columns} />
            <Table.Tbody>
              <LineRows lines={lines} columns={columns} />
            </Table.Tbody>
          </Ledger>
        </>
      )}
    </Stack>
  );
}

function DecisionDialog({ changeOrder, decision, onClose }: Asked & { onClose: () => void }): ReactNode {
  const { company } = useSession();
  const [approvedOn, setApprovedOn] = useState(() => dayIn(company.timeZone, new Date()));
  const { id, number, amount } = changeOrder;
  const decide = useAct(
    () =>
      patch<ChangeOrder>(`/change-orders/${id}`, {
        status: decision,
        ...(decision === "approved" ? { approvedOn } : {}),
      }),
    () => {
      saySaved(label(`changeOrders.${decision}Done`, { number }));
      onClose();
    },
  );
  return (
    <ConfirmDialog
      title={label(`changeOrders.${decision}About`, { number })}
      isOpen
      confirm={label(`changeOrders.${decision}`)}
      isDangerous={decision !== "approved"}
      onConfirm={() => decide.mutate(undefined)}
      onClose={onClose}
      isBusy={decide.isPending}
      error={decide.error}
    >
      <p>
        {label(`changeOrders.${decision}Means`)} {label("changeOrders.amount")}: <Amount strong of={amount} />
      </p>
      {decision === "approved" && (
        <TextInput
          type="date"
          label={label("changeOrders.approvedOn")}
          value={approvedOn}
          error={problemOf(decide.error, "approvedOn")}
          onChange={(event) => setApprovedOn(event.currentTarget.value)}
        />
      )}
    </ConfirmDialog>
  );
}
