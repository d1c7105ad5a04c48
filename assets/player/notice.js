/** The notice above the page: a sentence on what went wrong. */
import { makeButton, getById, makeElement } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";

/**
 * Show a sentence as the notice, or remove the notice if there is no sentence.
 * @param {string | null | undefined} sentence
 */
export function showNotice(sentence) {
  const container = getById("notice");
  if (!sentence) return container.replaceChildren();
  const close = makeButton("×", () => container.replaceChildren(), { className: "close", ariaLabel: say("Close") });
  return container.replaceChildren(makeElement("div", { className: "notice" }, makeElement("p", {}, sentence), close));
}
