// The mails about signing in: an invitation, a new password, and word of what has changed. Their links are made of the
// installation's own address and nothing that came with a request. The secret stands behind a #, which browsers send to
// no server, so that it is in no log.
import { paths } from "../paths.ts";
import { mails as words } from "../words/en/mails.ts";
import { fill } from "../words/say.ts";
import { oneLine } from "./letter.ts";
import { link, type Message, message, paragraph, time } from "./message.ts";

export function invitation(facts: {
  by: string;
  companyName: string;
  name: string;
  publicUrl: string;
  token: string;
}): Message {
  const { publicUrl, token } = facts;
  const naming = { by: oneLine(facts.by), company: oneLine(facts.companyName), name: oneLine(facts.name) };
  return message("invitation", fill(words.invitation_subject, naming), [
    paragraph(fill(words.invitation_first, naming)),
    link(words.link_invitation, publicUrl, `${paths.invitation()}#${token}`),
    paragraph(words.invitation_then),
    { kind: "closing", text: words.closing_plain },
  ]);
}

export function passwordReset({ name, publicUrl, token }: { name: string; publicUrl: string; token: string }): Message {
  return message("passwordReset", words.reset_subject, [
    paragraph(fill(words.reset_first, { name: oneLine(name) })),
    link(words.link_reset, publicUrl, `${paths.resetPassword()}#${token}`),
    paragraph(words.reset_then),
    { kind: "closing", text: words.closing_plain },
  ]);
}

export type AccountChange = "password_changed" | "password_reset" | "two_step_on" | "two_step_off";

const changes: Readonly<Record<AccountChange, string>> = {
  password_changed: words.changed_password,
  password_reset: words.changed_by_reset,
  two_step_on: words.changed_two_step_on,
  two_step_off: words.changed_two_step_off,
};

export function accountChanged(facts: {
  what: AccountChange;
  name: string;
  publicUrl: string;
  at: Date;
  address: string;
}): Message {
  const { what, name, publicUrl, at, address } = facts;
  const from = address === "" ? words.changed_address_unknown : address;
  return message("accountChanged", words.changed_subject, [
    paragraph(fill(words.changed_first, { name: oneLine(name), what: changes[what], at: time(at, "UTC"), from })),
    paragraph(words.changed_then),
    link(words.link_forgotten, publicUrl, paths.forgotPassword()),
    { kind: "closing", text: words.closing_plain },
  ]);
}
