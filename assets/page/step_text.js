/** The sentence on a step that the page shows while the race is paused. */
import { say } from "fallline/core/text.js";
import { endSentence } from "fallline/race/end_sentence.js";
import { stepSentence } from "fallline/race/step_sentence.js";
import * as player from "fallline/player/player.js";

/** @import { Race, Run } from "fallline/types.js" */

/**
 * Return what a run did in step t, at the race's end how it ended; while the race plays, what to do to read this.
 * @param {Race} race
 * @param {Run} run
 * @param {number} t
 * @returns {string}
 */
export function explainStep(race, run, t) {
  if (t === race.steps) return endSentence(run, race.starts);
  return player.playing ? say("Pause to read what happens in this step.") : stepSentence(run, t);
}
