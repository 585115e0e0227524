// The two database roles. The owner migrates and owns the tables; the product works as `drawbridge_app`, a plain role
// that row-level security binds and that was given only what the migrations grant.
import { randomBytes } from "node:crypto";
import pg from "pg";
import { CannotStart, codeOf } from "./cannot-start.ts";

export const databaseName = "drawbridge";
export const ownerRole = "drawbridge_owner";
export const appRole = "drawbridge_app";

export const newPassword = (): string => randomBytes(24).toString("base64url");

/** Makes the role if it is missing, and gives it this password. (Who is no superuser may not even repeat NOSUPERUSER.) */
export async function ensureRole(client: pg.Client, role: string, password: string): Promise<void> {
  const found = await client.query("select 1 from pg_roles where rolname = $1", [role]);
  const name = pg.escapeIdentifier(role);
  const secret = pg.escapeLiteral(password);
  await client.query(
    found.rowCount === 0
      ? `create role ${name} login nosuperuser nobypassrls nocreatedb nocreaterole password ${secret}`
      : `alter role ${name} login password ${secret}`,
  );
}

/** Makes the database with its owner; others than the two roles may not even connect. */
export async function ensureDatabase(client: pg.Client, name: string, template = "template1"): Promise<void> {
  const database = pg.escapeIdentifier(name);
  const found = await client.query("select 1 from pg_database where datname = $1", [name]);
  if (found.rowCount === 0)
    await client.query(`create database ${database} owner ${ownerRole} template ${pg.escapeIdentifier(template)}`);
  await client.query(`revoke all on database ${database} from public`);
  await client.query(`grant connect on database ${database} to ${appRole}`);
}

/** Refuses a product role that row-level security would not bind: a superuser, one that bypasses it, or the owner. */
export async function assertPlainRole(appUrl: string, ownerUrl: string): Promise<void> {
  const owner = new URL(ownerUrl).username;
  const client = new pg.Client({ connectionString: appUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; exempt: boolean; owner: boolean; member: boolean }>(
      `select rolname as name, rolsuper or rolbypassrls as exempt,
              pg_has_role(current_user, $1, 'member') as owner, pg_has_role(current_user, $2, 'member') as member
         from pg_roles where rolname = current_user`,
      [decodeURIComponent(owner), appRole],
    );
    const role = rows[0]!;
    if (role.exempt || role.owner)
      throw new CannotStart(
        `DATABASE_APP_URL signs in as ${role.name}, which row-level security does not bind. Give a plain role that is neither superuser nor the owner.`,
        3,
      );
    if (!role.member)
      throw new CannotStart(
        `DATABASE_APP_URL signs in as ${role.name}, which is not a member of ${appRole}. Run: GRANT ${appRole} TO ${role.name}.`,
        3,
      );
  } finally {
    await client.end();
  }
}

/** On a server of yours, where DATABASE_APP_URL is not given: the owner makes the product's role. */
export async function ensureAppRoleByOwner(ownerUrl: string, password: string): Promise<string> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await ensureRole(client, appRole, password);
    const { rows } = await client.query<{ name: string }>("select current_database() as name");
    await client.query(`grant connect on database ${pg.escapeIdentifier(rows[0]!.name)} to ${appRole}`);
  } catch (error) {
    if (codeOf(error) !== "42501") throw error;
    throw new CannotStart(
      `The role of DATABASE_URL may not make the role ${appRole}. Make it, and name it in DATABASE_APP_URL, or allow the owner CREATEROLE.`,
      3,
    );
  } finally {
    await client.end();
  }
  const url = new URL(ownerUrl);
  url.username = appRole;
  url.password = password;
  return url.href;
}
