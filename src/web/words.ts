// The words of the screens: from the catalogue, by key. No screen types its own.
import { contractTerms } from "../words/en/contract-terms.ts";
import { screens } from "../words/en/screens.ts";
import { fill, type Values } from "../words/say.ts";

const words = { ...screens, ...contractTerms };

export type LabelKey = keyof typeof words;

/** `label("contracts.count", { count: 2 })` is "2 prime contracts". */
export function label(key: LabelKey, values?: Values): string {
  return fill(words[key], values);
}
