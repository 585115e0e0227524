// Keeps the answers. A refusal is an answer and is not asked for again; a silent network is, a few times.
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiRefusal } from "./fetch.ts";
import { sessionQuestion } from "./questions.ts";

const retriesMax = 2;

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeSignedOut }),
  mutationCache: new MutationCache({ onError: noticeSignedOut }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failures, error) => !(error instanceof ApiRefusal && error.status !== 0) && failures < retriesMax,
    },
  },
});

/** The session ended while somebody worked: asking for it again makes the shell lead to sign-in and back. */
function noticeSignedOut(error: Error, asked?: unknown): void {
  if (!(error instanceof ApiRefusal) || error.code !== "not_signed_in") return;
  const isSessionItself =
    typeof asked === "object" && asked !== null && "queryHash" in asked && asked.queryHash === '["session"]';
  if (!isSessionItself) void queryClient.invalidateQueries({ queryKey: sessionQuestion.queryKey });
}
