/** Shows a formula typeset while the visitor types it. */
import { closest } from "fallline/core/dom.js";
import { escapeMarkdown } from "fallline/core/markdown.js";
import { readAnswerOrNull, withQuery } from "fallline/core/server.js";

/** @import { TypesetFormula } from "fallline/types.js" */

const DELAY_MS = 120; // after the last key before the request is sent

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let requests = 0;

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
  const mine = ++requests;
  const answer = await typeset(field.value);
  if (!answer || mine !== requests) return; // a newer formula is on its way
  const id = { ...JSON.parse(field.id), type: "typed" };
  const children = answer.latex ? `$$${answer.latex}$$` : escapeMarkdown(answer.problem ?? "");
  window.dash_clientside.set_props(id, { children });
}

/**
 * Return a formula as LaTeX, or the problem with it, or null if the server does not answer.
 * @param {string} formula
 * @returns {Promise<TypesetFormula | null>}
 */
const typeset = (formula) => readAnswerOrNull(fetch(withQuery("/formula", { f: formula })));
