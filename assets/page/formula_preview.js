/** Shows a formula typeset while the visitor types it. */
import { closest } from "fallline/core/dom.js";
import { escapeMarkdown } from "fallline/core/markdown.js";
import { sendWithRetries } from "fallline/core/retry.js";
import { readAnswerOrNull, withQuery } from "fallline/core/server.js";

/** @import { TypesetFormula } from "fallline/types.js" */

const DELAY_MS = 120; // after the last key before the request is sent

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** Ends the newest request. @type {AbortController | null} */
let controller = null;

/** Add the listener for the fields of formulas. */
export function install() {
  document.addEventListener("input", (event) => {
    const field = event.target;
    const setting = closest(event, ".setting.text");
    if (!(field instanceof HTMLInputElement) || !setting?.querySelector(".typed")) return;
    clearTimeout(timer);
    timer = setTimeout(show, DELAY_MS, field);
  });
}

/** @param {HTMLInputElement} field */
async function show(field) {
  controller?.abort();
  const { signal } = (controller = new AbortController());
  const answer = await typeset(field.value, signal);
  if (!answer || signal.aborted) return; // a newer formula is on its way
  const id = { ...JSON.parse(field.id), type: "typed" };
  const children = answer.latex ? `$$${answer.latex}$$` : escapeMarkdown(answer.problem ?? "");
  window.dash_clientside.set_props(id, { children });
}

/**
 * Return a formula as LaTeX, or the problem with it, or null if the server does not answer.
 * @param {string} formula
 * @param {AbortSignal} signal
 * @returns {Promise<TypesetFormula | null>}
 */
const typeset = (formula, signal) =>
  readAnswerOrNull(sendWithRetries(() => fetch(withQuery("/formula", { f: formula }), { signal }), { signal }));
