// Every ERP that Drawbridge can post to, by its id. A new ERP is a folder beside this file, and a line in it.
import type { Connector, Settings } from "./connector.ts";
import { sandbox } from "./sandbox/connector.ts";
import { demoToken } from "./sandbox/demo-token.ts";
import { tryton } from "./tryton/connector.ts";

export const connectors: ReadonlyMap<string, Connector> = new Map(
  [sandbox, tryton].map((connector) => [connector.describe().id, connector]),
);

/** How the box that runs beside a demo company is reached; nobody has to type it. Nothing where none is running. */
export function boxSettings(sandboxUrl: string): Settings {
  return sandboxUrl === "" ? {} : { address: sandboxUrl, token: demoToken };
}
