// One application of a history put together and computed, as applied for, and as certified where lines were cut.

import { type Application, type ApplicationLine, computeApplication } from "../invoice/application.ts";
import { cutTo } from "../invoice/cut.ts";
import { computeLine } from "../invoice/totals.ts";
import { type Cents, sum } from "../money/money.ts";
import type { ApplicationEntry, ChangeOrderEntry, ContractEntry, History, LineEntry } from "./history.ts";
import { lineInput } from "./line-input.ts";
import { type Entered, netOf, type ScheduledLine } from "./schedule.ts";
import type { Schedule, Standing } from "./standing.ts";

export type Applying = Readonly<{
  history: History;
  schedule: Schedule;
  before: Standing;
  entry: ApplicationEntry;
  entered: readonly ChangeOrderEntry[];
  changes: Entered;
  entries: ReadonlyMap<string, LineEntry>;
  grouped: ReadonlyMap<string, Cents>;
  lines: readonly ScheduledLine[];
}>;

export function applied(applying: Applying): { application: Application; cut: Application | null } {
  const { history, schedule, before, entry, entries, lines } = applying;
  const inputs = lines.map((line) => lineInput(applying, line));
  const application = applicationOf(history.contract, schedule, applying, before, inputs);
  const isCut = entry.lines.some(
    ({ certified, certifiedMaterials }) => certified !== null || certifiedMaterials !== null,
  );
  if (!isCut) return { application, cut: null };
  const cutInputs = inputs.map((input) => asCertified(input, entries.get(input.lineId)));
  const cut = applicationOf(history.contract, schedule, applying, before, cutInputs);
  return { application, cut };
}

function asCertified(input: ApplicationLine, entry: LineEntry | undefined): ApplicationLine {
  const { certified = null, certifiedMaterials = null } = entry ?? {};
  if (certified === null && certifiedMaterials === null) return input;
  const work = certified ?? computeLine(input).workThisPeriod;
  return cutTo(input, { work, materials: certifiedMaterials ?? input.entry.materialsStored });
}

export function applicationOf(
  contract: ContractEntry,
  { byItem, originalContractSum }: Schedule,
  { entry, entered }: Pick<Applying, "entry" | "entered">,
  { certified, stepsTaken, completedAndStored }: Standing,
  lines: readonly ApplicationLine[],
): Application {
  return computeApplication({
    terms: contract.retainage,
    taxOnRetainage: contract.tax?.base === "retainageOnGross" ? contract.tax.rate : 0n,
    originalContractSum,
    netChange: sum(entered.map((one) => netOf(one, byItem))),
    lines,
    release: entry.retainageReleased,
    adjusted: entry.retainageAdjusted ?? 0n,
    before: { certified, stepsTaken, completedAndStored },
  });
}
