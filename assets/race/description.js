/** Descriptions of a race in sentences, for screen readers. */
import { formatNumber } from "fallline/core/numbers.js";
import { plural, say } from "fallline/core/text.js";
import { endSentence } from "fallline/race/end_sentence.js";
import { formatReached, rankRuns } from "fallline/race/standings.js";

/** @import { Race, Run } from "fallline/types.js" */
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
  const end = t === race.steps ? ` ${say("Over.")} ${race.runs.map((run) => describeEnd(run, race.starts)).join(" ")}` : "";
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
function describeStanding(race, standing) {
  const run = race.runs[standing.runIndex].title;
  const gapText = say("{run}, gap {n}", { run, n: speakNumber(formatNumber(standing.gap, 3)) });
  return [gapText, describeReached(standing, race.starts)].filter(Boolean).join(", ");
}

/**
 * @param {Standing} standing
 * @param {number} starts
 */
function describeReached(standing, starts) {
  const reached = formatReached(standing, starts);
  if (!reached || (standing.divergedAt >= 0 && !standing.reachCosts.length)) return reached;
  const values = { n: reached };
  return starts > 1 ? say("starts within the target: {n}", values) : say("reached the target after {n}", values);
}

/**
 * Replace the power of ten in a number's text by words, since many screen readers skip raised digits.
 * @param {string} text
 * @returns {string}
 */
const speakNumber = (text) =>
  text.replace(/\s×\s10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)/u, (_, power) => say(" times ten to the ") + lowerDigits(power));

/** @param {string} power in raised digits */
const lowerDigits = (power) => [...power].map((digit) => "−0123456789"["⁻⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(digit)]).join("");

/**
 * @param {Run} run
 * @param {number} starts
 */
const describeEnd = (run, starts) => `${run.title}: ${endSentence(run, starts)}`;
