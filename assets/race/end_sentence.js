/** The sentence on how a run ended and why. */
import { say, saySentence } from "fallline/core/text.js";

/** @import { Run } from "fallline/types.js" */

/**
 * Return the sentence on how a run's first start ended, such as "Not there yet: steps are 68 times shorter than ideal;
 * try a larger rate."
 * @param {Pick<Run, "outcome" | "diagnosis">} run
 * @param {number} starts
 * @returns {string}
 */
export function endSentence({ outcome, diagnosis }, starts) {
  const ended = saySentence(outcome);
  const sentence = diagnosis ? say("{ended}: {why}.", { ended, why: saySentence(diagnosis) }) : say("{ended}.", { ended });
  const capital = sentence.charAt(0).toLocaleUpperCase() + sentence.slice(1);
  return starts > 1 ? say("First start: {sentence}", { sentence: capital }) : capital;
}
