import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApi, type TestApi } from "../../test/api.ts";
import { loadDemoInto } from "../demo.ts";
import { startApi } from "./server.ts";

let api: TestApi;
let dana: string;
let webDir: string;

beforeAll(async () => {
  webDir = await mkdtemp(join(tmpdir(), "drawbridge-web-"));
  await mkdir(join(webDir, "assets"));
  await writeFile(join(webDir, "index.html"), "<!doctype html><title>Drawbridge</title>");
  await writeFile(join(webDir, "assets", "main-1a2b.js"), "export {};");
  api = await startTestApi({ webDir });
  await loadDemoInto(api.db, api.clock.at);
  dana = await api.signIn("dana@demo.example");
});
afterAll(async () => {
  await api.stop();
  await rm(webDir, { recursive: true });
});

describe("what is sent", () => {
  const signIn = (bytes: string | Uint8Array<ArrayBuffer>, type = "application/json") =>
    api.call("POST", "/api/session", { bytes, headers: { "content-type": type } });

  test.each<[string, string | Uint8Array<ArrayBuffer>, string, string[]]>([
    ["half a document", '{"email": "a@b.example",', "application/json", ["not_json"]],
    ["bytes that are no text", Uint8Array.of(0x7b, 0xff, 0x7d), "application/json", ["not_json"]],
    ["a form", "email=a&password=b", "application/x-www-form-urlencoded", ["not_json_content_type"]],
    ["nothing", "", "application/json", ["missing"]],
    ["a list", "[]", "application/json", ["not_allowed"]],
    ["null", "null", "application/json", ["not_allowed"]],
    ["no field", "{}", "application/json", ["missing", "missing"]],
    [
      "two wrong fields",
      '{"email":"x","password":5,"a":1}',
      "application/json",
      ["not_allowed", "secret_not_allowed", "unknown_field"],
    ],
  ])("%s is refused, with every problem", async (_name, bytes, type, codes) => {
    const { status, body } = await signIn(bytes, type);
    expect(status).toBe(400);
    expect(body.error.code).toBe("bad_input");
    expect(body.error.reasons.map(({ code }: { code: string }) => code)).toEqual(codes);
  });

  test("a password is never said back", async () => {
    const { text } = await signIn(`{"email":"a@b.example","password":"${"secret".repeat(100)}"}`);
    expect(text).toContain("“password” is not as it must be. Allowed: at most 200 characters.");
    expect(text).not.toContain("secretsecret");
  });

  test.each([
    ["announced", { "content-length": String(1024 * 1024 + 1) }, "{}", "1 MiB were sent"],
    ["not announced", {}, `{"email":"${"x".repeat(1024 * 1024)}"}`, "More than 1 MiB were sent"],
  ])("a body beyond 1 MiB is refused, %s", async (_name, headers, bytes, message) => {
    const type = { "content-type": "application/json", ...headers };
    const { status, body } = await api.call("POST", "/api/session", { bytes, headers: type });
    expect(status).toBe(413);
    expect(body.error.reasons[0].message).toContain(message);
  });
});

