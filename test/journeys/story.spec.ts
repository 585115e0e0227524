// The story the product is made for, as two people live it in their browsers: Priya bills and sends, Marcus rejects with
// a reason, Priya mends and resends, Marcus accepts, the ERP has it once, and the next application begins where this one
// ended. Figures are a public agency's payments; see examples/sfpw-2977J.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { amountShown } from "../../src/money/money.ts";
import { copy, focused, type Instance, look, openBrowser, openWindow, signInAs, startInstance } from "./browser.ts";
import { payment } from "./payments.ts";

let instance: Instance;
let browser: Browser;
let priya: Page;
let marcus: Page;

beforeAll(async () => {
  [instance, browser] = await Promise.all([startInstance(), openBrowser()]);
  priya = await openWindow(browser, instance);
  marcus = await openWindow(browser, instance);
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

const cell = (page: Page, column: string, item: string) =>
  page.getByRole("gridcell", { name: new RegExp(`^${column}, item ${item}:`) });
const line = async (page: Page, number: string) =>
  (await page.locator(`.summary [data-line="${number}"]`).getByRole("cell").last().textContent()) ?? "";
/** The one control towards the ERP, whether it is open or closed. */
const ribbon = (page: Page) => page.getByRole("region", { name: "ERP", exact: true });
const press = async (page: Page, ...keys: readonly string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};

chapter("Priya creates the first application of the contract", async () => {
  await signInAs(priya, "Priya Natarajan");
  await look(priya, "01-projects");
  await priya.getByRole("link", { name: "2977J Paul Avenue" }).first().click();
  await priya
    .getByRole("link", { name: /^2977J/ })
    .last()
    .waitFor();
  await look(priya, "02-contracts");
  await priya
    .getByRole("row", { name: /Paul Ave/ })
    .getByRole("link")
    .first()
    .click();
  await priya.getByRole("link", { name: "Invoices" }).click();
  await look(priya, "03-contract-invoices");
  await priya.getByRole("button", { name: "Create Invoice" }).first().click();
  await priya.getByRole("dialog").getByRole("button", { name: "Create", exact: true }).click();
  await priya.getByRole("heading", { level: 1, name: "Application 1" }).waitFor();
  await priya.getByRole("grid").waitFor();
  await look(priya, "04-application-draft");
});

chapter("the button says every reason why it is closed", async () => {
  const send = ribbon(priya).getByRole("button", { name: "Send to ERP", exact: true });
  expect(await send.getAttribute("aria-disabled")).toBe("true");
  await ribbon(priya)
    .getByRole("button", { name: /^Why is .Send to ERP. closed/ })
    .click();
  await ribbon(priya).getByRole("listitem").filter({ hasText: "The invoice is not Approved (it is Draft)." }).waitFor();
  await ribbon(priya).getByRole("listitem").filter({ hasText: "Nothing is due on it" }).waitFor();
  await look(priya, "05-why-closed");
  await priya.keyboard.press("Escape");
});

chapter("she bills in the sheet, by keyboard and by paste", async () => {
  const first = await payment("PP01");
  await priya.getByRole("button", { name: "Edit", exact: true }).click();
  await cell(priya, "Work, this period", "G-1").waitFor();
  await expect.poll(() => focused(priya)).toMatch(/^Work, this period, item G-1/);

  // An entry that can be read in two ways stays where it is, marked, and keeps her from saving; undoing takes it back.
  await priya.keyboard.type("12,5");
  await press(priya, "Enter");
  await expect.poll(() => focused(priya)).toMatch(/^Work, this period, item R-1:/);
  expect(await cell(priya, "Work, this period", "G-1").getAttribute("aria-invalid")).toBe("true");
  await priya.getByRole("alert").getByText("can be read in two ways").waitFor();
  expect(await priya.getByRole("button", { name: "Save", exact: true }).getAttribute("aria-disabled")).toBe("true");
  await press(priya, "ArrowUp");
  await look(priya, "06-bad-entry");
  await press(priya, "Control+z");
  await expect.poll(() => cell(priya, "Work, this period", "G-1").getAttribute("aria-invalid")).toBeNull();

  await copy(
    priya,
    first.lines.map(({ quantity, amount }) => [quantity, amount]),
  );
  await press(priya, "Control+Home", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight");
  await expect.poll(() => focused(priya)).toMatch(/^Quantity, this period, item G-1/);
  await press(priya, "Control+v");
  await expect.poll(() => line(priya, "4")).toBe(amountShown(first.total));
  expect(await line(priya, "5")).toBe(amountShown(first.total / 20n));
  await look(priya, "07-billed");

  await priya.getByRole("button", { name: "Save & Change Status" }).click();
  await priya.getByRole("menuitem", { name: "Save as Approved" }).click();
  await priya.getByRole("button", { name: "Edit", exact: true }).waitFor();
  expect(await line(priya, "8")).toBe(amountShown(first.total - first.total / 20n));
});

chapter("she sends it, and it is locked", async () => {
  await ribbon(priya).getByRole("button", { name: "Send to ERP", exact: true }).click();
  await ribbon(priya).getByRole("button", { name: "Retrieve from ERP", exact: true }).waitFor();
  const edit = priya.getByRole("button", { name: "Edit", exact: true });
  await expect.poll(() => edit.getAttribute("aria-disabled")).toBe("true");
  await look(priya, "08-sent");
});

chapter("Marcus finds it ready to export and rejects it, by keyboard", async () => {
  await signInAs(marcus, "Marcus Bell");
  await marcus.getByRole("link", { name: /^ERP Integrations/ }).click();
  const row = marcus.getByRole("row", { name: /application 1$/ });
  await row.waitFor();
  await look(marcus, "09-ready-to-export");
  await row.focus();
  await marcus.keyboard.press("r");
  const dialog = marcus.getByRole("dialog", { name: "Reject application 1" });
  await dialog.getByLabel("Reason", { exact: true }).selectOption("Totals do not tie");
  await dialog.getByLabel("What has to change").fill("The pay sheet of the resident engineer shows 120 on this item.");
  await dialog
    .getByLabel("What it is about")
    .selectOption({ label: await labelOf(dialog.getByLabel("What it is about"), "R-11 ") });
  await dialog.getByLabel("Column").selectOption("Quantity, this period");
  await look(marcus, "10-reject");
  await dialog.getByRole("button", { name: "Reject and give back" }).click();
  await marcus.getByText("Nothing waits for a decision").waitFor();
  await look(marcus, "11-nothing-waits");
});

async function labelOf(select: ReturnType<Page["getByLabel"]>, begins: string): Promise<string> {
  const options = async () => await select.locator("option").allTextContents();
  // The lines are asked for when the dialog opens.
  await expect.poll(async () => (await options()).some((text) => text.startsWith(begins))).toBe(true);
  return (await options()).find((text) => text.startsWith(begins)) ?? "";
}

chapter("Priya sees who rejected it, when and why, and is led to the place", async () => {
  const rejection = priya.getByRole("region", { name: /^Rejected by Marcus Bell/ });
  await rejection.waitFor();
  await rejection.getByText("Totals do not tie").waitFor();
  await rejection.getByText("The pay sheet of the resident engineer shows 120 on this item.").waitFor();
  await look(priya, "12-rejected");
  await rejection.getByRole("button", { name: /^Go to Item R-11/ }).click();
  await expect.poll(() => focused(priya)).toMatch(/^Quantity, this period, item R-11/);

  await priya.getByRole("link", { name: "Mailbox" }).click();
  await priya
    .getByRole("button", { name: /Rejected by accounting: invoice 1/ })
    .first()
    .click();
  await priya.getByRole("article").getByText("The pay sheet of the resident engineer").waitFor();
  await look(priya, "13-mailbox");
  await priya.goBack();
});

chapter("she mends it; Resend to ERP stays closed until it is Approved again", async () => {
  await priya.getByRole("button", { name: "Edit", exact: true }).click();
  await cell(priya, "Quantity, this period", "R-11").click();
  await priya.keyboard.type("120");
  await press(priya, "Enter");
  await priya.getByRole("button", { name: "Save", exact: true }).click();
  await priya.getByRole("button", { name: "Edit", exact: true }).waitFor();
  const resend = ribbon(priya).getByRole("button", { name: "Resend to ERP", exact: true });
  await expect.poll(() => resend.getAttribute("aria-disabled")).toBe("true");
  await ribbon(priya)
    .getByRole("button", { name: /^Why is .Resend to ERP. closed/ })
    .click();
  await look(priya, "14-resend-closed");
  await priya.keyboard.press("Escape");

  await priya.getByRole("button", { name: "Change Status" }).click();
  await priya.getByRole("menuitem", { name: "Set to Approved" }).click();
  await expect.poll(() => resend.getAttribute("aria-disabled")).toBeNull();
  await resend.click();
  await ribbon(priya).getByRole("button", { name: "Retrieve from ERP", exact: true }).waitFor();
});

chapter("she takes it back once more, and sends it again", async () => {
  await ribbon(priya).getByRole("button", { name: "Retrieve from ERP", exact: true }).click();
  const resend = ribbon(priya).getByRole("button", { name: "Resend to ERP", exact: true });
  await resend.waitFor();
  await look(priya, "15-retrieved");
  await resend.click();
  await ribbon(priya).getByRole("button", { name: "Retrieve from ERP", exact: true }).waitFor();
});

chapter("Marcus is told at once, accepts, and it is posted", async () => {
  await marcus.getByRole("link", { name: "Mailbox" }).click();
  await marcus
    .getByRole("button", { name: /Resent to ERP: invoice 1/ })
    .first()
    .waitFor();
  await marcus.getByRole("link", { name: /^ERP Integrations/ }).click();
  const row = marcus.getByRole("row", { name: /application 1$/ });
  await row.waitFor();
  await look(marcus, "16-resent");
  await row.focus();
  await marcus.keyboard.press("a");
  const dialog = marcus.getByRole("dialog", { name: "Accept application 1" });
  await dialog.getByText(/^Posts in /).waitFor();
  await look(marcus, "17-accept");
  await dialog.getByRole("button", { name: "Accept and export" }).click();
  await dialog.waitFor({ state: "detached" });
  await marcus.getByRole("link", { name: /^Synced/ }).click();
  await marcus.getByRole("row", { name: /application 1$/ }).waitFor();
  await look(marcus, "18-synced");
});

chapter("Priya sees it green, with its ERP number, and locked for good", async () => {
  await priya.locator('.ribbon[data-marker="green"]').waitFor();
  await ribbon(priya).getByText("ERP number").waitFor();
  expect(await priya.getByRole("button", { name: "Edit", exact: true }).getAttribute("aria-disabled")).toBe("true");
  expect(await ribbon(priya).getByRole("button").count()).toBe(0);
  await look(priya, "19-green");
  await priya.getByRole("tab", { name: "History" }).click();
  await priya
    .getByRole("table")
    .getByText(/Marcus Bell/)
    .first()
    .waitFor();
  await look(priya, "20-history");
  await priya.getByRole("tab", { name: "Attachments (0)" }).click();
  await look(priya, "21-attachments");
});

chapter("the second application begins where the first ended", async () => {
  const [first, second] = [await payment("PP01"), await payment("PP02")];
  await priya.getByRole("navigation", { name: "You are here" }).getByRole("link").last().click();
  await priya.getByRole("button", { name: "Create Invoice" }).first().click();
  await priya.getByRole("dialog").getByRole("button", { name: "Create", exact: true }).click();
  await priya.getByRole("heading", { level: 1, name: "Application 2" }).waitFor();
  await priya.getByRole("grid").waitFor();
  // Four units at 80.00 less than was paid: what Marcus asked for.
  const billed = first.total - 4n * 8_000n;
  expect(await line(priya, "4")).toBe(amountShown(billed));
  expect(await line(priya, "7")).toBe(amountShown(billed - billed / 20n));
  expect(await line(priya, "8")).toBe("0.00");

  await priya.getByRole("button", { name: "Edit", exact: true }).click();
  await copy(
    priya,
    second.lines.map(({ quantity, amount }) => [quantity, amount]),
  );
  await press(priya, "Control+Home", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "Control+v");
  await expect.poll(() => line(priya, "4")).toBe(amountShown(billed + second.total));
  await priya.getByRole("button", { name: "Save", exact: true }).click();
  await priya.getByRole("button", { name: "Edit", exact: true }).waitFor();
  expect(await line(priya, "4")).toBe(amountShown(billed + second.total));
  await look(priya, "22-second-application");
});
