import { afterEach, expect, test, vi } from "vitest";
import { ApiRefusal, get, namedAs, post, problemOf } from "./fetch.ts";

const answerWith = (status: number, body: string) =>
  vi.stubGlobal("fetch", vi.fn().mockResolvedValue(new Response(body === "" ? null : body, { status })));

afterEach(() => vi.unstubAllGlobals());

const refused = {
  error: {
    code: "bad_input",
    message: "Something cannot be taken.",
    reasons: [
      {
        code: "missing",
        message: "“number” is missing.",
        link: null,
        field: "number",
        allowed: "at least one character",
      },
      { code: "number_taken", message: "The number “7” is taken.", link: null, field: "number", given: "7" },
    ],
  },
};

test("an answer is what the server said", async () => {
  answerWith(200, '{"projects":[]}');
  expect(await get("/projects")).toEqual({ projects: [] });
  expect(fetch).toHaveBeenCalledWith("/api/projects", { credentials: "same-origin", method: "GET" });
});

test("an answer without a body is nothing", async () => {
  answerWith(204, "");
  expect(await post("/invoices/1/sendings")).toBeNull();
});

test("a refusal carries its sentence and all reasons", async () => {
  answerWith(400, JSON.stringify(refused));
  const refusal = await post("/projects/1/contracts", {}).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(ApiRefusal);
  expect(refusal).toMatchObject({ status: 400, code: "bad_input", message: "Something cannot be taken." });
  expect(problemOf(refusal, "number")).toBe("This is missing. The number “7” is taken.");
  expect(problemOf(refusal, "title")).toBeNull();
});

test("what is no answer of ours, and no answer at all, are refusals too", async () => {
  answerWith(502, "<html>Bad gateway</html>");
  await expect(get("/projects")).rejects.toMatchObject({ status: 502, code: "not_understood" });
  vi.stubGlobal("fetch", vi.fn().mockRejectedValue(new TypeError("network")));
  await expect(get("/projects")).rejects.toMatchObject({ status: 0, code: "unreachable" });
});

test("a reason names its field as the screen does, where the screen has a name for it", () => {
  const [missing] = refused.error.reasons;
  const nameOf = (field: string) => (field === "number" ? "Contract number" : null);
  expect(namedAs(missing!, nameOf).message).toBe("Contract number is missing.");
  expect(namedAs(missing!, () => null).message).toBe("“number” is missing.");
});
