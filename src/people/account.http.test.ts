// Signing in and everything around it, over HTTP against a real database and a real mail server: each flow, each refusal,
// and what somebody would try who is not the owner.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verify } from "@node-rs/argon2";
import { sql } from "kysely";
import { generateSync } from "otplib";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type Ask, startTestApi, type TestApi } from "../../test/api.ts";
import { type MailSink, startMailSink } from "../../test/mail-sink.ts";
import { createApi } from "../api/server.ts";
import { inCompany } from "../db/transaction.ts";
import { startWorker } from "../worker.ts";
import { foundCompany } from "./founding.commands.ts";

vi.mock("@node-rs/argon2", async (original) => {
  const real = await original<typeof import("@node-rs/argon2")>();
  return { ...real, verify: vi.fn(real.verify) };
});

const password = "a long enough password";
const publicUrl = "https://billing.example.com";

let api: TestApi;
let sink: MailSink;
let worker: { stop(): Promise<void> };
let dataDir: string;
let companyId: string;
let otherCompanyId: string;
/** Every test has people of its own, at an address of their own. */
let email: string;
let address: string;
let made = 0;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "drawbridge-account-"));
  api = await startTestApi({ dataDir, publicUrl });
  sink = await startMailSink();
  worker = await startWorker({ databaseUrl: api.appUrl, publicUrl, smtpUrl: sink.url, sandboxUrl: "", dataDir });
});
afterAll(async () => {
  await worker.stop();
  await sink.stop();
  await api.stop();
  await rm(dataDir, { recursive: true, force: true });
});
beforeEach(async () => {
  made += 1;
  email = `pat${made}@north.example`;
  address = `192.0.2.${made}`;
  // The worker's clock is the machine's, so the API's is too: links are made by the one and used through the other.
  api.clock.at = new Date();
  ({ companyId } = await foundCompany(
    api.db,
    {
      name: `Northfield Builders ${made}`,
      people: [
        { name: "Pat", email, password },
        { name: "Ada", email: `ada${made}@north.example`, password, isCompanyAdmin: true },
      ],
      projects: [],
    },
    api.clock.at,
  ));
  ({ companyId: otherCompanyId } = await foundCompany(
    api.db,
    { name: `Southfield Builders ${made}`, people: [{ name: "Pat S.", email, password }], projects: [] },
    api.clock.at,
  ));
});

const call = (method: string, path: string, ask: Ask = {}) => api.call(method, path, { address, ...ask });
const tryPassword = (given: string, ask: Ask = {}) =>
  call("POST", "/api/session", { body: { email, password: given }, ...ask });
const signIn = async (given = password, ask: Ask = {}): Promise<string> => {
  const { status, body } = await tryPassword(given, ask);
  if (status !== 201 || body.token === undefined) throw new Error(JSON.stringify(body));
  return body.token;
};
const signInAda = async (): Promise<string> =>
  (await call("POST", "/api/session", { body: { email: `ada${made}@north.example`, password } })).body.token;
const isGood = async (token: string | null) => (await call("GET", "/api/session", { as: token })).status === 200;
const later = (seconds: number): void => {
  api.clock.at = new Date(api.clock.at.getTime() + seconds * 1000);
};
const codeAt = (secret: string, at = api.clock.at): string =>
  generateSync({ secret, epoch: Math.floor(at.getTime() / 1000) });
/** Some six digits that are none of the codes around now. */
const wrongCode = (secret: string): string => {
  const right = [-60, -30, 0, 30, 60].map((offset) => codeAt(secret, new Date(api.clock.at.getTime() + offset * 1000)));
  return ["000000", "111111", "222222", "333333", "444444", "555555"].find((code) => !right.includes(code)) ?? "";
};
const journalOf = async (company: string): Promise<readonly string[]> => {
  const rows = await inCompany(api.db, company, (tx) =>
    tx.selectFrom("journal").select("act").where("company_id", "=", company).orderBy("at").execute(),
  );
  return rows.map(({ act }) => act);
};
const secretIn = (text: string | undefined): string => /#([A-Za-z0-9_.-]{20,})/.exec(text ?? "")?.[1] ?? "";

async function switchOn(token: string): Promise<{ secret: string; recoveryCodes: string[]; token: string }> {
  const begun = await call("POST", "/api/account/two-step", { as: token, body: { password } });
  const { secret } = begun.body;
  const on = await call("POST", "/api/account/two-step/confirmation", { as: token, body: { code: codeAt(secret) } });
  if (on.status !== 200) throw new Error(JSON.stringify(on.body));
  later(60);
  return { secret, recoveryCodes: on.body.recoveryCodes, token: on.body.token };
}
const halfOf = async (ask: Ask = {}): Promise<string> => (await tryPassword(password, ask)).body.halfToken;
const giveCode = (halfToken: string, code: string, ask: Ask = {}) =>
  call("POST", "/api/session/code", { body: { halfToken, code }, ...ask });

