// Files that travel with the application. They may be added also while accounting has it; what comes late is flagged.
import { Button, FileButton, Table } from "@mantine/core";
import { type DragEvent, type ReactNode, useState } from "react";
import type { z } from "zod";
import type { AttachmentAdded, InvoiceShown } from "../../invoice/wire.ts";
import { invoiceScreens as words } from "../../words/en/invoice-screens.ts";
import { fill } from "../../words/say.ts";
import { useAct } from "../client/act.ts";
import { postFile } from "../client/fetch.ts";
import { useSession } from "../client/session.ts";
import { EmptyState } from "../ui/EmptyState.tsx";
import { Ledger } from "../ui/Ledger.tsx";
import { RefusalAlert } from "../ui/RefusalAlert.tsx";
import { StatusBadge } from "../ui/StatusBadge.tsx";
import { saySaved } from "../ui/saved.ts";
import { WhyClosed } from "../ui/WhyClosed.tsx";
import { instantShown } from "../ui/when.ts";

export function Attachments({ invoice }: { invoice: InvoiceShown }): ReactNode {
  const { timeZone } = useSession().company;
  const [isOver, setOver] = useState(false);
  const closed = invoice.closed.attach;
  const isOpen = closed.length === 0;
  const add = useAct(async (files: readonly File[]) => {
    for (const file of files) {
      const path = `/invoices/${invoice.id}/attachments?name=${encodeURIComponent(file.name)}`;
      const added = await postFile<z.infer<typeof AttachmentAdded>>(
        path,
        file,
        file.type || "application/octet-stream",
      );
      saySaved(fill(words.attachmentAdded, { name: added.name }));
    }
  });
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (isOpen) add.mutate([...event.dataTransfer.files]);
  };
  const isWithAccounting = invoice.erp.state === "sent" || invoice.erp.state === "exporting";

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping files is another way to what the button does
    <div
      className="attachments"
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(isOpen);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {invoice.attachments.length === 0 ? (
        <EmptyState title={words.attachmentsNoneTitle}>{words.attachmentsNone}</EmptyState>
      ) : (
        <Ledger caption={words.attachmentsCaption}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{words.attachmentName}</Table.Th>
              <Table.Th scope="col" className="amount-column">
                {words.attachmentSize}
              </Table.Th>
              <Table.Th scope="col">{words.attachmentBy}</Table.Th>
              <Table.Th scope="col">{words.attachmentAt}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {invoice.attachments.map((file) => (
              <Table.Tr key={file.id}>
                <Table.Td>
                  <a className="text-link" href={`/api/attachments/${file.id}`}>
                    {file.name}
                  </a>{" "}
                  {file.addedAfterSending && <StatusBadge tone="yellow">{words.attachmentLate}</StatusBadge>}
                </Table.Td>
                <Table.Td className="amount-column">{sizeShown(file.size)}</Table.Td>
                <Table.Td>{file.addedBy.name}</Table.Td>
                <Table.Td>{instantShown(file.addedAt, timeZone)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Ledger>
      )}
      <div className="attachments-add">
        <FileButton multiple onChange={(files) => files.length > 0 && add.mutate(files)}>
          {(props) => (
            <Button {...props} variant="default" disabled={!isOpen} loading={add.isPending}>
              {words.attachmentsChoose}
            </Button>
          )}
        </FileButton>
        {isOpen ? (
          <span className="quiet">{words.attachmentsDrop}</span>
        ) : (
          <WhyClosed about={words.attachmentsChoose} reasons={closed} />
        )}
      </div>
      {isOpen && isWithAccounting && <p className="quiet">{words.attachmentsWhileSent}</p>}
      <RefusalAlert error={add.error} />
    </div>
  );
}

/** "812 bytes", "12.4 KB", "3.1 MB". */
function sizeShown(size: number): string {
  const tenths = (divisor: number) => (size / divisor).toFixed(1);
  if (size < 1_000) return fill(words.sizeBytes, { size: String(size) });
  if (size < 1_000_000) return fill(words.sizeKilobytes, { size: tenths(1_000) });
  return fill(words.sizeMegabytes, { size: tenths(1_000_000) });
}
