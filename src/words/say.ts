// From a key and values to a sentence: ICU messages, so that plurals are right, and whole sentences, so that no screen
// glues words together.
import { IntlMessageFormat } from "intl-messageformat";

export type Values = Readonly<Record<string, string | number>>;

const formats = new Map<string, IntlMessageFormat>();

/** Formats an ICU message: `fill("{count, plural, one {# line} other {# lines}}", { count: 2 })` is `"2 lines"`. */
export function fill(message: string, values: Values = {}): string {
  let format = formats.get(message);
  if (format === undefined) {
    format = new IntlMessageFormat(message, "en-US", undefined, { ignoreTag: true });
    formats.set(message, format);
  }
  return String(format.format(values));
}
