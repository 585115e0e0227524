// A proxy between a connector and its ERP that spoils the one conversation it is told to: the answer is lost, cut, halved
// or turned into a web page, after the ERP did its work or before it heard of it.
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";

export type ProxiedRequest = Readonly<{ method: string; path: string; body: string }>;

export type Interference =
  | "swallow" // the ERP never hears of it, and nobody answers
  | "error_before" // the ERP never hears of it, and a web page says 502
  | "lose_answer" // the ERP does it, and nobody answers
  | "half_answer" // the ERP does it, and half of its answer arrives as if it were the whole
  | "cut_answer" // the ERP does it, and the connection breaks in the middle of the answer
  | "html_answer" // the ERP does it, and a web page says 200
  | "error_after" // the ERP does it, and a web page says 502
  | "echo"; // the ERP never hears of it; a 400 repeats everything that was sent, secrets included

export type MeddlingProxy = Readonly<{
  address: string;
  disturb: (interference: Interference, which: (request: ProxiedRequest) => boolean) => void;
  leaveAlone: () => void;
  /** Settles when the disturbed request has run its course at the ERP; rejects if none was disturbed since `disturb`. */
  disturbed: () => Promise<void>;
  /** The credentials of every authorization header that was echoed. */
  authorizationsSeen: () => readonly string[];
  stop: () => Promise<void>;
}>;

const page = "<!doctype html><html><body><h1>Bad gateway</h1></body></html>";

export function startProxy(target: string): Promise<MeddlingProxy> {
  const erp = new URL(target);
  let plan: { interference: Interference; which: (request: ProxiedRequest) => boolean } | null = null;
  let running: Promise<void> | null = null;
  let authorizations: string[] = [];

  const server = createServer((asked, answer) => {
    answer.on("error", () => answer.destroy());
    void bodyOf(asked).then((body) => {
      const seen = { method: asked.method ?? "", path: asked.url ?? "", body: body.toString("utf8") };
      const interference = plan?.which(seen) === true ? plan.interference : null;
      if (interference === "echo") {
        const credentials = asked.headers.authorization?.split(" ").at(-1);
        if (credentials !== undefined) authorizations.push(credentials);
      }
      const course = conduct(interference, asked, body, answer);
      if (interference !== null) running = course;
    });
  });

  async function conduct(
    interference: Interference | null,
    asked: IncomingMessage,
    body: Buffer,
    answer: ServerResponse,
  ): Promise<void> {
    if (interference === "swallow") return;
    if (interference === "error_before") return say(answer, 502, page);
    if (interference === "echo") return echo(asked, body, answer);
    const told = await ask(erp, asked, body);
    if (interference === "lose_answer") return;
    if (interference === "html_answer") return say(answer, 200, page);
    if (interference === "error_after") return say(answer, 502, page);
    const half = told.body.subarray(0, Math.floor(told.body.length / 2));
    const sent = interference === "half_answer" ? half : told.body;
    answer.writeHead(told.status, { ...told.headers, "content-length": String(sent.length), connection: "close" });
    if (interference === "cut_answer") answer.write(half, () => answer.socket?.destroy());
    else answer.end(sent);
  }

  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const bound = server.address();
      const port = bound !== null && typeof bound === "object" ? bound.port : 0;
      const address = new URL(target);
      address.host = `127.0.0.1:${port}`;
      resolve({
        address: address.href.replace(/\/$/, ""),
        disturb: (interference, which) => {
          plan = { interference, which };
          running = null;
          authorizations = [];
        },
        leaveAlone: () => {
          plan = null;
        },
        disturbed: () => running ?? Promise.reject(new Error("No request was disturbed")),
        authorizationsSeen: () => authorizations,
        stop: () =>
          new Promise((stopped) => {
            server.close(() => stopped());
            server.closeAllConnections();
          }),
      });
    });
  });
}

function say(answer: ServerResponse, status: number, text: string): void {
  answer.writeHead(status, { "content-type": "text/html", connection: "close" });
  answer.end(text);
}

function echo(asked: IncomingMessage, body: Buffer, answer: ServerResponse): void {
  const everything = JSON.stringify({ ...asked.headers, url: asked.url, body: body.toString("utf8") });
  answer.writeHead(400, { "content-type": "application/json", connection: "close" });
  answer.end(JSON.stringify({ error: { code: everything, message: everything, problems: [{ message: everything }] } }));
}

function ask(
  erp: URL,
  asked: IncomingMessage,
  body: Buffer,
): Promise<{ status: number; headers: Record<string, string>; body: Buffer }> {
  const headers = { ...asked.headers, host: erp.host, connection: "close" };
  return new Promise((resolve, reject) => {
    const forwarded = request(
      { host: erp.hostname, port: erp.port, method: asked.method, path: asked.url, headers, agent: false },
      (told) => {
        bodyOf(told).then((read) => {
          const type = told.headers["content-type"];
          const kept = type === undefined ? {} : { "content-type": type };
          resolve({ status: told.statusCode ?? 502, headers: kept, body: read });
        }, reject);
      },
    );
    forwarded.on("error", reject);
    forwarded.end(body);
  });
}

async function bodyOf(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}
