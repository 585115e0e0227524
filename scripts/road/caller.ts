// How the road talks to the product: through the public HTTP API alone, as one person or another. A server that is gone
// for a moment is waited for; whether an act of ours still happened is looked at before it is tried again.
import { setTimeout as pause } from "node:timers/promises";
import type { z } from "zod";
import { demoPeople } from "../../src/demo-people.ts";
import { SessionShown } from "../../src/people/wire.ts";
import { ErrorShown } from "../../src/wire.ts";

export type Person = "priya" | "marcus" | "dana";
export type Act = Readonly<{
  method: "POST" | "PATCH" | "PUT";
  path: string;
  json?: unknown;
  file?: Readonly<{ bytes: Uint8Array<ArrayBuffer>; mediaType: string }>;
}>;
export type Refused = Readonly<{ status: number; error: ErrorShown["error"] }>;

export type Caller = Readonly<{
  ask<T extends z.ZodType>(person: Person, path: string, shape: T): Promise<z.output<T>>;
  /** Answers null where the act happened and its answer was lost. A refusal is not so. */
  act(person: Person, act: Act, happened: () => Promise<boolean>): Promise<unknown>;
  /** For an act that the product must refuse. */
  refused(person: Person, act: Act): Promise<Refused>;
}>;

/** What was expected did not come to be; the road ends here. */
export class NotSo extends Error {}

export function check(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new NotSo(sentence);
}

type Answer = Readonly<{ status: number; body: unknown }>;

export function callerOf(address: string, patienceMs: number): Caller {
  const tokens = new Map<Person, string>();

  async function send(
    person: Person | null,
    { method, path, json, file }: Act | (Omit<Act, "method"> & { method: "GET" }),
  ): Promise<Answer | null> {
    const headers: Record<string, string> = {};
    if (person !== null) headers.authorization = `Bearer ${await tokenOf(person)}`;
    if (json !== undefined) headers["content-type"] = "application/json";
    if (file !== undefined) headers["content-type"] = file.mediaType;
    const body = file?.bytes ?? (json === undefined ? null : JSON.stringify(json));
    try {
      const response = await fetch(`${address}${path}`, { method, headers, body, signal: AbortSignal.timeout(30_000) });
      const text = await response.text();
      return { status: response.status, body: text === "" ? null : JSON.parse(text) };
    } catch (error) {
      // The connection was refused or broke; whoever calls decides what that means.
      if (error instanceof TypeError || (error instanceof DOMException && error.name === "TimeoutError")) return null;
      throw error;
    }
  }

  /** For calls that change nothing, however often they are made. */
  async function insist(person: Person | null, act: Parameters<typeof send>[1]): Promise<Answer> {
    const until = Date.now() + patienceMs;
    for (;;) {
      const answer = await send(person, act);
      if (answer !== null) return answer;
      check(Date.now() < until, `${act.method} ${act.path} was not answered in ${patienceMs} ms`);
      await pause(50);
    }
  }

  async function tokenOf(person: Person): Promise<string> {
    const known = tokens.get(person);
    if (known !== undefined) return known;
    const who = demoPeople.find(({ email }) => email.startsWith(`${person}@`));
    check(who !== undefined, `${person} is one of the demo company's people`);
    const json = { email: who.email, password: who.password };
    const { token } = read(await insist(null, { method: "POST", path: "/api/session", json }), SessionShown);
    check(token !== undefined, "signing in gives a token");
    tokens.set(person, token);
    return token;
  }

  return {
    ask: async (person, path, shape) => read(await insist(person, { method: "GET", path }), shape),
    async act(person, act, happened) {
      const first = await send(person, act);
      if (first !== null) return accepted(act, first);
      const until = Date.now() + patienceMs;
      for (;;) {
        if (await happened()) return null;
        const again = await send(person, act);
        if (again !== null && isGood(again)) return again.body;
        // What was in the server's hands when it died may have come to be after we looked.
        if (again !== null) return (await happened()) ? null : accepted(act, again);
        check(Date.now() < until, `${act.method} ${act.path} was not answered in ${patienceMs} ms`);
        await pause(50);
      }
    },
    async refused(person, act) {
      const { status, body } = await insist(person, act);
      const read = ErrorShown.safeParse(body);
      check(read.success && status >= 400 && status < 500, `${act.method} ${act.path} is refused, not ${status}`);
      return { status, error: read.data.error };
    },
  };
}

const isGood = ({ status }: Answer): boolean => status >= 200 && status < 300;

function accepted(act: Act, answer: Answer): unknown {
  check(isGood(answer), `${act.method} ${act.path} answers ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

function read<T extends z.ZodType>(answer: Answer, shape: T): z.output<T> {
  check(isGood(answer), `the answer is ${answer.status}: ${JSON.stringify(answer.body)}`);
  const parsed = shape.safeParse(answer.body);
  check(parsed.success, `the answer has the form that was published: ${parsed.error?.message}`);
  return parsed.data;
}
