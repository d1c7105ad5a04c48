/**
 * Two messages over the page: the notice on what went wrong, and the remark on what in a link was ignored, or what else a
 * change has done.
 */
import { makeButton, getById, makeElement } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";

/** @typedef {{ label: string, act: () => void }} RemarkAction a button beside a remark, and what it does */

/**
 * Show a sentence as the notice, or remove the notice if there is no sentence.
 * @param {string | null | undefined} sentence
 */
export function showNotice(sentence) {
  fillMessage("notice", sentence);
}

/**
 * Show a sentence as the remark, which stays until it is closed, its action is taken or another remark is shown.
 * @param {string} sentence
 * @param {RemarkAction} [action]
 */
export function showRemark(sentence, action) {
  fillMessage("remark", sentence, action);
}

/** Remove the remark. */
export function hideRemark() {
  fillMessage("remark", "");
}

/**
 * @param {string} id of the container
 * @param {string | null | undefined} sentence
 * @param {RemarkAction} [action]
 */
function fillMessage(id, sentence, action) {
  const container = getById(id);
  if (!sentence) return container.replaceChildren();
  const clear = () => container.replaceChildren();
  const act = () => {
    clear();
    action?.act();
  };
  const button = action ? makeButton(action.label, act, { className: "button small" }) : undefined;
  const close = makeButton("×", clear, { className: "close", ariaLabel: say("Close") });
  return container.replaceChildren(makeElement("div", { className: "notice" }, makeElement("p", {}, sentence), button, close));
}
