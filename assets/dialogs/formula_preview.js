/** Requests a formula typeset while the visitor types it. */
import { sendWithRetries } from "fallline/core/retry.js";
import { readAnswerOrNull, withQuery } from "fallline/core/server.js";

/** @import { TypesetFormula } from "fallline/types.js" */

const DELAY_MS = 120; // after the last key before the request is sent

/**
 * Return a function that requests a formula typeset, a short while after its last call, and passes on the newest answer.
 * @param {(answer: TypesetFormula) => void} show
 * @returns {(formula: string) => void}
 */
export function makePreview(show) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** Ends the newest request. @type {AbortController | null} */
  let controller = null;
  return (formula) => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      controller?.abort();
      const { signal } = (controller = new AbortController());
      const answer = await typeset(formula, signal);
      if (answer && !signal.aborted) show(answer); // else a newer formula is on its way
    }, DELAY_MS);
  };
}

/**
 * Return a formula typeset, or the problem with it, or null if the server does not answer.
 * @param {string} formula
 * @param {AbortSignal} [signal]
 * @returns {Promise<TypesetFormula | null>}
 */
export const typeset = (formula, signal) =>
  readAnswerOrNull(sendWithRetries(() => fetch(withQuery("/formula", { f: formula }), { signal }), { signal }));
