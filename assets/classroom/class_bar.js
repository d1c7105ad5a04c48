/** The bar of a class at the top of the page: the class's code, the number of students, and buttons. */
import { getById, makeButton, makeElement, setText } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import { groupCode } from "fallline/classroom/class_code.js";

/** @import { Role } from "fallline/classroom/session.js" */
/** @typedef {[label: string, act: () => void]} Action a button */

let isUnreachable = false; // whether the server did not answer the last request about the class

/**
 * Show the bar for a role in a class; null removes the bar.
 * @param {Role | null} role
 * @param {Action[]} actions
 */
export function showBar(role, actions) {
  const found = document.querySelector(".class-bar");
  if (!role) return found?.remove();
  const buttons = actions.map(([label, act]) => makeButton(label, act, { className: "button small" }));
  const text = isUnreachable ? unreachableText() : "";
  const state = makeElement("span", { className: "class-state", role: "status" }, text);
  const properties = { className: "class-bar", role: "region", ariaLabel: say("Class") };
  const bar = makeElement("div", properties, makeElement("strong", {}, titleOf(role)), state, ...buttons);
  return found ? found.replaceWith(bar) : getById("lab").prepend(bar);
}

/** @param {Role} role */
function titleOf({ code: ungrouped, key, away }) {
  const code = groupCode(ungrouped);
  if (key) return say("Presenting class {code}", { code });
  return away ? say("On your own; class {code} goes on", { code }) : say("Following class {code}", { code });
}

const unreachableText = () => say("The class cannot be reached; trying again …");

/**
 * Write the state of the class into the bar, if there is one.
 * @param {string} text
 */
export function showState(text) {
  const state = document.querySelector(".class-state");
  if (state) setText(state, text);
}

/** Show in the bar that the server does not answer requests about the class. */
export function showUnreachable() {
  isUnreachable = true;
  showState(unreachableText());
}

/** Note that the server has answered, and remove the message of `showUnreachable`. */
export function clearUnreachable() {
  if (isUnreachable) showState("");
  isUnreachable = false;
}
