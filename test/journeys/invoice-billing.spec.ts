// Billing with everything that contracts ask for: change orders that wait, retainage that is given back, a group billed by
// one amount, material that lies stored, a line beyond its value, and what stands below line 8.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  ask,
  bill,
  cell,
  changeOrder,
  demoContract,
  edit,
  enter,
  type Invoice,
  line,
  openInvoice,
  panel,
  save,
} from "./billing.ts";
import { focused, type Instance, look, openBrowser, openWindow, signInAs, startInstance } from "./browser.ts";

let instance: Instance;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [instance, browser] = await Promise.all([startInstance(), openBrowser()]);
  page = await openWindow(browser, instance);
  await signInAs(page, "Priya Natarajan");
  const contract = await demoContract(page);
  await changeOrder(page, contract.id, "CO-1", "10000.00");
  await changeOrder(page, contract.id, "CO-2", "-2500.00");
  const invoice = await ask<Invoice>(page, "POST", `/contracts/${contract.id}/invoices`, {});
  await openInvoice(page, contract.id, await bill(page, invoice, { "R-1": "69000.00" }, "draft"));
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await instance?.stop();
});

const dialog = (name: string | RegExp) => page.getByRole("dialog", { name });

test("a change order is deferred to a later application, and comes back by the cut-off", async () => {
  expect(await line(page, "2")).toBe("7,500.00");
  await page.getByRole("tab", { name: "Change orders (2)" }).click();
  const row = page.getByRole("row", { name: /^CO-2/ });
  await row.getByText("Enters here").waitFor();
  await page.getByRole("button", { name: "Defer CO-2" }).click();
  await row.getByText("Deferred").waitFor();
  await page.getByText("They were picked one by one").waitFor();
  await look(page, "70-change-orders");
  await page.getByRole("tab", { name: "Lines" }).click();
  await expect.poll(() => line(page, "2")).toBe("10,000.00");
  await panel(page, "Change order summary").getByRole("row", { name: "Net change 10,000.00" }).waitFor();
  await panel(page, "Worth a look before sending")
    .getByText(/CO-2.* has not entered/)
    .waitFor();

  await page.getByRole("tab", { name: "Change orders (2)" }).click();
  await page.getByRole("button", { name: "Go back to the cut-off" }).click();
  await row.getByText("Enters here").waitFor();
  await page.getByRole("tab", { name: "Lines" }).click();
  await expect.poll(() => line(page, "2")).toBe("7,500.00");
});

test("half of the retainage is released, by keyboard, and never more than is held", async () => {
  await edit(page);
  expect(await line(page, "5")).toBe("3,450.00");
  await page.getByRole("button", { name: "Retainage…" }).focus();
  await page.keyboard.press("Enter");
  const retainage = dialog("Retainage");
  await retainage.waitFor();
  await expect.poll(() => focused(page)).not.toBeNull();
  await retainage.getByRole("radio", { name: "Change rates" }).press("ArrowRight");
  await retainage.getByLabel("Amount", { exact: true }).fill("3,450.01");
  await retainage.getByText("3,450.01 is to be released, but only 3,450.00 is held.").waitFor();
  await retainage.getByLabel("How much").selectOption("A percentage of what is held");
  await retainage.getByLabel("Percentage of what is held").fill("50");
  await retainage.getByText("Gives back 1,725.00.").waitFor();
  await look(page, "71-release");
  await page.keyboard.press("Enter");
  await expect.poll(() => line(page, "5")).toBe("1,725.00");
  await cell(page, "Retainage released on work", "R-1").filter({ hasText: "1,725.00" }).waitFor();

  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => line(page, "5")).toBe("3,450.00");
  await page.getByRole("button", { name: "Redo" }).click();
  await expect.poll(() => line(page, "8")).toBe("67,275.00");
  await save(page);
  expect(await line(page, "8")).toBe("67,275.00");
});

test("rates of the selected lines are changed from here on, and what it does is shown first", async () => {
  await edit(page);
  await cell(page, "Work, this period", "G-1").click();
  await page.keyboard.press("Shift+ArrowDown");
  await page.getByRole("button", { name: "Retainage…" }).click();
  const retainage = dialog("Retainage");
  expect(await retainage.getByRole("radio", { name: "The 2 selected lines" }).isChecked()).toBe(true);
  await retainage.getByLabel("On completed work, %").fill("10");
  await retainage.getByText("Holds 3,450.00 more.").waitFor();
  await look(page, "72-rates");
  await retainage.getByRole("button", { name: "Put it on the lines" }).click();
  await expect.poll(() => line(page, "5")).toBe("5,175.00");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => line(page, "5")).toBe("1,725.00");
});