describe("guessing at a password", () => {
  test("makes the guesser wait, longer each time, and nobody else", async () => {
    const guesser = { address: "203.0.113.66" };
    for (let count = 0; count < 5; count += 1) expect((await tryPassword("wrong", guesser)).status).toBe(401);
    const refused = await tryPassword(password, guesser);
    expect(refused.status).toBe(429);
    expect(refused.body.error.reasons[0].message).toBe("Wait 1 minute before the next attempt.");
    // The owner, elsewhere, signs in; that does not open the door for the guesser.
    expect((await tryPassword(password)).status).toBe(201);
    expect((await tryPassword("wrong", guesser)).status).toBe(429);
    later(31);
    expect((await tryPassword("wrong", guesser)).status).toBe(401);
    later(31);
    expect((await tryPassword("wrong", guesser)).status).toBe(429);
    later(31);
    expect((await tryPassword(password, guesser)).status).toBe(201);
    expect((await tryPassword("wrong", guesser)).status).toBe(401);
  });

  test("many at one moment are many", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => tryPassword("wrong")));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(15);
  });

  test("is not forgotten by a restart: the counts stand in the database", async () => {
    for (let count = 0; count < 5; count += 1) await tryPassword("wrong");
    const restarted = createApi({ ...api.context });
    const again = () =>
      restarted.request(
        "/api/session",
        {
          method: "POST",
          body: JSON.stringify({ email, password }),
          headers: { "content-type": "application/json" },
        },
        { incoming: { socket: { remoteAddress: address } } },
      );
    expect((await again()).status).toBe(429);
    later(31);
    expect((await again()).status).toBe(201);
  });

  test("through the whole directory makes the address wait, but not who has signed in from it before", async () => {
    await signIn();
    for (let count = 0; count < 50; count += 1)
      await call("POST", "/api/session", { body: { email: `nobody${count}@north.example`, password: "x" } });
    const stranger = { body: { email: `ada${made}@north.example`, password } };
    expect((await call("POST", "/api/session", stranger)).status).toBe(429);
    expect((await tryPassword(password)).status).toBe(201);
    expect((await call("POST", "/api/session", { ...stranger, address: "203.0.113.67" })).status).toBe(201);
  });

  test("tells nobody whether there is such a login: same answer, and argon2 in both cases", async () => {
    const argon2 = vi.mocked(verify);
    argon2.mockClear();
    const known = await tryPassword("wrong");
    expect(argon2).toHaveBeenCalledTimes(1);
    const body = { email: "nobody@north.example", password: "wrong" };
    const unknown = await call("POST", "/api/session", { body });
    expect(argon2).toHaveBeenCalledTimes(2);
    expect(argon2.mock.calls[1]?.[0]).toMatch(/^\$argon2id\$/);
    expect([unknown.status, unknown.body]).toEqual([known.status, known.body]);
    for (let count = 0; count < 4; count += 1) await call("POST", "/api/session", { body });
    expect((await call("POST", "/api/session", { body })).status).toBe(429);
  });
});

