/** Two messages over the page: the notice on what went wrong, and the remark on what in a link was ignored. */
import { makeButton, getById, makeElement } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";

/**
 * Show a sentence as the notice, or remove the notice if there is no sentence.
 * @param {string | null | undefined} sentence
 */
export function showNotice(sentence) {
  fillMessage("notice", sentence);
}

/**
 * Show a sentence as the remark, which stays until it is closed or another link has one.
 * @param {string} sentence
 */
export function showRemark(sentence) {
  fillMessage("remark", sentence);
}

/**
 * @param {string} id of the container
 * @param {string | null | undefined} sentence
 */
function fillMessage(id, sentence) {
  const container = getById(id);
  if (!sentence) return container.replaceChildren();
  const close = makeButton("×", () => container.replaceChildren(), { className: "close", ariaLabel: say("Close") });
  return container.replaceChildren(makeElement("div", { className: "notice" }, makeElement("p", {}, sentence), close));
}
