import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApi, type TestApi } from "../../test/api.ts";
import type { ApiContext } from "../api/context.ts";
import { createApi } from "../api/server.ts";
import { inCompany } from "../db/transaction.ts";
import { foundCompany } from "../people/founding.commands.ts";
import { post } from "./mail.commands.ts";
import { sendMail } from "./mail.jobs.ts";
import { openTransport } from "./transport.smtp.ts";

const password = "drawbridge";
const publicUrl = "http://localhost";

let api: TestApi;
let approver: string;
let administrator: string;
let reader: string;
let stranger: string;

beforeAll(async () => {
  api = await startTestApi();
  const { companyId } = await foundCompany(
    api.db,
    {
      name: "Northfield Builders",
      isDemo: true,
      people: [
        { name: "Ada", email: "ada@north.example", password, erpIntegrations: "standard", canPushToAccounting: true },
        { name: "Ed", email: "ed@north.example", password, erpIntegrations: "admin" },
        { name: "Rae", email: "rae@north.example", password, erpIntegrations: "readOnly", canPushToAccounting: true },
      ],
      projects: [],
    },
    api.clock.at,
  );
  await foundCompany(
    api.db,
    {
      name: "Southfield Builders",
      people: [{ name: "Sue", email: "sue@south.example", password, erpIntegrations: "admin" }],
      projects: [],
    },
    api.clock.at,
  );
  approver = await api.signIn("ada@north.example");
  administrator = await api.signIn("ed@north.example");
  reader = await api.signIn("rae@north.example");
  stranger = await api.signIn("sue@south.example");

  await inCompany(api.db, companyId, (tx) =>
    post(
      tx,
      companyId,
      {
        kind: "rejected",
        subject: "Rejected by accounting",
        text: "Text",
        html: "<p>Html</p>",
        publicUrl,
        toPerson: null,
        toAddress: "ada@north.example",
      },
      api.clock.at,
    ),
  );
  const [mail] = await inCompany(api.db, companyId, (tx) => tx.selectFrom("mails").select("mail_id").execute());
  const context = { db: api.db, publicUrl, transport: openTransport("", publicUrl) };
  await sendMail(context, { companyId, mailId: mail!.mail_id });
});
afterAll(() => api.stop());

describe("the demo mailbox", () => {
  test("shows the people of a demo company what would have been sent", async () => {
    const { status, body } = await api.call("GET", "/api/mailbox", { as: reader });
    expect(status).toBe(200);
    expect(body.mails).toEqual([
      {
        id: expect.any(String),
        kind: "rejected",
        to: "ada@north.example",
        subject: "Rejected by accounting",
        text: "Text",
        html: "<p>Html</p>",
        createdAt: "2026-03-31T18:00:00.000Z",
        sentAt: expect.any(String),
      },
    ]);
  });

  test("is not there for a company that is no demo, nor for anybody who is not signed in", async () => {
    expect((await api.call("GET", "/api/mailbox", { as: stranger })).status).toBe(404);
    expect((await api.call("GET", "/api/mailbox")).status).toBe(401);
  });

  test.each([
    ["mail goes to a server", { hasMailbox: false }],
    ["others than this machine reach the product", { isLoopback: false }],
  ])("is not there where %s", async (_name, change: Partial<ApiContext>) => {
    const app = createApi({ ...api.context, ...change });
    const answer = await app.request("/api/mailbox", { headers: { authorization: `Bearer ${reader}` } });
    expect(answer.status).toBe(404);
  });
});

describe("the daily summary by hand", () => {
  test("is for approvers and for who sets up the ERP", async () => {
    const ask = (as: string | null) => api.call("POST", "/api/erp/daily-summaries", { as });
    expect((await ask(approver)).body).toEqual({ mailed: [], waiting: 0 });
    expect((await ask(administrator)).status).toBe(200);
    expect((await ask(reader)).status).toBe(403);
    expect((await ask(null)).status).toBe(401);
  });
});
