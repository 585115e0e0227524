// Priya puts in what the contract agrees about billing before anything is billed: a step and a cap of its retainage, what
// was billed before the company came here, terms of single lines, and a change order that takes something off a line that
// stands. Each is seen as it is typed, saved, and there again when the page is loaded anew.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { copy, type Instance, look, openBrowser, openWindow, signInAs, startInstance } from "./browser.ts";

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

/** Where one chapter did not come about, those after it have nothing to tell. */
let isBroken = false;
function chapter(name: string, tell: () => Promise<void>): void {
  test(name, async () => {
    expect(isBroken, "an earlier chapter did not come about").toBe(false);
    isBroken = true;
    await tell();
    isBroken = false;
  });
}

const field = (name: string) => page.getByLabel(name, { exact: true });
const button = (name: string) => page.getByRole("button", { name, exact: true });
const tab = (name: RegExp) =>
  page.getByRole("navigation", { name: "Parts of the contract" }).getByRole("link", { name });
const saved = (text: string) => page.getByRole("status").getByText(text).first().waitFor();

/** What the preview says is held at a part of the contract sum. */
async function heldAt(percent: string): Promise<string | null> {
  const preview = page.getByRole("group", { name: "What is held as the work goes on" });
  const row = preview.getByRole("row").filter({ has: page.getByRole("rowheader", { name: percent, exact: true }) });
  return await row.getByRole("cell").nth(2).textContent();
}

chapter("the billing terms are there to be read, with what they come to", async () => {
  await signInAs(page, "Priya Natarajan");
  await page.getByRole("link", { name: "2977J Paul Avenue" }).first().click();
  await page
    .getByRole("row", { name: /Paul Ave/ })
    .getByRole("link")
    .first()
    .click();
  await tab(/^Billing Terms/).click();
  await button("Edit terms").waitFor();
  // 5 % of a contract sum of 3,941,885.60.
  await expect.poll(() => heldAt("100 %")).toBe("197,094.28");
  await look(page, "40-terms");
});

chapter("a step and a cap are typed, and the preview follows", async () => {
  await button("Edit terms").click();
  await field("Retainage on completed work").fill("10");
  await field("Retainage on stored material").fill("10");
  await button("Add a step").click();
  await field("From, step 1").selectOption("% of the original contract sum");
  await field("Reached at, step 1").fill("50");
  await field("On work, %, step 1").fill("5");
  await page.getByText(/^Step 1, at .* so .* is given back\.$/).waitFor();
  await field("The most that is held").selectOption("An amount");
  await field("Amount of the cap").fill("150,000");
  await expect.poll(() => heldAt("100 %")).toBe("150,000.00");
  await page.getByText(/the cap keeps it at 150,000\.00\.$/).waitFor();
  await field("Tax is added to invoices").check();
  await field("Tax rate").fill("8");
  await field("Taken of").selectOption("What is earned less retainage");
  await page.getByText("Work of 100,000.00 with 10,000.00 held: tax 7,200.00 now, and 800.00 when").waitFor();
  await field("Names of the funds").fill("City\nState");
  await look(page, "41-terms-typed-below");
  await page.getByRole("heading", { name: "Retainage", exact: true }).scrollIntoViewIfNeeded();
  await look(page, "41-terms-typed");
});

chapter("what is wrong is said beside the fields, and nothing is lost", async () => {
  await field("On work, %, step 1").fill("120");
  await field("Reached at, step 1").fill("half");
  await page.getByText("Shown again once every rate, percentage and amount of the terms can be read.").waitFor();
  await button("Save terms").click();
  const alert = page.getByRole("alert");
  await alert.getByRole("listitem").filter({ hasText: "Reached at, step 1" }).waitFor();
  expect(await field("Reached at, step 1").getAttribute("aria-invalid")).toBe("true");
  await look(page, "42-terms-refused");
  await field("Reached at, step 1").fill("50");
  await button("Save terms").click();
  await alert.getByRole("listitem").filter({ hasText: "On work, %, step 1" }).waitFor();
  expect(await field("On work, %, step 1").getAttribute("aria-invalid")).toBe("true");
  // What is not saved is not left by accident.
  await tab(/^Invoices/).click();
  await page.getByRole("dialog", { name: "Leave without saving?" }).getByRole("button", { name: "Cancel" }).click();
});

chapter("the terms are saved, and there when the page is loaded again", async () => {
  await field("On work, %, step 1").fill("5");
  await button("Save terms").click();
  await saved("The billing terms are saved.");
  await page.reload();
  const steps = page.getByRole("group", { name: "Steps" });
  await steps.getByRole("row", { name: /50 % of the original contract sum/ }).waitFor();
  await expect.poll(() => heldAt("100 %")).toBe("150,000.00");
  await page.getByText("City, State").waitFor();
  await look(page, "43-terms-saved");
});

