// A link to a page of ours, given as the address that `paths.ts` or a reason of the API names. A plain anchor: it opens
// in a new tab when asked to, and otherwise moves without loading the app again.
import { Anchor, type AnchorProps } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, MouseEvent, ReactNode } from "react";

type AnchorAttributes = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "href" | keyof AnchorProps>;

/** Goes to an address of ours from code. */
export function useGo(): (path: string, how?: { replace: boolean }) => void {
  const router = useRouter();
  return (path, how) => {
    if (how?.replace) router.history.replace(path);
    else router.history.push(path);
  };
}

/** The bare anchor, for places with a look of their own (a menu item, a tab, a button). */
export function PlainPathLink({
  to,
  onClick,
  ...rest
}: { to: string } & Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "href">): ReactNode {
  const go = useGo();
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const opensElsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0;
    if (event.defaultPrevented || opensElsewhere) return;
    event.preventDefault();
    go(to);
  };
  return <a href={to} onClick={follow} {...rest} />;
}

export function PathLink({ to, ...rest }: { to: string } & AnchorProps & AnchorAttributes): ReactNode {
  return <Anchor {...rest} renderRoot={(props) => <PlainPathLink to={to} {...props} />} />;
}