describe("a session", () => {
  test("begins under a token that nobody had before, and ends the one that was brought along", async () => {
    const planted = await signIn();
    const headers = { cookie: `drawbridge=${planted}`, "sec-fetch-site": "same-origin" };
    const mine = await signIn(password, { headers });
    expect(mine).not.toBe(planted);
    expect(await isGood(planted)).toBe(false);
    expect(await isGood(mine)).toBe(true);
    const made_up = `${companyId}.${"A".repeat(43)}`;
    const fixed = await tryPassword(password, {
      headers: { cookie: `drawbridge=${made_up}`, "sec-fetch-site": "same-origin" },
    });
    expect(fixed.headers.get("set-cookie")).not.toContain(made_up);
    expect(await isGood(made_up)).toBe(false);
  });

  test("is seen with where and when in every company, and ended from another", async () => {
    const here = await signIn(password, { headers: { "user-agent": "Browser\tOne" } });
    const body = { email, password, companyId: otherCompanyId };
    const there = (await call("POST", "/api/session", { body, address: "203.0.113.5" })).body.token;
    later(120);
    await call("GET", "/api/session", { as: here, address: "203.0.113.6" });
    const { sessions } = (await call("GET", "/api/account/sessions", { as: here, address: "203.0.113.6" })).body;
    expect(sessions).toMatchObject([
      { company: `Northfield Builders ${made}`, isThis: true, agent: "Browser One", address: "203.0.113.6" },
      { company: `Southfield Builders ${made}`, isThis: false, address: "203.0.113.5" },
    ]);
    expect(sessions[0].lastSeenAt).toBe(api.clock.at.toISOString());
    const ended = await call("DELETE", `/api/account/sessions/${sessions[1].id}`, { as: here });
    expect(ended.status).toBe(204);
    expect([await isGood(here), await isGood(there)]).toEqual([true, false]);
    expect((await call("DELETE", `/api/account/sessions/${sessions[1].id}`, { as: here })).status).toBe(404);
    expect(await journalOf(companyId)).toContain("sessions_ended");
  });

  test("of somebody else is neither seen nor ended", async () => {
    const mine = await signIn();
    const ada = await signInAda();
    const { sessions } = (await call("GET", "/api/account/sessions", { as: mine })).body;
    expect((await call("GET", "/api/account/sessions", { as: ada })).body.sessions).toHaveLength(1);
    expect((await call("DELETE", `/api/account/sessions/${sessions[0].id}`, { as: ada })).status).toBe(404);
    expect(await isGood(mine)).toBe(true);
  });

  test("ends all others", async () => {
    const [one, two, three] = [await signIn(), await signIn(), await signIn()];
    const { body } = await call("DELETE", "/api/account/sessions", { as: two });
    expect(body).toEqual({ ended: 2 });
    expect([await isGood(one), await isGood(two), await isGood(three)]).toEqual([false, true, false]);
  });

  test("goes on in another company under another token", async () => {
    const here = await signIn();
    const moved = await call("POST", "/api/session/company", { as: here, body: { companyId: otherCompanyId } });
    expect(moved.status).toBe(201);
    expect(moved.body.company.id).toBe(otherCompanyId);
    expect([await isGood(here), await isGood(moved.body.token)]).toEqual([false, true]);
    const ada = await signInAda();
    expect((await call("POST", "/api/session/company", { as: ada, body: { companyId: otherCompanyId } })).status).toBe(
      404,
    );
  });
});

describe("another password", () => {
  const newPassword = "another long password";
  const change = (as: string, body: object) => call("POST", "/api/account/password", { as, body });

  test("ends the other sessions, and this one goes on under another token", async () => {
    const [mine, other] = [await signIn(), await signIn()];
    const changed = await change(mine, { password, newPassword });
    expect(changed.status).toBe(200);
    expect(changed.headers.get("set-cookie")).toContain(changed.body.token);
    expect([await isGood(mine), await isGood(other), await isGood(changed.body.token)]).toEqual([false, false, true]);
    expect((await tryPassword(password)).status).toBe(401);
    expect((await tryPassword(newPassword)).status).toBe(201);
    for (const company of [companyId, otherCompanyId]) expect(await journalOf(company)).toContain("password_changed");
    const mail = await sink.waitFor(({ envelopeTo }) => envelopeTo.includes(email));
    expect(mail.subject).toBe("Your sign-in to Drawbridge was changed");
    expect(mail.text).toContain(address);
  });

  test("needs the old one, and guessing at that is counted too", async () => {
    const mine = await signIn();
    for (let count = 0; count < 5; count += 1)
      expect((await change(mine, { password: "wrong", newPassword })).status).toBe(403);
    expect((await change(mine, { password, newPassword })).status).toBe(429);
    expect(await isGood(mine)).toBe(true);
  });

  test("is long", async () => {
    const mine = await signIn();
    const { status, body } = await change(mine, { password, newPassword: "short" });
    expect(status).toBe(400);
    expect(body.error.reasons[0]).toMatchObject({ field: "newPassword", allowed: "at least 12 characters" });
    expect(JSON.stringify(body)).not.toContain('"short"');
  });
});

