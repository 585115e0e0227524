// A company's connection to its ERP: which settings it takes, which ERP company they name, and what is wrong with what was
// entered. Pure; the connectors' descriptions are given.
import type { Description, SettingField, Settings } from "../connectors/connector.ts";
import type { Reason } from "../refusal.ts";

/** What the number of an ERP document is made of. */
export const numberParts = ["job", "contract", "application", "number"] as const;

const addressAllowed = "an address that begins with http:// or https://, as https://erp.example.com";

/** Without what was left empty, and without blanks around anything but a secret. */
export function enteredSettings({ settings: fields }: Description, given: Settings): Settings {
  const secrets = fields.filter(({ kind }) => kind === "secret").map(({ name }) => name);
  const trimmed = Object.entries(given).map(([name, value]) => [name, secrets.includes(name) ? value : value.trim()]);
  return Object.fromEntries(trimmed.filter(([, value]) => value !== ""));
}

/** Two connections of the same target lead to the same ERP company, and to the same documents in it. */
export function targetOf({ id, settings: fields }: Description, settings: Settings): string {
  const named = fields.filter(({ namesErp }) => namesErp === true);
  return JSON.stringify([id, ...named.map(({ name }) => (settings[name] ?? "").replace(/\/+$/, "").toLowerCase())]);
}

/**
 * Everything that is wrong with the settings, at once. `kept` are the secrets of the same target, which need not be given
 * again; `asked` tells that there are secrets, but for another target.
 */
export function settingsProblems(
  { settings: fields }: Description,
  given: Settings,
  kept: Settings,
  hasSecretsOfAnother: boolean,
): readonly Reason[] {
  const names = fields.map(({ name }) => name);
  const unknown = Object.keys(given)
    .filter((name) => !names.includes(name))
    .map((name) => ({ code: "unknown_field", field: `settings.${name}`, allowed: names.join(", ") }));
  return [...unknown, ...fields.flatMap((field) => fieldProblems(field, given, kept, hasSecretsOfAnother))];
}

function fieldProblems(
  { name, kind, required, namesErp }: SettingField,
  given: Settings,
  kept: Settings,
  hasSecretsOfAnother: boolean,
): readonly Reason[] {
  const field = `settings.${name}`;
  const value = given[name] ?? kept[name] ?? "";
  if (value === "") {
    if (!required) return [];
    if (kind === "secret" && hasSecretsOfAnother) return [{ code: "secret_needed_again", field }];
    return [{ code: "missing", field, allowed: kind === "url" ? addressAllowed : "a text" }];
  }
  if (kind !== "url") return [];
  const url = /^https?:\/\/[^/]/i.test(value) && URL.canParse(value) ? new URL(value) : null;
  if (url === null) {
    // What cannot be read as an address may still hold a password.
    return value.includes("@")
      ? [{ code: "address_holds_secret", field, allowed: addressAllowed }]
      : [{ code: "not_allowed", field, given: value, allowed: addressAllowed }];
  }
  if (url.username !== "" || url.password !== "") {
    return [{ code: "address_holds_secret", field, allowed: addressAllowed }];
  }
  if (namesErp === true && (url.search !== "" || url.hash !== "")) {
    return [{ code: "not_allowed", field, given: value, allowed: `${addressAllowed}, without ? or #` }];
  }
  return [];
}

/** What is wrong with a pattern, held against the shortest number it can make. */
export function numberPatternProblems(description: Description, pattern: string): readonly Reason[] {
  const field = "numberPattern";
  const allowed = numberParts.map((part) => `{${part}}`).join(", ");
  const parts = [...pattern.matchAll(/\{([^{}]*)\}/g)].map(([, part = ""]) => part);
  const strange = parts.filter((part) => !numberParts.some((known) => known === part));
  if (strange.length > 0) {
    const given = [...new Set(strange)].map((part) => `{${part}}`).join(", ");
    return [{ code: "number_pattern_unknown", field, given, allowed }];
  }
  if (!parts.includes("application") && !parts.includes("number")) {
    return [{ code: "number_pattern_not_unique", field, given: pattern, allowed: "{application} or {number}" }];
  }
  const { name, numberMax, numberPattern } = description;
  const shortest = pattern.replace(/\{[^{}]*\}/g, "1");
  if (shortest.length <= numberMax && new RegExp(`^(?:${numberPattern})$`).test(shortest)) return [];
  const limits = `at most ${numberMax} characters, as ${numberPattern}`;
  return [{ code: "number_pattern_not_taken", field, given: pattern, allowed: limits, values: { erp: name } }];
}
