// What the journeys of an owner invoice have in common: what is set up before they begin, and where things are on its page.
import type { Page } from "playwright-core";
import { paths } from "../../src/paths.ts";

/** Asks the API as the person who is signed in on the page. */
export async function ask<T>(page: Page, method: string, path: string, body?: unknown): Promise<T> {
  const { ok, status, text } = await page.evaluate(
    async ([verb, address, json]) => {
      const request = json === "" ? {} : { body: json, headers: { "content-type": "application/json" } };
      const answer = await fetch(`/api${address}`, { method: verb, ...request });
      return { ok: answer.ok, status: answer.status, text: await answer.text() };
    },
    [method, path, body === undefined ? "" : JSON.stringify(body)] as const,
  );
  if (!ok) throw new Error(`${method} ${path} was answered with ${status}: ${text}`);
  return JSON.parse(text === "" ? "null" : text) as T;
}

type Identified = { id: string; number: string };
type Line = { lineId: string; item: string };
export type Invoice = Identified & {
  projectId: string;
  version: number;
  lines: Line[];
  summary: Record<string, string>;
};

/** The contract of the demo company that waits for its first application. */
export async function demoContract(page: Page): Promise<Identified & { projectId: string }> {
  const { projects } = await ask<{ projects: Identified[] }>(page, "GET", "/projects");
  const projectId = projects.find(({ number }) => number === "2977J")?.id ?? "";
  const { contracts } = await ask<{ contracts: Identified[] }>(page, "GET", `/projects/${projectId}/contracts`);
  const contract = contracts[0];
  if (contract === undefined) throw new Error("The demo company has no contract.");
  return { ...contract, projectId };
}

export async function changeOrder(page: Page, contractId: string, number: string, amount: string): Promise<void> {
  const made = await ask<Identified>(page, "POST", `/contracts/${contractId}/change-orders`, {
    number,
    title: `Extra ${number}`,
    lines: [{ item: number, description: `Work of ${number}`, scheduledValue: amount }],
  });
  await ask(page, "PATCH", `/change-orders/${made.id}`, { status: "approved" });
}

/** Bills amounts on lines by their items, and sets the status. */
export async function bill(
  page: Page,
  invoice: Invoice,
  amounts: Readonly<Record<string, string>>,
  status: string,
): Promise<Invoice> {
  const lines = Object.entries(amounts).map(([item, workThisPeriod]) => ({
    lineId: invoice.lines.find((line) => line.item === item)?.lineId,
    workThisPeriod,
  }));
  const saved = await ask<{ invoice: Invoice }>(page, "PATCH", `/invoices/${invoice.id}`, {
    version: invoice.version,
    lines,
    status,
  });
  return saved.invoice;
}

export async function openInvoice(page: Page, contractId: string, invoice: Invoice): Promise<void> {
  await page.goto(paths.invoice(invoice.projectId, contractId, invoice.id));
  await page.getByRole("grid").waitFor();
}

export const cell = (page: Page, column: string, item: string) =>
  page.getByRole("gridcell", { name: new RegExp(`^${column}, item ${item}:`) });

/** An amount of the nine lines. */
export const line = async (page: Page, number: string) =>
  (await page.locator(`.summary [data-line="${number}"]`).getByRole("cell").last().textContent()) ?? "";

export const panel = (page: Page, name: string) => page.getByRole("region", { name, exact: true });

export async function edit(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await page.getByRole("toolbar", { name: "Actions" }).waitFor();
}

export async function save(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("button", { name: "Certify…" }).waitFor();
}

export async function enter(page: Page, column: string, item: string, text: string): Promise<void> {
  await cell(page, column, item).click();
  await page.keyboard.type(text);
  await page.keyboard.press("Enter");
}
