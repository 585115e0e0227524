// A company with a sandbox ERP of its own and an approved owner invoice for every test that wants one, each in a project
// linked to a job of its own, so that no test is in another's way.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { demoToken, type SandboxErp, startSandboxErp } from "../src/connectors/sandbox/erp.ts";
import { inCompany, readCompany } from "../src/db/transaction.ts";
import { demoPeople } from "../src/demo-people.ts";
import { caseNow } from "../src/erp-queue/case.db.ts";
import type { Case } from "../src/erp-queue/case.ts";
import type { ErpContext } from "../src/erp-queue/connection.commands.ts";
import { type EntryChange, saveEntry } from "../src/erp-queue/entry.db.ts";
import { type Founded, foundCompany } from "../src/people/founding.commands.ts";
import { type Answered, startTestApi, type TestApi } from "./api.ts";

export const personas = ["priya", "marcus", "lee", "sam", "dana"] as const;
export type Persona = (typeof personas)[number];

export type Invoiced = Readonly<{ id: string; projectId: string; contractId: string; periodId: string; job: string }>;
/** A document as it stands in the sandbox ERP. */
export type Booked = Readonly<{ id: number; reference: string; number: string; state: string }>;

type Switches = Partial<
  Record<
    "sender_may_accept" | "rejection_reason_required" | "may_send_out_of_order" | "may_send_complete_contracts",
    boolean
  >
>;

export type Scene = Readonly<{
  api: TestApi;
  founded: Founded;
  context: ErpContext;
  ownerId: string;
  as: Readonly<Record<Persona, string>>;
  /** An approved invoice of 1,000.00 with 5 % withheld, first of its contract. */
  approvedInvoice(): Promise<Invoiced>;
  act(person: Persona, invoiceId: string, act: string, body?: object): Promise<Answered>;
  caseOf(invoiceId: string): Promise<Case>;
  set(invoiceId: string, change: EntryChange): Promise<void>;
  settings(change: Switches): Promise<void>;
  journalOf(invoiceId: string): Promise<readonly { act: string; facts: Record<string, unknown> }[]>;
  mailsOf(invoiceId: string): Promise<readonly { kind: string; to_address: string; subject: string }[]>;
  erp(method: string, path: string, body?: unknown): Promise<{ status: number; body: ReturnType<typeof JSON.parse> }>;
  documentsUnder(key: string): Promise<readonly Booked[]>;
  stop(): Promise<void>;
}>;

const projectCount = 600;

export async function startScene(timeoutMs: number): Promise<Scene> {
  const folder = mkdtempSync(join(tmpdir(), "erp-queue-"));
  const box: SandboxErp = await startSandboxErp({ port: 0, dataFile: join(folder, "erp.db") });
  const sandboxUrl = `http://127.0.0.1:${box.port}`;
  const api = await startTestApi({ sandboxUrl, dataDir: folder });
  const roles = demoPeople.map(({ email, project }) => ({ email, ...project }));
  const founded = await foundCompany(
    api.db,
    {
      name: "Builder",
      timeZone: "America/Los_Angeles",
      isDemo: true,
      people: demoPeople,
      projects: Array.from({ length: projectCount }, (_, index) => ({
        number: `${index + 1}`,
        name: `Project ${index + 1}`,
        erpJob: { code: `J-${index + 1}`, name: `Project ${index + 1}` },
        roles,
      })),
      organizations: [{ name: "Owner", erpCustomerCode: "OWN-001" }],
      connection: { connector: "sandbox", name: "The box", settings: { timeoutMs: String(timeoutMs) } },
    },
    api.clock.at,
  );
  const { companyId } = founded;
  const ownerId = founded.organizations.get("Owner") ?? "";
  const tokens = await Promise.all(
    personas.map(async (name) => [name, await api.signIn(`${name}@demo.example`)] as const),
  );
  const as = Object.fromEntries(tokens) as Record<Persona, string>;

  const erp: Scene["erp"] = async (method, path, body) => {
    const response = await fetch(`${sandboxUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${demoToken}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };

  async function good(asked: Promise<Answered>): Promise<Answered["body"]> {
    const answer = await asked;
    if (answer.status >= 300) throw new Error(`${answer.status} ${answer.text}`);
    return answer.body;
  }
  let count = 0;
  async function approvedInvoice(): Promise<Invoiced> {
    count += 1;
    const projectId = founded.projects.get(`${count}`) ?? "";
    const job = `J-${count}`;
    await erp("POST", "/api/jobs", { code: job, name: `Project ${count}` });
    const ask = (method: string, path: string, body: object) =>
      good(api.call(method, `/api${path}`, { as: as.priya, body }));
    const contract = await ask("POST", `/projects/${projectId}/contracts`, {
      number: "C-1",
      title: "Renovation",
      ownerId,
      retainageOnWork: "5",
      retainageOnMaterials: "5",
    });
    const lines = [{ item: "1", description: "Paving", unit: "LS", scheduledValue: "100000.00" }];
    await ask("PUT", `/contracts/${contract.id}/schedule-of-values`, { version: 1, lines });
    const { version } = await good(api.call("GET", `/api/contracts/${contract.id}`, { as: as.priya }));
    await ask("PATCH", `/contracts/${contract.id}`, { version, status: "approved" });
    const period = await ask("POST", `/projects/${projectId}/billing-periods`, {
      from: "2026-03-01",
      to: "2026-03-31",
    });
    const invoice = await ask("POST", `/contracts/${contract.id}/invoices`, {});
    await ask("PATCH", `/invoices/${invoice.id}`, {
      version: invoice.version,
      lines: [{ lineId: invoice.lines[0].lineId, workThisPeriod: "1000.00" }],
      status: "approved",
    });
    return { id: invoice.id, projectId, contractId: contract.id, periodId: period.id, job };
  }

  return {
    api,
    founded,
    context: { db: api.db, publicUrl: "http://localhost", sandboxUrl, dataDir: folder },
    ownerId,
    as,
    approvedInvoice,
    act: (person, invoiceId, act, body) =>
      api.call("POST", `/api/invoices/${invoiceId}/${act}`, {
        as: as[person],
        ...(body === undefined ? {} : { body }),
      }),
    async caseOf(invoiceId) {
      const one = await readCompany(api.db, companyId, (reading) => caseNow(reading, companyId, invoiceId));
      if (one === null) throw new Error(`no invoice ${invoiceId}`);
      return one;
    },
    set: (invoiceId, change) => inCompany(api.db, companyId, (tx) => saveEntry(tx, companyId, invoiceId, change)),
    async settings(change) {
      await inCompany(api.db, companyId, (tx) =>
        tx.updateTable("companies").set(change).where("company_id", "=", companyId).execute(),
      );
    },
    journalOf: (invoiceId) =>
      readCompany(api.db, companyId, (reading) =>
        reading
          .selectFrom("journal")
          .select(["act", "facts"])
          .where("company_id", "=", companyId)
          .where("subject_id", "=", invoiceId)
          .orderBy("entry_number")
          .execute(),
      ),
    mailsOf: (invoiceId) =>
      readCompany(api.db, companyId, (reading) =>
        reading
          .selectFrom("mails")
          .select(["kind", "to_address", "subject"])
          .where("company_id", "=", companyId)
          .where("invoice_id", "=", invoiceId)
          .orderBy("created_at")
          .orderBy("to_address")
          .execute(),
      ),
    erp,
    async documentsUnder(key) {
      const { body } = await erp("GET", `/api/invoices?reference=${key}&limit=100`);
      return body.rows;
    },
    async stop() {
      await api.stop();
      await box.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
