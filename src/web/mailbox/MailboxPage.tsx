// The demo mailbox: where no mail server is set, the mails that would have been sent, as their readers would see them.
import { NativeSelect, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { z } from "zod";
import type { MailShown } from "../../people/wire.ts";
import { queueScreens as words } from "../../words/en/queue-screens.ts";
import { fill } from "../../words/say.ts";
import { mailboxQuestion } from "../client/questions.ts";
import { useSession } from "../client/session.ts";
import { Answer } from "../ui/Answer.tsx";
import { EmptyState } from "../ui/EmptyState.tsx";
import { Page } from "../ui/Page.tsx";
import { StatusBadge } from "../ui/StatusBadge.tsx";
import { instantShown } from "../ui/when.ts";
import { piecesOf } from "./links.ts";
import "./mailbox.css";

type Mail = z.infer<typeof MailShown>;

const refreshMs = 5_000;

export function MailboxPage(): ReactNode {
  const mailbox = useQuery({ ...mailboxQuestion, refetchInterval: refreshMs });
  return (
    <Page title={words.mailboxTitle}>
      <p className="mailbox-banner">{words.mailboxBanner}</p>
      <Answer to={mailbox}>
        {({ mails }) =>
          mails.length === 0 ? (
            <EmptyState title={words.mailboxEmptyTitle}>{words.mailboxEmpty}</EmptyState>
          ) : (
            <Mails mails={mails} />
          )
        }
      </Answer>
    </Page>
  );
}

function Mails({ mails }: { mails: readonly Mail[] }): ReactNode {
  const { timeZone } = useSession().company;
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [reader, setReader] = useState("");
  const readers = [...new Set(mails.map(({ to }) => to))].sort();
  const shown = mails
    .filter(({ to }) => reader === "" || to === reader)
    .sort((one, other) => other.createdAt.localeCompare(one.createdAt));
  const chosen = shown.find(({ id }) => id === chosenId) ?? shown[0];
  return (
    <>
      <NativeSelect
        className="mailbox-reader"
        label={words.mailboxFilter}
        value={reader}
        onChange={(event) => setReader(event.currentTarget.value)}
        data={[{ value: "", label: words.mailboxEverybody }, ...readers.map((to) => ({ value: to, label: to }))]}
      />
      <div className="mailbox">
        <ul className="mailbox-list" aria-label={words.mailboxList}>
          {shown.map((mail) => (
            <li key={mail.id}>
              <UnstyledButton
                className="mailbox-item"
                aria-current={mail === chosen || undefined}
                onClick={() => setChosenId(mail.id)}
              >
                <strong>{mail.subject}</strong>
                <span>{fill(words.mailboxTo, { to: mail.to })}</span>
                <span>{instantShown(mail.createdAt, timeZone)}</span>
              </UnstyledButton>
            </li>
          ))}
        </ul>
        {chosen !== undefined && (
          <article className="mail" aria-label={fill(words.mailboxText, { to: chosen.to, subject: chosen.subject })}>
            <h2>{chosen.subject}</h2>
            <p className="mail-head">
              {fill(words.mailboxTo, { to: chosen.to })} · {instantShown(chosen.createdAt, timeZone)}{" "}
              {chosen.sentAt === null && <StatusBadge tone="grey">{words.mailboxWaiting}</StatusBadge>}
            </p>
            <p className="mail-text">
              {piecesOf(chosen.text).map(({ text, href, at }) =>
                href === null ? (
                  text
                ) : (
                  <a key={at} className="text-link" href={href}>
                    {text}
                  </a>
                ),
              )}
            </p>
          </article>
        )}
      </div>
    </>
  );
}
