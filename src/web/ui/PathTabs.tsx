// Tabs that are addresses: each is a link, so that it can be opened in a new window, sent to somebody and gone back to.
import type { ReactNode } from "react";
import { PlainPathLink } from "./PathLink.tsx";

export type PathTab<Name extends string> = Readonly<{ name: Name; text: string; to: string; count?: number }>;

type PathTabsProps<Name extends string> = { label: string; tabs: readonly PathTab<Name>[]; current: Name };

export function PathTabs<Name extends string>({ label, tabs, current }: PathTabsProps<Name>): ReactNode {
  return (
    <nav className="path-tabs" aria-label={label}>
      {tabs.map(({ name, text, to, count }) => (
        <PlainPathLink key={name} to={to} aria-current={name === current ? "page" : undefined}>
          {text}
          {count !== undefined && <span className="count">{count}</span>}
        </PlainPathLink>
      ))}
    </nav>
  );
}
