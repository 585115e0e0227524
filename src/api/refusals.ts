// What a refusal is on the wire: one status for each code, and its sentences.

import type { Refusal, RefusalCode } from "../refusal.ts";
import type { ErrorShown } from "../wire.ts";
import { refusals } from "../words/en/refusals.ts";
import { reasonsShown } from "../words/reasons.ts";

export const statusOf = {
  bad_input: 400,
  not_signed_in: 401,
  wrong_sign_in: 401,
  wrong_code: 401,
  wrong_password: 403,
  link_over: 410,
  not_found: 404,
  not_permitted: 403,
  changed_meanwhile: 409,
  closed: 409,
  locked: 423,
  import_refused: 422,
  too_large: 413,
  erp_unreachable: 502,
  too_many_attempts: 429,
} as const satisfies Record<RefusalCode, number>;

export { reasonShown, reasonsShown } from "../words/reasons.ts";

export function errorShown(refusal: Refusal): ErrorShown {
  return {
    error: {
      code: refusal.refused,
      message: refusals[refusal.refused],
      reasons: reasonsShown(refusal.reasons),
    },
  };
}
