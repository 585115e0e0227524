// What the company and its ERP bring to the question of what is open.

import { assert } from "../assert.ts";
import type { CompanyId, Reading } from "../db/transaction.ts";
import type { Actor } from "../people/actor.ts";
import { findCompany, projectStanding } from "../people/people.commands.ts";
import { noProject, type Permission, type ProjectStanding } from "../people/permission.ts";
import { lackingReasons } from "../people/reasons.ts";
import type { Reason } from "../refusal.ts";
import { numbersUsed } from "./case.db.ts";
import type { Case, Surroundings } from "./case.ts";
import { descriptionOf } from "./connection.commands.ts";
import { activeConnection } from "./connection.db.ts";

export async function surroundingsOf(reading: Reading, companyId: CompanyId): Promise<Surroundings> {
  const company = await findCompany(reading, companyId);
  assert(company !== null, "the company of an actor exists");
  const connection = await activeConnection(reading, companyId);
  const description = connection === null ? null : descriptionOf(connection);
  const { senderMayAccept, rejectionReasonRequired, maySendOutOfOrder, maySendCompleteContracts } = company.settings;
  return {
    timeZone: company.timeZone,
    senderMayAccept,
    rejectionReasonRequired,
    maySendOutOfOrder,
    maySendCompleteContracts,
    erp:
      connection === null || description === null
        ? null
        : {
            connectionId: connection.id,
            name: connection.name,
            numberPattern: connection.numberPattern,
            description,
          },
    numbersUsed: connection === null ? new Map() : await numbersUsed(reading, companyId, connection.id),
  };
}

/** Asks a person's permissions once for every contract, however many invoices are looked at. */
export function lackingOf(
  reading: Reading,
  actor: Actor,
): (one: Case, permission: Permission) => Promise<readonly Reason[]> {
  const standings = new Map<string, Promise<ProjectStanding | null>>();
  return async ({ project, contract }, permission) => {
    let standing = standings.get(contract.id);
    if (standing === undefined) {
      standing = projectStanding(reading, actor, project.id, contract.id);
      standings.set(contract.id, standing);
    }
    return lackingReasons(actor, permission, (await standing) ?? noProject);
  };
}
