// Invoices that were made before contracts agreed on more than two rates: the migration that brings the terms leaves them
// as they are, and computed anew they come to the same figures.
import { randomBytes, randomUUID } from "node:crypto";
import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { expect, inject, test } from "vitest";
import { findContract } from "../contract/contract.commands.ts";
import { migrate } from "../db/migrate.ts";
import { openPool } from "../db/pool.ts";
import { ensureDatabase } from "../db/roles.ts";
import { readCompany } from "../db/transaction.ts";
import { enteredHere, readBook, savedInvoice, standingBefore } from "./book.commands.ts";
import { byLine } from "./plan.ts";
import { headerOf, planned } from "./planning.commands.ts";

const migrations = fileURLToPath(new URL("../db/migrations/", import.meta.url));
const [company, person, project, contract, period] = Array.from({ length: 5 }, () => randomUUID());
const [order, own, added, first, second] = Array.from({ length: 5 }, () => randomUUID());

/** One lump sum of 138,000.00 at 5 %, two invoices on it, and a change order whose line came with the second. */
const rows = `
  select set_config('drawbridge.company_id', '${company}', true);
  insert into companies (company_id, name, created_at) values ('${company}', 'Builder', now());
  insert into people (company_id, person_id, name, email) values ('${company}', '${person}', 'Priya', 'p@demo.example');
  insert into projects (company_id, project_id, number, name, created_at)
    values ('${company}', '${project}', '1', 'Avenue', now());
  insert into contracts (company_id, contract_id, project_id, number, title, status, currency, retainage_on_work,
      retainage_on_materials, created_by, created_at)
    values ('${company}', '${contract}', '${project}', '1', 'T', 'approved', 'USD', 5, 5, '${person}', now());
  insert into change_orders (company_id, change_order_id, contract_id, number, title, status, approved_on, created_by, created_at)
    values ('${company}', '${order}', '${contract}', 'CO-1', 'Curb', 'approved', '2026-02-10', '${person}', now());
  insert into schedule_lines (company_id, line_id, contract_id, change_order_id, position, item, description, method, scheduled_value)
    values ('${company}', '${own}', '${contract}', null, 1, 'R-1', 'Traffic', 'amount', 138000),
           ('${company}', '${added}', '${contract}', '${order}', 10001, 'C-1', 'Curb', 'amount', 1000);
  insert into billing_periods (company_id, period_id, project_id, from_on, to_on, created_by, created_at)
    values ('${company}', '${period}', '${project}', '2026-01-01', '2026-03-31', '${person}', now());
  insert into invoices (company_id, invoice_id, contract_id, period_id, position, number, billed_on, summary, created_by, created_at)
    values
    ('${company}', '${first}', '${contract}', '${period}', 1, '1', '2026-01-31', '{"1":"138000.00","2":"0.00","3":"138000.00",
      "4":"2860.00","5a":"138.00","5b":"5.00","5":"143.00","6":"2717.00","7":"0.00","8":"2717.00","9":"135283.00"}', '${person}', now()),
    ('${company}', '${second}', '${contract}', '${period}', 2, '2', '2026-02-28', '{"1":"138000.00","2":"1000.00","3":"139000.00",
      "4":"9760.00","5a":"383.00","5b":"5.00","5":"388.00","6":"9372.00","7":"2717.00","8":"6655.00","9":"129628.00"}', '${person}', now());
  insert into invoice_lines (company_id, invoice_id, line_id, work_this_period, materials_stored, retainage_rate_work,
      retainage_rate_materials, released_work, scheduled_value, work_previous, materials_previous, completed_and_stored,
      balance_to_finish, released_work_to_date, released_materials_to_date, retainage_work, retainage_materials, retainage_previous)
    values
    ('${company}', '${first}', '${own}', 2760, 100, 5, 5, 0, 138000, 0, 0, 2860, 135140, 0, 0, 138, 5, 0),
    ('${company}', '${second}', '${own}', 6900, 100, 5, 5, 100, 138000, 2760, 100, 9760, 128240, 100, 0, 383, 5, 143),
    ('${company}', '${second}', '${added}', 0, 0, 5, 5, 0, 1000, 0, 0, 0, 1000, 0, 0, 0, 0, 0);
`;

async function query(connectionString: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

test("an invoice of before comes to the same figures when it is computed anew", async () => {
  const server = inject("server");
  const name = `test_${randomBytes(6).toString("hex")}`;
  const at = (url: string): string => Object.assign(new URL(url), { pathname: `/${name}` }).href;
  const superuser = new pg.Client({ connectionString: server.superUrl });
  const before = await mkdtemp(join(tmpdir(), "migrations-"));
  await superuser.connect();
  const db = openPool(at(server.appUrl), () => undefined, 2);
  try {
    await ensureDatabase(superuser, name);
    const files = (await readdir(migrations)).filter((file) => file < "20261124000300");
    for (const file of files) await cp(join(migrations, file), join(before, file));
    await migrate({ connectionString: at(server.ownerUrl) }, before);
    await query(at(server.ownerUrl), rows);
    await migrate({ connectionString: at(server.ownerUrl) });

    const plans = await readCompany(db, company as string, async (reading) => {
      const found = await findContract(reading, company as string, contract as string);
      if (found === null) throw new Error("the contract is there");
      const book = await readBook(reading, company as string, found);
      const planning = [];
      for (const invoice of book.invoices) {
        const was = await savedInvoice(reading, company as string, invoice);
        const start = await standingBefore(reading, book, invoice, invoice.terms);
        const header = { ...headerOf(invoice), enters: [...enteredHere(book, invoice)] };
        const plan = planned(book, start, invoice, header, byLine(was.lines), was);
        planning.push({ enters: header.enters, ...plan });
      }
      return planning;
    });
    expect(plans.map(({ isMoved, changed, dropped }) => [isMoved, changed, dropped])).toEqual([
      [false, [], []],
      [false, [], []],
    ]);
    expect(plans.map(({ enters }) => enters)).toEqual([[], [order]]);
  } finally {
    await db.destroy();
    await superuser.query(`drop database if exists ${name} with (force)`);
    await superuser.end();
    await rm(before, { recursive: true });
  }
});
