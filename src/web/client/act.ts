// An act of a person: it is sent, and whatever it may have changed is asked again. Acts are rare and the server is near,
// so everything on the screen is refreshed instead of keeping a list of what depends on what.
import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";

export type Act<Input, Answer> = UseMutationResult<Answer, Error, Input>;

export function useAct<Input, Answer>(
  send: (input: Input) => Promise<Answer>,
  afterwards?: (answer: Answer, input: Input) => void,
): Act<Input, Answer> {
  const client = useQueryClient();
  return useMutation<Answer, Error, Input>({
    mutationFn: send,
    onSuccess: (answer, input) => {
      void client.invalidateQueries();
      afterwards?.(answer, input);
    },
    // What is shown may be what was refused: somebody else was faster.
    onError: () => void client.invalidateQueries(),
  });
}
