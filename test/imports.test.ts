// Who may import whom: the table of ARCHITECTURE.md, held for every import below src/. A breach is one sentence: who
// imports what, and why that is not done here.
import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { parseSync } from "vite";
import { describe, expect, test } from "vitest";

/** Nouns in their order; an import points to the left, or stays in its noun. */
const order = [
  "money",
  "calendar",
  "words",
  "people",
  "retainage",
  "tax",
  "fund",
  "contract",
  "billing-period",
  "invoice",
  "billing-history",
  "connectors",
  "erp-queue",
];
/** They serve every noun: they read any bare file, and the commands of every noun may call them. */
const serving = ["journal", "mail"];
/** Folders that are an outside thing as a whole. */
const outside = ["db", "api", "web", "supervisor"];
/** Where a process begins. */
const starts = ["main.ts", "worker.ts", "demo.ts", "golden.ts", "verify-journal.ts"];

const kinds = ["bare", "db", "commands", "http", "jobs", "smtp", "csv", "yaml"] as const;
type NounKind = (typeof kinds)[number];
type Kind =
  | NounKind
  | "erp"
  | "erp-http"
  | "erp-all"
  | "start"
  | "db/"
  | "api/"
  | "web/"
  | "supervisor/"
  | "package"
  | "node"
  | "test";
/** A file below src/, or what is imported by name. A bare file beside the nouns (`refusal.ts`) has the noun "". */
type Place = Readonly<{ path: string; kind: Kind; noun: string }>;

function placeOf(path: string): Place {
  const [folder = "", second = "", third] = path.split("/");
  const file = posix.basename(path);
  if (/\.(test|test-prop|spec)\.tsx?$/.test(file) || path.startsWith("../")) return { path, kind: "test", noun: "" };
  if (starts.includes(path)) return { path, kind: "start", noun: "" };
  if (outside.includes(folder)) return { path, kind: `${folder}/` as Kind, noun: "" };
  if (folder === "connectors" && third !== undefined) return { path, kind: "erp", noun: `connectors/${second}` };
  if (path === "connectors/http.ts") return { path, kind: "erp-http", noun: "connectors" };
  if (path === "connectors/all.ts") return { path, kind: "erp-all", noun: "connectors" };
  const suffix = file.split(".").length === 2 ? "bare" : file.split(".").at(-2);
  const kind = kinds.find((known) => known === suffix);
  if (kind === undefined) throw new Error(`src/${path}: ".${suffix}" is no suffix that ARCHITECTURE.md names.`);
  return { path, kind, noun: second === "" ? "" : folder };
}

const packagePlace = (name: string): Place => ({
  path: name,
  kind: name.startsWith("node:") ? "node" : "package",
  noun: "",
});

/** Is the noun of `to` the same as that of `from`, or to the left of it? */
function isLeftOrSame(from: Place, to: Place): boolean {
  if (to.noun === "" || to.noun === from.noun || serving.includes(from.noun)) return true;
  if (from.noun === "") return ["money", "calendar", "words", "people"].includes(to.noun);
  return order.includes(to.noun) && order.indexOf(to.noun) < order.indexOf(from.noun);
}

const isOwn = (from: Place, to: Place): boolean => to.noun === from.noun;
const isBareToTheLeft = (from: Place, to: Place): boolean => to.kind === "bare" && isLeftOrSame(from, to);
/** The one list that names every ERP; whoever finds a connector in it by its id knows none of them. */
const isListOfErps = (from: Place, to: Place): boolean => to.kind === "erp-all" && from.noun === "erp-queue";
const isServing = (to: Place): boolean => serving.includes(to.noun) && ["bare", "db", "commands"].includes(to.kind);
const webAndMail = /^(hono|@hono\/|nodemailer|react|@mantine\/)/;
const isQuietPackage = (to: Place): boolean =>
  to.kind === "node" || (to.kind === "package" && !webAndMail.test(to.path));

type Rule = Readonly<{ may: (from: Place, to: Place, isType: boolean) => boolean; why: string }>;

