/** A formula that is being typed is shown as it will be read, before it is raced. */
import { closest } from "fallline/core/dom.js";
import { escaped } from "fallline/core/markdown.js";
import { addressOf, answerOrNull } from "fallline/core/server.js";

/** @import { Typeset } from "fallline/types.js" */

const PAUSE = 120; // ms without a key before the server is asked

/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting;
let asked = 0;

/** Hears what is typed. */
export function install() {
  document.addEventListener("input", (event) => {
    const field = event.target;
    const setting = closest(event, ".setting.text");
    if (!(field instanceof HTMLInputElement) || !setting?.querySelector(".typed")) return;
    clearTimeout(waiting);
    waiting = setTimeout(show, PAUSE, field);
  });
}

/** @param {HTMLInputElement} field */
async function show(field) {
  const mine = ++asked;
  const answer = await typeset(field.value);
  if (!answer || mine !== asked) return;
  const id = { ...JSON.parse(field.id), type: "typed" };
  const children = answer.latex ? `$$${answer.latex}$$` : escaped(answer.problem ?? "");
  window.dash_clientside.set_props(id, { children });
}

/**
 * A formula as LaTeX, or what is wrong with it; null where the server does not answer.
 * @param {string} formula
 * @returns {Promise<Typeset | null>}
 */
const typeset = (formula) => answerOrNull(fetch(addressOf("/formula", { f: formula })));
