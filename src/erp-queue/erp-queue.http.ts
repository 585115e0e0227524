// ERP Integrations > Owner Invoices over HTTP. An act is a thing that is made: a sending, a rejection, an acceptance.
import { z } from "zod";
import type { Api } from "../api/route.ts";
import { ErpStandingShown } from "../invoice/wire.ts";
import { Id } from "../wire.ts";
import type { ErpContext } from "./connection.commands.ts";
import {
  acceptInErp,
  askQueue,
  exportAgain,
  lookUpInErp,
  rejectInErp,
  retrieveFromErp,
  sendToErp,
} from "./erp-queue.commands.ts";
import { Acceptance, QueueShown, queueFilters, Rejection } from "./wire.ts";

export function registerQueueRoutes(api: Api): void {
  const { db, publicUrl, sandboxUrl, dataDir } = api.context;
  const context: ErpContext = { db, publicUrl, sandboxUrl: sandboxUrl ?? "", dataDir };
  const params = z.object({ invoiceId: Id });
  const made = { method: "post", params, answer: ErpStandingShown, status: 201 } as const;
  const under = "/api/invoices/{invoiceId}";

  api.route(
    {
      method: "get",
      path: "/api/erp/owner-invoices",
      summary: "The owner invoices in ERP Integrations",
      query: z.object({ filter: z.enum(queueFilters).default("readyToExport") }),
      answer: QueueShown,
    },
    ({ actor, query }) => askQueue(db, actor, query.filter),
  );
  api.route(
    { ...made, path: `${under}/sendings`, summary: "Send to ERP, and Resend to ERP" },
    ({ actor, params, at }) => sendToErp(context, actor, params.invoiceId, at),
  );
  api.route({ ...made, path: `${under}/retrievals`, summary: "Retrieve from ERP" }, ({ actor, params, at }) =>
    retrieveFromErp(context, actor, params.invoiceId, at),
  );
  api.route(
    { ...made, path: `${under}/rejections`, summary: "Reject, with reasons", body: Rejection },
    ({ actor, params, body, at }) => rejectInErp(context, actor, params.invoiceId, body, at),
  );
  api.route(
    { ...made, path: `${under}/acceptances`, summary: "Accept, and export to the ERP", body: Acceptance },
    ({ actor, params, body, at }) => acceptInErp(context, actor, params.invoiceId, body, at),
  );
  api.route({ ...made, path: `${under}/exports`, summary: "Failed: export again" }, ({ actor, params, at }) =>
    exportAgain(context, actor, params.invoiceId, at),
  );
  api.route({ ...made, path: `${under}/look-ups`, summary: "In doubt: look in the ERP now" }, ({ actor, params, at }) =>
    lookUpInErp(context, actor, params.invoiceId, at),
  );
}
