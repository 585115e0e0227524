// The verbs of the company's connection to its ERP: see it, change it, try it, ask it for customers and jobs. No
// transaction is open while an ERP is asked.
import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { assert } from "../assert.ts";
import { boxSettings, connectors } from "../connectors/all.ts";
import type {
  Connection,
  Description,
  ErpDocument,
  LineSent,
  Outcome,
  Problem,
  Settings,
} from "../connectors/connector.ts";
import type { Db } from "../db/pool.ts";
import { isSealed, openKey, type SecretProblem, seal, unseal } from "../db/secret.ts";
import { inCompany, type Reading, readCompany } from "../db/transaction.ts";
import { changedFields } from "../journal/changed-fields.ts";
import { record } from "../journal/journal.db.ts";
import { paths } from "../paths.ts";
import type { Actor } from "../people/actor.ts";
import { findCompany, lockCompany } from "../people/people.commands.ts";
import { may, noProject } from "../people/permission.ts";
import { notPermitted } from "../people/reasons.ts";
import { isRefusal, type Refusal, refuse } from "../refusal.ts";
import { problemSentence } from "../words/en/problems.ts";
import {
  activeConnection,
  type ErpConnection,
  entriesUnderWay,
  lockConnections,
  saveActiveConnection,
} from "./connection.db.ts";
import { enteredSettings, numberPatternProblems, settingsProblems, targetOf } from "./connection.ts";
import type { ConnectionTested, ErpConnectionChange, ErpConnectionShown, ErpParties } from "./wire.ts";

export type { ErpConnection } from "./connection.db.ts";

/** What opening a connection needs besides its row. */
export type ErpContext = Readonly<{ db: Db; publicUrl: string; sandboxUrl: string; dataDir: string }>;
type Opening = Pick<ErpContext, "sandboxUrl" | "dataDir">;

/** Null: there is no such connector any more. */
export function descriptionOf(connection: ErpConnection): Description | null {
  return connectors.get(connection.connector)?.describe() ?? null;
}

/** The lines that the ERP document will have. */
export function linesSentBy(connection: ErpConnection, document: ErpDocument): readonly LineSent[] {
  const connector = connectors.get(connection.connector);
  assert(connector !== undefined, `the connector ${connection.connector} is in this installation`);
  return connector.linesSent(document);
}

/** A live connection, its secrets unsealed. Where that cannot be, every question to it is refused with the reason. */
export function openConnection(context: Opening, connection: ErpConnection): Connection {
  const connector = connectors.get(connection.connector);
  if (connector === undefined) {
    const said = `There is no connector "${connection.connector}" in this installation.`;
    return closedConnection({ class: "defect", code: "connector_missing", said, field: null });
  }
  const settings = plainSettings(context, connector.describe(), connection.settings);
  if ("problem" in settings) {
    return closedConnection({ class: "access", code: settings.problem, said: settings.said, field: null });
  }
  return connector.connect(settings.plain);
}

function plainSettings(
  { sandboxUrl, dataDir }: Opening,
  description: Description,
  stored: Settings,
): { plain: Settings } | SecretProblem {
  const plain: Record<string, string> = { ...knownSettings(description, sandboxUrl), ...stored };
  const sealed = description.settings.filter(({ name, kind }) => kind === "secret" && isSealed(plain[name] ?? ""));
  if (sealed.length === 0) return { plain };
  const key = openKey(dataDir);
  if ("problem" in key) return key;
  for (const { name } of sealed) {
    const opened = unseal(key, plain[name] ?? "");
    if ("problem" in opened) return opened;
    plain[name] = opened.text;
  }
  return { plain };
}

/** What nobody has to type: how the box of a demo company is reached. */
function knownSettings({ demoOnly }: Description, sandboxUrl: string): Settings {
  return demoOnly ? boxSettings(sandboxUrl) : {};
}

/** Nobody is asked: certainly nothing was done, and nothing will be until somebody mends it. */
function closedConnection(problem: Problem): Connection {
  const refused = async (): Promise<Outcome<never>> => ({ kind: "refused", problems: [problem] });
  return {
    testConnection: refused,
    validate: refused,
    findByKey: refused,
    create: refused,
    removeDraft: refused,
    post: refused,
    readBack: refused,
    listCustomers: refused,
    listJobs: refused,
    close: async () => undefined,
  };
}

export function askConnection({ db, sandboxUrl }: ErpContext, actor: Actor): Promise<ErpConnectionShown | Refusal> {
  return readCompany(db, actor.companyId, async (reading) => {
    if (!may(actor, "viewErpQueue", noProject)) return notPermitted("viewErpQueue");
    const connection = await activeConnection(reading, actor.companyId);
    return connectionShown(connection, await offered(reading, actor.companyId), sandboxUrl);
  });
}

