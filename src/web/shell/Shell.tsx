// The frame around every page but the sign-in page: it asks who is signed in, and leads to sign-in and back where
// nobody is.
import { useQuery } from "@tanstack/react-query";
import { Navigate, Outlet, useLocation } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { paths } from "../../paths.ts";
import { ApiRefusal } from "../client/fetch.ts";
import { sessionQuestion } from "../client/questions.ts";
import { SessionContext } from "../client/session.ts";
import { Answer, Waiting } from "../ui/Answer.tsx";
import { label } from "../words.ts";
import { TopBar } from "./TopBar.tsx";

export function Shell(): ReactNode {
  const session = useQuery(sessionQuestion);
  const here = useLocation({ select: (location) => location.href });
  if (session.error instanceof ApiRefusal && session.error.code === "not_signed_in") {
    // The address changes before this frame leaves the screen; it must not lead away from sign-in again.
    return here.startsWith(paths.signIn()) ? <Waiting /> : <Navigate to="/sign-in" search={{ back: here }} replace />;
  }
  if (session.isPending) return <Waiting />;
  return (
    <Answer to={session}>
      {(found) => (
        <SessionContext value={found}>
          <a className="skip-link" href="#content">
            {label("shell.skip")}
          </a>
          <header>
            <TopBar session={found} />
            {found.company.isDemo && (
              <p className="demo-ribbon">
                <strong>{label("shell.demo")}</strong> {label("shell.demoText", { company: found.company.name })}
              </p>
            )}
          </header>
          <main id="content" tabIndex={-1}>
            <Outlet />
          </main>
        </SessionContext>
      )}
    </Answer>
  );
}
