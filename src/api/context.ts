// What every route works with: the database, the clock, and how this installation was started.
import type { Logger } from "pino";
import type { Db } from "../db/pool.ts";

/** What Hono carries along with a request. */
export type ApiEnv = { Variables: { requestId: string } };

export type ApiContext = Readonly<{
  db: Db;
  now: () => Date;
  log: Logger;
  /** Where people reach the web app, without a slash at the end; mails link to it. */
  publicUrl: string;
  /** The sandbox ERP's address, where one is running. */
  sandboxUrl: string | null;
  /** The installation's folder, with the key that seals secrets. */
  dataDir: string;
  /** The demo company was loaded, and demo people may be named on the sign-in page. */
  demo: boolean;
  /** Nobody but this machine reaches the product. */
  isLoopback: boolean;
  /** No mail server is set: the demo mailbox shows what would have been sent. */
  hasMailbox: boolean;
  /** Addresses of reverse proxies whose word on where a call comes from is believed. */
  trustedProxies: readonly string[];
  /** The built web app; null: only the API is served. */
  webDir: string | null;
  /** Each answer is held against its shape: in tests and in development, not in production. */
  checkAnswers: boolean;
}>;
