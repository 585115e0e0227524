// An explanation of the permission table as it goes on the wire: each way with its sentence.
import { factWords, toolWords } from "../words/en/rights.ts";
import { screens } from "../words/en/screens.ts";
import { reasonsShown } from "../words/reasons.ts";
import { fill } from "../words/say.ts";
import type { Actor } from "./actor.ts";
import type { Explanation } from "./explain.ts";
import { levelOn, type Need, type ProjectStanding } from "./permission.ts";
import { lackingReasons } from "./reasons.ts";
import type { RightShown, WayShown } from "./wire.ts";

const inOneSentence = new Intl.ListFormat("en-US", { type: "conjunction" });

export function rightShown(explanation: Explanation, actor: Actor, standing: ProjectStanding): RightShown {
  const { permission, reach, may } = explanation;
  const shown = (ways: readonly (readonly Need[])[]) => ways.map((way) => wayShown(way, may, actor, standing));
  return {
    permission,
    reach,
    may,
    because: shown(explanation.because),
    missing: shown(explanation.missing),
    reasons: reasonsShown(lackingReasons(actor, permission, standing)),
  };
}

function wayShown(way: readonly Need[], isMet: boolean, actor: Actor, standing: ProjectStanding): WayShown {
  return {
    needs: way.map((need) =>
      "fact" in need
        ? { need: need.fact, level: null, has: null }
        : { need: need.tool, level: need.level, has: levelOn(need.tool, actor, standing) },
    ),
    message: inOneSentence.format(way.map((need) => needSentence(need, isMet, actor, standing))),
  };
}

function needSentence(need: Need, isMet: boolean, actor: Actor, standing: ProjectStanding): string {
  if ("fact" in need) return factWords[need.fact][isMet ? "met" : "missing"];
  const has = levelOn(need.tool, actor, standing);
  return fill(toolWords[need.tool], {
    level: screens[`level.${need.level}`],
    has: has === need.level ? "same" : screens[`level.${has}`],
  });
}
