// Billing periods on the wire.
import { z } from "zod";
import { Day, Id, ReasonShown } from "../wire.ts";

// POST /api/projects/{projectId}/billing-periods : makes it open, and closes the one that was, unless told to keep it
export const NewBillingPeriod = z.object({
  from: Day,
  to: Day,
  dueOn: Day.nullable().default(null),
  keepOthersOpen: z.boolean().default(false),
});
export type NewBillingPeriod = z.output<typeof NewBillingPeriod>;
// PATCH /api/billing-periods/{periodId}
export const BillingPeriodChange = z
  .object({ from: Day, to: Day, dueOn: Day.nullable(), status: z.enum(["open", "closed"]) })
  .partial();
export type BillingPeriodChange = z.output<typeof BillingPeriodChange>;
export const BillingPeriodShown = z.object({
  id: Id,
  projectId: Id,
  from: Day,
  to: Day,
  dueOn: Day.nullable(),
  status: z.enum(["open", "closed"]),
  invoiceCount: z.int(),
});
export type BillingPeriodShown = z.infer<typeof BillingPeriodShown>;
// GET /api/projects/{projectId}/billing-periods
export const BillingPeriodList = z.object({
  periods: z.array(BillingPeriodShown),
  closed: z.object({ create: z.array(ReasonShown) }),
});
export type BillingPeriodList = z.infer<typeof BillingPeriodList>;
