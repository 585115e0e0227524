// What became of a conversation, byte by byte: a plain TCP server says exactly what each case needs.
import { createServer, type Socket } from "node:net";
import { afterEach, expect, it } from "vitest";
import { converse, type HttpRequest, jsonOf } from "./http.ts";

const servers: { stop: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

/** Calls `talk` once the client's first bytes are there. `address` is where it listens, `heard` what came. */
async function startServer(talk: (socket: Socket) => void): Promise<{ address: string; heard: () => string }> {
  const sockets = new Set<Socket>();
  let heard = "";
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("data", () => talk(socket));
    socket.on("data", (bytes) => {
      heard += bytes.toString("utf8");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  const port = bound !== null && typeof bound === "object" ? bound.port : 0;
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  servers.push({ stop });
  return { address: `http://127.0.0.1:${port}`, heard: () => heard };
}

function asked(address: string, more: Partial<HttpRequest> = {}): HttpRequest {
  return { method: "POST", address, path: "/api/x", body: "{}", timeoutMs: 10_000, ...more };
}

const head = (length: number | string) =>
  `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n`;

it("gives a complete answer of any status, in UTF-8, and says what Retry-After asks", async () => {
  const { address, heard } = await startServer((socket) => {
    socket.end("HTTP/1.1 423 Locked\r\nRetry-After: 7\r\nContent-Length: 5\r\n\r\n½ a €".slice(0, -1));
  });
  const outcome = await converse(asked(`${address}/erp/`, { headers: { "x-one": "1" }, body: '{"amount":"½"}' }));
  expect(outcome).toMatchObject({ kind: "done", value: { status: 423, retryAfterMs: 7_000 } });
  expect(outcome.kind === "done" && outcome.value.text).toBe("½ a ");
  expect(heard()).toMatch(/^POST \/erp\/api\/x HTTP\/1\.1\r\n/);
  expect(heard()).toMatch(/^connection: close\r$/im);
  expect(heard()).toContain('{"amount":"½"}');
});

const spoiled: [string, string, (socket: Socket) => void][] = [
  ["says nothing", "no_answer", () => undefined],
  ["says its head and then nothing", "no_answer", (socket) => socket.write(`${head(9)}\r\n`)],
  ["drips", "no_answer", drip],
  ["closes", "connection_broken", (socket) => socket.end()],
  ["resets", "connection_broken", (socket) => socket.resetAndDestroy()],
  ["is cut off", "connection_broken", (socket) => socket.end(`${head(9)}\r\n{"id"`)],
  ["is cut off in a chunk", "connection_broken", (socket) => socket.end(chunked("9\r\n{"))],
  ["does not speak HTTP", "connection_broken", (socket) => socket.end("220 mail.example ESMTP\r\n")],
  ["is too large", "answer_too_large", (socket) => socket.end(`${head(2000)}\r\n${"x".repeat(2000)}`)],
  ["is not UTF-8", "answer_unreadable", (socket) => socket.end(Buffer.from(`${head(2)}\r\n\u00ff\u00fe`, "latin1"))],
  ["points elsewhere", "redirected", (socket) => socket.end("HTTP/1.1 303 See Other\r\nLocation: /y\r\n\r\n")],
];

it.each(spoiled)("is unknown where the answer %s", async (_what, code, talk) => {
  const { address } = await startServer(talk);
  const outcome = await converse(
    asked(address, { answerBytesMax: 1_000, timeoutMs: code === "no_answer" ? 200 : 10_000 }),
  );
  expect(outcome).toMatchObject({ kind: "unknown", problem: { class: "transient", code } });
});

function chunked(body: string): string {
  return `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${body}`;
}

/** A byte now and then keeps a connection alive for ever; only a limit for the whole conversation ends it. */
function drip(socket: Socket): void {
  socket.write(`${head(10_000)}\r\n`);
  const timer = setInterval(() => socket.write("x"), 20);
  socket.on("close", () => clearInterval(timer));
}

it("is busy where nobody listens, and where the name is nobody's", async () => {
  const { address } = await startServer(() => undefined);
  await servers.pop()?.stop();
  for (const nobody of [address, "http://nobody.invalid"]) {
    const outcome = await converse(asked(nobody));
    expect(outcome).toMatchObject({ kind: "busy", problem: { class: "transient", code: "unreachable" } });
  }
});

it("is busy where a secure conversation never began", async () => {
  const { address } = await startServer(() => undefined);
  const outcome = await converse(asked(address.replace("http:", "https:"), { timeoutMs: 200 }));
  expect(outcome).toMatchObject({ kind: "busy", problem: { code: "unreachable" } });
});

it.each([
  "",
  " ",
  "127.0.0.1",
  "ftp://127.0.0.1",
  "http://",
  "http:///x",
  "http://a/?b=c",
  "http://a/#b",
  "file:///etc",
])("is refused with the address %j", async (address) => {
  const outcome = await converse(asked(address));
  expect(outcome).toMatchObject({ kind: "refused", problems: [{ class: "access", code: "address_unreadable" }] });
});

it("is refused with a secret in the address, or a header that cannot be written, and repeats neither", async () => {
  const inAddress = await converse(asked("http://user:hidden@127.0.0.1"));
  expect(inAddress).toMatchObject({ kind: "refused", problems: [{ code: "address_holds_secret" }] });
  const inHeader = await converse(asked("http://127.0.0.1:9", { headers: { authorization: "hidden\r\nx: y" } }));
  expect(inHeader).toMatchObject({ kind: "refused", problems: [{ code: "request_unreadable" }] });
  expect(JSON.stringify([inAddress, inHeader])).not.toContain("hidden");
});

it("takes nothing but JSON for JSON", () => {
  const answer = { status: 200, headers: {}, retryAfterMs: null };
  expect(jsonOf({ ...answer, text: '{"id":1}' })).toEqual({ kind: "done", value: { id: 1 } });
  expect(jsonOf({ ...answer, text: '{"id":' })).toMatchObject({
    kind: "unknown",
    problem: { code: "answer_unreadable" },
  });
  expect(jsonOf({ ...answer, text: "" }).kind).toBe("unknown");
});