const rules: Readonly<Record<Exclude<Kind, "package" | "node" | "test">, Rule>> = {
  bare: {
    may: (from, to, isType) =>
      isBareToTheLeft(from, to) ||
      (to.kind === "package" && (to.path === "zod" || (from.noun === "words" && to.path === "intl-messageformat"))) ||
      (from.noun === "words" && to.kind === "bare" && isType),
    why: "a bare file is pure and runs in the browser too: it imports bare files of its own noun and of nouns to the left, assert.ts and zod",
  },
  db: {
    may: (from, to) =>
      isBareToTheLeft(from, to) ||
      (to.kind === "db" && isOwn(from, to)) ||
      to.kind === "db/" ||
      to.path === "node:crypto" ||
      isDatabasePackage(to),
    why: "a .db.ts file touches our tables and nothing else, and never goes through another noun's .db.ts",
  },
  commands: {
    may: (from, to) =>
      isBareToTheLeft(from, to) ||
      (isOwn(from, to) && ["db", "commands", "csv"].includes(to.kind)) ||
      (to.kind === "commands" && isLeftOrSame(from, to)) ||
      isServing(to) ||
      isListOfErps(from, to) ||
      to.kind === "db/" ||
      isQuietPackage(to),
    why: "a command reaches another noun through that noun's commands, to the left only, and knows neither HTTP nor SMTP nor an ERP",
  },
  http: {
    may: (from, to) =>
      isBareToTheLeft(from, to) ||
      (isOwn(from, to) && ["db", "commands", "http", "csv"].includes(to.kind)) ||
      (to.kind === "commands" && isLeftOrSame(from, to)) ||
      ["api/", "db/", "node"].includes(to.kind) ||
      (to.kind === "package" && /^(hono|@hono\/|zod$)/.test(to.path)),
    why: "a request is answered through commands, or by reading its own noun's tables, never another noun's .db.ts",
  },
  jobs: {
    may: (from, to) =>
      isBareToTheLeft(from, to) ||
      (isOwn(from, to) && ["db", "commands", "jobs", "smtp"].includes(to.kind)) ||
      isServing(to) ||
      isListOfErps(from, to) ||
      to.kind === "db/" ||
      isQuietPackage(to),
    why: "a job acts through its own noun's commands and finds an ERP in connectors/all.ts: it knows neither HTTP nor a connector's folder",
  },
  smtp: {
    may: (from, to) =>
      isBareToTheLeft(from, to) ||
      (isOwn(from, to) && to.kind === "db") ||
      to.kind === "node" ||
      to.path === "nodemailer" ||
      to.path === "db/cannot-start.ts",
    why: "the SMTP file speaks to a mail server and to nobody else",
  },
  csv: {
    may: (from, to) => isBareToTheLeft(from, to) || to.kind === "node" || /^csv-parse/.test(to.path),
    why: "the CSV file turns bytes into rows; what they mean is said by bare files",
  },
  yaml: {
    may: (from, to) => isBareToTheLeft(from, to) || to.path === "yaml",
    why: "the YAML file turns a text into values; what they mean is said by bare files",
  },
  erp: {
    may: (from, to) =>
      isOwn(from, to) ||
      to.path === "connectors/connector.ts" ||
      to.kind === "erp-http" ||
      to.path === "assert.ts" ||
      (to.kind === "bare" && ["money", "calendar"].includes(to.noun)) ||
      to.kind === "node",
    why: "a connector sees the document of connectors/connector.ts, money and calendar, and neither our tables nor any noun nor another connector, so that an ERP is one folder",
  },
  "erp-http": {
    may: (_from, to) => to.path === "connectors/connector.ts" || to.path === "assert.ts" || to.kind === "node",
    why: "how connectors speak HTTP is built on Node alone",
  },
  "erp-all": {
    may: (_from, to) => to.kind === "erp" || to.path === "connectors/connector.ts",
    why: "the list of ERPs names each connector's folder, and knows nothing else",
  },
  "db/": {
    may: (_from, to, isType) =>
      to.kind === "db/" ||
      to.path === "assert.ts" ||
      to.kind === "node" ||
      isDatabasePackage(to) ||
      (to.kind === "bare" && isType),
    why: "the database's folder knows no noun but its types",
  },
  "api/": {
    may: (_from, to) =>
      ["api/", "db/", "http", "commands", "bare", "node"].includes(to.kind) ||
      (to.kind === "package" && !/^(react|@mantine\/|nodemailer)/.test(to.path)),
    why: "api/ is HTTP once for all nouns: it reaches them through .http.ts and .commands.ts",
  },
  "web/": {
    may: (_from, to) => ["bare", "web/"].includes(to.kind) || (to.kind === "package" && !isDatabasePackage(to)),
    why: "a screen runs in the browser: it imports bare files and web/, and asks the API for everything else",
  },
  "supervisor/": {
    may: (_from, to) =>
      ["supervisor/", "db/", "node"].includes(to.kind) || ["demo.ts", "assert.ts", "pg"].includes(to.path),
    why: "the supervisor keeps processes and a database alive and knows nothing of the trade but the demo company",
  },
  start: {
    may: (_from, to) => to.kind !== "web/" && to.path !== "main.ts",
    why: "a process is put together here from everything but the screens, and main.ts is imported by nobody",
  },
};

function isDatabasePackage(to: Place): boolean {
  return to.kind === "package" && /^(kysely|pg|pg-boss)(\/|$)/.test(to.path);
}

