// From a reason to its sentence: one registry over the catalogues of all nouns. A noun adds its file here.
import { assert } from "../assert.ts";
import type { Reason } from "../refusal.ts";
import type { ReasonShown } from "../wire.ts";
import { erpConnection } from "./en/erp-connection.ts";
import { erpQueue } from "./en/erp-queue.ts";
import { findings } from "./en/findings.ts";
import { imports } from "./en/imports.ts";
import { invoiceReasons } from "./en/invoice.ts";
import { reasons as general } from "./en/reasons.ts";
import { fill } from "./say.ts";

const sentences: Readonly<Record<string, string>> = {
  ...imports,
  ...erpConnection,
  ...erpQueue,
  ...invoiceReasons,
  ...findings,
  ...general,
};

/** Every reason that has a sentence. */
export const reasonCodes: readonly string[] = Object.keys(sentences);

export function sentenceOf(reason: Reason): string {
  const sentence = sentences[reason.code];
  assert(sentence !== undefined, `the reason "${reason.code}" has a sentence in words/en`);
  const { field = "", given = "", allowed = "", row = 0, column = "", values = {} } = reason;
  return fill(sentence, { field, given, allowed, row, column, ...values });
}

/** A reason with its sentence, as it goes on the wire. */
export function reasonShown(reason: Reason): ReasonShown {
  const { code, link, field, given, allowed, row, column } = reason;
  return {
    code,
    message: sentenceOf(reason),
    link: link ?? null,
    ...(field === undefined ? {} : { field }),
    ...(given === undefined ? {} : { given }),
    ...(allowed === undefined ? {} : { allowed }),
    ...(row === undefined ? {} : { row }),
    ...(column === undefined ? {} : { column }),
  };
}

export const reasonsShown = (reasons: readonly Reason[]): ReasonShown[] => reasons.map(reasonShown);
