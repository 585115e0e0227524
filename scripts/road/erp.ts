// The ERP itself, asked directly and not through the product: what really stands in its books.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Settings } from "../../src/connectors/connector.ts";
import { demoToken } from "../../src/connectors/sandbox/erp.ts";
import { foundOf } from "../../src/connectors/sandbox/translate.ts";
import { trytonClient } from "../../src/connectors/tryton/client.ts";
import { foundFields, foundFrom, numberIn } from "../../src/connectors/tryton/translate.ts";
import { startTryton } from "../../test/tryton.ts";
import { check } from "./caller.ts";
import { amount, cents } from "./figures.ts";

export type ErpName = "sandbox" | "tryton";

export type DocumentSeen = Readonly<{
  id: string;
  /** Our reference, by which it is looked up. */
  reference: string;
  number: string | null;
  /** The number we gave, where the ERP has one of its own. */
  ourNumber: string | null;
  state: string;
  total: string;
  currency: string | null;
  customer: string | null;
  job: string | null;
  lines: readonly Readonly<{ description: string; amount: string }>[];
  /** As the ERP answered. */
  asAnswered: unknown;
}>;

export type Erp = Readonly<{
  name: ErpName;
  /** What the connection needs; null where the demo company is connected to it already. */
  settings: Settings | null;
  /** Every customer invoice in the ERP, whoever made it. `link` is what the product shows for one of them. */
  documents(link: string | null): Promise<readonly DocumentSeen[]>;
  stop(): Promise<void>;
}>;

export const sandboxErp: Erp = {
  name: "sandbox",
  settings: null,
  async documents(link) {
    check(link !== null, "the invoice links to its document in the ERP");
    const { origin } = new URL(link);
    const headers = { authorization: `Bearer ${demoToken}` };
    const answer = await fetch(`${origin}/api/invoices?reference=&limit=100`, { headers });
    const body: { rows: unknown[] } = JSON.parse(await answer.text());
    return body.rows.map((row) => seen(foundOf(row, origin), row));
  },
  stop: async () => undefined,
};

export async function startTrytonErp(): Promise<Erp> {
  const scratch = await mkdtemp(join(tmpdir(), "drawbridge-road-tryton-"));
  const server = await startTryton({ scratch }).catch(async (error) => {
    await rm(scratch, { recursive: true, force: true });
    throw error;
  });
  const client = trytonClient(server.settings);
  return {
    name: "tryton",
    settings: server.settings,
    async documents() {
      const asked = [[["type", "=", "out"]], 0, 100, [["id", "ASC"]], foundFields];
      const answer = await client.step(20_000).ask("model.account.invoice.search_read", asked);
      check(answer.kind === "done" && Array.isArray(answer.value), `Tryton answers: ${JSON.stringify(answer)}`);
      const rows: readonly unknown[] = answer.value;
      return rows.map((row) =>
        seen(
          foundFrom(row, () => null),
          row,
        ),
      );
    },
    async stop() {
      client.close();
      await server.stop();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}

function seen(found: ReturnType<typeof foundOf>, asAnswered: unknown): DocumentSeen {
  check(found !== null, `the ERP's document can be read: ${JSON.stringify(asAnswered)}`);
  return {
    id: found.erpId,
    reference: found.key,
    number: found.number,
    ourNumber: numberIn(descriptionIn(asAnswered)) ?? found.number,
    state: found.state,
    total: amount(found.total),
    currency: found.currency,
    customer: found.customerCode,
    job: found.jobCode,
    lines: found.lines.map((line) => ({ description: line.description, amount: amount(line.amount) })),
    asAnswered,
  };
}

function descriptionIn(row: unknown): string {
  const isText = typeof row === "object" && row !== null && "description" in row && typeof row.description === "string";
  return isText ? String(row.description) : "";
}

export const sumOf = (document: DocumentSeen): bigint =>
  document.lines.reduce((sum, line) => sum + cents(line.amount), 0n);
