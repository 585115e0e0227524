// What a refusal says as a whole; its reasons say the rest.
import type { RefusalCode } from "../../refusal.ts";

export const refusals = {
  bad_input: "Something in what was sent cannot be taken as it is.",
  not_signed_in: "Sign in first.",
  wrong_sign_in: "E-mail or password is wrong.",
  wrong_code: "This code is wrong, or was used already. Give the next one.",
  wrong_password: "This is not your password.",
  link_over: "This link is no longer good: it was used, has run out, or was replaced by a later one.",
  not_found: "There is no such thing here, or you may not see it.",
  not_permitted: "You may not do this.",
  changed_meanwhile: "Somebody saved in between. Reload, and make your change again.",
  closed: "This cannot be done now.",
  locked: "This is locked.",
  import_refused: "Nothing was imported: the file has problems.",
  too_large: "This is too large.",
  erp_unreachable: "The ERP did not answer.",
  too_many_attempts: "Too many attempts to sign in.",
} as const satisfies Record<RefusalCode, string>;

/** What is said where the product itself failed, and was not merely asked too much. */
export const failures = {
  defect:
    "Something went wrong in Drawbridge itself. Nothing was saved. The administrator finds it in the log under {requestId}.",
  not_ready: "The database is not answering at the moment. Nothing was saved. Try again in a few seconds.",
  no_such_address: "There is nothing at {method} {path}.",
  no_web_app: "The web app has not been built: run npm run build, or start with ./up.",
} as const;
