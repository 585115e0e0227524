// A billing specialist fills in an application of fifty-one lines without touching the mouse, and finds on paper what is
// on the screen.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { amountShown } from "../../src/money/money.ts";
import { focused, type Instance, look, openBrowser, openWindow, startInstance } from "./browser.ts";
import { payment } from "./payments.ts";

let instance: Instance;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [instance, browser] = await Promise.all([startInstance(), openBrowser()]);
  page = await openWindow(browser, instance);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await instance?.stop();
});

const line = async (number: string) =>
  (await page.locator(`.summary [data-line="${number}"]`).getByRole("cell").last().textContent()) ?? "";
const press = async (...keys: readonly string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};
/** Goes on with the Tab key until something of this name has the focus: nothing may be out of its reach. */
async function tabTo(name: RegExp): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    if (name.test((await focused(page)) ?? "")) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`${name} was not reached; the focus is on ${await focused(page)}`);
}

test("from signing in to an approved application, by keyboard alone", async () => {
  const { lines, total } = await payment("PP01");
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Priya Natarajan" }).waitFor();
  await tabTo(/Priya Natarajan/);
  await press("Enter");
  await page.waitForURL(/\/projects/);
  await page.getByRole("link", { name: "2977J Paul Avenue" }).first().waitFor();
  await tabTo(/^2977J Paul Avenue/);
  await press("Enter");
  await page.getByRole("row", { name: /Paul Ave/ }).waitFor();
  await tabTo(/Pavement Renovation/);
  await press("Enter");
  await page.getByRole("link", { name: "Invoices" }).waitFor();
  await tabTo(/^Invoices/);
  await press("Enter");
  await page.getByRole("button", { name: "Create Invoice" }).first().waitFor();
  await tabTo(/^Create Invoice$/);
  await press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "Create", exact: true }).waitFor();
  await tabTo(/^Create$/);
  await press("Enter");
  await page.getByRole("heading", { level: 1, name: "Application 1" }).waitFor();
  await page.getByRole("grid").waitFor();
  await tabTo(/^Edit$/);
  await press("Enter");
  await expect.poll(() => focused(page)).toMatch(/^Work, this period, item G-1/);

  // Down the amounts, then down the quantities: a number and Enter, or an arrow where there is nothing to bill.
  for (const { amount } of lines) {
    if (amount === "") await press("ArrowDown");
    else {
      await page.keyboard.type(amount);
      await press("Enter");
    }
  }
  await press("Control+Home", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight");
  for (const { quantity } of lines) {
    if (quantity === "") await press("ArrowDown");
    else {
      await page.keyboard.type(quantity);
      await press("Enter");
    }
  }
  await expect.poll(() => line("4")).toBe(amountShown(total));
  await look(page, "30-by-keyboard");

  // Esc, then Tab backwards: out of the sheet, to the bar above it.
  await press("Escape", "Shift+Tab");
  expect(await focused(page)).toBe("Save");
  await press("Shift+Tab");
  await press("Enter");
  await page.getByRole("menuitem", { name: "Save as Approved" }).waitFor();
  while (!/Save as Approved/.test((await focused(page)) ?? "")) await press("ArrowDown");
  await press("Enter");
  await page.getByRole("button", { name: "Edit", exact: true }).waitFor();
  expect(await line("4")).toBe(amountShown(total));
});

test("what is not saved is not left by accident", async () => {
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await expect.poll(() => focused(page)).toMatch(/^Work, this period, item G-1/);
  await page.keyboard.type("100");
  await press("Enter");
  await page.getByRole("link", { name: "Mailbox" }).click();
  const leaving = page.getByRole("dialog", { name: "Leave without saving?" });
  await leaving.getByRole("button", { name: "Cancel" }).click();
  await leaving.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await page.getByRole("dialog", { name: "Drop what you entered?" }).getByRole("button", { name: "Drop it" }).click();
  await page.getByRole("button", { name: "Edit", exact: true }).waitFor();
});

test("a percentage is entered, and the sheet is solved back to it", async () => {
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await page.getByRole("gridcell", { name: /^Percent complete, item R-1:/ }).click();
  await page.keyboard.type("50%");
  await press("Enter");
  await page.getByRole("gridcell", { name: "Completed and stored, item R-1: 69,000.00" }).waitFor();
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Drop it" }).click();
});

test("on paper stands every line", async () => {
  await page.emulateMedia({ media: "print" });
  await expect.poll(() => page.getByRole("gridcell", { name: /^Item, item / }).count()).toBe(51);
  expect(await page.getByRole("button", { name: "Edit", exact: true }).isVisible()).toBe(false);
  await page.emulateMedia({ media: "screen" });
});
