// What comes after an application is out: less is certified than was applied for, the next one starts from that, and an
// earlier one is corrected while a later one exists.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, bill, cell, demoContract, enter, type Invoice, line, openInvoice, panel } from "./billing.ts";
import { type Instance, look, openBrowser, openWindow, signInAs, startInstance } from "./browser.ts";

let instance: Instance;
let browser: Browser;
let page: Page;
let contractId: string;
let first: Invoice;
let second: Invoice;

beforeAll(async () => {
  [instance, browser] = await Promise.all([startInstance(), openBrowser()]);
  page = await openWindow(browser, instance);
  await signInAs(page, "Priya Natarajan");
  contractId = (await demoContract(page)).id;
  first = await ask<Invoice>(page, "POST", `/contracts/${contractId}/invoices`, {});
  first = await bill(page, first, { "R-1": "69000.00", "G-1": "1000.00" }, "approved");
  await openInvoice(page, contractId, first);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await instance?.stop();
});

const dialog = (name: string | RegExp) => page.getByRole("dialog", { name });

test("less is certified than was applied for, and it says what comes back", async () => {
  expect(await line(page, "8")).toBe("66,500.00");
  await page.getByRole("button", { name: "Certify…" }).click();
  const certificate = dialog("Certificate of application 1");
  await certificate.getByLabel("Certified for payment").fill("60,000");
  await certificate.getByText("6,500.00 of this application comes back in the next one.").waitFor();
  await certificate.getByLabel("Note").fill("Owner's engineer, letter of 4 April");
  await look(page, "80-certificate");
  await certificate.getByRole("button", { name: "Record the certificate" }).click();
  await page.getByText("Certified for 60,000.00 of 66,500.00").waitFor();
  await panel(page, "Certificate").getByText("Owner's engineer, letter of 4 April").waitFor();
  await panel(page, "Below line 8").getByRole("row", { name: "Payable now 60,000.00" }).waitFor();
  await look(page, "81-certified");
});

test("the next application follows what was certified", async () => {
  second = await ask<Invoice>(page, "POST", `/contracts/${contractId}/invoices`, {});
  second = await bill(page, second, { "R-1": "10000.00" }, "draft");
  await openInvoice(page, contractId, second);
  expect(await line(page, "7")).toBe("60,000.00");
  expect(await line(page, "8")).toBe("16,000.00");
});

test("it is certified line by line too, and the later application moves with it", async () => {
  await openInvoice(page, contractId, first);
  await page.getByRole("button", { name: "Certify…" }).click();
  const certificate = dialog("Certificate of application 1");
  await certificate.getByRole("radio", { name: "Line by line" }).click();
  await certificate.getByLabel("Work certified, item R-1").fill("60,000.00");
  await certificate.getByText("By these lines 57,950.00 is certified.").waitFor();
  await look(page, "82-certificate-by-line");
  await certificate.getByRole("button", { name: "Record the certificate" }).click();
  const moved = dialog("Later applications moved with it");
  await moved.getByRole("row", { name: /^7 .* 60,000\.00 57,950\.00$/ }).waitFor();
  await look(page, "83-moved");
  await page.keyboard.press("Escape");
  await page.getByText("Certified for 57,950.00 of 66,500.00").waitFor();
});

test("an earlier application is corrected: what moves is shown first, and a reason is kept", async () => {
  expect(await page.getByRole("button", { name: "Edit", exact: true }).getAttribute("aria-disabled")).toBe("true");
  await page.getByRole("button", { name: "Correct this application…" }).click();
  await enter(page, "Work, this period", "G-1", "1,500");
  await page.getByRole("button", { name: "Show what it moves…" }).click();
  const correction = dialog("Correct application 1");
  await correction
    .getByRole("table", { name: "Application 1" })
    .getByRole("row", { name: /^4 .* 70,500\.00$/ })
    .waitFor();
  await correction.getByRole("table", { name: "Application 2" }).waitFor();
  await look(page, "84-correction");
  await correction.getByRole("button", { name: "Save the correction" }).click();
  await correction.getByText("Give a reason.").waitFor();
  await correction.getByLabel("Reason for the correction").fill("Day sheet 12 was left out");
  await correction.getByRole("button", { name: "Save the correction" }).click();
  await correction.waitFor({ state: "detached" });
  await cell(page, "Work, this period", "G-1").filter({ hasText: "1,500.00" }).waitFor();
  await page.getByRole("tab", { name: "History" }).click();
  const corrections = panel(page, "Corrections");
  await corrections.getByText("Day sheet 12 was left out").waitFor();
  await corrections.getByRole("table", { name: "Application 2" }).waitFor();
  await look(page, "85-corrections");
});
