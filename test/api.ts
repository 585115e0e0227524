// The whole API over a test's own database, called without a socket, as one of the demo people or as nobody.
import { pino } from "pino";
import type { ApiContext } from "../src/api/context.ts";
import { createApi } from "../src/api/server.ts";
import { type Db, openPool } from "../src/db/pool.ts";
import { createTestDatabase } from "./database.ts";

export type Answered = Readonly<{
  status: number;
  headers: Headers;
  /** The body, where it is JSON; else null. A test says what it expects of it. */
  body: ReturnType<typeof JSON.parse>;
  text: string;
}>;

export type Ask = Readonly<{
  /** The token of who asks; null: nobody. */
  as?: string | null;
  body?: unknown;
  /** Sent as they are, in the place of a JSON body. */
  bytes?: Uint8Array<ArrayBuffer> | string;
  headers?: Record<string, string>;
  /** The network address the call comes from. */
  address?: string;
}>;

export type TestApi = Readonly<{
  db: Db;
  ownerUrl: string;
  appUrl: string;
  /** What the clock of the API says; it can be set. */
  clock: { at: Date };
  context: ApiContext;
  call(method: string, path: string, ask?: Ask): Promise<Answered>;
  signIn(email: string, password?: string): Promise<string>;
  stop(): Promise<void>;
}>;

export async function startTestApi(changes: Partial<ApiContext> = {}): Promise<TestApi> {
  const database = await createTestDatabase();
  const idleErrors: Error[] = [];
  const db = openPool(database.appUrl, (error) => idleErrors.push(error), 4);
  const clock = { at: new Date("2026-03-31T18:00:00Z") };
  const context: ApiContext = {
    db,
    now: () => clock.at,
    log: pino({ level: "silent" }),
    publicUrl: "http://localhost",
    sandboxUrl: null,
    dataDir: "",
    demo: true,
    isLoopback: true,
    trustedProxies: 0,
    hasMailbox: true,
    webDir: null,
    checkAnswers: true,
    ...changes,
  };
  const app = createApi(context);
  const call: TestApi["call"] = async (method, path, { as = null, body, bytes, headers = {}, address } = {}) => {
    const request = {
      method,
      headers: {
        ...(as === null ? {} : { authorization: `Bearer ${as}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(bytes === undefined ? {} : { body: bytes }),
    };
    const socket = address === undefined ? {} : { remoteAddress: address };
    const response = await app.request(path, request, { incoming: { socket } });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : null };
  };
  return {
    db,
    ownerUrl: database.ownerUrl,
    appUrl: database.appUrl,
    clock,
    context,
    call,
    async signIn(email, password = "drawbridge") {
      const { status, body } = await call("POST", "/api/session", { body: { email, password } });
      if (status !== 201) throw new Error(`${email} could not sign in: ${JSON.stringify(body)}`);
      return body.token;
    },
    async stop() {
      await db.destroy();
      await database.drop();
      if (idleErrors[0] !== undefined) throw idleErrors[0];
    },
  };
}
