// The HTTP server: every noun's routes under /api, the API's description, and the web app for every other address.
import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import { sql } from "kysely";
import { destination, type Logger, pino } from "pino";
import { registerBillingPeriodRoutes } from "../billing-period/billing-period.http.ts";
import { registerContractRoutes } from "../contract/contract.http.ts";
import { CannotStart, codeOf } from "../db/cannot-start.ts";
import { openPool } from "../db/pool.ts";
import { registerErpConnectionRoutes } from "../erp-queue/connection.http.ts";
import { registerQueueRoutes } from "../erp-queue/erp-queue.http.ts";
import { erpStandings } from "../erp-queue/standing.commands.ts";
import { registerInvoiceRoutes } from "../invoice/invoice.http.ts";
import { registerMailRoutes } from "../mail/mail.http.ts";
import { registerAccountRoutes } from "../people/account.http.ts";
import { registerPeopleRoutes } from "../people/people.http.ts";
import { failures } from "../words/en/refusals.ts";
import { fill } from "../words/say.ts";
import type { ApiContext, ApiEnv } from "./context.ts";
import { describeApi } from "./openapi.ts";
import { type Api, apiOn } from "./route.ts";
import { contentSecurityPolicy, serveWebApp } from "./web-app.ts";

export const apiVersion = "0.1.0";

/** The API and the web app as one function from request to response; tests call `.request()`. */
export function createApi(context: ApiContext): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.use(async (c, next) => {
    const requestId = randomUUID();
    const startedAt = performance.now();
    c.set("requestId", requestId);
    c.header("x-request-id", requestId);
    c.header("x-content-type-options", "nosniff");
    c.header("referrer-policy", "same-origin");
    c.header("content-security-policy", contentSecurityPolicy);
    await next();
    const ms = Math.round(performance.now() - startedAt);
    context.log.debug({ requestId, method: c.req.method, path: c.req.path, status: c.res.status, ms }, "answered");
  });

  const api = apiOn(app, context);
  registerRoutes(api);
  const description = describeApi(api.routes, apiVersion, context.publicUrl);
  app.get("/api/openapi.json", (c) => c.json(description));
  app.get("/api/health", async (c) => {
    await sql`select 1`.execute(context.db);
    return c.json({ ok: true, version: apiVersion });
  });

  app.all("/api/*", (c) => {
    const message = fill(failures.no_such_address, { method: c.req.method, path: c.req.path });
    return c.json({ error: { code: "not_found", message, reasons: [] } }, 404);
  });
  app.get("*", (c) => serveWebApp(c, context.webDir));
  app.onError((error, c) => {
    const requestId = c.get("requestId");
    if (isDatabaseAway(error)) {
      context.log.warn({ requestId, path: c.req.path, err: error }, "the database does not answer");
      return c.json({ error: { code: "not_ready", message: failures.not_ready, reasons: [] } }, 503, {
        "retry-after": "2",
      });
    }
    context.log.error({ requestId, method: c.req.method, path: c.req.path, err: error }, "a defect");
    const message = fill(failures.defect, { requestId });
    return c.json({ error: { code: "defect", message, requestId, reasons: [] } }, 500);
  });
  return app;
}

function registerRoutes(api: Api): void {
  registerPeopleRoutes(api);
  registerAccountRoutes(api);
  registerContractRoutes(api);
  registerBillingPeriodRoutes(api);
  registerInvoiceRoutes(api, erpStandings);
  registerErpConnectionRoutes(api);
  registerQueueRoutes(api);
  registerMailRoutes(api);
}

/** The server is stopping or starting, or nobody listens: it comes back, and nothing was saved. */
function isDatabaseAway(error: Error): boolean {
  const code = codeOf(error);
  return (
    /^(57P0[123]|08\w{3}|ECONNREFUSED|ECONNRESET|ENOENT|EPIPE)$/.test(code) ||
    error.message === "Connection terminated unexpectedly"
  );
}

/** Structured lines on stderr, without what would let somebody in. */
export function createLog(level = "info"): Logger {
  const secrets = ["password", "token", "authorization", "cookie", "settings", "passwordHash", "newPassword", "code"];
  const redact = secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  return pino({ level, redact, base: { process: "api" } }, destination({ fd: 2, sync: true }));
}

export type ApiOptions = Readonly<{
  databaseUrl: string;
  port: number;
  host: string;
  webDir: string;
  publicUrl: string;
  /** "" where no sandbox ERP is running. */
  sandboxUrl: string;
  demo: boolean;
  dataDir: string;
  /** "" or absent: no mail server; on a loopback address the demo mailbox shows the mails. */
  smtpUrl?: string;
  /** Absent: nobody's word on who calls is believed. */
  trustedProxies?: number;
}>;

export async function startApi(options: ApiOptions): Promise<{ port: number; stop(): Promise<void> }> {
  const log = createLog();
  const db = openPool(options.databaseUrl, (error) => log.warn({ err: error }, "an idle database connection broke"));
  const isLoopback = ["127.0.0.1", "::1", "localhost"].includes(options.host);
  const app = createApi({
    db,
    log,
    now: () => new Date(),
    publicUrl: options.publicUrl.replace(/\/+$/, ""),
    sandboxUrl: options.sandboxUrl || null,
    dataDir: options.dataDir,
    demo: options.demo,
    isLoopback,
    trustedProxies: options.trustedProxies ?? 0,
    hasMailbox: isLoopback && !options.smtpUrl,
    webDir: options.webDir,
    checkAnswers: false,
  });
  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(cannotListen(error, options)));
    server.listen(options.port, options.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      // Requests under way are finished; connections that merely wait for another are not waited for.
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      if ("closeIdleConnections" in server) server.closeIdleConnections();
      await closed;
      await db.destroy();
    },
  };
}

function cannotListen(error: Error, { host, port }: ApiOptions): Error {
  switch (codeOf(error)) {
    case "EADDRINUSE":
      return new CannotStart(`Port ${port} is in use on ${host}. Stop what uses it, or give another: --port N.`, 3);
    case "EACCES":
      return new CannotStart(`Port ${port} may not be opened by this user. Give one above 1023: --port N.`, 3);
    case "EADDRNOTAVAIL":
      return new CannotStart(`${host} is not an address of this machine.`, 3);
    default:
      return error;
  }
}
