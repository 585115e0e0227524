// Talking to a Tryton server: JSON-RPC in its envelope (exactly `id`, `method`, `params`), signed in by a session that is
// taken when first needed and taken again, once, when the server no longer knows it.
import type { Outcome, Problem, Settings } from "../connector.ts";
import { converse, jsonOf } from "../http.ts";
import { problem, readError } from "./errors.ts";

/** What a signed-in user is to Tryton: the context goes with every call. */
export type Session = Readonly<{
  authorization: string;
  userId: number;
  companyId: number;
  context: Readonly<Record<string, unknown>>;
}>;

export type Told = Outcome<unknown> | { kind: "warned"; name: string; said: string };

/** One step of a connection: however many calls it makes, they end by its deadline. */
export type Step = Readonly<{
  session(): Promise<Outcome<Session>>;
  version(): Promise<Outcome<string>>;
  /** A call that writes nothing. `params` are given without the context. */
  ask(method: string, params: readonly unknown[]): Promise<Outcome<unknown>>;
  /** A call that writes. */
  tell(method: string, params: readonly unknown[]): Promise<Told>;
}>;

export type Client = Readonly<{ step(timeoutMs: number): Step; close(): void }>;

type Answer = Told | { kind: "signed_out" };

export function trytonClient(settings: Settings): Client {
  const { address = "", database = "", user = "", password = "" } = settings;
  const databasePath = `/${encodeURIComponent(database)}/`;
  let signedIn: Promise<Outcome<Session>> | null = null;

  async function call(
    path: string,
    method: string,
    params: readonly unknown[],
    authorization: string | null,
    deadline: number,
  ): Promise<Answer> {
    const left = Math.floor(deadline - performance.now());
    if (left <= 0) return outOfTime();
    const heard = await converse({
      method: "POST",
      address,
      path,
      headers: {
        "content-type": "application/json",
        ...(authorization === null ? {} : { authorization: `Session ${authorization}` }),
      },
      body: JSON.stringify({ id: 1, method, params }),
      timeoutMs: left,
    });
    if (heard.kind !== "done") return heard;
    if (heard.value.status === 200) {
      const json = jsonOf(heard.value);
      return json.kind === "done" ? readEnvelope(json.value) : json;
    }
    return heard.value.status === 401 ? { kind: "signed_out" } : byStatus(heard.value.status);
  }

  async function signIn(deadline: number): Promise<Outcome<Session>> {
    if (database === "" || user === "" || password === "") {
      return refused(problem("access", "settings_incomplete", "Database, user and password must all be given."));
    }
    const login = await call(databasePath, "common.db.login", [user, { password }, "en"], null, deadline);
    if (login.kind === "signed_out") {
      return refused(problem("access", "sign_in_refused", "Tryton does not accept this user name and password."));
    }
    const answered = settled(login);
    if (answered.kind !== "done") return answered;
    const [userId, key] = Array.isArray(answered.value) ? (answered.value as unknown[]) : [];
    if (typeof userId !== "number" || typeof key !== "string") return unreadable("the sign-in");
    const authorization = Buffer.from(`${user}:${userId}:${key}`, "utf8").toString("base64");

    const preferences = await call(databasePath, "model.res.user.get_preferences", [true, {}], authorization, deadline);
    const context = settled(preferences);
    if (context.kind !== "done") return context;
    if (!isRecord(context.value)) return unreadable("the user's preferences");
    const companyId = context.value.company;
    if (typeof companyId !== "number") {
      const said = "This Tryton user belongs to no company.";
      return refused(problem("access", "user_without_company", said));
    }
    // Texts of errors are recognised in English, whatever language the user has.
    const spoken = { ...context.value, language: "en" };
    return { kind: "done", value: { authorization, userId, companyId, context: spoken } };
  }

  function session(deadline: number): Promise<Outcome<Session>> {
    if (signedIn !== null) return signedIn;
    const attempt = signIn(deadline).then((outcome) => {
      if (outcome.kind !== "done" && signedIn === attempt) signedIn = null;
      return outcome;
    });
    signedIn = attempt;
    return attempt;
  }

  async function signedCall(method: string, params: readonly unknown[], deadline: number): Promise<Told> {
    for (const last of [false, true]) {
      const used = session(deadline);
      const open = await used;
      if (open.kind !== "done") return nothingWritten(open);
      const all = [...params, open.value.context];
      const answer = await call(databasePath, method, all, open.value.authorization, deadline);
      if (answer.kind !== "signed_out") return answer;
      // Tryton checks the session before it does anything, so the call may be made again.
      if (signedIn === used) signedIn = null;
      if (last) break;
    }
    return refused(problem("access", "session_refused", "Tryton does not keep this user signed in."));
  }

  return {
    step(timeoutMs) {
      const deadline = performance.now() + timeoutMs;
      return {
        session: () => session(deadline),
        version: async () => {
          const answer = settled(await call("/", "common.server.version", [], null, deadline));
          if (answer.kind !== "done") return answer;
          return typeof answer.value === "string" ? { kind: "done", value: answer.value } : unreadable("the version");
        },
        ask: async (method, params) => settled(await signedCall(method, params, deadline)),
        tell: (method, params) => signedCall(method, params, deadline),
      };
    },
    close() {
      signedIn = null;
    },
  };
}