describe("two-step sign-in", () => {
  test("asks for a code after the password, and the half session gives nothing else", async () => {
    const first = await signIn();
    const other = await signIn();
    const { secret, token } = await switchOn(first);
    expect([await isGood(first), await isGood(other), await isGood(token)]).toEqual([false, false, true]);
    const half = await tryPassword(password);
    expect(half.status).toBe(201);
    expect(Object.keys(half.body)).toEqual(["halfToken"]);
    expect(half.headers.get("set-cookie")).toBeNull();
    for (const halfToken of [half.body.halfToken, `${companyId}.${half.body.halfToken}`])
      expect(await isGood(halfToken)).toBe(false);
    const done = await giveCode(half.body.halfToken, codeAt(secret));
    expect(done.status).toBe(201);
    expect(done.headers.get("set-cookie")).toContain(done.body.token);
    expect(await isGood(done.body.token)).toBe(true);
    expect((await giveCode(half.body.halfToken, codeAt(secret))).body.error.reasons[0].code).toBe("half_session_over");
    expect((await call("GET", "/api/account/two-step", { as: done.body.token })).body).toEqual({
      isOn: true,
      recoveryCodesLeft: 10,
    });
    for (const company of [companyId, otherCompanyId]) expect(await journalOf(company)).toContain("two_step_on");
  });

  test("takes a code once, the one that confirmed it included", async () => {
    const mine = await signIn();
    const { secret } = (await call("POST", "/api/account/two-step", { as: mine, body: { password } })).body;
    const code = codeAt(secret);
    expect((await call("POST", "/api/account/two-step/confirmation", { as: mine, body: { code } })).status).toBe(200);
    expect((await giveCode(await halfOf(), code)).body.error.code).toBe("wrong_code");
    later(60);
    const next = codeAt(secret);
    // From two addresses, so that it is the code that decides and not the count of attempts.
    const [here, there] = [{ address: "203.0.113.30" }, { address: "203.0.113.31" }];
    const [one, two] = [await halfOf(here), await halfOf(there)];
    const answers = await Promise.all([giveCode(one, next, here), giveCode(two, next, there)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 401]);
    // An earlier one of the window is over as well.
    expect((await giveCode(await halfOf(), codeAt(secret, new Date(api.clock.at.getTime() - 30_000)))).status).toBe(
      401,
    );
  });

  test("a code of minutes ago is over, and so is a half session", async () => {
    const { secret } = await switchOn(await signIn());
    const old = codeAt(secret, new Date(api.clock.at.getTime() - 120_000));
    expect((await giveCode(await halfOf(), old)).status).toBe(401);
    const halfToken = await halfOf();
    later(601);
    const { status, body } = await giveCode(halfToken, codeAt(secret));
    expect([status, body.error.reasons[0].code]).toEqual([401, "half_session_over"]);
  });

  test("codes cannot be guessed at: not in one half session, not in many, not from many addresses", async () => {
    const { secret } = await switchOn(await signIn());
    const wrong = wrongCode(secret);
    const halfToken = await halfOf({ address: "203.0.113.20" });
    for (let count = 0; count < 4; count += 1)
      expect((await giveCode(halfToken, wrong, { address: "203.0.113.20" })).status).toBe(401);
    // The password was right each time, and the count goes on all the same.
    expect((await giveCode(halfToken, wrong, { address: "203.0.113.20" })).status).toBe(429);
    expect((await tryPassword(password, { address: "203.0.113.20" })).status).toBe(429);
    // Another address, same half session: its five codes are soon gone.
    expect((await giveCode(halfToken, wrong, { address: "203.0.113.21" })).status).toBe(401);
    const right = await giveCode(halfToken, codeAt(secret), { address: "203.0.113.22" });
    expect(right.body.error.reasons[0].code).toBe("half_session_over");
    // Machine after machine: all of them together wait, and the owner, known where they are, does not.
    for (let count = 0; count < 15; count += 1) {
      const from = { address: `198.51.100.${count}` };
      expect((await giveCode(await halfOf(from), wrong, from)).status).toBe(401);
    }
    const from = { address: "198.51.100.99" };
    expect((await giveCode(await halfOf(from), codeAt(secret), from)).status).toBe(429);
    expect((await giveCode(await halfOf(), codeAt(secret))).status).toBe(201);
  });

  test("a recovery code opens the door once", async () => {
    const { recoveryCodes } = await switchOn(await signIn());
    expect(new Set(recoveryCodes).size).toBe(10);
    const [code = ""] = recoveryCodes;
    expect(code).toMatch(/^([a-z0-9]{4}-){3}[a-z0-9]{4}$/);
    const done = await giveCode(await halfOf(), code.toUpperCase().replaceAll("-", " "));
    expect(done.status).toBe(201);
    expect((await giveCode(await halfOf(), code)).body.error.code).toBe("wrong_code");
    expect((await call("GET", "/api/account/two-step", { as: done.body.token })).body.recoveryCodesLeft).toBe(9);
    const { rows } = await sql<{ found: number }>`
      select count(*)::int as found from recovery_codes where code_hash = ${code}`.execute(api.db);
    expect(rows).toEqual([{ found: 0 }]);
  });

  test("recovery codes are made anew with password and code; the old ones are over", async () => {
    const { secret, recoveryCodes, token } = await switchOn(await signIn());
    const path = "/api/account/two-step/recovery-codes";
    expect((await call("POST", path, { as: token, body: { password: "x", code: codeAt(secret) } })).status).toBe(403);
    expect((await call("POST", path, { as: token, body: { password, code: wrongCode(secret) } })).status).toBe(401);
    const renewed = await call("POST", path, { as: token, body: { password, code: codeAt(secret) } });
    expect(renewed.body.recoveryCodes).toHaveLength(10);
    expect((await giveCode(await halfOf(), recoveryCodes[0]!)).status).toBe(401);
    expect((await giveCode(await halfOf(), renewed.body.recoveryCodes[0])).status).toBe(201);
    expect(await journalOf(companyId)).toContain("recovery_codes_renewed");
  });

  test("is switched off with password and code, and not with one of them", async () => {
    const { secret, token } = await switchOn(await signIn());
    const end = (body: object) => call("POST", "/api/account/two-step/end", { as: token, body });
    expect((await end({ password, code: wrongCode(secret) })).status).toBe(401);
    expect((await end({ password: "wrong", code: codeAt(secret) })).status).toBe(403);
    const off = await end({ password, code: codeAt(secret) });
    expect(off.status).toBe(200);
    expect([await isGood(token), await isGood(off.body.token)]).toEqual([false, true]);
    expect(await isGood(await signIn())).toBe(true);
    expect(await journalOf(companyId)).toContain("two_step_off");
    const again = { as: off.body.token, body: { password, code: "123456" } };
    expect((await call("POST", "/api/account/two-step/end", again)).body.error.reasons[0].code).toBe("two_step_is_off");
  });

  test("does not count before a code has confirmed it, and cannot be begun over once it is on", async () => {
    const mine = await signIn();
    expect((await call("POST", "/api/account/two-step", { as: mine, body: { password: "wrong" } })).status).toBe(403);
    const confirm = { as: mine, body: { code: "123456" } };
    const early = await call("POST", "/api/account/two-step/confirmation", confirm);
    expect(early.body.error.reasons[0].code).toBe("two_step_not_begun");
    const begun = await call("POST", "/api/account/two-step", { as: mine, body: { password } });
    expect(begun.body.uri).toBe(
      `otpauth://totp/Drawbridge:${encodeURIComponent(email)}?secret=${begun.body.secret}&issuer=Drawbridge`,
    );
    expect(await isGood(await signIn())).toBe(true);
    const { rows } = await sql<{ totp_secret: string }>`
      select totp_secret from users where email = ${email}`.execute(api.db);
    expect(rows[0]?.totp_secret).toMatch(/^sealed:v1:/);
    expect(rows[0]?.totp_secret).not.toContain(begun.body.secret);
    const wrong = { as: mine, body: { code: wrongCode(begun.body.secret) } };
    expect((await call("POST", "/api/account/two-step/confirmation", wrong)).status).toBe(401);
    const right = { as: mine, body: { code: codeAt(begun.body.secret) } };
    const { token } = (await call("POST", "/api/account/two-step/confirmation", right)).body;
    const over = await call("POST", "/api/account/two-step", { as: token, body: { password } });
    expect(over.body.error.reasons[0].code).toBe("two_step_is_on");
  });
});

