// What an approver may give as the reason of a rejection.
import type { rejectionCodes } from "../../erp-queue/wire.ts";

export const rejectionLabels = {
  totals_do_not_tie: "Totals do not tie",
  previous_billing_changed: "Previous billing was changed",
  retainage: "Retainage",
  change_order_not_approved: "Change order is not approved",
  stored_material_without_backup: "Stored material without backup",
  waiver_missing: "Lien waiver is missing",
  wrong_period_or_date: "Wrong period or date",
  customer_or_account: "Customer or account",
  duplicate_number: "Number is used twice",
  other: "Other",
} as const satisfies Record<(typeof rejectionCodes)[number], string>;
