// What the server found wrong with the billing terms, said with the names that the screen has for the fields.
import { ApiRefusal, problemOf } from "../client/fetch.ts";
import { label } from "../words.ts";

const names = {
  retainageOnWork: "terms.retainageOnWork",
  retainageOnMaterials: "terms.retainageOnMaterials",
  "terms.retainage.level": "terms.level",
  "terms.retainage.cap": "terms.cap",
  "terms.retainage.cap.percent": "terms.cap",
  "terms.retainage.cap.amount": "terms.cap",
  "terms.retainage.maximum": "terms.maximum",
  "terms.retainage.steps": "terms.steps",
  "terms.overbilling": "terms.overbilling",
  "terms.changeOrderSplit": "terms.changeOrderSplit",
  "terms.tax": "terms.tax",
  "terms.tax.rate": "terms.taxRate",
  "terms.tax.base": "terms.taxBase",
  "terms.tax.onRelease": "terms.taxOnRelease",
  "terms.tax.rounding": "terms.taxRounding",
  "terms.advance": "terms.advance",
  "terms.advance.paid": "terms.advancePaid",
  "terms.advance.recoupPercent": "terms.advanceRecoup",
  "terms.escrow": "terms.escrow",
  "terms.escrow.roundDownTo": "terms.escrowStep",
  "terms.funds": "terms.fundsList",
} as const;

const stepNames = {
  at: "terms.stepValue",
  "at.percent": "terms.stepValue",
  "at.amount": "terms.stepValue",
  "at.of": "terms.stepKind",
  work: "terms.stepWork",
  materials: "terms.stepMaterials",
  effect: "terms.stepEffect",
  scope: "terms.stepScope",
} as const;

const isKeyOf = <Names extends object>(known: Names, key: string): key is Extract<keyof Names, string> =>
  Object.hasOwn(known, key);

/** `terms.retainage.steps.0.work` is "On work, %, step 1" on the screen. */
export function termsFieldName(field: string): string | null {
  if (isKeyOf(names, field)) return label(names[field]);
  if (field.startsWith("terms.funds.")) return label("terms.fundsList");
  const [, index, name = ""] = /^terms\.retainage\.steps\.(\d+)(?:\.(.+))?$/.exec(field) ?? [];
  if (index === undefined) return null;
  const number = Number(index) + 1;
  if (!isKeyOf(stepNames, name)) return label("terms.stepOf", { number });
  return label("terms.stepField", { field: label(stepNames[name]), number });
}

/** The refusal with every field named as the screen names it. */
export function inWordsOfTheScreen(error: unknown, nameOf: (field: string) => string | null): unknown {
  if (!(error instanceof ApiRefusal)) return error;
  const reasons = error.reasons.map((reason) => {
    const name = reason.field === undefined ? null : nameOf(reason.field);
    return name === null ? reason : { ...reason, message: reason.message.replaceAll(`“${reason.field}”`, `“${name}”`) };
  });
  return new ApiRefusal(error.status, error.code, error.message, reasons);
}

/** What is wrong with a field, or with a part of it: of a threshold, its percentage or its amount. */
export function problemWithin(error: unknown, field: string): string | null {
  if (!(error instanceof ApiRefusal)) return null;
  const inside = error.reasons.flatMap((reason) => {
    const at = reason.field ?? "";
    return at === field || at.startsWith(`${field}.`) ? [at] : [];
  });
  const problems = [...new Set(inside)].flatMap((at) => problemOf(error, at) ?? []);
  return problems.length === 0 ? null : problems.join(" ");
}