describe("a new password by mail", () => {
  const newPassword = "a password by mail";
  const ask = (about: string, extra: Ask = {}) =>
    call("POST", "/api/password-resets", { body: { email: about }, ...extra });
  const use = (token: string, extra = newPassword) =>
    call("POST", "/api/password-resets/use", { body: { token, newPassword: extra } });
  const mailWithLink = () =>
    sink.waitFor(({ envelopeTo, subject }) => envelopeTo.includes(email) && /new password/.test(subject ?? ""));

  test("sets it once, ends every session, and leaves two steps on", async () => {
    const { token } = await switchOn(await signIn());
    api.clock.at = new Date();
    const asked = await ask(email.toUpperCase(), {
      headers: { host: "evil.example", "x-forwarded-host": "evil.example" },
    });
    expect(asked.status).toBe(204);
    const mail = await mailWithLink();
    const link = /https?:\/\/\S+/.exec(mail.text ?? "")?.[0] ?? "";
    expect(link).toMatch(/^https:\/\/billing\.example\.com\/reset-password#[\w-]{43}$/);
    expect(mail.html).toContain(`href="${link}"`);
    expect(mail.raw).not.toContain("evil");
    const secret = secretIn(mail.text);
    expect((await use(secret, "short")).status).toBe(400);
    expect((await use(secret)).status).toBe(204);
    expect(await isGood(token)).toBe(false);
    expect((await use(secret)).status).toBe(410);
    expect((await tryPassword(password)).status).toBe(401);
    expect((await tryPassword(newPassword)).body.halfToken).toBeTypeOf("string");
    for (const company of [companyId, otherCompanyId])
      expect(await journalOf(company)).toEqual(expect.arrayContaining(["password_reset_asked", "password_reset"]));
    // The link has gone out: it is in the mail, and neither in the outbox nor in its own table.
    await expect
      .poll(async () => {
        const { rows } = await inCompany(api.db, companyId, (tx) =>
          sql<{ found: number }>`select count(*)::int as found from mails
            where sent_at is null or text_body like ${`%${secret}%`} or html_body like ${`%${secret}%`}`.execute(tx),
        );
        return rows;
      })
      .toEqual([{ found: 0 }]);
  });

  test("runs out after an hour, and with a later change of the password", async () => {
    await ask(email);
    const secret = secretIn((await mailWithLink()).text);
    const before = api.clock.at;
    later(3601);
    expect((await use(secret)).status).toBe(410);
    api.clock.at = before;
    const mine = await signIn();
    await call("POST", "/api/account/password", { as: mine, body: { password, newPassword: "one more password" } });
    expect((await use(secret)).status).toBe(410);
    expect((await use("made-up")).status).toBe(410);
  });

  test("two who use one link at one moment are one", async () => {
    await ask(email);
    const secret = secretIn((await mailWithLink()).text);
    const answers = await Promise.all([use(secret), use(secret, "another password!")]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 410]);
  });

  test("is asked for in the same way about anybody: same answer, same work, and mail for the known alone", async () => {
    const jobs = async () => {
      const { rows } = await sql<{ email: string }>`
        select data->>'email' as email from jobs.job where name = 'password-reset'`.execute(api.db);
      return rows.map((row) => row.email);
    };
    const stranger = `nobody${made}@elsewhere.example`;
    const unknown = await ask(stranger);
    const known = await ask(email);
    expect([unknown.status, unknown.text]).toEqual([known.status, known.text]);
    expect(await jobs()).toEqual(expect.arrayContaining([stranger, email]));
    await mailWithLink();
    expect(sink.mails().filter(({ envelopeTo }) => envelopeTo.includes(stranger))).toEqual([]);
    for (const about of [stranger, email]) {
      await ask(about);
      await ask(about);
      expect((await ask(about)).status).toBe(429);
    }
  });

  test("a stranger who asks from many places fills nobody's mailbox", async () => {
    for (let count = 0; count < 6; count += 1) await ask(email, { address: `198.51.100.${100 + count}` });
    const done = async () => {
      const { rows } = await sql<{ open: number }>`
        select count(*)::int as open from jobs.job
         where name = 'password-reset' and state <> 'completed'`.execute(api.db);
      return rows[0]?.open;
    };
    await expect.poll(done, { timeout: 90_000 }).toBe(0);
    const { rows } = await sql<{ made: number }>`
      select count(*)::int as made from password_resets join users using (user_id) where email = ${email}`.execute(
      api.db,
    );
    expect(rows).toEqual([{ made: 3 }]);
  }, 120_000);
});

