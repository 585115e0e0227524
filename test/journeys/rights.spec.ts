// Dana asks what Lee may do: in the company, in a project, and with a contract that she makes private; by keyboard.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { focused, type Instance, look, openBrowser, openWindow, signInAs, startInstance } from "./browser.ts";

let instance: Instance;
let browser: Browser;
let dana: Page;

beforeAll(async () => {
  [instance, browser] = await Promise.all([startInstance(), openBrowser()]);
  dana = await openWindow(browser, instance);
  await signInAs(dana, "Dana Whitfield");
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await instance?.stop();
});

const row = (group: string, act: string) =>
  dana.getByRole("region", { name: group }).getByRole("row", { name: new RegExp(`^${act}`) });

test("from the directory to what Lee may do in the company alone", async () => {
  await dana.goto("/directory");
  await dana.getByRole("link", { name: "What may they do? (Lee Park)" }).focus();
  await look(dana, "70-directory-people");
  await dana.keyboard.press("Enter");
  await dana.getByRole("heading", { level: 1, name: "What Lee Park may do" }).waitFor();
  await expect.poll(() => focused(dana)).toBe("What Lee Park may do");
  expect(await row("ERP Integrations", "accept or reject").textContent()).toContain(
    "Missing: Standard on ERP Integrations (has None) and Can Push to Accounting",
  );
  expect(await dana.getByRole("region", { name: "Prime contracts" }).count()).toBe(0);
  await look(dana, "71-rights-company");
});

test("in a project, chosen by keyboard", async () => {
  const picker = dana.getByRole("combobox", { name: "Project" });
  await picker.focus();
  await dana.keyboard.press("ArrowDown");
  await row("Invoices", "see the lines").waitFor();
  await expect.poll(() => picker.evaluate((element) => element === document.activeElement)).toBe(true);
  expect(new URL(dana.url()).searchParams.get("projectId")).not.toBeNull();
  const lines = await row("Invoices", "see the lines").textContent();
  expect(lines).toContain("No");
  expect(lines).toContain("View Owner Invoice Detail");
  const contract = await row("Prime contracts", "see a prime contract").textContent();
  expect(contract).toContain("YesRead Only on Prime Contracts and the contract is not private");
  await look(dana, "72-rights-project");
});

test("with a contract that was made private, with Lee on its list", async () => {
  const address = dana.url();
  const projectId = new URL(address).searchParams.get("projectId");
  const { contracts } = await (await dana.request.get(`/api/projects/${projectId}/contracts`)).json();
  await dana.goto(`/projects/${projectId}/contracts/${contracts[0].id}`);
  await dana.getByRole("checkbox", { name: /^Private:/ }).check();
  await dana.getByRole("checkbox", { name: "Lee Park" }).check();
  await dana.getByRole("checkbox", { name: "They also see the schedule of values" }).uncheck();
  await dana.getByRole("button", { name: "Save privacy" }).click();
  await dana.getByText("Privacy is saved.").waitFor();
  await dana.goto(address);
  const contract = dana.getByRole("region", { name: contracts[0].title });
  await contract.getByText("Lee Park is on its list. The list does not see the schedule of values.").waitFor();
  const see = await contract.getByRole("row", { name: /^see a prime contract/ }).textContent();
  expect(see).toContain("YesRead Only on Prime Contracts and on the contract’s Private list");
  const schedule = await contract.getByRole("row", { name: /^see its schedule/ }).textContent();
  expect(schedule).toContain("the switch that lets the Private list see the schedule of values");
  await contract.scrollIntoViewIfNeeded();
  await look(dana, "73-rights-private");
});

test("nobody else comes to the page", async () => {
  const lee = await openWindow(browser, instance);
  await signInAs(lee, "Lee Park");
  await lee.goto(dana.url());
  await lee.getByText("You need to be a company administrator to see what other people may do.").waitFor();
  await lee.goto("/directory");
  await lee.getByRole("heading", { level: 1, name: "Directory" }).waitFor();
  expect(await lee.getByRole("link", { name: /^What may/ }).count()).toBe(0);
});