/** What this company may connect; an ERP in a box is for a demo company alone. */
async function offered(reading: Reading, companyId: string): Promise<readonly Description[]> {
  const company = await findCompany(reading, companyId);
  const all = [...connectors.values()].map((connector) => connector.describe());
  return all.filter(({ demoOnly }) => !demoOnly || company?.isDemo === true);
}

function connectionShown(
  connection: ErpConnection | null,
  descriptions: readonly Description[],
  sandboxUrl: string,
): ErpConnectionShown {
  return {
    connection: connection && { ...connection, settings: publicSettings(connection) },
    connectors: descriptions.map((description) => {
      const { id, name, label, takesOwnerInvoices, numberMax } = description;
      const settings = fieldsAsked(description, sandboxUrl).map(({ name, label, kind, required }) => ({
        name,
        label,
        kind,
        required,
      }));
      return { id, name, label, takesOwnerInvoices, numberMax, settings };
    }),
  };
}

/** An ERP's fields; those whose value is known may be left empty. */
function fieldsAsked(description: Description, sandboxUrl: string): Description["settings"] {
  const known = knownSettings(description, sandboxUrl);
  return description.settings.map((field) => ({ ...field, required: field.required && !(field.name in known) }));
}

/** Every field of the form; a secret is an empty text. */
function publicSettings(connection: ErpConnection): Record<string, string> {
  const fields = descriptionOf(connection)?.settings ?? [];
  return Object.fromEntries(
    fields.map(({ name, kind }) => [name, kind === "secret" ? "" : (connection.settings[name] ?? "")]),
  );
}

/**
 * Connects the company to an ERP, or changes how it is reached. Another ERP company is another connection: what was posted
 * through the old one keeps it, and coming back to it takes it up again. Links of jobs and customers stay.
 */
export function changeConnection(
  context: ErpContext,
  actor: Actor,
  change: z.output<typeof ErpConnectionChange>,
  at: Date,
): Promise<ErpConnectionShown | Refusal> {
  const { sandboxUrl } = context;
  return inCompany(context.db, actor.companyId, async (tx) => {
    if (!may(actor, "setUpErp", noProject)) return notPermitted("setUpErp");
    await lockCompany(tx, actor.companyId);
    const all = await lockConnections(tx, actor.companyId);
    const descriptions = await offered(tx, actor.companyId);
    const description = descriptions.find(({ id }) => id === change.connector);
    if (description === undefined) {
      const allowed = descriptions.map(({ id }) => id).join(", ");
      return refuse("bad_input", [{ code: "not_allowed", field: "connector", given: change.connector, allowed }]);
    }

    const active = all.find(({ isActive }) => isActive) ?? null;
    const entered = enteredSettings(description, change.settings);
    const target = targetOf(description, { ...knownSettings(description, sandboxUrl), ...entered });
    const before = all.find((one) => targetOfStored(one, sandboxUrl) === target) ?? null;
    const kept = secretsOf(description, before?.settings ?? {});
    const hasSecretsOfAnother =
      before === null &&
      active?.connector === description.id &&
      Object.keys(secretsOf(description, active.settings)).length > 0;
    const asked: Description = { ...description, settings: fieldsAsked(description, sandboxUrl) };
    const problems = [
      ...settingsProblems(asked, entered, kept, hasSecretsOfAnother),
      ...numberPatternProblems(description, change.numberPattern),
    ];
    if (problems.length > 0) return refuse("bad_input", problems);
    if (active !== null && active.id !== before?.id) {
      const count = await entriesUnderWay(tx, actor.companyId);
      const link = paths.erpQueue("all");
      if (count > 0) return refuse("closed", [{ code: "export_under_way", values: { count }, link }]);
    }

    const sealed = sealSecrets(context, description, entered);
    if (isRefusal(sealed)) return sealed;
    const after: ErpConnection = {
      id: before?.id ?? randomUUID(),
      connector: description.id,
      name: change.name,
      settings: { ...kept, ...sealed },
      numberPattern: change.numberPattern,
    };
    const secrets = Object.keys(secretsOf(description, sealed));
    const facts = connectionFacts(active, after, secrets);
    if (Object.keys(facts).length > 0) {
      await saveActiveConnection(tx, actor.companyId, after, at);
      const fact = { act: "connection_changed", facts: { ...facts, connection: after.name, erp: description.name } };
      await record(tx, actor.companyId, { kind: "connection", id: after.id }, fact, actor, at);
    }
    return connectionShown(after, descriptions, sandboxUrl);
  });
}

