/**
 * A question that got lost, or came at a busy moment, is asked again. Answers follow from questions alone, so asking twice
 * does no harm.
 */
import { sleep } from "fallline/core/page.js";

const WAITS = [300, 700, 1500, 3000, 5000]; // ms
const LATER = [429, 502, 503, 504];

/**
 * Asks until there is an answer, six times at most.
 * @param {() => Promise<Response>} ask
 * @returns {Promise<Response>} the last answer, busy or not
 * @throws the last failure, if nothing answered
 */
export async function retried(ask) {
  for (const wait of WAITS) {
    try {
      const answer = await ask();
      if (!LATER.includes(answer.status)) return answer;
    } catch (problem) {
      if (problem instanceof DOMException && problem.name === "AbortError") throw problem;
    }
    await sleep(wait * (0.75 + 0.5 * Math.random()));
  }
  return ask();
}
