// Lee switches two-step sign-in on, comes in with a code, ends the session at another desk, and gets a new password by
// mail; Dana invites somebody, who joins; a program is given a token, which is then revoked.
import { generateSync } from "otplib";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { focused, type Instance, look, openBrowser, openWindow, signInAs, startInstance } from "./browser.ts";

let instance: Instance;
let browser: Browser;
let desk: Page;
let other: Page;
let dana: Page;
let secret = "";
let recoveryCode = "";

beforeAll(async () => {
  [instance, browser] = await Promise.all([startInstance(), openBrowser()]);
  [desk, other, dana] = (await Promise.all([1, 2, 3].map(() => openWindow(browser, instance)))) as [Page, Page, Page];
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await instance?.stop();
});

const secondsFromNow = (seconds: number): string =>
  generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + seconds });

async function openAccount(page: Page): Promise<void> {
  await page.locator(".person").click();
  await page.getByRole("menuitem", { name: "Your account" }).click();
  await page.getByRole("heading", { level: 1, name: "Your account" }).waitFor();
}

async function givePassword(page: Page, password: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill("lee@demo.example");
  await page.getByRole("textbox", { name: "Password" }).fill(password);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Two-step sign-in" }).waitFor();
}

const inside = (page: Page) => page.getByRole("heading", { level: 1, name: "Projects" }).waitFor();

/** The address in the latest mail to somebody, as the demo mailbox shows it. */
async function linkMailedTo(page: Page, to: string, start: string): Promise<string> {
  await page.goto("/mailbox");
  await page.getByLabel("Show mails to").selectOption(to, { timeout: 30_000 });
  const link = page.locator(`.mail-text a[href*="${start}"]`);
  await link.waitFor();
  return (await link.getAttribute("href")) ?? "";
}

test("Lee switches two-step sign-in on, which ends the other session", async () => {
  await signInAs(desk, "Lee Park");
  await signInAs(other, "Lee Park");
  await openAccount(desk);
  await desk.getByRole("button", { name: "End all others" }).waitFor();
  await look(desk, "60-account");
  await desk.getByRole("button", { name: "Switch on" }).click();
  const dialog = desk.getByRole("dialog", { name: "Switch two-step sign-in on" });
  await dialog.getByRole("textbox", { name: "Present password" }).fill("drawbridge");
  await desk.keyboard.press("Enter");
  await dialog.getByRole("textbox", { name: "Code" }).waitFor();
  secret = (await dialog.locator("code").first().textContent()) ?? "";
  expect(await dialog.locator("code").last().textContent()).toContain(`secret=${secret}`);
  await look(desk, "61-two-step-secret");
  await dialog.getByRole("textbox", { name: "Code" }).fill(secondsFromNow(0));
  await desk.keyboard.press("Enter");
  const codes = desk.getByRole("list", { name: "Your recovery codes" }).getByRole("listitem");
  await codes.first().waitFor();
  expect(await codes.count()).toBe(10);
  recoveryCode = (await codes.first().textContent()) ?? "";
  await look(desk, "62-recovery-codes");
  await desk.getByRole("button", { name: "I have kept them" }).click();
  await desk.getByText("You have 10 recovery codes left.").waitFor();
  await other.goto("/projects");
  await other.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
});