/** Null where its connector is gone: nothing leads there any more. */
function targetOfStored(connection: ErpConnection, sandboxUrl: string): string | null {
  const description = descriptionOf(connection);
  if (description === null) return null;
  return targetOf(description, { ...knownSettings(description, sandboxUrl), ...connection.settings });
}

function secretsOf({ settings: fields }: Description, settings: Settings): Settings {
  const names = fields.filter(({ kind }) => kind === "secret").map(({ name }) => name);
  return Object.fromEntries(Object.entries(settings).filter(([name]) => names.includes(name)));
}

function sealSecrets({ dataDir }: Opening, description: Description, entered: Settings): Settings | Refusal {
  const secrets = Object.entries(secretsOf(description, entered));
  if (secrets.length === 0) return entered;
  const key = openKey(dataDir);
  if ("problem" in key) return refuse("closed", [{ code: "key_unreadable", values: { said: key.said } }]);
  return { ...entered, ...Object.fromEntries(secrets.map(([name, text]) => [name, seal(key, text)])) };
}

/** What changed, for the journal: of a secret only that it was given. */
function connectionFacts(
  before: ErpConnection | null,
  after: ErpConnection,
  secrets: readonly string[],
): Record<string, unknown> {
  const shown = (connection: ErpConnection) => {
    const { id, connector, name, numberPattern } = connection;
    return { connectionId: id, connector, name, numberPattern, ...publicSettings(connection) };
  };
  const changed = changedFields(before === null ? {} : shown(before), shown(after));
  return secrets.length === 0 ? changed : { ...changed, secretsGiven: secrets };
}

type Active = Readonly<{ connection: ErpConnection | null }>;

async function activeForSetUp(db: Db, actor: Actor): Promise<Active | Refusal> {
  if (!may(actor, "setUpErp", noProject)) return notPermitted("setUpErp");
  const connection = await readCompany(db, actor.companyId, (reading) => activeConnection(reading, actor.companyId));
  return { connection };
}

/** Who answers there, or everything that is in the way. */
export async function testConnection(
  context: ErpContext,
  actor: Actor,
): Promise<z.input<typeof ConnectionTested> | Refusal> {
  const active = await activeForSetUp(context.db, actor);
  if (isRefusal(active)) return active;
  if (active.connection === null) {
    const problem: Problem = { class: "access", code: "no_erp_connection", said: "", field: null };
    return { ok: false, server: null, company: null, problems: problemsShown([problem], "") };
  }
  const { name } = active.connection;
  const tested = await asking(context, active.connection, (connection) => connection.testConnection());
  if (tested.kind === "done") return { ok: true, ...tested.value, problems: [] };
  return { ok: false, server: null, company: null, problems: problemsShown(problemsOf(tested), name) };
}

async function asking<T>(
  context: Opening,
  connection: ErpConnection,
  question: (connection: Connection) => Promise<T>,
): Promise<T> {
  const live = openConnection(context, connection);
  try {
    return await question(live);
  } finally {
    await live.close();
  }
}

function problemsOf(outcome: Exclude<Outcome<unknown>, { kind: "done" }>): readonly Problem[] {
  return outcome.kind === "refused" ? outcome.problems : [outcome.problem];
}

function problemsShown(problems: readonly Problem[], erpName: string) {
  return problems.map((problem) => ({
    code: problem.code,
    message: problemSentence(problem, erpName),
    said: problem.said,
  }));
}

/** The ERP's customers and jobs, asked now. */
export async function askParties(context: ErpContext, actor: Actor): Promise<z.input<typeof ErpParties> | Refusal> {
  const active = await activeForSetUp(context.db, actor);
  if (isRefusal(active)) return active;
  const { connection } = active;
  if (connection === null) return refuse("closed", [{ code: "no_erp_connection", link: paths.erpSettings() }]);
  const [customers, jobs] = await asking(context, connection, (live) =>
    Promise.all([live.listCustomers(), live.listJobs()]),
  );
  if (customers.kind === "done" && jobs.kind === "done") {
    return { customers: [...customers.value], jobs: [...jobs.value] };
  }
  const problems = [customers, jobs].flatMap((outcome) => (outcome.kind === "done" ? [] : problemsOf(outcome)));
  const sentences = new Set(problems.map((problem) => problemSentence(problem, connection.name)));
  const link = paths.erpSettings();
  return refuse(
    "erp_unreachable",
    [...sentences].map((sentence) => ({ code: "erp_problem", values: { sentence }, link })),
  );
}
