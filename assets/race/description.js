/** Descriptions of a race in sentences, for screen readers. */
import { formatNumber } from "fallline/core/numbers.js";
import { plural, say, saySentence } from "fallline/core/text.js";
import { formatReached, rankRuns } from "fallline/race/standings.js";

/** @import { Race, Run, Sentence } from "fallline/types.js" */
/** @import { Standing } from "fallline/race/standings.js" */

/**
 * Describe a race at step t: the runs in order at equal cost, and at the last step how each has ended.
 * @param {Race} race
 * @param {number} t
 * @returns {string}
 */
export function describeRace(race, t) {
  const { cost, standings } = rankRuns(race, t);
  const lines = standings.map((standing, i) => `${i + 1}: ${describeStanding(race, standing)}`);
  const end = t === race.steps ? ` ${say("Over.")} ${race.runs.map(describeEnd).join(". ")}.` : "";
  const values = { landscape: race.landscape, t, all: race.steps, spent: cost };
  const head = plural(
    cost,
    "{landscape}, step {t} of {all}, after {spent} gradient evaluation.",
    "{landscape}, step {t} of {all}, after {spent} gradient evaluations.",
    values,
  );
  return `${head} ${lines.join(". ")}.${end}`;
}

/**
 * @param {Race} race
 * @param {Standing} standing
 */
function describeStanding(race, { runIndex, gap, reachCosts }) {
  const size = formatNumber(gap, 3).replace(" e", say(" times ten to the "));
  const reached = formatReached(reachCosts, race.starts);
  const gapText = say("{run}, gap {n}", { run: race.runs[runIndex].title, n: size });
  if (!reached) return gapText;
  const values = { n: reached };
  const reachedText = race.starts > 1 ? say("{n} starts arrived", values) : say("arrived after {n}", values);
  return `${gapText}, ${reachedText}`;
}

/** @param {Run} run */
function describeEnd(run) {
  /** @type {Sentence[]} */
  const sentences = [run.outcome, run.diagnosis];
  return `${run.title}: ${sentences.filter(Boolean).map(saySentence).join(", ")}`;
}
