// Who is signed in. Every page but the sign-in page stands below a shell that has asked already.
import { createContext, useContext } from "react";
import { assert } from "../../assert.ts";
import type { SessionShown } from "../../people/wire.ts";

export const SessionContext = createContext<SessionShown | null>(null);

export function useSession(): SessionShown {
  const session = useContext(SessionContext);
  assert(session !== null, "the page stands below the shell, which knows who is signed in");
  return session;
}
