/** The race in sentences, for those who do not see it. */
import { digits } from "fallline/core/numbers.js";
import { plural, say, told } from "fallline/core/text.js";
import { arrival, standings } from "fallline/race/standings.js";

/** @import { Race, Run, Told } from "fallline/types.js" */

/**
 * The race at step t: the runs in order at equal cost, and at the end how each has ended.
 * @param {Race} race
 * @param {number} t
 * @returns {string}
 */
export function description(race, t) {
  const { spent, places } = standings(race, t);
  const each = places.map((place, at) => `${at + 1}: ${placeWords(race, place)}`);
  const end = t === race.steps ? ` ${say("Over.")} ${race.runs.map(endWords).join(". ")}.` : "";
  const facts = { landscape: race.landscape, t, all: race.steps, spent };
  const when = plural(
    spent,
    "{landscape}, step {t} of {all}, after {spent} gradient evaluation.",
    "{landscape}, step {t} of {all}, after {spent} gradient evaluations.",
    facts,
  );
  return `${when} ${each.join(". ")}.${end}`;
}

/**
 * @param {Race} race
 * @param {{ which: number, gap: number, arrived: number[] }} place
 */
function placeWords(race, { which, gap, arrived }) {
  const size = digits(gap, 3).replace(" e", say(" times ten to the "));
  const there = arrival(arrived, race.starts);
  const gapWords = say("{run}, gap {n}", { run: race.runs[which].title, n: size });
  if (!there) return gapWords;
  const arrivedWords = race.starts > 1 ? say("{n} starts arrived", { n: there }) : say("arrived after {n}", { n: there });
  return `${gapWords}, ${arrivedWords}`;
}

/** @param {Run} run */
function endWords(run) {
  /** @type {Told[]} */
  const said = [run.outcome, run.why];
  return `${run.title}: ${said.filter(Boolean).map(told).join(", ")}`;
}