test("a group is billed by one amount", async () => {
  await page.getByRole("button", { name: "Bill a group…" }).click();
  const group = dialog("Bill a group of lines");
  await group.getByLabel("Group").selectOption("Change order CO-1");
  await group.getByLabel("Amount to bill now").fill("10,000.01");
  await group.getByText("10,000.01 is to be billed, but only 10,000.00 is left.").waitFor();
  await group.getByLabel("Amount to bill now").fill("4,000");
  await look(page, "73-group");
  await group.getByRole("button", { name: "Put it on the lines" }).click();
  await expect.poll(() => line(page, "4")).toBe("73,000.00");
});

test("material that lies stored is kept by item, with its evidence", async () => {
  await cell(page, "Materials stored", "G-1").click();
  const stored = panel(page, "Item G-1: stored material");
  await stored.getByRole("button", { name: "Stored material…" }).click();
  const items = dialog(/^Item G-1/);
  await items.getByLabel("Material, material 1").fill("Signs");
  await items.getByLabel("Bought, Signs").fill("1,200");
  await items.getByLabel("Evidence, Signs").fill("Invoice 7, yard 2");
  await look(page, "74-stored-items");
  await items.getByRole("button", { name: "Put it on the line" }).click();
  await cell(page, "Materials stored", "G-1").filter({ hasText: "1,200.00" }).waitFor();
  await stored.getByRole("row", { name: /^Signs.*Invoice 7, yard 2/ }).waitFor();
  await expect.poll(() => line(page, "5b")).toBe("60.00");
});

test("a deduction stands below line 8 and moves none of the nine lines", async () => {
  const due = await line(page, "8");
  const below = panel(page, "Below line 8");
  await below.getByRole("button", { name: "Deduct or give back…" }).click();
  const deduct = dialog("Deduct or give back");
  await deduct.getByLabel("What for").fill("Late reports");
  await deduct.getByLabel("Amount", { exact: true }).fill("250");
  await deduct.getByRole("button", { name: "Put it below line 8" }).click();
  await below.getByRole("row", { name: "Deducted: Late reports (250.00) (250.00)" }).waitFor();
  expect(await line(page, "8")).toBe(due);
  await save(page);
  await below.getByRole("row", { name: "Deducted: Late reports (250.00) (250.00)" }).waitFor();
  await look(page, "75-below-line-8");
});

test("a line beyond its value is marked, stands in the way, and is let pass with a reason", async () => {
  await edit(page);
  await enter(page, "Work, this period", "G-1", "3,900");
  const over = cell(page, "Completed and stored", "G-1");
  await over.click();
  await page.getByText("Line G-1 is billed to 5,100.00, beyond its scheduled value of 5,000.00.").first().waitFor();
  await save(page);
  const findings = panel(page, "Worth a look before sending");
  await findings.getByRole("heading", { name: "Stand in the way of approval" }).waitFor();
  await findings.getByRole("button", { name: "Go to the line" }).first().click();
  await expect.poll(() => focused(page)).toMatch(/item G-1/);
  await findings.getByRole("button", { name: "Let it pass…", exact: true }).first().click();
  const override = dialog(/^Let it pass\?$/);
  await override.getByRole("button", { name: "Let it pass", exact: true }).click();
  await override.getByText("Give a reason.").waitFor();
  await override.getByLabel("Reason").fill("Allowance raised by letter of 3 March");
  await look(page, "76-override");
  await override.getByRole("button", { name: "Let it pass", exact: true }).click();
  await findings.getByText(/Let pass by Priya Natarajan, .*: Allowance raised by letter of 3 March/).waitFor();
  await look(page, "77-let-pass");
  await findings.getByRole("button", { name: "No longer let it pass…" }).click();
  const back = dialog("No longer let it pass?");
  await back.getByLabel("Reason").fill("The letter was withdrawn");
  await back.getByRole("button", { name: "Let it stand again" }).click();
  await findings.getByRole("button", { name: "Let it pass…", exact: true }).first().click();
  await override.getByLabel("Reason").fill("A second letter, of 9 March");
  await override.getByRole("button", { name: "Let it pass", exact: true }).click();
  await findings.getByText(/A second letter, of 9 March/).waitFor();
  await page.getByRole("button", { name: "Change Status" }).click();
  await page.getByRole("menuitem", { name: "Set to Approved" }).click();
  await page.getByText(/^Application 1 is saved as Approved/).waitFor();
  await page.getByRole("tab", { name: "History" }).click();
  await page
    .getByRole("table")
    .getByText(/A second letter, of 9 March/)
    .waitFor();
  await page.getByRole("tab", { name: "Lines" }).click();
});

test("on paper stand the sheet, the summary and what is below line 8", async () => {
  await page.emulateMedia({ media: "print" });
  await expect.poll(() => page.getByRole("gridcell", { name: /^Item, item / }).count()).toBe(53);
  expect(await panel(page, "Below line 8").isVisible()).toBe(true);
  expect(await panel(page, "Change order summary").isVisible()).toBe(true);
  expect(await panel(page, "Item G-1: stored material").isVisible()).toBe(false);
  await page.emulateMedia({ media: "screen" });
});