describe("addresses", () => {
  test.each([
    ["GET", "/api/nothing"],
    ["POST", "/api/health"],
    ["DELETE", "/api/projects"],
    ["GET", "/api/contracts/not-an-id"],
    ["GET", "/api"],
  ])("%s %s is not found, in JSON", async (method, path) => {
    const { status, body } = await api.call(method, path, { as: dana });
    expect(status).toBe(404);
    expect(body.error.code).toBe("not_found");
  });

  test("the app's own addresses give its page, which is not kept", async () => {
    for (const path of ["/", "/projects/1/contracts/2?tab=schedule", "/sign-in", "/a.b/c"]) {
      const { status, text, headers } = await api.call("GET", path);
      expect([status, text]).toEqual([200, "<!doctype html><title>Drawbridge</title>"]);
      expect(headers.get("cache-control")).toBe("no-cache");
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
    }
  });

  test("built files are kept for ever; one that is missing is missing", async () => {
    const { text, headers } = await api.call("GET", "/assets/main-1a2b.js");
    expect(text).toBe("export {};");
    expect(headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect((await api.call("GET", "/assets/main-0000.js")).status).toBe(404);
  });

  test.each(["/..%2f..%2fetc/passwd.txt", "/assets/..%2f..%2f..%2f..%2fetc/hosts.txt", "/%00.txt", "/%zz.txt"])(
    "%s leads nowhere",
    async (path) => {
      const { text } = await api.call("GET", path);
      expect(["", "<!doctype html><title>Drawbridge</title>"]).toContain(text);
    },
  );
});

test("the description is OpenAPI 3.1 and names every route", async () => {
  const { body } = await api.call("GET", "/api/openapi.json");
  expect(body.openapi).toBe("3.1.0");
  const operations = Object.entries<Record<string, object>>(body.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  expect(operations).toContain("post /api/contracts/{contractId}/schedule-of-values/imports");
  const create = body.paths["/api/projects/{projectId}/contracts"].post;
  expect(create.requestBody.content["application/json"].schema).toMatchObject({
    required: ["number", "title"],
    properties: { title: { type: "string", maxLength: 200, minLength: 1 } },
  });
  expect(create.parameters).toMatchObject([{ name: "projectId", in: "path", required: true }]);
  expect(Object.keys(create.responses)).toEqual(expect.arrayContaining(["201", "400", "403", "409", "413"]));
  expect(create.security).toEqual([{ bearer: [] }, { cookie: [] }]);
  const ids = Object.values<Record<string, { operationId: string }>>(body.paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  );
  expect(new Set(ids).size).toBe(ids.length);
});

test("health asks the database", async () => {
  expect((await api.call("GET", "/api/health")).body).toMatchObject({ ok: true });
});

describe("when something fails", () => {
  test("a defect is logged with the request's id, which the answer gives and nothing else", async () => {
    const lines: string[] = [];
    const broken = await startTestApi({
      log: pino({}, { write: (line: string) => void lines.push(line) }),
      now: () => {
        throw new Error("the clock fell off the wall");
      },
    });
    const { status, body, headers, text } = await broken.call("GET", "/api/session");
    await broken.stop();
    expect(status).toBe(500);
    const requestId = headers.get("x-request-id") ?? "";
    expect(body.error).toMatchObject({ code: "defect", requestId });
    expect(text).not.toContain("clock");
    const logged = lines.map((line) => JSON.parse(line)).find(({ msg }) => msg === "a defect");
    expect(logged).toMatchObject({ requestId, path: "/api/session", err: { message: "the clock fell off the wall" } });
  });

  test("a database that is away is said to be, not a defect", async () => {
    const closed = createServer().listen(0);
    await once(closed, "listening");
    const { port } = closed.address() as AddressInfo;
    closed.close();
    await once(closed, "close");
    const { openPool } = await import("../db/pool.ts");
    const away = openPool(`postgres://nobody:x@127.0.0.1:${port}/none`, () => undefined);
    const other = await startTestApi({ db: away });
    const { status, body, headers } = await other.call("GET", "/api/health");
    await other.stop();
    await away.destroy();
    expect([status, body.error.code, headers.get("retry-after")]).toEqual([503, "not_ready", "2"]);
  });
});

describe("over a socket", () => {
  const options = (port: number) => ({
    databaseUrl: api.appUrl,
    port,
    host: "127.0.0.1",
    webDir,
    publicUrl: "https://bridge.example/",
    sandboxUrl: "",
    demo: true,
    dataDir: webDir,
  });

  test("it serves, gives a secure cookie behind https, and stops while connections wait", async () => {
    const server = await startApi(options(0));
    const url = `http://127.0.0.1:${server.port}`;
    expect(await (await fetch(`${url}/api/health`)).json()).toMatchObject({ ok: true });
    const answer = await fetch(`${url}/api/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: "lee@demo.example", password: "drawbridge" }),
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get("set-cookie")).toMatch(/; HttpOnly; SameSite=Lax; Secure$/);
    await server.stop();
    await expect(fetch(`${url}/api/health`)).rejects.toThrow();
  });

  test("a body that never ends is cut off at the limit", async () => {
    const server = await startApi(options(0));
    const sending = request({
      port: server.port,
      path: "/api/session",
      method: "POST",
      headers: { "content-type": "application/json" },
    });
    // The server may hang up before everything is written; that is what is tested.
    sending.on("error", () => undefined);
    const block = Buffer.alloc(256 * 1024, " ");
    const answered = once(sending, "response");
    for (let sent = 0; sent < 8; sent += 1) sending.write(block);
    const [response] = await answered;
    expect(response.statusCode).toBe(413);
    sending.destroy();
    await server.stop();
  });

  test("a port that is taken is said to be", async () => {
    const server = await startApi(options(0));
    await expect(startApi(options(server.port))).rejects.toThrow(/Port \d+ is in use on 127\.0\.0\.1\./);
    await server.stop();
  });
});
