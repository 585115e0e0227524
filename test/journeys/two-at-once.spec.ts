// Two people at the same application at the same moment: one wins, the other is told who did what and loses nothing.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { copy, focused, type Instance, look, openBrowser, openWindow, signInAs, startInstance } from "./browser.ts";

let instance: Instance;
let browser: Browser;
let priya: Page;
let dana: Page;
let marcus: Page;

beforeAll(async () => {
  [instance, browser] = await Promise.all([startInstance(), openBrowser()]);
  [priya, dana, marcus] = [
    await openWindow(browser, instance),
    await openWindow(browser, instance),
    await openWindow(browser, instance),
  ];
  await Promise.all([
    signInAs(priya, "Priya Natarajan"),
    signInAs(dana, "Dana Whitfield"),
    signInAs(marcus, "Marcus Bell"),
  ]);
  await priya.getByRole("link", { name: "2977J Paul Avenue" }).first().click();
  await priya.getByRole("link", { name: /Pavement Renovation/ }).click();
  await priya.getByRole("link", { name: "Invoices" }).click();
  await priya.getByRole("button", { name: "Create Invoice" }).first().click();
  await priya.getByRole("dialog").getByRole("button", { name: "Create", exact: true }).click();
  await priya.getByRole("grid").waitFor();
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await instance?.stop();
});

const ribbon = (page: Page) => page.getByRole("region", { name: "ERP", exact: true });
const cell = (page: Page, column: string, item: string) =>
  page.getByRole("gridcell", { name: new RegExp(`^${column}, item ${item}:`) });
async function bill(page: Page, item: string, amount: string): Promise<void> {
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await cell(page, "Work, this period", item).click();
  await page.keyboard.type(amount);
  await page.keyboard.press("Enter");
}

test("who saves second is told who was first, and keeps every entry", async () => {
  await dana.goto(priya.url());
  await dana.getByRole("grid").waitFor();
  await bill(priya, "R-1", "2,760.00");
  await bill(dana, "G-1", "500");
  await dana.getByRole("button", { name: "Save", exact: true }).click();
  await dana.getByRole("button", { name: "Edit", exact: true }).waitFor();

  await priya.getByRole("button", { name: "Save", exact: true }).click();
  await priya
    .getByRole("alert")
    .getByText(/Dana Whitfield saved this/)
    .waitFor();
  await look(priya, "40-saved-meanwhile");
  await priya.getByRole("button", { name: "Take the newer one and put my entries on it" }).click();
  await cell(priya, "Work, this period", "G-1").filter({ hasText: "500.00" }).waitFor();
  await cell(priya, "Work, this period", "R-1").filter({ hasText: "2,760.00" }).waitFor();
  await priya.getByRole("button", { name: "Save & Change Status" }).click();
  await priya.getByRole("menuitem", { name: "Save as Approved" }).click();
  await priya.getByRole("button", { name: "Edit", exact: true }).waitFor();
  await ribbon(priya).getByRole("button", { name: "Send to ERP", exact: true }).click();
  await ribbon(priya).getByRole("button", { name: "Retrieve from ERP", exact: true }).waitFor();
});

test("a file added after sending is flagged, on both sides", async () => {
  await priya.getByRole("tab", { name: "Attachments (0)" }).click();
  const chooser = priya.waitForEvent("filechooser");
  await priya.getByRole("button", { name: "Choose files" }).click();
  const file = { name: "supplier invoice.txt", mimeType: "text/plain", buffer: Buffer.from("12 cones, 2,760.00") };
  await (await chooser).setFiles(file);
  await priya.getByRole("row", { name: /supplier invoice\.txt added after sending/ }).waitFor();
  await look(priya, "41-attached");
  await marcus.getByRole("link", { name: /^ERP Integrations/ }).click();
  await marcus.getByText("One file was attached after it was sent.").waitFor();
});

test("what was taken back cannot be accepted, and the approver reads who took it", async () => {
  await marcus.getByRole("button", { name: "Accept…" }).click();
  const dialog = marcus.getByRole("dialog", { name: "Accept application 1" });
  await dialog.getByText(/^Posts in /).waitFor();
  await ribbon(priya).getByRole("button", { name: "Retrieve from ERP", exact: true }).click();
  await ribbon(priya).getByRole("button", { name: "Send to ERP", exact: true }).waitFor();
  await dialog.getByRole("button", { name: "Accept and export" }).click();
  await dialog
    .getByRole("alert")
    .getByText(/Priya Natarajan/)
    .waitFor();
  await look(marcus, "42-taken-back");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await marcus.getByText("Nothing waits for a decision").waitFor();
});

test("a block from a spreadsheet that is half wrong is taken, marked, mended and saved", async () => {
  await priya.getByRole("tab", { name: "Lines" }).click();
  await priya.getByRole("button", { name: "Edit", exact: true }).click();
  await cell(priya, "Work, this period", "G-1").click();
  await copy(priya, [["$ 1,000.00"], ["(12.50)"]]);
  await priya.keyboard.press("Control+v");
  await cell(priya, "Work, this period", "R-1").filter({ hasText: "(12.50)" }).waitFor();
  await copy(priya, [["1e3"], ["12,5"]]);
  await cell(priya, "Work, this period", "G-1").click();
  await priya.keyboard.press("Control+v");
  await priya.getByRole("alert").getByText("2 entries have to be mended").waitFor();
  await look(priya, "43-half-wrong");
  await priya.getByRole("alert").getByRole("button", { name: "Go to the entry" }).first().click();
  await expect.poll(() => focused(priya)).toMatch(/^Work, this period, item G-1/);
  await priya.keyboard.type("1000");
  await priya.keyboard.press("Enter");
  await priya.keyboard.type("12.5");
  await priya.keyboard.press("Enter");
  await expect.poll(() => priya.getByRole("alert").count()).toBe(0);
  await priya.getByRole("button", { name: "Save", exact: true }).click();
  await priya.getByRole("button", { name: "Edit", exact: true }).waitFor();
  await cell(priya, "Completed and stored", "R-1")
    .filter({ hasText: /^12\.50$/ })
    .waitFor();
});
