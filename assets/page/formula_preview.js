/** Shows a formula typeset while the visitor types it. */
import { closest } from "fallline/core/dom.js";
import { escapeMarkdown } from "fallline/core/markdown.js";
import { sendWithRetries } from "fallline/core/retry.js";
import { readAnswerOrNull, withQuery } from "fallline/core/server.js";

/** @import { TypesetFormula } from "fallline/types.js" */

const DELAY_MS = 120; // after the last key before the request is sent

/**
 * Return a function that requests a formula typeset, a short while after its last call, and passes on the newest answer.
 * @template Target
 * @param {(target: Target, answer: TypesetFormula) => void} show
 * @returns {(formula: string, target: Target) => void}
 */
export function makePreview(show) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** Ends the newest request. @type {AbortController | null} */
  let controller = null;
  return (formula, target) => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      controller?.abort();
      const { signal } = (controller = new AbortController());
      const answer = await typeset(formula, signal);
      if (answer && !signal.aborted) show(target, answer); // else a newer formula is on its way
    }, DELAY_MS);
  };
}

/** Add the listener for the fields of formulas in the sidebar. */
export function install() {
  const preview = makePreview((/** @type {HTMLInputElement} */ field, { latex, problem }) => {
    const id = { ...JSON.parse(field.id), type: "typed" };
    window.dash_clientside.set_props(id, { children: latex ? `$$${latex}$$` : escapeMarkdown(problem ?? "") });
  });
  document.addEventListener("input", (event) => {
    const field = event.target;
    const setting = closest(event, ".setting.text");
    if (field instanceof HTMLInputElement && setting?.querySelector(".typed")) preview(field.value, field);
  });
}

/**
 * Return a formula typeset, or the problem with it, or null if the server does not answer.
 * @param {string} formula
 * @param {AbortSignal} [signal]
 * @returns {Promise<TypesetFormula | null>}
 */
export const typeset = (formula, signal) =>
  readAnswerOrNull(sendWithRetries(() => fetch(withQuery("/formula", { f: formula }), { signal }), { signal }));
