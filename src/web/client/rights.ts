// What this person may do, asked of the same table as the API asks.

import { may, noProject, type Permission } from "../../people/permission.ts";
import type { ProjectShown, SessionShown } from "../../people/wire.ts";

/** About a project, or about what belongs to the company where there is none. */
export function mayDo(session: SessionShown, permission: Permission, project: ProjectShown | null = null): boolean {
  const { person, company, rights } = session;
  const { id: personId, name, email } = person;
  const actor = { companyId: company.id, personId, name, email, ...rights, address: null };
  return may(actor, permission, project === null ? noProject : { ...noProject, ...project.levels });
}
