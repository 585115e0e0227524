// Acts on the retainage of many lines at once: other rates, giving back, freezing, putting right by hand. Each fills the
// columns of the lines, as if it had been typed there, and can be undone as any other entry.
import type { Release } from "../../invoice/application.ts";
import { spreadByShare } from "../../money/allocate.ts";
import { type Cents, sum } from "../../money/money.ts";
import { type Percent, percentOf } from "../../money/ratio.ts";
import type { StepEffect } from "../../retainage/terms.ts";
import { applicationOf, type Sheet, withEntries } from "./sheet.ts";

/** Places of lines in the sheet. */
export type Places = readonly number[];

export const allPlaces = (sheet: Sheet): Places => sheet.lines.map((_, place) => place);

const heldAt = (sheet: Sheet, place: number): Cents => sheet.lines[place]?.figures.retainageHeld ?? 0n;

export const heldOn = (sheet: Sheet, places: Places): Cents => sum(places.map((place) => heldAt(sheet, place)));

/** Other rates on these lines; null leaves one as it is. */
export function withRates(
  sheet: Sheet,
  places: Places,
  rates: Readonly<{ work: Percent | null; materials: Percent | null; effect: StepEffect }>,
): Sheet {
  return withEntries(sheet, places, ({ input: { entry } }) => ({
    rateWork: rates.work ?? entry.rateWork,
    rateMaterials: rates.materials ?? entry.rateMaterials,
    rateEffect: rates.effect,
  }));
}

export function withFreeze(sheet: Sheet, places: Places, isFrozen: boolean): Sheet {
  return withEntries(sheet, places, () => ({ isFrozen }));
}

/** How much a release comes to on these lines. */
export function releaseAmount(sheet: Sheet, places: Places, release: Release): Cents {
  const held = heldOn(sheet, places);
  if (release === "all") return held;
  return "amount" in release ? release.amount : percentOf(held, release.percent, "halfAwayFromZero");
}

/** A release is more than nothing and not beyond what is held. */
export function isReleasable(sheet: Sheet, places: Places, release: Release): boolean {
  const amount = releaseAmount(sheet, places, release);
  return amount > 0n && amount <= heldOn(sheet, places);
}

/** Given back over these lines by what they hold, and on each over its work and its material, as the engine spreads it. */
export function withRelease(sheet: Sheet, places: Places, release: Release): Sheet {
  if (!isReleasable(sheet, places, release)) return sheet;
  const amount = releaseAmount(sheet, places, release);
  const parts = spreadByShare(
    amount,
    places.map((place) => heldAt(sheet, place)),
  );
  const partAt = new Map(places.map((place, index) => [place, parts[index] ?? 0n]));
  const inputs = sheet.lines.map(({ input }, place) => {
    const part = partAt.get(place) ?? 0n;
    return part === 0n ? input : { ...input, release: { amount: part } };
  });
  const { inputs: released } = applicationOf(sheet.source, inputs);
  return withEntries(sheet, places, ({ input }, place) => {
    const { releasedWork, releasedMaterials } = released[place]?.entry ?? input.entry;
    return { releasedWork, releasedMaterials };
  });
}

/** Put right by hand, over these lines by what they hold; where they hold nothing, by what is completed and stored. */
export function withAdjustment(sheet: Sheet, places: Places, amount: Cents): Sheet {
  const held = places.map((place) => heldAt(sheet, place));
  const earned = places.map((place) => sheet.lines[place]?.figures.completedAndStored ?? 0n);
  const shares = [held, earned].find((each) => sum(each) !== 0n);
  const parts =
    shares === undefined ? places.map((_, index) => (index === 0 ? amount : 0n)) : spreadByShare(amount, shares);
  const partAt = new Map(places.map((place, index) => [place, parts[index] ?? 0n]));
  return withEntries(sheet, places, ({ input: { entry } }, place) => ({
    adjusted: entry.adjusted + (partAt.get(place) ?? 0n),
  }));
}
