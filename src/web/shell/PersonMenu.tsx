// Who is signed in and for which company; signing out, and the settings that belong to the company.
import { Menu, UnstyledButton } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { paths } from "../../paths.ts";
import type { SessionShown } from "../../people/wire.ts";
import { accountWords } from "../../words/en/account.ts";
import { del } from "../client/fetch.ts";
import { mayDo } from "../client/rights.ts";
import { Icon } from "../ui/Icon.tsx";
import { PlainPathLink, useGo } from "../ui/PathLink.tsx";
import { label } from "../words.ts";

export function PersonMenu({ session }: { session: SessionShown }): ReactNode {
  const signOut = useSignOut();
  return (
    <Menu position="bottom-end" width={260} shadow="md">
      <Menu.Target>
        <UnstyledButton className="person">
          <span className="person-text">
            <span className="person-name">{session.person.name}</span>{" "}
            <span className="person-company">{session.company.name}</span>
          </span>
          <Icon name="down" size={14} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{session.person.email}</Menu.Label>
        <MenuLink to={paths.account()}>{accountWords.menu}</MenuLink>
        {mayDo(session, "setUpErp") && <MenuLink to={paths.erpSettings()}>{label("erpSettings.title")}</MenuLink>}
        <MenuLink to={paths.company()}>{label("company.title")}</MenuLink>
        <Menu.Divider />
        {session.companies.length > 1 && (
          <Menu.Item onClick={() => void signOut()}>{label("shell.otherCompany")}</Menu.Item>
        )}
        <Menu.Item onClick={() => void signOut()}>{label("shell.signOut")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function MenuLink({ to, children }: { to: string; children: ReactNode }): ReactNode {
  return <Menu.Item renderRoot={(props) => <PlainPathLink to={to} {...props} />}>{children}</Menu.Item>;
}

/** Whatever was kept of the company's figures goes with the session. */
function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  const go = useGo();
  return async () => {
    await del<null>("/session");
    go(paths.signIn());
    notifications.clean();
    client.clear();
  };
}
