// The reasons why a person may not, and the refusals made of them.
import { type Reason, type Refusal, refuse } from "../refusal.ts";
import { permissionWords } from "../words/en/reasons.ts";
import type { Actor } from "./actor.ts";
import { may, type Permission, type ProjectStanding } from "./permission.ts";

/** Why this person lacks a permission: what they would need for it. */
export function lacking(permission: Permission): Reason {
  return { code: "not_permitted", values: permissionWords[permission] };
}

/** `[]` where the person may; one reason where not. */
export function lackingReasons(actor: Actor, permission: Permission, standing: ProjectStanding): readonly Reason[] {
  return may(actor, permission, standing) ? [] : [lacking(permission)];
}

export function notPermitted(permission: Permission): Refusal {
  return refuse("not_permitted", [lacking(permission)]);
}

export const notFound: Refusal = refuse("not_found");
