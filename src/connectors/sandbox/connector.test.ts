import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { connectorContract } from "../../../test/connector-contract.ts";
import { exampleDocument } from "../example-document.ts";
import { sandbox } from "./connector.ts";
import { startSandboxErp } from "./erp.ts";

connectorContract("sandbox", "fake", async () => {
  const folder = await mkdtemp(join(tmpdir(), "sandbox-erp-"));
  const token = "a secret that is nowhere else";
  const erp = await startSandboxErp({ port: 0, dataFile: join(folder, "erp.db"), token });
  const address = `http://127.0.0.1:${erp.port}`;
  await fetch(`${address}/api/periods/2025-12`, {
    method: "PUT",
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ closed: true }),
  });
  return {
    connector: sandbox,
    settings: { address, token },
    isCreate: ({ method, path }) => method === "POST" && path === "/api/invoices",
    isPost: ({ method, path }) => method === "POST" && path.endsWith("/post"),
    closedDay: "2025-12-31",
    tearDown: async () => {
      await erp.stop();
      await rm(folder, { recursive: true });
    },
  };
});

const reason = { code: "number_taken", field: "number", message: "It is in use." };
const coded = (...problems: unknown[]) => ({ error: { problems } });

/** A complete answer to a creation, and what it proves. */
const answers: [string, number, unknown, string, string | null][] = [
  ["made", 201, { id: 7 }, "done", null],
  ["a refusal in the ERP's way", 422, coded(reason), "refused", "number_taken"],
  ["a refusal for a reason that is not known", 422, coded({ ...reason, code: "who_knows" }), "refused", "erp_refused"],
  ["a lock", 423, coded({ ...reason, code: "locked" }), "busy", "locked"],
  ["a token that is not accepted", 401, "no", "refused", "signed_out"],
  ["a failure, even with a reason", 500, coded(reason), "unknown", "answer_unreadable"],
  ["a lock of something between", 423, { locked: true }, "unknown", "answer_unreadable"],
  ["a refusal without a problem", 422, coded(), "unknown", "answer_unreadable"],
  ["made, without an id", 201, { made: true }, "unknown", "answer_unreadable"],
  ["made, with an id that is none", 201, { id: "7" }, "unknown", "answer_unreadable"],
  ["nothing", 200, null, "unknown", "answer_unreadable"],
];

it.each(answers)("takes %s for what it is", async (_what, status, body, kind, code) => {
  const server = createServer((_asked, answer) => {
    answer.writeHead(status, { "retry-after": "3" });
    answer.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  const port = bound !== null && typeof bound === "object" ? bound.port : 0;
  const outcome = await sandbox.connect({ address: `http://127.0.0.1:${port}`, token: "t" }).create(exampleDocument());
  await new Promise((resolve) => server.close(resolve));
  expect(outcome.kind).toBe(kind);
  if (outcome.kind === "refused") expect(outcome.problems.map((one) => one.code)).toEqual([code]);
  if (outcome.kind === "unknown" || outcome.kind === "busy") expect(outcome.problem.code).toBe(code);
  if (outcome.kind === "busy") expect(outcome.retryAfterMs).toBe(3_000);
});
