// What every journey needs: a fresh instance of the product as a person would start it, a browser, people who sign in,
// and a look at every page for what would keep somebody from using it.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { expect } from "vitest";
import { until } from "../until.ts";

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const pictures = fileURLToPath(new URL("../../test-results/journeys/", import.meta.url));
const chromiums = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export type Instance = Readonly<{ address: string; stop(): Promise<void> }>;

/** A fresh instance on a free port, with a data folder of its own. */
export async function startInstance(): Promise<Instance> {
  const folder = await mkdtemp(join(tmpdir(), "drawbridge-journey-"));
  const args = [main, "up", "--port", "0", "--data", join(folder, "data"), "--json"];
  // A mail server of this machine is not a part of the story: the demo mailbox is.
  const { SMTP_URL: _, DATABASE_URL: __, ...environment } = process.env;
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"], env: environment });
  let words = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    words += chunk;
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const { ready } = JSON.parse(line) as { ready: string };
    return { address: ready, stop: () => end(child, folder) };
  }
  await rm(folder, { recursive: true, force: true });
  throw new Error(`It did not become ready:\n${words}`);
}

async function end(child: ChildProcess, folder: string): Promise<void> {
  child.kill("SIGTERM");
  await until("the instance has stopped", () => child.exitCode !== null || child.signalCode !== null);
  await rm(folder, { recursive: true, force: true });
}

export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? chromiums.find(existsSync);
  if (executablePath === undefined) throw new Error(`There is no Chromium at ${chromiums.join(", ")}`);
  return await chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

/** A window of somebody's own. Whatever goes wrong inside a page fails the journey. */
export async function openWindow(browser: Browser, { address }: Instance): Promise<Page> {
  const context = await browser.newContext({
    baseURL: address,
    viewport: { width: 1600, height: 1000 },
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on("pageerror", (error) => {
    throw error;
  });
  return page;
}

/** Signs in as one of the demo people, by the button that bears the name. */
export async function signInAs(page: Page, name: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByRole("button", { name }).click();
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}

type Violation = Readonly<{
  id: string;
  help: string;
  nodes: readonly Readonly<{ html: string; failureSummary: string }>[];
}>;

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Takes a picture of the page, and asks that nothing on it keeps anybody out, in light and in dark. */
export async function look(page: Page, name: string): Promise<void> {
  await mkdir(pictures, { recursive: true });
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.locator(`[data-mantine-color-scheme="${colorScheme}"]`).waitFor({ state: "attached" });
    await page.screenshot({ path: join(pictures, `${name}-${colorScheme}.png`) });
    await page.evaluate(axe);
    const violations = await page.evaluate<Violation[]>("axe.run().then(({ violations }) => violations)");
    expect(violations.map(told), `${name} in ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: "light" });
}

function told({ id, help, nodes }: Violation): string {
  return `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`;
}

/** Puts a block of cells on the clipboard, as a spreadsheet would. */
export async function copy(page: Page, rows: readonly (readonly string[])[]): Promise<void> {
  const text = rows.map((row) => row.join("\t")).join("\n");
  await page.evaluate((block) => navigator.clipboard.writeText(block), text);
}

/** The name of what has the focus; null where nothing has. */
export function focused(page: Page): Promise<string | null> {
  return page.evaluate(() => {
    const active = document.activeElement;
    if (active === null || active === document.body) return null;
    return active.getAttribute("aria-label") ?? active.textContent;
  });
}