chapter("what was billed before is pasted from a spreadsheet", async () => {
  await button("Enter opening balances").click();
  await copy(page, [
    ["Item", "Work to date", "Stored", "Retainage"],
    ["R-1", "$ 10,000.00", "-", "1,000.00"],
    ["R-11", "12.5", "2,000.00", ""],
    ["X-99", "1.00", "", ""],
  ]);
  await field("Paste rows from a spreadsheet").focus();
  await page.keyboard.press("Control+v");
  await button("Take the pasted rows").click();
  await page.getByText("2 lines were filled.").waitFor();
  await page.getByText("This item is not in the schedule of values: X-99.").waitFor();
  expect(await field("Work to date, item R-1").inputValue()).toBe("10,000.00");
  expect(await field("Retainage held, item R-1").inputValue()).toBe("1,000.00");
  expect(await field("Quantity to date, item R-11").inputValue()).toBe("12.5");
  await look(page, "44-opening");
  await field("Previous certificates").fill("9,000.00");
  await button("Save opening balances").click();
  await saved("The opening balances are saved.");
  await page.reload();
  await page.getByText("2 lines with a balance").waitFor();
  await page.getByRole("row", { name: /R-1 .*10,000\.00 0\.00 1,000\.00/ }).waitFor();
  await page.getByRole("heading", { name: "Opening balances" }).scrollIntoViewIfNeeded();
  await look(page, "45-opening-saved");
});

chapter("a line has rates and funds of its own", async () => {
  await tab(/^Schedule of Values/).click();
  await button("Edit lines").click();
  await page.getByRole("switch", { name: "Show retainage, tax and funds" }).check();
  await field("Retainage on work, %, line 1").fill("2");
  await field("Retainage on stored, %, line 1").fill("0");
  await field("Taxed, line 1").uncheck();
  const worth = await field("Scheduled value, line 1").inputValue();
  await field("Fund City, line 1").fill("1.00");
  await look(page, "46-lines-more");
  await button("Save lines").click();
  await page.getByRole("alert").getByRole("listitem").first().waitFor();
  await field("Fund City, line 1").fill(worth);
  await button("Save lines").click();
  await saved("The schedule of values is saved.");
  await page.getByRole("row", { name: /2 % \/ 0 %/ }).waitFor();
  await look(page, "47-schedule-more");
});

chapter("a change order takes off a line that stands", async () => {
  await tab(/^Change Orders/).click();
  await button("Create Change Order").first().click();
  const dialog = page.getByRole("dialog", { name: "Create Change Order" });
  await dialog.getByLabel("Number").fill("CO-1");
  await dialog.getByLabel("Title").fill("Less paving, more curb");
  await dialog.getByLabel("Item, change 1", { exact: true }).fill("R-1");
  await dialog.getByLabel("Value changes by, change 1", { exact: true }).fill("-5,000");
  await dialog.getByRole("button", { name: "Change another line" }).click();
  await dialog.getByLabel("Item, change 2", { exact: true }).fill("R-11");
  await dialog.getByLabel("Quantity changes by, change 2", { exact: true }).fill("10");
  await dialog.getByLabel("Item, line 1", { exact: true }).fill("CO-1.1");
  await dialog.getByLabel("Description, line 1", { exact: true }).fill("Curb ramp");
  await dialog.getByLabel("Scheduled value, line 1", { exact: true }).fill("1,500");
  await dialog.getByText(/Additions .*, deductions \(5,000\.00\)\./).waitFor();
  await look(page, "48-change-order");
  await dialog.getByRole("button", { name: "Create", exact: true }).click();
  await saved("Change order CO-1 is created.");
  await button("Approve change order CO-1").click();
  await page.getByRole("dialog").getByRole("button", { name: "Approve", exact: true }).click();
  await saved("Change order CO-1 is approved.");
  await page.getByRole("button", { name: /^Less paving, more curb/ }).click();
  await page.getByRole("row", { name: /^R-1 .*by amount \(5,000\.00\)/ }).waitFor();
  await look(page, "49-change-orders");
});

chapter("the schedule shows the line's own value, what changed it, and what it is worth now", async () => {
  await tab(/^Schedule of Values/).click();
  await page.getByRole("columnheader", { name: "Value now" }).waitFor();
  await page.getByRole("row", { name: /^R-1 .*\(5,000\.00\) ?by CO-1/ }).waitFor();
  await look(page, "50-schedule-changed");
});

chapter("once an invoice starts from the opening balances, they stay, and it is said why", async () => {
  const contract = page.url();
  await tab(/^Invoices/).click();
  await button("Create Invoice").first().click();
  await page.getByRole("dialog").getByRole("button", { name: "Create", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Application 1" }).waitFor();
  await page.goto(contract);
  await tab(/^Billing Terms/).click();
  await expect.poll(() => button("Edit opening balances").getAttribute("aria-disabled")).toBe("true");
  await page.getByRole("button", { name: /^Why is .Edit opening balances. closed/ }).click();
  await page.getByText("An invoice starts from the opening balances; they stay as they are.").last().waitFor();
  await look(page, "51-opening-closed");
});

chapter("who only reads sees the terms and why they are closed", async () => {
  await page.context().clearCookies();
  await signInAs(page, "Lee Park");
  await page.getByRole("link", { name: "2977J Paul Avenue" }).first().click();
  await page
    .getByRole("row", { name: /Paul Ave/ })
    .getByRole("link")
    .first()
    .click();
  await tab(/^Billing Terms/).click();
  await expect.poll(() => button("Edit terms").getAttribute("aria-disabled")).toBe("true");
  await look(page, "52-terms-read-only");
});