describe("an invitation", () => {
  const invite = (as: string, body: object) => call("POST", "/api/invitations", { as, body });
  const mailTo = (to: string, after = 0) =>
    sink.waitFor((mail) => mail.envelopeTo.includes(to) && sink.mails().indexOf(mail) >= after);
  const accept = (body: object) => call("POST", "/api/invitations/accept", { body });
  const open = (token: string) => call("POST", "/api/invitations/open", { body: { token } });

  test("lets somebody in with a name and a password of their own, once", async () => {
    const to = `ana${made}@new.example`;
    const ada = await signInAda();
    const body = { name: "Ana\r\nBcc: x@y.z", email: to.toUpperCase(), erpIntegrations: "readOnly" };
    const invited = await invite(ada, body);
    expect(invited.status).toBe(201);
    const mail = await mailTo(to);
    expect(mail.subject).toBe(`Ada invites you to Northfield Builders ${made} on Drawbridge`);
    expect(mail.bcc).toBeUndefined();
    expect(mail.text).toContain("https://billing.example.com/invitation#");
    const token = secretIn(mail.text);
    expect((await open(token)).body).toMatchObject({
      company: `Northfield Builders ${made}`,
      email: to,
      hasLogin: false,
    });
    expect((await accept({ token })).status).toBe(400);
    expect((await accept({ token, password: "short" })).status).toBe(400);
    const accepted = await accept({ token, name: "Ana Lima", password });
    expect(accepted.body).toEqual({ email: to, isSignedIn: true });
    const cookie = /drawbridge=([^;]+)/.exec(accepted.headers.get("set-cookie") ?? "")?.[1] ?? "";
    const me = (await call("GET", "/api/session", { as: cookie })).body;
    expect(me).toMatchObject({
      person: { name: "Ana Lima", email: to },
      rights: { isCompanyAdmin: false, erpIntegrations: "readOnly", canPushToAccounting: false },
    });
    expect((await accept({ token, name: "Again", password })).status).toBe(410);
    expect((await open(token)).status).toBe(410);
    expect((await call("GET", "/api/invitations", { as: ada })).body.invitations).toEqual([]);
    expect(await journalOf(companyId)).toEqual(expect.arrayContaining(["person_invited", "person_joined"]));
  });

  test("joins somebody with the login they have, which opens no session by itself", async () => {
    const to = `solo${made}@south.example`;
    await foundCompany(
      api.db,
      { name: "Elsewhere", people: [{ name: "Solo", email: to, password }], projects: [] },
      api.clock.at,
    );
    await invite(await signInAda(), { name: "Solo", email: to });
    const token = secretIn((await mailTo(to)).text);
    expect((await open(token)).body.hasLogin).toBe(true);
    const accepted = await accept({ token, password: "not their password" });
    expect(accepted.body).toEqual({ email: to, isSignedIn: false });
    expect(accepted.headers.get("set-cookie")).toBeNull();
    const signedIn = await call("POST", "/api/session", { body: { email: to, password, companyId } });
    expect(signedIn.body.company.id).toBe(companyId);
  });

  test("is sent again with another link, and withdrawn", async () => {
    const to = `ben${made}@new.example`;
    const ada = await signInAda();
    const { id } = (await invite(ada, { name: "Ben", email: to })).body;
    const first = secretIn((await mailTo(to)).text);
    expect((await invite(ada, { name: "Ben", email: to })).body.error.reasons[0].code).toBe("invited_already");
    const count = sink.mails().length;
    expect((await call("POST", `/api/invitations/${id}/sendings`, { as: ada })).status).toBe(200);
    const second = secretIn((await mailTo(to, count)).text);
    expect((await open(first)).status).toBe(410);
    expect((await open(second)).status).toBe(200);
    expect((await call("DELETE", `/api/invitations/${id}`, { as: ada })).status).toBe(204);
    expect((await accept({ token: second, password })).status).toBe(410);
    expect((await call("POST", `/api/invitations/${id}/sendings`, { as: ada })).status).toBe(404);
    expect(await journalOf(companyId)).toEqual(expect.arrayContaining(["invitation_resent", "invitation_withdrawn"]));
  });

  test("runs out after seven days", async () => {
    const to = `kim${made}@new.example`;
    await invite(await signInAda(), { name: "Kim", email: to });
    const token = secretIn((await mailTo(to)).text);
    later(7 * 24 * 3600);
    expect((await open(token)).status).toBe(410);
    expect((await accept({ token, password })).status).toBe(410);
  });

  test("is a company administrator's to send, and not for who is in already, and of no other company", async () => {
    const pat = await signIn();
    const refused = await invite(pat, { name: "Eve", email: "eve@new.example" });
    expect(refused.status).toBe(403);
    expect(refused.body.error.reasons[0].message).toBe("You need to be a company administrator to invite people.");
    expect((await call("GET", "/api/invitations", { as: pat })).status).toBe(403);
    const ada = await signInAda();
    expect((await invite(ada, { name: "Pat", email })).body.error.reasons[0].code).toBe("person_has_login");
    const { id } = (await invite(ada, { name: "Lou", email: `lou${made}@new.example` })).body;
    await inCompany(api.db, otherCompanyId, (tx) =>
      tx.updateTable("people").set({ is_company_admin: true }).where("email", "=", email).execute(),
    );
    const body = { email, password, companyId: otherCompanyId };
    const elsewhere = (await call("POST", "/api/session", { body })).body.token;
    expect((await call("GET", "/api/invitations", { as: elsewhere })).body.invitations).toEqual([]);
    expect((await call("DELETE", `/api/invitations/${id}`, { as: elsewhere })).status).toBe(404);
    expect((await call("DELETE", `/api/invitations/${id}`, { as: pat })).status).toBe(403);
  });
});

