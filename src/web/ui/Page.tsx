// The frame of every page: breadcrumbs, one h1 which gets the focus when one comes from another page, what can be done
// here, and the name in the browser's title.
import { Title } from "@mantine/core";
import { useRouterState } from "@tanstack/react-router";
import { createContext, type ReactNode, useEffect, useRef } from "react";
import { label } from "../words.ts";
import { PathLink } from "./PathLink.tsx";

export type Crumb = Readonly<{ text: string; to: string }>;

type PageProps = {
  title: string;
  crumbs?: readonly Crumb[];
  /** What stands last in the breadcrumbs where the title is long. */
  crumb?: string;
  /** Badges beside the title. */
  marks?: ReactNode;
  /** A quiet line below it. */
  subtitle?: ReactNode;
  actions?: ReactNode;
  /** Wide pages (tables with many columns) use the whole window. */
  wide?: boolean;
  children: ReactNode;
};

/** Whether a page stands around already: then what is inside needs no name of its own. */
export const InPage = createContext(false);

/** The page that had the focus last; the first one keeps what the browser gave it. */
let focusedPath: string | null = null;

/** For a page with a frame of its own: the next one is come to from here. */
export function leaveFrom(path: string): void {
  focusedPath = path;
}

export function Page({
  title,
  crumbs = [],
  crumb = title,
  marks,
  subtitle,
  actions,
  wide = false,
  children,
}: PageProps): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  // The address that has been arrived at: while one is still on the way, the page that is left must not take the focus.
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname ?? null });
  useEffect(() => {
    document.title = label("page.title", { title });
  }, [title]);
  useEffect(() => {
    if (path === null) return;
    if (focusedPath !== null && focusedPath !== path) heading.current?.focus({ preventScroll: true });
    focusedPath = path;
  }, [path]);
  return (
    <div className="page" data-wide={wide || undefined}>
      {crumbs.length > 0 && <Breadcrumbs crumbs={crumbs} here={crumb} />}
      <div className="page-head">
        <div className="page-name">
          <Title order={1} ref={heading} tabIndex={-1}>
            {title}
          </Title>
          {marks}
        </div>
        {actions && <div className="page-actions">{actions}</div>}
        {subtitle && <div className="page-subtitle">{subtitle}</div>}
      </div>
      <InPage value={true}>{children}</InPage>
    </div>
  );
}

function Breadcrumbs({ crumbs, here }: { crumbs: readonly Crumb[]; here: string }): ReactNode {
  return (
    <nav aria-label={label("page.breadcrumbs")} className="breadcrumbs">
      <ol>
        {crumbs.map(({ text, to }) => (
          <li key={to}>
            <PathLink to={to}>{text}</PathLink>
          </li>
        ))}
        <li aria-current="page">{here}</li>
      </ol>
    </nav>
  );
}
