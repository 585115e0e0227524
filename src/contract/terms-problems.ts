// What is wrong with the billing terms of a contract, all of it at once; each problem names the field, what was given and
// what is allowed.
import { amountText, cents } from "../money/money.ts";
import { millionths, numberText } from "../money/ratio.ts";
import type { Reason } from "../refusal.ts";
import type { Threshold } from "../retainage/terms.ts";
import { releaseUnder } from "../tax/tax.ts";
import { isUpToHundred, upToHundred } from "./agreed.ts";
import { type BillingTerms, readTerms, type TermsShown } from "./billing-terms.ts";
import type { ScheduleLine } from "./schedule-line.ts";

export function termsProblems(entered: TermsShown, lines: readonly ScheduleLine[]): Reason[] {
  const terms = readTerms(entered);
  const { tax, advance, escrow } = entered;
  return [
    ...retainageProblems(entered.retainage),
    ...stepsProblems(terms.retainage.steps),
    ...(tax === null ? [] : taxProblems(tax)),
    ...(advance === null
      ? []
      : [
          ...moreThanNothing("advance.paid", advance.paid),
          ...rateProblems("advance.recoupPercent", advance.recoupPercent),
        ]),
    ...(escrow === null ? [] : moreThanNothing("escrow.roundDownTo", escrow.roundDownTo)),
    ...fundsProblems(terms.funds, lines),
  ];
}

function rateProblems(field: string, given: string): Reason[] {
  if (isUpToHundred(millionths(given))) return [];
  return [{ code: "percent_out_of_range", field: `terms.${field}`, given, allowed: upToHundred }];
}

function moreThanNothing(field: string, given: string): Reason[] {
  if (cents(given) > 0n) return [];
  return [{ code: "amount_out_of_range", field: `terms.${field}`, given, allowed: "more than 0.00" }];
}

function retainageProblems({ steps, cap, maximum }: TermsShown["retainage"]): Reason[] {
  return [
    ...steps.flatMap(({ at, work, materials }, index) => [
      ...thresholdProblems(`retainage.steps.${index}.at`, at),
      ...rateProblems(`retainage.steps.${index}.work`, work),
      ...rateProblems(`retainage.steps.${index}.materials`, materials),
    ]),
    ...(cap === null ? [] : thresholdProblems("retainage.cap", cap)),
    ...(maximum === null ? [] : rateProblems("retainage.maximum", maximum)),
  ];
}

type ThresholdEntered = NonNullable<TermsShown["retainage"]["cap"]>;

function thresholdProblems(field: string, threshold: ThresholdEntered): Reason[] {
  if ("percent" in threshold) return rateProblems(`${field}.percent`, threshold.percent);
  if (cents(threshold.amount) >= 0n) return [];
  const given = threshold.amount;
  return [{ code: "amount_out_of_range", field: `terms.${field}.amount`, given, allowed: "0.00 or more" }];
}

/**
 * Steps stand in the order in which they are reached, as far as two can be compared: an amount with an amount, a
 * percentage with one of the same sum. More than one stop would say nothing that the first does not.
 */
function stepsProblems(steps: BillingTerms["retainage"]["steps"]): Reason[] {
  const problems: Reason[] = [];
  const lastOf = new Map<string, bigint>();
  let stops = 0;
  for (const [index, { at, rates, scope }] of steps.entries()) {
    const { kind, value, shown } = measureOf(at);
    const last = lastOf.get(kind);
    if (last !== undefined && value <= last) {
      const field = `terms.retainage.steps.${index}.at`;
      problems.push({ code: "steps_not_rising", field, given: shown(value), allowed: `more than ${shown(last)}` });
    }
    lastOf.set(kind, value);
    const isStop = scope === "allLines" && rates.work === 0n && rates.materials === 0n;
    stops += isStop ? 1 : 0;
    if (isStop && stops > 1) {
      const field = `terms.retainage.steps.${index}`;
      problems.push({ code: "stop_twice", field, given: `stop no. ${stops}`, allowed: "one stop" });
    }
  }
  return problems;
}

function measureOf(at: Threshold): { kind: string; value: bigint; shown: (value: bigint) => string } {
  return "amount" in at
    ? { kind: "amount", value: at.amount, shown: amountText }
    : { kind: at.of, value: at.percent, shown: (value) => `${numberText(value)} %` };
}

function taxProblems({ rate, base, onRelease }: NonNullable<TermsShown["tax"]>): Reason[] {
  const problems = rateProblems("tax.rate", rate);
  const allowed = releaseUnder[base];
  if (onRelease === allowed) return problems;
  return [
    ...problems,
    { code: "release_disagrees_with_base", field: "terms.tax.onRelease", given: onRelease, allowed, values: { base } },
  ];
}

function fundsProblems(funds: readonly string[], lines: readonly ScheduleLine[]): Reason[] {
  const twice = funds.flatMap((given, index) =>
    funds.indexOf(given) === index
      ? []
      : [{ code: "fund_twice", field: `terms.funds.${index}`, given, allowed: "a name that no other fund has" }],
  );
  // Lines of a void change order never count again; those of a rejected one may.
  const counting = lines.filter(({ changeOrder }) => changeOrder?.status !== "void");
  const used = new Set(counting.flatMap((line) => Object.keys(line.funds)));
  const removed = [...used].filter((name) => !funds.includes(name));
  const inUse = removed.map((given) => {
    const items = counting.filter((line) => Object.hasOwn(line.funds, given)).map(({ item }) => item);
    const values = { items: items.slice(0, itemsNamed).join(", "), more: Math.max(0, items.length - itemsNamed) };
    return { code: "fund_in_use", field: "terms.funds", given, allowed: "a list with this fund", values };
  });
  return [...twice, ...inUse];
}

/** As many items as a sentence bears. */
const itemsNamed = 10;
