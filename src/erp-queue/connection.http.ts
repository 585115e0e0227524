// The company's connection to its ERP over HTTP.
import type { Api } from "../api/route.ts";
import { askConnection, askParties, changeConnection, type ErpContext, testConnection } from "./connection.commands.ts";
import { ConnectionTested, ErpConnectionChange, ErpConnectionShown, ErpParties } from "./wire.ts";

export function registerErpConnectionRoutes(api: Api): void {
  const { db, publicUrl, sandboxUrl, dataDir } = api.context;
  const context: ErpContext = { db, publicUrl, sandboxUrl: sandboxUrl ?? "", dataDir };
  const path = "/api/erp/connection";
  api.route(
    {
      method: "get",
      path,
      summary: "The connection to the ERP, and what can be connected",
      answer: ErpConnectionShown,
    },
    ({ actor }) => askConnection(context, actor),
  );
  api.route(
    {
      method: "put",
      path,
      summary: "Connect an ERP, or change the connection; an empty secret keeps the one there is",
      body: ErpConnectionChange,
      answer: ErpConnectionShown,
    },
    ({ actor, body, at }) => changeConnection(context, actor, body, at),
  );
  api.route(
    { method: "post", path: `${path}/tests`, summary: "Ask the ERP who it is", answer: ConnectionTested },
    ({ actor }) => testConnection(context, actor),
  );
  api.route(
    { method: "get", path: "/api/erp/parties", summary: "The ERP's customers and jobs", answer: ErpParties },
    ({ actor }) => askParties(context, actor),
  );
}
