// Billing periods over HTTP.
import { z } from "zod";
import type { Api } from "../api/route.ts";
import { Id } from "../wire.ts";
import { askPeriods, changePeriod, createPeriod } from "./billing-period.commands.ts";
import { BillingPeriodChange, BillingPeriodList, BillingPeriodShown, NewBillingPeriod } from "./wire.ts";

export function registerBillingPeriodRoutes(api: Api): void {
  const inProject = { path: "/api/projects/{projectId}/billing-periods", params: z.object({ projectId: Id }) };
  api.route(
    { method: "get", ...inProject, summary: "The billing periods of a project", answer: BillingPeriodList },
    ({ actor, params, db }) => askPeriods(db, actor, params.projectId),
  );
  api.route(
    {
      method: "post",
      ...inProject,
      summary: "Create an open billing period",
      body: NewBillingPeriod,
      answer: BillingPeriodShown,
      status: 201,
    },
    ({ actor, params, body, db, at }) => createPeriod(db, actor, params.projectId, body, at),
  );
  api.route(
    {
      method: "patch",
      path: "/api/billing-periods/{periodId}",
      summary: "Change a billing period",
      params: z.object({ periodId: Id }),
      body: BillingPeriodChange,
      answer: BillingPeriodShown,
    },
    ({ actor, params, body, db, at }) => changePeriod(db, actor, params.periodId, body, at),
  );
}