describe("a personal access token", () => {
  const make = (as: string, body: object) => call("POST", "/api/account/access-tokens", { as, body });
  const reading = { name: "Reports", scopes: ["read"], expiresInDays: 30 };

  test("reads as its person, is told once and kept as a hash", async () => {
    const ada = await signInAda();
    const made_ = await make(ada, reading);
    expect(made_.status).toBe(201);
    const { secret, accessToken } = made_.body;
    expect(secret).toMatch(/^dbt\.[0-9a-f-]{36}\.[\w-]{43}$/);
    expect((await call("GET", "/api/company", { as: secret })).status).toBe(200);
    const listed = await call("GET", "/api/account/access-tokens", { as: ada });
    expect(listed.body.accessTokens).toEqual([{ ...accessToken, lastUsedAt: api.clock.at.toISOString() }]);
    expect(listed.text).not.toContain(secret);
    const { rows } = await inCompany(api.db, companyId, (tx) =>
      sql<{ row: string }>`select access_tokens::text as row from access_tokens`.execute(tx),
    );
    expect(rows[0]?.row).not.toContain(secret.slice(-43));
    expect(await journalOf(companyId)).toContain("access_token_made");
  });

  test("that may only read writes nothing; one that may write does what its person may, and no more", async () => {
    const ada = await signInAda();
    const read = (await make(ada, reading)).body.secret;
    const refused = await call("PATCH", "/api/company", { as: read, body: { summaryHour: 9 } });
    expect([refused.status, refused.body.error.reasons[0].code]).toEqual([403, "access_token_reads"]);
    const write = (await make(ada, { ...reading, scopes: ["read", "write"] })).body.secret;
    expect((await call("PATCH", "/api/company", { as: write, body: { summaryHour: 9 } })).status).toBe(200);
    const pats = (await make(await signIn(), { ...reading, scopes: ["read", "write"] })).body.secret;
    expect((await call("PATCH", "/api/company", { as: pats, body: { summaryHour: 9 } })).status).toBe(403);
    await inCompany(api.db, companyId, (tx) =>
      tx.updateTable("people").set({ is_company_admin: false }).where("name", "=", "Ada").execute(),
    );
    expect((await call("PATCH", "/api/company", { as: write, body: { summaryHour: 8 } })).status).toBe(403);
  });

  test("touches nothing of how its person signs in", async () => {
    const write = (await make(await signInAda(), { ...reading, scopes: ["read", "write"] })).body.secret;
    const attempts: [string, string, object?][] = [
      ["POST", "/api/account/access-tokens", reading],
      ["GET", "/api/account/access-tokens"],
      ["GET", "/api/account/sessions"],
      ["DELETE", "/api/account/sessions"],
      ["POST", "/api/account/password", { password, newPassword: "another long password" }],
      ["POST", "/api/account/two-step", { password }],
      ["POST", "/api/session/company", { companyId: otherCompanyId }],
    ];
    for (const [method, path, body] of attempts) {
      const { status, body: answer } = await call(method, path, { as: write, body });
      expect([path, status, answer.error.reasons[0].code]).toEqual([path, 403, "needs_session"]);
    }
    expect((await call("DELETE", "/api/session", { as: write })).status).toBe(204);
    expect((await call("GET", "/api/company", { as: write })).status).toBe(200);
  });

  test("is over once it is revoked, has run out, or its person has left; and it is no cookie", async () => {
    const ada = await signInAda();
    const { secret, accessToken } = (await make(ada, reading)).body;
    const asCookie = { cookie: `drawbridge=${secret}` };
    expect((await call("GET", "/api/company", { headers: asCookie })).status).toBe(401);
    const pat = await signIn();
    expect((await call("DELETE", `/api/account/access-tokens/${accessToken.id}`, { as: pat })).status).toBe(404);
    expect((await call("DELETE", `/api/account/access-tokens/${accessToken.id}`, { as: ada })).status).toBe(204);
    const over = await call("GET", "/api/company", { as: secret });
    expect([over.status, over.body.error.reasons[0].code]).toEqual([401, "access_token_over"]);
    const second = (await make(ada, reading)).body.secret;
    const before = api.clock.at;
    later(30 * 24 * 3600);
    expect((await call("GET", "/api/company", { as: second })).status).toBe(401);
    api.clock.at = before;
    expect((await call("GET", "/api/company", { as: second })).status).toBe(200);
    await inCompany(api.db, companyId, (tx) =>
      tx.updateTable("people").set({ is_active: false }).where("name", "=", "Ada").execute(),
    );
    expect((await call("GET", "/api/company", { as: second })).status).toBe(401);
  });

  test.each([
    ["longer than a year", { expiresInDays: 366 }],
    ["without a scope", { scopes: [] }],
    ["of writing alone", { scopes: ["write"] }],
    ["of a made-up scope", { scopes: ["read", "admin"] }],
    ["without a name", { name: " " }],
  ])("%s is refused", async (_name, change) => {
    expect((await make(await signIn(), { ...reading, ...change })).status).toBe(400);
  });
});