/** The sentence of a breach, or null where the import is in order. */
function breach(from: Place, to: Place, isType: boolean): string | null {
  if (from.kind === "test") return null;
  const rule = rules[from.kind as keyof typeof rules];
  const isStart = to.kind === "start" && !(from.kind === "start" || to.path === "demo.ts");
  if (to.kind !== "test" && !isStart && rule.may(from, to, isType)) return null;
  const why = to.kind === "test" ? "what tests are made of is never part of the product" : rule.why;
  return `src/${from.path} imports ${to.path}: ${why}.`;
}

type Import = Readonly<{ to: string; isType: boolean }>;

/** Every import, export-from and dynamic import of a file; a dynamic one of anything but a plain text is refused. */
function importsOf(path: string, source: string): readonly Import[] {
  const { module, errors } = parseSync(path, source);
  if (errors[0] !== undefined) throw new Error(`src/${path} cannot be read: ${errors[0].message}`);
  const statics = module.staticImports.map(({ moduleRequest, entries }) => ({
    to: moduleRequest.value,
    isType: entries.length > 0 && entries.every((entry) => entry.isType),
  }));
  const exports = module.staticExports
    .flatMap(({ entries }) => entries)
    .filter((entry) => entry.moduleRequest !== null)
    .map((entry) => ({ to: entry.moduleRequest!.value, isType: entry.isType }));
  const dynamics = module.dynamicImports.map(({ moduleRequest }) => {
    const text = source.slice(moduleRequest.start, moduleRequest.end).match(/^["'](.*)["']$/)?.[1];
    if (text === undefined) throw new Error(`src/${path}: a dynamic import names its module as a plain text.`);
    return { to: text, isType: false };
  });
  return [...statics, ...exports, ...dynamics];
}

const targetOf = (from: string, to: string): Place =>
  to.startsWith(".") ? placeOf(posix.normalize(posix.join(posix.dirname(from), to))) : packagePlace(to);

function breachesOf(path: string, source: string): readonly string[] {
  return importsOf(path, source)
    .filter(({ to }) => !to.endsWith(".css"))
    .map(({ to, isType }) => breach(placeOf(path), targetOf(path, to), isType))
    .filter((sentence) => sentence !== null);
}

const sources = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((path) => /\.tsx?$/.test(path) && !path.endsWith(".d.ts"))
  .sort();

describe("every import of the product", () => {
  test("is one that the table of ARCHITECTURE.md allows", () => {
    expect(sources.length).toBeGreaterThan(50);
    expect(sources.flatMap((path) => breachesOf(path, readFileSync(`src/${path}`, "utf8")))).toEqual([]);
  });

  test("the table of ARCHITECTURE.md has a row for every kind", () => {
    const page = readFileSync("ARCHITECTURE.md", "utf8");
    const table = page.slice(page.indexOf("## Who may import whom"), page.indexOf("## What always holds"));
    const rows = ["bare", ".db.ts", ".commands.ts", ".http.ts", ".jobs.ts", ".smtp.ts", ".csv.ts", ".yaml.ts"];
    for (const row of [
      ...rows,
      "connectors/<erp>/",
      "connectors/http.ts",
      "connectors/all.ts",
      "db/",
      "api/",
      "web/",
      "supervisor/",
      "main.ts",
      "worker.ts",
      "golden.ts",
    ])
      expect(table).toMatch(new RegExp(`^\\| [^|]*${row.replaceAll(".", "\\.")}`, "m"));
  });
});

describe("an import the table does not allow is refused", () => {
  test.each([
    ["money/money.ts", `import { lines } from "../invoice/totals.ts"`],
    ["invoice/totals.ts", `import { readFile } from "node:fs/promises"`],
    ["invoice/totals.ts", `import { load } from "./invoice.db.ts"`],
    ["invoice/totals.ts", `import type { Row } from "./invoice.db.ts"`],
    ["invoice/totals.ts", `import pg from "pg"`],
    ["invoice/totals.ts", `export { entry } from "../erp-queue/entry.ts"`],
    ["invoice/totals.ts", `const late = await import("../db/pool.ts")`],
    ["words/en/contract.ts", `import { statuses } from "../../contract/contract.ts"`],
    ["invoice/invoice.db.ts", `import { load } from "../contract/contract.db.ts"`],
    ["invoice/invoice.db.ts", `import { send } from "./invoice.commands.ts"`],
    ["contract/contract.commands.ts", `import { sendToErp } from "../erp-queue/erp-queue.commands.ts"`],
    ["invoice/invoice.commands.ts", `import { load } from "../contract/contract.db.ts"`],
    ["invoice/invoice.commands.ts", `import { Hono } from "hono"`],
    ["invoice/invoice.commands.ts", `import { openTransport } from "../mail/transport.smtp.ts"`],
    ["erp-queue/erp-queue.commands.ts", `import { sandbox } from "../connectors/sandbox/connector.ts"`],
    ["invoice/invoice.http.ts", `import { load } from "../contract/contract.db.ts"`],
    ["erp-queue/erp-queue.jobs.ts", `import { tryton } from "../connectors/tryton/connector.ts"`],
    ["erp-queue/erp-queue.jobs.ts", `import { route } from "../api/route.ts"`],
    ["connectors/tryton/connector.ts", `import { openPool } from "../../db/pool.ts"`],
    ["connectors/tryton/connector.ts", `import type { Invoice } from "../../invoice/invoice.ts"`],
    ["connectors/tryton/connector.ts", `import { books } from "../sandbox/books.ts"`],
    ["connectors/tryton/connector.ts", `import got from "got"`],
    ["connectors/all.ts", `import { openPool } from "../db/pool.ts"`],
    ["connectors/connector.ts", `import { connectors } from "./all.ts"`],
    ["invoice/invoice.commands.ts", `import { connectors } from "../connectors/all.ts"`],
    ["web/erp/Page.tsx", `import { connectors } from "../../connectors/all.ts"`],
    ["connectors/http.ts", `import { say } from "../words/say.ts"`],
    ["mail/transport.smtp.ts", `import { sendMails } from "./mail.commands.ts"`],
    ["contract/schedule-import.csv.ts", `import { openPool } from "../db/pool.ts"`],
    ["billing-history/read.yaml.ts", `import { readFile } from "node:fs/promises"`],
    ["billing-history/compute.ts", `import { readHistory } from "./read.yaml.ts"`],
    ["billing-history/compute.ts", `import { parse } from "yaml"`],
    ["retainage/terms.ts", `import type { Contract } from "../contract/contract.ts"`],
    ["db/pool.ts", `import { totals } from "../invoice/totals.ts"`],
    ["api/server.ts", `import { App } from "../web/main.tsx"`],
    ["api/server.ts", `import { load } from "../invoice/invoice.db.ts"`],
    ["web/invoice/Page.tsx", `import { send } from "../../invoice/invoice.commands.ts"`],
    ["web/invoice/Page.tsx", `import type { Api } from "../../api/route.ts"`],
    ["web/invoice/Page.tsx", `import { get } from "../../connectors/http.ts"`],
    ["web/invoice/Page.tsx", `import { join } from "node:path"`],
    ["supervisor/up.ts", `import { totals } from "../invoice/totals.ts"`],
    ["worker.ts", `import { run } from "./main.ts"`],
    ["api/server.ts", `import { run } from "../main.ts"`],
    ["invoice/totals.ts", `import { sample } from "./totals.test.ts"`],
    ["invoice/invoice.commands.ts", `import { createTestDatabase } from "../../test/database.ts"`],
  ])("%s: %s", (path, source) => {
    expect(breachesOf(path, source)).toEqual([expect.stringMatching(/^src\/.+ imports .+: .+\.$/)]);
  });

  test("a suffix nobody has named stops the reading", () => {
    expect(() => breachesOf("invoice/invoice.pdf.ts", `import { totals } from "./totals.ts"`)).toThrow(/no suffix/);
  });
});

describe("an import the table allows is let through", () => {
  test.each([
    ["invoice/totals.ts", `import { cents } from "../money/money.ts"`],
    ["invoice/wire.ts", `import { z } from "zod"`],
    ["words/en/contract.ts", `import type { Status } from "../../contract/contract.ts"`],
    ["invoice/invoice.commands.ts", `import { lockContract } from "../contract/contract.commands.ts"`],
    ["invoice/invoice.commands.ts", `import { record } from "../journal/journal.db.ts"`],
    ["erp-queue/erp-queue.jobs.ts", `import type { Connector } from "../connectors/connector.ts"`],
    ["connectors/all.ts", `import { tryton } from "./tryton/connector.ts"`],
    ["erp-queue/connection.commands.ts", `import { connectors } from "../connectors/all.ts"`],
    ["erp-queue/export.jobs.ts", `import { connectors } from "../connectors/all.ts"`],
    ["connectors/tryton/connector.ts", `import { request } from "../http.ts"`],
    ["web/invoice/Page.tsx", `import { totals } from "../../invoice/totals.ts"`],
    ["main.ts", `const api = await import("./api/server.ts")`],
    ["golden.ts", `import { readHistory } from "./billing-history/read.yaml.ts"`],
    ["billing-history/read.yaml.ts", `import { parseDocument } from "yaml"`],
    ["billing-history/compute.ts", `import { taxToDate } from "../tax/tax.ts"`],
    ["contract/contract.ts", `import type { RetainageTerms } from "../retainage/terms.ts"`],
    ["invoice/totals.test.ts", `import { createTestDatabase } from "../../test/database.ts"`],
  ])("%s: %s", (path, source) => {
    expect(breachesOf(path, source)).toEqual([]);
  });
});