/** What failed before the call that writes was sent: whatever became of it, nothing was written. */
export function nothingWritten<T>(
  outcome: Exclude<Outcome<T>, { kind: "done" }>,
): Exclude<Outcome<T>, { kind: "done" }> {
  if (outcome.kind !== "unknown") return outcome;
  return { kind: "busy", problem: outcome.problem, retryAfterMs: null };
}

/** A warning nobody acknowledged is a refusal that a person can decide about. */
export function settled(answer: Answer): Outcome<unknown> {
  switch (answer.kind) {
    case "warned":
      return refused(problem("decision", "warning_to_confirm", `${answer.said} (${answer.name})`));
    case "signed_out":
      return refused(problem("access", "session_refused", "Tryton does not keep this user signed in."));
    default:
      return answer;
  }
}

export function refused(...problems: Problem[]): { kind: "refused"; problems: readonly Problem[] } {
  return { kind: "refused", problems };
}

/** Tryton answered, but not what it answers: another version, or something else that listens there. */
export function unreadable(what: string): { kind: "unknown"; problem: Problem } {
  return { kind: "unknown", problem: problem("defect", "answer_unreadable", `Tryton's answer is not ${what}.`) };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function outOfTime(): Answer {
  const said = "The time for this step was over before the call was made.";
  return { kind: "busy", problem: problem("transient", "no_answer", said), retryAfterMs: null };
}

function readEnvelope(envelope: unknown): Answer {
  if (!isRecord(envelope)) return unreadable("a JSON-RPC envelope");
  if ("error" in envelope) {
    const read = readError(envelope.error);
    if (read.kind === "refused") return refused(read.problem);
    if (read.kind === "busy") return { ...read, retryAfterMs: null };
    return read;
  }
  return "result" in envelope ? { kind: "done", value: envelope.result } : unreadable("a JSON-RPC envelope");
}

function byStatus(status: number): Answer {
  switch (status) {
    case 403:
      return refused(problem("access", "right_missing", "Tryton forbids this call to this user (403)."));
    case 404:
      return refused(problem("access", "database_unknown", "There is no such Tryton database at this address (404)."));
    case 429:
      return refused(
        problem("access", "too_many_sign_ins", "Tryton takes no more sign-ins of this user for now (429)."),
      );
    default: {
      const said = `The server answered ${status} instead of Tryton's own error.`;
      return { kind: "unknown", problem: problem("transient", "server_error", said) };
    }
  }
}