test("signs out, and comes in with password and code, by keyboard", async () => {
  await desk.locator(".person").click();
  await desk.getByRole("menuitem", { name: "Sign out" }).click();
  await desk.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
  await givePassword(desk, "drawbridge");
  await look(desk, "63-code");
  await expect.poll(() => desk.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("code");
  await desk.keyboard.type("000000x");
  await desk.keyboard.press("Enter");
  await desk.getByRole("alert").getByText("This code is wrong").waitFor();
  await desk.getByRole("textbox", { name: "Code" }).fill(secondsFromNow(30));
  await desk.keyboard.press("Enter");
  await inside(desk);
});

test("ends the session at another desk, which a recovery code had begun", async () => {
  await givePassword(other, "drawbridge");
  await other.getByRole("textbox", { name: "Code" }).fill(recoveryCode);
  await other.keyboard.press("Enter");
  await inside(other);
  await openAccount(desk);
  await desk.getByText("You have 9 recovery codes left.").waitFor();
  const ends = desk.getByRole("button", { name: /^End the session of Chrome on Linux/ });
  await expect.poll(() => ends.count()).toBe(1);
  await ends.click();
  await expect.poll(() => ends.count()).toBe(0);
  await other.goto("/projects");
  await other.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
});

test("gets a new password by mail, and the second step stays", async () => {
  await other.getByRole("link", { name: "Forgot your password?" }).click();
  await other.getByRole("heading", { level: 1, name: "A new password" }).waitFor();
  await look(other, "64-forgot-password");
  await other.getByLabel("E-mail").fill("lee@demo.example");
  await other.keyboard.press("Enter");
  await other.getByRole("status").getByText("If lee@demo.example signs in here").waitFor();
  await expect
    .poll(async () => (await desk.request.get("/api/mailbox")).text(), { timeout: 20_000 })
    .toContain("/reset-password#");
  await other.goto(await linkMailedTo(desk, "lee@demo.example", "/reset-password#"));
  await other.getByRole("textbox", { name: "New password" }).fill("four unrelated words");
  expect(new URL(other.url()).hash).toBe("");
  await look(other, "65-reset-password");
  await other.getByRole("button", { name: "Set the password" }).click();
  await other.getByText("Your password is set. Sign in with it.").waitFor();
  await givePassword(other, "four unrelated words");
  await desk.goto("/projects");
  await desk.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
});

test("Dana invites somebody, who joins with a name and a password of her own", async () => {
  await signInAs(dana, "Dana Whitfield");
  await dana.goto("/directory");
  await dana.getByRole("button", { name: "Invite somebody" }).click();
  const dialog = dana.getByRole("dialog", { name: "Invite somebody into the company" });
  await dialog.getByLabel("Name").fill("Ana Lima");
  await dialog.getByLabel("E-mail").fill("ana@new.example");
  await look(dana, "66-invite");
  await dialog.getByRole("button", { name: "Send the invitation" }).click();
  await dana.getByRole("row", { name: /Ana Lima/ }).waitFor();
  await look(dana, "67-directory");
  await other.goto(await linkMailedTo(dana, "ana@new.example", "/invitation#"));
  await other.getByRole("heading", { level: 1, name: /^Join Bay Paving and Sewer/ }).waitFor();
  await other.getByRole("textbox", { name: "New password" }).fill("words of her own");
  await look(other, "68-invitation");
  await other.getByRole("button", { name: "Join", exact: true }).click();
  await inside(other);
  await other.locator(".person").getByText("Ana Lima").waitFor();
});

test("a program is given a token, which is shown once and then revoked", async () => {
  await openAccount(dana);
  await dana.getByRole("button", { name: "New access token" }).click();
  await dana.getByRole("dialog").getByLabel("Name").fill("Reports");
  await dana.getByRole("button", { name: "Make the token" }).click();
  const shown = dana.getByRole("dialog", { name: "Your new access token" }).getByRole("textbox");
  await shown.waitFor();
  await look(dana, "69-access-token");
  const token = await shown.inputValue();
  const read = () => fetch(`${instance.address}/api/company`, { headers: { authorization: `Bearer ${token}` } });
  expect((await read()).status).toBe(200);
  await dana.getByRole("button", { name: "I have copied it" }).click();
  await dana.getByRole("button", { name: "Revoke the access token Reports" }).click();
  const dialog = dana.getByRole("dialog", { name: "Revoke Reports?" });
  await expect.poll(() => focused(dana)).toBe("Cancel");
  await dialog.getByRole("button", { name: "Revoke" }).click();
  await dana.getByText("You have no access tokens.").waitFor();
  expect((await read()).status).toBe(401);
});
